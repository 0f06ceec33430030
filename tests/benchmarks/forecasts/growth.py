"""Growth curves by least squares, with the error of their parameters and of what comes after."""

import numpy as np
import scales

from devindex.forecast import curves

PROPOSED = 3000  # draws of parameters before resampling
LEAST = 1e-9  # the least residual variance on the growth scale


def by_least_squares(family):
    """A forecaster of one family, fitted on the growth scale (log, or logit below a ceiling).

    Parameters are drawn from the Student t distribution of the fit and resampled by their
    likelihood. The curve goes on from the last figure; errors add up as in a random walk, with
    the variance of the changes of the residuals.
    """

    def draw(times, values, horizon_times, upper, rng, draws):
        t, ahead, top = times - times[0], horizon_times - times[0], values.max()
        z = scales.there(values, upper, top)
        name = "logistic" if len(times) < 5 else family  # four points cannot carry four parameters

        def curve(at_times, *parameters):
            return scales.there(curves.FAMILIES[name].curve(at_times, *parameters), upper, top)

        fit, lower, highest = fitted(name, curve, t, values, z, upper)
        at = resampled(fit, curve, t, z, lower, highest, rng, draws)
        steps = np.diff(z - fit(t)) / np.sqrt(np.diff(t))
        dof = max(len(steps) - len(lower) + 1, 1)
        walk = np.sqrt(max((steps**2).sum() / dof, LEAST) * fit.dof / rng.chisquare(fit.dof, draws))
        change = curve(ahead, *at.T[:, :, None]) - curve(t[-1:], *at.T[:, :, None])
        error = rng.standard_normal((draws, 1)) * walk[:, None]
        return scales.back(z[-1] + change + error * np.sqrt(horizon_times - times[-1]), upper)

    return draw


def fitted(name, curve, t, values, z, upper):
    """The fit on the growth scale, from the best start, and the bounds of its parameters."""
    family, top = curves.FAMILIES[name], values.max()
    least, most = scales.ceilings(top, upper)
    lower, highest = family.bounds(values, most)
    lower[0] = min(least, (1 - 1e-6) * most)
    room = np.where(np.isfinite(highest - lower), 1e-6 * (highest - lower), 0.0)
    tried = np.array([1.001 * lower[0], 0.5 * (lower[0] + most)])
    starts = [np.clip(s, lower + room, highest - room) for s in family.starts(t, values, tried)]
    best = min(starts, key=lambda at: ((curve(t, *at) - z) ** 2).sum())
    fit = curves.fit_curve(curve, t, z, best, lower=lower, upper=highest, tolerance=1e-6)
    return fit, lower, highest


def resampled(fit, curve, t, z, lower, highest, rng, draws):
    """Parameters, (draws, k), in proportion to their likelihood; positive ones move in logs."""
    logged = lower >= 0
    unit = np.where(logged, np.maximum(np.abs(fit.parameters), 1e-12), 1.0)
    spread, axes = np.linalg.eigh(fit.covariance / np.outer(unit, unit))
    heavy = np.sqrt(fit.dof / rng.chisquare(fit.dof, (PROPOSED, 1)))
    z0 = rng.standard_normal((PROPOSED, len(unit))) * heavy
    moves = z0 * np.sqrt(np.maximum(spread, 0)) @ axes.T
    grown = unit * np.exp(np.clip(np.where(logged, moves, 0.0), -20, 20))
    at = np.clip(np.where(logged, grown, fit.parameters + moves), lower, highest)
    squares = ((z - curve(t, *at.T[:, :, None])) ** 2).sum(axis=1)
    proposal = -(fit.dof + len(unit)) / 2 * np.log1p((z0**2).sum(axis=1) / fit.dof)
    weight = -len(t) / 2 * np.log(squares + LEAST) - proposal
    weight = np.exp(weight - weight.max())
    return at[rng.choice(PROPOSED, draws, p=weight / weight.sum())]
