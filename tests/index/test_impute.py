"""Impute: published numbers, other programs' numbers, and what holds for every method."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex import MethodError, compute, load_recipe
from devindex.index import find, methods
from devindex.index.impute.em import normal_by_em
from devindex.index.prepare import intensities
from devindex.index.recipe import Choice

DATA = Path(__file__).parent / "data"
MODELS = ("nearest", "iterative", "em")
AVERAGES = ("indicator-mean", "indicator-median", "group-mean", "group-median")
every = pytest.mark.parametrize("name", methods("impute"))
models = pytest.mark.parametrize("name", MODELS)


def impute(name, x, groups=None, years=None, **parameters):
    """Fill (r, t, k), or a cross-section (r, k)."""
    x = np.asarray(x, dtype=float)
    cube = x if x.ndim == 3 else x[:, None, :]
    handed = {
        "x": cube,
        "groups": np.zeros(len(cube), dtype=int) if groups is None else np.asarray(groups),
        "years": np.arange(2000, 2000 + cube.shape[1]) if years is None else np.asarray(years),
    }
    return find("impute", name)(handed, parameters).reshape(x.shape)


def some_table(n=31, k=5, t=1, holes=0.15, seed=3):
    """Figures that hang together, in units of their own, with holes: (n, t, k)."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, t, 1))
    x = (common + 0.5 * rng.normal(size=(n, t, k))) * 10.0 ** np.arange(k) + 100.0
    x[rng.random(x.shape) < holes] = np.nan
    return x


# ---------------------------------------------------------------------------------------------
# averages


def asem():
    """Denominated data and the data imputed after it, (51, 49) each; regions."""
    raw = pd.read_csv(DATA / "jrc_asem_2018_raw.csv", comment="#", index_col="unit")
    steps = pd.read_csv(DATA / "jrc_asem_2018_steps.csv", comment="#")
    x = raw.drop(columns=["region", "area", "energy", "gdp", "pop"]).astype(float)
    tables = []
    for step in ("denominated", "imputed"):
        for cell in steps[steps["step"] == step].itertuples():
            x.loc[cell.unit, cell.code] = cell.value
        tables.append(x.copy())
    return *tables, raw["region"]


@pytest.mark.against(
    "impute/group-mean",
    published="JRC, ASEM Sustainable Connectivity Portal 2018",
)
def test_group_mean_fills_the_asem_index():
    """European Commission JRC, ASEM Sustainable Connectivity 2018: imputed data set.

    The mean of Europe or of Asia, 65 cells; numbers of COINr's ``Impute`` (W. Becker, ASEM_COIN).
    Tolerance: fifteen digits are given, means of some 25 figures are exact to rounding.
    """
    denominated, imputed, region = asem()
    group = (region == "Europe").to_numpy().astype(int)
    got = impute("group-mean", denominated.to_numpy(), group)
    assert int(denominated.isna().sum().sum()) == 65
    np.testing.assert_allclose(got, imputed.to_numpy(), rtol=1e-12, atol=0)


TEN = np.array(
    [
        [23.7, 0.13405, np.nan, 11.519], [583.5, 2.20754, 16.182, 24.04],
        [3.6, 0.0578, 0.985, 6.509], [249.8, 1.798, np.nan, 17.242],
        [np.nan, np.nan, np.nan, 3.315], [64.2, 1.15292, 7.555, 26.757],
        [0.3, 0.00266, 0.046, 0.404], [np.nan, 0.08905, np.nan, 2.907],
        [46.5, 0.34615, 1.213, 3.37], [7.2, 0.03553, 1.256, 0.966],
    ]
)  # fmt: skip


@pytest.mark.against(
    "impute/indicator-mean",
    "impute/group-median",
    published='COINr (W. Becker), article "Imputation"',
)
def test_means_and_group_medians_of_the_coinr_vignette():
    """W. Becker, COINr, article "Imputation": ten rows of four indicators.

    Means 122.35, 0.6470778, 4.5395; medians of the first and the last five rows. Tolerance: half
    a unit of the last digit printed.
    """
    mean = impute("indicator-mean", TEN)
    assert mean[4, :3] == pytest.approx([122.35, 0.6470778, 4.5395], abs=5e-8)
    groups = [0] * 5 + [1] * 5
    median = impute("group-median", TEN, groups)
    assert median[4, :3] == pytest.approx([136.75, 0.966025, 8.5835], abs=5e-8)
    assert median[7, [0, 2]] == pytest.approx([26.85, 1.2345], abs=5e-8)


