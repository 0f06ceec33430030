"""Cells of a return: a figure, a status, a note, or what is wrong with them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from devindex.errors import Sentence, listed, say
from devindex.kinds import shown
from devindex.observations.returns.marks import WITH_FIGURE, WITHOUT, status_of
from devindex.observations.returns.opening import Cell

__all__ = ["figure", "same_text", "status", "words"]

_SCALED = re.compile(r'[0#?]"?,+(?![0#?])')
"""A number format that shows thousands or millions: a comma after the last digit."""
_TOO_LARGE = 10**15


def figure(cell: Cell) -> str | Sentence:
    """Digits of a cell, empty if it is; or what is wrong with it.

    A number is taken with the fifteen digits a spreadsheet keeps.
    """
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if cell.data_type == "f":
        return say("a formula; type the figure itself", "是公式，请直接填写数字")
    if cell.data_type == "e":
        return say("an error value {value}", "是错误值{value}", value=shown(value))
    if isinstance(value, date | time | timedelta):
        return say(
            "a date; format the cell as a number and type the figure",
            "是日期，请把单元格设为数值格式后填写数字",
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return say(
            "{value} is not a number{hint}; type the number alone",
            "{value}不是数字{hint}，请只填数字",
            value=shown(value), hint=_hint(str(value)),
        )  # fmt: skip
    if not abs(value) < _TOO_LARGE:
        return say("the number is too large to be a figure", "数字过大，不可能是统计数据")
    if "%" in cell.number_format:
        return say(
            "the cell is formatted as a percentage, so that {value:g} shows as {shown:g} %; "
            "format it as a number",
            "单元格为百分比格式，{value:g} 显示为 {shown:g}%；请改为数值格式后填写",
            value=value, shown=value * 100,
        )  # fmt: skip
    if _SCALED.search(cell.number_format):
        return say(
            "the cell's format hides thousands: {value:g} shows as a smaller number; format it as "
            "a plain number",
            "单元格格式隐去了千位，{value:g} 显示为较小的数；请改为普通数值格式",
            value=value,
        )
    return str(value) if isinstance(value, int) else format(value, ".15g")


def _hint(text: str) -> Sentence:
    if re.search(r"[万亿]", text):
        return Sentence(" (it carries a unit)", "（带有单位）")
    if re.search(r"[，,]", text) and re.search(r"[0-9０-９]", text):
        return Sentence(" (it has a separator)", "（含有分隔符）")
    if re.search(r"[０-９．％]", text):
        return Sentence(" (full-width characters)", "（含全角字符）")
    if re.search(r"[0-9][oO]|[oO][0-9]", text):
        return Sentence(" (letter O for zero?)", "（是否把0写成了字母O？）")
    if text.strip() in ("-", "—", "——", "…", "……", "...", "/", "无", "N/A", "n/a"):
        return Sentence(
            " (leave it empty and give the reason as status)", "（请留空，并在状态列注明原因）"
        )
    return Sentence("", "")


def status(cell: Cell, value: str) -> str | Sentence:
    """SDMX code of the status column, A for a figure without one; or what is wrong with it."""
    given = words(cell)
    if isinstance(given, Sentence):
        return given
    if not given:
        return "A" if value else ""
    code = status_of(given)
    if code is None:
        known = listed([*WITH_FIGURE, *WITHOUT])
        return say(
            "{value} is no status of the list; those are {known}",
            "{value}不在状态列表中；可选：{known}",
            value=shown(given), known=known,
        )  # fmt: skip
    if value and code in WITHOUT:
        return say(
            "status {code} says there is no figure, and the answer is {value}; keep one",
            "状态 {code} 表示没有数据，而答案为 {value}，请只保留一项",
            code=code, value=value,
        )  # fmt: skip
    if not value and code in WITH_FIGURE:
        return say(
            "status {code} says there is a figure, and the answer is empty",
            "状态 {code} 表示有数据，而答案为空",
            code=code,
        )
    return code


def words(cell: Cell) -> str | Sentence:
    """Text of a cell, cut at 2,000 characters; a formula is refused."""
    if cell.data_type == "f":
        return say("a formula; type the text itself", "是公式，请直接填写文字")
    return "" if cell.value is None else str(cell.value).strip()[:2000]


def same_text(given: object, meant: str) -> bool:
    """Whether a locked cell holds what it did; spaces and line ends do not count."""
    if given is None:
        return not meant
    if isinstance(given, float):
        given = format(given, ".15g")
    return "".join(str(given).replace("_x000D_", "").split()) == "".join(meant.split())
