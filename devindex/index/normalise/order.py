"""Places among others to points: ranks, percentiles, classes (无量纲化 by order)."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say, unknown
from devindex.index.arrays import Bools, Floats, Ints, extremes, means, places
from devindex.index.normalise.reference import on_scale
from devindex.index.registry import method

__all__ = ["above_below_mean", "borda", "categorical", "percentile_rank", "rank"]

TIES = ("min", "average", "max")
KINDS = ("mid", "inclusive", "handbook")


@method("normalise", "rank", cite="OECD & JRC 2008, section 1.5 and table 15")
def rank(x: Floats, fit: Floats, sign: Floats, *, ties: str = "min") -> Floats:
    r"""Rank from the worst up: the worst fitted row has 1, the best as many as there are rows.

    .. math:: z = 1 + \#\{j : s x_j < s x\}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those they are placed among (m, k).
    sign
        Shape (k,).
    ties
        Level rows take the smallest rank they share (``min``), the greatest (``max``), or the
        ``average`` of both.

    Returns
    -------
    Shape (n, k). A row outside the fit has the rank it would take there. NaN stays NaN. A
    constant column of m rows is all 1 (``max``: m; ``average``: the middle); one row has 1.

    Raises
    ------
    MethodError
        If ``ties`` is none of the three.

    Examples
    --------
    >>> x = np.array([[3.0], [1.0], [4.0], [1.0]])
    >>> rank(x, x, np.array([1.0])).ravel()
    array([3., 1., 4., 1.])
    """
    _one_of("ties", ties, TIES)
    below, level, _ = _placed(x, fit, sign)
    level = np.maximum(level, 1.0)
    last = {"min": np.ones(1), "average": (level + 1.0) / 2.0, "max": level}[ties]
    return np.asarray(below + last)


@method("normalise", "borda", cite="Borda 1784")
def borda(x: Floats, fit: Floats, sign: Floats, *, ties: str = "min") -> Floats:
    r"""Borda count of one indicator: how many fitted rows a row is ahead of.

    .. math:: z = \#\{j : s x_j < s x\}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those they are placed among (m, k).
    sign
        Shape (k,).
    ties
        As in ``rank``: with ``average`` each level row adds half a point.

    Returns
    -------
    The rank less one, shape (n, k). NaN stays NaN. A constant column is all 0 (``average``: the
    middle); so is one row.

    Raises
    ------
    MethodError
        If ``ties`` is none of the three.

    Examples
    --------
    >>> x = np.array([[3.0], [1.0], [4.0], [1.0]])
    >>> borda(x, x, np.array([1.0])).ravel()
    array([2., 0., 3., 0.])
    """
    return rank(x, fit, sign, ties=ties) - 1.0


@method("normalise", "percentile-rank", cite="Roscoe 1975; OECD & JRC 2008, table 15")
def percentile_rank(
    x: Floats,
    fit: Floats,
    sign: Floats,
    *,
    kind: str = "mid",
    floor: float = 0.0,
    ceiling: float = 100.0,
) -> Floats:
    r"""Share of the fitted rows that a row is level with or ahead of, ties in the middle.

    .. math:: z = a + (b - a)\,\frac{\#\{j : s x_j < s x\} + \tfrac12 \#\{j : x_j = x\}}{m}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those they are placed among (m, k).
    sign
        Shape (k,).
    kind
        ``mid`` as above. ``inclusive``: rows behind over :math:`m - 1`, so that worst and best
        stand at both ends. ``handbook``: the smallest rank over :math:`m`.

    Returns
    -------
    Points, shape (n, k), between ``floor`` and ``ceiling``. NaN stays NaN. A constant column, or
    one row, is all in the middle, whatever the kind.

    Raises
    ------
    MethodError
        If ``kind`` is none of the three.

    Examples
    --------
    >>> x = np.array([[1.0], [5.0]])
    >>> percentile_rank(x, x, np.array([1.0])).ravel()
    array([25., 75.])
    """
    _one_of("kind", kind, KINDS)
    below, level, m = _placed(x, fit, sign)
    if kind == "mid":
        placed = (below + 0.5 * level) / np.maximum(m, 1)
    elif kind == "inclusive":
        placed = np.minimum(below / np.maximum(m - 1, 1), 1.0)
    else:
        placed = (below + np.minimum(level, 1.0)) / np.maximum(m, 1)
    if kind != "mid":
        placed = np.where(_constant(fit) & ~np.isnan(x), 0.5, placed)
    return on_scale(placed, floor, ceiling)


@method("normalise", "categorical", cite="OECD & JRC 2008, table 3, method 5")
def categorical(
    x: Floats,
    fit: Floats,
    sign: Floats,
    *,
    cuts: list[float] = [15.0, 25.0, 65.0, 85.0, 95.0],  # noqa: B006  (never changed)
    points: list[float] = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0],  # noqa: B006
) -> Floats:
    r"""Classes by percentile of the fitted rows, each with its points.

    .. math:: z = v_i \quad\text{where}\quad p_i \le p(x) < p_{i+1}

    with :math:`p(x)` the percentile rank of kind ``handbook``.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those they are placed among (m, k).
    sign
        Shape (k,).
    cuts
        Percentiles between the classes, rising, within 0 and 100.
    points
        Points of the classes, one more than cuts, never falling.

    Returns
    -------
    Points, shape (n, k). NaN stays NaN. A constant column, or one row, is all in the class of
    the middle (percentile 50).

    Raises
    ------
    MethodError
        If cuts and points do not fit together.

    Examples
    --------
    >>> x = np.arange(1.0, 11.0)[:, None]
    >>> categorical(x, x, np.array([1.0])).ravel()
    array([  0.,  20.,  40.,  40.,  40.,  40.,  60.,  60.,  80., 100.])
    """
    if not _rising(cuts, points):
        raise MethodError(
            say(
                "cuts are {cuts} and points are {points}; cuts rise between 0 and 100, and points "
                "never fall and are one more than cuts",
                "cuts为{cuts}，points为{points}；cuts应在0至100之间递增，points不减且比cuts多一个",
                cuts=cuts, points=points,
            )
        )  # fmt: skip
    below, level, m = _placed(x, fit, sign)
    place = np.where(_constant(fit), 0.5 * m, below + np.minimum(level, 1.0))
    reached = np.zeros(x.shape, dtype=int)
    for cut in cuts:
        reached += 100.0 * place >= cut * m
    return np.where(np.isnan(x), np.nan, np.asarray(points, dtype=float)[reached])


@method("normalise", "above-below-mean", cite="OECD & JRC 2008, section 5.5")
def above_below_mean(x: Floats, fit: Floats, sign: Floats, *, threshold: float = 0.2) -> Floats:
    r"""One point well above the mean of the fitted rows, minus one well below, else nothing.

    .. math::
        z = \operatorname{sgn}(s (x - \bar x)) \quad\text{if}\quad |x - \bar x| > p\,|\bar x|
        \text{, else } 0

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the mean is taken over (m, k).
    sign
        Shape (k,).
    threshold
        :math:`p`, the share of the mean that makes no difference.

    Returns
    -------
    -1, 0 or 1, shape (n, k). NaN stays NaN. A constant column, or one row, is all 0.

    Raises
    ------
    MethodError
        If the threshold is negative.

    Examples
    --------
    >>> x = np.array([[7.0], [10.0], [13.0]])
    >>> above_below_mean(x, x, np.array([1.0])).ravel()
    array([-1.,  0.,  1.])
    """
    if not threshold >= 0:
        raise MethodError(
            say(
                "threshold is {given}; it must be 0 or more",
                "threshold为{given}；不得小于0",
                given=threshold,
            )
        )
    mean = means(fit)
    away = sign * (x - mean)
    slack = (threshold + 1e-9) * np.abs(mean)  # on the threshold is within it
    neutral = (np.abs(away) <= slack) | np.isnan(fit).all(axis=0)
    return np.where(np.isnan(x), np.nan, np.where(neutral, 0.0, np.sign(away)))


def _placed(x: Floats, fit: Floats, sign: Floats) -> tuple[Floats, Floats, Ints]:
    """Fitted rows behind and level (n, k), NaN where x is, and how many there are (k,)."""
    below, level, m = places(x, fit)
    behind = np.where(sign > 0, below, m - below - level)
    return np.where(np.isnan(x), np.nan, behind), level, m


def _constant(fit: Floats) -> Bools:
    """Columns that place nobody: all fitted rows level, or none. (m, k) -> (k,)."""
    low, high = extremes(fit)
    return np.asarray(~(low < high))


def _rising(cuts: list[float], points: list[float]) -> bool:
    fine = [isinstance(v, (int, float)) and not isinstance(v, bool) for v in (*cuts, *points)]
    if not all(fine) or not cuts or len(points) != len(cuts) + 1:
        return False
    inside = min(cuts) > 0 and max(cuts) < 100 and np.isfinite(points).all()
    return bool(inside and (np.diff(cuts) > 0).all() and (np.diff(points) >= 0).all())


def _one_of(parameter: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise MethodError(unknown(parameter, given, known))
