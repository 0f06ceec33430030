"""What a workbook cannot hold, said before it is written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING

import pandas as pd
from pandas.api import types

from devindex.errors import Sentence, did_you_mean, listed, say

if TYPE_CHECKING:
    from devindex.release.workbook import Sheet

__all__ = ["faults_of_workbook"]

MOST_ROWS, LONGEST_TEXT, LONGEST_HEADER, LONGEST_NAME = 1_000_000, 32_767, 255, 31
FORBIDDEN = "[]:*?/\\"


def faults_of_workbook(sheets: Sequence[Sheet], *, reserved: Sequence[str]) -> list[Sentence]:
    """Every fault of names, headers, decimals and values; ``reserved`` names are taken."""
    names = _faults_of_names([s.name for s in sheets], reserved)
    return [*names, *(fault for s in sheets for fault in _faults(s))]


def _faults_of_names(names: Sequence[str], reserved: Sequence[str]) -> Iterator[Sentence]:
    for name in dict.fromkeys(n.casefold() for n in names):
        same = [n for n in (*names, *reserved) if n.casefold() == name]
        if len(same) > 1:
            yield say(
                "{n} sheets are named {names}: names are unique, capitals aside",
                "{n}张工作表名为{names}；名称不得重复（不分大小写）",
                n=len(same),
                names=listed(same, quoted=True),
            )
    for name in names:
        if not name.strip() or len(name) > LONGEST_NAME:
            yield say(
                "sheet name {name!r} has {n} characters: 1 to {most} are allowed",
                "工作表名{name!r}有{n}个字符；应为1至{most}个",
                name=name,
                n=len(name),
                most=LONGEST_NAME,
            )
        if found := sorted(set(name) & set(FORBIDDEN)):
            yield say(
                "sheet name {name!r} holds {found}: leave out {forbidden}",
                "工作表名{name!r}含有 {found}；不得使用 {forbidden}",
                name=name,
                found=" ".join(found),
                forbidden=FORBIDDEN,
            )
        if name.startswith("'") or name.endswith("'") or name.casefold() == "history":
            yield say(
                "sheet name {name!r}: no apostrophe at either end, and not Excel's own History",
                "工作表名{name!r}：首尾不得有单引号，也不得用 Excel 保留的 History",
                name=name,
            )


def _faults(sheet: Sheet) -> Iterator[Sentence]:
    where, frame = say("sheet {name!r}", "工作表{name!r}", name=sheet.name), sheet.frame
    if not 1 <= len(frame) <= MOST_ROWS or frame.columns.empty:
        yield say(
            "{where} has {rows} rows and {columns} columns: a table has 1 to {most:,} rows and "
            "some column",
            "{where}有{rows}行{columns}列；表应有1至{most:,}行，至少一列",
            where=where,
            rows=len(frame),
            columns=frame.shape[1],
            most=MOST_ROWS,
        )
    for place, header in enumerate(frame.columns, start=1):
        if not isinstance(header, str) or not header.strip() or len(header) > LONGEST_HEADER:
            yield say(
                "{where}, column {place}: header {header!r} is not a text of 1 to 255 characters",
                "{where}第{place}列：列名{header!r}应为1至255个字符的文字",
                where=where,
                place=place,
                header=header,
            )
    counts = Counter(h.strip().casefold() for h in frame.columns if isinstance(h, str))
    for header, count in counts.items():
        if header and count > 1:
            yield say(
                "{where}: header {header!r} comes {count} times; headers are unique",
                "{where}：列名{header!r}出现{count}次；列名不得重复",
                where=where,
                header=header,
                count=count,
            )
    headers = [str(h) for h in frame.columns]
    for header, places in sheet.decimals.items():
        if header not in headers:
            yield say(
                "{where}: decimals for {header!r}, no column.{hint}",
                "{where}：为{header!r}指定了小数位数，但没有这一列。{hint}",
                where=where,
                header=header,
                hint=did_you_mean(header, headers),
            )
        if places < 0:
            yield say(
                "{where}, {header!r}: {places} decimals; 0 or more are allowed",
                "{where}{header!r}列：小数位数为{places}；不得小于0",
                where=where,
                header=header,
                places=places,
            )
    for name, column in frame.items():
        at = say("{where}, {name!r}", "{where}{name!r}列", where=where, name=name)
        yield from _faults_of_column(at, column, name in sheet.decimals)


def _faults_of_column(where: Sentence, column: pd.Series, named: bool) -> Iterator[Sentence]:
    text = types.is_object_dtype(column) or types.is_string_dtype(column)
    if not (named or text or types.is_integer_dtype(column)):
        yield say(
            "{where} is {kind}: give its decimals, or make it text",
            "{where}的类型为 {kind}；请指定小数位数，或改为文字",
            where=where,
            kind=column.dtype,
        )
    numbers = named or types.is_integer_dtype(column)
    for row, value in enumerate(column, start=1):
        if numbers and not isinstance(value, str | Real | Decimal) and not pd.isna(value):
            yield say(
                "{where}, row {row}: {value!r} is not a number",
                "{where}第{row}行：{value!r}不是数值",
                where=where,
                row=row,
                value=value,
            )
        if isinstance(value, Real) and math.isinf(value):
            yield say(
                "{where}, row {row}: {value} is not a number a cell can hold",
                "{where}第{row}行：{value} 不是单元格可以存放的数值",
                where=where,
                row=row,
                value=value,
            )
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield say(
                "{where}, row {row}: {n} characters; a cell holds {most}",
                "{where}第{row}行：有{n}个字符；单元格最多{most}个",
                where=where,
                row=row,
                n=len(value),
                most=LONGEST_TEXT,
            )
