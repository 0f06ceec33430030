"""Skewness and outliers, before scales are made comparable.

``x`` holds every row, ``fit`` the rows a method learns its limits from. The step hands the
goalposts through as two further rows of ``x`` that are never fitted on, so that a method reaches
figures and goalposts alike: who reaches a goalpost has all points, treated or not. Power
transforms are in ``treat.power``.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, extremes
from devindex.index.registry import method
from devindex.index.treat.moments import KURTOSIS, SKEWNESS, corrected, outlying

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
    if transform.all():
        return np.log(x)
    y = np.where(transform, x, 1.0)
    return np.where(transform, np.log(y, out=y), x)


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
    positive = np.where(x > 0, x, np.nan)
    return np.log(positive, out=positive)


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
    _check_share(share)
    low, high = extremes(fit)
    varies = high > low
    y = np.maximum(x, low)
    y -= low
    y += np.where(varies, share * (high - low), 1.0)
    np.log(y, out=y)
    return y if varies.all() else np.where(varies, y, x)


def _check_share(share: float) -> None:
    if not share > 0:
        raise MethodError(
            say(
                "share = {share} leaves the least figure without a logarithm; a number above "
                "zero is needed, such as 0.01",
                "share = {share} 使最小值无法取对数；应为大于零的数，例如 0.01",
                share=share,
            )
        )


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
        If ``most`` is less than one, or ``skew_threshold`` negative.

    Examples
    --------
    >>> x = np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None]
    >>> winsorise(x, x)[-2:].ravel()
    array([30., 30.])
    """
    low, high, _ = _limits(fit, skew_threshold, kurtosis_threshold, most)
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
    _check_share(share)
    low, high, still = _limits(fit, skew_threshold, kurtosis_threshold, most)
    y = np.clip(x, low, high)
    if still.any():
        y[:, still] = log_shift(x[:, still], fit[:, still], share=share)
    return y


def _limits(
    fit: Floats, skew_threshold: float, kurtosis_threshold: float, most: int
) -> tuple[Floats, Floats, Bools]:
    """Lower and upper limit of each column, infinite where nothing is moved: (k,), (k,).

    And whether it still has outliers when all is done, (k,).
    """
    if most < 1:
        raise MethodError(
            say(
                "most = {most} lets no figure be moved; one or more is needed, or treat "
                "method 'none'",
                "most = {most} 不允许调整任何数值；应至少为 1，或改用方法“none”",
                most=most,
            )
        )
    if skew_threshold < 0:
        raise MethodError(
            say(
                "skew_threshold = {given} is negative; it is the size of a skewness, zero or more",
                "skew_threshold = {given} 为负数；它是偏度绝对值的界限，应不小于0",
                given=skew_threshold,
            )
        )
    low, high = np.full((2, fit.shape[1]), [[-np.inf], [np.inf]])
    still = outlying(fit, skew_threshold, kurtosis_threshold)
    for j in np.flatnonzero(still):
        v = np.sort(fit[~np.isnan(fit[:, j]), j])
        below, upto = 0, len(v)
        while True:
            skew, excess = _moved(v, below, upto)
            still[j] = abs(skew) > skew_threshold and excess > kurtosis_threshold
            if not still[j] or below + len(v) - upto >= most:
                break
            if skew >= 0:
                upto = int(np.searchsorted(v, v[upto - 1], side="left"))
                high[j] = v[upto - 1]
            else:
                below = int(np.searchsorted(v, v[below], side="right"))
                low[j] = v[below]
    return low, high, still


def _moved(v: Floats, below: int, upto: int) -> tuple[float, float]:
    """Skewness and kurtosis when the figures outside ``below:upto`` are moved to its ends.

    v is in rising order. Sums are taken anew over what stays: an outlier's fourth power, taken
    off a sum again, would leave little but its rounding.
    """
    n, stays = len(v), v[below:upto]
    if not stays[-1] > stays[0]:
        return 0.0, 0.0
    off = (stays - stays[len(stays) // 2]) / (stays[-1] - stays[0])
    square = off * off
    products = [np.einsum("n,n->", a, b) for a, b in ((off, off), (square, off), (square, square))]
    power = np.arange(1, 5)
    ends = below * off[0] ** power + (n - upto) * off[-1] ** power
    d, s2, s3, s4 = (np.array([off.sum(), *products]) + ends) / n  # about the middle figure
    m2 = s2 - d**2
    m3 = s3 - 3 * d * s2 + 2 * d**3
    m4 = s4 - 4 * d * s3 + 6 * d**2 * s2 - 3 * d**4
    skew, excess = corrected(np.asarray(float(n)), m2, m3, m4)
    return float(skew), float(excess)
