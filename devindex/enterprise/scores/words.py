"""What the numbers of levels and grades are called."""

from __future__ import annotations

from collections.abc import Mapping

from devindex.definitions.model import Text
from devindex.definitions.rules import ScoringRules
from devindex.definitions.scoring import load_rules
from devindex.errors import EnterpriseError, unknown

__all__ = ["levels"]

BELOW = Text(zh="未达一级", en="Below level 1")
NO_PLATFORM = Text(zh="未使用平台", en="No platform in use")
NOT_GRADED = Text(zh="未定级", en="Not graded")
MET = {0: Text(zh="未达到应定级别", en="Below the grade due"),
       1: Text(zh="达到应定级别", en="At the grade due or above")}  # fmt: skip


def levels(column: str, rules: ScoringRules | None = None) -> Mapping[int, Text]:
    """Words for the numbers in a column of :func:`~devindex.enterprise.score`, lowest first.

    Parameters
    ----------
    column
        ``maturity``, ``platform-grade``, ``security-class``, ``security-type``,
        ``security-grade-due``, ``security-grade-reached`` or ``security-met``.

    Raises
    ------
    EnterpriseError
        For a column that holds no levels.

    Examples
    --------
    >>> levels("platform-grade")[4].zh, levels("maturity")[1].en
    ('生态级', 'Starting')
    """
    rules = rules if rules is not None else load_rules()
    security = rules.security
    grades = {g.grade: g.name for g in security.grades}
    words: dict[str, dict[int, Text]] = {
        "maturity": {0: BELOW} | {m.level: m.name for m in rules.maturity},
        "platform-grade": {0: NO_PLATFORM} | {g.grade: g.name for g in rules.platform_grades},
        "security-class": {c.industry_class: c.name for c in security.industry_classes},
        "security-type": {t.type: t.name for t in security.firm_types},
        "security-grade-due": grades,
        "security-grade-reached": {0: NOT_GRADED} | grades,
        "security-met": MET,
    }
    if column not in words:
        raise EnterpriseError(unknown("column", column, words))
    return words[column]
