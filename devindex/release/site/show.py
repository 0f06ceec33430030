"""How numbers, words and links are shown on the page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from devindex.definitions.model import Language
from devindex.release.rounding import round_half_even
from devindex.release.site.read import number

__all__ = ["FILTERS", "TEMPLATES", "Words", "kilobytes", "percent", "shown", "signed", "words_of"]

TEMPLATES = files("devindex.release") / "templates" / "site"
NO_VALUE = "–"
MINUS = "−"

Words = Callable[..., str]


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))


def words_of(lang: Language) -> Words:
    """What the page says in one language, by key; braces are filled in.

    Examples
    --------
    >>> words_of("en")("edition", year=2024)
    'Edition 2024'
    """

    def say(key: str, **values: object) -> str:
        text = _said()[key][lang]
        return text.format(**values) if values else text

    return say


def _number(x: object) -> float | None:
    return number(x) if isinstance(x, str) else x  # type: ignore[return-value]


def shown(x: object, decimals: int | None = None) -> str:
    """A number as it is read; a dash for none. Without ``decimals``, by its size.

    Examples
    --------
    >>> shown(88.04, 1), shown(""), shown(-0.25, 1), shown(1234.5), shown(12.345), shown(0.12345)
    ('88.0', '–', '−0.2', '1,234', '12.3', '0.123')
    """
    value = _number(x)
    if value is None:
        return NO_VALUE
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{round_half_even(value, decimals):,.{decimals}f}".replace("-", MINUS)


def signed(x: object, decimals: int = 1) -> str:
    """A change with its sign.

    Examples
    --------
    >>> signed("3.4"), signed(-1.0, 0), signed("0", 0), signed("")
    ('+3.4', '−1', '0', '–')
    """
    value = _number(x)
    text = shown(value, decimals)
    return f"+{text}" if value is not None and value > 0 else text


def percent(x: object, decimals: int = 0, *, lang: Language = "en") -> str:
    """A share in per cent; Chinese has no space before the sign.

    Examples
    --------
    >>> percent("0.4395", lang="zh"), percent(None)
    ('44%', '–')
    """
    value = _number(x)
    space = "" if lang == "zh" else "\u00a0"
    return NO_VALUE if value is None else f"{shown(100 * value, decimals)}{space}%"


def plain(x: float) -> str:
    """A figure as published, with separators of thousands.

    Examples
    --------
    >>> plain(11055.8), plain(2183.0)
    ('11,055.8', '2,183')
    """
    return f"{x:,.6f}".rstrip("0").rstrip(".")


def kilobytes(size: int) -> str:
    """Size of a file.

    Examples
    --------
    >>> kilobytes(2502), kilobytes(105_865)
    ('3 kB', '106 kB')
    """
    return f"{max(1, round(size / 1000))} kB"


FILTERS: dict[str, Callable[..., Any]] = {
    "shown": shown, "signed": signed, "kilobytes": kilobytes, "plain": plain,
}  # fmt: skip
