"""Opening a workbook somebody sent: nothing in it is trusted, sizes first."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException, ReadOnlyWorkbookException

from devindex.errors import ObservationError, Sentence, os_fault, say

__all__ = ["DAMAGED", "LARGEST", "Cell", "opened", "read_bytes", "sheet_rows"]

LARGEST = 8 * 2**20
"""Bytes a file may have."""
PARTS, PART, SHEET, WHOLE = 500, 8 * 2**20, 64 * 2**20, 96 * 2**20
"""Parts inside a workbook; unpacked bytes of one, of one sheet, of all. A sheet is read a row at a
time and may be larger."""
TEXTS = 12 * 2**20
"""Unpacked bytes of the texts all sheets share."""
DAMAGED = (
    BadZipFile, InvalidFileException, ReadOnlyWorkbookException, zlib_error, struct.error,
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What the readers of archives, XML and workbooks raise on a file that is not whole."""


@dataclass(frozen=True)
class Cell:
    """What one cell holds: value, kind of value (``f`` formula, ``e`` error), number format."""

    value: Any
    data_type: str
    number_format: str


def sheet_rows(sheet: Any, rows: int, columns: int) -> Iterator[tuple[Cell, ...]]:
    """Rows of a sheet of an opened workbook, up to so many rows and columns.

    Raises
    ------
    ObservationError
        One sentence, with no place, if the sheet cannot be read to its end.
    """
    try:
        for row in sheet.iter_rows(max_row=rows, max_col=columns):
            yield tuple(
                Cell(c.value, c.data_type, str(getattr(c, "number_format", "") or "")) for c in row
            )
    except DAMAGED:
        raise ObservationError(say("cannot be read", "不能读取")) from None


def read_bytes(path: Path) -> bytes:
    """Content of a file somebody sent.

    Raises
    ------
    ObservationError
        If it cannot be read, or is larger than any return is.
    """
    try:
        size = path.stat().st_size
        if size <= LARGEST:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        why = os_fault(error) if isinstance(error, OSError) else str(error)
        raise ObservationError(
            say("{file}: cannot be read: {why}", "{file}：不能读取：{why}", file=path, why=why)
        ) from None
    raise ObservationError(
        say(
            "{file}: {size:.0f} MB; at most {most:.0f} MB is read",
            "{file}：大小为{size:.0f} MB，最多读取{most:.0f} MB",
            file=path.name, size=size / 2**20, most=LARGEST / 2**20,
        )
    )  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a workbook to be read by rows, once every part was held to its size and checksum.

    Formulas stand as written.

    Raises
    ------
    ObservationError
        One sentence: not a workbook, damaged, larger than declared or allowed, or with macros,
        links to other files or entities in it.
    """
    read_bytes(path)
    fault = _fault(path)
    if fault is not None:
        raise ObservationError(
            say("{file}: {fault}", "{file}：{fault}", file=path.name, fault=fault)
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        except DAMAGED:
            raise ObservationError(
                say("{file}: {fault}", "{file}：{fault}", file=path.name, fault=_NOT_WHOLE)
            ) from None
        try:
            yield book
        finally:
            book.close()


_NOT_WHOLE = say(
    "not a workbook, or damaged; open it in a spreadsheet and save it as .xlsx",
    "不是工作簿或文件已损坏，请用电子表格软件打开后另存为 .xlsx",
)


def _fault(path: Path) -> Sentence | None:
    """What is wrong with a workbook as an archive."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            fault = _declared(parts)
            if fault is not None:
                return fault
            for part in parts:
                if (fault := _part(archive, part)) is not None:
                    return fault
    except DAMAGED:
        return _NOT_WHOLE
    except OSError as error:
        return say("cannot be read: {why}", "不能读取：{why}", why=os_fault(error))
    return None


def _declared(parts: list[Any]) -> Sentence | None:
    """What the list of parts gives away before anything is unpacked."""
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names):
        return _NOT_WHOLE
    large = next((p for p in parts if p.file_size > _most(p.filename)), None)
    if len(parts) > PARTS or large is not None or sum(p.file_size for p in parts) > WHOLE:
        return say(
            "unpacks to more than a return can hold ({n} parts, {size:.0f} MB{part}); copy the "
            "answers into a fresh template",
            "解压后超出填报表应有的大小（{n}个部分，共{size:.0f} MB{part}）；请将答案填入新的模板",
            n=len(parts), size=sum(p.file_size for p in parts) / 2**20,
            part=say(", {name}", "，{name}", name=large.filename) if large else "",
        )  # fmt: skip
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        return say(
            "holds macros, which are not opened; save it as .xlsx without them",
            "含有宏，不予打开；请另存为不含宏的 .xlsx",
        )
    if any("/externallinks/" in name for name in names):
        return say(
            "holds links to other files; break the links and save it again",
            "含有指向其他文件的链接；请断开链接后重新保存",
        )
    return None


def _most(name: str) -> int:
    lower = name.casefold()
    if "/worksheets/" in lower:
        return SHEET
    return TEXTS if lower.endswith("sharedstrings.xml") else PART


def _part(archive: ZipFile, part: Any) -> Sentence | None:
    """Read one part to its end, which holds it to its size and checksum, and look for entities."""
    before = b""
    with archive.open(part) as stream:
        while block := stream.read(2**20):
            if b"<!DOCTYPE" in before + block or b"<!ENTITY" in before + block:
                return say(
                    "holds XML entities, which no spreadsheet writes; it is not opened",
                    "含有电子表格软件不会写入的 XML 实体，不予打开",
                )
            if b"macroEnabled" in block and part.filename == "[Content_Types].xml":
                return say(
                    "holds macros, which are not opened; save it as .xlsx without them",
                    "含有宏，不予打开；请另存为不含宏的 .xlsx",
                )
            before = block[-16:]
    return None
