"""What pydantic finds, as sentences of ours: place, what is wrong, what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from devindex.errors import Sentence, did_you_mean, listed, say
from devindex.kinds import shown

__all__ = ["sentences"]

_WHY = {
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "date_from_datetime_parsing": "应为日期，写作 YYYY-MM-DD",
    "date_type": "应为日期，写作 YYYY-MM-DD",
    "dict_type": "应为一个表",
    "finite_number": "应为有限的数",
    "float_parsing": "应为数值，不能识别这段文字",
    "float_type": "应为数值",
    "greater_than": "须大于{gt:g}",
    "greater_than_equal": "不得小于{ge:g}",
    "int_from_float": "应为整数，不能有小数",
    "int_parsing": "应为整数，不能识别这段文字",
    "int_type": "应为整数",
    "less_than_equal": "不得大于{le:g}",
    "model_attributes_type": "应为一个表",
    "model_type": "应为一个表（{class_name}）",
    "string_pattern_mismatch": "应符合格式 {pattern}",
    "string_too_long": "至多{max_length}个字符",
    "string_too_short": "至少{min_length}个字符",
    "string_type": "应为文字，写在引号内",
    "too_long": "至多{max_length}项，现有{actual_length}项",
    "too_short": "至少{min_length}项，现有{actual_length}项",
    "tuple_type": "应为列表，写在方括号内",
}
"""Chinese of pydantic's types of fault, with the values of its ``ctx``."""

_PLAIN = dict.fromkeys(("dict_type", "model_attributes_type", "model_type"), "a table is needed")
_PLAIN |= dict.fromkeys(("date_from_datetime_parsing", "date_type"), "write a day as YYYY-MM-DD")
"""English where pydantic's speaks of Python."""


def sentences(
    error: ValidationError, kind: type[BaseModel], where: Sentence | str
) -> list[Sentence]:
    """One sentence for each fault of an entry."""
    return [_sentence(dict(fault), kind, where) for fault in error.errors()]


def _sentence(fault: Mapping[str, Any], kind: type[BaseModel], where: str) -> Sentence:
    field = ".".join(str(p) for p in fault["loc"])
    given = fault["input"]
    match fault["type"]:
        case "missing":
            return say(
                "{where}: {field} is missing", "{where}：缺少 {field}", where=where, field=field
            )
        case "extra_forbidden":
            hint = did_you_mean(str(fault["loc"][-1]), _fields(kind, fault["loc"][:-1]))
            return say(
                "{where}: unknown field {field!r}.{hint}", "{where}：无法识别字段{field!r}。{hint}",
                where=where, field=field, hint=hint,
            )  # fmt: skip
        case "literal_error":
            known = re.findall("'(.*?)'", fault["ctx"]["expected"])
            return say(
                "{where}: {field} is {given}, not one of {known}.{hint}",
                "{where}：{field} 为{given}，应为以下之一：{known}。{hint}",
                where=where, field=field, given=shown(given), known=listed(known),
                hint=did_you_mean(str(given), known),
            )  # fmt: skip
        case _:
            if not field:
                return say("{where}: {why}", "{where}：{why}", where=where, why=_why(fault))
            if _of_tables(given):
                return say(
                    "{where}: {field}: {why}", "{where}：{field}：{why}",
                    where=where, field=field, why=_why(fault),
                )  # fmt: skip
            return say(
                "{where}: {field} is {given}: {why}", "{where}：{field} 为{given}，{why}",
                where=where, field=field, given=shown(given), why=_why(fault),
            )  # fmt: skip


def _of_tables(given: object) -> bool:
    """Whether a value is a table or a list of them, too long to be repeated."""
    entries = given if isinstance(given, (list, tuple)) else [given]
    return any(isinstance(entry, (Mapping, BaseModel)) for entry in entries)


def _why(fault: Mapping[str, Any]) -> Sentence:
    """Reason of a fault: our validators' own sentence, or pydantic's with our Chinese."""
    said = _PLAIN.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    said = said[:1].lower() + said[1:]
    values = fault.get("ctx", {})
    own = values.get("error")
    if isinstance(own, ValueError) and isinstance(own.args[0], Sentence):
        return Sentence(said, own.args[0].zh)
    return say("{said}", _WHY.get(fault["type"], "不合要求（{said}）"), **values, said=said)


def _fields(kind: Any, place: tuple[Any, ...]) -> list[str]:
    """Fields of the entry, or of the part of it, in which something stands."""
    for part in place:
        field = getattr(kind, "model_fields", {}).get(part)
        kind = field.annotation if field is not None else None
    return list(getattr(kind, "model_fields", {}))
