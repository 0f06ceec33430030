"""What an office is asked: the items of a framework, or the series its indicators use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devindex.definitions import Framework, Indicator, Text, series, series_used
from devindex.errors import ObservationError, say

LONGEST = 31
"""Characters a sheet's name may have."""
SHOWN = 4
"""Indicators named where a figure serves many."""

__all__ = ["Page", "Question", "pages", "questions"]


@dataclass(frozen=True)
class Question:
    """One figure that is asked for.

    Attributes
    ----------
    key
        Code of the item or series.
    unit
        Unit as figures of it are stored.
    part_of
        Key of the figure this one is a part of, or empty.
    cumulative
        True for a running total, which never falls.
    additive
        True where provinces may be summed to the nation.
    """

    key: str
    name: Text
    definition: Text
    unit: str
    unit_en: str
    indicators: tuple[str, ...] = ()
    whole: bool = False
    least: float | None = 0.0
    most: float | None = None
    part_of: str = ""
    cumulative: bool = False
    additive: bool = True

    def allowed(self) -> Text:
        """What may be answered, in words.

        Examples
        --------
        >>> one = Question("a", Text(zh="甲", en="A"), Text(zh="甲", en="A"), "个", "units",
        ...                whole=True, most=31.0)
        >>> one.allowed().en, one.allowed().zh
        ('whole number, 0 to 31', '整数，0至31')
        """
        zh, en = ("整数", "whole number") if self.whole else ("数字", "number")
        if self.least is not None and self.most is not None:
            zh, en = (
                f"{zh}，{self.least:g}至{self.most:g}",
                f"{en}, {self.least:g} to {self.most:g}",
            )
        elif self.least is not None:
            zh, en = f"{zh}，不小于{self.least:g}", f"{en}, {self.least:g} or more"
        return Text(zh=zh, en=en)


@dataclass(frozen=True)
class Page:
    """The questions of one dimension, on a sheet of their own."""

    name: str
    title: Text
    questions: tuple[Question, ...]


def questions(framework: Framework) -> dict[str, Question]:
    """Every figure a framework needs, by key, in the order of its pages.

    Examples
    --------
    >>> from devindex import load_framework
    >>> asked = questions(load_framework("regional-public"))
    >>> len(asked), asked["app_ecom_firms"].part_of, asked["eco_pop"].unit
    (33, 'app_firms_n', '万人')
    """
    return {q.key: q for page in pages(framework) for q in page.questions}


def pages(framework: Framework) -> tuple[Page, ...]:
    """One page for each dimension, every figure once, where an indicator first needs it.

    A denominator is asked before its numerator, and a companion after it.

    Raises
    ------
    ObservationError
        If the framework is of another level, or asks for nothing.

    Examples
    --------
    >>> from devindex import load_framework
    >>> [len(page.questions) for page in pages(load_framework("regional"))]
    [12, 7, 14, 7, 11, 13]
    """
    if framework.level != "regional":
        raise ObservationError(
            say(
                "framework {name!r} is {level}; offices answer those of regional level",
                "框架{name!r}属于{level}级；由地方填报的是地方级框架",
                name=framework.id, level=framework.level,
            )
        )  # fmt: skip
    uses: dict[str, list[Indicator]] = {}
    place: dict[str, str] = {}
    known = {item.code for item in framework.items} | set(series_used(framework))
    for indicator in framework.indicators:
        for quantity in (indicator.denominator, indicator.numerator, indicator.companion):
            if quantity is not None and quantity.name in known:
                uses.setdefault(quantity.name, []).append(indicator)
                place.setdefault(quantity.name, framework.dimension_of(indicator).code)
    return tuple(
        Page(
            _sheet_name(n, dimension.name),
            dimension.name,
            tuple(
                _question(framework, key, uses[key])
                for key, where in place.items()
                if where == dimension.code
            ),
        )
        for n, dimension in enumerate(framework.dimensions, start=1)
        if dimension.code in place.values()
    )


def _question(framework: Framework, key: str, uses: list[Indicator]) -> Question:
    codes = tuple(dict.fromkeys(i.code for i in uses))
    items = {item.code: item for item in framework.items}
    if key in items:
        item = items[key]
        return Question(
            key, item.name, _definition(key, uses), item.unit.zh, item.unit.en, codes,
            item.scale == "whole", item.least, item.most, item.part_of or "", item.cumulative,
            not item.unit.zh.startswith(("%", "指数")),
        )  # fmt: skip
    one = series()[key]
    share = one.unit.startswith("%")
    whole, asked = one.part_of, series_used(framework)
    while whole and whole not in asked:
        whole = series()[whole].part_of
    return Question(
        key, Text(zh=one.name_zh, en=one.name_en), _definition(key, uses, one.definition),
        one.unit, one.unit, codes, most=100.0 if share else None, part_of=whole,
        additive=one.additive,
    )  # fmt: skip


def _definition(key: str, uses: list[Indicator], more: str = "") -> Text:
    """Definitions of the indicators it is the numerator of; else which ones to look at."""
    own = [i for i in uses if i.numerator.name == key]
    codes = list(dict.fromkeys(i.code for i in uses))
    if own:
        zh = "\n".join(f"{i.code}：{i.definition.zh}" for i in own)
        en = "\n".join(f"{i.code}: {i.definition.en}" for i in own)
    else:
        more_zh, more_en = ("", "") if len(codes) <= SHOWN else ("等指标", " and others")
        first = codes[:SHOWN]
        zh = f"含义见 {'、'.join(first)}{more_zh}的定义。"
        en = f"As defined for {', '.join(first)}{more_en}."
    return Text(zh=zh, en=f"{en}\n({more})" if more else en)


def _sheet_name(number: int, name: Text) -> str:
    """Name a spreadsheet takes: at most 31 characters and no special ones."""
    said = f"{number} {name.zh} {name.en}"
    said = said if len(said) <= LONGEST else f"{number} {name.zh}"
    return re.sub(r"[\[\]:*?/\\']", " ", said)[:LONGEST].strip()
