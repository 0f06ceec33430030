"""Picture of the national index: the whole with its range, and its dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from devindex.figures.draw import draw
from devindex.figures.look import INK, MARKS, NAMED
from devindex.figures.parts import apart, logarithmic, panels, title, years_of
from devindex.figures.sheet import sheet
from devindex.forecast import NationalIndex
from devindex.forecast.wording import publisher_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["national"]

_WORDS = {
    "zh": {
        "title": "全国逐年指数：{name}",
        "subtitle": "{years}，{base}年=100，{method}，对数刻度",
        "whole": "总指数",
        "dimensions": "一级指标",
        "note": "带状为公布数值所容许的范围，线为其两端的几何平均；年份下为有数值的指标数。"
        "不能与基年衔接的一级指标和年份没有指数。",
        "source": "{names}公布的数值",
        "comma": "、",
        "chained": "逐年衔接",
        "fixed-base": "定基",
    },
    "en": {
        "title": "Index of the nation: {name}",
        "subtitle": "{years}, {base} = 100, {method}, log scale",
        "whole": "The whole",
        "dimensions": "Dimensions",
        "note": "Bands hold every figure the announcements allow, lines are the geometric mean of "
        "their ends; under each year, the indicators that have a figure. A dimension or year that "
        "no figure links with the base year has no index.",
        "source": "figures announced by {names}",
        "comma": ", ",
        "chained": "chained",
        "fixed-base": "fixed base",
    },
}


@draw.register(NationalIndex)
def national(result: NationalIndex, *, lang: str = "zh", source: str = "", **sized: Any) -> Figure:
    """Index of every year with its range; beside it the dimensions that have one.

    Parameters
    ----------
    lang
        zh or en.
    source
        Source line; needed where all figures are one's own.
    """
    words = _WORDS.get(lang, _WORDS["en"])
    who = [publisher_of(name) for name in result.publishers]
    names = words["comma"].join(dict.fromkeys(p.zh if lang == "zh" else str(p) for p in who))
    whole = result.frame[result.frame["dimension"] == "index"].set_index("year")
    with sheet(
        words["title"].format(name=result.framework.title.say("zh" if lang == "zh" else "en")),
        subtitle=words["subtitle"].format(
            years=years_of(list(whole.index), lang),
            base=result.base,
            method=words[result.method],
        ),
        source=source or (words["source"].format(names=names) if names else ""),
        note=words["note"],
        lang=lang,
        **({"size": (11.0, 6.2)} | sized),
    ) as page:
        left, right = panels(page, 1, 2, above=0.4, left=0.75, right=1.5, below=0.6)
        _band(left, whole, INK)
        _last(left, [("", whole)])
        left.set_xticks(list(whole.index), [f"{y}\n{r.measured}/{r.indicators}"
                                            for y, r in zip(whole.index, whole.itertuples(),
                                                            strict=True)])  # fmt: skip
        title(left, words["whole"])
        _dimensions(right, result, lang)
        right.set_xticks(list(whole.index))
        title(right, words["dimensions"])
    return page.figure


def _dimensions(axes: Axes, result: NationalIndex, lang: str) -> None:
    frame = result.frame.set_index("year")
    own = [(d.name.say("zh" if lang == "zh" else "en"), frame[frame["dimension"] == d.code])
           for d in result.framework.dimensions]  # fmt: skip
    there = [(name, rows) for name, rows in own if rows["low"].notna().any()]
    colours = [NAMED[k % len(NAMED)] for k in range(len(there))]
    for k, ((_, rows), colour) in enumerate(zip(there, colours, strict=True)):
        _band(axes, rows, colour, MARKS[k % len(MARKS)])
    _last(axes, there)


def _band(axes: Axes, rows: pd.DataFrame, colour: str, shape: str = "o") -> None:
    axes.fill_between(rows.index, rows["low"], rows["high"], color=colour, alpha=0.14, linewidth=0)
    axes.plot(rows.index, rows["middle"], color=colour, marker=shape, markersize=5, linewidth=1.8)
    logarithmic(axes)
    axes.tick_params(labelsize=9)


def _last(axes: Axes, lines: list[tuple[str, pd.DataFrame]]) -> None:
    """Name and index of the last year, at the end of each line; none covers another."""
    ends = [rows["middle"].dropna() for _, rows in lines]
    low, high = np.log(axes.get_ylim())
    heights = np.exp(apart([float(np.log(e.iloc[-1])) for e in ends], (high - low) / 20))
    for (name, _), end, height in zip(lines, ends, heights, strict=True):
        axes.annotate(f"{name} {end.iloc[-1]:.0f}".strip(), (end.index[-1], height), (8, 0),
                      textcoords="offset points", size=9.5, va="center", color=INK,
                      annotation_clip=False)  # fmt: skip
