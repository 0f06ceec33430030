"""Weights from the components the siblings have in common (主成分、因子分析赋权).

Signs of components are arbitrary: loadings count squared or by their size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, shares
from devindex.index.registry import method
from devindex.index.weigh.spread import among, full_rows, standardised

__all__ = ["factor", "pca", "pca_variance", "varimax"]


@method("weigh", "pca", cite="OECD & JRC 2008, section 6.1; Jolliffe 2002")
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
    rows, vary = full_rows(z)
    w = np.zeros(z.shape[1])
    if vary.sum() < 2:
        return shares(w)
    w[vary] = _components(rows)[1][:, 0] ** 2
    return shares(np.where(w > 1e-12, w, 0.0).round(12))


@method(
    "weigh",
    "pca-variance",
    cite="Jolliffe 2002 (components kept); Kaiser 1960 (eigenvalue over one)",
)
def pca_variance(z: Floats, *, eigenvalue: float = 1.0) -> Floats:
    r"""Loadings on all leading components, each by the variance it explains (主成分综合得分系数).

    .. math:: w_j \propto \frac{\sum_m \lambda_m |a_{mj}|}{\sum_m \lambda_m}
              \quad\text{over } m \text{ with } \lambda_m > \lambda_{\min}, \quad
              a_{mj} = \frac{l_{mj}}{\sqrt{\lambda_m}}

    with :math:`l_{mj}` the loading of sibling j on component m, its correlation with it.

    Parameters
    ----------
    z
        Shape (m, k). Rows with NaN are left out.
    eigenvalue
        :math:`\lambda_{\min}`, zero or more; the first component is kept in any case.

    Returns
    -------
    Shape (k,). A constant column gets no weight; with fewer than two full rows, or all constant,
    weights are equal.

    Raises
    ------
    MethodError
        If the eigenvalue is below zero.

    Examples
    --------
    >>> pca_variance(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]]))
    array([0.5, 0.5])
    """
    _not_below_zero("pca-variance", eigenvalue)
    rows, vary = full_rows(z)
    w = np.zeros(z.shape[1])
    if vary.any():
        values, vectors = _components(rows)
        kept = np.append(True, values[1:] > eigenvalue)
        w[vary] = (np.abs(vectors[:, kept]) * values[kept]).sum(axis=1)
    return among(vary, w)


@method(
    "weigh",
    "factor",
    cite="Nicoletti, Scarpetta & Boylaud 2000; OECD & JRC 2008, pages 89-91; Kaiser 1958",
)
def factor(
    z: Floats, *, eigenvalue: float = 1.0, share: float = 0.1, cumulative: float = 0.6
) -> Floats:
    r"""Squared loadings on rotated factors, each sibling on its highest (因子分析赋权).

    Factors are principal components of the correlation matrix, rotated by :func:`varimax`. Within
    its factor a sibling counts by its squared loading scaled to a sum of one, and the factor by
    its part of the variance that all factors explain:

    .. math:: w_j \propto \frac{l_{j f_j}^2}{\sum_i l_{i f_j}^2} \cdot
              \frac{\sum_i l_{i f_j}^2}{\sum_f \sum_i l_{if}^2}
              \propto l_{j f_j}^2, \quad f_j = \arg\max_f |l_{jf}|

    This gives the weights of the handbook's table 18. Its text puts one indicator, technology
    exports, with its second-highest loading; the table does not.

    Parameters
    ----------
    z
        Shape (m, k). Rows with NaN are left out.
    eigenvalue, share
        A factor is kept if its eigenvalue and its share of all variance are above these.
    cumulative
        More factors are kept until they explain this share of all variance together.
        The three are the handbook's; it takes an eigenvalue of 0.9 as close enough to one.

    Returns
    -------
    Shape (k,). A constant column gets no weight; with fewer than two full rows, or all constant,
    weights are equal.

    Raises
    ------
    MethodError
        If a share is not between zero and one, or the eigenvalue below zero.

    Examples
    --------
    >>> z = np.array([[1.0, 2, 9], [2, 1, 2], [3, 4, 7], [4, 3, 1], [5, 5, 6]])
    >>> factor(z, cumulative=0.9).round(3)
    array([0.317, 0.326, 0.357])
    """
    _not_below_zero("factor", eigenvalue)
    for name, value in (("share", share), ("cumulative", cumulative)):
        if not 0 <= value <= 1:
            raise MethodError(
                say(
                    "{name!r} of weigh method 'factor' is {value}; it is a share, from 0 to 1",
                    "赋权方法“factor”的{name!r}为{value}；它是份额，应在0到1之间",
                    name=name,
                    value=value,
                )
            )
    rows, vary = full_rows(z)
    w = np.zeros(z.shape[1])
    if vary.any():
        values, vectors = _components(rows)
        kept = _kept(values, eigenvalue, share, cumulative)
        w[vary] = (varimax(vectors[:, kept] * np.sqrt(values[kept])) ** 2).max(axis=1)
    return among(vary, w)


def varimax(loadings: Floats) -> Floats:
    r"""Rotate factors so that each sibling loads on few of them (Kaiser 1958).

    The rotation maximises the variance of squared loadings in each factor, with the rows scaled
    to length one meanwhile (Kaiser's normalisation). Columns keep no order and no sign.

    Parameters
    ----------
    loadings
        Shape (k, f).

    Returns
    -------
    Shape (k, f). Row sums of squares stay; one factor stays as it is.

    Examples
    --------
    >>> abs(varimax(np.array([[0.6, 0.6], [0.6, -0.6]]))).round(3)
    array([[0.849, 0.   ],
           [0.   , 0.849]])
    """
    f = loadings.shape[1]
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    factors = (loadings / np.where(length > 0, length, 1.0)).T.copy()
    rounds = list(_rounds(f))
    for _ in range(500):
        turned = []
        for p, q in rounds:
            planes = factors[p] + 1j * factors[q]
            angle = _angles(planes)
            planes *= np.exp(-1j * angle)[:, None]
            factors[p], factors[q] = planes.real, planes.imag
            turned.append(angle)
        if not turned or np.abs(np.concatenate(turned)).max() < 1e-12:
            break
    return np.asarray(factors.T * length)


def _rounds(f: int) -> Iterator[tuple[slice, slice]]:
    """Every pair of factors once, in rounds in which none comes twice.

    Pairs of equal sum go together: the outcome is that of (0, 1), (0, 2), ... one after another.
    """
    for total in range(1, 2 * f - 2):
        first, middle = max(0, total - f + 1), (total + 1) // 2
        yield slice(first, middle), slice(total - first, total // 2, -1)


def _angles(planes: NDArray[np.complex128]) -> Floats:
    """Best angles in the planes of two factors each, rows of complex numbers: Kaiser 1958."""
    square = planes * planes
    total = np.add.reduce(square, axis=1)
    along = np.einsum("mk,mk->m", square, square) - total * total / planes.shape[1]
    return np.asarray(np.arctan2(along.imag, along.real) / 4)


def _components(rows: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, greatest first, and eigenvectors (in columns) of the correlation matrix."""
    y = standardised(rows)
    values, vectors = np.linalg.eigh(y.T @ y / len(y))
    return np.maximum(values[::-1], 0.0), vectors[:, ::-1]


def _not_below_zero(name: str, eigenvalue: float) -> None:
    if eigenvalue < 0:
        raise MethodError(
            say(
                "eigenvalue of weigh method {name!r} is {given:g}; zero or more is needed",
                "赋权方法{name!r}的 eigenvalue 为{given:g}；应不小于零",
                name=name,
                given=eigenvalue,
            )
        )


def _kept(values: Floats, eigenvalue: float, share: float, cumulative: float) -> Bools:
    """Which factors pass the handbook's three rules; always the first. (k,) -> (k,)."""
    part = values / values.sum()
    passed = int(((values > eigenvalue) & (part > share)).sum())
    enough = int(np.searchsorted(np.cumsum(part), cumulative - 1e-12)) + 1
    return np.asarray((np.arange(len(values)) < max(passed, enough, 1)) & (values > 1e-12))
