"""The change of every region's rank between two states of one index, split among indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from devindex.analysis.shares import WEIGHTS, coalition_weights, coalitions, shapley
from devindex.errors import MethodError, say
from devindex.index import Choice, Index
from devindex.index.arrays import Bools, Floats
from devindex.index.registry import find
from devindex.index.result import RANKED_FROM
from devindex.index.run import call, fit_rows

__all__ = ["MOST", "State", "places", "rank_changes"]

MOST = 12
"""Players in one dimension that are split exactly; their coalitions double with each."""

BLOCK = 10_000_000
"""Comparisons held at once; bounds memory and changes no result."""


@dataclass(frozen=True)
class State:
    """An index seen in one year, for some regions in their order."""

    index: Index
    year: int
    regions: tuple[str, ...]

    @property
    def points(self) -> Floats:
        """Normalised values, (regions, k)."""
        return self._rows(self.index.normalised)

    @property
    def nodes(self) -> dict[str, Floats]:
        """Score of every node, the indicators among them, (regions,) each."""
        above = self._rows(self.index.scores_of_nodes)
        own = dict(zip(self.index.normalised.columns, self.points.T, strict=True))
        return own | dict(zip(self.index.scores_of_nodes.columns, above.T, strict=True))

    @property
    def weights(self) -> dict[str, float]:
        """Weight of every node among its siblings."""
        return {n.code: n.by_year[self.year] for n in self.index.nodes}

    @property
    def ranks(self) -> Floats:
        """Rank of each region, NaN where it has none."""
        ranks = self.index.ranks[self.year].reindex(list(self.regions))
        return np.asarray(ranks.to_numpy(dtype=float, na_value=np.nan))

    def _rows(self, frame: object) -> Floats:
        rows = [(r, self.year) for r in self.regions]
        return np.asarray(frame.loc[rows].to_numpy(dtype=float))  # type: ignore[attr-defined]


def places(scores: Floats, ranked: Bools) -> Floats:
    """Place of each region's score among the ranked, ties smallest; NaN without a score.

    A region that is not ranked itself is told the place its score would have. Shapes (..., n).
    """
    n = scores.shape[-1]
    held, own = (x.reshape(-1, n) for x in (np.where(ranked, scores, -np.inf), scores))
    ahead = np.empty(own.shape)
    step = max(1, BLOCK // n**2)
    for first in range(0, len(own), step):
        block = slice(first, first + step)
        ahead[block] = (held[block, None, :] > own[block, :, None]).sum(axis=-1)
    return np.where(np.isnan(scores), np.nan, 1.0 + ahead.reshape(scores.shape))


def rank_changes(
    old: State, new: State, players: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, Floats]:
    r"""Places each player brings each region: the Owen value on the tree.

    A coalition moves the points of its indicators from old to new, for all regions at once; the
    index is aggregated anew and the regions are ranked. A player's value is what it adds on average
    over all orders of the dimensions, and inside each dimension over all orders of its players:

    .. math:: \psi_i = \sum_{O \not\ni d} p_{|O|} \sum_{S \not\ni i} q_{|S|}
              \bigl(r(O, S) - r(O, S \cup i)\bigr)

    with O the other dimensions that have moved whole, S the players of the own dimension d that
    have, p and q the chances of :func:`~devindex.analysis.shares.coalition_weights`. Values are
    places gained, so that a rise in rank is above zero; they sum to the change of rank. Weights
    that move, or rows that a method compares with, move together as one more player on top.
    Source: Owen 1977, "Values of Games with a Priori Unions".

    Parameters
    ----------
    old, new
        Two states of the same framework and recipe, with the same regions; the nation not among
        them.
    players
        By dimension, each player's indicators.

    Returns
    -------
    Shape (regions,) by player, and ``weights``. NaN where a region is not ranked at either end.

    Raises
    ------
    MethodError
        If a dimension has more than :data:`MOST` players.
    """
    _few(players)
    game = _Game(old, new, players)
    names = list(players)
    top = len(names) + game.moving
    chance = coalition_weights(top)
    out: dict[str, Floats] = {}
    for d, name in enumerate(names):
        mean = np.zeros((1 << len(players[name]), len(old.regions)))
        for others in coalitions(top):
            if not others[d]:
                mean += chance[others.sum()] * game.ranks(others, d)
        out |= dict(zip(players[name], 0.0 - shapley(mean), strict=True))
    out[WEIGHTS] = np.zeros(len(old.regions))
    if game.moving:
        for others in coalitions(top)[: 1 << len(names)]:
            with_weights = others.copy()
            with_weights[-1] = True
            step = game.whole(others) - game.whole(with_weights)
            out[WEIGHTS] += chance[others.sum()] * step
    unranked = np.isnan(game.ends[0] + game.ends[1])
    return {k: np.where(unranked, np.nan, v) for k, v in out.items()}


def _few(players: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    problems = [
        say(
            "dimension {name} has {n} indicators, and ranks are split among {most} at most; ask "
            "for by='theme'",
            "一级指标 {name} 有{n}个指标，位次变化最多分解到{most}个；请用 by='theme'",
            name=name,
            n=len(own),
            most=MOST,
        )
        for name, own in players.items()
        if len(own) > MOST
    ]
    if len(players) > MOST:
        problems.append(
            say(
                "the index has {n} dimensions, and ranks are split among {most} at most",
                "指数有{n}个一级指标，位次变化最多分解到{most}个",
                n=len(players),
                most=MOST,
            )
        )
    if problems:
        raise MethodError(problems)


class _Game:
    """Ranks under every coalition; scores of a dimension's coalitions are computed once."""

    def __init__(
        self, old: State, new: State, players: Mapping[str, Mapping[str, Sequence[str]]]
    ) -> None:
        self.ends = (old.ranks, new.ranks)
        self.names = list(players)
        self.moving = old.weights != new.weights or _compares_otherwise(old, new)
        states = (old, new) if self.moving else (new,)
        self.families = [_Families(s) for s in states]
        z = (old.points, new.points)
        self.parts = [
            [f.dimension(name, list(players[name].values()), z) for name in self.names]
            for f in self.families
        ]

    def ranks(self, others: Bools, d: int) -> Floats:
        """With the others moved or not, each coalition of dimension d: (2^n, regions)."""
        side = int(others[-1]) if self.moving else 0
        parts = self.parts[side]
        shape = parts[d][0].shape
        ends = [0 if not o else -1 for o in others[: len(self.names)]]
        block = [
            score if k == d else np.broadcast_to(score[ends[k]], shape)
            for k, (score, _) in enumerate(parts)
        ]
        cover = sum(c if k == d else c[ends[k]] for k, (_, c) in enumerate(parts))
        scores = self.families[side].index(self.names, np.stack(block, axis=-1))
        out = places(scores, np.asarray(cover) >= RANKED_FROM)
        rest = np.delete(others, d)
        if not rest.any():
            out[0] = self.ends[0]
        if rest.all():
            out[-1] = self.ends[1]
        return out

    def whole(self, moved: Bools) -> Floats:
        """Ranks where each dimension has moved whole or not at all."""
        others = moved.copy()
        others[0] = False
        return np.asarray(self.ranks(others, 0)[-1 if moved[0] else 0])


