"""Siblings' scores into their parent's (合成): averages, each row by itself.

Siblings lie on the last axis; any leading axes (draws, rows) broadcast. Where a sibling is
missing, the weights of the others are scaled up; where all are, the parent is missing.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, whole
from devindex.index.registry import method

__all__ = [
    "arithmetic", "generalised", "geometric", "geometric_as_sum", "harmonic", "power_as_sum",
    "power_mean", "present", "summed", "weighted", "weighted_product",
]  # fmt: skip


WITHIN = 200.0
"""Logarithm of the greatest power that is taken as it is; beyond, and near p = 0, by logarithms."""


def present(z: Floats, w: Floats) -> Floats:
    """Weights scaled to one over the siblings that exist; NaN where none does.

    Shapes (..., k), (..., k) -> (..., k). Not to be written to: where no sibling is missing, one
    row stands for all.
    """
    return np.broadcast_to(_shares(np.isnan(z), w), np.broadcast_shapes(z.shape, w.shape))


def _shares(gone: Bools, w: Floats) -> Floats:
    kept = np.where(gone, 0.0, w) if gone.any() else np.array(w, dtype=float)
    total = kept.sum(axis=-1, keepdims=True)
    kept /= np.where(total > 0, total, np.nan)
    return kept


def weighted(z: Floats, w: Floats) -> Floats:
    """Weighted mean over the siblings that exist; NaN where none does. (..., k) -> (...)."""
    gone = np.isnan(z)
    share = _shares(gone, w)
    if not gone.any():
        return np.asarray((share * z).sum(axis=-1))
    none = np.isnan(share[..., 0])
    share *= z  # in place: a second table would cost more than the sum
    np.copyto(share, 0.0, where=gone)
    return np.where(none, np.nan, share.sum(axis=-1))


def summed(share: Floats | float, z: Floats) -> Floats:
    """Weighted sum over the siblings that exist. Shapes (..., k), (..., k) -> (...)."""
    return np.asarray((share * (z if whole(z) else np.where(np.isnan(z), 0.0, z))).sum(axis=-1))


def _as_it_is(z: Floats) -> Floats:
    return z


@method(
    "aggregate",
    "arithmetic",
    cite="OECD & JRC 2008, section 6.10",
    linear=present,
    mean_of=lambda: (_as_it_is, _as_it_is),
)
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
    return weighted(z, w)


def power_as_sum(z: Floats, w: Floats, p: float) -> Floats:
    r"""Weights under which a mean of power p is a plain weighted sum, exactly.

    A quasi-arithmetic mean solves :math:`\sum_j w_j (f(z_j) - f(S)) = 0`; dividing and multiplying
    each term by :math:`z_j - S` gives :math:`\sum_j \omega_j (z_j - S) = 0` with

    .. math:: \omega_j = \frac{w_j\, q_j}{\sum_i w_i\, q_i}, \quad
              q_j = \frac{f(z_j) - f(S)}{z_j - S}, \quad f(z) = z^p
              \ (\ln z \text{ if } p = 0), \quad \sum_j \omega_j z_j = S

    Every :math:`\omega_j` is zero or more, for f rises (or falls) throughout. At :math:`z_j = S`
    the quotient is the slope of f. Shapes (..., k) -> (..., k), zero for NaN siblings. Source:
    Reinsdorf, Diewert & Ehemann 2002 (Journal of Economic and Social Measurement 28) for p = 0.

    Examples
    --------
    >>> z, w = np.array([20.0, 80.0]), np.array([0.5, 0.5])
    >>> power_as_sum(z, w, -1.0), power_as_sum(z, w, 1.0)
    (array([0.8, 0.2]), array([0.5, 0.5]))
    """
    share = present(z, w)
    mean = power_mean(z, w, p)[..., None]
    ratio = np.where(share > 0, z / mean, 1.0)
    gap = ratio - 1.0
    near = np.abs(gap) < 1e-6
    log = np.log1p(np.where(near, 1.0, gap))
    rise = log if p == 0 else np.expm1(p * log) / p
    slope = 1.0 + (p - 1.0) * gap / 2.0 + (p - 1.0) * (p - 2.0) * gap**2 / 6.0
    parts = share * np.where(near, slope, rise / np.where(near, 1.0, gap))
    omega: Floats = parts / parts.sum(axis=-1, keepdims=True)
    return omega


def power_mean(z: Floats, w: Floats, p: float) -> Floats:
    """Weighted mean of power p; 0 is geometric. Shapes (..., k) -> (...)."""
    if p == 0:
        mean: Floats = np.exp(weighted(np.log(z), w))
        return mean
    if p == -1:
        harmonic_: Floats = 1.0 / weighted(1.0 / z, w)
        return harmonic_
    ends = [reduce(z, axis=None, initial=np.nan) for reduce in (np.fmin.reduce, np.fmax.reduce)]
    if abs(p) >= 0.1 and (np.abs(p * np.log(ends)) < WITHIN).all():
        return np.asarray(weighted(z**p, w) ** (1.0 / p))
    share = present(z, w)
    counts = share > 0
    top = np.where(counts, z, -np.inf).max(axis=-1) if p > 0 else None
    reference = np.where(counts, z, np.inf).min(axis=-1) if top is None else top
    reference = np.where(counts.any(axis=-1), reference, np.nan)
    log = np.log(np.where(counts, z, reference[..., None]) / reference[..., None])
    return np.asarray(reference * np.exp(np.log1p(summed(share, np.expm1(p * log))) / p))


def geometric_as_sum(z: Floats, w: Floats) -> Floats:
    r"""Weights under which the geometric mean is a plain weighted sum, exactly.

    :func:`power_as_sum` with p = 0: the quotient is one over the logarithmic mean,

    .. math:: \omega_j = \frac{w_j / L(z_j, S)}{\sum_i w_i / L(z_i, S)}, \quad
              L(a, b) = \frac{a - b}{\ln a - \ln b}

    Shapes (..., k) -> (..., k).

    Examples
    --------
    >>> z, w = np.array([20.0, 80.0]), np.array([0.5, 0.5])
    >>> omega = geometric_as_sum(z, w)
    >>> float((omega * z).sum().round(12))
    40.0
    """
    return power_as_sum(z, w, 0.0)


@method(
    "aggregate",
    "geometric",
    cite="OECD & JRC 2008, section 6.11; UNDP 2010",
    domain="positive",
    linear=geometric_as_sum,
    mean_of=lambda: (np.log, np.exp),
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
    return power_mean(z, w, 0.0)


def _harmonic_as_sum(z: Floats, w: Floats) -> Floats:
    return power_as_sum(z, w, -1.0)


@method(
    "aggregate",
    "harmonic",
    cite="UNDP 2010 (Gender Inequality Index); Hardy, Littlewood & Pólya 1934",
    domain="positive",
    linear=_harmonic_as_sum,
    mean_of=lambda: (np.reciprocal, np.reciprocal),
)
def harmonic(z: Floats, w: Floats) -> Floats:
    r"""Weighted harmonic mean: a lag weighs still more than in the geometric mean.

    .. math:: S = \Bigl(\sum_j \frac{w_j}{z_j}\Bigr)^{-1}

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).

    Returns
    -------
    Shape (...). NaN siblings are left out. Zero or less is refused before this is called.

    Examples
    --------
    >>> float(harmonic(np.array([20.0, 80.0]), np.array([0.5, 0.5])).round(12))
    32.0
    """
    return power_mean(z, w, -1.0)


def _power(p: float) -> float:
    if not np.isfinite(p):
        raise MethodError(
            say(
                "aggregate method 'generalised': power is {p}; a finite number is needed",
                "合成方法“generalised”的幂次 power 为{p}；应为有限的数",
                p=p,
            )
        )
    return float(p)


def _generalised_as_sum(z: Floats, w: Floats, *, power: float = 0.5) -> Floats:
    return power_as_sum(z, w, _power(power))


@method(
    "aggregate",
    "generalised",
    cite="Hardy, Littlewood & Pólya 1934; Decancq & Lugo 2013",
    domain="positive",
    linear=_generalised_as_sum,
)
def generalised(z: Floats, w: Floats, *, power: float = 0.5) -> Floats:
    r"""Weighted mean of power p: 1 arithmetic, 0 geometric, -1 harmonic; the lower, the stricter.

    .. math:: S = \Bigl(\sum_j w_j z_j^p\Bigr)^{1/p}, \quad S = \prod_j z_j^{w_j}
              \text{ for } p = 0

    The elasticity of substitution between siblings is :math:`1 / (1 - p)`.

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).
    power
        p, any finite number.

    Returns
    -------
    Shape (...). NaN siblings are left out. Zero or less is refused before this is called.

    Raises
    ------
    MethodError
        If the power is not finite.

    Examples
    --------
    >>> z, w = np.array([20.0, 80.0]), np.array([0.5, 0.5])
    >>> [round(float(generalised(z, w, power=p)), 10) for p in (-1.0, 0.0, 0.5, 1.0)]
    [32.0, 40.0, 45.0, 50.0]
    """
    return power_mean(z, w, _power(power))


def _product_as_sum(z: Floats, w: Floats, *, total: float = 1.0, full: float = 100.0) -> Floats:
    score = weighted_product(z, w, total=total, full=full)
    return np.asarray(power_as_sum(z, w, 0.0) * (score / power_mean(z, w, 0.0))[..., None])


@method(
    "aggregate",
    "weighted-product",
    cite="Bridgman 1922; Triantaphyllou 2000; World Bank 2020 (HCI)",
    domain="positive",
    linear=_product_as_sum,
)
def weighted_product(z: Floats, w: Floats, *, total: float = 1.0, full: float = 100.0) -> Floats:
    r"""Product of powers of the scores as shares of the full score.

    .. math:: S = F \prod_j \Bigl(\frac{z_j}{F}\Bigr)^{t\, w_j}

    With exponents that sum to one (t = 1) it is the geometric mean, whatever F. With t = k and
    equal weights it is the plain product of shares, as headcount times intensity or the Human
    Capital Index.

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).
    total
        Sum of the exponents t, above zero.
    full
        Full score F, above zero.

    Returns
    -------
    Shape (...). Where a sibling is missing, the others' exponents are scaled up to the same sum,
    which takes their geometric mean for it. Zero or less is refused before this is called.

    Raises
    ------
    MethodError
        If ``total`` or ``full`` is not above zero.

    Examples
    --------
    >>> z, w = np.array([50.0, 80.0]), np.array([0.5, 0.5])
    >>> round(float(weighted_product(z, w, total=2.0)), 10)
    40.0
    """
    for name, value in (("total", total), ("full", full)):
        if not (np.isfinite(value) and value > 0):
            raise MethodError(
                say(
                    "aggregate method 'weighted-product': {name} is {value}; it must be above 0",
                    "合成方法“weighted-product”的{name}为{value}；应大于0",
                    name=name,
                    value=value,
                )
            )
    mean = power_mean(z, w, 0.0)
    return mean if total == 1 else np.asarray(full * (mean / full) ** total)
