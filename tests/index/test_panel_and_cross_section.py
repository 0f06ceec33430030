"""A panel against its cross-sections, and a base window against new years: every method.

With ``fit = "each"`` a year is computed by itself, so the panel's result is that of its
cross-sections, one under the other. With ``fit = "base"`` nothing is learned outside the base
window, so a new year moves no old one.
"""

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.definitions.model import Scoring, Text
from devindex.index import STEPS, find, methods
from devindex.index.recipe import UNFITTED

REGIONS, YEARS, COLUMNS = 13, range(2018, 2024), ["c0", "c1", "c2", "c3"]
BASE = (2018, 2020)
EVERY = [(step, name) for step in STEPS for name in methods(step)]

OVER_YEARS = {
    ("impute", "last"): "carries figures from one year to the next",
    ("impute", "next"): "carries figures from one year to the one before",
    ("impute", "linear"): "draws a line between years",
    ("normalise", "ratio-to-base"): "divides by the figure of another year",
}
"""Methods that look at other years by their nature: no cross-section gives the same."""
BACKWARDS = {
    ("impute", "next"): "a new year fills the gap before it",
    ("impute", "linear"): "a new year ends the line before it",
}
"""Methods by which a new year moves an old one by their nature. Imputation has no base window."""

TARGETS_ARE_GOALPOSTS = {"distance-to-target"}
"""Methods that learn, and need goalposts all the same; others that may take them learn without."""

UNIT_MATTERS = {
    ("treat", "yeo-johnson"): "adds one to every figure",
    ("impute", "em"): "stops at a tolerance",
    ("impute", "iterative"): "stops at a tolerance",
}
"""Methods by which another unit moves a score by their nature."""

every_method = pytest.mark.parametrize(("step", "name"), EVERY, ids=lambda v: v)


def made(*, goalposts=True, unit=1.0):
    said = Text(zh="检验", en="test")
    scoring = Scoring(
        history=(YEARS[0], YEARS[-1]), extended=(YEARS[0], YEARS[-1]), base_window=BASE,
        base_year=2020, goalpost_rule=said, recipe="headline",
    )  # fmt: skip
    return dx.sketch(
        {"all": {"theme": COLUMNS}},
        lower_better=["c1"],
        denominators={"c3": "persons"},
        weights={c: n + 1.0 for n, c in enumerate(COLUMNS)},
        goalposts={
            c: (1.0, 900.0) if c != "c0" else (1.0 * unit, 900.0 * unit)
            for c in COLUMNS
            if goalposts
        },
        logged=["c2"],
        scoring=scoring,
    )


@pytest.fixture(scope="module")
def framework():
    return made()


@pytest.fixture(scope="module")
def table():
    """Positive figures that grow, with holes in two columns, an outcome and a denominator."""
    rng = np.random.default_rng(11)
    grid = pd.MultiIndex.from_product(
        [[f"r{n:02d}" for n in range(REGIONS)], YEARS], names=["region", "year"]
    )
    common = rng.normal(size=(REGIONS, 1, 1))
    trend = 0.05 * np.arange(len(YEARS))[None, :, None]
    own = 0.5 * rng.normal(size=(REGIONS, len(YEARS), len(COLUMNS)))
    figures = 100.0 * np.exp(0.4 * common + trend + own)
    frame = pd.DataFrame(figures.reshape(len(grid), -1), index=grid, columns=COLUMNS)
    later = np.flatnonzero(grid.get_level_values("year") > YEARS[0])
    holes = rng.choice(later, size=8, replace=False)
    frame.iloc[holes[:5], 0] = np.nan
    frame.iloc[holes[5:], 3] = np.nan
    frame["persons"] = rng.uniform(0.5, 2.0, size=len(grid))
    frame["eco_gdp"] = rng.uniform(50.0, 100.0, size=len(grid))
    frame["outcome"] = frame[COLUMNS].mean(axis=1) + rng.normal(size=len(grid))
    return frame


