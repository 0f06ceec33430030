"""Pictures of tiers and types, of clusters, and of coupling coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.analysis.clustering import Clusters
from devindex.analysis.coordination import CLASSES, Coupling
from devindex.analysis.tiers import TYPES, Typology
from devindex.definitions import regions
from devindex.definitions.model import Language
from devindex.figures.draw import draw
from devindex.figures.fonts import wrap
from devindex.figures.grid import class_tiles
from devindex.figures.look import INK, MUTED, NAMED, steps
from devindex.figures.parts import letters, name_points, panels, source_of, title, years_of
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["clusters", "coupling", "typology"]

SIZE = (12.0, 8.2)
NARROW = (8.0, 7.0)

_WORDS = {
    "zh": {
        "typology": "梯队与类型：{name}",
        "since": "{year}年，增长自{since}年起",
        "tiers": "自然断点梯队",
        "tier": "第{k}梯队（{low:.1f}—{high:.1f}）",
        "types": "四类地区：水平与增长",
        "level": "{year}年数值",
        "points": "年均增长（与数值同单位）",
        "rate": "年均增长率（%）",
        "mean": "均值",
        "median": "中位数",
        "rule": "虚线为各地区基准（{bench}）；右侧点线为基准加一个标准差，其右一律为引领型；"
        "基准以上增长较慢者为引领型、较快者为崛起型，基准以下增长较快者为追赶型、较慢者为起步型。",
        "clusters": "地区聚类：{name}",
        "map": "各类地区",
        "cluster": "第{k}类（{n}）",
        "profile": "各类均值",
        "method": "方法：{method}；轮廓系数{s:.2f}，自助抽样调整兰德指数平均{ari:.2f}"
        "（1为完全一致）。",
        "coupling": "耦合协调：{name}",
        "classes": "{year}年协调等级与协调度",
        "lines": "各地区均值",
        "C": "耦合度 C",
        "T": "综合发展 T",
        "D": "协调度 D",
        "formula": "D 为 C 与 T 乘积的平方根；C 为各子系统几何平均与算术平均之比，"
        "T 为加权平均；等级按0.1等距划分。",
    },
    "en": {
        "typology": "Tiers and types: {name}",
        "since": "{year}, growth since {since}",
        "tiers": "Tiers by natural breaks",
        "tier": "Tier {k} ({low:.1f}–{high:.1f})",
        "types": "Four types: level and growth",
        "level": "Value in {year}",
        "points": "Growth a year (unit of the value)",
        "rate": "Growth a year (%)",
        "mean": "mean",
        "median": "median",
        "rule": "Dashed lines: benchmark ({bench}) of the regions. Right of the dotted line (one "
        "standard deviation above) all are leading; above the benchmark level the slower are "
        "leading, the faster rising; below it the faster are catching up, the slower starting.",
        "clusters": "Clusters of regions: {name}",
        "map": "Regions by cluster",
        "cluster": "Cluster {k} ({n})",
        "profile": "Means of each cluster",
        "method": "Method: {method}; silhouette {s:.2f}, mean adjusted Rand index over bootstrap "
        "samples {ari:.2f} (1: always the same).",
        "coupling": "Coupling coordination: {name}",
        "classes": "Class and degree of coordination, {year}",
        "lines": "Means of the regions",
        "C": "Coupling C",
        "T": "Development T",
        "D": "Coordination D",
        "formula": "D is the square root of C times T; C is the geometric over the arithmetic mean "
        "of the subsystems, T their weighted mean; classes are equal steps of 0.1.",
    },
}
_MARKS = {"leading": "o", "rising": "^", "catching-up": "s", "starting": "v"}
_FACES = dict(zip(_MARKS, (NAMED[0], NAMED[1], NAMED[2], NAMED[3]), strict=True))


def _tiled(codes: pd.Index) -> bool:
    return all(c in regions() for c in codes)


@draw.register(Typology)
def typology(result: Typology, *, lang: str = "zh", source: str = "") -> Figure:
    """Tiers on the tile grid (for provinces of China), and types by level and growth."""
    words = _WORDS.get(lang, _WORDS["en"])
    tiled = _tiled(result.frame.index)
    with sheet(
        words["typology"].format(name=result.subject.name.say("zh" if lang == "zh" else "en")),
        subtitle=words["since"].format(year=result.year, since=result.since),
        source=source_of(result.subject, source, lang),
        note=words["rule"].format(bench=words[result.benchmark]),
        lang=lang,
        size=SIZE if tiled else NARROW,
    ) as page:
        axes, *rest = panels(page, 1, 2 if tiled else 1, above=0.65, left=0.8, below=0.55,
                             gap=(0.5, 0.5))  # fmt: skip
        _types(axes, result, words, lang)
        for grid in rest:
            _tiers(grid, result, words, lang)
    return page.figure


def _tiers(axes: Axes, result: Typology, words: dict[str, str], lang: str) -> None:
    frame = result.frame
    lows, highs = (getattr(frame.groupby("tier")["value"], f)() for f in ("min", "max"))
    said = {k: words["tier"].format(k=k, low=lows[k], high=highs[k]) for k in lows.index}
    colours = dict(zip(said.values(), steps(np.linspace(0.95, 0.12, len(said))), strict=True))
    classes = {c: said[k] for c, k in frame["tier"].items()}
    below = {c: f"{v:.1f}" for c, v in frame["value"].items()}
    class_tiles(axes, classes, colours, below=below, lang=lang)
    title(axes, words["tiers"])


def _types(axes: Axes, result: Typology, words: dict[str, str], lang: str) -> None:
    frame = result.frame.dropna(subset=["type"])
    times = 100.0 if result.growth == "rate" else 1.0
    axes.axvline(result.level, color=MUTED, linewidth=0.8, linestyle="--")
    axes.axvline(result.lead, color=MUTED, linewidth=0.8, linestyle=":")
    axes.axhline(times * result.pace, color=MUTED, linewidth=0.8, linestyle="--")
    for kind, text in TYPES.items():
        own = frame[frame["type"] == kind]
        axes.scatter(own["value"], times * own["growth"], s=34, marker=_MARKS[kind], zorder=3,
                     color=_FACES[kind],
                     label=f"{text.say('zh' if lang == 'zh' else 'en')} ({len(own)})",
                     )  # fmt: skip
    axes.margins(0.09)
    if len(frame) <= 60:
        name_points(axes, list(frame["value"]), list(times * frame["growth"]),
                    [letters(str(c), lang) for c in frame.index])  # fmt: skip
    axes.set_xlabel(words["level"].format(year=result.year), size=9.5)
    axes.set_ylabel(words[result.growth], size=9.5)
    axes.tick_params(labelsize=9)
    axes.legend(frameon=False, fontsize=9.5, loc="lower left", bbox_to_anchor=(-0.02, 1.0),
                ncols=4, handletextpad=0.2, columnspacing=1.0, borderaxespad=0.0)  # fmt: skip
    title(axes, words["types"], pad=24)


@draw.register(Clusters)
def clusters(result: Clusters, *, lang: str = "zh", source: str = "") -> Figure:
    """Clusters on the tile grid (for provinces of China), and the mean profile of each."""
    words = _WORDS.get(lang, _WORDS["en"])
    tiled = _tiled(result.frame.index)
    size = result.frame["cluster"].value_counts().sort_index()
    said = {k: words["cluster"].format(k=k, n=n) for k, n in size.items()}
    shades = dict(zip(said.values(), steps(np.linspace(0.95, 0.12, len(said))), strict=True))
    with sheet(
        words["clusters"].format(name=result.subject.name.say("zh" if lang == "zh" else "en")),
        subtitle=years_of([result.year], lang) if result.year else "",
        source=source_of(result.subject, source, lang),
        note=words["method"].format(
            method=result.method, s=result.silhouette, ari=result.stability.mean()
        ),
        lang=lang,
        size=SIZE if tiled else NARROW,
    ) as page:
        axes, *rest = panels(page, 1, 2 if tiled else 1, above=0.4, left=0.8, below=0.55,
                             gap=(0.5, 0.5))  # fmt: skip
        _profiles(axes, result, said, words, lang)
        for grid in rest:
            classes = {c: said[k] for c, k in result.frame["cluster"].items()}
            class_tiles(grid, classes, shades, below={c: str(k) for c, k in
                        result.frame["cluster"].items()}, lang=lang)  # fmt: skip
            title(grid, words["map"])
    return page.figure


def _profiles(
    axes: Axes, result: Clusters, said: dict[int, str], words: dict[str, str], lang: str
) -> None:
    marks, lines = "os^Dv*PX", ("-", "--", "-.", ":")
    places = range(result.profiles.shape[1])
    for n, (k, row) in enumerate(result.profiles.iterrows()):
        colour = steps([0.95 - 0.6 * n / max(len(said) - 1, 1)])[0]
        axes.plot(places, row, marker=marks[n % 8], linestyle=lines[n % 4], color=colour,
                  markersize=7, linewidth=1.6, label=said[k])  # fmt: skip
    names = [result.names[c].say("zh" if lang == "zh" else "en") for c in result.profiles]
    axes.set_xticks(places, ["\n".join(wrap(n, 36 / len(names))) for n in names])
    axes.margins(x=0.08)
    axes.tick_params(labelsize=9.5)
    axes.legend(frameon=False, fontsize=9.5, loc="best")
    title(axes, words["profile"])


@draw.register(Coupling)
def coupling(result: Coupling, *, lang: str = "zh", source: str = "") -> Figure:
    """Means of C, T and D by year; beside them the classes of the last year on the tile grid."""
    words = _WORDS.get(lang, _WORDS["en"])
    language: Language = "zh" if lang == "zh" else "en"
    degrees = result.degrees
    year = int(degrees.columns[-1])
    now = result.frame.xs(year, level="year")
    tiled = _tiled(now.index)
    comma = "；" if lang == "zh" else "; "
    with sheet(
        words["coupling"].format(name=result.subject.name.say(language)),
        subtitle=comma.join(t.say(language) for t in result.names.values()),
        source=source_of(result.subject, source, lang),
        note=words["formula"],
        lang=lang,
        size=SIZE if tiled else NARROW,
    ) as page:
        axes, *rest = panels(page, 1, 2 if tiled else 1, above=0.4, left=0.8, below=0.45,
                             gap=(0.5, 0.5))  # fmt: skip
        means = result.frame.groupby("year")[["coupling", "development", "coordination"]].mean()
        for (column, key), style, colour in zip(
            (("coupling", "C"), ("development", "T"), ("coordination", "D")),
            ("s--", "^-.", "o-"), (NAMED[1], NAMED[2], NAMED[0]), strict=True,
        ):  # fmt: skip
            axes.plot(means.index, means[column], style, color=colour, label=words[key],
                      markersize=6, linewidth=2.4 if key == "D" else 1.5)  # fmt: skip
        axes.set_ylim(0.0, 1.05)
        if len(means) <= 12:
            axes.set_xticks(list(means.index))
        axes.tick_params(labelsize=9, labelcolor=INK)
        axes.legend(frameon=False, fontsize=9.5, loc="lower right")
        title(axes, words["lines"])
        for grid in rest:
            used = sorted(set(now["class"]), reverse=True)
            places = dict(zip(used, steps(np.linspace(1.0, 0.1, len(used))), strict=True))
            colours = {f"{k} {CLASSES[k - 1].say(language)}": c for k, c in places.items()}
            classes = {c: f"{k} {CLASSES[k - 1].say(language)}" for c, k in now["class"].items()}
            below = {c: f"{d:.3f}" for c, d in now["coordination"].items()}
            class_tiles(grid, classes, colours, below=below, lang=lang)
            title(grid, words["classes"].format(year=year))
    return page.figure
