"""What can be said of each target.

Of a target whose deadline has passed the outcome is told, of one that no figure measures why
nothing can be told, and of an open one the forecast beside three verdicts
(:mod:`devindex.forecast.verdicts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from devindex.definitions import Links, Target, load_links
from devindex.definitions import target as find_target
from devindex.errors import ForecastError, say
from devindex.forecast.assessment import Assessment, Reference
from devindex.forecast.ceilings import as_ceiling
from devindex.forecast.grades import Grade, grade_of
from devindex.forecast.outlook import DRAWS, Forecast, forecast
from devindex.forecast.own import day_of
from devindex.forecast.seen import lent
from devindex.forecast.series import Series, clean_series
from devindex.forecast.standstill import stood_still
from devindex.forecast.states import TargetState, target_state, target_states
from devindex.forecast.verdicts import compound, growth, growth_ratio, likelihood, path
from devindex.forecast.wording import clearly_lower
from devindex.kinds import admit
from devindex.observations import Announcements, load_announcements
from devindex.observations.dates import decimal_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["assess", "assessments", "assessments_frame"]

BEYOND = 10
"""Years after the deadline in which a date of reaching the target is still looked for."""


def assess(
    target: Target | str, as_of: str | date | None = None, *, link: str | None = None,
    announcements: Announcements | None = None, links: Links | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> Assessment:  # fmt: skip
    """Assess one target by the figures published by a day.

    Parameters
    ----------
    target
        A target, or its id.
    as_of
        The day; the day the announcements were read if not given.
    link
        Code of another series the links offer for the target.
    announcements, links
        Tables of one's own in place of the package's.
    draws, seed
        As of :func:`devindex.forecast`.

    Raises
    ------
    ForecastError
        For a day that does not parse or lies before the target was issued, and a series not
        offered for it.

    Examples
    --------
    >>> found = assess("net_5g_private_networks_2030")
    >>> found.grade, [r.figures for r in found.references], found.verdicts[0].words.en
    ('proxy', [7, 18, 3], 'only one figure, so growth cannot be judged')
    """
    admit(assess, locals(), ForecastError)
    target = target if isinstance(target, Target) else find_target(target)
    day = None if as_of is None else day_of(as_of)
    if day is not None and day < target.issued:
        raise ForecastError(
            say(
                "{target} was set on {issued}, after {day}; give a later day",
                "{target} 发布于{issued}，晚于{day}，请给出更晚的日期",
                target=target.id, issued=target.issued, day=day,
            )
        )  # fmt: skip
    read, links = announcements or load_announcements(), links or load_links()
    state = target_state(target, day, link=link, announcements=read, links=links)
    return _assessed(state, read, links, draws, seed)


def assessments(
    as_of: str | date | None = None, *, link: Mapping[str, str] | None = None,
    announcements: Announcements | None = None, links: Links | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Assessment, ...]:  # fmt: skip
    """Assess every target issued by a day; ``link`` names other series by target.

    Examples
    --------
    >>> found = assessments(draws=100)
    >>> len(found), sum(a.probability is not None for a in found)
    (76, 6)
    """
    admit(assessments, locals(), ForecastError)
    read, links = announcements or load_announcements(), links or load_links()
    states = target_states(as_of, link=link, announcements=read, links=links)
    return tuple(_assessed(state, read, links, draws, seed) for state in states)


def assessments_frame(
    as_of: str | date | None = None, *, link: Mapping[str, str] | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Assessments as a table, one row a target; arguments as of :func:`assessments`.

    The components of each rule stand in columns that begin with the rule's name.
    """
    import pandas as pd

    return pd.DataFrame(
        [a.to_dict() for a in assessments(as_of, link=link, draws=draws, seed=seed)]
    )


def _assessed(
    state: TargetState, read: Announcements, links: Links, draws: int, seed: int
) -> Assessment:
    series, deadline = state.series, state.target.deadline
    if series is None:
        return Assessment(state, "none")
    near = _near(series, state, read, links)
    ahead = state.state == "open" and deadline is not None
    grade: Grade = grade_of(series, list(near.values())) if ahead else "own"
    pace = rate = None
    if len(series) > 1:
        pace = series.pace()
        rate = compound(series.values[0], series.values[-1], series.times[-1] - series.times[0])
    made = Assessment(state, grade, pace, rate)
    if not ahead or deadline is None or decimal_year(deadline) <= series.times[-1]:
        return made
    end, threshold = decimal_year(deadline), state.threshold
    at_most, strict = state.target.direction == "at_most", state.target.strict
    far = date(deadline.year + BEYOND, 12, 31)
    found = _forecast(state, series, list(near.values()), far, draws, seed)
    until = int(np.searchsorted(found.dates, end + 1e-6))
    whole = replace(found, dates=found.dates[:until], draws=found.draws[:, :until])
    start = float(series.high[-1] if at_most else series.low[-1])
    plain = _forecast(state, series, [], deadline, draws, seed) if near else None
    again = stood_still(series)
    probability, still = whole.probability(), None
    if again is not None:
        still = _forecast(state, again, list(near.values()), deadline, draws, seed).probability()
    return replace(
        made,
        pace_needed=(threshold - start) / (end - series.times[-1]) if state.gap else 0.0,
        growth_needed=compound(start, threshold, end - series.times[-1]) if state.gap else 0.0,
        forecast=whole,
        probability=probability,
        probability_without_reference=plain.probability() if plain else None,
        probability_if_standstill=(
            still if still is not None and clearly_lower(still, probability) else None
        ),
        probability_as_announced=as_ceiling(whole),
        expected_date=found.expected_date() if state.gap else None,
        references=_references(near, state.target, links),
        moved=_moved(whole) if near else {},
        verdicts=(
            growth_ratio(series, threshold, end, at_most=at_most, strict=strict),
            growth(series, at_most=at_most),
            path(series, threshold, end, decimal_year(state.target.issued), at_most=at_most),
            likelihood(probability, reached=state.reached),
        ),
    )


def _forecast(
    state: TargetState, series: Series, near: list[Series], until: date, draws: int, seed: int
) -> Forecast:
    made = forecast(series, until, reference=near, draws=draws, seed=seed)
    return replace(made, target=state.target, threshold=state.threshold)


def _near(
    series: Series, state: TargetState, read: Announcements, links: Links
) -> dict[str, Series]:
    """Reference series that count: of two figures or more, with a ceiling where this has one."""
    out = {}
    for proxy in links.links[state.target.id].proxies:
        try:
            near = clean_series(proxy.series, state.as_of, announcements=read, links=links)
        except ForecastError:  # none of its figures was published by then
            continue
        if lent(series, [near]):
            out[proxy.series] = near
    return out


def _references(near: Mapping[str, Series], target: Target, links: Links) -> tuple[Reference, ...]:
    reasons = {p.series: p.reason for p in links.links[target.id].proxies}
    return tuple(Reference(c, s.name, len(s), reasons[c]) for c, s in near.items())


def _moved(found: Forecast) -> dict[str, float]:
    """Total variation between the prior without and with the reference class, part by part."""
    why = found.why()
    gaps = (why["prior"] - why["reference"]).abs().groupby(level="part", sort=False).sum() / 2
    return {str(part): float(gap) for part, gap in gaps.items()}
