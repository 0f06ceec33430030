"""What holds of estimates whatever the sample."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex import DevindexWarning
from devindex.enterprise import (
    Margin,
    calibrate,
    crossed,
    means,
    ratios,
    sample_design,
    shares,
    status,
    totals,
)

FIELDS = ("value", "se", "cv", "lower", "upper", "df", "deff", "firms", "missing", "clusters")


def sample(seed, *, whole=False):
    """Columns of a sample: strata of 2 to 6 groups of 1 to 4 firms, two items, domains 0 to 3."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(2, 7, 4)
    cluster = np.repeat(np.arange(groups.sum()), rng.integers(1, 5, groups.sum()))
    stratum = np.repeat(np.arange(4), groups)[cluster]
    n = len(cluster)
    y = rng.integers(0, 50, (n, 2)).astype(float) if whole else rng.gamma(2.0, 9.0, (n, 2))
    weight = rng.integers(1, 9, n).astype(float) if whole else rng.uniform(1.0, 8.0, n)
    return {
        "weight": weight, "stratum": stratum, "cluster": cluster,
        "population": (groups + rng.integers(1, 20, 4))[stratum], "y": y,
        "domain": rng.integers(0, 4, n),
    }  # fmt: skip


def design_of(s, **more):
    parts = {k: s[k] for k in ("weight", "stratum", "cluster", "population")}
    return sample_design(**parts | more)


def four(s, design=None):
    """One estimate of each kind."""
    design = design or design_of(s)
    y, domain = s["y"], s["domain"]
    return (
        totals(design, y, domain, domains=4),
        means(design, y, domain, domains=4),
        ratios(design, y[:, 0], y[:, 1], domain, domains=4),
        shares(design, y, domain, (domain > 1) * 1, domains=4),
    )


def same(one, other, *, scale=1.0, skip=(), **tolerance):
    for field in FIELDS:
        if field not in skip:
            k = scale if field in ("value", "se", "lower", "upper") else 1.0
            a, b = getattr(one, field) * k, getattr(other, field)
            np.testing.assert_allclose(
                a, b, **({"rtol": 1e-9, "atol": 1e-10 * abs(k)} | tolerance), err_msg=field
            )


seeds = st.integers(0, 10_000)


@given(seeds)
def test_order_of_firms_does_not_matter(seed):
    s = sample(seed)
    order = np.random.default_rng(seed).permutation(len(s["weight"]))
    for one, other in zip(four(s), four({k: v[order] for k, v in s.items()}), strict=True):
        same(one, other)


@given(seeds)
def test_names_of_strata_and_groups_do_not_matter(seed):
    s = sample(seed)
    named = s | {
        "stratum": np.array([f"层{9 - h}" for h in s["stratum"]]),
        "cluster": np.array([f"G{c * 7 % 101}" for c in s["cluster"]]),
    }
    for one, other in zip(four(s), four(named), strict=True):
        same(one, other)


@given(seeds, st.sampled_from([1e-4, 1e4, 3.0]))
def test_a_change_of_unit_changes_totals_and_means_alone(seed, unit):
    s = sample(seed)
    total, mean, ratio, share = four(s)
    other = four(s | {"y": s["y"] * unit})
    same(total, other[0], scale=unit, atol=1e-8 * unit)
    same(mean, other[1], scale=unit, atol=1e-8 * unit)
    same(ratio, other[2])
    same(share, other[3])


@given(seeds, st.sampled_from([0.01, 7.0, 1000.0]))
def test_a_change_of_all_weights_changes_totals_alone(seed, k):
    """But for the design effect: a sample that is a larger part of its frame says more."""
    s = sample(seed)
    total, *others = four(s)
    moved, *after = four(s | {"weight": s["weight"] * k})
    same(total, moved, scale=k, skip=("deff",), atol=1e-8 * k)
    for one, other in zip(others, after, strict=True):
        same(one, other, skip=("deff",))


