"""Run a recipe's choice: on the columns it is for, and the rows it may learn from."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Framework
from devindex.errors import DevindexWarning, MethodError, Sentence, say, term
from devindex.index.arrays import Bools, Floats, Ints
from devindex.index.recipe import Choice
from devindex.index.registry import find

__all__ = ["apply", "call", "choices", "fit_rows", "placed", "refuse", "rows_by_year"]

PER_COLUMN = frozenset(
    {"x", "transform", "sign", "goalposts", "codes", "numerator", "denominator", "factor"}
)
"""What has one entry a column, on its last axis."""


def call(step: str, choice: Choice, given: Mapping[str, Any]) -> Floats:
    """Run one method on what its step gives.

    Raises
    ------
    MethodError
        If the method does not keep the shape its step needs.
    """
    kind = bool if step == "screen" else float
    method = find(step, choice.method)
    given_back = method(given, choice.parameters)
    try:
        out = np.asarray(given_back, dtype=kind)
    except (TypeError, ValueError):
        raise MethodError(
            say(
                "{what} {name!r} gives no array of numbers", "{what}{name!r}给出的不是数值数组",
                what=term(f"{step} method"), name=choice.method,
            )
        ) from None  # fmt: skip
    if out.shape != (wanted := _shape(step, given)):
        raise MethodError(
            say(
                "{what} {name!r} gives shape {out}; {wanted} is needed",
                "{what}{name!r}给出的形状为{out}，应为{wanted}",
                what=term(f"{step} method"),
                name=choice.method,
                out=out.shape,
                wanted=wanted,
            )
        )
    if not method.shipped and np.isinf(out).any():
        raise MethodError(
            say(
                "{what} {name!r} gives an infinite number; give NaN where there is no answer",
                "{what}{name!r}给出了无穷大；没有结果时应给 NaN",
                what=term(f"{step} method"), name=choice.method,
            )
        )  # fmt: skip
    return out


def _shape(step: str, given: Mapping[str, Any]) -> tuple[int, ...]:
    """Shape of what a method of a step gives back."""
    if step == "weigh":
        return (len(given["codes"]),)
    if step == "aggregate":
        return tuple(given["z"].shape[:-1])
    return tuple(given["numerator" if step == "denominate" else "x"].shape)


def apply(
    framework: Framework,
    step: str,
    choice: Choice,
    codes: Sequence[str],
    given: Mapping[str, Any],
    index: pd.Index | None = None,
    beyond: Ints | None = None,
) -> Floats:
    """Run a choice and its exceptions, each on its own columns.

    With ``index`` the method also gets ``fit``, the rows it may learn from: rows of ``x`` beyond
    the index are carried through and never learned from. ``beyond`` holds the years of these
    rows; without it they are of no year.
    """
    if not choice.of:
        with placed(step):
            return _learned(framework, step, choice, given, index, beyond)
    table = {id(choice): step} | {id(one): f"{step}.of.{c}" for c, one in choice.of.items()}
    own: dict[int, list[int]] = {}
    chosen: dict[int, Choice] = {}
    for n, one in enumerate(choices(framework, choice, codes)):
        chosen[id(one)] = one
        own.setdefault(id(one), []).append(n)
    parts = []
    for key, columns in own.items():
        part = {k: _take(k, v, columns) for k, v in given.items()}
        with placed(table[key]):
            parts.append((columns, _learned(framework, step, chosen[key], part, index, beyond)))
    if len(parts) == 1:
        return parts[0][1]
    out = np.full((*parts[0][1].shape[:-1], len(codes)), np.nan)
    for columns, result in parts:
        out[..., columns] = result
    return out


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Say where in the recipe a fault or a warning comes from."""

    def said(fault: object) -> Sentence:
        return say("{where}: {fault}", "{where}：{fault}", where=where, fault=fault)

    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            yield
    except MethodError as error:
        raise MethodError(said(fault) for fault in error.problems) from None
    for one in heard:
        told = one.message
        if isinstance(told, DevindexWarning):
            told = DevindexWarning(said(told.args[0]))
        warnings.warn_explicit(told, one.category, one.filename, one.lineno, source=one.source)


