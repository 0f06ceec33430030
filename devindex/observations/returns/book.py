"""Workbooks people fill in: formats, widths, heights; Chinese characters count two."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from devindex.errors import DevindexError, ObservationError, say

__all__ = ["Form", "lines", "width"]

CREATED = datetime(2000, 1, 1)
"""Stamped into every form, so that the same framework gives the same bytes."""
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
LINE, PADDING, TALLEST = 18, 8, 540
"""Pixels of a line, of what surrounds the lines of a row, and of the tallest row there can be."""
LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 16, "text_wrap": False},
    "line": {"text_wrap": False},
    "head": {"bold": True, "border": 1, "bg_color": "#DDE6EE"},
    "cell": {"border": 1},
    "answer": {"border": 2, "locked": False, "bg_color": "#FFF8E1", "align": "right"},
    "words": {"border": 2, "locked": False, "bg_color": "#FFF8E1", "num_format": "@"},
    "figure": {"border": 1, "align": "right", "font_color": "#505050"},
    "hidden": {"font_color": "#808080", "text_wrap": False},
}
_PIECE = re.compile(r"[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*|\s+")


def width(text: str) -> int:
    """Columns a line of text takes.

    Examples
    --------
    >>> width("答案 Answer")
    11
    """
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def lines(text: str, room: int) -> int:
    """Lines a text takes in a cell: broken after any Chinese character, or between words.

    Examples
    --------
    >>> lines("网络", 2), lines("one two", 7), lines("one two", 6), lines("x", 8)
    (2, 1, 2, 1)
    """
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0
        for piece in _PIECE.findall(paragraph):
            if used and used + width(piece.rstrip()) > room:
                count, used = count + 1, 0
            count += max(0, math.ceil(width(piece.rstrip()) / room) - 1)
            used += width(piece)
    return count


class Form:
    """A workbook in the making: pages whose labels are locked and whose answers are open."""

    def __init__(
        self,
        path: Path | IO[bytes],
        title: str,
        *,
        refusal: type[DevindexError] = ObservationError,
    ) -> None:
        plain = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        self.path, self.refusal = path, refusal
        self.book = Workbook(path, dict.fromkeys(plain, False))
        self.book.set_properties({"title": title, "author": "devindex", "created": CREATED})
        self.looks = {name: self.book.add_format(FONT | look) for name, look in LOOKS.items()}

    def page(self, name: str, widths: Sequence[int], *, hide: bool = True) -> Worksheet:
        """A protected page; its first column holds the keys and is hidden."""
        page = self.book.add_worksheet(name)
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide, None, {"hidden": hide and place == 0})
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C&A  &P / &N")
        page.protect("", {"format_columns": True, "format_rows": True})
        return page

    def row(
        self, page: Worksheet, row: int, cells: Sequence[str], look: str, widths: Sequence[int]
    ) -> None:
        """Write texts side by side, as high as the longest needs; the first is a key."""
        page.write_string(row, 0, cells[0], self.looks["hidden"])
        for place, text in enumerate(cells[1:], start=1):
            page.write_string(row, place, text, self.looks[look])
        most = max(lines(t, w - 2) for t, w in zip(cells[1:], widths[1:], strict=False))
        page.set_row_pixels(row, min(LINE * most + PADDING, TALLEST))

    def close(self) -> None:
        """Write the file.

        Raises
        ------
        DevindexError
            Of the class given to the form, if it cannot be written.
        """
        try:
            self.book.close()
        except (FileCreateError, OSError) as error:
            raise self.refusal(
                say(
                    "{path} cannot be written ({error}): is the folder there, or the file open "
                    "elsewhere?",
                    "不能写入 {path}：请检查文件夹是否存在，文件是否已在别处打开",
                    path=self.path,
                    error=error,
                )
            ) from None