@given(seeds)
def test_totals_of_domains_sum_to_the_total_exactly(seed):
    """Whole numbers of whole weights: no rounding. NaN stands for a domain without a firm."""
    s = sample(seed, whole=True)
    design = design_of(s)
    every = totals(design, s["y"]).value[0]
    parts = totals(design, s["y"], s["domain"]).value
    assert (np.nansum(parts, axis=0) == every).all()
    part = shares(design, s["y"], s["domain"]).value
    assert np.nansum(part, axis=0) == pytest.approx(np.ones(2), rel=1e-12)


@given(seeds)
def test_all_domains_at_once_are_one_domain_at_a_time(seed):
    s = sample(seed)
    design = design_of(s)
    both = totals(design, s["y"], s["domain"], domains=4), means(design, s["y"], s["domain"])
    for d in np.unique(s["domain"]):
        one = np.where(s["domain"] == d, 0, -1)
        for e, estimator in zip(both, (totals, means), strict=True):
            alone = estimator(design, s["y"], one)
            for field in FIELDS:
                np.testing.assert_allclose(
                    getattr(e, field)[d], getattr(alone, field)[0], rtol=1e-12, err_msg=field
                )


@given(seeds)
def test_items_at_once_are_one_item_at_a_time(seed):
    s = sample(seed)
    s["y"][np.random.default_rng(seed).random(s["y"].shape) < 0.2] = np.nan
    design = design_of(s)
    for estimator in (totals, means, shares):
        both = estimator(design, s["y"], s["domain"])
        for j in range(2):
            alone = estimator(design, s["y"][:, j], s["domain"])
            for field in FIELDS:
                np.testing.assert_array_equal(getattr(both, field)[:, [j]], getattr(alone, field))


@given(seeds)
def test_splitting_a_stratum_keeps_the_estimate_and_drops_what_lies_between_the_parts(seed):
    """Parts that are alike within and differ between: the variance falls; a weight is a weight."""
    s = sample(seed)
    half = s["cluster"] % 2
    both = [len(np.unique(s["cluster"][(s["stratum"] == h) & (half == k)])) for h in range(4)
            for k in range(2)]  # fmt: skip
    if min(both) < 2:
        return
    y = 100.0 * half + np.random.default_rng(seed).random(len(half))
    one = means(sample_design(s["weight"], stratum=s["stratum"], cluster=s["cluster"]), y)
    other = means(
        sample_design(s["weight"], stratum=s["stratum"] * 2 + half, cluster=s["cluster"]), y
    )
    assert one.value == pytest.approx(other.value, rel=1e-12)
    assert other.df[0, 0] == one.df[0, 0] - 4


def test_a_stratum_split_into_parts_that_differ_has_a_smaller_error():
    y = np.array([1.0, 2.0, 1.5, 101.0, 102.0, 101.5])
    one = means(sample_design(np.ones(6)), y)
    two = means(sample_design(np.ones(6), stratum=[0, 0, 0, 1, 1, 1]), y)
    assert two.value[0, 0] == one.value[0, 0]
    assert two.se[0, 0] < one.se[0, 0] / 100
    assert two.deff[0, 0] < 1 or np.isnan(two.deff[0, 0])


@given(seeds)
def test_a_constant_has_no_error_as_mean_or_ratio(seed):
    s = sample(seed)
    design = design_of(s)
    constant = np.full(len(s["weight"]), 7.3)
    for e in (
        means(design, constant, s["domain"]),
        ratios(design, 7.3 * s["y"][:, 0], s["y"][:, 0], s["domain"]),
    ):
        sure = e.clusters > 1
        np.testing.assert_allclose(e.value[e.firms > 0], 7.3, rtol=1e-12)
        np.testing.assert_allclose(e.se[sure], 0.0, atol=1e-13)