def _take(name: str, value: Any, columns: list[int]) -> Any:
    if name not in PER_COLUMN:
        return value
    return value[..., columns]


def choices(framework: Framework, choice: Choice, codes: Sequence[str]) -> list[Choice]:
    """The choice for each indicator: its own exception, its theme's, its dimension's, or this."""
    theme = {i.code: i.theme for i in framework.indicators}
    dimension = {t.code: t.dimension for t in framework.themes}
    return [choice.at(c, theme[c], dimension[theme[c]]) for c in codes]


def _learned(
    framework: Framework, step: str, choice: Choice, given: Mapping[str, Any],
    index: pd.Index | None, beyond: Ints | None,
) -> Floats:  # fmt: skip
    """Run with the rows to learn from: the base window, all years, or each year by itself."""
    if index is None or not find(step, choice.method).learns:
        return call(step, choice, given)
    x = given["x"]
    rows = fit_rows(framework, index, choice)
    if choice.fit != "each":
        return call(step, choice, {**given, "fit": x[: len(index)][rows]})
    out = np.full(x.shape, np.nan, order="F")
    others = np.arange(len(index), len(x))
    for year, own in rows_by_year(index).items():
        reach = np.append(own, others if beyond is None else others[beyond == year])
        part = {k: v[reach] if k in ("x", "region", "year") else v for k, v in given.items()}
        out[reach] = call(step, choice, {**part, "fit": x[own[rows[own]]]})
    return out


def rows_by_year(index: pd.Index) -> dict[int, Ints]:
    """Numbers of the rows of each year; years in order."""
    year = index.get_level_values("year").to_numpy()
    order = np.argsort(year, kind="stable")
    years, first = np.unique(year[order], return_index=True)
    return dict(zip(map(int, years), np.split(order, first[1:]), strict=True))


def fit_rows(framework: Framework, index: pd.Index, choice: Choice) -> Bools:
    """Rows to learn from: the base window, or all years. The nation is never among them.

    Raises
    ------
    MethodError
        If a method that learns from the base window meets a panel without it.
    """
    year = index.get_level_values("year").to_numpy()
    rows: Bools = np.asarray(index.get_level_values("region").to_numpy() != NATION.code)
    if choice.fit != "base" or framework.scoring is None:
        return rows
    first, last = framework.scoring.base_window
    inside = rows & (year >= first) & (year <= last)
    if not inside.any():
        raise MethodError(
            say(
                "{method!r} learns from {first} to {last}, and the panel has none of these years; "
                'load them, or write fit = "pooled" in the recipe',
                "方法{method!r}以{first}至{last}年为拟合样本，而面板没有这些年份；"
                '请载入这些年份，或在方案中写 fit = "pooled"',
                method=choice.method,
                first=first,
                last=last,
            )
        )
    return np.asarray(inside)


def refuse(
    wrong: Bools, what: Sentence, codes: Sequence[str], index: pd.Index | Sequence[Any]
) -> None:
    """Name indicator, region and year of each cell a method cannot work on.

    Raises
    ------
    MethodError
        If there is any such cell.
    """
    if not wrong.any():
        return
    rows, columns = np.nonzero(wrong)
    cells = [
        say(
            "{code}, {place}: {what}", "{code}，{place}：{what}",
            code=codes[c], place=_place(*index[r]), what=what,
        )
        for r, c in zip(rows[:10], columns[:10], strict=True)
    ]  # fmt: skip
    if len(rows) > 10:
        more = "and {n} more cells: {what}", "另有{n}个单元格：{what}"
        cells.append(say(*more, n=len(rows) - 10, what=what))
    raise MethodError(cells)


def _place(region: str, year: int) -> Sentence | str:
    """Region and year; a row that has no year is named alone."""
    return (
        say("{region}, {year}", "{region}，{year}年", region=region, year=year) if year else region
    )
