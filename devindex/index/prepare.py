"""From figures as published to indicators without holes: screen, denominate, impute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from devindex.definitions import Indicator
from devindex.definitions.codelists import STATUS_ORDER
from devindex.index.arrays import Floats
from devindex.index.recipe import Recipe
from devindex.index.run import apply, refuse
from devindex.observations import Panel, status_frame

__all__ = ["intensities"]


def intensities(panel: Panel, recipe: Recipe) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Denominate, screen and impute every indicator that has series; values and their status."""
    chosen = [i for i in panel.framework.indicators if i.numerator.name in panel.values.columns]
    codes = [i.code for i in chosen]
    index = panel.values.index
    x = _denominated(panel, recipe, chosen)
    shape = (len(panel.regions), len(panel.years), len(chosen))
    grid = x.reshape(shape)
    kept = apply(panel.framework, "screen", recipe.screen, codes, {"x": grid})
    screened = np.where(kept > 0, grid, np.nan)
    given = {"x": screened, "groups": panel.groups}
    filled = apply(panel.framework, "impute", recipe.impute, codes, given)
    filled = np.where(kept > 0, filled, np.nan).reshape(x.shape)
    code = _status(panel.status, chosen)
    code[np.isnan(screened).reshape(x.shape)] = STATUS_ORDER.index("O")
    code[np.isnan(x) & ~np.isnan(filled)] = STATUS_ORDER.index("E")
    return pd.DataFrame(filled, index=index, columns=codes), status_frame(code, index, codes)


def _denominated(panel: Panel, recipe: Recipe, chosen: Sequence[Indicator]) -> Floats:
    values = panel.values
    codes = [i.code for i in chosen]
    a = values[[i.numerator.name for i in chosen]].to_numpy()
    ones = np.ones(len(values))
    b = np.column_stack(
        [values[i.denominator.name].to_numpy() if i.denominator else ones for i in chosen]
    )
    wrong = ~np.isnan(a) & ((b == 0) | np.isnan(b))
    refuse(wrong, "the denominator is zero or missing", codes, values.index)
    given = {
        "numerator": a,
        "denominator": b,
        "factor": np.array([i.factor for i in chosen]),
        "others": {str(c): values[c].to_numpy() for c in values.columns},
    }
    x = apply(panel.framework, "denominate", recipe.denominate, codes, given)
    refuse(np.isinf(x), "the denominator is zero", codes, values.index)
    return x


def _status(status: pd.DataFrame, indicators: Sequence[Indicator]) -> np.ndarray:
    """Of numerator and denominator, the place that goes first in SDMX's order: (n, k)."""
    columns = [
        np.minimum(
            status[i.numerator.name].cat.codes,
            status[(i.denominator or i.numerator).name].cat.codes,
        )
        for i in indicators
    ]
    return np.column_stack(columns)