@pytest.mark.parametrize(("name", "statistic"), [("mean", "mean"), ("median", "median")])
def test_averages_are_those_of_pandas(name, statistic):
    x = some_table(n=40, t=3)
    groups = np.arange(40) % 6
    frame = pd.DataFrame(x.reshape(40, -1))
    whole = frame.fillna(getattr(frame, statistic)())
    np.testing.assert_allclose(impute(f"indicator-{name}", x).reshape(40, -1), whole, rtol=1e-14)
    own = frame.fillna(frame.groupby(groups).transform(statistic)).fillna(whole)
    np.testing.assert_allclose(impute(f"group-{name}", x, groups).reshape(40, -1), own, rtol=1e-14)


@pytest.mark.parametrize("name", ["group-mean", "group-median"])
def test_a_group_with_nothing_seen_and_the_nation_take_the_overall_value(name):
    x = [[2.0], [4.0], [np.nan], [np.nan], [1e9]]
    assert impute(name, x, [0, 0, 0, 1, -1]).ravel().tolist() == [2.0, 4.0, 3.0, 3.0, 1e9]
    x = [[2.0], [4.0], [9.0], [np.nan], [np.nan]]
    overall = {"group-mean": 5.0, "group-median": 4.0}[name]
    assert impute(name, x, [0, 0, 1, 2, -1]).ravel().tolist() == [2.0, 4.0, 9.0, overall, overall]


# ---------------------------------------------------------------------------------------------
# along time

SERIES = np.array([[np.nan, 1.0, np.nan, 4.0, np.nan, np.nan, np.nan, np.nan, 9.0, np.nan]])


@pytest.mark.parametrize(("name", "fill"), [("last", "ffill"), ("next", "bfill")])
@given(x=arrays(float, (3, 7, 2), elements=st.sampled_from([1.0, 2.5, 8.0, np.nan])),
       limit=st.integers(1, 8))  # fmt: skip
def test_carrying_is_that_of_pandas(name, fill, x, limit):
    wanted = np.stack([getattr(pd.DataFrame(one), fill)(limit=limit) for one in x])
    np.testing.assert_array_equal(impute(name, x, limit=limit), wanted)


@given(x=arrays(float, (3, 7, 2), elements=st.sampled_from([1.0, 2.5, 8.0, np.nan])),
       gaps=st.lists(st.integers(1, 4), min_size=7, max_size=7))  # fmt: skip
def test_linear_is_that_of_pandas(x, gaps):
    """``DataFrame.interpolate(method="index", limit_area="inside")``: years need not be even."""
    years = 2000 + np.cumsum(gaps)
    wanted = np.stack(
        [
            pd.DataFrame(one, index=years).interpolate(method="index", limit_area="inside")
            for one in x
        ]
    )
    np.testing.assert_allclose(impute("linear", x, years=years, limit=99), wanted, rtol=1e-12)


def test_linear_leaves_a_long_gap_open_as_a_whole_and_both_ends():
    x = SERIES[:, :, None]
    out = impute("linear", x, limit=3).ravel()
    np.testing.assert_array_equal(out, [np.nan, 1, 2.5, 4, *[np.nan] * 4, 9, np.nan])
    out = impute("linear", x, limit=4).ravel()
    np.testing.assert_allclose(out, [np.nan, 1, 2.5, 4, 5, 6, 7, 8, 9, np.nan])


