"""Growth curves with weak priors: draws of the prior, resampled by their likelihood.

Errors are normal on the growth scale (log, or logit below a ceiling), either independent or adding
up as in a random walk from figure to figure; their variance has a weak inverse gamma prior and is
integrated out, so that a draw weighs as its sum of squares says.
"""

import numpy as np
import scales

from devindex.forecast import curves

PROPOSED = 4000
NUISANCE = 1e-3  # prior mean of the variance, with the weight of one figure
NEAR = 0.2  # log standard deviation of the curve at the last (logistic) or first (Bass) figure


def even_in_logs(rng, low, high, n=PROPOSED):
    return np.exp(rng.uniform(np.log(low), np.log(high), n))


def tops(rng, top, upper, free):
    """Ceilings: even in logs where there is none; else even up to it, or the known one."""
    if upper is None:
        return even_in_logs(rng, 1.05 * top if free else 2 * top, (20 if free else 10) * top)
    least = top if free else scales.ceilings(top, upper)[0]
    return rng.uniform(min(least, 0.999 * upper), upper, PROPOSED)


def logistic_prior(t, values, upper, rng, free):
    ceiling = tops(rng, values.max(), upper, free)
    rate = even_in_logs(rng, 1e-3, 1.5) * np.where(rng.random(PROPOSED) < 0.2, -1, 1)
    share = np.clip(values[-1] / ceiling * np.exp(NEAR * rng.standard_normal(PROPOSED)), 0, 0.999)
    return ceiling, rate, t[-1] - np.log(share / (1 - share)) / rate


def bass_prior(t, values, upper, rng, free):
    """Ranges wide around the averages 0.03 and 0.38 of Sultan, Farley and Lehmann (1990)."""
    ceiling = tops(rng, values.max(), upper, free)
    first = np.minimum(values[0] * np.exp(NEAR * rng.standard_normal(PROPOSED)), 0.999 * ceiling)
    return ceiling, even_in_logs(rng, 1e-4, 0.1), even_in_logs(rng, 1e-3, 1.0), first


PRIORS = {"logistic": logistic_prior, "bass": bass_prior}


def with_weak_priors(name, *, walking, free):
    """A forecaster of one family.

    ``walking``: errors add up, and the curve goes on from the last figure. ``free``: the ceiling
    may lie anywhere above the figures, else it is the known one or 2 to 10 times the highest.
    """

    def draw(times, values, horizon_times, upper, rng, draws):
        t, top, n = times - times[0], values.max(), len(times)
        z = scales.there(values, upper, top)
        at = [p[:, None] for p in PRIORS[name](t, values, upper, rng, free)]
        curve = curves.FAMILIES[name].curve
        errors = z - scales.there(curve(t, *at), upper, top)
        told = np.diff(errors, axis=1) / np.sqrt(np.diff(t)) if walking else errors
        m = told.shape[1]
        squares = (told**2).sum(axis=1) + NUISANCE * n
        weight = squares ** (-(m + 1) / 2) / (squares.min() ** (-(m + 1) / 2))
        one = rng.choice(PROPOSED, draws, p=weight / weight.sum())
        error = np.sqrt(squares[one] / rng.chisquare(m, draws)) * rng.standard_normal(draws)
        ahead = scales.there(curve(horizon_times - times[0], *(p[one] for p in at)), upper, top)
        if not walking:
            return scales.back(ahead + error[:, None], upper)
        gap = np.sqrt(horizon_times - times[-1])
        return scales.back(ahead + errors[one, -1:] + error[:, None] * gap, upper)

    return draw
