"""From points to scores: weigh siblings and aggregate them, from indicators up to the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from devindex.definitions import Framework
from devindex.errors import MethodError, say, term
from devindex.index.arrays import Bools, Floats, Ints
from devindex.index.recipe import Choice, Recipe
from devindex.index.registry import RowError, find
from devindex.index.result import Node
from devindex.index.run import call, fit_rows, placed, refuse, rows_by_year

__all__ = ["Tree", "aggregate_among", "grow"]


@dataclass(frozen=True)
class Tree:
    """Nodes with their weights, scores of every node above the indicators, linear weights."""

    nodes: tuple[Node, ...]
    scores: pd.DataFrame
    linear: pd.DataFrame
    """Weights under which the index is a plain weighted sum of the indicators, (n, k)."""


@dataclass
class _Growth:
    """What is known while the tree grows."""

    framework: Framework
    recipe: Recipe
    index: pd.Index
    others: Mapping[str, Floats]
    scores: dict[str, Floats]
    flat: dict[str, Floats] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    omega: dict[str, Floats] = field(default_factory=dict)
    rows: dict[str, Bools] = field(default_factory=dict)

    @cached_property
    def by_year(self) -> dict[int, Ints]:
        """Rows of each year."""
        return rows_by_year(self.index)

    @cached_property
    def year_of(self) -> Ints:
        """Place of each row's year among the years, (n,)."""
        out = np.empty(len(self.index), dtype=np.int_)
        for place, rows in enumerate(self.by_year.values()):
            out[rows] = place
        return out

    def fitted(self, choice: Choice) -> Bools:
        """Rows to learn from, (n,)."""
        if choice.fit not in self.rows:
            self.rows[choice.fit] = fit_rows(self.framework, self.index, choice)
        return self.rows[choice.fit]


def grow(
    framework: Framework, z: pd.DataFrame, recipe: Recipe, others: Mapping[str, Floats]
) -> Tree:
    """Weigh and aggregate every level.

    Siblings are taken in the order of their codes, so that the order in a file moves nothing.

    Parameters
    ----------
    z
        Points, one row a region-year.
    others
        Further columns (n,) by code, for methods that weigh by an outcome.
    """
    growth = _Growth(framework, recipe, z.index, others, {c: z[c].to_numpy() for c in z.columns})
    if recipe.weigh.indicator.over == "all":
        growth.flat = _flat_weights(growth, sorted(z.columns))
    for level, code, children in _families(framework, list(z.columns)):
        _parent(growth, level, code, children)
    up = {n.code: n.parent for n in growth.nodes}
    omega = growth.omega
    linear = np.empty(z.shape, order="F")
    for n, c in enumerate(z.columns):
        np.multiply(omega[c] * omega[up[c]], omega[up[up[c]]], out=linear[:, n])
        linear[np.isnan(growth.scores[c]), n] = 0.0
    kept = {k: v for k, v in growth.scores.items() if k not in z.columns}
    return Tree(
        tuple(growth.nodes),
        pd.DataFrame(kept, index=z.index),
        pd.DataFrame(linear, index=z.index, columns=z.columns, copy=False),
    )


