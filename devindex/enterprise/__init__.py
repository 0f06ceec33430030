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
from devindex.enterprise.scores import explain_firm, levels, score
from devindex.enterprise.surveys.calibration import calibrate
from devindex.enterprise.surveys.design import Design
from devindex.enterprise.surveys.domains import crossed
from devindex.enterprise.surveys.estimates import Estimates, status
from devindex.enterprise.surveys.estimators import means, ratios, totals
from devindex.enterprise.surveys.margins import Margin
from devindex.enterprise.surveys.sampling import sample_design
from devindex.enterprise.surveys.shares import shares

__all__ = [
    "Design",
    "Dimension",
    "Estimates",
    "Intervals",
    "Margin",
    "Primary",
    "Protection",
    "Rules",
    "Structure",
    "believed",
    "calibrate",
    "check_sums",
    "crossed",
    "disclose",
    "explain_firm",
    "internal_proof",
    "intervals",
    "judge_of",
    "levels",
    "means",
    "primary",
    "protect",
    "public_proof",
    "ratios",
    "sample_design",
    "score",
    "shares",
    "spread",
    "status",
    "structure",
    "totals",
    "write_proofs",
]
