"""What the index says, and how sure it is."""

from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.robustness import Uncertainty, uncertainty
from devindex.analysis.sobol import Sensitivity, sensitivity
from devindex.analysis.space import Space

__all__ = [
    "Disparity",
    "Sensitivity",
    "Space",
    "Uncertainty",
    "disparity",
    "sensitivity",
    "uncertainty",
]
