"""The one door through which figures come down to results."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawn", "Pictured"]


class Drawn:
    """A result that can be drawn.

    Rooms import downwards only, and figures stand above the results they draw. ``plot`` is the
    exception users ask for, kept in one place: it names the room of figures when it is called, so
    that no result depends on matplotlib.
    """

    def plot(self, **options: Any) -> Figure:
        """Draw the result; options are those of its function in ``devindex.figures``.

        ``lang`` is "zh" or "en". A picture of figures of one's own, such as a forecast of
        ``Series.of``, needs ``source=``, the line that says where they are from.
        """
        figure: Figure = import_module("devindex.figures").draw(self, **options)
        return figure


class Pictured:
    """A value of which there are several pictures, as of an index."""

    @property
    def plot(self) -> Any:
        """Pictures: ``plot.ranking()``, ``.map()``, ``.profile("440000")``, ``.trend()``.

        ``plot()`` is the ranking. See :class:`devindex.figures.Pictures`.

        Examples
        --------
        >>> import devindex as dx
        >>> index = dx.compute(dx.load_panel())
        >>> index.plot.map("network", 2023, lang="en").texts[0].get_text()
        'Network and identifiers'
        """
        return import_module("devindex.figures").Pictures(self)
