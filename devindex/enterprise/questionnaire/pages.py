"""What stands on which page of the form: from the framework alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devindex.definitions import Framework, Indicator, Item, Text
from devindex.enterprise.questionnaire.columns import allowed
from devindex.errors import EnterpriseError, say

__all__ = [
    "ANSWER",
    "COVER",
    "FORM",
    "IDENTITY_PAGE",
    "KEY",
    "LISTS_PAGE",
    "NO",
    "YES",
    "Page",
    "Question",
    "form_of",
    "pages",
]

COVER, IDENTITY_PAGE, LISTS_PAGE = "填报说明 Instructions", "基本信息 Identity", "代码表 Code lists"
KEY, ANSWER, FORM = "key", "答案 Answer", "form"
"""Marks a form is read by: the first cell of a header, its last, and of the line of the version."""
YES, NO = "是 Yes", "否 No"


@dataclass(frozen=True)
class Question:
    """One item as it is asked.

    Attributes
    ----------
    number
        From 1, over the whole form.
    indicators
        Codes of the indicators it serves.
    definition
        Of the indicators it is the numerator of; else which indicators to look at.
    """

    number: int
    item: Item
    indicators: tuple[str, ...]
    definition: Text
    allowed: Text


@dataclass(frozen=True)
class Page:
    """The questions of one dimension."""

    name: str
    title: Text
    questions: tuple[Question, ...]


def form_of(framework: Framework) -> str:
    """What a form says it is: framework and version."""
    return f"{framework.id} {framework.version}"


def pages(framework: Framework) -> tuple[Page, ...]:
    """One page for each dimension, every item once, where an indicator first needs it.

    A denominator is asked before its numerator, and a companion after it.

    Raises
    ------
    EnterpriseError
        Items that no indicator uses, which would not be asked.

    Examples
    --------
    >>> from devindex import load_framework
    >>> [len(page.questions) for page in pages(load_framework("enterprise"))]
    [10, 8, 9, 9, 12, 17]
    """
    items = {item.code: item for item in framework.items}
    uses: dict[str, list[Indicator]] = {}
    place: dict[str, str] = {}
    for indicator in framework.indicators:
        for quantity in (indicator.denominator, indicator.numerator, indicator.companion):
            if quantity is not None and quantity.item:
                uses.setdefault(quantity.item, []).append(indicator)
                place.setdefault(quantity.item, framework.dimension_of(indicator).code)
    if unused := [code for code in items if code not in uses]:
        raise EnterpriseError(
            say(
                "{framework}: no indicator uses item {code!r}, so no page asks for it",
                "{framework}：没有指标使用题项{code!r}，问卷不会列出",
                framework=framework.id, code=code,
            )
            for code in unused
        )  # fmt: skip
    number = {code: n for n, code in enumerate(place, start=1)}
    return tuple(
        Page(
            _sheet_name(n, dimension.name),
            dimension.name,
            tuple(
                Question(
                    number[code],
                    items[code],
                    tuple(dict.fromkeys(i.code for i in uses[code])),
                    _definition(code, uses[code]),
                    allowed(items[code], items),
                )
                for code, where in place.items()
                if where == dimension.code
            ),
        )
        for n, dimension in enumerate(framework.dimensions, start=1)
        if dimension.code in place.values()
    )


def _definition(code: str, indicators: list[Indicator]) -> Text:
    own = [i for i in indicators if i.numerator.item == code]
    if own:
        return Text(
            zh="\n".join(f"{i.code} {i.name.zh}：{i.definition.zh}" for i in own),
            en="\n".join(f"{i.code} {i.name.en}: {i.definition.en}" for i in own),
        )
    codes = list(dict.fromkeys(i.code for i in indicators))
    return Text(zh=f"含义见 {'、'.join(codes)} 的定义。", en=f"As defined for {', '.join(codes)}.")


def _sheet_name(number: int, name: Text) -> str:
    """Name a spreadsheet takes: at most 31 characters and no special ones."""
    return re.sub(r"[\[\]:*?/\\']", " ", f"{number} {name.zh} {name.en}")[:31].strip()
