"""The accessible workbook: cover, contents, notes, then one real table a sheet, in zh and en.

No formula, no merged cell, no meaning by colour alone; two writes give the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from unicodedata import combining, east_asian_width

import pandas as pd
from pandas.api import types
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from devindex.definitions.model import Text
from devindex.errors import ReleaseError, say
from devindex.release.limits import faults_of_workbook
from devindex.release.rounding import round_half_even

__all__ = ["SHORTHAND", "Sheet", "display_width", "write_workbook"]

SHORTHAND: dict[str, Text] = {
    "[x]": Text(zh="无数据", en="not available"),
    "[z]": Text(zh="不适用", en="not applicable"),
    "[c]": Text(zh="因保密不公布", en="suppressed to protect confidential data"),
    "[low]": Text(zh="不足最小单位", en="below the smallest unit shown"),
    "[p]": Text(zh="初步数", en="provisional"),
    "[r]": Text(zh="修订数", en="revised"),
    "[e]": Text(zh="估计数", en="estimated"),
    "[u]": Text(zh="可靠性低", en="low reliability"),
    "[b]": Text(zh="口径调整，前后不可直接比较", en="break in the series"),
}
"""What a table prints where a number is missing or needs a remark."""

MISSING = "[x]"
TEXT_FORMAT = 49
"""Excel's built-in number format "@"."""
COVER, CONTENTS, NOTES = "封面 Cover", "目录 Contents", "说明 Notes"
TEXT_PLACE = {"align": "left", "indent": 1}
SIZE, LINE = 12, 24
"""Points of the font, and pixels of one line of it."""
FONT = {"font_name": "Microsoft YaHei", "font_size": SIZE, "font_scheme": "none"}
WIDEST = 60
"""Widest column, in digits of the font; longer text wraps."""
HEADER_WIDEST = 16
PADDING = 3
"""Of a cell: its indent, and what a bold or a wide letter takes."""
FILTER_BUTTON = 3
PAGE = 60
"""Width of the cover, which fits an upright A4 page."""
TALLEST = 546
"""Pixels a row may have."""
CLOSING = "，。、；：！？）》」』】〉”’％"
"""Marks that never begin a line."""
WIDE = r"\u2e80-\uffff"
PIECE = re.compile(rf"[{WIDE}][{CLOSING}]*\s*|[^{WIDE}]+?(?:\s+|(?=[{WIDE}])|$)")
"""What a line is never broken inside: one Chinese character, or one word."""


@dataclass(frozen=True)
class Sheet:
    r"""One table and the words around it.

    Attributes
    ----------
    name
        Of the sheet: unique, at most 31 characters, none of ``[]:*?/\``.
    notes
        Printed under the title, and once more on the notes sheet.
    frame
        Columns are headers in both languages, such as ``"得分 Score"``; the index is left out.
    decimals
        Digits after the point, by column. A column named here may mix numbers with shorthand
        such as ``"[c]"``. One not named is text, or whole numbers where its dtype says so.
    source
        Without the word "source", which the sheet prints before it.
    """

    name: str
    title: Text
    notes: tuple[Text, ...]
    frame: pd.DataFrame
    decimals: Mapping[str, int]
    source: Text


def write_workbook(
    path: Path,
    title: Text,
    about: Sequence[Text],
    sheets: Sequence[Sheet],
    *,
    created: datetime,
) -> None:
    """Write the workbook of a release.

    Numbers are rounded once, half to even. A missing value is the text ``[x]``, an empty string
    stays an empty cell. Text that begins with ``=``, ``+``, ``-`` or ``@`` stays text.

    Parameters
    ----------
    title
        Of the release, for the cover and the document's properties.
    about
        Lines of the cover, printed in Chinese, then in English.
    created
        Stamped into the document, in UTC; the clock is never asked.

    Raises
    ------
    ReleaseError
        Names, headers, decimals or values a workbook cannot hold, all together; or a file that
        cannot be written.
    """
    if problems := faults_of_workbook(sheets, reserved=(COVER, CONTENTS, NOTES)):
        raise ReleaseError(problems)
    book = _book(path, title, created)
    _cover(book, title, about)
    _contents(book, sheets)
    _notes(book, sheets)
    for number, sheet in enumerate(sheets, start=1):
        _sheet(book, sheet, f"table_{number}")
    try:
        book.close()
    except FileCreateError as error:
        raise ReleaseError(
            say(
                "{path} cannot be written ({error}): is the folder there, or the file open "
                "elsewhere?",
                "不能写入 {path}：请检查文件夹是否存在，文件是否已在别处打开",
                path=path,
                error=error,
            )
        ) from error


