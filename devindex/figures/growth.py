"""Pictures of convergence: dispersion over time, growth against the start, paths of clubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from devindex.analysis.club import Clubs
from devindex.analysis.growth import Convergence
from devindex.figures.draw import draw
from devindex.figures.look import INK, MUTED, NAMED, steps
from devindex.figures.parts import (
    apart,
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

__all__ = ["clubs", "convergence"]

_WORDS = {
    "zh": {
        "title": "地区收敛：{name}",
        "subtitle": "{years}，{n}个地区",
        "sigma": "σ收敛：离散程度",
        "sd": "对数标准差",
        "cv": "变异系数",
        "beta": "绝对β收敛：年均增长与起始水平",
        "x": "{year}年数值的对数",
        "y": "年均增长率（%）",
        "line": "β = {beta}（{p}）",
        "robust": "标准误对异方差稳健（{kind}）；",
        "plain": "普通最小二乘标准误；",
        "letters": "点旁为地区名称。",
        "clubs": "收敛俱乐部：{name}",
        "paths": "相对转移路径（当年各地区均值=1）",
        "club": "俱乐部{k}（{n}）",
        "alone": "不属任何俱乐部",
        "test": "全部地区 log t 检验 t = {t}，临界值−1.65；粗线为俱乐部均值，括号内为地区数。",
    },
    "en": {
        "title": "Convergence of regions: {name}",
        "subtitle": "{years}, {n} regions",
        "sigma": "Sigma convergence: dispersion",
        "sd": "Std. deviation of logs",
        "cv": "Coefficient of variation",
        "beta": "Absolute beta convergence: growth and start",
        "x": "Logarithm of the value in {year}",
        "y": "Growth a year (%)",
        "line": "beta = {beta} ({p})",
        "robust": "Standard errors robust to heteroskedasticity ({kind}); ",
        "plain": "Ordinary standard errors; ",
        "letters": "letters beside points are ISO 3166-2:CN.",
        "clubs": "Convergence clubs: {name}",
        "paths": "Relative transition paths (mean of regions in the year = 1)",
        "club": "Club {k} ({n})",
        "alone": "In no club",
        "test": "All regions: log t test t = {t}, critical value −1.65. Thick lines are means of "
        "clubs, with the number of regions.",
    },
}


@draw.register(Convergence)
def convergence(result: Convergence, *, lang: str = "zh", source: str = "") -> Figure:
    """Dispersion by year; beside it the growth of each region against its start."""
    words = _WORDS.get(lang, _WORDS["en"])
    name = result.subject.name.say("zh" if lang == "zh" else "en")
    subtitle = words["subtitle"].format(
        years=years_of([result.start, result.end], lang), n=int(result.sigma["regions"].iloc[-1])
    )
    with sheet(
        words["title"].format(name=name),
        subtitle=subtitle,
        source=source_of(result.subject, source, lang),
        note=words["plain" if result.errors == "nonrobust" else "robust"].format(kind=result.errors)
        + words["letters"],
        lang=lang,
        size=(11.0, 6.4),
    ) as page:
        left, right = panels(page, 1, 2, above=0.4, left=0.75, gap=(0.5, 0.85), below=0.55,
                             width_ratios=(0.75, 1))  # fmt: skip
        _sigma(left, result, words)
        _beta(right, result, words, lang)
    return page.figure


def _sigma(axes: Axes, result: Convergence, words: dict[str, str]) -> None:
    years = list(result.sigma.index)
    top = float(result.sigma[["sd_log", "cv"]].max(axis=None)) * 1.15
    axes.set_ylim(0, top or 1.0)
    for column, key, style, colour in (
        ("sd_log", "sd", "o-", INK), ("cv", "cv", "s--", steps([0.6])[0]),
    ):  # fmt: skip
        axes.plot(years, result.sigma[column], style, color=colour, markersize=5, label=words[key])
    if len(years) <= 12:
        axes.set_xticks(years)
    axes.tick_params(labelsize=9)
    axes.legend(frameon=False, fontsize=9.5, loc="lower left")
    title(axes, words["sigma"])


def _beta(axes: Axes, result: Convergence, words: dict[str, str], lang: str) -> None:
    values = result.subject.values[[result.start, result.end]].dropna()
    x = np.log(values[result.start])
    y = 100.0 * np.log(values[result.end] / values[result.start]) / (result.end - result.start)
    terms = result.coefficients.loc["absolute", "coefficient"]
    axes.scatter(x, y, s=26, color=steps([0.7])[0], zorder=3)
    axes.margins(0.09, 0.1)
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, 100.0 * (terms["constant"] + terms["start"] * ends), color=INK, linewidth=1.2)
    if len(values) <= 60:
        name_points(axes, list(x), list(y), [letters(str(c), lang) for c in values.index])
    one = result.frame.loc["absolute"]
    axes.set_xlabel(words["x"].format(year=result.start), size=9.5)
    axes.set_ylabel(words["y"], size=9.5)
    axes.tick_params(labelsize=9)
    title(axes, words["beta"])
    said = words["line"].format(beta=signed(one["beta"], 4), p=p_value(one["p"]))
    axes.annotate(said, (1, 1), (-2, -4),
                  xycoords="axes fraction", textcoords="offset points", ha="right", va="top",
                  size=9.5, color=INK)  # fmt: skip


@draw.register(Clubs)
def clubs(result: Clubs, *, lang: str = "zh", source: str = "") -> Figure:
    """Relative transition path of every region, and the mean path of each club."""
    words = _WORDS.get(lang, _WORDS["en"])
    name = result.subject.name.say("zh" if lang == "zh" else "en")
    years = [int(y) for y in result.paths.columns]
    with sheet(
        words["clubs"].format(name=name),
        subtitle=words["subtitle"].format(years=years_of(years, lang), n=len(result.paths)),
        source=source_of(result.subject, source, lang),
        note=words["test"].format(t=signed(result.whole.t, 2)),
        lang=lang,
        size=(9.5, 6.8),
    ) as page:
        (axes,) = panels(page, above=0.4, left=0.8, right=1.5, below=0.4)
        _paths(axes, result, words, years)
    return page.figure


def _paths(axes: Axes, result: Clubs, words: dict[str, str], years: list[int]) -> None:
    styles = ["-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1, 1, 1))]
    number = result.frame["club"]
    groups = [(words["club"].format(k=k, n=n), number.index[number == k])
              for k, n in result.tests["regions"].items()]  # fmt: skip
    if number.isna().any():
        groups.append((words["alone"], number.index[number.isna()]))
    colours = [NAMED[k % len(NAMED)] for k in range(len(groups))]
    ends = []
    for k, ((_, codes), colour) in enumerate(zip(groups, colours, strict=True)):
        own = result.paths.loc[codes]
        axes.plot(years, own.T, color=colour, linewidth=0.6, alpha=0.45)
        style = styles[k % len(styles)]
        axes.plot(years, own.mean(), color=colour, linewidth=2.6, linestyle=style)
        ends.append(float(own.iloc[:, -1].mean()))
    low, high = axes.get_ylim()
    for (label, _), place in zip(groups, apart(ends, (high - low) / 22), strict=True):
        axes.annotate(label, (years[-1], place), (8, 0), textcoords="offset points", size=9.5,
                      va="center", color=INK, annotation_clip=False)  # fmt: skip
    axes.axhline(1.0, color=MUTED, linewidth=0.7, linestyle=":")
    if len(years) <= 12:
        axes.set_xticks(years)
    axes.margins(x=0.01)
    axes.tick_params(labelsize=9)
    title(axes, words["paths"])
