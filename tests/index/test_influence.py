"""Effective beside nominal weights."""

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex import MethodError
from devindex.definitions import NATION
from devindex.index.influence import spline_share


@pytest.fixture(scope="module")
def index(panel):
    return dx.compute(panel)


@pytest.fixture(scope="module")
def table(index):
    return dx.effective_weights(index)


def of_year(index, code, year):
    """Scores of a node in one year, the nation left out."""
    frame = index.normalised if code in index.normalised else index.scores_of_nodes
    return frame[code].xs(year, level="year").drop(NATION.code)


def test_every_node_is_there_once(index, table):
    assert sorted(table.index) == sorted(n.code for n in index.nodes)
    assert table.index.is_unique


def test_shares_sum_to_one_in_each_level(table):
    sums = table.groupby("level")[["nominal", "effective", "variance"]].sum()
    np.testing.assert_allclose(sums, 1, rtol=1e-9)


def test_nominal_weights_are_those_of_the_index(index, table):
    pd.testing.assert_series_equal(
        table["nominal"], index.weights["effective"].reindex(table.index), check_names=False
    )


def test_correlation_is_that_of_pandas(index, table):
    year = index.panel.years[-1]
    whole = of_year(index, "index", year)
    for code in table.index:
        expected = of_year(index, code, year).corr(whole)
        assert table.loc[code, "correlation"] == pytest.approx(expected, nan_ok=True, abs=1e-12)
        if not np.isnan(expected):
            assert table.loc[code, "linear"] == pytest.approx(expected**2, abs=1e-12)


def test_share_of_variance_is_the_covariance_of_contributions(index, table):
    year = index.panel.years[-1]
    whole = of_year(index, "index", year)
    points = index.contributions.xs(year, level="year").drop(NATION.code)
    for code in points:
        expected = points[code].cov(whole) / whole.var()
        assert table.loc[code, "variance"] == pytest.approx(expected, abs=1e-12)


def test_parts_hold_what_is_under_them(table):
    for level in ("indicator", "theme"):
        under = table[table["level"] == level].groupby("parent")["variance"].sum()
        np.testing.assert_allclose(table.loc[under.index, "variance"], under, atol=1e-12)


def test_a_curve_explains_no_less_than_a_line(table):
    assert (table["spline"] >= table["linear"]).all()
    assert table["spline"].between(0, 1).all()


def test_spline_sees_what_a_line_does_not():
    """A parabola around its vertex: correlation nil, explained whole; by hand."""
    x = np.linspace(-1, 1, 31)
    assert np.corrcoef(x, x**2)[0, 1] == pytest.approx(0, abs=1e-12)
    assert spline_share(x, x**2) == pytest.approx(1, abs=1e-3)
    assert spline_share(x, 3 - 2 * x) == pytest.approx(1, abs=1e-12)


def test_spline_share_agrees_with_the_variance_it_was_made_of():
    """y = x² + e with x standard normal, var(x²) = 2, var(e) = 0.25: 2 / 2.25 = 0.889.

    Tolerance: three standard errors of a share of 0.889 at n = 2,000, kurtosis of x² and all,
    some 0.01 each.
    """
    rng = np.random.default_rng(7)
    x = rng.normal(size=2000)
    assert spline_share(x, x**2 + 0.5 * rng.normal(size=2000)) == pytest.approx(8 / 9, abs=0.03)


def test_ties_and_few_values_have_an_answer():
    x = np.array([0.0, 0, 1, 1, 2, 2])
    y = np.array([0.0, 1, 5, 6, 1, 0])
    assert spline_share(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)
    many = np.repeat(np.arange(8.0), 3)
    assert 0.9 < spline_share(many, (many - 3.5) ** 2 + np.tile([0.1, 0, -0.1], 8)) <= 1


def test_another_year_and_a_year_that_is_not_there(index, table):
    first = dx.effective_weights(index, year=index.panel.years[0])
    assert not first["correlation"].equals(table["correlation"])
    with pytest.raises(MethodError, match="no effective weights of 1901: the index covers"):
        dx.effective_weights(index, year=1901)


def test_the_index_is_not_changed(index):
    before = index.normalised.copy(), index.scores_of_nodes.copy(), index.linear.copy()
    dx.effective_weights(index)
    for frame, was in zip(
        (index.normalised, index.scores_of_nodes, index.linear), before, strict=True
    ):
        pd.testing.assert_frame_equal(frame, was)
