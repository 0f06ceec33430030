"""What the index says, and how sure it is."""

from devindex.analysis.autocorrelation import Spatial, space
from devindex.analysis.club import Clubs, clubs
from devindex.analysis.clustering import Clusters, clusters
from devindex.analysis.coordination import Coupling, coupling
from devindex.analysis.densities import Density, density
from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.growth import Convergence, convergence
from devindex.analysis.movement import Mobility, mobility
from devindex.analysis.neighbours import spatial_weights
from devindex.analysis.robustness import Space, Uncertainty, uncertainty
from devindex.analysis.tiers import Typology, typology

__all__ = [
    "Clubs",
    "Clusters",
    "Convergence",
    "Coupling",
    "Density",
    "Disparity",
    "Mobility",
    "Space",
    "Spatial",
    "Typology",
    "Uncertainty",
    "clubs",
    "clusters",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "mobility",
    "space",
    "spatial_weights",
    "typology",
    "uncertainty",
]
