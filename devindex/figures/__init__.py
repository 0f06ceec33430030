"""What it looks like: a sheet with its source, the tile grid, a font that has Chinese."""

from devindex.figures.autocorrelation import space
from devindex.figures.disparities import disparity
from devindex.figures.draw import draw
from devindex.figures.fonts import save, theme
from devindex.figures.growth import clubs, convergence
from devindex.figures.movement import density, mobility
from devindex.figures.sheet import sheet
from devindex.figures.tiles import tile_map, tiles
from devindex.figures.types import clusters, coupling, typology

__all__ = [
    "clubs",
    "clusters",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "draw",
    "mobility",
    "save",
    "sheet",
    "space",
    "theme",
    "tile_map",
    "tiles",
    "typology",
]
