"""Symbols of a table in place of figures, and what its legend says they mean."""

from __future__ import annotations

import re

from devindex.errors import ObservationError, Sentence, say, unknown

__all__ = ["BLANK", "MEANINGS", "read_legend", "symbol"]

BLANK = "blank"
MEANINGS = {"none": "M", "unknown": "O", "suppressed": "Q", "0": "A"}
"""What a symbol may mean, with the SDMX status: there is none of it, nobody knows, it is kept
back, or it is less than half of the smallest unit."""
_WORDS = {
    "无": "none", "不存在": "none", "不详": "unknown", "未知": "unknown", "缺": "unknown",
    "隐去": "suppressed", "保密": "suppressed", "零": "0",
}  # fmt: skip
_DASH = re.compile(r"[-—–―‒−－ー─]+")
_DOTS = re.compile(r"(?:\.{2,}|…+|⋯+|·{2,}|。{2,})")
_BLANKS = ("", "blank", "空", "空白")


def symbol(text: str) -> str | None:
    """The symbol a cell is, in one way of writing it; None if it is a figure or words.

    Examples
    --------
    >>> symbol("——"), symbol("－"), symbol("……"), symbol(" "), symbol("12")
    ('—', '—', '…', 'blank', None)
    """
    bare = re.sub(r"[\s\u3000\xa0]+", "", text)
    if bare in _BLANKS:
        return BLANK
    if _DASH.fullmatch(bare):
        return "—"
    if _DOTS.fullmatch(bare):
        return "…"
    return bare if bare in ("/", "x", "X", "×", "*", "#", "&", "空格") else None


def read_legend(text: str | None) -> dict[str, str]:
    """What each symbol means: ``—=none,...=0,blank=unknown``.

    Raises
    ------
    ObservationError
        One sentence for each entry that says nothing.

    Examples
    --------
    >>> read_legend("—=none，...=0,空=不详")
    {'—': 'none', '…': '0', 'blank': 'unknown'}
    """
    out: dict[str, str] = {}
    problems: list[Sentence] = []
    for entry in filter(None, re.split(r"[,，;；]", text or "")):
        mark, between, meaning = (part.strip() for part in entry.replace("＝", "=").partition("="))
        key = symbol(mark)
        said = _WORDS.get(meaning, meaning)
        if not between or key is None:
            problems.append(
                say(
                    "legend: {entry!r} names no symbol; write —=none,...=0,blank=unknown",
                    "图例{entry!r}没有指明符号，应写作 —=none,...=0,blank=unknown",
                    entry=entry,
                )
            )
        elif said not in MEANINGS:
            problems.append(unknown("meaning", meaning, MEANINGS))
        elif out.get(key, said) != said:
            problems.append(
                say(
                    "legend: {mark} has two meanings", "图例：{mark} 有两种含义",
                    mark=key,
                )
            )  # fmt: skip
        out[key or mark] = said
    if problems:
        raise ObservationError(problems)
    return out
