"""Why scores and ranks moved: split exactly by cause and by indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from devindex.analysis.causes import CAUSES, Causes
from devindex.analysis.change_parts import SPLITS, By, by_part, seen
from devindex.analysis.names import joined
from devindex.analysis.rank_shares import places
from devindex.analysis.shares import coalitions, shapley
from devindex.analysis.subject import many
from devindex.definitions import region
from devindex.drawn import Drawn
from devindex.errors import MethodError, say, unknown
from devindex.index import Index
from devindex.index.arrays import Floats
from devindex.kinds import admit

__all__ = ["Change", "explain_change"]

NOTHING = 1e-12
"""Points or places that are no more than rounding."""


@dataclass(frozen=True, repr=False)
class Change(Drawn):
    """A change of scores and ranks with what brought it.

    Attributes
    ----------
    before, after, start, end
        The two states: an index and a year each.
    totals
        One row a region, the nation among them: ``score_before``, ``score_after``,
        ``score_change``; ``rank_before``, ``rank_after``, ``rank_change`` in places gained
        (negative where lost, missing for the nation and where a region is not ranked at one end);
        ``state``: ``both``, ``new`` or ``gone``.
    causes
        By (region, cause): ``score`` and ``rank``, which sum to the changes. Causes: ``data`` (a
        new year), ``revision`` (other figures for the same year), ``method`` (recipe or framework),
        ``membership`` (regions in or out). Only causes that are there.
    frame
        By region, cause, dimension and code: ``score`` and ``rank``, which sum to ``causes``. Data
        and revision are split by indicator, and ``weights`` where weights moved; method and
        membership have one row with an empty code. ``seen`` says in which of the two states the
        indicator has points: ``both``, ``new``, ``gone``, ``neither``.
    split
        How scores were split by indicator: ``lmdi``, ``contributions`` or ``none``; several where
        methods differ.
    """

    before: Index
    after: Index
    start: int
    end: int
    totals: pd.DataFrame
    causes: pd.DataFrame
    frame: pd.DataFrame
    split: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Change({self.summary()!r})"

    def of(self, word: str) -> pd.DataFrame:
        """One region's rows of ``frame``, what moved its score most first.

        Raises
        ------
        MethodError
            If the region is not in both states.
        """
        code = word if word in self.totals.index else region(word).code
        own = self.frame[self.frame["region"] == code]
        if code not in self.totals.index or self.totals.loc[code, "state"] != "both":
            raise MethodError(
                say(
                    "{region} is not in both states, so nothing of it can have changed",
                    "{region} 不同时存在于两个状态中，无从比较变化",
                    region=code,
                )
            )
        order = own["score"].abs().sort_values(ascending=False, kind="stable").index
        return own.loc[order].reset_index(drop=True)

    def summary(self, lang: str = "en") -> str:
        """One line: who moved, and why; causes that move no score and no rank are not named."""
        moved = self.totals["rank_change"].dropna().astype(int)
        largest = self.causes.abs().groupby("cause", sort=False).max().max(axis=1)
        names = [CAUSES[c] for c in largest.index[largest > NOTHING]]
        far = int(moved.abs().max()) if len(moved) else 0
        said = say(
            "{start} to {end}: {n} of {all} ranked regions change rank, by {moves} at most; "
            "causes: {causes}; scores split by {split}",
            "{start}年至{end}年：{all}个有位次的地区中{n}个位次变动，最多{far}位；"
            "原因：{causes}；得分分解方法：{split}",
            start=self.start,
            end=self.end,
            n=int((moved != 0).sum()),
            all=len(moved),
            far=far,
            moves=many(far, "place", "places"),
            causes=joined(names),
            split=joined([SPLITS[s] for s in self.split]),
        )
        return said.zh if lang == "zh" else str(said)


def explain_change(
    before: Index,
    after: Index | None = None,
    *,
    start: int | None = None,
    end: int | None = None,
    by: By = "indicator",
) -> Change:
    """Split the change of every region's score and rank by cause and by indicator, exactly.

    Between two states of an index, an index and a year each, up to four causes are told apart: new
    data (another year), revised data (another vintage of figures both know), method (recipe or
    framework) and membership (regions in or out). Every combination is computed, sixteen at most,
    and a cause gets what it adds on average over all orders (Shapley value). New and revised data
    are split further: ranks by the Owen value on the tree (see
    :func:`~devindex.analysis.rank_shares.rank_changes`), scores by the logarithmic mean (see
    :func:`~devindex.analysis.shares.mean_changes`) where every level is an arithmetic, geometric,
    harmonic or generalised mean, else by the difference of contributions where the methods have
    them, else not at all (NaN); ``split`` says which.

    Parameters
    ----------
    before, after
        Two indices; the same one, in two years, if ``after`` is not given.
    start, end
        Year of each; the last year of ``after``, and the same year of ``before`` if there are two
        indices, else the year before.
    by
        Finest level of the split. A dimension of more than 12 indicators is split by ``theme``.

    Returns
    -------
    Change
        Of all regions. A region that is in one state only has no change. A region that a state in
        between does not rank, for lack of coverage, counts there with the place of its score.

    Raises
    ------
    MethodError
        If a year is not covered, start and end of one index are the same, an index cannot be
        computed in between, or a dimension has too many parts.

    Examples
    --------
    >>> import devindex as dx
    >>> change = dx.explain_change(dx.compute(dx.load_panel()), start=2022, end=2023)
    >>> own = change.of("Anhui")
    >>> bool(abs(own["score"].sum() - change.totals.loc["340000", "score_change"]) < 1e-10)
    True
    >>> float(round(own["rank"].sum(), 10)), int(change.totals.loc["340000", "rank_change"])
    (1.0, 1)
    """
    admit(explain_change, locals(), MethodError)
    if by not in get_args(By):
        raise MethodError(unknown("level", by, get_args(By)))
    new = before if after is None else after
    last = new.panel.years[-1] if end is None else int(end)
    first = (last if after is not None else last - 1) if start is None else int(start)
    for index, year in ((before, first), (new, last)):
        _covered(index, year)
    if after is None and first == last:
        raise MethodError(
            say(
                "a change lies between two years, and start and end are both {year}",
                "变化须比较两个年份，而起止年份都是{year}年",
                year=first,
            )
        )
    between = Causes.between(before, new, first, last)
    totals = _totals(before, new, first, last)
    both = [r for r in totals.index if totals.loc[r, "state"] == "both"]
    causes = _by_cause(between, both, totals)
    frame, split = by_part(between, both, causes, by)
    known = seen(before, new, first, last, frame, by)
    return Change(before, new, first, last, totals, causes, frame.assign(seen=known), split)


def _covered(index: Index, year: int) -> None:
    years = index.panel.years
    if year not in years:
        raise MethodError(
            say(
                "no year {year} in the index: it covers {first} to {last}",
                "指数没有{year}年，其年份为{first}至{last}年",
                year=year,
                first=years[0],
                last=years[-1],
            )
        )


def _totals(before: Index, after: Index, start: int, end: int) -> pd.DataFrame:
    codes = sorted({*before.scores.index, *after.scores.index})
    out = pd.DataFrame(index=pd.Index(codes, name="region"))
    out["score_before"] = before.scores[start].reindex(codes)
    out["score_after"] = after.scores[end].reindex(codes)
    out["score_change"] = out["score_after"] - out["score_before"]
    out["rank_before"] = before.ranks[start].reindex(codes)
    out["rank_after"] = after.ranks[end].reindex(codes)
    out["rank_change"] = out["rank_before"] - out["rank_after"]
    ours = [c in before.scores.index for c in codes]
    theirs = [c in after.scores.index for c in codes]
    named = {(True, True): "both", (False, True): "new", (True, False): "gone"}
    out["state"] = [named[pair] for pair in zip(ours, theirs, strict=True)]
    return out


def _by_cause(between: Causes, both: Sequence[str], totals: pd.DataFrame) -> pd.DataFrame:
    """Shapley value of each cause, score and rank."""
    scores, ranks = [], []
    for row in coalitions(len(between.names)):
        index, year = between.state(_on(between, row))
        scores.append(index.scores[year].reindex(both).to_numpy(dtype=float))
        ranks.append(_places(index, year, both))
    unranked = totals.loc[list(both), "rank_change"].isna().to_numpy()
    by_score = shapley(np.array(scores))
    by_rank = np.where(unranked, np.nan, 0.0 - shapley(np.array(ranks)))
    grid = pd.MultiIndex.from_product([between.names, both], names=["cause", "region"])
    frame = pd.DataFrame({"score": by_score.ravel(), "rank": by_rank.ravel()}, index=grid)
    return frame.reorder_levels(["region", "cause"])


def _on(between: Causes, row: np.ndarray) -> frozenset[str]:
    return frozenset(c for c, is_on in zip(between.names, row, strict=True) if is_on)


def _places(index: Index, year: int, both: Sequence[str]) -> Floats:
    """Place of each region's score among the ranked: its rank, where it has one."""
    members = list(index.ranks.index)
    scores = index.scores[year].reindex(members).to_numpy(dtype=float)
    ranked = index.ranks[year].notna().to_numpy()
    own = pd.Series(places(scores, ranked), index=members).reindex(both)
    return np.asarray(own.to_numpy(dtype=float))
