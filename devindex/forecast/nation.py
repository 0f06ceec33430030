"""The national index: yearly, fixed base, with its coverage and the range the figures leave.

It is made of the announced national series, cleaned by :mod:`devindex.forecast.series`, placed at
the ends of years by :mod:`devindex.forecast.yearly` and compared with the base year by
:mod:`devindex.forecast.linking`.

An indicator is **measured** where its numerator has a series, or figures of the user's own. Where
the denominator is an item of the questionnaire with no figures, the announced level stands in for
the intensity and is marked so; the index then moves with the denominator too, and rises faster
than the intensity where that grows. Give figures for the item in ``figures`` and the ratio is
taken. Everything else is a gap: it is counted in the coverage and enters nothing.

A published index named in the framework stands beside the result and is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Framework, Indicator, load_framework, series_used
from devindex.definitions.model import Level, Quantity
from devindex.drawn import Drawn
from devindex.errors import ForecastError, Sentence, say, unknown
from devindex.forecast.linking import METHODS, Method, coefficients, extent, matched
from devindex.forecast.nation_tables import by_dimension, by_indicator, published
from devindex.forecast.own import day_of
from devindex.forecast.series import NoFigure, Series, clean_series
from devindex.forecast.yearly import YearEnd, year_end
from devindex.kinds import admit
from devindex.observations import Announcements, load_announcements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NationalIndex", "national_index"]

Bools = NDArray[np.bool_]
_LEVELS: dict[Level, str] = {"national": "国家", "regional": "地方", "enterprise": "企业"}
_OTHER: dict[Method, Sentence] = {
    "chained": Sentence("the year before", "上年"),
    "fixed-base": Sentence("the base year", "基年"),
}
MOST_MONTHS = 6.0
"""Beyond six, one figure could stand for two years."""


@dataclass(frozen=True, eq=False, repr=False)
class NationalIndex(Drawn):
    """Yearly index of the nation, its first year 100.

    ``frame`` has a row for each year and each dimension, and for the whole (``index``): ``low``
    and ``high``, the exact range over all figures inside their intervals; ``middle``, the
    geometric mean of the two; ``middle_low`` and ``middle_high``, the lowest and highest middle
    if any one indicator had no figures, which tells how much hangs on the gaps (NaN where one
    indicator alone links a year); ``measured``, how many of ``indicators`` have a figure;
    ``linked``, how many of these the year is compared by.

    ``values`` has a row for each indicator and year: the interval, its unit, how it was found and
    from the figures of which dates, whether a ``level`` stands in for an intensity, and whether
    the year is ``linked`` by it. ``published`` holds the indices of others.
    """

    framework: Framework
    method: Method
    window: float
    until: date | None
    frame: pd.DataFrame
    values: pd.DataFrame
    published: pd.DataFrame
    series: Mapping[str, Series] = field(repr=False)
    """The series used, by code; printing one tells every choice made."""

    @property
    def base(self) -> int:
        """Year whose index is 100."""
        return int(self.frame["year"].min())

    @property
    def latest(self) -> pd.Series:
        """Row of the whole in the last year that has an index."""
        whole = self.frame[(self.frame["dimension"] == "index") & self.frame["low"].notna()]
        return whole.iloc[-1]

    @property
    def publishers(self) -> list[str]:
        """Who published the figures used, without the speakers."""
        by_code = self.framework.by_code
        names = set()
        for row in self.values[self.values["low"].notna()].itertuples():
            dates = str(row.of).split("; ")
            for q in _quantities(by_code[str(row.indicator)]):
                kept = self.series[q.name].kept if q.name in self.series else ()
                names |= {c.figure.publisher for c in kept if c.figure.when in dates}
        return sorted({re.split(r" ?[(/]| via ", name)[0] for name in names} - {""})

    def measured(self, year: int) -> list[str]:
        """Codes of the indicators that have a figure for a year."""
        rows = self.values[(self.values["year"] == year) & self.values["low"].notna()]
        return [str(code) for code in rows["indicator"]]

    def summary(self, lang: str = "en") -> str:
        """One line: the latest index, its range and what it rests on."""
        last = self.latest
        told = say(
            "{title}: {middle:.1f} in {year} (between {low:.1f} and {high:.1f}; {base} = 100); "
            "figures for {measured} of {indicators} indicators, {linked} of which compare with "
            "{other}",
            "{title}：{year}年指数为{middle:.1f}（在{low:.1f}至{high:.1f}之间，{base}年=100）；"
            "{indicators}项指标中{measured}项有数值，其中{linked}项可与{other}相比",
            title=self.framework.title,
            base=self.base,
            other=_OTHER[self.method],
            **last.drop("dimension"),
        )
        return told.zh if lang == "zh" else str(told)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"NationalIndex({self.framework.id!r}: {self.summary()})"


def national_index(
    framework: Framework | str = "national", *, base: int = 2020,
    until: str | date | None = None, method: Method | None = None, window: float = 3.0,
    figures: Mapping[str, Series] | None = None, announcements: Announcements | None = None,
) -> NationalIndex:  # fmt: skip
    """Yearly index of the nation from announced figures, from the base year to the last full year.

    Parameters
    ----------
    framework
        A framework of the national level, or its name: ``national``, ``platform``, ``five-g``.
    base
        Year whose end is 100.
    until
        Only figures published on or before this day are read, and only years that have ended by
        then computed; the day the announcements were read if not given.
    method
        ``chained``: each year against the one before, by the indicators both have; or
        ``fixed-base``: each against the base year alone. The one the framework declares as its
        ``linking`` if not given. See :mod:`devindex.forecast.linking`.
    window
        Months to either side of a year end within which a figure may stand for it, 0 to 6.
    figures
        Series of one's own by the code of a series, which they replace, or of an item of the
        framework, which has none otherwise. The text ``"2024"`` is the end of 2024, and the
        decimal year 2024.0 its beginning.
    announcements
        A table of announcements of one's own.

    Raises
    ------
    ForecastError
        For a framework of another level, a method, window or code that is not known, a base year
        that has not ended or for which no indicator has a figure, times that are whole numbers
        throughout, and a figure of zero or less.

    Examples
    --------
    >>> index = national_index("platform")
    >>> index.frame.query("dimension == 'index'")["measured"].tolist()
    [6, 4, 2, 2, 2, 1]
    >>> index.method, national_index().method
    ('fixed-base', 'chained')
    """
    admit(national_index, locals(), ForecastError)
    chosen = load_framework(framework) if isinstance(framework, str) else framework
    method = chosen.linking if method is None else method
    read = announcements or load_announcements()
    day = None if until is None else day_of(until)
    _check(chosen, method, window, figures or {})
    years = _years(base, read.read_on if day is None else min(day, read.read_on))
    series = _series_of(chosen, figures or {}, day, read)
    ends = {code: [year_end(one, y, window) for y in years] for code, one in series.items()}
    made_of = [_made_of(i, series) for i in chosen.indicators]
    seen = np.array([_seen(parts, ends, len(years)) for parts in made_of])
    if not seen[:, 0].any():
        raise NoFigure(
            say(
                "{name}: no indicator has a figure for the base year {year}",
                "{name}：没有一项指标有基年{year}年的数值",
                name=chosen.title, year=base,
            )
        )  # fmt: skip
    linked = matched(seen, method)
    ranges = _ranges(chosen, series, ends, made_of, seen, method)
    others = [
        _ranges(chosen, series, ends, made_of, rest, method) for rest in _without(seen, linked)
    ]
    return NationalIndex(
        framework=chosen, method=method, window=float(window), until=day,
        frame=by_dimension(chosen, years, ranges, others, seen, linked),
        values=by_indicator(chosen, years, series, ends, made_of, seen, linked),
        published=published(chosen, day, read), series=MappingProxyType(series),
    )  # fmt: skip


def _check(framework: Framework, method: str, window: float, figures: Mapping[str, Series]) -> None:
    """Refuse what no index can be made of."""
    problems = []
    if framework.level != "national":
        problems.append(
            say(
                "framework {name!r} is {level}; the national index needs one of national level, "
                "such as 'national'",
                "框架{name!r}属于{level}级；国家指数要求国家级框架，如“national”",
                name=framework.id, level=Sentence(framework.level, _LEVELS[framework.level]),
            )
        )  # fmt: skip
    if method not in METHODS:
        problems.append(unknown("method of linking", method, METHODS))
    if not 0 <= window <= MOST_MONTHS:
        problems.append(
            say(
                "window is {window} months; 0 to {most:g} are possible, so that no figure stands "
                "for two years",
                "window 为{window}个月，应为0至{most:g}，以免一个数值用于两个年末",
                window=window, most=MOST_MONTHS,
            )
        )  # fmt: skip
    known = {q.name for i in framework.indicators for q in _quantities(i)}
    problems += [unknown("series or item", code, known) for code in figures if code not in known]
    problems += [
        say(
            "{code}: its times are whole decimal years, which mean 1 January; write \"{year}\" as "
            "text for the end of {year}",
            "{code} 的时间都是整数形式的小数年份，即1月1日；年末请写作文字 \"{year}\"",
            code=code, year=int(one.times[-1]),
        )
        for code, one in figures.items()
        if not (one.times % 1).any()
    ]  # fmt: skip
    if problems:
        raise ForecastError(problems)


def _years(base: int, day: date) -> list[int]:
    """The base year, and every year after it that has ended by a day."""
    last = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    if base > last:
        raise ForecastError(
            say(
                "base is {base}, a year that has not ended by {day}; {last} is the last that has",
                "基年为{base}年，而该年到{day}尚未结束；最近结束的年份为{last}年",
                base=base, day=day, last=last,
            )
        )  # fmt: skip
    return list(range(base, last + 1))


def _quantities(indicator: Indicator) -> list[Quantity]:
    both = (indicator.numerator, indicator.denominator)
    return [q for q in both if q is not None]


def _series_of(
    framework: Framework, figures: Mapping[str, Series], day: date | None, read: Announcements
) -> dict[str, Series]:
    """Every series the indicators are made of that has a figure, by code."""
    out = {}
    for code in sorted({q.name for i in framework.indicators for q in _quantities(i)}):
        if code in figures:
            out[code] = figures[code]
        elif code in series_used(framework):
            with suppress(NoFigure):
                out[code] = clean_series(code, day, announcements=read)
    at_zero = [(code, float(one.low.min())) for code, one in out.items() if one.low.min() <= 0]
    if at_zero:
        raise ForecastError(
            say(
                "{code} reaches down to {value:g}, and an index compares by ratios of figures "
                "above zero",
                "{code} 的数值低至 {value:g}，而指数以比值相比，数值须大于零",
                code=code, value=value,
            )
            for code, value in at_zero
        )  # fmt: skip
    return out


def _made_of(indicator: Indicator, series: Mapping[str, Series]) -> dict[str, int]:
    """Power of each series in an indicator: 1 above the line, -1 below; empty if not measured.

    A denominator that is an item without figures is left out: the level stands in.
    """
    above, below = indicator.numerator, indicator.denominator
    if above.name not in series or (
        below is not None and below.series is not None and below.name not in series
    ):
        return {}
    parts = {above.name: 1}
    if below is not None and below.name in series:
        parts[below.name] = -1
    return parts


def _seen(parts: Mapping[str, int], ends: Mapping[str, list[YearEnd]], years: int) -> list[bool]:
    """Years in which an indicator has all its figures."""
    return [bool(parts) and all(ends[code][n].how != "gap" for code in parts) for n in range(years)]


def _without(seen: Bools, linked: Bools) -> Iterator[Bools]:
    """Indicators that have figures, each in turn left out that links any year with another."""
    for k in np.flatnonzero(linked[:, 1:].any(axis=1)):
        rest = seen.copy()
        rest[k] = False
        yield rest


def _ranges(
    framework: Framework, series: Mapping[str, Series], ends: Mapping[str, list[YearEnd]],
    made_of: list[dict[str, int]], seen: Bools, method: Method,
) -> dict[str, list[tuple[float, float]]]:  # fmt: skip
    """Lowest and highest index of each node in each year."""
    codes = list(series)
    low = np.log([[end.low for end in ends[code]] for code in codes])
    high = np.log([[end.high for end in ends[code]] for code in codes])
    rises = np.array([series[code].never_falls for code in codes])
    powers = np.array(
        [
            [i.sign * parts.get(code, 0) for code in codes]
            for i, parts in zip(framework.indicators, made_of, strict=True)
        ],
        dtype=float,
    )
    return {
        node: [tuple(100.0 * np.exp(extent(c, low, high, rises))) for c in by_year]
        for node, by_year in coefficients(framework, powers, seen, method).items()
    }
