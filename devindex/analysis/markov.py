"""Markov chains over classes: counts, long run, first passage, indices of mobility."""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Floats, Ints

__all__ = ["ergodic", "first_passage", "homogeneity", "indices", "probabilities", "transitions"]


def transitions(before: Ints, after: Ints, k: int) -> Ints:
    """Count moves between ``k`` classes. (n,), (n,) -> (k, k), rows from, columns to.

    Classes are numbered from 0; a move from or to -1 (no value) is not counted.

    Examples
    --------
    >>> transitions(np.array([0, 0, 1, -1]), np.array([0, 1, 1, 0]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    seen = (before >= 0) & (after >= 0)
    pairs = before[seen] * k + after[seen]
    return np.bincount(pairs, minlength=k * k).reshape(k, k)


def probabilities(counts: Ints) -> Floats:
    """Shares of each row, the maximum-likelihood estimate; a row without a move is NaN."""
    totals = counts.sum(axis=-1, keepdims=True)
    return np.where(totals > 0, counts / np.where(totals > 0, totals, 1), np.nan)


def ergodic(p: Floats) -> Floats:
    """Long-run share of each class, the solution of pi P = pi. (k, k) -> (k,).

    NaN where a row is unknown, or where the chain has more than one closed set of classes, so
    that the long run depends on the start.

    Examples
    --------
    >>> ergodic(np.array([[0.9, 0.1], [0.3, 0.7]])).round(4).tolist()
    [0.75, 0.25]
    """
    k = len(p)
    if np.isnan(p).any() or np.linalg.matrix_rank(np.eye(k) - p, tol=1e-10) < k - 1:
        return np.full(k, np.nan)
    system = np.vstack([np.eye(k) - p.T, np.ones(k)])
    share = np.linalg.lstsq(system, np.append(np.zeros(k), 1.0), rcond=None)[0]
    return np.asarray(np.where(np.abs(share) < 1e-12, 0.0, share))


def first_passage(p: Floats) -> Floats:
    r"""Mean number of steps to reach a class for the first time. (k, k) -> (k, k), from, to.

    .. math:: m_{ij} = \frac{\delta_{ij} - z_{ij} + z_{jj}}{\pi_j}, \quad
              Z = (I - P + \mathbf{1}\pi')^{-1}

    The diagonal is the mean time of return. All NaN unless every class is reached from every
    other. Source: Kemeny & Snell 1967.

    Examples
    --------
    >>> first_passage(np.array([[0.9, 0.1], [0.3, 0.7]])).round(4).tolist()
    [[1.3333, 10.0], [3.3333, 4.0]]
    """
    share = ergodic(p)
    if not (share > 0).all():
        return np.full_like(p, np.nan)
    k = len(p)
    z = np.linalg.inv(np.eye(k) - p + share)
    return np.asarray((np.eye(k) - z + np.diag(z)) / share)


def indices(p: Floats, start: Floats) -> dict[str, float]:
    r"""Indices of mobility, 0 where nobody ever moves. (k, k), (k,) -> names and numbers.

    ``shorrocks`` :math:`(k - \operatorname{tr} P) / (k - 1)`, which is also the mean of Prais's
    chances to leave a class over :math:`(k-1)/k` (Prais 1955; Shorrocks 1978);
    ``determinant`` :math:`1 - |\det P|` (Shorrocks 1978); ``eigenvalue``
    :math:`1 - |\lambda_2|` (Sommers & Conlisk 1979); ``bartholomew``, classes moved a step,
    :math:`\frac{1}{k - 1}\sum_i s_i \sum_j p_{ij} |i - j|` with ``start`` the shares :math:`s`
    (Bartholomew 1973); ``half_life`` :math:`-\ln 2 / \ln |\lambda_2|`, steps until half the way
    to the long run is gone (infinite where it is never gone, 0 where it is gone at once).

    All NaN where a row is unknown.

    Examples
    --------
    >>> found = indices(np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([0.5, 0.5]))
    >>> round(found["shorrocks"], 2), round(found["half_life"], 3)
    (0.4, 1.357)
    """
    names = ("shorrocks", "determinant", "eigenvalue", "bartholomew", "half_life")
    k = len(p)
    if np.isnan(p).any() or k < 2:
        return dict.fromkeys(names, float("nan"))
    second = float(np.sort(np.abs(np.linalg.eigvals(p)))[-2])
    far = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    half = np.inf if second > 1 - 1e-12 else 0.0 if second < 1e-12 else -np.log(2) / np.log(second)
    values = (
        (k - np.trace(p)) / (k - 1), 1.0 - abs(np.linalg.det(p)), 1.0 - second,
        start @ (p * far).sum(axis=1) / (k - 1), half,
    )  # fmt: skip
    return {name: float(v) for name, v in zip(names, values, strict=True)}


def homogeneity(counts: Ints) -> dict[str, float]:
    r"""Test whether chains of several groups are one. (groups, k, k) -> statistics and p-values.

    .. math:: LR = 2 \sum_{gij} n_{gij} \ln \frac{p_{gij}}{p_{ij}}, \qquad
              Q = \sum_{gij} n_{gi} \frac{(p_{gij} - p_{ij})^2}{p_{ij}}

    chi-squared with :math:`\sum_i (a_i - 1)(b_i - 1)` degrees: :math:`a_i` classes reached from
    :math:`i` at all, :math:`b_i` groups that ever are in :math:`i`.

    Source: Anderson & Goodman 1957; Bickenbach & Bode 2003, International Regional Science
    Review 26.

    Examples
    --------
    >>> same = homogeneity(np.array([[[8, 2], [3, 7]], [[8, 2], [3, 7]]]))
    >>> same["lr"], same["q"], same["degrees"], same["lr_p"]
    (0.0, 0.0, 2, 1.0)
    """
    from scipy.stats import chi2

    whole = probabilities(counts.sum(axis=0))
    own = probabilities(counts)
    moved = counts > 0
    ratio = np.where(moved, own, 1.0) / np.where(moved, whole, 1.0)
    lr = 2.0 * float((counts * np.log(ratio)).sum())
    known = np.nan_to_num(whole) > 0
    away = np.where(known, (own - whole) ** 2 / np.where(known, whole, 1.0), 0.0)
    q = float((counts.sum(axis=2, keepdims=True) * np.nan_to_num(away)).sum())
    reached = known.sum(axis=1)
    groups = (counts.sum(axis=2) > 0).sum(axis=0)
    degrees = int((np.maximum(reached - 1, 0) * np.maximum(groups - 1, 0)).sum())
    p = {k: float(chi2.sf(v, degrees)) if degrees else np.nan for k, v in (("lr", lr), ("q", q))}
    return {"lr": lr, "lr_p": p["lr"], "q": q, "q_p": p["q"], "degrees": degrees}
