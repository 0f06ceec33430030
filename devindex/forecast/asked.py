"""What is asked of a forecast: the series and value that are meant, and the dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Target, load_links, load_targets
from devindex.definitions import series as known_series
from devindex.errors import ForecastError, Sentence, listed, say, unknown
from devindex.forecast.own import day_of, require_unit, year_end_of
from devindex.forecast.series import Series, clean_series, offered, target_series
from devindex.forecast.states import STATES, target_state
from devindex.observations.dates import decimal_year

__all__ = [
    "NEAR",
    "dates_after",
    "decimal",
    "named",
    "passed",
    "references",
    "refuse_beside_series",
    "value_asked",
]

Floats = NDArray[np.float64]
NEAR = 1e-3
"""Years within which two dates are one; a day is longer."""
FURTHEST = 100
"""Years from the latest figure beyond which nothing is forecast."""


def named(
    of: Series | Target | str, as_of: str | date | None, link: str | None
) -> tuple[Series, Target | None, float | None]:
    """The series, and the target with the value it asks for."""
    if isinstance(of, Series):
        return of, None, None
    targets = load_targets()
    if isinstance(of, str) and of not in targets:
        known = known_series("national")
        if of not in known:
            raise ForecastError(
                unknown(Sentence("series or target", "序列或目标"), of, [*targets, *known])
            )
        if link is not None:
            raise ForecastError(
                say(
                    "{of} is a series itself; a link is for a target",
                    "{of} 本身就是序列，只有目标可以另指序列", of=of,
                )
            )  # fmt: skip
        return clean_series(of, as_of), None, None
    target = targets[of] if isinstance(of, str) else of
    return target_series(target, as_of, link=link), target, load_links().threshold(target)


def value_asked(series: Series, target: Target) -> float:
    """Value a target asks for, in the unit of a series that measures it.

    An announced series measures the targets whose own it is and those it is offered for on
    request, by the factor the links give; figures of one's own any target of their unit.

    Raises
    ------
    ForecastError
        For an announced series that measures another thing, and for another unit.
    """
    links, known = load_links(), load_targets().get(target.id)
    entry = links.links.get(target.id)
    value = target.low if entry is None else links.threshold(target)
    name = Sentence(series.name.en, series.name.zh)
    if entry is not None and any(c.figure.day is not None for c in series.kept):
        factors = offered(entry)
        if series.code not in factors:
            raise ForecastError(
                say(
                    "{name} does not measure {target}, and {rest}; figures of your own "
                    "(Series.of) are answered where the unit is the same",
                    "{name}不测度 {target}，{rest}；自有数值（Series.of）单位相同即可",
                    name=name, target=target.id,
                    rest=say("{names} does", "测度它的是 {names}", names=listed(factors))
                    if factors else say("no announced series does", "也没有公布的序列测度它"),
                )
            )  # fmt: skip
        if known is not None and target.unit == known.unit:
            return float(f"{value * series.factor / factors[series.code]:.12g}")
    require_unit(name, series.unit, target)
    return value


def refuse_beside_series(given: Mapping[str, object]) -> None:
    """Refuse what chooses among announced figures beside a series that brings its own."""
    wrong = [name for name, value in given.items() if value is not None]
    if wrong:
        raise ForecastError(
            say(
                "{name} means nothing beside a series that is given itself; leave it out",
                "直接给出序列时，{name} 没有意义，请删去",
                name=name,
            )
            for name in wrong
        )


def passed(until: str | date | float, target: Target | None, day: date) -> Sentence:
    """Why nothing is forecast to a day that has passed; of a deadline, with what came of it."""
    if target is None or until is not target.deadline:
        return say(
            "{until} lies before {day}, up to which figures are read; give a later date",
            "{until}早于数值读取的截止日{day}，请给出更晚的日期",
            until=until, day=day,
        )  # fmt: skip
    found = target_state(target, day)
    state, reason = (Sentence(t.en, t.zh) for t in (STATES[found.state], found.reason))
    return say(
        "the deadline of {target}, {deadline}, has passed by {day}: {state}; {reason}",
        "{target} 的期限{deadline}在{day}已过：{state}；{reason}",
        target=target.id, deadline=until, day=day, state=state, reason=reason,
    )  # fmt: skip


def references(target: Target | None, as_of: str | date | None) -> list[Series]:
    """Series the links name for a target, with what was published by a day."""
    if target is None:
        return []
    out = []
    for proxy in load_links().links[target.id].proxies:
        try:
            out.append(clean_series(proxy.series, as_of))
        except ForecastError:  # none of its figures was published by then
            continue
    return out


def dates_after(series: Series, last: float, given: object) -> Floats:
    """Year ends after the latest figure, and the last date."""
    first = float(series.times[-1])
    if last <= first + 1e-6:
        raise ForecastError(
            say(
                "{until} is not after the latest figure of {name}, of {when}; give a later date",
                "{until}不晚于{name}最近数值的日期{when}，请给出更晚的日期",
                until=given, name=Sentence(series.name.en, series.name.zh),
                when=series.kept[-1].figure.when,
            )
        )  # fmt: skip
    if last > first + FURTHEST:
        raise ForecastError(
            say(
                "{until} is more than {years} years after the latest figure of {name}, of {when}; "
                "give an earlier date",
                "{until}距{name}最近数值的日期{when}超过{years}年，请给出更早的日期",
                until=given, years=FURTHEST, name=Sentence(series.name.en, series.name.zh),
                when=series.kept[-1].figure.when,
            )
        )  # fmt: skip
    ends = [decimal_year(date(y, 12, 31)) for y in range(int(first), int(last) + 1)]
    return np.array([t for t in ends if first + NEAR < t < last - NEAR] + [last])


def decimal(when: str | date | float) -> float:
    """A day as a decimal year; a year as int is its end, a float a decimal year already."""
    if isinstance(when, Integral):
        return decimal_year(year_end_of(int(when)))
    if isinstance(when, (str, date)):
        return decimal_year(day_of(when))
    year_end_of(int(when))
    return float(when)
