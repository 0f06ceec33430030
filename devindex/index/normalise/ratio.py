"""Ratios to one value: the leader, a base year (无量纲化).

A ratio needs figures on a ratio scale: zero means nothing, and there is no less. Treat them with
no logarithm.
"""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Floats
from devindex.index.normalise.reference import (
    a_year,
    own_figures,
    ratio,
    region_figures,
    worst_and_best,
)
from devindex.index.registry import method

__all__ = ["fraction_of_max", "ratio_to_base"]


@method(
    "normalise",
    "fraction-of-max",
    cite="OECD & JRC 2008, tables 14 and 15 (c = best)",
    above_zero=("scale",),
)
def fraction_of_max(
    x: Floats,
    fit: Floats,
    sign: Floats,
    codes: np.ndarray,
    region: np.ndarray,
    year: np.ndarray,
    *,
    scale: float = 100.0,
) -> Floats:
    r"""Figures over that of the leader; where less is better, the least over each.

    .. math:: z = 100\,\frac{x}{\max x} \quad\text{or}\quad z = 100\,\frac{\min x}{x}

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the leader is found among (m, k).
    sign
        Shape (k,).
    codes, region, year
        To name cells: (k,), (n,), (n,).

    Returns
    -------
    Points, shape (n, k); a row outside the fit may have more than ``scale``. NaN stays NaN. A
    constant column, or one row, is all ``scale``; so is a column with nothing fitted.

    Raises
    ------
    MethodError
        Where a figure is negative, or zero where less is better: indicator, region and year.

    Examples
    --------
    >>> x, told = np.array([[35.0], [39.0]]), (np.array(["t"]), np.array(["a", "b"]), np.zeros(2))
    >>> fraction_of_max(x, x, np.ones(1), *told).ravel().round(1)
    array([ 89.7, 100. ])
    """
    _, best = worst_and_best(fit, sign)
    return scale * ratio(x, best[None, :], sign, codes, region, year)


@method(
    "normalise",
    "ratio-to-base",
    cite="OECD & JRC 2008, section 5.4 (fixed base, 定基)",
    above_zero=("scale",),
)
def ratio_to_base(
    x: Floats,
    sign: Floats,
    codes: np.ndarray,
    region: np.ndarray,
    year: np.ndarray,
    *,
    base_year: int | None = None,
    base_region: str = "own",
    scale: float = 100.0,
) -> Floats:
    r"""Fixed-base index (定基指数): figures over those of a base year.

    .. math:: z = 100\,\frac{x_t}{x_{t_0}} \quad\text{or, where less is better,}\quad
              z = 100\,\frac{x_{t_0}}{x_t}

    Nothing is learned from other regions, unless one is the base of all.

    Parameters
    ----------
    x
        All rows (n, k).
    sign
        Shape (k,).
    codes, region, year
        Codes of the columns (k,), region and year of the rows (n,).
    base_year
        :math:`t_0`; the first year there is, if not given. Name it, and new years move nothing.
    base_region
        ``own``: each region against itself; or the code of the region all are held against, for
        the nation 000000.
    scale
        Points of the base.

    Returns
    -------
    Shape (n, k), ``scale`` in the base year. NaN stays NaN. A constant column, or one row, is
    all ``scale``.

    Raises
    ------
    MethodError
        If there is no such year or region, the base has no figure or is zero, a figure is
        negative, or zero where less is better. Each cell is named.

    Examples
    --------
    >>> x, told = np.array([[1650.0], [1690.0]]), (np.array(["price"]), np.array(["a", "a"]))
    >>> ratio_to_base(x, np.ones(1), *told, np.array([2005, 2006])).round(2).ravel()
    array([100.  , 102.42])
    """
    first = int(year.min()) if base_year is None and len(year) else base_year
    if base_region == "own":
        base = own_figures(x, codes, region, year, a_year(first, "base_year", year))
    else:
        base = region_figures(x, codes, region, year, base_region, a_year(first, "base_year", year))
    return scale * ratio(x, base, sign, codes, region, year)
