"""What changes from one release to the next: read, verify, diff, correct."""

from devindex.release.revisions.corrections import corrected
from devindex.release.revisions.difference import Difference, diff
from devindex.release.revisions.read import Published, open_release
from devindex.release.revisions.reasons import Reason, Reasons, read_reasons
from devindex.release.revisions.statistics import revision_statistics
from devindex.release.revisions.template import reasons_template
from devindex.release.revisions.verification import Verified, verify

__all__ = [
    "Difference",
    "Published",
    "Reason",
    "Reasons",
    "Verified",
    "corrected",
    "diff",
    "open_release",
    "read_reasons",
    "reasons_template",
    "revision_statistics",
    "verify",
]
