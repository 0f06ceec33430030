"""Convergence: published estimates, another program's, laws, and what cannot be estimated."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.club import log_t
from devindex.analysis.growth import speed_of

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def countries():
    """Product per head of 152 countries, 1970 to 2003."""
    return pd.read_csv(DATA / "countries.csv", index_col="country")


@pytest.fixture(scope="module")
def clubs(countries):
    return dx.clubs(countries, smooth=400)


def test_beta_and_sigma_of_152_countries_as_published(countries):
    """Mendez 2020, "Classical Sigma and Beta Convergence Analysis in R" (RPubs), REAT 2.1.

    The data are those of Phillips & Sul 2009, growth is not divided by the 33 years there: alpha
    0.599668, beta -0.012594 (0.04948), t -0.2545, lambda 0.000384, half-life 1804.843243; SD of
    logarithms 1.0878 and 1.2602, trend 0.005335. Tolerance: half a unit of the last digit.
    """
    made = dx.convergence(countries, errors="nonrobust")
    one, terms = made.frame.loc["absolute"], made.coefficients.loc["absolute"]
    assert terms.loc["constant", "coefficient"] * 33 == pytest.approx(0.599668, abs=5e-7)
    assert one["beta"] * 33 == pytest.approx(-0.012594, abs=5e-7)
    assert one["se"] * 33 == pytest.approx(0.04948, abs=5e-6)
    assert one["t"] == pytest.approx(-0.2545, abs=5e-5)
    assert one["p"] == pytest.approx(0.7995, abs=5e-5)
    assert one["speed"] == pytest.approx(0.000384, abs=5e-7)
    assert one["half_life"] == pytest.approx(1804.843243, abs=5e-7)
    assert made.sigma.loc[[1970, 2003], "sd_log"].tolist() == pytest.approx(
        [1.0878, 1.2602], abs=5e-5
    )
    assert made.trend == pytest.approx(0.005335, abs=5e-7)
    assert made.trend_p == pytest.approx(1.503e-15, abs=5e-19)


def test_panel_beta_agrees_with_linearmodels(mexico):
    """Same estimate; their standard error leaves the small-sample factor of statsmodels out."""
    peer = json.loads((DATA / "linearmodels.json").read_text("utf-8"))
    one = dx.convergence(mexico).frame.loc["panel"]
    n, states, columns = 192, 32, 6
    factor = states / (states - 1) * (n - 1) / (n - columns)
    assert one["observations"] == peer["observations"] == n
    assert one["beta"] == pytest.approx(peer["beta"], rel=1e-9)
    assert one["se"] / factor**0.5 == pytest.approx(
        peer["se_without_small_sample_factor"], rel=1e-9
    )


def test_the_seven_clubs_of_phillips_and_sul_2009(clubs):
    """Sichera & Pizzuto 2019, The R Journal 11, with Phillips & Sul's 152 countries.

    Clubs of 50, 30, 21, 24, 14, 11 and 2 countries, b and t with three decimals; all together
    -0.875 and -159.555. Merged, the fourth and fifth become one of 38. Tolerance: half a unit of
    the last digit.
    """
    assert (clubs.whole.b, clubs.whole.t) == pytest.approx((-0.875, -159.555), abs=5e-4)
    assert clubs.initial["regions"].tolist() == [50, 30, 21, 24, 14, 11, 2]
    b = [0.382, 0.240, 0.110, 0.131, 0.190, 1.003, -0.470]
    t = [9.282, 6.904, 3.402, 2.055, 1.701, 6.024, -0.559]
    assert clubs.initial["b"].tolist() == pytest.approx(b, abs=5e-4)
    assert clubs.initial["t"].tolist() == pytest.approx(t, abs=5e-4)
    assert clubs.tests["regions"].tolist() == [50, 30, 21, 38, 11, 2]
    fourth = clubs.frame.query("club == 4")["initial"].value_counts().to_dict()
    assert fourth == {4: 24, 5: 14}


def test_no_club_is_merged_that_passes_with_its_neighbour(clubs, countries):
    assert clubs.tests["converges"].all()
    assert clubs.frame["club"].notna().all()
    assert set(clubs.frame.index) == set(countries.index)


def test_a_region_on_a_path_of_its_own_is_in_no_club():
    t = np.arange(1, 31)
    rng = np.random.default_rng(1)
    near = 5 + 0.3 * rng.standard_normal((6, 1)) / t + 0.02 * t
    alone = 8 + 0.2 * t
    table = pd.DataFrame(np.vstack([near, alone]), list("abcdefz"), 1990 + t)
    made = dx.clubs(table, log=False)
    assert made.frame["club"].isna().to_dict()["z"]
    assert made.frame.loc[list("abcdef"), "club"].eq(1).all()
    assert "1 alone" in made.summary()


def test_regions_that_are_the_same_converge():
    test = log_t(np.ones((3, 12)))
    assert test.converges
    assert test.t == np.inf


def test_order_of_regions_moves_no_club(index):
    scores = index.scores
    one = dx.clubs(scores).frame.sort_index()
    other = dx.clubs(scores[::-1]).frame.sort_index()
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("years", [1, 5, 20])
def test_a_gap_that_halves_every_half_life_has_that_speed(years):
    """Regions that close a share of the distance to one another at a given speed."""
    speed = 0.03
    start = np.log(np.array([1.0, 2.0, 3.0, 5.0, 8.0, 13.0]))
    end = 2.0 + (start - 2.0) * np.exp(-speed * years)
    table = pd.DataFrame({2000: np.exp(start), 2000 + years: np.exp(end)}, list("abcdef"))
    one = dx.convergence(table).frame.loc["absolute"]
    assert one["speed"] == pytest.approx(speed, rel=1e-9)
    assert one["half_life"] == pytest.approx(np.log(2) / speed, rel=1e-9)


def test_a_gap_that_is_overshot_or_widens_has_no_half_life():
    assert np.isnan(speed_of(-0.2, 10)).all()
    speed, half = speed_of(0.01, 10)
    assert speed < 0
    assert np.isnan(half)


def test_conditions_enter_across_regions_and_changing_ones_in_the_panel(index):
    fixed = pd.Series(range(31), index=index.ranks.index, dtype=float)
    made = dx.convergence(
        index, conditions={"place": fixed, "network": index.scores_of_nodes["network"].unstack()}
    )
    assert list(made.frame.index) == ["absolute", "conditional", "panel", "panel-conditional"]
    assert {"place", "network"} < set(made.coefficients.loc["conditional"].index)
    assert "place" not in made.coefficients.loc["panel-conditional"].index
    by_code = dx.convergence(index, conditions=["network"]).coefficients.loc["panel-conditional"]
    pd.testing.assert_frame_equal(by_code, made.coefficients.loc["panel-conditional"])


def test_a_condition_that_matters_is_found():
    rng = np.random.default_rng(3)
    start, z = rng.normal(3, 0.5, 40), rng.normal(0, 1, 40)
    end = start + 10 * (0.5 - 0.04 * start + 0.1 * z) + rng.normal(0, 1e-6, 40)
    table = pd.DataFrame({2000: np.exp(start), 2010: np.exp(end)}, [f"r{i}" for i in range(40)])
    made = dx.convergence(table, conditions={"z": pd.Series(z, table.index)})
    assert made.frame.loc["conditional", "beta"] == pytest.approx(-0.04, abs=1e-5)
    assert made.coefficients.loc[("conditional", "z"), "coefficient"] == pytest.approx(
        0.1, abs=1e-5
    )


def test_a_region_without_a_start_is_left_out_of_the_regression(index):
    scores = index.scores.copy()
    scores.loc["540000", 2016] = np.nan
    made = dx.convergence(scores)
    assert made.frame.loc["absolute", "regions"] == 30
    assert made.sigma["regions"].tolist() == [30] + [31] * 8


def test_speed_and_half_life_are_told_only_where_convergence_is_found(index):
    """Noise about a slope that cannot be told from none has a speed in the frame, none in words."""
    start = np.exp(np.random.default_rng(1).normal(size=12))
    noise = np.exp(np.random.default_rng(4).normal(size=12) * 0.3)
    made = dx.convergence(pd.DataFrame({2000: start, 2002: start * noise}))
    one = made.frame.loc["absolute"]
    assert one["speed"] > 0
    assert one["p"] > 0.05
    assert made.summary().endswith("none shown")
    assert made.summary("zh").endswith("未见收敛")
    assert "half-life 13 years" in dx.convergence(index).summary()
    assert "半衰期13年" in dx.convergence(index).summary("zh")


def test_sigma_falls_rises_or_stays(countries):
    backwards = countries[["1970", "2003"]].set_axis([2003, 1970], axis=1)
    assert "sigma rises from 1.088 to 1.260" in dx.convergence(countries, errors="HC3").summary()
    assert "σ由1.260降至1.088" in dx.convergence(backwards).summary("zh")
    same = (
        countries[["1970"]]
        .assign(later=countries["1970"].to_numpy()[::-1])
        .set_axis([1970, 1971], axis=1)
    )
    assert "sigma stays at 1.088" in dx.convergence(same).summary()
    assert "σ保持在1.088" in dx.convergence(same).summary("zh")


def test_what_cannot_be_estimated_is_said_in_both_languages(small, refused, index):
    many = pd.DataFrame(np.arange(1.0, 25).reshape(8, 3), list("abcdefgh"), [2000, 2001, 2003])
    for mistake, en, zh in [
        (lambda: dx.convergence(small[[2020]]), "growth needs two years", "至少需要两年"),
        (lambda: dx.convergence(small - 1), "logarithms, and 1 value is zero", "有1个数值不大于0"),
        (lambda: dx.convergence(small), "need 5 complete observations", "至少需要5个完整观测"),
        (lambda: dx.convergence(many), "not equally far apart", "间隔不等"),
        (lambda: dx.convergence(many * 0 + 3), "levels do not differ", "起始水平没有差别"),
        (lambda: dx.convergence(many, conditions=["network"]), "need an index", "需要指数"),
        (lambda: dx.convergence(index, conditions=["netwrok"]), "'network'", "“network”"),
        (lambda: dx.convergence(index, conditions={"start": many}), "the model itself", "模型自用"),
        (
            lambda: dx.convergence(index, start=2030),
            "no year is left from 2030 on: the values cover 2016 to 2024",
            "自2030年起没有剩下",
        ),
        (lambda: dx.convergence(index, end=2000), "left up to 2000", "至2000年止没有剩下"),
        (lambda: dx.convergence(index, start=2020, end=2019), "2020 to 2019", "2020年至2019年没有"),
        (lambda: dx.clubs(index, start=2030), "no year is left from 2030", "自2030年起没有剩下"),
        (lambda: dx.clubs(small), "needs 7 years in all", "共需7年"),
        (lambda: dx.clubs(index, trim=0), "trim is 0", "trim 为0"),
        (lambda: dx.clubs(index, trim=1.0), "trim is 1.0", "trim 为1.0"),
        (lambda: dx.clubs(index.scores[:3]), "2 regions have values", "只有2个"),
        (lambda: dx.clubs(index.scores * 0), "zero or less", "不大于0"),
        (lambda: dx.clubs(index.scores - 90, log=False), "mean over regions is", "均值不大于0"),
    ]:
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


@pytest.mark.parametrize("trim", [0.01, 0.1, 0.3, 1 / 3, 0.5, 0.9])
def test_the_years_clubs_need_in_all_are_enough_and_one_fewer_is_not(trim):
    scores = pd.DataFrame(np.random.default_rng(0).uniform(1, 2, (4, 90)), list("abcd"))
    with pytest.raises(dx.MethodError, match="years in all") as fault:
        dx.clubs(scores[range(3)], trim=trim)
    needed = int(str(fault.value).split(" years in all")[0].split()[-1])
    assert len(dx.clubs(scores[range(needed)], trim=trim).frame) == 4
    with pytest.raises(dx.MethodError, match=f"needs {needed} years in all"):
        dx.clubs(scores[range(needed - 1)], trim=trim)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pictures_name_the_estimates_and_every_region(index, lang):
    made = dx.convergence(index)
    figure = made.plot(lang=lang)
    said = [t.get_text() for t in figure.findobj(lambda o: hasattr(o, "get_text"))]
    assert {"zh": "广东", "en": "GD"}[lang] in said
    assert any(f"{made.frame.loc['absolute', 'beta']:.4f}"[1:] in s for s in said)
    clubs = dx.clubs(index).plot(lang=lang)
    ends = [t.get_text() for t in clubs.axes[0].texts]
    assert len(ends) == len(dx.clubs(index).tests)
