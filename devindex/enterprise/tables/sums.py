"""What the engine adds up: expressions that DuckDB and Spark compile alike.

Of a firm with weight w, numerator v and denominator u (1 where a measure has none), both answered,
the engine takes e = v - cu, where c is a rough value of the measure: residuals from c lose no
digits where all firms are alike. Variances of every domain follow from sums of we, wu, their
squares and their product over clusters, so one pass over the file is enough for all domains.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from devindex.enterprise.tables.measures import Amount, Condition, Measure

if TYPE_CHECKING:
    import ibis
    import pandas as pd

__all__ = [
    "CELLS",
    "alone",
    "answers",
    "by_cell",
    "by_stratum",
    "centres",
    "number",
    "shared",
    "together",
]

SOME = 10_000
"""Firms, the first of the file, that the rough values come from."""

CELLS = ("n", "W", "P", "Q", "PP", "PQ", "QQ", "ee", "eu", "uu")
r"""Sums of a cell: answers and weights of those who answered, :math:`\sum we`, :math:`\sum wu`,
:math:`\sum (we)^2`, :math:`\sum we\,wu`, :math:`\sum (wu)^2`, :math:`\sum we^2`,
:math:`\sum weu`, :math:`\sum wu^2`."""


def number(table: ibis.Table, amount: Amount) -> Any:
    """A firm's amount; missing where it cannot be told."""
    import ibis

    own = 1.0 if amount.column is None else table[amount.column].cast("float64")
    parts = [_holds(table, c) for c in amount.every]
    if amount.some:
        parts.append(reduce(or_, [_holds(table, c) for c in amount.some]))
    if not parts:
        return ibis.literal(own, "float64") if amount.column is None else own
    holds = reduce(and_, parts)
    if amount.column is None:
        return holds.cast("float64")
    return ibis.cases((holds, own), (~holds, 0.0)).cast("float64")


def _holds(table: ibis.Table, condition: Condition) -> Any:
    column, tests = table[condition.column], []
    if condition.equal is not None:
        tests.append(column == condition.equal)
    if condition.least is not None:
        tests.append(column >= condition.least)
    if condition.most is not None:
        tests.append(column <= condition.most)
    return reduce(and_, tests)


def _pair(table: ibis.Table, measure: Measure) -> tuple[Any, Any]:
    """Numerator and denominator; the second is None where it is 1."""
    v = number(table, measure.numerator)
    return v, None if measure.denominator is None else number(table, measure.denominator)


def _where(mask: Any, value: Any) -> Any:
    """Value where the mask is there, else missing: a branch would cost as much as three sums."""
    return value + (mask - mask)


def _off(v: Any, u: Any, centre: float) -> Any:
    """Residual from the rough value."""
    import ibis

    c = ibis.literal(centre, "float64")
    return v - (c if u is None else c * u)


def alone(table: ibis.Table) -> Any:
    """Whether a firm is in no holding."""
    return table["holding"].isnull() | (table["holding"] == "")


def centres(table: ibis.Table, measures: Sequence[Measure]) -> ibis.Table:
    """Sums of v and u, ``v0``, ``u0``, ..., over the first firms of the file."""
    import ibis

    some, columns = table.limit(SOME), {}
    for k, measure in enumerate(measures):
        v, u = _pair(some, measure)
        columns[f"v{k}"] = v if u is None else _where(u, v)
        columns[f"u{k}"] = _where(v, ibis.literal(1.0, "float64") if u is None else u)
    b = some.select(**columns)
    return b.aggregate(**{c: b[c].sum() for c in columns})


def answers(table: ibis.Table, measures: Sequence[Measure], columns: Sequence[str]) -> ibis.Table:
    """Firm by firm: some columns and v and u of each measure, ``v0``, ``u0``, ..."""
    out: dict[str, Any] = {}
    for k, measure in enumerate(measures):
        v, u = _pair(table, measure)
        out |= {f"v{k}": v} if u is None else {f"v{k}": v, f"u{k}": u}
    weight = table["weight"].cast("float64")
    return table.select("stratum", "holding", *columns, weight=weight, alone=alone(table), **out)


