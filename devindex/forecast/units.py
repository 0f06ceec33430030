"""Units and amounts in words."""

from __future__ import annotations

import re

from devindex.definitions import Target, Text
from devindex.errors import Sentence, say

__all__ = ["amount", "in_unit", "median_and_interval", "unit_text", "value_text"]

_CHINESE = {
    "apps": "个", "areas": "个", "classes": "个", "index": "指数", "index points": "点",
    "industries": "个", "models": "个", "networks": "张", "platforms": "个", "provinces": "个",
    "score (0-100)": "分（0—100）", "trillion yuan": "万亿元",
}  # fmt: skip
"""Chinese of the units the table of series gives in English alone."""
_BOTH = re.compile(r"(.+?) \((.*[一-鿿].*)\)")
_OF_ALL = re.compile(r"classes \(of (\d+)\)")
_BASE = re.compile(r"index \((\d{4})=100\)")
_PLURAL = re.compile(r"\b(device|issue|network|time)s\b")


def unit_text(unit: str, target: Target | None = None) -> Text | None:
    """A unit in both languages, None for none; that of the target where figures are in its unit.

    Examples
    --------
    >>> unit_text("10,000 stations (万个)")
    Text(zh='万个', en='10,000 stations')
    >>> unit_text("classes (of 41)").zh, unit_text("index (2018=100)").zh, unit_text("%").zh
    ('个（共41个）', '指数（2018年=100）', '%')
    """
    if target is not None:
        return target.unit
    if not unit:
        return None
    if isinstance(unit, Sentence):
        return Text(zh=unit.zh, en=str(unit))
    both, of_all, base = (p.fullmatch(unit) for p in (_BOTH, _OF_ALL, _BASE))
    if both:
        return Text(zh=both[2], en=both[1])
    if of_all:
        return Text(zh=f"个（共{of_all[1]}个）", en=unit)
    if base:
        return Text(zh=f"指数（{base[1]}年=100）", en=unit)
    return Text(zh=_CHINESE.get(unit, unit), en=unit)


def amount(value: float, digits: int = 4) -> str:
    """A number to some digits that count, never with an exponent.

    Examples
    --------
    >>> amount(129451024.0), amount(37.2649), amount(0.5)
    ('129,500,000', '37.26', '0.5')
    """
    return f"{float(f'{value:.{digits}g}'):,.12g}"


def value_text(value: float, unit: Text | None) -> Sentence:
    """A figure with its unit; in Chinese by 万 and 亿.

    Examples
    --------
    >>> value_text(120_000_000, Text(zh="台", en="devices")).zh
    '1.2亿台'
    >>> value_text(15_300, Text(zh="亿元", en="CNY 100 million"))
    'CNY 1,530 billion'
    >>> value_text(2, Text(zh="项/年", en="count a year"))
    '2 a year'
    """
    if unit is not None and unit.en == "CNY 100 million":
        return Sentence(f"CNY {value / 10:,.12g} billion", value_text(value, None).zh + unit.zh)
    size, word = next(
        (s, w) for s, w in ((1e8, "亿"), (1e4, "万"), (1, "")) if value >= s or s == 1
    )
    zh = "" if unit is None else unit.zh
    return Sentence(in_unit(f"{value:,.12g}", unit), f"{value / size:.10g}{word}{zh}")


def in_unit(number: str, unit: Text | None) -> Sentence:
    """A printed number with its unit behind it; a count has none in English.

    Examples
    --------
    >>> in_unit("288.5", unit_text("10,000 apps (万个)")), in_unit("1", Text(zh="份", en="issues"))
    ('288.5 (unit: 10,000 apps)', '1 issue')
    >>> in_unit("2,150", unit_text("platforms (家)")).zh, in_unit("20", None)
    ('2,150家', '20')
    """
    if unit is None:
        return Sentence(number, number)
    en = re.sub(r"^count( |$)", "", unit.en)
    if en[:1].isdigit() or en.startswith("CNY"):
        en = f"(unit: {en})"
    elif number == "1":
        en = _PLURAL.sub(r"\1", en)
    return Sentence(f"{number} {en}".rstrip(), f"{number}{unit.zh}")


def median_and_interval(
    median: float, low: float, high: float, unit: Text | None
) -> tuple[Sentence, Sentence]:
    """A median and an interval, each with its unit; one that begins with a number stands once.

    Examples
    --------
    >>> median_and_interval(25.31, 19, 38, Text(zh="%", en="%"))
    ('25.31 %', '19 to 38 %')
    >>> median_and_interval(288.5, 260, 320, unit_text("10,000 apps (万个)"))
    ('288.5', '260 to 320 (unit: 10,000 apps)')
    """
    middle, end = in_unit(amount(median), unit), in_unit(amount(high), unit)
    if "(unit: " in middle:
        middle = Sentence(amount(median), middle.zh)
    return middle, say("{low} to {high}", "{low}至{high}", low=amount(low), high=end)
