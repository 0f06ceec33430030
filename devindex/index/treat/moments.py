"""Skewness and kurtosis of columns with holes, and the outlier rule they make."""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Bools, Floats, extremes, sums

__all__ = ["KURTOSIS", "SKEWNESS", "corrected", "kurtosis", "outlying", "shape", "skewness"]

SKEWNESS, KURTOSIS = 2.0, 3.5
"""Thresholds of the European Commission's Joint Research Centre: both passed means outliers."""


def skewness(x: Floats) -> Floats:
    r"""Bias-corrected skewness, :math:`G_1` of Joanes & Gill 1998, as SKEW of a spreadsheet.

    .. math:: g_1 = \frac{m_3}{m_2^{3/2}}, \qquad G_1 = \frac{\sqrt{n (n - 1)}}{n - 2}\,g_1,
              \qquad m_r = \frac1n \sum_i (x_i - \bar x)^r

    (n, k) -> (k,). NaN under three figures; zero for a constant column.

    Examples
    --------
    >>> skewness(np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None]).round(6)
    array([3.063241])
    """
    return shape(x)[0]


def kurtosis(x: Floats) -> Floats:
    r"""Bias-corrected excess kurtosis, :math:`G_2` of Joanes & Gill 1998, as KURT.

    .. math:: g_2 = \frac{m_4}{m_2^2} - 3, \qquad
              G_2 = \frac{n - 1}{(n - 2)(n - 3)}\,\bigl((n + 1)\,g_2 + 6\bigr)

    (n, k) -> (k,). NaN under four figures; zero for a constant column.

    Examples
    --------
    >>> kurtosis(np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None]).round(6)
    array([9.741391])
    """
    return shape(x)[1]


def outlying(x: Floats, skew_threshold: float, kurtosis_threshold: float) -> Bools:
    """Whether both skewness, in size, and kurtosis pass their thresholds. (n, k) -> (k,).

    Under four figures nothing can be said, and nothing is outlying.
    """
    skew, excess = shape(x)
    out: Bools = (np.abs(skew) > skew_threshold) & (excess > kurtosis_threshold)
    return out


def shape(x: Floats) -> tuple[Floats, Floats]:
    """:func:`skewness` and :func:`kurtosis` at once, (k,) each; spread is made one beforehand."""
    low, high = extremes(x)
    varies = high > low
    unit = (x - np.where(varies, low, 0.0)) / np.where(varies, high - low, 1.0)
    total, n = sums(unit)
    off = unit - total / np.maximum(n, 1)
    if (n < len(x)).any():
        off[np.isnan(off)] = 0.0
    square = off * off
    m2, m3, m4 = (
        np.einsum("nk,nk->k", a, b) / np.maximum(n, 1)
        for a, b in ((off, off), (square, off), (square, square))
    )
    skew, excess = corrected(n.astype(float), np.where(varies, m2, 1.0), m3, m4)
    return (
        np.where(n > 2, np.where(varies, skew, 0.0), np.nan),
        np.where(n > 3, np.where(varies, excess, 0.0), np.nan),
    )


def corrected(n: Floats, m2: Floats, m3: Floats, m4: Floats) -> tuple[Floats, Floats]:
    """Bias-corrected skewness and excess kurtosis of n figures from their central moments."""
    skew = np.sqrt(n * np.maximum(n - 1, 0)) / np.maximum(n - 2, 1) * m3 / m2**1.5
    excess = (n - 1) / np.maximum((n - 2) * (n - 3), 1) * ((n + 1) * (m4 / m2**2 - 3.0) + 6.0)
    return skew, excess
