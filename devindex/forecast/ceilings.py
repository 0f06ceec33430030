"""A target that is all there is, asked of a series that is announced in round figures."""

from __future__ import annotations

import numpy as np

from devindex.errors import Sentence, say
from devindex.forecast.intervals import last_unit
from devindex.forecast.outlook import Forecast
from devindex.forecast.series import Series
from devindex.forecast.units import amount, in_unit, unit_text
from devindex.forecast.wording import chance
from devindex.observations.announcements import BOUNDS

__all__ = ["as_ceiling", "last_step", "last_step_text"]


def last_step(series: Series, threshold: float) -> float | None:
    """Level from which a figure would be announced as the ceiling, where that is the target.

    Half a unit of the finest digit announced below the ceiling, whole units at most; in the unit
    of the series. None for another target and for a series that is counted one by one: it is
    round where a figure was announced as "about", and where it is in per cent.

    Examples
    --------
    >>> share = Series.of([2024], [90], ["about"], unit="%", ceiling=100)
    >>> last_step(share, 100), last_step(share, 99), last_step(share.in_unit(2.07, "classes"), 207)
    (99.5, None, 205.965)
    """
    if series.ceiling is None or threshold != series.ceiling:
        return None
    if BOUNDS.index("about") not in series.bounds and series.announced_in != "%":
        return None
    digit = min(1.0, *(last_unit(c.figure.value) for c in series.kept))
    return float(f"{series.ceiling - series.factor * digit / 2:.12g}")


def as_ceiling(found: Forecast) -> float | None:
    """Probability of what would be announced as the ceiling; None where that is no question."""
    if found.threshold is None or (found.target and found.target.direction == "at_most"):
        return None
    level = last_step(found.series, found.threshold)
    if level is None or found.series.reaches(found.threshold).any():
        return None
    best: np.ndarray[tuple[int], np.dtype[np.float64]] = found.draws.max(axis=1)
    return float((best >= level).mean())


def last_step_text(series: Series, threshold: float, probability: float | None) -> Sentence | None:
    """That the last step decides, and the probability of what would be announced as all.

    Examples
    --------
    >>> share = Series.of([2024], [90], ["about"], unit="%", ceiling=100)
    >>> print(last_step_text(share, 100, 0.21))
    the last step decides: 99.5 % or more, which would be announced as 100 %, has a probability \
of 21 %
    """
    level = last_step(series, threshold)
    if level is None or probability is None:
        return None
    unit = unit_text(series.announced_in)
    part, whole = (in_unit(amount(v / series.factor, 12), unit) for v in (level, threshold))
    return say(
        "the last step decides: {part} or more, which would be announced as {whole}, has a "
        "probability of {p}",
        "最后一步起决定作用：达到{part}及以上即会公布为{whole}，其概率为{p}",
        part=part, whole=whole, p=chance(probability),
    )  # fmt: skip
