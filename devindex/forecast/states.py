"""How each target stands on a day: open, met, missed, unknown, or beyond public figures.

A target whose deadline has passed is **met** where a figure dated by the deadline lies at or
above it with its whole interval: a lower bound at or above it proves it. It is **missed** where
an exact figure, or an interval that was announced as such ("about", "at most"), dated at the
deadline lies below it; for a stock that never falls, a later one proves it too. A lower bound
below the target proves nothing, since its upper end is only our reading, and no more does the
lower end of "at most". All else is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import (
    Link,
    Links,
    StatedValue,
    Target,
    Text,
    load_links,
    load_targets,
    stated_values,
)
from devindex.definitions import target as find_target
from devindex.errors import ForecastError, say, unknown
from devindex.forecast.choices import BOUND_WORDS
from devindex.forecast.own import day_read
from devindex.forecast.series import NoFigure, Series, target_series
from devindex.forecast.units import value_text
from devindex.forecast.wording import publisher_of
from devindex.kinds import admit
from devindex.observations import Announcements, load_announcements
from devindex.observations.announcements import BOUNDS
from devindex.observations.dates import decimal_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "STATES",
    "State",
    "TargetState",
    "states_frame",
    "target_state",
    "target_states",
    "unmeasured",
]

State = Literal["open", "past-met", "past-missed", "past-unknown", "not-measurable"]
Evidence = Literal["own", "near", "on-request", "none"]

STATES: dict[State, Text] = {
    "open": Text(zh="未到期", en="open"),
    "past-met": Text(zh="已到期，已完成", en="past, met"),
    "past-missed": Text(zh="已到期，未完成", en="past, missed"),
    "past-unknown": Text(zh="已到期，无法判断", en="past, unknown"),
    "not-measurable": Text(zh="公开数据无法测度", en="not measurable from public figures"),
}
Flags = NDArray[np.bool_]
_AT_LEAST, _AT_MOST = BOUNDS.index("at_least"), BOUNDS.index("at_most")


@dataclass(frozen=True)
class TargetState:
    """One target on the day ``as_of``; ``gap`` and ``threshold`` are in the target's unit."""

    target: Target
    state: State
    reason: Text
    as_of: date
    threshold: float
    """Value to be reached: the target's own, plus the base an increase is counted from."""
    evidence: Evidence
    """Whose figures: the target's own, of something near, of a series asked for, or none."""
    series: Series | None = field(default=None, repr=False)
    """Figures published by ``as_of``, in the target's unit."""
    gap: float | None = None
    """What is missing at most, by the lower end of the latest figure; 0 where it is reached."""
    stated: StatedValue | None = None
    """A value of the same thing that a document states, where no series has any."""

    @property
    def reached(self) -> bool:
        """Whether a figure published by the day proves the target reached."""
        series = self.series
        return series is not None and bool(_reaches(self.target, self.threshold, series).any())

    def to_dict(self) -> dict[str, object]:
        """One row of :func:`states_frame`."""
        target, series = self.target, self.series
        row: dict[str, object] = {
            "target": target.id, "name_zh": target.name.zh, "name_en": target.name.en,
            "state": self.state, "reason_zh": self.reason.zh, "reason_en": self.reason.en,
            "deadline": target.deadline, "threshold": self.threshold,
            "unit_zh": target.unit.zh, "unit_en": target.unit.en,
            "series": series.code if series else None, "evidence": self.evidence,
            "latest_date": None, "latest_bound": None, "latest_low": None, "latest_high": None,
            "latest_publisher": None, "latest_url": None, "gap": self.gap,
        }  # fmt: skip
        if series is not None:
            figure = series.kept[-1].figure
            row |= {
                "latest_date": figure.when, "latest_bound": figure.bound,
                "latest_low": float(series.low[-1]), "latest_high": float(series.high[-1]),
                "latest_publisher": figure.publisher, "latest_url": figure.url,
            }  # fmt: skip
        elif self.stated is not None:
            row |= {
                "latest_date": self.stated.as_of, "latest_bound": self.stated.bound,
                "latest_low": self.stated.value, "latest_high": self.stated.value,
                "latest_url": f"document:{self.stated.document}",
            }  # fmt: skip
        return row