def _compares_otherwise(old: State, new: State) -> bool:
    """Whether a method places rows among others, and these are not the same in both states."""
    levels = old.index.recipe.aggregate
    choices = [c for level in (levels.indicator, levels.theme, levels.dimension)
               for c in level.every()]  # fmt: skip
    asks = any(find("aggregate", c.method).learns and c.fit != "each" for c in choices)
    return asks and old.index is not new.index


class _Families:
    """The tree of an index with the weights of one year: how coalitions are aggregated."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.weight = state.weights
        self.under: dict[str, list[str]] = {}
        for node in state.index.nodes:
            self.under.setdefault(node.parent, []).append(node.code)

    def dimension(
        self, name: str, players: Sequence[Sequence[str]], z: tuple[Floats, Floats]
    ) -> tuple[Floats, Floats]:
        """Score and covered weight of a dimension for each coalition: (2^n, regions) each."""
        columns = list(self.state.index.normalised.columns)
        player = {code: n for n, own in enumerate(players) for code in own}
        moved = coalitions(len(players))
        themes, cover = [], 0.0
        for theme in self.under[name]:
            codes = self.under[theme]
            at = [columns.index(c) for c in codes]
            block = np.where(moved[:, None, [player[c] for c in codes]], z[1][:, at], z[0][:, at])
            own = np.array([self.weight[c] for c in codes])
            cover = cover + self.weight[theme] * (~np.isnan(block) * own).sum(axis=-1)
            themes.append(self._mean("indicator", theme, codes, block))
        score = self._mean("theme", name, self.under[name], np.stack(themes, axis=-1))
        return score, np.asarray(self.weight[name] * cover)

    def index(self, names: Sequence[str], block: Floats) -> Floats:
        """Index from dimensions in the order of ``names``: (..., regions, d) -> (..., regions)."""
        own = self.under["index"]
        order = [names.index(c) for c in own]
        return self._mean("dimension", "index", own, block[..., order])

    def _mean(self, level: str, parent: str, children: Sequence[str], block: Floats) -> Floats:
        whole: Choice = getattr(self.state.index.recipe.aggregate, level)
        choice = whole.at(parent)
        w = np.array([self.weight[c] for c in children])
        if not find("aggregate", choice.method).learns:
            return call("aggregate", choice, {"z": block, "w": w})
        fixed = None if choice.fit == "each" else self._fitted(level, choice, children)
        flat = block.reshape(-1, *block.shape[-2:])
        given = [{"z": b, "w": w, "fit": b if fixed is None else fixed} for b in flat]
        scores = [call("aggregate", choice, one) for one in given]
        return np.asarray(scores).reshape(block.shape[:-1])

    def _fitted(self, level: str, choice: Choice, children: Sequence[str]) -> Floats:
        """Rows a method places others among, over all years it learns from."""
        index = self.state.index
        frame = index.normalised if level == "indicator" else index.scores_of_nodes
        rows = fit_rows(index.framework, frame.index, choice)
        return np.asarray(frame.loc[rows, list(children)].to_numpy(dtype=float))
