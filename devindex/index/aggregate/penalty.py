"""Means that charge for imbalance among siblings (Mazziotta-Pareto)."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.aggregate.means import present
from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["ampi", "mpi", "mpi_as_sum"]


def _sign(penalty: str) -> float:
    if penalty not in ("-", "+"):
        raise MethodError(
            say(
                "penalty is {penalty!r}; it is '-' where more is better (development) or '+' where "
                "more is worse (poverty)",
                "penalty 为{penalty!r}；越大越好（如发展）用“-”，越大越差（如贫困）用“+”",
                penalty=penalty,
            )
        )
    return -1.0 if penalty == "-" else 1.0


def _penalised(z: Floats, w: Floats, penalty: str) -> Floats:
    sign = _sign(penalty)
    share = present(z, w)
    held = np.where(np.isnan(z), 0.0, z)
    mean = (share * held).sum(axis=-1)
    away = np.where(np.isnan(z), 0.0, z - mean[..., None])
    variance = (share * away**2).sum(axis=-1)
    return np.asarray(mean + sign * variance / mean)


def mpi_as_sum(z: Floats, w: Floats, *, penalty: str = "-") -> Floats:
    r"""Weights under which a Mazziotta-Pareto index is a plain weighted sum, exactly.

    .. math:: \omega_j = w_j (2 - z_j / M) \text{ for } -, \quad
              \omega_j = w_j z_j / M \text{ for } +, \quad \sum_j \omega_j z_j = M \mp s^2 / M

    because :math:`s^2 = \sum_j w_j z_j^2 - M^2`. They sum to one; with the penalty subtracted, a
    sibling above twice the mean M takes from the score, and its weight is below zero. Shapes
    (..., k) -> (..., k), zero for NaN siblings.

    Examples
    --------
    >>> omega = mpi_as_sum(np.array([80.0, 120.0]), np.array([0.5, 0.5]))
    >>> omega.tolist(), float((omega * [80.0, 120.0]).sum())
    ([0.6, 0.4], 96.0)
    """
    share = present(z, w)
    held = np.where(np.isnan(z), 0.0, z)
    ratio = held / (share * held).sum(axis=-1, keepdims=True)
    return np.asarray(share * (2.0 - ratio if _sign(penalty) < 0 else ratio))


@method(
    "aggregate",
    "mpi",
    cite="De Muro, Mazziotta & Pareto 2011; Mazziotta & Pareto 2022 (weighted)",
    domain="positive",
    linear=mpi_as_sum,
)
def mpi(z: Floats, w: Floats, *, penalty: str = "-") -> Floats:
    r"""Mazziotta-Pareto index: the mean less (or plus) a charge for imbalance.

    .. math:: S = M \mp s\,cv, \quad M = \sum_j w_j z_j, \quad
              s^2 = \sum_j w_j (z_j - M)^2, \quad cv = s / M

    Made for z-scores around 100 with a spread of 10 (normalise with ``zscore``, centre 100,
    spread 10). The charge depends on where zero lies, and a score far above the mean may lower
    the index.

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).
    penalty
        ``-`` where more is better, ``+`` where more is worse.

    Returns
    -------
    Shape (...). NaN siblings are left out; one sibling alone, or all equal, is its own mean. Zero
    or less is refused before this is called. The deviation divides by the sum of weights, as in
    the paper; Compind's ``ci_mpi`` divides by k - 1.

    Raises
    ------
    MethodError
        If the penalty is neither.

    Examples
    --------
    >>> z, w = np.array([[80.0, 120.0], [100.0, 100.0]]), np.array([0.5, 0.5])
    >>> mpi(z, w), mpi(z, w, penalty="+")
    (array([ 96., 100.]), array([104., 100.]))
    """
    return _penalised(z, w, penalty)


@method(
    "aggregate",
    "ampi",
    cite="Mazziotta & Pareto 2016, Social Indicators Research 127; 2022 (weighted)",
    domain="positive",
    linear=mpi_as_sum,
)
def ampi(z: Floats, w: Floats, *, penalty: str = "-") -> Floats:
    r"""Adjusted Mazziotta-Pareto index: as :func:`mpi`, of scores comparable over time.

    .. math:: S = M \mp s\,cv

    The adjustment is in the scores: min-max between fixed goalposts onto 70 to 130, where 100 is
    the reference (in Mazziotta & Pareto 2016 the value of the base year).

    Parameters
    ----------
    z, w
        Scores above zero and weights, shapes (..., k).
    penalty
        ``-`` where more is better, ``+`` where more is worse.

    Returns
    -------
    Shape (...). NaN siblings are left out; one sibling alone, or all equal, is its own mean. Zero
    or less is refused before this is called.

    Raises
    ------
    MethodError
        If the penalty is neither.

    Examples
    --------
    >>> round(float(ampi(np.array([70.0, 130.0]), np.array([0.5, 0.5]))), 10)
    91.0
    """
    return _penalised(z, w, penalty)
