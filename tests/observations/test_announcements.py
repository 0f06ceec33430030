"""Announced figures as they are read: when each was out by, and what is wrong with a table."""

from datetime import date

import pytest

from devindex.observations import load_announcements
from devindex.observations.announcements import COLUMNS

HEADER = ",".join(COLUMNS)
GOOD = "platform_penetration,17.5,exact,2021,year,%,CICS-CERT,a title,http://a.cn/b,,A,"


def published(code, value):
    return {r.published for r in load_announcements().of(code) if r.value == value}


def test_all_434_rows_are_read_and_none_is_known_before_its_date():
    read = load_announcements()
    assert len(read.rows) == 434
    assert all(min(r.day, read.read_on) <= r.published <= read.read_on for r in read.rows)


@pytest.mark.parametrize(
    ("code", "value", "day"),
    [
        ("base_stations_5g", "328.2", date(2023, 12, 21)),  # printed in the title
        ("base_stations_5g", "19.8", date(2020, 4, 26)),  # printed in the address
        ("nc_rate_key_processes", "24.6", date(2021, 12, 31)),  # the year of the speech
        ("base_stations_5g", "408.9", date(2025, 9, 30)),  # by the rule: a year later
        ("base_stations_5g", "483.8", date(2026, 11, 20)),  # but read that day at the latest
    ],
)
def test_a_figure_counts_as_out_by_the_latest_date_its_source_allows(code, value, day):
    assert day in published(code, value)


def test_a_year_is_read_from_the_title_only_where_it_is_later(write_facts):
    """A report named after the year of its figures was not out in that year."""
    titled = [GOOD.replace("a title", f"report {year}") for year in (2021, 2022)]
    rows = load_announcements(
        write_facts(*titled, header=HEADER, accessed="2026-11-20") / "mine.csv"
    ).rows
    assert [(r.published, r.published_by_rule) for r in rows] == [
        (date(2022, 12, 31), True), (date(2022, 12, 31), False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "zh"),
    [
        ("platform_penetration", "platform_penetraton", "是否指“platform_penetration”？"),
        ("17.5", "l7.5", "“l7.5”不是数值"),
        ("17.5", "nan", "“nan”不是数值"),
        ("exact", "exactly", "bound 为“exactly”，应为以下之一：exact、at_least"),
        ("2021,year", "2021-13,year", "“2021-13”不是日期，应写作 YYYY、YYYY-MM 或 YYYY-MM-DD"),
        ("2021,year", "2021-02-30,as_of", "“2021-02-30”不是日期"),
        ("year", "years", "date_kind 为“years”"),
        (",%,", ",个,", "platform_penetration 的单位是“%”，不是“个”"),
        (",A,", ",A,more,", "个单元格"),
    ],
)
def test_a_damaged_announcement_is_said_with_its_line(told, write_facts, old, new, zh):
    assert old in GOOD
    folder = write_facts(GOOD, GOOD.replace(old, new, 1), header=HEADER)
    problems = told(lambda: load_announcements(folder / "mine.csv"))
    assert [p.zh.startswith("mine.csv，第3行：") and zh in p.zh for p in problems] == [True]


def test_a_file_that_is_not_there_is_said(told, tmp_path):
    assert "没有文件" in told(lambda: load_announcements(tmp_path / "none.csv"))[0].zh
