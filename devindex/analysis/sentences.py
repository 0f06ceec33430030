"""One region's sentence: score, rank with its range, what moved them. Made from the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from devindex.analysis.change import Change
from devindex.analysis.names import joined, named, part_name, shown
from devindex.errors import Sentence, say

__all__ = ["Facts", "largest_place", "overtaken", "sentence"]

NAMED = 3
"""Regions named one by one in a sentence; more are counted."""

PARTS = 2
"""Indicators named as pulling up, and as pulling down."""


@dataclass(frozen=True)
class Facts:
    """What is known of one region, before it is put into words."""

    code: str
    change: Change
    total: pd.Series
    span: pd.Series
    span_before: pd.Series
    parts: pd.DataFrame
    overtook: list[str]
    overtaken_by: list[str]
    overlaps: list[str]

    @classmethod
    def of(cls, change: Change, spans: Sequence[pd.DataFrame], code: str) -> Facts:
        """Gather them: the change, and rank ranges of both years by region."""
        before, after = spans
        passed, lost = overtaken(change.totals, before, after, code)
        parts = change.frame[change.frame["region"] == code].set_index("code")
        return cls(
            code, change, change.totals.loc[code], after.loc[code], before.loc[code], parts,
            passed, lost, _overlapping(after, code),
        )  # fmt: skip


def overtaken(
    totals: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, code: str
) -> tuple[list[str], list[str]]:
    """Regions a region overtook, and that overtook it: only where both years' ranges are apart.

    Parameters
    ----------
    totals
        ``rank_before`` and ``rank_after`` by region.
    before, after
        ``rank_lower`` and ``rank_upper`` by region, in the two years.
    code
        The region.
    """
    passed, lost = [], []
    for other in totals.index:
        if other == code or other not in after.index:
            continue
        if _ahead(before, other, code) and _ahead(after, code, other):
            passed.append(str(other))
        if _ahead(before, code, other) and _ahead(after, other, code):
            lost.append(str(other))
    return passed, lost


def _ahead(spans: pd.DataFrame, first: str, second: str) -> bool:
    """Whether the first region's range lies wholly before the second's."""
    worst, best = spans.loc[first, "rank_upper"], spans.loc[second, "rank_lower"]
    return bool(pd.notna(worst) and pd.notna(best) and worst < best)


def _overlapping(spans: pd.DataFrame, code: str) -> list[str]:
    own = spans.loc[code]
    if pd.isna(own["rank_lower"]):
        return []
    meets = (spans["rank_lower"] <= own["rank_upper"]) & (spans["rank_upper"] >= own["rank_lower"])
    return [str(c) for c in spans.index[meets.fillna(False)] if c != code]


def largest_place(facts: Facts) -> pd.Series:
    """The part with the most places in the direction in which the region moved, if it moved."""
    moved = facts.total["rank_change"]
    if pd.isna(moved) or moved == 0:
        return pd.Series(dtype=float)
    ranked = facts.parts["rank"].sort_values(ascending=bool(moved < 0), kind="stable")
    return ranked.head(1)


def sentence(facts: Facts, level: float) -> Sentence:
    """One region's facts in words."""
    clauses = [_standing(facts, level), _moved(facts), _pulled(facts), _passed(facts),
               _apart(facts)]  # fmt: skip
    kept = [c for c in clauses if c]
    return Sentence(" ".join(kept), "".join(c.zh for c in kept))


def _standing(facts: Facts, level: float) -> Sentence:
    total, span = facts.total, facts.span
    if pd.isna(total["score_after"]):
        return say(
            "{name} has no score in {year}.",
            "{name}{year}年没有得分。",
            name=named(facts.code),
            year=facts.change.end,
        )
    rank = Sentence("and is not ranked", "不排位次")
    if pd.notna(total["rank_after"]):
        tied = (facts.change.totals["rank_after"] == total["rank_after"]).sum() > 1
        rank = say(
            "and ranks {tied}{rank} ({level} % range {low}–{high})",
            "{tied}位次{rank}（{level}%区间{low}—{high}）",
            tied=Sentence("joint ", "并列") if tied else Sentence("", ""),
            rank=total["rank_after"],
            level=shown(level * 100, 0),
            low=span["rank_lower"],
            high=span["rank_upper"],
        )
    return say(
        "{name} scores {score} in {year} {rank}.",
        "{name}{year}年得分{score}，{rank}。",
        name=named(facts.code),
        year=facts.change.end,
        score=shown(total["score_after"]),
        rank=rank,
    )


