"""Which announced figures make up a series, and why the others do not.

The rules, in the order they are applied:

1. An expectation, an estimate before the fact, a figure without a date, one marked unreliable
   and one marked as repeating an old one are no figures of their date.
2. A figure whose text says what date it is of stands at that date. One of which only the
   publication is known stands at the publication: it is true by then, and no lag is guessed.
   A month or a year alone means its last day.
3. After the last break marked ``split`` earlier figures are not used; at a ``bridge`` they are
   kept, multiplied by its factor. A break later than the last figure known is not yet known.
4. A figure that comes again is a repeat and says nothing new: it is kept at its first date.
   Only two exact figures which both say what date they are of are a standstill.
5. Where a stock never falls, a figure below the one before it is an old one.
6. Of several figures for one date one is taken: one that says its date before one that was
   published then; exact before "about" before a bound; then by the order of sources, first hand
   before "via", a page of its own before a copy; of bounds the tighter one, which says more; more
   digits before fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from devindex.definitions import Break, SeriesRules, Text
from devindex.definitions.model import Language
from devindex.errors import ForecastError, Sentence, say
from devindex.forecast.intervals import interval
from devindex.forecast.units import in_unit
from devindex.observations.announcements import Announcement
from devindex.observations.dates import decimal_year

__all__ = ["BOUND_WORDS", "REPEAT", "Choice", "Figure", "choose", "figure_of", "told"]


@dataclass(frozen=True)
class Figure:
    """One figure as it comes in, from an announcement or from a user."""

    time: float
    when: str
    value: str
    bound: str
    own_date: bool = True
    day: date | None = None
    published: date | None = None
    published_by_rule: bool = False
    publisher: str = ""
    title: str = ""
    url: str = ""
    flags: tuple[str, ...] = ()
    status: str = "A"

    @property
    def number(self) -> float:
        """The figure as a number."""
        return float(self.value)


@dataclass(frozen=True)
class Choice:
    """What was done with one figure; ``low`` and ``high`` after bridging."""

    figure: Figure
    number: float
    low: float
    high: float
    kept: bool
    reason: Text


def figure_of(row: Announcement) -> Figure:
    """An announcement as a figure of a series."""
    return Figure(
        time=decimal_year(row.day), when=row.day.isoformat(), value=row.value, bound=row.bound,
        own_date=row.own_date, day=row.day,
        published=row.published, published_by_rule=row.published_by_rule,
        publisher=row.publisher, title=row.title, url=row.url,
        flags=(*row.flags, row.date_kind),
        status=row.status,
    )  # fmt: skip


_OF_DATE = Text(zh="采用：文本注明了数值所属日期", en="kept, at the date the text gives for it")
_AT_PUBLICATION = Text(
    zh="采用：只知公布日期，记在公布之日",
    en="kept, at its publication, the only date known",
)
_UNUSABLE = (
    ("expected", "", Text(zh="预计值，不是实际数值", en="an expectation, not a figure")),
    ("estimate", "EF", Text(zh="预计值，不是实际数值", en="an expectation, not a figure")),
    ("stale", "", Text(zh="标明为旧数值的转述", en="marked as repeating an old figure")),
    ("undated", "", Text(zh="没有日期", en="without a date")),
    ("weak", "U", Text(zh="标明为不可靠", en="marked as unreliable")),
)
REPEAT = Text(
    zh="重复以前公布的数值，不作为零增长",
    en="repeats an earlier figure, which is not zero growth",
)
_OLD = Text(zh="低于此前的数值，是旧数值的转述", en="below the figure before it, so an old one")
_AGAIN = Text(zh="同一日期同一数值的另一来源", en="the same figure of the same date, once more")


def choose(
    figures: Iterable[Figure], rules: SeriesRules, sources: Sequence[Sequence[str]] = (), *,
    name: str | None = None,
) -> tuple[Choice, ...]:  # fmt: skip
    """Apply the rules of this module; every figure comes back with what was done and why.

    ``name`` is what errors call the series, its code if not given.

    Raises
    ------
    ForecastError
        If a figure lies above the ceiling.
    """
    ranks = {name: n for n, names in enumerate(sources) for name in names}
    ordered = sorted(figures, key=lambda f: (f.time, _order(f, ranks)))
    _check_ceiling(ordered, rules, name or rules.code)
    out, usable = [], []
    for figure in ordered:
        why = _unusable(figure)
        if why is None:
            usable.append(figure)
        else:
            out.append(_dropped(figure, why, rules))
    known = [b for b in rules.breaks if usable and _before(b, usable[-1])]
    split = max((b for b in known if b.rule == "split"), key=lambda b: b.date, default=None)
    last: Choice | None = None
    for _, group in groupby(usable, key=lambda f: f.time):
        taken: Choice | None = None
        for figure in group:
            if split is not None and not _before(split, figure):
                choice = _dropped(figure, _said_of_split(split), rules)
            else:
                choice = _judged(figure, _bridged(figure, known), last, taken, rules)
            taken = choice if choice.kept else taken
            out.append(choice)
        last = taken or last
    return tuple(sorted(out, key=lambda c: (c.figure.time, _order(c.figure, ranks))))


def _judged(
    figure: Figure, crossed: Sequence[Break], last: Choice | None, taken: Choice | None,
    rules: SeriesRules,
) -> Choice:  # fmt: skip
    """A usable figure beside the one kept before it and the one already taken for its date."""
    factor = 1.0
    for each in crossed:
        factor *= each.factor
    low, high = _interval(figure, rules, factor)
    number = figure.number * factor
    why = None
    if last is not None:
        same = number == last.number
        standstill = figure.own_date and last.figure.own_date and (
            figure.bound == last.figure.bound == "exact"
        )  # fmt: skip
        if same and not standstill:
            why = REPEAT
        elif rules.never_falls and number < last.low:
            why = _OLD
    if why is None and taken is not None:
        again = figure.value == taken.figure.value
        why = _AGAIN if again else _said_of_taken(taken.figure)
    if why is not None:
        return Choice(figure, number, low, high, False, why)
    reason = _OF_DATE if figure.own_date else _AT_PUBLICATION
    for each in crossed:
        reason = Text(
            zh=f"{reason.zh}；跨 {each.date} 口径变化衔接：{each.reason.zh}",
            en=f"{reason.en}; bridged over the break of {each.date}: {each.reason.en}",
        )
    return Choice(figure, number, low, high, True, reason)


def _interval(figure: Figure, rules: SeriesRules, factor: float = 1.0) -> tuple[float, float]:
    low, high = (v * factor for v in interval(figure.value, figure.bound))
    return low, high if rules.ceiling is None else min(high, rules.ceiling)


def _dropped(figure: Figure, why: Text, rules: SeriesRules) -> Choice:
    return Choice(figure, figure.number, *_interval(figure, rules), False, why)


def _unusable(figure: Figure) -> Text | None:
    """Why a figure is none, from its marks alone."""
    for flag, statuses, why in _UNUSABLE:
        if flag in figure.flags or (figure.status and figure.status in statuses):
            return why
    return None


def _order(figure: Figure, ranks: dict[str, int]) -> tuple[object, ...]:
    """Rule 6, then the words themselves, so that the order of rows never matters."""
    name = re.split(r"[(/]| via ", figure.publisher)[0].strip()
    copies = ("mirror", "repost", "no_address")
    bound = {"exact": 0, "about": 1}.get(figure.bound, 2)
    tight = {"at_least": -1.0, "at_most": 1.0}.get(figure.bound, 0.0) * figure.number
    return (
        not figure.own_date, bound, ranks.get(name, len(ranks)),
        " via " in figure.publisher, sum(f in copies for f in figure.flags), tight,
        -len(figure.value), figure.value, figure.bound, figure.publisher, figure.title,
        figure.url, figure.when,
    )  # fmt: skip


def _before(change: Break, figure: Figure) -> bool:
    """Whether a break comes no later than a figure."""
    return decimal_year(change.date) <= figure.time


def _bridged(figure: Figure, known: Sequence[Break]) -> list[Break]:
    return [b for b in known if b.rule == "bridge" and not _before(b, figure)]


def _said_of_split(split: Break) -> Text:
    return Text(
        zh=f"早于 {split.date} 的口径变化：{split.reason.zh}",
        en=f"before the break of {split.date}: {split.reason.en}",
    )


def _said_of_taken(taken: Figure) -> Text:
    return Text(
        zh=f"同一日期采用{taken.publisher}的 {taken.value}",
        en=f"for this date {taken.value} of {taken.publisher} is taken",
    )


def _check_ceiling(figures: Iterable[Figure], rules: SeriesRules, name: str) -> None:
    above = [f for f in figures if rules.ceiling is not None and f.number > rules.ceiling]
    if above:
        raise ForecastError(
            say(
                "{name}: {value} of {when} lies above the ceiling of {ceiling:g}",
                "{name}：{when}的 {value} 超过上限 {ceiling:g}",
                name=name, value=f.value, when=f.when, ceiling=rules.ceiling,
            )
            for f in above
        )  # fmt: skip


BOUND_WORDS = MappingProxyType(
    {
        "exact": Sentence("", ""), "at_least": Sentence("at least ", "至少"),
        "about": Sentence("about ", "约"), "at_most": Sentence("at most ", "至多"),
    }
)  # fmt: skip
"""What stands before a figure."""


def told(choice: Choice, low: float, high: float, language: Language, unit: Text | None) -> str:
    """One line on a choice; ``+`` kept, ``-`` not.

    The figure is in the unit it was announced in, its interval in that of the series.
    """
    figure = choice.figure
    span = f"{low:.10g}" if low == high else f"[{low:.10g}, {high:.10g}]"
    said = say("{bound}{value}", "{bound}{value}", bound=BOUND_WORDS[figure.bound],
               value=in_unit(figure.value, unit))  # fmt: skip
    value = said.zh if language == "zh" else said
    return (
        f"  {'+' if choice.kept else '-'} {figure.when}  {value}  {span}  "
        f"{figure.publisher}  {choice.reason.say(language)}"
    )