def target_states(
    as_of: str | date | None = None, *, link: Mapping[str, str] | None = None,
    announcements: Announcements | None = None, links: Links | None = None,
) -> tuple[TargetState, ...]:  # fmt: skip
    """State of every target issued by a day, from the figures published by then.

    Parameters
    ----------
    as_of
        The day; the day the announcements were read if not given.
    link
        For a target, the code of another series the links offer on request.

    Raises
    ------
    ForecastError
        For a day that does not parse, an unknown target and a series not offered for it.

    Examples
    --------
    >>> states = target_states()
    >>> len(states), sum(s.state == "open" for s in states)
    (76, 10)
    """
    admit(target_states, locals(), ForecastError)
    read = announcements or load_announcements()
    links = links or load_links()
    day = day_read(as_of, read)
    asked = dict(link or {})
    known = load_targets()
    faults = [unknown("target", name, known) for name in asked if name not in known]
    if faults:
        raise ForecastError(faults)
    issued = [target for target in known.values() if target.issued <= day]
    if not issued:
        raise ForecastError(
            say(
                "no target was set by {day}; the first is of {first}",
                "截至{day}还没有目标，最早的目标发布于{first}",
                day=day, first=min(t.issued for t in known.values()),
            )
        )  # fmt: skip
    return tuple(_state(target, day, asked.get(target.id), read, links) for target in issued)


def target_state(
    target: Target | str, as_of: str | date | None = None, *, link: str | None = None,
    announcements: Announcements | None = None, links: Links | None = None,
) -> TargetState:  # fmt: skip
    """State of one target; arguments as of :func:`target_states`.

    Examples
    --------
    >>> target_state("idn_secondary_nodes_2023").reason.en
    'reached: 156 (2021-10-20, MIIT)'
    """
    admit(target_state, locals(), ForecastError)
    read = announcements or load_announcements()
    target = target if isinstance(target, Target) else find_target(target)
    return _state(target, day_read(as_of, read), link, read, links or load_links())


def _state(
    target: Target, day: date, link: str | None, read: Announcements, links: Links
) -> TargetState:
    entry = links.links[target.id]
    threshold = links.threshold(target)
    series, absent = None, entry.reason
    if entry.series is not None or link is not None:
        try:
            series = target_series(target, day, link=link, announcements=read, links=links)
        except NoFigure as error:
            absent = Text(zh=error.problems[0].zh, en=str(error.problems[0]))
    state, reason = _judged(target, threshold, series, absent, entry, day)
    return TargetState(
        target, state, reason, day, threshold,
        evidence=_evidence(entry, series), series=series, gap=_gap(target, threshold, series),
        stated=stated_values()[entry.stated] if entry.stated and series is None else None,
    )  # fmt: skip


def unmeasured(code: str) -> bool:
    """Whether a code is of a target that no series measures.

    Examples
    --------
    >>> unmeasured("dat_hq_dataset_industries_2028"), unmeasured("plt_penetration_rate_2028")
    (True, False)
    """
    return code in load_targets() and load_links().links[code].series is None


def states_frame(states: Iterable[TargetState]) -> pd.DataFrame:
    """One row a target: state, reason, latest figure with date, bound and source, gap."""
    import pandas as pd

    return pd.DataFrame([s.to_dict() for s in states])


def _evidence(entry: Link, series: Series | None) -> Evidence:
    if series is None:
        return "none"
    if series.code != entry.series:
        return "on-request"
    return "own" if entry.measures == "same" else "near"


def _gap(target: Target, threshold: float, series: Series | None) -> float | None:
    if series is None:
        return None
    if target.direction == "at_most":
        missing = float(series.high[-1]) - threshold
    else:
        missing = threshold - float(series.low[-1])
    return max(float(f"{missing:.12g}"), 0.0)


