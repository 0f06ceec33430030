"""What a forecast would be if the latest figure, said again since, means a standstill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from devindex.errors import Sentence
from devindex.forecast.assessment import repeats
from devindex.forecast.outlook import Forecast, forecast
from devindex.forecast.series import Series
from devindex.forecast.wording import standstill_text
from devindex.observations.announcements import BOUNDS

__all__ = ["standstill", "stood_still"]


def stood_still(series: Series) -> Series | None:
    """The series with the latest repeat of its latest figure as a figure of its own day."""
    again = repeats(series)
    if not again:
        return None
    last = again[-1]
    return replace(
        series,
        times=np.append(series.times, last.figure.time),
        values=np.append(series.values, series.values[-1]),
        bounds=np.append(series.bounds, BOUNDS.index(last.figure.bound)),
        low=np.append(series.low, last.low * series.factor),
        high=np.append(series.high, last.high * series.factor),
        choices=tuple(replace(c, kept=c.kept or c is last) for c in series.choices),
    )


def standstill(found: Forecast) -> Sentence | None:
    """The probability of the target if repeats mean a standstill, where that is clearly lower.

    Examples
    --------
    >>> standstill(forecast("plt_influential_platforms_2028", draws=500)).startswith("the latest")
    True
    >>> standstill(forecast("plt_penetration_rate_2028", draws=500)) is None
    True
    """
    series = stood_still(found.series)
    if series is None or found.threshold is None or found.dates[-1] <= series.times[-1]:
        return None
    made = forecast(
        series, float(found.dates[-1]), reference=found.reference, draws=len(found.draws),
        seed=found.seed,
    )  # fmt: skip
    still = replace(made, target=found.target, threshold=found.threshold)
    day = repeats(found.series)[-1].figure.when
    return standstill_text(found.probability(), still.probability(), day)
