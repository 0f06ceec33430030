"""From firms to a table that may be published: rules, suppression and audit in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from devindex.enterprise.confidential.primary import Primary, Rules, holdings_of, primary
from devindex.enterprise.confidential.secondary import Judge, Protection, protect
from devindex.enterprise.confidential.structure import Structure, spread
from devindex.errors import EnterpriseError, say

__all__ = ["disclose", "judge_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def disclose(
    table: Structure,
    codes: Mapping[str, Sequence[str]],
    holding: ArrayLike,
    value: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    weights_known: bool = False,
    rules: Rules | None = None,
    lower: Floats | float | None = None,
    upper: Floats | float | None = None,
    previous: Floats | None = None,
    growth: tuple[float, float] = (0.5, 2.0),
    exact: bool = False,
) -> tuple[Primary, Protection]:
    """Add up firms to a table, and suppress what would give one of them away.

    Sums of suppressed cells that anybody can read off an equation are held to the same rules as
    the cells themselves.

    Parameters
    ----------
    codes
        Code of each firm in each dimension, shape (firms,) each.
    holding, value, weight
        One entry a firm (``primary``).
    lower, upper, previous, growth, exact
        As in ``protect``.

    Raises
    ------
    EnterpriseError
        If a code is not known, a value is missing, or the table cannot be protected.

    Examples
    --------
    >>> from devindex.enterprise.confidential.structure import Dimension, structure
    >>> table = structure([Dimension("province", dict.fromkeys(["11", "13", "44"], "CN"))])
    >>> place = ["11"] * 2 + ["13"] * 4 + ["44"] * 5
    >>> rules, done = disclose(table, {"province": place}, range(11), [9.0] * 11)
    >>> rules.confidential.tolist(), done.published.tolist()
    ([True, False, False, False], [nan, nan, 45.0, 99.0])
    """
    rules = rules or Rules()
    who, x = np.asarray(holding), np.asarray(value, dtype=np.float64)
    w = np.ones_like(x) if weight is None else np.asarray(weight, dtype=np.float64)
    firms = {len(a) for a in (who, x, w, *codes.values())}
    if len(firms) != 1:
        raise EnterpriseError(
            say(
                "codes, holding, value and weight have {n} lengths; one entry a firm is needed",
                "代码、集团、数值和权重的长度有{n}种，应各有一项对应每家企业",
                n=len(firms),
            )
        )
    cell, firm = spread(table, codes)
    first = primary(
        cell, who[firm], x[firm], cells=len(table), weight=w[firm], weights_known=weights_known,
        rules=rules,
    )  # fmt: skip
    judge = judge_of(
        cell, who[firm], x[firm], weight=w[firm], weights_known=weights_known, rules=rules
    )
    return first, protect(
        table, first.total, first.confidential, first.need, sole=first.sole, lower=lower,
        upper=upper, previous=previous, growth=growth, exact=exact, judge=judge,
    )  # fmt: skip


def judge_of(
    cell: Ints,
    holding: ArrayLike,
    value: Floats,
    *,
    weight: Floats,
    weights_known: bool = False,
    rules: Rules | None = None,
) -> Judge:
    """Make the judge of sums of cells (``protect``) from the contributions to the cells.

    Parameters
    ----------
    cell, holding, value, weight
        One entry a contribution, as in ``primary``.

    Returns
    -------
    A function of the cells of each sum, shape (sums, cells): need, 0 where a sum may be known, and
    the place of its only holding, -1 if there are more. Places are those of ``primary``.
    """
    _, who = holdings_of(holding)
    order = np.argsort(cell, kind="stable")
    at, who, x, w = cell[order], who[order], value[order], weight[order]

    def judge(sets: sp.csr_array) -> tuple[Floats, Ints]:
        rows, members = sp.coo_array(sets).coords
        start, end = np.searchsorted(at, members), np.searchsorted(at, members, side="right")
        lengths = end - start
        rank = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        pick = np.repeat(start, lengths) + rank
        found = primary(
            np.repeat(rows, lengths), who[pick], x[pick], cells=sets.shape[0],
            weight=w[pick], weights_known=weights_known, rules=rules,
        )  # fmt: skip
        sole = np.full(sets.shape[0], -1, dtype=np.intp)
        alone = found.sole >= 0
        sole[alone] = found.holdings[found.sole[alone]]
        return found.need, sole

    return judge
