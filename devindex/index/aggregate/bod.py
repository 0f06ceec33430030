"""Benefit of the doubt: each row weighed as suits it best (data envelopment analysis).

The weights are found by a linear programme for each row, which is the method itself; HiGHS solves
them one by one. Declared weights play no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from devindex.errors import MethodError, Sentence, say
from devindex.index.aggregate.outrank import row_of
from devindex.index.aggregate.restrictions import Bound, restrictions, unsolved
from devindex.index.arrays import Bools, Floats
from devindex.index.registry import RowError, method
from devindex.kinds import require, shown

__all__ = ["BenefitOfTheDoubt", "benefit_of_the_doubt", "bod", "directional_bod"]

BLOCK = 500
"""Rows compared at once for dominance; bounds memory and changes no result."""

EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The tightest HiGHS offers; scores are good to some 1e-9."""

UNBOUNDED = 3
"""How scipy numbers the end of a programme that nothing bounds."""

NONE = 1e-9
"""A score under restrictions this near to zero has no weights that meet them."""


@dataclass(frozen=True)
class BenefitOfTheDoubt:
    """Scores and the weights behind them.

    ``scores`` (n,) from 0 to 100, ``weights`` (n, k) with ``scores = (weights * z).sum(axis=1)``,
    ``peers`` (n, m): whether a row of ``fit`` holds the score down (is part of its benchmark).
    Where several weights give the same score, they are those of the vertex HiGHS ends in.
    """

    scores: Floats
    weights: Floats
    peers: Bools

    def pie_shares(self, z: Floats) -> Floats:
        """Share of each indicator in the score, which sum to one: (n, k)."""
        parts = self.weights * np.where(np.isnan(z), 0.0, z)
        total = parts.sum(axis=1, keepdims=True)
        return np.where(total > 0, parts / np.where(total > 0, total, 1.0), np.nan)


def benefit_of_the_doubt(
    z: Floats,
    fit: Floats | None = None,
    *,
    pie_share_lower: Bound = None,
    pie_share_upper: Bound = None,
    ratio_lower: Bound = None,
    ratio_upper: Bound = None,
    super: bool = False,
) -> BenefitOfTheDoubt:
    r"""Score each row by the weights that suit it best, the same for all it is compared with.

    .. math:: S_i = 100\, \max_{w \ge 0} \sum_j w_j z_{ij} \quad \text{such that} \quad
              \sum_j w_j z_{lj} \le 1 \text{ for all rows } l \text{ of fit}

    and, where given,

    .. math:: L_j \le \frac{w_j z_{ij}}{\sum_h w_h z_{ih}} \le U_j \text{ (pie shares)}, \quad
              l_j \le \frac{w_j}{w_1} \le u_j \text{ (assurance regions)}

    Parameters
    ----------
    z
        Scores of zero or more, shape (n, k). The unit of a column does not matter.
    fit
        Rows to be compared with, shape (m, k); z itself if not given.
    pie_share_lower, pie_share_upper
        Bounds on the share of each indicator in the row's score, one number or k.
    ratio_lower, ratio_upper
        Bounds on each weight over that of the first indicator, one number or k (the first of the
        k is not used), each 0 or from 1e-6 to 1e6.
    super
        Leave the row itself out of the comparison: the best then differ, above 100.

    Returns
    -------
    BenefitOfTheDoubt
        NaN for a row without any score. A missing score counts as zero (Kuosmanen 2009): it lends
        the row nothing and bounds nobody; pie shares do not bind it. A column of zeros gets no
        weight. A row of zeros scores 0. One row alone scores 100. A row outside ``fit`` may pass
        100; a score that nothing bounds (no other row has anything of an indicator) is NaN.

    Raises
    ------
    MethodError
        If a score is below zero, bounds are wrong, no weights meet the restrictions, or the
        solver finds none.

    Notes
    -----
    Melyn & Moesen 1991; Cherchye, Moesen, Rogge & Van Puyenbroeck 2007; pie shares as Wong &
    Beasley 1990, assurance regions as Thompson and others 1986, super-efficiency as Andersen &
    Petersen 1993.

    Examples
    --------
    >>> found = benefit_of_the_doubt(np.array([[4.0, 1.0], [1.0, 4.0], [2.0, 2.0], [0.0, 2.0]]))
    >>> found.scores.round(6)
    array([100., 100.,  80.,  50.])
    >>> found.weights[2].round(6), found.peers[2]
    (array([20., 20.]), array([ True,  True, False, False]))
    """
    require(super, bool, "super", MethodError)
    z = _table(z, "z")
    fit = z if fit is None else _table(fit, "fit", z.shape[1])
    limits = restrictions(z.shape[1], pie_share_lower, pie_share_upper, ratio_lower, ratio_upper)
    frame = _Frame.of("benefit-of-the-doubt", z, fit)
    scores = np.full(len(z), np.nan)
    weights = np.full(z.shape, np.nan)
    peers = np.zeros((len(z), len(fit)), dtype=bool)
    for i in np.nonzero(~np.isnan(z).all(axis=1))[0].tolist():
        against = frame.without(i) if super else frame.frontier
        rows = frame.rows[against]
        extra = limits.rows(frame.z[i], frame.unit, np.isnan(z[i]))
        found = _solve(-frame.z[i], np.vstack([rows, extra]), len(rows))
        if found.status == UNBOUNDED:
            continue
        if not found.success:
            raise RowError(i, z.shape, unsolved)
        w = np.maximum(found.x, 0.0)
        scores[i] = 100.0 * (w @ frame.z[i])
        if scores[i] < NONE and len(extra) and frame.z[i].any():
            raise RowError(i, z.shape, partial(limits.unmet, z[i]))
        weights[i] = 100.0 * w / frame.unit
        peers[i, against] = found.ineqlin.marginals[: len(rows)] < -NONE
    return BenefitOfTheDoubt(scores, weights, peers)


