"""Numbers of pairwise comparison matrices: priorities, consistency, agreement of a group.

A matrix ``a`` has shape (k, k), ``a[i, j]`` how many times as important i is as j, NaN where
nobody judged the pair, ``a[j, i] = 1 / a[i, j]`` and ones on the diagonal.
"""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Floats

__all__ = [
    "RANDOM_INDEX",
    "completed",
    "consensus",
    "eigenvector",
    "geometric_mean",
    "harker",
    "islands",
    "minimal_eigenvalue",
    "random_index",
    "worst_triad",
]

RANDOM_INDEX = (
    0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59,
)  # fmt: skip
"""Mean consistency index of random matrices of 1 to 15 items (Saaty 2005, page 31)."""


def random_index(k: int, missing: int = 0) -> float:
    r"""Consistency index to expect of judgements made at random.

    .. math:: RI_{k,m} = \Bigl(1 - \frac{2m}{(k-1)(k-2)}\Bigr) RI_k

    The table of Saaty up to 15 items, beyond it (1.7699 k - 4.3513) / (k - 1) of Alonso & Lamata
    2006; with m pairs missing it shrinks as in Ágoston & Csató 2022. Zero where nothing can
    contradict: two items, or no more judgements than are needed.

    Examples
    --------
    >>> random_index(5), random_index(4, missing=3), round(random_index(16), 3)
    (1.11, 0.0, 1.598)
    """
    if k < 3:
        return 0.0
    whole = RANDOM_INDEX[k - 1] if k <= len(RANDOM_INDEX) else (1.7699 * k - 4.3513) / (k - 1)
    return whole * max(0.0, 1.0 - 2.0 * missing / ((k - 1) * (k - 2)))


def eigenvector(a: Floats) -> tuple[float, Floats]:
    """Greatest eigenvalue and its vector, scaled to a sum of one. (k, k) -> (), (k,).

    Examples
    --------
    >>> root, w = eigenvector(np.array([[1.0, 4.0], [0.25, 1.0]]))
    >>> root.round(12), w.round(12)
    (np.float64(2.0), array([0.8, 0.2]))
    """
    values, vectors = np.linalg.eig(a)
    first = int(np.argmax(values.real))
    w = np.abs(vectors[:, first].real)
    return values[first].real, w / w.sum()


def harker(a: Floats) -> Floats:
    r"""Eigenvector where pairs are missing: each stands for the ratio of its weights.

    .. math:: B w = \lambda_{\max} w, \quad b_{ii} = 1 + m_i, \quad b_{ij} = 0 \text{ if missing}

    with :math:`m_i` the number of pairs missing in row i (Harker 1987).

    Examples
    --------
    >>> chain = np.array([[1, 2, np.nan], [1 / 2, 1, 3], [np.nan, 1 / 3, 1]])
    >>> harker(chain).round(12)
    array([0.6, 0.3, 0.1])
    """
    gone = np.isnan(a)
    return eigenvector(np.where(gone, 0.0, a) + np.diag(gone.sum(axis=1)))[1]


def geometric_mean(a: Floats) -> Floats:
    r"""Geometric means of the rows; with pairs missing, logarithmic least squares. (k, k) -> (k,).

    .. math:: \min_w \sum_{(i,j)\ \text{judged}} \Bigl(\ln a_{ij} - \ln \frac{w_i}{w_j}\Bigr)^2

    Crawford & Williams 1985; Bozóki, Fülöp & Rónyai 2010, section 4.

    Examples
    --------
    >>> geometric_mean(np.array([[1, 2, np.nan], [1 / 2, 1, 3], [np.nan, 1 / 3, 1]])).round(12)
    array([0.6, 0.3, 0.1])
    """
    seen = ~np.isnan(a)
    laplacian = np.diag(seen.sum(axis=1)) - seen.astype(float)
    y = np.linalg.pinv(laplacian, hermitian=True) @ np.log(np.where(seen, a, 1.0)).sum(axis=1)
    w = np.exp(y - y.max())
    return np.asarray(w / w.sum())


