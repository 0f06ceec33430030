"""Rows placed among rows, indicator by indicator: Borda, Copeland, Condorcet, Kemeny.

Only who is above whom counts, never by how much (non-compensatory). ``fit`` holds the rows a row
is placed among; in a recipe ``fit = "each"`` places it among the same year's. Scores run from 0,
below all others, to 100, above all. A row that stands alone, or ties with all, gets 50.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.aggregate.kemeny import kemeny_places
from devindex.index.aggregate.means import present, summed
from devindex.index.arrays import Bools, Floats, places, whole
from devindex.index.registry import method

__all__ = ["borda", "condorcet", "copeland", "kemeny", "preference", "row_of"]

CELLS = 2**16
"""Pairs of rows compared at once: they stay in the processor's cache; no result changes."""

TIE = 1e-12
"""How near one half a share of weights counts as a tie."""


def row_of(z: Floats, fit: Floats) -> np.ndarray:
    """First row of fit that equals each row of z, NaN equal to NaN; -1 if none. -> (n,).

    Examples
    --------
    >>> row_of(np.array([[2.0, np.nan], [5.0, 1.0]]), np.array([[1.0, 1.0], [2.0, np.nan]]))
    array([ 1, -1])
    """
    first = dict(zip(reversed(_keys(fit)), reversed(range(len(fit))), strict=True))
    return np.array([first.get(key, -1) for key in _keys(z)], dtype=int)


def _keys(rows: Floats) -> list[bytes]:
    """What tells rows apart, NaN equal to NaN and 0 to -0."""
    held = np.where(np.isnan(rows), np.inf, rows + 0.0)
    return [row.tobytes() for row in held]


