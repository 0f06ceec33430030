"""Pictures of profiles: heat map of all points, strengths and weaknesses of one region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.analysis.names import named, part_name, shown
from devindex.analysis.profiles import Profile
from devindex.errors import Sentence, say
from devindex.figures.captions import Lang, fitted, in_words, source_of
from devindex.figures.draw import draw
from devindex.figures.look import (
    DARK,
    HATCH,
    INK,
    LIGHT,
    MIDDLE,
    MUTED,
    NO_DATA,
    PAPER,
    readable,
    shades,
)
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["profile"]

FACES = {"strength": DARK, "weakness": LIGHT, "": MIDDLE}
MARKS = {
    "strength": Sentence("● strength", "● 优势"),
    "weakness": Sentence("○ weakness", "○ 短板"),
}

ROOM = 4.0
"""Left of the axes for labels, inches."""


@draw.register(Profile)
def profile(
    made: Profile, *, region: str | None = None, lang: Lang = "zh", source: str | None = None
) -> Figure:
    """Heat map of all regions' points; with ``region`` its strengths and weaknesses.

    Examples
    --------
    >>> import devindex as dx
    >>> found = dx.profile(dx.compute(dx.load_panel()), 2023)
    >>> profile(found, lang="en").texts[0].get_text()
    'Points of every indicator, 2023'
    """
    line = source or source_of(made.index, lang)
    return _heat(made, lang, line) if region is None else _strengths(made, region, lang, line)


def _order(profile: Profile) -> list[str]:
    """Indicators in the order of the framework."""
    known = set(profile.frame.index.get_level_values("indicator"))
    return [i.code for i in profile.index.framework.scored if i.code in known]


def _labels(profile: Profile, codes: list[str], lang: Lang, size: float) -> list[str]:
    names = [in_words(part_name(profile.index.framework, c), lang) for c in codes]
    return [fitted(name, ROOM, size) for name in names]


def _heat(profile: Profile, lang: Lang, source: str) -> Figure:
    codes = _order(profile)
    table = profile.frame["points"].unstack("region").loc[codes]
    scores = profile.index.scores[profile.year]
    table = table[scores.reindex(table.columns).sort_values(ascending=False).index]
    title = say("Points of every indicator, {year}", "各指标标准分（{year}年）", year=profile.year)
    subtitle = Sentence(
        "Points, 0 to 100; regions from the highest score to the lowest",
        "单位：分（0—100）；地区按综合得分由高到低排列",
    )
    said = Sentence("The darker, the more points.", "颜色越深，分数越高。")
    if table.isna().to_numpy().any():
        said = say("{said} Hatched: no figure is published.", "{said}斜线：无公布数据。", said=said)
    size = (ROOM + 0.9 + 0.32 * len(table.columns), 3.1 + 0.34 * len(codes))
    with sheet(in_words(title, lang), subtitle=in_words(subtitle, lang), source=source,
               note=in_words(said, lang), lang=lang, size=size) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=0.3, below=1.15 if lang == "en" else 0.85)
        _cells(axes, table)
        names = [in_words(named(str(c)), lang) for c in table.columns]
        upright = ["\n".join(n) for n in names] if lang == "zh" else names
        axes.set_xticks(range(len(names)), upright, size=9.5, rotation=90 if lang == "en" else 0)
        axes.set_yticks(range(len(codes)), _labels(profile, codes, lang, 9.5), size=9.5)
    return page.figure


def _cells(axes: Axes, table: pd.DataFrame) -> None:
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    values = table.to_numpy(dtype=float)
    low, high = np.nanmin(values), np.nanmax(values)
    scale = shades()
    axes.imshow(values, aspect="auto", cmap=scale, vmin=low, vmax=high)
    for r, c in np.ndindex(*values.shape):
        if np.isnan(values[r, c]):
            axes.add_patch(Rectangle((c - 0.5, r - 0.5), 1, 1, facecolor=NO_DATA,
                                     edgecolor=HATCH, hatch="////", lw=0))  # fmt: skip
            continue
        share = (values[r, c] - low) / (high - low) if high > low else 0.0
        axes.text(c, r, shown(values[r, c], 0), ha="center", va="center", size=8.5,
                  color=readable(to_hex(scale(share))))  # fmt: skip
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _strengths(profile: Profile, region: str, lang: Lang, source: str) -> Figure:
    code = profile.code(region)
    own = profile.frame.loc[code].loc[_order(profile)]
    title = say(
        "{name}: strengths and weaknesses, {year}", "{name}：优势与短板（{year}年）",
        name=named(code), year=profile.year,
    )  # fmt: skip
    subtitle = Sentence(
        "Points, 0 to 100. Bar: the region; line: mean ± one standard deviation of its group",
        "单位：分（0—100）。条：本地区；线：所在组均值±1个标准差",
    )
    note = say(
        "Strength ●: percentile rank among the regions at or above the region's {n}th largest of "
        "its own; weakness ○: at or below its {n}th smallest.",
        "优势●：该指标的百分位不低于本地区各指标中第{n}大的百分位；短板○：不高于第{n}小的百分位。",
        n=profile.most,
    )
    if profile.most <= 3 and lang == "en":
        ordinal = {1: "largest", 2: "second largest", 3: "third largest"}[profile.most]
        small = ordinal.replace("largest", "smallest")
        note = Sentence(
            f"Strength ●: percentile rank among the regions at or above the {ordinal} of the "
            f"region's own; weakness ○: at or below the {small}.",
            note.zh,
        )
    size = (9.6, 2.7 + 0.29 * len(own))
    with sheet(in_words(title, lang), subtitle=in_words(subtitle, lang), source=source,
               note=in_words(note, lang), lang=lang, size=size) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=1.2)
        _marks(axes, own, lang)
        labels = _labels(profile, [str(c) for c in own.index], lang, 8.5)
        axes.set_yticks(range(len(own)), labels, size=8.5)
        axes.set_xlabel(in_words(Sentence("points", "分"), lang), size=9)
    return page.figure


def _marks(axes: Axes, own: pd.DataFrame, lang: Lang) -> None:
    top = max(100.0, float(np.nanmax(own["points"])))
    for n, row in enumerate(own.itertuples()):
        points, mark = float(str(row.points)), str(row.mark)
        if np.isnan(points):
            text = in_words(Sentence("no figure", "无数据"), lang)
            axes.text(1, n, text, va="center", size=8, color=MUTED)
            continue
        axes.barh(n, points, color=FACES[mark], height=0.6)
        mean, sd = float(str(row.group_mean)), float(str(row.group_sd))
        if not np.isnan(mean):
            for colour, wider in ((PAPER, 1.6), (INK, 0.0)):
                axes.plot([mean - sd, mean + sd], [n, n], color=colour, lw=1.0 + wider)
                axes.plot([mean], [n], marker="|", ms=9 + wider, mew=1.6 + wider, color=colour)
        if mark:
            axes.text(top + 3, n, in_words(MARKS[mark], lang), va="center", size=9)
    axes.set_xlim(0, top + 1)
    axes.set_ylim(len(own) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
