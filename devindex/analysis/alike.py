"""Which neighbours in a ranking cannot be told apart."""

from __future__ import annotations

from devindex.index.arrays import Bools

__all__ = ["runs_alike"]


def runs_alike(told_apart: Bools) -> list[tuple[int, int]]:
    """Longest runs of a ranking in which no two can be told apart.

    The bars under a ranking of Demšar 2006 (Journal of Machine Learning Research 7): being not
    told apart is not transitive, so that runs overlap and one region may be in several.

    Parameters
    ----------
    told_apart
        Of each pair, in the order of ranks: symmetric, shape (n, n); the diagonal does not count.

    Returns
    -------
    First and last place of each run of two or more, from 0; none lies inside another.

    Examples
    --------
    >>> import numpy as np
    >>> runs_alike(np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool))
    [(0, 1), (1, 2)]
    """
    n, last, runs = len(told_apart), -1, []
    for first in range(n):
        end = first
        while end + 1 < n and not told_apart[first : end + 1, end + 1].any():
            end += 1
        if end > max(first, last):
            runs.append((first, end))
            last = end
    return runs
