"""Values of indicators, their points, and weighted means of points; expressions, nothing is run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from devindex.definitions.model import Indicator
from devindex.definitions.rules import Score, Total

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["SLACK", "gained", "mean", "points", "reaches", "there", "total_of", "value"]

SLACK = 1e-9
"""Two numbers of points nearer than this are the same, so that the last bit decides nothing."""


def value(table: ir.Table, indicator: Indicator) -> ir.FloatingValue:
    """Value of an indicator in its unit: ``factor * numerator / denominator``, or the item itself.

    NULL where an answer is missing or the denominator is 0.
    """
    top = table[indicator.numerator.name].cast("float64")
    if indicator.factor != 1.0:
        top = top * indicator.factor
    if indicator.denominator is None:
        return top
    return top / table[indicator.denominator.name].cast("float64").nullif(0.0)


def gained(x: ir.FloatingValue, indicator: Indicator, rule: Score, ends: Total) -> ir.FloatingValue:
    r"""Points above the floor of a value between the goalposts, which bound it.

    .. math:: s - a = (b - a)\,\frac{f(x) - f(w)}{f(v) - f(w)}

    with floor :math:`a`, ceiling :math:`b`, the worse goalpost :math:`w`, the better one :math:`v`
    and :math:`f` the identity or the natural logarithm. NULL gains 0, so that sums need not look
    for it again; 0 and less are at the lower goalpost where the transform is the logarithm.
    """
    import ibis

    low, high = rule.goalposts
    worse, better = (low, high) if indicator.sign > 0 else (high, low)
    span = ends.ceiling - ends.floor
    if rule.transform == "log":
        # Guarded: engines evaluate a branch for rows it is not taken for, and ln 0 is an error.
        inside = ibis.ifelse(x <= low, low, x).ln() - math.log(worse)
        inside = inside * (span / (math.log(better) - math.log(worse)))
    else:
        inside = (x - worse if worse else x) * (span / (better - worse))
    if indicator.sign > 0:
        return ibis.cases((x >= high, span), (x > low, inside), else_=0.0)
    return ibis.cases((x <= low, span), (x < high, inside), else_=0.0)


def points(x: ir.FloatingValue, gain: ir.FloatingValue, ends: Total) -> ir.FloatingValue:
    """Points of a value by what it gained: NULL where it is NULL."""
    import ibis

    return ibis.ifelse(x.isnull(), ibis.null("float64"), gain + ends.floor)


def there(columns: Iterable[ir.Value]) -> ir.FloatingValue:
    """How many of some columns have a value."""
    return total_of(c.notnull().cast("float64") for c in columns)


def mean(
    columns: Sequence[ir.FloatingValue], known: Sequence[ir.Value], weights: Sequence[float],
    count: ir.FloatingValue, needs: int,
) -> ir.FloatingValue:  # fmt: skip
    """Weighted mean of what is known; NULL where fewer than ``needs`` are.

    ``columns`` are 0 where ``known`` are NULL; ``count`` of these are not.
    """
    import ibis

    if all(w == weights[0] for w in weights):
        above, below = total_of(columns), count
    else:
        above = total_of(c * w for c, w in zip(columns, weights, strict=True))
        below = total_of(
            k.notnull().cast("float64") * w for k, w in zip(known, weights, strict=True)
        )
    # Never a division by 0, which engines answer differently.
    return above / ibis.ifelse(count >= needs, below, ibis.null("float64"))


def total_of(terms: Iterable[ir.NumericValue]) -> ir.NumericValue:
    """Sum of expressions, from left to right."""
    return reduce(add, terms)


def reaches(x: ir.NumericValue, least: float) -> ir.BooleanValue:
    """Whether a number comes up to a threshold; NULL where there is none."""
    return x >= least - SLACK
