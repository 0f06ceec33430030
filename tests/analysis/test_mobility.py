"""Mobility: what giddy prints and computes, laws of chains, and what is no chain."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import devindex as dx
from devindex.analysis.markov import ergodic, first_passage, indices, probabilities, transitions

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def giddy():
    return json.loads((DATA / "giddy.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def states():
    """Income per head of 48 states of the United States, 1929 to 2009, and their neighbours."""
    table = pd.read_csv(DATA / "states48.csv", index_col="state")
    return table, {s: n.split("|") for s, n in table.pop("neighbours").items()}


def test_quintiles_of_the_states_as_giddy_prints_them(states):
    """giddy 2.3.8, docstrings of Markov and markov_mobility: half a unit of the last digit."""
    made = dx.mobility(states[0], classes=5, cuts="yearly", relative=False)
    assert made.counts.loc[3].tolist() == [0, 81, 631, 86, 2]
    assert made.frame.loc[1, 1] == pytest.approx(0.91011236, abs=5e-9)
    assert made.indices["shorrocks"] == pytest.approx(0.19759, abs=5e-6)
    assert made.indices["determinant"] == pytest.approx(0.60685, abs=5e-6)
    assert made.indices["eigenvalue"] == pytest.approx(0.03978, abs=5e-6)


def test_quintiles_of_the_states_agree_with_giddy(states, giddy):
    """Same formulas; inverses of 5 x 5 matrices agree to rounding."""
    made = dx.mobility(states[0], classes=5, cuts="yearly", relative=False)
    assert made.counts.to_numpy().tolist() == giddy["transitions"]
    assert made.distribution["ergodic"].tolist() == pytest.approx(giddy["steady_state"], abs=1e-12)
    for own, theirs in zip(made.passage.to_numpy(), giddy["first_passage"], strict=True):
        assert own == pytest.approx(theirs, rel=1e-9)
    for name, value in giddy["indices"].items():
        assert made.indices[name] == pytest.approx(value, abs=1e-12)


def test_spatial_chain_of_the_states_as_giddy_prints_it(states, giddy):
    """giddy 2.3.8, docstring of Spatial_Markov: LR 170.659, Q 200.624, 60 degrees; P of the first.

    Income over the mean of the year, pooled quintiles of values and of neighbours.
    """
    table, links = states
    made = dx.mobility(table, classes=5, weights=links)
    assert made.test["lr"] == pytest.approx(170.659, abs=5e-4)
    assert made.test["q"] == pytest.approx(200.624, abs=5e-4)
    assert made.test["degrees"] == 60
    assert made.spatial.loc[(1, 1), 1] == pytest.approx(0.96341463, abs=5e-9)
    assert made.cuts[1929].tolist() == pytest.approx(giddy["spatial"]["cutoffs"], abs=1e-12)
    counts = made.spatial_counts.to_numpy().reshape(5, 5, 5)
    assert counts.tolist() == giddy["spatial"]["transitions"]
    assert made.test["lr_p"] == pytest.approx(giddy["spatial"]["lr_p"], rel=1e-3)
    assert (counts.sum(axis=0) == made.counts.to_numpy()).all()


def test_ranks_of_the_mexican_states_as_giddy_prints_them(mexico, mexican_groups, giddy):
    """giddy 2.3.8, docstring of Theta; its Tau. Half a unit of the last digit printed."""
    ranks = dx.mobility(mexico, groups=mexican_groups["esquivel99"]).ranks
    theta = [0.41538462, 0.28070175, 0.61363636, 0.62222222, 0.33333333, 0.47222222]
    assert ranks["theta"].tolist() == pytest.approx(theta, abs=5e-9)
    assert ranks["tau"].tolist() == pytest.approx(giddy["tau"], abs=1e-12)


@given(arrays(float, (4, 4), elements=st.floats(0.01, 1)))
def test_the_long_run_stays_and_passage_fits_one_step(x):
    p = x / x.sum(axis=1, keepdims=True)
    share, passage = ergodic(p), first_passage(p)
    assert share @ p == pytest.approx(share, abs=1e-10)
    assert np.diag(passage) == pytest.approx(1 / share, rel=1e-8)
    away = passage - np.diag(np.diag(passage))
    assert passage == pytest.approx(1 + p @ away, rel=1e-6)  # one step, then on from there


def test_nobody_moves_and_everybody_forgets():
    still = indices(np.eye(3), np.full(3, 1 / 3))
    assert [still[k] for k in ("shorrocks", "determinant", "eigenvalue", "bartholomew")] == [0] * 4
    assert still["half_life"] == np.inf
    assert np.isnan(ergodic(np.eye(3))).all()
    free = indices(np.full((3, 3), 1 / 3), np.full(3, 1 / 3))
    assert free["shorrocks"] == pytest.approx(1.0)
    assert free["half_life"] == 0.0


def test_a_class_never_left_from_has_no_chances_and_no_long_run():
    p = probabilities(transitions(np.array([0, 0]), np.array([0, 1]), 2))
    assert p[0].tolist() == [0.5, 0.5]
    assert np.isnan(p[1]).all()
    assert np.isnan(ergodic(p)).all()
    assert np.isnan(first_passage(p)).all()
    assert all(np.isnan(v) for v in indices(p, np.array([1.0, 0.0])).values())


def test_a_common_rise_moves_nobody(index):
    rising = index.scores.drop(index="000000")[[2020]]
    table = pd.concat([rising.set_axis([y], axis=1) * 1.1**k for k, y in enumerate((2020, 2021))],
                      axis=1)  # fmt: skip
    made = dx.mobility(table)
    assert np.trace(made.counts) == 31
    assert np.trace(dx.mobility(table, relative=False).counts) < 31
    assert made.ranks["tau"].tolist() == pytest.approx([1.0])


def test_a_gap_is_no_move(index):
    scores = index.scores.copy()
    scores.loc["110000", 2020] = np.nan
    made = dx.mobility(scores, cuts=[0.8, 1.0, 1.2], weights="contiguity")
    assert made.counts.to_numpy().sum() == 31 * 8 - 2
    assert made.classes.isna().sum().sum() == 1
    assert made.spatial_counts.to_numpy().sum() == 31 * 8 - 2


def test_density_is_one_in_all_and_is_that_of_scipy(index):
    made = dx.density(index, [2018, 2024])
    area = np.trapezoid(made.frame.to_numpy(), made.frame.index, axis=0)
    assert area == pytest.approx([1, 1], abs=2e-3)  # three bandwidths hold 99.7 % of each bump
    x = index.scores[2024].drop(index="000000").to_numpy()
    h = x.std(ddof=1) * 31 ** (-1 / 5)
    assert made.shape.loc[2024, "bandwidth"] == pytest.approx(h, rel=1e-12)
    at = made.frame.index[100]
    bumps = np.exp(-(((at - x) / h) ** 2) / 2) / np.sqrt(2 * np.pi) / h
    assert made.frame.loc[at, 2024] == pytest.approx(bumps.mean(), rel=1e-9)


def test_the_mode_does_not_depend_on_the_grid(index):
    fine, coarse = (dx.density(index, [2024], points=n).shape.loc[2024, "mode"] for n in (999, 64))
    assert fine == pytest.approx(coarse, abs=1e-4)


def test_two_heaps_have_two_peaks():
    table = pd.DataFrame({2020: [1.0, 1.1, 1.2, 9.0, 9.1, 9.2]}, list("abcdef"))
    assert dx.density(table, bandwidth=0.2).shape.loc[2020, "peaks"] == 2


def test_a_class_left_by_nobody_has_no_index_and_the_summary_says_why():
    table = pd.DataFrame({2000: [1.0, 1.0, 2.0], 2001: [1.0, 3.0, 2.0]}, list("abc"))
    made = dx.mobility(table, cuts=[1.5, 2.5], relative=False)
    assert np.isnan(made.indices["shorrocks"])
    assert "for no move begins in class 3" in made.summary()
    assert "没有从第3组开始的转移" in made.summary("zh")
    flat = dx.mobility(table.assign(**{"2000": 1.0}).drop(columns=2000), cuts=[1.5], relative=False)
    assert "no Kendall tau" in flat.summary()
    assert "无法计算肯德尔系数" in flat.summary("zh")


def test_a_year_named_twice_is_shown_once(index):
    once, twice = (dx.density(index, years) for years in ([2018, 2024], [2018, 2018, 2024]))
    pd.testing.assert_frame_equal(once.frame, twice.frame)
    pd.testing.assert_frame_equal(once.shape, twice.shape)


def test_what_cannot_be_followed_is_said_in_both_languages(small, refused, index):
    for mistake, en, zh in [
        (lambda: dx.mobility(small), "4 classes of 4 regions", "4个地区分4组"),
        (lambda: dx.mobility(small, classes=1), "1 class of 4 regions", "4个地区分1组"),
        (lambda: dx.mobility(small[[2020]], classes=2), "one year, 2020", "只有2020一年"),
        (lambda: dx.mobility(small[[2020, 2022]].join(small[2021].rename(2025)), classes=2),
         "not equally far apart", "间隔不等"),
        (lambda: dx.mobility(small, classes=2, cuts=[2, 1]), "must rise: 2, 1", "由小到大"),
        (lambda: dx.mobility(index.scores * 0 + 1), "do not vary", "数值没有差别"),
        (lambda: dx.mobility(index.scores * 0 + 1, relative=False), "do not vary", "数值没有差别"),
        (lambda: dx.mobility(index, cuts=[0.01, 0.02]), "ever in class 1, 2 of 3", "处于第1、2组"),
        (lambda: dx.mobility(small, cuts="quantile"), "cuts is 'quantile'", "“quantile”"),
        (lambda: dx.mobility(small, classes=2, weights={k: [] for k in "abcd"}),
         "no neighbour", "没有有值的相邻"),
        (lambda: dx.density(small, []), "years names no year", "years 中没有年份"),
        (lambda: dx.density(small, bandwidth=0), "bandwidth is 0", "bandwidth 为0"),
        (lambda: dx.density(small, bandwidth="scot"), "bandwidth is 'scot'", "为“scot”"),
        (lambda: dx.density(small, points=1), "points is 1", "points 为1"),
        (lambda: dx.density(small, [2030]), "no year 2030", "没有2030年"),
        (lambda: dx.density(small[:1]), "1 region has a value in 2020; 3", "有值的地区为1个"),
        (lambda: dx.density(small * 0 + 1), "2020 do not differ: all are 1", "全部为1"),
        (lambda: dx.density(small[:2]), "2 regions have values", "地区为2个"),
    ]:  # fmt: skip
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_heat_map_writes_every_count(index, lang):
    made = dx.mobility(index, weights="contiguity")
    assert made.summary(lang).count("12.8") == 1
    figure = made.plot(lang=lang)
    written = [t.get_text() for t in figure.axes[0].texts]
    assert len(written) == 16
    assert [int(t.split("(")[1][:-1]) for t in written] == made.counts.to_numpy().ravel().tolist()
    assert len([a for a in figure.axes if a.images]) == 5
    lines = dx.density(index).plot(lang=lang).axes[0].lines
    assert len(lines) == 9
