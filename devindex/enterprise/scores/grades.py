"""Maturity, platform grade and security grade, as expressions over scored firms."""

from __future__ import annotations

import math
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from devindex.definitions.rules import Condition, FirmType, PlatformGrade, ScoringRules, Security
from devindex.enterprise.scores.points import SLACK, reaches

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["classed", "due", "maturity", "platform_grade", "reached", "security_type"]


def maturity(table: ir.Table, rules: ScoringRules) -> ir.IntegerValue:
    """Highest level whose thresholds all hold; a dimension without score hinders none.

    NULL where there is no total; 0 below the first level.
    """
    import ibis

    score = table["score"]
    worst = ibis.least(*[table[f"score-{d.code}"].fill_null(math.inf) for d in rules.dimensions])
    rows = []
    for level in reversed(rules.maturity):
        test = reaches(score, level.score)
        if level.dimensions > rules.total.floor:
            test = test & reaches(worst, level.dimensions)
        rows.append((test, level.level))
    none = (score.isnull(), ibis.null("int32"))
    return ibis.cases(none, *rows, else_=0).cast("int32")


def platform_grade(table: ir.Table, grades: tuple[PlatformGrade, ...]) -> ir.IntegerValue:
    """Highest grade whose conditions, and those of all lower grades, are known to hold.

    0 where the conditions of the first do not hold, NULL where that is not known.
    """
    import ibis

    own = [reduce(and_, [_holds(table, c) for c in grade.conditions]) for grade in grades]
    rows = [(~h.fill_null(False), g.grade - 1) for h, g in zip(own, grades, strict=True)]
    none = (own[0].isnull(), ibis.null("int32"))
    return ibis.cases(none, *rows, else_=grades[-1].grade).cast("int32")


def classed(table: ir.Table, security: Security) -> ir.Table:
    """Add ``security-class``, the class of a firm's industry; NULL for an industry in none.

    By a join: an engine works an expression out anew wherever it is looked at.
    """
    import ibis

    rows = [(i, c.industry_class) for c in security.industry_classes for i in c.industries]
    known = ibis.memtable(rows, schema={"of": "string", "security-class": "int32"})
    return table.left_join(known, table["industry"] == known["of"]).drop("of")


def security_type(table: ir.Table, security: Security) -> ir.IntegerValue:
    """Last type of the list that a firm says it is; the first type where it says none."""
    import ibis

    first, *others = security.firm_types
    rows = [(_says(table, t), t.type) for t in reversed(others)]
    return (ibis.cases(*rows, else_=first.type) if rows else ibis.literal(first.type)).cast("int32")


def due(table: ir.Table, security: Security) -> ir.IntegerValue:
    """Grade that industry class, size and type ask for; the highest of the firm's types.

    NULL where class or size is not known.
    """
    import ibis

    first, *others = security.firm_types
    own = _due(table, first)
    asked = [ibis.ifelse(_says(table, t), _due(table, t), own) for t in others]
    # All of them are NULL or none is, so that engines need not agree on NULL in greatest.
    return ibis.greatest(own, *asked).cast("int32") if asked else own.cast("int32")


def reached(table: ir.Table, security: Security) -> ir.IntegerValue:
    """Highest grade, up to the declared one, whose pass mark the self-assessed score comes up to.

    0 without a grade; NULL where the grade, or the score of a graded firm, is missing.
    """
    import ibis

    declared, assessed = table[security.item], table[security.indicator]
    held = [
        (reaches(declared, g.grade) & reaches(assessed, g.pass_mark), g.grade)
        for g in reversed(security.grades)
    ]
    return ibis.cases(
        (declared.isnull(), ibis.null("int32")),
        (declared < 1 - SLACK, 0),
        (assessed.isnull(), ibis.null("int32")),
        *held,
        else_=0,
    ).cast("int32")


def _holds(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    if condition.score is not None:
        x = table["score" if condition.score == "total" else f"score-{condition.score}"]
    else:
        x = table[condition.item or condition.indicator]
    if condition.most is not None:
        return x <= condition.threshold + SLACK
    return reaches(x, condition.threshold)


def _says(table: ir.Table, kind: FirmType) -> ir.BooleanValue:
    """A firm that was not asked, or did not answer, is of the first type only."""
    import ibis

    if kind.item not in table.columns:
        return ibis.literal(False)
    return (table[kind.item] == 1).fill_null(False)


def _due(table: ir.Table, kind: FirmType) -> ir.IntegerValue:
    """Grade by size, and within it by class."""
    import ibis

    def by_class(size: str) -> ir.IntegerValue:
        rows = [(table["security-class"] == n, s.by_size[size]) for n, s in enumerate(kind.due, 1)]
        return ibis.cases(*rows, else_=ibis.null("int32"))

    sizes = kind.due[0].by_size
    return ibis.cases(
        *[(table["size"] == size, by_class(size)) for size in sizes], else_=ibis.null("int32")
    )
