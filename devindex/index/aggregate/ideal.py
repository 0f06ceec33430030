"""Rows placed by their distance from the best, or by their ranks: TOPSIS, grey relation, RSR.

``fit`` holds the rows a row is placed among; in a recipe ``fit = "each"`` places it among the same
year's. Scores run from 0 to 100, more is better: scores already point the right way. A row that is
not among ``fit`` (the nation) is placed by the same marks, and counts as the best where it is
beyond the best.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.aggregate.means import present, summed
from devindex.index.aggregate.outrank import row_of
from devindex.index.arrays import Floats, extremes, places
from devindex.index.registry import method

__all__ = ["grey_relational", "rank_sum_ratio", "topsis"]


@method("aggregate", "topsis", cite="Hwang & Yoon 1981")
def topsis(z: Floats, w: Floats, fit: Floats, *, scale: str = "vector") -> Floats:
    r"""TOPSIS: near to the best in everything and far from the worst.

    .. math:: S = 100\, \frac{d^-}{d^- + d^+}, \quad
              d^{\pm} = \sqrt{\sum_j w_j^2 (r_j - r_j^{\pm})^2}, \quad
              r_{ij} = \frac{z_{ij}}{\sqrt{\sum_{i} z_{ij}^2}}

    with best and worst :math:`r_j^+, r_j^-` of the rows of ``fit``, whose squares are summed.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights (k,) or (n, k).
    fit
        Rows to be placed among, shape (m, k).
    scale
        ``vector`` as above; ``none`` leaves scores as they are, for they are points already.

    Returns
    -------
    Shape (n,), 0 to 100. NaN siblings are left out; a constant indicator moves nobody; where all
    are constant, or there is one row, 50.

    Raises
    ------
    MethodError
        If the scale is neither.

    Examples
    --------
    >>> z = np.array([[100.0, 0.0], [0.0, 100.0], [100.0, 100.0], [50.0, 50.0]])
    >>> topsis(z, np.array([0.5, 0.5]), z, scale="none")
    array([ 50.,  50., 100.,  50.])
    """
    if scale not in ("vector", "none"):
        raise MethodError(
            say(
                "aggregate method 'topsis': scale is {scale!r}; it is 'vector' or 'none'",
                "合成方法“topsis”的 scale 为{scale!r}；应为“vector”或“none”",
                scale=scale,
            )
        )
    worst, best = extremes(fit)
    norm = np.sqrt(np.nansum(fit**2, axis=0)) if scale == "vector" else np.ones(fit.shape[1])
    unit = present(z, w) / np.where(norm > 0, norm, 1.0)
    held = np.clip(z, worst, best)
    up, down = (np.sqrt(summed(1.0, (unit * (held - mark)) ** 2)) for mark in (best, worst))
    both = up + down
    share = np.where(both > 0, down / np.where(both > 0, both, 1.0), 0.5)
    return np.where(np.isnan(z).all(axis=1), np.nan, 100.0 * share)


@method("aggregate", "grey-relational", cite="Deng 1982; Kuo, Yang & Huang 2008")
def grey_relational(z: Floats, w: Floats, fit: Floats, *, rho: float = 0.5) -> Floats:
    r"""Grey relational grade (灰色关联度): how closely a row follows the best of each indicator.

    .. math:: S_i = 100 \sum_j w_j \frac{\Delta_{\min} + \rho \Delta_{\max}}
              {\Delta_{ij} + \rho \Delta_{\max}}, \quad \Delta_{ij} = \max_i z_{ij} - z_{ij}

    with least and greatest :math:`\Delta` over all rows and indicators of ``fit``; the least is 0,
    for the best row of an indicator is its own mark. Scores must be on one scale.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights (k,) or (n, k).
    fit
        Rows to be placed among, shape (m, k).
    rho
        Distinguishing coefficient, above 0 and at most 1: the less, the further apart the grades.

    Returns
    -------
    Shape (n,), above 0 to 100. NaN siblings are left out; a constant indicator counts as fully
    reached; where all are constant, or there is one row, 100.

    Raises
    ------
    MethodError
        If rho is outside its bounds.

    Examples
    --------
    >>> z = np.array([[100.0, 0.0], [0.0, 100.0], [100.0, 50.0]])
    >>> grey_relational(z, np.array([0.5, 0.5]), z).round(4)
    array([66.6667, 66.6667, 75.    ])
    """
    if not 0 < rho <= 1:
        raise MethodError(
            say(
                "aggregate method 'grey-relational': rho is {rho}; it is above 0 and at most 1",
                "合成方法“grey-relational”的分辨系数 rho 为{rho}；应大于0且不超过1",
                rho=rho,
            )
        )
    worst, best = extremes(fit)
    far = rho * np.nanmax(best - worst, initial=0.0)
    gap = np.fmax(best - z, 0.0)  # 0 where no fitted row has the indicator
    xi = far / (gap + far) if far > 0 else np.where(gap > 0, 0.0, 1.0)
    return np.asarray(100.0 * (present(z, w) * xi).sum(axis=1))


@method("aggregate", "rank-sum-ratio", cite="Tian 1988 (田凤调); Tian 1993")
def rank_sum_ratio(z: Floats, w: Floats, fit: Floats, *, ranks: str = "integer") -> Floats:
    r"""Rank-sum ratio (秩和比, RSR): weighted mean rank from below over the number of rows.

    .. math:: S_i = \frac{100}{m} \sum_j w_j R_{ij}

    Integer ranks count places from the lowest, ties share their mean (整次). Non-integer ranks keep
    distances (非整次): :math:`R_{ij} = 1 + (m - 1)\frac{z_{ij} - \min z_j}{\max z_j - \min z_j}`.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights (k,) or (n, k).
    fit
        Rows to be placed among, shape (m, k).
    ranks
        ``integer`` or ``non-integer``.

    Returns
    -------
    Shape (n,), 100 / m to 100. NaN siblings are left out, and m counts the rows that have the
    indicator. A constant indicator gives everyone the mean rank; one row alone 100. A row that is
    not among ``fit`` (the nation) is ranked as one more row, or among non-integer ranks by the
    same least and greatest score.

    Raises
    ------
    MethodError
        If ``ranks`` is neither.

    Examples
    --------
    >>> z = np.array([[10.0, 5.0], [20.0, 10.0], [15.0, 8.0]])
    >>> rank_sum_ratio(z, np.array([0.4, 0.6]), z).round(1)
    array([ 33.3, 100. ,  66.7])
    """
    if ranks not in ("integer", "non-integer"):
        raise MethodError(
            say(
                "aggregate method 'rank-sum-ratio': ranks is {ranks!r}; it is 'integer' or "
                "'non-integer'",
                "合成方法“rank-sum-ratio”的 ranks 为{ranks!r}；应为“integer”（整次）"
                "或“non-integer”（非整次）",
                ranks=ranks,
            )
        )
    outside = (row_of(z, fit) < 0)[:, None]
    below, level, count = places(z, fit)
    ratio = (below + (level + outside + 1.0) / 2.0) / np.maximum(count + outside, 1)
    if ranks == "non-integer":
        worst, best = extremes(fit)
        span = best - worst
        share = (np.clip(z, worst, best) - worst) / np.where(span > 0, span, 1.0)
        ratio = np.where(span > 0, (1.0 + (count - 1) * share) / np.maximum(count, 1), ratio)
    return 100.0 * summed(present(z, w), np.where(np.isnan(z), np.nan, ratio))