def recipe_with(step, name, fit):
    """A plain recipe in which one step runs the method; every step learns from the same rows."""
    learns = "base" if step in UNFITTED else fit
    choice = dx.Choice(
        method=name, fit=learns, parameters=dict(find(step, name).example(len(COLUMNS)))
    )
    scale = dx.Choice(method="minmax", fit=fit, parameters={"floor": 1.0, "clip": True})
    plain = dx.simple_recipe(normalise=scale, weigh="declared")
    if step in ("weigh", "aggregate"):
        level = getattr(plain, step).model_copy(update={"indicator": choice})
        return plain.model_copy(update={step: level})
    return plain.model_copy(update={step: choice})


def same(a, b):
    """The same to rounding: sums over other strides may differ in the last bits."""
    assert list(a.columns) == list(b.columns)
    np.testing.assert_allclose(
        a.to_numpy(dtype=float), b.reindex(a.index).to_numpy(dtype=float), rtol=1e-9, atol=1e-9
    )


@every_method
def test_a_panel_is_the_stack_of_its_cross_sections(framework, table, step, name):
    if (step, name) in OVER_YEARS:
        pytest.skip(OVER_YEARS[step, name])
    recipe = recipe_with(step, name, "each")
    panel = dx.compute(dx.Panel.of(framework, table), recipe)
    years = table.index.get_level_values("year")
    free = framework.model_copy(update={"scoring": None})
    parts = {y: dx.compute(dx.Panel.of(free, table[years == y]), recipe) for y in YEARS}
    assert panel.scores.notna().any(axis=None)
    for stage in ("inputs", "treated", "normalised", "scores_of_nodes", "linear"):
        same(getattr(panel, stage), pd.concat([getattr(p, stage) for p in parts.values()]))
    same(panel.ranks, pd.concat([p.ranks for p in parts.values()], axis=1))
    for node in panel.nodes:
        weights = {y: n.weight for y, p in parts.items() for n in p.nodes if n.code == node.code}
        assert node.by_year == pytest.approx(weights, abs=1e-9)


@every_method
def test_new_years_move_no_old_year_where_the_base_window_is_learned_from(
    framework, table, step, name
):
    if (step, name) in BACKWARDS:
        pytest.skip(BACKWARDS[step, name])
    recipe = recipe_with(step, name, "base")
    whole = dx.Panel.of(framework, table)
    longer, shorter = dx.compute(whole, recipe), dx.compute(whole.until(BASE[1]), recipe)
    old = shorter.scores_of_nodes.index
    assert shorter.scores.notna().any(axis=None)
    for stage in ("inputs", "treated", "normalised", "scores_of_nodes", "linear"):
        same(getattr(shorter, stage), getattr(longer, stage).loc[old])
    same(shorter.ranks, longer.ranks[shorter.panel.years])
    weights = {n.code: n.weight for n in longer.nodes}
    assert {n.code: n.weight for n in shorter.nodes} == pytest.approx(weights, abs=1e-9)


@pytest.mark.parametrize(
    ("step", "name"),
    [(s, n) for s, n in EVERY if "fit" in find(s, n).takes and s in ("treat", "normalise")],
    ids=lambda v: v,
)
def test_a_new_year_that_is_pooled_does_move_old_ones(table, step, name):
    """So that the tests above could fail: an outlying year shifts what is learned from all."""
    far = table.copy()
    new = far.index.get_level_values("year") == YEARS[-1]
    far.loc[new, COLUMNS] = far.loc[new, COLUMNS] * np.linspace(9.0, 90.0, new.sum())[:, None]
    recipe = recipe_with(step, name, "pooled")
    whole = dx.Panel.of(made(goalposts=name in TARGETS_ARE_GOALPOSTS), far)
    longer, shorter = dx.compute(whole, recipe), dx.compute(whole.until(YEARS[-2]), recipe)
    stage = {"treat": "treated", "normalise": "normalised"}[step]
    old = getattr(shorter, stage)
    moved = (getattr(longer, stage).loc[old.index] - old).abs().to_numpy()
    assert np.nanmax(moved) > 1e-6


