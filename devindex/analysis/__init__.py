"""What the index says, and how sure it is."""

from devindex.analysis.change import Change, explain_change
from devindex.analysis.robustness import Space, Uncertainty, uncertainty

__all__ = ["Change", "Space", "Uncertainty", "explain_change", "uncertainty"]
