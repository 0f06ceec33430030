"""What the index says, and how sure it is."""

from devindex.analysis.robustness import Space, Uncertainty, uncertainty

__all__ = ["Space", "Uncertainty", "uncertainty"]
