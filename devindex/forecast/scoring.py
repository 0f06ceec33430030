"""How good forecasts were: scores of probabilities and of draws, and the plain forecasts beside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

__all__ = ["CLIP", "brier", "carried_on", "crps", "crps_normal", "log_score", "random_walk"]

Floats = NDArray[np.float64]
CLIP = 0.001
"""A probability nearer to 0 or 1 is scored as this near, so that one miss is not infinite."""


def brier(probability: Floats, met: NDArray[np.bool_]) -> Floats:
    """Squared error of each probability; 0 is best, one half always gives 0.25 (Brier 1950)."""
    return np.asarray((probability - met) ** 2)


def log_score(probability: Floats, met: NDArray[np.bool_]) -> Floats:
    """Minus the log of the probability given to what came; 0 is best (Good 1952)."""
    p = np.clip(probability, CLIP, 1 - CLIP)
    return np.asarray(-np.log(np.where(met, p, 1 - p)))


def crps(draws: Floats, outcome: float) -> float:
    r"""Continuous ranked probability score of draws, in their unit; 0 is best.

    .. math:: E|X - y| - \tfrac12 E|X - X'|

    Gneiting & Raftery 2007, equation 21.

    Examples
    --------
    >>> crps(np.array([1.0, 3.0]), 2.0)
    0.5
    """
    x = np.sort(draws)
    n = len(x)
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float(np.abs(x - outcome).mean() - (weights * x).sum() / n**2)


def crps_normal(mean: float, deviation: float, outcome: float) -> float:
    """The same of a normal distribution (Gneiting & Raftery 2007, equation 20).

    Examples
    --------
    >>> round(crps_normal(0.0, 1.0, 0.0), 4)  # (sqrt 2 - 1) / sqrt pi
    0.2337
    """
    if deviation == 0:
        return abs(outcome - mean)
    z = (outcome - mean) / deviation
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return float(deviation * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)))


def random_walk(times: Floats, values: Floats, until: float) -> tuple[float, float]:
    """Mean and standard deviation of a random walk with drift, the drift uncertain as well.

    Of three figures or more at dates of any distance: drift from the first to the last, variance
    from what the steps between differ from it.

    Examples
    --------
    >>> random_walk(np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 4.0]), 4.0)
    (8.0, 2.8284271247461903)
    """
    years, ahead, gaps = times[-1] - times[0], until - times[-1], np.diff(times)
    drift = (values[-1] - values[0]) / years
    shocks = (np.diff(values) - drift * gaps) / np.sqrt(gaps)
    deviation = np.sqrt((shocks**2).sum() / (len(shocks) - 1))
    return float(values[-1] + drift * ahead), float(deviation * np.sqrt(ahead + ahead**2 / years))


def carried_on(times: Floats, values: Floats, until: float) -> float:
    """The growth a year from the first figure to the last, compound, carried on; NaN if none.

    Examples
    --------
    >>> round(carried_on(np.array([2020.0, 2022.0]), np.array([100.0, 121.0]), 2023.0), 4)
    133.1
    """
    if len(times) < 2 or values[0] <= 0:
        return float("nan")
    power = (until - times[-1]) / (times[-1] - times[0])
    return float(values[-1] * (values[-1] / values[0]) ** power)
