"""Map of the provinces: one equal tile each, or a reviewed layer of borders."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from devindex import shipped
from devindex.definitions import NATION, Region, regions
from devindex.errors import MethodError, ReleaseError, unknown
from devindex.figures.fonts import INK, check_glyphs, theme, wrap

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

__all__ = ["save", "tile_map", "tiles"]

SIZE = (9.0, 9.5)
"""Width and height of the picture, inches."""
DPI = 160
MARGIN = 0.45
GAP = 0.02
"""Space around a tile, as a share of its side."""

# One hue from light to dark: the order of lightness is the order of the values, also in grey.
SHADES = ("#e9f1f9", "#b5d2ec", "#6ea8d8", "#2f74b5", "#124a87", "#082a54")
BLACK = "#000000"
PAPER = "#ffffff"
MUTED = "#555d68"
NO_DATA = "#f3f3f1"
HATCH = "#b4b4b0"

# Equal-area projection customary for maps of China.
ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

_WORDS = {
    "zh": {
        "source": "资料来源：{}",
        "note": "注：{}",
        "no data": "无数据",
        "key": "每格：名称、数值",
        "key with ranges": "每格：名称、数值、位次区间",
    },
    "en": {
        "source": "Source: {}",
        "note": "Note: {}",
        "no data": "No data",
        "key": "Each tile: name, value",
        "key with ranges": "Each tile: name, value, rank range",
    },
}


def tiles() -> GeoDataFrame:
    """Tile grid of the 34 units: region, col, row and a square each; no coordinate system.

    Examples
    --------
    >>> grid = tiles()
    >>> len(grid), grid.crs is None
    (34, True)
    >>> grid.set_index("region").loc["110000", ["col", "row"]].tolist()
    [4, 1]
    """
    import geopandas
    from shapely import box

    path = shipped.data() / "regions" / "tile_grid.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(r["region"], int(r["col"]), int(r["row"])) for r in csv.DictReader(file)]
    return geopandas.GeoDataFrame(
        {
            "region": [region for region, _, _ in rows],
            "col": [col for _, col, _ in rows],
            "row": [row for _, _, row in rows],
        },
        # Rows count downwards, so a tile hangs below its row; north stays up.
        geometry=[
            box(col + GAP, -row - 1 + GAP, col + 1 - GAP, -row - GAP) for _, col, row in rows
        ],
    )


@dataclass(frozen=True)
class _Drawing:
    """What is drawn, checked: values and rank ranges by region, shapes, words, scale."""

    shapes: Any
    values: Mapping[str, float]
    ranges: Mapping[str, tuple[int, int]]
    lang: str
    borders: bool

    @property
    def words(self) -> Mapping[str, str]:
        return _WORDS[self.lang]

    def name(self, unit: Region) -> str:
        return unit.short_zh if self.lang == "zh" else unit.name_en


def tile_map(
    values: Mapping[str, float] | pd.Series[float],
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    source: str,
    note: str = "",
    lang: Literal["zh", "en"] = "zh",
    ranges: Mapping[str, tuple[int, int]] | None = None,
    layer: GeoDataFrame | None = None,
) -> Figure:
    """Draw one value for each of the 34 province-level units.

    Shades go from light (least) to dark (most) over the values given. A unit without a value, or
    with NaN, is hatched and the hatch is named. Values are shown with one decimal, half to even.

    Parameters
    ----------
    values
        By GB/T 2260 code. A value of the nation (``000000``) is marked on the colour bar.
    unit
        Unit of the values, shown at the colour bar.
    source
        Source line. Nothing leaves without one.
    ranges
        Best and worst rank by GB/T 2260 code, shown as "3–5"; units left out show none.
    layer
        Reviewed borders in place of the tiles: columns ``region`` and ``geometry``, every unit
        once; rows with an empty region are drawn as outlines. Say the review number in ``note``.

    Returns
    -------
    Figure
        Belongs to nobody: pyplot does not know it, the caller's settings stay as they are.

    Raises
    ------
    MethodError
        Without a title, a source or any value; for an unknown region, an infinite value, a rank
        range the wrong way round, or a character the font cannot show.

    Examples
    --------
    >>> figure = tile_map({"440000": 72.3, "330000": 77.5}, title="得分", source="国家统计局")
    >>> figure.texts[0].get_text()
    '得分'
    """
    import matplotlib
    from matplotlib.figure import Figure

    drawing = _checked(values, ranges, layer, lang, title, source)
    check_glyphs(title + subtitle + unit + source + note)
    with matplotlib.rc_context(theme()):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER)
        top = _header(figure, title, subtitle)
        bottom = _footer(figure, source, note, drawing.words)
        norm, shades = _scale(drawing.values)
        axes = _canvas(figure, bottom, top)
        _draw(axes, drawing, norm, shades, size=(top - bottom) / 8)
        _legend(figure, drawing, norm, shades, top, unit)
    return figure


def _checked(
    values: Mapping[str, float] | pd.Series[float],
    ranges: Mapping[str, tuple[int, int]] | None,
    layer: GeoDataFrame | None,
    lang: str,
    title: str,
    source: str,
) -> _Drawing:
    """All faults of the call together, or what is to be drawn."""
    import pandas as pd

    known = [NATION.code, *regions()]
    shown = {str(k): float(v) for k, v in dict(values).items() if not pd.isna(v)}
    bands = {
        str(k): (int(low), int(high))
        for k, (low, high) in dict(ranges or {}).items()
        if not (pd.isna(low) or pd.isna(high))
    }
    problems = [
        f"the figure has no {what}: give {what}=..., nothing leaves without its {what}"
        for what, text in (("title", title), ("source", source))
        if not text.strip()
    ]
    if lang not in _WORDS:
        problems.append(unknown("language", lang, _WORDS))
    given = {str(code) for code in [*dict(values), *bands]}
    problems += [unknown("region", code, known) for code in sorted(given - set(known))]
    problems += [f"the value of {k} is {v}" for k, v in shown.items() if not math.isfinite(v)]
    problems += [
        f"the rank range of {k} is {low} to {high}; the best rank, 1 or more, comes first"
        for k, (low, high) in bands.items()
        if not 1 <= low <= high
    ]
    if not set(shown) - {NATION.code}:
        problems.append("no province has a value: there is nothing to draw")
    if layer is not None:
        problems += _faults(layer)
    if problems:
        raise MethodError(problems)
    shapes = tiles() if layer is None else _projected(layer)
    return _Drawing(shapes, shown, bands, lang, layer is not None)


def _faults(layer: GeoDataFrame) -> list[str]:
    if "region" not in layer.columns:
        return ["the layer has no column 'region' of GB/T 2260 codes"]
    codes = [str(c) for c in layer["region"].dropna() if str(c)]
    known = regions()
    missing = [c for c in known if c not in codes]
    faults = [unknown("region of the layer", c, known) for c in sorted(set(codes) - set(known))]
    faults += [f"the layer has {c} {codes.count(c)} times" for c in known if codes.count(c) > 1]
    if missing:
        faults.append(f"the layer lacks {', '.join(missing)}: a map shows all 34 units")
    return faults


def _projected(layer: GeoDataFrame) -> GeoDataFrame:
    geographic = layer.crs is not None and layer.crs.is_geographic
    return layer.to_crs(ALBERS) if geographic else layer


def _header(figure: Figure, title: str, subtitle: str) -> float:
    """Write title and subtitle; return the height left below, inches."""
    top = _lines(figure, title, SIZE[1] - 0.36, 18, INK)
    if subtitle:
        top = _lines(figure, subtitle, top - 0.04, 11, MUTED)
    return top - 0.14


def _footer(figure: Figure, source: str, note: str, words: Mapping[str, str]) -> float:
    """Write note and source at the bottom; return the height they take, inches."""
    text = words["source"].format(source)
    if note:
        text = words["note"].format(note) + "\n" + text
    height = 0.26 + len(wrap(text, _ems_across(8.5))) * _line(8.5)
    _lines(figure, text, height, 8.5, MUTED)
    return height + 0.16


def _line(size: float) -> float:
    """Height of a line of text of that size, inches."""
    return 1.45 * size / 72


def _ems_across(size: float) -> float:
    return (SIZE[0] - 2 * MARGIN) * 72 / size


def _lines(figure: Figure, text: str, top: float, size: float, colour: str) -> float:
    """Write lines from ``top`` down, at the left margin; return where they end, inches."""
    for line in wrap(text, _ems_across(size)):
        figure.text(
            MARGIN / SIZE[0], top / SIZE[1], line, size=size, color=colour, ha="left", va="top"
        )
        top -= _line(size)
    return top


def _scale(values: Mapping[str, float]) -> tuple[Normalize, Colormap]:
    """Shades from the least to the most; a single value takes the middle one."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    least, most = min(values.values()), max(values.values())
    room = 0.0 if most > least else 0.5
    return (
        Normalize(least - room, most + room),
        LinearSegmentedColormap.from_list("devindex", SHADES),
    )


