"""Averages by order: weighted median, ordered weighted average. Each row by itself."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.aggregate.means import present
from devindex.index.arrays import Floats, Ints, whole
from devindex.index.registry import method

__all__ = ["median_", "owa"]

HALF = 1e-12
"""How near one half a sum of weights counts as one half."""


def _median_as_sum(z: Floats, w: Floats) -> Floats:
    share = present(z, w)
    omega = np.zeros(share.shape)
    for middle in _middle(z, share):
        at = np.where(z == middle[..., None], share, 0.0)
        total = at.sum(axis=-1, keepdims=True)
        omega += 0.5 * at / np.where(total > 0, total, np.nan)
    return omega


@method(
    "aggregate",
    "median",
    cite="Edgeworth 1888 (weighted median)",
    linear=_median_as_sum,
)
def median_(z: Floats, w: Floats) -> Floats:
    r"""Weighted median: half of the weight lies at or below it, half at or above.

    .. math:: S = \tfrac12\bigl(\min\{z_j : W(z_j) \ge \tfrac12\} +
              \min\{z_j : W(z_j) > \tfrac12\}\bigr), \quad W(a) = \sum_{z_j \le a} w_j

    the mean of lower and upper weighted median, which differ only where the weights split in two
    halves.

    Parameters
    ----------
    z, w
        Scores and weights, shapes (..., k).

    Returns
    -------
    Shape (...). NaN siblings are left out; siblings of weight zero never count.

    Examples
    --------
    >>> median_(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.49, 0.01, 0.25, 0.25]))
    array(2.5)
    """
    low, high = _middle(z, present(z, w))
    return np.asarray((low + high) / 2.0)


def _middle(z: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Lower and upper weighted median; NaN where no sibling exists."""
    order, upto = _in_order(z, share)
    z = np.broadcast_to(z, share.shape)
    low, high = (
        np.take_along_axis(z, np.take_along_axis(order, first[..., None], axis=-1), axis=-1)[..., 0]
        for first in ((upto >= 0.5 - HALF).argmax(axis=-1), (upto > 0.5 + HALF).argmax(axis=-1))
    )
    return low, high


def _in_order(z: Floats, share: Floats) -> tuple[Ints, Floats]:
    """Places of the siblings, least first and missing last, and the weight up to each: (..., k)."""
    key = z if whole(z) else np.where(np.isnan(z), np.inf, z)
    order = np.argsort(np.broadcast_to(key, share.shape), axis=-1)
    return order, np.take_along_axis(share, order, axis=-1).cumsum(axis=-1)


def _owa_as_sum(
    z: Floats, w: Floats, *, order_weights: list[float] | None = None, orness: float = 0.5
) -> Floats:
    """Weights under which it is a plain weighted sum; ties share what falls to their places."""
    share = present(z, w)
    order, upto = _in_order(-z, share)
    ranked = np.take_along_axis(np.broadcast_to(z, share.shape), order, axis=-1)
    ends = np.append(np.diff(ranked, axis=-1) != 0, np.ones_like(ranked[..., :1]) > 0, axis=-1)
    at_least = np.minimum.accumulate(np.where(ends, upto, np.inf)[..., ::-1], axis=-1)[..., ::-1]
    above = np.maximum.accumulate(np.where(ends, upto, 0.0), axis=-1)[..., :-1]
    above = np.append(np.zeros_like(ranked[..., :1]), above, axis=-1)
    upper, lower = (_reached(r, upto, order_weights, orness) for r in (at_least, above))
    span = at_least - above
    rise = np.where(span > 0, (upper - lower) / np.where(span > 0, span, 1.0), 0.0)
    omega = np.empty(share.shape)
    np.put_along_axis(omega, order, rise, axis=-1)
    return omega * share


def _reached(
    part: Floats, upto: Floats, order_weights: list[float] | None, orness: float
) -> Floats:
    """Share of the order weights that falls to the best siblings, whose weight is ``part``."""
    r = np.minimum(part / upto[..., -1:], 1.0)
    return _quantifier(r, order_weights, orness, part.shape[-1])


def _quantifier(r: Floats, order_weights: list[float] | None, orness: float, k: int) -> Floats:
    """Share of the order weights that falls to the best share r of the siblings."""
    if order_weights is None:
        if not 0 <= orness <= 1:
            raise MethodError(
                say(
                    "aggregate method 'owa': orness is {value}; it lies between 0 (the worst "
                    "counts) and 1 (the best counts)",
                    "合成方法“owa”的 orness 为{value}；应在0（只计最差）与1（只计最好）之间",
                    value=orness,
                )
            )
        power = (1.0 - orness) / orness if orness > 0 else np.inf
        return np.where(r > 0, r**power, r)
    v = np.asarray(order_weights, dtype=float)
    if v.shape != (k,) or not (v >= 0).all() or not np.isclose(v.sum(), 1.0, atol=1e-9):
        raise MethodError(
            say(
                "aggregate method 'owa': order_weights are {value}; {k} numbers of zero or more "
                "that sum to one are needed, the first for the best sibling",
                "合成方法“owa”的 order_weights 为{value}；应为{k}个不小于0、和为1的数，"
                "第一个对应最好的一项",
                value=order_weights,
                k=k,
            )
        )
    steps = np.concatenate([[0.0], np.cumsum(v)]) / v.sum()
    return np.asarray(np.interp(r, np.arange(k + 1) / k, steps))


@method("aggregate", "owa", cite="Yager 1988; Torra 1997 (with weights)", linear=_owa_as_sum)
def owa(
    z: Floats, w: Floats, *, order_weights: list[float] | None = None, orness: float = 0.5
) -> Floats:
    r"""Ordered weighted average: weight goes to places, the best score's first.

    .. math:: S = \sum_j \bigl(Q(C_j) - Q(C_{j-1})\bigr) z_{(j)}, \quad
              C_j = \sum_{i \le j} w_{(i)}, \quad z_{(1)} \ge z_{(2)} \ge \dots

    Q runs through the sums of ``order_weights``, straight between them; with equal weights w that
    is Yager's operator :math:`\sum_j v_j z_{(j)}`. Without order weights
    :math:`Q(r) = r^{(1-o)/o}` with orness o: 1 the best score, 0.5 the weighted arithmetic mean,
    0 the worst score.

    Parameters
    ----------
    z, w
        Scores and weights, shapes (..., k).
    order_weights
        k numbers of zero or more that sum to one, the first for the best score.
    orness
        Used where there are no order weights, 0 to 1.

    Returns
    -------
    Shape (...). NaN siblings are left out: places are shares of the weight that is there.

    Raises
    ------
    MethodError
        If the order weights are not as many as the siblings, are negative, or do not sum to one;
        if orness is not between 0 and 1.

    Examples
    --------
    >>> z, w = np.array([5.0, 6.0, 4.0]), np.ones(3) / 3
    >>> round(float(owa(z, w, order_weights=[0.2, 0.7, 0.1])), 10)
    5.1
    >>> round(float(owa(z, w, orness=0.5)), 10)
    5.0
    """
    share = present(z, w)
    order, upto = _in_order(-z, share)
    ranked = np.take_along_axis(np.broadcast_to(z, share.shape), order, axis=-1)
    rise = np.diff(_reached(upto, upto, order_weights, orness), axis=-1, prepend=0.0)
    return np.asarray((rise * (ranked if whole(z) else np.nan_to_num(ranked))).sum(axis=-1))
