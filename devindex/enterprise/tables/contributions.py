"""Who adds up to a cell of a table: as few rows as the rules of confidentiality can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from devindex.enterprise.confidential.primary import Rules
from devindex.enterprise.tables.measures import Amount
from devindex.enterprise.tables.sums import alone, number

if TYPE_CHECKING:
    import ibis

    from devindex.enterprise.tables.tabulate import Fetches

__all__ = ["contributions"]


def contributions(
    engine: Fetches, table: ibis.Table, amount: Amount, dimensions: Sequence[str], rules: Rules
) -> pd.DataFrame:
    r"""Contributions to the finest cells of a table.

    A firm without a holding stands in one finest cell, so of these only the largest of each cell
    can be among the largest of any sum of cells: they come one by one, and the rest of the cell as
    a few equal ones of the same total, none larger than those, and as many as the rules count.
    Holdings reach over cells and come one by one. Every rule, on every cell and sum of cells, then
    finds what it would find on all firms.

    Parameters
    ----------
    amount
        Firms where it cannot be told are left out.
    dimensions
        Columns of the table, one or more; firms without a code are left out.

    Returns
    -------
    One row a contribution: the codes of its cell, ``holding`` (a name, without meaning for firms
    on their own), ``value`` and ``weight``, whose product adds up to the weighted total.
    """
    import ibis

    keys, most = list(dimensions), max(2, (rules.dominance or (0, 0))[0])
    firms = table.select(
        *keys, "holding", lone=alone(table), w=table["weight"].cast("float64"),
        v=number(table, amount),
    )  # fmt: skip
    firms = firms.filter(firms["v"].notnull(), *[firms[k].notnull() for k in keys])
    lone = firms.filter(firms["lone"])
    order = [ibis.desc(lone["v"].abs()), lone["v"], lone["w"]]
    rank = ibis.row_number().over(group_by=keys, order_by=order).cast("int64")
    ranked = lone.mutate(place=rank)
    ranked = ranked.mutate(place=ibis.least(ranked["place"], most))
    held = firms.filter(~firms["lone"])
    one = engine.frame(_parts(ranked, [*keys, "place"])).sort_values([*keys, "place"])
    two = engine.frame(_parts(held, [*keys, "holding"])).sort_values([*keys, "holding"])
    cell = one.groupby(keys, sort=False).ngroup().to_numpy()
    rest = one["place"].to_numpy(dtype=int) == most
    names = np.char.add(np.char.add(cell.astype(str), "."), one["place"].to_numpy().astype(str))
    top = _rows(one[~rest], keys, names[~rest], 1)
    many = _rows(one[rest], keys, names[rest], rules.contributors)
    many["holding"] += "." + many.groupby("holding").cumcount().astype(str)
    group = _rows(two, keys, ("of " + two["holding"].astype(str)).to_numpy(), 1)
    return pd.concat([top, many, group], ignore_index=True)


def _parts(firms: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Numbers and sums of positive, negative and zero amounts."""
    v, w = firms["v"], firms["w"]
    out: dict[str, Any] = {"zeros": (v == 0).ifelse(1, 0).sum()}
    for sign, where in (("above", v > 0), ("below", v < 0)):
        out[f"n_{sign}"] = where.ifelse(1, 0).sum()
        out[f"x_{sign}"] = where.ifelse(v, 0.0).sum()
        out[f"wx_{sign}"] = where.ifelse(w * v, 0.0).sum()
    return firms.group_by(list(keys)).aggregate(**out)


def _rows(parts: pd.DataFrame, keys: Sequence[str], names: Any, most: int) -> pd.DataFrame:
    """Equal contributions in place of each part, at most ``most``; a zero if there is no other."""
    out = []
    some = np.zeros(len(parts), dtype=bool)
    for sign in ("above", "below"):
        n, x, wx = (parts[f"{k}_{sign}"].to_numpy(dtype=float) for k in ("n", "x", "wx"))
        at = np.flatnonzero(n > 0)
        some[at] = True
        times = np.minimum(n[at], most).astype(int)
        value = x[at] / (n[at] if most > 1 else 1.0)
        out.append(_repeated(parts, keys, names, at, times, value, wx[at] / (times * value)))
    zeros = parts["zeros"].to_numpy(dtype=int)
    at = np.flatnonzero((zeros > 0) & (~some | (most > 1)))
    nothing = np.zeros(len(at))
    times = np.minimum(zeros[at], most)
    out.append(_repeated(parts, keys, names, at, times, nothing, nothing + 1.0))
    return pd.concat(out, ignore_index=True)


def _repeated(
    parts: pd.DataFrame, keys: Sequence[str], names: Any, at: Any, times: Any, value: Any,
    weight: Any,
) -> pd.DataFrame:  # fmt: skip
    own = parts[list(keys)].iloc[np.repeat(at, times)].reset_index(drop=True)
    return own.assign(
        holding=np.asarray(names, dtype=object)[np.repeat(at, times)],
        value=np.repeat(value, times), weight=np.repeat(weight, times),
    )  # fmt: skip
