"""What pictures of analyses share: whose figures, which years, panels, names beside points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from devindex.analysis.subject import Subject
from devindex.definitions import regions
from devindex.figures.fonts import width, wrap
from devindex.figures.look import INK, MUTED, PAPER
from devindex.figures.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "apart",
    "letters",
    "logarithmic",
    "name_ends",
    "name_points",
    "p_value",
    "panels",
    "signed",
    "source_of",
    "title",
    "years_of",
]


def signed(x: float, decimals: int) -> str:
    """A number with a minus sign that is one.

    Examples
    --------
    >>> signed(-0.0379, 3)
    '−0.038'
    """
    return f"{x:.{decimals}f}".replace("-", "−")


def p_value(p: float) -> str:
    """``p = 0.012``, or ``p < 0.001``.

    Examples
    --------
    >>> p_value(0.0004), p_value(0.0123)
    ('p < 0.001', 'p = 0.012')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def panels(page: Sheet, *grid: int, above: float, **room: Any) -> list[Axes]:
    """Panels of a sheet with room for titles of their own above them, inches."""
    return replace(page, top=page.top - above).panels(*grid, **room)


def title(axes: Axes, text: str, *, pad: float = 8, ems: float = 99.0) -> None:
    """Title of a panel at its left, no wider than ``ems`` letters."""
    axes.set_title("\n".join(wrap(text, ems)), loc="left", size=11, pad=pad, color=INK)


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


def letters(code: str, lang: str) -> str:
    """Short name of a region beside a point: two characters, or the letters of ISO 3166-2.

    Examples
    --------
    >>> letters("440000", "zh"), letters("440000", "en"), letters("Jalisco", "en")
    ('广东', 'GD', 'Jalisco')
    """
    unit = regions().get(code)
    if unit is None:
        return code
    return unit.short_zh if lang == "zh" else unit.iso.removeprefix("CN-")


def apart(places: Sequence[float], least: float) -> list[float]:
    """Heights of labels, moved upwards so that none is nearer to another than ``least``.

    Examples
    --------
    >>> apart([1.0, 0.0, 1.0], 0.5)
    [1.0, 0.0, 1.5]
    """
    moved = np.array(places, dtype=float)
    for lower, upper in pairwise(np.argsort(moved, kind="stable")):
        moved[upper] = max(moved[upper], moved[lower] + least)
    return [float(p) for p in moved]


def logarithmic(axes: Axes) -> None:
    """A logarithmic scale upwards, its ticks plain numbers; after the lines are drawn or before."""
    from matplotlib.ticker import LogLocator

    axes.set_yscale("log")
    bottom, top = axes.dataLim.intervaly
    subs = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0) if bottom > 0 and top < 5 * bottom else (1, 2, 5)
    axes.yaxis.set_major_locator(LogLocator(subs=subs))
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:,.10g}")
    axes.yaxis.set_minor_formatter("")


def name_ends(axes: Axes, ends: Sequence[tuple[str, float, float]], *, size: float = 10.0) -> None:
    """Write a name right of the end (x, y) of each line; one that had to move is led to."""
    from matplotlib.transforms import ScaledTranslation

    axes.set_xlim(axes.get_xlim())  # settled, so that places are known
    axes.set_ylim(axes.get_ylim())
    figure, scale = axes.figure.figure, axes.transData
    point = figure.dpi / 72
    beside = scale + ScaledTranslation(16 / 72, 0, figure.dpi_scale_trans)
    heights = [float(scale.transform((x, y))[1]) for _, x, y in ends]
    for (name, x, y), was, now in zip(
        ends, heights, apart(heights, 1.4 * size * point), strict=True
    ):
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 5,
                "relpos": (0.0, 0.5)}  # fmt: skip
        axes.annotate(
            name, (x, y), (x, scale.inverted().transform((0.0, now))[1]), size=size, va="center",
            textcoords=beside, color=INK, annotation_clip=False,
            arrowprops=line if now - was > point else None,
        )  # fmt: skip


def name_points(
    axes: Axes, x: Sequence[float], y: Sequence[float], names: Sequence[str], size: float = 9.0
) -> None:
    """Write a name beside each point, at the side where it covers least; limits must be set."""
    from matplotlib.patheffects import withStroke

    figure = axes.figure.figure
    axes.set_xlim(axes.get_xlim())  # settles limits still to be found, so that places are known
    axes.set_ylim(axes.get_ylim())
    dots = axes.transData.transform(np.column_stack([x, y])) * 72.0 / figure.dpi
    frame = axes.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    taken = [np.array([px - 4, py - 4, px + 4, py + 4]) for px, py in dots]
    around = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
    sides = [(far * across, far * up) for far in (1.0, 1.9) for across, up in around]
    inside = np.array([frame.x0, frame.y0, frame.x1, frame.y1]) * 72.0
    for (px, py), dot, name in zip(dots, zip(x, y, strict=True), names, strict=True):
        wide = size * width(name)
        boxes = []
        for across, up in sides:
            cx = px + across * (wide / 2 + (2 if up else 6)) * (1.0 if across else 0.0)
            cy = py + up * (size / 2 + 3)
            boxes.append(np.array([cx - wide / 2, cy - size / 2, cx + wide / 2, cy + size / 2]))
        cost = [sum(_shared(b, t) for t in taken) + _outside(b, inside) for b in boxes]
        best = boxes[int(np.argmin(cost))]
        taken.append(best)
        place = ((best[0] + best[2]) / 2 - px, (best[1] + best[3]) / 2 - py)
        text = axes.annotate(name, dot, place, textcoords="offset points", size=size, ha="center",
                             va="center", color=MUTED, zorder=4)  # fmt: skip
        text.set_path_effects([withStroke(linewidth=2.5, foreground=PAPER)])


def _shared(a: np.ndarray, b: np.ndarray) -> float:
    """Area two boxes share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return float(max(wide, 0.0) * max(high, 0.0))


def _outside(box: np.ndarray, frame: np.ndarray) -> float:
    """Area of a box outside the frame, made dear."""
    return 5.0 * float((box[2] - box[0]) * (box[3] - box[1]) - _shared(box, frame))
