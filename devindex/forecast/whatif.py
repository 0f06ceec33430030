r"""Declared scenarios: growth as lately, as at best, or multiplied by policy.

``SCENARIOS`` declares a line :math:`s_t` for each. Its probability is that of the paths moved onto
it, :math:`x_t - \mathrm{median}(x_t) + s_t`, kept below the ceiling and from falling where the
series never falls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Text
from devindex.errors import ForecastError, Sentence, say
from devindex.forecast.outlook import Forecast
from devindex.forecast.series import Series
from devindex.forecast.verdicts import compound
from devindex.kinds import require
from devindex.observations.dates import day_at

__all__ = ["SCENARIOS", "Scenario", "best_year", "growth_over", "scenarios"]

Floats = NDArray[np.float64]
SCENARIOS = MappingProxyType(
    {
        "model": (Text(zh="模型预测", en="as forecast"), "median of the paths"),
        "last-years": (
            Text(zh="延续最近{n}年的增速（{span}）", en="growth as in the last {n} years ({span})"),
            "y (1 + g)^(t - t0), g compound over the last n years, or all there are",
        ),
        "best-year": (
            Text(zh="延续历史最快一年的增速（{span}）", en="growth as in the best year ({span})"),
            "y (1 + g)^(t - t0), g the highest compound growth over one year",
        ),
        "lift": (
            Text(zh="政策使增量变为{n}倍", en="policy multiplies growth by {n}"),
            "y + m (median - y), m the multiplier",
        ),
    }
)
"""Name and formula of each scenario; y is the latest figure, of date t0, and t a later date."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A line to the deadline, and how likely the target is with the paths moved onto it."""

    code: str
    name: Text
    formula: str
    growth: float
    """Compound, a year, from the latest figure to the deadline."""
    dates: Floats = field(repr=False)
    line: Floats = field(repr=False)
    """Of the dates (h,), in the unit of the series."""
    probability: float | None = None
    """None without a target."""


def scenarios(
    found: Forecast, *, years: float = 3, lifts: Sequence[float] = (1.5, 2.0)
) -> tuple[Scenario, ...]:
    """The scenarios of ``SCENARIOS``, one ``lift`` for each multiplier.

    Those of past growth name the dates it is read between, and are left out where the figures are
    of one date or hold one that is not above zero.

    Parameters
    ----------
    years
        Span of the recent growth that goes on, above 0; all there are where they are fewer.
    lifts
        Multipliers of growth, 0 or more.

    Examples
    --------
    >>> from devindex.forecast import forecast
    >>> for s in scenarios(forecast("plt_connected_devices_2028", draws=1000)):
    ...     print(s.name.en)
    as forecast
    growth as in the last 3 years (2022-10-24 to 2025-10-24)
    growth as in the best year (2023-04-01 to 2024-03-31)
    policy multiplies growth by 1.5
    policy multiplies growth by 2
    """
    require(found, Forecast, "found", ForecastError)
    require(lifts, Sequence[float], "lifts", ForecastError)
    require(years, float, "years", ForecastError)
    if years <= 0 or min(lifts, default=0) < 0:
        raise ForecastError(
            say(
                "years is {years:g} and the least multiplier {lift:g}; years above 0 and "
                "multipliers of 0 or more are needed",
                "年数为{years:g}，最小倍数为{lift:g}；年数应大于0，倍数不应小于0",
                years=years, lift=min(lifts, default=0),
            )
        )  # fmt: skip
    series, median = found.series, np.median(found.draws, axis=0)
    start, ahead = float(series.values[-1]), found.dates - series.times[-1]
    lines: list[tuple[str, dict[str, str | Sentence], Floats]] = [("model", {}, median)]
    if len(series) > 1 and (series.values > 0).all():
        last = float(series.times[-1])
        since, (begin, best) = _since(series, years), _best(series)
        recent = growth_over(series, years)
        lines += [
            ("last-years", {"n": _years(last - since), "span": _span(since, last)},
             start * (1 + recent) ** ahead),
            ("best-year", {"span": _span(begin, min(begin + 1, last))},
             start * (1 + best) ** ahead),
        ]  # fmt: skip
    lines += [("lift", {"n": f"{m:g}"}, start + m * (median - start)) for m in lifts]
    return tuple(_scenario(found, code, words, line) for code, words, line in lines)


def growth_over(series: Series, years: float) -> float:
    """Compound growth a year over the last years, or over all there are where they are fewer.

    Between two figures growth is taken to be even.

    Raises
    ------
    ForecastError
        If all figures are of one date, or one is not above zero.

    Examples
    --------
    >>> round(growth_over(Series.of([2020.0, 2022.0, 2024.0], [100, 100, 121]), 2), 6)
    0.1
    """
    logs, since = _logs(series), _since(series, years)
    run = logs[-1] - np.interp(since, series.times, logs)
    return float(np.expm1(run / (series.times[-1] - since)))


def best_year(series: Series) -> float:
    """Highest compound growth over a year that begins or ends with a figure; as above.

    Examples
    --------
    >>> round(best_year(Series.of([2020, 2021, 2022, 2023], [100, 110, 143, 150])), 6)
    0.3
    """
    return _best(series)[1]


def _best(series: Series) -> tuple[float, float]:
    """Begin of the best year, or of all there is of less than one, and its growth."""
    logs = _logs(series)
    first, last = series.times[0], series.times[-1]
    if last - first <= 1:
        return float(first), growth_over(series, 1)
    begins = np.concatenate([series.times, series.times - 1])
    begins = begins[(begins >= first - 1e-9) & (begins + 1 <= last + 1e-9)]
    runs = np.interp(begins + 1, series.times, logs) - np.interp(begins, series.times, logs)
    n = int(runs.argmax())
    return float(begins[n]), float(np.expm1(runs[n]))


def _since(series: Series, years: float) -> float:
    return float(max(series.times[-1] - years, series.times[0]))


def _years(years: float) -> str:
    """Years to one digit after the point, never none."""
    return f"{round(years, 1):g}" if years >= 0.05 else f"{years:.1g}"


def _span(first: float, last: float) -> Sentence:
    return say("{a} to {b}", "{a}至{b}", a=day_at(first), b=day_at(last))


def _logs(series: Series) -> Floats:
    series.pace()  # tells of a single date
    if not (series.values > 0).all():
        raise ForecastError(
            say(
                "{name} holds a figure that is not above zero, from which there is no growth",
                "{name}含不大于零的数值，不能计算增速",
                name=series.name,
            )
        )
    return np.asarray(np.log(series.values))


def _scenario(
    found: Forecast, code: str, words: Mapping[str, str | Sentence], line: Floats
) -> Scenario:
    (name, formula), series = SCENARIOS[code], found.series
    line = line if series.ceiling is None else np.minimum(line, series.ceiling)
    growth = compound(
        float(series.values[-1]), float(line[-1]), float(found.dates[-1] - series.times[-1])
    )
    told = say(name.en, name.zh, **words)
    probability = None
    if found.threshold is not None:
        moved = found.draws - np.median(found.draws, axis=0) + line
        if series.ceiling is not None:
            moved = np.minimum(moved, series.ceiling)
        if series.never_falls:
            moved = np.maximum.accumulate(np.maximum(moved, series.low.max()), axis=1)
        probability = replace(found, draws=moved).probability()
    said = Text(zh=told.zh, en=told.replace("last 1 years", "last year"))
    return Scenario(code, said, formula, growth, found.dates, line, probability)
