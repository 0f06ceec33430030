r"""Fixed-base index of the nation's own figures, with the exact range that intervals leave.

An index of one region compares each indicator with itself in the base year:

.. math:: \ln I_t = \sum_j w_j\, \ln \frac{x_{jt}}{x_{j0}}

The mean is **geometric** because relatives are compared: it gives the same answer whichever year
is the base, doubling and halving make up for each other, and one indicator that grows a
hundredfold (registered identifiers) does not drown the others, as in an arithmetic mean. It is
also transitive: linking year to year and comparing with the base directly agree when the
indicators are the same, so a chain of geometric means does not drift (ILO et al. 2020, Consumer
Price Index Manual: Concepts and Methods, chapter 8; International Monetary Fund).

Announcements come and go, and an index over whatever is there would jump when an indicator
appears or ends. So years are compared by matched models, as in price indices, in one of two ways.
**Chained**, each year is compared with the one before by the indicators seen in both:

.. math:: \ln I_t = \ln I_{t-1} + \sum_{j \in M_t} w_{jt}\, \ln \frac{x_{jt}}{x_{j,t-1}}

with weights :math:`w_{jt}` as declared in the framework, scaled to one over the matched
indicators :math:`M_t` of a theme, themes of a dimension, and dimensions. An indicator first seen
after the base year enters with its growth. By **fixed base** each year is matched with the base
year alone; what is not seen in the base year is then left out for good, and years compared by
other indicators do not follow one another. A framework declares its own as ``linking``.

Either way :math:`\ln I_t` is a sum of coefficients times logarithms of figures, so its lowest and
highest value over all figures inside their intervals is found exactly: at one end of each interval
by the sign of its coefficient, and for a stock that never falls by the best figures that do not
fall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Framework

__all__ = ["METHODS", "Method", "coefficients", "extent", "matched", "shares"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]
Method = Literal["chained", "fixed-base"]
METHODS: tuple[Method, ...] = ("chained", "fixed-base")


@dataclass(frozen=True)
class _Level:
    """Siblings of one level: declared weights, and the place of each one's parent."""

    weight: Floats
    parent: Ints

    def shares(self, there: Bools) -> Floats:
        """Weights scaled to one among the siblings that are there; zero elsewhere."""
        kept = np.where(there, self.weight, 0.0)
        total = np.bincount(self.parent, kept)[self.parent]
        return np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)


def shares(framework: Framework, there: Bools) -> dict[str, Floats]:
    """Weights of the indicators in each dimension and in the whole (``index``), over some of them.

    Parameters
    ----------
    there
        Which indicators count, in the order of the framework, shape (k,).

    Returns
    -------
    Shape (k,) by node, with a sum of one, or of zero where no indicator of the node counts.

    Examples
    --------
    >>> from devindex.definitions import load_framework
    >>> framework = load_framework("national")
    >>> only = np.array([i.code in ("N01", "N05", "N02", "N12") for i in framework.indicators])
    >>> own = shares(framework, only)
    >>> own["network"][only], own["index"][only]
    (array([0.25, 0.25, 0.5 , 0.  ]), array([0.125, 0.125, 0.25 , 0.5  ]))
    """
    themes = {t.code: n for n, t in enumerate(framework.themes)}
    dimensions = {d.code: n for n, d in enumerate(framework.dimensions)}
    theme_of = np.array([themes[i.theme] for i in framework.indicators])
    dimension_of = np.array([dimensions[t.dimension] for t in framework.themes])
    theme_there = np.bincount(theme_of, there, len(themes)) > 0
    dimension_there = np.bincount(dimension_of, theme_there, len(dimensions)) > 0
    indicator = _Level(np.array([i.weight for i in framework.indicators]), theme_of)
    theme = _Level(np.array([t.weight for t in framework.themes]), dimension_of)
    top = np.zeros(len(dimensions), dtype=int)
    dimension = _Level(np.array([d.weight for d in framework.dimensions]), top)
    inside = indicator.shares(there) * theme.shares(theme_there)[theme_of]
    place = dimension_of[theme_of]
    own = {code: np.where(place == n, inside, 0.0) for code, n in dimensions.items()}
    return own | {"index": inside * dimension.shares(dimension_there)[place]}


def matched(seen: Bools, method: Method) -> Bools:
    """Indicators a year is compared by; in the base year those that are seen. (k, years)."""
    other = seen[:, :1] if method == "fixed-base" else np.roll(seen, 1, axis=1)
    both = seen & other
    both[:, 0] = seen[:, 0]
    return both


def coefficients(
    framework: Framework, made_of: Floats, seen: Bools, method: Method
) -> Mapping[str, Floats]:
    """Coefficient of each logged figure in each logged index.

    Parameters
    ----------
    made_of
        Power with which each series enters each indicator, (k, s): 1 in the numerator, -1 in the
        denominator, and the reverse where less is better.
    seen
        Indicators that have figures, (k, years); the first year is the base.

    Returns
    -------
    By node, shape (years, s, years): of the index in a year, by series and year of the figure.
    NaN where nothing links the year with the base.
    """
    both = matched(seen, method)
    years = seen.shape[1]
    by_year = [shares(framework, both[:, t]) for t in range(years)]
    out = {}
    for node in by_year[0]:
        whole = np.zeros((years, made_of.shape[1], years))
        for t in range(years):
            share = by_year[t][node]
            back = 0 if method == "fixed-base" else t - 1
            if not share.any():
                whole[t] = np.nan
            elif t > 0:
                whole[t] = whole[back]
                whole[t, :, t] += share @ made_of
                whole[t, :, back] -= share @ made_of
        out[node] = whole
    return out


def extent(c: Floats, low: Floats, high: Floats, rises: Bools) -> tuple[float, float]:
    r"""Lowest and highest :math:`\sum c x` over all x inside their intervals, exactly.

    Parameters
    ----------
    c, low, high
        Shape (s, years); an interval is NaN for a gap, where c must be zero.
    rises
        Series that never fall, shape (s,): only x that do not fall are taken.

    Examples
    --------
    >>> c, low, high = np.array([[-1.0, 1.0]]), np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    >>> extent(c, low, high, np.array([False])), extent(c, low, high, np.array([True]))
    ((-1.0, 3.0), (0.0, 3.0))
    """
    if np.isnan(c).any():
        return np.nan, np.nan
    most = sum(_most(c[n], low[n], high[n], bool(rises[n])) for n in range(len(c)))
    least = 0.0 - sum(_most(-c[n], low[n], high[n], bool(rises[n])) for n in range(len(c)))
    return float(least), float(most)


def _most(c: Floats, low: Floats, high: Floats, rises: bool) -> float:
    """Highest sum for one series. A best x has every value at some end of an interval."""
    there = ~np.isnan(low)
    c, low, high = c[there], low[there], high[there]
    if not rises or not there.any():
        return float(np.where(c > 0, c * high, c * low).sum())
    ends = np.unique(np.concatenate([low, high]))
    best = np.zeros(len(ends))
    for n in range(len(c)):
        best = np.maximum.accumulate(best) + c[n] * ends
        best[(ends < low[n]) | (ends > high[n])] = -np.inf
    return float(best.max())