def test_limits_count_years_not_rows():
    """2016 is four years after 2012, though the next row."""
    x, years = np.array([[[1.0], [np.nan], [np.nan], [5.0]]]), [2012, 2016, 2017, 2018]
    assert impute("last", x, years=years, limit=4).ravel().tolist()[:2] == [1.0, 1.0]
    assert np.isnan(impute("last", x, years=years, limit=3)[0, 1, 0])
    assert np.isnan(impute("linear", x, years=years, limit=4)[0, 1, 0])
    assert impute("linear", x, years=years, limit=5).ravel() == pytest.approx(
        [1, 11 / 3, 13 / 3, 5]
    )
    assert impute("next", x, years=years, limit=1).ravel().tolist()[2:] == [5.0, 5.0]


@pytest.mark.parametrize("name", ["last", "next", "linear"])
def test_a_negative_limit_is_refused(name):
    with pytest.raises(MethodError, match="limit = -1 is no number of years"):
        impute(name, SERIES[:, :, None], limit=-1)
    np.testing.assert_array_equal(impute(name, SERIES[:, :, None], limit=0), SERIES[:, :, None])


# ---------------------------------------------------------------------------------------------
# models

HALD = np.array(
    [
        [7, 26, 6, 60, 78.5], [1, 29, 15, 52, 74.3], [11, 56, 8, 20, 104.3],
        [11, 31, 8, 47, 87.6], [7, 52, 6, 33, 95.9], [11, 55, 9, 22, 109.2],
        [3, 71, 17, np.nan, 102.7], [1, 31, 22, np.nan, 72.5], [2, 54, 18, np.nan, 93.1],
        [np.nan, np.nan, 4, np.nan, 115.9], [np.nan, np.nan, 23, np.nan, 83.8],
        [np.nan, np.nan, 9, np.nan, 113.3], [np.nan, np.nan, 8, np.nan, 109.4],
    ]
)  # fmt: skip


def test_em_finds_the_estimates_of_little_and_rubin():
    """Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., pp. 154-155.

    Hald's cement data (Draper & Smith) with holes; means and covariances of greatest likelihood,
    three decimals, as carried in the tests of the R package RGAutils (R. Almond), which cite the
    book. There the covariance of the two columns without holes is -47.566, from the data it is
    -47.556: that cell is computed here. Tolerance: half a unit of the last digit printed, and
    what a tolerance of 1e-9 leaves.
    """
    spread = np.nanstd(HALD, axis=0, ddof=1)
    z = (HALD - np.nanmean(HALD, axis=0)) / spread
    mean, cov = normal_by_em(z, tolerance=1e-9)
    assert np.nanmean(HALD, axis=0) + spread * mean == pytest.approx(
        [6.655, 49.965, 11.769, 27.047, 95.423], abs=6e-4
    )
    complete = np.cov(HALD[:, 2], HALD[:, 4], ddof=0)[0, 1]
    wanted = [
        [21.826, 20.864, -24.900, -11.473, 46.953],
        [20.864, 238.012, -15.817, -252.072, 195.604],
        [-24.900, -15.817, 37.870, -9.599, complete],
        [-11.473, -252.072, -9.599, 294.183, -190.599],
        [46.953, 195.604, complete, -190.599, 208.905],
    ]
    np.testing.assert_allclose(cov * np.outer(spread, spread), wanted, rtol=0, atol=6e-4)


def test_em_fills_by_the_regressions_of_the_monotone_pattern():
    """Where holes are nested, the estimates are those of plain regressions (Little & Rubin, 7.4).

    Columns 3 and 5 are full, 1 and 2 stop at row 9, 4 at row 6: 1 and 2 on 3 and 5 over nine rows,
    4 on all others over six. Tolerance: what a tolerance of 1e-9 in standard scores leaves.
    """
    got = impute("em", HALD, tolerance=1e-10, bounded=False)

    def regression(y, on, rows):
        design = np.column_stack([np.ones(rows), HALD[:rows, on]])
        return np.linalg.lstsq(design, HALD[:rows, y], rcond=None)[0]

    def at(rows, on):
        return np.column_stack([np.ones(len(rows)), got[rows][:, on]])

    late, holes = np.arange(9, 13), np.arange(6, 13)
    for column in (0, 1):
        beta = regression(column, [2, 4], 9)
        np.testing.assert_allclose(got[late, column], at(late, [2, 4]) @ beta, atol=1e-5)
    beta = regression(3, [0, 1, 2, 4], 6)
    np.testing.assert_allclose(got[holes, 3], at(holes, [0, 1, 2, 4]) @ beta, atol=1e-4)


