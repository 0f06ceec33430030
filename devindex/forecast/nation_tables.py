"""Tables of the national index: by dimension, by indicator, and what others publish."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from devindex.definitions import Framework, Indicator
from devindex.forecast.series import NoFigure, Series, clean_series
from devindex.forecast.yearly import YearEnd
from devindex.observations import Announcements

__all__ = ["by_dimension", "by_indicator", "published"]

Bools = NDArray[np.bool_]
Ends = Mapping[str, Sequence[YearEnd]]
Ranges = Mapping[str, Sequence[tuple[float, float]]]


def by_dimension(
    framework: Framework, years: Sequence[int], ranges: Ranges, others: Sequence[Ranges],
    seen: Bools, linked: Bools,
) -> pd.DataFrame:  # fmt: skip
    """One row for each year and each dimension, and for the whole (``index``).

    Parameters
    ----------
    ranges
        Lowest and highest index by node, one pair for each year; NaN where there is none.
    others
        The same with one indicator left out, for each indicator.
    seen, linked
        Indicators with a figure, and those the year is compared by; (k, years).
    """
    own = [framework.dimension_of(i).code for i in framework.indicators]
    rows = []
    for n, year in enumerate(years):
        for node, pairs in ranges.items():
            under = np.array([node in (code, "index") for code in own])
            low, high = pairs[n]
            middle = math.sqrt(low * high)
            without = np.array([middle, *(math.sqrt(math.prod(r[node][n])) for r in others)])
            rows.append(
                {
                    "year": year, "dimension": node, "low": low, "middle": middle, "high": high,
                    "middle_low": without.min(), "middle_high": without.max(),
                    "measured": int(seen[under, n].sum()), "linked": int(linked[under, n].sum()),
                    "indicators": int(under.sum()),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def by_indicator(
    framework: Framework, years: Sequence[int], series: Mapping[str, Series], ends: Ends,
    made_of: Sequence[Mapping[str, int]], seen: Bools, linked: Bools,
) -> pd.DataFrame:  # fmt: skip
    """One row for each indicator and year: its interval, how it was found, and from what."""
    rows = []
    for k, (indicator, parts) in enumerate(zip(framework.indicators, made_of, strict=True)):
        level = bool(parts) and indicator.denominator is not None and len(parts) == 1
        unit = _unit(indicator, parts, series, level)
        for n, year in enumerate(years):
            row = {"indicator": indicator.code, "year": year, "low": np.nan, "high": np.nan}
            row |= {"unit": unit, "how": "gap", "of": "", "level": level}
            if seen[k, n]:
                row |= _interval(indicator, parts, ends, n, level)
            rows.append(row | {"linked": bool(linked[k, n])})
    return pd.DataFrame(rows)


def _unit(
    indicator: Indicator, parts: Mapping[str, int], series: Mapping[str, Series], level: bool
) -> str:
    """The indicator's own unit; that of the series where its level stands in."""
    return series[next(iter(parts))].unit if level else indicator.unit.en


def _interval(
    indicator: Indicator, parts: Mapping[str, int], ends: Ends, n: int, level: bool
) -> dict[str, object]:
    """Lowest and highest value of an indicator in a year, from those of what it is made of."""
    used = {code: ends[code][n] for code in parts}
    low = high = 1.0 if level else indicator.factor
    for code, power in parts.items():
        low *= used[code].low if power > 0 else 1.0 / used[code].high
        high *= used[code].high if power > 0 else 1.0 / used[code].low
    hows = dict.fromkeys(end.how for end in used.values())
    dates = dict.fromkeys(when for end in used.values() for when in end.of)
    return {"low": low, "high": high, "how": " / ".join(hows), "of": "; ".join(dates)}


def published(framework: Framework, day: date | None, read: Announcements) -> pd.DataFrame:
    """Indices others publish that the framework names, with their dates and sources."""
    columns = ["series", "name_zh", "name_en", "unit", "date", "value", "bound", "publisher",
               "title", "url"]  # fmt: skip
    return pd.DataFrame(list(_published(framework, day, read)), columns=columns)


def _published(
    framework: Framework, day: date | None, read: Announcements
) -> Iterator[tuple[object, ...]]:
    for code in framework.references:
        with suppress(NoFigure):
            one = clean_series(code, day, announcements=read)
            for choice in one.kept:
                f = choice.figure
                yield (code, one.name.zh, one.name.en, one.unit, f.when, f.number, f.bound,
                       f.publisher, f.title, f.url)  # fmt: skip