def _table(given: Any, name: str, k: int | None = None) -> Floats:
    """Rows by columns, as numbers, with as many columns as needed."""
    try:
        table = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        table = np.zeros(0)
    if table.ndim != 2 or table.shape[1] != (k or table.shape[1]):
        raise MethodError(
            say(
                "{name} is {given}; a table of numbers is needed, (n, {k})",
                "{name} 为{given}，应为 (n, {k}) 的数值表",
                name=name, given=shown(given), k=k or "k",
            )
        )  # fmt: skip
    return np.ascontiguousarray(table)


@dataclass(frozen=True)
class _Frame:
    """What all programmes share: scores as shares of each column's greatest, and the frontier."""

    z: Floats
    rows: Floats
    unit: Floats
    own: np.ndarray
    frontier: np.ndarray

    @classmethod
    def of(cls, name: str, z: Floats, fit: Floats) -> _Frame:
        if (z < 0).any() or (fit < 0).any():
            raise MethodError(
                say(
                    "aggregate method {name!r} needs scores of zero or more; normalise with "
                    "'goalposts', 'minmax' or 'rank' first",
                    "合成方法{name!r}要求得分不小于0；请先用“goalposts”“minmax”或“rank”作无量纲化",
                    name=name,
                )
            )
        held = np.where(np.isnan(fit), 0.0, fit)
        top = held.max(axis=0, initial=0.0)
        unit = np.where(top > 0, top, 1.0)
        rows = held / unit
        return cls(
            np.where(np.isnan(z), 0.0, z) / unit, rows, unit, row_of(z, fit), undominated(rows)
        )

    def without(self, i: int) -> np.ndarray:
        """Rows that may bound row i once it is left out: all others if it is on the frontier."""
        if self.own[i] not in self.frontier:
            return self.frontier
        others = np.arange(len(self.rows)) != self.own[i]
        return np.nonzero(others)[0]


def undominated(rows: Floats) -> np.ndarray:
    """Rows that no other row reaches in every column; of equal rows the first. (m, k) -> indices.

    Weights are never negative, so that the others' constraints follow from theirs.

    Examples
    --------
    >>> undominated(np.array([[1.0, 1.0], [2.0, 1.0], [0.0, 3.0], [2.0, 1.0]]))
    array([1, 2])
    """
    distinct, first = np.unique(rows, axis=0, return_index=True)
    order = np.argsort(-distinct.sum(axis=1), kind="stable")
    distinct, first = distinct[order], first[order]
    below = np.zeros(len(distinct), dtype=bool)
    for start in range(0, len(distinct), BLOCK):
        block = slice(start, start + BLOCK)
        reached = np.ones((len(distinct[block]), len(distinct)), dtype=bool)
        for j in range(rows.shape[1]):
            reached &= distinct[block, j, None] <= distinct[None, :, j]
        below[block] = reached.sum(axis=1) > 1
    return np.sort(first[~below])


def _solve(cost: Floats, rows: Floats, ones: int, equal: Floats | None = None) -> Any:
    """Least cost with rows @ w at most 1 in the first ``ones`` rows and 0 in the others, w >= 0.

    With ``equal`` also equal @ w = 1.
    """
    from scipy.optimize import linprog

    bounded = np.zeros(len(rows))
    bounded[:ones] = 1.0
    exact = {} if equal is None else {"A_eq": equal[None, :], "b_eq": [1.0]}
    return linprog(
        cost, A_ub=rows, b_ub=bounded, bounds=(0, None), method="highs-ds", options=EXACT, **exact
    )


