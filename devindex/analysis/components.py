"""Statistics of a set of indicators: correlations, principal components, Cronbach's alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats

__all__ = ["Components", "correlations", "cronbach_alpha", "principal_components"]


def correlations(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Pearson's correlation of each column of x with each of y, over the rows both have.

    Parameters
    ----------
    x, y
        Shapes (n, j) and (n, k), NaN where missing.

    Returns
    -------
    Correlations, p values of the t test that they are zero, and numbers of rows, (j, k) each. NaN
    with fewer than three rows, or where a column is constant over them.

    Examples
    --------
    >>> x = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, np.nan], [4.0, 0.0]])
    >>> r, p, n = correlations(x, x)
    >>> r.round(3).tolist(), n.astype(int).tolist()
    ([[1.0, -1.0], [-1.0, 1.0]], [[4, 3], [3, 3]])
    """
    from scipy.special import stdtr

    r, n = np.full((x.shape[1], y.shape[1]), np.nan), np.zeros((x.shape[1], y.shape[1]))
    for i, j in np.ndindex(*r.shape):
        both = ~np.isnan(x[:, i]) & ~np.isnan(y[:, j])
        n[i, j] = both.sum()
        a, b = x[both, i], y[both, j]
        if n[i, j] > 2 and _varies(a) and _varies(b):
            r[i, j] = np.clip(np.corrcoef(a, b)[0, 1], -1.0, 1.0)
    freedom = np.maximum(n - 2, 1)
    with np.errstate(divide="ignore"):
        t = np.abs(r) * np.sqrt(freedom / (1.0 - r**2))
    p = np.where(np.isnan(r), np.nan, 2.0 * stdtr(freedom, -np.nan_to_num(t)))
    return r, p, n


def _varies(a: Floats) -> bool:
    return bool(np.ptp(a) > 1e-12 * np.abs(a).max())


def cronbach_alpha(x: Floats) -> float:
    r"""Cronbach's alpha: how far items that are added measure one thing.

    .. math:: \alpha = \frac{k}{k - 1}\Bigl(1 - \frac{\sum_j s_{jj}}{\sum_i \sum_j s_{ij}}\Bigr)

    with covariances :math:`s_{ij}` over the rows each two columns share. Source: Cronbach 1951;
    OECD & JRC 2008, step 4. From 0.7 on a set is customarily called reliable (Nunnally 1978).

    Parameters
    ----------
    x
        Shape (n, k), NaN where missing.

    Returns
    -------
    One or less, below zero where items run against one another; NaN for a single item, fewer than
    three rows, or a sum without variance.

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0], [4.0, 9.0]])), 4)
    0.8302
    """
    k = x.shape[1]
    if k < 2:
        return float("nan")
    s = np.full((k, k), np.nan)
    for i, j in np.ndindex(k, k):
        both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
        if both.sum() > 2:
            s[i, j] = np.cov(x[both, i], x[both, j])[0, 1]
    total = s.sum()
    if not np.isfinite(total) or abs(total) <= 1e-12 * max(np.trace(s), 1e-300):
        return float("nan")
    return float(k / (k - 1) * (1.0 - np.trace(s) / total))


@dataclass(frozen=True)
class Components:
    """Principal components of a correlation matrix.

    ``eigenvalues`` (m,), largest first; ``vectors`` (k, m), of length one each, NaN for a column
    that was constant; ``rows`` how many rows were complete.
    """

    eigenvalues: Floats
    vectors: Floats
    rows: int

    @property
    def shares(self) -> Floats:
        """Share of the variance of each component."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    @property
    def loadings(self) -> Floats:
        """Correlation of each column with each component: vectors by root of the eigenvalue."""
        return np.asarray(self.vectors * np.sqrt(self.eigenvalues))

    @property
    def kept(self) -> int:
        """Components with an eigenvalue over one (Kaiser 1960)."""
        return int((self.eigenvalues > 1.0).sum())


def principal_components(x: Floats) -> Components:
    """Principal components of the correlation matrix, over the complete rows.

    The sign of a vector is such that its entries sum to zero or more. Source: OECD & JRC 2008, step
    4; computed by scikit-learn.

    Parameters
    ----------
    x
        Shape (n, k), NaN where missing: rows with NaN are left out. A constant column has no
        correlation and is left out.

    Raises
    ------
    MethodError
        With fewer than three complete rows, or fewer than two columns that vary.

    Examples
    --------
    >>> found = principal_components(np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0], [4.0, 4.0]]))
    >>> found.eigenvalues.round(3).tolist(), found.kept
    ([1.8, 0.2], 1)
    """
    from sklearn.decomposition import PCA

    whole = x[~np.isnan(x).any(axis=1)]
    varying: Bools = np.array([_varies(c) if len(c) else False for c in whole.T], dtype=bool)
    if len(whole) < 3 or varying.sum() < 2:
        raise MethodError(
            say(
                "principal components need three complete rows and two columns that vary; there "
                "are {rows} and {columns}",
                "主成分分析至少需要三行完整数据和两列有变化的数据；现有{rows}行、{columns}列",
                rows=len(whole),
                columns=int(varying.sum()),
            )
        )
    z = whole[:, varying]
    z = (z - z.mean(axis=0)) / z.std(axis=0, ddof=1)
    fitted = PCA(svd_solver="full").fit(z)
    own = fitted.components_.T
    own = own * np.where(own.sum(axis=0) < 0, -1.0, 1.0)
    vectors = np.full((x.shape[1], own.shape[1]), np.nan)
    vectors[varying] = own
    return Components(np.asarray(fitted.explained_variance_), vectors, len(whole))
