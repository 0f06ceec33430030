"""Figures at year end: which one stands for it, what the figures around leave, when it is a gap."""

import math

import pytest

from devindex.forecast.series import Series, clean_series
from devindex.forecast.yearly import year_end

STOCK = "id_secondary_nodes"
COUNTS = "platforms_influential"


def stock(times, values, bounds=None, **more):
    return Series.of(times, values, bounds, never_falls=True, **more)


def span(end):
    return end.low, end.high


@pytest.mark.parametrize(
    ("code", "year", "interval", "how", "of"),
    [
        # 75 of 2020-10-23, and the next figure only a year later
        (STOCK, 2020, (75, 75), "nearest", ("2020-10-23",)),
        # "over 330" of 2024-01-31 is nearest; that before it is of 2022
        (STOCK, 2023, (330, 340), "nearest", ("2024-01-31",)),
        # "over 380" of 2024-12-23, and 383 eight months on: no more than that
        (STOCK, 2024, (380, 383), "nearest", ("2024-12-23",)),
        # 383 of 2025-08-27 is the last figure: nothing bounds the end of 2025 from above
        (STOCK, 2025, None, "gap", ()),
        # "over 70" of March 2020 and "over 100" of April 2021, with "over 150" at the end of 2021
        (COUNTS, 2020, (70, 160), "between", ("2020-03-20", "2021-04-22")),
        (COUNTS, 2022, (240, 240), "of-the-day", ("2022-12-31",)),
        # "over 340" is said again at the end of 2024, which is no figure of that date
        (COUNTS, 2024, None, "gap", ()),
        # "over 40 billion" of October and "over 100 billion" of March: between the two
        ("id_registrations", 2021, (400, 2000), "between", ("2021-10-20", "2022-03-31")),
        # "over 10,000" at the very day, and no more than "over 13,000" of July 2024 allows
        ("projects_5g_ii", 2023, (10000, 14000), "of-the-day", ("2023-12-31",)),
        # may fall: only inside the window
        ("id_daily_resolutions", 2022, (1.2, 1.2), "nearest", ("2022-11-20",)),
        ("id_daily_resolutions", 2024, None, "gap", ()),
        # all 41 classes since March 2024, and they stay reached
        ("coverage_industry_major_41", 2025, (41, 41), "at-ceiling", ("2024-03-31",)),
    ],
)
def test_year_ends_of_announced_series(code, year, interval, how, of):
    end = year_end(clean_series(code), year)
    assert (end.how, end.of) == (how, of)
    if interval is None:
        assert math.isnan(end.low)
        assert math.isnan(end.high)
    else:
        assert span(end) == interval


def test_without_a_window_only_the_figures_around_speak():
    series = clean_series(STOCK)
    assert span(year_end(series, 2020, window=0)) == (75, 156)
    assert span(year_end(series, 2023, window=0)) == (200, 340)


def test_a_figure_with_a_date_of_its_own_comes_before_a_nearer_one_without(rows_like):
    rows = rows_like(
        "rd_design_tools_rate",
        ("2022-12-30", "77.0", "exact", {"date_kind": "published"}),
        ("2022-11-30", "76.0", "exact"),
    )
    series = clean_series("rd_design_tools_rate", announcements=rows)
    assert span(year_end(series, 2022)) == (76, 76)


def test_a_stock_is_no_lower_than_any_earlier_figure_and_no_higher_than_any_later():
    series = stock(
        ["2020-06", "2020-12", "2021-06", "2022-06"],
        [108, 110, 112, 113],
        ["exact", "about", "at_least", "exact"],
    )  # "about 110" alone would be 105 to 115
    assert span(year_end(series, 2020)) == (108, 113)


def test_the_window_says_how_near_a_figure_must_be_to_stand_for_the_year_end():
    series = stock(["2020-11", "2021-11"], [10, 30])
    assert span(year_end(series, 2020, window=1.2)) == (10, 10)
    assert span(year_end(series, 2020, window=0.5)) == (10, 30)


def test_before_the_first_figure_and_after_the_last_there_is_a_gap():
    series = stock(["2021-06", "2022-06"], [10, 30])
    assert [year_end(series, y).how for y in (2020, 2021, 2022)] == ["gap", "between", "gap"]
    open_share = stock(["2021-06"], [90], ceiling=100)
    assert year_end(open_share, 2021).how == "gap"
