"""Least-squares fits of the growth curves that diffusion research knows.

Times are years since a date that the caller chooses; curves are functions of time and their
parameters in natural units, so that a fit can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import least_squares

from devindex.errors import MethodError, say, unknown

__all__ = [
    "FAMILIES", "CurveFit", "bass", "exponential", "fit_curve", "fit_family", "gompertz",
    "linear", "logistic",
]  # fmt: skip

Floats = NDArray[np.float64]
Curve = Callable[..., Floats]

_STEP = np.finfo(float).eps ** (1 / 3)  # the step of least error of a central difference
_STEEPEST = 500.0  # exp() of more is of no use to a curve, and near the end of what a float holds


def _exp(x: Floats) -> Floats:
    return np.exp(np.clip(x, -_STEEPEST, _STEEPEST))


def linear(t: Floats, level: float, slope: float) -> Floats:
    """Same addition each year: ``level + slope * t``."""
    return np.asarray(level + slope * t, float)


def exponential(t: Floats, level: float, rate: float) -> Floats:
    """Same growth rate each year: ``level * exp(rate * t)``."""
    return np.asarray(level * _exp(rate * t), float)


def logistic(t: Floats, ceiling: float, rate: float, midpoint: float) -> Floats:
    """Growth in proportion to what is reached and to what is left (Verhulst 1838).

    ``ceiling / (1 + exp(-rate * (t - midpoint)))``; half of the ceiling at ``midpoint``. A
    negative rate falls from the ceiling to zero.
    """
    return np.asarray(ceiling / (1 + _exp(-rate * (t - midpoint))), float)


def gompertz(t: Floats, ceiling: float, rate: float, midpoint: float) -> Floats:
    """Growth steepest early, at 37 % of the ceiling (Gompertz 1825).

    ``ceiling * exp(-exp(-rate * (t - midpoint)))``.
    """
    return np.asarray(ceiling * _exp(-_exp(-rate * (t - midpoint))), float)


def bass(t: Floats, ceiling: float, innovation: float, imitation: float, first: float) -> Floats:
    r"""Adoption by innovators and by imitators (Bass 1969), from ``first`` adopters at time 0.

    With :math:`F` the share of the ceiling, :math:`dF/dt = (p + q F)(1 - F)`, so

    .. math:: F(t) = \frac{1 - a e^{-(p + q) t}}{1 + (q / p)\, a e^{-(p + q) t}},
              \qquad a = \frac{1 - F_0}{1 + (q / p) F_0}

    for innovation :math:`p > 0`, imitation :math:`q` and :math:`F_0` = ``first / ceiling``.
    """
    share, ratio = first / ceiling, imitation / innovation
    decay = (1 - share) / (1 + ratio * share) * _exp(-(innovation + imitation) * t)
    return np.asarray(ceiling * (1 - decay) / (1 + ratio * decay), float)


@dataclass(frozen=True)
class CurveFit:
    """A curve fitted by least squares.

    ``parameters`` (k,) in the order of the curve; ``covariance`` (k, k) of their estimates,
    ``inf`` where there are no degrees of freedom; ``rss`` the residual sum of squares; ``dof``
    the points less the parameters.
    """

    function: Curve
    parameters: Floats
    covariance: Floats
    rss: float
    dof: int

    def __call__(self, t: ArrayLike) -> Floats:
        """Value of the fitted curve at times, of their shape."""
        return self.function(np.asarray(t, float), *self.parameters)

    @property
    def error(self) -> float:
        """Residual standard deviation, ``inf`` without degrees of freedom."""
        return float(np.sqrt(self.rss / self.dof)) if self.dof else float("inf")


def slopes(function: Curve, t: Floats, at: Floats) -> Floats:
    """Derivatives of a curve in its parameters by central differences. (n,), (k,) -> (n, k)."""
    step = _STEP * np.where(at == 0, 1.0, np.abs(at))
    columns = []
    for k in range(len(at)):
        up, down = at.copy(), at.copy()
        up[k] += step[k]
        down[k] -= step[k]
        columns.append((function(t, *up) - function(t, *down)) / (up[k] - down[k]))
    return np.stack(columns, axis=1)


def fit_curve(
    function: Curve,
    t: ArrayLike,
    y: ArrayLike,
    start: Sequence[float] | Floats,
    *,
    lower: ArrayLike = -np.inf,
    upper: ArrayLike = np.inf,
    tolerance: float = 1e-15,
) -> CurveFit:
    r"""Fit any curve by least squares from a start.

    .. math:: \min_\theta \sum_i (y_i - f(t_i; \theta))^2

    by the trust-region reflective method of `scipy.optimize.least_squares`, each parameter scaled
    by its column of derivatives, which are central differences with a step relative to the
    parameter. The covariance is :math:`s^2 (J'J)^{-1}`, or the pseudo-inverse where the points
    do not tell the parameters apart.

    Parameters
    ----------
    function
        ``function(t, *parameters)``, shape (n,) in and out.
    t, y
        Times and values, shape (n,), without NaN, at least as many as parameters.
    start
        A first guess of the parameters, shape (k,), strictly inside the bounds.
    lower, upper
        Bounds of the parameters, shape (k,) or one for all.
    tolerance
        Relative change of sum, parameters and gradient at which the search ends.

    Raises
    ------
    MethodError
        Fewer points than parameters, or a value that is not a finite number.

    Examples
    --------
    >>> t = np.arange(6.0)
    >>> fit_curve(logistic, t, logistic(t, 100.0, 0.8, 2.0), [80, 0.5, 3]).parameters.round(6)
    array([100. ,   0.8,   2. ])
    """
    t, y, start = np.asarray(t, float), np.asarray(y, float), np.asarray(start, float)
    n, k = len(y), len(start)
    if n < k:
        raise MethodError(
            say(
                "{n} points cannot fit {k} parameters; give at least {k} points",
                "{n}个点无法拟合{k}个参数，至少需要{k}个点", n=n, k=k,
            )
        )  # fmt: skip
    if not (np.isfinite(t).all() and np.isfinite(y).all()):
        raise MethodError(
            say(
                "a time or value to fit is missing; leave such points out",
                "拟合所用的时间或数值有缺失，请先去掉这些点",
            )
        )
    found = least_squares(
        lambda at: function(t, *at) - y, start, jac=lambda at: slopes(function, t, at),
        bounds=(lower, upper), method="trf", x_scale="jac", max_nfev=200 * (k + 1),
        ftol=tolerance, xtol=tolerance, gtol=tolerance,
    )  # fmt: skip
    rss, dof = float(2 * found.cost), n - k
    length = np.linalg.norm(found.jac, axis=0)
    length = np.where(length > 0, length, 1.0)
    inverse = np.linalg.pinv((found.jac / length).T @ (found.jac / length), hermitian=True)
    covariance = (
        (rss / dof) * inverse / np.outer(length, length) if dof else np.full((k, k), np.inf)
    )
    return CurveFit(function, found.x, covariance, rss, dof)


@dataclass(frozen=True)
class Family:
    """A curve, and where a search for its parameters starts and may go.

    ``starts(t, y, ceilings)`` gives first guesses, one for each of the ceilings tried;
    ``bounds(y, ceiling)`` the lowest and highest parameters.
    """

    curve: Curve
    starts: Callable[[Floats, Floats, Floats], list[Floats]]
    bounds: Callable[[Floats, float], tuple[Floats, Floats]]


def _line(t: Floats, z: Floats) -> tuple[float, float]:
    slope = float(np.polyfit(t, z, 1)[0])
    return float(z.mean() - slope * t.mean()), slope


def _linear_starts(t: Floats, y: Floats, _: Floats) -> list[Floats]:
    return [np.array(_line(t, y))]


def _exponential_starts(t: Floats, y: Floats, _: Floats) -> list[Floats]:
    level, rate = _line(t, np.log(np.maximum(y, 1e-3 * y.max())))
    return [np.array([np.exp(level), rate])]


def _s_starts(link: Callable[[Floats], Floats]) -> Callable[..., list[Floats]]:
    """Starts of a curve whose share of the ceiling is a line in time after a link."""

    def starts(t: Floats, y: Floats, ceilings: Floats) -> list[Floats]:
        lines = [(c, *_line(t, link(np.clip(y / c, 1e-3, 1 - 1e-3)))) for c in ceilings]
        return [np.array([c, rate, -level / rate if rate else 0]) for c, level, rate in lines]

    return starts


def _bass_starts(t: Floats, y: Floats, ceilings: Floats) -> list[Floats]:
    first = max(float(y[np.argmin(t)]), 1e-3 * float(y.max()))
    return [
        np.array([c, p, q, first]) for c in ceilings for p in (0.002, 0.03) for q in (0.1, 0.4, 1.0)
    ]


def _free(y: Floats, ceiling: float) -> tuple[Floats, Floats]:
    return np.full(2, -np.inf), np.full(2, np.inf)


def _below(y: Floats, ceiling: float) -> tuple[Floats, Floats]:
    return np.array([0.0, -np.inf, -np.inf]), np.array([ceiling, np.inf, np.inf])


def _adopters(y: Floats, ceiling: float) -> tuple[Floats, Floats]:
    return np.array([0.0, 1e-6, 0.0, 0.0]), np.array([ceiling, 1.0, 5.0, ceiling])


FAMILIES: dict[str, Family] = {
    "linear": Family(linear, _linear_starts, _free),
    "exponential": Family(exponential, _exponential_starts, _free),
    "logistic": Family(logistic, _s_starts(lambda f: -np.log(1 / f - 1)), _below),
    "gompertz": Family(gompertz, _s_starts(lambda f: -np.log(-np.log(f))), _below),
    "bass": Family(bass, _bass_starts, _adopters),
}
_CEILINGS = np.array([1.02, 1.3, 2.0, 5.0])  # tried as starts, times the highest figure
_FARTHEST = 100.0  # a ceiling this many times the highest figure: growth without one, to the eye


def fit_family(
    name: str, t: ArrayLike, y: ArrayLike, *, ceiling: float | None = None, tolerance: float = 1e-10
) -> CurveFit:
    """Fit one of the growth curves, from the best of some starts.

    Parameters
    ----------
    name
        A key of ``FAMILIES``.
    t, y
        Times in years since a date near the figures, and values, shape (n,); the highest value
        is positive. Bass adoption starts at time 0, with a first level of its own.
    ceiling
        What the curve cannot exceed, say 100 for a percentage. Without one the ceiling is looked
        for up to 100 times the highest figure.
    tolerance
        As in `fit_curve`.

    Raises
    ------
    MethodError
        Unknown name, fewer points than parameters, no positive value, a missing one, or one above
        the ceiling.

    Examples
    --------
    >>> t = np.arange(8.0)
    >>> y = gompertz(t, 60.0, 0.5, 3.0)
    >>> fit_family("gompertz", t, y, ceiling=100.0).parameters.round(4)
    array([60. ,  0.5,  3. ])
    """
    if name not in FAMILIES:
        raise MethodError(unknown("curve", name, FAMILIES))
    family = FAMILIES[name]
    t, y = np.asarray(t, float), np.asarray(y, float)
    top = float(y.max(initial=0.0))
    if top <= 0:
        raise MethodError(
            say(
                "no value to fit is positive; a growth curve needs one that is",
                "拟合所用的数值均不为正，增长曲线至少需要一个正值",
            )
        )
    if ceiling is not None and top > ceiling:
        raise MethodError(
            say(
                "value {top} is above the ceiling {ceiling}; one of the two is wrong",
                "数值{top}高于上限{ceiling}，两者之一有误", top=top, ceiling=ceiling,
            )
        )  # fmt: skip
    limit = _FARTHEST * top if ceiling is None else float(ceiling)
    tried = np.unique(np.minimum(_CEILINGS * top, 0.99 * limit))
    lower, upper = family.bounds(y, limit)
    room = np.where(np.isfinite(upper - lower), 1e-9 * (upper - lower), 0.0)
    inside = [np.clip(start, lower + room, upper - room) for start in family.starts(t, y, tried)]
    start = min(inside, key=lambda at: float(((family.curve(t, *at) - y) ** 2).sum()))
    return fit_curve(family.curve, t, y, start, lower=lower, upper=upper, tolerance=tolerance)