def preference(z: Floats, w: Floats, fit: Floats) -> Floats:
    r"""Share of the weight by which each row is above each row of fit; half of it where they tie.

    .. math:: d_{ab} = \frac{\sum_j w_j \bigl([z_{aj} > z_{bj}] + \tfrac12 [z_{aj} = z_{bj}]\bigr)}
              {\sum_j w_j}

    over the indicators both rows have; one half if they share none. Shapes (n, k), (k,) or (n, k),
    (m, k) -> (n, m). Source: Munda & Nardo 2005, section 4 (the outranking matrix).

    Examples
    --------
    >>> z = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> preference(z, np.array([0.8, 0.2]), z)
    array([[0.5, 0.1],
           [0.9, 0.5]])
    """
    w = np.broadcast_to(w, z.shape)
    out = np.empty((len(z), len(fit)))
    size = max(1, CELLS // max(1, len(fit)))
    for first in range(0, len(z), size):
        rows = slice(first, first + size)
        out[rows] = _preference(z[rows], w[rows], fit)
    return out


def _preference(z: Floats, w: Floats, fit: Floats) -> Floats:
    above = np.zeros((len(z), len(fit)))
    for a, b, half in zip(z.T, fit.T, 0.5 * w.T, strict=True):
        above += half[:, None] * (a[:, None] > b)
        above += half[:, None] * (a[:, None] >= b)
    if whole(z) and whole(fit):
        shared = w.sum(axis=1, keepdims=True)
    else:
        shared = (np.isnan(z) * -w + w) @ (~np.isnan(fit)).T.astype(float)
    return np.where(shared > 0, above / np.where(shared > 0, shared, 1.0), 0.5)


@method("aggregate", "borda", cite="Borda 1784; OECD & JRC 2008, section 6.12; Munda & Nardo 2005")
def borda(z: Floats, w: Floats, fit: Floats) -> Floats:
    r"""Borda count: weighted share of the other rows that are below, indicator by indicator.

    .. math:: S_a = 100 \sum_j w_j \frac{\#\{b: z_{bj} < z_{aj}\} +
              \tfrac12 \#\{b \ne a: z_{bj} = z_{aj}\}}{m - 1}

    With ballots for indicators and voters for weights it is the Borda score (m - 1 points for a
    first place, 0 for a last) as a percentage of the highest possible.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights (k,) or (n, k).
    fit
        Rows to be placed among, shape (m, k).

    Returns
    -------
    Shape (n,), 0 to 100. NaN siblings are left out, and rows without the indicator are no others.
    A constant indicator gives 50; one row alone 50. A row that is not among ``fit`` (the nation)
    is compared with all m of its rows.

    Examples
    --------
    >>> z = np.array([[9.0, 1.0], [5.0, 5.0], [1.0, 5.0]])
    >>> borda(z, np.array([0.6, 0.4]), z)
    array([60., 60., 30.])
    """
    inside = (row_of(z, fit) >= 0)[:, None]
    below, level, count = places(z, fit)
    others = count - inside
    share = (below + (level - inside) / 2.0) / np.where(others > 0, others, 1)
    share = np.where(others > 0, share, 0.5)
    return 100.0 * summed(present(z, w), np.where(np.isnan(z), np.nan, share))


@method("aggregate", "copeland", cite="Copeland 1951")
def copeland(z: Floats, w: Floats, fit: Floats) -> Floats:
    r"""Copeland's rule: share of the other rows that a row beats by weighted majority.

    .. math:: S_a = 100\, \frac{\#\{b: d_{ab} > \tfrac12\} +
              \tfrac12 \#\{b \ne a: d_{ab} = \tfrac12\}}{m - 1}

    with :func:`preference` d. Wins less losses over m - 1 is :math:`S / 50 - 1`.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights (k,) or (n, k).
    fit
        Rows to be placed among, shape (m, k).

    Returns
    -------
    Shape (n,), 0 to 100. NaN only where a row has no sibling at all; two rows are compared on the
    indicators both have. All tied, or one row alone: 50. A row that is not among ``fit`` (the
    nation) is compared with all m of its rows. Rows are compared in blocks, never all at once.

    Examples
    --------
    >>> z = np.array([[3.0, 2.0, 1.0], [2.0, 1.0, 3.0], [1.0, 3.0, 2.0], [0.0, 0.0, 0.0]])
    >>> copeland(z, np.ones(3) / 3, z).round(4)  # a cycle of three above the last
    array([66.6667, 66.6667, 66.6667,  0.    ])
    """
    fit = fit[~np.isnan(fit).all(axis=1)]
    inside = row_of(z, fit) >= 0
    w = np.broadcast_to(w, z.shape)
    points = np.empty(len(z))
    size = max(1, CELLS // max(1, len(fit)))
    for first in range(0, len(z), size):
        rows = slice(first, first + size)
        d = preference(z[rows], w[rows], fit)
        points[rows] = 0.5 * ((d > 0.5 + TIE).sum(axis=1) + (d >= 0.5 - TIE).sum(axis=1))
    return _placed(z, points - 0.5 * inside, len(fit) - inside)


def _placed(z: Floats, below: Floats, others: np.ndarray) -> Floats:
    """Share of the others placed below, 50 if there are none, NaN for rows without a sibling."""
    share = np.where(others > 0, below / np.where(others > 0, others, 1), 0.5)
    return np.where(np.isnan(z).all(axis=1), np.nan, 100.0 * share)


@method(
    "aggregate", "condorcet", cite="Condorcet 1785; Truchon 1998; OECD & JRC 2008, section 6.12"
)
def condorcet(z: Floats, w: Floats, fit: Floats) -> Floats:
    r"""Condorcet's principle: above whom a weighted majority puts you, directly or through others.

    Where majorities form no cycle, rows stand in the order of majority and S is the share of the
    others placed below. Rows of a cycle, or tied, cannot be told apart and share the mean of
    their places:

    .. math:: S_a = 100\, \frac{\text{rows below the cycle of } a + \tfrac12
              (\text{rows in it} - 1)}{m - 1}

    (cycles are the strongly connected components of "not beaten by"). Which order to choose
    within a cycle is what :func:`kemeny` adds.

    Parameters
    ----------
    z, w
        Scores (n, k) and weights, (k,) or the same in every row.
    fit
        Rows to be placed among, shape (m, k).

    Returns
    -------
    Shape (n,), 0 to 100. All tied, or one row alone: 50. NaN for a row without a sibling and for
    a row that is not among ``fit`` (the nation): it has no place in their order.

    Raises
    ------
    MethodError
        If weights differ among the rows: choose ``fit = "each"``.

    Examples
    --------
    >>> z = np.array([[3.0, 2.0, 1.0], [2.0, 1.0, 3.0], [1.0, 3.0, 2.0], [0.0, 0.0, 0.0]])
    >>> condorcet(z, np.ones(3) / 3, z).round(4)
    array([66.6667, 66.6667, 66.6667,  0.    ])
    >>> condorcet(np.array([[3.0], [2.0]]), np.ones(1), np.array([[3.0], [1.0]]))
    array([100.,  nan])
    """
    profiles, copies, d, own = _profiles("condorcet", z, w, fit)
    group = majority_groups(d)
    inside = np.bincount(group, weights=copies, minlength=len(profiles))
    below = np.cumsum(inside) - inside
    return _ranked(z, own, (below + 0.5 * (inside - 1))[group], copies.sum())


@method(
    "aggregate",
    "kemeny",
    cite="Kemeny 1959; Young & Levenglick 1978; OECD & JRC 2008, section 6.12 (C-K-Y-L)",
    above_zero=("limit",),
)
def kemeny(z: Floats, w: Floats, fit: Floats, *, limit: int = 50) -> Floats:
    r"""Kemeny's rule: the ranking that agrees best with the indicators; share placed below.

    .. math:: \max_r \sum_{a \text{ above } b \text{ in } r} d_{ab}, \quad
              S_a = 100\, \frac{\#\{b \text{ below } a\}}{m - 1}

    with :func:`preference` d: the Condorcet-Kemeny-Young-Levenglick ranking of Munda & Nardo.
    Exact: rows are first parted by majority (every Kemeny ranking respects that order); a cycle of
    up to 12 rows is solved over all its subsets, a larger one as an integer programme (HiGHS).

    Parameters
    ----------
    z, w
        Scores (n, k) and weights, (k,) or the same in every row.
    fit
        Rows to be placed among, shape (m, k).
    limit
        Most rows in one cycle; more are refused, for the time grows beyond bounds.

    Returns
    -------
    Shape (n,), 0 to 100. Ties: rows with equal scores share the mean of their places; if several
    rankings agree equally well, a cycle of up to 12 rows takes the mean place over all of them,
    and a larger one the best ranking found first from the order of :func:`borda`. One row alone:
    50. NaN for a row without a sibling and for a row that is not among ``fit`` (the nation).

    Raises
    ------
    MethodError
        If a cycle is larger than ``limit``, or weights differ among the rows.

    Examples
    --------
    >>> z = np.array([[3.0, 1.0, 2.0], [2.0, 3.0, 1.0], [1.0, 2.0, 3.0]])
    >>> kemeny(z, np.array([0.25, 0.40, 0.35]), z)  # second, third, first
    array([  0., 100.,  50.])
    """
    profiles, copies, d, own = _profiles("kemeny", z, w, fit)
    group = majority_groups(d)
    below = np.zeros(len(profiles))
    done = 0.0
    for one in range(group.max(initial=-1) + 1):
        rows = np.nonzero(group == one)[0]
        if len(rows) > limit:
            raise MethodError(
                say(
                    "aggregate method 'kemeny': {count} rows form one cycle of majorities, more "
                    "than limit = {limit}; use 'copeland' or 'borda', or raise the limit and wait",
                    "合成方法“kemeny”：{count}行的多数关系成环，超过 limit = {limit}；"
                    "请改用“copeland”或“borda”，或提高上限并等待",
                    count=len(rows),
                    limit=limit,
                )
            )
        below[rows] = done + kemeny_places(d[np.ix_(rows, rows)], copies[rows], profiles[rows])
        done += copies[rows].sum()
    return _ranked(z, own, below, copies.sum())


def majority_groups(d: Floats) -> np.ndarray:
    """Cycle of each row, 0 the lowest; a row beats all rows of lower cycles. (m, m) -> (m,).

    Examples
    --------
    >>> majority_groups(np.array([[0.5, 0.9, 0.5], [0.1, 0.5, 0.2], [0.5, 0.8, 0.5]]))
    array([1, 0, 1])
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if len(d) == 0:
        return np.zeros(0, dtype=int)
    holds = d >= 0.5 - TIE
    _, label = connected_components(csr_array(holds), directed=True, connection="strong")
    height = np.zeros(label.max() + 1)
    np.maximum.at(height, label, holds.sum(axis=1))
    return np.asarray(np.argsort(np.argsort(height))[label])


def _profiles(
    name: str, z: Floats, w: Floats, fit: Floats
) -> tuple[Floats, Floats, Floats, np.ndarray]:
    """Distinct rows of fit, how often each occurs, d between them, and the profile of each row."""
    if w.ndim > 1:
        if len(w) and not (w == w[0]).all():
            raise MethodError(
                say(
                    "aggregate method {name!r} ranks all rows together and needs the same weights "
                    'for all; write fit = "each" where weights differ by year',
                    "合成方法{name!r}对各行一并排序，各行权重须相同；"
                    "权重逐年不同时请写 fit = “each”",
                    name=name,
                )
            )
        w = w[0] if len(w) else np.ones(z.shape[1])
    fit = fit[~np.isnan(fit).all(axis=1)]
    first = row_of(fit, fit)
    kept, kind, copies = np.unique(first, return_inverse=True, return_counts=True)
    profiles = fit[kept]
    found = row_of(z, fit)
    own = np.where(found >= 0, kind.reshape(-1)[found] if len(fit) else -1, -1)
    return profiles, copies.astype(float), preference(profiles, w, profiles), own


def _ranked(z: Floats, own: np.ndarray, below: Floats, rows: float) -> Floats:
    """Scores of the rows from places of the profiles, NaN where a row has no profile."""
    if rows == 0:
        return np.full(len(z), np.nan)
    inside: Bools = own >= 0
    placed = _placed(z, below[own], np.full(len(z), rows - 1))
    return np.where(inside, placed, np.nan)
