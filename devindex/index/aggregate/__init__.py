"""From the scores of siblings to the score of their parent."""

from devindex.index.aggregate import bod, ideal, means, ordered, outrank, penalty

__all__ = ["bod", "ideal", "means", "ordered", "outrank", "penalty"]
