"""Map of an index on the tile grid: its score or any part or indicator of it, in any year."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from devindex.analysis import Uncertainty
from devindex.analysis.names import joined, named
from devindex.definitions import NATION, regions
from devindex.errors import MethodError, Sentence, say
from devindex.figures.captions import Lang, in_words, source_of
from devindex.figures.grid import only_provinces
from devindex.figures.quantities import Quantity, proxies, quantity, year_in
from devindex.figures.tiles import tile_map
from devindex.index import Index

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame
    from matplotlib.figure import Figure

__all__ = ["index_map"]

MOST_NAMED = 8
"""Regions whose imputed figure a note names one by one."""


def index_map(
    index: Index,
    *,
    node: str | None = None,
    year: int | None = None,
    sure: Uncertainty | None = None,
    layer: GeoDataFrame | None = None,
    lang: Lang = "zh",
    source: str | None = None,
) -> Figure:
    """One value for each of the 34 province-level units, the nation's on the colour bar.

    A unit without a value is hatched. Shades of an indicator that is scored by its logarithm go
    by the logarithm. Imputed figures are named in the note.

    Parameters
    ----------
    node
        Code of a dimension, theme or indicator; the whole index if not given. An indicator is
        shown in its own unit.
    year
        The latest with values if not given.
    sure
        Draws of :func:`devindex.uncertainty`, whose 90 % rank ranges then stand on the tiles; of
        the whole index only.
    layer
        Reviewed borders in place of the tiles, see :func:`devindex.figures.tile_map`.

    Raises
    ------
    MethodError
        For an unknown code or year, regions that are not China's provinces, or rank ranges asked
        for of something else than the whole index.

    Examples
    --------
    >>> import devindex as dx
    >>> index = dx.compute(dx.load_panel())
    >>> index_map(index, node="it-services", year=2023, lang="en").texts[0].get_text()
    'IT services revenue relative to GDP'
    """
    shown = quantity(index, node)
    when = year_in(shown, year)
    values = shown.values[when]
    only_provinces([c for c in values.index if c != NATION.code])
    if sure is not None and shown.code != "index":
        raise MethodError(
            say(
                "rank ranges are of the whole index, not of {name}; leave out node or sure",
                "位次区间属于综合指数，不属于{name}；请去掉 node 或 sure",
                name=shown.name,
            )
        )
    logarithmic = shown.logarithmic and bool((values.dropna() > 0).all())
    note = " ".join if lang == "en" else "".join
    return tile_map(
        values,
        title=in_words(shown.name, lang),
        subtitle=in_words(_subtitle(index, shown, when, sure), lang),
        unit=shown.unit.say("zh" if lang == "zh" else "en"),
        source=source or source_of(index, lang),
        note=note(s for s in (in_words(n, lang) for n in _notes(index, shown, when, layer)) if s),
        lang=lang,
        ranges=None if sure is None else _ranges(sure, when),
        layer=layer,
        decimals=_decimals(values, logarithmic),
        logarithmic=logarithmic,
    )


def _ranges(sure: Uncertainty, when: int) -> dict[str, tuple[int, int]]:
    sure.rank_shares(when)  # tells of a year without draws
    both = sure.rank_ranges().xs(when, level="year")[["rank_lower", "rank_upper"]].dropna()
    return {str(c): (int(low), int(high)) for c, low, high in both.itertuples()}


def _decimals(values: pd.Series[float], logarithmic: bool) -> int:
    """Digits after the point: three digits of the most in all; two of the least on a log scale."""
    most, least = float(values.abs().max()), float(values.min())
    digits = 0 if most >= 1000 else 1 if most >= 10 else 2
    return max(digits, min(2, 1 - floor(log10(least)))) if logarithmic else digits


def _subtitle(
    index: Index, shown: Quantity, when: int, sure: Uncertainty | None
) -> Sentence:  # fmt: skip
    if shown.code == "index":
        said = say("Score {year}", "{year}年得分", year=when)
        small = Sentence("; small figures: 90 % rank range", "；小字为90%位次区间")
        return said if sure is None else Sentence(said + small, said.zh + small.zh)
    title = index.framework.title
    whole = Sentence(title.en, title.zh)
    if shown.less_is_better:
        return say("{year}; less is better. {whole}", "{year}年；数值越低越好。{whole}",
                   year=when, whole=whole)  # fmt: skip
    return say("{year}. {whole}", "{year}年。{whole}", year=when, whole=whole)


def _notes(index: Index, shown: Quantity, when: int, layer: GeoDataFrame | None) -> list[Sentence]:
    imputed = [named(str(c)) for c, own in shown.estimated[when].items() if own and c in regions()]
    outside = [named(c) for c in regions() if c not in shown.values.index]
    notes = [proxies(index)]
    if imputed:
        told = say("{n} regions", "{n}个地区", n=len(imputed))
        names = joined(imputed) if len(imputed) <= MOST_NAMED else told
        notes.append(say("Imputed: {names}.", "插补：{names}。", names=names))
    if 0 < len(outside) <= MOST_NAMED:
        notes.append(say("Not covered: {names}.", "未包括{names}。", names=joined(outside)))
    if layer is None:
        notes.append(
            Sentence("Tiles show neither area nor borders.", "方格大小和位置不代表面积和边界。")
        )
    return notes
