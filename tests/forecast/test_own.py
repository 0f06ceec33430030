"""Figures of a user's own, and mistakes in them."""

from datetime import date

import numpy as np
import pytest

from devindex import ForecastError
from devindex.definitions import load_targets
from devindex.forecast.own import require_unit
from devindex.forecast.series import Series, clean_series, target_series


def test_own_figures_come_in_any_order_with_marks_as_numbers_or_words():
    a = Series.of([2022, 2020, 2021.5], [30, 10, 20], [1, 0, 2], unit="x")
    b = Series.of(["2020", date(2021, 12, 31)], [10, 20], ["exact", "about"])
    assert a.times.tolist() == [2020, 2021.5, 2022]
    assert a.low.tolist() == [10, 15, 30]
    assert a.high.tolist() == [10, 25, 40]
    assert a.bounds.tolist() == [0, 2, 1]
    assert b.times == pytest.approx([2021, 2022], abs=0.003)


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
        (lambda: Series.of([2020, 2021], [1]), "2 times, 1 values and 1 bounds"),
        (lambda: Series.of([2020], [float("nan")]), "value 1 is nan; a finite number"),
        (lambda: Series.of([2020], ["12"]), "value 1 is '12'"),
        (lambda: Series.of([2020], [1], [7]), "bound 1 is 7; 0 to 3"),
        (lambda: Series.of([2020], [1], ["over"]), "bound 1 is 'over'"),
        (lambda: Series.of([2020], [101], ceiling=100), "101 of 2020 lies above the ceiling"),
        (lambda: Series.of([2020, 2020], [5, 6]), "both 5 and 6 are given for 2020"),
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
