r"""Draws of many regions at once, each sharpened by how the others grew.

Every region is run under the fitted prior first. Then the weights of its settings become
:math:`(\kappa \pi + \sum_{s \ne i} w_s) / (\kappa + S - 1)` with the posterior weights
:math:`w_s` of the S regions of two values or more: the reference class of region i is the other
regions. Regions are drawn independently of each other, so the draws say nothing of ranks to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from devindex.errors import ForecastError, Sentence, listed, say
from devindex.forecast.own import require_draws
from devindex.forecast.predictive import Posterior, drawn, posterior
from devindex.forecast.prior import Prior, load_prior
from devindex.forecast.seen import REFERENCE
from devindex.kinds import require, shown
from devindex.observations.dates import decimal_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DRAWS", "checked", "region_paths"]

Floats = NDArray[np.float64]
DRAWS = 4000


def region_paths(
    frame: pd.DataFrame, years: Sequence[int], *, ceiling: float | None = None,
    draws: int = DRAWS, seed: int = 0,
) -> dict[str, Floats]:  # fmt: skip
    """Draws of each region that has a value, at the ends of years to come; each (draws, years).

    Parameters
    ----------
    frame
        Regions by years as :func:`checked` gives them; NaN where missing, and a region is drawn
        from the years it has.
    years
        Rising, all after the last of the frame.
    ceiling
        Highest value there can be.
    """
    prior = load_prior(bounded=ceiling is not None)
    known = frame.notna()
    groups = known[known.any(axis=1)].groupby(list(frame.columns), sort=True)
    alike: list[_Alike] = []
    for _, part in groups:
        values = frame.loc[part.index].dropna(axis=1).sort_index()
        y = values.to_numpy(dtype=float)
        tops = None if ceiling is None else np.full(len(y), float(ceiling))
        alike.append(_Alike(list(values.index), prior, _ends(values.columns), y, tops))
    margins = [one.see(np.arange(len(one.y)), len(one.times)).margins() for one in alike]
    counted = [m for one, m in zip(alike, margins, strict=True) if len(one.times) > 1]
    total = [sum(m[n].sum(axis=0) for m in counted) for n in range(len(prior.weights))]
    whole = sum(len(m[0]) for m in counted)
    rng = np.random.default_rng(seed)
    out: dict[str, Floats] = {}
    for one, own in zip(alike, margins, strict=True):
        change = _change(prior, own, total, whole, own=len(one.times) > 1)
        see = replace(one, change=change / prior.trust).see
        paths = drawn(see, one.times, one.y, _ends(years), draws, rng)
        out.update(zip(one.names, paths, strict=True))
    return out


@dataclass(frozen=True, eq=False)
class _Alike:
    """Regions with values of the same years."""

    names: list[str]
    prior: Prior
    times: Floats
    y: Floats
    tops: Floats | None
    change: Floats | None = None
    """What the others change, (s, m); carried by the likelihood, which its power gives back."""

    def see(self, rows: NDArray[np.int64], n: int) -> Posterior:
        """The models after the first n values of some of the regions."""
        y, tops = self.y[rows, :n], None if self.tops is None else self.tops[rows]
        found = posterior(self.prior, np.broadcast_to(self.times[:n], y.shape), y, y, tops)
        if self.change is None:
            return found
        return replace(found, log_likelihood=found.log_likelihood + self.change[rows])


def _change(
    prior: Prior, margins: Sequence[Floats], total: Sequence[Floats | int], whole: int,
    *, own: bool,
) -> Floats:  # fmt: skip
    """Log weights of a prior of each region's own, which takes in the others, less the fitted."""
    change: Floats = np.zeros((len(margins[0]), len(prior.places)))
    for n, weights in enumerate(prior.weights):
        others = total[n] - (margins[n] if own else 0.0)
        after = (REFERENCE * weights + others) / (REFERENCE + whole - own)
        after = np.broadcast_to(after, margins[n].shape)  # one for all where none is its own
        change += (np.log(after) - np.log(weights))[:, prior.places[:, n]]
    return change


def _ends(years: Sequence[int]) -> Floats:
    return np.array([decimal_year(date(int(y), 12, 31)) for y in years])


def checked(frame: pd.DataFrame, ceiling: float | None, draws: int, seed: int = 0) -> pd.DataFrame:
    """A table of regions by years in the order of its years, every fault of it told together.

    Raises
    ------
    ForecastError
        For what is no table, years that are no whole numbers or come twice, regions that come
        twice, values that are no numbers, infinite, below zero or above the ceiling, a table
        without a value above zero, and draws or a seed that cannot be.
    """
    import pandas as pd

    require(frame, pd.DataFrame, "frame", ForecastError)
    require(ceiling, float | None, "ceiling", ForecastError)
    problems: list[Sentence] = []
    try:
        require_draws(draws, seed)
    except ForecastError as error:
        problems += error.problems
    wrong = [c for c in frame.columns if not isinstance(c, (int, np.integer))]
    if wrong:
        problems.append(
            say(
                "column {name} is not a year; whole numbers are needed",
                "列{name}不是年份，应为整数",
                name=shown(wrong[0]),
            )
        )
    for axis, what in (
        (frame.columns, Sentence("year", "年份")), (frame.index, Sentence("region", "地区")),
    ):  # fmt: skip
        twice = list(axis[axis.duplicated()])
        if twice:
            problems.append(
                say("{what} {names} comes twice", "{what}{names}重复", what=what,
                    names=listed(map(str, twice)))
            )  # fmt: skip
    if problems:
        raise ForecastError(problems)
    try:
        out = frame.astype(float).sort_index(axis=1)
    except (TypeError, ValueError):
        raise ForecastError(
            say("the table holds a value that is no number", "表中含有不是数值的内容")
        ) from None
    out.index = out.index.astype(str)
    return _in_range(out, ceiling)


def _in_range(out: pd.DataFrame, ceiling: float | None) -> pd.DataFrame:
    values = out.to_numpy()
    top = np.inf if ceiling is None else ceiling
    faults = (
        (np.isinf(values), say("infinite", "为无穷")),
        (values < 0, say("below zero", "为负值")),
        (np.isfinite(values) & (values > top), say(
            "above the ceiling of {top:g}", "超过上限{top:g}", top=top)),
    )  # fmt: skip
    problems = []
    for bad, why in faults:
        for row, column in np.argwhere(bad)[:1]:
            problems.append(
                say(
                    "{region}, {year}: {value:g} is {why}", "{region}，{year}年：{value:g}{why}",
                    region=out.index[row], year=out.columns[column], value=values[row, column],
                    why=why,
                )
            )  # fmt: skip
    if not problems and not (values > 0).any():
        problems.append(
            say("the table holds no value above zero", "表中没有大于零的数值")
        )  # fmt: skip
    if problems:
        raise ForecastError(problems)
    return out
