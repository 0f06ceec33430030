"""Plausibility: named checks of figures, their findings, and the report that goes back."""

from devindex.observations.checks.findings import (
    CHECKS,
    SEVERITIES,
    Check,
    Finding,
    Findings,
    Waiver,
)
from devindex.observations.checks.report import write_report
from devindex.observations.checks.run import check, check_paths
from devindex.observations.checks.waivers import read_waivers

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Check",
    "Finding",
    "Findings",
    "Waiver",
    "check",
    "check_paths",
    "read_waivers",
    "write_report",
]
