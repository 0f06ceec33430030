"""What one entry alone cannot know: names that point nowhere, codes that come twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from devindex.definitions import tables
from devindex.definitions.model import Framework
from devindex.errors import Sentence, say, term, unknown

__all__ = ["beside_faults", "references", "scored_faults"]

Found = Mapping[str, list[tuple[str, dict[str, Any]]]]


def references(found: Found, level: str) -> list[Sentence]:
    """Check entries as they are written, so that one fault does not hide the next."""
    out: list[Sentence] = []
    for what, rows in found.items():
        counts = Counter(str(row.get("code")) for _, row in rows)
        out += [
            say(
                "{what} {code} is defined {n} times", "{what} {code} 定义了{n}次",
                what=term(what), code=code, n=n,
            )
            for code, n in counts.items()
            if n > 1
        ]  # fmt: skip
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
    for what in ("theme", "indicator", "item"):
        for file, row in found[what]:
            out += [
                say(
                    "{file}, {what} {code}: {fault}", "{file}，{what} {code}：{fault}",
                    file=file, what=term(what), code=row.get("code"),
                    fault=unknown(kind, name, known[kind]),
                )
                for kind, name in _named(row)
                if name not in known[kind]
            ]  # fmt: skip
    return out


RESERVED = ("index", "score", "development-index")
"""Codes of the whole, in every table of a release."""


def _across_levels(found: Found) -> list[Sentence]:
    """A code names one node of the tree, so that a column of scores has one meaning."""
    place = dict.fromkeys(RESERVED, Sentence("the whole index", "整个指数"))
    out = []
    for what in ("dimension", "theme", "indicator"):
        own = dict.fromkeys(_codes(found, what), say("a {what}", "{what}", what=term(what)))
        out += [
            say(
                "{what} {code}: the code stands for {place} already; choose another",
                "{what} {code}：该代码已用于{place}，请另选一个",
                what=term(what), code=code, place=place[code],
            )
            for code in own
            if code in place
        ]  # fmt: skip
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
    if isinstance(row.get("part_of"), str):
        yield "item", row["part_of"]
    if isinstance(row.get("nation_weight"), str):
        yield "series", row["nation_weight"]
    targets = row.get("targets")
    for target in targets if isinstance(targets, list) else []:
        yield "target", str(target)


def beside_faults(framework: Framework, used: Collection[str]) -> Iterator[Sentence]:
    """Published indices that are not known, or that would be an input of what they stand beside."""
    known = tables.series(framework.level)
    for code in framework.references:
        if code not in known:
            yield say(
                "framework.toml: {fault}", "framework.toml：{fault}",
                fault=unknown("series", code, known),
            )  # fmt: skip
        elif code in used:
            yield say(
                "framework.toml: {code} stands beside the index as a reference, so no indicator "
                "may be made of it",
                "framework.toml：{code} 是列在指数旁的参考，不得用于任何指标",
                code=code,
            )


def scored_faults(framework: Framework) -> list[Sentence]:
    """What a scored indicator must have beyond the others."""
    out = []
    if framework.scored and framework.scoring is None:
        out.append(
            say(
                "framework.toml: scored indicators need a [scoring] table",
                "framework.toml：有计分指标，须有 [scoring] 表",
            )
        )
    series = tables.series(framework.level)
    for i in framework.scored:
        if i.goalposts is None:
            out.append(
                say(
                    "indicator {code}: scored, so goalposts = [lower, upper] are needed",
                    "三级指标 {code}：计分指标须有阈值 goalposts，先下限、后上限",
                    code=i.code,
                )
            )
        elif i.transform == "log" and i.goalposts[0] <= 0:
            out.append(
                say(
                    "indicator {code}: goalposts {goalposts} cannot be logged",
                    "三级指标 {code}：阈值 {goalposts} 不能取对数，下限须大于0",
                    code=i.code,
                    goalposts=list(i.goalposts),
                )
            )
        for quantity in (i.numerator, i.denominator):
            grade = series[quantity.series].grade if quantity and quantity.series in series else ""
            if grade[:1] in ("C", "D"):
                out.append(
                    say(
                        "indicator {code}: series {series} is graded {grade}, and only A and B may "
                        "be scored",
                        "三级指标 {code}：序列 {series} 的可靠性为 {grade} 级，"
                        "只有 A、B 级可以计分",
                        code=i.code,
                        series=quantity.name if quantity else "",
                        grade=grade,
                    )
                )
    return out
