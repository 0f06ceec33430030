"""From indicators in many units to points on one scale: treat, normalise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from devindex.definitions import Framework
from devindex.errors import MethodError, say
from devindex.index.arrays import Floats
from devindex.index.recipe import Recipe
from devindex.index.registry import find
from devindex.index.run import apply, choices, refuse

__all__ = ["normalised", "points", "treated"]


def normalised(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Treat and normalise scored indicators: points, one column each."""
    y, goal = treated(framework, x, recipe)
    return points(framework, y, goal, recipe)


def treated(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, Floats]:
    """Treat the figures, and with them the goalposts (2, k), which are never learned from."""
    codes = list(x.columns)
    by_code = framework.by_code
    scored = [by_code[c] for c in codes]
    logged = np.array([i.transform == "log" for i in scored])
    goal = np.array([i.goalposts or (np.nan, np.nan) for i in scored], dtype=float).T
    raw = x.to_numpy(dtype=float)
    positive = np.zeros(len(codes), dtype=bool)
    for n, choice in enumerate(choices(framework, recipe.treat, codes)):
        method = find("treat", choice.method)
        positive[n] = method.domain == "positive" or ("transform" in method.takes and logged[n])
    refuse(positive & (raw <= 0), "zero or less cannot be logged", codes, x.index)
    both = np.empty((len(raw) + 2, len(codes)), order="F")
    both[:-2], both[-2:] = raw, goal
    given = {"x": both, "transform": logged}
    with np.errstate(invalid="ignore"):
        y = apply(framework, "treat", recipe.treat, codes, given, x.index)
    _check_goalposts(framework, recipe, codes, goal, y[-2:])
    return pd.DataFrame(y[:-2], index=x.index, columns=codes, copy=False), y[-2:]


def _check_goalposts(
    framework: Framework, recipe: Recipe, codes: list[str], goal: Floats, treated: Floats
) -> None:
    """Refuse goalposts that a treatment leaves without distance, if they are to be used."""
    problems = []
    both = (choices(framework, whole, codes) for whole in (recipe.treat, recipe.normalise))
    for n, (code, treat, scale) in enumerate(zip(codes, *both, strict=True)):
        if "goalposts" not in find("normalise", scale.method).takes or np.isnan(goal[:, n]).any():
            continue
        moving = treat.fit == "each" and "fit" in find("treat", treat.method).takes
        if moving or not (np.isfinite(treated[:, n]).all() and treated[0, n] < treated[1, n]):
            problems.append(
                say(
                    "{code}: treat method {treat!r} leaves no distance between the goalposts {low} "
                    "and {high}, or another one each year; normalise with 'minmax', or treat "
                    "otherwise",
                    "{code}：经方法{treat!r}处理后，阈值 {low} 与 {high} 之间没有距离，或逐年不同；"
                    "请改用无量纲化方法“minmax”，或改用其他处理方法",
                    code=code, treat=treat.method, low=goal[0, n], high=goal[1, n],
                )
            )  # fmt: skip
    if problems:
        raise MethodError(problems)


def points(framework: Framework, y: pd.DataFrame, goal: Floats, recipe: Recipe) -> pd.DataFrame:
    """Normalise treated figures."""
    codes, by_code = list(y.columns), framework.by_code
    given = {
        "x": y.to_numpy(dtype=float),
        "sign": np.array([float(by_code[c].sign) for c in codes]),
        "goalposts": goal,
        "codes": np.array(codes),
        "region": y.index.get_level_values("region").to_numpy(),
        "year": y.index.get_level_values("year").to_numpy(),
    }
    z = apply(framework, "normalise", recipe.normalise, codes, given, y.index)
    own = z.copy() if np.may_share_memory(z, given["x"]) else z
    return pd.DataFrame(own, index=y.index, columns=codes, copy=False)
