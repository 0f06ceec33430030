"""The index recomputed under many draws at once: products of matrices, no loop over draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from devindex.analysis.choices import LEVELS, Space
from devindex.analysis.draws import Draws, families
from devindex.errors import MethodError, say
from devindex.index import Index
from devindex.index.arrays import Floats, Ints, shares
from devindex.index.prepare import intensities
from devindex.index.recipe import Choice
from devindex.index.registry import find
from devindex.index.run import fit_rows, rows_by_year
from devindex.index.scale import points, rescaled, treated
from devindex.index.tree import aggregate_among

__all__ = ["Recomputation"]

LEAST = 1e-3
"""Score that a mean which needs scores above zero takes for zero and less, in points."""

TILE = 48_000
"""Scores of a node made at once: what fits the processor's cache; it changes no result."""

STEPS = ("impute", "treat", "normalise")
Scale = tuple[int, ...]
"""Places of the choices of the three steps."""

Presence = Floats | None
"""1 where there is a score and 0 where not, (d, n), or (d, 1) if alike in all rows; or no holes."""


@dataclass(frozen=True)
class _Family:
    """Siblings: level, parent, columns or codes of the children, the recipe's weights of each."""

    level: str
    parent: str
    children: tuple[str, ...]
    columns: Ints
    weights: Floats
    """(k, 1), or (k, n) where they differ from year to year."""


@dataclass(frozen=True)
class _Mean:
    """A way to aggregate: f and its inverse where it is the f-mean, whether f needs z > 0."""

    choice: Choice
    positive: bool
    f: Callable[[Floats], Floats] | None
    back: Callable[[Floats], Floats] | None


