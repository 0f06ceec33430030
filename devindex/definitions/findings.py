"""What pydantic finds, as sentences of ours: place, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from devindex.definitions.model import Value
from devindex.errors import Sentence, did_you_mean, listed, say

__all__ = ["sentences"]

_WHY = {
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "finite_number": "应为有限的数",
    "float_parsing": "应为数值，不能识别这段文字",
    "float_type": "应为数值",
    "greater_than": "须大于{gt:g}",
    "int_from_float": "应为整数，不能有小数",
    "int_parsing": "应为整数，不能识别这段文字",
    "int_type": "应为整数",
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


def sentences(error: ValidationError, kind: type[Value], where: Sentence | str) -> list[Sentence]:
    """One sentence for each fault of an entry."""
    return [_sentence(dict(fault), kind, where) for fault in error.errors()]


def _sentence(fault: Mapping[str, Any], kind: type[Value], where: str) -> Sentence:
    field = ".".join(str(p) for p in fault["loc"])
    given = fault["input"]
    match fault["type"]:
        case "missing":
            return say(
                "{where}: {field} is missing", "{where}：缺少 {field}", where=where, field=field
            )
        case "extra_forbidden":
            hint = did_you_mean(str(fault["loc"][-1]), list(kind.model_fields))
            return say(
                "{where}: unknown field {field!r}.{hint}", "{where}：未知的字段{field!r}。{hint}",
                where=where, field=field, hint=hint,
            )  # fmt: skip
        case "literal_error":
            known = _literals(kind, str(fault["loc"][0]))
            return say(
                "{where}: {field} is {given!r}, not one of {known}.{hint}",
                "{where}：{field} 为{given!r}，应为以下之一：{known}。{hint}",
                where=where, field=field, given=given, known=listed(known),
                hint=did_you_mean(str(given), known),
            )  # fmt: skip
        case _:
            if not field:
                return say("{where}: {why}", "{where}：{why}", where=where, why=_why(fault))
            return say(
                "{where}: {field} is {given!r}: {why}", "{where}：{field} 为{given!r}，{why}",
                where=where, field=field, given=given, why=_why(fault),
            )  # fmt: skip


def _why(fault: Mapping[str, Any]) -> Sentence:
    """Reason of a fault: our validators' own sentence, or pydantic's with our Chinese."""
    said = fault["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    values = fault.get("ctx", {})
    own = values.get("error")
    if isinstance(own, ValueError) and isinstance(own.args[0], Sentence):
        return Sentence(said, own.args[0].zh)
    return say("{said}", _WHY.get(fault["type"], "不合要求（{said}）"), **values, said=said)


def _literals(kind: type[Value], field: str) -> list[str]:
    return [str(v) for v in get_args(kind.model_fields[field].annotation)]