def _canvas(figure: Figure, bottom: float, top: float) -> Axes:
    width = 1 - 2 * MARGIN / SIZE[0]
    box = (MARGIN / SIZE[0], bottom / SIZE[1], width, (top - bottom) / SIZE[1])
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_aspect("equal")
    return axes


def _draw(
    axes: Axes, drawing: _Drawing, norm: Normalize, shades: Colormap, *, size: float
) -> None:
    """Draw every shape and write on it; ``size`` is the side of a tile, inches."""
    import pandas as pd

    units = regions()
    points = drawing.shapes.geometry.representative_point()
    for code, shape, point in zip(
        drawing.shapes["region"], drawing.shapes.geometry, points, strict=True
    ):
        if pd.isna(code) or not str(code):
            axes.add_patch(_patch(shape, facecolor="none", edgecolor=MUTED, linewidth=0.8))
            continue
        value = drawing.values.get(code)
        face = NO_DATA if value is None else _hex(shades(norm(value)))
        axes.add_patch(_area(code, shape, face, hatched=value is None, borders=drawing.borders))
        scale = size * (0.45 if drawing.borders else 1.0)
        _write(axes, drawing, units[code], (point.x, point.y), face, scale)
    left, low, right, high = drawing.shapes.total_bounds
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)


def _area(code: str, shape: Any, face: str, *, hatched: bool, borders: bool) -> Any:
    """One unit, marked with its code so that a page can find it in the SVG."""
    edge = HATCH if hatched else PAPER if borders else face
    hatch = "////" if hatched else None
    return _patch(
        shape, facecolor=face, edgecolor=edge, linewidth=0.6, hatch=hatch, gid=f"region-{code}"
    )


