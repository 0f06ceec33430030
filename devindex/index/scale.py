"""From indicators in many units to points on one scale: treat, normalise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from devindex.definitions import Framework
from devindex.index.arrays import Floats
from devindex.index.recipe import Recipe
from devindex.index.registry import find
from devindex.index.run import apply, nodes_above, refuse

__all__ = ["normalised", "points", "treated"]


def normalised(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Treat and normalise scored indicators: points, one column each."""
    y, goal = treated(framework, x, recipe)
    return points(framework, y, goal, recipe)


def treated(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, Floats]:
    """Treat the figures, and with them the goalposts (2, k), which are never learned from."""
    codes = list(x.columns)
    scored = [framework.by_code[c] for c in codes]
    logged = np.array([i.transform == "log" for i in scored])
    goal = np.array([i.goalposts or (np.nan, np.nan) for i in scored], dtype=float).T
    raw = x.to_numpy(dtype=float)
    positive = np.zeros(len(codes), dtype=bool)
    for n, code in enumerate(codes):
        method = find("treat", recipe.treat.at(code, *nodes_above(framework, code)).method)
        positive[n] = method.domain == "positive" or ("transform" in method.takes and logged[n])
    refuse(positive & (raw <= 0), "zero or less cannot be logged", codes, x.index)
    given = {"x": np.vstack([raw, goal]), "transform": logged}
    with np.errstate(invalid="ignore"):
        y = apply(framework, "treat", recipe.treat, codes, given, x.index)
    return pd.DataFrame(y[:-2], index=x.index, columns=codes), y[-2:]


def points(framework: Framework, y: pd.DataFrame, goal: Floats, recipe: Recipe) -> pd.DataFrame:
    """Normalise treated figures."""
    codes = list(y.columns)
    given = {
        "x": y.to_numpy(dtype=float),
        "sign": np.array([float(framework.by_code[c].sign) for c in codes]),
        "goalposts": goal,
        "codes": np.array(codes),
        "region": y.index.get_level_values("region").to_numpy(),
        "year": y.index.get_level_values("year").to_numpy(),
    }
    z = apply(framework, "normalise", recipe.normalise, codes, given, y.index)
    return pd.DataFrame(z, index=y.index, columns=codes)
