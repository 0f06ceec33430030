"""Estimates that may be published: what would give a firm away is left out, and proofs of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from devindex.enterprise.tables.measures import FIRMS, Amount, Measure
from devindex.errors import EnterpriseError, say, unknown

if TYPE_CHECKING:
    import ibis

    from devindex.enterprise.tables.tabulate import Fetches

__all__ = ["Part", "Published", "publish", "publish_together"]

OTHER = "_O"
"""Code of all classes of a column of which no share is published."""


@dataclass(frozen=True, eq=False)
class Published:
    """Estimates after disclosure control.

    Attributes
    ----------
    table
        Estimates; ``status`` Q, and no figure at all, where suppressed.
    proof
        Which cells are suppressed, for everybody (``public_proof``), amount by amount.
    internal
        Why, and how open each is left (``internal_proof``). Secret.
    """

    table: pd.DataFrame
    proof: pd.DataFrame
    internal: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Part:
    """One of several tables of the same firms that are published together.

    Attributes
    ----------
    table
        The firms, as for :func:`~devindex.enterprise.tables.tabulate.tabulate`.
    measures
        Those of the estimates that are to be published.
    estimates
        Of a crossing of columns, with margins or without.
    """

    table: ibis.Table
    measures: Sequence[Measure]
    estimates: pd.DataFrame

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Columns of the crossing."""
        names = list(self.estimates.columns)
        return tuple(names[: names.index("measure")])


@dataclass(frozen=True)
class _Summed:
    """What is added up to a table with totals: an amount, by the classes of a column or without."""

    amount: Amount
    column: str = ""


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
    """Suppress the estimates of one crossing that would give away what a holding reported.

    :func:`publish_together` of one part; ``previous`` is the table that was published last year.
    """
    last = () if previous is None else (previous,)
    part = Part(table, measures, estimates)
    return publish_together(engine, [part], rules, weights_known=weights_known, previous=last)[0]


def publish_together(
    engine: Fetches,
    parts: Sequence[Part],
    rules: Rules | None = None,
    *,
    weights_known: bool = False,
    previous: Sequence[pd.DataFrame] = (),
) -> list[Published]:
    """Suppress the estimates that would give away what a holding reported, in all tables at once.

    Every amount that a measure is made of is a table with totals, linked over all crossings it is
    published in, and goes through :func:`~devindex.enterprise.confidential.disclosure.disclose`
    with the contributions of holdings. A measure is suppressed where any of its amounts is, for a
    ratio and one of its parts give the other, and where the number of firms is, for it stands
    beside every figure. The parts of a mean are its total and the number of firms. Shares of the
    classes of one column add up to all firms, so the column is one more dimension of their table;
    classes of which no share is published make up one.

    The tables that are protected hold what firms answered. Where answers are missing, an estimated
    total is grown to all firms of its cell, and published totals do not add up exactly: they tell
    a reader less than the tables that were protected.

    Parameters
    ----------
    engine
        Fetches small results.
    parts
        All that is published of these firms. An amount is taken from the first that has it.
    rules
        When a cell is confidential.
    weights_known
        Whether weights are public.
    previous
        What was published last year, each as ``table`` of a result: figures that readers know, and
        cells that are best hidden again.

    Returns
    -------
    One result a part.

    Raises
    ------
    EnterpriseError
        If a measure is not in the estimates, or its tables cannot be protected.
    """
    rules = rules or Rules()
    _check(parts)
    users: dict[_Summed, list[Part]] = {}
    for part in parts:
        for summed in dict.fromkeys(s for m in part.measures for s in _summed(m)):
            users.setdefault(summed, []).append(part)
    done = {}
    for summed, those in users.items():
        crossings = tuple(dict.fromkeys(p.dimensions for p in those))
        rows = _contributions(engine, summed, those, crossings, rules)
        shape = _shape(summed, crossings, rows, [p.estimates for p in parts])
        first, protection = disclose(
            shape, {d: rows[d].tolist() for d in shape.names}, rows["holding"], rows["value"],
            weight=rows["weight"], weights_known=weights_known, rules=rules,
            previous=_last(shape, summed, previous, [m for p in those for m in p.measures]),
        )  # fmt: skip
        done[summed] = (
            shape, protection.suppressed, public_proof(protection),
            internal_proof(protection, first),
        )  # fmt: skip
    out = []
    for part in parts:
        names = _names(part.measures)
        proofs, internals = (
            pd.concat([_own(done[s][n], part, s, names[s]) for s in names], ignore_index=True)
            for n in (2, 3)
        )
        hidden = {s: (done[s][0], done[s][1]) for s in names}
        open_ = proofs["amount"] != OTHER
        out.append(Published(_blanked(part, hidden), proofs[open_], internals))
    return out


