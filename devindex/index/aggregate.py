"""Siblings' scores into their parent's (合成).

Siblings lie on the last axis; any leading axes (draws, rows) broadcast. Where a sibling is
missing, the weights of the others are scaled up; where all are, the parent is missing.
"""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["arithmetic", "geometric", "geometric_as_sum"]


def present(z: Floats, w: Floats) -> Floats:
    """Weights scaled to one over the siblings that exist; NaN where none does."""
    kept = np.where(np.isnan(z), 0.0, w)
    total = kept.sum(axis=-1, keepdims=True)
    return kept / np.where(total > 0, total, np.nan)


@method("aggregate", "arithmetic", cite="OECD & JRC 2008, section 6.4", linear=present)
def arithmetic(z: Floats, w: Floats) -> Floats:
    r"""Weighted arithmetic mean: a lead in one may make up for a lag in another.

    .. math:: S = \sum_j w_j z_j

    Parameters
    ----------
    z, w
        Scores and weights, shapes (..., k).

    Returns
    -------
    Shape (...). NaN siblings are left out.

    Examples
    --------
    >>> arithmetic(np.array([[10.0, 40.0], [np.nan, 40.0]]), np.array([0.5, 0.5]))
    array([25., 40.])
    """
    return _sum(present(z, w), z)


def geometric_as_sum(z: Floats, w: Floats) -> Floats:
    r"""Weights under which the geometric mean is a plain weighted sum, exactly.

    .. math:: \omega_j = \frac{w_j / L(z_j, S)}{\sum_i w_i / L(z_i, S)}, \quad
              L(a, b) = \frac{a - b}{\ln a - \ln b}, \quad \sum_j \omega_j z_j = S

    because :math:`\sum_j w_j \ln(z_j / S) = 0`. Shapes (..., k) -> (..., k). Source: Reinsdorf,
    Diewert & Ehemann 2002 (Journal of Economic and Social Measurement 28), equation for the
    logarithmic-mean form of a geometric index.

    Examples
    --------
    >>> z, w = np.array([20.0, 80.0]), np.array([0.5, 0.5])
    >>> omega = geometric_as_sum(z, w)
    >>> float((omega * z).sum().round(12))
    40.0
    """
    share = present(z, w)
    mean = geometric(z, w)[..., None]
    ratio = np.where(np.isnan(z), 1.0, z / mean)
    gap = ratio - 1.0
    near = np.abs(gap) < 1e-6
    log = np.log1p(np.where(near, 1.0, gap))
    inverse = np.where(near, 1.0 - gap / 2.0 + gap**2 / 3.0, log / np.where(near, 1.0, gap))
    parts = share * inverse
    omega: Floats = parts / parts.sum(axis=-1, keepdims=True)
    return omega


@method(
    "aggregate",
    "geometric",
    cite="OECD & JRC 2008, section 6.4; UNDP 2010",
    domain="positive",
    linear=geometric_as_sum,
)
def geometric(z: Floats, w: Floats) -> Floats:
    r"""Weighted geometric mean: a lag weighs more than an equal lead.

    .. math:: S = \prod_j z_j^{w_j}

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).

    Returns
    -------
    Shape (...). NaN siblings are left out. Zero or less is refused before this is called.

    Examples
    --------
    >>> float(geometric(np.array([20.0, 80.0]), np.array([0.5, 0.5])).round(12))
    40.0
    """
    mean: Floats = np.exp(_sum(present(z, w), np.log(z)))
    return mean


def _sum(w: Floats, z: Floats) -> Floats:
    return np.asarray((w * np.where(np.isnan(z), 0.0, z)).sum(axis=-1))
