"""From announcements to one series: what is kept, what is not, and that the reason is told."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex.definitions import load_targets, series
from devindex.forecast.intervals import interval, last_unit
from devindex.forecast.series import Series, clean_series, target_series
from devindex.observations.dates import decimal_year

TARGETS = load_targets()
LEVEL = "base_stations_5g"
RATE = "rd_design_tools_rate"


def kept(series):
    return [(c.figure.when, c.figure.value, c.figure.bound) for c in series.kept]


def reason(series, value):
    return next(c.reason.en for c in series.choices if c.figure.value == value and not c.kept)


@pytest.mark.parametrize(
    ("value", "bound", "low", "high"),
    [
        ("340", "exact", 340, 340), ("340", "at_least", 340, 350), ("340", "about", 335, 345),
        ("340", "at_most", 330, 340), ("4000", "at_least", 4000, 5000),
        ("10000", "at_least", 10000, 20000), ("18500", "at_least", 18500, 18600),
        ("6291", "at_least", 6291, 6292), ("1.2", "at_least", 1.2, 1.3),
        ("1.0", "at_least", 1.0, 1.1), ("9700", "about", 9650, 9750), ("2.5", "about", 2.45, 2.55),
    ],
)  # fmt: skip
def test_a_bound_reaches_as_far_as_the_next_figure_a_writer_would_have_used(
    value, bound, low, high
):
    assert interval(value, bound) == (low, high)


@given(st.integers(1, 10**9), st.integers(-6, 6))
def test_an_interval_scales_with_the_unit(value, power):
    scaled = float(f"{value}e{power}")
    assert last_unit(scaled) == pytest.approx(last_unit(value) * 10.0**power)


def test_more_than_340_and_340_differ_upwards():
    more = Series.of([2023], [340], ["at_least"])
    exact = Series.of([2023], [340])
    assert more.low[0] == exact.low[0] == exact.high[0] == 340
    assert more.high[0] == 350


def test_a_repeat_is_kept_at_its_first_date_only():
    """ "Over 340" was said eleven times from January 2024 to June 2026, once without a date."""
    s = clean_series("platforms_influential")
    assert kept(s)[-1] == ("2024-01-19", "340", "at_least")
    assert sum(c.figure.value == "340" for c in s.choices) == 12
    assert reason(s, "340") == "without a date"
    told = [c.reason.en for c in s.choices if c.figure.value == "340" and not c.kept]
    assert told.count("repeats an earlier figure, which is not zero growth") == 10


def test_two_exact_figures_that_say_their_dates_are_a_standstill(rows_like):
    still = rows_like(RATE, ("2021-12-31", "70", "exact"), ("2022-12-31", "70", "exact"))
    assert len(clean_series(RATE, announcements=still)) == 2
    later = {"date_kind": "published"}
    said = rows_like(RATE, ("2021-12-31", "70", "exact"), ("2022-12-31", "70", "exact", later))
    assert len(clean_series(RATE, announcements=said)) == 1


def test_a_date_of_its_own_wins_over_a_date_of_publication():
    """74.7 % is of the end of 2021 by two texts, and was said again on 28 February 2022."""
    s = clean_series(RATE)
    at = {c.figure.value: c.figure.when for c in s.kept}
    assert at["74.7"] == "2021-12-31"
    assert at["71.5"] == "2020-06-30"


def test_a_published_figure_of_the_same_day_yields_to_one_that_says_its_date():
    """4.25 million stations at the end of 2024; 4.19 million was said in that December."""
    s = clean_series(LEVEL)
    assert ("2024-12-31", "425", "exact") in kept(s)
    assert reason(s, "419").startswith("for this date 425 of MIIT")


def test_exact_beats_about_and_about_beats_a_bound(rows_like):
    at = "2022-12-31"
    every = [(at, "100", "at_least"), (at, "101", "about"), (at, "102", "exact")]
    for left in range(1, 4):
        s = clean_series(LEVEL, announcements=rows_like(LEVEL, *every[:left]))
        assert kept(s) == [every[left - 1]]


def test_conflicts_go_by_the_order_of_sources():
    """End of September 2023: 3.189 million by MIIT itself, 3.2 million handed on."""
    s = clean_series(LEVEL)
    assert ("2023-09-30", "318.9", "exact") in kept(s)
    assert reason(s, "320") == "for this date 318.9 of MIIT (赵志国, 国新办) is taken"


@pytest.mark.parametrize(
    "better_first",
    [
        ["MIIT", "CAICT", "CAII", "CNNIC", "China Telecom", "人民日报", "trade press"],
        ["NBS", "AII", "CICS-CERT (x)", "Qiushi", "nobody known"],
        ["MIIT (王鹏, 国新办)", "MIIT via Xinhua", "CAICT/AII", "CAICT via CAS academician"],
    ],
)
def test_the_order_of_sources_is_the_one_stated(rows_like, better_first):
    for a in range(len(better_first) - 1):
        pair = [
            ("2022-12-31", str(100 + n), "exact", {"publisher": better_first[n]})
            for n in (a + 1, a)
        ]
        (only,) = clean_series(LEVEL, announcements=rows_like(LEVEL, *pair)).kept
        assert only.figure.publisher == better_first[a]


def test_expectations_estimates_and_marked_figures_are_not_used(read):
    for code in series("national"):
        rows = {r for r in read.of(code) if r.date_kind == "expected" or r.status in "EU"}
        if not rows or len(rows) == len(read.of(code)):
            continue
        for c in clean_series(code).kept:
            assert "estimate" not in c.figure.flags
            assert "stale" not in c.figure.flags
            assert "expected" not in c.figure.flags
            assert c.figure.status == "A"


def test_a_split_leaves_only_what_comes_after_the_break():
    s = clean_series("devices_connected_key_platforms")
    assert s.kept[0].figure.when == "2021-03-31"
    assert reason(s, "4000").startswith("before the break of 2021-03-31: ")


def test_a_break_not_yet_known_does_not_split():
    s = clean_series("devices_connected_key_platforms", until="2021-03-31")
    assert kept(s) == [("2020-08-29", "4000", "at_least")]


def test_a_bridge_keeps_earlier_figures_and_says_so():
    s = clean_series("core_scale_miit")
    assert kept(s)[0] == ("2022-04-19", "1.0", "at_least")
    assert "bridged over the break of 2023-01-01" in s.kept[0].reason.en
    assert "bridged" not in s.kept[1].reason.en


def test_a_stock_that_never_falls_takes_a_lower_figure_for_an_old_one():
    """40 million devices were quoted in April 2021, after 73 million at the end of March."""
    s = clean_series("devices_connected_key_platforms")
    old = [c for c in s.choices if c.figure.when == "2021-04-22"]
    assert [c.reason.en for c in old] == ["below the figure before it, so an old one"]
    for code in series("national"):
        try:
            s = clean_series(code)
        except ValueError:
            continue
        if s.never_falls:
            assert (np.diff(s.high) > 0).all() or (np.diff(s.values) > 0).all(), code


def test_saturated_classes_are_one_figure_at_the_ceiling():
    s = clean_series("coverage_industry_major_41")
    assert (s.low, s.high, s.ceiling) == (41, 41, 41)
    assert len(s) == 1
    assert len(s.choices) == 8


def test_207_classes_are_reached_in_the_targets_own_unit():
    s = target_series(TARGETS["app_industry_midclass_coverage_2030"])
    assert s.ceiling == 207
    assert (s.low[0], s.values[0], s.high[0]) == (175.95, 186.3, 196.65)


@pytest.mark.parametrize("code", ["platforms_influential", LEVEL, "projects_5g_ii", RATE])
def test_shuffled_rows_change_nothing(read, code):
    as_shipped = clean_series(code).to_frame()
    rng = random.Random(5)
    for _ in range(5):
        rows = list(read.rows)
        rng.shuffle(rows)
        again = clean_series(code, announcements=replace(read, rows=tuple(rows)))
        assert again.to_frame().equals(as_shipped)


def in_another_world(read, day):
    """Rows published after a day say nonsense: huge figures, of early dates, from MIIT."""
    early = date(2019, 1, 1)
    return tuple(
        r if r.published <= day else replace(
            r, value="99999999", bound="exact", as_of="2019-01-01", day=early, date_kind="as_of",
            publisher="MIIT", flags=(), status="A",
        )
        for r in read.rows
    )  # fmt: skip


@pytest.mark.parametrize("until", ["2020-12", "2021-06-30", "2022-11-20", "2023-12-31", "2025"])
def test_no_figure_published_later_is_read(read, until):
    """Neither through repeats, conflicts, breaks nor ceilings: nonsense and absence are one."""
    seen = 0
    for code in series("national"):
        try:
            s = clean_series(code, until)
        except ValueError:
            continue
        assert all(c.figure.published <= s.until for c in s.choices)
        only = tuple(r for r in read.rows if r.published <= s.until)
        for rows in (only, in_another_world(read, s.until)):
            again = clean_series(code, until, announcements=replace(read, rows=rows))
            assert again.to_frame().equals(s.to_frame()), code
        without = clean_series(code, announcements=replace(read, rows=only))
        assert without.to_frame().equals(s.to_frame())
        seen += len(s) < len(read.of(code))
    assert seen > 5


def test_a_figure_is_not_known_before_its_date(read):
    assert all(r.published >= min(r.day, read.read_on) for r in read.rows)


def test_every_figure_read_is_told_with_a_reason_in_both_languages(read):
    for code in ("platforms_influential", "nc_rate_key_processes"):
        s = clean_series(code)
        assert len(s.choices) == len(read.of(code))
        frame = s.to_frame()
        assert frame["kept"].sum() == len(s)
        assert frame["reason_zh"].str.contains("[一-鿿]").all()
        assert frame["reason_en"].str.len().gt(5).all()
        assert str(s).count("\n") == len(s.choices)
        assert s.say("zh").count("\n") == len(s.choices)


def test_the_core_scale_is_not_the_value_added_unless_the_user_says_so():
    target = TARGETS["eco_core_industry_value_added_2030"]
    assert target_series(target).code == "core_va_caii"
    asked = target_series(target, link="core_scale_miit")
    assert (asked.code, asked.values[-1], asked.high[-1]) == ("core_scale_miit", 16000, 17000)


@pytest.mark.parametrize(
    ("target", "other"),
    [
        ("eco_core_industry_value_added_2030", "core_va_caict"),
        ("eco_core_industry_value_added_2030", "driven_industrial_va"),
        ("net_5g_private_networks_2030", "priv5g_all_industries"),
        ("net_5g_private_networks_2030", "projects_5g_ii"),
        ("net_new_network_upgrade_enterprises_2028", "priv5g_industrial"),
        ("plt_influential_platforms_2028", "platforms_all"),
        ("app_industry_midclass_coverage_2030", "coverage_econ_mid"),
        ("plt_industrial_apps_2023", "key_platform_apps"),
    ],
)
def test_a_look_alike_is_refused_as_the_series_of_a_target(told, target, other):
    (problem,) = told(lambda: target_series(TARGETS[target], link=other))
    assert problem.startswith(f"{other} does not measure {target}")


def test_industrial_networks_are_not_those_of_all_industries():
    ours = target_series(TARGETS["net_5g_private_networks_2030"])
    assert (ours.low[0], ours.high[0]) == (20000, 30000)
    assert clean_series("priv5g_all_industries").values[-1] == 64000


def test_caict_and_caii_stay_two_series():
    caict, caii = clean_series("core_va_caict"), clean_series("core_va_caii")
    assert {c.figure.publisher.split()[0] for c in caict.choices} == {"CAICT"}
    assert {c.figure.publisher.split()[0] for c in caii.choices} == {"CAII"}


def test_arrays_of_a_series_cannot_be_changed():
    s = clean_series("platforms_influential")
    for values in (s.times, s.values, s.bounds, s.low, s.high, s.in_unit(10, "x").low):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_a_deadline_and_a_day_have_one_scale():
    assert decimal_year(date(2021, 1, 1)) == 2021
    assert decimal_year(date(2020, 12, 31)) == pytest.approx(2021, abs=0.003)


def test_a_choice_is_printed_in_the_unit_it_was_announced_in():
    """90 % of 207 classes: the interval is of the target, the figure of the announcement."""
    s = target_series("app_industry_midclass_coverage_2030")
    assert "(industrial mid-classes): 1 of 1" in s.say()
    assert "about 90 %  [175.95, 196.65]  " in s.say()
    assert "（个工业中类）：" in s.say("zh")
    assert "约90%  [175.95, 196.65]  " in s.say("zh")


def test_a_list_of_choices_is_headed_in_one_language_and_without_empty_brackets():
    assert clean_series("platforms_influential").say("zh").splitlines()[0].endswith(
        "平台数（家）：读入34个数值，采用5个"
    )  # fmt: skip
    assert str(Series.of([2020], [1])).startswith("own series: 1 of 1 figures kept")
