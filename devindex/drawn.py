"""The one door through which figures come down to results."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawn"]


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
