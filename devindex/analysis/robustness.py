"""How sure a rank is: the index recomputed under many defensible choices at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.definitions import NATION
from devindex.errors import MethodError
from devindex.index.arrays import Floats
from devindex.index.recipe import Choice, Recipe
from devindex.index.registry import find
from devindex.index.result import Index
from devindex.index.run import fit_rows, rows_by_year
from devindex.index.scale import normalised
from devindex.index.tree import aggregate_among

__all__ = ["Space", "Uncertainty", "uncertainty"]

LEAST = 1e-3
"""Score that a geometric mean takes for zero and less, in points."""

BLOCK = 100
"""Draws held at once; bounds memory and changes no result."""


@dataclass(frozen=True)
class Space:
    """What may vary, each with the choices that could be defended in its place.

    ``normalise`` and ``aggregate`` list choices drawn with equal chance, the recipe's own among
    them. ``concentration`` is the sum of the Dirichlet parameters around the recipe's weights of
    each group of siblings: 20 moves the weight of one of two equal siblings by 0.11 (one standard
    deviation). ``leave_out`` is the chance that one indicator, any, is left out.
    """

    normalise: tuple[Choice, ...] = (
        Choice(method="minmax", parameters={"floor": 1.0, "clip": True}),
        Choice(method="zscore", parameters={"centre": 50.0, "spread": 16.0, "limit": 3.0}),
        Choice(method="percentile-rank", parameters={"floor": 1.0}),
    )
    aggregate: tuple[str, ...] = ("arithmetic", "geometric")
    concentration: float = 20.0
    leave_out: float = 0.5

    def __post_init__(self) -> None:
        problems = []
        if not self.aggregate:
            problems.append("the space names no aggregation; name one at least")
        if not self.concentration > 0:
            problems.append(f"concentration is {self.concentration}; it must be above 0")
        if not 0 <= self.leave_out <= 1:
            problems.append(f"leave_out is {self.leave_out}; a chance lies between 0 and 1")
        if problems:
            raise MethodError(problems)
        for name in self.aggregate:
            find("aggregate", name)
        for choice in self.normalise:
            find("normalise", choice.method).check(choice.parameters)


@dataclass(frozen=True)
class Uncertainty:
    """Ranks of every province and year over all draws.

    ``ranks`` has shape (draws, provinces, years), 0 where a province is not ranked.
    """

    index: Index
    space: Space
    seed: int
    provinces: tuple[str, ...]
    years: tuple[int, ...]
    ranks: np.ndarray

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.ranks)

    def rank_ranges(self, level: float = 0.90) -> pd.DataFrame:
        """Rank range of each province and year: the middle ``level`` of all draws.

        Bounds are ranks that occurred (the inverse of the empirical distribution), so they are
        whole numbers. One row per (region, year): ``rank_lower`` (best), ``rank_median``,
        ``rank_upper`` (worst); missing where a province is not ranked.
        """
        if not 0 < level < 1:
            raise MethodError(f"level is {level}, which is not between 0 and 1")
        tail = (1.0 - level) / 2.0
        bounds = np.quantile(
            self.ranks, [tail, 0.5, 1.0 - tail], axis=0, method="inverted_cdf"
        ).astype(int)
        grid = pd.MultiIndex.from_product([self.provinces, self.years], names=["region", "year"])
        names = ["rank_lower", "rank_median", "rank_upper"]
        frame = pd.DataFrame(
            {n: bounds[k].ravel() for k, n in enumerate(names)}, index=grid, dtype="Int64"
        )
        return frame.where(frame > 0)


def uncertainty(
    index: Index,
    *,
    draws: int = 2000,
    seed: int = 20260630,
    space: Space | None = None,
    progress: Callable[[int], object] | None = None,
) -> Uncertainty:
    """Recompute the index under random normalisation, weights, aggregation and omissions.

    Every draw takes one normalisation for the whole index, one aggregation between dimensions,
    weights from a Dirichlet distribution around the recipe's own for each group of siblings, and
    may leave one indicator out. All years are drawn together. The same seed gives the same draws
    whatever the block size and number of threads (no linear-algebra library takes part), and
    fewer draws are the first of more: every choice has a stream of its own.

    Parameters
    ----------
    index
        An index as computed; its recipe is the centre of the space.
    progress
        Called with the number of draws done after each block.

    Returns
    -------
    Uncertainty
        Ranks over all draws. Missing values are treated as the recipe treats them.

    Raises
    ------
    MethodError
        If fewer than one draw is asked for.

    Notes
    -----
    Source: Saisana, Saltelli & Tarantola 2005, Journal of the Royal Statistical Society A 168.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> sure = uncertainty(compute(load_panel()), draws=200)
    >>> sure.rank_ranges().loc[("110000", 2023)].tolist()
    [1, 1, 2]
    """
    if draws < 1:
        raise MethodError(f"draws is {draws}; at least 1 is needed")
    chosen = space or Space()
    streams = np.random.default_rng(seed).spawn(5)
    codes = list(index.normalised.columns)
    spread = _draw_weights(index, codes, draws, chosen.concentration, streams[0])
    scales = _scales(index, chosen)
    which = streams[1].integers(len(scales), size=draws)
    own = index.recipe.aggregate.dimension
    names = list(dict.fromkeys([*chosen.aggregate, own.method]))
    aggregates = [own if name == own.method else Choice(method=name) for name in names]
    between = streams[2].integers(len(aggregates), size=draws)
    omitted = streams[3].integers(len(codes), size=draws)
    left = np.where(streams[4].random(draws) < chosen.leave_out, omitted, -1)
    ranked = index.ranks.notna().to_numpy()
    keep = np.array([r != NATION.code for r in index.scores.index])
    out = np.zeros((draws, *ranked.shape), dtype=np.int16)
    for first in range(0, draws, BLOCK):
        block = slice(first, min(first + BLOCK, draws))
        scores = np.empty((block.stop - first, *index.scores.shape))
        for kind in np.unique(which[block]):
            rows = np.nonzero(which[block] == kind)[0] + first
            scores[rows - first] = _scores(
                index, codes, scales[kind], {k: v[rows] for k, v in spread.items()},
                left[rows], between[rows], aggregates,
            ).reshape(len(rows), *index.scores.shape)  # fmt: skip
        out[block] = _ranks(scores[:, keep], ranked)
        if progress is not None:
            progress(block.stop)
    return Uncertainty(
        index=index,
        space=chosen,
        seed=seed,
        provinces=tuple(index.ranks.index),
        years=tuple(int(y) for y in index.ranks.columns),
        ranks=out,
    )


def _groups(index: Index) -> list[tuple[str, str, list[str]]]:
    """Parents from the bottom up, each with its level and its children in their order."""
    children: dict[tuple[str, str], list[str]] = {}
    for node in index.nodes:
        children.setdefault((node.level, node.parent), []).append(node.code)
    return [(level, parent, codes) for (level, parent), codes in children.items()]


def _draw_weights(
    index: Index, codes: Sequence[str], draws: int, concentration: float, rng: np.random.Generator
) -> dict[str, Floats]:
    """Factor on the weight of each child of each parent, one row a draw."""
    own = {n.code: n.weight for n in index.nodes}
    out = {}
    groups = sorted(_groups(index), key=lambda g: g[1])
    for (_, parent, children), stream in zip(groups, rng.spawn(len(groups)), strict=True):
        w = np.array([own[c] for c in children])
        out[parent] = np.ones((draws, len(children)))
        out[parent][:, w > 0] = stream.dirichlet(concentration * w[w > 0], size=draws) / w[w > 0]
    return out


def _row_weights(index: Index, children: Sequence[str]) -> Floats:
    """The recipe's own weights of some siblings for every row: (n, k), or (1, k) if constant."""
    by_year = {n.code: n.by_year for n in index.nodes}
    table = np.array([list(by_year[c].values()) for c in children]).T
    if (table == table[0]).all():
        return table[:1]
    years = index.normalised.index.get_level_values("year").to_numpy()
    return np.asarray(table[np.searchsorted(np.unique(years), years)])