@dataclass
class Recomputation:
    """What one index needs to be recomputed: its tree and its points under every scale.

    A scale is a choice of imputation, treatment and normalisation; each is computed once.
    """

    index: Index
    space: Space
    treated: dict[Scale, tuple[pd.DataFrame, Floats]] = field(default_factory=dict)
    """Treated figures and goalposts by places of imputation and treatment."""
    scales: dict[Scale, Floats] = field(default_factory=dict)
    """Points (k, n) by places of the choices."""
    means: dict[tuple[str, int], _Mean] = field(default_factory=dict)
    made: dict[tuple[Scale, str, int], tuple[Floats, Floats | None]] = field(default_factory=dict)
    """f of a theme's points, weighted, and the weights that are there where any is missing."""

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

    @cached_property
    def published(self) -> pd.DataFrame:
        """Ranks of the index itself, regions by years without the nation; missing if not ranked."""
        return self.index.ranks

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

    def _recipe(self, places: Scale) -> Any:
        recipe = self.index.recipe
        chosen = {s: self.space.choices(recipe, s)[p] for s, p in zip(STEPS, places, strict=True)}
        return recipe.model_copy(update=chosen)

    def _inputs(self, place: int) -> pd.DataFrame:
        if place not in self.inputs:
            codes = list(self.index.normalised.columns)
            own = self.index.inputs
            recipe = self._recipe((place, 0, 0))
            x = own if place == 0 else intensities(self.index.panel, recipe)[0]
            self.inputs[place] = x[codes]
        return self.inputs[place]

    def _points(self, places: Scale) -> Floats:
        """Points without noise, (k, n)."""
        if places not in self.scales:
            framework, recipe = self.index.framework, self._recipe(places)
            try:
                if places[:2] not in self.treated:
                    self.treated[places[:2]] = treated(framework, self._inputs(places[0]), recipe)
                z = points(framework, *self.treated[places[:2]], recipe)
            except MethodError as error:
                names = [getattr(recipe, s).method for s in STEPS]
                raise MethodError(
                    say(
                        "{names}, drawn together, cannot be computed: {problem}",
                        "{names}这一组合无法计算：{problem}",
                        names=" + ".join(names), problem=error.problems[0],
                    )
                ) from error  # fmt: skip
            self.scales[places] = np.ascontiguousarray(z.to_numpy().T)
        return self.scales[places]

    def _noisy(self, places: Scale, noise: Floats) -> Floats:
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
        keys = np.stack([draws.places[s] for s in (*STEPS, *LEVELS)])
        order = np.lexsort(keys[::-1])
        keys = keys[:, order]
        size = max(1, TILE // self.rows)
        for run in _runs(keys[: len(STEPS) + 1]):
            scale = tuple(keys[: len(STEPS), run.start].tolist())
            for first in range(run.start, run.stop, size):
                part = slice(first, min(first + size, run.stop))
                out[order[part]] = self._tile(draws, order[part], scale, keys[-len(LEVELS) :, part])
        return out

    def _tile(self, draws: Draws, rows: Ints, scale: Scale, means: Ints) -> Floats:
        """Scores of some draws of one scale and one mean of indicators; ``means`` by level.

        Each node is made in its place among its siblings, where its parent finds it.
        """
        shape = len(rows), self.rows
        noisy = None if draws.noise is None else self._noisy(scale, draws.noise[rows])
        left = draws.left[rows]
        omitted = bool((left >= 0).any())
        runs = {level: list(_runs(means[: n + 1])) for n, level in enumerate(LEVELS)}
        above = [f for f in self.tree if f.level != "indicator"]
        blocks = {f.parent: np.empty((len(f.children), *shape)) for f in above}
        place = {c: blocks[f.parent][k] for f in above for k, c in enumerate(f.children)}
        place["index"] = np.empty(shape)
        seen: dict[str, Presence] = {}
        for family in self.tree:
            w, out = draws.weights[family.parent][rows], place[family.parent]
            if family.level == "indicator":
                if omitted:
                    gone = (family.columns == left[:, :, None]).any(axis=1)
                    w = np.where(gone, 0.0, w)
                mean = self._mean(family, means[0, 0])
                seen[family.parent] = self._lowest(family, mean, w, scale, noisy, out)
                continue
            block, held = blocks[family.parent], _stacked([seen[c] for c in family.children], shape)
            level = LEVELS.index(family.level)
            parts = [
                self._higher(
                    family, self._mean(family, means[level, run.start]), w[run], block[:, run],
                    None if held is None else held[:, run], out[run],
                )
                for run in runs[family.level]
            ]  # fmt: skip
            seen[family.parent] = _joined(parts, runs[family.level])
        score, there = place["index"], seen["index"]
        return score if there is None else np.where(there > 0, score, np.nan)

    def _mean(self, family: _Family, place: int) -> _Mean:
        key = family.parent, int(place)
        if key not in self.means:
            choice = self.space.means(self.index.recipe, family.level)[place].at(family.parent)
            found = find("aggregate", choice.method)
            pair = (None, None) if found.mean_of is None else found.mean_of(**choice.parameters)
            self.means[key] = _Mean(choice, found.domain == "positive", *pair)
        return self.means[key]

    def _lowest(
        self, family: _Family, mean: _Mean, w: Floats, scale: Scale, noisy: Floats | None,
        out: Floats,
    ) -> Presence:  # fmt: skip
        """Indicators into their theme: scores to ``out``, 0 where missing."""
        if mean.f is None or mean.back is None:
            z = self._points(scale)[family.columns] if noisy is None else noisy[family.columns]
            return self._general(family, mean.choice, w, z, out)
        if noisy is not None:
            values, weights = _prepared(noisy[family.columns], mean, family.weights[:, None])
            shape = "dk,kdn->dn"
        else:
            key = (scale, family.parent, id(mean))
            if key not in self.made:
                z = self._points(scale)[family.columns]
                self.made[key] = _prepared(z, mean, family.weights)
            values, weights = self.made[key]
            shape = "dk,kn->dn"
            if (w == w[0]).all():
                w = w[:1]  # one row stands for all
        own = out[: len(w)]
        total = np.einsum("dk,kn->dn", w, family.weights) if weights is None else (
            np.einsum(shape, w, weights))  # fmt: skip
        np.einsum(shape, w, values, out=own)
        seen = _closed(own, total, mean.back)
        if len(own) < len(out):
            out[1:] = own
            seen = None if seen is None else np.broadcast_to(seen, (len(out), seen.shape[1]))
        return seen

    def _higher(
        self, family: _Family, mean: _Mean, w: Floats, block: Floats, held: Presence, out: Floats
    ) -> Presence:
        """Themes into their dimension, dimensions into the index: scores to ``out``.

        ``block`` (k, d, n) holds the children and is used up; ``held`` is their presence. A draw's
        sums have the same terms in the same order whatever other draws of the block miss.
        """
        if mean.f is None or mean.back is None:
            z = block if held is None else np.where(held > 0, block, np.nan)
            return self._general(family, mean.choice, w, z, out)
        if mean.positive:
            np.maximum(block, LEAST, out=block)
        _in_place(mean.f, block)
        weights, share = family.weights, held
        if weights.shape[1] == 1:
            w = w * weights[:, 0]
        else:
            share = weights[:, None] if held is None else weights[:, None] * held
        if share is not None and share.shape[-1] == 1:
            w, share = w * share[..., 0].T, None
        if share is None:
            total = reduce(np.add, w.T)[:, None]
        else:
            block *= share
            total = np.einsum("dk,kdn->dn", w, np.broadcast_to(share, block.shape))
        np.einsum("dk,kdn->dn", w, block, out=out)
        return _closed(out, total, mean.back)

    def _general(
        self, family: _Family, choice: Choice, w: Floats, z: Floats, out: Floats
    ) -> Presence:
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
        if not mean.learns:
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
        out[...] = np.where(missing, 0.0, score)
        return 1.0 - missing if missing.any() else None


def _runs(keys: Ints) -> Iterator[slice]:
    """Stretches of equal columns, keys (m, d) in order."""
    changes = np.flatnonzero((keys[:, 1:] != keys[:, :-1]).any(axis=0)) + 1
    edges = [0, *changes.tolist(), keys.shape[1]]
    return (slice(a, b) for a, b in pairwise(edges))


def _stacked(seen: list[Presence], shape: tuple[int, int]) -> Presence:
    """Presence of siblings, (k, d, 1) or (k, d, n)."""
    width = max((s.shape[1] for s in seen if s is not None), default=0)
    if not width:
        return None
    return np.stack([np.broadcast_to(1.0 if s is None else s, (shape[0], width)) for s in seen])


def _joined(parts: list[Presence], runs: list[slice]) -> Presence:
    """Presence in draws one after another again."""
    width = max((s.shape[1] for s in parts if s is not None), default=0)
    if not width:
        return None
    sizes = [(run.stop - run.start, width) for run in runs]
    return np.concatenate(
        [np.broadcast_to(1.0 if s is None else s, n) for s, n in zip(parts, sizes, strict=True)]
    )


def _prepared(z: Floats, mean: _Mean, weights: Floats) -> tuple[Floats, Floats | None]:
    """The recipe's weights times f of the points, and these weights; 0 where a point is missing."""
    assert mean.f is not None
    missing = np.isnan(z)
    held = np.where(missing, 1.0, z)
    values = mean.f(np.maximum(held, LEAST) if mean.positive else held) * weights
    if not missing.any():
        return values, None
    return np.where(missing, 0.0, values), np.where(missing, 0.0, weights)


def _closed(values: Floats, total: Floats, back: Callable[[Floats], Floats]) -> Presence:
    """Divide by the weight that is there and undo f, in place; 0 where none is there."""
    if total.min() > 0:
        values /= total
        _in_place(back, values)
        return None
    none = ~(total > 0)
    np.copyto(values, 1.0, where=none)
    values /= np.where(none, 1.0, total)
    _in_place(back, values)
    np.copyto(values, 0.0, where=none)
    return (~none).astype(float)


def _in_place(f: Callable[[Floats], Floats], x: Floats) -> None:
    if isinstance(f, np.ufunc):
        f(x, out=x)
    elif (made := f(x)) is not x:
        x[...] = made