def display_width(text: str) -> int:
    """Columns the longest line of a text takes, an East Asian wide character counting two.

    Examples
    --------
    >>> display_width("北京市"), display_width("Beijing"), display_width("得分 Score")
    (6, 7, 10)
    """
    return max(sum(map(_character_width, line)) for line in text.split("\n"))


def _character_width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


# --- sheets ---------------------------------------------------------------------------------


def _book(path: Path, title: Text, created: datetime) -> Workbook:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(FONT),
        "default_column_width": 72,  # pixels, which tells XlsxWriter that a digit takes 8
        "default_row_height": LINE,
    }
    book = Workbook(path, options)
    stamp = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    book.set_properties(
        {
            "title": f"{title.zh} {title.en}",
            "author": "devindex",
            "comments": "Language: zh-CN, en",
            "created": stamp,
        }
    )
    return book


def _cover(book: Workbook, title: Text, about: Sequence[Text]) -> None:
    page = _page(book, COVER)
    page.set_column(0, 0, PAGE)
    page.hide_gridlines(2)
    _line(book, page, 0, title.zh, size=18, room=PAGE)
    _line(book, page, 1, title.en, size=16, room=PAGE)
    lines = ["", *(a.zh for a in about), "", *(a.en for a in about)]
    for row, text in enumerate(lines, start=2):
        _line(book, page, row, text, room=PAGE)


def _contents(book: Workbook, sheets: Sequence[Sheet]) -> None:
    page = _page(book, CONTENTS)
    _line(book, page, 0, CONTENTS, size=16)
    titles = {NOTES: Text(zh="符号与说明", en="Shorthand and notes")}
    titles |= {sheet.name: sheet.title for sheet in sheets}
    columns = [
        _Column("工作表 Sheet", list(titles)),
        _Column("标题 Title in Chinese", [t.zh for t in titles.values()]),
        _Column("英文标题 Title in English", [t.en for t in titles.values()]),
    ]
    _table(book, page, 2, columns, "contents")
    link = _format(book, font_color="#0563C1", underline=1, **TEXT_PLACE)
    for row, name in enumerate(titles, start=3):
        target = name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{target}'!A1", link, name)


def _notes(book: Workbook, sheets: Sequence[Sheet]) -> None:
    page = _page(book, NOTES)
    _line(book, page, 0, NOTES, size=16)
    names: dict[Text, list[str]] = {}
    for sheet in sheets:
        for note in sheet.notes:
            names.setdefault(note, []).append(sheet.name)
    rows = list(SHORTHAND.items())
    rows += [("; ".join(dict.fromkeys(of)), note) for note, of in names.items()]
    columns = [
        _Column("符号或工作表 Symbol or sheet", [where for where, _ in rows]),
        _Column("说明 Note in Chinese", [note.zh for _, note in rows]),
        _Column("英文说明 Note in English", [note.en for _, note in rows]),
    ]
    _table(book, page, 2, columns, "notes")


def _sheet(book: Workbook, sheet: Sheet, table: str) -> None:
    """One table sheet: title in A1, source and notes under it, a blank row, the table."""
    page = _page(book, sheet.name)
    columns = [
        _column(str(header), column, sheet.decimals.get(str(header)))
        for header, column in sheet.frame.items()
    ]
    _line(book, page, 0, sheet.title.zh, size=16)
    _line(book, page, 1, sheet.title.en, size=14)
    lines = [f"资料来源：{sheet.source.zh}", f"Source: {sheet.source.en}"]
    for note in sheet.notes:
        lines += [f"注：{note.zh}", f"Note: {note.en}"]
    room = min(max(sum(c.width for c in columns), 80), 150)
    folded = [part for line in lines for part in _fold(line, room)]
    for row, text in enumerate(folded, start=2):
        _line(book, page, row, text)
    _table(book, page, len(folded) + 3, columns, table)


# --- one table ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """A column as printed: text, or numbers (and shorthand) where ``places`` is given."""

    header: str
    cells: Sequence[str | float]
    places: int | None = None

    @cached_property
    def natural(self) -> int:
        """Width at which no cell wraps and the header takes a few lines."""
        body = max(map(display_width, self.printed), default=0)
        longest = max(map(display_width, self.header.split()))
        header = max(longest, math.ceil(display_width(self.header) / 2))
        header = min(header, HEADER_WIDEST) + FILTER_BUTTON
        return max(header, body + (0 if self.places is None else FILTER_BUTTON)) + PADDING

    @property
    def width(self) -> int:
        return min(self.natural, WIDEST)

    @property
    def wraps(self) -> bool:
        return self.natural > WIDEST or any("\n" in text for text in self.printed)

    @cached_property
    def printed(self) -> list[str]:
        """Cells as a reader sees them."""
        return [c if isinstance(c, str) else f"{c:.{self.places}f}" for c in self.cells]


