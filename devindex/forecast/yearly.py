"""What announced figures of odd dates say about the end of each year: an interval, or nothing.

The rules, in the order they are applied; ``window`` is a number of months to either side of
31 December, three unless said otherwise:

1. A figure of the very day is the figure of the year end.
2. A stock that never falls lies, at the year end, between the figure before and the figure after.
   Where just one of these is inside the window, that one stands for the year end: it is nearer
   to it than any other, and how far the stock moved in these weeks is not guessed. With
   ``window=0`` none stands for it, and only what the figures around it leave is taken.
3. Where such a stock has no later figure at all, nothing bounds it from above and the year is a
   gap; only one that has reached its ceiling stays there.
4. No figure of such a stock lies below an earlier one or above a later one.
5. A figure that may fall says nothing beyond the window. Inside it, one that says its own date is
   taken before one of which only the publication is known, and of these the nearest.

All else is a gap, and no figure is put there. The dates are those of the clean series: a figure
without a date of its own stands at its publication, and a repeat is not said of a later date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from devindex.forecast.series import Series
from devindex.observations.dates import decimal_year

__all__ = ["HOW", "How", "YearEnd", "year_end"]

How = Literal["of-the-day", "nearest", "between", "at-ceiling", "gap"]
HOW: tuple[How, ...] = ("of-the-day", "nearest", "between", "at-ceiling", "gap")


@dataclass(frozen=True)
class YearEnd:
    """Lowest and highest figure at the end of a year, NaN for a gap; from the figures ``of``."""

    low: float
    high: float
    how: How
    of: tuple[str, ...] = ()
    """Dates of the figures the interval is made of."""


GAP = YearEnd(np.nan, np.nan, "gap")


def year_end(series: Series, year: int, window: float = 3.0) -> YearEnd:
    """Interval of a series at 31 December of a year, by the rules of this module.

    Parameters
    ----------
    window
        Months to either side of the year end within which a figure may stand for it.

    Returns
    -------
    In the series' unit; a gap where the figures say nothing.

    Examples
    --------
    >>> stock = Series.of(["2021-10-20", "2022-11-30", "2024-01-31"], [156, 200, 330],
    ...                   ["exact", "at_least", "at_least"], never_falls=True)
    >>> year_end(stock, 2021), year_end(stock, 2021, window=0)  # doctest: +NORMALIZE_WHITESPACE
    (YearEnd(low=156.0, high=156.0, how='nearest', of=('2021-10-20',)),
     YearEnd(low=156.0, high=300.0, how='between', of=('2021-10-20', '2022-11-30')))
    >>> year_end(stock, 2024).how
    'gap'
    """
    end = decimal_year(date(year, 12, 31))
    near = np.flatnonzero(np.abs(series.times - end) <= window / 12)
    if not series.never_falls:
        kept = series.kept
        order = [(not kept[n].figure.own_date, abs(series.times[n] - end), int(n)) for n in near]
        return _of(series, [min(order)[2]], end) if order else GAP
    before, after = np.flatnonzero(series.times <= end), np.flatnonzero(series.times > end)
    here = [*before[-1:], *after[:1]]
    if len(before) and series.times[before[-1]] == end:
        here = [before[-1]]
    elif len(inside := [n for n in here if n in near]) == 1:
        here = inside
    elif not len(before):
        return GAP
    elif not len(after):
        top, when = series.low[before].max(), series.kept[before[-1]].figure.when
        return (
            YearEnd(float(top), float(top), "at-ceiling", (when,)) if top == series.ceiling else GAP
        )
    found = _of(series, here, end)
    low = max(found.low, series.low[before].max(initial=-np.inf))
    high = min(found.high, series.high[after].min(initial=np.inf))
    return YearEnd(float(low), float(max(low, high)), found.how, found.of)


def _of(series: Series, places: Sequence[int], end: float) -> YearEnd:
    """From the lower end of the first of some figures to the upper end of the last."""
    first, last = places[0], places[-1]
    if len(places) > 1:
        how: How = "between"
    else:
        how = "of-the-day" if series.times[first] == end else "nearest"
    kept = series.kept
    dates = tuple(kept[n].figure.when for n in places)
    return YearEnd(float(series.low[first]), float(series.high[last]), how, dates)
