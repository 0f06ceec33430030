"""From firms up: estimates of a survey of enterprises, with their standard errors."""

from devindex.enterprise.calibration import calibrate
from devindex.enterprise.design import Design
from devindex.enterprise.domains import crossed
from devindex.enterprise.estimates import Estimates, status
from devindex.enterprise.margins import Margin
from devindex.enterprise.sampling import sample_design
from devindex.enterprise.shares import shares
from devindex.enterprise.survey import means, ratios, totals

__all__ = [
    "Design",
    "Estimates",
    "Margin",
    "calibrate",
    "crossed",
    "means",
    "ratios",
    "sample_design",
    "shares",
    "status",
    "totals",
]
