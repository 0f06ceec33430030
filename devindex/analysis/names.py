"""How results name parts of the tree and numbers, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from devindex.definitions import Framework
from devindex.errors import Sentence

__all__ = ["joined", "part_name", "shown"]


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
