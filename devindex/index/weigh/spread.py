"""How much each of some siblings counts (赋权): as declared, or by how far regions differ.

``z`` holds the siblings' scores over the fitted rows, shape (m, k), more is better. Weights of
siblings sum to one. Methods that look at each column alone leave NaN out of its column; those that
look at columns together leave out rows with NaN.
"""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, extremes, moments, shares, sums, whole
from devindex.index.registry import method

__all__ = [
    "coefficient_of_variation",
    "critic",
    "declared_",
    "entropy",
    "entropy_minmax",
    "equal",
    "gini",
    "standard_deviation",
]


def full_rows(z: Floats) -> tuple[Floats, Bools]:
    """Rows without NaN, of the columns that vary in them; which those are. -> (m', k'), (k,)."""
    rows = z if whole(z) else z[~np.isnan(z).any(axis=1)]
    vary = _vary(rows) if len(rows) > 1 else np.zeros(z.shape[1], dtype=bool)
    return rows if vary.all() else rows[:, vary], vary


def standardised(rows: Floats) -> Floats:
    """Mean zero and mean square one in each column, none of them constant. (m, k) -> (m, k)."""
    off: Floats = rows - rows.mean(axis=0)
    off /= np.sqrt((off * off).mean(axis=0))
    return off


def among(vary: Bools, amount: Floats) -> Floats:
    """Shares of what the varying columns hold, even among them if that is nothing. (k,) -> (k,)."""
    held = np.where(vary & (amount > 1e-12), amount, 0.0)
    return shares(held if held.any() else vary.astype(float))


def _vary(z: Floats) -> Bools:
    """Which columns hold two different numbers, beyond rounding; NaN is left out. (k,)."""
    low, high = extremes(z)
    return np.asarray(high - low > 1e-12 * np.maximum(np.abs(low), np.abs(high)))


