"""What comes of a series: draws at dates to come, and why they are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Target
from devindex.definitions import target as find_target
from devindex.drawn import Drawn
from devindex.errors import ForecastError, Sentence, say
from devindex.forecast.asked import (
    NEAR,
    dates_after,
    decimal,
    named,
    passed,
    references,
    refuse_beside_series,
    value_asked,
)
from devindex.forecast.changed import followed, one_more, without
from devindex.forecast.lines import line, taken_at_its_word
from devindex.forecast.own import day_read, require_draws, require_size
from devindex.forecast.predictive import drawn
from devindex.forecast.prior import settings
from devindex.forecast.seen import prior_of, seen
from devindex.forecast.series import Series
from devindex.kinds import admit
from devindex.observations import load_announcements
from devindex.observations.dates import day_at, decimal_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEVELS", "Forecast", "forecast"]

Floats = NDArray[np.float64]
DRAWS = 10_000
AHEAD = 5
LEVELS = (0.8, 0.95)
"""Probabilities of the two intervals that are printed."""


@dataclass(frozen=True, eq=False)
class Forecast(Drawn):
    """Draws of one series at dates to come.

    ``dates`` are decimal years (h,), ``draws`` figures (draws, h) in the unit of the series; each
    row is one path. ``reference`` names the series that sharpened the prior.
    """

    series: Series
    dates: Floats
    draws: Floats
    seed: int
    target: Target | None = None
    threshold: float | None = None
    """Value the target asks for, in the unit of the series."""
    reference: tuple[Series, ...] = ()
    tried: tuple[Sentence, ...] = ()
    """What was tried by :meth:`with_figure`, in words."""

    def probability(
        self, target: float | Target | str | None = None, by: str | date | float | None = None
    ) -> float:
        """Share of the paths that reach a value by a day.

        A value is reached by a day if the figure at that day, at a year end before it or one
        announced already is at or above it (for a target of the kind "at most", at or below; for
        one of the kind "more than", above). So an earlier day or a higher value is never more
        likely.

        Parameters
        ----------
        target
            A value in the unit of the series, or a target or its id; the target the forecast was
            made for if not given. An announced series answers the targets whose series it is or
            for which it is offered, turned into its unit; one of your own all of its unit.
        by
            A day, a year as int for its end, or a decimal year; the last date of the forecast
            if not given.

        Raises
        ------
        ForecastError
            Without a value, for a target that an announced series does not measure or in another
            unit, and a day beyond the forecast or before its first date.

        Examples
        --------
        >>> found = forecast(Series.of([2022, 2023, 2024], [40, 44, 47], ceiling=100), until=2028)
        >>> found.probability(50) > found.probability(60) > found.probability(90)
        True
        """
        admit(
            Forecast.probability, {k: v for k, v in locals().items() if k != "self"}, ForecastError
        )
        value, at_most, strict = self._asked(target)
        until = self.draws[:, : self._place(by) + 1]
        if self.series.reaches(value, at_most=at_most, strict=strict).any():
            return 1.0
        best = until.min(axis=1) if at_most else until.max(axis=1)
        beyond = best < value if at_most else best > value
        return float((beyond if strict else beyond | (best == value)).mean())

    def reached(self, target: float | Target | str | None = None) -> pd.Series:
        """Probability of having reached a value, by date; as :meth:`probability`."""
        import pandas as pd

        shares = [self.probability(target, float(t)) for t in self.dates]
        return pd.Series(shares, index=pd.Index(self.dates, name="date"), name="probability")

    def expected_date(self, target: float | Target | str | None = None) -> float | None:
        """First date by which half of the paths have reached a value; None if there is none."""
        likely = self.reached(target)
        late = likely.index[likely >= 0.5]
        return float(late[0]) if len(late) else None

    def to_frame(self) -> pd.DataFrame:
        """By date: median and both intervals, in the unit of the series."""
        import pandas as pd

        out = {"date": self.dates, "median": np.median(self.draws, axis=0)}
        for level in LEVELS:
            tail = (1 - level) / 2
            low, high = np.quantile(self.draws, [tail, 1 - tail], axis=0)
            out |= {f"low_{100 * level:.0f}": low, f"high_{100 * level:.0f}": high}
        return pd.DataFrame(out).set_index("date")

    def why(self) -> pd.DataFrame:
        """Weight of every family, fading, size and kind of noise, and start, before and after.

        ``prior`` is what was fitted on many series, ``reference`` after the reference class (the
        same without one), ``posterior`` after the series itself.
        """
        import pandas as pd

        plain, prior = prior_of(self.series, ()), prior_of(self.series, self.reference)
        after = seen(prior, self.series).margins()
        rows = [
            (axis, name, plain.weights[n][k], prior.weights[n][k], after[n][0, k])
            for n, (axis, names) in enumerate(settings(prior.bounded).items())
            for k, name in enumerate(names)
        ]
        columns = ["part", "setting", "prior", "reference", "posterior"]
        return pd.DataFrame(rows, columns=columns).set_index(["part", "setting"])

    def effects(self, target: float | Target | str | None = None) -> pd.DataFrame:
        """For each figure: median at the last date, and probability, had it not been announced.

        Without a target the medians alone.
        """
        import pandas as pd

        asked = target is not None or self.target is not None
        rows = []
        for n in range(len(self.series)):
            figure = self.series.kept[n].figure
            row: dict[str, Any] = {
                "date": figure.when, "value": float(self.series.values[n]), "bound": figure.bound,
            }  # fmt: skip
            if len(self.series) > 1:
                other = self._again(without(self.series, n))
                row["median_without"] = float(np.median(other.draws[:, -1]))
                if asked:
                    row["probability_without"] = other.probability(target)
            rows.append(row)
        return pd.DataFrame(rows)

    def with_figure(self, when: str | date | float, value: float, bound: str = "exact") -> Forecast:
        """The forecast as it would be with one more figure, in the unit of the series.

        The figure is taken at its word, as a new count of its date, and no rule of
        :mod:`devindex.forecast.choices` is asked: the latest figure once more means that nothing
        has grown since. Announced, it would be dropped as a repeat (rule 4 there), and one below a
        stock that never falls as an old one (rule 5). The line of the forecast says so.

        Raises
        ------
        ForecastError
            For a date that is not after the latest figure, or not before the last date of the
            forecast, so that nothing is left to forecast.
        """
        extra = one_more(self.series, when, value, bound)
        if extra.times[0] <= self.series.times[-1]:
            raise ForecastError(
                say(
                    "{when} is not after the latest figure, of {last}",
                    "{when}不晚于最近数值的日期{last}",
                    when=str(when), last=self.series.kept[-1].figure.when,
                )
            )  # fmt: skip
        if extra.times[0] >= self.dates[-1] - NEAR:
            raise ForecastError(
                say(
                    "{when} is not before {last}, the last date of the forecast; give an earlier "
                    "date",
                    "{when}不早于预测的最后日期{last}，请给出更早的日期",
                    when=str(when), last=day_at(float(self.dates[-1])),
                )
            )  # fmt: skip
        made = self._again(followed(self.series, extra))
        said = taken_at_its_word(self.series, extra)
        return replace(made, tried=(*self.tried, said))

    def summary(self) -> Sentence:
        """One line: the median, the interval and, with a target, the probability and its grade."""
        return line(self)

    def __str__(self) -> str:
        return str(self.summary())

    def _asked(self, target: float | Target | str | None) -> tuple[float, bool, bool]:
        """The value asked for, whether it is a ceiling to keep below, and whether to pass it."""
        chosen = self.target if target is None else target
        if isinstance(chosen, str):
            chosen = find_target(chosen)
        if isinstance(chosen, Target):
            value = self.threshold
            if value is None or chosen != self.target:
                value = value_asked(self.series, chosen)
            return value, chosen.direction == "at_most", chosen.strict
        if chosen is None:
            raise ForecastError(
                say("no target is given; give a value", "没有给出目标，请给出一个数值")
            )
        return float(chosen), False, False

    def _place(self, by: str | date | float | None) -> int:
        """Place of the last date that is not after a day."""
        if by is None:
            return len(self.dates) - 1
        day = decimal(by)
        if not self.dates[0] <= day + 1e-6 or day > self.dates[-1] + 1e-6:
            raise ForecastError(
                say(
                    "{day} is outside the forecast, which runs from {first} to {last}",
                    "{day}不在预测期内；预测期为{first}至{last}",
                    day=by, first=day_at(float(self.dates[0])), last=day_at(float(self.dates[-1])),
                )
            )  # fmt: skip
        return int(np.searchsorted(self.dates, day + 1e-6) - 1)

    def _again(self, series: Series) -> Forecast:
        """The same forecast of other figures."""
        made = forecast(
            series, float(self.dates[-1]), reference=self.reference, draws=len(self.draws),
            seed=self.seed,
        )  # fmt: skip
        return replace(made, target=self.target, threshold=self.threshold)


def forecast(
    of: Series | Target | str, until: str | date | float | None = None, *,
    as_of: str | date | None = None, reference: Sequence[Series] | None = None,
    link: str | None = None, draws: int = DRAWS, seed: int = 0,
) -> Forecast:  # fmt: skip
    r"""Draws of a series at every year end to come.

    Every model of :mod:`devindex.forecast.prior` is run over the figures; its weight is
    :math:`w_m \propto \pi_m L_m^{\tau}`, with the prior :math:`\pi` and trust :math:`\tau` fitted
    on many other series, and each path is one model drawn by weight and run on. One or two
    figures leave nearly the prior.

    Parameters
    ----------
    of
        A series, or the code of an announced one; or a target, or its code, whose own series is
        then taken, in the target's unit.
    until
        Last date: a day, a year as int for its end, or a decimal year. The target's deadline if
        not given, else five years after the latest figure or, of an announced series, the day
        ``as_of`` if that is later.
    as_of
        Only figures published on or before this day are read, and what is asked lies after it; the
        day the announcements were read if not given. Not for a series that is given itself.
    reference
        Series whose growth sharpens the prior (a reference class: other regions, siblings). If
        not given, those the links name for the target.
    link
        For a target: code of another series offered for it.
    draws, seed
        Number of paths, up to a million; the same seed gives the same paths.

    Returns
    -------
    Forecast
        Paths never pass the ceiling, nor fall where the series never falls.

    Raises
    ------
    ForecastError
        For an unknown code, a series without figures or with none above zero, a date that does not
        parse, has passed or is not after the latest figure, ``as_of`` or ``link`` beside a series
        that is given itself, and draws or a seed that cannot be.

    Warns
    -----
    DevindexWarning
        For an ``as_of`` after the day the announcements were read.

    Examples
    --------
    >>> found = forecast("plt_penetration_rate_2028")
    >>> 0 < found.probability() < 1
    True
    """
    admit(forecast, locals(), ForecastError)
    require_draws(draws, seed)
    if isinstance(of, Series):
        refuse_beside_series({"as_of": as_of, "link": link})
    else:
        day = day_read(as_of, load_announcements())
    series, target, threshold = named(of, as_of, link)
    if not (series.high > 0).any() or (series.low < 0).any():
        raise ForecastError(
            say(
                "{name} holds a figure below zero, or none above it; growth needs positive figures",
                "{name}含负值或没有大于零的数值；增长须有大于零的数值",
                name=Sentence(series.name.en, series.name.zh),
            )
        )  # fmt: skip
    require_size(float(series.high.max()))
    if until is None and target is not None and target.deadline is not None:
        until = target.deadline
    latest = float(series.times[-1])
    if not isinstance(of, Series):
        latest = max(latest, decimal_year(day))
    last = latest + AHEAD if until is None else decimal(until)
    if not isinstance(of, Series) and until is not None and last < decimal_year(day):
        raise ForecastError(passed(until, target, day))
    dates = dates_after(series, last, until)
    near = tuple(references(target, as_of) if reference is None else reference)
    prior = prior_of(series, near)
    rng = np.random.default_rng(seed)
    paths_ = drawn(
        lambda _, n: seen(prior, series, n), series.times, series.low[None], dates, draws, rng
    )[0]
    if series.never_falls:
        paths_ = np.maximum.accumulate(np.maximum(paths_, series.low.max()), axis=1)
    for array in (dates, paths_):
        array.flags.writeable = False
    return Forecast(series, dates, paths_, seed, target, threshold, near)
