"""What it looks like: the tile grid, and a font that has Chinese."""

from devindex.figures.fonts import theme
from devindex.figures.tiles import save, tile_map, tiles

__all__ = ["save", "theme", "tile_map", "tiles"]
