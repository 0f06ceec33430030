"""Picture of a forecast: what was announced, the fan of what comes, the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from devindex.definitions import Text
from devindex.errors import Sentence, say
from devindex.figures.captions import Lang, in_words
from devindex.figures.draw import draw
from devindex.figures.look import FAINT, INK, MUTED, PAPER, steps
from devindex.figures.parts import panels
from devindex.figures.sheet import sheet
from devindex.forecast import Forecast
from devindex.forecast.lines import reached_on
from devindex.forecast.standstill import standstill
from devindex.forecast.units import amount, median_and_interval, unit_text
from devindex.forecast.wording import chance, day_text, evidence, publishers, scope

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["fan"]

TALLER = 2.2
"""How much higher than all else the 95 % band may make the axis."""
_WORDS = {
    "title": Sentence("Forecast: {name}", "预测：{name}"),
    "median": Sentence("median", "中位数"),
    "80": Sentence("80 % interval", "80%区间"),
    "95": Sentence("95 % interval", "95%区间"),
    "exact": Sentence("announced", "公布数值"),
    "about": Sentence("announced: about", "公布为“约”"),
    "at_least": Sentence("announced: more than", "公布为“超过”"),
    "at_most": Sentence("announced: at most", "公布为“不超过”"),
    "dropped": Sentence("read, not used", "读入而未采用"),
    "ceiling": Sentence("ceiling {value}", "上限 {value}"),
    "target": Sentence("target {value}", "目标 {value}"),
    "both": Sentence("target {value}, the ceiling", "目标 {value}（即上限）"),
    "source": Sentence("{who}; forecast computed by devindex", "{who}；预测由 devindex 计算"),
}


def _say(key: str, lang: Lang, **values: object) -> str:
    said = _WORDS[key]
    return in_words(said, lang).format(
        **{k: in_words(v, lang) if isinstance(v, Sentence) else v for k, v in values.items()}
    )


@draw.register(Forecast)
def fan(result: Forecast, *, lang: Lang = "zh", source: str = "") -> Figure:
    """Announced figures, median with 80 and 95 % bands, ceiling, target and deadline.

    A figure known as an interval is drawn as one; figures read and not used stand faintly. Where
    the 95 % band would dwarf all else it is cut, and the note says how far it goes.

    Parameters
    ----------
    source
        Source line; the publishers of the announced figures if not given.

    Raises
    ------
    MethodError
        For figures of one's own without a source.

    Examples
    --------
    >>> from devindex.forecast import forecast
    >>> forecast("plt_penetration_rate_2028", draws=500).plot().texts[0].get_text()
    '预测：工业互联网平台（应用）普及率'
    """
    frame = result.to_frame()
    low, high, cut = _range(result, frame)
    size, unit = _scaled(high, unit_text(result.series.unit, result.target), lang)
    who, marks = publishers(result.series), _marks(result)
    name = Sentence(result.series.name.en, result.series.name.zh)
    with sheet(
        _say("title", lang, name=name),
        subtitle=in_words(_subtitle(result, frame / size, unit), lang),
        source=source or (_say("source", lang, who=who) if who else ""),
        note=in_words(_note(result, frame / size, unit, cut), lang),
        lang=lang,
        size=(9.5, 6.6),
    ) as page:
        rows = 1 + (len(marks) > 2)
        (axes,) = panels(page, above=0.12 + 0.22 * rows, left=0.95, right=0.55, below=0.4)
        axes.set_ylim(low / size, high / size)
        _years(axes, min(c.figure.time for c in result.series.choices), float(frame.index[-1]))
        _bands(axes, result, frame / size, size, lang)
        _announced(axes, result, marks, size, lang)
        _lines(axes, result, size, unit, lang)
        axes.set_ylabel(unit, size=10)
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:,.10g}")
        axes.tick_params(labelsize=9)
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), frameon=False, fontsize=9,
                    ncols=-(-(3 + len(marks)) // rows), handlelength=1.6, columnspacing=1.6,
                    borderaxespad=0.2)  # fmt: skip
    return page.figure


def _range(result: Forecast, frame: pd.DataFrame) -> tuple[float, float, bool]:
    """Ends of the axis, and whether the 95 % band is cut."""
    series = result.series
    shown = [*series.high, *frame["high_80"], *([result.threshold] if result.threshold else [])]
    top, whole = max(shown), float(frame["high_95"].max())
    cut = whole > TALLER * top
    top = 1.15 * top if cut else max(top, whole)
    if series.ceiling is not None and top > 0.4 * series.ceiling:
        top = max(top, series.ceiling)
    bottom = min(*series.low, *frame["low_95"], *([result.threshold] if result.threshold else []))
    bottom = 0.0 if bottom < 0.6 * top or bottom == top else bottom - 0.15 * (top - bottom)
    return bottom, top + 0.1 * (top - bottom), cut


def _scaled(top: float, unit: Text | None, lang: Lang) -> tuple[float, str]:
    """What the axis is divided by, and its label."""
    if unit is None:
        return 1.0, ""
    said = unit.say(lang)
    if said[:1] in "万亿1指" or said.startswith(("trillion", "CNY")):
        return 1.0, said
    large = [(1e8, "亿"), (1e4, "万")] if lang == "zh" else [(1e9, "billion "), (1e6, "million ")]
    return next(((size, word + said) for size, word in large if top >= size), (1.0, said))


def _subtitle(result: Forecast, frame: pd.DataFrame, unit: str) -> Sentence:
    last, when = frame.iloc[-1], day_text(float(frame.index[-1]))
    median, span = median_and_interval(
        last["median"], last["low_80"], last["high_80"], Text(zh=unit, en=unit) if unit else None
    )
    said = say(
        "By {when}: median {median}, 80 % interval {span}",
        "{when}：中位数{median}，80%区间{span}",
        when=Sentence(when.en, when.zh), median=median, span=span,
    )  # fmt: skip
    if result.threshold is None:
        return said
    day = reached_on(result)
    if day is not None:
        return say(
            "{said}; target reached by {day} already", "{said}；{day}已达到目标",
            said=said, day=day,
        )  # fmt: skip
    return say(
        "{said}; probability of the target {p}", "{said}；达到目标的概率{p}",
        said=said, p=chance(result.probability()),
    )  # fmt: skip


def _after(unit: str) -> Sentence:
    """A unit behind a number; "count" is not written."""
    return Sentence("" if unit in ("", "count") else f" {unit}", unit)


def _note(result: Forecast, frame: pd.DataFrame, unit: str, cut: bool) -> Sentence:
    series = result.series
    parts = [
        say(
            "Figures read: {all}. Evidence: {evidence}", "读入{all}个数值。依据：{evidence}",
            all=len(series.choices), evidence=evidence(series, result.reference),
        )
    ]  # fmt: skip
    near = scope(result.target, series)
    if near is not None:
        parts.append(say("Scope: {near}.", "口径：{near}。", near=near))
    still = standstill(result)
    if still is not None:
        parts.append(say("Mind: {still}.", "注意：{still}。", still=still))
    if "at_least" in _marks(result):
        parts.append(
            say(
                "The bar of 'more than' ends at the next figure a writer would have used.",
                "“超过”的竖线止于再往上一档的整数值。",
            )
        )
    parts.append(
        say(
            "Bands hold 80 and 95\u00a0% of {draws:,} paths.",
            "色带含{draws:,}条路径的80%与95%。",
            draws=len(result.draws),
        )
    )
    if cut:
        parts.append(
            say(
                "The 95\u00a0% band is cut; it reaches {high}{unit} in the end.",
                "95%色带超出图幅，期末上端为{high}{unit}。",
                high=amount(float(frame["high_95"].iloc[-1])),
                unit=_after(unit),
            )
        )
    if series.never_falls:
        parts.append(say("The figures never fall.", "数值只增不减。"))
    return Sentence(" ".join(parts), "".join(p.zh for p in parts))


def _years(axes: Axes, first: float, last: float) -> None:
    """A tick where each year begins, its number in its middle."""
    axes.set_xlim(first - 0.35, last + 0.35)
    years = np.arange(int(first - 0.35), int(last + 0.35) + 1)
    every = 1 + len(years) // 14
    axes.set_xticks([y for y in years if y > first - 0.35], labels=[])
    middles = [y for y in years[::-1][::every] if first - 0.35 <= y + 0.5 <= last + 0.35]
    axes.set_xticks([y + 0.5 for y in middles], labels=[str(y) for y in middles], minor=True)
    axes.tick_params(which="minor", length=0, labelsize=9)


def _bands(axes: Axes, result: Forecast, frame: pd.DataFrame, size: float, lang: Lang) -> None:
    """The fan; it opens at the latest figure where that is exact, else at the first date."""
    series = result.series
    if series.low[-1] == series.high[-1]:
        frame.loc[series.times[-1]] = series.values[-1] / size
        frame = frame.sort_index()
    axes.plot(frame.index, frame["median"], color=steps([0.8])[0], linewidth=2, zorder=3,
              label=_say("median", lang))  # fmt: skip
    for level, shade, order in (("80", 0.3, 1.5), ("95", 0.06, 1)):
        low, high = frame[f"low_{level}"], frame[f"high_{level}"]
        axes.fill_between(frame.index, low, high, color=steps([shade])[0], linewidth=0,
                          zorder=order, label=_say(level, lang))  # fmt: skip


def _marks(result: Forecast) -> list[str]:
    """Kinds of figures on the picture."""
    kinds = {c.figure.bound if c.kept else "dropped" for c in result.series.choices}
    return [k for k in ("exact", "about", "at_least", "at_most", "dropped") if k in kinds]


def _announced(axes: Axes, result: Forecast, marks: list[str], size: float, lang: Lang) -> None:
    """Figures used, with a bar over the interval; figures read and not used, faintly."""
    series = result.series
    for kind in marks:
        mine = [c for c in series.choices if (c.figure.bound if c.kept else "dropped") == kind]
        times = [c.figure.time for c in mine]
        value, low, high = (
            series.factor / size * np.array([getattr(c, end) for c in mine])
            for end in ("number", "low", "high")
        )
        if kind == "dropped":
            axes.plot(times, value, "_", color=FAINT, markersize=7, markeredgewidth=1.4,
                      zorder=3.5, label=_say(kind, lang))  # fmt: skip
            continue
        axes.vlines(times, low, high, color=INK, linewidth=1.4, zorder=4)
        if kind in ("at_least", "at_most"):
            axes.plot(times, value, "_", color=INK, markersize=8, zorder=5)
        at, mark = {"at_least": (high, "^"), "at_most": (low, "v")}.get(kind, (value, "o"))
        axes.plot(times, at, mark, color=INK, zorder=5, markersize=5.5, label=_say(kind, lang),
                  markerfacecolor=INK if kind == "exact" else PAPER)  # fmt: skip


def _lines(axes: Axes, result: Forecast, size: float, unit: str, lang: Lang) -> None:
    """Ceiling, target and deadline."""
    ceiling, value = result.series.ceiling, result.threshold
    if ceiling is not None and ceiling / size <= axes.get_ylim()[1] and ceiling != value:
        axes.axhline(ceiling / size, color=MUTED, linewidth=1, linestyle=(0, (1, 2)), zorder=2)
        _label(axes, ceiling / size, _say("ceiling", lang, value=amount(ceiling / size, 12)), MUTED)
    if value is None:
        return
    when = float(result.dates[-1])
    axes.axhline(value / size, color=INK, linewidth=1.1, linestyle="--", zorder=2)
    axes.axvline(when, color=INK, linewidth=1.1, linestyle="--", zorder=2)
    axes.plot([when], [value / size], "D", color=INK, markerfacecolor=PAPER, markersize=8,
              zorder=6)  # fmt: skip
    key = "both" if ceiling == value else "target"
    gap = "" if lang == "zh" or unit == "count" else " "
    said = amount(value / size, 12) + gap + ("" if unit == "count" else unit)
    _label(axes, value / size, _say(key, lang, value=said), INK)


def _label(axes: Axes, y: float, text: str, colour: str) -> None:
    axes.annotate(text, (axes.get_xlim()[0], y), (5, 4), textcoords="offset points", size=9.5,
                  color=colour, ha="left", va="bottom")  # fmt: skip
