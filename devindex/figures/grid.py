"""The tile grid as one panel among others: each province a square in the colour of its class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devindex.definitions import regions
from devindex.errors import MethodError, listed, say
from devindex.figures.fonts import width, wrap
from devindex.figures.look import HATCH, INK, LINE, NO_DATA, PAPER, readable
from devindex.figures.tiles import tiles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["class_tiles", "only_provinces"]

_NO_DATA = {"zh": "无数据", "en": "No data"}


def only_provinces(codes: Sequence[Any]) -> None:
    """Refuse regions that have no tile.

    Raises
    ------
    MethodError
        Naming them.
    """
    strange = [str(c) for c in codes if c not in regions()]
    if strange:
        raise MethodError(
            say(
                "{codes} have no tile: the grid is of China's provinces by GB/T 2260 code",
                "{codes} 没有对应的方格：方格图只用于以 GB/T 2260 代码表示的省级地区",
                codes=listed(strange[:10]),
            )
        )


def class_tiles(
    axes: Axes,
    classes: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    below: Mapping[str, str] | None = None,
    lang: str = "zh",
) -> None:
    """Draw every unit in the colour of its class, with its name and a line below it.

    Units without a class are hatched. ``colours`` gives classes in the order of the legend.
    """
    from matplotlib.patches import Patch, Rectangle

    units = regions()
    only_provinces(list(classes))
    grid = tiles()
    box = axes.get_window_extent()
    side = min(box.width / 7, box.height / 8) / axes.figure.figure.dpi * 72.0
    for code, col, row in zip(grid["region"], grid["col"], grid["row"], strict=True):
        own = classes.get(code)
        face = NO_DATA if own is None else colours[own]
        axes.add_patch(
            Rectangle(
                (col + 0.02, -row - 0.98), 0.96, 0.96, facecolor=face,
                edgecolor=HATCH if own is None else LINE, linewidth=0.6,
                hatch="////" if own is None else None, gid=f"region-{code}",
            )
        )  # fmt: skip
        name = units[code].short_zh if lang == "zh" else units[code].name_en
        lines = wrap(name, 99.0 if lang == "zh" else 6.2)
        under = (below or {}).get(code, "")
        text = "\n".join([*lines, under] if under else lines)
        widest = max(width(line) for line in [*lines, under])
        small = min((0.21 if lang == "zh" else 0.175) * side, 0.94 * side / widest)
        behind = {"facecolor": face, "edgecolor": "none", "pad": 0.6} if own is None else None
        axes.text(col + 0.5, -row - 0.5, text, ha="center", va="center", size=small,
                  color=readable(face), linespacing=1.25, bbox=behind)  # fmt: skip
    axes.set_xlim(grid["col"].min() - 0.02, grid["col"].max() + 1.02)
    axes.set_ylim(-grid["row"].max() - 1.02, 0.02)
    axes.set_aspect("equal", anchor="NW")
    axes.set_axis_off()
    used = [c for c in colours if c in set(classes.values())]
    keys = [Patch(facecolor=colours[c], edgecolor=LINE, label=c) for c in used]
    if any(c not in classes for c in units):
        word = _NO_DATA.get(lang, _NO_DATA["en"])
        keys.append(Patch(facecolor=NO_DATA, edgecolor=HATCH, hatch="//////", label=word))
    legend = axes.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(0.0, 1.0), frameon=False,
        fontsize=9 if lang == "zh" else 8.5, borderaxespad=0.0, handlelength=1.2, labelspacing=0.35,
    )  # fmt: skip
    for label in legend.get_texts():
        label.set_color(INK)
    axes.set_facecolor(PAPER)
