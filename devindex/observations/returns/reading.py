"""One return: a filled workbook or a tidy table, read by key and never by position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from devindex.definitions import Framework, framework_names, load_framework, regions
from devindex.errors import (
    DevindexError,
    ObservationError,
    Sentence,
    did_you_mean,
    say,
    unknown,
)
from devindex.kinds import shown
from devindex.observations.cells import cell_faults
from devindex.observations.read import COLUMNS, text_rows
from devindex.observations.returns.answers import Fault, Return, answers_frame
from devindex.observations.returns.figures import figure, same_text, status, words
from devindex.observations.returns.marks import (
    ANSWER,
    BEFORE,
    FORM_SHEET,
    KEY,
    MARKS,
    NAME,
    NOTE,
    READ,
    STATUS,
    UNIT,
    YEAR,
    checksum,
    form_of,
)
from devindex.observations.returns.opening import Cell, opened, read_bytes, sheet_rows
from devindex.observations.returns.questions import Question, pages, questions

__all__ = ["read_return"]

ROWS, COLUMNS_READ, TOP = 2000, 16, 12
"""Rows and columns of a sheet that are read, and rows its header is looked for in."""
LINES = 100_000
"""Lines a table of answers may have."""


def read_return(path: str | Path, framework: str | Path | Framework | None = None) -> Return:
    """Read one filled workbook, or one tidy CSV, and note everything in it that is no answer.

    Parameters
    ----------
    path
        A workbook made by :func:`template`, or a CSV with the columns of a data folder.
    framework
        A framework of your own that the workbook was made from; else the package's own is read.
    """
    file = Path(path)
    try:
        if file.suffix.casefold() == ".csv":
            return _table(file)
        with opened(file) as book:
            return _Workbook(file.name, book, framework).read()
    except ObservationError as error:
        return Return(file.name, {}, answers_frame([]), tuple(_unread(file, error)))


def _unread(file: Path, error: ObservationError) -> Iterator[Fault]:
    """Faults of a file that gave nothing; the name of the file is not said twice."""
    for said in error.problems:
        en = str(said).removeprefix(str(file)).removeprefix(file.name).lstrip(": ,")
        zh = said.zh.removeprefix(str(file)).removeprefix(file.name).lstrip("：， ")
        line = re.match(r"line ([0-9]+): ", en)
        if line:
            en, zh = en[line.end() :], zh.partition("：")[2]
        yield Fault(file.name, Sentence(en, zh), cell=f"line {line[1]}" if line else "")


def _table(file: Path) -> Return:
    """A tidy table: its lines are its cells."""
    if read_bytes(file).count(b"\n") > LINES:
        raise ObservationError(
            say(
                "{file}: more than {most} lines; a table of returns has a line for each figure",
                "{file}：超过{most}行；填报表每个数据一行",
                file=file.name, most=LINES,
            )
        )  # fmt: skip
    raw, problems = text_rows(file, COLUMNS)
    if not problems or len(raw):
        problems += cell_faults(raw)
    if problems:
        whole = [say("{file}{fault}", "{file}{fault}", file=file.name, fault=p) for p in problems]
        raise ObservationError(whole)
    rows = raw.assign(
        note="", file=file.name, sheet="", cell="line " + raw["line"].astype(str),
        year=raw["year"].astype(int),
    )  # fmt: skip
    return Return(file.name, {}, answers_frame(rows.to_dict("records")))


class _Workbook:
    """Reads one workbook; every fault is noted with sheet and cell."""

    def __init__(self, file: str, book: Any, framework: str | Path | Framework | None) -> None:
        self.file, self.book, self.own = file, book, framework
        self.faults: list[Fault] = []
        self.rows: list[dict[str, object]] = []
        self.form: dict[str, str | int] = {}
        self.found: dict[str, str] = {}
        self.before: dict[str, tuple[str, str]] = {}
        self.astray = 0

    def read(self) -> Return:
        """All sheets, if the form is one of ours."""
        framework = self.which()
        if framework is not None:
            asked = questions(framework)
            for sheet in self.book.worksheets:
                if sheet.title != FORM_SHEET:
                    self.sheet(sheet, asked)
            self.lost(asked, framework)
        return Return(self.file, self.form, answers_frame(self.rows), tuple(self.faults))

    def wrong(self, said: Sentence, sheet: str = "", row: int = 0, column: int = 0,
              series: str = "") -> None:  # fmt: skip
        """Note a fault with its place."""
        cell = f"{get_column_letter(column)}{row}" if row else ""
        region = str(self.form.get("region", ""))
        self.faults.append(Fault(self.file, said, sheet, cell, series, region))

    def cells(self, sheet: Any, most: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Rows with their numbers; a sheet that cannot be read to its end is a fault."""
        try:
            yield from enumerate(sheet_rows(sheet, most, COLUMNS_READ), start=1)
        except ObservationError as error:
            self.wrong(error.problems[0], sheet.title)

    def which(self) -> Framework | None:
        """The framework a form is of; None, with a fault, if it is no form or was altered."""
        if FORM_SHEET not in self.book.sheetnames:
            self.wrong(
                say(
                    "not a questionnaire (the hidden sheet {sheet} is missing); fill in the one "
                    "written by the template command",
                    "不是填报用的问卷（缺少隐藏工作表 {sheet}）；请使用模板命令生成的问卷",
                    sheet=FORM_SHEET,
                )
            )
            return None
        told: dict[str, str] = {}
        for _, row in self.cells(self.book[FORM_SHEET], ROWS):
            if len(row) > 1 and row[0].value in MARKS:
                told[str(row[0].value)] = str(row[1].value)
            elif len(row) > 2 and row[0].value is not None:
                self.before[str(row[0].value)] = (str(row[1].value), str(row[2].value))
        try:
            framework = self.framework(told.get("framework", ""))
        except DevindexError as error:
            self.wrong(error.problems[0], FORM_SHEET)
            return None
        if told.get("version") != framework.version:
            self.wrong(
                say(
                    "made for version {given} of {name!r}; {ours} is read",
                    "问卷依据的是{name!r}第{given}版，应为 {ours} 版",
                    given=told.get("version", "?")[:40], name=framework.id, ours=framework.version,
                ),
                FORM_SHEET,
            )  # fmt: skip
            return None
        return framework if self.unaltered(framework, told) else None

    def framework(self, name: str) -> Framework:
        """The framework of a name: one's own if it is that, else the package's."""
        if isinstance(self.own, Framework):
            own: Framework | None = self.own
        else:
            own = load_framework(self.own) if self.own is not None else None
        if own is not None and own.id == name:
            return own
        if own is not None or name not in framework_names():
            raise ObservationError(
                unknown("framework", name[:40], [own.id] if own else framework_names())
            )
        return load_framework(name)

    def unaltered(self, framework: Framework, told: dict[str, str]) -> bool:
        """Whether edition, region and labels are those the form was written with."""
        edition, place = told.get("edition", ""), told.get("region", "")
        if edition.isdecimal() and len(edition) == 4 and place in regions():
            form = form_of(framework, int(edition), place)
            if told.get("checksum") == checksum(form, pages(framework), self.before):
                self.form = form
                return True
        self.wrong(
            say(
                "the hidden sheet that says which form it is was altered (checksum); copy the "
                "answers into a fresh template",
                "说明问卷版本和地区的隐藏工作表被改动（校验和不符）；请将答案填入新的模板",
            ),
            FORM_SHEET,
        )
        return False

    def sheet(self, sheet: Any, asked: dict[str, Question]) -> None:
        """Every row under the header of a sheet; one without a header has no questions."""
        heads: dict[str, int] = {}
        for number, row in self.cells(sheet, ROWS):
            if not row:
                continue
            if not heads:
                if row[0].value == KEY:
                    heads = self.heads(sheet.title, number, row)
                    if not heads:
                        return
                elif number > TOP:
                    return
                continue
            self.row(sheet.title, number, row, heads, asked)

    def heads(self, title: str, number: int, row: tuple[Cell, ...]) -> dict[str, int]:
        """Place of every column that is read; none, with a fault, if one is lost."""
        names = [cell.value for cell in row]
        lost = [name for name in READ if names.count(name) != 1]
        for name in lost:
            self.astray += ROWS
            self.wrong(
                say("column {name!r} is missing or double", "{name!r}列缺失或重复", name=name),
                title, number, 1,
            )  # fmt: skip
        return {} if lost else {name: names.index(name) for name in READ}

    def row(
        self, title: str, number: int, row: tuple[Cell, ...], heads: dict[str, int],
        asked: dict[str, Question],
    ) -> None:  # fmt: skip
        """One question with its answer."""
        key = row[0].value
        cells = {name: row[place] for name, place in heads.items() if place < len(row)}
        if key not in asked or key in self.found:
            answered = ANSWER in cells and cells[ANSWER].value is not None
            if key is not None or answered:
                self.astray += 1
                self.wrong(self.stray(key, asked), title, number, 1)
            return
        question = asked[key]
        self.found[key] = f"{title}!A{number}"
        value, year = self.before.get(question.key, ("", ""))
        labels = {BEFORE: value, YEAR: year, NAME: _label(question.name.zh, question.name.en),
                  UNIT: _label(question.unit, question.unit_en)}  # fmt: skip
        for name, meant in labels.items():
            if name not in cells or not same_text(cells[name].value, meant):
                self.wrong(
                    say(
                        "a locked cell was altered; it held {meant!r}",
                        "锁定的单元格被改动，原为{meant!r}",
                        meant=meant.replace("\n", " "),
                    ),
                    title, number, heads[name] + 1, key,
                )  # fmt: skip
        if ANSWER in cells:
            self.answer(title, number, heads, cells, question)

    def stray(self, key: object, asked: dict[str, Question]) -> Sentence:
        """What is wrong with the key of a row."""
        if key is None:
            return say("an answer whose row has lost its key", "本行有答案，但隐藏的代码缺失")
        if key in self.found:
            return say(
                "{key} stands in {other} already", "{key}已见于 {other}",
                key=shown(key), other=self.found[str(key)],
            )  # fmt: skip
        return say(
            "{key} is no question of this form.{hint}", "{key}不是本问卷的题项。{hint}",
            key=shown(key), hint=did_you_mean(str(key)[:60], list(asked)),
        )  # fmt: skip

    def answer(
        self, title: str, number: int, heads: dict[str, int], cells: dict[str, Cell],
        question: Question,
    ) -> None:  # fmt: skip
        """Figure, status and note of a row."""
        value = figure(cells[ANSWER])
        if isinstance(value, Sentence):
            self.wrong(value, title, number, heads[ANSWER] + 1, question.key)
            return
        state = status(cells[STATUS], value) if STATUS in cells else ("A" if value else "")
        if isinstance(state, Sentence):
            self.wrong(state, title, number, heads[STATUS] + 1, question.key)
            return
        note = words(cells[NOTE]) if NOTE in cells else ""
        if isinstance(note, Sentence):
            self.wrong(note, title, number, heads[NOTE] + 1, question.key)
            return
        self.rows.append(
            {
                "series": question.key, "region": self.form["region"],
                "year": self.form["edition"], "value": value, "unit": question.unit,
                "status": state, "flags": "", "note": note, "file": self.file,
                "sheet": title,
                "cell": f"{get_column_letter(heads[ANSWER] + 1)}{number}",
            }
        )  # fmt: skip

    def lost(self, asked: dict[str, Question], framework: Framework) -> None:
        """Name sheets and questions that are missing, where no row astray explains it."""
        for page in pages(framework):
            gone = [q.key for q in page.questions if q.key not in self.found]
            if len(gone) == len(page.questions) and page.name not in self.book.sheetnames:
                self.wrong(say("sheet {page!r} is missing", "缺少工作表{page!r}", page=page.name))
            elif len(gone) == len(page.questions) and not self.astray:
                self.wrong(
                    say(
                        "no question can be read: the hidden first column is lost",
                        "无法读取题项：隐藏的首列缺失",
                    ),
                    page.name,
                )
            elif len(gone) > self.astray:
                for key in gone:
                    said = say("question {key!r} is missing", "缺少题项{key!r}", key=key)
                    self.wrong(said, page.name, series=key)


def _label(zh: str, en: str) -> str:
    return zh if zh == en else f"{zh}\n{en}"
