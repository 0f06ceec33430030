"""Code lists of the identity columns, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from devindex.definitions import Text, regions
from devindex.enterprise.returns.lists import industries, provinces, sizes

__all__ = ["code_of", "label", "lists"]


@cache
def lists() -> Mapping[str, Mapping[str, Text]]:
    """Codes and names of every identity column that has a list.

    Examples
    --------
    >>> lists()["province"]["440000"].zh
    '广东省'
    """
    units = regions()
    return {
        "province": {c: Text(zh=units[c].name_zh, en=units[c].name_en) for c in provinces()},
        "industry": {code: industry.name for code, industry in industries().items()},
        "size": {code: size.name for code, size in sizes().items()},
    }


def label(code: str, name: Text) -> str:
    """What a drop-down list shows: code, then both names.

    Examples
    --------
    >>> label("440000", lists()["province"]["440000"])
    '440000 广东省 Guangdong'
    """
    return f"{code} {name.zh} {name.en}"


def code_of(column: str, answer: str) -> str | None:
    """Code of an answer: the label of a list, the code, or either name; None if it is none.

    Examples
    --------
    >>> code_of("province", "440000 广东省 Guangdong"), code_of("size", "大型")
    ('440000', 'large')
    """
    for code, name in lists()[column].items():
        if answer.strip() in (code, name.zh, name.en, label(code, name)):
            return code
    return None