def by_stratum(table: ibis.Table) -> ibis.Table:
    """By stratum: firms, lone firms, holdings, range and number of the weights."""
    import ibis

    lone, weight = alone(table), table["weight"].cast("float64")
    kept = table.select(
        "stratum", weight=weight, lone=lone.ifelse(1, 0), sound=(weight > 0).ifelse(1, 0),
        holding=lone.ifelse(ibis.null("string"), table["holding"]),
    )  # fmt: skip
    return kept.group_by("stratum").aggregate(
        firms=kept.count(),
        lone=kept["lone"].sum(),
        sound=kept["sound"].sum(),
        most=kept["weight"].max(),
        holdings=kept["holding"].nunique(),
        weights=kept["weight"].nunique(),
    )


def shared(table: ibis.Table) -> ibis.Table:
    """Holdings with more than one firm in a stratum: ``stratum``, ``holding``, ``firms``."""
    held = table.filter(~alone(table))
    counted = held.group_by(["stratum", "holding"]).aggregate(firms=held.count())
    return counted.filter(counted["firms"] > 1)


def together(
    table: ibis.Table, measures: Sequence[Measure], columns: Sequence[str], held: pd.DataFrame
) -> ibis.Table:
    """:func:`answers` of the firms of :func:`shared` holdings, which were fetched."""
    rows, many = answers(table, measures, columns), _known(held)
    return rows.semi_join(many, _same(rows, many))


def _known(held: pd.DataFrame) -> ibis.Table:
    import ibis

    rows = held[["stratum", "holding"]]
    return ibis.memtable(rows, schema={"stratum": "string", "holding": "string"})


def _same(firms: ibis.Table, many: ibis.Table) -> list[Any]:
    return [firms["stratum"] == many["stratum"], firms["holding"] == many["holding"]]


def by_cell(
    table: ibis.Table, measures: Sequence[Measure], at: Sequence[float], dimensions: Sequence[str],
    held: pd.DataFrame | None, *, keyed: bool,
) -> ibis.Table:  # fmt: skip
    """Sums (``CELLS``) by stratum and finest domain of firms that are a cluster by themselves.

    Those of :func:`shared` holdings (:func:`together`) are left out. ``keyed`` groups by weight
    too and leaves it out of the sums, which then hold nothing else: of use where a stratum has few
    weights. ``firms`` counts the firms, ``N`` and ``NN`` sum their weights and the squares of
    these.
    """
    import ibis

    keys = ["stratum", *dimensions]
    if held is not None:
        many = _known(held)
        table = table.anti_join(many, _same(table, many))
    weight = ibis.literal(1.0, "float64") if keyed else table["weight"].cast("float64")
    columns = {}
    for k, measure in enumerate(measures):
        v, u = _pair(table, measure)
        e = _off(v, u, at[k])
        columns[f"e{k}"] = e
        if u is not None:
            columns[f"u{k}"] = _where(v, u)
        if not keyed:
            columns |= {f"p{k}": weight * e, f"r{k}": _where(e, weight)}
            if u is not None:
                columns[f"q{k}"] = _where(v, weight * u)
    if keyed:
        columns["weight"] = table["weight"].cast("float64")
    b = table.select(*keys, w=weight, **columns)
    out = {"firms": b.count()}
    if keyed:
        keys.append("weight")
    else:
        out |= {"N": b["w"].sum(), "NN": (b["w"] * b["w"]).sum()}
    for k, measure in enumerate(measures):
        e, p = b[f"e{k}"], b[f"e{k}" if keyed else f"p{k}"]
        out |= {f"n{k}": e.count(), f"P{k}": p.sum(), f"ee{k}": (p * e).sum()}
        if measure.denominator is not None:
            u, q = b[f"u{k}"], b[f"u{k}" if keyed else f"q{k}"]
            out |= {f"Q{k}": q.sum(), f"eu{k}": (p * u).sum(), f"uu{k}": (q * u).sum()}
        if not keyed:
            r = b[f"r{k}"]
            q = r if measure.denominator is None else b[f"q{k}"]
            out |= {f"W{k}": r.sum(), f"PP{k}": (p * p).sum()}
            out |= {f"PQ{k}": (p * q).sum(), f"QQ{k}": (q * q).sum()}
    return b.group_by(keys).aggregate(**out)
