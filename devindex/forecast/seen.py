"""The models after a series was seen, under a prior sharpened by a reference class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from devindex.forecast.predictive import Posterior, posterior
from devindex.forecast.prior import Prior, load_prior
from devindex.forecast.series import Series

__all__ = ["REFERENCE", "lent", "prior_of", "seen"]

Floats = NDArray[np.float64]
REFERENCE = 3.0
"""How many reference series weigh as much as the fitted prior."""


def prior_of(series: Series, reference: Sequence[Series]) -> Prior:
    r"""The fitted prior, sharpened by a reference class.

    Weights of a setting become :math:`(\kappa \pi + \sum_s w_s) / (\kappa + S)` with the
    posterior weights :math:`w_s` of the S reference series: a Dirichlet prior of strength
    :math:`\kappa`.
    """
    prior = load_prior(bounded=series.ceiling is not None)
    seen = [_margins(s) for s in lent(series, reference)]
    if not seen:
        return prior
    weights = tuple(
        (REFERENCE * w + sum(s[n] for s in seen)) / (REFERENCE + len(seen))
        for n, w in enumerate(prior.weights)
    )
    return prior.with_weights(weights)


def lent(series: Series, reference: Iterable[Series]) -> list[Series]:
    """Those that lend their growth: of two figures or more, with a ceiling where this has one."""
    bounded = series.ceiling is not None
    return [s for s in reference if len(s) > 1 and (s.ceiling is not None) == bounded]


@lru_cache(maxsize=64)
def _margins(series: Series) -> tuple[Floats, ...]:
    """Weights of the settings after a reference series; asked for again with every forecast."""
    found = seen(load_prior(bounded=series.ceiling is not None), series)
    return tuple(weights[0] for weights in found.margins())


def seen(prior: Prior, series: Series, n: int | None = None) -> Posterior:
    """The models after the first n figures, all if not given."""
    ceiling = np.array([series.ceiling]) if prior.bounded else None
    high = series.high if ceiling is None else np.minimum(series.high, ceiling)
    times, low, high = (part[None, :n] for part in (series.times, series.low, high))
    return posterior(prior, times, low, high, ceiling)
