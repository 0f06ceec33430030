"""How each of the 76 targets stands, and what proves it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from devindex.definitions import load_links, load_targets
from devindex.forecast.states import STATES, states_frame, target_state, target_states

TARGETS = load_targets()
NODES = "idn_secondary_nodes_2023"  # 120 nodes by 2023, a stock that never falls
RATE = "idn_daily_resolutions_2023"  # ten million a day by 2023, in 亿次/日, may fall


@pytest.fixture(scope="module")
def states():
    return {s.target.id: s for s in target_states()}


def test_all_76_have_a_state_and_a_reason_in_both_languages(states):
    assert list(states) == list(TARGETS)
    for state in states.values():
        assert state.state in STATES
        assert state.reason.zh
        assert state.reason.en
        assert (state.series is None) == (state.evidence == "none")


def test_ten_are_open_and_are_forecast_or_say_why_not(states):
    ahead = [s for s in states.values() if s.state == "open"]
    assert len(ahead) == 10
    for s in ahead:
        assert s.target.deadline > s.as_of
        assert (s.series is not None) != s.reason.en.endswith("no probability can be given")
    assert sum(s.series is not None for s in ahead) == 6


def test_what_is_past_is_told_apart(states):
    by = {state: {k for k, s in states.items() if s.state == state} for state in STATES}
    assert by["past-met"] == {
        "idn_new_secondary_nodes_2020", "net_5g_fully_connected_factories_2023", NODES,
        "idn_registrations_2023", RATE, "plt_industrial_apps_2023",
    }  # fmt: skip
    assert by["past-unknown"] == {
        "net_external_network_prefecture_coverage_2020", "sec_monitored_platforms_2020",
        "sec_monitored_enterprises_2020",
    }  # fmt: skip
    assert by["past-missed"] == set()
    assert len(by["not-measurable"]) == 57


def test_the_two_headline_targets_have_figures_and_gaps(states):
    networks = states["net_5g_private_networks_2030"]
    rate = states["plt_penetration_rate_2028"]
    assert (networks.evidence, networks.gap) == ("own", 30000)
    assert (rate.evidence, rate.gap) == ("own", 37.5)


def test_50_000_networks_are_not_50_000_enterprises(states):
    firms = states["net_new_network_upgrade_enterprises_2028"]
    assert firms.series is None
    assert firms.threshold == states["net_5g_private_networks_2030"].threshold == 50000


def test_the_core_scale_stands_for_the_value_added_only_on_request(states):
    code = "eco_core_industry_value_added_2030"
    assert (states[code].series.code, states[code].gap) == ("core_va_caii", 9700)
    asked = {s.target.id: s for s in target_states(link={code: "core_scale_miit"})}[code]
    assert (asked.evidence, asked.gap) == ("on-request", 9000)


@pytest.mark.parametrize("day", ["2022-06-30", "2026-11-20"])
def test_a_task_or_a_requirement_is_not_measurable_on_any_day(day):
    then = {s.target.id: s.state for s in target_states(day)}
    tasks = [t.id for t in TARGETS.values() if t.kind != "target" and t.id in then]
    assert len(tasks) >= 5
    assert {then[code] for code in tasks} == {"not-measurable"}


def judged(code, rows, **changes):
    """State of a target by rows alone, on the day the table was read."""
    return target_state(replace(TARGETS[code], **changes), announcements=rows).state


@pytest.mark.parametrize(
    ("figure", "state"),
    [
        (("2023-06-30", "120", "exact"), "past-met"),
        (("2023-12-31", "120", "at_least"), "past-met"),  # a lower bound at the target proves it
        (("2023-12-31", "119", "at_least"), "past-unknown"),  # below it proves nothing
        (("2025-12-31", "110", "at_least"), "past-unknown"),
        (("2023-12-31", "119", "exact"), "past-missed"),
        (("2023-12-31", "110", "about"), "past-missed"),
        (("2023-12-31", "120", "about"), "past-unknown"),  # 115 to 125
        (("2023-12-31", "130", "at_most"), "past-unknown"),
        (("2023-06-30", "119", "exact"), "past-unknown"),  # it had half a year left
        (("2024-06-30", "119", "exact"), "past-missed"),  # a stock never falls
        (("2024-06-30", "200", "exact"), "past-unknown"),  # in time or not, nobody said
    ],
)
def test_only_figures_that_decide_a_target_decide_it(rows_like, figure, state):
    assert judged(NODES, rows_like("id_secondary_nodes", figure)) == state


def test_what_may_fall_is_not_judged_by_later_figures(rows_like):
    late = rows_like("id_daily_resolutions", ("2024-06-30", "0.09", "exact"))
    at = rows_like("id_daily_resolutions", ("2023-12-31", "0.09", "exact"))
    assert judged(RATE, late) == "past-unknown"
    assert judged(RATE, at) == "past-missed"


@pytest.mark.parametrize(
    ("value", "bound", "state"),
    [
        ("120", "exact", "past-missed"),
        ("120", "at_least", "past-met"),
        ("121", "exact", "past-met"),
    ],
)
def test_above_the_target_is_not_the_target_itself(rows_like, value, bound, state):
    rows = rows_like("id_secondary_nodes", ("2023-12-31", value, bound))
    assert judged(NODES, rows, strict=True) == state


@pytest.mark.parametrize(
    ("value", "state"), [("129", "past-met"), ("131", "past-unknown"), ("119", "past-missed")]
)
def test_a_range_is_met_inside_it(rows_like, value, state):
    rows = rows_like("id_secondary_nodes", ("2023-12-31", value, "exact"))
    assert judged(NODES, rows, direction="range", high=130.0) == state


@pytest.mark.parametrize(
    ("figure", "state"),
    [(("119", "exact"), "past-met"), (("121", "exact"), "past-missed"),
     (("120", "at_most"), "past-met"), (("121", "at_least"), "past-missed")],
)  # fmt: skip
def test_what_should_stay_below_is_judged_from_above(rows_like, figure, state):
    rows = rows_like("id_secondary_nodes", ("2023-12-31", *figure))
    assert judged(NODES, rows, direction="at_most") == state


def test_on_a_day_of_the_past_only_what_was_known_counts():
    then = {s.target.id: s for s in target_states("2021-06-30")}
    assert len(then) == 66  # three documents of 2026 with ten targets were still to come
    assert then[NODES].state == "open"
    assert then[NODES].series.kept[-1].figure.value == "75"
    assert then["plt_industrial_apps_2023"].reason.en.startswith("open, and reached already")
    for s in then.values():
        if s.series is not None:
            assert all(c.figure.published <= date(2021, 6, 30) for c in s.series.choices)


def test_the_table_has_one_row_a_target_with_the_source_of_its_latest_figure(states):
    frame = states_frame(states.values()).set_index("target")
    assert len(frame) == 76
    devices = frame.loc["plt_connected_devices_2028"]
    assert (devices["latest_low"], devices["unit_en"]) == (100_000_000, "devices")
    assert devices["latest_bound"] == "at_least"
    assert frame.loc[frame["series"].notna(), "latest_publisher"].notna().all()
    stated = frame.loc["eco_national_demo_bases_2023"]
    assert (stated["latest_low"], stated["latest_url"]) == (4, "document:notice-2020")
    assert Counter(frame["state"]) == Counter(s.state for s in states.values())


def test_an_unknown_target_is_said_with_the_near_miss(told):
    (problem,) = told(lambda: target_states(link={"plt_penetration_rate_2029": "x"}))
    assert "Did you mean 'plt_penetration_rate_2028'?" in problem
    told(lambda: target_states("soon"))
    (link,) = told(lambda: target_states(link=["plt_penetration_rate_2028"]))
    assert "link is ['plt_penetration_rate_2028']; a table of texts" in link
    told(lambda: target_state("plt_penetration_rate_2028", link=5))
    told(lambda: target_states(link={"plt_penetration_rate_2028": "rd_design_tools_rate"}))


def test_every_series_measured_is_in_the_unit_of_its_target(states):
    links = load_links().links
    for code, s in states.items():
        if s.series is not None and s.evidence != "on-request":
            assert s.series.factor == links[code].factor
            assert s.series.unit == s.target.unit.en


def test_a_figure_is_told_in_the_unit_of_the_target_and_in_one_language(states):
    reasons = {s.target.id: s.reason for s in states.values() if s.series is not None}
    value_added = reasons["eco_core_industry_value_added_2030"]
    assert value_added.en == "latest figure: CNY 1,530 billion (2024-12-31, CAII)"
    assert value_added.zh == "最新数值：1.53万亿元（2024-12-31，中国工业互联网研究院）"
    devices = reasons["plt_connected_devices_2028"]
    assert devices.en == "latest figure: at least 100,000,000 devices (2025-10-24, Economic Daily)"
    assert devices.zh == "最新数值：至少1亿台(套)（2025-10-24，经济日报）"
    for reason in reasons.values():
        assert not re.search("[一-鿿]", reason.en)
        assert "trade press" not in reason.zh
        assert "MIIT" not in reason.zh
