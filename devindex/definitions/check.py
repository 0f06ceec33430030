"""What one entry alone cannot know: names that point nowhere, codes that come twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from devindex.definitions import tables
from devindex.definitions.model import Framework
from devindex.errors import unknown

__all__ = ["references", "scored_faults"]

Found = Mapping[str, list[tuple[str, dict[str, Any]]]]


def references(found: Found, level: str) -> list[str]:
    """Check entries as they are written, so that one fault does not hide the next."""
    out: list[str] = []
    for what, rows in found.items():
        counts = Counter(str(row.get("code")) for _, row in rows)
        out += [f"{what} {code} is defined {n} times" for code, n in counts.items() if n > 1]
    out += _across_levels(found)
    series = tables.series(level)
    known: dict[str, Collection[str]] = {
        "dimension": _codes(found, "dimension"),
        "theme": _codes(found, "theme"),
        "item": _codes(found, "item"),
        "series": series,
        "document": tables.documents(),
        "target": tables.targets(),
    }
    for what in ("theme", "indicator"):
        for file, row in found[what]:
            out += [
                f"{file}, {what} {row.get('code')}: {unknown(kind, name, known[kind])}"
                for kind, name in _named(row)
                if name not in known[kind]
            ]
    return out


RESERVED = ("index", "score", "development-index")
"""Codes of the whole, in every table of a release."""


def _across_levels(found: Found) -> list[str]:
    """A code names one node of the tree, so that a column of scores has one meaning."""
    place: dict[str, str] = dict.fromkeys(RESERVED, "the whole index")
    out = []
    for what in ("dimension", "theme", "indicator"):
        own = dict.fromkeys(_codes(found, what), f"a {what}")
        out += [
            f"{what} {code}: the code stands for {place[code]} already; choose another"
            for code in own
            if code in place
        ]
        place |= {code: said for code, said in own.items() if code not in place}
    return out


def _codes(found: Found, what: str) -> list[str]:
    return [str(row.get("code")) for _, row in found[what]]


def _named(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every name an entry uses, with the kind of thing it should be."""
    for field in ("dimension", "theme", "document"):
        if isinstance(row.get(field), str):
            yield field, row[field]
    for field in ("numerator", "denominator", "companion"):
        quantity = row.get(field)
        if isinstance(quantity, dict):
            for kind in ("series", "item"):
                if isinstance(quantity.get(kind), str):
                    yield kind, quantity[kind]
    if isinstance(row.get("nation_weight"), str):
        yield "series", row["nation_weight"]
    targets = row.get("targets")
    for target in targets if isinstance(targets, list) else []:
        yield "target", str(target)


def scored_faults(framework: Framework) -> list[str]:
    """What a scored indicator must have beyond the others."""
    out = []
    if framework.scored and framework.scoring is None:
        out.append("framework.toml: scored indicators need a [scoring] table")
    series = tables.series(framework.level)
    for i in framework.scored:
        if i.goalposts is None:
            out.append(f"indicator {i.code}: scored, so goalposts = [lower, upper] are needed")
        elif i.transform == "log" and i.goalposts[0] <= 0:
            out.append(f"indicator {i.code}: goalposts {list(i.goalposts)} cannot be logged")
        for quantity in (i.numerator, i.denominator):
            grade = series[quantity.series].grade if quantity and quantity.series in series else ""
            if grade[:1] in ("C", "D"):
                out.append(
                    f"indicator {i.code}: series {quantity.name if quantity else ''} is graded "
                    f"{grade}, and only A and B may be scored"
                )
    return out
