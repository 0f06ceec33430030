"""Shares add up exactly, follow their rule, and say what is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex.definitions import load_targets, regions
from devindex.errors import DefinitionError, ForecastError
from devindex.forecast.provinces import province_probabilities
from devindex.forecast.sharing import RULES, share_target

NOW = pd.Series({"110000": 40, "120000": 10, "130000": 30})
SIZE = pd.Series({"110000": 1.0, "120000": 1.0, "130000": 2.0})
COUNTS = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 900)), min_size=1, max_size=31)


def by_code(values):
    return pd.Series(values, index=list(regions())[: len(values)])


@pytest.mark.parametrize("rule", RULES)
@given(pairs=COUNTS, more=st.integers(1, 40000))
def test_shares_add_up_to_the_target_exactly(rule, pairs, more):
    now, size = (by_code(column) for column in zip(*pairs, strict=True))
    total = int(now.sum()) + more
    table = share_target(total, now, size, rule)
    assert table["share"].sum() == total
    assert (table["share"] == table["share"].round()).all()
    assert (table["share"] >= 0).all()
    if rule == "catch-up":
        assert (table["share"] >= table["current"]).all()


@given(pairs=COUNTS, more=st.integers(1, 40000))
def test_catch_up_lifts_the_lowest_to_one_level(pairs, more):
    now, size = (by_code(column) for column in zip(*pairs, strict=True))
    table = share_target(int(now.sum()) + more, now, size, "catch-up", digits=6)
    lifted = table["share"] > table["current"] + 1e-5
    level = (table["share"] / table["size"])[lifted]
    assert np.ptp(level) <= 4e-6
    assert ((table["current"] / table["size"])[~lifted] >= level.max() - 4e-6).all()


def test_shares_by_size_and_by_current_share_are_proportions():
    """100 by 1 : 1 : 2 and by 40 : 10 : 30; 12.5 and 37.5 tie, and the lower code rounds up."""
    assert share_target(100, NOW, SIZE, "size")["share"].tolist() == [25, 25, 50]
    assert share_target(100, NOW, None, "current-share")["share"].tolist() == [50, 13, 37]
    tenths = share_target(100, NOW, None, "current-share", digits=1)["share"]
    assert tenths.tolist() == [50, 12.5, 37.5]


def test_gap_and_growth_needed():
    table = share_target(100, NOW, SIZE, "size")
    assert table["gap"].tolist() == [0, 15, 20]
    assert table["needed"].tolist() == pytest.approx([-0.375, 1.5, 2 / 3])
    start = share_target(100, NOW.replace(10, 0), SIZE, "size").loc["120000"]
    assert np.isnan(start["needed"])
    assert start["gap"] == 25


def test_the_target_of_50_000_networks_can_be_shared_and_a_rate_cannot(told):
    networks = load_targets()["net_5g_private_networks_2030"]
    assert share_target(networks, NOW, SIZE)["share"].sum() == 50_000
    (problem,) = told(lambda: share_target(load_targets()["plt_penetration_rate_2028"], NOW, SIZE))
    assert "only a total can be shared" in problem


def test_a_code_of_no_region_is_refused(told):
    (problem,) = told(lambda: share_target(100, NOW.rename({"120000": "12000"}), SIZE))
    assert problem.startswith("unknown region '12000'. Did you mean '120000'?")


def test_a_target_is_shared_by_its_id_as_by_itself():
    networks = load_targets()["net_5g_private_networks_2030"]
    pd.testing.assert_frame_equal(
        share_target(networks.id, NOW, SIZE), share_target(networks, NOW, SIZE)
    )


def test_an_increase_is_shared_with_the_base_it_is_counted_from():
    """20 new nodes on top of the 47 the document states."""
    assert share_target("idn_new_secondary_nodes_2020", NOW, SIZE)["share"].sum() == 67


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("idn_new_registrations_2020", "a stock that is not stated", "原有数量未写明"),
        ("net_local_5g_enterprise_pairings", "of each region", "对每个地区都要求1"),
        ("app_industry_midclass_coverage_2030", "provinces may cover the same part", "个工业中类"),
        ("net_external_network_prefecture_coverage_2020", "is a rate, in %", "是比率（%）"),
        ("plt_devices_on_cloud_2023", "is a rate, in times the level", "是比率（倍）"),
        ("net_req_arvr_latency", "is a task or a requirement, in ms", "工作任务或要求（ms）"),
        ("tal_annual_demand_forecast", "is a task or a requirement", "份/年"),
    ],
)
def test_what_is_no_total_is_not_shared(code, en, zh):
    with pytest.raises(ForecastError) as error:
        share_target(code, NOW, SIZE)
    (problem,) = error.value.problems
    assert en in problem
    assert zh in problem.zh


def test_every_target_in_per_cent_is_refused(told):
    for target in load_targets().values():
        if target.unit.en == "%":
            told(lambda target=target: share_target(target, NOW, SIZE))


def test_an_empty_table_and_an_unknown_target_are_told(told):
    empty = pd.Series(dtype=float)
    (problem,) = told(lambda: share_target(100, empty, SIZE))
    assert "current holds no region" in problem
    with pytest.raises(DefinitionError, match="Did you mean"):
        share_target("net_5g_private_network_2030", NOW, SIZE)
    with pytest.raises(ForecastError) as error:
        share_target(100, NOW, SIZE, "szie")
    assert "无法识别分配规则“szie”" in error.value.problems[0].zh


def test_order_of_provinces_does_not_matter():
    a, b = (
        share_target(101, NOW, SIZE),
        share_target(101, NOW[::-1], SIZE.sample(3, random_state=1)),
    )
    pd.testing.assert_frame_equal(a, b)


def test_a_missing_province_is_said_or_leaves_its_gap_unknown(told):
    gone = NOW.astype(float).replace(10, np.nan)
    table = share_target(100, gone, SIZE, "size")
    assert table["share"].sum() == 100
    assert np.isnan(table.loc["120000", "gap"])
    for rule in ("current-share", "catch-up"):
        (problem,) = told(lambda rule=rule: share_target(100, gone, SIZE, rule))
        assert "120000" in problem
    (problem,) = told(lambda: share_target(100, NOW, SIZE.drop("130000"), "size"))
    assert "130000" in problem
    told(lambda: share_target(100, NOW, None, "size"))


def test_faults_of_sharing_are_told(told):
    told(lambda: share_target(100, NOW, SIZE, "szie"))
    told(lambda: share_target(70, NOW, SIZE, "catch-up"))
    told(lambda: share_target(100.5, NOW, SIZE))
    told(lambda: share_target(-1, NOW, SIZE))
    told(lambda: share_target(100, NOW.astype(object).replace(10, "x"), SIZE))
    told(lambda: share_target(100, pd.concat([NOW, NOW]), SIZE))
    told(lambda: share_target(100, -NOW, SIZE))
    told(lambda: share_target(100, NOW * 0, None, "current-share"))
    (problem,) = told(lambda: share_target(100, pd.Series({"000000": 80, "110000": 40}), SIZE))
    assert "is the nation" in problem
    told(lambda: share_target(100, [1, 2], SIZE))


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(4)
    grown = 20 + np.cumsum(rng.gamma(2.0, 1.5, size=(8, 6)), axis=1)
    table = pd.DataFrame(grown, index=[f"{n}10000" for n in range(1, 9)], columns=range(2018, 2024))
    table.iloc[1, 2] = np.nan
    table.iloc[2] = np.nan
    return table


def test_every_province_has_a_probability_from_its_own_series(frame):
    targets = pd.Series({"110000": 60.0, "210000": 60.0, "310000": 60.0, "410000": 1.0})
    found = province_probabilities(frame, targets, 2027, ceiling=100.0)
    assert list(found.index) == list(targets.index)
    assert 0 < found.loc["110000", "probability"] < 1
    assert np.isnan(found.loc["310000", "probability"])  # without a value
    assert found.loc["410000", "probability"] == 1.0  # reached
    assert (found["median"].dropna() <= 100).all()
    easier = province_probabilities(frame, targets * 0.9, 2027, ceiling=100.0)
    assert (easier["probability"].dropna() >= found["probability"].dropna()).all()
    later = province_probabilities(frame, targets, "2029-12-31", ceiling=100.0)
    assert (later["probability"].dropna() >= found["probability"].dropna() - 0.02).all()


def test_faults_of_provinces_are_told(frame, told):
    good = pd.Series({"110000": 60.0})
    told(lambda: province_probabilities(frame, good, 2023))
    told(lambda: province_probabilities(frame, good, "soon"))
    told(lambda: province_probabilities(frame, pd.Series({"990000": 60.0}), 2027))
    told(lambda: province_probabilities(frame, good * 2, 2027, ceiling=100.0))
    told(lambda: province_probabilities(frame, good, 2027, ceiling=25.0))
    told(lambda: province_probabilities(frame, 60.0, 2027))
    (problem,) = told(lambda: province_probabilities(frame, good.iloc[:0], 2027))
    assert "targets holds no region" in problem
    with pytest.raises(ForecastError) as error:
        province_probabilities(frame, good, 2027, ceiling=25.0)
    assert "为超过" not in error.value.problems[0].zh
    assert "超过上限25" in error.value.problems[0].zh
    (seed,) = told(lambda: province_probabilities(frame, good, 2027, seed=-1))
    assert seed == "seed is -1; 0 or more is needed"
