"""A sentence for each region: score, rank with its range, what moved them. Made from the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from devindex.analysis.change import Change, explain_change
from devindex.analysis.names import joined, part_name, region_name, shown
from devindex.definitions import NATION, regions
from devindex.errors import MethodError, Sentence, listed, say
from devindex.index import Index

__all__ = ["explanations", "overtaken", "sentence"]

NAMED = 3
"""Regions named one by one in a sentence; more are counted."""

PARTS = 2
"""Indicators named as pulling up, and as pulling down."""


def explanations(
    index: Index,
    ranges: pd.DataFrame,
    start: int | None = None,
    end: int | None = None,
    *,
    level: float = 0.90,
) -> pd.DataFrame:
    """Who moved and why: one row for each province, with a sentence in Chinese and in English.

    No sentence says that a province overtook another unless their rank ranges are apart in both
    years, the one way round in the first and the other way round in the second.

    Parameters
    ----------
    index
        A computed index.
    ranges
        Rank ranges by (region, year): ``rank_lower`` (best) and ``rank_upper`` (worst), as
        ``dx.uncertainty(index).rank_ranges()`` gives them.
    start, end
        The two years; the last of the index and the one before if not given.
    level
        Share of the draws in a range, for the words.

    Returns
    -------
    One row a region, by code, unrounded: names and codes; ``time_period`` and
    ``time_period_before``; ``score``, ``score_change``, ``rank``, ``rank_lower``, ``rank_upper``,
    ``rank_before``, ``rank_change`` (places gained); ``up_code``, ``up_score``, ``down_code``,
    ``down_score`` (indicator that brought or cost most points); ``rank_code``, ``rank_places``
    (indicator with the largest part in the change of rank, empty where rank stays); ``overtook``
    and ``overtaken_by`` (codes, only where ranges allow); ``n_overlap`` (regions whose range
    overlaps this one's); ``sentence_zh``, ``sentence_en``.

    Raises
    ------
    MethodError
        If a year is not covered, or ``ranges`` lack it.

    Examples
    --------
    >>> import devindex as dx
    >>> index = dx.compute(dx.load_panel())
    >>> ranges = dx.uncertainty(index, draws=100).rank_ranges()
    >>> dx.explanations(index, ranges, 2022, 2023).shape[0]
    31
    """
    change = explain_change(index, start=start, end=end)
    _covered(ranges, (change.start, change.end))
    codes = [c for c in change.totals.index if c != NATION.code]
    spans = [ranges.xs(y, level="year").reindex(codes) for y in (change.start, change.end)]
    rows = [_row(_Facts.of(change, spans, str(code)), level) for code in codes]
    return pd.DataFrame(rows).astype(dict.fromkeys(_WHOLE, "Int64"))


_WHOLE = ("rank", "rank_lower", "rank_upper", "rank_before", "rank_change")


def _covered(ranges: pd.DataFrame, years: Sequence[int]) -> None:
    lost = sorted({*years} - set(ranges.index.get_level_values("year")))
    if lost:
        raise MethodError(
            say("the rank ranges lack {years}", "位次区间缺少{years}年", years=listed(lost))
        )


@dataclass(frozen=True)
class _Facts:
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
    def of(cls, change: Change, spans: Sequence[pd.DataFrame], code: str) -> _Facts:
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


def _row(facts: _Facts, level: float) -> dict[str, object]:
    said = sentence(facts, level)
    code, total, change = facts.code, facts.total, facts.change
    unit = regions().get(code)
    ordered = facts.parts["score"].dropna().sort_values(ascending=False, kind="stable")
    up, down = ordered[ordered > 0].head(1), ordered[ordered < 0].tail(1)
    place = _largest_place(facts)
    return {
        "region_code": unit.iso if unit else code,
        "gb_code": code,
        "region_zh": unit.name_zh if unit else code,
        "region_en": unit.name_en if unit else code,
        "time_period": change.end,
        "time_period_before": change.start,
        "score": total["score_after"],
        "score_change": total["score_change"],
        "rank": total["rank_after"],
        "rank_lower": facts.span["rank_lower"],
        "rank_upper": facts.span["rank_upper"],
        "rank_before": total["rank_before"],
        "rank_change": total["rank_change"],
        "up_code": "".join(map(str, up.index)),
        "up_score": float(up.iloc[0]) if len(up) else float("nan"),
        "down_code": "".join(map(str, down.index)),
        "down_score": float(down.iloc[0]) if len(down) else float("nan"),
        "rank_code": "".join(map(str, place.index)),
        "rank_places": float(place.iloc[0]) if len(place) else float("nan"),
        "overtook": " ".join(facts.overtook),
        "overtaken_by": " ".join(facts.overtaken_by),
        "n_overlap": len(facts.overlaps),
        "sentence_zh": said.zh,
        "sentence_en": str(said),
    }


def _largest_place(facts: _Facts) -> pd.Series:
    """The part with the most places in the direction in which the region moved, if it moved."""
    moved = facts.total["rank_change"]
    if pd.isna(moved) or moved == 0:
        return pd.Series(dtype=float)
    ranked = facts.parts["rank"].sort_values(ascending=bool(moved < 0), kind="stable")
    return ranked.head(1)


def sentence(facts: _Facts, level: float) -> Sentence:
    """One region's facts in words."""
    clauses = [_standing(facts, level), _moved(facts), _pulled(facts), _passed(facts),
               _apart(facts)]  # fmt: skip
    kept = [c for c in clauses if c]
    return Sentence(" ".join(kept), "".join(c.zh for c in kept))


def _standing(facts: _Facts, level: float) -> Sentence:
    total, span = facts.total, facts.span
    if pd.isna(total["score_after"]):
        return say(
            "{name} has no score in {year}.",
            "{name}{year}年没有得分。",
            name=region_name(facts.code),
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
        name=region_name(facts.code),
        year=facts.change.end,
        score=shown(total["score_after"]),
        rank=rank,
    )


def _moved(facts: _Facts) -> Sentence:
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


def _rank_moved(facts: _Facts) -> Sentence:
    total = facts.total
    moved = total["rank_change"]
    if pd.isna(moved):
        return Sentence("", "")
    if moved == 0:
        return Sentence(" and the rank stays", "，位次不变")
    place = _largest_place(facts)
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


def _pulled(facts: _Facts) -> Sentence:
    score = facts.parts["score"].dropna().sort_values(ascending=False, kind="stable")
    up = _named(facts, score[score > 0].head(PARTS))
    down = _named(facts, score[score < 0].tail(PARTS)[::-1])
    both = [
        say("Up: {parts}.", "拉动较大的是{parts}。", parts=up) if up else Sentence("", ""),
        say("Down: {parts}.", "拖累较大的是{parts}。", parts=down) if down else Sentence("", ""),
    ]
    kept = [b for b in both if b]
    return Sentence(" ".join(kept), "".join(b.zh for b in kept))


def _named(facts: _Facts, parts: pd.Series) -> Sentence | None:
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


def _inside(facts: _Facts, code: str) -> Sentence:
    """Name of an indicator inside a sentence: a capital only where the name keeps it."""
    name = part_name(facts.change.after.framework, code)
    en = str(name)
    lowered = en[:1].lower() + en[1:] if en[1:2].islower() else en
    return Sentence(lowered, name.zh)


def _passed(facts: _Facts) -> Sentence:
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
    return [region_name(c) for c in codes]


def _apart(facts: _Facts) -> Sentence:
    if not facts.overlaps:
        return Sentence("", "")
    n = len(facts.overlaps)
    whose = say("{n} others", "{n}个地区", n=n)
    if n <= NAMED:
        whose = joined(_regions(facts.overlaps))
    return say(
        "Its range overlaps with {whose}: the order among them is open.",
        "其区间与{whose}重叠，先后难以区分。",
        whose=whose,
    )
