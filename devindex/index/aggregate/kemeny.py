"""The exact Kemeny ranking of rows that form one cycle of majorities."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Floats

__all__ = ["kemeny_places"]

SUBSETS = 12
"""Most rows solved over all subsets; more by integer programming."""

SAME = 1e-9
"""How near the best agreement another ranking's counts as equally good."""


def kemeny_places(d: Floats, copies: Floats, profiles: Floats) -> Floats:
    """Rows placed below each, in the ranking that agrees best with d.

    Parameters
    ----------
    d
        Share of the weight by which the row is above the column, shape (m, m).
    copies
        How often each row occurs, shape (m,): copies stand together and share their places.
    profiles
        The rows' scores, shape (m, k), which put them in an order of their own before solving.

    Returns
    -------
    Shape (m,); for up to 12 rows the mean over all best rankings.

    Examples
    --------
    >>> cycle = np.array([[0.5, 0.6, 0.4], [0.4, 0.5, 0.6], [0.6, 0.4, 0.5]])
    >>> kemeny_places(cycle, np.ones(3), np.eye(3))
    array([1., 1., 1.])
    """
    gain = d * np.outer(copies, copies)
    own = 0.5 * (copies - 1.0)
    if len(d) == 1:
        return own
    if len(d) <= SUBSETS:
        return own + _below_over_subsets(gain, copies)
    keys = [*np.where(np.isnan(profiles), -np.inf, profiles).T[::-1], -gain.sum(axis=1)]
    order = np.lexsort(keys)
    below = np.empty(len(d))
    above = _above_by_programme(gain[np.ix_(order, order)])
    below[order] = above @ copies[order]
    return own + below


def _below_over_subsets(gain: Floats, copies: Floats) -> Floats:
    """Mean number of rows below each, over all best rankings (Held & Karp 1962 over subsets).

    The best ranking of a subset has some row on top of the best ranking of the others; counting
    the ways down from each subset and up to the whole gives every best ranking its equal share.
    """
    m = len(gain)
    subsets = np.arange(2**m)
    has = ((subsets[:, None] >> np.arange(m)) & 1).astype(bool)
    over = has @ gain.T
    size = has.sum(axis=1)
    best, ways = np.zeros(2**m), np.zeros(2**m)
    ways[0] = 1.0
    for count in range(1, m + 1):
        s = subsets[size == count]
        rest = s[:, None] ^ (1 << np.arange(m))
        value = np.where(
            has[s], best[np.where(has[s], rest, 0)] + over[s, :] - np.diag(gain), -np.inf
        )
        best[s] = value.max(axis=1)
        ways[s] = np.where(value >= best[s, None] - SAME, ways[np.where(has[s], rest, 0)], 0).sum(
            axis=1
        )
    to_whole = np.zeros(2**m)
    to_whole[-1] = 1.0
    below = np.zeros(m)
    weight = has @ copies
    for count in range(m, 0, -1):
        s = subsets[size == count]
        for i in range(m):
            t = s[has[s, i]]
            rest = t ^ (1 << i)
            top = best[rest] + over[t, i] - gain[i, i] >= best[t] - SAME
            passing = np.where(top, to_whole[t], 0.0)
            to_whole[rest] += passing
            below[i] += (passing * ways[rest] * weight[rest]).sum()
    return np.asarray(below / ways[-1])


def _above_by_programme(gain: Floats) -> Floats:
    """1 where the row stands above the column, in one best ranking (linear ordering problem)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    m = len(gain)
    a, b = np.triu_indices(m, 1)
    place = np.zeros((m, m), dtype=int)
    place[a, b] = np.arange(len(a))
    i, j, k = np.array(
        [(i, j, k) for i in range(m) for j in range(i + 1, m) for k in range(j + 1, m)]
    ).T
    rows = np.repeat(np.arange(len(i)), 3)
    columns = np.stack([place[i, j], place[j, k], place[i, k]], axis=1).ravel()
    signs = np.tile([1.0, 1.0, -1.0], len(i))
    no_cycle = csr_array((signs, (rows, columns)), shape=(len(i), len(a)))
    found = milp(
        -(gain - gain.T)[a, b],
        integrality=np.ones(len(a)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(no_cycle, 0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise MethodError(
            say(
                "aggregate method 'kemeny': HiGHS finds no ranking of {m} rows ({why})",
                "合成方法“kemeny”：HiGHS 未能求出{m}行的排序",
                m=m,
                why=found.message,
            )
        )
    above = np.zeros((m, m))
    above[a, b] = found.x.round()
    above[b, a] = 1.0 - above[a, b]
    return above
