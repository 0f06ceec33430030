"""The pictures of an index, as ``index.plot`` offers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devindex.analysis import Uncertainty
from devindex.figures.maps import index_map
from devindex.figures.portraits import portrait
from devindex.figures.rankings import ranking
from devindex.figures.trends import trend
from devindex.index import Index

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.figure import Figure

__all__ = ["Pictures"]


@dataclass(frozen=True)
class Pictures:
    """Pictures of one index; called as it stands it draws the ranking.

    Every picture takes ``lang``, "zh" or "en", and ``source``, the source line, which is needed
    where the panel does not say whose figures it holds.

    Examples
    --------
    >>> import devindex as dx
    >>> index = dx.compute(dx.load_panel())
    >>> index.plot(lang="en").texts[0].get_text()
    'Provincial industrial-internet development index (public-statistics proxies)'
    """

    index: Index

    def __call__(self, **options: Any) -> Figure:
        """Draw the ranking, see :meth:`ranking`."""
        return ranking(self.index, **options)

    def ranking(
        self, year: int | None = None, *, sure: Uncertainty | None = None, **options: Any
    ) -> Figure:
        """Scores, ranks with their ranges, and who cannot be told apart.

        See :func:`devindex.figures.ranking`.
        """
        return ranking(self.index, year=year, sure=sure, **options)

    def map(
        self, node: str | None = None, year: int | None = None, *,
        sure: Uncertainty | None = None, layer: GeoDataFrame | None = None, **options: Any,
    ) -> Figure:  # fmt: skip
        """The score, a dimension, a theme or an indicator on the tile grid.

        See :func:`devindex.figures.index_map`.
        """
        return index_map(self.index, node=node, year=year, sure=sure, layer=layer, **options)

    def profile(
        self, region: str, year: int | None = None, *, sure: Uncertainty | None = None,
        **options: Any,
    ) -> Figure:  # fmt: skip
        """One region: its score by year, and its points among those of all regions.

        See :func:`devindex.figures.portrait`.
        """
        return portrait(self.index, region, year=year, sure=sure, **options)

    def trend(
        self, regions: Sequence[str] | str | None = None, *, node: str | None = None,
        **options: Any,
    ) -> Figure:  # fmt: skip
        """Lines over the years: some regions by name, the others behind them.

        See :func:`devindex.figures.trend`.
        """
        return trend(self.index, regions=regions, node=node, **options)
