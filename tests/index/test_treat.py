"""Treat: tables of a real index, printed examples, other programs' numbers."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex import MethodError, compute, load_recipe
from devindex.index import find, methods
from devindex.index.recipe import Choice
from devindex.index.treat.moments import kurtosis, outlying, skewness
from devindex.index.treatment import treatment_report

DATA = Path(__file__).parent / "data"
LEARNING = [n for n in methods("treat") if "fit" in find("treat", n).takes]
ONE_TO_TEN = np.append(np.arange(1.0, 11.0), [30.0, 100.0])


def treat(name, x, fit=None, **parameters):
    """Treat (n, k), or one column (n,)."""
    table = np.asarray(x, dtype=float)
    table = table if table.ndim == 2 else table[:, None]
    learned = table if fit is None else np.asarray(fit, dtype=float).reshape(-1, table.shape[1])
    handed = {"x": table, "fit": learned, "transform": np.zeros(table.shape[1], dtype=bool)}
    return find("treat", name)(handed, parameters).reshape(np.shape(x))


def moments(x):
    column = np.asarray(x, dtype=float)[:, None]
    return [float(skewness(column)[0]), float(kurtosis(column)[0])]


def asem(*steps):
    """Raw figures of the ASEM index after some steps, (51, 49)."""
    raw = pd.read_csv(DATA / "jrc_asem_2018_raw.csv", comment="#", index_col="unit")
    cells = pd.read_csv(DATA / "jrc_asem_2018_steps.csv", comment="#")
    x = raw.drop(columns=["region", "area", "energy", "gdp", "pop"]).astype(float)
    for step in steps:
        for cell in cells[cells["step"] == step].itertuples():
            x.loc[cell.unit, cell.code] = cell.value
    return x


# ---------------------------------------------------------------------------------------------
# skewness and kurtosis


def test_skewness_and_kurtosis_of_the_desi_workbook():
    """European Commission, DESI 2022 calculation workbook: outlier screening of six indicators.

    Skewness (SKEW, its size) of all 168 normalised values; kurtosis (KURT) of the block the
    workbook takes: editions from 2022 back, countries in order with the EU last, without the
    first two rows and with the first two of 2021. Tolerance: twelve digits are given of figures
    that themselves have twelve.
    """
    z = pd.read_csv(DATA / "ec_desi_2022_normalised.csv", comment="#")
    wanted = {
        "1a1": (0.261319286056, 0.665722937307), "2a3": (4.84977285503, 7.2296603271),
        "2c2": (2.54175692137, -1.11533389703), "3b5": (1.25264293951, 1.83190859953),
        "3b7": (1.85072453068, 1.98415847015), "4a4": (1.02412757252, 2.56707718701),
    }  # fmt: skip
    codes = list(wanted)
    z["last"] = z["country"] == "EU"
    block = z.sort_values(["edition", "last", "country"], ascending=[False, True, True])[2:30]
    got = np.abs(skewness(z[codes].to_numpy()))
    np.testing.assert_allclose(got, [s for s, _ in wanted.values()], rtol=1e-9)
    got = kurtosis(block[codes].to_numpy())
    np.testing.assert_allclose(got, [k for _, k in wanted.values()], rtol=0, atol=1e-9)
    flagged = (np.abs(skewness(z[codes].to_numpy())) > 2) & (got > 3.5)
    assert [c for c, f in zip(codes, flagged, strict=True) if f] == ["2a3"]


@given(x=arrays(float, (9, 3), elements=st.integers(-40, 40).map(float)), unit=st.sampled_from(
    [1e-9, 1.0, 1e9]))  # fmt: skip
def test_skewness_and_kurtosis_are_those_of_scipy(x, unit):
    from scipy import stats

    x = np.where(x > 35, np.nan, x) * unit
    for column, skew, excess in zip(x.T, skewness(x), kurtosis(x), strict=True):
        seen = column[~np.isnan(column)]
        if len(seen) > 3 and len(set(seen)) > 1:
            assert skew == pytest.approx(stats.skew(seen, bias=False), abs=1e-10)
            assert excess == pytest.approx(stats.kurtosis(seen, bias=False), abs=1e-9)
        elif len(seen) > 3:
            assert (skew, excess) == (0.0, 0.0)


def test_too_few_figures_have_no_moments_and_no_outliers():
    few = np.array([[1.0, 1.0, np.nan], [2.0, 5.0, np.nan], [900.0, np.nan, np.nan]])
    assert np.isnan(skewness(few)).tolist() == [False, True, True]
    assert np.isnan(kurtosis(few)).all()
    assert not outlying(few, 0.0, -9.0).any()
    np.testing.assert_array_equal(treat("winsorise", few), few)


# ---------------------------------------------------------------------------------------------
# winsorising and logarithms


@pytest.mark.against(
    "treat/winsorise",
    "treat/winsorise-or-log",
    published="JRC, ASEM Sustainable Connectivity Portal 2018",
)
def test_winsorising_gives_the_treated_table_of_the_asem_index():
    """European Commission JRC, ASEM Sustainable Connectivity 2018: treated data set.

    49 imputed indicators, at most six points; 35 points of 15 indicators are moved, one of them
    from below. Numbers of COINr's ``Treat`` (W. Becker, ASEM_COIN). Tolerance: fifteen digits
    are given, and winsorising moves figures without arithmetic.
    """
    imputed, treated = asem("denominated", "imputed"), asem("denominated", "imputed", "treated")
    got = treat("winsorise", imputed.to_numpy(), most=6)
    np.testing.assert_allclose(got, treated.to_numpy(), rtol=1e-13, atol=0)
    moved = pd.DataFrame(got != imputed.to_numpy(), columns=imputed.columns).sum()
    assert moved[moved > 0].to_dict() == {
        "Services": 4, "FDI": 2, "ForPort": 3, "CostImpEx": 1, "Tariff": 3, "StMob": 2,
        "CultServ": 3, "Flights": 1, "Bord": 3, "Gas": 3, "Forest": 2, "Poverty": 3, "NGOs": 3,
        "FemLab": 1, "PubDebt": 1,
    }  # fmt: skip
    assert got[:, imputed.columns.get_loc("FemLab")].min() > imputed["FemLab"].min()
    chain = treat("winsorise-or-log", imputed.to_numpy(), most=6)
    np.testing.assert_array_equal(chain, got)


PRINTED = {
    "Flights": (2.1032872, 4.5088794, 1, 1.900658, 3.336065),
    "Goods": (2.6499733, 8.2666095, 2, 1.140608, 0.1572047),
    "Services": (1.7010849, 2.3756557, 0, 1.7010849, 2.3756557),
    "LPI": (-0.3042681, -0.6567514, 0, -0.3042681, -0.6567514),
    "Ship": (-0.575668, -0.6814795, 0, -0.575668, -0.6814795),
    "Bord": (2.148236, 5.7914905, 1, 1.899211, 4.346298),
    "Elec": (2.2252736, 5.7910268, 1, 1.717744, 2.586062),
    "Gas": (2.8294486, 10.3346494, 1, 1.602518, 1.525576),
    "ConSpeed": (0.4622037, 0.1873214, 0, 0.4622037, 0.1873214),
    "Cov4G": (-1.3725191, 0.5419314, 0, -1.3725191, 0.5419314),
}


@pytest.mark.against("treat/winsorise", published='COINr (W. Becker), article "Outlier treatment"')
@pytest.mark.parametrize("code", PRINTED)
def test_winsorised_points_of_the_coinr_vignette(code):
    """W. Becker, COINr, article "Outlier treatment": raw ASEM data, at most five points.

    Skewness and kurtosis before, points, skewness and kurtosis after. Tolerance: half a unit of
    the last digit printed; raw inputs have ten digits.
    """
    x = asem()[code].to_numpy()
    got = treat("winsorise", x)
    *before, points, skew, excess = PRINTED[code]
    assert moments(x) == pytest.approx(before, abs=6e-8)
    assert int((got != x)[~np.isnan(x)].sum()) == points
    assert moments(got) == pytest.approx([skew, excess], abs=6e-7)


def test_the_vector_of_the_coinr_vignette():
    """W. Becker, COINr, ``Treat.numeric``: 1 to 10, 30 and 100; printed to six decimals."""
    assert moments(ONE_TO_TEN) == pytest.approx([3.063241, 9.741391], abs=5e-7)
    got = treat("winsorise", ONE_TO_TEN, most=2)
    assert moments(got) == pytest.approx([1.712038, 1.815781], abs=5e-7)


@pytest.mark.against(
    "treat/winsorise-or-log",
    "treat/log-shift",
    published='COINr (W. Becker), article "Outlier treatment"',
)
def test_logarithms_where_winsorising_does_not_suffice():
    """W. Becker, COINr, article "Outlier treatment": Goods with one point, Flights with none.

    Winsorised once, Goods has skewness 2.46991 and kurtosis 7.087309; the logarithm of the
    figures as they were has .03104001 and -.8888965, of Flights -.09502644 and -.8305217.
    Tolerance: half a unit of the last digit printed.
    """
    goods, flights = asem()["Goods"].to_numpy(), asem()["Flights"].to_numpy()
    once = treat("winsorise", goods, most=1)
    assert moments(once) == pytest.approx([2.46991, 7.087309], abs=6e-6)
    logged = treat("winsorise-or-log", goods, most=1)
    assert moments(logged) == pytest.approx([0.03104001, -0.8888965], abs=6e-8)
    np.testing.assert_array_equal(logged, treat("log-shift", goods))
    shifted = treat("log-shift", flights)
    assert moments(shifted) == pytest.approx([-0.09502644, -0.8305217], abs=6e-8)


def test_ties_at_the_extreme_move_together_and_count_each():
    x = np.append(np.arange(30.0), [500.0, 500.0, 500.0, 600.0])
    got = treat("winsorise", x, most=1)
    assert got[-4:].tolist() == [500.0] * 4
    got = treat("winsorise", x, most=2)  # 600, then the four at 500 at once
    assert got[-4:].tolist() == [29.0] * 4


def test_winsorising_is_what_moving_one_extreme_after_another_gives():
    """Moments of the whole column taken anew after every move; on both sides, with ties."""
    both = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = np.round(rng.standard_t(1.5, size=60) * 10.0 ** rng.integers(0, 3, size=60), 1)
        wanted = x.copy()
        while (wanted != x).sum() < 12 and outlying(wanted[:, None], 0.2, 1.0)[0]:
            side = np.max if moments(wanted)[0] >= 0 else np.min
            extreme = wanted == side(wanted)
            wanted[extreme] = side(wanted[~extreme])
        found = treat("winsorise", x, skew_threshold=0.2, kurtosis_threshold=1.0, most=12)
        assert found.tolist() == wanted.tolist()
        both += (found < x).any() and (found > x).any()
    assert both > 5


def test_rows_outside_the_fit_are_held_at_the_limits_found_inside():
    later = np.append(ONE_TO_TEN, [200.0, 25.0, -7.0, np.nan])
    got = treat("winsorise", later, ONE_TO_TEN)
    np.testing.assert_array_equal(got[-5:], [30.0, 30.0, 25.0, -7.0, np.nan])
    got = treat("log-shift", [5.0, 1.0, 0.0, 9.0], [1.0, 5.0])
    assert got[2] == got[1] == pytest.approx(np.log(0.04))
    assert got[3] == pytest.approx(np.log(8.04))


def test_clip_is_that_of_pandas():
    """``Series.clip`` at ``Series.quantile``, linear interpolation (type 7)."""
    x = asem()[["Goods", "Ship", "FemLab", "Tariff"]]
    got = treat("clip", x.to_numpy(), lower=5.0, upper=90.0)
    wanted = x.clip(x.quantile(0.05), x.quantile(0.9), axis=1)
    np.testing.assert_allclose(got, wanted, rtol=1e-14)
    np.testing.assert_array_equal(treat("clip", x.to_numpy(), lower=0.0, upper=100.0), x)


@pytest.mark.against("treat/log", published="UNDP, Human Development Report 2020, technical note 1")
def test_log_of_the_hdi_example():
    """UNDP, Human Development Report 2020, technical note 1: ln 3,829 between ln 100 and ln 75,000.

    0.5506. Tolerance: half a unit of the last digit printed.
    """
    income, low, high = treat("log", [3829.0, 100.0, 75_000.0])
    assert (income - low) / (high - low) == pytest.approx(0.5506, abs=5e-5)


# ---------------------------------------------------------------------------------------------
# power transforms


@pytest.mark.parametrize("code", ["Goods", "Ship", "ConSpeed", "Embs", "GDPGrow", "LPI"])
def test_power_transforms_are_those_of_scipy_and_scikit_learn(code):
    """``scipy.stats.boxcox``, ``scipy.stats.yeojohnson`` and ``PowerTransformer``.

    Tolerance: their search for the exponent stops at 1e-8 of it, and the likelihood is flat at
    its top: some 1e-6 of a figure.
    """
    from scipy import stats
    from sklearn.preprocessing import PowerTransformer

    x = asem()[code].to_numpy()
    if (np.nan_to_num(x, nan=1.0) > 0).all():
        seen = x[~np.isnan(x)]
        got = treat("box-cox", x)
        np.testing.assert_allclose(got[~np.isnan(x)], stats.boxcox(seen)[0], rtol=2e-5)
        other = PowerTransformer(method="box-cox", standardize=False).fit_transform(x[:, None])
        np.testing.assert_allclose(got, other[:, 0], rtol=2e-5)
    got = treat("yeo-johnson", x)
    np.testing.assert_allclose(
        got[~np.isnan(x)], stats.yeojohnson(x[~np.isnan(x)])[0], rtol=2e-5, atol=1e-9
    )
    other = PowerTransformer(method="yeo-johnson", standardize=False).fit_transform(x[:, None])
    np.testing.assert_allclose(got, other[:, 0], rtol=2e-5, atol=1e-9)


def test_an_exponent_is_looked_for_within_the_bound():
    x = 1.0 / np.arange(1.0, 40.0) ** 2
    plain = treat("box-cox", x)
    np.testing.assert_allclose(treat("box-cox", x, bound=0.1), (x**-0.1 - 1) / -0.1, rtol=1e-6)
    assert abs(moments(plain)[0]) < abs(moments(treat("box-cox", x, bound=0.1))[0])


def test_later_figures_go_through_the_exponent_of_the_fit():
    x = np.exp(np.linspace(0.0, 3.0, 20))
    for name in ("box-cox", "yeo-johnson"):
        alone = treat(name, x)
        later = treat(name, np.append(x, [1e4, 0.5, np.nan]), x)
        np.testing.assert_array_equal(later[:20], alone)
        assert later[20] > later[:20].max()
        assert later[21] < later[:20].min()
        assert np.isnan(later[22])


# ---------------------------------------------------------------------------------------------
# every method

tables = arrays(
    float, st.tuples(st.integers(1, 12), st.integers(1, 3)),
    elements=st.one_of(st.integers(1, 8000).map(lambda n: n / 8), st.just(np.nan)),
)  # fmt: skip


@pytest.mark.parametrize("name", LEARNING)
@given(x=tables, data=st.data())
def test_rows_that_are_not_fitted_on_move_nobody(name, x, data):
    first = data.draw(st.integers(1, len(x)))
    alone = treat(name, x[:first])
    np.testing.assert_array_equal(treat(name, x, x[:first])[:first], alone)


@pytest.mark.parametrize("name", ["clip", "winsorise", "winsorise-or-log", "log-shift", "log"])
@given(x=tables, unit=st.sampled_from([2.0**-13, 8.0, 2.0**30]))
def test_a_change_of_unit_moves_no_place(name, x, unit):
    """Changed by a factor, or, in logarithms, by a constant: distances keep their proportions."""
    a, b = treat(name, x), treat(name, x * unit)
    for one, other in zip(a.T, b.T, strict=True):
        same = np.allclose(other, one * unit, equal_nan=True)
        assert same or np.allclose(other, one + np.log(unit), atol=1e-9, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("clip", {"lower": 60.0, "upper": 40.0}, "lower = 60.0, upper = 40.0 are no range"),
        ("clip", {"upper": 101.0}, "0 <= lower < upper <= 100 is needed"),
        ("winsorise", {"most": 0}, "most = 0 lets no figure be moved"),
        ("winsorise-or-log", {"most": -1}, "most = -1 lets no figure be moved"),
        ("log-shift", {"share": 0.0}, "share = 0.0 leaves the least figure without a logarithm"),
        ("box-cox", {"bound": 0.0}, "bound = 0.0 leaves no exponent to choose"),
        ("yeo-johnson", {"bound": -2.0}, "bound = -2.0 leaves no exponent to choose"),
    ],
)
def test_a_wrong_parameter_is_said(name, parameters, words):
    with pytest.raises(MethodError) as caught:
        treat(name, ONE_TO_TEN, **parameters)
    assert words in str(caught.value)
    assert all(p.zh != p for p in caught.value.problems)


# ---------------------------------------------------------------------------------------------
# through the index


def choose(treat_as, normalise="minmax"):
    """The headline recipe with another treatment; min-max, unless goalposts are asked for."""
    choice = treat_as if isinstance(treat_as, Choice) else Choice(method=treat_as)
    scale = {"floor": 1.0} | ({"clip": True} if normalise == "minmax" else {})
    other = {"treat": choice, "normalise": Choice(method=normalise, parameters=scale)}
    return load_recipe().model_copy(update=other)


def test_the_report_says_what_was_done(panel):
    """Recounted here from the figures: provinces of the base window only."""
    recipe = choose("winsorise")
    index = compute(panel, recipe)
    report = index.treatment
    assert list(report.index) == list(index.normalised.columns)
    first, last = panel.framework.scoring.base_window
    year, region = (index.inputs.index.get_level_values(n) for n in ("year", "region"))
    base = (year >= first) & (year <= last) & (region != "000000")
    for code, row in report.iterrows():
        before, after = index.inputs.loc[base, code], index.treated.loc[base, code]
        assert row["skewness"] == pytest.approx(before.skew(), rel=1e-9)
        assert row["kurtosis"] == pytest.approx(before.kurt(), rel=1e-9)
        assert row["skewness_after"] == pytest.approx(after.skew(), rel=1e-9)
        assert row["kurtosis_after"] == pytest.approx(after.kurt(), rel=1e-9)
        assert row["changed"] == ((before != after) & before.notna()).sum()
        assert row["outlying"] == (abs(after.skew()) > 2 and after.kurt() > 3.5)
    untouched = report[(report["skewness"].abs() <= 2) | (report["kurtosis"] <= 3.5)]
    assert (untouched["changed"] == 0).all()
    assert report["changed"].max() >= 1
    assert (report["method"] == "winsorise").all()


def test_the_report_follows_choices_for_one_indicator_and_their_thresholds(panel):
    of = {"web-pages": Choice(method="none", parameters={}), "websites": Choice(method="log")}
    lenient = {"skew_threshold": 9.0, "most": 2}
    report = compute(panel, choose(Choice(method="winsorise", parameters=lenient, of=of))).treatment
    assert report.loc["web-pages", ["method", "changed", "outlying"]].tolist() == ["none", 0, True]
    assert report.loc["websites", "method"] == "log"
    others = report.drop(index=["web-pages", "websites"])
    assert (others["changed"] == 0).all()
    assert not others["outlying"].any()


def test_the_report_does_without_a_base_window(panel):
    index = compute(panel)
    late = index.treated.loc[(slice(None), [2024]), :]
    report = treatment_report(panel.framework, load_recipe(), index.inputs.loc[late.index], late)
    province = late.drop(index="000000", level="region")
    assert report.loc["websites", "skewness_after"] == pytest.approx(province["websites"].skew())


@pytest.mark.parametrize("name", methods("treat"))
@pytest.mark.parametrize("fit", ["base", "pooled", "each"])
def test_every_method_runs_through_the_index(panel, name, fit):
    keep = panel if name not in ("log", "box-cox") else positive(panel)
    index = compute(keep, choose(Choice(method=name, fit=fit)))
    assert np.isfinite(index.treated.to_numpy())[index.inputs[index.treated.columns].notna()].all()
    assert index.scores.notna().all(axis=None)
    assert set(index.treatment["method"]) == {name}


def positive(panel):
    """The panel without zeros, which have no logarithm."""
    return dataclasses.replace(panel, values=panel.values.where(panel.values != 0, 0.01))


def test_goalposts_without_distance_after_treatment_are_refused(panel):
    with pytest.raises(MethodError, match="'log' leaves no distance between the goalposts 0"):
        compute(positive(panel), choose("log", "goalposts"))
    low = Choice(method="clip", parameters={"lower": 0.0, "upper": 0.5})
    with pytest.raises(MethodError, match="'clip' leaves no distance between the goalposts"):
        compute(panel, choose(low, "goalposts"))
    with pytest.raises(MethodError, match="or another one each year"):
        compute(panel, choose(Choice(method="winsorise", fit="each"), "goalposts"))
    assert compute(panel, choose("winsorise", "goalposts")).scores.notna().all(axis=None)
