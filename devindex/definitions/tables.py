"""Vocabularies kept as tables: series, regions, targets, documents. Read with csv alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from devindex import shipped
from devindex.errors import DefinitionError, unknown

__all__ = [
    "NATION",
    "Region",
    "Series",
    "documents",
    "region",
    "regions",
    "series",
    "targets",
]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Region:
    """The nation or a province-level unit. ``code`` is GB/T 2260, ``iso`` ISO 3166-2."""

    code: str
    iso: str
    name_zh: str
    short_zh: str
    name_en: str
    pinyin: str
    abbr: str
    macro: str
    covered: bool
    """True for the 31 units the national yearbooks tabulate."""


NATION = Region("000000", "CN", "全国", "全国", "China", "Quanguo", "国", "", False)


@cache
def regions() -> dict[str, Region]:
    """The 34 province-level units by GB/T 2260 code, in the order of the codes.

    Examples
    --------
    >>> regions()["440000"].name_en
    'Guangdong'
    """
    rows = _rows(shipped.data() / "regions" / "regions.csv")
    return {
        r["region"]: Region(
            r["region"], r["iso"], r["name_zh"], r["short_zh"], r["name_en"], r["pinyin"],
            r["abbr"], r["macro"], r["covered"] == "true",
        )
        for r in sorted(rows, key=lambda r: r["region"])
    }  # fmt: skip


def region(word: str) -> Region:
    """Find a region by GB/T 2260 code, ISO code, or Chinese or English name.

    A name that two units share (Shanxi, in pinyin) or that only looks like one is an error.

    Examples
    --------
    >>> region("CN-GD").code, region("陕西").code, region("Shaanxi").code
    ('440000', '610000', '610000')
    >>> region("000000").name_en
    'China'
    """
    wanted = word.strip()
    units = [NATION, *regions().values()]
    for unit in units:
        if wanted in (unit.code, unit.iso, unit.name_zh, unit.short_zh, unit.abbr):
            return unit
    for unit in units:
        if wanted.casefold() in (unit.name_en.casefold(), unit.iso.casefold()):
            return unit
    raise DefinitionError(
        f"unknown region {word!r}.{_near(wanted, units)} Give a GB/T 2260 code (440000), an ISO "
        "3166-2 code (CN-GD) or a name as published (广东省, 广东, Guangdong)"
    )


def _near(word: str, units: list[Region]) -> str:
    """Names that look like a word; two Chinese characters share one with many, so all are said."""
    names = [n for u in units for n in (u.code, u.iso, u.short_zh, u.name_en)]
    near = get_close_matches(word, names, n=6, cutoff=0.5 if not word.isascii() else 0.7)
    return f" Did you mean {' or '.join(sorted(set(near)))}?" if near else ""


@dataclass(frozen=True)
class Series:
    """One official series: what the numbers of ``data/observations`` with its code mean."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    definition: str
    grade: str
    """Reliability, A to D; C and D never enter a headline."""
    vintage_of: str
    """Series of which this is one vintage; two vintages are never used together."""
    additive: bool
    """True where provinces may be summed to a national total."""


@cache
def series(level: str = "regional") -> dict[str, Series]:
    """Series by code: of the provincial tables, or of the ``national`` announcements.

    Two vocabularies, because one code may stand in both with another meaning.

    Examples
    --------
    >>> series()["eco_gdp"].unit
    '亿元'
    """
    name = "national-series.csv" if level == "national" else "regional-series.csv"
    return {
        r["series"]: Series(
            r["series"], r["name_zh"], r["name_en"], r["unit"], r["definition"],
            r.get("grade", ""), r.get("vintage_of", ""), r.get("additive") == "true",
        )
        for r in _rows(shipped.data() / "observations" / name)
    }  # fmt: skip


@cache
def documents() -> dict[str, dict[str, str]]:
    """Policy documents by id."""
    rows = _rows(shipped.data() / "targets" / "documents.csv")
    return {r["document_id"]: r for r in rows}


@cache
def targets() -> dict[str, dict[str, str]]:
    """Rows of ``data/targets/targets.csv`` by target id; look-alikes named, never merged."""
    rows = _rows(shipped.data() / "targets" / "targets.csv")
    return {r["target_id"]: r for r in rows}


def check_vintages(used: Iterable[str]) -> None:
    """Refuse two vintages of one series side by side.

    Raises
    ------
    DefinitionError
        Naming the vintages that met.
    """
    by_family: dict[str, set[str]] = {}
    known = series()
    for code in used:
        if code not in known:
            raise DefinitionError(unknown("series", code, known))
        family = known[code].vintage_of
        if family:
            by_family.setdefault(family, set()).add(code)
    mixed = [sorted(codes) for codes in by_family.values() if len(codes) > 1]
    if mixed:
        raise DefinitionError(
            f"{' and '.join(codes)} are vintages of one series: use one of them throughout"
            for codes in mixed
        )
