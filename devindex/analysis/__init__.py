"""What the index says, and how sure it is."""

from devindex.analysis.audits import Audit, audit
from devindex.analysis.change import Change, explain_change
from devindex.analysis.explained import explanations
from devindex.analysis.profiles import Profile, profile
from devindex.analysis.robustness import Space, Uncertainty, uncertainty
from devindex.analysis.structures import Structure, structure

__all__ = [
    "Audit",
    "Change",
    "Profile",
    "Space",
    "Structure",
    "Uncertainty",
    "audit",
    "explain_change",
    "explanations",
    "profile",
    "structure",
    "uncertainty",
]
