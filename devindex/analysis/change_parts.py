"""What new and revised data bring, by indicator: scores and ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from devindex.analysis.causes import Causes
from devindex.analysis.rank_shares import State, rank_changes
from devindex.analysis.shares import (
    WEIGHTS,
    Family,
    coalition_weights,
    coalitions,
    mean_changes,
)
from devindex.errors import Sentence
from devindex.index import Choice, Index
from devindex.index.arrays import Floats

__all__ = ["SPLITS", "By", "by_part", "seen"]

By = Literal["indicator", "theme", "dimension"]

SPLITS: Mapping[str, Sentence] = {
    "lmdi": Sentence("logarithmic mean (LMDI)", "对数平均分解（LMDI）"),
    "contributions": Sentence("difference of contributions", "贡献之差"),
    "none": Sentence("not split by indicator", "未按指标分解"),
}
"""How the change of a score can be split among indicators."""

POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}


def by_part(
    between: Causes, both: Sequence[str], causes: pd.DataFrame, by: By
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows of every cause: data and revision by indicator, the others whole."""
    frames, splits = [], list[str]()
    for cause in between.names:
        if cause in ("data", "revision"):
            frame, used = _indicators(between, cause, both, by)
            splits += used
        else:
            own = causes.xs(cause, level="cause").reset_index()
            frame = own.assign(dimension="", code="")
        frames.append(frame.assign(cause=cause))
    columns = ["region", "cause", "dimension", "code", "score", "rank"]
    if not frames:
        return pd.DataFrame(columns=columns), ()
    return pd.concat(frames, ignore_index=True)[columns], tuple(dict.fromkeys(splits))


def _indicators(
    between: Causes, cause: str, both: Sequence[str], by: By
) -> tuple[pd.DataFrame, list[str]]:
    """What a cause adds by indicator, averaged over the orders of the other causes."""
    parts: dict[tuple[str, str], dict[str, Floats]] = {}
    used = []
    for chance, (old, first), (new, last) in _steps(between, cause):
        scores, split = _score_parts(old, first, new, last, both, by)
        ranks = _rank_parts(old, first, new, last, both, by)
        used.append(split)
        dimension = _dimensions(new, by)
        for code in {**scores, **ranks}:
            key = (dimension.get(code, ""), code)
            held = parts.setdefault(key, {k: np.zeros(len(both)) for k in ("score", "rank")})
            for name, values in (("score", scores[code]), ("rank", ranks[code])):
                held[name] = held[name] + chance * values
    rows = [
        pd.DataFrame({"region": list(both), "dimension": key[0], "code": key[1], **values})
        for key, values in parts.items()
        if key[1] != WEIGHTS or any((np.nan_to_num(v) != 0).any() for v in values.values())
    ]
    return pd.concat(rows, ignore_index=True), used


def _steps(
    between: Causes, cause: str
) -> Iterator[tuple[float, tuple[Index, int], tuple[Index, int]]]:
    """The cause switched on after each set of the others: chance, state before, state after."""
    others = [c for c in between.names if c != cause]
    chance = coalition_weights(len(between.names))
    for row in coalitions(len(others)):
        on = frozenset(c for c, is_on in zip(others, row, strict=True) if is_on)
        yield float(chance[row.sum()]), between.state(on), between.state(on | {cause})


def _players(index: Index, by: By) -> dict[str, dict[str, list[str]]]:
    """By dimension, each part and its indicators."""
    up = {n.code: n.parent for n in index.nodes}
    out: dict[str, dict[str, list[str]]] = {}
    for node in index.nodes:
        if node.level == "dimension":
            out[node.code] = {}
    for code in index.normalised.columns:
        theme = up[code]
        dimension = up[theme]
        part = {"indicator": code, "theme": theme, "dimension": dimension}[by]
        out[dimension].setdefault(part, []).append(str(code))
    return out


def _dimensions(index: Index, by: By) -> dict[str, str]:
    return {part: d for d, own in _players(index, by).items() for part in own}


def _rank_parts(
    old: Index, first: int, new: Index, last: int, both: Sequence[str], by: By
) -> dict[str, Floats]:
    members = tuple(str(r) for r in old.ranks.index)
    states = State(old, first, members), State(new, last, members)
    found = rank_changes(*states, _players(new, by))
    return {k: pd.Series(v, index=members).reindex(both).to_numpy() for k, v in found.items()}


def _score_parts(
    old: Index, first: int, new: Index, last: int, both: Sequence[str], by: By
) -> tuple[dict[str, Floats], str]:
    """Change of score by part, and how it was split."""
    a, b = State(old, first, tuple(both)), State(new, last, tuple(both))
    families = _families(a, b)
    if families is not None:
        split, parts = "lmdi", mean_changes(families, a.nodes, b.nodes)
    else:
        ends = [i.contributions.loc[[(r, y) for r in both]].to_numpy() for i, y in
                ((old, first), (new, last))]  # fmt: skip
        gap = ends[1] - ends[0]
        split = "contributions"
        if np.isnan(gap).any():
            split, gap = "none", np.full_like(gap, np.nan)
        parts = dict(zip(map(str, new.normalised.columns), gap.T, strict=True))
        parts[WEIGHTS] = np.zeros(len(both))
    out = {
        part: np.asarray(sum(parts[c] for c in codes))
        for own in _players(new, by).values()
        for part, codes in own.items()
    }
    return out | {WEIGHTS: parts[WEIGHTS]}, split


def _families(a: State, b: State) -> list[Family] | None:
    """The tree from the root down, if every level is a mean that can be split; else None."""
    under: dict[tuple[str, str], list[str]] = {}
    for node in b.index.nodes:
        under.setdefault((node.level, node.parent), []).append(node.code)
    out = []
    for (level, parent), children in reversed(under.items()):
        whole: Choice = getattr(b.index.recipe.aggregate, level)
        power = _power(whole.at(parent))
        if power is None:
            return None
        w = [np.array([s.weights[c] for c in children]) for s in (a, b)]
        out.append(Family(parent, tuple(children), power, w[0], w[1]))
    return out


def _power(choice: Choice) -> float | None:
    if choice.method == "generalised":
        return float(choice.parameters.get("power", 0.5))
    return POWERS.get(choice.method)


def seen(
    before: Index, after: Index, start: int, end: int, frame: pd.DataFrame, by: By
) -> list[str]:
    """In which of the two states each part of each region has points."""
    named = {(True, True): "both", (False, True): "new", (True, False): "gone"}
    known = []
    for index, year in ((before, start), (after, end)):
        has = index.normalised.xs(year, level="year").notna()
        parts = {p: has[c].any(axis=1) for own in _players(index, by).values()
                 for p, c in own.items()}  # fmt: skip
        known.append({(r, p): bool(v) for p, column in parts.items() for r, v in column.items()})
    split = {part for index in (before, after) for part in _dimensions(index, by)}
    return [
        named.get((known[0].get(k, False), known[1].get(k, False)), "neither")
        if k[1] in split
        else ""
        for k in zip(frame["region"], frame["code"], strict=True)
    ]
