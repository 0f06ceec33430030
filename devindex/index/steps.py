"""From a panel and a recipe to an index: the steps, in their order."""

from __future__ import annotations

import warnings

from devindex.definitions import Framework
from devindex.errors import DevindexWarning, MethodError, Sentence, listed, say, unknown
from devindex.index.prepare import intensities
from devindex.index.recipe import SIMPLE, TABLES, Recipe, load_recipe
from devindex.index.registry import find
from devindex.index.result import Index
from devindex.index.scale import points, treated
from devindex.index.tree import grow
from devindex.kinds import admit
from devindex.observations import Panel

__all__ = ["compute"]


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

    Warns
    -----
    DevindexWarning
        If a method learns from the base window and the panel holds only some of its years.

    Examples
    --------
    >>> from devindex import load_panel
    >>> index = compute(load_panel())
    >>> index.ranks.loc["110000", 2023].item()
    1
    """
    admit(compute, locals(), MethodError)
    framework = panel.framework
    chosen = load_recipe(recipe, framework) if isinstance(recipe, str) else recipe
    _check(framework, chosen)
    if (part := _part_of_window(panel, chosen)) is not None:
        warnings.warn(DevindexWarning(part), stacklevel=2)
    x, status = intensities(panel, chosen)
    scored = [i.code for i in framework.scored]
    y, goal = treated(framework, x if list(x.columns) == scored else x[scored], chosen)
    z = points(framework, y, goal, chosen)
    others = {str(c): panel.values[c].to_numpy() for c in panel.values.columns}
    others |= {str(c): x[c].to_numpy() for c in x.columns}
    tree = grow(framework, z, chosen, others)
    return Index(
        panel=panel,
        recipe=chosen,
        inputs=x,
        status=status,
        treated=y,
        normalised=z,
        nodes=tree.nodes,
        scores_of_nodes=tree.scores,
        linear=tree.linear,
    )


def _check(framework: Framework, recipe: Recipe) -> None:
    """Refuse a recipe that is not for a framework, or names what neither of them knows."""
    if recipe.framework != framework.id:
        raise MethodError(
            say(
                "recipe {id!r} is for framework {own!r}, not {other!r}",
                "方案{id!r}适用于框架{own!r}，不适用于{other!r}",
                id=recipe.id,
                own=recipe.framework,
                other=framework.id,
            )
        )
    recipe.check()
    if not framework.scored:
        none = "framework {id!r} has no scored indicator", "框架{id!r}没有计分指标"
        raise MethodError(say(*none, id=framework.id))
    themes = [t.code for t in framework.themes]
    dimensions = [d.code for d in framework.dimensions]
    every = [*framework.by_code, *themes, *dimensions]
    parents = [themes, dimensions, ["index"]]
    known = [*[every] * len(SIMPLE), *parents, *parents]
    problems = [
        say(
            "recipe {id!r}, {table}.of: {fault}", "方案{id!r}，{table}.of：{fault}",
            id=recipe.id, table=table, fault=unknown("node", code, own),
        )
        for table, (_, choice), own in zip(TABLES, recipe.choices(), known, strict=True)
        for code in choice.of
        if code not in own
    ]  # fmt: skip
    if problems:
        raise MethodError(problems)


def _part_of_window(panel: Panel, recipe: Recipe) -> Sentence | None:
    """That methods learn from some years of the base window only, if so."""
    if panel.framework.scoring is None:
        return None
    first, last = panel.framework.scoring.base_window
    held = [y for y in panel.years if first <= y <= last]
    learning = {
        choice.method: None
        for _, step, choice in recipe.tables()
        if choice.fit == "base" and find(step, choice.method).learns
    }
    if not learning or not held or len(held) == last - first + 1:
        return None
    return say(
        "{methods} should learn from {first} to {last}, and learned from {held} alone, all the "
        'panel has of these years; load the others, or write fit = "pooled" in the recipe',
        "{methods}应以{first}至{last}年为拟合样本，而面板只有其中的{held}年，结果仅以这些年份拟合；"
        '请载入其余年份，或在方案中写 fit = "pooled"',
        methods=listed(learning, quoted=True), first=first, last=last, held=listed(held),
    )  # fmt: skip
