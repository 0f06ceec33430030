"""What the index says, and how sure it is."""

from devindex.analysis.autocorrelation import Spatial, space
from devindex.analysis.club import Clubs, clubs
from devindex.analysis.densities import Density, density
from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.growth import Convergence, convergence
from devindex.analysis.movement import Mobility, mobility
from devindex.analysis.neighbours import spatial_weights
from devindex.analysis.robustness import Uncertainty, uncertainty
from devindex.analysis.sobol import Sensitivity, sensitivity
from devindex.analysis.space import Space

__all__ = [
    "Clubs",
    "Convergence",
    "Density",
    "Disparity",
    "Mobility",
    "Sensitivity",
    "Space",
    "Spatial",
    "Uncertainty",
    "clubs",
    "convergence",
    "density",
    "disparity",
    "mobility",
    "sensitivity",
    "space",
    "spatial_weights",
    "uncertainty",
]
