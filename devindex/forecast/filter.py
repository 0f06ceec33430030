r"""A line whose slope wanders and fades, seen through intervals at irregular dates.

In the coordinate of a growth family the level :math:`\ell` and its slope :math:`b` follow

.. math:: d\ell = b\,dt + \sigma_\ell\,dW, \qquad db = -\theta b\,dt + \sigma_b\,dV,

and a figure is the level with noise of variance :math:`r`. The Kalman filter of this integrated
Ornstein-Uhlenbeck process is exact for any gap between dates (Harvey 1989, chapter 9). A figure
known as an interval enters by the probability of the interval, and moves mean and variance as the
truncated normal distribution says (assumed density filtering, Maybeck 1982, section 12.7).

All functions work on many models at once: last axis the models (m,), first the series (s,).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

__all__ = ["Noise", "State", "ahead", "filtered", "steps"]

Floats = NDArray[np.float64]
HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True, eq=False)
class Noise:
    """Parameters of the models, each (m,)."""

    fading: Floats
    """Rate at which the slope fades, a year."""
    level: Floats
    """Variance the level gains a year."""
    slope: Floats
    """Variance the slope gains a year."""
    figure: Floats
    """Variance of a figure around its level."""
    start: Floats
    """Mean of the first slope."""
    spread: Floats
    """Variance of the first slope."""

    def only(self, chosen: NDArray[np.int64]) -> Noise:
        """The parameters of some of the models."""
        return Noise(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


class State(NamedTuple):
    """What is known of level and slope after the figures: means, variances, covariance; (s, m)."""

    level: Floats
    slope: Floats
    level_var: Floats
    cov: Floats
    slope_var: Floats


def steps(fading: Floats, years: Floats) -> tuple[Floats, ...]:
    """Of a gap: what is left of the slope, its sum, and the variances a unit of slope noise adds.

    Examples
    --------
    >>> [float(v) for v in steps(np.array(0.0), np.array(2.0))]
    [1.0, 2.0, 2.0, 2.0, 2.6666666666666665]
    """
    still = fading < 1e-9
    rate = np.where(still, 1.0, fading)
    left = np.exp(-fading * years)
    run = np.where(still, years, (1 - left) / rate)
    slope_var = np.where(still, years, (1 - left**2) / (2 * rate))
    level_var = np.where(still, years**3 / 3, (years - 2 * run + slope_var) / rate**2)
    return left, run, slope_var, run**2 / 2, np.maximum(level_var, 0.0)


def ahead(noise: Noise, state: State, years: Floats) -> State:
    """The state some years (s, 1) later, with nothing seen in between."""
    left, run, slope_var, cov, level_var = steps(noise.fading, years)
    return State(
        state.level + run * state.slope,
        left * state.slope,
        state.level_var
        + run * (2 * state.cov + run * state.slope_var)
        + level_var * noise.slope
        + years * noise.level,
        left * (state.cov + run * state.slope_var) + cov * noise.slope,
        left**2 * state.slope_var + slope_var * noise.slope,
    )


def filtered(noise: Noise, low: Floats, high: Floats, times: Floats) -> tuple[Floats, State]:
    """Log likelihood of all figures but the first, and the state at the last.

    Parameters
    ----------
    low, high
        Ends of each figure in the models' coordinates, shape (s, n, m); equal where it is exact.
    times
        Decimal years, shape (s, n), rising.

    Returns
    -------
    Shape (s, m), and a state of that shape. The first figure sets the level: before it every
    level is as likely.
    """
    first = (low[:, 0] + high[:, 0]) / 2
    state = State(
        first,
        np.broadcast_to(noise.start, first.shape),
        noise.figure + (high[:, 0] - low[:, 0]) ** 2 / 12,
        np.zeros_like(first),
        np.broadcast_to(noise.spread, first.shape),
    )
    likelihood = np.zeros_like(first)
    for k in range(1, low.shape[1]):
        state = ahead(noise, state, times[:, k, None] - times[:, k - 1, None])
        gain, state = _seen(noise, state, low[:, k], high[:, k])
        likelihood += gain
    return likelihood, state


def _seen(noise: Noise, state: State, low: Floats, high: Floats) -> tuple[Floats, State]:
    """Log likelihood of one figure, and the state after it."""
    var = state.level_var + noise.figure
    sd = np.sqrt(var)
    mean, left_over = low.copy(), np.zeros_like(var)
    u = (low - state.level) / sd
    likelihood = -0.5 * u**2 - np.log(sd) - HALF_LOG_TWO_PI
    wide = (high > low).any(axis=1)
    if wide.any():
        a, b = u[wide], (high[wide] - state.level[wide]) / sd[wide]
        likelihood[wide], middle, spread = _truncated(a, b)
        mean[wide] = state.level[wide] + middle * sd[wide]
        left_over[wide] = spread * var[wide]
    moved = (mean - state.level) / var
    known = (1 - left_over / var) / var
    return likelihood, State(
        state.level + state.level_var * moved,
        state.slope + state.cov * moved,
        state.level_var - state.level_var**2 * known,
        state.cov - state.level_var * state.cov * known,
        state.slope_var - state.cov**2 * known,
    )


def _truncated(a: Floats, b: Floats) -> tuple[Floats, Floats, Floats]:
    """Log probability, mean and variance of a standard normal figure between a and b."""
    right = a + b > 0  # mirrored into the left tail, where the logarithms are exact
    a, b = np.where(right, -b, a), np.where(right, -a, b)
    tail_a, tail_b = log_ndtr(a), log_ndtr(b)
    log_p = tail_b + np.log1p(-np.exp(np.minimum(tail_a - tail_b, -1e-12)))
    at_a, at_b = (
        np.exp(np.clip(-0.5 * x**2 - HALF_LOG_TWO_PI - log_p, -700.0, 50.0)) for x in (a, b)
    )
    mean = np.clip(at_a - at_b, a, b)
    var = np.clip(1 + a * at_a - b * at_b - mean**2, 0.0, np.minimum(1.0, (b - a) ** 2 / 4))
    return log_p, np.where(right, -mean, mean), var
