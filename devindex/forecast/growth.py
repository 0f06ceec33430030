"""Growth families: each is a straight line in a coordinate of its own.

A logistic curve is a line once the figure is written as log(x / (1 - x)), exponential growth once
it is written as log x. One model, a line whose slope wanders and fades
(:mod:`devindex.forecast.filter`), then serves every family: a slope that fades in the coordinate
of exponential growth is the Gompertz curve, one that fades in that of linear growth the damped
trend.

``x`` is a share of the ceiling where there is one, else a multiple of the last figure seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BOUNDED", "FREE", "Family"]

Floats = NDArray[np.float64]
EDGE = 2e-3
"""How near to none and to all a share is told apart; closer in, every coordinate runs away."""
FLOOR = 1e-3
"""Least multiple of the last figure that is told apart from nothing."""
INNOVATORS = 20.0
"""Imitation over innovation in Bass's curve; 0.38 over 0.03 is 13 (Sultan et al. 1990)."""


@dataclass(frozen=True)
class Family:
    """A growth family: its coordinate, how fast that runs, and the way back."""

    name: str
    zh: str
    forward: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    inverse: Callable[[Floats], Floats]


def _inner(x: Floats) -> Floats:
    return np.clip(x, EDGE, 1 - EDGE)


def _root(z: Floats) -> Floats:
    """The share whose root less the root of what is left is z / 2."""
    half = np.clip(z / 2, -1.0, 1.0)
    return ((half + np.sqrt(2 - half**2)) / 2) ** 2


def _logistic(ceiling: float) -> Family:
    """Logistic growth towards a multiple of the last figure."""

    def inside(x: Floats) -> Floats:
        return np.clip(x, FLOOR, ceiling * (1 - 1e-4))

    return Family(
        f"logistic, ceiling at {ceiling:g} times the last figure",
        f"逻辑斯蒂（上限为最近数值的{ceiling:g}倍）",
        lambda x: np.log(inside(x) / (1 - inside(x) / ceiling)),
        lambda x: 1 / inside(x) + 1 / (ceiling - inside(x)),
        lambda z: 1 / (np.exp(np.clip(-z, -50, 50)) + 1 / ceiling),
    )


def _power(name: str, zh: str, power: float) -> Family:
    return Family(
        name,
        zh,
        lambda x: (np.maximum(x, FLOOR) ** power - 1) / power,
        lambda x: np.maximum(x, FLOOR) ** (power - 1),
        lambda z: np.maximum(1 + power * z, 0.0) ** (1 / power),
    )


FREE = (
    _power("linear", "线性", 1.0),
    _power("square root", "平方根", 0.5),
    Family(
        "exponential",
        "指数",
        lambda x: np.log(np.maximum(x, FLOOR)),
        lambda x: 1 / np.maximum(x, FLOOR),
        lambda z: np.exp(np.clip(z, -50, 50)),
    ),
    _logistic(2.0),
    _logistic(6.0),
)
"""Families of figures without a known ceiling."""

BOUNDED = (
    Family("linear", "线性", lambda x: x, np.ones_like, lambda z: np.clip(z, 0.0, 1.0)),
    Family(
        "folded root",
        "折叠平方根",
        lambda x: 2 * (np.sqrt(_inner(x)) - np.sqrt(1 - _inner(x))),
        lambda x: 1 / np.sqrt(_inner(x)) + 1 / np.sqrt(1 - _inner(x)),
        _root,
    ),
    Family(
        "logistic",
        "逻辑斯蒂",
        lambda x: np.log(_inner(x) / (1 - _inner(x))),
        lambda x: 1 / (_inner(x) * (1 - _inner(x))),
        lambda z: 1 / (1 + np.exp(np.clip(-z, -50, 50))),
    ),
    Family(
        "Gompertz",
        "龚珀兹",
        lambda x: -np.log(-np.log(_inner(x))),
        lambda x: -1 / (_inner(x) * np.log(_inner(x))),
        lambda z: np.exp(-np.exp(np.clip(-z, -50, 50))),
    ),
    Family(
        "Bass",
        "巴斯",
        lambda x: np.log(
            (1 + INNOVATORS * np.clip(x, 0, 1 - EDGE)) / (1 - np.clip(x, 0, 1 - EDGE))
        ),
        lambda x: INNOVATORS / (1 + INNOVATORS * x) + 1 / (1 - np.clip(x, 0, 1 - EDGE)),
        lambda z: np.clip(
            np.expm1(np.clip(z, -50, 50)) / (np.exp(np.clip(z, -50, 50)) + INNOVATORS), 0, 1
        ),
    ),
)
"""Families of shares of a ceiling."""
