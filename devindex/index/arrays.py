"""Array types, and what every step asks of columns with holes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bools",
    "Floats",
    "Ints",
    "extremes",
    "means",
    "moments",
    "places",
    "shares",
    "sums",
    "whole",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]


def shares(w: Floats) -> Floats:
    """Scale to a sum of one; equal if all are zero. (..., k) -> (..., k)."""
    total = w.sum(axis=-1, keepdims=w.ndim > 1)
    if w.ndim == 1 and total > 0:
        return np.asarray(w / total)
    if w.ndim > 1 and total.min(initial=np.inf) > 0:
        return np.asarray(w / total)
    even = np.full_like(w, 1.0 / w.shape[-1])
    return np.where(total > 0, w / np.where(total > 0, total, 1.0), even)


def whole(x: Floats) -> bool:
    """Whether no figure is missing."""
    return not np.isnan(x).any()


def extremes(x: Floats) -> tuple[Floats, Floats]:
    """Least and greatest of each column without NaN; NaN where a column is empty.

    Examples
    --------
    >>> extremes(np.array([[3.0, np.nan], [np.nan, np.nan], [1.0, np.nan]]))
    (array([ 1., nan]), array([ 3., nan]))
    """
    low, high = (reduce(x, axis=0, initial=np.nan) for reduce in (np.fmin.reduce, np.fmax.reduce))
    return low, high


def sums(x: Floats) -> tuple[Floats, Ints]:
    """Sum and number of the figures of each column, NaN left out. (m, k) -> (k,), (k,)."""
    total = x.sum(axis=0)
    if whole(total):
        return total, np.full(total.shape, len(x))
    gone = np.isnan(x)
    return np.where(gone, 0.0, x).sum(axis=0), len(x) - gone.sum(axis=0)


def means(x: Floats) -> Floats:
    """Mean of each column without NaN; zero where a column is empty. (m, k) -> (k,)."""
    total, n = sums(x)
    return np.asarray(total / np.maximum(n, 1))


def moments(x: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation (n - 1) of each column without NaN; zero where it is empty.

    Examples
    --------
    >>> moments(np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]]))
    (array([2., 0.]), array([1.41421356, 0.        ]))
    """
    mean = means(x)
    off = x - mean
    square, n = sums(np.multiply(off, off, out=off))
    return mean, np.sqrt(square / np.maximum(n - 1, 1))


def places(x: Floats, fit: Floats) -> tuple[Floats, Floats, Ints]:
    """How many figures of a column of ``fit`` lie below, how many are level, how many there are.

    Both sides are put in order first, so that one walks along the other.

    Parameters
    ----------
    x, fit
        Figures to place (n, k), and those they are placed among (m, k).

    Returns
    -------
    Below and level, shape (n, k), without meaning where x is NaN; figures in fit, shape (k,).

    Examples
    --------
    >>> below, level, count = places(np.array([[2.0], [9.0]]), np.array([[2.0], [1.0], [2.0]]))
    >>> below.ravel(), level.ravel(), count
    (array([1., 3.]), array([2., 0.]), array([3]))
    """
    below, level = np.empty((2, *x.shape[::-1]))
    own, others = (np.where(np.isnan(v), np.inf, v).T.copy() for v in (x, fit))
    count = len(fit) - np.isnan(fit).sum(axis=0)
    others.sort(axis=1)
    order = np.argsort(own, axis=1)
    for j, (to, m) in enumerate(zip(order, count, strict=True)):
        rising = own[j, to]
        first = np.searchsorted(others[j, :m], rising, side="left")
        below[j, to] = first
        level[j, to] = np.searchsorted(others[j, :m], rising, side="right") - first
    return below.T, level.T, count
