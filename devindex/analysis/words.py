"""Words that sentences of several analyses share."""

from __future__ import annotations

from devindex.definitions import NATION, regions
from devindex.errors import Sentence

__all__ = ["named", "percent"]


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
