"""What every picture of an analysis needs to say: whose figures, which years, from where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devindex.analysis.subject import Subject
from devindex.figures.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

__all__ = ["panels", "source_of", "steps", "years_of"]


def panels(page: Sheet, *grid: int, above: float, **room: Any) -> list[Axes]:
    """Panels of a sheet with room for titles of their own above them, inches."""
    return replace(page, top=page.top - above).panels(*grid, **room)


def source_of(subject: Subject, source: str, lang: str) -> str:
    """Source line given, else the subject's own; empty where neither says it."""
    if source or subject.source is None:
        return source
    return subject.source.say("zh" if lang == "zh" else "en")


def years_of(years: Sequence[int], lang: str) -> str:
    """First and last year.

    Examples
    --------
    >>> years_of([2016, 2017, 2018], "zh"), years_of([2020], "en")
    ('2016—2018年', '2020')
    """
    first, last = years[0], years[-1]
    if lang == "zh":
        return f"{first}年" if first == last else f"{first}—{last}年"
    return str(first) if first == last else f"{first}–{last}"


def steps(wanted: Iterable[float]) -> list[str]:
    """Colours of the sequential scale at places from 0 (light) to 1 (dark).

    Examples
    --------
    >>> steps([0.0, 1.0])
    ['#e9f1f9', '#082a54']
    """
    from matplotlib.colors import to_hex

    from devindex.figures.fonts import shades

    scale: Colormap = shades()
    return [to_hex(scale(float(place))) for place in wanted]
