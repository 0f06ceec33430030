"""One firm at a time: points, levels, grades, and where a firm stands among its peers."""

from devindex.enterprise.scores.explain import explain_firm
from devindex.enterprise.scores.score import (
    columns_added,
    items_needed,
    score,
    scored,
    with_percentile,
)
from devindex.enterprise.scores.words import levels

__all__ = [
    "columns_added",
    "explain_firm",
    "items_needed",
    "levels",
    "score",
    "scored",
    "with_percentile",
]
