"""Mean and covariance of a normal distribution from rows with holes (Little & Rubin 2002, 11.2)."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Floats, Ints

__all__ = ["conditional_mean", "normal_by_em"]

BLOCK = 2**21
"""Most numbers in one batch of matrices: some 16 MB."""


def normal_by_em(
    z: Floats, *, ridge: float = 0.0, rounds: int = 2000, tolerance: float = 1e-6
) -> tuple[Floats, Floats] | None:
    r"""Mean and covariance of greatest likelihood, by expectation-maximisation.

    .. math:: \mu \leftarrow \frac1n \sum_i E[x_i], \qquad
              \Sigma \leftarrow \frac1n \sum_i (E[x_i] - \mu)(E[x_i] - \mu)^\top + C_i

    with :math:`C_i` the covariance of what row :math:`i` misses, given what it has.

    Parameters
    ----------
    z
        Standardised figures, shape (n, k), NaN where missing; every row has at least one.

    Returns
    -------
    Mean (k,) and covariance (k, k); None if they still move after all rounds.

    Examples
    --------
    >>> mean, cov = normal_by_em(np.array([[1.0, 0.0], [-1.0, 1.0], [0.0, 2.0]]))
    >>> mean.round(6).tolist(), cov.round(6).tolist()
    ([0.0, 1.0], [[0.666667, -0.333333], [-0.333333, 0.666667]])
    """
    n, k = z.shape
    if n <= k and ridge == 0:
        raise MethodError(
            say(
                "impute method 'em' needs more rows than indicators and has {n} rows for {k} "
                "indicators; pool the years, or give a ridge such as ridge = 1.0",
                "插补方法“em”要求行数多于指标数，现有{n}行、{k}个指标；"
                "请设 pooled = true，或给出 ridge，例如 ridge = 1.0",
                n=n,
                k=k,
            )
        )
    mean, cov = np.zeros(k), np.eye(k)
    holes = _holes(z)
    for _ in range(rounds):
        filled, extra = _expectation(z, holes, mean, cov)
        new_mean = filled.mean(axis=0)
        off = filled - new_mean
        new_cov = (off.T @ off + extra) / n
        new_cov = (n * new_cov + ridge * np.diag(np.diag(new_cov))) / (n + ridge)
        moved = max(np.abs(new_mean - mean).max(), np.abs(new_cov - cov).max())
        mean, cov = new_mean, new_cov
        if np.linalg.eigvalsh(cov)[0] < 1e-10:
            raise MethodError(
                say(
                    "impute method 'em' cannot work on {k} indicators of which some follow "
                    "exactly from others; leave one out, or give a ridge such as ridge = 1.0",
                    "插补方法“em”所用的{k}个指标存在完全共线性；"
                    "请去掉其中一个，或给出 ridge，例如 ridge = 1.0",
                    k=k,
                )
            )
        if moved <= tolerance:
            return mean, cov
    return None


def conditional_mean(z: Floats, mean: Floats, cov: Floats) -> Floats:
    """Expected value of what is missing given what is seen in the row. (n, k) -> (n, k)."""
    return _expectation(z, _holes(z), mean, cov)[0]


def _holes(z: Floats) -> list[tuple[Ints, Ints]]:
    """Rows with as many holes go together: which rows they are (b,), where the holes (b, q)."""
    gone = np.isnan(z)
    count = gone.sum(axis=1)
    out = []
    for q in np.unique(count[count > 0]):
        alike, size = np.flatnonzero(count == q), max(1, BLOCK // int(q * q))
        for rows in np.split(alike, range(size, len(alike), size)):
            out.append((rows, np.nonzero(gone[rows])[1].reshape(len(rows), q)))
    return out


def _expectation(
    z: Floats, holes: list[tuple[Ints, Ints]], mean: Floats, cov: Floats
) -> tuple[Floats, Floats]:
    r"""Filled rows (n, k), and the summed covariance of what was missing (k, k).

    With the precision :math:`K = \Sigma^{-1}` what is missing has covariance
    :math:`K_{mm}^{-1}` and mean :math:`\mu_m - K_{mm}^{-1} K_{mo} (x_o - \mu_o)`, given what is
    seen: the matrices to invert are as small as the holes.
    """
    filled = np.where(np.isnan(z), mean, z)
    extra = np.zeros_like(cov)
    precision = np.linalg.inv(cov)
    for rows, m in holes:
        pull = (filled[rows] - mean) @ precision
        square = m[:, :, None], m[:, None, :]
        rest = np.linalg.inv(precision[square])
        step = rest @ np.take_along_axis(pull, m, axis=1)[:, :, None]
        filled[rows[:, None], m] -= step[:, :, 0]
        np.add.at(extra, square, rest)
    return filled, extra
