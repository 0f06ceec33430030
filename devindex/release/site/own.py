"""What the page of one's own weights starts from: theme scores, weights, means of the recipe."""

from __future__ import annotations

from typing import Any

import numpy as np

from devindex.definitions import load_framework
from devindex.errors import DevindexError
from devindex.index.aggregate.means import arithmetic
from devindex.index.arrays import Floats
from devindex.index.normalise.scale import goalposts_
from devindex.index.treat.outliers import declared
from devindex.release.site.read import Node, Published, number

__all__ = ["own_weights", "theme_scores"]

MEANS = ("arithmetic", "geometric", "harmonic")
"""Means the script of the page can take."""
HALF = 5e-5
"""Half a unit of the last decimal of a published theme score."""
DIGITS = 12


def own_weights(release: Published) -> dict[str, Any] | None:
    """Theme scores of the year by province, official weights, the mean of each level.

    None where the recipe aggregates in a way the page cannot follow.
    """
    means = {level: _method(release, "aggregate", level) for level in ("theme", "dimension")}
    if any(m not in MEANS for m in means.values()):
        return None
    dimensions, themes = release.of_level("dimension"), release.of_level("theme")
    scores = theme_scores(release, themes)
    return {
        "year": release.year,
        "means": means,
        "dimensions": [_group(release, d) for d in dimensions],
        "scores": {
            place.code: [_short(float(v)) for v in row]
            for place, row in zip(release.provinces, scores, strict=True)
        },
        "themes": [t.code for t in themes],
    }


def _method(release: Published, step: str, level: str) -> str:
    return str(release.recipe.get(step, {}).get(level, {}).get("method", ""))


def _short(x: float) -> float | None:
    return None if np.isnan(x) else float(f"{x:.{DIGITS}g}")


def _group(release: Published, dimension: Node) -> dict[str, Any]:
    """A dimension with its themes; each weight is a share among its siblings."""
    share = _share(release, dimension.code, "dimension")
    return {
        "code": dimension.code, "zh": dimension.zh, "en": dimension.en, "weight": share,
        "themes": [
            {"code": t.code, "zh": t.zh, "en": t.en, "weight": _share(release, t.code, "theme")}
            for t in release.of_level("theme", dimension.code)
        ],
    }  # fmt: skip


def _share(release: Published, code: str, level: str) -> float:
    """Weight of a node among its siblings: one over their number, or from the indicators."""
    siblings = release.of_level(level, release.nodes[code].parent)
    if _method(release, "weigh", level) == "equal":
        return 1 / len(siblings)
    whole = sum(_weight(release, n.code) for n in siblings)
    return _weight(release, code) / whole


def _weight(release: Published, code: str) -> float:
    own = release.nodes[code].weight or 0.0
    below = (n.code for n in release.nodes.values() if n.parent == code)
    return own + sum(_weight(release, c) for c in below)


def theme_scores(release: Published, themes: list[Node]) -> Floats:
    """Scores of the themes in the year, shape (provinces, themes), NaN where missing.

    Unrounded where indicators are placed between goalposts and averaged, which their published
    inputs allow; each is held to its published score. As published else, with four decimals.
    """
    said = np.array(
        [[release.value(t.code, p.code, release.year) for t in themes] for p in release.provinces],
        dtype=float,
    )
    made = _unrounded(release, themes)
    if made is None or not np.allclose(made, said, rtol=0, atol=1.01 * HALF, equal_nan=True):
        return said
    return made


def _unrounded(release: Published, themes: list[Node]) -> Floats | None:
    rules = release.recipe
    steps = (
        rules.get("treat", {}).get("method"), rules.get("normalise", {}).get("method"),
        _method(release, "weigh", "indicator"), _method(release, "aggregate", "indicator"),
    )  # fmt: skip
    if steps != ("declared", "goalposts", "declared", "arithmetic"):
        return None
    try:
        framework = load_framework(str(release.folder / "method" / "framework"))
    except DevindexError:
        return None
    cells = {
        (r["indicator_code"], r["region_code"]): number(r["value"])
        for r in release.rows("data/inputs.csv")
        if r["time_period"] == str(release.year)
    }
    limits = {k: rules["normalise"][k] for k in ("floor", "ceiling") if k in rules["normalise"]}
    columns = []
    for theme in themes:
        own = sorted(
            (i for i in framework.indicators if i.theme == theme.code and i.scored),
            key=lambda i: i.code,
        )
        x = np.array(
            [[cells.get((i.code, p.code)) for i in own] for p in release.provinces], dtype=float
        )
        logged = np.array([i.transform == "log" for i in own])
        posts = declared(np.array([i.goalposts for i in own], dtype=float).T, logged)
        sign = np.array([1.0 if i.direction == "higher-better" else -1.0 for i in own])
        z = goalposts_(declared(x, logged), posts, sign, **limits)
        columns.append(arithmetic(z, np.array([i.weight for i in own])))
    return np.column_stack(columns)
