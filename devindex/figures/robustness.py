"""How sure a rank is, drawn: shares of ranks with their ranges; what the ranks hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from devindex.analysis.names import named
from devindex.analysis.robustness import Uncertainty
from devindex.analysis.sobol import FACTOR_NAMES, Sensitivity
from devindex.errors import Sentence, listed
from devindex.figures.captions import source_of
from devindex.figures.draw import draw
from devindex.figures.look import DARK, INK, MIDDLE, PAPER, shades
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["rank_intervals", "what_counts"]

RANKS = {
    "title": Sentence("How sure is a rank? {year}", "位次有多确定？{year}年"),
    "subtitle": Sentence(
        "Share of {draws:,} recomputations in which each region takes each rank; varied at once: "
        "{what}",
        "各地区在{draws:,}次重算中取得各位次的比例；同时变动：{what}",
    ),
    "rank": Sentence("Rank", "位次"),
    "bar": Sentence("Share of recomputations", "占重算次数的比例"),
    "note": Sentence(
        "A range says how far a rank hangs on choices that can be defended, not how wrong the "
        "figures may be.",
        "区间反映位次对各种合理选择的依赖程度，不反映数据本身的误差。",
    ),
    "dot": Sentence("published rank", "公布位次"),
    "box": Sentence("90 % rank range", "90%位次区间"),
}
HANGS = {
    "title": Sentence("What do the ranks hang on? {year}", "位次取决于什么？{year}年"),
    "subtitle": Sentence(
        "Sobol indices of the mean absolute rank shift, with 90 % intervals",
        "平均位次变动的 Sobol 指数及90%区间",
    ),
    "note": Sentence(
        "First-order effects do not sum to one where choices act together; bars below zero are "
        "drawn at zero.",
        "各项选择相互作用时，一阶指数之和不等于1；负值画为零。",
    ),
    "first": Sentence("by itself (first order)", "单独作用（一阶）"),
    "total": Sentence("with all it acts with (total)", "含交互作用（总效应）"),
    "axis": Sentence("Share of the variance", "占方差的比例"),
}


def _say(words: dict[str, Sentence], key: str, lang: str, **values: object) -> str:
    said = words[key]
    return (said.zh if lang == "zh" else str(said)).format(**values)


def _varied(result: Uncertainty, lang: str) -> str:
    words = [FACTOR_NAMES[f] for f in result.space.varying()]
    said = listed(words) if words else Sentence("nothing", "无")
    return said.zh if lang == "zh" else str(said)


def _name(code: str, lang: str) -> str:
    said = named(code)
    return said.zh if lang == "zh" else str(said)


@draw.register(Uncertainty)
def rank_intervals(
    result: Uncertainty, *, year: int | None = None, lang: str = "zh", source: str = ""
) -> Figure:
    """Share of draws in each rank, one row a region in the order of published ranks.

    The darker, the more often; a dot marks the published rank, a frame the 90 % rank range.

    Examples
    --------
    >>> import devindex as dx
    >>> sure = dx.uncertainty(dx.compute(dx.load_panel()), draws=100)
    >>> sure.plot(year=2023).texts[0].get_text()
    '位次有多确定？2023年'
    """
    from matplotlib.patches import Rectangle

    when = result.years[-1] if year is None else year
    shares = result.rank_shares(when)
    own = result.frame.xs(when, level="year").dropna(subset=["rank"])
    own = own.sort_values(["rank", "rank_mean"], kind="stable")
    values = shares.loc[own.index, range(1, len(own) + 1)].to_numpy()
    height = 2.9 + 0.225 * len(own)
    with sheet(
        _say(RANKS, "title", lang, year=when),
        subtitle=_say(RANKS, "subtitle", lang, draws=result.draws, what=_varied(result, lang)),
        source=source or source_of(result.index, lang), note=_say(RANKS, "note", lang), lang=lang,
        size=(9.0, max(height, 5.0)),
    ) as page:  # fmt: skip
        (axes,) = page.panels(left=1.55, right=1.5, below=0.55)
        top = float(np.nanmax(values)) or 1.0
        places = (0.5, len(own) + 0.5)
        image = axes.imshow(
            np.where(values > 0, values, np.nan), cmap=shades(), vmin=0, vmax=top, aspect="auto",
            extent=(*places, *places[::-1]), interpolation="nearest",
        )  # fmt: skip
        for row, (low, high) in enumerate(
            own[["rank_lower", "rank_upper"]].astype(int).to_numpy(), 1
        ):
            frame = Rectangle(
                (low - 0.5, row - 0.5), high - low + 1, 1, fill=False, edgecolor=INK, linewidth=0.9
            )
            axes.add_patch(frame)
        rank = own["rank"].astype(int).to_numpy()
        axes.plot(
            rank, np.arange(1, len(own) + 1), "o", color=PAPER, markeredgecolor=INK, markersize=5,
        )  # fmt: skip
        axes.set_yticks(np.arange(1, len(own) + 1), [_name(c, lang) for c in own.index], size=9)
        axes.set_xticks([n for n in (1, *range(5, len(own) + 1, 5)) if n <= len(own)])
        axes.tick_params(length=0)
        axes.set_xlabel(_say(RANKS, "rank", lang))
        axes.spines[:].set_visible(False)
        _key(axes, lang)
        width, tall = page.figure.get_size_inches()
        bar = page.figure.add_axes(
            ((width - 1.2) / width, 0.5 - 0.7 / tall, 0.14 / width, 1.4 / tall)
        )
        scale = page.figure.colorbar(image, cax=bar)
        scale.outline.set_visible(False)
        scale.ax.yaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f}%")
        scale.ax.tick_params(size=0, labelsize=8)
        label = _say(RANKS, "bar", lang)
        bar.set_title(label if lang == "zh" else label.replace(" of ", "\nof "), size=8, pad=8)
    return page.figure


def _key(axes: object, lang: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    dot = Line2D([], [], marker="o", linestyle="", color=PAPER, markeredgecolor=INK, markersize=5)
    box = Patch(fill=False, edgecolor=INK, linewidth=0.9)
    axes.legend(  # type: ignore[attr-defined]
        [dot, box], [_say(RANKS, "dot", lang), _say(RANKS, "box", lang)],
        loc="upper right", frameon=False, fontsize=9,
    )  # fmt: skip


@draw.register(Sensitivity)
def what_counts(result: Sensitivity, *, lang: str = "zh", source: str = "") -> Figure:
    """Sobol indices of the mean rank shift: a bar for each choice, alone and in all.

    Examples
    --------
    >>> import devindex as dx
    >>> hangs = dx.sensitivity(dx.compute(dx.load_panel()), points=16)
    >>> hangs.plot(lang="en").texts[0].get_text()
    'What do the ranks hang on? 2024'
    """
    frame = result.frame.sort_values("total")
    at = np.arange(len(frame), dtype=float)
    with sheet(
        _say(HANGS, "title", lang, year=result.year), subtitle=_say(HANGS, "subtitle", lang),
        source=source or source_of(result.index, lang), note=_say(HANGS, "note", lang), lang=lang,
        size=(9.0, 2.8 + 0.55 * len(frame)),
    ) as page:  # fmt: skip
        (axes,) = page.panels(left=1.9, below=0.55)
        for name, shift, colour in (("total", 0.19, MIDDLE), ("first", -0.19, DARK)):
            value = frame[name].to_numpy()
            low, high = frame[f"{name}_lower"].to_numpy(), frame[f"{name}_upper"].to_numpy()
            axes.barh(
                at + shift, np.maximum(value, 0), 0.34, color=colour, label=_say(HANGS, name, lang),
                xerr=[np.maximum(value - low, 0), np.maximum(high - value, 0)],
                error_kw={"ecolor": INK, "elinewidth": 1},
            )  # fmt: skip
        names = [FACTOR_NAMES[str(f)] for f in frame.index]
        axes.set_yticks(at, [n.zh if lang == "zh" else str(n) for n in names], size=10)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_xlabel(_say(HANGS, "axis", lang))
        axes.legend(loc="lower right", frameon=False, fontsize=9)
    return page.figure
