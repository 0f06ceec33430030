"""Which cells of a table give a respondent away by themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from devindex.errors import EnterpriseError, say

__all__ = ["Primary", "Rules", "primary"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """When a cell is confidential. The numbers are the office's, and themselves confidential.

    Attributes
    ----------
    contributors
        Fewest holdings with a contribution other than zero.
    dominance
        ``(n, k)``: the ``n`` largest holdings may make up at most ``k`` per cent. None: not asked.
    p
        The second largest holding may not come nearer than ``p`` per cent to the largest. None:
        not asked.
    zeros
        Whether a zero that says every respondent has nothing is confidential however many they
        are. With fewer respondents than ``contributors`` it always is.
    floor
        Per cent of a confidential cell's value that must stay open to either side, whatever the
        rule asks for; a table of counts has no other protection.
    least
        The same in the unit of the table; a confidential zero has no other protection.
    """

    contributors: int = 3
    dominance: tuple[int, float] | None = None
    p: float | None = 10.0
    zeros: bool = False
    floor: float = 10.0
    least: float = 0.0

    def __post_init__(self) -> None:
        n, k = self.dominance or (1, 50.0)
        wrong = [
            say(
                "{name} is {value}; {right}", "{name} 为{value}，{right}",
                name=name, value=value, right=right,
            )
            for name, value, fits, right in (
                ("contributors", self.contributors, self.contributors >= 1, _ONE),
                ("dominance n", n, n >= 1, _ONE),
                ("dominance k", k, 0 < k < 100, _SHARE),
                ("p", self.p, self.p is None or 0 < self.p < np.inf, _POSITIVE),
                ("floor", self.floor, 0 <= self.floor < np.inf, _NOT_NEGATIVE),
                ("least", self.least, 0 <= self.least < np.inf, _NOT_NEGATIVE),
            )
            if not fits
        ]  # fmt: skip
        if wrong:
            raise EnterpriseError(wrong)


_ONE = say("it should be 1 or more", "应不小于1")
_SHARE = say("it should lie between 0 and 100", "应在0与100之间")
_POSITIVE = say("it should be above 0", "应大于0")
_NOT_NEGATIVE = say("it should not be negative", "不应为负数")


@dataclass(frozen=True, eq=False)
class Primary:
    """Every cell by the rules; all arrays have shape (cells,).

    Attributes
    ----------
    total
        Weighted sum.
    respondents, contributors
        Holdings with a return; holdings whose contribution is not zero.
    first, second
        The two largest contributions of a holding, in absolute value.
    few, dominated, near, zero
        The rule that fires: contributors, (n, k), p %, zeros.
    need
        How far the cell must stay open to either side; 0 where it is not confidential.
    sole
        The only holding in a cell, by its place in ``holdings``; -1 if none or more than one.
    holdings
        Names of the holdings, sorted.
    """

    total: Floats
    respondents: Ints
    contributors: Ints
    first: Floats
    second: Floats
    few: Bools
    dominated: Bools
    near: Bools
    zero: Bools
    need: Floats
    sole: Ints
    holdings: NDArray[np.object_]

    @property
    def confidential(self) -> Bools:
        """Cells that may not be published."""
        return np.asarray(self.few | self.dominated | self.near | self.zero)


def primary(
    cell: ArrayLike,
    holding: ArrayLike,
    value: ArrayLike,
    *,
    cells: int,
    weight: ArrayLike | None = None,
    weights_known: bool = False,
    rules: Rules | None = None,
) -> Primary:
    r"""Apply the rules of confidentiality to every cell, on the holdings behind the firms.

    Contributions :math:`x_1 \ge x_2 \ge \ldots` are those of holdings: returns of one holding are
    added up first, in each cell. With :math:`X` the total, a cell is confidential if it has
    fewer contributors than asked for, if

    .. math:: x_1 + \ldots + x_n > \frac{k}{100} X, \qquad\text{or if}\qquad
              X - x_1 - x_2 < \frac{p}{100} x_1 ,

    the last because the second holding knows :math:`x_1 \le X - x_2` (no coalitions). It is open
    enough if it could be larger, or smaller, by

    .. math:: \max\Bigl(\frac{100}{k}\sum_{i \le n} x_i - X,\;
              \frac{p}{100} x_1 - (X - x_1 - x_2),\; \frac{\text{floor}}{100} |T|,\;
              \text{least}\Bigr)

    where :math:`T` is the value of the cell.

    **Weights.** In a sample :math:`X = \sum w x` is the estimate and :math:`x_i` the largest
    returns as they were given, unweighted: the second of the sample does not know how often
    others are counted. ``weights_known`` says that weights are public; then the known part of
    the total is weighted too, :math:`X - w_1 x_1 - w_2 x_2 < \frac{p}{100} x_1`, and more cells
    are confidential. Contributors are counted as returned, not as weighted up.

    **Negative contributions** count by their size: :math:`x_i` is the absolute value of a
    holding's sum and :math:`X` the weighted sum of absolute values. **Zero** is no contributor. A
    cell without returns is empty, its zero is known to all, and it is never confidential.

    Parameters
    ----------
    cell
        Place of the cell of each contribution, 0 to ``cells`` - 1, shape (contributions,). A firm
        stands once in its own cell and once in each total (``spread``).
    holding
        Holding of the firm; a firm of its own is its own holding.
    value
        What the firm reports, in the unit of the table. Missing is refused: leave the row out.
    weight
        Positive; None is a census.

    Raises
    ------
    EnterpriseError
        If shapes differ, a value is missing, a weight is not positive, a cell is out of range.

    Source: Hundepool et al. 2012, Statistical Disclosure Control, chapter 4 (tables of rules, of
    protection levels, holdings, sampling weights); Loeve 2001 for the levels.

    Examples
    --------
    The second example of the handbook: safe by p = 10, not by (2, 90.9).

    >>> rest = [52_000, 50_000, 4_000, 4_000]
    >>> one = primary([0] * 4, list("abcd"), rest, cells=1)
    >>> bool(one.confidential[0])
    False
    >>> rules = Rules(dominance=(2, 90.9), p=None)
    >>> two = primary([0] * 4, list("abcd"), rest, cells=1, rules=rules)
    >>> bool(two.dominated[0])
    True
    """
    rules = rules or Rules()
    at = np.asarray(cell, dtype=np.intp)
    names, who = holdings_of(holding)
    x = np.asarray(value, dtype=np.float64)
    w = np.ones_like(x) if weight is None else np.asarray(weight, dtype=np.float64)
    _check(at, who, x, w, cells)
    at, who, x, wx = _by_holding(at, who, x, w)
    order = np.lexsort((who, -np.abs(x), at))
    at, who, wx, size = at[order], who[order], wx[order], np.abs(x[order])
    known = np.abs(wx) if weights_known else size
    place = np.arange(len(at)) - np.searchsorted(at, at)

    def summed(values: Floats | Bools, where: Bools | None = None) -> Floats:
        kept = values if where is None else np.where(where, values, 0.0)
        return np.bincount(at, weights=kept, minlength=cells).astype(np.float64)

    respondents = np.bincount(at, minlength=cells)
    contributors = np.bincount(at[size > 0], minlength=cells)
    total, whole = summed(wx), summed(np.abs(wx))
    first, second = summed(size, place == 0), summed(size, place == 1)
    rest = np.maximum(whole - summed(known, place < 2), 0.0)
    nothing = (respondents > 0) & (contributors == 0)
    few = (contributors > 0) & (contributors < rules.contributors)
    zero = nothing & (rules.zeros | (respondents < rules.contributors))
    level, dominated, near = np.zeros(cells), np.zeros(cells, bool), np.zeros(cells, bool)
    if rules.dominance is not None:
        n, k = rules.dominance
        over = summed(known, place < n) * 100 / k - whole
        dominated = _above(over, whole)
        level = np.maximum(level, over)
    if rules.p is not None:
        over = rules.p / 100 * first - rest
        near = _above(over, whole)
        level = np.maximum(level, over)
    level = np.maximum.reduce([level, rules.floor / 100 * np.abs(total)])
    hidden = few | dominated | near | zero
    sole = np.full(cells, -1, dtype=np.intp)
    alone = place == 0
    sole[at[alone]] = np.where(respondents[at[alone]] == 1, who[alone], -1)
    return Primary(
        total, respondents, contributors, first, second, few, dominated, near, zero,
        np.where(hidden, np.maximum(level, rules.least), 0.0), sole, names,
    )  # fmt: skip


def holdings_of(holding: ArrayLike) -> tuple[NDArray[np.object_], Ints]:
    """Names of the holdings, sorted, and the place of each entry's holding among them.

    Raises
    ------
    EnterpriseError
        If an entry has no holding.
    """
    who, names = pd.factorize(np.asarray(holding), sort=True)
    if (who < 0).any():
        raise EnterpriseError(
            say(
                "{n} contributions have no holding, first at row {row}; a firm of its own is its "
                "own holding",
                "{n}条记录没有所属集团，首个在第{row}行；独立企业以自身为集团",
                n=int((who < 0).sum()), row=int(np.argmax(who < 0)),
            )
        )  # fmt: skip
    return np.asarray(names, dtype=object), np.asarray(who, dtype=np.intp)


def _above(over: Floats, whole: Floats) -> Bools:
    """Above zero by more than adding up in another order can move."""
    return np.asarray(over > 1e-12 * whole)


def _by_holding(at: Ints, who: Ints, x: Floats, w: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Add up the returns of each holding in each cell: cell, holding, sum, weighted sum.

    Sorted by cell, holding and value before it is added up, so that the order of rows moves no bit.
    """
    order = np.lexsort((w, x, who, at))
    at, who, x, w = at[order], who[order], x[order], w[order]
    first = np.ones(len(at), bool)
    first[1:] = (at[1:] != at[:-1]) | (who[1:] != who[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return at, who, x, x
    return at[starts], who[starts], np.add.reduceat(x, starts), np.add.reduceat(w * x, starts)


def _check(at: Ints, who: Ints, x: Floats, w: Floats, cells: int) -> None:
    shapes = {a.shape for a in (at, who, x, w)}
    if len(shapes) != 1 or at.ndim != 1:
        raise EnterpriseError(
            say(
                "cell, holding, value and weight have {n} lengths; one entry a contribution is "
                "needed in each",
                "单元格、集团、数值和权重的长度有{n}种，应各有一项对应每条记录",
                n=max(len(shapes), 2),
            )
        )
    faults = (
        (
            (at < 0) | (at >= cells), "{n} contributions are in cells outside 0 to {last}, first "
            "at row {row}", "{n}条记录的单元格不在0至{last}之间，首个在第{row}行",
        ),
        (
            ~np.isfinite(x), "{n} contributions hold no number, first at row {row}; leave out "
            "firms without an answer", "{n}条记录没有数值，首个在第{row}行；请去掉未答的企业",
        ),
        (
            ~(np.isfinite(w) & (w > 0)), "{n} weights are not positive, first at row {row}",
            "{n}个权重不是正数，首个在第{row}行",
        ),
    )  # fmt: skip
    wrong = [
        say(en, zh, n=int(bad.sum()), row=int(np.argmax(bad)), last=cells - 1)
        for bad, en, zh in faults
        if bad.any()
    ]
    if wrong:
        raise EnterpriseError(wrong)
