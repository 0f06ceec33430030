"""From firms up: tables of returns in which no firm can be found out."""

from devindex.enterprise.audit import Intervals, believed, intervals
from devindex.enterprise.disclosure import disclose, judge_of
from devindex.enterprise.primary import Primary, Rules, primary
from devindex.enterprise.proof import internal_proof, public_proof, write_proofs
from devindex.enterprise.secondary import Protection, protect
from devindex.enterprise.structure import Dimension, Structure, check_sums, spread, structure

__all__ = [
    "Dimension",
    "Intervals",
    "Primary",
    "Protection",
    "Rules",
    "Structure",
    "believed",
    "check_sums",
    "disclose",
    "internal_proof",
    "intervals",
    "judge_of",
    "primary",
    "protect",
    "public_proof",
    "spread",
    "structure",
    "write_proofs",
]
