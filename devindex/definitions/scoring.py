"""Read ``rules.toml``, all problems reported together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from devindex import shipped
from devindex.definitions.findings import sentences
from devindex.definitions.load import RULES, load_framework, parse
from devindex.definitions.model import Framework
from devindex.definitions.rules import (
    Condition,
    DimensionRule,
    FirmType,
    IndustryClass,
    MaturityLevel,
    PlatformGrade,
    Score,
    ScoringRules,
    SecurityGrade,
)
from devindex.definitions.tables import documents
from devindex.errors import DefinitionError, Sentence, say, unknown
from devindex.kinds import admit

__all__ = ["load_rules"]

TOTAL = "total"
"""Code of the total score in a condition."""

ENTRIES: dict[tuple[str, ...], tuple[type[BaseModel], str]] = {
    ("score",): (Score, "indicator"),
    ("dimension",): (DimensionRule, "code"),
    ("maturity",): (MaturityLevel, "level"),
    ("platform_grade",): (PlatformGrade, "grade"),
    ("security", "industry_class"): (IndustryClass, "class"),
    ("security", "firm_type"): (FirmType, "type"),
    ("security", "grade"): (SecurityGrade, "grade"),
}
"""Lists of the file: the kind of their entries, and the field that names one."""


def load_rules(place: str | Path = "enterprise") -> ScoringRules:
    """Read the rules by which firms are scored.

    Parameters
    ----------
    place
        A framework's name, the path of a folder with ``framework.toml`` and ``rules.toml``, or a
        rules file (``.toml``) of your own for the framework ``enterprise``.

    Raises
    ------
    DefinitionError
        One sentence for each mistake, with the file and the entry.

    Examples
    --------
    >>> rules = load_rules()
    >>> rules.score_of["E04"].goalposts, rules.score_of["E04"].basis
    ((5.0, 200.0), 'house')
    >>> [grade.name.zh for grade in rules.platform_grades]
    ['基础级', '成长级', '引领级', '生态级']
    """
    admit(load_rules, locals(), DefinitionError)
    return _own() if place == "enterprise" else _read(place)


@cache
def _own() -> ScoringRules:
    return _read(shipped.indicators() / "enterprise")


def _read(place: str | Path) -> ScoringRules:
    path = Path(place)
    alone = path.suffix == ".toml"
    framework = load_framework("enterprise" if alone else place)
    if not alone:
        named = not isinstance(place, Path) and not path.is_dir()
        path = (shipped.indicators() / path if named else path) / RULES
    if not path.is_file():
        raise DefinitionError(
            say(
                "{path} is not there, so there is nothing to score firms by",
                "没有 {path}，无从为企业计分",
                path=path,
            )
        )
    problems: list[Sentence] = []
    content = parse(path, problems)
    if problems:
        raise DefinitionError(problems)
    problems += _entry_faults(path.name, content)
    try:
        rules = ScoringRules.model_validate(content | {"framework": framework})
    except ValidationError as error:
        told = zip(sentences(error, ScoringRules, path.name), error.errors(), strict=True)
        problems += [said for said, fault in told if not _inside_entry(fault["loc"])]
        raise DefinitionError(problems) from None
    problems += [
        say("{file}: {fault}", "{file}：{fault}", file=path.name, fault=fault)
        for fault in _faults(rules, framework)
    ]
    if problems:
        raise DefinitionError(problems)
    return rules


def _inside_entry(place: tuple[int | str, ...]) -> bool:
    """Whether a fault lies in one entry of a list, which is told by its name."""
    return any(place[:n] in ENTRIES for n in range(1, len(place)))


def _entry_faults(file: str, content: Mapping[str, Any]) -> Iterator[Sentence]:
    """Faults of single entries, each told with the name of its entry."""
    for path, (kind, key) in ENTRIES.items():
        rows: Any = content
        for step in path:
            rows = rows.get(step, []) if isinstance(rows, Mapping) else []
        for n, row in enumerate(rows if isinstance(rows, list) else [], start=1):
            try:
                kind.model_validate(row)
            except ValidationError as error:
                named = row.get(key) if isinstance(row, Mapping) else None
                name = say("number {n}", "第{n}项", n=n) if named is None else named
                where = say(
                    "{file}, {what} {name}", "{file}，{what} {name}",
                    file=file, what=path[-1], name=name,
                )  # fmt: skip
                yield from sentences(error, kind, where)


def _faults(rules: ScoringRules, framework: Framework) -> Iterator[Sentence]:
    """What one entry alone cannot know."""
    yield from _one_each(
        "score", "indicator", [s.indicator for s in rules.scores], framework.by_code
    )
    dimensions = {d.code: 0 for d in framework.dimensions}
    for i in framework.indicators:
        dimensions[framework.dimension_of(i).code] += 1
    yield from _one_each("dimension", "dimension", [d.code for d in rules.dimensions], dimensions)
    for d in rules.dimensions:
        if d.needs > dimensions.get(d.code, d.needs):
            yield say(
                "dimension {code}: needs {needs} of {n} indicators, so it never has a score",
                "dimension {code}：共{n}项指标，却要求{needs}项，永远不会有得分",
                code=d.code, needs=d.needs, n=dimensions[d.code],
            )  # fmt: skip
    if rules.total.needs > len(dimensions):
        yield say(
            "total: needs {needs} of {n} dimensions, so no firm ever has a score",
            "total：共{n}个一级指标，却要求{needs}个，任何企业都不会有总分",
            needs=rules.total.needs, n=len(dimensions),
        )  # fmt: skip
    for grade in rules.platform_grades:
        for condition in grade.conditions:
            for fault in _condition_faults(condition, framework):
                yield say(
                    "platform_grade {grade}: {fault}", "platform_grade {grade}：{fault}",
                    grade=grade.grade, fault=fault,
                )  # fmt: skip
        if grade.source is not None and grade.source not in documents():
            yield say(
                "platform_grade {grade}: {fault}", "platform_grade {grade}：{fault}",
                grade=grade.grade, fault=unknown("document", grade.source, documents()),
            )  # fmt: skip
    yield from _security_faults(rules, framework)


def _one_each(
    table: str, what: str, given: Iterable[str], known: Collection[str]
) -> Iterator[Sentence]:
    """Refuse names that are not known, are absent or come twice."""
    counts = Counter(given)
    for code in counts:
        if code not in known:
            yield say("{table} {code}: {fault}", "{table} {code}：{fault}", table=table, code=code,
                      fault=unknown(what, code, known))  # fmt: skip
    for code in known:
        if counts[code] != 1:
            yield say(
                "{table} {code}: {n} entries; it must have one",
                "{table} {code}：有{n}条，应为1条",
                table=table, code=code, n=counts[code],
            )  # fmt: skip


def _condition_faults(condition: Condition, framework: Framework) -> Iterator[Sentence]:
    items = {item.code for item in framework.items}
    scores = [*(d.code for d in framework.dimensions), TOTAL]
    if condition.item is not None and condition.item not in items:
        yield unknown("item", condition.item, items)
    if condition.score is not None and condition.score not in scores:
        yield unknown("dimension", condition.score, scores)
    less_is_better = False
    if condition.indicator is not None:
        if condition.indicator not in framework.by_code:
            yield unknown("indicator", condition.indicator, framework.by_code)
            return
        less_is_better = framework.by_code[condition.indicator].sign < 0
    if condition.item is None and (condition.most is not None) != less_is_better:
        yield say(
            "the condition on {code} must use {right}, or a better answer would lower the grade",
            "关于 {code} 的条件应使用 {right}，否则更好的答案反而降低等级",
            code=condition.indicator or condition.score,
            right="most" if less_is_better else "least",
        )


def _security_faults(rules: ScoringRules, framework: Framework) -> Iterator[Sentence]:
    items = {item.code: item for item in framework.items}
    asked = [("item", rules.security.item)]
    asked += [(f"firm_type {t.type}", t.item) for t in rules.security.firm_types if t.item]
    for where, code in asked:
        if code not in items:
            yield say("security, {where}: {fault}", "security，{where}：{fault}", where=where,
                      fault=unknown("item", code, items))  # fmt: skip
        elif where != "item" and items[code].scale != "yes-no":
            yield say(
                "security, {where}: item {code} is not answered by yes or no",
                "security，{where}：题项 {code} 不是是否类题项",
                where=where, code=code,
            )  # fmt: skip
    if rules.security.indicator not in framework.by_code:
        fault = unknown("indicator", rules.security.indicator, framework.by_code)
        yield say("security: {fault}", "security：{fault}", fault=fault)
