"""Pictures of spatial autocorrelation: the Moran scatter plot, and local clusters on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devindex.analysis.autocorrelation import Spatial
from devindex.definitions import regions
from devindex.figures.draw import draw
from devindex.figures.grid import class_tiles
from devindex.figures.look import INK, MUTED, NAMED, PAPER, steps
from devindex.figures.parts import (
    letters,
    name_points,
    p_value,
    panels,
    signed,
    source_of,
    title,
    years_of,
)
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["spatial"]

_WORDS = {
    "zh": {
        "title": "空间自相关：{name}",
        "subtitle": "{years}，{n}个地区",
        "scatter": "莫兰散点图",
        "x": "标准化数值",
        "y": "相邻地区标准化数值的加权平均",
        "line": "莫兰指数 I = {i}（{p}）",
        "lisa": "局部聚集（LISA）",
        "HH": "高—高",
        "HL": "高—低",
        "LH": "低—高",
        "LL": "低—低",
        "": "不显著",
        "note": "p值为{m:,}次随机置换的双侧值；局部聚集为条件置换，显著性水平{level:g}，"
        "未作多重检验校正。方格大小和位置不代表面积和边界。",
    },
    "en": {
        "title": "Spatial autocorrelation: {name}",
        "subtitle": "{years}, {n} regions",
        "scatter": "Moran scatter plot",
        "x": "Standardised value",
        "y": "Weighted mean of the neighbours' standardised values",
        "line": "Moran's I = {i} ({p})",
        "lisa": "Local clusters (LISA)",
        "HH": "High–high",
        "HL": "High–low",
        "LH": "Low–high",
        "LL": "Low–low",
        "": "Not significant",
        "note": "Two-sided p of {m:,} permutations; local clusters by conditional permutation, at "
        "{level:g}, not corrected for the number of tests. Tiles show neither area nor borders.",
    },
}


@draw.register(Spatial)
def spatial(result: Spatial, *, lang: str = "zh", source: str = "") -> Figure:
    """Moran scatter plot; beside it local clusters on the tile grid, for China's provinces."""
    words = _WORDS.get(lang, _WORDS["en"])
    name = result.subject.name.say("zh" if lang == "zh" else "en")
    tiled = all(c in regions() for c in result.local.index)
    with sheet(
        words["title"].format(name=name),
        subtitle=words["subtitle"].format(years=years_of([result.year], lang), n=len(result.local)),
        source=source_of(result.subject, source, lang),
        note=words["note"].format(m=result.permutations, level=result.level),
        lang=lang,
        size=(12.0, 8.2) if tiled else (8.0, 7.4),
    ) as page:
        axes, *rest = panels(page, 1, 2 if tiled else 1, above=0.4, left=0.75, below=0.55,
                             gap=(0.5, 0.5))  # fmt: skip
        _scatter(axes, result, words, lang)
        for grid in rest:
            said = {c: words[str(k)] for c, k in result.local["cluster"].items()}
            below = {c: words[str(k)] for c, k in result.local["cluster"].items() if k}
            class_tiles(grid, said, _colours(words), below=below, lang=lang)
            title(grid, words["lisa"])
    return page.figure


def _colours(words: dict[str, str]) -> dict[str, str]:
    kinds = ("HH", "HL", "LH", "LL")  # warm where the region is high, cold where it is low
    shade = dict(zip(kinds, (NAMED[1], NAMED[4], NAMED[5], NAMED[0]), strict=True))
    return {words[k]: shade[k] for k in kinds} | {words[""]: PAPER}


def _scatter(axes: Axes, result: Spatial, words: dict[str, str], lang: str) -> None:
    x, y = result.local["z"], result.local["lag"]
    kept = result.local["cluster"] != ""
    axes.axhline(0.0, color=MUTED, linewidth=0.7, linestyle=":")
    axes.axvline(0.0, color=MUTED, linewidth=0.7, linestyle=":")
    axes.scatter(x[kept], y[kept], s=30, color=steps([0.8])[0], zorder=3)
    axes.scatter(x[~kept], y[~kept], s=26, facecolor=PAPER, edgecolor=steps([0.6])[0], zorder=3)
    axes.margins(0.1)
    one = result.frame.loc[(result.year, "moran")]
    low, high = axes.get_xlim()
    axes.plot([low, high], [one["value"] * low, one["value"] * high], color=INK, linewidth=1.2)
    axes.set_xlim(low, high)
    if len(x) <= 60:
        name_points(axes, list(x), list(y), [letters(str(c), lang) for c in x.index])
    axes.set_xlabel(words["x"], size=9.5)
    axes.set_ylabel(words["y"], size=9.5)
    axes.tick_params(labelsize=9)
    said = words["line"].format(i=signed(one["value"], 3), p=p_value(one["p"]))
    axes.annotate(said, (0, 1), (4, -4), xycoords="axes fraction", textcoords="offset points",
                  ha="left", va="top", size=9.5, color=INK)  # fmt: skip
    title(axes, words["scatter"])
