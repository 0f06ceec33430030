"""What the index says, and how sure it is."""

from devindex.analysis.audits import Audit, audit
from devindex.analysis.change import Change, explain_change
from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.explained import explanations
from devindex.analysis.profiles import Profile, profile
from devindex.analysis.robustness import Uncertainty, uncertainty
from devindex.analysis.sobol import Sensitivity, sensitivity
from devindex.analysis.space import Space
from devindex.analysis.structures import Structure, structure

__all__ = [
    "Audit",
    "Change",
    "Disparity",
    "Profile",
    "Sensitivity",
    "Space",
    "Structure",
    "Uncertainty",
    "audit",
    "disparity",
    "explain_change",
    "explanations",
    "profile",
    "sensitivity",
    "structure",
    "uncertainty",
]
