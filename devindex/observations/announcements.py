"""National figures as they were announced: bounds, dates and publishers, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from devindex import shipped
from devindex.definitions import series
from devindex.errors import ObservationError, Sentence, listed, say, unknown
from devindex.kinds import admit
from devindex.observations.cells import on_line
from devindex.observations.dates import last_day, printed_dates, printed_years
from devindex.observations.read import text_rows
from devindex.observations.sources import Source, read_source

__all__ = ["BOUNDS", "Announcement", "Announcements", "load_announcements"]

BOUNDS = ("exact", "at_least", "about", "at_most")
DATE_KINDS = ("as_of", "year", "published", "undated", "expected")
COLUMNS = (
    "series", "value", "bound", "as_of", "date_kind", "unit", "publisher", "source_title",
    "source_url", "flags", "status", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Announcement:
    """One announced figure.

    ``day`` is the last day of the date given. ``published`` is that day where the date is one of
    publication. Elsewhere it is the latest date printed in title, note or address that is not
    before ``day``; else the end of a later year printed in the title; else a year after ``day``
    (``published_by_rule``). It is never later than the day the table was read, and errs on the
    late side, so that a figure is not taken as known before it was.
    """

    series: str
    value: str
    """As printed, with its digits."""
    bound: str
    as_of: str
    date_kind: str
    unit: str
    publisher: str
    title: str
    url: str
    flags: tuple[str, ...]
    status: str
    note: str
    day: date
    published: date
    published_by_rule: bool

    @property
    def number(self) -> float:
        """The figure as a number, in the series' unit."""
        return float(self.value)

    @property
    def own_date(self) -> bool:
        """True where the text says what date or year the figure is of."""
        return self.date_kind in ("as_of", "year")


@dataclass(frozen=True)
class Announcements:
    """Every announced figure, the source of the table and the day it was read."""

    rows: tuple[Announcement, ...]
    source: Source
    read_on: date

    def of(self, code: str) -> tuple[Announcement, ...]:
        """The figures of one series, as they stand in the table."""
        return tuple(row for row in self.rows if row.series == code)


def load_announcements(file: str | Path | None = None) -> Announcements:
    """Read announced figures, and report every fault of the table.

    Parameters
    ----------
    file
        A CSV with its sidecar, columns as in ``data/observations/national/announcements.csv``;
        that file if not given.

    Raises
    ------
    ObservationError
        One sentence for each fault, with its line.

    Examples
    --------
    >>> len(load_announcements().rows), load_announcements().read_on
    (434, datetime.date(2026, 11, 20))
    """
    admit(load_announcements, locals(), ObservationError)
    if file is not None:
        return _read(Path(file))
    return _read_once(shipped.data() / "observations" / "national" / "announcements.csv")


def _read(file: Path) -> Announcements:
    if not file.is_file():
        raise ObservationError(say("there is no file {file}", "没有文件 {file}", file=file))
    source = read_source(file)
    frame, problems = text_rows(file, COLUMNS)
    try:
        read_on = last_day(source.accessed)
    except ValueError:
        read_on = date.max
    rows = []
    for row in frame.to_dict("records"):
        faults = list(_faults(row))
        problems += [on_line(row["line"], fault) for fault in faults]
        if not faults:
            rows.append(_row(row, read_on))
    if problems:
        raise ObservationError(
            say("{file}{fault}", "{file}{fault}", file=file.name, fault=p) for p in problems
        )
    return Announcements(tuple(rows), source, read_on)


_read_once = cache(_read)


def _row(row: dict[str, Any], read_on: date) -> Announcement:
    day = last_day(row["as_of"])
    published, by_rule = _published(row, day, read_on)
    return Announcement(
        series=row["series"], value=row["value"], bound=row["bound"], as_of=row["as_of"],
        date_kind=row["date_kind"], unit=row["unit"], publisher=row["publisher"],
        title=row["source_title"], url=row["source_url"],
        flags=tuple(filter(None, row["flags"].split(";"))), status=row["status"],
        note=row["note"], day=day, published=published, published_by_rule=by_rule,
    )  # fmt: skip


def _published(row: dict[str, Any], day: date, read_on: date) -> tuple[date, bool]:
    """Day a figure was out by, and whether only the rule says so."""
    if row["date_kind"] == "published":
        return min(day, read_on), False
    texts = (row["source_title"], row["note"], row["source_url"])
    printed = [d for text in texts for d in printed_dates(text) if day <= d <= read_on]
    years = [d for d in printed_years(row["source_title"]) if day < d <= read_on]
    if printed or years:
        return max(printed or years), False
    later = date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    return min(later, read_on), True


def _faults(row: dict[str, Any]) -> Iterator[Sentence]:
    """What is wrong with one row."""
    known = series("national")
    if row["series"] not in known:
        yield unknown("series", row["series"], known)
    elif row["unit"] != known[row["series"]].unit:
        yield say(
            "{series} is in {right!r}, not {given!r}", "{series} 的单位是{right!r}，不是{given!r}",
            series=row["series"], right=known[row["series"]].unit, given=row["unit"],
        )  # fmt: skip
    if not _is_number(row["value"]):
        yield say("{given!r} is not a number", "{given!r}不是数值", given=row["value"])
    for column, choices in (("bound", BOUNDS), ("date_kind", DATE_KINDS)):
        if row[column] not in choices:
            yield say(
                "{column} is {given!r}, not one of {choices}",
                "{column} 为{given!r}，应为以下之一：{choices}",
                column=column, given=row[column], choices=listed(choices),
            )  # fmt: skip
    try:
        last_day(row["as_of"])
    except ValueError:
        yield say(
            "{given!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD",
            "{given!r}不是日期，应写作 YYYY、YYYY-MM 或 YYYY-MM-DD",
            given=row["as_of"],
        )


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text))) and text.strip().lower() == text
    except ValueError:
        return False
