"""Crossings of columns: which domains a table has, and how their estimates are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from devindex.enterprise.surveys.design import Floats, Ints
from devindex.enterprise.surveys.domains import crossed
from devindex.enterprise.surveys.estimates import Estimates
from devindex.enterprise.tables.measures import Measure
from devindex.errors import EnterpriseError, say, unknown

if TYPE_CHECKING:
    import ibis

__all__ = ["TOTAL", "coded", "levels_of", "margins", "present", "rows"]

TOTAL = "_T"
"""Code of all provinces, all industries, ... together, as in SDMX."""


def margins(*dimensions: str) -> tuple[tuple[str, ...], ...]:
    """A crossing of dimensions and every margin of it, the finest first.

    Examples
    --------
    >>> margins("province", "industry")
    (('province', 'industry'), ('province',), ('industry',), ())
    """
    many = range(len(dimensions), -1, -1)
    return tuple(level for m in many for level in combinations(dimensions, m))


def levels_of(by: Sequence[str] | Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Crossings asked for, each a tuple of columns."""
    if isinstance(by, str):
        return ((by,),)
    if by and all(isinstance(c, str) for c in by):
        return (tuple(map(str, by)),)
    out = tuple(tuple(c) for c in by)
    if not out:
        raise EnterpriseError(
            say(
                "by names no crossing of columns; one is needed, () for all firms",
                "by 没有给出任何分组，至少需要一个，() 表示全部企业",
            )
        )
    return out


def present(table: ibis.Table, columns: Sequence[str], dimensions: Sequence[str]) -> None:
    """Refuse columns that are not there, or that cannot make domains."""
    known = list(table.columns)
    asked = dict.fromkeys(["stratum", "holding", "weight", *columns])
    problems = [unknown("column", c, known) for c in asked if c not in known]
    problems += [
        say("{c} cannot make domains", "{c} 不能用于划分域", c=c)
        for c in dimensions
        if c in ("stratum", "holding", "weight")
    ]
    if problems:
        raise EnterpriseError(problems)


def coded(rows: pd.DataFrame, crossing: Sequence[str]) -> tuple[pd.DataFrame, Ints]:
    """Domains that occur, sorted, and the domain of each row, -1 where a code is missing."""
    if not crossing:
        return pd.DataFrame(index=[0]), np.zeros(len(rows), dtype=int)
    each = [pd.factorize(rows[c], sort=True) for c in crossing]
    whole = crossed(*(codes for codes, _ in each), shape=[max(len(n), 1) for _, n in each])
    inside = whole >= 0
    seen, own = np.unique(whole[inside], return_inverse=True)
    at = np.unravel_index(seen, [max(len(n), 1) for _, n in each])
    named = {c: np.asarray(n)[k] for c, (_, n), k in zip(crossing, each, at, strict=True)}
    domain = np.full(len(rows), -1)
    domain[inside] = own
    return pd.DataFrame(named), domain


def rows(
    codes: pd.DataFrame, dimensions: Sequence[str], measures: Sequence[Measure], e: Estimates,
    weight: Floats, state: NDArray[np.str_],
) -> pd.DataFrame:  # fmt: skip
    """Estimates of one crossing as a table, one row a domain and measure."""
    columns: dict[str, Any] = {
        d: np.repeat(codes[d].to_numpy(), len(measures)) if d in codes.columns else TOTAL
        for d in dimensions
    }
    columns["measure"] = np.tile(np.array([m.code for m in measures], dtype=object), len(codes))
    columns |= {f.name: getattr(e, f.name).ravel() for f in fields(Estimates)}
    return pd.DataFrame(columns | {"weight": weight.ravel(), "status": state.ravel()})
