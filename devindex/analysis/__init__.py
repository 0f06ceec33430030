"""What the index says, and how sure it is."""

from devindex.analysis.change import Change, explain_change
from devindex.analysis.profiles import Profile, profile
from devindex.analysis.robustness import Space, Uncertainty, uncertainty
from devindex.analysis.sentences import explanations

__all__ = [
    "Change",
    "Profile",
    "Space",
    "Uncertainty",
    "explain_change",
    "explanations",
    "profile",
    "uncertainty",
]
