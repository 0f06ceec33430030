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

__all__ = ["SLACK", "mean", "points", "reaches", "there", "total_of", "value"]

SLACK = 1e-9
"""Two numbers of points nearer than this are the same, so that the last bit decides nothing."""


def value(table: ir.Table, indicator: Indicator) -> ir.FloatingValue:
    """Value of an indicator in its unit: ``factor * numerator / denominator``, or the item itself.

    NULL where an answer is missing or the denominator is 0.
    """
    top = table[indicator.numerator.name].cast("float64") * indicator.factor
    if indicator.denominator is None:
        return top
    return top / table[indicator.denominator.name].cast("float64").nullif(0.0)


def points(x: ir.FloatingValue, indicator: Indicator, rule: Score, ends: Total) -> ir.FloatingValue:
    r"""Points of a value between the goalposts, held at floor and ceiling beyond them.

    .. math:: s = a + (b - a)\,\frac{f(x) - f(w)}{f(v) - f(w)}

    with floor :math:`a`, ceiling :math:`b`, the worse goalpost :math:`w`, the better one :math:`v`
    and :math:`f` the identity or the natural logarithm. NULL stays NULL; 0 and less are at the
    lower goalpost where the transform is the logarithm.
    """
    import ibis

    low, high = rule.goalposts
    worse, better = (low, high) if indicator.sign > 0 else (high, low)
    at_low, at_high = (ends.floor, ends.ceiling)[:: indicator.sign]
    span = ends.ceiling - ends.floor
    if rule.transform == "log":
        # Guarded: engines evaluate a branch for rows it is not taken for, and ln 0 is an error.
        inside = ibis.ifelse(x <= low, low, x).ln() - math.log(worse)
        inside = ends.floor + inside * (span / (math.log(better) - math.log(worse)))
    else:
        inside = ends.floor + (x - worse) * (span / (better - worse))
    return ibis.cases((x <= low, at_low), (x >= high, at_high), else_=inside)


def there(columns: Iterable[ir.Value]) -> ir.FloatingValue:
    """How many of some columns have a value."""
    return total_of(c.notnull().cast("float64") for c in columns)


def mean(
    columns: Sequence[ir.FloatingValue], weights: Sequence[float], count: ir.FloatingValue,
    needs: int,
) -> ir.FloatingValue:  # fmt: skip
    """Weighted mean of what is there; NULL where fewer than ``needs`` are."""
    import ibis

    pairs = list(zip(columns, weights, strict=True))
    if all(w == weights[0] for w in weights):
        above, below = total_of(_or_zero(c) for c in columns), count
    else:
        above = total_of(_or_zero(c) * w for c, w in pairs)
        below = total_of(c.notnull().cast("float64") * w for c, w in pairs)
    # Never a division by 0, which engines answer differently.
    return above / ibis.ifelse(count >= needs, below, ibis.null("float64"))


def _or_zero(column: ir.FloatingValue) -> ir.FloatingValue:
    import ibis

    return ibis.ifelse(column.isnull(), 0.0, column)


def total_of(terms: Iterable[ir.NumericValue]) -> ir.NumericValue:
    """Sum of expressions, from left to right."""
    return reduce(add, terms)


def reaches(x: ir.NumericValue, least: float) -> ir.BooleanValue:
    """Whether a number comes up to a threshold; NULL where there is none."""
    return x >= least - SLACK
