"""Estimates that may be published: what would give a firm away is left out, and proofs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.enterprise.confidential.disclosure import disclose
from devindex.enterprise.confidential.primary import Rules
from devindex.enterprise.confidential.proof import internal_proof, public_proof
from devindex.enterprise.confidential.structure import Dimension, Structure, structure
from devindex.enterprise.surveys.design import Bools
from devindex.enterprise.surveys.estimates import Estimates
from devindex.enterprise.tables.contributions import contributions
from devindex.enterprise.tables.crossings import TOTAL
from devindex.enterprise.tables.measures import Amount, Measure
from devindex.errors import EnterpriseError, say, unknown

if TYPE_CHECKING:
    import ibis

    from devindex.enterprise.tables.tabulate import Fetches

__all__ = ["Published", "publish"]


@dataclass(frozen=True, eq=False)
class Published:
    """Estimates after disclosure control.

    Attributes
    ----------
    table
        Estimates; ``status`` Q, and no figure at all, where suppressed.
    proof
        Which cells are suppressed, for everybody (``public_proof``), measure by measure.
    internal
        Why, and how open each is left (``internal_proof``). Secret.
    """

    table: pd.DataFrame
    proof: pd.DataFrame
    internal: pd.DataFrame


def publish(
    engine: Fetches,
    table: ibis.Table,
    measures: Sequence[Measure],
    estimates: pd.DataFrame,
    rules: Rules | None = None,
    *,
    weights_known: bool = False,
    previous: pd.DataFrame | None = None,
) -> Published:
    """Suppress the estimates that would give away what a holding reported.

    Every amount that a measure is made of is a table with totals, and goes through
    :func:`~devindex.enterprise.confidential.disclosure.disclose` with the contributions of
    holdings; a measure is suppressed where any of its amounts is, for a ratio and one of its parts
    give the other. The parts of a mean or a share are its total and the number of firms.

    The tables that are protected hold what firms answered. Where answers are missing, an estimated
    total is grown to all firms of its cell, and published totals do not add up exactly: they tell
    a reader less than the tables that were protected.

    Parameters
    ----------
    engine, table
        As for :func:`~devindex.enterprise.tables.tabulate.tabulate`.
    measures
        Those of the estimates that are to be published.
    estimates
        Of a crossing of columns, with margins or without.
    rules
        When a cell is confidential.
    weights_known
        Whether weights are public.
    previous
        What was published last year, as ``table`` of the result: totals that readers know, and
        cells that are best hidden again.

    Raises
    ------
    EnterpriseError
        If a measure is not in the estimates, or its tables cannot be protected.
    """
    rules = rules or Rules()
    dimensions = list(estimates.columns[: list(estimates.columns).index("measure")])
    known = set(estimates["measure"])
    if problems := [unknown("measure", m.code, known) for m in measures if m.code not in known]:
        raise EnterpriseError(problems)
    if not dimensions:
        raise EnterpriseError(
            say(
                "the estimates are of all firms alone; a table has at least one column of codes",
                "估计值只有全部企业一行；表应至少有一列代码",
            )
        )
    amounts = dict.fromkeys(a for m in measures for a in _amounts(m))
    names = _names(measures, amounts)
    given = {a: contributions(engine, table, a, dimensions, rules) for a in amounts}
    shape = _shape(dimensions, [*given.values(), estimates])
    hidden, proofs, internals = {}, [], []
    for amount, rows in given.items():
        first, done = disclose(
            shape, {d: rows[d].tolist() for d in dimensions}, rows["holding"], rows["value"],
            weight=rows["weight"], weights_known=weights_known, rules=rules,
            previous=_last(shape, previous, names[amount]),
        )  # fmt: skip
        hidden[amount] = done.suppressed
        proofs.append(public_proof(done).assign(amount=names[amount]))
        internals.append(internal_proof(done, first).assign(amount=names[amount]))
    kept = estimates[estimates["measure"].isin([m.code for m in measures])]
    out = _blanked(kept, measures, shape, hidden)
    proof, internal = (pd.concat(p, ignore_index=True) for p in (proofs, internals))
    return Published(out, proof, internal)


def _amounts(measure: Measure) -> tuple[Amount, ...]:
    """Amounts that give a measure."""
    if measure.kind == "total":
        return (measure.numerator,)
    below = measure.denominator
    return measure.numerator, Amount() if below is None else below


def _names(measures: Sequence[Measure], amounts: dict[Amount, None]) -> dict[Amount, str]:
    """The measure an amount is the total of, or the first it is a part of."""
    out: dict[Amount, str] = {}
    for m in sorted(measures, key=lambda m: m.kind != "total"):
        for n, amount in enumerate(_amounts(m)):
            part = "" if m.kind == "total" else (" numerator", " denominator")[n]
            out.setdefault(amount, f"{m.code}{part}")
    return {a: out[a] for a in amounts}


def _shape(dimensions: Sequence[str], tables: Sequence[pd.DataFrame]) -> Structure:
    """All codes that occur, under one total each."""
    made = []
    for d in dimensions:
        codes = {str(c) for t in tables for c in t[d].dropna().unique()} - {TOTAL}
        made.append(Dimension(d, dict.fromkeys(sorted(codes), TOTAL)))
    return structure(made)


def _last(shape: Structure, previous: pd.DataFrame | None, name: str) -> np.ndarray | None:
    """Last year's figures of a total in the order of the cells, NaN where not published."""
    if previous is None or name not in set(previous["measure"]):
        return None
    rows = previous[previous["measure"] == name].set_index(list(shape.names))["value"]
    rows.index = pd.MultiIndex.from_frame(rows.index.to_frame(index=False))
    cells = pd.MultiIndex.from_tuples(shape.cells)
    return np.asarray(rows.reindex(cells).to_numpy(dtype=float))


def _blanked(
    estimates: pd.DataFrame, measures: Sequence[Measure], shape: Structure,
    hidden: dict[Amount, Bools],
) -> pd.DataFrame:  # fmt: skip
    """Estimates without the figures of suppressed cells; nothing of them stays but their codes."""
    place = pd.MultiIndex.from_tuples(shape.cells)
    rows = pd.MultiIndex.from_frame(estimates[list(shape.names)].astype(str))
    at = place.get_indexer(rows)
    gone = np.zeros(len(estimates), dtype=bool)
    code = estimates["measure"].to_numpy()
    for m in measures:
        own = np.flatnonzero(code == m.code)
        gone[own] = np.any([hidden[a][at[own]] for a in _amounts(m)], axis=0)
    figures = [*(f.name for f in fields(Estimates)), "weight"]
    out = estimates.reset_index(drop=True)
    out[figures] = np.where(gone[:, None], np.nan, out[figures].to_numpy(dtype=float))
    out["status"] = np.where(gone, "Q", out["status"])
    return out
