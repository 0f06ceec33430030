"""Waivers: a TOML file in which somebody answers for findings that are right as they stand."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from devindex.definitions import region, series
from devindex.errors import (
    DevindexError,
    ObservationError,
    Sentence,
    os_fault,
    say,
    toml_fault,
    unknown,
)
from devindex.observations.cells import units
from devindex.observations.checks.findings import CHECKS, Waiver

__all__ = ["read_waivers"]

NEEDED = ("check", "name", "date", "reason")
PLACES = ("series", "region", "year")


def read_waivers(file: str | Path) -> tuple[Waiver, ...]:
    """Read waivers, and report every fault of the file.

    Each ``[[waiver]]`` has ``check``, ``name``, ``date`` and ``reason``, and says what it is about
    by ``series``, ``region`` or both, and ``year``: none is for everything.

    Raises
    ------
    ObservationError
        One sentence for each fault.
    """
    path = Path(file)
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise ObservationError(
            say("{file} cannot be read: {why}", "{file} 不能读取：{why}", file=path,
                why=os_fault(error))
        ) from None  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ObservationError(
            say("{file}: not TOML in UTF-8: {fault}", "{file}：不是 UTF-8 编码的有效 TOML，{fault}",
                file=path.name, fault=toml_fault(error, text))
        ) from None  # fmt: skip
    entries = said.get("waiver", [])
    listing = isinstance(entries, list) and all(isinstance(e, Mapping) for e in entries)
    problems: list[Sentence] = []
    if set(said) - {"waiver"} or not listing:
        problems.append(say("only [[waiver]] tables are read", "只读取 [[waiver]] 表"))
        entries = []
    waivers = []
    for n, entry in enumerate(entries, start=1):
        faults = list(_faults(entry))
        problems += [
            say("waiver {n}: {fault}", "第{n}条豁免：{fault}", n=n, fault=f) for f in faults
        ]
        if not faults:
            waivers.append(_waiver(entry))
    if problems:
        raise ObservationError(
            say("{file}: {fault}", "{file}：{fault}", file=path.name, fault=p) for p in problems
        )
    return tuple(waivers)


def _waiver(entry: Mapping[str, Any]) -> Waiver:
    place = region(entry["region"]).code if "region" in entry else ""
    return Waiver(
        entry["check"], entry["name"].strip(), str(entry["date"]), entry["reason"].strip(),
        entry.get("series", ""), place, entry.get("year", 0),
    )  # fmt: skip


def _faults(entry: Mapping[str, Any]) -> Iterator[Sentence]:
    """What is wrong with one waiver."""
    for key in sorted(set(entry) - {*NEEDED, *PLACES}):
        yield unknown("key", key, [*NEEDED, *PLACES])
    for key in NEEDED:
        value = entry.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield say("{key} is missing", "缺少 {key}", key=key)
        elif key != "date" and not isinstance(value, str):
            yield say("{key} is no text", "{key} 不是文字", key=key)
    when = entry.get("date")
    if when is not None and not _is_date(when):
        yield say("{given} is not a date; write YYYY-MM-DD", "{given}不是日期，应写作 YYYY-MM-DD",
                  given=when)  # fmt: skip
    if isinstance(entry.get("check"), str) and entry["check"] not in CHECKS:
        yield unknown("check", entry["check"], CHECKS)
    if "series" not in entry and "region" not in entry:
        yield say(
            "says neither series nor region; a waiver is about one of them at least",
            "没有指明序列或地区；豁免至少应针对其中之一",
        )
    if "series" in entry and entry["series"] not in {*units(), *series()}:
        yield unknown("series", str(entry["series"]), units())
    if "region" in entry:
        try:
            region(entry["region"])
        except DevindexError as error:
            yield error.problems[0]
    if not isinstance(entry.get("year", 0), int) or isinstance(entry.get("year"), bool):
        yield say("year is no whole number", "year 不是整数")


def _is_date(given: object) -> bool:
    if isinstance(given, date):
        return True
    try:
        date.fromisoformat(str(given))
    except ValueError:
        return False
    return True
