"""Figures of a user's own, and mistakes in them."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from devindex import ForecastError
from devindex.definitions import load_targets
from devindex.forecast.own import day_of, require_unit
from devindex.forecast.series import Series, clean_series, target_series
from devindex.observations.dates import decimal_year


def test_own_figures_come_in_any_order_with_marks_as_numbers_or_words():
    a = Series.of([2022.0, 2020.0, 2021.5], [30, 10, 20], [1, 0, 2], unit="x")
    b = Series.of(["2020", date(2021, 12, 31)], [10, 20], ["exact", "about"])
    assert a.times.tolist() == [2020, 2021.5, 2022]
    assert a.low.tolist() == [10, 15, 30]
    assert a.high.tolist() == [10, 25, 40]
    assert a.bounds.tolist() == [0, 2, 1]
    assert b.times == pytest.approx([2021, 2022], abs=0.003)


@pytest.mark.parametrize("year", [2024, np.int64(2024), "2024", date(2024, 12, 31)])
def test_a_whole_number_is_the_end_of_the_year_in_figures_as_in_deadlines(year):
    one = Series.of([year], [1])
    assert one.times[0] == decimal_year(date(2024, 12, 31))
    assert one.kept[0].figure.when == "2024-12-31"
    assert Series.of([2024.0], [1]).times[0] == 2024.0


@pytest.mark.parametrize(("bound", "says_more"), [("at_least", 2), ("at_most", 1)])
@pytest.mark.parametrize("values", [[1, 2], [2, 1]])
def test_of_two_bounds_of_one_date_the_tighter_is_kept(bound, says_more, values):
    assert Series.of([2022, 2022], values, [bound] * 2).values.tolist() == [says_more]


def test_days_of_numpy_and_periods_of_pandas_are_dates():
    given = [np.datetime64("2020"), np.datetime64("2021-06"), pd.Period("2022Q3"),
             np.datetime64("2023-05-06T11"), pd.Period("2024-02")]  # fmt: skip
    made = Series.of(given, range(1, 6))
    assert [c.figure.when for c in made.kept] == [
        "2020-12-31", "2021-06-30", "2022-09-30", "2023-05-06", "2024-02-29",
    ]  # fmt: skip
    with pytest.raises(ForecastError):
        day_of(np.datetime64("NaT"))


def test_a_moment_of_pandas_is_its_day():
    moment = pd.Timestamp("2023-11-30 15:04")
    assert day_of(moment) == day_of(datetime(2023, 11, 30, 9)) == date(2023, 11, 30)
    assert Series.of([moment], [1]).times[0] == decimal_year(date(2023, 11, 30))
    assert len(clean_series("platform_penetration", moment)) == 2


def test_a_series_of_ones_own_is_called_so_in_both_languages():
    with pytest.raises(ForecastError) as caught:
        Series.of([2020], [101], ceiling=100)
    (problem,) = caught.value.problems
    assert problem.startswith("own series: 101")
    assert problem.zh.startswith("自有序列：")
    assert str(Series.of([2020], [1], name="mine").name) == "mine"


def test_arrays_of_numpy_are_taken_as_they_are():
    s = Series.of(np.arange(2015, 2020), np.linspace(10, 50, 5), np.array([0, 0, 1, 0, 1]))
    assert len(s) == 5


def test_an_interval_stops_at_the_ceiling():
    s = Series.of([2020], [98], ["about"], ceiling=98.2)
    assert (s.low[0], s.high[0]) == (97.5, 98.2)


@pytest.mark.parametrize(
    ("mistake", "en"),
    [
        (lambda: clean_series("platform_penetraton"), "Did you mean 'platform_penetration'?"),
        (lambda: clean_series("factories_using_5g"), "has no usable figure"),
        (
            lambda: clean_series("platform_penetration", "2020-06"),
            "has no usable figure published by 2020-06-30",
        ),
        (lambda: clean_series("platform_penetration", "June 2020"), "'June 2020' is not a date"),
        (lambda: clean_series("platform_penetration", "2023-02-30"), "'2023-02-30' is not a date"),
        (lambda: Series.of([], []), "has no usable figure"),
        (lambda: Series.of(["2O20"], [1]), "'2O20' is not a date"),
        (lambda: Series.of([None], [1]), "None is not a date"),
        (lambda: Series.of([float("nan")], [1]), "nan is not a date"),
        (lambda: day_of(pd.NaT), "NaT is not a date"),
        (lambda: Series.of(2020, 5), "times is 2020; a list is needed"),
        (lambda: Series.of([2020], 5), "values is 5; a list is needed"),
        (lambda: Series.of([2020], [5], "exact"), "bounds is 'exact'; a list is needed"),
        (lambda: Series.of([20200], [5]), "20200 is not a year; a whole number from 1 to 9999"),
        (lambda: Series.of([2020], [5], ceiling=-1), "ceiling is -1; a number above zero"),
        (lambda: Series.of([2020], [5], ceiling="100"), "ceiling is '100'; a finite number"),
        (lambda: Series.of([2020], [5], never_falls="no"), "never_falls is 'no'; true or false"),
        (lambda: Series.of([2020], [5], name=5), "name is 5; a text"),
        (lambda: Series.of([2020], [5]).in_unit("a", "b"), "factor is 'a'; a finite number"),
        (lambda: Series.of([2020], [5]).in_unit(0, "b"), "factor is 0; a number above zero"),
        (lambda: Series.of([2020], [5]).in_unit(-1, "b"), "factor is -1; a number above zero"),
        (lambda: Series.of([2020], [5]).in_unit(1, 2), "unit is 2; a text is needed"),
        (lambda: Series.of([2020, 2021], [1]), "2 times, 1 values and 1 bounds"),
        (lambda: Series.of([2020], [float("nan")]), "value 1 is nan; a finite number"),
        (lambda: Series.of([2020], ["12"]), "value 1 is '12'"),
        (lambda: Series.of([2020], [1], [7]), "bound 1 is 7; 0 to 3"),
        (lambda: Series.of([2020], [1], ["over"]), "bound 1 is 'over'"),
        (lambda: Series.of([2020], [101], ceiling=100), "101 of 2020-12-31 lies above the ceiling"),
        (lambda: Series.of([2020, 2020], [5, 6]), "both 5 and 6 are given for 2020"),
        (lambda: Series.of([2020], [0], ["at_most"]), "value 1 is at most 0, and nothing below 0"),
        (lambda: day_of("2200"), "2200 lies outside the years 1900 to 2099"),
        (lambda: day_of("1850-06"), "1850-06 lies outside the years 1900 to 2099"),
        (lambda: Series.of([2020, 2020], [5, 5]).pace(), "all figures are of 2020"),
        (
            lambda: target_series(load_targets()["net_512_key_industries"]),
            "net_512_key_industries: the document sets no deadline",
        ),
        (
            lambda: require_unit("mine", "%", load_targets()["plt_connected_devices_2028"]),
            "mine is in '%' and the target plt_connected_devices_2028 in 'devices'",
        ),
    ],
)
def test_a_mistake_is_one_sentence(told, mistake, en):
    (problem,) = told(mistake)
    assert en in problem
    with pytest.raises(ForecastError):
        mistake()


def test_every_fault_of_three_columns_is_told(told):
    problems = told(lambda: Series.of(["x", 2020], [float("inf"), 1], [0, 9]))
    assert len(problems) == 3


def test_pace_is_the_mean_growth_a_year():
    s = clean_series("platform_penetration")
    assert s.pace() == pytest.approx(2.83, abs=0.005)  # 14.67 to 17.5 in one year
