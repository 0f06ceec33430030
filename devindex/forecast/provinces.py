"""How likely each province reaches its share of a target."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from devindex.errors import ForecastError, say, unknown
from devindex.forecast.own import day_of
from devindex.forecast.projection import QUANTILES
from devindex.forecast.regions import DRAWS, checked, region_paths
from devindex.forecast.sharing import by_region, no_region
from devindex.kinds import require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["province_probabilities"]


def province_probabilities(
    frame: pd.DataFrame, targets: pd.Series, deadline: int | str | date, *,
    ceiling: float | None = None, draws: int = DRAWS, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """How likely each province reaches its target, from its own series and the others' growth.

    Parameters
    ----------
    frame
        Regions by years, NaN where missing.
    targets
        Value to be reached by region code, in the unit of ``frame``, as ``share`` of
        :func:`share_target`.
    deadline
        A year, or a day, of which the year's end counts.
    ceiling
        Highest value there can be.

    Returns
    -------
    DataFrame
        By region of ``targets``: ``latest`` value, ``year`` and ``target``; ``probability`` to
        have reached it at the end of any year up to the deadline, 1 where a value has already;
        median and intervals at the deadline. NaN for a region without a value or a target.

    Raises
    ------
    ForecastError
        For targets of no region, a region that is not in the frame, a target above the ceiling, a
        deadline that is not after the latest value, and what :func:`devindex.project` refuses.
    """
    import pandas as pd

    values = checked(frame, ceiling, draws, seed).dropna(axis=1, how="all")
    require(targets, pd.Series, "targets", ForecastError)
    goals = by_region(targets)
    last, end = int(values.columns[-1]), _year(deadline)
    problems = [unknown("region", r, values.index) for r in goals.index if r not in values.index]
    if goals.empty:
        problems.append(no_region("targets"))
    if end <= last:
        problems.append(
            say(
                "{end} is not after {last}, the year of the latest values; give a later deadline",
                "{end}年不晚于最近数值的年份{last}，请给出更晚的期限",
                end=end, last=last,
            )
        )  # fmt: skip
    if ceiling is not None and (goals > ceiling).any():
        problems.append(
            say(
                "the target of {region} is {value:g}, above the ceiling of {top:g}",
                "{region}的目标为{value:g}，超过上限{top:g}",
                region=goals.idxmax(), value=goals.max(), top=ceiling,
            )
        )  # fmt: skip
    if problems:
        raise ForecastError(problems)
    ahead = range(last + 1, end + 1)
    drawn = region_paths(values, ahead, ceiling=ceiling, draws=draws, seed=seed)
    rows = {}
    for region, goal in goals.items():
        known = values.loc[region].dropna()
        row = {"latest": np.nan, "year": pd.NA, "target": goal, "probability": np.nan}
        row |= dict.fromkeys(QUANTILES, np.nan)
        if region in drawn:
            cuts = np.quantile(drawn[region][:, -1], list(QUANTILES.values()))
            row |= {"latest": float(known.iloc[-1]), "year": int(known.index[-1])}
            row |= dict(zip(QUANTILES, map(float, cuts), strict=True))
            if np.isfinite(goal):
                share = float((drawn[region].max(axis=1) >= goal).mean())
                row["probability"] = 1.0 if (known >= goal).any() else share
        rows[region] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("region")


def _year(deadline: int | str | date) -> int:
    if isinstance(deadline, (str, date)):
        return day_of(deadline).year
    require(deadline, int, "deadline", ForecastError)
    return int(deadline)
