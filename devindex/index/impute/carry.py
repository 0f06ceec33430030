"""What to do where nothing is published. Every filled cell is marked ``E``.

Methods that look along time, and averages. Those that fit a model are in ``impute.models``. The
nation (group -1) is filled like anyone and never fills anyone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, Ints, sums
from devindex.index.registry import method

__all__ = [
    "group_mean",
    "group_median",
    "indicator_mean",
    "indicator_median",
    "last",
    "linear",
    "next_",
    "none",
]


@method("impute", "none", cite="OECD & JRC 2008, section 1.3")
def none(x: Floats) -> Floats:
    """Fill nothing: a theme is then the mean of what exists. (r, t, k) -> (r, t, k)."""
    return x


@method("impute", "last", cite="Moritz & Bartz-Beielstein 2017 (imputeTS), na_locf")
def last(x: Floats, years: Ints, *, limit: int = 1) -> Floats:
    r"""Carry the last observation forward, at most ``limit`` years.

    .. math:: x_t = x_{t-s}, \quad s = \min\{s \ge 1 : x_{t-s}\ \text{seen}\} \le \text{limit}

    It looks back only, so a new year never changes an old one.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    years
        Shape (t,), rising.

    Returns
    -------
    Same shape. What lies further than ``limit`` from the last figure, and a gap at the start,
    stay NaN.

    Examples
    --------
    >>> last(np.array([[[1.0], [np.nan], [np.nan]]]), np.array([2020, 2021, 2022])).ravel()
    array([ 1.,  1., nan])
    """
    _not_negative(limit)

    def carried(x: Floats) -> Floats:
        before, found = _before(~np.isnan(x))
        near = found & (years[:, None] - years[before] <= limit)
        return np.where(near, np.take_along_axis(x, before, axis=0), np.nan)

    return _with_holes(x, carried)


@method("impute", "next", cite="Moritz & Bartz-Beielstein 2017 (imputeTS), na_locf backwards")
def next_(x: Floats, years: Ints, *, limit: int = 1) -> Floats:
    r"""Carry the next observation back, at most ``limit`` years.

    .. math:: x_t = x_{t+s}, \quad s = \min\{s \ge 1 : x_{t+s}\ \text{seen}\} \le \text{limit}

    It looks ahead: a new year may fill an older one.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    years
        Shape (t,), rising.

    Returns
    -------
    Same shape. What lies further than ``limit`` from the next figure, and a gap at the end,
    stay NaN.

    Examples
    --------
    >>> next_(np.array([[[np.nan], [np.nan], [1.0]]]), np.array([2020, 2021, 2022])).ravel()
    array([nan,  1.,  1.])
    """
    _not_negative(limit)

    def carried(x: Floats) -> Floats:
        after, found = _after(~np.isnan(x))
        near = found & (years[after] - years[:, None] <= limit)
        return np.where(near, np.take_along_axis(x, after, axis=0), np.nan)

    return _with_holes(x, carried)


@method("impute", "linear", cite="Moritz & Bartz-Beielstein 2017 (imputeTS), na_interpolation")
def linear(x: Floats, years: Ints, *, limit: int = 3) -> Floats:
    r"""Straight line in time across a gap of at most ``limit`` years.

    .. math:: x_t = x_u + \frac{t - u}{v - u}\,(x_v - x_u), \quad u < t < v

    with :math:`u, v` the nearest years seen before and after. Nothing is extrapolated.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    years
        Shape (t,), rising; they need not be evenly spaced.
    limit
        Most years between two figures; a longer gap stays open as a whole.

    Returns
    -------
    Same shape. Gaps at the start and at the end, and a series with one figure, stay NaN.

    Examples
    --------
    >>> linear(np.array([[[1.0], [np.nan], [4.0]]]), np.array([2020, 2021, 2023])).ravel()
    array([1., 2., 4.])
    """
    _not_negative(limit)

    def joined(x: Floats) -> Floats:
        seen = ~np.isnan(x)
        before, early = _before(seen)
        after, late = _after(seen)
        u, v = years[before], years[after]
        inside = ~seen & early & late & (v - u - 1 <= limit)
        share = (years[:, None] - u) / np.maximum(v - u, 1)
        first = np.take_along_axis(x, before, axis=0)
        line = first + share * (np.take_along_axis(x, after, axis=0) - first)
        return np.where(inside, line, x)

    return _with_holes(x, joined)


@method("impute", "indicator-mean", cite="OECD & JRC 2008, section 3.2 (unconditional mean)")
def indicator_mean(x: Floats, groups: Ints) -> Floats:
    r"""Mean of the provinces that have a figure in the same year.

    .. math:: x_{itj} = \frac{1}{|S_{tj}|}\sum_{l \in S_{tj}} x_{ltj}

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).

    Returns
    -------
    Same shape. A year in which no province has a figure stays NaN. A constant column is filled
    with the constant; one region alone has nobody to learn from.

    Examples
    --------
    >>> x = np.array([[[1.0]], [[np.nan]], [[5.0]]])
    >>> indicator_mean(x, np.array([0, 0, 1])).ravel()
    array([1., 3., 5.])
    """
    return np.where(np.isnan(x), _mean(x[groups >= 0]), x)


@method("impute", "indicator-median", cite="OECD & JRC 2008, section 3.2 (unconditional median)")
def indicator_median(x: Floats, groups: Ints) -> Floats:
    r"""Median of the provinces that have a figure in the same year.

    .. math:: x_{itj} = \operatorname{median}\{x_{ltj} : l \in S_{tj}\}

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).

    Returns
    -------
    Same shape; as ``indicator-mean``.

    Examples
    --------
    >>> x = np.array([[[1.0]], [[np.nan]], [[2.0]], [[9.0]]])
    >>> indicator_median(x, np.array([0, 0, 1, 1])).ravel()
    array([1., 2., 2., 9.])
    """
    return np.where(np.isnan(x), _median(x[groups >= 0]), x)


@method("impute", "group-mean", cite="Becker et al. 2022 (COINr), i_mean_grp")
def group_mean(x: Floats, groups: Ints) -> Floats:
    r"""Mean of the provinces of the same group that have a figure in the same year.

    .. math:: x_{itj} = \frac{1}{|S_{tj} \cap g(i)|}\sum_{l \in S_{tj} \cap g(i)} x_{ltj}

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).

    Returns
    -------
    Same shape. The nation, and a group in which nothing is seen that year, take the mean of all
    provinces; a year in which no province has a figure stays NaN.

    Examples
    --------
    >>> x = np.array([[[1.0]], [[np.nan]], [[5.0]], [[np.nan]]])
    >>> group_mean(x, np.array([0, 0, 1, -1])).ravel()
    array([1., 1., 5., 3.])
    """
    return _grouped(x, groups, _mean)


@method("impute", "group-median", cite="Becker et al. 2022 (COINr), i_median_grp")
def group_median(x: Floats, groups: Ints) -> Floats:
    r"""Median of the provinces of the same group that have a figure in the same year.

    .. math:: x_{itj} = \operatorname{median}\{x_{ltj} : l \in S_{tj} \cap g(i)\}

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).

    Returns
    -------
    Same shape; as ``group-mean``, with the median of all provinces.

    Examples
    --------
    >>> x = np.array([[[1.0]], [[np.nan]], [[5.0]], [[7.0]], [[np.nan]]])
    >>> group_median(x, np.array([0, 0, 1, 1, 1])).ravel()
    array([1., 1., 5., 7., 6.])
    """
    return _grouped(x, groups, _median)


def _grouped(x: Floats, groups: Ints, average: Callable[[Floats], Floats]) -> Floats:
    overall = average(x[groups >= 0])
    known, place = np.unique(groups, return_inverse=True)
    within = [average(x[groups == g]) if g >= 0 else overall for g in known]
    table = np.concatenate([np.where(np.isnan(one), overall, one) for one in within])
    return np.where(np.isnan(x), table[place], x)


def _mean(x: Floats) -> Floats:
    """Mean over regions of what is seen, NaN where nothing is. (r, t, k) -> (1, t, k)."""
    total, n = sums(x)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)[None]


def _median(x: Floats) -> Floats:
    """Median over regions of what is seen, NaN where nothing is. (r, t, k) -> (1, t, k)."""
    if len(x) == 0:
        return np.full((1, *x.shape[1:]), np.nan)
    n = (~np.isnan(x)).sum(axis=0, keepdims=True)
    rising = np.sort(x, axis=0)  # NaN last
    low = np.take_along_axis(rising, np.maximum(n - 1, 0) // 2, axis=0)
    high = np.take_along_axis(rising, np.where(n > 0, n // 2, 0), axis=0)
    return (low + high) / 2.0


def _with_holes(x: Floats, fill: Callable[[Floats], Floats]) -> Floats:
    """Fill the series in time that have holes, (t, s) -> (t, s), and leave the others alone."""
    out, gone = x.copy(), np.isnan(x)
    if not gone.any():
        return out
    region, column = np.nonzero(gone.any(axis=1))
    by_year = out.swapaxes(0, 1)
    by_year[:, region, column] = fill(by_year[:, region, column])
    return out


def _before(seen: Bools) -> tuple[Ints, Bools]:
    """Place of the nearest year seen so far (t, s), 0 where none is; whether there is one."""
    place = np.where(seen, np.arange(len(seen))[:, None], -1)
    nearest = np.maximum.accumulate(place, axis=0)
    return np.maximum(nearest, 0), nearest >= 0


def _after(seen: Bools) -> tuple[Ints, Bools]:
    """Place of the nearest year seen from now on (t, s), the last where none is."""
    back, found = _before(seen[::-1])
    return len(seen) - 1 - back[::-1], found[::-1]


def _not_negative(limit: int) -> None:
    if limit < 0:
        raise MethodError(
            say(
                "limit = {limit} is no number of years; zero or more is needed",
                "limit = {limit} 不是年数；应为零或正整数",
                limit=limit,
            )
        )
