"""What it looks like: the tile grid, and a font that has Chinese."""

from devindex.figures.fonts import save, theme
from devindex.figures.tiles import tile_map, tiles

__all__ = ["save", "theme", "tile_map", "tiles"]