def _table(
    book: Workbook, page: Worksheet, top: int, columns: Sequence[_Column], name: str
) -> None:
    """Write one Excel table whose header stands in row ``top``; freeze what is above the body."""
    last = top + len(columns[0].cells)
    headers = [{"header": c.header, "header_format": _header(book, c)} for c in columns]
    options = {"name": name, "style": "Table Style Light 1", "columns": headers}
    page.add_table(top, 0, last, len(columns) - 1, options)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        body = _body(book, column)
        for row, cell in enumerate(column.cells, start=top + 1):
            _write(page, row, place, cell, body)
    for row, lines in enumerate(_lines_of_rows(columns), start=top):
        page.set_row_pixels(row, min(LINE * lines, TALLEST))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    if sum(c.width for c in columns) > PAGE:
        page.set_landscape()
    # Codes are text on purpose: no green corner in every cell.
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _write(page: Worksheet, row: int, place: int, cell: str | float, style: Format) -> None:
    """Write one cell by its type; a number to the digits a reader sees, not to the seventeenth."""
    if cell == "":
        page.write_blank(row, place, None, style)
    elif isinstance(cell, str):
        page.write_string(row, place, cell, style)
    else:
        page.write_number(row, place, Decimal(repr(cell)), style)


def _lines_of_rows(columns: Sequence[_Column]) -> list[int]:
    """Lines of text in the header and in every row; spreadsheets do not find them by themselves."""
    head = max(_lines(c.header, c.width - FILTER_BUTTON - PADDING) for c in columns)
    body = [1] * len(columns[0].cells)
    for column in columns:
        if column.wraps:
            lines = [_lines(text, column.width) for text in column.printed]
            body = [max(pair) for pair in zip(body, lines, strict=True)]
    return [head, *body]


def _column(header: str, values: pd.Series, places: int | None) -> _Column:
    if places is None and types.is_integer_dtype(values):
        places = 0
    return _Column(header, [_cell(value, places) for value in values], places)


def _cell(value: Any, places: int | None) -> str | float:
    if pd.isna(value):
        return MISSING
    if places is None or isinstance(value, str):
        return str(value)
    number = round_half_even(float(value), places)
    return number if places else int(number)


def _fold(text: str, room: int) -> list[str]:
    """Break a text into lines of at most ``room`` columns: English at spaces, Chinese anywhere.

    A mark that closes stays with the character before it.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in PIECE.findall(paragraph):
            if line and display_width((line + piece).rstrip()) > room:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return lines


def _lines(text: str, room: int) -> int:
    """Lines a text takes in a cell; a word longer than the cell is broken."""
    return sum(max(1, math.ceil(display_width(line) / room)) for line in _fold(text, room))


# --- formats --------------------------------------------------------------------------------


def _page(book: Workbook, name: str) -> Worksheet:
    page = book.add_worksheet(name)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    return page


def _format(book: Workbook, **properties: object) -> Format:
    """Cell format of text, which stays text when a reader edits the cell."""
    return book.add_format({**FONT, "valign": "top", "num_format": TEXT_FORMAT, **properties})


def _line(
    book: Workbook, page: Worksheet, row: int, text: str, *, size: int = SIZE, room: int = 0
) -> None:
    """Write a line above a table, bold where larger; with ``room`` it wraps, else it runs on."""
    style = _format(book, font_size=size, bold=size > SIZE, text_wrap=room > 0)
    _write(page, row, 0, text, style)
    lines = _lines(text, room * SIZE // size - PADDING) if room else 1
    page.set_row_pixels(row, min(math.ceil(LINE * size / SIZE) * lines, TALLEST))


def _header(book: Workbook, column: _Column) -> Format:
    place = TEXT_PLACE if column.places is None else {"align": "right", "indent": 2}
    return _format(book, bold=True, text_wrap=True, bottom=1, **place)


def _body(book: Workbook, column: _Column) -> Format:
    if column.places is None:
        return _format(book, text_wrap=column.wraps, **TEXT_PLACE)
    return _format(book, num_format=_number_format(column.places), align="right")


def _number_format(places: int) -> str:
    """Numbers and shorthand two digits off the edge, under a header clear of its filter button.

    Padding in the format, since LibreOffice forgets the indent of numbers.
    """
    number = "0." + "0" * places if places else "0"
    return ";".join(f"{part}_0_0" for part in (number, f"-{number}", number, "@"))
