"""Draws of bare numbers, in the form forecasts are scored in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devindex.errors import ForecastError, Sentence, say
from devindex.forecast.own import MOST, require_draws
from devindex.forecast.predictive import Posterior, drawn, posterior
from devindex.forecast.prior import Prior, load_prior
from devindex.kinds import require

__all__ = ["predict", "rounded_up"]

Floats = NDArray[np.float64]
DRAWS = 4000


def rounded_up(values: Floats, bounds: NDArray[np.int64]) -> Floats:
    """Upper ends of figures, some of them "more than": the next figure of as many digits.

    The writer of "more than" figures is taken to give all of them to as many digits as the most
    precise, three at most.

    Examples
    --------
    >>> rounded_up(np.array([75.0, 80.0, 81.3]), np.array([1, 1, 0]))
    array([76. , 81. , 81.3])
    """
    more = (bounds > 0) & (values > 0)
    if not more.any():
        return values
    digits = [len(f"{v:.5e}".split("e")[0].replace(".", "").rstrip("0")) for v in values[more]]
    size = np.floor(np.log10(np.where(more, values, 1.0)))
    return np.where(more, values + 10.0 ** (size - min(3, max(digits)) + 1), values)


def predict(
    times: Sequence[float] | Floats,
    values: Sequence[float] | Floats,
    bounds: Sequence[int] | NDArray[np.int64] | None,
    horizon_times: Sequence[float] | Floats,
    upper_limit: float | None = None,
    target: float | None = None,
    rng_seed: int = 0,
    *,
    draws: int = DRAWS,
    prior: Prior | None = None,
) -> dict[str, Any]:
    """Draws of a short series at dates to come, in the form forecasts are scored in.

    Parameters
    ----------
    times, values
        Decimal years and figures, shape (n,), in any order.
    bounds
        0 exact, 1 "more than", shape (n,). The writer is taken to give all of them to as many
        digits (:func:`rounded_up`); of announced series each is read by its own.
    horizon_times
        Dates to come, shape (h,), rising.
    upper_limit
        Ceiling, such as 100 for a percentage; None if there is none.
    target
        Not looked at: draws do not hang on it.
    rng_seed
        The same seed gives the same draws.

    Returns
    -------
    ``{"samples": array (draws, h)}``

    Raises
    ------
    ForecastError
        For columns that are empty, of different length or hold what is no finite number, bounds
        that are neither 0 nor 1, several figures all of one date, dates to come that do not rise
        or lie before the last figure, values below zero, above the limit or too large for a
        computer, and a limit, a seed or a number of draws that cannot be.

    Examples
    --------
    >>> found = predict([2020, 2021, 2022], [10, 20, 30], None, [2023.0, 2024.0], 100.0)
    >>> found["samples"].shape, bool((found["samples"] <= 100).all())
    ((4000, 2), True)
    """
    require(upper_limit, float | None, "upper_limit", ForecastError)
    require_draws(draws, rng_seed, "rng_seed")
    t, y = _column("times", times), _column("values", values)
    dates = _column("horizon_times", horizon_times)
    b = np.zeros(len(y)) if bounds is None else _column("bounds", bounds)
    problems = list(_faults(t, y, b, dates, upper_limit))
    if problems:
        raise ForecastError(problems)
    order = np.argsort(t, kind="stable")
    t, y = t[order], y[order]
    ceiling = None if upper_limit is None else np.array([float(upper_limit)])
    high = rounded_up(y, b[order].astype(np.int64))
    if ceiling is not None:
        high = np.minimum(high, ceiling)
    chosen = prior or load_prior(bounded=ceiling is not None)

    def see(rows: NDArray[np.int64], n: int) -> Posterior:
        return posterior(chosen, t[None, :n], y[None, :n], high[None, :n], ceiling)

    rng = np.random.default_rng(rng_seed)
    return {"samples": drawn(see, t, y[None], dates, draws, rng)[0]}


def _column(name: str, given: Any) -> Floats:
    """Finite numbers, (n,)."""
    try:
        out = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        out = np.array(np.nan)
    if out.ndim != 1 or not len(out) or not np.isfinite(out).all():
        raise ForecastError(
            say(
                "{name} is not a list of finite numbers, one or more",
                "{name} 应为有限数值的列表，至少一个", name=name,
            )
        )  # fmt: skip
    return out


def _faults(
    t: Floats, y: Floats, b: Floats, dates: Floats, upper_limit: float | None
) -> Iterator[Sentence]:
    if not len(t) == len(y) == len(b):
        yield say(
            "{t} times, {y} values and {b} bounds are given; one of each is needed for a figure",
            "给出{t}个时间、{y}个数值、{b}个界限，三者须一一对应",
            t=len(t), y=len(y), b=len(b),
        )  # fmt: skip
    if dates[0] < t.max():
        yield say(
            "{first:.10g} lies before {last:.10g}, the last of times; give later horizon_times",
            "{first:.10g}早于最后的时间{last:.10g}，horizon_times 应更晚",
            first=dates[0], last=t.max(),
        )  # fmt: skip
    if (np.diff(dates) < 0).any():
        yield say("horizon_times do not rise", "horizon_times 未按时间先后排列")
    if ((b != 0) & (b != 1)).any():
        yield say(
            "bound {b:g} is neither 0, exact, nor 1, more than",
            "界限{b:g}既非0（准确）也非1（超过）",
            b=b[(b != 0) & (b != 1)][0],
        )  # fmt: skip
    if len(t) > 1 and t.min() == t.max():
        yield say(
            "all figures are of {t:.10g}, and one date gives no growth; give one figure or more "
            "dates",
            "全部数值属于同一时间{t:.10g}，不能得出增长；请只给一个数值，或给出更多时间",
            t=t[0],
        )  # fmt: skip
    if y.max() > MOST:
        yield say(
            "value {y:g} is above {most:g}; give the figures in a larger unit",
            "数值{y:g}超过{most:g}，请改用更大的单位",
            y=y.max(), most=MOST,
        )  # fmt: skip
    if (y < 0).any():
        yield say("value {y:g} is below zero", "数值{y:g}为负", y=y.min())
    if upper_limit is not None and not y.max() <= upper_limit > 0:
        yield say(
            "value {y:g} lies above the upper_limit of {top:g}",
            "数值{y:g}超过 upper_limit {top:g}",
            y=y.max(), top=upper_limit,
        )  # fmt: skip
