"""A series with one figure more or one less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from devindex.definitions import SeriesRules, Text
from devindex.forecast.choices import choose
from devindex.forecast.series import Series

__all__ = ["followed", "one_more", "rule_against", "without"]


def one_more(series: Series, when: str | date | float, value: float, bound: str) -> Series:
    """A figure by itself, in the unit of a series and under its ceiling."""
    return Series.of(
        [when], [value], [bound], unit=series.unit, name=series.name, ceiling=series.ceiling
    )


def followed(series: Series, more: Series) -> Series:
    """A series followed by another in the same unit."""
    return replace(
        series,
        times=np.concatenate([series.times, more.times]),
        values=np.concatenate([series.values, more.values]),
        bounds=np.concatenate([series.bounds, more.bounds]),
        low=np.concatenate([series.low, more.low]),
        high=np.concatenate([series.high, more.high]),
        choices=(*series.choices, *more.choices),
    )


def without(series: Series, n: int) -> Series:
    """The series without one of its figures."""
    gone = series.kept[n]
    return replace(
        series,
        times=np.delete(series.times, n),
        values=np.delete(series.values, n),
        bounds=np.delete(series.bounds, n),
        low=np.delete(series.low, n),
        high=np.delete(series.high, n),
        choices=tuple(c for c in series.choices if c is not gone),
    )


def rule_against(series: Series, more: Series) -> Text | None:
    """Why the rules for announced figures would not use a figure after a series; None if they do.

    Examples
    --------
    >>> own = Series.of([2023], [340], ["at_least"])
    >>> rule_against(own, one_more(own, 2024, 340, "at_least")).en
    'repeats an earlier figure, which is not zero growth'
    >>> rule_against(own, one_more(own, 2024, 350, "at_least")) is None
    True
    """
    figure = more.kept[0].figure
    said = replace(figure, value=f"{more.values[0] / series.factor:.12g}")
    rules = SeriesRules(code=series.code, never_falls=series.never_falls)
    judged = choose([series.kept[-1].figure, said], rules)[-1]
    return None if judged.kept else judged.reason
