"""Figures in many units to points on one scale (无量纲化).

``x`` holds every row of the panel, ``fit`` the rows the method learns its constants from.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError
from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["goalposts_", "minmax", "rank", "zscore"]


@method("normalise", "goalposts", cite="UNDP 2024, technical note 1; OECD & JRC 2008, section 5.3")
def goalposts_(
    x: Floats, goalposts: Floats, sign: Floats, *, floor: float = 0.0, ceiling: float = 100.0
) -> Floats:
    r"""Distance between two fixed goalposts, in points.

    .. math:: z = a + (b - a)\,\min\Bigl(1, \max\Bigl(0, \frac{x - g_0}{g_1 - g_0}\Bigr)\Bigr)

    with :math:`a, b` the floor and the ceiling; for ``lower-better`` the fraction is taken from
    one. Nothing is learned from the data, so no year and no region moves another.

    Parameters
    ----------
    x
        Treated figures, shape (n, k).
    goalposts
        Lower and upper goalpost on the treated scale, shape (2, k).
    sign
        +1 where more is better, -1 where less is, shape (k,).

    Returns
    -------
    Points, shape (n, k), within ``[floor, ceiling]``. NaN stays NaN.

    Examples
    --------
    >>> goalposts_(np.array([[20.0], [85.0], [90.0]]), np.array([[20.0], [85.0]]), np.array([1.0]))
    array([[  0.],
           [100.],
           [100.]])
    """
    if np.isnan(goalposts).any():
        raise MethodError(
            "normalise method 'goalposts' needs goalposts in the definition of every scored "
            "indicator; give them, or use 'minmax'"
        )
    low, high = goalposts
    fraction = np.clip((x - low) / (high - low), 0.0, 1.0)
    points: Floats = floor + (ceiling - floor) * np.where(sign > 0, fraction, 1.0 - fraction)
    return points


@method("normalise", "minmax", cite="OECD & JRC 2008, section 5.3")
def minmax(
    x: Floats,
    fit: Floats,
    sign: Floats,
    *,
    floor: float = 0.0,
    ceiling: float = 100.0,
    clip: bool = False,
) -> Floats:
    r"""Rescale so that the fitted rows span ``[floor, ceiling]``.

    .. math:: z = a + (b - a)\,\frac{s x - \min s x}{\max s x - \min s x}

    with sign :math:`s = 1` where more is better and :math:`-1` where less is.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the minimum and the maximum are taken over (m, k).
    sign
        Shape (k,).
    clip
        Hold rows outside the fit to the range.

    Returns
    -------
    Points, shape (n, k); without ``clip``, rows outside the fit may leave the range. NaN stays
    NaN. A constant column tells nothing: all ``floor``.

    Examples
    --------
    >>> x = np.array([[4.0], [5.0], [6.0]])
    >>> minmax(x, x, np.array([-1.0])).ravel()
    array([100.,  50.,   0.])
    """
    low, high = _nan_extremes(sign * fit)
    span = high - low
    fraction = np.where(span > 0, (sign * x - low) / np.where(span > 0, span, 1.0), 0.0)
    if clip:
        fraction = np.clip(fraction, 0.0, 1.0)
    return np.where(np.isnan(x), np.nan, floor + (ceiling - floor) * fraction)


@method("normalise", "zscore", cite="OECD & JRC 2008, section 5.2")
def zscore(
    x: Floats,
    fit: Floats,
    sign: Floats,
    *,
    centre: float = 0.0,
    spread: float = 1.0,
    limit: float = np.inf,
) -> Floats:
    r"""Standard scores, moved to a centre and a spread.

    .. math:: z = c + d\,s\,\frac{x - \bar x}{\sigma_{n-1}}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those mean and standard deviation are taken over (m, k).
    sign
        Shape (k,).
    limit
        Most standard deviations a row may lie from the mean; what lies further is held there.

    Returns
    -------
    Points, shape (n, k). NaN stays NaN. A constant column, or a single row, is all ``centre``.

    Examples
    --------
    >>> x = np.array([[1.0], [2.0], [3.0]])
    >>> zscore(x, x, np.array([1.0])).ravel()
    array([-1.,  0.,  1.])
    """
    seen = ~np.isnan(fit)
    n = seen.sum(axis=0)
    mean = np.where(seen, fit, 0.0).sum(axis=0) / np.maximum(n, 1)
    squares = np.where(seen, fit - mean, 0.0) ** 2
    sd = np.sqrt(squares.sum(axis=0) / np.maximum(n - 1, 1))
    constant = sd <= 1e-12 * np.maximum(np.abs(mean), 1e-300)
    scored = np.where(constant, 0.0, (x - mean) / np.where(constant, 1.0, sd))
    scored = np.clip(scored, -limit, limit)
    return np.where(np.isnan(x), np.nan, centre + spread * sign * scored)


@method("normalise", "rank", cite="OECD & JRC 2008, section 5.1")
def rank(
    x: Floats, fit: Floats, sign: Floats, *, floor: float = 0.0, ceiling: float = 100.0
) -> Floats:
    r"""Share of the fitted rows that a row is level with or ahead of, ties in the middle.

    .. math:: z = a + (b - a)\,\frac{\#\{j : s x_j < s x\} + \tfrac12 \#\{j : x_j = x\}}{m}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those they are placed among (m, k).
    sign
        Shape (k,).

    Returns
    -------
    Points, shape (n, k). NaN stays NaN. A constant column is all in the middle.

    Examples
    --------
    >>> x = np.array([[1.0], [5.0]])
    >>> rank(x, x, np.array([1.0])).ravel()
    array([25., 75.])
    """
    placed = np.full_like(x, np.nan)
    for j in range(x.shape[1]):
        others = np.sort(sign[j] * fit[~np.isnan(fit[:, j]), j])
        own = sign[j] * x[:, j]
        below = np.searchsorted(others, own, side="left")
        level = np.searchsorted(others, own, side="right") - below
        placed[:, j] = (below + 0.5 * level) / max(len(others), 1)
    return np.where(np.isnan(x), np.nan, floor + (ceiling - floor) * placed)


def _nan_extremes(x: Floats) -> tuple[Floats, Floats]:
    """Least and greatest of each column without NaN; NaN where a column is empty."""
    seen = ~np.isnan(x)
    some = seen.any(axis=0)
    low = np.where(seen, x, np.inf).min(axis=0, initial=np.inf)
    high = np.where(seen, x, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)
