"""What the index says, and how sure it is."""

from devindex.analysis.disparities import Disparity, disparity
from devindex.analysis.robustness import Space, Uncertainty, uncertainty

__all__ = ["Disparity", "Space", "Uncertainty", "disparity", "uncertainty"]
