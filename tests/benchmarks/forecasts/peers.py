"""Forecasters of today, each a callable in the form that the package's own has.

``predict(times, values, bounds, horizon_times, upper_limit, target, rng_seed)`` gives
``{"samples": draws}``, shape (draws, horizons). Lower bounds are taken as figures, for none of
these methods knows of bounds, and no peer looks at the target.
"""

import bayes
import growth
import numpy as np
import scales
import smoothing

DRAWS = 1000
LEAST = 1e-9  # of the mean: the least standard deviation


# --- from a method to a forecaster -------------------------------------------------------------


def raw(method):
    """Normal draws around ``mean, deviation = method(times, values, horizon_times)``.

    A draw has the same rank at each horizon; all are cut at zero and at the ceiling.
    """

    def predict(times, values, bounds, horizon_times, upper_limit, target, rng_seed):
        mean, deviation = method(times, values, horizon_times)
        z = np.random.default_rng(rng_seed).standard_normal((DRAWS, 1))
        least = LEAST * np.abs(values).mean()
        return {"samples": np.clip(mean + z * np.maximum(deviation, least), 0.0, upper_limit)}

    return predict


def transformed(method):
    """The same on logs, or on logits below a ceiling."""

    def predict(times, values, bounds, horizon_times, upper_limit, target, rng_seed):
        mean, deviation = method(
            times, scales.there(values, upper_limit, values.max()), horizon_times
        )
        z = np.random.default_rng(rng_seed).standard_normal((DRAWS, 1))
        return {"samples": scales.back(mean + z * deviation, upper_limit)}

    return predict


def own_draws(method):
    """Draws that ``method(times, values, horizon_times, upper_limit, rng, draws)`` makes itself."""

    def predict(times, values, bounds, horizon_times, upper_limit, target, rng_seed):
        rng = np.random.default_rng(rng_seed)
        draws = method(times, values, horizon_times, upper_limit, rng, DRAWS)
        return {"samples": np.clip(draws, 0.0, upper_limit)}

    return predict


def pool(*peers):
    """Equal weights: the draws of all, one after the other."""

    def predict(*asked):
        return {"samples": np.concatenate([peer(*asked)["samples"] for peer in peers])}

    return predict


# --- methods with a mean and a deviation -----------------------------------------------------


def random_walk(times, values, horizon_times):
    """Random walk with drift, the drift uncertain as well."""
    years, ahead = times[-1] - times[0], horizon_times - times[-1]
    gaps = np.diff(times)
    drift = (values[-1] - values[0]) / years
    shocks = (np.diff(values) - drift * gaps) / np.sqrt(gaps)
    deviation = np.sqrt((shocks**2).sum() / max(len(shocks) - 1, 1))
    return values[-1] + drift * ahead, deviation * np.sqrt(ahead + ahead**2 / years)


def yearly(times, values):
    """Values a year apart, ending with the last, by linear interpolation where there is none."""
    years = int(np.floor(times[-1] - times[0] + 1e-6))
    return np.interp(times[-1] - np.arange(years, -1, -1), times, values)


def on_years(forecast):
    """A method of yearly series: ``mean, deviation = forecast(y, steps)``; between, linear."""

    def method(times, values, horizon_times):
        ahead = horizon_times - times[-1]
        steps = int(np.ceil(ahead[-1]))
        mean, deviation = forecast(yearly(times, values), steps)
        whole = np.arange(steps + 1)
        mean = np.interp(ahead, whole, np.concatenate([values[-1:], mean]))
        return mean, np.interp(ahead, whole, np.concatenate([[0.0], deviation]))

    return method


def damped(y, steps):
    return smoothing.forecast(y, steps, ("AAdN",))


def library(model, **choices):
    """A model of statsforecast; where it refuses so few points, the same kind of model here."""
    from statsforecast import models

    def forecast(y, steps):
        try:
            said = getattr(models, model)(season_length=1, **choices).forecast(
                y=y, h=steps, level=[80]
            )
        except (NotImplementedError, IndexError):  # "tiny datasets", a flat series
            return smoothing.forecast(y, steps)
        return said["mean"], (said["hi-80"] - said["lo-80"]) / (2 * 1.2815515655446004)

    return forecast


PEERS = {
    "random walk, raw": raw(random_walk),
    "random walk, log or logit": transformed(random_walk),
    "AutoETS": raw(on_years(smoothing.forecast)),
    "AutoETS, log or logit": transformed(on_years(smoothing.forecast)),
    "damped ETS": raw(on_years(damped)),
    "damped ETS, log or logit": transformed(on_years(damped)),
    "logistic": own_draws(growth.by_least_squares("logistic")),
    "Gompertz": own_draws(growth.by_least_squares("gompertz")),
    "Bass, least squares": own_draws(growth.by_least_squares("bass")),
    "Bass, weak priors": own_draws(bayes.with_weak_priors("bass", walking=True, free=False)),
    "Bayesian logistic": own_draws(bayes.with_weak_priors("logistic", walking=True, free=False)),
    "Bayesian logistic, free ceiling, independent errors": own_draws(
        bayes.with_weak_priors("logistic", walking=False, free=True)
    ),
}


def of_statsforecast():
    """Peers that need statsforecast."""
    return {
        "AutoETS (statsforecast)": raw(on_years(library("AutoETS"))),
        "AutoTheta (statsforecast)": raw(on_years(library("AutoTheta"))),
    }
