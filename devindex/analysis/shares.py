"""Who brought how much of a change, exactly: Shapley values, and the logarithmic mean split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import factorial

import numpy as np

from devindex.index.arrays import Bools, Floats

__all__ = ["Family", "coalition_weights", "coalitions", "mean_changes", "quotient", "shapley"]

WEIGHTS = "weights"
"""Name of what moved weights bring, beside the indicators."""


def coalitions(players: int) -> Bools:
    """Every coalition: row s holds the binary digits of s, lowest first. (2^n, n).

    Examples
    --------
    >>> coalitions(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return np.asarray((np.arange(1 << players)[:, None] >> np.arange(players)) % 2 == 1)


def coalition_weights(players: int) -> Floats:
    r"""Chance that just those s others stand before a player in a random order of n.

    .. math:: p_s = \frac{s!\,(n - s - 1)!}{n!}, \quad s = 0 \dots n - 1

    Shape (n,), by the size of the coalition.
    """
    n = players
    return np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])


def shapley(values: Floats) -> Floats:
    r"""Shapley value: what a player adds, averaged over all orders in which players may come.

    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n - |S| - 1)!}{n!}
              \bigl(v(S \cup i) - v(S)\bigr)

    The values sum to :math:`v(N) - v(\emptyset)`; a player who never changes anything gets zero.
    Source: Shapley 1953, "A Value for n-Person Games"; for decompositions Shorrocks 2013 (Journal
    of Economic Inequality 11).

    Parameters
    ----------
    values
        One row a coalition in the order of :func:`coalitions`, shape (2^n, ...). NaN spreads.

    Returns
    -------
    Shape (n, ...).

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0]))
    array([2., 3.])
    """
    players = len(values).bit_length() - 1
    rows, size = np.arange(len(values)), coalitions(players).sum(axis=1)
    weight = coalition_weights(players)
    out = np.empty((players, *values.shape[1:]))
    for i in range(players):
        without = rows[(rows >> i) % 2 == 0]
        step = values[without | (1 << i)] - values[without]
        out[i] = np.tensordot(weight[size[without]], step, axes=1)
    return out


def quotient(a: Floats, b: Floats, power: float) -> Floats:
    r"""Rise of f over the rise of its argument, with :math:`f(x) = x^p / p`, or ln x for p = 0.

    .. math:: q(a, b) = \frac{f(b) - f(a)}{b - a}, \quad q(a, a) = f'(a) = a^{p - 1}

    For p = 0 it is one over the logarithmic mean of a and b, for p = 1 it is one. Shapes broadcast;
    a and b above zero unless p is 1; NaN spreads.

    Examples
    --------
    >>> quotient(np.array([1.0, 2.0]), np.array([np.e, 2.0]), 0.0).round(6)
    array([0.581977, 0.5     ])
    """
    if power == 1:
        return np.where(np.isnan(a) | np.isnan(b), np.nan, 1.0)
    gap = b / a - 1.0
    near = np.abs(gap) < 1e-6
    log = np.log1p(np.where(near, 1.0, gap))
    rise = log if power == 0 else np.expm1(power * log) / power
    slope = 1.0 + (power - 1.0) * gap / 2.0 + (power - 1.0) * (power - 2.0) * gap**2 / 6.0
    out: Floats = a ** (power - 1.0) * np.where(near, slope, rise / np.where(near, 1.0, gap))
    return out


def _lifted(x: Floats, power: float) -> Floats:
    """The function of :func:`quotient`."""
    return np.log(x) if power == 0 else np.asarray(x**power / power)


@dataclass(frozen=True)
class Family:
    """A parent that is a mean of power ``power`` of its children; weights before and after (k,)."""

    parent: str
    children: tuple[str, ...]
    power: float
    before: Floats
    after: Floats


def mean_changes(
    families: Iterable[Family], before: Mapping[str, Floats], after: Mapping[str, Floats]
) -> dict[str, Floats]:
    r"""Change of the root of a tree of means, split among its leaves without a remainder.

    Where a parent is the mean :math:`f(S) = \sum_c w_c f(z_c)`, the change of S is

    .. math:: \Delta S = \sum_c \bar w_c \frac{q_c}{q_S}\,\Delta z_c
              + \sum_c \Delta w_c \frac{\bar f(z_c) - \bar f(S)}{q_S}

    with q the :func:`quotient` between the two dates and a bar for the mean of both. With weights
    that stay only the first sum is left: for a geometric mean the additive split of the
    logarithmic mean Divisia index (LMDI I), :math:`q_c / q_S = L(S_0, S_1) / L(z_{c0}, z_{c1})`,
    for an arithmetic mean the weighted change. Going down the tree the factors multiply.

    A child that is missing at one date is compared with its stand-in, the parent's score of that
    date, for leaving it out of the mean is the same as giving it the mean of the others. So only
    children that moved, came or went get a part; one that is missing at both dates gets zero.

    Source: Ang 2005 (Energy Policy 33), "The LMDI approach to decomposition analysis"; Reinsdorf,
    Diewert & Ehemann 2002 for the quotient.

    Parameters
    ----------
    families
        From the root down.
    before, after
        Scores of every node at the two dates, shape (n,), NaN where missing.

    Returns
    -------
    By leaf, shape (n,), and ``weights``, what moved weights bring. Where the root is missing at one
    date, NaN.

    Examples
    --------
    >>> top = Family("index", ("a", "b"), 0.0, np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    >>> then = {"index": np.array([40.0]), "a": np.array([20.0]), "b": np.array([80.0])}
    >>> now = {"index": np.array([48.98979486]), "a": np.array([30.0]), "b": np.array([80.0])}
    >>> {k: v.round(6).tolist() for k, v in mean_changes([top], then, now).items()}
    {'a': [8.989795], 'b': [0.0], 'weights': [0.0]}
    """
    given = [*families]
    root = given[0].parent
    filled = {root: (before[root], after[root])}
    factor = {root: np.ones_like(before[root])}
    none = 0.0 * (before[root] + after[root])
    moved, seen = none, dict[str, Bools]()
    for family in given:
        high = [x[:, None] for x in filled.pop(family.parent)]
        raw = [np.column_stack([x[c] for c in family.children]) for x in (before, after)]
        known = ~(np.isnan(raw[0]) & np.isnan(raw[1]))
        old, new = (np.where(np.isnan(x), h, x) for x, h in zip(raw, high, strict=True))
        share = [_scaled(w, known) for w in (family.before, family.after)]
        rise = quotient(high[0], high[1], family.power)
        here = factor.pop(family.parent)[:, None] / rise
        parts = here * (share[0] + share[1]) / 2.0 * quotient(old, new, family.power)
        if (family.before != family.after).any():
            middle = _lifted(old, family.power) + _lifted(new, family.power)
            middle -= _lifted(high[0], family.power) + _lifted(high[1], family.power)
            shift = here * (share[1] - share[0]) * middle / 2.0
            moved = moved + np.where(known, shift, 0.0).sum(axis=1)
        for n, child in enumerate(family.children):
            filled[child] = (old[:, n], new[:, n])
            factor[child] = parts[:, n]
            seen[child] = known[:, n]
    parts_of = {
        leaf: np.where(seen[leaf], factor[leaf] * (new - old), none)
        for leaf, (old, new) in filled.items()
    }
    return parts_of | {WEIGHTS: moved}


def _scaled(w: Floats, known: Bools) -> Floats:
    """Weights scaled to one over the children known at either date. (k,), (n, k) -> (n, k)."""
    own = np.where(known, w, 0.0)
    total = own.sum(axis=1, keepdims=True)
    return own / np.where(total > 0, total, np.nan)
