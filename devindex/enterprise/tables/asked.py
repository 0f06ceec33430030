"""What is asked of a table of firms: crossings of columns, and measures with their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from devindex.definitions.scoring import load_rules
from devindex.enterprise.scores import levels, scored
from devindex.enterprise.tables.crossings import margins
from devindex.enterprise.tables.measures import Measure, measures_of
from devindex.errors import EnterpriseError, say, unknown

if TYPE_CHECKING:
    import ibis

    from devindex.enterprise.engine import Engine

__all__ = ["COLUMNS", "SHARES", "asked", "crossings"]

COLUMNS = ("province", "industry", "size")
"""Columns that estimates may be crossed by."""
SHARES = ("maturity", "platform-grade")
"""Levels whose shares of firms are measures."""


def crossings(words: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Read crossings of columns, each a list with commas.

    Raises
    ------
    EnterpriseError
        For a column that is not one of ``COLUMNS``, or stands twice.

    Examples
    --------
    >>> crossings(["province,industry", "size"])
    (('province', 'industry'), ('size',))
    """
    out = [tuple(part.strip() for part in word.split(",")) for word in words]
    problems = [unknown("column", c, COLUMNS) for one in out for c in one if c not in COLUMNS]
    problems += [
        say("{one} names a column twice", "{one} 中有列重复", one=",".join(one))
        for one in out
        if len(set(one)) < len(one)
    ]
    if problems:
        raise EnterpriseError(problems)
    return tuple(dict.fromkeys(out))


def all_margins(by: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Crossings with all their margins, each once.

    Examples
    --------
    >>> all_margins([("province", "size")])
    (('province', 'size'), ('province',), ('size',), ())
    """
    return tuple(dict.fromkeys(m for one in by for m in margins(*one)))


def asked(
    engine: Engine, table: ibis.Table, codes: Sequence[str] | None = None
) -> list[tuple[ibis.Table, tuple[Measure, ...]]]:
    """Tables with the measures that are estimated from each: of the returns, and of their scores.

    Parameters
    ----------
    engine
        Keeps the scores of all firms, if any is asked for.
    table
        Returns, after their checks.
    codes
        Measures: indicators (``E01``), ``firms``, scores (``score``, ``score-network``) and shares
        of levels (``maturity=3``). All if not given.

    Raises
    ------
    EnterpriseError
        For a measure that is not known.
    """
    rules = load_rules()
    own = {m.code: m for m in measures_of(rules.framework)}
    columns = ["score", *(f"score-{d.code}" for d in rules.dimensions)]
    shares = {c: list(levels(c, rules)) for c in SHARES}
    every = {m.code: m for m in measures_of(rules.framework, columns, shares)}
    wrong = [unknown("measure", c, every) for c in codes or () if c not in every]
    if wrong:
        raise EnterpriseError(wrong)
    wanted = list(dict.fromkeys(codes or every))
    first = tuple(own[c] for c in wanted if c in own)
    rest = tuple(every[c] for c in wanted if c not in own)
    out = [(table, first)] if first else []
    return [*out, (scored(engine, table, rules), rest)] if rest else out
