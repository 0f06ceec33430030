"""Map of the provinces: one equal tile each, or a reviewed layer of borders."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, Literal

from devindex import shipped
from devindex.definitions import NATION, Region, regions
from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.figures.fonts import check_glyphs, wrap
from devindex.figures.look import HATCH, INK, MUTED, NO_DATA, PAPER, readable, shades, theme
from devindex.figures.sheet import DPI, MARGIN, footer, header, unsourced

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

__all__ = ["tile_map", "tiles"]

SIZE = (9.0, 9.5)
"""Width and height of the picture, inches."""
GAP = 0.02
"""Space around a tile, as a share of its side."""

# Units too small on a map of borders to be written on: where their label stands, points away.
ASIDE = {
    "110000": (118.0, 4.0),
    "120000": (110.0, -24.0),
    "310000": (42.0, -2.0),
    "810000": (42.0, -14.0),
    "820000": (-2.0, -40.0),
}

# Equal-area projection customary for maps of China.
ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

_WORDS = {
    "zh": {
        "no data": "无数据",
        "key": "自上而下：名称、数值",
        "key with ranges": "自上而下：名称、数值、位次区间",
    },
    "en": {
        "no data": "No data",
        "key": "From the top: name, value",
        "key with ranges": "From the top: name, value, rank range",
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
    from geopandas import GeoDataFrame, GeoSeries, points_from_xy

    path = shipped.data() / "regions" / "tile_grid.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    col, row = ([int(r[name]) for r in rows] for name in ("col", "row"))
    # Rows count downwards; north stays up.
    middles = points_from_xy([c + 0.5 for c in col], [-r - 0.5 for r in row])
    return GeoDataFrame(
        {"region": [r["region"] for r in rows], "col": col, "row": row},
        geometry=GeoSeries(middles).buffer(0.5 - GAP, cap_style="square"),
    )


@dataclass(frozen=True)
class _Drawing:
    """What is drawn, checked: shapes, values and rank ranges by region, language."""

    shapes: Any
    values: Mapping[str, float]
    ranges: Mapping[str, tuple[int, int]]
    lang: str
    borders: bool
    decimals: int
    logarithmic: bool

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
    decimals: int = 1,
    logarithmic: bool = False,
) -> Figure:
    """Draw one value for each of the 34 province-level units.

    Shades go from light (least) to dark (most) over the values given. A unit without a value, or
    with NaN, is hatched and the hatch is named. Values are rounded half to even.

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
        once; rows with an empty region, such as dashed lines at sea, are drawn as outlines.
        Degrees are projected to an equal-area conic. Say the review number in ``note``.
    decimals
        Digits shown after the point.
    logarithmic
        Shades by the logarithm, for values above zero that are far apart.

    Returns
    -------
    Figure
        Belongs to nobody: pyplot does not know it, the caller's settings stay as they are.

    Raises
    ------
    MethodError
        Without a title, a source or any value; for an unknown region, an infinite value, a rank
        range the wrong way round, a logarithm of zero or less, or a character the font cannot
        show.

    Examples
    --------
    >>> figure = tile_map({"440000": 72.3, "330000": 77.5}, title="得分", source="国家统计局")
    >>> figure.texts[0].get_text()
    '得分'
    """
    import matplotlib

    from devindex.figures.notebook import Picture

    drawing = _checked(values, ranges, layer, lang, title, source, decimals, logarithmic)
    check_glyphs(title + subtitle + unit + source + note)
    with matplotlib.rc_context(theme()):
        figure = Picture(figsize=SIZE, dpi=DPI, facecolor=PAPER)
        top = header(figure, title, subtitle)
        bottom = footer(figure, source, note, lang)
        scale = _scale(drawing)
        _draw(_canvas(figure, bottom, top), drawing, scale, side=(top - bottom) / 8)
        _legend(figure, drawing, scale, bottom + 1.6 if drawing.borders else top, unit)
    return figure


def _checked(
    values: Mapping[str, float] | pd.Series[float],
    ranges: Mapping[str, tuple[int, int]] | None,
    layer: GeoDataFrame | None,
    lang: str,
    title: str,
    source: str,
    decimals: int,
    logarithmic: bool,
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
    problems = unsourced(title, source)
    if lang not in _WORDS:
        problems.append(unknown("language", lang, _WORDS))
    given = {str(code) for code in [*dict(values), *bands]}
    problems += [unknown("region", code, known) for code in sorted(given - set(known))]
    problems += [
        say("the value of {region} is {value}", "{region} 的值为 {value}", region=k, value=v)
        for k, v in shown.items()
        if not math.isfinite(v)
    ]
    problems += [
        say(
            "the rank range of {region} is {low} to {high}; the best rank, 1 or more, comes first",
            "{region} 的位次区间为{low}至{high}；较前的位次（不小于1）应写在前面",
            region=k,
            low=low,
            high=high,
        )
        for k, (low, high) in bands.items()
        if not 1 <= low <= high
    ]
    if not set(shown) - {NATION.code}:
        problems.append(
            say("no province has a value: there is nothing to draw", "没有省份有值，无图可画")
        )
    if logarithmic and (low := [k for k, v in shown.items() if v <= 0]):
        problems.append(
            say(
                "the value of {region} is {value:g}; shades by the logarithm need values above 0",
                "{region} 的值为{value:g}；按对数着色要求数值大于0",
                region=low[0], value=shown[low[0]],
            )
        )  # fmt: skip
    if layer is not None:
        problems += _faults(layer)
    if problems:
        raise MethodError(problems)
    shapes = tiles() if layer is None else _projected(layer)
    return _Drawing(shapes, shown, bands, lang, layer is not None, decimals, logarithmic)


def _faults(layer: GeoDataFrame) -> list[Sentence]:
    if "region" not in layer.columns:
        return [
            say(
                "the layer has no column 'region' of GB/T 2260 codes",
                "图层没有“region”列（GB/T 2260 代码）",
            )
        ]
    if (layer.geometry.isna() | layer.geometry.is_empty).any():
        return [say("the layer has rows without a geometry", "图层中有的行没有几何图形")]
    codes = [str(c) for c in layer["region"].dropna() if str(c)]
    known = regions()
    missing = [c for c in known if c not in codes]
    faults = [unknown("region of the layer", c, known) for c in sorted(set(codes) - set(known))]
    faults += [
        say("the layer has {code} {n} times", "图层中 {code} 出现{n}次", code=c, n=codes.count(c))
        for c in known
        if codes.count(c) > 1
    ]
    if missing:
        faults.append(
            say(
                "the layer lacks {codes}: a map shows all 34 units",
                "图层缺少 {codes}；地图须完整显示34个省级单位",
                codes=listed(missing),
            )
        )
    return faults


def _projected(layer: GeoDataFrame) -> GeoDataFrame:
    geographic = layer.crs is not None and layer.crs.is_geographic
    return layer.to_crs(ALBERS) if geographic else layer


def _scale(drawing: _Drawing) -> ScalarMappable:
    """Shades from the least to the most; a single value takes the middle one."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LogNorm, Normalize

    least, most = min(drawing.values.values()), max(drawing.values.values())
    if drawing.logarithmic and most > least:
        return ScalarMappable(LogNorm(least, most), shades())
    room = 0.0 if most > least else 0.5
    return ScalarMappable(Normalize(least - room, most + room), shades())


