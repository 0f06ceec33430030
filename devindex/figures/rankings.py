"""Picture of a ranking: scores, ranks with their ranges, and who cannot be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.analysis import Uncertainty, uncertainty
from devindex.analysis.names import named, shown
from devindex.analysis.subject import many
from devindex.definitions import NATION
from devindex.errors import MethodError, Sentence, say
from devindex.figures.captions import Lang, in_words, source_of
from devindex.figures.draw import draw
from devindex.figures.look import DARK, INK, LIGHT, LINE, MIDDLE, MUTED
from devindex.figures.quantities import proxies, quantity, year_in
from devindex.figures.sheet import sheet
from devindex.index import Index

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

__all__ = ["ranking"]

LEVEL = 0.90
HEADS = {
    "score": Sentence("Score (points, 0 to 100)", "得分（分，0—100）"),
    "rank": Sentence("Rank, with its 90 % range", "位次及其90%区间"),
    "alike": Sentence("Not told apart", "难分先后"),
}


@draw.register(Index)
def ranking(
    index: Index,
    *,
    year: int | None = None,
    sure: Uncertainty | None = None,
    lang: Lang = "zh",
    source: str | None = None,
) -> Figure:
    """Score of every region, its rank with its range, and a bar beside those not told apart.

    A region too little of which is published is scored, stands last and has no rank. Where all
    regions have no score nothing is drawn.

    Parameters
    ----------
    year
        The latest with scores if not given.
    sure
        Draws to take the ranges from; those of :func:`devindex.uncertainty` as it stands if not
        given, which are the published ones. The range is that of ranks: draws of another
        normalisation score on another scale, so that a range of scores would not lie around them.
    source
        Source line; that of the index's own panel if not given.

    Raises
    ------
    MethodError
        For a year without scores, or draws of another index.

    Examples
    --------
    >>> import devindex as dx
    >>> ranking(dx.compute(dx.load_panel()), year=2023, lang="en").texts[1].get_text()
    'Ranking of 31 regions, 2023; China 62.9 points'
    """
    when = year_in(quantity(index), year)
    drawn = uncertainty(index) if sure is None else sure
    rows = _rows(index, drawn, when)
    groups = drawn.alike(when, LEVEL)
    with sheet(
        index.framework.title.say("zh" if lang == "zh" else "en"),
        subtitle=in_words(_subtitle(index, rows, when), lang),
        source=source or source_of(index, lang),
        note=in_words(_note(index, drawn, groups), lang),
        lang=lang,
        size=(9.6, 3.3 + 0.26 * len(rows)),
    ) as page:
        left, right = page.panels(1, 2, left=1.75, right=2.1, below=0.35, gap=(0.0, 0.3))
        for axes, head in ((left, "score"), (right, "rank")):
            axes.set_ylim(len(rows) - 0.4, -1.6)
            axes.spines[["left", "bottom"]].set_visible(False)
            axes.tick_params(axis="y", length=0, pad=6)
            axes.annotate(in_words(HEADS[head], lang), (0.0, -1.1), (0, 0), size=10, color=MUTED,
                          xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                          va="center")  # fmt: skip
        _scores(left, index, rows, when, lang)
        _ranks(right, rows)
        _alike(right, groups, list(rows.index), lang)
    return page.figure


def _rows(index: Index, drawn: Uncertainty, when: int) -> pd.DataFrame:
    """Score, rank and range, best first; regions without a score left out."""
    if list(drawn.provinces) != list(index.ranks.index):
        raise MethodError(
            say(
                "the draws are of {n} regions and the index has {m}; give those of this index",
                "重算结果含{n}个地区，而指数有{m}个；请给出该指数的重算结果",
                n=len(drawn.provinces), m=len(index.ranks),
            )
        )  # fmt: skip
    ranges = drawn.rank_ranges(LEVEL).xs(when, level="year")
    frame = pd.DataFrame({"score": index.scores[when], "rank": index.ranks[when]})
    frame = frame.drop(index=NATION.code, errors="ignore").join(ranges).dropna(subset=["score"])
    if frame.empty:
        raise MethodError(
            say(
                "no region has a score in {year}: there is no ranking to draw",
                "{year}年没有地区有得分，无法绘制排名图", year=when,
            )
        )  # fmt: skip
    return frame.sort_values(["rank", "score"], ascending=[True, False], kind="stable")


def _subtitle(index: Index, rows: pd.DataFrame, when: int) -> Sentence:
    n = int(rows["rank"].notna().sum())
    said = say(
        "Ranking of {regions}, {year}", "{year}年{n}个地区排名",
        regions=many(n, "region", "regions"), n=n, year=when,
    )  # fmt: skip
    if NATION.code not in index.scores.index or np.isnan(index.scores.loc[NATION.code, when]):
        return said
    return say(
        "{said}; {nation} {score} points", "{said}；{nation}{score}分",
        said=said, nation=named(NATION.code), score=shown(index.scores.loc[NATION.code, when]),
    )  # fmt: skip


def _note(index: Index, drawn: Uncertainty, groups: list[tuple[str, ...]]) -> Sentence:
    told = say(
        "Ranges hold {level:.0%} of {draws:,} recomputations.",
        "位次区间含{draws:,}次重算的{level:.0%}。",
        level=LEVEL, draws=drawn.draws,
    )  # fmt: skip
    if groups:
        told = say(
            "{told} A bar at the right joins regions of which none ranks above another in "
            "{level:.0%} of them; one region may be in several.",
            "{told}右侧竖线连接难分先后的地区：其中任意两地，均没有一方在{level:.0%}的重算中居前；"
            "一个地区可属多组。",
            told=told, level=LEVEL,
        )  # fmt: skip
    own = proxies(index)
    return Sentence(f"{told} {own}".strip(), told.zh + own.zh)


def _scores(axes: Axes, index: Index, rows: pd.DataFrame, when: int, lang: Lang) -> None:
    places = np.arange(len(rows))
    score = rows["score"].to_numpy(dtype=float)
    axes.barh(places, score, height=0.7, color=LIGHT)
    for place, value in zip(places, score, strict=True):
        inside = value > 15.0
        axes.annotate(shown(value), (value, place), (-4 if inside else 4, 0), size=9.5, va="center",
                      textcoords="offset points", ha="right" if inside else "left")  # fmt: skip
    names = [in_words(named(str(c)), lang) for c in rows.index]
    axes.set_yticks(places, names, size=10)
    axes.set_xlim(min(0.0, score.min()), max(100.0, score.max()))
    axes.set_xticks([])
    axes.axvline(0.0, color=INK, linewidth=0.8, ymax=(len(rows) - 0.2) / (len(rows) + 1.2))
    if NATION.code in index.scores.index:
        nation = float(index.scores.loc[NATION.code, when])
        if not np.isnan(nation):
            axes.plot([nation] * 2, [-0.5, len(rows) - 0.4], color=MUTED, linewidth=0.9,
                      linestyle=(0, (4, 3)), zorder=0.5)  # fmt: skip
            axes.annotate(in_words(named(NATION.code), lang), (nation, len(rows) - 0.4), (0, -4),
                          textcoords="offset points", size=9, color=MUTED, ha="center", va="top",
                          annotation_clip=False)  # fmt: skip


def _ranks(axes: Axes, rows: pd.DataFrame) -> None:
    """A line over each range, the rank on it, both in words at the right."""
    last = len(rows)
    for place, row in enumerate(rows.itertuples()):
        axes.axhline(place, color=LINE, linewidth=0.4, zorder=0)
        if pd.isna(row.rank):
            axes.text(1.0, place, "–", va="center", ha="center", size=10, color=MUTED)
            continue
        low, rank, high = int(row.rank_lower), int(row.rank), int(row.rank_upper)
        axes.plot([low, high], [place, place], color=MIDDLE, linewidth=6, solid_capstyle="round")
        axes.plot([rank], [place], "o", color=DARK, markersize=6.5)
        words = f"{low}–{high}" if low != high else f"{low}"
        axes.annotate(f"{rank}", (1.0, place), (24, 0), xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", size=10, va="center", ha="right")  # fmt: skip
        axes.annotate(words, (1.0, place), (32, 0), xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", size=9, va="center", color=MUTED)  # fmt: skip
    axes.set_yticks([])
    axes.set_xlim(0.0, last + 1.0)
    axes.set_xticks([n for n in (1, *range(5, last + 1, 5)) if n <= last])
    axes.tick_params(axis="x", length=0, labelsize=9, labelcolor=MUTED)


def _alike(axes: Axes, groups: list[tuple[str, ...]], codes: list[str], lang: Lang) -> None:
    """A bar for each group beside the figures, in lanes so that none covers another."""
    ends: list[int] = []
    for group in groups:
        first, last = codes.index(group[0]), codes.index(group[-1])
        free = [n for n, end in enumerate(ends) if end < first]
        lane = free[0] if free else len(ends)
        ends[lane:] = [last, *ends[lane + 1 :]]
        axes.plot([1.0] * 2, [first - 0.28, last + 0.28], color=INK, linewidth=1.6,
                  transform=_moved(axes, 76 + 7 * lane), clip_on=False)  # fmt: skip
    if groups:
        axes.annotate(in_words(HEADS["alike"], lang), (1.0, -1.1), (70, 0), size=10, color=MUTED,
                      xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                      va="center")  # fmt: skip


def _moved(axes: Axes, points: float) -> Transform:
    """Along the axes by their width, then by points; down by rows."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.figure.figure
    return axes.get_yaxis_transform() + ScaledTranslation(points / 72, 0, figure.dpi_scale_trans)
