"""The accessible workbook: cover, contents, notes, then one real table a sheet, in zh and en.

No formula, no merged cell, no meaning by colour alone; two writes give the same bytes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from numbers import Real
from pathlib import Path
from unicodedata import combining, east_asian_width

import pandas as pd
from pandas.api import types
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from devindex.definitions.model import Text
from devindex.errors import ReleaseError, did_you_mean
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
COVER, CONTENTS, NOTES = "封面 Cover", "目录 Contents", "说明 Notes"
FONT = {"font_name": "Microsoft YaHei", "font_size": 12}
WIDEST = 60
"""Widest column, in digits of the font; longer text wraps."""
HEADER_WIDEST = 24
PADDING = 2
FILTER_BUTTON = 3
MOST_ROWS, LONGEST_TEXT, LONGEST_HEADER, LONGEST_NAME = 1_000_000, 32_767, 255, 31
FORBIDDEN = "[]:*?/\\"
CLOSING = "，。、；：！？）》」』】〉”’％"
"""Marks that never begin a line."""


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
    contact: str,
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
    problems = [*_faults_of_names(sheets), *(fault for s in sheets for fault in _faults(s))]
    if problems:
        raise ReleaseError(problems)
    book = _book(path, title, created)
    _cover(book, title, contact, about)
    _contents(book, sheets)
    _notes(book, sheets)
    for number, sheet in enumerate(sheets, start=1):
        _sheet(book, sheet, f"table_{number}")
    try:
        book.close()
    except FileCreateError as error:
        raise ReleaseError(
            f"{path} cannot be written ({error}): is the folder there, or the file open elsewhere?"
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
        "default_row_height": 22,
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


def _cover(book: Workbook, title: Text, contact: str, about: Sequence[Text]) -> None:
    page = _page(book, COVER)
    page.set_column(0, 0, 1.5 * WIDEST)
    page.hide_gridlines(2)
    heading, line = _heading(book, 20, text_wrap=True), _format(book, text_wrap=True)
    page.write_string(0, 0, title.zh, heading)
    page.write_string(1, 0, title.en, _heading(book, 16, text_wrap=True))
    lines = ["", *(a.zh for a in about), "", *(a.en for a in about)]
    for row, text in enumerate([*lines, "", f"联系 Contact: {contact}"], start=2):
        page.write_string(row, 0, text, line)


def _contents(book: Workbook, sheets: Sequence[Sheet]) -> None:
    page = _page(book, CONTENTS)
    page.write_string(0, 0, CONTENTS, _heading(book, 16))
    titles = {NOTES: Text(zh="符号与说明", en="Shorthand and notes")}
    titles |= {sheet.name: sheet.title for sheet in sheets}
    columns = [
        _Column("工作表 Sheet", list(titles)),
        _Column("标题 Title in Chinese", [t.zh for t in titles.values()]),
        _Column("英文标题 Title in English", [t.en for t in titles.values()]),
    ]
    _table(book, page, 2, columns, "contents")
    link = _format(book, font_color="#0563C1", underline=1)
    for row, name in enumerate(titles, start=3):
        target = name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{target}'!A1", link, name)


def _notes(book: Workbook, sheets: Sequence[Sheet]) -> None:
    page = _page(book, NOTES)
    page.write_string(0, 0, NOTES, _heading(book, 16))
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
    page.write_string(0, 0, sheet.title.zh, _heading(book, 16))
    page.write_string(1, 0, sheet.title.en, _heading(book, 14))
    lines = [f"资料来源：{sheet.source.zh}", f"Source: {sheet.source.en}"]
    for note in sheet.notes:
        lines += [f"注：{note.zh}", f"Note: {note.en}"]
    room = min(max(sum(c.width for c in columns), 80), 2 * WIDEST)
    folded = [part for line in lines for part in _fold(line, room)]
    for row, text in enumerate(folded, start=2):
        page.write_string(row, 0, text, _format(book))
    _table(book, page, len(folded) + 3, columns, table)


# --- one table ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """A column as printed: text, or numbers (and shorthand) where ``places`` is given."""

    header: str
    cells: Sequence[str | float]
    places: int | None = None

    @property
    def natural(self) -> int:
        """Width at which no cell wraps and the header takes a few lines."""
        shown = (c if isinstance(c, str) else f"{c:.{self.places}f}" for c in self.cells)
        word = max(map(display_width, self.header.split()))
        header = min(max(word, math.ceil(display_width(self.header) / 2)), HEADER_WIDEST)
        return max(header + FILTER_BUTTON, *map(display_width, shown)) + PADDING

    @property
    def width(self) -> int:
        return min(self.natural, WIDEST)


def _table(
    book: Workbook, page: Worksheet, top: int, columns: Sequence[_Column], name: str
) -> None:
    """Write one Excel table whose header stands in row ``top``; freeze what is above the body."""
    last = top + len(columns[0].cells)
    header = _format(book, bold=True, text_wrap=True, bottom=2, valign="vcenter")
    page.add_table(
        top,
        0,
        last,
        len(columns) - 1,
        {
            "name": name,
            "style": "Table Style Light 1",
            "columns": [{"header": c.header, "header_format": header} for c in columns],
        },
    )
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        body = _body(book, column)
        for row, cell in enumerate(column.cells, start=top + 1):
            if isinstance(cell, str):
                page.write_string(row, place, cell, body)
            else:
                page.write_number(row, place, cell, body)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    if sum(c.width for c in columns) > 1.5 * WIDEST:
        page.set_landscape()
    # Codes are text on purpose: no green corner in every cell.
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _column(header: str, values: pd.Series, places: int | None) -> _Column:
    if places is None and types.is_integer_dtype(values):
        places = 0
    return _Column(header, [_cell(value, places) for value in values], places)


def _cell(value: object, places: int | None) -> str | float:
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    if places is None or isinstance(value, str):
        return str(value)
    return round_half_even(float(value), places)  # type: ignore[arg-type]


def _fold(text: str, room: int) -> list[str]:
    """Break a text into lines of at most ``room`` columns: English at spaces, Chinese anywhere.

    A mark that closes stays with the character before it.
    """
    lines, line = [], ""
    for piece in re.findall(rf"[⺀-￿][{CLOSING}]*\s*|[^⺀-￿]+?(?:\s+|(?=[⺀-￿])|$)", text):
        if line and display_width((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


# --- formats --------------------------------------------------------------------------------


def _page(book: Workbook, name: str) -> Worksheet:
    page = book.add_worksheet(name)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    return page


def _format(book: Workbook, **properties: object) -> Format:
    """Cell format of text; "@" keeps it text when a reader edits the cell."""
    return book.add_format({**FONT, "valign": "top", "num_format": "@", **properties})


def _heading(book: Workbook, size: int, **properties: object) -> Format:
    return _format(book, bold=True, font_size=size, **properties)


def _body(book: Workbook, column: _Column) -> Format:
    if column.places is None:
        return _format(book, text_wrap=column.natural > WIDEST)
    number = "0." + "0" * column.places if column.places else "0"
    return _format(book, num_format=number, align="right")


# --- checks ---------------------------------------------------------------------------------


def _faults_of_names(sheets: Sequence[Sheet]) -> Iterator[str]:
    names = [s.name for s in sheets]
    for name in dict.fromkeys(n.casefold() for n in names):
        same = [n for n in (*names, COVER, CONTENTS, NOTES) if n.casefold() == name]
        if len(same) > 1:
            yield (
                f"{len(same)} sheets are named {', '.join(map(repr, same))}: names are unique, "
                "capitals aside"
            )
    for name in names:
        if not name.strip() or len(name) > LONGEST_NAME:
            yield f"sheet name {name!r} has {len(name)} characters: 1 to {LONGEST_NAME} are allowed"
        if found := sorted(set(name) & set(FORBIDDEN)):
            yield f"sheet name {name!r} holds {' '.join(found)}: leave out {FORBIDDEN}"
        if name.startswith("'") or name.endswith("'") or name.casefold() == "history":
            yield f"sheet name {name!r}: no apostrophe at either end, and not Excel's own History"


def _faults(sheet: Sheet) -> Iterator[str]:
    where, frame = f"sheet {sheet.name!r}", sheet.frame
    if frame.empty or len(frame) > MOST_ROWS:
        yield f"{where} has {len(frame)} rows, {frame.shape[1]} columns: a table needs one of each"
    for place, header in enumerate(frame.columns, start=1):
        if not isinstance(header, str) or not header.strip() or len(header) > LONGEST_HEADER:
            yield f"{where}, column {place}: header {header!r} is not a text of 1 to 255 characters"
    counts = Counter(h.strip().casefold() for h in frame.columns if isinstance(h, str))
    for header, count in counts.items():
        if header and count > 1:
            yield f"{where}: header {header!r} comes {count} times; headers are unique"
    headers = [str(h) for h in frame.columns]
    for header, places in sheet.decimals.items():
        if header not in headers:
            yield f"{where}: decimals for {header!r}, no column.{did_you_mean(header, headers)}"
        if places < 0:
            yield f"{where}, {header!r}: {places} decimals; 0 or more are allowed"
    for name, column in frame.items():
        yield from _faults_of_column(f"{where}, {name!r}", column, name in sheet.decimals)


def _faults_of_column(where: str, column: pd.Series, named: bool) -> Iterator[str]:
    text = types.is_object_dtype(column) or types.is_string_dtype(column)
    if not (named or text or types.is_integer_dtype(column)):
        yield f"{where} is {column.dtype}: give its decimals, or make it text"
    for row, value in enumerate(column, start=1):
        if isinstance(value, Real) and math.isinf(value):
            yield f"{where}, row {row}: {value} is not a number a cell can hold"
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield f"{where}, row {row}: {len(value)} characters; a cell holds {LONGEST_TEXT}"
