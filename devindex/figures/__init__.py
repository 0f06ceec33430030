"""What it looks like: a sheet with its source, the tile grid, a font that has Chinese."""

from devindex.figures.disparities import disparity
from devindex.figures.draw import draw
from devindex.figures.fonts import save, theme
from devindex.figures.robustness import rank_intervals, what_counts
from devindex.figures.sheet import sheet
from devindex.figures.tiles import tile_map, tiles

__all__ = [
    "disparity",
    "draw",
    "rank_intervals",
    "save",
    "sheet",
    "theme",
    "tile_map",
    "tiles",
    "what_counts",
]