@method(
    "aggregate",
    "benefit-of-the-doubt",
    cite="Melyn & Moesen 1991; Cherchye, Moesen, Rogge & Van Puyenbroeck 2007",
    domain="non-negative",
)
def bod(
    z: Floats,
    fit: Floats,
    *,
    pie_share_lower: Bound = None,
    pie_share_upper: Bound = None,
    ratio_lower: Bound = None,
    ratio_upper: Bound = None,
    super: bool = False,
) -> Floats:
    r"""Benefit of the doubt: the score under the weights that suit the row best.

    .. math:: S_i = 100\, \max_{w \ge 0} \sum_j w_j z_{ij} \quad \text{such that} \quad
              \sum_j w_j z_{lj} \le 1 \text{ for all rows } l \text{ of fit}

    :func:`benefit_of_the_doubt` gives the weights and peers too. Declared weights play no part.

    Parameters
    ----------
    z
        Scores of zero or more, shape (n, k).
    fit
        Rows to be compared with, shape (m, k).
    pie_share_lower, pie_share_upper
        Bounds on the share of each indicator in the row's score, one number or k.
    ratio_lower, ratio_upper
        Bounds on each weight over that of the first indicator, one number or k.
    super
        Leave the row itself out of the comparison: the best then differ, above 100.

    Returns
    -------
    Shape (n,), 0 to 100; see :func:`benefit_of_the_doubt` for missing scores, zeros and rows
    outside ``fit``. A constant indicator gives everyone 100 unless it is held back by pie shares.

    Raises
    ------
    MethodError
        If a score is below zero, bounds are wrong, no weights meet the restrictions, or the
        solver finds none.

    Examples
    --------
    >>> z = np.array([[4.0, 1.0], [1.0, 4.0], [2.0, 2.0]])
    >>> bod(z, z).round(6), bod(z, z, pie_share_lower=0.4).round(6)
    (array([100., 100.,  80.]), array([57.142857, 57.142857, 80.      ]))
    """
    return benefit_of_the_doubt(
        z,
        fit,
        pie_share_lower=pie_share_lower,
        pie_share_upper=pie_share_upper,
        ratio_lower=ratio_lower,
        ratio_upper=ratio_upper,
        super=super,
    ).scores


@method(
    "aggregate",
    "directional-bod",
    cite="Fusco 2015; Zanella, Camanho & Dias 2015; Chambers, Chung & Färe 1998",
    domain="non-negative",
    example=lambda k: {"direction": [1.0] * k},
)
def directional_bod(z: Floats, fit: Floats, *, direction: list[float] | None = None) -> Floats:
    r"""Directional benefit of the doubt: how far a row is from the frontier in a given direction.

    .. math:: S_i = \frac{100}{1 + \beta_i}, \quad
              \beta_i = \max \bigl\{\beta : \sum_l \lambda_l z_{lj} \ge z_{ij} + \beta g_j,
              \ \sum_l \lambda_l \le 1,\ \lambda \ge 0 \bigr\}

    The direction g says which indicators should grow, and how fast against each other; it is in
    the unit of the scores. With g the row itself it would be :func:`bod`.

    Parameters
    ----------
    z
        Scores of zero or more, shape (n, k).
    fit
        Rows to be compared with, shape (m, k).
    direction
        g, k numbers of zero or more, one at least above zero.

    Returns
    -------
    Shape (n,), 100 on the frontier, above it for a row beyond that is not among ``fit``. A missing
    score counts as zero, as in :func:`benefit_of_the_doubt`, and need not grow; NaN for a row
    without any score in the direction. A constant indicator with g above zero puts everyone on the
    frontier; one row alone scores 100.

    Raises
    ------
    MethodError
        If a score is below zero, the direction is missing or wrong, or the solver finds nothing.

    Examples
    --------
    >>> z = np.array([[4.0, 1.0], [1.0, 4.0], [2.0, 2.0]])
    >>> directional_bod(z, z, direction=[1.0, 1.0]).round(4)
    array([100.    , 100.    ,  66.6667])
    """
    z = np.ascontiguousarray(z, dtype=float)
    g = _direction(direction, z.shape[1])
    frame = _Frame.of("directional-bod", z, np.ascontiguousarray(fit, dtype=float))
    rows = frame.rows[frame.frontier]
    along = g / frame.unit
    programme = np.column_stack([rows, -np.ones(len(rows))])
    scores = np.full(len(z), np.nan)
    for i in np.nonzero(~np.isnan(z).all(axis=1))[0].tolist():
        cost = np.append(-frame.z[i], 1.0)
        step = np.where(np.isnan(z[i]), 0.0, along)
        if not step.any():
            continue
        found = _solve(cost, programme, 0, equal=np.append(step, 0.0))
        if found.status == UNBOUNDED and (cost[:-1] < 0)[~rows.any(axis=0)].any():
            continue
        if not found.success:
            raise RowError(i, z.shape, unsolved)
        if 1.0 + found.fun > 0:
            scores[i] = 100.0 / (1.0 + found.fun)
    return scores


def _direction(direction: list[float] | None, k: int) -> Floats:
    g = np.full(k, np.nan) if direction is None else np.asarray(direction, dtype=float)
    if g.shape != (k,) or not (g >= 0).all() or not g.any():
        raise MethodError(
            say(
                "aggregate method 'directional-bod': direction is {value}; {k} numbers of zero or "
                "more are needed, not all zero",
                "合成方法“directional-bod”的 direction 为{value}；应为{k}个不小于0的数，且不全为0",
                value=Sentence("missing", "空缺") if direction is None else direction,
                k=k,
            )
        )
    return g