def _moved(facts: Facts) -> Sentence:
    total = facts.total
    if pd.isna(total["score_change"]):
        return Sentence("", "")
    gain = shown(abs(total["score_change"]))
    score = Sentence("the score is unchanged", "得分持平")
    if float(gain) != 0:
        up = total["score_change"] > 0
        verb = Sentence("rises", "提高") if up else Sentence("falls", "下降")
        score = say("the score {verb} by {gain}", "得分{verb}{gain}分", verb=verb, gain=gain)
    return say(
        "Against {year}, {score}{rank}.",
        "与{year}年相比，{score}{rank}。",
        year=facts.change.start,
        score=score,
        rank=_rank_moved(facts),
    )


def _rank_moved(facts: Facts) -> Sentence:
    total = facts.total
    moved = total["rank_change"]
    if pd.isna(moved):
        return Sentence("", "")
    if moved == 0:
        return Sentence(" and the rank stays", "，位次不变")
    place = largest_place(facts)
    meets = (
        facts.span["rank_lower"] <= facts.span_before["rank_upper"]
        and facts.span_before["rank_lower"] <= facts.span["rank_upper"]
    )
    return say(
        " and the rank goes from {old} to {new}, most by {part} ({places} places){doubt}",
        "，位次由{old}变为{new}，其中{part}影响最大（{places}位）{doubt}",
        old=total["rank_before"],
        new=total["rank_after"],
        part=_inside(facts, str(place.index[0])),
        places=_signed(place.iloc[0]),
        doubt=Sentence(
            "; the ranges of the two years overlap, so the move may not be real",
            "；两年的位次区间重叠，变动未必有实际意义",
        )
        if meets
        else Sentence("", ""),
    )


def _pulled(facts: Facts) -> Sentence:
    score = facts.parts["score"].dropna().sort_values(ascending=False, kind="stable")
    up = _named(facts, score[score > 0].head(PARTS))
    down = _named(facts, score[score < 0].tail(PARTS)[::-1])
    both = [
        say("Up: {parts}.", "拉动较大的是{parts}。", parts=up) if up else Sentence("", ""),
        say("Down: {parts}.", "拖累较大的是{parts}。", parts=down) if down else Sentence("", ""),
    ]
    kept = [b for b in both if b]
    return Sentence(" ".join(kept), "".join(b.zh for b in kept))


def _named(facts: Facts, parts: pd.Series) -> Sentence | None:
    """Indicators with their points; those that round to nothing are not worth a word."""
    kept = {str(c): _signed(v) for c, v in parts.items() if float(shown(v)) != 0}
    said = [
        say("{name} ({points})", "{name}（{points}分）", points=points, name=_inside(facts, code))
        for code, points in kept.items()
    ]
    return joined(said) if said else None


def _signed(x: float) -> str:
    """With a sign, and a minus that is no hyphen."""
    return shown(x, sign=True).replace("-", "−")


def _inside(facts: Facts, code: str) -> Sentence:
    """Name of an indicator inside a sentence: a capital only where the name keeps it."""
    name = part_name(facts.change.after.framework, code)
    en = str(name)
    lowered = en[:1].lower() + en[1:] if en[1:2].islower() else en
    return Sentence(lowered, name.zh)


def _passed(facts: Facts) -> Sentence:
    both = [
        say("It overtook {names}.", "已超过{names}。", names=joined(_regions(facts.overtook)))
        if facts.overtook
        else Sentence("", ""),
        say("{names} overtook it.", "被{names}超过。", names=joined(_regions(facts.overtaken_by)))
        if facts.overtaken_by
        else Sentence("", ""),
    ]
    kept = [b for b in both if b]
    return Sentence(" ".join(kept), "".join(b.zh for b in kept))


def _regions(codes: Sequence[str]) -> list[Sentence]:
    return [named(c) for c in codes]


def _apart(facts: Facts) -> Sentence:
    if not facts.overlaps:
        return Sentence("", "")
    n = len(facts.overlaps)
    whose = say("{n} others", "{n}个地区", n=n)
    if n <= NAMED:
        whose = joined(_regions(facts.overlaps))
    return say(
        "Its range overlaps with {whose}.",
        "其区间与{whose}重叠。",
        whose=whose,
    )
