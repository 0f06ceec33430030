"""The workbook experts fill in: one locked sheet each, with framed cells to write in."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from devindex.errors import MethodError, Sentence, say, unknown
from devindex.index.weigh.judgement_sheets import CHOOSE, COLUMNS, KIND, LABEL, NAME
from devindex.index.weigh.judgement_values import CODE, KIND_OF, KINDS

__all__ = ["write"]

TITLE = {
    "ahp": ("两两比较判断表 Pairwise comparisons", (
        "在对角线上方的框格内填写：行项的重要性是列项的几倍（1–9；列项更重要时填1/2–1/9）。可留空。",
        "In the framed cells: how many times as important is the row as the column? 1 to 9, or 1/2 "
        "to 1/9 where the column is more important. A cell may stay empty.",
    )),
    "best-worst": ("最优最劣判断表 Best and worst", (
        "选出最重要与最不重要的一项，再填写最重要项相对各项、各项相对最不重要项的重要性倍数（1–9）。",
        "Choose the most and the least important. Then: how many times as important is the best as "
        "each, and each as the worst? 1 to 9.",
    )),
    "budget": ("分值分配表 Budget allocation", (
        "把100分按重要性分给各项，合计必须等于100；不给分的填0。",
        "Share 100 points among the rows by importance; they must sum to 100. Write 0 for none.",
    )),
}  # fmt: skip
SCALE = [*(f"1/{n}" for n in range(9, 1, -1)), *(str(n) for n in range(1, 10))]
HEAD = 7
"""Row of the header, counted from zero; the table begins under it."""


def write(codes: list[str], names: list[str], path: Path, kind: str, experts: list[str]) -> None:
    """Write the workbook of :func:`devindex.index.weigh.judgements.template`."""
    _refuse(codes, names, kind, experts)
    book = Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    _fill(book, codes, names, kind, experts)
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        raise MethodError(
            say(
                "{path} cannot be written ({error}): is the folder there, or the file open "
                "elsewhere?",
                "不能写入 {path}：请检查文件夹是否存在，文件是否已在别处打开",
                path=path,
                error=error,
            )
        ) from None


def _refuse(codes: list[str], names: list[str], kind: str, experts: list[str]) -> None:
    wrong = []
    if kind not in KINDS:
        wrong.append(unknown(KIND_OF, kind, KINDS))
    if len(codes) != len(names):
        both = {"codes": len(codes), "names": len(names)}
        wrong.append(say("{codes} codes, {names} names", "{codes}个代码，{names}个名称", **both))
    if len(codes) < 2:
        wrong.append(say("two codes or more can be compared", "至少两项才能比较"))
    for what, words in ((CODE, codes), (Sentence("sheet", "工作表"), experts)):
        folded = [w.casefold() for w in words]
        wrong += [
            say("{what} {word!r} comes twice", "{what}{word!r}重复", what=what, word=w)
            for n, w in enumerate(words)
            if folded[n] in folded[:n]
        ]
    wrong += [
        say(
            "a sheet cannot be called {name!r}: at most 31 characters, none of []:*?/\\",
            "工作表不能命名为{name!r}：最多31个字符，不含[]:*?/\\",
            name=name,
        )
        for name in experts
        if not re.fullmatch(r"[^\[\]:*?/\\]{1,31}", name) or name.strip("'") != name
    ]
    if wrong:
        raise MethodError(wrong)


def _fill(
    book: Workbook, codes: list[str], names: list[str], kind: str, experts: list[str]
) -> None:
    """Lay out one sheet for each expert."""
    title = TITLE[kind][0]
    book.set_properties({"title": title, "author": "devindex", "created": datetime(2000, 1, 1)})
    plain = book.add_format({"align": "left", "valign": "vcenter"})
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    frame: dict[str, Any] = {
        "border": 2,
        "align": "left",
        "valign": "vcenter",
        "locked": False,
        "bg_color": "#FFF8E1",
    }
    if kind == "ahp":
        frame["num_format"] = "@"  # text, or a spreadsheet makes a date of 1/3
    entry = book.add_format(frame)
    for expert in experts:
        page = book.add_worksheet(expert)
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 32)
        page.write_string(0, 0, title, bold)
        for row, line in enumerate(TITLE[kind][1], start=1):
            page.write_string(row, 0, line, plain)
        page.write_string(3, 0, KIND, head)
        page.write_string(3, 1, kind, head)
        page.write_string(HEAD, 0, LABEL, head)
        page.write_string(HEAD, 1, NAME, head)
        page.set_row(HEAD, 34)
        for row, (code, name) in enumerate(zip(codes, names, strict=True), start=HEAD + 1):
            page.set_row(row, 34)
            page.write_string(row, 0, code, head)
            page.write_string(row, 1, name, head)
        if kind == "ahp":
            _pairs(page, codes, names, head, plain, entry)
        else:
            _rows(page, codes, kind, head, entry)
        page.freeze_panes(HEAD + 1, 2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.protect("", {"format_columns": True, "format_rows": True})


def _pairs(
    page: Worksheet, codes: list[str], names: list[str], head: Format, plain: Format, entry: Format
) -> None:
    page.set_column(2, len(codes) + 1, 16)
    page.set_row(HEAD - 1, 50)
    for n, (code, name) in enumerate(zip(codes, names, strict=True)):
        page.write_string(HEAD - 1, n + 2, name, head)
        page.write_string(HEAD, n + 2, code, head)
        page.write_number(HEAD + 1 + n, n + 2, 1, plain)
        for m in range(n + 1, len(codes)):
            page.write_blank(HEAD + 1 + n, m + 2, None, entry)
            title = f"{code} : {codes[m]}"
            rule = {
                "validate": "list", "source": SCALE, "ignore_blank": True,
                "error_type": "warning", "error_title": "1/9 – 9",
                "error_message": "1/9, 1/8, ..., 1, ..., 8, 9",
            }  # fmt: skip
            if len(title) <= 32:
                rule |= {"input_title": title, "input_message": f"{name} : {names[m]}"[:255]}
            page.data_validation(HEAD + 1 + n, m + 2, HEAD + 1 + n, m + 2, rule)


def _rows(page: Worksheet, codes: list[str], kind: str, head: Format, entry: Format) -> None:
    last = HEAD + len(codes)
    rule: dict[str, Any] = {"validate": "list", "source": SCALE[8:]}
    if kind == "budget":
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    rule |= {"error_type": "warning"}
    for n, header in enumerate(COLUMNS[kind].values(), start=2):
        page.set_column(n, n, 22)
        page.write_string(HEAD, n, header, head)
        for row in range(HEAD + 1, last + 1):
            page.write_blank(row, n, None, entry)
        page.data_validation(HEAD + 1, n, last, n, rule)
    if kind == "best-worst":
        for row, header in enumerate(CHOOSE.values(), start=4):
            page.write_string(row, 0, header, head)
            page.write_blank(row, 1, None, entry)
            source = f"=$A${HEAD + 2}:$A${last + 1}"
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": source})
