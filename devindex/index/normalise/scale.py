"""Figures in many units to points on one scale (无量纲化).

``x`` holds every row of the panel, ``fit`` the rows the method learns its constants from. Places
among others stand in :mod:`normalise.order`, distances to one value in :mod:`normalise.distance`.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Floats, moments
from devindex.index.normalise.reference import by_code, on_scale, span, worst_and_best
from devindex.index.registry import method

__all__ = ["efficacy", "goalposts_", "logistic", "minmax", "zscore"]


@method("normalise", "goalposts", cite="UNDP 2024, technical note 1; OECD & JRC 2008, section 5.3")
def goalposts_(
    x: Floats,
    goalposts: Floats,
    sign: Floats,
    *,
    floor: float = 0.0,
    ceiling: float = 100.0,
    clip: bool = True,
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
    clip
        Hold figures beyond a goalpost to the range; without, they leave it (a linear scale
        between any two values).

    Returns
    -------
    Points, shape (n, k), within ``[floor, ceiling]`` if clipped. NaN stays NaN; a constant
    column, or one row, stands where its goalposts put it.

    Raises
    ------
    MethodError
        If an indicator has no goalposts.

    Examples
    --------
    >>> goalposts_(np.array([[20.0], [85.0], [90.0]]), np.array([[20.0], [85.0]]), np.array([1.0]))
    array([[  0.],
           [100.],
           [100.]])
    """
    if np.isnan(goalposts).any():
        raise MethodError(
            say(
                "normalise method 'goalposts' needs goalposts in the definition of every scored "
                "indicator; give them, or use 'minmax'",
                "无量纲化方法“goalposts”要求每个计分指标在定义中给出上下阈值；请补充，或改用“minmax”",
            )
        )
    low, high = goalposts
    fraction = (x - low) / (high - low)
    if clip:
        np.clip(fraction, 0.0, 1.0, out=fraction)
    if (sign < 0).any():
        fraction = np.where(sign > 0, fraction, 1.0 - fraction)
    return on_scale(fraction, floor, ceiling)


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
    NaN. A constant column, or one row, tells nothing: all ``floor``.

    Examples
    --------
    >>> x = np.array([[4.0], [5.0], [6.0]])
    >>> minmax(x, x, np.array([-1.0])).ravel()
    array([100.,  50.,   0.])
    """
    start, reach = span(*worst_and_best(fit, sign))
    fraction = (x - start) / reach
    if clip:
        fraction = np.clip(fraction, 0.0, 1.0)
    return on_scale(fraction, floor, ceiling)


@method(
    "normalise",
    "zscore",
    cite="OECD & JRC 2008, section 5.2",
    above_zero=("spread", "limit"),
)
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
    mean, sd = moments(fit)
    constant = sd <= 1e-12 * np.maximum(np.abs(mean), 1e-300)
    scored = (x - mean) / np.where(constant, np.inf, sd)
    if limit < np.inf:
        np.clip(scored, -limit, limit, out=scored)
    return centre + spread * sign * scored


@method("normalise", "logistic", cite="Theodoridis & Koutroumbas 2009 (softmax scaling)")
def logistic(
    x: Floats,
    fit: Floats,
    sign: Floats,
    *,
    steepness: float = 1.0,
    floor: float = 0.0,
    ceiling: float = 100.0,
) -> Floats:
    r"""Logistic curve of the standard score: outliers are pressed together, none is cut off.

    .. math:: z = a + \frac{b - a}{1 + \exp\bigl(-r\,s\,(x - \bar x) / \sigma_{n-1}\bigr)}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those mean and standard deviation are taken over (m, k).
    sign
        Shape (k,).
    steepness
        :math:`r`; the slope at the mean is a quarter of it.

    Returns
    -------
    Points, shape (n, k), between ``floor`` and ``ceiling``. NaN stays NaN. A constant column, or
    a single row, is all in the middle.

    Examples
    --------
    >>> x = np.array([[1.0], [2.0], [3.0]])
    >>> logistic(x, x, np.array([1.0])).ravel().round(2)
    array([26.89, 50.  , 73.11])
    """
    from scipy.special import expit

    if not steepness > 0:
        raise MethodError(
            say(
                "steepness is {given}; it must be above 0",
                "steepness为{given}；应大于0",
                given=steepness,
            )
        )
    return on_scale(expit(steepness * zscore(x, fit, sign)), floor, ceiling)


@method(
    "normalise",
    "efficacy",
    cite="SASAC 2006, document 157 (国资发评价〔2006〕157号), efficacy coefficients",
    above_zero=("gain",),
)
def efficacy(
    x: Floats,
    fit: Floats,
    sign: Floats,
    goalposts: Floats,
    codes: np.ndarray,
    *,
    standards: dict[str, list[float]] | None = None,
    base: float = 60.0,
    gain: float = 40.0,
) -> Floats:
    r"""Efficacy coefficient (功效系数): 60 points at the impermissible value, 100 at the ideal.

    .. math:: z = c + d\,\frac{x - x^{(s)}}{x^{(h)} - x^{(s)}}

    with the satisfactory value :math:`x^{(h)}` (满意值) and the impermissible value
    :math:`x^{(s)}` (不允许值): those of ``standards``, else the goalposts of the definition, else
    the best and the worst of the fitted rows.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those best and worst are taken over (m, k).
    sign
        Shape (k,).
    goalposts
        As treated, NaN where there are none, shape (2, k).
    codes
        Codes of the columns (k,).
    standards
        Code to [impermissible, satisfactory], in the unit of the treated figures.
    base, gain
        :math:`c` and :math:`d`.

    Returns
    -------
    Points, shape (n, k); figures beyond a standard get less than ``base`` or more than
    ``base + gain``. NaN stays NaN. A column, or one row, that is constant and has no other
    standard is all ``base``.

    Raises
    ------
    MethodError
        If a standard is for no column here, or its satisfactory value is not the better one.

    Examples
    --------
    >>> x = np.array([[5.81]])
    >>> none = np.full((2, 1), np.nan)
    >>> standards = {"return": [6.0, 12.0]}
    >>> efficacy(x, x, np.ones(1), none, np.array(["return"]), standards=standards).round(2)
    array([[58.73]])
    """
    worst, best = worst_and_best(goalposts, sign)
    none = np.isnan(goalposts).any(axis=0)
    worst[none], best[none] = worst_and_best(fit[:, none], sign[none])
    for column, (bad, good) in by_code(standards, codes, "standards", 2).items():
        worst[column], best[column] = bad, good
        if not sign[column] * bad < sign[column] * good:
            raise MethodError(
                say(
                    "standards of {code}: {good} is no better than {bad}; give the impermissible "
                    "value first, the satisfactory one second",
                    "{code}的standards：{good}不优于{bad}；应先写不允许值，后写满意值",
                    code=codes[column], good=good, bad=bad,
                )
            )  # fmt: skip
    start, reach = span(worst, best)
    return base + gain * ((x - start) / reach)
