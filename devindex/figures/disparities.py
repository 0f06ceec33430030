"""Pictures of inequality: the parts of the Gini coefficient, and each group's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from devindex.analysis.disparities import PARTS, Disparity
from devindex.analysis.subject import group_name
from devindex.figures.draw import draw
from devindex.figures.look import INK, MARKS, NAMED, PAPER, readable, steps
from devindex.figures.parts import apart, panels, source_of, title, years_of
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["disparity"]

_WORDS = {
    "zh": {
        "title": "地区差异：{name}",
        "subtitle": "{years}，{n}个地区，{k}组",
        "undivided": "{years}，{n}个地区",
        "parts": "基尼系数及其Dagum分解",
        "groups": "各组内部的基尼系数",
        "all": "全部地区",
        "within": "组内",
        "net_between": "组间净差异",
        "transvariation": "超变密度",
        "note": "三部分之和即基尼系数；各地区{weight}。",
        "weighted": "按所给权重计",
        "alike": "等权",
    },
    "en": {
        "title": "Disparity of regions: {name}",
        "subtitle": "{years}, {n} regions, {k} groups",
        "undivided": "{years}, {n} regions",
        "parts": "Gini coefficient and its parts (Dagum)",
        "groups": "Gini coefficient inside each group",
        "all": "All regions",
        "within": "Within groups",
        "net_between": "Net between groups",
        "transvariation": "Transvariation (overlap)",
        "note": "The three parts sum to the Gini coefficient; regions count {weight}.",
        "weighted": "by the weights given",
        "alike": "alike",
    },
}


@draw.register(Disparity)
def disparity(result: Disparity, *, lang: str = "zh", source: str = "", **sized: Any) -> Figure:
    """Stacked bars of the Gini coefficient by year; beside them the Gini of each group.

    Parameters
    ----------
    lang
        zh or en.
    source
        Source line; needed for a table of one's own.
    """
    words = _WORDS.get(lang, _WORDS["en"])
    name = result.subject.name.say("zh" if lang == "zh" else "en")
    regions = int(result.frame["regions"].iloc[-1])
    groups = result.groups.iloc[:, -1].nunique()
    with sheet(
        words["title"].format(name=name),
        subtitle=words["subtitle" if groups > 1 else "undivided"].format(
            years=years_of(list(result.frame.index), lang), n=regions, k=groups
        ),
        source=source_of(result.subject, source, lang),
        note=words["note"].format(weight=words["weighted" if result.weighted else "alike"]),
        lang=lang,
        **({"size": (11.0, 6.2)} | sized),
    ) as page:
        parts, lines = panels(page, 1, 2, above=0.62, left=0.75, right=1.1, below=0.4)
        _parts(parts, result, words)
        _groups(lines, result, words, lang)
    return page.figure


def _parts(axes: Axes, result: Disparity, words: dict[str, str]) -> None:
    years = [str(y) for y in result.frame.index]
    base = np.zeros(len(years))
    axes.set_ylim(0, _top(result))
    for part, colour in zip(PARTS, steps([0.85, 0.5, 0.12]), strict=True):
        height = result.frame[f"gini_{part}"].to_numpy()
        axes.bar(years, height, bottom=base, color=colour, width=0.72, edgecolor=PAPER,
                 linewidth=0.6, label=words[part])  # fmt: skip
        for place, (low, high) in enumerate(zip(base, height, strict=True)):
            if high > 0.05 * _top(result) and len(years) <= 12:
                axes.text(place, low + high / 2, f"{high:.3f}"[1:], ha="center", va="center",
                          size=8, color=readable(colour))  # fmt: skip
        base = base + height
    for place, total in enumerate(base):
        axes.text(place, total, f"{total:.3f}", ha="center", va="bottom", size=9, color=INK)
    title(axes, words["parts"], pad=26)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, frameon=False, fontsize=9,
                borderaxespad=0.1, handlelength=1.1, columnspacing=1.2)  # fmt: skip
    axes.tick_params(labelsize=9)


def _groups(axes: Axes, result: Disparity, words: dict[str, str], lang: str) -> None:
    own = result.by_group["gini"].unstack("group")
    lines = [(words["all"], result.frame["gini"], 2.4, "-", "")]
    lines += [
        (group_name(str(g), lang), own[g], 1.4, "-", MARKS[k % len(MARKS)])
        for k, g in enumerate(own)
    ]
    colours = [INK, *(NAMED[k % len(NAMED)] for k in range(len(own.columns)))]
    axes.set_ylim(0, _top(result))
    ends = apart([float(s.dropna().iloc[-1]) for _, s, *_ in lines], _top(result) / 22)
    for (label, values, width, style, shape), colour, end in zip(lines, colours, ends, strict=True):
        axes.plot(values.index, values, style, color=colour, linewidth=width, marker=shape or None,
                  markersize=5)  # fmt: skip
        axes.annotate(label, (values.index[-1], end), (9, 0), textcoords="offset points",
                      size=9.5, va="center", color=INK, annotation_clip=False)  # fmt: skip
    title(axes, words["groups"], pad=26)
    axes.set_xticks(list(result.frame.index))
    axes.tick_params(labelsize=9)


def _top(result: Disparity) -> float:
    most = max(float(result.frame["gini"].max()), float(result.by_group["gini"].max()))
    return most * 1.08 or 1.0