def _scales(index: Index, space: Space) -> list[Floats]:
    """Normalised values under the recipe's own choice and each of the others."""
    recipe: Recipe = index.recipe
    choices = [recipe.normalise, *(c for c in space.normalise if c != recipe.normalise)]
    x = index.inputs[list(index.normalised.columns)]
    return [
        normalised(index.framework, x, recipe.model_copy(update={"normalise": c})).to_numpy()
        for c in choices
    ]


def _scores(
    index: Index, codes: Sequence[str], z: Floats, spread: dict[str, Floats], left: np.ndarray,
    between: np.ndarray, aggregates: Sequence[Choice],
) -> Floats:  # fmt: skip
    """Scores of every row for some draws: (draws, n)."""
    column = {c: k for k, c in enumerate(codes)}
    nodes: dict[str, Floats] = {}
    for level, parent, children in _groups(index):
        w = spread[parent][:, None, :] * _row_weights(index, children)
        if level == "indicator":
            block = np.broadcast_to(
                z[:, [column[c] for c in children]], (len(left), len(z), len(children))
            )
            dropped = np.array([column[c] for c in children]) == left[:, None]
            block = np.where(dropped[:, None, :], np.nan, block)
        else:
            block = np.stack([nodes[c] for c in children], axis=-1)
        if level == "dimension":
            results = [_mean(index, choice, block, w) for choice in aggregates]
            nodes[parent] = np.choose(between[:, None], results)
        else:
            whole: Choice = getattr(index.recipe.aggregate, level)
            nodes[parent] = _mean(index, whole.at(parent), block, w)
    return nodes["index"]


def _mean(index: Index, choice: Choice, block: Floats, w: Floats) -> Floats:
    """Aggregate; scores that another normalisation takes to zero or below count as almost zero.

    A method that places rows among others is run draw by draw.
    """
    aggregate = find("aggregate", choice.method)
    held = np.maximum(block, LEAST) if aggregate.domain == "positive" else block
    if "fit" not in aggregate.takes:
        return np.asarray(aggregate({"z": held, "w": w}, choice.parameters))
    labels = index.normalised.index
    rows = fit_rows(index.framework, labels, choice)
    years = list(rows_by_year(labels).values())
    whole = [v[0] if v.shape[0] == 1 else v for v in w]
    return np.stack(
        [aggregate_among(choice, z, v, rows, years) for z, v in zip(held, whole, strict=True)]
    )


def _ranks(scores: Floats, ranked: np.ndarray) -> np.ndarray:
    """Rank among the ranked provinces, ties smallest: (draws, provinces, years)."""
    held = np.where(ranked, scores, -np.inf)
    out = np.empty(held.shape, dtype=np.int16)
    for year in range(held.shape[2]):
        own = held[:, :, year]
        out[:, :, year] = 1 + (own[:, None, :] > own[:, :, None]).sum(axis=2)
    return np.where(ranked, out, 0).astype(np.int16)