def minimal_eigenvalue(a: Floats) -> Floats:
    r"""Missing pairs so filled that the greatest eigenvalue is least. (k, k) -> (k, k).

    Convex in the logarithms of the missing entries, with

    .. math:: \frac{\partial \lambda}{\partial \ln a_{ij}}
              = \frac{u_i a_{ij} w_j - u_j a_{ji} w_i}{u^\top w}

    for left and right eigenvectors u, w (Bozóki, Fülöp & Rónyai 2010, section 3).
    """
    from scipy.optimize import root

    rows, columns = np.nonzero(np.triu(np.isnan(a)))

    def filled(y: Floats) -> Floats:
        full = a.copy()
        full[rows, columns] = np.exp(y)
        full[columns, rows] = np.exp(-y)
        return full

    def slope(y: Floats) -> Floats:
        full = filled(y)
        u, w = eigenvector(full.T)[1], eigenvector(full)[1]
        pull = u[:, None] * full * w / (u @ w)
        return np.asarray(pull[rows, columns] - pull[columns, rows])

    if len(rows) == 0:
        return a
    w = geometric_mean(a)
    return filled(root(slope, np.log(w[rows] / w[columns]), tol=1e-12).x)


def completed(a: Floats, w: Floats) -> Floats:
    """Missing pairs filled with the ratio of their weights. (k, k), (k,) -> (k, k)."""
    return np.where(np.isnan(a), w[:, None] / w, a)


def islands(a: Floats) -> Floats:
    """Number of the island each item is on, where judged pairs are bridges. (k, k) -> (k,).

    Examples
    --------
    >>> islands(np.array([[1, 2, np.nan], [1 / 2, 1, np.nan], [np.nan, np.nan, 1]])).tolist()
    [0, 0, 1]
    """
    from scipy.sparse.csgraph import connected_components

    seen = ~np.isnan(a)
    if seen.all():
        return np.zeros(len(a), dtype=int)
    return np.asarray(connected_components(seen, directed=False)[1])


def worst_triad(a: Floats, w: Floats) -> tuple[int, int, int] | None:
    r"""Three items whose judgements contradict each other most.

    The triad of greatest :math:`|\ln a_{ij} a_{jl} / a_{il}|`, which orders triads as the index
    of Koczkodaj 1993 does. The pair (i, l) in it is the one furthest from the ratio of its
    weights, else the most extreme, and is so turned that its judgement is one or more.

    Returns
    -------
    (i, j, l), or None if no three items are all compared, or all triads agree.

    Examples
    --------
    >>> a = np.array([[1, 2, 1 / 9], [1 / 2, 1, 3], [9, 1 / 3, 1]])
    >>> worst_triad(a, geometric_mean(a))
    (2, 1, 0)
    """
    y = np.log(a)
    detour = np.abs(y[:, :, None] + y[None, :, :] - y[:, None, :])
    detour = np.where(np.isnan(detour), -1.0, detour)
    three = np.unravel_index(int(np.argmax(detour)), detour.shape)
    if detour[three] <= 1e-9:
        return None
    off = np.abs(y - np.log(w[:, None] / w))
    i, j, m = sorted(int(n) for n in three)
    first, between, last = max(
        [(i, j, m), (i, m, j), (j, i, m)],
        key=lambda t: (round(off[t[0], t[2]], 9), abs(y[t[0], t[2]])),
    )
    return (first, between, last) if y[first, last] >= 0 else (last, between, first)


def consensus(w: Floats, *, scale: float = 9.0) -> float:
    r"""Agreement of experts on the weights, from 0 to 1. (experts, k) -> ().

    .. math:: S^* = \frac{e^{-H_\beta} - c}{1 - c}, \quad H_\beta = H(\bar w) - \overline{H(w)},
              \quad c = \frac{e^{H_{\alpha,\min}}}{k}

    H is Shannon's entropy and :math:`H_{\alpha,\min}` that of weights in proportion M : 1 : ... :
    1, the most unequal a scale up to M (``scale``) allows. Goepel 2013, with the greatest gamma
    entropy ln k as in his program AHP-OS (Goepel 2018). Above 0.75 he calls it high, under 0.5
    very low.

    Returns
    -------
    1 if all agree, and for one expert or one item. Slightly under 0 where weights are more
    extreme than the scale allows.

    Examples
    --------
    >>> consensus(np.array([[0.9, 0.1], [0.1, 0.9]]))
    0.0
    >>> consensus(np.array([[0.6, 0.4], [0.6, 0.4]]))
    1.0
    """
    k = w.shape[1]
    if len(w) < 2 or k < 2:
        return 1.0
    extreme = np.append(scale, np.ones(k - 1)) / (scale + k - 1)
    floor = np.exp(_entropy(extreme)) / k
    beta = _entropy(w.mean(axis=0)) - _entropy(w).mean()
    return float(np.round((np.exp(-beta) - floor) / (1.0 - floor), 12)) + 0.0


def _entropy(w: Floats) -> Floats:
    return np.asarray(-(w * np.log(np.where(w > 0, w, 1.0))).sum(axis=-1))