def _patch(shape: Any, **style: Any) -> Any:
    """Polygon or multipolygon as one patch, holes left open."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Line
    from shapely import get_parts
    from shapely.geometry.polygon import orient

    parts = [orient(p) for p in get_parts(shape) if p.geom_type == "Polygon"]
    rings = [ring for p in parts for ring in (p.exterior, *p.interiors)]
    lines = [Line([c[:2] for c in ring.coords], closed=True) for ring in rings]
    return PathPatch(Line.make_compound_path(*lines), clip_on=False, **style)


def _write(
    axes: Axes,
    drawing: _Drawing,
    unit: Region,
    place: tuple[float, float],
    face: str,
    scale: float,
) -> None:
    """Name above, value in the middle, rank range below."""
    from matplotlib.patheffects import withStroke

    colour = _readable(face)
    halo = [withStroke(linewidth=3 * scale, foreground=face)]
    for text, size, baseline in _labels(drawing, unit):
        label = axes.annotate(
            text, place, (0, baseline * scale), textcoords="offset points", size=size * scale,
            color=colour, ha="center", va="baseline",
        )  # fmt: skip
        if drawing.borders or unit.code not in drawing.values:
            label.set_path_effects(halo)


def _labels(drawing: _Drawing, unit: Region) -> list[tuple[str, float, float]]:
    """Text, size and baseline of each line, points from the middle of a tile of one inch."""
    value, ranks = drawing.values.get(unit.code), drawing.ranges.get(unit.code)
    names = wrap(drawing.name(unit), 6.6)
    size = 13.0 if drawing.lang == "zh" else 10.0
    lowest = 15.5 - 4.5 * (len(names) - 1) if value is not None else -0.36 * size
    labels = [(n, size, lowest + 1.1 * size * k) for k, n in enumerate(reversed(names))]
    if value is not None:
        labels.append((_one_decimal(value), 16.0, -8.5))
    if ranks is not None:
        labels.append((_band(ranks), 9.5, -26.0))
    return labels


def _legend(
    figure: Figure, drawing: _Drawing, norm: Normalize, shades: Colormap, top: float, unit: str
) -> None:
    """Colour bar with its unit, the hatch, and how a tile is read: upper left, where no tile is."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.patches import Rectangle

    across, up = 1 / SIZE[0], 1 / SIZE[1]
    left, width = MARGIN, 2.9

    def write(text: str, x: float, y: float, size: float, **style: Any) -> None:
        figure.text(x * across, y * up, text, size=size, va="center", **style)

    for line in wrap(unit, width * 72 / 10) if unit else ():
        write(line, left, top - 0.12, 10, color=INK)
        top -= 0.2
    bar_axes = figure.add_axes((left * across, (top - 0.5) * up, width * across, 0.16 * up))
    bar = figure.colorbar(ScalarMappable(norm, shades), cax=bar_axes, orientation="horizontal")
    bar.outline.set_visible(False)
    bar.ax.tick_params(size=3, labelsize=9, labelfontfamily=theme()["font.family"])
    nation = drawing.values.get(NATION.code)
    if nation is not None:
        middle = left + min(max(width * float(norm(nation)), 0.35), width - 0.35)
        write(f"{drawing.name(NATION)} {_one_decimal(nation)}", middle, top - 0.17, 9, ha="center")
        bar.ax.plot([nation], [1.25], "v", color=INK, markersize=4, clip_on=False,
                    transform=bar.ax.get_xaxis_transform())  # fmt: skip
    row = top - 1.0
    if any(code not in drawing.values for code in regions()):
        swatch = Rectangle(
            (left * across, (row - 0.08) * up), 0.26 * across, 0.16 * up, facecolor=NO_DATA,
            edgecolor=HATCH, linewidth=0.6, hatch="//////", gid="no-data",
        )  # fmt: skip
        figure.add_artist(swatch)
        write(drawing.words["no data"], left + 0.36, row, 9, color=INK)
        row -= 0.26
    key = "key with ranges" if drawing.ranges else "key"
    write(drawing.words[key], left, row, 9, color=MUTED)


