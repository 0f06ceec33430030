"""Power transforms towards a normal distribution, one exponent for each indicator."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["box_cox", "yeo_johnson"]


@method("treat", "box-cox", cite="Box & Cox 1964", domain="positive")
def box_cox(x: Floats, fit: Floats, *, bound: float = 5.0) -> Floats:
    r"""Box-Cox transform with the exponent of greatest likelihood.

    .. math:: y = \frac{x^\lambda - 1}{\lambda}, \quad \ln x \text{ for } \lambda = 0; \qquad
              \hat\lambda = \arg\max_\lambda\; (\lambda - 1)\sum_i \ln x_i
              - \frac n2 \ln \hat\sigma^2(y)

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the exponent is learned from (m, k). Zero or less is refused
        before this is called.
    bound
        The exponent is looked for between minus this and this.

    Returns
    -------
    Shape (n, k). NaN stays NaN. A constant column, or one with fewer than two fitted figures, is
    left as it is. A goalpost of zero or less becomes NaN.

    Raises
    ------
    MethodError
        If the bound is not above zero.

    Examples
    --------
    >>> x = np.exp(np.array([[-1.0], [0.0], [1.0]]))
    >>> box_cox(x, x).ravel().round(4) + 0.0
    array([-1.,  0.,  1.])
    """
    from scipy import special

    _above_zero(bound)
    positive = np.where(x > 0, x, np.nan)
    return _by_column(positive, fit, _box_cox_loss, special.boxcox, bound)


def _box_cox_loss(x: Floats) -> Callable[[float], float]:
    """Likelihood as a loss: log variance of the transformed, where the geometric mean is one."""
    log = np.log(x)
    log -= log.mean()
    return lambda exponent: _log_variance(_power(log, exponent))


@method("treat", "yeo-johnson", cite="Yeo & Johnson 2000")
def yeo_johnson(x: Floats, fit: Floats, *, bound: float = 5.0) -> Floats:
    r"""Yeo-Johnson transform, for figures of any sign, with the exponent of greatest likelihood.

    .. math:: y = \frac{(x + 1)^\lambda - 1}{\lambda}\ (x \ge 0), \qquad
              y = -\frac{(1 - x)^{2 - \lambda} - 1}{2 - \lambda}\ (x < 0)

    with logarithms where the exponent is zero. Unlike the other treatments it hangs on the unit.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the exponent is learned from (m, k).
    bound
        The exponent is looked for between minus this and this.

    Returns
    -------
    Shape (n, k). NaN stays NaN. A constant column, or one with fewer than two fitted figures, is
    left as it is.

    Raises
    ------
    MethodError
        If the bound is not above zero.

    Examples
    --------
    >>> x = np.array([[-1.0], [0.0], [1.0]])
    >>> yeo_johnson(x, x).ravel().round(4) + 0.0
    array([-1.,  0.,  1.])
    """
    from scipy import stats

    def transform(column: Floats, exponent: float) -> Floats:
        seen = ~np.isnan(column)
        out = np.full_like(column, np.nan)
        out[seen] = stats.yeojohnson(column[seen], lmbda=exponent)
        return out

    _above_zero(bound)
    return _by_column(x, fit, _yeo_johnson_loss, transform, bound)


def _yeo_johnson_loss(x: Floats) -> Callable[[float], float]:
    """Likelihood as a loss; x in rising order."""
    zero = np.searchsorted(x, 0.0)
    log = np.log1p(np.abs(x))
    less, more = log[:zero], log[zero:]
    lean = 2.0 * float(more.sum() - less.sum()) / len(x)

    def loss(exponent: float) -> float:
        y = np.concatenate([-_power(less, 2.0 - exponent), _power(more, exponent)])
        return _log_variance(y) - exponent * lean

    return loss


def _power(log: Floats, exponent: float) -> Floats:
    """Box-Cox transform of figures whose logarithms are given."""
    power: Floats = np.expm1(exponent * log) / exponent if exponent else log
    return power


def _log_variance(y: Floats) -> float:
    """Infinite where a power runs over."""
    variance = float(y.var())
    return math.log(variance) if 0 < variance < math.inf else math.inf


def _by_column(
    x: Floats,
    fit: Floats,
    loss: Callable[[Floats], Callable[[float], float]],
    transform: Callable[[Floats, float], Floats],
    bound: float,
) -> Floats:
    """Each column under its own exponent; figures in order, so that that of rows moves nothing."""
    from scipy import optimize

    out = x.copy()
    for j in range(x.shape[1]):
        seen = np.sort(fit[~np.isnan(fit[:, j]), j])
        if len(seen) < 2 or seen[0] == seen[-1]:
            continue
        with np.errstate(over="ignore", invalid="ignore"):
            found = optimize.minimize_scalar(
                loss(seen), bounds=(-bound, bound), method="bounded", options={"xatol": 1e-10}
            )
        out[:, j] = transform(x[:, j], float(found.x))
    return out


def _above_zero(bound: float) -> None:
    if not bound > 0:
        raise MethodError(
            say(
                "bound = {bound} leaves no exponent to choose; a number above zero is needed",
                "bound = {bound} 之内无指数可选；应为大于零的数",
                bound=bound,
            )
        )
