"""Sobol indices against closed forms, and single choices against the index computed anew."""

import dataclasses

import numpy as np
import pytest

from devindex import MethodError, ObservationError, compute, sensitivity
from devindex.analysis import Space, sobol
from devindex.index.recipe import Choice


@pytest.fixture(scope="module")
def hangs(index):
    return sensitivity(index, points=256)


def sampled(function, dimensions, points, rng):
    """Answers of a function of independent uniform numbers between -pi and pi, as indices need."""
    a, b = rng.uniform(-np.pi, np.pi, size=(2, dimensions, points))
    mixed = []
    for k in range(dimensions):
        one = a.copy()
        one[k] = b[k]
        mixed.append(function(one))
    return function(a)[None], function(b)[None], np.stack(mixed)[:, None]


def ishigami(x):
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def test_ishigami_function_has_its_published_indices():
    """Ishigami & Homma 1990 with a = 7, b = 0.1; closed form in Saltelli et al. 2008, Global
    Sensitivity Analysis: first order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.

    Tolerance: three standard errors of 65,536 random points, 0.015, as their spread over seeds.
    """
    f = sampled(ishigami, 3, 65_536, np.random.default_rng(1))
    table = sobol.sobol(*f, rng=np.random.default_rng(2), resamples=50)
    np.testing.assert_allclose(table["first"][0], [0.3139, 0.4424, 0.0], atol=0.015)
    np.testing.assert_allclose(table["total"][0], [0.5576, 0.4424, 0.2437], atol=0.015)
    for name in ("first", "total"):
        assert (table[name + "_lower"] <= table[name]).all()
        assert (table[name] <= table[name + "_upper"]).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """A plain sum x1 + 2 x2: first and total effects are 0.2 and 0.8; 60 runs, 90 % intervals.

    Tolerance: 60 runs at 0.9 give 54 ± 2.3; the percentile interval is a little short.
    """
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        f = sampled(lambda x: x[0] + 2.0 * x[1], 2, 256, rng)
        table = sobol.sobol(*f, rng=rng, resamples=100)
        held += (table["total_lower"][0, 0] <= 0.2) & (table["total_upper"][0, 0] >= 0.2)
    assert 46 <= held <= 60


def test_an_answer_that_never_varies_has_no_indices():
    f = [np.ones((1, 8)), np.ones((1, 8)), np.ones((2, 1, 8))]
    table = sobol.sobol(*f, rng=np.random.default_rng(0), resamples=5)
    assert np.isnan(table["total"]).all()


def test_only_what_varies_has_a_row_and_alone_it_explains_all(index):
    only = sensitivity(index, Space.still(weights="dirichlet"), points=128)
    assert list(only.frame.index) == ["weights"]
    assert only.frame.loc["weights", "total"] == pytest.approx(1.0, abs=0.15)
    assert "weights" in only.summary()


def test_every_factor_that_varies_has_a_row_and_every_province_each(hangs):
    factors = ["impute", "treat", "normalise", "weights", "aggregate", "leave_out"]
    assert list(hangs.frame.index) == factors
    assert len(hangs.regions) == 31 * len(factors)
    assert (hangs.frame["total"] > -0.05).all()
    beijing = hangs.regions.loc["110000"]
    assert beijing.notna().all(axis=None) or beijing.isna().all(axis=None)


def test_the_same_seed_gives_the_same_indices_in_any_block(index, hangs, monkeypatch):
    monkeypatch.setattr(sobol, "BLOCK", 77)
    again = sensitivity(index, points=256)
    assert again.frame.equals(hangs.frame)
    assert again.regions.equals(hangs.regions)
    other = sensitivity(index, points=256, seed=3)
    assert not other.frame.equals(hangs.frame)


def test_indices_with_noise_have_a_row_for_it(index):
    errors = index.inputs[list(index.normalised.columns)] * 0.05
    noisy = sensitivity(index, Space(errors=errors), points=16)
    assert "noise" in noisy.frame.index


def test_a_single_choice_moves_ranks_as_the_recipe_with_it(index, hangs):
    choice = Choice(method="winsorise")
    other = compute(index.panel, index.recipe.model_copy(update={"treat": choice}))
    moves = (other.ranks[2024] - index.ranks[2024]).astype(int)
    row = hangs.choices.set_index(["factor", "choice"]).loc[("treat", "winsorise")]
    assert row["shift"] == pytest.approx(moves.abs().mean(), abs=1e-12)
    assert row["most"] == moves.abs().max()
    assert row["moved"] - row["rank"] == moves[row["region"]]


def test_leaving_out_covers_every_node_of_the_tree(index, hangs):
    left = set(hangs.choices.loc[hangs.choices["factor"] == "leave_out", "choice"])
    assert left == {n.code for n in index.nodes}


def test_leaving_out_a_dimension_is_the_index_of_the_others(index):
    """Equal dimensions, aggregated geometrically: the mean of the four others."""
    hangs = sensitivity(index, points=2)
    rest = index.scores_of_nodes[[d.code for d in index.framework.dimensions]].drop(
        columns="innovation"
    )
    scores = np.exp(np.log(rest).mean(axis=1)).unstack("year")[2024].drop(index="000000")
    moves = scores.rank(ascending=False, method="min") - index.ranks[2024].astype(float)
    row = hangs.choices.set_index("choice").loc["innovation"]
    assert row["shift"] == pytest.approx(moves.abs().mean(), abs=1e-12)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"points": 100}, "points is 100; a power of 2 is needed"),
        ({"points": 1}, "points is 1; a power of 2"),
        ({"seed": -1}, "seed is -1; it must be 0 or more"),
        ({"level": 2.0}, "level is 2.0, which is not between 0 and 1"),
        ({"space": Space.still()}, "nothing varies in this space"),
    ],
)
def test_what_cannot_be_asked_is_said(index, ask, said):
    with pytest.raises(MethodError, match=said):
        sensitivity(index, **ask)


def test_a_year_without_ranks_and_too_few_regions_are_said(panel, index):
    with pytest.raises(ObservationError, match="no ranks of 2031"):
        sensitivity(index, year=2031)
    keep = panel.values.index.get_level_values("region").isin(["440000", "330000", "000000"])
    small = dataclasses.replace(panel, values=panel.values[keep], status=panel.status[keep])
    with pytest.raises(MethodError, match="2 regions are ranked in 2024"):
        sensitivity(compute(small), points=4)
    keep = panel.values.index.get_level_values("region").isin(["440000", "000000"])
    small = dataclasses.replace(panel, values=panel.values[keep], status=panel.status[keep])
    with pytest.raises(MethodError, match="1 region is ranked in 2024"):
        sensitivity(compute(small), points=4)


def test_progress_is_told(index, monkeypatch):
    monkeypatch.setattr(sobol, "BLOCK", 3)
    done = []
    sensitivity(index, points=8, progress=done.append)
    assert done == [3, 6, 8]


def test_where_no_choice_moves_a_rank_it_is_said(index):
    still = sensitivity(index, Space.still(weights="dirichlet", concentration=1e9), points=8)
    rows = still.choices.assign(most=0)
    nothing = dataclasses.replace(still, choices=rows)
    assert nothing.summary() == "2024: no choice moves a rank"
    assert nothing.summary("zh") == "2024年：没有任何选择使位次变动"
