"""Skewness and outliers, before scales are made comparable.

``x`` holds every row, ``fit`` the rows a method learns its limits from. The step hands the
goalposts through as two further rows of ``x`` that are never fitted on, so that a method reaches
figures and goalposts alike: who reaches a goalpost has all points, treated or not. Power
transforms are in ``treat_power``.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats
from devindex.index.registry import method
from devindex.index.treat.moments import KURTOSIS, SKEWNESS, outlying, shape

__all__ = ["clip", "declared", "log", "log_shift", "none", "winsorise", "winsorise_or_log"]


@method("treat", "none", cite="OECD & JRC 2008, section 1.3 (outliers)")
def none(x: Floats) -> Floats:
    """Leave the figures as they are. (n, k) -> (n, k)."""
    return x


@method("treat", "declared", cite="OECD & JRC 2008, section 5.1 (scale transformation)")
def declared(x: Floats, transform: Bools) -> Floats:
    r"""Natural logarithm where the definition declares it, nothing elsewhere.

    .. math:: y = \ln x

    Parameters
    ----------
    x
        Shape (n, k). Zero or less in a logged column is refused before this is called.
    transform
        True where the indicator's definition says ``transform = "log"``, shape (k,).

    Returns
    -------
    Shape (n, k). NaN stays NaN; a constant column stays constant.

    Examples
    --------
    >>> declared(np.array([[1.0, 1.0]]), np.array([True, False]))
    array([[0., 1.]])
    """
    return np.where(transform, np.log(np.where(transform, x, 1.0)), x)


@method(
    "treat", "log", cite="OECD & JRC 2008, section 5.1 (scale transformation)", domain="positive"
)
def log(x: Floats) -> Floats:
    r"""Natural logarithm of every indicator.

    .. math:: y = \ln x

    Parameters
    ----------
    x
        Shape (n, k). Zero or less is refused before this is called.

    Returns
    -------
    Shape (n, k). NaN stays NaN; a constant column stays constant. A goalpost of zero or less has
    no logarithm and becomes NaN.

    Examples
    --------
    >>> log(np.array([[1.0, np.e]]))
    array([[0., 1.]])
    """
    return np.log(np.where(x > 0, x, np.nan))


@method("treat", "log-shift", cite="Becker et al. 2022 (COINr), log_CT")
def log_shift(x: Floats, fit: Floats, *, share: float = 0.01) -> Floats:
    r"""Logarithm after a shift that makes every figure positive.

    .. math:: y = \ln\bigl(x - \min + a\,(\max - \min)\bigr)

    with the extremes of the fitted rows and :math:`a` the ``share``.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the extremes are taken over (m, k).
    share
        Above zero; the smaller, the further the least figures are pulled apart.

    Returns
    -------
    Shape (n, k). NaN stays NaN. A row below all fitted ones is held at their least. A constant
    column, or one with nothing fitted, is left as it is.

    Raises
    ------
    MethodError
        If the share is not above zero.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0]])
    >>> log_shift(x, x, share=1.0).ravel().round(6)
    array([0.      , 0.693147])
    """
    if not share > 0:
        raise MethodError(
            say(
                "share = {share} leaves the least figure without a logarithm; a number above "
                "zero is needed, such as 0.01",
                "share = {share} 使最小值无法取对数；应为大于零的数，例如 0.01",
                share=share,
            )
        )
    low, high = _extremes(fit)
    span = high - low
    varies = span > 0
    shifted = np.maximum(x, low) - low + share * span
    return np.where(varies, np.log(np.where(varies, shifted, 1.0)), x)


@method("treat", "clip", cite="Lafortune et al. 2018 (SDG Index), percentiles as bounds")
def clip(x: Floats, fit: Floats, *, lower: float = 2.5, upper: float = 97.5) -> Floats:
    r"""Hold what lies beyond two percentiles at them.

    .. math:: y = \min(\max(x, q_l), q_u)

    with the percentiles of the fitted rows, interpolated linearly (type 7 of Hyndman & Fan 1996).

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the percentiles are taken over (m, k).
    lower, upper
        Percentiles, 0 to 100; 0 and 100 hold nothing but rows outside the fit.

    Returns
    -------
    Shape (n, k). NaN stays NaN; a constant column stays constant. A column with nothing fitted is
    left as it is.

    Raises
    ------
    MethodError
        If the percentiles are not in order between 0 and 100.

    Examples
    --------
    >>> x = np.arange(5.0)[:, None]
    >>> clip(x, x, lower=25.0, upper=100.0).ravel()
    array([1., 1., 2., 3., 4.])
    """
    if not 0 <= lower < upper <= 100:
        raise MethodError(
            say(
                "percentiles lower = {lower}, upper = {upper} are no range; "
                "0 <= lower < upper <= 100 is needed",
                "百分位数 lower = {lower}、upper = {upper} 不成范围；"
                "应满足 0 ≤ lower < upper ≤ 100",
                lower=lower,
                upper=upper,
            )
        )
    out = x.copy()
    for j in range(x.shape[1]):
        seen = fit[~np.isnan(fit[:, j]), j]
        if len(seen):
            low, high = np.percentile(seen, [lower, upper])
            out[:, j] = np.clip(x[:, j], low, high)
    return out


@method(
    "treat",
    "winsorise",
    cite="Becker et al. 2022 (COINr), winsorise; WIPO 2024 (Global Innovation Index)",
)
def winsorise(
    x: Floats,
    fit: Floats,
    *,
    skew_threshold: float = SKEWNESS,
    kurtosis_threshold: float = KURTOSIS,
    most: int = 5,
) -> Floats:
    r"""Move outliers one by one to the next figure until skewness or kurtosis is small.

    .. math:: \text{while } |G_1| > 2 \text{ and } G_2 > 3.5: \quad
              x_{(n)} \leftarrow \max\{x_i : x_i < x_{(n)}\}

    on the upper side where skewness is positive, else likewise on the lower, with bias-corrected
    skewness :math:`G_1` and excess kurtosis :math:`G_2` of the fitted rows. Figures that tie at
    the extreme move together and count each.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the limits are found on (m, k). Other rows, and goalposts, are
        held at the same limits.
    skew_threshold, kurtosis_threshold
        A column passes when either is kept.
    most
        Stop when so many figures have been moved.

    Returns
    -------
    Shape (n, k). NaN stays NaN. A column that passes, that is constant or that has fewer than
    four fitted figures is left as it is.

    Raises
    ------
    MethodError
        If ``most`` is less than one.

    Examples
    --------
    >>> x = np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None]
    >>> winsorise(x, x)[-2:].ravel()
    array([30., 30.])
    """
    low, high = _limits(fit, skew_threshold, kurtosis_threshold, most)
    return np.clip(x, low, high)


@method("treat", "winsorise-or-log", cite="Becker et al. 2022 (COINr), qTreat")
def winsorise_or_log(
    x: Floats,
    fit: Floats,
    *,
    skew_threshold: float = SKEWNESS,
    kurtosis_threshold: float = KURTOSIS,
    most: int = 5,
    share: float = 0.01,
) -> Floats:
    r"""Winsorise; where that does not suffice, take logarithms of the figures as they were.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those it learns from (m, k).
    skew_threshold, kurtosis_threshold, most
        As ``winsorise``.
    share
        As ``log-shift``.

    Returns
    -------
    Shape (n, k): each column as it is, winsorised or in logarithms. NaN stays NaN; a constant
    column stays constant.

    Examples
    --------
    >>> x = np.append(np.arange(1.0, 31.0), [100.0, 200.0, 300.0])[:, None]
    >>> winsorise_or_log(x, x)[-1], winsorise_or_log(x, x, most=1)[-1].round(4)
    (array([30.]), array([5.7104]))
    """
    low, high = _limits(fit, skew_threshold, kurtosis_threshold, most)
    still = outlying(np.clip(fit, low, high), skew_threshold, kurtosis_threshold)
    return np.where(still, log_shift(x, fit, share=share), np.clip(x, low, high))


def _limits(
    fit: Floats, skew_threshold: float, kurtosis_threshold: float, most: int
) -> tuple[Floats, Floats]:
    """Lower and upper limit of each column, infinite where nothing is moved: (k,), (k,)."""
    if most < 1:
        raise MethodError(
            say(
                "most = {most} lets no figure be moved; one or more is needed, or treat "
                "method 'none'",
                "most = {most} 不允许调整任何数值；应至少为 1，或改用方法“none”",
                most=most,
            )
        )
    k = fit.shape[1]
    low, high = np.full(k, -np.inf), np.full(k, np.inf)
    for j in np.flatnonzero(outlying(fit, skew_threshold, kurtosis_threshold)):
        v = np.sort(fit[~np.isnan(fit[:, j]), j])
        above = below = 0
        while above + below < most:
            skew, excess = (float(one[0]) for one in shape(v[:, None]))
            if abs(skew) <= skew_threshold or excess <= kurtosis_threshold:
                break
            if skew >= 0:
                above = len(v) - int(np.searchsorted(v, v[-1], side="left"))
                high[j] = v[-above - 1]
                v[-above:] = high[j]
            else:
                below = int(np.searchsorted(v, v[0], side="right"))
                low[j] = v[below]
                v[:below] = low[j]
    return low, high


def _extremes(x: Floats) -> tuple[Floats, Floats]:
    """Least and greatest of each column; zero for both where a column is empty."""
    seen = ~np.isnan(x)
    some = seen.any(axis=0)
    low = np.where(seen, x, np.inf).min(axis=0, initial=np.inf)
    high = np.where(seen, x, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(some, low, 0.0), np.where(some, high, 0.0)
