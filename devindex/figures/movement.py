"""Pictures of mobility and of the distribution: the Markov matrix, kernel densities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.analysis.densities import Density
from devindex.analysis.movement import Mobility
from devindex.figures.draw import draw
from devindex.figures.look import INK, PAPER, readable, shades, steps
from devindex.figures.parts import panels, source_of, title, years_of
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["density", "mobility"]

_WORDS = {
    "zh": {
        "mobility": "分布的流动性：{name}",
        "subtitle": "{years}，{n}个地区，{k}组，步长{step}年",
        "whole": "全部转移",
        "beside": "相邻地区为第{g}组",
        "from": "期初组别（1为最低）",
        "to": "期末组别",
        "note": "格内为转移概率（%）及次数，每行之和为100%；组内留存比例越高，流动性越低。",
        "density": "分布的演变：{name}",
        "plain": "{years}，{n}个地区",
        "value": "数值",
        "ratio": "与当年均值之比",
        "f": "核密度",
        "kernel": "高斯核，带宽{low:.2f}至{high:.2f}；在数值范围之外也有密度，未作截断。",
    },
    "en": {
        "mobility": "Mobility in the distribution: {name}",
        "subtitle": "{years}, {n} regions, {k} classes, years in a step: {step}",
        "whole": "All moves",
        "beside": "Neighbours in class {g}",
        "from": "Class before (1 is lowest)",
        "to": "Class after",
        "note": "Chance of a move (%) and number of moves; each row sums to 100 %.",
        "density": "The distribution over time: {name}",
        "plain": "{years}, {n} regions",
        "value": "Value",
        "ratio": "Ratio to the mean of the year",
        "f": "Kernel density",
        "kernel": "Normal kernel, bandwidths {low:.2f} to {high:.2f}; density beyond the values is "
        "not cut off.",
    },
}


@draw.register(Mobility)
def mobility(result: Mobility, *, lang: str = "zh", source: str = "") -> Figure:
    """Matrix of transitions as a heat map; with weights, one more for each class of neighbours."""
    words = _WORDS.get(lang, _WORDS["en"])
    k = len(result.frame)
    grids = [(words["whole"], result.frame, result.counts)]
    for g in dict.fromkeys(result.spatial.index.get_level_values("neighbours")):
        grids.append((words["beside"].format(g=g), result.spatial.loc[g],
                      result.spatial_counts.loc[g]))  # fmt: skip
    columns = min(len(grids), 3)
    rows = -(-len(grids) // columns)
    with sheet(
        words["mobility"].format(name=result.subject.name.say("zh" if lang == "zh" else "en")),
        subtitle=words["subtitle"].format(
            years=years_of(result.subject.years, lang), n=len(result.subject.values), k=k,
            step=result.step,
        ),
        source=source_of(result.subject, source, lang),
        note=words["note"],
        lang=lang,
        size=(7.4, 7.6) if len(grids) == 1 else (11.5, 3.0 + 3.7 * rows),
    ) as page:  # fmt: skip
        every = panels(page, rows, columns, above=0.35, left=0.8, below=0.6, gap=(0.95, 0.7))
        for axes, (label, shares, counts) in zip(every, grids, strict=False):
            _matrix(axes, shares, counts, words)
            title(axes, label)
        for axes in every[len(grids) :]:
            axes.set_axis_off()
    return page.figure


def _matrix(axes: Axes, shares: pd.DataFrame, counts: pd.DataFrame, words: dict[str, str]) -> None:
    from matplotlib.colors import to_hex

    k = len(shares)
    axes.imshow(shares.fillna(0.0), cmap=shades(), vmin=0.0, vmax=1.0, aspect="equal")
    size = min(12.0, 46.0 / k)
    for i in range(k):
        for j in range(k):
            share, count = shares.iloc[i, j], int(counts.iloc[i, j])
            text = f"{100 * share:.1f}\n({count})" if share == share else "–"
            face = to_hex(shades()(0.0 if share != share else share))
            axes.text(j, i, text, ha="center", va="center", size=size, color=readable(face))
    names = [str(c) for c in shares.columns]
    axes.set_xticks(range(k), names)
    axes.set_yticks(range(k), names)
    axes.set_xticks(np.arange(k - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(k - 1) + 0.5, minor=True)
    axes.grid(which="minor", color=PAPER, linewidth=1.2)
    axes.tick_params(which="both", length=0, labelsize=9)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(words["to"], size=9.5)
    axes.set_ylabel(words["from"], size=9.5)


@draw.register(Density)
def density(result: Density, *, lang: str = "zh", source: str = "") -> Figure:
    """One curve a year, from light (first) to dark (last)."""
    words = _WORDS.get(lang, _WORDS["en"])
    years = [int(y) for y in result.frame.columns]
    bands = result.shape["bandwidth"]
    with sheet(
        words["density"].format(name=result.subject.name.say("zh" if lang == "zh" else "en")),
        subtitle=words["plain"].format(
            years=years_of(years, lang), n=int(result.shape["regions"].max())
        ),
        source=source_of(result.subject, source, lang),
        note=words["kernel"].format(low=bands.min(), high=bands.max()),
        lang=lang,
        size=(9.0, 6.2),
    ) as page:
        (axes,) = panels(page, above=0.1, left=0.9, below=0.6)
        styles = ("-", "--", "-.", ":")
        for n, (year, colour) in enumerate(
            zip(years, steps(np.linspace(0.3, 1.0, len(years))), strict=True)
        ):
            ends = year in (years[0], years[-1])
            axes.plot(result.frame.index, result.frame[year], color=colour, label=str(year),
                      linewidth=2.4 if ends else 1.3, linestyle=styles[n % 4])  # fmt: skip
        axes.set_ylim(bottom=0.0)
        axes.margins(x=0.0)
        axes.set_xlabel(words["ratio" if result.relative else "value"], size=9.5, color=INK)
        axes.set_ylabel(words["f"], size=9.5)
        axes.tick_params(labelsize=9)
        axes.legend(frameon=False, fontsize=9, loc="upper right", handlelength=3.0)
    return page.figure