def _judged(
    target: Target, threshold: float, series: Series | None, absent: Text | None, entry: Link,
    day: date,
) -> tuple[State, Text]:  # fmt: skip
    """State and reason."""
    deadline = target.deadline
    ahead = deadline is not None and day <= deadline and target.kind == "target"
    if series is None:
        why = absent or Text(zh="没有数值", en="there is no figure")
        if ahead:
            return "open", Text(
                zh=f"{why.zh}，不能给出概率", en=f"{why.en}, so no probability can be given"
            )
        return ("past-unknown" if entry.series else "not-measurable"), why
    if deadline is None:
        return "not-measurable", Text(zh="没有期限", en="there is no deadline")
    if ahead:
        return "open", _with_scope(_open(target, threshold, series), entry)
    state, reason = _past(target, threshold, series, decimal_year(deadline))
    return state, _with_scope(reason, entry)


def _open(target: Target, threshold: float, series: Series) -> Text:
    proven = np.flatnonzero(_reaches(target, threshold, series))
    if len(proven):
        first = _told(target, series, int(proven[0]))
        return Text(zh=f"未到期，已达到：{first.zh}", en=f"open, and reached already: {first.en}")
    last = _told(target, series, len(series) - 1)
    return Text(zh=f"最新数值：{last.zh}", en=f"latest figure: {last.en}")


def _past(target: Target, threshold: float, series: Series, end: float) -> tuple[State, Text]:
    """State of a target whose deadline has passed."""
    by_then = series.times <= end
    proven = np.flatnonzero(_reaches(target, threshold, series) & by_then)
    if len(proven):
        told = _told(target, series, int(proven[0]))
        return "past-met", Text(zh=f"已达到：{told.zh}", en=f"reached: {told.en}")
    counts = series.times >= end if series.never_falls else series.times == end
    short = np.flatnonzero(_falls_short(target, threshold, series) & counts)
    if len(short):
        told = _told(target, series, int(short[0]))
        return "past-missed", Text(zh=f"未达到：{told.zh}", en=f"not reached: {told.en}")
    return "past-unknown", _undecided(target, series, by_then)


def _undecided(target: Target, series: Series, by_then: Flags) -> Text:
    if by_then.any():
        told = _told(target, series, int(np.flatnonzero(by_then)[-1]))
        zh = f"到期前最后的数值不能说明是否完成：{told.zh}"
        en = f"the last figure by the deadline does not decide it: {told.en}"
    else:
        zh, en = "到期前没有数值", "there is no figure by the deadline"
    if not by_then[-1]:
        told = _told(target, series, len(series) - 1)
        zh, en = f"{zh}；此后：{told.zh}", f"{en}; later: {told.en}"
    return Text(zh=zh, en=en)


def _reaches(target: Target, threshold: float, series: Series) -> Flags:
    """Whether each figure proves the target reached. (n,)."""
    at_most = target.direction == "at_most"
    met = series.reaches(threshold, at_most=at_most, strict=target.strict)
    if target.direction == "range" and target.high is not None:
        met &= (series.high <= target.high) & (series.bounds != _AT_LEAST)
    return np.asarray(met, dtype=bool)


def _falls_short(target: Target, threshold: float, series: Series) -> Flags:
    """Whether each figure proves the target not reached at its date. (n,)."""
    itself = (series.low == series.high) & (series.low == threshold) & target.strict
    if target.direction == "at_most":
        short = ((series.low > threshold) | itself) & (series.bounds != _AT_MOST)
    else:
        short = ((series.high < threshold) | itself) & (series.bounds != _AT_LEAST)
    return np.asarray(short, dtype=bool)


def _told(target: Target, series: Series, n: int) -> Text:
    """A figure in the target's unit, with its date and publisher."""
    figure = series.kept[n].figure
    value = value_text(float(f"{series.values[n]:.12g}"), target.unit)
    who = publisher_of(figure.publisher)
    bound = BOUND_WORDS[figure.bound]
    return Text(
        zh=f"{bound.zh}{value.zh}（{figure.when}，{who.zh}）",
        en=f"{bound}{value} ({figure.when}, {who})",
    )


def _with_scope(reason: Text, entry: Link) -> Text:
    """Say what the figure is of where that is only near the target."""
    if entry.measures == "same" or entry.note is None:
        return reason
    return Text(zh=f"{reason.zh}；{entry.note.zh}", en=f"{reason.en}; {entry.note.en}")
