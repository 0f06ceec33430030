"""Measures of inequality of one distribution, with or without weights, and how they divide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devindex.index.arrays import Floats

__all__ = ["Dagum", "atkinson", "dagum", "gini", "theil", "theil_levels", "variation"]


def variation(x: Floats, w: Floats | None = None) -> float:
    r"""Coefficient of variation, :math:`\sqrt{\sum_i w_i (x_i - \mu)^2} / \mu`. (n,) -> number.

    The standard deviation is that of the whole set of regions (divisor n, not n - 1).

    Examples
    --------
    >>> variation(np.array([1.0, 3.0]))
    0.5
    """
    p = _shares(x, w)
    mean = p @ x
    return float(np.sqrt(p @ (x - mean) ** 2) / mean)


def gini(x: Floats, w: Floats | None = None) -> float:
    r"""Gini coefficient, half the mean difference over the mean. (n,) -> number.

    .. math:: G = \frac{1}{2\mu} \sum_i \sum_j w_i w_j |x_i - x_j|

    with weights that sum to one; :math:`1/n` each if none are given (the form without correction
    for small samples). Values of zero are taken as they are.

    Source: Gini 1912; PySAL ``inequality`` without weights.

    Examples
    --------
    >>> gini(np.array([1.0, 2.0, 3.0, 4.0]))
    0.25
    >>> gini(np.array([1.0, 2.0]), np.array([2.0, 1.0])) == gini(np.array([1.0, 1.0, 2.0]))
    True
    """
    if w is None:
        from inequality.gini import Gini

        return max(float(Gini(x).g), 0.0)  # rounding may leave equal values a hair below zero
    p = _shares(x, w)
    return float(p @ np.abs(x[:, None] - x) @ p / (2.0 * (p @ x)))


def theil(x: Floats, w: Floats | None = None) -> float:
    r"""Theil's T, :math:`\sum_i w_i \frac{x_i}{\mu} \ln \frac{x_i}{\mu}`. (n,) -> number.

    Natural logarithm; :math:`0 \ln 0 = 0`. From 0 (all equal) to :math:`\ln n` (one has all).

    Source: Theil 1967; PySAL ``inequality`` without weights.

    Examples
    --------
    >>> round(theil(np.array([0.0, 0.0, 0.0, 10.0, 10.0, 10.0])), 6)
    0.693147
    """
    if w is None:
        from inequality.theil import Theil

        return float(Theil(x).T)
    p = _shares(x, w)
    return float((p * _entropy(x / (p @ x))).sum())


def atkinson(x: Floats, w: Floats | None = None, *, epsilon: float = 1.0) -> float:
    r"""Atkinson index: share of the total that equality would make unnecessary. (n,) -> number.

    .. math:: A = 1 - \frac{1}{\mu} \Bigl(\sum_i w_i x_i^{1 - \epsilon}\Bigr)^{1 / (1 - \epsilon)}

    and 1 minus geometric over arithmetic mean at :math:`\epsilon = 1`. The larger
    :math:`\epsilon` (above 0), the more the lower end counts. With a value of zero and
    :math:`\epsilon \ge 1` it is 1, the limit.

    Source: Atkinson 1970; PySAL ``inequality`` without weights.

    Examples
    --------
    >>> round(atkinson(np.array([10.0, 20.0, 30.0, 40.0, 50.0])), 5)
    0.13161
    """
    if (x == 0).any():
        if epsilon >= 1:
            return 1.0
    elif w is None:
        from inequality.atkinson import atkinson as unweighted

        return float(unweighted(x, epsilon))
    p = _shares(x, w)
    if epsilon == 1:
        equal = np.exp(p @ np.log(x))
    else:
        equal = (p @ x ** (1.0 - epsilon)) ** (1.0 / (1.0 - epsilon))
    return float(1.0 - equal / (p @ x))


def theil_levels(x: Floats, levels: np.ndarray, w: Floats | None = None) -> list[float]:
    """Theil's T between the groups of each level, then within the finest: parts that sum to T.

    Parameters
    ----------
    x
        Values, shape (n,).
    levels
        Group of each region at each level, coarse first and nested, shape (n, levels).

    Returns
    -------
    One number a level (between its groups, inside those of the level above), and the rest.

    Examples
    --------
    >>> parts = theil_levels(np.array([1.0, 2.0, 3.0, 6.0]), np.array([["a"], ["a"], ["b"], ["b"]]))
    >>> [round(p, 4) for p in parts], bool(abs(sum(parts) - theil(np.array([1., 2, 3, 6]))) < 1e-12)
    ([0.1308, 0.0566], True)
    """
    p = _shares(x, w)
    sums = [_between(x, p, levels[:, k]) for k in range(levels.shape[1])]
    return [float(part) for part in np.diff([0.0, *sums, theil(x, w)])]


def _between(x: Floats, p: Floats, groups: np.ndarray) -> float:
    """Theil's T with each value replaced by the mean of its group."""
    _, number = np.unique(groups, return_inverse=True)
    people = np.bincount(number, p)
    means = np.bincount(number, p * x) / people
    return float((people * _entropy(means / (p @ x))).sum())


