"""What it looks like: a sheet with its source, the tile grid, a font that has Chinese."""

from devindex.figures.autocorrelation import spatial
from devindex.figures.changes import change
from devindex.figures.comparisons import comparison
from devindex.figures.disparities import disparity
from devindex.figures.draw import draw
from devindex.figures.forecasts import fan
from devindex.figures.growth import clubs, convergence
from devindex.figures.look import save, theme
from devindex.figures.maps import index_map
from devindex.figures.movement import density, mobility
from devindex.figures.nation import national
from devindex.figures.pictures import Pictures
from devindex.figures.portraits import portrait
from devindex.figures.profiles import profile
from devindex.figures.rankings import ranking
from devindex.figures.records import assessment, record, targets
from devindex.figures.robustness import rank_intervals, what_counts
from devindex.figures.sheet import sheet
from devindex.figures.structures import audit, structure
from devindex.figures.tiles import tile_map, tiles
from devindex.figures.trends import trend
from devindex.figures.types import clusters, coupling, typology

__all__ = [
    "Pictures",
    "assessment",
    "audit",
    "change",
    "clubs",
    "clusters",
    "comparison",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "draw",
    "fan",
    "index_map",
    "mobility",
    "national",
    "portrait",
    "profile",
    "rank_intervals",
    "ranking",
    "record",
    "save",
    "sheet",
    "spatial",
    "structure",
    "targets",
    "theme",
    "tile_map",
    "tiles",
    "trend",
    "typology",
    "what_counts",
]
