"""What a figure is held against: the worst, the best, a region, a year, a number given by code."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Bools, Floats, extremes, means, whole
from devindex.index.run import refuse

__all__ = [
    "FITTED",
    "NOWHERE",
    "a_year",
    "by_code",
    "on_scale",
    "own_figures",
    "ratio",
    "reference_figures",
    "refuse_cells",
    "region_figures",
    "span",
    "worst_and_best",
]

FITTED = ("mean", "best", "worst")

_NEGATIVE = say(
    "a ratio needs figures of zero or more as treated, and a logarithm can be negative",
    "比值法要求处理后的数值不小于零，而对数可能为负",
)
_ZERO = say("a reference of zero compares with nothing", "参照值为零，无法相比")
_INVERSE = say(
    "zero, where less is better, has no ratio to a reference", "逆向指标的零值无法求比值"
)
_SAME = say("the same year", "同年")
NOWHERE = {
    "difference": _ZERO,
    "range": say(
        "the reference is no better than the worst fitted row", "参照值不优于拟合样本中的最差值"
    ),
}


def refuse_cells(
    wrong: Bools, what: Sentence, codes: np.ndarray, region: np.ndarray, year: np.ndarray
) -> None:
    """Name code, region and year of each cell a method cannot work on.

    Raises
    ------
    MethodError
        If there is any such cell.
    """
    if wrong.any():
        refuse(wrong, what, list(codes), list(zip(region, year, strict=True)))


def ratio(
    x: Floats, base: Floats, sign: Floats, codes: np.ndarray, region: np.ndarray, year: np.ndarray
) -> Floats:
    """Figure over base, or base over figure where less is better; 1 where level. (n, k)."""
    more = (sign > 0).all()
    up, down = (x, base) if more else (np.where(sign > 0, x, base), np.where(sign > 0, base, x))
    least = min(np.fmin.reduce(v, axis=None, initial=np.inf) for v in (x, base))
    if least > 0 and whole(base):  # nothing to refuse, and no 0 / 0 that is level
        return np.asarray(up / down)
    level = (x == base) | (np.isnan(base) & ~np.isnan(x))
    where, seen = (codes, region, year), ~np.isnan(x)
    refuse_cells((x < 0) | ((base < 0) & seen), _NEGATIVE, *where)
    refuse_cells((base == 0) & ~level & seen, _ZERO, *where)
    refuse_cells((down == 0) & ~level & seen, _INVERSE, *where)
    ratio = np.where(level, 1.0, up / np.where(down == 0, 1.0, down))
    return np.where(np.isnan(x), np.nan, ratio)


def reference_figures(
    x: Floats, fit: Floats, sign: Floats, codes: np.ndarray, region: np.ndarray, year: np.ndarray,
    reference: str, reference_year: int | None, values: dict[str, float] | None,
) -> Floats:  # fmt: skip
    """Reference of each cell (n, k), or of each column (1, k); NaN where nothing was fitted."""
    own = by_code(values, codes, "values")
    rest = np.array([n not in own for n in range(len(codes))], dtype=bool)
    fitted = reference in FITTED or not rest.any()
    base = np.full((1 if fitted else len(x), len(codes)), np.nan)
    for column, (value,) in own.items():
        base[:, column] = value
    if reference in FITTED:
        if reference_year is not None:
            raise MethodError(
                say(
                    "reference_year is {year} but the reference is {reference!r}; a year goes with "
                    "a region's code",
                    "reference_year为{year}，而reference为{reference!r}；年份须与地区代码同用",
                    year=reference_year, reference=reference,
                )
            )  # fmt: skip
        worst, best = worst_and_best(fit, sign)
        mean = np.where(np.isnan(worst), np.nan, means(fit))
        base[:, rest] = {"mean": mean, "best": best, "worst": worst}[reference][rest]
    elif rest.any():
        when = None if reference_year is None else a_year(reference_year, "reference_year", year)
        base[:, rest] = region_figures(x[:, rest], codes[rest], region, year, reference, when)
    return base


def a_year(given: int | None, parameter: str, year: np.ndarray) -> int:
    """A year of the panel."""
    known = [int(y) for y in np.unique(year)]
    if isinstance(given, bool) or not isinstance(given, int) or (known and given not in known):
        raise MethodError(
            say(
                "{parameter} is {given!r}; the years here are {years}",
                "{parameter}为{given!r}；现有年份为{years}",
                parameter=parameter, given=given, years=listed(known),
            )
        )  # fmt: skip
    return given


def region_figures(
    x: Floats,
    codes: np.ndarray,
    region: np.ndarray,
    year: np.ndarray,
    wanted: str,
    when: int | None,
) -> Floats:
    """Figures of one region, of one year or of each row's own: (n, k).

    Raises
    ------
    MethodError
        If there is no such region, or it has no figure where a row needs one.
    """
    if wanted not in region:
        raise MethodError(unknown("region", wanted, {str(r) for r in region} | set(FITTED)))
    rows = np.flatnonzero(region == wanted)
    rows = rows[np.argsort(year[rows])]
    asked = year if when is None else np.full(len(year), when)
    place = np.minimum(np.searchsorted(year[rows], asked), len(rows) - 1)
    there = year[rows][place] == asked
    base = np.where(there[:, None], x[rows[place]], np.nan)
    years = _SAME if when is None else when
    what = say(
        "{region} has no figure of {year}", "{region}没有{year}的数值", region=wanted, year=years
    )
    refuse_cells(np.isnan(base) & ~np.isnan(x), what, codes, region, year)
    return base


def own_figures(
    x: Floats, codes: np.ndarray, region: np.ndarray, year: np.ndarray, when: int
) -> Floats:
    """Each region's own figures of one year: (n, k).

    Raises
    ------
    MethodError
        If a region has a figure but none of that year.
    """
    rows = np.flatnonzero(year == when)
    place = pd.Index(region[rows]).get_indexer(region)
    own: Floats = x[rows[place]]
    own[place < 0] = np.nan
    what = say("no figure of the base year {year}", "没有基年{year}的数值", year=when)
    refuse_cells(np.isnan(own) & ~np.isnan(x), what, codes, region, year)
    return own


def by_code(
    given: dict[str, Any] | None, codes: np.ndarray, what: str, size: int = 1
) -> dict[int, tuple[float, ...]]:
    """Numbers given by code, as ``size`` numbers by column.

    Raises
    ------
    MethodError
        All codes that are no column here, and all values that are not so many numbers.
    """
    place = {str(c): n for n, c in enumerate(codes)}
    named = say("code in {what}", "{what}中的代码", what=what)
    problems = [unknown(named, c, place) for c in given or {} if c not in place]
    out = {}
    for code, value in (given or {}).items():
        numbers = value if isinstance(value, (list, tuple)) else [value]
        fine = [isinstance(v, (int, float)) and not isinstance(v, bool) for v in numbers]
        if len(numbers) != size or not all(fine) or not np.isfinite(numbers).all():
            problems.append(
                say(
                    "{what} of {code} is {value!r}; {size} finite number(s) are needed",
                    "{code}的{what}为{value!r}；应为{size}个有限数值",
                    what=what, code=code, value=value, size=size,
                )
            )  # fmt: skip
        elif code in place:
            out[place[code]] = tuple(float(v) for v in numbers)
    if problems:
        raise MethodError(problems)
    return out


def worst_and_best(fit: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Worst and best figure of each column, in its own unit; NaN where empty. (m, k) -> (k,)."""
    low, high = extremes(fit)
    return np.where(sign > 0, low, high), np.where(sign > 0, high, low)


def span(worst: Floats, best: Floats) -> tuple[Floats, Floats]:
    """Where a scale starts, and how far it reaches: without end where the two do not differ.

    Any figure over it is then the share zero, and NaN stays NaN. (k,), (k,) -> (k,), (k,).
    """
    varies = np.abs(best - worst) > 0
    return np.where(varies, worst, 0.0), np.where(varies, best - worst, np.inf)


def on_scale(share: Floats, floor: float, ceiling: float) -> Floats:
    """Shares of the way from ``floor`` to ``ceiling``, in points; the ceiling lies above."""
    if not floor < ceiling:
        raise MethodError(
            say(
                "floor = {floor} is not below ceiling = {ceiling}; choose a lower floor",
                "floor = {floor} 不低于 ceiling = {ceiling}；请取更低的 floor",
                floor=floor,
                ceiling=ceiling,
            )
        )
    points: Floats = floor + (ceiling - floor) * share
    return points
