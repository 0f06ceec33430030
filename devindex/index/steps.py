"""From a panel and a recipe to an index: the steps, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Framework, Indicator
from devindex.definitions.codelists import STATUS_ORDER
from devindex.errors import MethodError
from devindex.index.arrays import Bools, Floats
from devindex.index.recipe import Choice, Recipe, load_recipe
from devindex.index.registry import Method, find
from devindex.index.result import Index, Node
from devindex.observations import Panel

__all__ = ["compute", "intensities", "normalised", "tree"]


def compute(panel: Panel, recipe: Recipe | str = "headline") -> Index:
    """Compute the index of every region and year of a panel.

    Parameters
    ----------
    panel
        Figures as published.
    recipe
        A recipe, or the name of one that comes with the panel's framework.

    Returns
    -------
    Index
        Scores of every node of the tree, weights, ranks, contributions.

    Raises
    ------
    MethodError
        If the recipe is for another framework, or a method cannot work on these figures; the
        sentence names indicator, region and year.

    Examples
    --------
    >>> from devindex import load_panel
    >>> index = compute(load_panel())
    >>> index.ranks.loc["110000", 2023].item()
    1
    """
    framework = panel.framework
    chosen = load_recipe(recipe, framework.id) if isinstance(recipe, str) else recipe
    if chosen.framework != framework.id:
        raise MethodError(
            f"recipe {chosen.id!r} is for framework {chosen.framework!r}, not {framework.id!r}"
        )
    chosen.check()
    if not framework.scored:
        raise MethodError(f"framework {framework.id!r} has no scored indicator")
    x, status = intensities(panel, chosen)
    scored = [i.code for i in framework.scored]
    z = normalised(framework, x[scored], chosen)
    nodes, scores, omega = tree(framework, z, chosen)
    return Index(
        panel=panel,
        recipe=chosen,
        inputs=x,
        status=status,
        normalised=z,
        nodes=tuple(nodes),
        scores_of_nodes=pd.DataFrame(scores, index=z.index),
        linear=pd.DataFrame(omega, index=z.index, columns=z.columns),
    )


def intensities(panel: Panel, recipe: Recipe) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Denominate and impute every indicator that has series; values and their status."""
    chosen = [i for i in panel.framework.indicators if i.numerator.series in panel.values.columns]
    values, status = panel.values.sort_index(), panel.status.sort_index()
    a = values[[i.numerator.name for i in chosen]].to_numpy()
    b = np.column_stack(
        [
            values[i.denominator.name].to_numpy() if i.denominator else np.ones(len(values))
            for i in chosen
        ]
    )
    codes = [i.code for i in chosen]
    _refuse(
        ~np.isnan(a) & ((b == 0) | np.isnan(b)),
        "the denominator is zero or missing",
        codes,
        values.index,
    )
    x = _run(
        "denominate",
        recipe.denominate,
        {"numerator": a, "denominator": b, "factor": np.array([i.factor for i in chosen])},
    )
    code = _status(status, chosen)
    code[np.isnan(x)] = "O"
    regions, years = len(panel.regions), len(panel.years)
    grid = x.reshape(regions, years, len(chosen))
    filled = _run("impute", recipe.impute, {"x": grid}).reshape(x.shape)
    code[np.isnan(x) & ~np.isnan(filled)] = "E"
    return (
        pd.DataFrame(filled, index=values.index, columns=codes),
        pd.DataFrame(code, index=values.index, columns=codes),
    )


def _status(status: pd.DataFrame, indicators: Sequence[Indicator]) -> Any:
    """Of numerator and denominator, the status that goes first in SDMX's order."""
    order = {code: n for n, code in enumerate(STATUS_ORDER)}
    names = np.array(list(STATUS_ORDER), dtype=object)
    rank = {c: status[c].map(order).to_numpy(dtype=int) for c in status.columns}
    columns = []
    for i in indicators:
        own = rank[i.numerator.name]
        if i.denominator is not None:
            own = np.minimum(own, rank[i.denominator.name])
        columns.append(names[own])
    return np.column_stack(columns)


