"""Exponential smoothing with additive errors, chosen by AICc; exact on a grid of parameters.

Made for series of 4 to 15 points: statsforecast refuses the shortest and fits no trend to those a
little longer. Given its smoothing parameters such a model is linear in its first level and trend,
so these are found by least squares and the smoothing parameters by trying each point of a grid
(Hyndman, Koehler, Ord and Snyder 2008, chapters 5 and 7).
"""

from dataclasses import dataclass

import numpy as np

ALPHA = np.array([0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98])
BETA = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.98])  # as a share of alpha
PHI = np.array([0.8, 0.85, 0.9, 0.94, 0.98])
ENOUGH = 9  # points for which AICc is defined for every model


@dataclass(frozen=True)
class Grid:
    """Smoothing parameters to try, shape (m,) each, and how many numbers a model estimates."""

    alpha: np.ndarray
    beta: np.ndarray
    phi: np.ndarray
    states: int
    estimated: int  # smoothing parameters and first states, without the variance


def _grid(beta, phi, states, estimated):
    a, b, f = (x.ravel() for x in np.meshgrid(ALPHA, beta, phi, indexing="ij"))
    return Grid(a, a * b, f, states, estimated)


MODELS = {
    "ANN": _grid(np.zeros(1), np.zeros(1), 1, 2),
    "AAN": _grid(BETA, np.ones(1), 2, 4),
    "AAdN": _grid(BETA, PHI, 2, 5),
}


def smooth(y, grid):
    """Best point of a grid: sum of squares, its place, and level and trend at the end."""
    m = len(grid.alpha)
    level, trend = np.zeros((m, 3)), np.zeros((m, 3))  # columns: data, first level, first trend
    level[:, 1] = 1.0
    trend[:, 2] = grid.states == 2
    alpha, beta, phi = grid.alpha[:, None], grid.beta[:, None], grid.phi[:, None]
    errors = np.empty((m, len(y), 3))
    for k, value in enumerate(y):
        before = level + phi * trend
        error = np.array([value, 0.0, 0.0]) - before
        errors[:, k] = error
        level, trend = before + alpha * error, phi * trend + beta * error
    s = grid.states
    effect = errors[:, :, 1 : 1 + s]
    normal = effect.transpose(0, 2, 1) @ effect
    normal += 1e-12 * np.trace(normal, axis1=1, axis2=2)[:, None, None] * np.eye(s)
    first = np.linalg.solve(normal, -effect.transpose(0, 2, 1) @ errors[:, :, :1])
    residual = errors[:, :, 0] + (effect @ first)[:, :, 0]
    sums = (residual**2).sum(axis=1)
    best = int(np.argmin(sums))
    weights = np.concatenate([[1.0], first[best, :, 0], np.zeros(2 - s)])
    return sums[best], best, level[best] @ weights, trend[best] @ weights


def criterion(sums, n, k):
    """AICc; on fewer points than it is defined for all models, the residual variance."""
    if n < ENOUGH:
        return sums / max(n - k, 1)
    return n * np.log(sums / n) + 2 * (k + 1) * n / (n - k - 2)


def forecast(y, steps, models=tuple(MODELS)):
    """Mean and standard deviation 1 to ``steps`` years ahead, by the best of some models.

    On fewer than nine points a damped trend is tried only if it is asked for alone.
    """
    n, found = len(y), []
    least = 1e-12 * (y**2).mean() * n + 1e-300
    for name in models:
        if n >= ENOUGH or name != "AAdN" or len(models) == 1:
            sums, *best = smooth(y, MODELS[name])
            sums = max(sums, least)
            found.append((criterion(sums, n, MODELS[name].estimated), name, sums, *best))
    _, name, sums, best, level, trend = min(found)
    grid = MODELS[name]
    variance = sums / max(n - grid.estimated, 1)
    damped = np.cumsum(grid.phi[best] ** np.arange(1, steps + 1)) if grid.states == 2 else 0
    weight = grid.alpha[best] + grid.beta[best] * np.broadcast_to(damped, steps)
    growth = 1 + np.concatenate([[0.0], np.cumsum(weight[:-1] ** 2)])
    return level + trend * np.broadcast_to(damped, steps), np.sqrt(variance * growth)
