"""Whether a value is of the kind an annotation says: the check at every door, in one place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from numbers import Integral, Real
from reprlib import Repr
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from devindex.errors import DevindexError, Sentence, say

__all__ = ["admit", "fits", "kind", "require", "shown"]

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 120


def shown(value: object) -> Sentence:
    """A value as it was given, cut short, on one line.

    Examples
    --------
    >>> shown("kg").zh, shown([1] * 9)
    ('“kg”', '[1, 1, 1, 1, 1, 1, ...]')
    """
    said = " ".join(_SHORT.repr(value).split())
    return Sentence(said, f"“{said[1:-1]}”" if isinstance(value, str) else said)


_KINDS: dict[Any, tuple[str, str, str]] = {
    bool: ("true or false", "true or false", "true 或 false"),
    int: ("a whole number", "whole numbers", "整数"),
    float: ("a finite number", "finite numbers", "有限的数值"),
    str: ("a text", "texts", "文字"),
    list: ("a list", "lists", "列表"),
    Mapping: ("a table", "tables", "表"),
}
_MOST = sys.float_info.max
_LISTS = (list, tuple, Collection, Sequence)
_TABLES = (dict, Mapping)


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of the kind an annotation says: any finite number is a float.

    Examples
    --------
    >>> fits(3, float), fits(True, int), fits("3", float | None), fits([1, "x"], list[float])
    (True, False, False, False)
    """
    if type(value) is hint and (hint is str or hint is bool):
        return True
    origin, inner = get_origin(hint) or hint, get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if origin in (None, NoneType):
        return value is None
    if origin in (int, float):
        number = isinstance(value, Integral if origin is int else Real)
        return number and not isinstance(value, bool) and abs(value) <= _MOST  # type: ignore[arg-type]
    if origin in _LISTS:
        entries = getattr(value, "tolist", lambda: value)()
        plain = (list, tuple) if origin in (list, tuple) else Collection
        if not isinstance(entries, plain) or isinstance(entries, (str, bytes, Mapping)):
            return False
        if origin is tuple and ... not in inner and len(entries) != len(inner):
            return False
        return all(fits(v, inner[0] if inner else Any) for v in entries)
    if origin in _TABLES:
        named, one = inner or (Any, Any)
        if named is str and one is Any:
            return isinstance(value, Mapping) and all(isinstance(k, str) for k in value)
        return isinstance(value, Mapping) and all(
            fits(k, named) and fits(v, one) for k, v in value.items()
        )
    return origin is Any or not isinstance(origin, type) or isinstance(value, origin)


def kind(hint: Any, *, many: bool = False) -> Sentence:
    """What an annotation says, in words.

    Examples
    --------
    >>> kind(float | list[float] | None), kind(dict[str, float]).zh
    ('a finite number or a list of finite numbers', '表（每项为有限的数值）')
    """
    origin, inner = get_origin(hint) or hint, get_args(hint)
    if origin in (Union, UnionType):
        said = [kind(one, many=many) for one in inner if one is not NoneType]
        return Sentence(" or ".join(said), "或".join(s.zh for s in said))
    name = list if origin in _LISTS else Mapping if origin in _TABLES else origin
    if name not in _KINDS:
        word = getattr(name, "__name__", str(name))
        return Sentence(f"an {word}" if word[0] in "AEIOU" else f"a {word}", word)
    one, several, zh = _KINDS[name]
    if name not in (list, Mapping) or not inner or Any in inner[-1:]:
        return Sentence(several if many else one, zh)
    entry = kind(inner[0] if name is list else inner[-1], many=True)
    if origin is tuple and len(inner) == 2 and ... not in inner:
        return say("a pair of {entry}", "一对{entry}", entry=entry)
    return say(
        "{whole} of {entry}", "{entry}列表" if name is list else "表（每项为{entry}）",
        whole=several if many else one, entry=entry,
    )  # fmt: skip


def require(value: object, hint: Any, name: str, error: type[DevindexError]) -> None:
    """Refuse a value of another kind than an annotation says.

    Raises
    ------
    DevindexError
        Of the class that is given.

    Examples
    --------
    >>> from devindex.errors import MethodError
    >>> require(2020, int, "year", MethodError)
    >>> require("x", int | None, "year", MethodError)
    Traceback (most recent call last):
        ...
    devindex.errors.MethodError: year is 'x'; a whole number is needed
    """
    if not fits(value, hint):
        raise error(
            say(
                "{name} is {value}; {kind} is needed", "{name} 为{value}，应为{kind}",
                name=name, value=shown(value), kind=kind(hint),
            )
        )  # fmt: skip


def admit(
    door: Callable[..., Any], given: Mapping[str, object], error: type[DevindexError]
) -> None:
    """Refuse arguments of another kind than a function's own annotations say.

    The function calls it first, with its ``locals()``, which then are its arguments alone.

    Raises
    ------
    DevindexError
        Of the class that is given, for the first that does not fit.
    """
    for name, hint in get_type_hints(door).items():
        if name in given:
            require(given[name], hint, name, error)
