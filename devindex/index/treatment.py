"""What the treatment of skewness and outliers did, indicator by indicator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Framework
from devindex.index.arrays import Bools
from devindex.index.recipe import Choice, Recipe
from devindex.index.run import choices, fit_rows
from devindex.index.treat.moments import KURTOSIS, SKEWNESS, kurtosis, outlying, skewness

__all__ = ["treatment_report"]


def treatment_report(
    framework: Framework, recipe: Recipe, inputs: pd.DataFrame, treated: pd.DataFrame
) -> pd.DataFrame:
    """One row an indicator: method, skewness and kurtosis before and after, figures changed.

    Parameters
    ----------
    inputs, treated
        Figures before and after, one row a (region, year), one column an indicator.

    Returns
    -------
    Indexed by code. Skewness is NaN under three figures and kurtosis under four, both zero for a
    constant indicator.
    """
    rows = []
    codes = [str(code) for code in treated.columns]
    for code, choice in zip(codes, choices(framework, recipe.treat, codes), strict=True):
        learned = _rows(framework, treated.index, choice)
        before = inputs[code].to_numpy(dtype=float)[learned, None]
        after = treated[code].to_numpy(dtype=float)[learned, None]
        limits = (
            choice.parameters.get("skew_threshold", SKEWNESS),
            choice.parameters.get("kurtosis_threshold", KURTOSIS),
        )
        rows.append(
            {
                "code": code,
                "method": choice.method,
                "skewness": skewness(before)[0],
                "kurtosis": kurtosis(before)[0],
                "skewness_after": skewness(after)[0],
                "kurtosis_after": kurtosis(after)[0],
                "changed": int((~np.isnan(before) & (before != after)).sum()),
                "outlying": bool(outlying(after, *limits)[0]),
            }
        )
    return pd.DataFrame(rows).set_index("code")


def _rows(framework: Framework, index: pd.Index, choice: Choice) -> Bools:
    """Rows the treatment learns from; every province where the panel has no base window."""
    years = index.get_level_values("year")
    window = framework.scoring.base_window if framework.scoring else (years.min(), years.max())
    if choice.fit == "base" and not ((years >= window[0]) & (years <= window[1])).any():
        return np.asarray(index.get_level_values("region") != NATION.code)
    return fit_rows(framework, index, choice)
