"""Figures of a user's own, checked as they come in."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from numbers import Integral, Real
from typing import Any

import numpy as np

from devindex.definitions import Target
from devindex.errors import DevindexWarning, ForecastError, Sentence, listed, say
from devindex.forecast.choices import Choice, Figure
from devindex.kinds import require, shown
from devindex.observations import Announcements
from devindex.observations.announcements import BOUNDS
from devindex.observations.dates import decimal_year, last_day

__all__ = [
    "MOST_DRAWS",
    "day_of",
    "day_read",
    "own_figures",
    "refuse_twofold",
    "require_draws",
    "require_size",
    "require_unit",
    "year_end_of",
]

MOST_DRAWS = 1_000_000
MOST = 1e100
"""Highest figure that is forecast; products of higher ones leave the numbers of a computer."""


_OTHER_YEAR = re.compile(r"\s*(?!19|20)\d{4}(-\d\d){0,2}\s*")


def day_of(given: str | date) -> date:
    """A day, or the last day of a year or month given as text.

    Raises
    ------
    ForecastError
        If the text is no date, or of a year before 1900 or after 2099.

    Examples
    --------
    >>> day_of("2023-11")
    datetime.date(2023, 11, 30)
    """
    if isinstance(given, str) and _OTHER_YEAR.fullmatch(given):
        raise ForecastError(
            say(
                "{given} lies outside the years 1900 to 2099", "{given}不在1900至2099年之内",
                given=given.strip(),
            )
        )  # fmt: skip
    try:
        given = getattr(given, "end_time", given)  # the last moment of a period of pandas
        if isinstance(given, np.datetime64):
            given = str(given)[:10]
        if isinstance(given, datetime):
            given = given.date()
        if isinstance(given, date) and given == given:  # NaT is no day, not even itself
            return given
        return last_day(given)  # type: ignore[arg-type]  # what is no text has no strip
    except (ValueError, AttributeError):
        raise ForecastError(
            say(
                "{given} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD",
                "{given}不是日期，应写作 YYYY、YYYY-MM 或 YYYY-MM-DD",
                given=shown(given),
            )
        ) from None


def day_read(as_of: str | date | None, read: Announcements) -> date:
    """The day asked for, or the day the announcements were read.

    Warns
    -----
    DevindexWarning
        For a day after the announcements were read, from which no figure is known.
    """
    if as_of is None:
        return read.read_on
    day = day_of(as_of)
    if day > read.read_on:
        warnings.warn(
            DevindexWarning(
                say(
                    "the announcements were read on {read}, so that no figure from then to {day} "
                    "is known",
                    "公布数值读取至{read}，此后至{day}的数值未知",
                    read=read.read_on, day=day,
                )
            ),
            stacklevel=3,
        )  # fmt: skip
    return day


def year_end_of(year: int) -> date:
    """Last day of a year that stands as a whole number.

    Raises
    ------
    ForecastError
        For a year that is in no calendar.

    Examples
    --------
    >>> year_end_of(2028)
    datetime.date(2028, 12, 31)
    """
    if not date.min.year <= year <= date.max.year:
        raise ForecastError(
            say(
                "{year} is not a year; a whole number from 1 to 9999 is needed",
                "{year}不是年份，应为1至9999的整数",
                year=year,
            )
        )
    return date(int(year), 12, 31)


def require_draws(draws: int, seed: int, name: str = "seed") -> None:
    """Refuse a number of paths or a seed that cannot be, both told together.

    Raises
    ------
    ForecastError
        For less than one path or more than a million, and a seed below zero.
    """
    require(draws, int, "draws", ForecastError)
    require(seed, int, name, ForecastError)
    problems = []
    if not 1 <= draws <= MOST_DRAWS:
        problems.append(
            say(
                "draws is {n}; 1 to {most:,} is needed", "draws 为{n}，应在1至{most:,}之间",
                n=draws, most=MOST_DRAWS,
            )
        )  # fmt: skip
    if seed < 0:
        problems.append(
            say("{name} is {n}; 0 or more is needed", "{name} 为{n}，应不小于0", name=name, n=seed)
        )
    if problems:
        raise ForecastError(problems)


def require_size(value: float, name: str = "value") -> None:
    """Refuse a figure above ``MOST``.

    Raises
    ------
    ForecastError
        Naming the figure.
    """
    if value > MOST:
        raise ForecastError(
            say(
                "{name} is {value:g}; at most {most:g} is needed, so give the figures in a larger "
                "unit",
                "{name} 为{value:g}，不应超过{most:g}，请改用更大的单位",
                name=name, value=value, most=MOST,
            )
        )  # fmt: skip


def own_figures(
    times: Sequence[Any], values: Sequence[Any], bounds: Sequence[Any] | None
) -> list[Figure]:
    """Figures from three columns, every fault of them told together.

    Raises
    ------
    ForecastError
        For what is no column, columns of different length, and what is no date, number or bound.
    """
    require(times, Sequence[Any], "times", ForecastError)
    require(values, Sequence[Any], "values", ForecastError)
    require(bounds, Sequence[Any] | None, "bounds", ForecastError)
    marks = [0] * len(values) if bounds is None else list(bounds)
    if not len(times) == len(values) == len(marks):
        raise ForecastError(
            say(
                "{times} times, {values} values and {bounds} bounds are given; one of each is "
                "needed for a figure",
                "给出{times}个时间、{values}个数值、{bounds}个界限，三者须一一对应",
                times=len(times), values=len(values), bounds=len(marks),
            )
        )  # fmt: skip
    problems = list(_faults(values, marks))
    figures = []
    for time, value, mark in zip(times, values, marks, strict=True):
        try:
            at, when = _time(time)
        except ForecastError as error:
            problems += error.problems
            continue
        if not problems:
            bound = mark if mark in BOUNDS else BOUNDS[int(mark)]
            figures.append(Figure(at, when, f"{float(value):.12g}", bound))
    if problems:
        raise ForecastError(problems)
    return figures


def _time(given: Any) -> tuple[float, str]:
    """Decimal year, and how to write it; a whole number is the end of a year."""
    if isinstance(given, Integral) and not isinstance(given, bool):
        given = year_end_of(int(given))
    if isinstance(given, Real) and not isinstance(given, bool) and math.isfinite(given):
        return float(given), f"{float(given):.10g}"
    day = day_of(given)
    return decimal_year(day), day.isoformat()


def _faults(values: Sequence[Any], marks: Sequence[Any]) -> Iterator[Sentence]:
    for n, value in enumerate(values, start=1):
        if not isinstance(value, Real) or isinstance(value, bool) or not math.isfinite(value):
            yield say(
                "value {n} is {value}; a finite number is needed, and a missing figure is left out",
                "第{n}个数值为{value}，应为有限的数值；缺失的请删去",
                n=n, value=shown(value),
            )  # fmt: skip
    for n, (value, mark) in enumerate(zip(values, marks, strict=True), start=1):
        if mark in ("at_most", BOUNDS.index("at_most")) and value == 0:
            yield say(
                "value {n} is at most 0, and nothing below 0 is forecast; give 0 as exact",
                "第{n}个数值为至多0，而负值不作预测；请将0作为准确值给出",
                n=n,
            )  # fmt: skip
        if not (mark in BOUNDS or (isinstance(mark, Real) and mark in range(len(BOUNDS)))):
            yield say(
                "bound {n} is {mark}; 0 to 3 or one of {names} is needed",
                "第{n}个界限为{mark}，应为0至3或以下之一：{names}",
                n=n, mark=shown(mark), names=listed(BOUNDS),
            )  # fmt: skip


def refuse_twofold(name: str, choices: Sequence[Choice]) -> None:
    """Refuse two exact figures for one date, between which no order of sources decides.

    Raises
    ------
    ForecastError
        Naming the date and both figures.
    """
    exact = [c.figure for c in choices if c.figure.bound == "exact"]
    twofold = [(a, b) for a, b in pairwise(exact) if a.time == b.time and a.value != b.value]
    if twofold:
        raise ForecastError(
            say(
                "{name}: both {a} and {b} are given for {when}; give one",
                "{name}：{when}有 {a} 与 {b} 两个数值，请只给一个",
                name=name, a=a.value, b=b.value, when=a.when,
            )
            for a, b in twofold
        )  # fmt: skip


def require_unit(name: object, unit: str, target: Target) -> None:
    """Refuse a series in another unit than the target it is held against.

    Raises
    ------
    ForecastError
        Naming both units.

    Examples
    --------
    >>> from devindex.definitions import load_targets
    >>> require_unit("mine", "%", load_targets()["plt_penetration_rate_2028"])
    """
    if unit not in (target.unit.zh, target.unit.en):
        raise ForecastError(
            say(
                "{name} is in {unit!r} and the target {target} in {right!r}; convert the figures",
                "{name}的单位是{unit!r}，目标 {target} 的单位是{right!r}，请先换算",
                name=name,
                unit=unit,
                target=target.id,
                right=Sentence(target.unit.en, target.unit.zh),
            )
        )
