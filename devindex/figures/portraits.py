"""A region on one page: its score by year, and where it stands in every part of the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.analysis import Uncertainty, profile, uncertainty
from devindex.analysis.names import joined, named, part_name, shown
from devindex.definitions import NATION
from devindex.errors import MethodError, Sentence, say
from devindex.figures.captions import Lang, fitted, in_words, source_of
from devindex.figures.look import DARK, FAINT, INK, LIGHT, LINE, MUTED, NAMED, PAPER
from devindex.figures.parts import name_ends, title
from devindex.figures.quantities import proxies, quantity, region_in, year_in
from devindex.figures.sheet import sheet
from devindex.index import Index

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["portrait"]

ROOM = 3.9
"""Left of the axes for labels, inches."""
WORDS = {
    "history": Sentence("Score", "得分"),
    "parts": Sentence("Where it stands, {year}", "{year}年各项位置"),
    "points": Sentence("points, 0 to 100", "分（0—100）"),
    "rank": Sentence("rank", "位次"),
    "none": Sentence("no figure", "无数据"),
}
KEY = Sentence(
    "Each tick is a region, the ring the nation, what is filled this region: pointing up a "
    "strength, pointing down a weakness. Band: the middle half of the regions.",
    "每条短线为一个地区，圆环为全国，实心为本地区：尖端向上为优势，向下为短板。色带为居中的一半地区。",
)
FACES = {"strength": (NAMED[0], "^"), "weakness": (NAMED[1], "v"), "": (MUTED, "o")}
HALF = Sentence("middle half", "居中的一半地区")
FEWEST = 3
"""Regions with figures without which nothing is strong or weak."""


@dataclass(frozen=True)
class _Row:
    code: str
    name: Sentence
    points: pd.Series
    mark: str
    whole: bool


def portrait(
    index: Index,
    region: str,
    *,
    year: int | None = None,
    sure: Uncertainty | None = None,
    lang: Lang = "zh",
    source: str | None = None,
) -> Figure:
    """Score by year beside the nation; below, its points among those of all regions.

    Strengths, weaknesses and nearest profiles are those of :func:`devindex.profile`; an index of
    fewer than three regions has none. What has no figure is said to have none.

    Parameters
    ----------
    region
        Code or name.
    year
        The latest with scores if not given.
    sure
        Draws to take the rank range from; those of :func:`devindex.uncertainty` if not given.

    Raises
    ------
    MethodError
        For a year without scores, or a region the index does not have or that is the nation.

    Examples
    --------
    >>> import devindex as dx
    >>> index = dx.compute(dx.load_panel())
    >>> portrait(index, "广东", lang="en").texts[0].get_text()
    'Guangdong, 2024: score 72.3, rank 4 (range 3–6)'
    """
    score = quantity(index)
    when, code = year_in(score, year), region_in(index, region)
    if code == NATION.code:
        raise MethodError(
            say(
                "a profile is of a region, and {name} is the nation; use trend",
                "画像以地区为对象，{name}为整体；请用 trend",
                name=named(code),
            )
        )
    rows, near = _rows(index, code, when)
    with sheet(
        in_words(_title(index, code, when, sure), lang),
        subtitle=index.framework.title.say("zh" if lang == "zh" else "en"),
        source=source or source_of(index, lang),
        note=in_words(_note(index, near), lang),
        lang=lang,
        size=(9.6, 5.6 + 0.27 * len(rows)),
    ) as page:
        width, height = page.figure.get_size_inches()
        tall = 1.9
        top = page.figure.add_axes(
            (0.85 / width, (page.top - 0.35 - tall) / height, (width - 2.6) / width, tall / height)
        )
        _history(top, score.values, code, when, lang)
        room = page.top - tall - 1.25 - page.bottom - 0.45
        low = page.figure.add_axes(
            (ROOM / width, (page.bottom + 0.45) / height, (width - ROOM - 1.05) / width,
             room / height)
        )  # fmt: skip
        _strips(low, rows, code, when, lang)
    return page.figure


def _title(index: Index, code: str, when: int, sure: Uncertainty | None) -> Sentence:
    score, rank = index.scores.loc[code, when], index.ranks.loc[code, when]
    name = named(code)
    if pd.isna(score):
        return say("{name}, {year}: no score", "{name}（{year}年）：无得分", name=name, year=when)
    if pd.isna(rank):
        return say("{name}, {year}: score {score}, not ranked", "{name}（{year}年）：得分{score}，"
                   "未排位", name=name, year=when, score=shown(score))  # fmt: skip
    drawn = uncertainty(index) if sure is None else sure
    drawn.rank_shares(when)  # tells of a year without draws
    low, _, high = drawn.rank_ranges().loc[(code, when)].tolist()
    return say(
        "{name}, {year}: score {score}, rank {rank} (range {low}–{high})",
        "{name}（{year}年）：得分{score}，第{rank}位（区间{low}–{high}）",
        name=name, year=when, score=shown(score), rank=rank, low=low, high=high,
    )  # fmt: skip


def _rows(index: Index, code: str, when: int) -> tuple[list[_Row], list[str]]:
    """The index, each dimension and its indicators, with points of all; nearest profiles."""
    nodes, points = (f.xs(when, level="year") for f in (index.scores_of_nodes, index.normalised))
    marks, near = pd.Series("", index=points.columns), []
    regions = points.drop(index=NATION.code, errors="ignore").dropna(how="all")
    if len(regions) >= FEWEST and code in regions.index:
        found = profile(index, when)
        marks.update(found.frame.loc[code]["mark"])
        near = [str(c) for c in found.peers(code, most=3).index]
    framework = index.framework
    rows = [_Row("index", part_name(framework, "index"), nodes["index"], "", True)]
    for dimension in framework.dimensions:
        if dimension.code not in nodes.columns:
            continue
        rows.append(_Row(dimension.code, part_name(framework, dimension.code),
                         nodes[dimension.code], "", True))  # fmt: skip
        own = [i for i in framework.scored if framework.dimension_of(i).code == dimension.code]
        rows += [
            _Row(i.code, part_name(framework, i.code), points[i.code], str(marks[i.code]), False)
            for i in own
            if i.code in points.columns
        ]
    return rows, near


def _note(index: Index, near: list[str]) -> Sentence:
    told = [KEY]
    if near:
        names = joined([named(c) for c in near])
        told.append(say("Nearest profiles: {names}.", "结构最相近：{names}。", names=names))
    told.append(proxies(index))
    return Sentence(" ".join(t for t in told if t), "".join(t.zh for t in told))


def _history(axes: Axes, scores: pd.DataFrame, code: str, when: int, lang: Lang) -> None:
    """The region, the nation, and the middle half of the regions."""
    scores = scores.loc[:, scores.notna().any()]
    years = [int(y) for y in scores.columns]
    others = scores.drop(index=NATION.code, errors="ignore")
    low, high = others.quantile(0.25), others.quantile(0.75)
    axes.fill_between(years, low.to_numpy(), high.to_numpy(), color=LIGHT, alpha=0.5, linewidth=0)
    lines = [(code, DARK, "o-", 2.4)]
    if NATION.code in scores.index:
        lines.append((NATION.code, MUTED, "--", 1.4))
    ends = [(in_words(HALF, lang), float(years[-1]), float((low.iloc[-1] + high.iloc[-1]) / 2))]
    for who, colour, style, wide in lines:
        own = scores.loc[who]
        axes.plot(years, own, style, color=colour, linewidth=wide, markersize=5)
        last = own.dropna()
        if len(last):
            ends.append((in_words(named(who), lang), float(last.index[-1]), float(last.iloc[-1])))
    if when != years[-1]:
        axes.axvline(when, color=LINE, linewidth=0.8, zorder=0)
    axes.set_xticks(years[:: 1 + len(years) // 14])
    name_ends(axes, ends)
    axes.tick_params(labelsize=9.5)
    axes.spines[["top", "right"]].set_visible(False)
    title(axes, in_words(WORDS["history"], lang) + " · " + in_words(WORDS["points"], lang))


def _strips(axes: Axes, rows: list[_Row], code: str, when: int, lang: Lang) -> None:
    """A tick for every region in every row, the region itself filled."""
    for place, row in enumerate(rows):
        points = row.points.drop(index=NATION.code, errors="ignore").dropna()
        axes.axhline(place, color=LINE, linewidth=0.5, zorder=0)
        axes.plot(points, np.full(len(points), place), "|", color=FAINT, markersize=8, zorder=1)
        if NATION.code in row.points.index and pd.notna(row.points[NATION.code]):
            axes.plot([row.points[NATION.code]], [place], "o", color=INK, markersize=6.5,
                      markerfacecolor=PAPER, zorder=2)  # fmt: skip
        if code not in points.index:
            axes.annotate(in_words(WORDS["none"], lang), (1.0, place), (6, 0), size=9, va="center",
                          xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                          color=MUTED)  # fmt: skip
            continue
        face, mark = (DARK, "D") if row.whole else FACES[row.mark]
        axes.plot([points[code]], [place], mark, color=face, markersize=8.5,
                  markeredgecolor=PAPER, zorder=3)  # fmt: skip
        rank = int((points > points[code]).sum()) + 1
        axes.annotate(f"{rank}", (1.0, place), (22, 0), xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", ha="right", va="center",
                      size=10 if row.whole else 9, color=INK if row.whole else MUTED)  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.8)
    names = [fitted(in_words(r.name, lang), ROOM, 10 if r.whole else 9) for r in rows]
    axes.set_yticks(range(len(rows)), names)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set(size=10.5 if row.whole else 9, color=INK if row.whole else MUTED)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(in_words(WORDS["points"], lang), size=9.5)
    axes.annotate(in_words(WORDS["rank"], lang), (1.0, -0.8), (22, 6), ha="right",
                  xycoords=axes.get_yaxis_transform(), textcoords="offset points", size=9.5,
                  color=MUTED)  # fmt: skip
    title(axes, in_words(WORDS["parts"], lang).format(year=when))