def _check(parts: Sequence[Part]) -> None:
    problems = []
    for part in parts:
        known = set(part.estimates["measure"])
        problems += [
            unknown("measure", m.code, known) for m in part.measures if m.code not in known
        ]
        if not part.dimensions:
            problems.append(
                say(
                    "the estimates are of all firms alone; a table has at least one column of "
                    "codes",
                    "估计值只有全部企业一行；表应至少有一列代码",
                )
            )
    if problems:
        raise EnterpriseError(dict.fromkeys(problems))


def _class(measure: Measure) -> tuple[str, str | float] | None:
    """Column and class that a measure is the share of, if it is nothing else."""
    a = measure.numerator
    if measure.kind != "share" or a.column is not None or a.some or len(a.every) != 1:
        return None
    (one,) = a.every
    return None if one.equal is None else (one.column, one.equal)


def _summed(measure: Measure) -> tuple[_Summed, ...]:
    """What gives a measure, and the number of firms."""
    own = _class(measure)
    above = _Summed(measure.numerator) if own is None else _Summed(FIRMS.numerator, own[0])
    below = () if measure.denominator is None else (_Summed(measure.denominator),)
    return tuple(dict.fromkeys([above, *below, _Summed(FIRMS.numerator)]))


def _names(measures: Sequence[Measure]) -> dict[_Summed, str]:
    """The measure an amount is the total of, or the first it is a part of."""
    out = {_Summed(FIRMS.numerator): FIRMS.code}
    for m in sorted(measures, key=lambda m: m.kind != "total"):
        parts = [s for s in _summed(m) if s not in out]
        for s in parts:
            above = s.amount == m.numerator
            part = "" if m.kind == "total" else " numerator" if above else " denominator"
            out[s] = s.column or f"{m.code}{part}"
    return out


def _contributions(
    engine: Fetches, summed: _Summed, parts: Sequence[Part],
    crossings: Sequence[tuple[str, ...]], rules: Rules,
) -> pd.DataFrame:  # fmt: skip
    """Contributions by every column that occurs in a crossing, and by class."""
    import ibis

    table = parts[0].table
    dimensions = list(dict.fromkeys(d for c in crossings for d in c))
    if not summed.column:
        return contributions(engine, table, summed.amount, dimensions, rules)
    own = table[summed.column]
    shown = _classes(summed.column, [m for p in parts for m in p.measures])
    code = ibis.cases(*[(own == value, name) for name, value in shown.items()], else_=OTHER)
    classed = table.filter(own.notnull()).mutate(**{summed.column: code})
    return contributions(engine, classed, summed.amount, [*dimensions, summed.column], rules)


def _classes(column: str, measures: Sequence[Measure]) -> dict[str, str | float]:
    """Classes of a column whose share is a measure, by their code."""
    found = (own for m in measures if (own := _class(m)) is not None)
    return {str(value): value for name, value in found if name == column}