def _canvas(figure: Figure, bottom: float, top: float) -> Axes:
    width = 1 - 2 * MARGIN / SIZE[0]
    box = (MARGIN / SIZE[0], bottom / SIZE[1], width, (top - bottom) / SIZE[1])
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_aspect("equal")
    return axes


def _draw(axes: Axes, drawing: _Drawing, scale: ScalarMappable, *, side: float) -> None:
    """Draw every shape and write on it; ``side`` is that of a tile, inches."""
    import pandas as pd

    units, shapes = regions(), drawing.shapes
    points = shapes.geometry.representative_point()
    for code, shape, point in zip(shapes["region"], shapes.geometry, points, strict=True):
        if pd.isna(code) or not str(code):
            _outline(axes, shape)
            continue
        value = drawing.values.get(code)
        face = NO_DATA if value is None else _shade(scale, value)
        axes.add_patch(_area(code, shape, face, hatched=value is None, borders=drawing.borders))
        _write(axes, drawing, units[code], (point.x, point.y), face, side)
    left, low, right, high = shapes.total_bounds
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)


def _outline(axes: Axes, shape: Any) -> None:
    """Draw what belongs to no unit: a line as a line, a polygon by its edge."""
    lines = shape.boundary if "Polygon" in shape.geom_type else shape
    for line in getattr(lines, "geoms", [lines]):
        axes.plot(*line.xy, color=MUTED, linewidth=0.8, clip_on=False, gid="outline")


def _shade(scale: ScalarMappable, value: float) -> str:
    import numpy as np
    from matplotlib.colors import to_hex

    return to_hex(tuple(scale.to_rgba(np.array([value]))[0]))


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

    lines = []
    for part in getattr(shape, "geoms", [shape]):
        for ring, outer in [(part.exterior, True), *((r, False) for r in part.interiors)]:
            points = [(x, y) for x, y, *_ in ring.coords]
            # A hole stays open if it turns the other way round.
            lines.append(Line(points if ring.is_ccw == outer else points[::-1], closed=True))
    return PathPatch(Line.make_compound_path(*lines), clip_on=False, **style)


