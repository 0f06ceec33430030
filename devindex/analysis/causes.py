"""States of an index between two of them: each cause switched on or off, really computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from devindex.definitions import Framework
from devindex.errors import Sentence
from devindex.index import Index, Recipe, compute
from devindex.observations import Panel

__all__ = ["CAUSES", "Causes", "mixed", "present"]

CAUSES: Mapping[str, Sentence] = MappingProxyType(
    {
        "data": Sentence("new data", "新一年数据"),
        "revision": Sentence("revised data", "数据修订"),
        "method": Sentence("method", "方法变化"),
        "membership": Sentence("membership", "地区范围变化"),
    }
)
"""Why a score or a rank may differ between two states, in the order of the tables."""


def present(before: Index, after: Index, start: int, end: int) -> tuple[str, ...]:
    """Causes that can have an effect; the others cost nothing.

    ``data`` where the year or the years of the panel differ; ``revision`` where a figure both
    panels know differs; ``method`` where recipe or framework differ; ``membership`` where the
    regions do.
    """
    old, new = before.panel, after.panel
    found = {
        "data": start != end or old.years != new.years,
        "revision": old is not new and _revised(old, new),
        "method": _method(before) != _method(after),
        "membership": set(old.regions) != set(new.regions),
    }
    return tuple(c for c in CAUSES if found[c])


def _method(index: Index) -> tuple[Recipe, Framework, Mapping[str, str]]:
    return index.recipe, index.framework, dict(index.panel.grouping)


def _revised(old: Panel, new: Panel) -> bool:
    rows = old.values.index.intersection(new.values.index)
    columns = [c for c in old.values.columns if c in new.values.columns]
    a, b = (p.values.loc[rows, columns].to_numpy(dtype=float) for p in (old, new))
    return not np.array_equal(a, b, equal_nan=True)


def mixed(before: Index, after: Index, on: frozenset[str]) -> Panel:
    """Panel of a state: figures, years, regions and framework each from before or after.

    Figures come from the panel whose vintage is switched on; what only the other panel knows (a
    year, a region, a series) is taken from there, for a first publication is no revision. What
    neither knows is missing.
    """
    old, new = before.panel, after.panel
    framework = after.framework if "method" in on else before.framework
    wanted = new if "method" in on else old
    regions = new.regions if "membership" in on else old.regions
    years = new.years if "data" in on else old.years
    first, other = (new, old) if "revision" in on else (old, new)
    grid = pd.MultiIndex.from_product([sorted(regions), years], names=["region", "year"])
    columns = list(wanted.values.columns)
    values, status = (
        _from_both(getattr(first, name), getattr(other, name), grid, columns)
        for name in ("values", "status")
    )
    known = status.fillna("O")
    return Panel(framework, values.astype(float), known, wanted.observations, wanted.grouping)


def _from_both(
    first: pd.DataFrame, other: pd.DataFrame, grid: pd.MultiIndex, columns: list[str]
) -> pd.DataFrame:
    """Cells of the first frame where it has the row and the column, else of the other."""
    out = first.reindex(index=grid, columns=columns).astype(object)
    rows, known = grid.isin(first.index), np.array([c in first.columns for c in columns])
    lacking = ~(rows[:, None] & known[None, :])
    if lacking.any():
        out = out.mask(lacking, other.reindex(index=grid, columns=columns).astype(object))
    return out


@dataclass(frozen=True)
class Causes:
    """Every state between ``before`` in ``start`` and ``after`` in ``end``; each computed once."""

    before: Index
    after: Index
    start: int
    end: int
    names: tuple[str, ...]
    _known: dict[frozenset[str], Index] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def between(cls, before: Index, after: Index, start: int, end: int) -> Causes:
        """The causes that are there."""
        return cls(before, after, start, end, present(before, after, start, end))

    def state(self, on: frozenset[str]) -> tuple[Index, int]:
        """Index and year with these causes switched on."""
        year = self.end if "data" in on else self.start
        same_years = self.before.panel.years == self.after.panel.years
        key = on - {"data"} if same_years else on
        if key not in self._known:
            self._known[key] = self._computed(key)
        return self._known[key], year

    def _computed(self, on: frozenset[str]) -> Index:
        ours = frozenset(self.names)
        if self.before.panel.years == self.after.panel.years:
            ours -= {"data"}
        if not on:
            return self.before
        if on == ours:
            return self.after
        recipe = self.after.recipe if "method" in on else self.before.recipe
        return compute(mixed(self.before, self.after, on), recipe)
