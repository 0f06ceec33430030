"""From indicators in many units to points on one scale: treat, normalise."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from devindex.definitions import Framework
from devindex.errors import MethodError, Sentence, say
from devindex.index.arrays import Bools, Floats
from devindex.index.recipe import Recipe
from devindex.index.registry import find
from devindex.index.run import apply, choices, refuse

__all__ = ["UNLOGGED", "points", "rescaled", "treated"]

UNLOGGED = say("zero or less cannot be logged", "零或负值无法取对数")


def treated(framework: Framework, x: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, Floats]:
    """Treat the figures, and with them the goalposts (2, k), which are never learned from."""
    codes = list(x.columns)
    by_code = framework.by_code
    logged = np.array([by_code[c].transform == "log" for c in codes])
    goal = _goalposts(framework, codes)
    raw = x.to_numpy(dtype=float)
    positive = _positive(framework, codes, recipe)
    refuse(positive & (raw <= 0), UNLOGGED, codes, x.index)
    both = np.empty((len(raw) + 2, len(codes)), order="F")
    both[:-2], both[-2:] = raw, goal
    given = {"x": both, "transform": logged}
    with np.errstate(invalid="ignore"):
        y = apply(framework, "treat", recipe.treat, codes, given, x.index)
    return pd.DataFrame(y[:-2], index=x.index, columns=codes, copy=False), y[-2:]


def _goalposts(framework: Framework, codes: list[str]) -> Floats:
    """As declared, (2, k); NaN where an indicator has none."""
    by_code = framework.by_code
    none = (np.nan, np.nan)
    return np.array([by_code[c].goalposts or none for c in codes], dtype=float).T


def _positive(framework: Framework, codes: list[str], recipe: Recipe) -> Bools:
    """Columns whose treatment takes logarithms, or powers, of figures above zero."""
    out, by_code = np.zeros(len(codes), dtype=bool), framework.by_code
    for n, choice in enumerate(choices(framework, recipe.treat, codes)):
        method = find("treat", choice.method)
        logged = by_code[codes[n]].transform == "log"
        out[n] = method.domain == "positive" or ("transform" in method.takes and logged)
    return out


def rescaled(framework: Framework, x: pd.DataFrame, drawn: Floats, recipe: Recipe) -> Floats:
    """Treat and normalise drawn figures as those of a panel are: (d, n, k) -> (d, n, k), points.

    What a method learns, it learns from ``x``, the figures as they are. Where a logarithm is
    taken, a drawn figure of zero or less counts as a thousandth of the least figure above zero.
    """
    codes, d, by_code = list(x.columns), len(drawn), framework.by_code
    y, goal = treated(framework, x, recipe)
    raw = x.to_numpy(dtype=float)
    least = np.nanmin(np.where(raw > 0, raw, np.nan), axis=0, initial=np.inf) / 1000.0
    rows = drawn.reshape(-1, len(codes))
    rows = np.where(_positive(framework, codes, recipe), np.maximum(rows, least), rows)
    region, year = (np.tile(x.index.get_level_values(v).to_numpy(), d) for v in ("region", "year"))
    given = {
        "x": np.vstack([raw, rows]),
        "transform": np.array([by_code[c].transform == "log" for c in codes]),
    }
    with np.errstate(invalid="ignore"):
        held = apply(framework, "treat", recipe.treat, codes, given, x.index, year)
    table = pd.DataFrame(
        np.vstack([y.to_numpy(), held[len(x) :]]), columns=codes,
        index=pd.MultiIndex.from_arrays(
            [np.concatenate([x.index.get_level_values(n).to_numpy(), v])
             for n, v in (("region", region), ("year", year))],
            names=["region", "year"],
        ),
    )  # fmt: skip
    z = points(framework, table, goal, recipe, x.index).to_numpy()
    return np.asarray(z[len(x) :].reshape(drawn.shape))


def _check_goalposts(
    framework: Framework, recipe: Recipe, codes: list[str], treated: Floats
) -> None:
    """Refuse goalposts that a treatment leaves without distance, or of another unit, if used."""
    problems, totals, by_code = [], [], framework.by_code
    goal = _goalposts(framework, codes)
    steps = (recipe.denominate, recipe.treat, recipe.normalise)
    every = (choices(framework, whole, codes) for whole in steps)
    for n, (code, divide, treat, scale) in enumerate(zip(codes, *every, strict=True)):
        if "goalposts" not in find("normalise", scale.method).takes or np.isnan(goal[:, n]).any():
            continue
        divided = find("denominate", divide.method).takes
        given = [v for v in scale.parameters.values() if isinstance(v, Mapping) and code in v]
        whole = not divided & {"denominator", "others"}
        if by_code[code].denominator and whole and not given:
            totals.append(code)
        moving = treat.fit == "each" and find("treat", treat.method).learns
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
    if totals:
        first = totals[0]
        problems.append(
            say(
                "denominate method {method!r} leaves totals, and the goalposts of {code}{others} "
                "are in the unit of the intensity; denominate with 'intensity', or normalise with "
                "'minmax'",
                "强度换算方法{method!r}保留总量，而{code}{others}的阈值以强度为单位；"
                "请改用强度换算方法“intensity”，或改用无量纲化方法“minmax”",
                method=choices(framework, recipe.denominate, [first])[0].method,
                code=first,
                others=Sentence(f" and {len(totals) - 1} more", f"等{len(totals)}个指标")
                if len(totals) > 1
                else Sentence("", ""),
            )
        )
    if problems:
        raise MethodError(problems)


def points(
    framework: Framework, y: pd.DataFrame, goal: Floats, recipe: Recipe,
    learned: pd.Index | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Normalise treated figures; rows beyond those of ``learned`` are never learned from."""
    codes, by_code = list(y.columns), framework.by_code
    _check_goalposts(framework, recipe, codes, goal)
    given = {
        "x": y.to_numpy(dtype=float),
        "sign": np.array([float(by_code[c].sign) for c in codes]),
        "goalposts": goal,
        "codes": np.array(codes),
        "region": y.index.get_level_values("region").to_numpy(),
        "year": y.index.get_level_values("year").to_numpy(),
    }
    index = y.index if learned is None else learned
    beyond = given["year"][len(index) :]
    z = apply(framework, "normalise", recipe.normalise, codes, given, index, beyond)
    own = z.copy() if np.may_share_memory(z, given["x"]) else z
    return pd.DataFrame(own, index=y.index, columns=codes, copy=False)