def _write(
    axes: Axes, drawing: _Drawing, unit: Region, place: tuple[float, float], face: str, side: float
) -> None:
    """Name above, value in the middle, rank range below; beside a unit too small, with a line."""
    from matplotlib.patheffects import AbstractPathEffect, withStroke

    scale = 0.55 if drawing.borders else side
    across, up = ASIDE.get(unit.code, (0.0, 0.0)) if drawing.borders else (0.0, 0.0)
    if across:
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "shrinkA": 12, "shrinkB": 0}
        axes.annotate("", place, (across, up), textcoords="offset points", arrowprops=line)
        face = PAPER
    halo: list[AbstractPathEffect] = [withStroke(linewidth=3 * scale, foreground=face)]
    for text, size, baseline in _labels(drawing, unit):
        label = axes.annotate(
            text, place, (across, up + baseline * scale), textcoords="offset points",
            size=size * scale, color=readable(face), ha="center", va="baseline", zorder=4,
        )  # fmt: skip
        if drawing.borders or unit.code not in drawing.values:
            label.set_path_effects(halo)


def _labels(drawing: _Drawing, unit: Region) -> list[tuple[str, float, float]]:
    """Text, size and baseline of each line, points from the middle of a tile of one inch."""
    value, ranks = drawing.values.get(unit.code), drawing.ranges.get(unit.code)
    if drawing.borders:  # little room: nearer to one size, closer together
        sizes, baselines = (12.0, 12.0, 10.5), (11.0, -4.0, -17.0)
    else:
        sizes, baselines = (13.0 if drawing.lang == "zh" else 10.0, 16.0, 9.5), (15.5, -8.5, -26.0)
    names = wrap(drawing.name(unit), 6.6)
    more = len(names) - 1
    lowest = baselines[0] - 3.0 * more if value is not None else -0.36 * sizes[0]
    labels = [(n, sizes[0], lowest + 1.1 * sizes[0] * (more - k)) for k, n in enumerate(names)]
    if value is not None:
        text = _rounded(value, drawing.decimals)
        labels.append((text, sizes[1] * min(1.0, 7 / len(text)), baselines[1]))
    if ranks is not None:
        labels.append((_band(ranks), sizes[2], baselines[2]))
    return labels


def _legend(
    figure: Figure, drawing: _Drawing, scale: ScalarMappable, top: float, unit: str
) -> None:
    """Colour bar with its unit, the hatch, how a tile is read: at the left, where no unit is."""
    from matplotlib.colors import LogNorm
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import LogLocator, NullFormatter

    across, up = 1 / SIZE[0], 1 / SIZE[1]
    least, most = scale.get_clim()
    left, width = MARGIN, 2.9

    def write(text: str, x: float, y: float, size: float, **style: Any) -> None:
        figure.text(x * across, y * up, text, size=size, va="center", **style)

    for line in wrap(unit, width * 72 / 10) if unit else ():
        write(line, left, top - 0.12, 10, color=INK)
        top -= 0.2
    bar_axes = figure.add_axes((left * across, (top - 0.5) * up, width * across, 0.16 * up))
    bar = figure.colorbar(scale, cax=bar_axes, orientation="horizontal")
    bar.outline.set_visible(False)
    if isinstance(scale.norm, LogNorm):
        subs = (1.0, 2.0, 5.0) if most < 30 * least else (1.0,)
        bar.ax.xaxis.set_major_locator(LogLocator(subs=subs))
        bar.ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.10g}")
        bar.ax.xaxis.set_minor_formatter(NullFormatter())
    bar.ax.tick_params(size=3, labelsize=9, labelfontfamily=theme()["font.family"])
    nation = drawing.values.get(NATION.code)
    if nation is not None:
        bar.ax.annotate(
            f"{drawing.name(NATION)} {_rounded(nation, drawing.decimals)}", (nation, 1.0), (0, 8),
            xycoords=bar.ax.get_xaxis_transform(), textcoords="offset points", size=9,
            ha="center", va="bottom", annotation_clip=False,
            arrowprops={"arrowstyle": "-|>", "mutation_scale": 7, "linewidth": 0.6,
                        "facecolor": INK, "edgecolor": INK, "shrinkA": 0, "shrinkB": 0.5},
        )  # fmt: skip
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


def _rounded(value: float, decimals: int) -> str:
    """Half to even on the decimal digits (GB/T 8170); never "-0.0"."""
    step = Decimal(1).scaleb(-decimals)
    return f"{Decimal(repr(value)).quantize(step, ROUND_HALF_EVEN) + 0:f}"


def _band(ranks: tuple[int, int]) -> str:
    """Rank range, "3–5"; a single rank if best and worst are one."""
    best, worst = ranks
    return str(best) if best == worst else f"{best}–{worst}"
