"""Vocabularies kept as tables: series, regions, targets, documents. Read with csv alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from devindex import shipped
from devindex.errors import DefinitionError, Sentence, say, unknown
from devindex.kinds import require

__all__ = [
    "NATION",
    "Region",
    "Series",
    "documents",
    "region",
    "regions",
    "rows",
    "series",
    "targets",
]


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a table as text."""
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
def regions() -> Mapping[str, Region]:
    """The 34 province-level units by GB/T 2260 code, in the order of the codes.

    Examples
    --------
    >>> regions()["440000"].name_en
    'Guangdong'
    """
    table = rows(shipped.data() / "regions" / "regions.csv")
    units = {
        r["region"]: Region(
            r["region"], r["iso"], r["name_zh"], r["short_zh"], r["name_en"], r["pinyin"],
            r["abbr"], r["macro"], r["covered"] == "true",
        )
        for r in sorted(table, key=lambda r: r["region"])
    }  # fmt: skip
    return MappingProxyType(units)


def region(word: str) -> Region:
    """Find a region by GB/T 2260 code, ISO code, or Chinese or English name.

    A name that only looks like one is an error. Pinyin is taken where one unit alone has it
    (Xizang); Shanxi is the English name of 山西, and 陕西 is Shaanxi.

    Examples
    --------
    >>> region("CN-GD").code, region("陕西").code, region("Shaanxi").code
    ('440000', '610000', '610000')
    >>> region("000000").name_en
    'China'
    """
    require(word, str, "region", DefinitionError)
    wanted = word.strip()
    units = [NATION, *regions().values()]
    for unit in units:
        if wanted in (unit.code, unit.iso, unit.name_zh, unit.short_zh, unit.abbr):
            return unit
    for unit in units:
        if wanted.casefold() in (unit.name_en.casefold(), unit.iso.casefold()):
            return unit
    sound = [u for u in units if u.pinyin.casefold() == wanted.casefold()]
    if len(sound) == 1:
        return sound[0]
    raise DefinitionError(
        say(
            "unknown region {word!r}.{near} Give a GB/T 2260 code (440000), an ISO 3166-2 code "
            "(CN-GD) or a name as published (广东省, 广东, Guangdong)",
            "无法识别地区{word!r}。{near}请用 GB/T 2260 代码（440000）、ISO 3166-2 代码（CN-GD）"
            "或公布的名称（广东省、广东、Guangdong）",
            word=word,
            near=_near(wanted, units),
        )
    )


def _near(word: str, units: list[Region]) -> Sentence:
    """Names that look like a word; two Chinese characters share one with many, so all are said."""
    names = [n for u in units for n in (u.code, u.iso, u.short_zh, u.name_en)]
    near = get_close_matches(word, names, n=6, cutoff=0.5 if not word.isascii() else 0.7)
    if not near:
        return Sentence("", "")
    names = sorted(set(near))
    zh = "或".join("、".join(f"“{n}”" for n in part) for part in (names[:-1], names[-1:]) if part)
    return Sentence(f" Did you mean {' or '.join(names)}?", f"是否指{zh}？")


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
    part_of: str = ""
    """Series of which this one counts a part, in the same unit."""


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
            r.get("part_of", ""),
        )
        for r in rows(shipped.data() / "observations" / name)
    }  # fmt: skip


@cache
def documents() -> dict[str, dict[str, str]]:
    """Policy documents by id."""
    table = rows(shipped.data() / "targets" / "documents.csv")
    return {r["document_id"]: r for r in table}


@cache
def targets() -> dict[str, dict[str, str]]:
    """Rows of ``data/targets/targets.csv`` by target id; look-alikes named, never merged."""
    table = rows(shipped.data() / "targets" / "targets.csv")
    return {r["target_id"]: r for r in table}


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
            say(
                "{codes} are vintages of one series: use one of them throughout",
                "{codes} 是同一序列的不同版本，全程只能用其中一个",
                codes=Sentence(" and ".join(codes), " 与 ".join(codes)),
            )
            for codes in mixed
        )