def test_every_exemption_names_a_method_that_exists():
    assert {*OVER_YEARS, *BACKWARDS, *UNIT_MATTERS} <= set(EVERY)


def test_coverage_of_a_year_rests_on_the_weights_of_that_year(framework, table):
    """Weights of their own each year: a year that comes later moves no earlier coverage."""
    recipe = recipe_with("weigh", "entropy", "each")
    whole = dx.Panel.of(framework, table)
    longer, shorter = dx.compute(whole, recipe), dx.compute(whole.until(2021), recipe)
    weights = [n.by_year for n in longer.nodes if n.level == "indicator"]
    assert all(len(set(w.values())) > 1 for w in weights)
    same(shorter.coverage, longer.coverage[shorter.panel.years])
    row = longer.normalised.loc[("r00", 2020)].notna()
    own = {n.code: n.by_year[2020] for n in longer.nodes}
    assert longer.coverage.loc["r00", 2020] == pytest.approx(sum(own[c] for c in row.index[row]))


# ---------------------------------------------------------------------------------------------
# the same figures said otherwise, and panels with hardly any


@every_method
def test_a_change_of_unit_moves_no_score(framework, table, step, name):
    """Yuan for ten thousand yuan, in the figures and in the goalposts."""
    if (step, name) in UNIT_MATTERS:
        pytest.skip(UNIT_MATTERS[step, name])
    recipe = recipe_with(step, name, "base")
    changed = table.assign(c0=table["c0"] * 1e4)
    before = dx.compute(dx.Panel.of(framework, table), recipe)
    after = dx.compute(dx.Panel.of(made(unit=1e4), changed), recipe)
    assert before.scores.notna().any(axis=None)
    np.testing.assert_allclose(after.scores, before.scores, rtol=1e-7, atol=1e-7)


@every_method
def test_what_regions_are_called_moves_no_score(framework, table, step, name):
    """Names in the reverse order, so that rows are in another order too."""
    recipe = recipe_with(step, name, "base")
    turned = table.rename(index=lambda r: f"r{REGIONS - 1 - int(r[1:]):02d}", level="region")
    before = dx.compute(dx.Panel.of(framework, table), recipe).scores
    after = dx.compute(dx.Panel.of(framework, turned), recipe).scores
    np.testing.assert_allclose(after.to_numpy()[::-1], before.to_numpy(), rtol=1e-7, atol=1e-7)


def one_region(table):
    return table.loc[["r03"]]


def one_year(table):
    return table[table.index.get_level_values("year") == BASE[0]]


def one_cell(table):
    return one_year(one_region(table))


def an_empty_column(table):
    return table.assign(c0=np.nan)


def a_constant_column(table):
    return table.assign(c0=7.0, c2=7.0)


def nothing(table):
    return table.assign(**dict.fromkeys(COLUMNS, np.nan))


@every_method
@pytest.mark.parametrize(
    "thin", [one_region, one_year, one_cell, an_empty_column, a_constant_column, nothing]
)
def test_a_panel_with_hardly_any_figures_has_a_score_or_a_sentence(
    framework, table, told, step, name, thin
):
    """No score is infinite, none is made of nothing, and no figure is changed."""
    panel = dx.Panel.of(framework, thin(table))
    values, status = panel.values.copy(), panel.status.copy()
    recipe = recipe_with(step, name, "pooled")  # some methods place only rows they learn from
    try:
        index = dx.compute(panel, recipe)
    except dx.MethodError:
        told(lambda: dx.compute(panel, recipe))
    else:
        scores = index.scores_of_nodes["index"]
        assert not np.isinf(scores).any()
        rests = index.coverage.stack(future_stack=True).reindex(scores.index) > 0
        assert scores[index.normalised.isna().all(axis=1)].isna().all()
        assert scores[rests].notna().all()
        assert rests.any() == (thin is not nothing)
    pd.testing.assert_frame_equal(panel.values, values, check_exact=True)
    pd.testing.assert_frame_equal(panel.status, status)