def test_one_firm_has_an_estimate_and_no_error_known():
    with pytest.warns(DevindexWarning, match="one sampled cluster"):
        design = sample_design([4.0], population=[9])
    mean, total = means(design, [3.0]), totals(design, [3.0])
    assert (mean.value[0, 0], total.value[0, 0]) == (3.0, 12.0)
    assert np.isnan([mean.se[0, 0], mean.cv[0, 0], mean.lower[0, 0], mean.deff[0, 0]]).all()
    assert np.isnan(total.lower[0, 0])
    assert total.df[0, 0] == 0
    with pytest.warns(DevindexWarning, match="1 of 1 estimates"):
        assert status(mean)[0, 0] == "U"


def test_one_firm_that_is_the_whole_frame_is_sure():
    design = sample_design([1.0], population=[1])
    for e in (means(design, [3.0]), totals(design, [3.0])):
        assert (e.value[0, 0], e.se[0, 0], e.lower[0, 0], e.upper[0, 0]) == (3.0, 0.0, 3.0, 3.0)
        assert np.isinf(e.df[0, 0])
        assert status(e)[0, 0] == "A"


def test_a_single_answer_in_a_sampled_domain_has_no_error_as_a_mean():
    design = sample_design(np.full(6, 5.0))
    y = np.array([1.0, np.nan, np.nan, 4.0, 5.0, 6.0])
    mean = means(design, y, [0, 0, 0, 1, 1, 1])
    assert mean.value[0, 0] == 1.0
    assert np.isnan(mean.se[0, 0])
    assert mean.se[1, 0] > 0
    assert mean.missing.ravel().tolist() == [2, 0]
    assert mean.clusters.ravel().tolist() == [1, 3]


def test_an_empty_domain_and_one_without_an_answer_are_missing():
    design = sample_design(np.full(4, 2.0))
    y = np.array([[1.0, np.nan], [2.0, np.nan], [3.0, 1.0], [5.0, 2.0]])
    domain = np.array([0, 0, 2, 2])
    for e in (totals(design, y, domain, domains=4), means(design, y, domain, domains=4)):
        gone = np.array([[False, True], [True, True], [False, False], [True, True]])
        assert (np.isnan(e.value) == gone).all()
        assert (np.isnan(e.se) == gone).all()
        assert (e.firms == np.array([[2, 0], [0, 0], [2, 2], [0, 0]])).all()
        assert (e.missing == np.array([[0, 2], [0, 0], [0, 0], [0, 0]])).all()
        with pytest.warns(DevindexWarning):
            assert (status(e, firms_below=2) == "O").sum() == 5
    assert np.isnan(shares(design, y[:, 1], domain, domains=4).value[[0, 1, 3]]).all()


def test_all_answers_missing_is_missing_not_an_error():
    design = sample_design(np.full(3, 2.0))
    gone = np.full(3, np.nan)
    for e in (totals(design, gone), means(design, gone), ratios(design, gone, gone)):
        assert np.isnan([e.value, e.se, e.cv, e.lower, e.upper, e.deff, e.df]).all()
        assert (e.firms[0, 0], e.missing[0, 0], e.clusters[0, 0]) == (0, 3, 0)
        assert status(e)[0, 0] == "O"


def test_a_missing_answer_leaves_means_of_the_others_and_fills_totals_with_their_mean():
    design = sample_design([1.0, 2.0, 3.0, 4.0])
    y = np.array([10.0, 20.0, np.nan, 40.0])
    mean = (10.0 + 40.0 + 160.0) / 7.0
    assert means(design, y).value[0, 0] == pytest.approx(mean, rel=1e-15)
    assert totals(design, y).value[0, 0] == pytest.approx(10.0 * mean, rel=1e-15)
    part = ratios(design, y, [1.0, np.nan, 1.0, 2.0])
    assert part.value[0, 0] == pytest.approx(170.0 / 9.0, rel=1e-15)
    assert (part.firms[0, 0], part.missing[0, 0]) == (2, 2)


