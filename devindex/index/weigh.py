"""How much each of some siblings counts (赋权). Weights of siblings sum to one.

``z`` holds the siblings' scores over the fitted rows, shape (m, k).
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError
from devindex.index.arrays import Floats, shares
from devindex.index.registry import method

__all__ = ["declared_", "entropy", "equal", "pca"]


@method("weigh", "equal", cite="OECD & JRC 2008, section 6.1")
def equal(declared: Floats) -> Floats:
    """Every sibling counts the same, whatever the framework declares. (k,) -> (k,).

    Examples
    --------
    >>> equal(np.array([1.0, 1.0, 0.5, 1.0]))
    array([0.25, 0.25, 0.25, 0.25])
    """
    return np.full(len(declared), 1.0 / len(declared))


@method("weigh", "declared", cite="OECD & JRC 2008, section 6.2")
def declared_(declared: Floats) -> Floats:
    """Weights the framework declares, scaled to a sum of one. (k,) -> (k,).

    Examples
    --------
    >>> declared_(np.array([1.0, 1.0, 0.5]))
    array([0.4, 0.4, 0.2])
    """
    return shares(declared)


@method("weigh", "entropy", cite="Shannon 1948; Hwang & Yoon 1981, section 3.3")
def entropy(z: Floats) -> Floats:
    r"""More weight where regions differ more.

    .. math:: p_{ij} = \frac{z_{ij}}{\sum_i z_{ij}}, \quad
              e_j = -\frac{1}{\ln n}\sum_i p_{ij}\ln p_{ij}, \quad
              w_j = \frac{1 - e_j}{\sum_j (1 - e_j)}

    Parameters
    ----------
    z
        Scores of zero or more, shape (m, k); :math:`0 \ln 0 = 0`.

    Returns
    -------
    Shape (k,). NaN is left out of its column. A constant column gets no weight; if all are
    constant, or there is one row, weights are equal.

    Raises
    ------
    MethodError
        If a score is negative.

    Examples
    --------
    >>> entropy(np.array([[1.0, 1.0], [1.0, 3.0]]))
    array([0., 1.])
    """
    seen = ~np.isnan(z)
    if (z < 0).any():
        raise MethodError(
            "weigh method 'entropy' needs scores of zero or more; normalise with 'goalposts', "
            "'minmax' or 'rank' first"
        )
    total = np.where(seen, z, 0.0).sum(axis=0)
    p = np.where(seen, z, 0.0) / np.where(total > 0, total, 1.0)
    terms = -p * np.log(np.where(p > 0, p, 1.0))
    n = seen.sum(axis=0)
    most = np.log(np.maximum(n, 2))
    diversity = np.where((n > 1) & (total > 0), 1.0 - terms.sum(axis=0) / most, 0.0)
    return shares(np.where(diversity > 1e-12, diversity, 0.0))


@method("weigh", "pca", cite="OECD & JRC 2008, section 6.1; Jolliffe 2002, section 2.3")
def pca(z: Floats) -> Floats:
    r"""Squared loadings on the first principal component of the correlation matrix.

    .. math:: w_j = a_{1j}^2, \quad R a_1 = \lambda_1 a_1, \quad \lVert a_1 \rVert = 1

    Parameters
    ----------
    z
        Shape (m, k). Rows with NaN are left out.

    Returns
    -------
    Shape (k,). A constant column gets no weight; with fewer than two columns that vary, or two
    full rows, weights are equal.

    Examples
    --------
    >>> pca(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]]))
    array([0.5, 0.5])
    """
    from sklearn.decomposition import PCA

    even = np.full(z.shape[1], 1.0 / z.shape[1])
    rows = z[~np.isnan(z).any(axis=1)]
    if len(rows) < 2:
        return even
    sd = rows.std(axis=0)
    vary = sd > 1e-12 * np.maximum(np.abs(rows.mean(axis=0)), 1e-300)
    if vary.sum() < 2:
        return even
    standard = (rows[:, vary] - rows[:, vary].mean(axis=0)) / sd[vary]
    loadings = PCA(n_components=1, svd_solver="full").fit(standard).components_[0]
    w = np.zeros(z.shape[1])
    w[vary] = loadings**2
    return shares(np.where(w > 1e-12, w, 0.0).round(12))
