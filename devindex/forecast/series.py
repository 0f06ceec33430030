"""From announced figures to one clean series; every choice made can be printed.

The rules stand in :mod:`devindex.forecast.choices`, the intervals in
:mod:`devindex.forecast.intervals`, breaks, ceilings and the order of sources in
``indicators/targets/series.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Link, Links, SeriesRules, Target, Text, load_links
from devindex.definitions import series as known_series
from devindex.definitions import target as find_target
from devindex.definitions.model import Language
from devindex.errors import ForecastError, Sentence, listed, say, unknown
from devindex.forecast.choices import Choice, choose, figure_of, told
from devindex.forecast.own import day_of, own_figures, refuse_twofold
from devindex.forecast.units import unit_text
from devindex.kinds import require
from devindex.observations import Announcements, load_announcements
from devindex.observations.announcements import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NoFigure", "Series", "clean_series", "offered", "target_series"]

Floats = NDArray[np.float64]
OWN = Text(zh="自有序列", en="own series")
_AT_LEAST, _AT_MOST = BOUNDS.index("at_least"), BOUNDS.index("at_most")


class NoFigure(ForecastError):
    """A series that has no usable figure by the day asked for."""


@dataclass(frozen=True, eq=False)
class Series:
    """Figures of one series in the order of their dates; n of them.

    ``times`` are decimal years, ``values`` the figures as announced, ``bounds`` 0 exact, 1 at
    least, 2 about, 3 at most, and the true figure lies between ``low`` and ``high``; shape (n,)
    each, in ``unit``. ``choices`` holds every figure read, kept or not, with the reason.
    """

    code: str
    name: Text
    unit: str
    times: Floats
    values: Floats
    bounds: NDArray[np.int64]
    low: Floats
    high: Floats
    choices: tuple[Choice, ...] = field(repr=False)
    ceiling: float | None = None
    never_falls: bool = False
    until: date | None = None
    factor: float = 1.0
    """What turned the unit of the choices into ``unit``."""
    announced_in: str = ""
    """Unit of the choices."""

    def __len__(self) -> int:
        return len(self.times)

    @property
    def kept(self) -> tuple[Choice, ...]:
        """The choices that were kept, one for each time."""
        return tuple(c for c in self.choices if c.kept)

    @staticmethod
    def of(
        times: Sequence[Any], values: Sequence[float], bounds: Sequence[Any] | None = None, *,
        unit: str = "", name: str | Text = OWN, ceiling: float | None = None,
        never_falls: bool = False,
    ) -> Series:  # fmt: skip
        """Series of figures of one's own, by the same rules.

        Parameters
        ----------
        times
            Dates as ``date`` or text, or years; shape (n,), in any order. A year as int or text,
            2020 or "2020", is its last day, as everywhere; a float is a decimal year, so that
            2020.0 is the first moment of the year.
        values
            Finite numbers, shape (n,).
        bounds
            For each value 0 exact, 1 at least, 2 about, 3 at most, or these words; all exact if
            not given.
        ceiling
            Highest value there can be, above zero.
        never_falls
            True for a stock that builds up.

        Raises
        ------
        ForecastError
            For figures that differ in number, dates that do not parse, values that are no
            numbers or lie above the ceiling, a ceiling that is no number above zero, and two
            exact figures for one date.

        Examples
        --------
        >>> own = Series.of(["2023", "2024", "2025"], [240, 340, 340], [0, 1, 1], unit="platforms")
        >>> len(own), own.low, own.high
        (2, array([240., 340.]), array([240., 350.]))
        """
        require(unit, str, "unit", ForecastError)
        require(name, str | Text, "name", ForecastError)
        require(ceiling, float | None, "ceiling", ForecastError)
        require(never_falls, bool, "never_falls", ForecastError)
        if ceiling is not None:
            _require_positive("ceiling", ceiling)
        figures = own_figures(times, values, bounds)
        said = name if isinstance(name, Text) else Text(zh=name, en=name)
        code = Sentence(said.en, said.zh)
        rules = SeriesRules(code=code, ceiling=ceiling, never_falls=never_falls)
        choices = choose(figures, rules, name=code)
        refuse_twofold(code, choices)
        return _series(said, unit, choices, rules, None)

    def in_unit(self, factor: float, unit: str) -> Series:
        """The same figures times ``factor``, a number above zero, in another unit."""
        require(factor, float, "factor", ForecastError)
        require(unit, str, "unit", ForecastError)
        _require_positive("factor", factor)
        return replace(
            self,
            unit=unit,
            values=_scaled(self.values, factor),
            low=_scaled(self.low, factor),
            high=_scaled(self.high, factor),
            ceiling=None if self.ceiling is None else float(_scaled([self.ceiling], factor)[0]),
            factor=self.factor * factor,
        )

    def reaches(
        self, value: float, *, at_most: bool = False, strict: bool = False
    ) -> NDArray[np.bool_]:
        """Whether each figure proves that a value is reached, shape (n,).

        With its whole interval it must lie at or above the value (``at_most``: at or below).

        Parameters
        ----------
        strict
            "More than" the value: an exact figure that is the value itself does not reach it.

        Examples
        --------
        >>> own = Series.of([2023, 2024], [440, 450])
        >>> own.reaches(450), own.reaches(450, strict=True)
        (array([False,  True]), array([False, False]))
        """
        end = self.high if at_most else self.low
        beyond = end < value if at_most else end > value
        itself = (end == value) & ~(strict & (self.low == self.high))
        proves = self.bounds != (_AT_LEAST if at_most else _AT_MOST)
        return np.asarray((beyond | itself) & proves, dtype=bool)

    def pace(self) -> float:
        """Mean growth a year from the first announced figure to the last, in ``unit``.

        Raises
        ------
        ForecastError
            If all figures are of one date.

        Examples
        --------
        >>> Series.of([2020.0, 2022.0], [10, 30]).pace()
        10.0
        """
        if len(self) < 2:
            raise ForecastError(
                say(
                    "{name}: all figures are of {when}, and one date gives no growth",
                    "{name}：全部数值属于同一日期{when}，不能得出增长",
                    name=self.name, when=self.kept[0].figure.when,
                )
            )  # fmt: skip
        return float((self.values[-1] - self.values[0]) / (self.times[-1] - self.times[0]))

    def to_frame(self) -> pd.DataFrame:
        """Every figure read, with its interval in ``unit``, its source and what was done."""
        import pandas as pd

        low = _scaled([c.low for c in self.choices], self.factor)
        high = _scaled([c.high for c in self.choices], self.factor)
        return pd.DataFrame(
            {
                "date": c.figure.when, "time": c.figure.time, "value": c.figure.value,
                "bound": c.figure.bound, "low": low[n], "high": high[n], "kept": c.kept,
                "published": c.figure.published, "published_by_rule": c.figure.published_by_rule,
                "publisher": c.figure.publisher, "title": c.figure.title, "url": c.figure.url,
                "reason_zh": c.reason.zh, "reason_en": c.reason.en,
            }
            for n, c in enumerate(self.choices)
        )  # fmt: skip

    def say(self, language: Language = "en") -> str:
        """Every choice made, one line each; ``+`` kept, ``-`` not."""
        zh = language == "zh"
        unit, own = unit_text(self.unit), unit_text(self.announced_in)
        head = self.name.say(language)
        if unit is not None:
            head += f"（{unit.zh}）" if zh else f" ({unit.en})"
        until = "" if self.until is None else (
            f"，{self.until} 前公布" if zh else f", published by {self.until}"
        )  # fmt: skip
        count = (
            f"读入{len(self.choices)}个数值，采用{len(self)}个{until}"
            if zh
            else f"{len(self)} of {len(self.choices)} figures kept{until}"
        )
        lines = [f"{head}: {count}" if not zh else f"{head}：{count}"]
        for c in self.choices:
            low, high = _scaled([c.low, c.high], self.factor)
            lines.append(told(c, float(low), float(high), language, own))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.say()


def clean_series(
    code: str, until: str | date | None = None, *, announcements: Announcements | None = None,
    links: Links | None = None,
) -> Series:  # fmt: skip
    """Clean series of one announced national series, in its own unit.

    Parameters
    ----------
    code
        A series of ``data/observations/national-series.csv``.
    until
        Only figures published on or before this day are read; all if not given. The marks of a
        figure, the breaks and the ceiling are those known today: they can take a figure away
        that was believed then, and never bring in a later one.
    announcements, links
        Tables of one's own in place of the package's.

    Raises
    ------
    ForecastError
        For a series that is not known or has no usable figure, and a date that does not parse.

    Examples
    --------
    >>> series = clean_series("platforms_influential")
    >>> series.low, series.high
    (array([ 70., 100., 150., 240., 340.]), array([ 80., 200., 160., 240., 350.]))
    """
    known = known_series("national")
    if code not in known:
        raise ForecastError(unknown("series", code, known))
    day = None if until is None else day_of(until)
    read = announcements or load_announcements()
    links = links or load_links()
    rows = [r for r in read.of(code) if day is None or r.published <= day]
    rules = links.rules_of(code)
    choices = choose([figure_of(row) for row in rows], rules, links.sources)
    name = Text(zh=known[code].name_zh, en=known[code].name_en)
    return _series(name, known[code].unit, choices, rules, day)


def target_series(
    target: Target | str, until: str | date | None = None, *, link: str | None = None,
    announcements: Announcements | None = None, links: Links | None = None,
) -> Series:  # fmt: skip
    """The series that measures a target, in the target's unit.

    Parameters
    ----------
    target
        A target, or its id.
    link
        Code of another series the links offer for this target; its own if not given.

    Raises
    ------
    ForecastError
        If no series measures the target, or ``link`` is not offered for it.

    Examples
    --------
    >>> target_series("eco_core_industry_value_added_2030").values
    array([13900., 15300.])
    >>> target_series("eco_core_industry_value_added_2030", link="core_scale_miit").values
    array([10000., 12000., 15000., 16000.])
    """
    links = links or load_links()
    target = target if isinstance(target, Target) else find_target(target)
    entry = links.links[target.id]
    factors = offered(entry)
    if link is not None and link not in factors:
        raise ForecastError(
            say(
                "{series} does not measure {target}; offered: {names}",
                "{series} 不测度 {target}，可用：{names}",
                series=link, target=target.id,
                names=listed(factors) if factors else say("none", "无"),
            )
        )  # fmt: skip
    code = link or entry.series
    if code is None:
        raise ForecastError(
            say("{target}: {reason}", "{target}：{reason}", target=target.id, reason=entry.reason)
        )
    series = clean_series(code, until, announcements=announcements, links=links)
    return series.in_unit(factors[code], Sentence(target.unit.en, target.unit.zh))


def offered(entry: Link) -> dict[str, float]:
    """Series that measure a target, its own first and then those on request, with the factor."""
    own = {} if entry.series is None else {entry.series: entry.factor}
    return own | {r.series: r.factor for r in entry.on_request}


def _series(
    name: Text, unit: str, choices: tuple[Choice, ...], rules: SeriesRules, until: date | None
) -> Series:
    kept = [c for c in choices if c.kept]
    if not kept:
        raise NoFigure(
            say(
                "{name} has no usable figure{until}",
                "{name}没有可用的数值{until}",
                name=name,
                until=say(" published by {day}", "（{day}前公布）", day=until) if until else "",
            )
        )

    bounds = np.array([BOUNDS.index(c.figure.bound) for c in kept], dtype=np.int64)
    bounds.flags.writeable = False
    return Series(
        code=rules.code, name=name, unit=unit, times=_frozen([c.figure.time for c in kept]),
        values=_frozen([c.number for c in kept]), bounds=bounds,
        low=_frozen([c.low for c in kept]), high=_frozen([c.high for c in kept]), choices=choices,
        ceiling=rules.ceiling, never_falls=rules.never_falls, until=until, announced_in=unit,
    )  # fmt: skip


def _require_positive(name: str, value: float) -> None:
    if value <= 0:
        raise ForecastError(
            say(
                "{name} is {value:g}; a number above zero is needed",
                "{name} 为{value:g}，应为大于零的数值",
                name=name, value=value,
            )
        )  # fmt: skip


def _frozen(values: Sequence[float]) -> Floats:
    out = np.array(values, dtype=float)
    out.flags.writeable = False
    return out


def _scaled(values: Sequence[float] | Floats, factor: float) -> Floats:
    """Values times a factor, to 12 digits, so that 100 % of 207 classes is 207."""
    return _frozen([float(f"{v * factor:.12g}") for v in values])
