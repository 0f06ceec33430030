"""What the index says, and how sure it is."""

from devindex.analysis.autocorrelation import Spatial, space
from devindex.analysis.club import Clubs, clubs
from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.growth import Convergence, convergence
from devindex.analysis.neighbours import spatial_weights
from devindex.analysis.robustness import Space, Uncertainty, uncertainty

__all__ = [
    "Clubs",
    "Convergence",
    "Disparity",
    "Space",
    "Spatial",
    "Uncertainty",
    "clubs",
    "convergence",
    "disparity",
    "space",
    "spatial_weights",
    "uncertainty",
]