@dataclass(frozen=True)
class Dagum:
    """Parts of a Gini coefficient: ``within`` + ``net_between`` + ``transvariation``.

    By pair of groups, shape (groups, groups): ``gini`` (the diagonal inside one group), ``gap``
    (relative economic affluence, 0 to 1), ``net`` and ``overlap`` (the parts of each pair, in the
    upper triangle).
    """

    groups: tuple[str, ...]
    within: float
    net_between: float
    transvariation: float
    gini: Floats
    gap: Floats
    net: Floats
    overlap: Floats


def dagum(x: Floats, groups: np.ndarray, w: Floats | None = None) -> Dagum:
    r"""Divide the Gini coefficient by groups, after Dagum.

    .. math::
        G = \underbrace{\sum_j G_{jj} p_j s_j}_{\text{within}}
          + \underbrace{\sum_{j \ne h} G_{jh} p_j s_h D_{jh}}_{\text{net between}}
          + \underbrace{\sum_{j \ne h} G_{jh} p_j s_h (1 - D_{jh})}_{\text{transvariation}}

    :math:`p_j` is a group's share of the weight, :math:`s_j` of the total,
    :math:`G_{jh} = E|x_j - x_h| / (\mu_j + \mu_h)` and :math:`D_{jh} = (d - p) / (d + p)`, where
    :math:`d` is the mean of what those of the better-off group have more and :math:`p` the mean of
    what they have less. Where groups do not overlap :math:`D = 1`; with equal means :math:`D = 0`.

    Source: Dagum 1997, "A new approach to the decomposition of the Gini income inequality ratio",
    Empirical Economics 22, 515-531.

    Examples
    --------
    >>> parts = dagum(np.array([1.0, 3.0, 2.0, 6.0]), np.array(["a", "a", "b", "b"]))
    >>> round(parts.within, 6), round(parts.net_between, 6), round(parts.transvariation, 6)
    (0.125, 0.166667, 0.041667)
    """
    p = _shares(x, w)
    names, number = np.unique(groups, return_inverse=True)
    member = np.equal.outer(np.arange(len(names)), number) * p
    people = member.sum(axis=1)
    share = member @ x / (p @ x)
    mean = member @ x / people
    inside = member / people[:, None]
    more = inside @ np.maximum(x[:, None] - x, 0.0) @ inside.T  # mean of what row has over column
    apart, total = more + more.T, mean[:, None] + mean
    g = np.divide(apart, total, out=np.zeros_like(apart), where=total > 0)
    gap = np.divide(np.abs(more - more.T), apart, out=np.zeros_like(apart), where=apart > 0)
    cross = np.outer(people, share)
    pair = np.triu(g * (cross + cross.T), 1)
    return Dagum(
        tuple(map(str, names)),
        within=float((np.diag(g) * people * share).sum()),
        net_between=float((pair * gap).sum()),
        transvariation=float((pair * (1.0 - gap)).sum()),
        gini=g,
        gap=gap,
        net=pair * gap,
        overlap=pair * (1.0 - gap),
    )


def _shares(x: Floats, w: Floats | None) -> Floats:
    return np.full(len(x), 1.0 / len(x)) if w is None else w / w.sum()


def _entropy(share: Floats) -> Floats:
    """``s ln s``, 0 at 0."""
    return np.where(share > 0, share * np.log(np.where(share > 0, share, 1.0)), 0.0)