def _families(
    framework: Framework, indicators: Sequence[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Parents from the bottom up: level of the children, parent, children in code order."""
    themes: dict[str, list[str]] = {}
    by_code = framework.by_code
    for code in sorted(indicators):
        themes.setdefault(by_code[code].theme, []).append(code)
    dimensions: dict[str, list[str]] = {}
    for theme in sorted(framework.themes, key=lambda t: t.code):
        if theme.code in themes:
            dimensions.setdefault(theme.dimension, []).append(theme.code)
            yield "indicator", theme.code, themes[theme.code]
    for code in sorted(dimensions):
        yield "theme", code, dimensions[code]
    yield "dimension", "index", sorted(dimensions)


def _parent(growth: _Growth, level: str, code: str, children: list[str]) -> None:
    block = np.column_stack([growth.scores[c] for c in children])
    whole: Choice = getattr(growth.recipe.aggregate, level)
    choice = whole.at(code)
    aggregate = find("aggregate", choice.method)
    _refuse_beyond("aggregate", choice, block, children, growth.index)
    by_year = _weights(growth, level, code, block, children)
    w = by_year[0] if len(by_year) == 1 else by_year[growth.year_of]
    with _placed("aggregate", level, code):
        growth.scores[code] = _aggregated(growth, choice, block, w, children)
    share = np.full(block.shape, np.nan)
    if aggregate.linear is not None:
        share = np.asarray(aggregate.linear(z=block, w=w, **choice.parameters), dtype=float)
    years = tuple(growth.by_year)
    for n, child in enumerate(children):
        growth.omega[child] = share[:, n]
        own = np.broadcast_to(by_year[:, n], (len(years),))
        growth.nodes.append(
            Node(level, child, code, float(own[-1]), dict(zip(years, own.tolist(), strict=True)))
        )


def _placed(step: str, level: str, code: str) -> AbstractContextManager[None]:
    """Say of which table of the recipe, and of whose children, a fault or a warning is."""
    where = say(
        "{step}.{level}, {code}", "{step}.{level}，{code}", step=step, level=level, code=code
    )
    return placed(where)


def _refuse_beyond(
    step: str, choice: Choice, block: Floats, codes: Sequence[str], index: pd.Index
) -> None:
    """Name the scores that have no meaning for a method."""
    least = {
        "positive": say("above zero", "大于零"),
        "non-negative": say("of zero or more", "不小于零"),
    }
    domain = find(step, choice.method).domain
    if domain in least:
        what = say(
            "{what} {name!r} needs scores {least}", "{what}{name!r}要求得分{least}",
            what=term(f"{step} method"), name=choice.method, least=least[domain],
        )  # fmt: skip
        refuse(block <= 0 if domain == "positive" else block < 0, what, codes, index)


def _aggregated(
    growth: _Growth, choice: Choice, block: Floats, w: Floats, children: Sequence[str]
) -> Floats:
    if not find("aggregate", choice.method).learns:
        return call("aggregate", choice, {"z": block, "w": w})
    rows, years = growth.fitted(choice), growth.by_year.values()
    try:
        return aggregate_among(choice, block, w, rows, years)
    except RowError as error:
        region, year = growth.index[error.row]
        place = say("{region} in {year}", "{region}（{year}年）", region=region, year=year)
        raise MethodError(error.fault(place, children)) from None


def aggregate_among(
    choice: Choice, block: Floats, w: Floats, rows: Bools, years: Iterable[Ints]
) -> Floats:
    """Aggregate by a method that places rows among others: in each year, or in all fitted rows."""
    if choice.fit != "each":
        return call("aggregate", choice, {"z": block, "w": w, "fit": block[rows]})
    out = np.full(len(block), np.nan)
    for own in years:
        weight = w if w.ndim == 1 else w[own]
        given = {"z": block[own], "w": weight, "fit": block[own[rows[own]]]}
        try:
            out[own] = call("aggregate", choice, given)
        except RowError as error:
            raise RowError(int(own[error.row]), block.shape, error.fault) from None
    return out


def _weights(growth: _Growth, level: str, code: str, block: Floats, children: list[str]) -> Floats:
    """Weights of siblings, one row, or one row a year: (1, k) or (years, k)."""
    if growth.flat:
        under = np.column_stack([growth.flat[c] for c in children])
        growth.flat[code] = under.sum(axis=1)
        total = under.sum(axis=1, keepdims=True)
        even = np.full_like(under, 1.0 / len(children))
        return np.where(total > 0, under / np.where(total > 0, total, 1.0), even)
    whole: Choice = getattr(growth.recipe.weigh, level)
    with _placed("weigh", level, code):
        return _weigh(growth, whole.at(code), block, children)


def _flat_weights(growth: _Growth, codes: list[str]) -> dict[str, Floats]:
    """Weights over all indicators at once: (1,) or (years,) for each."""
    block = np.column_stack([growth.scores[c] for c in codes])
    with _placed("weigh", "indicator", "all"):
        w = _weigh(growth, growth.recipe.weigh.indicator, block, codes)
    return {c: w[:, n] for n, c in enumerate(codes)}


def _weigh(growth: _Growth, choice: Choice, block: Floats, children: list[str]) -> Floats:
    framework = growth.framework
    declared = {i.code: i.weight for i in framework.indicators}
    declared |= {t.code: t.weight for t in framework.themes}
    declared |= {d.code: d.weight for d in framework.dimensions}
    given = {"declared": np.array([declared[c] for c in children]), "codes": np.array(children)}
    if not find("weigh", choice.method).learns:
        return _checked(choice, call("weigh", choice, given))[None, :]
    rows = growth.fitted(choice)
    if choice.fit != "each":
        every = np.flatnonzero(rows)
        return _checked(choice, _weigh_rows(growth, choice, block, given, every))[None, :]
    by_year = [
        _checked(choice, _weigh_rows(growth, choice, block, given, own[rows[own]]))
        for own in growth.by_year.values()
    ]
    return np.vstack(by_year)


def _weigh_rows(
    growth: _Growth, choice: Choice, block: Floats, given: Mapping[str, np.ndarray],
    rows: Ints,
) -> Floats:  # fmt: skip
    codes: list[str] = given["codes"].tolist()
    _refuse_beyond("weigh", choice, block[rows], codes, growth.index[rows])
    asks = "others" in find("weigh", choice.method).takes
    others = {k: v[rows] for k, v in growth.others.items()} if asks else {}
    return call("weigh", choice, {**given, "z": block[rows], "others": others})


def _checked(choice: Choice, w: Floats) -> Floats:
    if np.isnan(w).any() or (w < 0).any() or not np.isclose(w.sum(), 1.0, atol=1e-9):
        raise MethodError(
            say(
                "weigh method {method!r} gives weights {weights}; weights are zero or more and "
                "sum to one",
                "赋权方法{method!r}给出的权重为{weights}；权重应不小于零，且合计为1",
                method=choice.method,
                weights=w.round(4).tolist(),
            )
        )
    return w
