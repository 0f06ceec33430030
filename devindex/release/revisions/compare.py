"""Two files that should say the same: the first place where they do not."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas as pd

from devindex.errors import ReleaseError, Sentence, listed, say
from devindex.release.revisions.read import table_of

__all__ = ["PICTURES", "first_difference"]

PICTURES = (".pdf", ".png", ".svg")
"""Drawn anew they may have other bytes: drawing libraries change them from version to version."""

KEYS = ("indicator_code", "indicator", "series", "region_code", "gb_code", "time_period", "year")
UNROUNDED = {"data/inputs.csv": ("value",)}
"""Columns with all digits a number has; the last of them may differ between machines."""
CLOSE = 1e-13

Found = tuple[Sentence | None, Sentence | None]
"""Where two files differ, None if nowhere; and what of them was not compared."""


def first_difference(name: str, said: Path, made: Path, skip: Collection[str] = ()) -> Found:
    """Compare a file of a release with the same file made again.

    Parameters
    ----------
    name
        Path inside the release.
    skip
        Columns or names that are not compared.

    Returns
    -------
    The first difference, or None; and a note on what was not compared, or None.
    """
    if said.read_bytes() == made.read_bytes():
        return None, None
    kinds: dict[str, Callable[[str, Path, Path, Collection[str]], Found]] = {
        ".csv": _tables, ".parquet": _parquets, ".json": _objects, ".jsonld": _objects,
        ".xlsx": _books,
    }  # fmt: skip
    try:
        return kinds.get(said.suffix, _texts)(name, said, made, skip)
    except (ReleaseError, OSError, ValueError, KeyError, zipfile.BadZipFile, ParseError) as error:
        kind = type(error).__name__
        return say(
            "it cannot be read ({error})", "无法读取（{kind}）", error=error, kind=kind
        ), None


def _tables(name: str, said: Path, made: Path, skip: Collection[str]) -> Found:
    ours, theirs = table_of(made, name), table_of(said, name)
    return _frames(name, theirs, ours, skip)


def _parquets(name: str, said: Path, made: Path, skip: Collection[str]) -> Found:
    theirs, ours = (pd.read_parquet(p).astype(object) for p in (said, made))
    theirs, ours = (f.where(f.notna(), "").astype(str) for f in (theirs, ours))
    return _frames(name, theirs, ours, skip)


def _frames(name: str, said: pd.DataFrame, made: pd.DataFrame, skip: Collection[str]) -> Found:
    """Cell by cell, over the columns both have."""
    both = [c for c in said.columns if c in made.columns and c not in skip]
    if not both:
        return say("no column is one this version makes", "没有本版本所生成的列"), None
    note = _not_compared([c for c in said.columns if c not in made.columns])
    if len(said) != len(made):
        return _counted(len(said), len(made)), note
    a, b = said[both].to_numpy(dtype=str), made[both].to_numpy(dtype=str)
    unequal = a != b
    for column in UNROUNDED.get(name, ()):
        if column in both:
            n = both.index(column)
            unequal[:, n] &= ~_close(a[:, n], b[:, n])
    if not unequal.any():
        return None, note
    row, n = (int(k[0]) for k in np.nonzero(unequal))
    key = [str(said[k].iloc[row]) for k in KEYS if k in both and k != both[n]]
    where = say(
        "line {line} ({key}), {column}", "第{line}行（{key}）{column}列",
        line=row + 2, key=listed(key), column=both[n],
    )  # fmt: skip
    return _unlike(where, a[row, n], b[row, n], int(unequal.sum())), note


def _close(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = (pd.to_numeric(pd.Series(v), errors="coerce").to_numpy(dtype=float) for v in (a, b))
    return np.asarray(np.isclose(x, y, rtol=CLOSE, atol=0.0))


def _counted(said: int, made: int) -> Sentence:
    return say(
        "it has {said} rows, recomputed {made}", "有{said}行，重算为{made}行", said=said, made=made
    )


def _unlike(where: Sentence, said: object, made: object, count: int = 1) -> Sentence:
    more = say(" ({n} places in all)", "（共{n}处）", n=count) if count > 1 else ""
    return say(
        "{where}: published {said!r}, recomputed {made!r}{more}",
        "{where}：公布{said!r}，重算{made!r}{more}",
        where=where, said=str(said), made=str(made), more=more,
    )  # fmt: skip


def _not_compared(columns: list[str]) -> Sentence | None:
    if not columns:
        return None
    return say(
        "not recomputed: {columns}, which this version of devindex does not make",
        "未重算：{columns}（本版本 devindex 不生成）",
        columns=listed(columns),
    )


def _objects(name: str, said: Path, made: Path, skip: Collection[str]) -> Found:
    theirs, ours = (json.loads(p.read_text(encoding="utf-8")) for p in (said, made))
    if isinstance(theirs, dict) and isinstance(ours, dict):
        theirs, ours = ({k: v for k, v in x.items() if k not in skip} for x in (theirs, ours))
    for where, a, b in _walk("", theirs, ours):
        return _unlike(Sentence(where, where), a, b), None
    return None, None


def _walk(where: str, said: Any, made: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every leaf in which two JSON values differ, with its path."""
    if isinstance(said, dict) and isinstance(made, dict):
        for key in [*said, *(k for k in made if k not in said)]:
            yield from _walk(f"{where}.{key}".lstrip("."), said.get(key), made.get(key))
    elif isinstance(said, list) and isinstance(made, list) and len(said) == len(made):
        for n, (a, b) in enumerate(zip(said, made, strict=True)):
            yield from _walk(f"{where}[{n}]", a, b)
    elif said != made:
        yield where, said, made


def _books(name: str, said: Path, made: Path, skip: Collection[str]) -> Found:
    """Sheet by sheet, cell by cell: values, not how they look."""
    import openpyxl

    theirs, ours = (openpyxl.load_workbook(p) for p in (said, made))
    if theirs.sheetnames != ours.sheetnames:
        where = say("sheets", "工作表")
        return _unlike(where, listed(theirs.sheetnames), listed(ours.sheetnames)), None
    for sheet in theirs.sheetnames:
        own, other = theirs[sheet], ours[sheet]
        size = max(own.max_row, other.max_row), max(own.max_column, other.max_column)
        for row in range(1, size[0] + 1):
            for column in range(1, size[1] + 1):
                a, b = own.cell(row, column), other.cell(row, column)
                if a.value != b.value:
                    where = say("{sheet}, {cell}", "{sheet} {cell}", sheet=sheet, cell=a.coordinate)
                    return _unlike(where, a.value, b.value), None
    return None, None


def _texts(name: str, said: Path, made: Path, skip: Collection[str]) -> Found:
    theirs, ours = (p.read_text(encoding="utf-8").splitlines() for p in (said, made))
    if len(theirs) != len(ours):
        return _counted(len(theirs), len(ours)), None
    for line, (a, b) in enumerate(zip(theirs, ours, strict=True), start=1):
        if a != b:
            return _unlike(say("line {n}", "第{n}行", n=line), a, b), None
    return None, None
