"""Picture of scores over the years: some regions by name, the others behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from devindex.analysis.names import named, shown
from devindex.definitions import NATION
from devindex.errors import MethodError, Sentence, say
from devindex.figures.captions import Lang, in_words, source_of
from devindex.figures.look import FAINT, INK, MARKS, NAMED, PAPER
from devindex.figures.parts import logarithmic, name_ends, panels, years_of
from devindex.figures.quantities import Quantity, proxies, quantity, region_in, year_in
from devindex.figures.sheet import sheet
from devindex.index import Index

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["trend"]

FIRST = 5
"""Regions shown by name where none are asked for."""


def trend(
    index: Index,
    *,
    regions: Sequence[str] | str | None = None,
    node: str | None = None,
    lang: Lang = "zh",
    source: str | None = None,
) -> Figure:
    """Lines of the regions asked for and of the nation, all others in grey behind them.

    A gap stays a gap; a hollow mark is an imputed figure. An indicator that is scored by its
    logarithm stands on a logarithmic scale.

    Parameters
    ----------
    regions
        Codes or names, at most seven; the five highest of the latest year if not given.
    node
        Code of a dimension, theme or indicator; the whole index if not given.

    Raises
    ------
    MethodError
        For a region or code the index does not have, or more regions than can be told apart.

    Examples
    --------
    >>> import devindex as dx
    >>> index = dx.compute(dx.load_panel())
    >>> figure = trend(index, regions=["Guangdong", "贵州"], lang="en")
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['China 63.8', 'Guangdong 72.3', 'Guizhou 44.3']
    """
    what = quantity(index, node)
    when = year_in(what, None)
    chosen = _chosen(index, what, regions, when)
    rest = [c for c in what.values.index if c not in chosen and c != NATION.code]
    whole = index.framework.title
    years = [int(y) for y in what.values.columns[what.values.notna().any()]]
    with sheet(
        in_words(what.name, lang),
        subtitle=in_words(_subtitle(what, years, Sentence(whole.en, whole.zh)), lang),
        source=source or source_of(index, lang),
        note=in_words(_note(index, what, chosen, len(rest)), lang),
        lang=lang,
        size=(9.6, 6.6),
    ) as page:
        (axes,) = panels(page, above=0.12, left=0.85, right=1.75, below=0.3)
        for code in rest:
            axes.plot(years, what.values.loc[code, years], color=FAINT, linewidth=0.7, zorder=1)
        if what.logarithmic and float(what.values.min(axis=None)) > 0:
            logarithmic(axes)
        _years(axes, years)
        name_ends(axes, _lines(axes, what, chosen, years, lang))
        unit = Sentence(what.unit.en, what.unit.zh)
        if axes.get_yscale() == "log":
            unit = say("{unit}, log scale", "{unit}，对数刻度", unit=unit)
        axes.set_ylabel(in_words(unit, lang), size=10)
        axes.tick_params(labelsize=9.5)
    return page.figure


def _chosen(
    index: Index, what: Quantity, regions: Sequence[str] | str | None, when: int
) -> list[str]:
    if regions is None:
        own = what.values[when].drop(NATION.code, errors="ignore").dropna()
        order = own.sort_values(ascending=what.less_is_better, kind="stable")
        return [str(c) for c in order.index[:FIRST]]
    words = [regions] if isinstance(regions, str) else list(regions)
    codes = [c for c in dict.fromkeys(region_in(index, w) for w in words) if c != NATION.code]
    if len(codes) > len(NAMED):
        raise MethodError(
            say(
                "{n} regions are asked for; at most {most} lines can be told apart",
                "所选地区为{n}个，至多{most}条线可以区分",
                n=len(codes), most=len(NAMED),
            )
        )  # fmt: skip
    return codes


def _subtitle(what: Quantity, years: list[int], whole: Sentence) -> Sentence:
    span = Sentence(years_of(years, "en"), years_of(years, "zh"))
    if what.code == "index":
        return say("Score, {span}", "{span}得分", span=span)
    if what.less_is_better:
        return say("{span}; less is better. {whole}", "{span}；数值越低越好。{whole}",
                   span=span, whole=whole)  # fmt: skip
    return say("{span}. {whole}", "{span}。{whole}", span=span, whole=whole)


def _note(index: Index, what: Quantity, chosen: list[str], rest: int) -> Sentence:
    parts = [say("Grey: the other {n} regions.", "灰线：其余{n}个地区。", n=rest)] if rest else []
    if what.estimated.loc[chosen].to_numpy().any():
        parts.append(Sentence("Hollow: imputed.", "空心：插补值。"))
    parts.append(proxies(index))
    return Sentence(" ".join(p for p in parts if p), "".join(p.zh for p in parts))


def _lines(
    axes: Axes, what: Quantity, chosen: list[str], years: list[int], lang: Lang
) -> list[tuple[str, float, float]]:
    """Nation dashed, regions with marks; name, last year and its value of each line."""
    ends: list[tuple[str, float, float]] = []
    codes = [c for c in (NATION.code, *chosen) if c in what.values.index]
    for code in codes:
        own = what.values.loc[code, years].astype(float)
        if own.notna().sum() == 0:
            continue
        if code == NATION.code:
            axes.plot(years, own, color=INK, linewidth=1.8, linestyle=(0, (5, 2)), zorder=4)
        else:
            n = chosen.index(code)
            axes.plot(years, own, color=NAMED[n], linewidth=2, marker=MARKS[n], markersize=6,
                      zorder=3)  # fmt: skip
            hollow = what.estimated.loc[code, years].to_numpy(dtype=bool)
            axes.plot(np.array(years)[hollow], own[hollow], MARKS[n], color=NAMED[n], markersize=6,
                      markerfacecolor=PAPER, zorder=3.5)  # fmt: skip
        last = own.dropna()
        value = float(last.iloc[-1])
        name = f"{in_words(named(code), lang)} {shown(value)}"
        ends.append((name, float(last.index[-1]), value))
    return ends


def _years(axes: Axes, years: list[int]) -> None:
    """A tick for every year, or for some of many."""
    every = 1 + len(years) // 14
    axes.set_xticks(years[::-1][::every])
    axes.set_xlim(years[0] - 0.15, years[-1] + 0.15)
