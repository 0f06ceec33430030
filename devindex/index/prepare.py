"""From figures as published to indicators without holes: screen, denominate, impute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from devindex.definitions import Indicator
from devindex.definitions.codelists import STATUS_ORDER
from devindex.errors import say
from devindex.index.arrays import Bools, Floats
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
    kept = apply(panel.framework, "screen", recipe.screen, codes, {"x": grid}) > 0
    screened = _only(grid, kept)
    given = {"x": screened, "groups": panel.groups, "years": np.array(panel.years)}
    filled = _only(apply(panel.framework, "impute", recipe.impute, codes, given), kept)
    inputs = np.require(filled.reshape(x.shape), float, ["F", "W"])
    code = _status(panel.status, chosen)
    np.copyto(code, STATUS_ORDER.index("O"), where=np.isnan(screened).reshape(x.shape))
    np.copyto(code, STATUS_ORDER.index("E"), where=np.isnan(x) & ~np.isnan(inputs))
    frame = pd.DataFrame(inputs, index=index, columns=codes, copy=False)
    return frame, status_frame(code, index, codes)


def _only(x: Floats, kept: Bools) -> Floats:
    """Figures that are kept, NaN elsewhere."""
    return x if kept.all() else np.where(kept, x, np.nan)


def _denominated(panel: Panel, recipe: Recipe, chosen: Sequence[Indicator]) -> Floats:
    values = panel.values
    codes = [i.code for i in chosen]
    a = values[[i.numerator.name for i in chosen]].to_numpy()
    b = np.ones(a.shape, order="F")
    for n, i in enumerate(chosen):
        if i.denominator:
            b[:, n] = values[i.denominator.name].to_numpy()
    given = {
        "numerator": a,
        "denominator": b,
        "factor": np.array([i.factor for i in chosen]),
        "others": {str(c): values[c].to_numpy() for c in values.columns},
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        x = apply(panel.framework, "denominate", recipe.denominate, codes, given)
    wrong = ~np.isnan(a) & ~np.isfinite(x)
    what = say("the denominator is zero or missing", "分母为零或缺失")
    refuse(wrong, what, codes, values.index)
    return x


def _status(status: pd.DataFrame, indicators: Sequence[Indicator]) -> np.ndarray:
    """Of numerator and denominator, the place that goes first in SDMX's order: (n, k)."""
    out = np.empty((len(status), len(indicators)), dtype=np.int8, order="F")
    for n, i in enumerate(indicators):
        out[:, n] = status[i.numerator.name].array.codes
        if i.denominator:
            np.minimum(out[:, n], status[i.denominator.name].array.codes, out=out[:, n])
    return out
