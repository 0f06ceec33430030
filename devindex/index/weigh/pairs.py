"""Comparisons in pairs as people give them: tables, matrices, files; checked, as arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats
from devindex.index.weigh.judgement_values import CODE, out_of_range
from devindex.index.weigh.judgements import Judgements, number, read

__all__ = ["by_expert", "matrices", "named", "times", "twice"]

FAULT = "{a} over {b}: {fault}", "{a}比{b}：{fault}"
ROUNDING = 0.025
"""How far a product of reciprocals may be from one: 0.11 for 1/9, 0.17 for 1/6."""


def times(x: float) -> str:
    """A ratio as people write it.

    Examples
    --------
    >>> times(3.0), times(1 / 3), times(2.4142)
    ('3', '1/3', '2.41')
    """
    if x < 1 and abs(1 / x - round(1 / x)) < 1e-9:
        return f"1/{round(1 / x)}"
    return f"{x:.3g}"


def twice(names: Sequence[str]) -> list[Sentence]:
    """Codes that come more than once.

    Examples
    --------
    >>> twice(["a", "b", "a"])
    ["code 'a' comes twice; each item has a code of its own"]
    """
    said = "code {c!r} comes twice; each item has a code of its own"
    zh = "代码{c!r}重复；每项应有各自的代码"
    return [say(said, zh, c=c) for c in dict.fromkeys(names) if list(names).count(c) > 1]


def by_expert(given: Any) -> dict[str, Any]:
    """Judgements by expert; one matrix has an expert without a name."""
    if isinstance(given, (str, Path)):
        given = read(given)
    if isinstance(given, Judgements):
        if given.kind != "ahp":
            raise MethodError(
                say(
                    "{file} holds judgements of kind {kind!r}, not 'ahp'",
                    "{file} 中的判断类型是{kind!r}，不是“ahp”",
                    file=given.source,
                    kind=given.kind,
                )
            )
        return dict(given.experts)
    if not isinstance(given, (Mapping, list, tuple, np.ndarray, pd.DataFrame)):
        raise MethodError(
            say(
                "judgements are {given!r}; a matrix, a table {{a: {{b: 3}}}} or a path is needed",
                "判断为{given!r}；应为矩阵、{{a: {{b: 3}}}}形式的表，或文件路径",
                given=given,
            )
        )
    for matrix in given.values() if isinstance(given, Mapping) else [given]:
        if isinstance(matrix, np.ndarray) and matrix.ndim not in (1, 2):
            raise MethodError(
                say(
                    "the matrix is an array of {n} dimensions; one of rows and columns is needed",
                    "矩阵为{n}维数组；应为行与列的二维数组",
                    n=matrix.ndim,
                )
            )
    if not isinstance(given, Mapping) or not given:
        return {"": given}
    several = all(
        isinstance(m, (list, tuple, np.ndarray, pd.DataFrame))
        or (isinstance(m, Mapping) and all(isinstance(row, Mapping) for row in m.values()))
        for m in given.values()
    )
    return {str(e): m for e, m in given.items()} if several else {"": given}


def named(given: Mapping[str, Any]) -> list[str]:
    """Every code that is named, sorted; a bare matrix numbers its rows."""
    codes: set[str] = set()
    for matrix in given.values():
        if isinstance(matrix, pd.DataFrame):
            codes |= {str(c) for c in matrix.index}
        elif isinstance(matrix, Mapping):
            rows = [r for r in matrix.values() if isinstance(r, Mapping)]
            codes |= {str(c) for c in matrix} | {str(c) for row in rows for c in row}
        else:
            return [str(n + 1) for n in range(len(matrix))]
    return sorted(codes)


def matrices(given: Mapping[str, Any], names: list[str], whole: Any) -> list[Floats]:
    """The matrix of each expert, NaN where a pair is missing."""
    source = f"{whole.source}, " if isinstance(whole, Judgements) else ""
    if isinstance(whole, (str, Path)):
        source = f"{Path(whole).name}, "
    problems, out = [], []
    for expert, matrix in given.items():
        wrong: list[Sentence] = []
        a = _filled(matrix, names, wrong)
        if not wrong:
            _reciprocal(a, names, wrong)
        head = f"{source}{expert}" if expert else ""
        problems += [
            say("{head}: {fault}", "{head}：{fault}", head=head, fault=w) if head else w
            for w in wrong
        ]
        out.append(np.sqrt(a / a.T))
    if problems:
        raise MethodError(problems)
    return out


def _filled(given: Any, names: list[str], wrong: list[Sentence]) -> Floats:
    """A matrix (k, k) of what is given, with the reciprocals of what stands on one side only."""
    k = len(names)
    whole = _plain(given, k)
    if whole is not None:
        return whole
    place = {name: n for n, name in enumerate(names)}
    a = np.full((k, k), np.nan)
    if isinstance(given, pd.DataFrame):
        given = {str(c): given.loc[c].to_dict() for c in given.index}
    if not isinstance(given, Mapping):
        rows = [list(row) if isinstance(row, (list, tuple, np.ndarray)) else [row] for row in given]
        if len(rows) != k or any(len(row) != k for row in rows):
            sizes = sorted({len(row) for row in rows}) or [0]
            wrong.append(
                say(
                    "the matrix has {rows} rows of {sizes} numbers; {k} rows of {k} are needed, "
                    "for {names}",
                    "矩阵有{rows}行，每行{sizes}个数；应为{k}行{k}列，依次为{names}",
                    rows=len(rows), sizes=listed(sizes), k=k, names=listed(names),
                )
            )  # fmt: skip
            return a
        given = {c: dict(zip(names, row, strict=True)) for c, row in zip(names, rows, strict=True)}
    for first, row in given.items():
        if not isinstance(row, Mapping):
            table = "{a} is {row!r}; a table of ratios is needed, such as {{b = 3}}"
            wrong.append(say(table, "{a}为{row!r}，应为比值的表，如{{b = 3}}", a=first, row=row))
            continue
        for second, value in row.items():
            i, j = place.get(str(first)), place.get(str(second))
            strange = [str(c) for c, n in ((first, i), (second, j)) if n is None]
            wrong += [s for c in strange if (s := unknown(CODE, c, names)) not in wrong]
            if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
                continue
            x = number(value.item() if isinstance(value, np.number) else value)
            if isinstance(x, Sentence):
                wrong.append(say(*FAULT, a=first, b=second, fault=x))
            elif x <= 0:
                few = "{a} over {b} is {x:g}; a ratio above zero is needed, such as 1/3"
                few_zh = "{a}比{b}为{x:g}；应为大于零的比值，如1/3"
                wrong.append(say(few, few_zh, a=first, b=second, x=x))
            elif size := out_of_range("ahp", x):
                wrong.append(say(*FAULT, a=first, b=second, fault=size))
            elif i is not None and j is not None:
                a[i, j] = x
    diagonal = np.diagonal(a)
    for n in np.flatnonzero(~np.isnan(diagonal) & (diagonal != 1)):
        itself = "{a} over itself is {x:g}; it is 1"
        wrong.append(say(itself, "{a}与自身之比为{x:g}，应为1", a=names[n], x=diagonal[n]))
    np.fill_diagonal(a, 1.0)
    return np.where(np.isnan(a), 1.0 / a.T, a)


def _plain(given: Any, k: int) -> Floats | None:
    """A whole matrix of numbers without a fault in sight, read at once; else None."""
    if not isinstance(given, (list, tuple, np.ndarray)):
        return None
    if any(isinstance(row, (list, tuple)) and bool in map(type, row) for row in given):
        return None
    try:
        a = np.array(given)
    except ValueError:  # rows of several lengths
        return None
    if a.shape != (k, k) or a.dtype.kind not in "if":
        return None
    a = a.astype(float)
    fine = (a >= 1e-6).all() and (a <= 1e6).all() and (np.diagonal(a) == 1).all()
    return a if fine else None


def _reciprocal(a: Floats, names: list[str], wrong: list[Sentence]) -> None:
    for i, j in np.argwhere(np.triu(np.abs(a * a.T - 1.0) > ROUNDING)):
        wrong.append(
            say(
                "not reciprocal: {a} over {b} is {x}, and {b} over {a} is {y}, which should be {z}",
                "不互为倒数：{a}比{b}为{x}，{b}比{a}为{y}，应为{z}",
                a=names[i], b=names[j],
                x=times(a[i, j]), y=times(a[j, i]), z=times(1 / a[i, j]),
            )
        )  # fmt: skip
