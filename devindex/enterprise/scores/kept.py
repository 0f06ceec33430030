"""Scores of all firms, kept once for what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from devindex.definitions.rules import ScoringRules
from devindex.enterprise.scores.score import columns_added, score

if TYPE_CHECKING:
    import ibis

__all__ = ["scored"]

IDENTITY = ("credit_code", "province", "industry", "size", "holding", "stratum", "weight")


class Keeps(Protocol):
    """What computes a table once: an engine."""

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Compute it."""


def scored(engine: Keeps, table: ibis.Table, rules: ScoringRules) -> ibis.Table:
    """Identity, dimension scores, total, levels and grades of each firm; computed once."""
    added = [c for c in columns_added(rules, percentile=False) if c not in _single(rules)]
    made = score(table, rules, percentile=False)
    return engine.keep(made.select(*[c for c in IDENTITY if c in made.columns], *added))


def _single(rules: ScoringRules) -> set[str]:
    codes = set(rules.framework.by_code)
    return codes | {f"score-{c}" for c in codes}
