"""Dates as announcements give them: a year, a month or a day, each with a last day."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

__all__ = ["day_at", "decimal_year", "last_day", "printed_dates", "printed_years"]

_GIVEN = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?")
_PRINTED = re.compile(
    r"(?<!\d)(20[0-3]\d)[-/.年]?(0[1-9]|1[0-2])(?:[-/.月]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")


def _end(year: str, month: str | None, day: str | None) -> date:
    y, m = int(year), int(month or 12)
    return date(y, m, int(day) if day else monthrange(y, m)[1])


def last_day(text: str) -> date:
    """Last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Raises
    ------
    ValueError
        If the text is none of the three, or no such day is in the calendar.

    Examples
    --------
    >>> last_day("2024-02"), last_day("2030")
    (datetime.date(2024, 2, 29), datetime.date(2030, 12, 31))
    """
    found = _GIVEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    try:
        return _end(*found.groups())
    except ValueError:
        raise ValueError(text) from None


def printed_dates(text: str) -> Iterator[date]:
    """Every date printed in a title or an address, a month standing for its last day.

    Examples
    --------
    >>> list(printed_dates("http://a.cn/202107/t20210719_2818601.shtml"))
    [datetime.date(2021, 7, 31), datetime.date(2021, 7, 19)]
    """
    for found in _PRINTED.finditer(text):
        try:
            yield _end(*found.groups())
        except ValueError:
            continue


def printed_years(text: str) -> Iterator[date]:
    """Last day of every year printed without a month.

    Examples
    --------
    >>> list(printed_years("2022 conference"))
    [datetime.date(2022, 12, 31)]
    """
    yield from (date(int(found.group(1)), 12, 31) for found in _YEAR.finditer(text))


def decimal_year(day: date) -> float:
    """Year and the part of it that has passed when the day begins.

    Examples
    --------
    >>> decimal_year(date(2024, 7, 1)), decimal_year(date(2030, 1, 1))
    (2024.4972677595629, 2030.0)
    """
    days = 366 if monthrange(day.year, 2)[1] == 29 else 365
    return day.year + (day.timetuple().tm_yday - 1) / days


def day_at(time: float) -> date:
    """Day of a decimal year, the nearest one that begins.

    Examples
    --------
    >>> day_at(decimal_year(date(2028, 12, 31))), day_at(2030.0)
    (datetime.date(2028, 12, 31), datetime.date(2030, 1, 1))
    """
    first = date(int(time), 1, 1)
    days = round((time - first.year) * (365 + isleap(first.year)))
    return first + timedelta(days=min(days, (date.max - first).days))
