"""Draws: one value of every choice for each recomputation, from streams of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from devindex.analysis.choices import LEVELS, Space
from devindex.index import Index
from devindex.index.arrays import Floats, Ints

__all__ = ["Draws", "Sampler", "families", "still"]


@dataclass(frozen=True)
class Draws:
    """Choices of d recomputations. A place of 0 is the recipe's own choice.

    ``places`` has one array (d,) a step (impute, treat, normalise) and level; ``left`` the places
    of the indicators left out, -1 for none, (d, m); ``weights`` a factor on the weight of each
    child of each parent, (d, k); ``noise`` standard normal numbers for the cells that have a
    standard error, (d, cells), or none.
    """

    places: Mapping[str, Ints]
    left: Ints
    weights: Mapping[str, Floats]
    noise: Floats | None

    def __len__(self) -> int:
        return len(self.left)

    def taking(self, factor: str, other: Draws) -> Draws:
        """These draws, with one factor as in others."""
        if factor == "weights":
            return replace(self, weights=other.weights)
        if factor == "leave_out":
            return replace(self, left=other.left)
        if factor == "noise":
            return replace(self, noise=other.noise)
        names = LEVELS if factor == "aggregate" else (factor,)
        return replace(self, places={**self.places, **{n: other.places[n] for n in names}})


def families(index: Index) -> list[tuple[str, str, list[str]]]:
    """Parents from the bottom up, each with the level of its children, and the children."""
    children: dict[tuple[str, str], list[str]] = {}
    for node in index.nodes:
        children.setdefault((node.level, node.parent), []).append(node.code)
    return [(level, parent, codes) for (level, parent), codes in children.items()]


def still(index: Index, draws: int = 1) -> Draws:
    """Draws in which nothing varies: the recipe's own choices."""
    zero = np.zeros(draws, dtype=np.int_)
    return Draws(
        dict.fromkeys(("impute", "treat", "normalise", *LEVELS), zero),
        np.full((draws, 1), -1),
        {parent: np.ones((draws, len(codes))) for _, parent, codes in families(index)},
        None,
    )


class Sampler:
    """Draws one after another; each factor and each group of siblings has its own stream.

    So the first draws of many are the draws of few, and the size of a block moves nothing.
    """

    def __init__(
        self, index: Index, space: Space, cells: int, seed: int | np.random.SeedSequence
    ) -> None:
        self.space = space
        self.cells = cells
        self.indicators = index.normalised.shape[1]
        recipe = index.recipe
        self.sizes = {s: len(space.choices(recipe, s)) for s in ("impute", "treat", "normalise")}
        self.sizes |= {level: len(space.means(recipe, level)) for level in LEVELS}
        own = {n.code: n.weight for n in index.nodes}
        self.groups = {
            parent: (level, np.array([own[c] for c in codes]))
            for level, parent, codes in sorted(families(index), key=lambda f: f[1])
        }
        names = [*self.sizes, "whether", "which", "noise"]
        start = np.random.default_rng(seed)
        self.streams = dict(zip(names, start.spawn(len(names)), strict=True))
        self.of_weights = dict(zip(self.groups, start.spawn(len(self.groups)), strict=True))

    def draw(self, draws: int) -> Draws:
        """The next draws."""
        places = {k: self.streams[k].integers(n, size=draws) for k, n in self.sizes.items()}
        weights = {
            parent: self._factors(level, w, draws, self.of_weights[parent])
            for parent, (level, w) in self.groups.items()
        }
        noise = self.streams["noise"].standard_normal((draws, self.cells)) if self.cells else None
        return Draws(places, self._left(draws), weights, noise)

    def _left(self, draws: int) -> Ints:
        most = min(self.space.most_left_out, self.indicators)
        chance = self.streams["whether"].random((draws, 2))
        number = np.ceil(chance[:, 1] * most)
        if most == 1:
            which = self.streams["which"].integers(self.indicators, size=(draws, 1))
        else:
            tickets = self.streams["which"].random((draws, self.indicators))
            which = np.argpartition(tickets, most - 1, axis=1)[:, :most]
        out = (chance[:, :1] < self.space.leave_out) & (np.arange(most) < number[:, None])
        return np.asarray(np.where(out, which, -1))

    def _factors(self, level: str, w: Floats, draws: int, stream: np.random.Generator) -> Floats:
        out = np.ones((draws, len(w)))
        weighed = w > 0
        if level not in self.space.weigh_levels or self.space.weights == "fixed":
            return out
        if self.space.weights == "relative":
            spread = self.space.spread
            return np.asarray(stream.uniform(1.0 - spread, 1.0 + spread, size=out.shape))
        around = self.space.concentration * w[weighed]
        alpha = np.ones_like(around) if self.space.weights == "simplex" else around
        out[:, weighed] = stream.dirichlet(alpha, size=draws) / w[weighed]
        return out
