"""Strengths, weaknesses, peers and obstacles."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.profiles import marked, obstacle_degrees, profile_distances
from devindex.errors import MethodError


@pytest.fixture(scope="module")
def found(index):
    return dx.profile(index, 2023)


def test_strengths_are_at_or_above_the_mark_and_weaknesses_at_or_below(found):
    for code in found.distances.index:
        own = found.frame.loc[code]
        placed = own["percentile"].dropna().sort_values()
        strong, weak = (own.loc[own["mark"] == m, "percentile"] for m in ("strength", "weakness"))
        assert strong.min() >= placed.iloc[-3]
        assert weak.max() <= placed.iloc[2]
        assert len(strong) >= 3
        assert len(weak) >= 3
        assert own.loc[own["points"].isna(), "mark"].eq("").all()


def test_percentile_is_the_share_of_the_others_that_do_worse(index, found):
    points = index.normalised.xs(2023, level="year").drop("000000")["websites"]
    worse = [(points < v).sum() / 30 for v in points]
    got = found.frame.xs("websites", level="indicator")["percentile"]
    np.testing.assert_allclose(got, worse, atol=1e-12)


def test_a_flat_profile_marks_nothing():
    strong, weak = marked(np.array([[0.5, 0.5, 0.5], [np.nan, np.nan, np.nan]]), 1)
    assert not strong.any()
    assert not weak.any()


def test_ties_at_the_mark_all_count():
    strong, _ = marked(np.array([[0.9, 0.9, 0.5, 0.1]]), 1)
    assert strong.tolist() == [[True, True, False, False]]


def test_obstacle_degrees_sum_to_one_and_leave_out_what_is_missing(found):
    sums = found.frame["obstacle"].groupby("region").sum()
    np.testing.assert_allclose(sums, 1.0, atol=1e-12)
    missing = found.frame["points"].isna()
    assert missing.any()
    assert found.frame.loc[missing, "obstacle"].isna().all()


def test_obstacle_degrees_by_hand():
    """Weights .5, .3, .2; deviations .4, 0, .9: .20 and .18 of .38. Full points: no obstacle."""
    z = np.array([[60.0, 120.0, 10.0], [100.0, 100.0, 100.0]])
    got = obstacle_degrees(z, np.array([0.5, 0.3, 0.2]))
    np.testing.assert_allclose(got, [[20 / 38, 0, 18 / 38], [0, 0, 0]], atol=1e-15)


def test_nearest_peers_are_nearest(index, found):
    peers = found.peers("Guangdong", 3)
    z = index.normalised.xs(2023, level="year").drop("000000")
    w = index.weights.loc[z.columns, "effective"]
    gap = z - z.loc["440000"]
    brute = np.sqrt((gap**2 * w).sum(axis=1) / (gap.notna() * w).sum(axis=1)).drop("440000")
    assert peers.index.tolist() == brute.nsmallest(3).index.tolist()
    np.testing.assert_allclose(peers, brute.nsmallest(3), atol=1e-10)


def test_distances_are_symmetric_and_nothing_shared_is_nan():
    z = np.array([[1.0, np.nan], [np.nan, 2.0], [4.0, 6.0]])
    got = profile_distances(z, np.ones(2))
    np.testing.assert_allclose(got, got.T)
    assert np.isnan(got[0, 1])
    assert got[0, 2] == 3.0


def test_place_in_the_group_is_by_mean_and_standard_deviation(found):
    own = found.frame.xs("websites", level="indicator")
    east = own[own["group"] == "east"]
    assert len(east) == 10
    mean, sd = east["points"].mean(), east["points"].std(ddof=1)
    np.testing.assert_allclose(east["group_mean"], mean)
    np.testing.assert_allclose(east["group_sd"], sd)
    assert (east["in_group"] == "above").equals(east["points"] > mean + sd)
    assert (east["in_group"] == "below").equals(east["points"] < mean - sd)


def test_groups_of_ones_own_and_groups_too_small(index):
    groups = {"110000": "big", "310000": "big"}
    own = dx.profile(index, 2023, groups=groups).frame.loc[["110000", "310000"]]
    assert own["group"].eq("big").all()
    assert own["group_mean"].isna().all()
    assert own["in_group"].eq("").all()


def test_a_profile_needs_a_year_that_is_there_and_three_regions(index, panel):
    with pytest.raises(dx.MethodError, match="profile of 2031 needs three regions") as caught:
        dx.profile(index, 2031)
    assert "至少需要三个有数据的地区" in caught.value.problems[0].zh
    few = dx.compute(panel.drop([r for r in panel.regions if r not in ("000000", "110000")]))
    with pytest.raises(dx.MethodError, match="figures in 2023: 1"):
        dx.profile(few, 2023)
    with pytest.raises(dx.MethodError, match="no profile of 000000") as caught:
        dx.profile(index).of("CN")
    assert "没有 000000 的画像" in caught.value.problems[0].zh


def test_marking_nothing_is_refused(index):
    with pytest.raises(dx.MethodError, match="most is 0") as caught:
        dx.profile(index, 2023, most=0)
    assert "至少应标出一个" in caught.value.problems[0].zh


def test_summary_says_the_commonest_obstacle_in_both_languages(found):
    largest = found.frame["obstacle"].unstack("indicator").idxmax(axis=1).value_counts()
    assert f"in {largest.iloc[0]} of 31 regions" in found.summary()
    assert f"{largest.iloc[0]}个地区的首要障碍因子" in found.summary("zh")
    assert isinstance(found.frame, pd.DataFrame)


def test_a_region_without_figures_in_the_year_is_not_counted_among_the_regions(index):
    without = index.normalised.copy()
    without.loc[("440000", 2023)] = np.nan
    made = dx.profile(replace(index, normalised=without), 2023)
    assert made.frame.loc["440000", "obstacle"].isna().all()
    assert "of 30 regions" in made.summary()
    assert "30个地区中" in made.summary("zh")


def test_three_regions_need_figures(index):
    without = index.normalised.copy()
    without.loc[~without.index.isin([("110000", 2023), ("440000", 2023)])] = np.nan
    with pytest.raises(MethodError, match="figures in 2023: 2") as fault:
        dx.profile(replace(index, normalised=without), 2023)
    assert "2023年有2个" in fault.value.problems[0].zh