def test_a_ratio_to_zero_is_missing_and_zero_over_something_is_zero():
    design = sample_design(np.full(4, 2.0))
    e = ratios(design, [1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 3.0, 4.0], [0, 0, 1, 1])
    assert np.isnan([e.value[0, 0], e.se[0, 0], e.lower[0, 0]]).all()
    assert (e.value[1, 0], e.se[1, 0]) == (0.0, 0.0)
    assert np.isnan(e.cv[1, 0])


def test_a_sure_zero_and_an_unsure_zero_are_told_apart():
    design = sample_design(np.full(20, 2.0))
    sure, unsure = totals(design, np.zeros(20)), totals(design, np.tile([1.0, -1.0], 10))
    assert np.isnan(sure.cv[0, 0])
    assert np.isinf(unsure.cv[0, 0])
    assert status(sure)[0, 0] == "A"
    with pytest.warns(DevindexWarning):
        assert status(unsure)[0, 0] == "U"


@given(seeds, st.sampled_from(["linear", "raking"]))
def test_calibrated_weights_give_the_margins_without_error(seed, method):
    s = sample(seed)
    design = design_of(s)
    size = s["y"][:, 0] > np.median(s["y"][:, 0])
    known = np.bincount(size * 1, s["weight"]) * [1.1, 0.9]
    again = calibrate(design, [Margin("size", size * 1, known)], method)
    e = totals(again, np.ones(len(size)), size * 1)
    np.testing.assert_allclose(e.value[:, 0], known, rtol=1e-10)
    np.testing.assert_allclose(e.se[:, 0] / known, 0.0, atol=1e-7)
    assert design.calibration is None
    assert design.weight == pytest.approx(s["weight"], rel=0)


@given(seeds)
def test_raking_is_iterative_proportional_fitting(seed):
    """Margins of classes in turn, until they hold: Deming & Stephan 1940."""
    rng = np.random.default_rng(seed)
    w, a, b = rng.uniform(1.0, 5.0, 80), rng.integers(0, 3, 80), rng.integers(0, 2, 80)
    fits = np.bincount(a * 2 + b, minlength=6).min() > 0
    first, second = np.array([90.0, 80.0, 70.0]), np.array([110.0, 130.0])
    if not fits:
        return
    turn = w.copy()
    for _ in range(500):
        turn *= (first / np.bincount(a, turn))[a]
        turn *= (second / np.bincount(b, turn))[b]
    raked = calibrate(sample_design(w), [Margin("a", a, first), Margin("b", b, second)], "raking")
    np.testing.assert_allclose(raked.weight, turn, rtol=1e-8)


def test_poststratification_is_the_same_by_both_methods():
    rng = np.random.default_rng(4)
    w, c = rng.uniform(1.0, 5.0, 30), np.arange(30) % 3
    design, known = sample_design(w), np.array([40.0, 30.0, 20.0])
    by_hand = w * (known / np.bincount(c, w))[c]
    for method in ("linear", "raking"):
        near = calibrate(design, [Margin("c", c, known)], method)
        np.testing.assert_allclose(near.weight, by_hand, rtol=1e-12)


def test_calibration_to_a_related_number_makes_a_total_surer():
    rng = np.random.default_rng(5)
    x = rng.gamma(3.0, 10.0, 100)
    y = 2.0 * x + rng.normal(size=100)
    design = sample_design(np.full(100, 20.0), population=np.full(100, 2000))
    near = calibrate(design, [Margin("x", x, 60000.0), Margin("n", np.ones(100), 2000.0)])
    assert totals(near, y).se[0, 0] < totals(design, y).se[0, 0] / 5


def test_nothing_given_is_changed():
    s = sample(8)
    before = {k: v.copy() for k, v in s.items()}
    design = design_of(s)
    s["y"][0, 0] = before["y"][0, 0] = np.nan
    for array in s.values():
        array.setflags(write=False)
    four(s, calibrate(design, [Margin("domain", s["domain"], np.full(4, 30.0))]))
    for k, v in s.items():
        np.testing.assert_array_equal(v, before[k])


