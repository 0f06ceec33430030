"""Figures as tables print them: full-width digits, separators, units in cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from devindex.errors import Sentence, say
from devindex.kinds import shown

__all__ = ["Figure", "Unit", "plain", "read_figure", "read_unit", "same_unit"]

TIMES = {"万亿": 12, "千万": 7, "百万": 6, "十万": 5, "亿": 8, "万": 4, "千": 3, "百": 2, "": 0}
"""Decades of the numeral a unit or a cell starts with."""
_HALF = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | {0x3000: " ", 0x2212: "-"}
_NUMBER = re.compile(
    r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(\.[0-9]+)?"
)
_MARKS = re.compile(r"(?:[①-⑳⓪-⓿¹²³⁰-⁹*※#†‡]|\[[0-9]+\]|注[0-9]*)+$")
_TAIL = re.compile(r"^(万亿|亿|万)?([^\d]*)$")


@dataclass(frozen=True)
class Unit:
    """A unit as decades and what is counted."""

    decades: int
    base: str


@dataclass(frozen=True)
class Figure:
    """A figure as digits, in the table's unit, and the rules that changed its writing."""

    number: Decimal
    rules: tuple[str, ...]


def plain(text: str) -> str:
    """Half-width characters, single spaces; raised and circled digits, which are notes, stay.

    Examples
    --------
    >>> plain("１，２３４．５％"), plain("12①")
    ('1,234.5%', '12①')
    """
    return re.sub(r"\s+", " ", text.translate(_HALF)).strip()


def read_unit(text: str) -> Unit:
    """Decades and base of a unit.

    Examples
    --------
    >>> read_unit("万个"), read_unit("亿元"), read_unit("％")
    (Unit(decades=4, base='个'), Unit(decades=8, base='元'), Unit(decades=0, base='%'))
    """
    bare = plain(text).replace(" ", "").strip("()")
    for word, decades in TIMES.items():
        if word and bare.startswith(word) and len(bare) > len(word):
            return Unit(decades, bare[len(word) :])
    return Unit(0, bare)


def same_unit(given: Unit, meant: Unit) -> bool:
    """Whether two units count the same thing, in whatever thousands.

    Examples
    --------
    >>> same_unit(read_unit("万元"), read_unit("亿元")), same_unit(read_unit("人"), read_unit("户"))
    (True, False)
    """
    return given.base.casefold() == meant.base.casefold()


def read_figure(text: str, unit: Unit) -> Figure | Sentence:
    """Digits of a cell in the table's unit, or what is wrong with it.

    Examples
    --------
    >>> read_figure("１，２３４．５", read_unit("万个")).number
    Decimal('1234.5')
    >>> read_figure("1.2万", read_unit("个")).number
    Decimal('12000')
    >>> read_figure("12,34", read_unit("个"))
    "'12,34' is not a number"
    """
    rules: list[str] = []
    half = plain(text)
    if half != text.strip():
        rules.append("full-width")
    unmarked = _MARKS.sub("", half).strip()
    if unmarked != half:
        rules.append("note-mark")
    found = _NUMBER.match(unmarked)
    if found is None:
        return _no_number(text)
    sign, whole, fraction = found.groups()
    digits = re.sub(r"[, ]", "", whole)
    if digits != whole:
        rules.append("thousands-separator")
    tail = _TAIL.match(unmarked[found.end() :].replace(" ", ""))
    if tail is None:
        return _no_number(text)
    try:
        number = Decimal(f"{sign}{digits}{fraction or ''}")
    except InvalidOperation:
        return _no_number(text)
    word, base = tail.groups()
    wrong = _tail_fault(text, word, base, unit)
    if wrong is not None:
        return wrong
    if word or base:
        rules.append("unit-in-cell")
    if word:
        return Figure(_shifted(number, TIMES[word] - unit.decades), tuple(rules))
    return Figure(number, tuple(rules))


def _tail_fault(text: str, word: str | None, base: str, unit: Unit) -> Sentence | None:
    """Whether the words after a number go with the unit of the column."""
    if base and base.casefold() != unit.base.casefold():
        return say(
            "{given} is in {base}, and the column in {unit}",
            "{given}的单位是{base}，而该列为{unit}",
            given=shown(text), base=base, unit=unit.base,
        )  # fmt: skip
    if word and not base and unit.decades:
        return say(
            "{given} carries {word}, and the column's unit does already; which is meant?",
            "{given}带有“{word}”，而该列单位已含数级，无法判断",
            given=shown(text), word=word,
        )  # fmt: skip
    if base and not word and unit.decades:
        return say(
            "{given} is in {base} alone, and the column in a larger unit; which is meant?",
            "{given}的单位只有{base}，而该列单位含数级，无法判断",
            given=shown(text), base=base,
        )  # fmt: skip
    return None


def _shifted(number: Decimal, decades: int) -> Decimal:
    """The number moved by decades, written without an exponent."""
    moved = number.scaleb(decades)
    return Decimal(format(moved, "f"))


def converted(number: Decimal, given: Unit, meant: Unit) -> Decimal:
    """A figure in the unit of its series; digits only move.

    Examples
    --------
    >>> converted(Decimal("17840000"), read_unit("个"), read_unit("万个"))
    Decimal('1784.0000')
    """
    return _shifted(number, given.decades - meant.decades)


def _no_number(text: str) -> Sentence:
    return say("{given} is not a number", "{given}不是数值", given=shown(text))
