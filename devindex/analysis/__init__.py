"""What the index says, and how sure it is."""

from devindex.analysis.audits import Audit, audit
from devindex.analysis.autocorrelation import Spatial, spatial
from devindex.analysis.change import Change, explain_change
from devindex.analysis.choices import Space
from devindex.analysis.club import Clubs, clubs
from devindex.analysis.clustering import Clusters, clusters
from devindex.analysis.coordination import Coupling, coupling
from devindex.analysis.densities import Density, density
from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.explained import explanations
from devindex.analysis.growth import Convergence, convergence
from devindex.analysis.movement import Mobility, mobility
from devindex.analysis.neighbours import spatial_weights
from devindex.analysis.profiles import Profile, profile
from devindex.analysis.robustness import Uncertainty, uncertainty
from devindex.analysis.sobol import Sensitivity, sensitivity
from devindex.analysis.structures import Structure, structure
from devindex.analysis.tiers import Typology, typology

__all__ = [
    "Audit",
    "Change",
    "Clubs",
    "Clusters",
    "Convergence",
    "Coupling",
    "Density",
    "Disparity",
    "Mobility",
    "Profile",
    "Sensitivity",
    "Space",
    "Spatial",
    "Structure",
    "Typology",
    "Uncertainty",
    "audit",
    "clubs",
    "clusters",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "explain_change",
    "explanations",
    "mobility",
    "profile",
    "sensitivity",
    "spatial",
    "spatial_weights",
    "structure",
    "typology",
    "uncertainty",
]
