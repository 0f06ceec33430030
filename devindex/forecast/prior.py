"""What growth is like before a series is seen: many models, and how likely each is.

A model is a growth family, how fast its slope fades, how large and of which kind its noise is, and
what its slope is at first. Each of these has a few settings, and every combination is a model. The
weights of the settings, one table for shares of a ceiling and one for other figures, were fitted
on some two thousand published series by ``python -m devindex.forecast.fit`` and stand in
``prior.toml``, with the log of the fit beside it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devindex.forecast.filter import Noise
from devindex.forecast.growth import BOUNDED, FREE, Family

__all__ = ["AXES", "KINDS", "Prior", "load_prior"]

Floats = NDArray[np.float64]
FILE = Path(__file__).with_name("prior.toml")

KINDS: dict[str, tuple[float, float, float]] = {
    "level jumps": (1.0, 0.0, 0.05),
    "level jumps, figures are noisy": (1.0, 0.0, 0.7),
    "level and slope jump": (0.6, 0.6, 0.05),
    "slope wanders": (0.05, 0.3, 0.02),
    "figures scatter around a trend": (0.15, 0.1, 1.0),
    "almost a fixed curve": (0.02, 0.1, 0.02),
}
"""Kinds of noise: parts of its size that go to the level, the slope and the figure."""
FADING = (0.0, 0.15, 0.5)
"""Rates a year at which a slope fades: never, by a seventh, by two fifths."""
SIZES = (0.003, 0.008, 0.02, 0.05, 0.12, 0.3)
"""Sizes of noise a year, as shares of the last figure (in the middle of a family's range)."""
STARTS = ((0.0, 0.02), (0.03, 0.05), (0.1, 0.1), (0.3, 0.25), (0.0, 0.15))
"""Mean and standard deviation of the first slope a year, on the same scale."""
AXES = ("family", "fading", "size", "kind", "start")
"""What a model is made of, in the order of the weights."""


@dataclass(frozen=True, eq=False)
class Prior:
    """Models and their weights, for shares of a ceiling or for other figures.

    ``weights`` holds, for each of :data:`AXES`, the weights of its settings, which sum to one.
    ``trust`` is the power of the likelihood: the models are not true, and a series says less than
    its likelihood claims (a tempered posterior, Holmes & Walker 2017).
    """

    bounded: bool
    weights: tuple[Floats, ...]
    trust: float

    @staticmethod
    def flat(*, bounded: bool) -> Prior:
        """Every setting as likely as any other; where a fit starts."""
        sizes = [len(settings(bounded)[axis]) for axis in AXES]
        return Prior(bounded, tuple(np.full(n, 1.0 / n) for n in sizes), 0.5)

    @property
    def families(self) -> tuple[Family, ...]:
        """Growth families of the models."""
        return BOUNDED if self.bounded else FREE

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """For each model (m,), the setting on each axis; shape (m, 5)."""
        return np.array(list(product(*(range(len(w)) for w in self.weights))), dtype=np.int64)

    @cached_property
    def log_weights(self) -> Floats:
        """Log weight of each model (m,)."""
        parts = [np.log(w)[self.places[:, n]] for n, w in enumerate(self.weights)]
        return np.asarray(sum(parts))

    @cached_property
    def noise(self) -> Noise:
        """Parameters of each model."""
        _, fading, size, kind, start = self.places.T
        parts = np.array(list(KINDS.values()))[kind] * np.array(SIZES)[size][:, None]
        level, slope, figure = (parts**2).T
        mean, sd = np.array(STARTS)[start].T
        return Noise(np.array(FADING)[fading], level, slope, figure, mean, sd**2)

    def with_weights(self, weights: tuple[Floats, ...]) -> Prior:
        """The same models with other weights."""
        return replace(self, weights=weights)


def settings(bounded: bool) -> dict[str, list[str]]:
    """Names of the settings on each axis."""
    return {
        "family": [f.name for f in (BOUNDED if bounded else FREE)],
        "fading": [f"{f:g} a year" for f in FADING],
        "size": [f"{s:g}" for s in SIZES],
        "kind": list(KINDS),
        "start": [f"{m:g} +- {s:g} a year" for m, s in STARTS],
    }


@cache
def load_prior(*, bounded: bool) -> Prior:
    """The fitted weights that come with the package.

    Examples
    --------
    >>> prior = load_prior(bounded=True)
    >>> len(prior.places), round(float(np.exp(prior.log_weights).sum()), 6)
    (2700, 1.0)
    """
    return read_prior(tomllib.loads(FILE.read_text("utf-8")), bounded=bounded)


def read_prior(table: dict[str, Any], *, bounded: bool) -> Prior:
    """Weights from a table as ``prior.toml`` holds it."""
    part = table["bounded" if bounded else "free"]
    weights = tuple(np.array([part[axis][s] for s in settings(bounded)[axis]]) for axis in AXES)
    return Prior(bounded, tuple(w / w.sum() for w in weights), part["trust"])


def written(priors: dict[str, Prior]) -> str:
    """Weights as TOML."""
    lines = []
    for name, prior in priors.items():
        lines += [f"[{name}]", f"trust = {prior.trust:.4f}", ""]
        for axis, w in zip(AXES, prior.weights, strict=True):
            lines.append(f"[{name}.{axis}]")
            names = settings(prior.bounded)[axis]
            lines += [f'"{s}" = {x:.5f}' for s, x in zip(names, w, strict=True)] + [""]
    return "\n".join(lines).rstrip() + "\n"
