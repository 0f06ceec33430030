"""Pictures of targets: how likely each is, and what became of past forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.errors import MethodError, Sentence, listed, say
from devindex.figures.captions import Lang, fitted, in_words
from devindex.figures.draw import draw
from devindex.figures.forecasts import fan
from devindex.figures.look import DARK, INK, LIGHT, LINE, MIDDLE, MUTED, PAPER
from devindex.figures.sheet import sheet
from devindex.forecast import Assessment, Backtest, Forecast, clean_series
from devindex.forecast.units import unit_text, value_text
from devindex.forecast.verdicts import BANDS
from devindex.forecast.wording import publisher_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["assessment", "record", "targets"]

ROOM = 3.7
"""Left of the axes for labels, inches."""
SOURCE = Sentence(
    "figures announced by {names}; computed by devindex", "{names}公布的数值；devindex 计算"
)


@draw.register(Assessment)
def assessment(made: Assessment, *, lang: Lang = "zh", source: str = "") -> Figure:
    """The forecast behind an assessment, see :func:`devindex.figures.fan`.

    Raises
    ------
    MethodError
        If nothing is forecast: no figure measures the target, or its deadline has passed.

    Examples
    --------
    >>> import devindex as dx
    >>> dx.assess("plt_connected_devices_2028").plot(lang="en").texts[0].get_text()
    'Forecast: Industrial devices connected on key platforms'
    """
    if made.forecast is None:
        raise MethodError(
            say(
                "nothing is forecast for {target}, so that there is no picture; its state: {state}",
                "{target} 没有预测，故无图可画；其状态为 {state}",
                target=made.target.id, state=made.state.state,
            )
        )  # fmt: skip
    return fan(made.forecast, lang=lang, source=source)


def targets(made: Sequence[Assessment], *, lang: Lang = "zh", source: str = "") -> Figure:
    """Probability of every target that is forecast, the likeliest first.

    A ring is the probability without the growth of related series. The words above are those of
    the probability rule of :data:`devindex.forecast.verdicts.BANDS`.

    Raises
    ------
    MethodError
        If no target of them is forecast.

    Examples
    --------
    >>> import devindex as dx
    >>> targets(dx.assessments(), lang="en").texts[0].get_text()
    'Will the targets be met?'
    """
    ahead = [(a, a.forecast) for a in made if a.forecast is not None and a.probability is not None]
    if not ahead:
        raise MethodError(
            say(
                "none of the targets is forecast: there is nothing to draw",
                "所给目标均没有预测，无图可画",
            )
        )
    ahead.sort(key=lambda pair: (-(pair[0].probability or 0.0), pair[0].target.id))
    names = dict.fromkeys(publisher_of(c.figure.publisher) for _, f in ahead
                          for c in f.series.kept if c.figure.publisher)  # fmt: skip
    line = say(SOURCE, SOURCE.zh, names=listed(names)) if names else Sentence("", "")
    rest = sum(a.forecast is None and a.state.state == "open" for a in made)
    note = Sentence("Ring: without the growth of related series.", "圆环：不参照相近序列的增长。")
    if rest:
        note = say(
            "{note} For {n} more open targets no figure is public.",
            "{note}另有{n}个尚未到期的目标没有公开数值。", note=note, n=rest,
        )  # fmt: skip
    with sheet(
        in_words(Sentence("Will the targets be met?", "目标能否实现？"), lang),
        subtitle=in_words(Sentence("Probability by the forecast", "按预测计算的实现概率"), lang),
        source=source or in_words(line, lang), note=in_words(note, lang), lang=lang,
        size=(9.6, 3.1 + 0.62 * len(ahead)),
    ) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=0.85, below=0.5)
        _likely(axes, ahead, lang)
    return page.figure


def _likely(axes: Axes, ahead: list[tuple[Assessment, Forecast]], lang: Lang) -> None:
    """A dot a target between the lines of the words, the word and the target at the left."""
    ends = [low for low, *_ in BANDS if low > 0]
    for end in ends:
        axes.axvline(100 * end, color=LINE, linewidth=0.7, zorder=0)
    for row, (made, _) in enumerate(ahead):
        p, plain = made.probability or 0.0, made.probability_without_reference
        axes.axhline(row, color=LINE, linewidth=0.4, zorder=0)
        if plain is not None:
            axes.plot([100 * plain, 100 * p], [row, row], color=MIDDLE, linewidth=1.2, zorder=1)
            axes.plot([100 * plain], [row], "o", color=DARK, markerfacecolor=PAPER, markersize=7)
        axes.plot([100 * p], [row], "o", color=DARK, markersize=9, zorder=3)
        word = next(text for low, text, _ in BANDS if p >= low)
        said = f"{100 * p:.0f}% · {word.zh}" if lang == "zh" else f"{100 * p:.0f} % · {word.en}"
        axes.annotate(said, (100 * p, row), (0, 9), textcoords="offset points", size=9.5,
                      bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
                      ha="left" if p < 0.2 else "right" if p > 0.8 else "center")  # fmt: skip
    labels = [fitted(_target(f, lang), ROOM, 10) for _, f in ahead]
    axes.set_yticks(range(len(ahead)), labels, size=10)
    axes.set_ylim(len(ahead) - 0.5, -0.7)
    axes.set_xlim(-2, 102)
    axes.set_xticks([0, 10, 33, 66, 90, 100])
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}%" if lang == "zh" else f"{x:.0f} %")
    axes.tick_params(length=0, labelsize=9.5)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(in_words(Sentence("probability", "概率"), lang), size=9.5)


def _target(made: Forecast, lang: Lang) -> str:
    """Name of the target, its value and the year of the deadline."""
    own = made.series.name if made.target is None else made.target.name
    name = Sentence(own.en, own.zh)
    year = int(np.ceil(made.dates[-1])) - 1
    value = value_text(made.threshold or 0.0, unit_text(made.series.unit, made.target))
    said = say(
        "{name}: {value} by {year}", "{name}：{year}年{value}", name=name, value=value, year=year
    )
    return in_words(said, lang)


@draw.register(Backtest)
def record(made: Backtest, *, lang: Lang = "zh", source: str = "") -> Figure:
    """Every later figure of every series beside the forecast made before it.

    Each row is a figure and the forecast from what was known when it was made, over the median
    forecast: 1 is the median. Filled: inside the 80 % interval; rings: outside it.

    Raises
    ------
    MethodError
        If no figure could be forecast.

    Examples
    --------
    >>> import devindex as dx
    >>> dx.backtest(draws=200).plot(lang="en").texts[0].get_text()
    'Past forecasts, and what came'
    """
    rows = made.figures[made.figures["median"] > 0]
    rows = rows.sort_values(["series", "date"], kind="stable", ignore_index=True)
    if rows.empty:
        raise MethodError(
            say(
                "no later figure was forecast: there is nothing to draw",
                "没有可检验的预测，无图可画",
            )
        )
    codes = set(rows["series"])
    names = dict.fromkeys(publisher_of(a.publisher) for a in made.announcements.rows
                          if a.series in codes and a.publisher)  # fmt: skip
    line = say(SOURCE, SOURCE.zh, names=listed(names)) if names else Sentence("", "")
    subtitle = say(
        "{n} later figures of {k} series over the median forecast; {a:.0%} inside the 80 % "
        "interval, {b:.0%} inside the 95 % interval",
        "{k}个序列后来公布的{n}个数值与预测中位数之比；{a:.0%}在80%区间内，{b:.0%}在95%区间内",
        n=len(rows), k=len(codes), a=rows["in_80"].mean(), b=rows["in_95"].mean(),
    )  # fmt: skip
    note = Sentence(
        "Bands: 80 and 95 % intervals of the forecast from what was known before. Filled: inside "
        "the 80 % interval; ring: outside.",
        "色带：按此前已知数值所作预测的80%与95%区间。实心：在80%区间内；圆环：在其外。",
    )
    with sheet(
        in_words(Sentence("Past forecasts, and what came", "过去的预测与实际"), lang),
        subtitle=in_words(subtitle, lang), source=source or in_words(line, lang),
        note=in_words(note, lang), lang=lang, size=(9.6, 3.4 + 0.155 * (len(rows) + len(codes))),
    ) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=0.6, below=0.45)
        _tried(axes, rows, made, lang)
    return page.figure


def _tried(axes: Axes, rows: pd.DataFrame, made: Backtest, lang: Lang) -> None:
    """Series by series, a row a figure, with half a row between series."""
    place, middles, labels = 0.0, [], []
    for code, own in rows.groupby("series", sort=False):
        middles.append(place + (len(own) - 1) / 2)
        series = clean_series(str(code), announcements=made.announcements)
        labels.append(in_words(Sentence(series.name.en, series.name.zh), lang))
        for row in own.to_dict("records"):
            for level, shade, tall in (("95", LIGHT, 0.7), ("80", MIDDLE, 0.7)):
                low, high = (row[f"{end}_{level}"] / row["median"] for end in ("low", "high"))
                axes.barh(place, high - low, left=low, height=tall, color=shade)
            axes.plot([row["outcome"] / row["median"]], [place], "o", color=INK, markersize=4.5,
                      markerfacecolor=INK if row["in_80"] else PAPER, zorder=3)  # fmt: skip
            place += 1.0
        axes.axhline(place - 0.25, color=LINE, linewidth=0.5, zorder=0)
        place += 0.5
    axes.use_sticky_edges = False
    axes.set_xscale("log")
    axes.axvline(1.0, color=MUTED, linewidth=0.9, zorder=2)
    low, high = axes.get_xlim()
    ticks = [t for t in (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10) if low <= t <= high]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.set_xticks([], minor=True)
    axes.set_yticks(middles, [fitted(x, ROOM, 9) for x in labels], size=9)
    axes.set_ylim(place, -1.0)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9.5)
    axes.spines["left"].set_visible(False)
    label = Sentence("figure over median forecast (log scale)", "实际与预测中位数之比（对数刻度）")
    axes.set_xlabel(in_words(label, lang), size=9.5)