def test_codes_cross_with_the_last_fastest_and_none_stays_none():
    assert crossed([1, 0, -1], [2, 1, 0], [0, 3, 1], shape=(2, 3, 4)).tolist() == [20, 7, -1]


def test_reliability_is_low_by_cv_by_firms_or_by_clusters():
    """A at cv 25 % and 10 firms, U beyond either, U without a degree of freedom."""
    rng = np.random.default_rng(6)
    y = rng.normal(100.0, 5.0, 40)
    design = sample_design(np.full(40, 5.0), cluster=[*range(30), *([30] * 10)])
    domain = np.array([0] * 20 + [1] * 9 + [2] + [3] * 10)
    e = means(design, y, domain)
    with pytest.warns(DevindexWarning, match="3 of 4 estimates") as said:
        assert status(e)[:, 0].tolist() == ["A", "U", "U", "U"]
    assert "可靠性低" in said[0].message.args[0].zh
    with pytest.warns(DevindexWarning, match="2 of 4"):
        assert status(e, firms_below=0)[:, 0].tolist() == ["A", "A", "U", "U"]
    with pytest.warns(DevindexWarning):
        assert status(e, cv_above=0.0)[0, 0] == "U"


def test_a_stratum_taken_whole_has_no_error_whatever_its_spread():
    rng = np.random.default_rng(9)
    y, domain = rng.gamma(2.0, 5.0, 12), np.repeat([0, 1], 6)
    design = sample_design(
        np.repeat([1.0, 3.0], 6), stratum=domain, population=np.repeat([6, 18], 6)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        e = totals(design, y, domain)
    assert e.se[0, 0] == 0.0
    assert e.se[1, 0] > 0
    assert (np.isinf(e.df[0, 0]), e.df[1, 0]) == (True, 5)
    both = totals(design, y)
    assert both.df[0, 0] == 5
    assert both.se[0, 0] == pytest.approx(e.se[1, 0], rel=1e-12)


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty"])
def test_a_lonely_stratum_counts_in_its_own_domain_alone(rule):
    y = np.array([3.0, 5.0, 9.0, 4.0, 8.0, 7.0])
    with pytest.warns(DevindexWarning, match="first 2"):
        design = sample_design(np.full(6, 2.0), stratum=[0, 0, 1, 1, 2, 1], lonely=rule)
    kept = sample_design(np.full(5, 2.0), stratum=[0, 0, 1, 1, 1])
    domain = np.array([0, 0, 1, 1, 1, 1])
    with_it = totals(design, y, domain)
    without = totals(kept, y[[0, 1, 2, 3, 5]], domain[[0, 1, 2, 3, 5]])
    assert with_it.se[0, 0] == pytest.approx(without.se[0, 0], rel=1e-12)
    more = with_it.se[1, 0] ** 2 - without.se[1, 0] ** 2
    grand = (2.0 * y[domain == 1]).sum() / 6
    expected = {
        "adjust": (16.0 - grand) ** 2, "average": without.se[1, 0] ** 2, "certainty": 0.0,
    }  # fmt: skip
    assert more == pytest.approx(expected[rule], rel=1e-9, abs=1e-9)


def test_groups_spread_over_strata_count_once_in_each_when_nested():
    cluster, stratum = ["g", "g", "h", "h", "k", "k"], [0, 1, 0, 1, 0, 1]
    nested = sample_design(np.ones(6), stratum=stratum, cluster=cluster, nest=True)
    alone = sample_design(np.ones(6), stratum=stratum)
    y = np.array([1.0, 5.0, 2.0, 3.0, 7.0, 4.0])
    assert totals(nested, y).se[0, 0] == totals(alone, y).se[0, 0]