def _hex(colour: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(colour)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _readable(face: str) -> str:
    """Black or white, whichever stands out more on ``face``: never under 4.5 to 1."""
    return max((BLACK, PAPER), key=lambda colour: _contrast(colour, face))


def _one_decimal(value: float) -> str:
    """One decimal, half to even on the decimal digits (GB/T 8170); never "-0.0"."""
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN) + 0)


def _band(ranks: tuple[int, int]) -> str:
    """Rank range, "3–5"; a single rank if best and worst are one."""
    best, worst = ranks
    return str(best) if best == worst else f"{best}–{worst}"


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as SVG or PNG, by suffix; the same figure gives the same bytes.

    Raises
    ------
    ReleaseError
        For another suffix.

    Examples
    --------
    >>> import tempfile
    >>> figure = tile_map({"440000": 72.3}, title="得分", source="国家统计局")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(figure, Path(folder) / "map.png").name
    'map.png'
    """
    import matplotlib

    path = Path(path)
    # A date or a version of the software would change the bytes and say nothing of the figure.
    unsaid: dict[str, dict[str, Any]] = {
        ".svg": {"Date": None, "Creator": None},
        ".png": {"Software": None},
    }
    kind = path.suffix.lower()
    if kind not in unsaid:
        raise ReleaseError(f"{path.name} ends in {kind!r}; a figure is saved as .svg or .png")
    held = BytesIO()
    with matplotlib.rc_context(theme()):
        figure.savefig(held, format=kind[1:], dpi=figure.dpi, metadata=unsaid[kind])
    path.write_bytes(held.getvalue())
    return path
