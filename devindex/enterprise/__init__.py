"""From firms up: scores, estimates of a survey with errors, and tables no firm is found in."""

from devindex.enterprise.confidential.audit import Intervals, believed, intervals
from devindex.enterprise.confidential.disclosure import disclose, judge_of
from devindex.enterprise.confidential.primary import Primary, Rules, primary
from devindex.enterprise.confidential.proof import internal_proof, public_proof, write_proofs
from devindex.enterprise.confidential.secondary import Protection, protect
from devindex.enterprise.confidential.structure import (
    Dimension,
    Structure,
    check_sums,
    spread,
    structure,
)
from devindex.enterprise.scores import explain_firm, levels, score, scored, with_percentile
from devindex.enterprise.surveys.calibration import calibrate
from devindex.enterprise.surveys.design import Design
from devindex.enterprise.surveys.domains import crossed
from devindex.enterprise.surveys.estimates import Estimates, status
from devindex.enterprise.surveys.estimators import means, ratios, totals
from devindex.enterprise.surveys.margins import Margin
from devindex.enterprise.surveys.sampling import sample_design
from devindex.enterprise.surveys.shares import shares
from devindex.enterprise.tables.calibrated import calibrated
from devindex.enterprise.tables.crossings import TOTAL, margins
from devindex.enterprise.tables.measures import FIRMS, Amount, Condition, Measure, measures_of
from devindex.enterprise.tables.observed import Fed, feeding, panel_of, to_observations
from devindex.enterprise.tables.published import Published, publish
from devindex.enterprise.tables.tabulate import tabulate, tabulate_all

__all__ = [
    "FIRMS",
    "TOTAL",
    "Amount",
    "Condition",
    "Design",
    "Dimension",
    "Estimates",
    "Fed",
    "Intervals",
    "Margin",
    "Measure",
    "Primary",
    "Protection",
    "Published",
    "Rules",
    "Structure",
    "believed",
    "calibrate",
    "calibrated",
    "check_sums",
    "crossed",
    "disclose",
    "explain_firm",
    "feeding",
    "internal_proof",
    "intervals",
    "judge_of",
    "levels",
    "margins",
    "means",
    "measures_of",
    "panel_of",
    "primary",
    "protect",
    "public_proof",
    "publish",
    "ratios",
    "sample_design",
    "score",
    "scored",
    "shares",
    "spread",
    "status",
    "structure",
    "tabulate",
    "tabulate_all",
    "to_observations",
    "totals",
    "with_percentile",
    "write_proofs",
]
