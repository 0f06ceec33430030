"""Structure and audit: the statistics of a published audit, and what the flags are of."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import devindex as dx
from devindex.analysis.components import correlations, cronbach_alpha, principal_components
from devindex.analysis.structures import flag_of

DATA = Path(__file__).parents[1] / "index" / "data"
P2P = ["StMob", "Research", "Pat", "CultServ", "CultGood", "Tourist", "MigStock", "Lang"]
ENVIRON = ["CO2", "Forest", "MatCon", "PrimEner", "Renew"]
SOCIAL = ["CPI", "FemLab", "FreePress", "NGOs", "Palma", "Poverty", "TertGrad", "TolMin", "WomParl"]
FINANCE = ["GDPGrow", "NEET", "PrivDebt", "PubDebt", "RDExp"]
"""Pillars of the ASEM index, indicators in the order in which the audit prints them."""


@pytest.fixture(scope="module")
def asem():
    """JRC, ASEM Sustainable Connectivity Portal 2018: raw figures and scores (W. Becker, COINr)."""
    raw, scores = (
        pd.read_csv(DATA / f"jrc_asem_2018_{name}.csv", comment="#", index_col="unit")
        for name in ("raw", "scores")
    )
    return raw, scores


@pytest.fixture(scope="module")
def found(index):
    return dx.structure(index, 2023)


def test_alpha_of_the_asem_people_to_people_pillar(asem):
    """COINr documentation, analysis: .05126659 from pairwise covariances of raw figures."""
    assert cronbach_alpha(asem[0][P2P].to_numpy()) == pytest.approx(0.05126659, abs=5e-9)


@pytest.mark.parametrize(
    ("codes", "printed"),
    [
        (ENVIRON, [-0.581, 0.214, -0.543, -0.313, 0.473]),
        (SOCIAL, [-0.417, -0.324, 0.401, -0.191]),
        (FINANCE, [0.472, 0.451, -0.492, -0.227, -0.53]),
    ],
)
def test_first_component_of_asem_pillars(asem, codes, printed):
    """COINr documentation, analysis: first eigenvectors of raw figures, complete rows; any sign."""
    own = principal_components(asem[0][codes].to_numpy()).vectors[: len(printed), 0]
    wanted = np.array(printed)
    np.testing.assert_allclose(own * np.sign(own @ wanted), wanted, atol=5e-4)


def test_scree_of_the_asem_social_pillar(asem):
    """COINr documentation: standard deviations and shares; shares are rounded twice (6e-5)."""
    own = principal_components(asem[0][SOCIAL].to_numpy())
    printed = [2.2042, 1.1256, 0.9788, 0.78834, 0.77153, 0.56836, 0.42463, 0.36068, 0.2576]
    np.testing.assert_allclose(np.sqrt(own.eigenvalues), printed, atol=6e-5)
    shares = [0.5398, 0.1408, 0.1065, 0.06905, 0.06614, 0.03589, 0.02003, 0.01445, 0.00737]
    np.testing.assert_allclose(own.shares, shares, atol=6e-5)
    assert own.kept == 2


def test_component_of_the_asem_sustainability_pillars(asem):
    """COINr documentation, weights: pillars of the sustainability sub-index."""
    own = principal_components(asem[1][["Environ", "Social", "SusEcFin"]].to_numpy()).vectors[:, 0]
    printed = np.array([0.6513188, -0.7443677, 0.1473108])
    np.testing.assert_allclose(own * np.sign(own @ printed), printed, atol=5e-8)


def test_correlations_of_asem_indicators_and_scores(asem):
    """COINr documentation, analysis: raw figures of the environment pillar, scores with the index.

    Not significant at 5 %: CO2, material consumption and primary energy with forest, primary energy
    with renewables.
    """
    raw, scores = asem
    r, p, n = correlations(raw[ENVIRON].to_numpy(), raw[ENVIRON].to_numpy())
    at = {c: k for k, c in enumerate(ENVIRON)}
    for pair, value, digits in (
        ("CO2 MatCon", 0.7222051, 7), ("CO2 PrimEner", 0.3268484, 7), ("CO2 Renew", -0.5986338, 7),
        ("MatCon PrimEner", 0.38, 2), ("MatCon Renew", -0.42, 2), ("Forest Renew", 0.35, 2),
    ):  # fmt: skip
        a, b = (at[c] for c in pair.split())
        assert r[a, b] == pytest.approx(value, abs=0.5 * 10.0**-digits)
    free = {(a, b) for a in ENVIRON for b in ENVIRON if a < b and p[at[a], at[b]] > 0.05}
    wanted = {("CO2", "Forest"), ("Forest", "MatCon"), ("Forest", "PrimEner"),
              ("PrimEner", "Renew")}  # fmt: skip
    assert free == wanted
    r, _, _ = correlations(scores[["Conn", "Sust"]].to_numpy(), scores[["Index"]].to_numpy())
    np.testing.assert_allclose(r.ravel(), [0.9397805, 0.8382873], atol=5e-8)
    assert n.max() == 51


numbers = st.floats(-100, 100).map(lambda x: round(x, 3))


@given(arrays(float, (8, 3), elements=numbers))
def test_correlations_are_symmetric_and_lie_in_range(x):
    r, p, n = correlations(x, x)
    np.testing.assert_allclose(r, r.T, atol=1e-12)
    seen = ~np.isnan(r)
    assert (np.abs(r[seen]) <= 1).all()
    assert ((p[seen] >= 0) & (p[seen] <= 1)).all()
    assert (n == 8).all()


def test_p_values_are_those_of_scipy(index):
    from scipy.stats import pearsonr

    z = index.normalised.xs(2023, level="year").drop("000000")[["websites", "computers"]]
    r, p, _ = correlations(z.to_numpy(), z.to_numpy())
    known = pearsonr(z["websites"], z["computers"])
    assert r[0, 1] == pytest.approx(known.statistic, abs=1e-12)
    assert p[0, 1] == pytest.approx(known.pvalue, rel=1e-9)


def test_constants_and_short_columns_have_no_correlation():
    x = np.array([[1.0, 2.0, np.nan], [1.0, 3.0, np.nan], [1.0, 5.0, 1.0], [1.0, 4.0, 2.0]])
    r, p, _ = correlations(x, x)
    assert np.isnan(r[0]).all()
    assert np.isnan(r[2]).all()
    assert np.isnan(p[0]).all()
    assert np.isnan(cronbach_alpha(x[:, :1]))
    assert np.isnan(cronbach_alpha(np.array([[1.0, -1.0], [2.0, -2.0], [3.0, -3.0]])))


def test_components_leave_a_constant_out_and_need_rows():
    x = np.column_stack([np.arange(5.0), [2.0, 1.0, 4.0, 3.0, 5.0], np.ones(5)])
    own = principal_components(x)
    assert own.eigenvalues.sum() == pytest.approx(2.0)
    assert np.isnan(own.vectors[2]).all()
    assert (np.nansum(own.vectors, axis=0) >= 0).all()
    with pytest.raises(dx.MethodError, match="three complete rows") as caught:
        principal_components(x[:2])
    assert "至少需要三行" in caught.value.problems[0].zh


def test_eigenvalues_sum_to_the_number_of_indicators_and_loadings_rebuild_correlations(found):
    for name in found.eigenvalues.index.unique("set"):
        own = found.eigenvalues.loc[name]
        items = found.reliability.loc[name, "items"]
        assert own["eigenvalue"].sum() == pytest.approx(items, abs=1e-9)
        assert own["cumulative"].iloc[-1] == pytest.approx(1.0)
    loadings = found.loadings.sort_index().loc["innovation", "loading"].unstack("component")
    complete = found.parts[loadings.index].dropna()
    np.testing.assert_allclose(loadings @ loadings.T, complete.corr(), atol=1e-9)


def test_every_pair_is_there_once_with_what_the_two_are_to_each_other(found):
    frame = found.frame
    assert not frame.duplicated(["a", "b"]).any()
    counts = frame["relation"].value_counts()
    indicators = counts[["siblings", "cousins", "strangers"]].sum()
    assert indicators == 22 * 21 / 2 + 4 * 3 / 2 + sum(k * (k - 1) / 2 for k in (2, 3, 2, 2))
    assert counts["other-dimension"] == 22 * 3
    assert counts["index"] == 22 + 9 + 4
    assert counts["parent"] == 22 + 9


def test_flags_are_the_bands_and_none_where_nothing_should_go_together(found):
    for row in found.frame.itertuples():
        band = flag_of(row.r)
        if row.flag != band:
            free = row.relation in ("strangers", "other-dimension") and band != "collinear"
            assert free or (row.a == "new-product-revenue" and row.relation == "parent")
    assert set(found.flagged("negative")["a"]) | set(found.flagged("negative")["b"]) >= {
        "optical-cable"
    }
    assert found.redundant.empty


def test_a_copy_of_an_indicator_is_redundant(index):
    table = index.normalised.xs(2023, level="year").drop("000000").assign(copy=lambda t: t.websites)
    found = dx.structure(table)
    assert found.redundant[["a", "b"]].to_numpy().tolist() == [["websites", "copy"]]
    assert found.weights is None
    assert list(found.reliability.index) == ["all"]


def test_weights_are_the_effective_ones(index, found):
    pd.testing.assert_frame_equal(found.weights, dx.effective_weights(index, 2023))


def test_structure_needs_a_year_and_three_regions(index, panel):
    with pytest.raises(dx.MethodError, match="no structure of 2031") as caught:
        dx.structure(index, 2031)
    assert "没有2031年的结构" in caught.value.problems[0].zh
    few = dx.compute(panel.drop([r for r in panel.regions if r not in ("000000", "110000")]))
    with pytest.raises(dx.MethodError, match="1 region; correlations need three") as caught:
        dx.structure(few, 2023)
    assert "至少需要三个" in caught.value.problems[0].zh


def test_one_pair_and_one_component_are_spoken_of_in_the_singular(index):
    made = dx.structure(index.normalised.iloc[:, :2])
    assert made.summary().startswith("1 pair: ")
    assert "; 1 component over one explains " in made.summary()


def test_audit_says_what_the_statistics_say(index, found):
    made = dx.audit(index, 2023)
    frame = made.frame.set_index("check_en")
    alpha = frame.loc["reliability of Network and identifiers (alpha)"]
    assert alpha["value"] == found.reliability.loc["network", "alpha"]
    assert alpha["verdict"] == "look"
    kept = frame.loc["one component behind Network and identifiers"]
    assert kept["value"] == found.eigenvalues.loc["network", "kept"].sum()
    top = found.frame[(found.frame["b"] == "index")].set_index("a").loc[["network"], "r"]
    assert frame.loc["dimensions and the index", "value"] == top.iloc[0]
    negative = frame.loc["indicators of one dimension that run against each other", "value"]
    pairs = found.flagged("negative")
    assert negative == pairs["relation"].isin(["siblings", "cousins"]).sum()
    assert set(frame["verdict"]) == {"met", "look", "told"}
    assert made.frame["finding_zh"].ne("").all()
    look = (frame["verdict"] == "look").sum()
    met, every = (frame["verdict"] == "met").sum(), (frame["verdict"] != "told").sum()
    assert met + look == every
    assert made.summary().startswith(f"2023: {met} of {every} checks met")
    assert made.summary("zh").startswith(f"2023年：{every}项检查中{met}项符合")


def test_audit_names_a_redundant_pair_and_a_thin_indicator():
    rng = np.random.default_rng(5)
    grid = pd.MultiIndex.from_product([[f"r{n}" for n in range(12)], [1]], names=["region", "year"])
    table = pd.DataFrame(rng.uniform(10, 90, (12, 3)), grid, ["a", "c", "e"])
    table["b"] = table["a"] + rng.uniform(-1, 1, 12)
    table.iloc[:6, 2] = np.nan
    framework = dx.sketch({"d": {"t": ["a", "b"]}, "f": {"u": ["c", "e"]}})
    made = dx.audit(dx.compute(dx.Panel.of(framework, table), dx.simple_recipe()))
    frame = made.frame.set_index("check_en")
    assert frame.loc["pairs of indicators that say the same (over 0.92)", "verdict"] == "look"
    assert "a / b" in frame.loc["pairs of indicators that say the same (over 0.92)", "finding_en"]
    assert frame.loc["coverage of indicators", "verdict"] == "look"
    assert frame.loc["coverage of indicators", "value"] == 0.5
