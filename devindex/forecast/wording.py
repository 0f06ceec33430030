"""Units, days and amounts of a forecast in words, for lines, tables and pictures alike."""

from __future__ import annotations

import re
from datetime import date

from devindex.definitions import Target, Text
from devindex.observations.dates import day_at

__all__ = ["amount", "day_text", "unit_text"]

_CHINESE = {
    "apps": "个", "areas": "个", "classes": "个", "index": "指数", "index points": "点",
    "industries": "个", "models": "个", "networks": "张", "platforms": "个", "provinces": "个",
    "score (0-100)": "分（0—100）", "trillion yuan": "万亿元",
}  # fmt: skip
"""Chinese of the units the table of series gives in English alone."""
_BOTH = re.compile(r"(.+?) \((.*[一-鿿].*)\)")
_OF_ALL = re.compile(r"classes \(of (\d+)\)")
_BASE = re.compile(r"index \((\d{4})=100\)")


def unit_text(unit: str, target: Target | None = None) -> Text:
    """A unit in both languages; that of the target where the figures are in the target's unit.

    Examples
    --------
    >>> unit_text("10,000 stations (万个)")
    Text(zh='万个', en='10,000 stations')
    >>> unit_text("classes (of 41)").zh, unit_text("index (2018=100)").zh, unit_text("%").zh
    ('个（共41个）', '指数（2018年=100）', '%')
    """
    if target is not None:
        return target.unit
    both, of_all, base = (p.fullmatch(unit) for p in (_BOTH, _OF_ALL, _BASE))
    if both:
        return Text(zh=both[2], en=both[1])
    if of_all:
        return Text(zh=f"个（共{of_all[1]}个）", en=unit)
    if base:
        return Text(zh=f"指数（{base[1]}年=100）", en=unit)
    return Text(zh=_CHINESE.get(unit, unit), en=unit)


def day_text(time: float) -> Text:
    """A decimal year as the end of a year, or a day.

    Examples
    --------
    >>> day_text(2028 + 365 / 366).zh, day_text(2030.5).en
    ('2028年底', '2030-07-02')
    """
    day = day_at(time)
    if day == date(day.year, 12, 31):
        return Text(zh=f"{day.year}年底", en=f"the end of {day.year}")
    return Text(zh=f"{day.year}年{day.month}月{day.day}日", en=day.isoformat())


def amount(value: float, digits: int = 4) -> str:
    """A number to some digits that count, never with an exponent.

    Examples
    --------
    >>> amount(129451024.0), amount(37.2649), amount(0.5)
    ('129,500,000', '37.26', '0.5')
    """
    return f"{float(f'{value:.{digits}g}'):,.12g}"
