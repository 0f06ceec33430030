"""What was seen: sources, observations, the panel."""

from devindex.observations.announcements import (
    Announcement,
    Announcements,
    load_announcements,
)
from devindex.observations.panel import Panel, load_panel, status_frame
from devindex.observations.read import Observations, load_observations
from devindex.observations.sources import Source

__all__ = [
    "Announcement",
    "Announcements",
    "Observations",
    "Panel",
    "Source",
    "load_announcements",
    "load_observations",
    "load_panel",
    "status_frame",
]
