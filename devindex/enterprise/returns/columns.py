"""The columns a table of firms has, and the refusal of one that has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from devindex.definitions import Framework
from devindex.errors import EnterpriseError, Sentence, did_you_mean, listed, say

if TYPE_CHECKING:
    import ibis

__all__ = ["FRAME", "IDENTITY", "columns", "refuse"]

IDENTITY: Mapping[str, str] = {
    "credit_code": "text",
    "province": "text",
    "industry": "text",
    "size": "text",
    "holding": "text",
    "stratum": "text",
    "weight": "number",
}
"""Columns that say who a firm is and what it stands for, and whether each is text or a number."""
FRAME: Mapping[str, str] = {"stratum": "text", "firms": "number"}
"""Columns of a sampling frame: the number of firms in each stratum of the population."""

KINDS = {"text": Sentence("text", "文字"), "number": Sentence("a number", "数值")}


def columns(framework: Framework) -> dict[str, str]:
    """Kind of each column a table of firms must have.

    Examples
    --------
    >>> from devindex import load_framework
    >>> len(columns(load_framework("enterprise")))
    74
    """
    return {**IDENTITY, **{i.code: "number" for i in framework.items}}


def refuse(table: ibis.Table, wanted: Mapping[str, str], name: str) -> None:
    """Refuse a table without the columns, or with a column of another kind.

    A column without any value (of kind null) may stand for either.

    Raises
    ------
    EnterpriseError
        With one sentence for all columns that are missing, and one for each that is of a wrong
        kind.
    """
    schema = table.schema()
    problems = []
    missing = [c for c in wanted if c not in schema]
    if missing:
        problems.append(
            say(
                "{name} has no column {missing}.{hint}",
                "{name} 缺少列 {missing}。{hint}",
                name=name,
                missing=listed(missing),
                hint=did_you_mean(missing[0], [c for c in schema if c not in wanted]),
            )
        )
    for column, kind in wanted.items():
        if column not in schema or schema[column].is_null():
            continue
        right = schema[column].is_string() if kind == "text" else schema[column].is_float64()
        if not right:
            problems.append(
                say(
                    "{name}: column {column} holds {given}; {kind} is needed",
                    "{name}：列 {column} 的类型为 {given}，应为{kind}",
                    name=name, column=column, given=_given(schema[column]), kind=KINDS[kind],
                )
            )  # fmt: skip
    if problems:
        raise EnterpriseError(problems)


def _given(kind: ibis.DataType) -> Sentence:
    if kind.is_string():
        return KINDS["text"]
    return Sentence("numbers", "数值") if kind.is_numeric() else Sentence(str(kind), str(kind))
