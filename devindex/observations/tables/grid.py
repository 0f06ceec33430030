"""A table as a grid of texts: CSV in whatever encoding, or a sheet of a workbook."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl.utils import get_column_letter

from devindex.errors import ObservationError, Sentence, listed, say
from devindex.observations.returns.opening import Cell, opened, read_bytes, sheet_rows

__all__ = ["Grid", "read_grid"]

ROWS, COLUMNS = 3000, 200
"""Rows and columns of a table that are read."""


@dataclass(frozen=True)
class Grid:
    """Cells as text; ``sheet`` is empty for a CSV, ``encoding`` for a workbook."""

    file: str
    cells: tuple[tuple[str, ...], ...]
    sheet: str = ""
    encoding: str = ""
    percent: frozenset[tuple[int, int]] = frozenset()
    """Cells whose number is shown as a percentage, as (row, column) from 0."""

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.cells), default=0)

    def at(self, row: int, column: int) -> str:
        """Text of a cell; empty beyond the row's end."""
        cells = self.cells[row]
        return cells[column] if column < len(cells) else ""

    def name(self, row: int, column: int) -> str:
        """Address of a cell, as spreadsheets write it."""
        return f"{get_column_letter(column + 1)}{row + 1}"


def read_grid(path: Path, sheet: str | None = None) -> Grid:
    """Read a table as it is.

    Raises
    ------
    ObservationError
        If it cannot be read, or a workbook has several sheets and none is named.
    """
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return _workbook(path, sheet)
    return _csv(path)


def decoded(content: bytes) -> tuple[str, str]:
    """Text and encoding: by its mark, else UTF-8, else GB18030.

    Raises
    ------
    UnicodeDecodeError
        If it is none of them.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if content.startswith(mark):
            return content.decode(encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("gb18030"), "gb18030"


def _csv(path: Path) -> Grid:
    try:
        text, encoding = decoded(read_bytes(path))
    except UnicodeDecodeError:
        raise ObservationError(
            say(
                "{file}: neither UTF-8 nor GB18030 text",
                "{file}：既不是 UTF-8 也不是 GB18030 文本",
                file=path.name,
            )
        ) from None  # fmt: skip
    first = text[:4000]
    separator = "\t" if first.count("\t") > first.count(",") else ","
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(tuple(row[:COLUMNS]))
            if len(rows) > ROWS:
                break
    except csv.Error as error:
        raise ObservationError(
            say(
                "{file}: not a table: {error}", "{file}：不是有效的 CSV 表，可能缺少一个引号",
                file=path.name, error=error,
            )
        ) from None  # fmt: skip
    return _sized(Grid(path.name, tuple(rows), encoding=encoding))


def _workbook(path: Path, sheet: str | None) -> Grid:
    with opened(path) as book:
        names = list(book.sheetnames)
        if sheet is None and len(names) != 1:
            raise ObservationError(
                say(
                    "{file} has the sheets {names}; name one with --sheet",
                    "{file} 有工作表 {names}；请用 --sheet 指明一个",
                    file=path.name, names=listed(names),
                )
            )  # fmt: skip
        if sheet is not None and sheet not in names:
            raise ObservationError(
                say(
                    "{file} has no sheet {sheet!r}; it has {names}",
                    "{file} 没有工作表{sheet!r}；现有 {names}",
                    file=path.name, sheet=sheet, names=listed(names),
                )
            )  # fmt: skip
        page = book[sheet or names[0]]
        rows: list[tuple[str, ...]] = []
        percent: set[tuple[int, int]] = set()
        faults: list[Sentence] = []
        try:
            for n, row in enumerate(sheet_rows(page, ROWS + 1, COLUMNS)):
                rows.append(tuple(_text(cell) for cell in row))
                for m, cell in enumerate(row):
                    if cell.data_type == "f":
                        faults.append(_formula(path, page.title, n, m))
                    if "%" in cell.number_format and cell.value is not None:
                        percent.add((n, m))
        except ObservationError:
            faults = [
                say(
                    "{file}, sheet {sheet}: cannot be read",
                    "{file}，工作表“{sheet}”：不能读取",
                    file=path.name, sheet=page.title,
                )
            ]  # fmt: skip
        if faults:
            raise ObservationError(faults[:20])
        while rows and not any(rows[-1]):
            rows.pop()
        return _sized(Grid(path.name, tuple(rows), sheet=page.title, percent=frozenset(percent)))


def _formula(path: Path, sheet: str, row: int, column: int) -> Sentence:
    return say(
        "{file}, sheet {sheet}, {cell}: a formula; paste the table as values",
        "{file}，工作表“{sheet}”，{cell}：是公式；请将表粘贴为数值",
        file=path.name, sheet=sheet, cell=f"{get_column_letter(column + 1)}{row + 1}",
    )  # fmt: skip


def _text(cell: Cell) -> str:
    """Text of a cell; a number with the fifteen digits a spreadsheet keeps."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:2000]


def _sized(grid: Grid) -> Grid:
    if len(grid.cells) > ROWS:
        raise ObservationError(
            say(
                "{file}: more than {most} rows; a table of provinces is shorter",
                "{file}：超过{most}行；分省表没有这么长",
                file=grid.file, most=ROWS,
            )
        )  # fmt: skip
    return grid