def test_a_great_ridge_makes_em_the_mean_and_a_small_one_hardly_anything():
    x = some_table(k=3)[:, 0]
    plain, mean = impute("em", x), impute("indicator-mean", x)
    assert np.abs(plain - mean).max() > 1.0
    np.testing.assert_allclose(impute("em", x, ridge=1e7), mean, rtol=1e-4)
    np.testing.assert_allclose(impute("em", x, ridge=1e-6), plain, rtol=1e-5)


@pytest.mark.parametrize("name", ["em", "iterative"])
def test_a_bound_holds_what_is_filled_within_what_is_seen(name):
    x = some_table(n=40, k=2, holes=0.0)[:, 0]
    best = x[:, 0].argmax()
    x[best, 0] += 2.0
    x[best, 1] = np.nan
    assert impute(name, x, bounded=False)[best, 1] > np.nanmax(x[:, 1])
    assert impute(name, x)[best, 1] == pytest.approx(np.nanmax(x[:, 1]), rel=1e-12)


def test_nearest_is_that_of_scikit_learn():
    """scikit-learn's ``KNNImputer`` called plainly on standard scores, each year by itself."""
    from sklearn.impute import KNNImputer

    x = some_table(t=3)
    for weights in ("uniform", "distance"):
        got = impute("nearest", x, neighbours=4, by_distance=weights == "distance")
        for t in range(3):
            mean, sd = np.nanmean(x[:, t], axis=0), np.nanstd(x[:, t], axis=0, ddof=1)
            imputer = KNNImputer(n_neighbors=4, weights=weights)
            wanted = imputer.fit_transform((x[:, t] - mean) / sd) * sd + mean
            np.testing.assert_allclose(got[:, t], wanted, rtol=1e-12)


def test_iterative_is_that_of_scikit_learn():
    """scikit-learn's ``IterativeImputer`` called plainly on standard scores.

    Tolerance: rows go in another order, so that sums round otherwise, and BayesianRidge stops its
    own search at 1e-3.
    """
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    x = some_table(n=60, t=2)
    mean = np.nanmean(x, axis=0, keepdims=True)
    z = (x - mean) / np.nanstd(x, axis=0, ddof=1, keepdims=True)
    got = (impute("iterative", x, bounded=False) - mean) / np.nanstd(
        x, axis=0, ddof=1, keepdims=True
    )
    for t in range(2):
        wanted = IterativeImputer(max_iter=100, random_state=0).fit_transform(z[:, t])
        np.testing.assert_allclose(got[:, t], wanted, rtol=0, atol=1e-9)


@models
def test_pooled_years_are_one_long_table(name):
    x = some_table(n=12, t=3, k=3)
    long = impute(name, x.reshape(36, 3))
    np.testing.assert_allclose(impute(name, x, pooled=True).reshape(36, 3), long, rtol=1e-12)


@models
def test_a_model_recovers_what_the_others_tell(name):
    """Better than the mean on figures with a common cause, in units ten thousand times apart."""
    rng = np.random.default_rng(0)
    whole = some_table(n=200, k=4, holes=0.0)[:, 0]
    x = np.where(rng.random(whole.shape) < 0.1, np.nan, whole)
    spread = whole.std(axis=0)
    error = ((impute(name, x) - whole) / spread)[np.isnan(x)]
    mean = ((impute("indicator-mean", x) - whole) / spread)[np.isnan(x)]
    assert np.square(error).mean() < 0.6 * np.square(mean).mean()


@models
def test_an_empty_row_takes_the_mean_and_an_empty_or_constant_column_its_own(name):
    x = some_table(n=20, k=5, holes=0.0)[:, 0]
    x[3] = np.nan
    x[:, 3], x[5, 4], x[[0, 7], [0, 1]] = np.nan, np.nan, np.nan
    x[~np.isnan(x[:, 4]), 4] = 6.0
    out = impute(name, x, **find("impute", name).example(5))
    assert np.isnan(out[:, 3]).all()
    assert (out[:, 4] == 6.0).all()
    np.testing.assert_allclose(out[3, :3], np.nanmean(x[:, :3], axis=0), rtol=1e-12)
    assert not np.isnan(out[:, [0, 1, 2]]).any()


