"""The index recomputed under many draws at once: products of matrices, no loop over draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from devindex.analysis.draws import Draws, families
from devindex.analysis.space import LEVELS, Space
from devindex.errors import MethodError, say
from devindex.index import Index
from devindex.index.arrays import Bools, Floats, Ints, shares
from devindex.index.prepare import intensities
from devindex.index.recipe import Choice
from devindex.index.registry import find
from devindex.index.run import fit_rows, rows_by_year
from devindex.index.scale import normalised, rescaled
from devindex.index.tree import aggregate_among

__all__ = ["Recomputation", "ranks_of"]

LEAST = 1e-3
"""Score that a mean which needs scores above zero takes for zero and less, in points."""

TILE = 128
"""Draws held at once in a product: what fits the processor's cache; it changes no result."""

Node = tuple[Floats, Floats | None]
"""Scores (d, n), 0 where missing, and presence (d, n) or (n,) as 0 and 1; None: all present."""


@dataclass(frozen=True)
class _Family:
    """Siblings: level, parent, columns or codes of the children, the recipe's weights of each."""

    level: str
    parent: str
    children: tuple[str, ...]
    columns: Ints
    weights: Floats
    """(k, 1), or (k, n) where they differ from year to year."""


@dataclass
class Recomputation:
    """What one index needs to be recomputed: its tree and its points under every scale.

    A scale is a choice of imputation, treatment and normalisation; each is computed once.
    """

    index: Index
    space: Space
    scales: dict[tuple[int, int, int], Floats] = field(default_factory=dict)
    """Points (k, n) by places of the choices."""
    made: dict[Any, tuple[Floats, Floats | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = list(self.index.normalised.columns)
        place = {c: k for k, c in enumerate(codes)}
        self.rows = len(self.index.normalised)
        self.tree = [
            _Family(
                level, parent, tuple(children),
                np.array([place.get(c, -1) for c in children]), self._weights(children),
            )
            for level, parent, children in families(self.index)
        ]  # fmt: skip
        self.inputs: dict[int, pd.DataFrame] = {}
        self.errors = self._errors(codes)

    @property
    def cells(self) -> int:
        """Number of cells with a standard error."""
        return 0 if self.errors is None else int((self.errors > 0).sum())

    def _weights(self, children: list[str]) -> Floats:
        by_year = {n.code: n.by_year for n in self.index.nodes}
        table = np.array([list(by_year[c].values()) for c in children])
        if (table == table[:, :1]).all():
            return table[:, :1]
        years = self.index.normalised.index.get_level_values("year").to_numpy()
        return np.asarray(table[:, np.searchsorted(np.unique(years), years)])

    def _errors(self, codes: list[str]) -> Floats | None:
        given = self.space.errors
        if given is None:
            return None
        strange = [str(c) for c in given.columns if c not in codes]
        if strange:
            raise MethodError(
                say(
                    "errors has the column {code!r}, which is no scored indicator of this index",
                    "errors 的列{code!r}不是该指数的计分指标",
                    code=strange[0],
                )
            )
        held = given.reindex(self.index.normalised.index).reindex(columns=codes)
        out: Floats = np.nan_to_num(held.to_numpy(dtype=float))
        if (out < 0).any() or not np.isfinite(out).all():
            raise MethodError(
                say(
                    "errors holds a negative or infinite standard error; they are 0 or more",
                    "errors 中有负的或无穷大的标准误；标准误不小于0",
                )
            )
        return out

    # -- scales -------------------------------------------------------------------------------

    def _recipe(self, places: tuple[int, int, int]) -> Any:
        recipe = self.index.recipe
        steps = ("impute", "treat", "normalise")
        chosen = {s: self.space.choices(recipe, s)[p] for s, p in zip(steps, places, strict=True)}
        return recipe.model_copy(update=chosen)

    def _inputs(self, place: int) -> pd.DataFrame:
        if place not in self.inputs:
            codes = list(self.index.normalised.columns)
            own = self.index.inputs
            recipe = self._recipe((place, 0, 0))
            x = own if place == 0 else intensities(self.index.panel, recipe)[0]
            self.inputs[place] = x[codes]
        return self.inputs[place]

    def _points(self, places: tuple[int, int, int]) -> Floats:
        """Points without noise, (k, n)."""
        if places not in self.scales:
            framework, recipe = self.index.framework, self._recipe(places)
            try:
                z = normalised(framework, self._inputs(places[0]), recipe)
            except MethodError as error:
                names = [getattr(recipe, s).method for s in ("impute", "treat", "normalise")]
                raise MethodError(
                    say(
                        "{names}, drawn together, cannot be computed: {problem}",
                        "{names}这一组合无法计算：{problem}",
                        names=" + ".join(names), problem=error.problems[0],
                    )
                ) from error  # fmt: skip
            self.scales[places] = np.ascontiguousarray(z.to_numpy().T)
        return self.scales[places]

    def _noisy(self, places: tuple[int, int, int], noise: Floats) -> Floats:
        """Points of each draw with noise on the figures, (k, d, n)."""
        assert self.errors is not None
        x = self._inputs(places[0]).to_numpy()
        shaken = np.broadcast_to(x, (len(noise), *x.shape)).copy()
        where = self.errors > 0
        shaken[:, where] += self.errors[where] * noise
        recipe = self._recipe(places)
        z = rescaled(self.index.framework, self._inputs(places[0]), shaken, recipe)
        return np.ascontiguousarray(np.moveaxis(z, -1, 0))

    # -- scores -------------------------------------------------------------------------------

    def scores(self, draws: Draws) -> Floats:
        """Score of every row under every draw, (d, n); NaN where no indicator is left."""
        out = np.empty((len(draws), self.rows))
        steps = ("impute", "treat", "normalise", *LEVELS)
        keys = np.stack([draws.places[s] for s in steps], axis=1)
        kinds, group = np.unique(keys, axis=0, return_inverse=True)
        order = np.argsort(group, kind="stable")
        bounds = np.searchsorted(group[order], np.arange(len(kinds) + 1))
        for kind, first, last in zip(kinds.tolist(), bounds, bounds[1:], strict=False):
            for start in range(first, last, TILE):
                rows = order[start : min(start + TILE, last)]
                out[rows] = self._tile(draws, rows, tuple(kind[:3]), tuple(kind[3:]))
        return out

    def _tile(
        self, draws: Draws, rows: Ints, scale: tuple[int, int, int], means: tuple[int, int, int]
    ) -> Floats:
        noisy = None if draws.noise is None else self._noisy(scale, draws.noise[rows])
        left = draws.left[rows]
        omitted = bool((left >= 0).any())
        nodes: dict[str, Node] = {}
        for family in self.tree:
            level = LEVELS.index(family.level)
            choice = self.space.means(self.index.recipe, family.level)[means[level]]
            choice = choice.at(family.parent)
            w = draws.weights[family.parent][rows]
            if family.level == "indicator":
                if omitted:
                    gone = (family.columns == left[:, :, None]).any(axis=1)
                    w = np.where(gone, 0.0, w)
                nodes[family.parent] = self._lowest(family, choice, w, scale, noisy)
            else:
                children = [nodes.pop(c) for c in family.children]
                nodes[family.parent] = self._higher(family, choice, w, children)
        score, seen = nodes["index"]
        if seen is not None:
            score = np.where(seen > 0, score, np.nan)
        return score

    def _lowest(
        self, family: _Family, choice: Choice, w: Floats, scale: tuple[int, int, int],
        noisy: Floats | None,
    ) -> Node:  # fmt: skip
        """Indicators into their theme."""
        mean = find("aggregate", choice.method)
        if mean.mean_of is None:
            z = self._points(scale)[family.columns] if noisy is None else noisy[family.columns]
            return self._general(family, choice, w, z)
        if noisy is not None:
            f, _ = mean.mean_of(**choice.parameters)
            values, seen = _prepared(noisy[family.columns], f, mean.domain, family.weights[:, None])
            return _closed(
                np.einsum("dk,kdn->dn", w, values),
                None if seen is None else np.einsum("dk,kdn->dn", w, seen),
                w, family, mean, choice,
            )  # fmt: skip
        key = (scale, family.parent, choice.method, repr(choice.parameters))
        if key not in self.made:
            f, _ = mean.mean_of(**choice.parameters)
            z = self._points(scale)[family.columns]
            self.made[key] = _prepared(z, f, mean.domain, family.weights)
        values, seen = self.made[key]
        total = None if seen is None else np.einsum("dk,kn->dn", w, seen)
        return _closed(np.einsum("dk,kn->dn", w, values), total, w, family, mean, choice)

    def _higher(self, family: _Family, choice: Choice, w: Floats, children: list[Node]) -> Node:
        """Themes into their dimension, dimensions into the index."""
        mean = find("aggregate", choice.method)
        if mean.mean_of is None:
            z = np.stack([v if s is None else np.where(s > 0, v, np.nan) for v, s in children])
            return self._general(family, choice, w, z)
        f, _ = mean.mean_of(**choice.parameters)
        values = np.zeros_like(children[0][0])
        whole = all(seen is None for _, seen in children)
        total = None if whole else np.zeros_like(values)
        for k, (child, seen) in enumerate(children):
            weight = w[:, k, None] * family.weights[k]
            if mean.domain == "positive":
                child = np.maximum(child, LEAST)
            part = f(child) * weight
            if total is not None:
                held = weight if seen is None else weight * seen
                total += held
                part = part if seen is None else part * seen
            values += part
        return _closed(values, total, w, family, mean, choice)

    def _general(self, family: _Family, choice: Choice, w: Floats, z: Floats) -> Node:
        """A method that is no mean of a function: the registered one, on all draws at once.

        One that places rows among others is run draw by draw.
        """
        mean = find("aggregate", choice.method)
        block = np.moveaxis(z, 0, -1)
        block = np.broadcast_to(block, (len(w), self.rows, len(family.children)))
        if mean.domain == "positive":
            block = np.maximum(block, LEAST)
        weight = w[:, None, :] * family.weights.T
        gone = weight == 0
        if gone.any():
            block = np.where(gone & (family.weights.T > 0), np.nan, block)
        weight = shares(weight)
        if "fit" not in mean.takes:
            score = np.asarray(mean({"z": block, "w": weight}, choice.parameters))
        else:
            labels = self.index.normalised.index
            among = fit_rows(self.index.framework, labels, choice)
            years = list(rows_by_year(labels).values())
            each = [v[0] if len(v) == 1 else v for v in weight]
            score = np.stack(
                [
                    aggregate_among(choice, own, v, among, years)
                    for own, v in zip(block, each, strict=True)
                ]
            )
        missing = np.isnan(score)
        return (np.where(missing, 0.0, score), 1.0 - missing) if missing.any() else (score, None)


def _prepared(
    z: Floats, f: Callable[..., Any], domain: str, weights: Floats
) -> tuple[Floats, Floats | None]:
    """The recipe's weights times f of the points, and these weights; 0 where a point is missing."""
    missing = np.isnan(z)
    held = np.where(missing, 1.0, z)
    values = f(np.maximum(held, LEAST) if domain == "positive" else held) * weights
    if not missing.any():
        if weights.shape[-1] == 1:
            return np.asarray(values), None
        return np.asarray(values), np.broadcast_to(weights, values.shape).copy()
    return np.where(missing, 0.0, values), np.where(missing, 0.0, weights)


def _closed(
    values: Floats, total: Floats | None, w: Floats, family: _Family, mean: Any, choice: Choice
) -> Node:
    """Divide by the weight that is there, and undo f."""
    _, inverse = mean.mean_of(**choice.parameters)
    if total is None:
        total = np.einsum("dk,kn->dn", w, family.weights)
    if (total > 0).all():
        np.divide(values, total, out=values)
        return np.asarray(inverse(values)), None
    seen = np.broadcast_to(total > 0, values.shape)
    score = inverse(np.where(seen, values, 1.0) / np.where(seen, total, 1.0))
    return np.where(seen, score, 0.0), seen.astype(float)


def ranks_of(scores: Floats, ranked: Bools) -> np.ndarray:
    """Rank among the ranked regions of each year, ties smallest: (d, r, t), (r, t) -> (d, r, t).

    Zero where a region is not ranked. A draw that leaves a ranked region without any indicator
    puts it last.
    """
    held = np.where(ranked & ~np.isnan(scores), -scores, np.inf)
    held = np.ascontiguousarray(np.swapaxes(held, 1, 2))
    order = np.argsort(held, axis=-1)
    along = np.take_along_axis(held, order, axis=-1)
    place = np.zeros(along.shape, dtype=np.int16)
    count = np.arange(1, along.shape[-1], dtype=np.int16)
    place[..., 1:] = np.where(along[..., 1:] != along[..., :-1], count, 0)
    np.maximum.accumulate(place, axis=-1, out=place)
    out = np.empty_like(place)
    np.put_along_axis(out, order, place + np.int16(1), axis=-1)
    return np.where(ranked, np.swapaxes(out, 1, 2), 0).astype(np.int16)
