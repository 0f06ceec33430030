"""What was seen: sources, observations, the panel."""

from devindex.observations.panel import Panel, load_panel, status_frame
from devindex.observations.read import Observations, load_observations
from devindex.observations.sources import Source

__all__ = ["Observations", "Panel", "Source", "load_observations", "load_panel", "status_frame"]
