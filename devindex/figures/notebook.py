"""A figure that a notebook shows by itself; imported where one is drawn: it loads matplotlib."""

from __future__ import annotations

from matplotlib.figure import Figure

from devindex.figures.look import drawn

__all__ = ["Picture"]


class Picture(Figure):
    """A figure pyplot does not know, so that a notebook must be told how to show it.

    Examples
    --------
    >>> Picture()._repr_png_()[1:4]
    b'PNG'
    """

    def _repr_png_(self) -> bytes:
        return drawn(self, "picture.png")
