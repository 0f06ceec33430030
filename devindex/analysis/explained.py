"""Who moved and why: one row a province, with a sentence in two languages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from devindex.analysis.change import explain_change
from devindex.analysis.sentences import Facts, largest_place, sentence
from devindex.definitions import NATION, regions
from devindex.errors import MethodError, listed, say
from devindex.index import Index
from devindex.kinds import admit

__all__ = ["explanations"]


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
    admit(explanations, locals(), MethodError)
    change = explain_change(index, start=start, end=end)
    _covered(ranges, (change.start, change.end))
    codes = [c for c in change.totals.index if c != NATION.code]
    spans = [ranges.xs(y, level="year").reindex(codes) for y in (change.start, change.end)]
    rows = [_row(Facts.of(change, spans, str(code)), level) for code in codes]
    return pd.DataFrame(rows).astype(dict.fromkeys(_WHOLE, "Int64"))


_WHOLE = ("rank", "rank_lower", "rank_upper", "rank_before", "rank_change")


def _covered(ranges: pd.DataFrame, years: Sequence[int]) -> None:
    if ranges.index.names != ["region", "year"]:
        raise MethodError(
            say(
                "ranges has no rows by (region, year); take dx.uncertainty(index).rank_ranges()",
                "ranges 的行不是（地区、年份）；请用 dx.uncertainty(index).rank_ranges()",
            )
        )
    lost = sorted({*years} - set(ranges.index.get_level_values("year")))
    if lost:
        raise MethodError(
            say("the rank ranges lack {years}", "位次区间缺少{years}年", years=listed(lost))
        )


def _row(facts: Facts, level: float) -> dict[str, object]:
    said = sentence(facts, level)
    code, total, change = facts.code, facts.total, facts.change
    unit = regions().get(code)
    ordered = facts.parts["score"].dropna().sort_values(ascending=False, kind="stable")
    up, down = ordered[ordered > 0].head(1), ordered[ordered < 0].tail(1)
    place = largest_place(facts)
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
