r"""What if: the pace that gives a probability, and what one more announcement would do.

With all paths lifted by :math:`c`, so that their spread stays as it is, a path reaches the target
:math:`y^*` by the deadline if

.. math:: c \ge y^* - \max_{t \le t^*} x_t .

The lift that gives the probability :math:`p` is the :math:`p`-quantile of the right side, and the
pace is that of the lifted median from the latest figure :math:`y` of date :math:`t_0`,
:math:`(\mathrm{median}(x_{t^*}) + c_p - y) / (t^* - t_0)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from devindex.errors import ForecastError, say
from devindex.forecast.outlook import Forecast
from devindex.forecast.series import Series
from devindex.forecast.verdicts import compound
from devindex.kinds import require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["next_figure", "pace_for"]

_STEPS = {-1: "fall", 0: "standstill", 1: "growth"}


def pace_for(
    found: Forecast, probabilities: Sequence[float] = (0.5, 0.8), target: float | None = None
) -> pd.DataFrame:
    """The pace at which a target becomes as likely as asked.

    Parameters
    ----------
    found
        A forecast of a target, or of a series with a ``target`` given in its unit.
    probabilities
        Between 0 and 1, both excluded.

    Returns
    -------
    DataFrame
        By probability: ``lift`` against the paths as they are, ``pace`` a year and
        ``growth``, the same compound, of the lifted median. Row "as forecast" has the lift 0.
        A probability far below that of the forecast can ask for a median below zero, of which
        ``growth`` is NaN.

    Raises
    ------
    ForecastError
        Without a target, for one that should not be exceeded, is reached already or lies above
        the ceiling, and for what is no probability.

    Examples
    --------
    >>> from devindex.forecast import forecast
    >>> table = pace_for(forecast(Series.of([2022, 2023, 2024], [40, 44, 47]), 2028), target=60)
    >>> bool(table.loc[0.8, "pace"] > table.loc[0.5, "pace"] > 0)
    True
    """
    import pandas as pd

    require(found, Forecast, "found", ForecastError)
    require(probabilities, Sequence[float], "probabilities", ForecastError)
    value = _threshold(found, target)
    wrong = [p for p in probabilities if not 0 < p < 1]
    if wrong:
        raise ForecastError(
            say("{p:g} is not between 0 and 1", "{p:g}不在0与1之间", p=p) for p in wrong
        )
    start, ahead = float(found.series.values[-1]), float(found.dates[-1] - found.series.times[-1])
    needed = value - found.draws.max(axis=1)
    lifts = np.quantile(needed, probabilities, method="higher")
    table = pd.DataFrame(
        {"lift": [*lifts, 0.0]},
        index=pd.Index([*probabilities, "as forecast"], name="probability"),
    )
    ends = np.median(found.draws[:, -1]) + table["lift"]
    table["pace"] = (ends - start) / ahead
    table["growth"] = [compound(start, float(end), ahead) for end in ends]
    return table


def next_figure(
    found: Forecast, when: str | date | float, values: Sequence[float] | None = None, *,
    bound: str = "exact",
) -> pd.DataFrame:  # fmt: skip
    """Probability of the target, by what the next figure would be.

    Each is taken at its word, as by :meth:`Forecast.with_figure`: a new count of its date. The
    latest figure announced once more would be dropped as a repeat instead.

    Parameters
    ----------
    when
        Its date, after the latest figure and before the last date of the forecast.
    values
        Figures to try; if not given, the 10, 25, 50, 75 and 90 % quantiles of the forecast at the
        first of its dates from then on.
    bound
        As in :meth:`Forecast.with_figure`.

    Returns
    -------
    DataFrame
        ``value``; ``taken_as``, growth, standstill or fall since the latest figure as announced;
        ``probability``; and the ``median`` at the deadline.

    Examples
    --------
    >>> from devindex.forecast import forecast
    >>> found = forecast("plt_influential_platforms_2028", draws=500)
    >>> next_figure(found, "2026-12-31", [330, 340, 350], bound="at_least")["taken_as"].tolist()
    ['fall', 'standstill', 'growth']
    """
    import pandas as pd

    require(found, Forecast, "found", ForecastError)
    require(values, Sequence[float] | None, "values", ForecastError)
    _threshold(found, None, open_only=False)
    if values is None:
        first = Series.of([when], [1.0]).times[0]
        place = min(int(np.searchsorted(found.dates, first - 1e-6)), len(found.dates) - 1)
        cuts = np.quantile(found.draws[:, place], [0.1, 0.25, 0.5, 0.75, 0.9])
        values = [float(f"{v:.4g}") for v in cuts]
    rows = []
    for value in values:
        then = found.with_figure(when, value, bound)
        rows.append(
            {
                "value": float(value),
                "taken_as": _STEPS[int(np.sign(value - found.series.values[-1]))],
                "probability": then.probability(),
                "median": float(np.median(then.draws[:, -1])),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _threshold(found: Forecast, target: float | None, *, open_only: bool = True) -> float:
    """The value asked for: one to be reached from below, and not reached yet."""
    value = found.threshold if target is None else target
    if value is None:
        raise ForecastError(say("no target is given; give a value", "没有给出目标，请给出一个数值"))
    require(value, float, "target", ForecastError)
    if open_only and found.target is not None and found.target.direction == "at_most":
        raise ForecastError(
            say(
                "{target} is not to be exceeded, and a pace leads up to a value",
                "{target} 是不得超过的上限，增速只用于达到某一数值",
                target=found.target.id,
            )
        )
    ceiling = found.series.ceiling
    if open_only and ceiling is not None and value > ceiling:
        raise ForecastError(
            say(
                "{value:,.12g} lies above the ceiling of {ceiling:,.12g}, so no pace leads there",
                "{value:,.12g}超过上限{ceiling:,.12g}，任何增速都不能达到",
                value=value, ceiling=ceiling,
            )
        )  # fmt: skip
    strict = target is None and found.target is not None and found.target.strict
    if open_only and found.series.reaches(value, strict=strict).any():
        raise ForecastError(
            say(
                "{value:,.12g} is reached already, so no pace is needed",
                "{value:,.12g}已经达到，不需要增速",
                value=value,
            )
        )
    return float(value)
