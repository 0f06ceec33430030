"""Score and development index of each region for the years to come, with ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from devindex.errors import ForecastError, say
from devindex.forecast.regions import DRAWS, checked, region_paths
from devindex.kinds import require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUANTILES", "project"]

QUANTILES = {
    "median": 0.5, "low_80": 0.1, "high_80": 0.9, "low_95": 0.025, "high_95": 0.975,
}  # fmt: skip


def project(
    scores: pd.DataFrame, years: int = 3, ceiling: float | None = 100.0, *, draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Project every region from its own values and from how the other regions grew.

    Parameters
    ----------
    scores
        Regions by years: ``index.scores``, or ``index.development`` with ``ceiling=None``. NaN
        where missing: a region is projected from the years it has, one that has none is NaN.
    years
        How many, from the year after the last column that holds a value.
    ceiling
        Highest value there can be; None if there is none.
    draws, seed
        Number of paths; the same seed gives the same ranges, in any order of regions.

    Returns
    -------
    DataFrame
        ``region``, ``year``, ``median``, and the ends of the 80 and 95 % intervals. The intervals
        are of one region at a time and say nothing of two regions' order.

    Raises
    ------
    ForecastError
        For a table that is none of regions by years, values below zero or above the ceiling, less
        than one year, and draws or a seed that cannot be.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({2023: [42.0, 61.0], 2024: [44.0, 63.0]}, index=["a", "b"])
    >>> found = project(scores, years=2)
    >>> found["year"].tolist(), bool((found["high_95"] <= 100).all())
    ([2025, 2026, 2025, 2026], True)
    """
    import pandas as pd

    require(years, int, "years", ForecastError)
    if years < 1:
        raise ForecastError(
            say("years is {n}; 1 or more is needed", "years 为{n}，应不小于1", n=years)
        )
    frame = checked(scores, ceiling, draws, seed).dropna(axis=1, how="all")
    ahead = list(range(int(frame.columns[-1]) + 1, int(frame.columns[-1]) + 1 + years))
    drawn = region_paths(frame, ahead, ceiling=ceiling, draws=draws, seed=seed)
    rows = []
    for region in frame.index:
        cuts = (
            np.quantile(drawn[region], list(QUANTILES.values()), axis=0).T
            if region in drawn
            else np.full((years, len(QUANTILES)), np.nan)
        )
        rows += [
            {"region": region, "year": year, **dict(zip(QUANTILES, map(float, row), strict=True))}
            for year, row in zip(ahead, cuts, strict=True)
        ]
    return pd.DataFrame(rows)