def _moments(z: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column, zero where it does not vary. (k,), (k,)."""
    mean, sd = moments(z)
    return mean, np.where(_vary(z), sd, 0.0)


def _refuse_negative(z: Floats, name: str) -> None:
    if (z < 0).any():
        raise MethodError(
            say(
                "weigh method {name!r} needs scores of zero or more, and the least is {least:.4g}; "
                "normalise with 'goalposts', 'minmax' or 'rank' first",
                "赋权方法{name!r}要求得分不小于零，而最小值为{least:.4g}；"
                "请先用 goalposts、minmax 或 rank 无量纲化",
                name=name,
                least=float(np.nanmin(z)),
            )
        )


@method("weigh", "equal", cite="OECD & JRC 2008, section 1.6")
def equal(declared: Floats) -> Floats:
    """Every sibling counts the same, whatever the framework declares. (k,) -> (k,).

    Examples
    --------
    >>> equal(np.array([1.0, 1.0, 0.5, 1.0]))
    array([0.25, 0.25, 0.25, 0.25])
    """
    return np.full(len(declared), 1.0 / len(declared))


@method("weigh", "declared", cite="OECD & JRC 2008, section 1.6")
def declared_(declared: Floats) -> Floats:
    """Weights the framework declares, scaled to a sum of one. (k,) -> (k,).

    Examples
    --------
    >>> declared_(np.array([1.0, 1.0, 0.5]))
    array([0.4, 0.4, 0.2])
    """
    return shares(declared)


@method(
    "weigh",
    "entropy",
    cite="Shannon 1948; Hwang & Yoon 1981",
    domain="non-negative",
)
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
    _refuse_negative(z, "entropy")
    return _entropy_weights(z)


@method(
    "weigh",
    "entropy-minmax",
    cite="Shannon 1948; Roszkowska & Wachowicz 2024, Entropy 26(5), 365 (both schools)",
)
def entropy_minmax(z: Floats, *, shift: float = 0.0001) -> Floats:
    r"""Entropy weights of min-max scores: the second school, usual in China (极差标准化熵值法).

    Each column is first rescaled to ``[shift, 1 + shift]``, so that a level all regions share
    does not hide how they differ, and no logarithm meets a zero:

    .. math:: y_{ij} = \frac{z_{ij} - \min_i z_{ij}}{\max_i z_{ij} - \min_i z_{ij}} + \epsilon

    then :func:`entropy` of :math:`y`.

    Parameters
    ----------
    z
        Shape (m, k), of any sign.
    shift
        :math:`\epsilon`, zero or more; 0.0001 and 0.01 are in use. With 0, :math:`0 \ln 0 = 0`.

    Returns
    -------
    Shape (k,). NaN is left out of its column. A constant column gets no weight; if all are
    constant, or there is one row, weights are equal.

    Raises
    ------
    MethodError
        If the shift is negative.

    Examples
    --------
    >>> entropy_minmax(np.array([[90.0, 1.0], [92.0, 2.0], [91.0, 9.0]])).round(3)
    array([0.381, 0.619])
    """
    if shift < 0:
        raise MethodError(
            say(
                "'shift' of weigh method 'entropy-minmax' is {shift}; it is zero or more",
                "赋权方法“entropy-minmax”的 shift 为{shift}；应不小于零",
                shift=shift,
            )
        )
    vary = _vary(z)
    low, high = extremes(z)
    y = (z - np.where(vary, low, 0.0)) / np.where(vary, high - low, 1.0)
    if not vary.all():
        y = np.where(vary | np.isnan(z), y, 1.0)
    return _entropy_weights(y + shift)


def _entropy_weights(z: Floats) -> Floats:
    """One minus the entropy of each column's shares, scaled to a sum of one. (m, k) -> (k,)."""
    total, n = sums(z)
    p = z / np.where(total > 0, total, 1.0)
    some = p > 0
    if some.all():
        entropy = -(p * np.log(p)).sum(axis=0)
    else:  # 0 ln 0 is 0, and so is what is missing
        entropy = -(np.where(some, p, 0.0) * np.log(np.where(some, p, 1.0))).sum(axis=0)
    most = np.log(np.maximum(n, 2))
    diversity = np.where((n > 1) & (total > 0), 1.0 - entropy / most, 0.0)
    return shares(np.where(diversity > 1e-12, diversity, 0.0))


@method("weigh", "standard-deviation", cite="Diakoulaki, Mavrotas & Papayannakis 1995, 763-770")
def standard_deviation(z: Floats) -> Floats:
    r"""More weight where the scores lie further apart.

    .. math:: w_j = \frac{\sigma_j}{\sum_j \sigma_j}

    The unit of a score counts: after ``zscore`` all weights are equal.

    Parameters
    ----------
    z
        Shape (m, k).

    Returns
    -------
    Shape (k,). NaN is left out of its column. A constant column gets no weight; if all are
    constant, or there is one row, weights are equal.

    Examples
    --------
    >>> standard_deviation(np.array([[1.0, 10.0], [2.0, 13.0], [3.0, 16.0]]))
    array([0.25, 0.75])
    """
    return shares(_moments(z)[1])


@method(
    "weigh",
    "coefficient-of-variation",
    cite="Pearson 1896 (as weights: pyrepo-mcda, coeff_var_weighting)",
    domain="non-negative",
)
def coefficient_of_variation(z: Floats) -> Floats:
    r"""More weight where the scores lie further apart for their mean (变异系数法).

    .. math:: v_j = \frac{\sigma_j}{\bar z_j}, \quad w_j = \frac{v_j}{\sum_j v_j}

    Parameters
    ----------
    z
        Scores of zero or more, shape (m, k).

    Returns
    -------
    Shape (k,). NaN is left out of its column. A constant column, also one of zeros, gets no
    weight; if all are constant, or there is one row, weights are equal.

    Raises
    ------
    MethodError
        If a score is negative.

    Examples
    --------
    >>> coefficient_of_variation(np.array([[1.0, 10.0], [2.0, 13.0], [3.0, 16.0]])).round(3)
    array([0.684, 0.316])
    """
    _refuse_negative(z, "coefficient-of-variation")
    mean, sd = _moments(z)
    return shares(sd / np.where(mean > 0, mean, 1.0))


@method(
    "weigh",
    "gini",
    cite="Gini 1912 (as weights: pymcdm, gini_weights)",
    domain="non-negative",
)
def gini(z: Floats) -> Floats:
    r"""More weight where a score is more unequally spread over the regions.

    .. math:: g_j = \frac{\sum_i \sum_l |z_{ij} - z_{lj}|}{2 n^2 \bar z_j}
                  = \frac{\sum_i (2 i - n - 1)\, z_{(i)j}}{n \sum_i z_{ij}}, \quad
              w_j = \frac{g_j}{\sum_j g_j}

    with :math:`z_{(i)j}` in rising order.

    Parameters
    ----------
    z
        Scores of zero or more, shape (m, k).

    Returns
    -------
    Shape (k,). NaN is left out of its column. A constant column, also one of zeros, gets no
    weight; if all are constant, or there is one row, weights are equal.

    Raises
    ------
    MethodError
        If a score is negative.

    Examples
    --------
    >>> gini(np.array([[1.0, 0.0], [1.0, 0.0], [4.0, 8.0]]))
    array([0.33333333, 0.66666667])
    """
    _refuse_negative(z, "gini")
    n = (~np.isnan(z)).sum(axis=0)
    rising = np.nan_to_num(np.sort(z, axis=0))  # NaN goes last
    place = 2.0 * np.arange(1, len(z) + 1)[:, None] - n - 1
    total = rising.sum(axis=0)
    unequal = (place * rising).sum(axis=0) / np.where(total > 0, n * total, 1.0)
    return shares(np.where(_vary(z), np.maximum(unequal, 0.0), 0.0))


@method("weigh", "critic", cite="Diakoulaki, Mavrotas & Papayannakis 1995, 763-770")
def critic(z: Floats) -> Floats:
    r"""More weight where regions differ more and in other ways than in the siblings (CRITIC).

    .. math:: c_j = \sigma_j \sum_l (1 - r_{jl}), \quad w_j = \frac{c_j}{\sum_j c_j}

    with :math:`\sigma_j` the standard deviation after rescaling each column to ``[0, 1]`` and
    :math:`r_{jl}` the correlation of two siblings.

    Parameters
    ----------
    z
        Shape (m, k). Rows with NaN are left out.

    Returns
    -------
    Shape (k,). A constant column gets no weight. Columns of which each tells all the others tell
    share evenly; with fewer than two full rows, or all constant, weights are equal.

    Examples
    --------
    >>> critic(np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 3.0], [3.0, 6.0, 4.0]])).round(3)
    array([0.25, 0.25, 0.5 ])
    """
    rows, vary = full_rows(z)
    contrast = np.zeros(z.shape[1])
    if vary.any():
        y = standardised(rows)
        conflict = vary.sum() - (y.T @ y).sum(axis=0) / len(y)
        contrast[vary] = rows.std(axis=0) / np.ptp(rows, axis=0) * conflict
    return among(vary, contrast)
