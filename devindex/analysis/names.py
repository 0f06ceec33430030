"""How results name regions, parts of the tree and numbers, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from devindex.definitions import NATION, Framework, regions
from devindex.errors import Sentence

__all__ = ["joined", "named", "part_name", "percent", "shown"]


def part_name(framework: Framework, code: str) -> Sentence:
    """Name of an indicator, theme or dimension; the code itself if it is none of them."""
    every = (*framework.indicators, *framework.themes, *framework.dimensions)
    known = next((e.name for e in every if e.code == code), None)
    if known is not None:
        return Sentence(known.en, known.zh)
    return Sentence("Index", "综合得分") if code == "index" else Sentence(code, code)


def shown(x: float, decimals: int = 1, *, sign: bool = False) -> str:
    """A number as published: rounded once, half to even on its decimals (GB/T 8170).

    Examples
    --------
    >>> shown(0.35), shown(-0.04, sign=True), shown(1.25, sign=True), shown(-0.8)
    ('0.4', '0.0', '+1.2', '-0.8')
    """
    value = Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    value = abs(value) if value == 0 else value
    return f"{value:+f}" if sign and value != 0 else f"{value:f}"


def joined(words: Sequence[Sentence]) -> Sentence:
    """Words in a row as prose has them.

    Examples
    --------
    >>> joined([Sentence("a", "甲"), Sentence("b", "乙"), Sentence("c", "丙")])
    'a, b and c'
    """
    if not words:
        return Sentence("none", "无")
    *most, last = words
    en = f"{', '.join(most)} and {last}" if most else str(last)
    return Sentence(en, "、".join(w.zh for w in words))


def named(code: str) -> Sentence:
    """Name of a region in both languages; a code that is no Chinese province stays as it is.

    Examples
    --------
    >>> named("440000").zh, named("A1").zh
    ('广东', 'A1')
    """
    known = {NATION.code: NATION, **regions()}
    return (
        Sentence(known[code].name_en, known[code].short_zh)
        if code in known
        else Sentence(code, code)
    )


def percent(share: float) -> str:
    """Whole percent, never a certainty that draws cannot give.

    Examples
    --------
    >>> percent(0.5), percent(0.0001), percent(0.9999), percent(1.0)
    ('50%', '<1%', '>99%', '100%')
    """
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"