def normalised(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Treat and normalise the scored indicators: points, one column each."""
    scored = [framework.by_code[c] for c in x.columns]
    logged = np.array([i.transform == "log" for i in scored])
    sign = np.array([float(i.sign) for i in scored])
    posts = np.array([i.goalposts or (np.nan, np.nan) for i in scored], dtype=float).T
    raw = x.to_numpy(dtype=float)
    treat = find("treat", recipe.treat.method)
    columns = (
        logged if "transform" in treat.takes else np.full(len(scored), treat.domain == "positive")
    )
    _refuse(
        columns & (raw <= 0), "zero or less cannot be logged", list(x.columns), x.index,
    )  # fmt: skip
    both = np.vstack([raw, posts])

    def treated(rows: Bools) -> Floats:
        with np.errstate(invalid="ignore"):
            return _run("treat", recipe.treat, {"x": both, "fit": raw[rows], "transform": logged})

    y = _by_fit(framework, x.index, "treat", recipe.treat, treated, extra=2)
    own, goal = y[:-2], y[-2:]

    def points(rows: Bools) -> Floats:
        given = {"x": own, "fit": own[rows], "sign": sign, "goalposts": goal}
        return _run("normalise", recipe.normalise, given)

    z = _by_fit(framework, x.index, "normalise", recipe.normalise, points)
    return pd.DataFrame(z, index=x.index, columns=x.columns)


def _by_fit(
    framework: Framework, index: pd.Index, step: str, choice: Choice,
    run: Callable[[Bools], Floats], extra: int = 0,
) -> Floats:  # fmt: skip
    """Run a method on the rows it is to learn from; ``extra`` rows at the end are never those."""
    if choice.fit != "each":
        learns = "fit" in find(step, choice.method).takes
        return run(fit_rows(framework, index, choice, learns=learns))
    year = index.get_level_values("year").to_numpy()
    province = fit_rows(framework, index, choice, learns=False)
    out = np.empty((len(index) + extra, 0))
    for one in np.unique(year):
        own = np.append(year == one, np.ones(extra, dtype=bool))
        result = run(province & (year == one))
        out = result.copy() if out.size == 0 else np.where(own[:, None], result, out)
    return out


def fit_rows(framework: Framework, index: pd.Index, choice: Choice, *, learns: bool) -> Bools:
    """Rows a method learns from: the base window, or all years. The nation is never among them.

    Raises
    ------
    MethodError
        If a method that learns from the base window meets a panel without it.
    """
    year = index.get_level_values("year").to_numpy()
    rows: Bools = index.get_level_values("region").to_numpy() != NATION.code
    if choice.fit != "base" or framework.scoring is None:
        return rows
    first, last = framework.scoring.base_window
    inside = rows & (year >= first) & (year <= last)
    if inside.any():
        return np.asarray(inside)
    if learns:
        raise MethodError(
            f"{choice.method!r} learns from {first} to {last}, and the panel has none of these "
            'years; load them, or write fit = "pooled" in the recipe'
        )
    return rows


def tree(
    framework: Framework, z: pd.DataFrame, recipe: Recipe
) -> tuple[list[Node], dict[str, Floats], Floats]:
    """Weigh and aggregate from indicators up: nodes, their scores, each row's linear weights.

    Siblings are taken in the order of their codes, so that the order in a file moves nothing.
    """
    scores: dict[str, Floats] = {c: z[c].to_numpy() for c in z.columns}
    nodes: list[Node] = []
    omega: dict[str, Floats] = {}
    declared = {i.code: i.weight for i in framework.indicators}
    declared |= {t.code: t.weight for t in framework.themes}
    declared |= {d.code: d.weight for d in framework.dimensions}

    def parent(level: str, code: str, children: list[str]) -> None:
        block = np.column_stack([scores[c] for c in children])
        w = _weights(
            framework, z.index, getattr(recipe.weigh, level), block, [declared[c] for c in children]
        )
        choice: Choice = getattr(recipe.aggregate, level)
        aggregate = find("aggregate", choice.method)
        if aggregate.domain == "positive":
            _refuse(
                block <= 0,
                f"{choice.method} aggregation needs scores above zero",
                children,
                z.index,
            )
        scores[code] = aggregate({"z": block, "w": w}, choice.parameters)
        share = _linear(aggregate, block, w)
        for n, child in enumerate(children):
            omega[child] = share[:, n]
            nodes.append(Node(level, child, code, float(w[n])))

    for theme in framework.themes:
        children = sorted(c for c in z.columns if framework.by_code[c].theme == theme.code)
        if children:
            parent("indicator", theme.code, children)
    for dimension in framework.dimensions:
        themes = sorted(
            t.code for t in framework.themes if t.dimension == dimension.code and t.code in scores
        )
        if themes:
            parent("theme", dimension.code, themes)
    parent("dimension", "index", sorted(d.code for d in framework.dimensions if d.code in scores))
    up = {n.code: n.parent for n in nodes}
    total = np.column_stack([omega[c] * omega[up[c]] * omega[up[up[c]]] for c in z.columns])
    kept = {k: v for k, v in scores.items() if k not in z.columns}
    return nodes, kept, np.nan_to_num(total)


def _weights(
    framework: Framework, index: pd.Index, choice: Choice, block: Floats, declared: list[float]
) -> Floats:
    if choice.fit == "each":
        raise MethodError(
            'weights are one set for all years, so that years compare: fit = "base" or "pooled"'
        )
    learns = "z" in find("weigh", choice.method).takes
    rows = fit_rows(framework, index, choice, learns=learns)
    return _run("weigh", choice, {"z": block[rows], "declared": np.array(declared)})


def _linear(aggregate: Method, block: Floats, w: Floats) -> Floats:
    if aggregate.linear is None:
        return np.full(block.shape, np.nan)
    return np.asarray(aggregate.linear(z=block, w=w), dtype=float)


def _run(step: str, choice: Choice, given: Mapping[str, Any]) -> Floats:
    return np.asarray(find(step, choice.method)(given, choice.parameters), dtype=float)


def _refuse(wrong: Bools, what: str, codes: Sequence[str], index: pd.Index) -> None:
    """Name indicator, region and year of each cell a method cannot work on."""
    rows, columns = np.nonzero(wrong)
    if len(rows) == 0:
        return
    cells = [
        f"{codes[c]}, {index[r][0]}, {index[r][1]}: {what}"
        for r, c in zip(rows[:10], columns[:10], strict=True)
    ]
    more = [f"and {len(rows) - 10} more cells: {what}"] if len(rows) > 10 else []
    raise MethodError([*cells, *more])