def _shape(
    summed: _Summed, crossings: Sequence[tuple[str, ...]], rows: pd.DataFrame,
    estimates: Sequence[pd.DataFrame],
) -> Structure:  # fmt: skip
    """All codes that occur, under one total each, in tables linked by the cells they share."""
    made = {}
    for d in dict.fromkeys([d for c in crossings for d in c] + [summed.column][:1]):
        if d:
            given = [t[d] for t in (rows, *estimates) if d in t.columns]
            codes = {str(c) for one in given for c in one.dropna().unique()} - {TOTAL}
            made[d] = Dimension(d, dict.fromkeys(sorted(codes), TOTAL))
    last = [made[summed.column]] if summed.column else []
    return structure(*([made[d] for d in c] + last for c in crossings))


def _last(
    shape: Structure, summed: _Summed, previous: Sequence[pd.DataFrame],
    measures: Sequence[Measure],
) -> np.ndarray | None:  # fmt: skip
    """Last year's figures in the order of the cells, NaN where not published.

    Totals, and what means and shares give with the weight that stands beside them.
    """
    cells, out = pd.MultiIndex.from_tuples(shape.cells), None
    for frame in previous:
        dimensions = list(frame.columns[: list(frame.columns).index("measure")])
        if not set(dimensions) <= set(shape.names):
            continue
        for m in {m.code: m for m in measures}.values():
            rows = frame[frame["measure"] == m.code]
            own = _class(m)
            if rows.empty or m.kind == "ratio" or _summed(m)[0] != summed:
                continue
            if m.kind != "total" and "weight" not in rows.columns:
                continue
            value = rows["value"].to_numpy(dtype=float) / m.factor
            if m.kind != "total":
                value = value * rows["weight"].to_numpy(dtype=float)
            codes = {d: rows[d].astype(str) if d in dimensions else TOTAL for d in shape.names}
            if own is not None:
                codes[summed.column] = str(own[1])
            at = cells.get_indexer(pd.MultiIndex.from_frame(pd.DataFrame(codes, index=rows.index)))
            out = np.full(len(cells), np.nan) if out is None else out
            out[at[at >= 0]] = value[at >= 0]
    return out


def _own(proof: pd.DataFrame, part: Part, summed: _Summed, name: str) -> pd.DataFrame:
    """What a proof says of the cells of one crossing."""
    first = list(proof.columns).index("status" if "status" in proof.columns else "value")
    others = [
        d for d in proof.columns[:first] if d not in part.dimensions and d != summed.column
    ]  # fmt: skip
    rows = proof[(proof[others] == TOTAL).all(axis=1)]
    if not summed.column:
        return rows.drop(columns=others).assign(amount=name)
    code = rows[summed.column]
    amount = np.where(code == TOTAL, name, np.where(code == OTHER, OTHER, name + "=" + code))
    return rows.drop(columns=[*others, summed.column]).assign(amount=amount)


def _blanked(part: Part, hidden: Mapping[_Summed, tuple[Structure, Bools]]) -> pd.DataFrame:
    """Estimates without the figures of suppressed cells; nothing of them stays but their codes."""
    kept = part.estimates["measure"].isin([m.code for m in part.measures])
    out = part.estimates[kept].reset_index(drop=True)
    code = out["measure"].to_numpy()
    gone = np.zeros(len(out), dtype=bool)
    for m in part.measures:
        own = np.flatnonzero(code == m.code)
        rows, of_class = out.iloc[own], _class(m)
        for summed in _summed(m):
            shape, suppressed = hidden[summed]
            levels = [TOTAL] if of_class is None else [TOTAL, str(of_class[1])]
            for level in levels if summed.column else [TOTAL]:
                codes = {
                    d: rows[d].astype(str) if d in part.dimensions
                    else level if d == summed.column else TOTAL
                    for d in shape.names
                }  # fmt: skip
                keys = pd.MultiIndex.from_frame(pd.DataFrame(codes, index=rows.index))
                gone[own] |= suppressed[pd.MultiIndex.from_tuples(shape.cells).get_indexer(keys)]
    figures = [*(f.name for f in fields(Estimates)), "weight"]
    out[figures] = np.where(gone[:, None], np.nan, out[figures].to_numpy(dtype=float))
    out["status"] = np.where(gone, "Q", out["status"])
    return out
