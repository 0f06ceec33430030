"""A forecast in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from devindex.errors import Sentence, say
from devindex.forecast.changed import rule_against
from devindex.forecast.choices import BOUND_WORDS
from devindex.forecast.grades import GRADES, grade_of
from devindex.forecast.series import Series
from devindex.forecast.units import amount, in_unit, median_and_interval, unit_text
from devindex.forecast.wording import chance, day_text

if TYPE_CHECKING:
    from devindex.forecast.outlook import Forecast

__all__ = ["line", "reached_on", "taken_at_its_word"]


def reached_on(found: Forecast) -> str | None:
    """Day of the first figure that proves the target reached; None if none does."""
    if found.threshold is None:
        return None
    target = found.target
    proven = found.series.reaches(
        found.threshold,
        at_most=target is not None and target.direction == "at_most",
        strict=target is not None and target.strict,
    )
    return found.series.kept[int(np.argmax(proven))].figure.when if proven.any() else None


def line(found: Forecast) -> Sentence:
    """The median, the interval and, with a target, the probability and its evidence."""
    last, series = found.to_frame().iloc[-1], found.series
    unit = unit_text(series.unit, found.target)
    median, span = median_and_interval(last["median"], last["low_80"], last["high_80"], unit)
    when = day_text(found.dates[-1])
    said = say(
        "{name}: median {median} by {when}, 80 % interval {span}",
        "{name}：{when}中位数{median}，80%区间{span}",
        name=Sentence(series.name.en, series.name.zh), when=Sentence(when.en, when.zh),
        median=median, span=span,
    )  # fmt: skip
    for figure in found.tried:
        said = say("{said}; {figure}", "{said}；{figure}", said=said, figure=figure)
    if found.threshold is None:
        return said
    value, day = amount(found.threshold, 12), reached_on(found)
    if day is not None:
        return say(
            "{said}; {value} was reached by {day} already", "{said}；{day}已达到{value}",
            said=said, value=value, day=day,
        )  # fmt: skip
    grade = GRADES[grade_of(series, found.reference)]
    return say(
        "{said}; probability of {value} by then {p} (evidence: {grade})",
        "{said}；届时达到{value}的概率{p}（依据：{grade}）",
        said=said, value=value, p=chance(found.probability()),
        grade=Sentence(grade.en, grade.zh),
    )  # fmt: skip


def taken_at_its_word(series: Series, more: Series) -> Sentence:
    """How a figure was taken that is tried after a series, and what the rules would do with it.

    Examples
    --------
    >>> from devindex.forecast.changed import one_more
    >>> own = Series.of([2023], [340], ["at_least"], unit="platforms")
    >>> print(taken_at_its_word(own, one_more(own, 2024, 340, "at_least")))
    at least 340 platforms taken at its word as a new count of 2024-12-31, so as a standstill; \
an announcement of it would not be used: repeats an earlier figure, which is not zero growth
    """
    figure, bound = more.kept[0].figure, BOUND_WORDS[more.kept[0].figure.bound]
    value = in_unit(amount(more.values[0], 12), unit_text(series.unit))
    still = say("", "")
    if more.values[0] == series.values[-1]:
        still = say(", so as a standstill", "，即视为停滞")
    said = say(
        "{bound}{value} taken at its word as a new count of {when}{still}",
        "{bound}{value}按字面作为{when}的新数值计入{still}",
        bound=bound, value=value, when=figure.when, still=still,
    )  # fmt: skip
    why = rule_against(series, more)
    if why is None:
        return said
    return say(
        "{said}; an announcement of it would not be used: {why}",
        "{said}；如为公布数值则不会采用：{why}",
        said=said, why=Sentence(why.en, why.zh),
    )  # fmt: skip