def test_em_says_what_it_lacks():
    few = some_table(n=4, k=5, holes=0.2)[:, 0]
    with pytest.raises(MethodError, match="needs more rows than indicators and has 4 rows for 5"):
        impute("em", few)
    assert not np.isnan(impute("em", few, ridge=1.0)).any()
    twice = some_table(n=30, k=2, holes=0.0)[:, 0]
    twice = np.column_stack([twice, twice[:, 0] * 3.0])
    twice[0, 1] = np.nan
    with pytest.raises(MethodError, match="some follow exactly from others"):
        impute("em", twice)
    with pytest.raises(MethodError, match="not settled after 2 rounds"):
        impute("em", some_table()[:, 0], rounds=2)
    with pytest.raises(MethodError, match=r"ridge = -1\.0 is negative"):
        impute("em", few, ridge=-1.0)
    with pytest.raises(MethodError, match="'iterative' has not settled after 1 rounds"):
        impute("iterative", some_table()[:, 0], rounds=1)
    with pytest.raises(MethodError, match="neighbours = 0 fills nothing"):
        impute("nearest", few, neighbours=0)


# ---------------------------------------------------------------------------------------------
# every method


@every
@pytest.mark.parametrize("pooled", [False, True])
def test_the_nation_moves_no_province(name, pooled):
    """Whatever the nation's row holds, provinces are filled alike; the nation is filled as well."""
    parameters = {"pooled": True} if pooled and name in MODELS else {}
    x = some_table(n=25, t=2, k=3)
    groups = np.arange(25) % 4
    alone = impute(name, x, groups, **parameters)
    for row in ([[1e6, -5.0, 3.0]] * 2, [[np.nan, 120.0, np.nan]] * 2, [[np.nan] * 3] * 2):
        nation = np.array(row)[None]
        for place in (0, 11, 25):
            with_nation = np.insert(x, place, nation, axis=0)
            out = impute(name, with_nation, np.insert(groups, place, -1), **parameters)
            np.testing.assert_array_equal(np.delete(out, place, axis=0), alone)
            if name in (*MODELS, *AVERAGES):
                assert not np.isnan(out[place]).any()


@every
@pytest.mark.parametrize("unit", [1e-4, 7.0, 1e8])
def test_a_change_of_unit_changes_the_unit(name, unit):
    x = some_table(n=25, t=2, k=3)
    factor = np.array([unit, 1.0, 3.0])
    np.testing.assert_allclose(impute(name, x * factor), impute(name, x) * factor, rtol=1e-7)


@pytest.mark.parametrize("name", [*AVERAGES, *MODELS])
def test_a_panel_is_its_cross_sections(name):
    x = some_table(n=25, t=3, k=3)
    groups = np.arange(25) % 4
    alone = np.stack([impute(name, x[:, t], groups) for t in range(3)], axis=1)
    np.testing.assert_array_equal(impute(name, x, groups), alone)


@every
def test_every_method_runs_through_the_index(name, panel):
    """Filled cells are marked E, and nothing else is touched."""
    choice = Choice(method=name, parameters=dict(find("impute", name).example(22)))
    recipe = load_recipe().model_copy(update={"impute": choice})
    bare = recipe.model_copy(update={"impute": Choice(method="none")})
    published, status = intensities(panel, bare)
    index = compute(panel, recipe)
    filled = (published.isna() & index.inputs.notna()).to_numpy()
    assert filled.any() == (name != "none")
    assert (index.status.to_numpy()[filled] == "E").all()
    np.testing.assert_array_equal(index.status.to_numpy()[~filled], status.to_numpy()[~filled])
    np.testing.assert_array_equal(index.inputs.to_numpy()[~filled], published.to_numpy()[~filled])
    if name in (*MODELS, *AVERAGES):
        seen = published.drop(index="000000", level="region").notna().groupby("year").any()
        left = index.inputs.notna().groupby("year").all()
        pd.testing.assert_frame_equal(left, seen)
