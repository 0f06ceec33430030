"""From firms up: estimates of a survey with their errors, and tables no firm is found in."""

from devindex.enterprise.audit import Intervals, believed, intervals
from devindex.enterprise.calibration import calibrate
from devindex.enterprise.design import Design
from devindex.enterprise.disclosure import disclose, judge_of
from devindex.enterprise.domains import crossed
from devindex.enterprise.estimates import Estimates, status
from devindex.enterprise.margins import Margin
from devindex.enterprise.primary import Primary, Rules, primary
from devindex.enterprise.proof import internal_proof, public_proof, write_proofs
from devindex.enterprise.sampling import sample_design
from devindex.enterprise.secondary import Protection, protect
from devindex.enterprise.shares import shares
from devindex.enterprise.structure import Dimension, Structure, check_sums, spread, structure
from devindex.enterprise.survey import means, ratios, totals

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
    "internal_proof",
    "intervals",
    "judge_of",
    "means",
    "primary",
    "protect",
    "public_proof",
    "ratios",
    "sample_design",
    "shares",
    "spread",
    "status",
    "structure",
    "totals",
    "write_proofs",
]
