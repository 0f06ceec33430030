"""Filled forms, read by key: one row for each firm, or every fault of every file."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from devindex.definitions import Framework, Item, load_framework
from devindex.enterprise.questionnaire.columns import IDENTITY, OFFICE
from devindex.enterprise.questionnaire.lists import code_of, label, lists
from devindex.enterprise.questionnaire.pages import (
    ANSWER,
    FORM,
    IDENTITY_PAGE,
    KEY,
    NO,
    YES,
    form_of,
    pages,
)
from devindex.errors import EnterpriseError, Sentence, did_you_mean, os_fault, say
from devindex.kinds import shown

__all__ = ["read_forms"]

_DAMAGED = (
    BadZipFile, InvalidFileException, zlib_error, EOFError, KeyError, NotImplementedError,
    RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What the readers of archives, XML and workbooks raise on a file that is not whole."""


def read_forms(
    paths: str | Path | Iterable[str | Path], framework: str | Path | Framework = "enterprise"
) -> pd.DataFrame:
    """Read filled forms of :func:`template`: a table of firms, one row for each file.

    Answers are found by the key in the first cell of their row, wherever the row stands. Whether
    they keep to the rules of their items is for the checks of returns to say; here they need to be
    numbers at all. A formula counts with the value a spreadsheet last saved for it.

    Parameters
    ----------
    paths
        Workbooks, or a folder of them.

    Returns
    -------
    Columns of the contract: identity, then stratum (missing) and weight (NaN), which the office
    adds, then every item as a number, yes 1, no 0, no answer NaN.

    Raises
    ------
    EnterpriseError
        One sentence for each fault of any file, with file, page and cell.
    """
    meant = framework if isinstance(framework, Framework) else load_framework(framework)
    files = _files(paths)
    problems: list[Sentence] = []
    rows: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    for file in files:
        form = _Form(file, meant)
        problems += form.problems
        code = form.said.get("credit_code")
        if code and code in seen:
            problems.append(
                say(
                    "{file}: {other} is a form of the same firm ({code}); keep one",
                    "{file}：与 {other} 是同一企业（{code}）的问卷，请只保留一份",
                    file=file.name, other=seen[code], code=code,
                )
            )  # fmt: skip
        elif code:
            seen[code] = file.name
        rows.append(form.said)
    if problems:
        raise EnterpriseError(problems)
    names = [*IDENTITY, *OFFICE, *(item.code for item in meant.items)]
    frame = pd.DataFrame(rows, columns=names)
    numbers = ["weight", *(item.code for item in meant.items)]
    return frame.astype(
        dict.fromkeys(numbers, float) | dict.fromkeys([*IDENTITY, "stratum"], "str")
    )


def _files(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    if isinstance(paths, str | Path):
        place = Path(paths)
        found = sorted(place.glob("*.xlsx")) if place.is_dir() else [place]
        found = [p for p in found if not p.name.startswith("~$")]  # locks of open workbooks
    else:
        found = [Path(p) for p in paths]
    if not found:
        raise EnterpriseError(say("{paths}: no form", "{paths}：没有问卷", paths=paths))
    return found


class _Form:
    """What one firm answered, and what is wrong with its file."""

    def __init__(self, path: Path, framework: Framework) -> None:
        self.file, self.framework = path.name, framework
        self.said: dict[str, Any] = {}
        self.found: dict[str, str] = {}
        self.astray: Counter[str] = Counter()
        self.problems: list[Sentence] = []
        self.items = {item.code: item for item in framework.items}
        self.known = [*IDENTITY, *self.items]
        books = self.open(path)
        if books is None:
            return
        self.written, self.saved = books
        if self.same_version():
            for page in self.written.worksheets:
                self.page(page)
            self.lost()

    def open(self, path: Path) -> tuple[Any, Any] | None:
        """The workbook as written, and with the values of its formulas."""
        damaged = say(
            "not a workbook, or damaged; open it in a spreadsheet and save it as .xlsx",
            "不是工作簿或文件已损坏，请用电子表格软件打开后另存为 .xlsx",
        )
        try:
            with ZipFile(path) as archive:
                sound = archive.testzip() is None
            if sound:
                return load_workbook(path), load_workbook(path, data_only=True)
        except _DAMAGED:
            pass
        except OSError as error:
            self.wrong(say("cannot be read: {why}", "不能读取：{why}", why=os_fault(error)))
            return None
        self.wrong(damaged)
        return None

    def wrong(self, fault: Sentence, page: str = "", row: int = 0, column: int = 0) -> None:
        """Note a fault with its place."""
        cell = f"{get_column_letter(column)}{row}" if row else ""
        where = ("{file}: {fault}", "{file}：{fault}")
        if page:
            where = (
                "{file}, sheet {page}{cell}: {fault}", "{file}，工作表“{page}”{cell}：{fault}"
            )  # fmt: skip
        mark = Sentence(f", {cell}", cell) if cell else ""
        self.problems.append(say(*where, file=self.file, page=page, cell=mark, fault=fault))

    def same_version(self) -> bool:
        """Whether the form is one of this framework and version."""
        ours = form_of(self.framework)
        for page in self.written.worksheets:
            for key, value in page.iter_rows(max_col=2, values_only=True):
                if key == FORM:
                    if value != ours:
                        self.wrong(
                            say(
                                "form {given}; {ours} is read", "问卷版本为{given}，应为 {ours}",
                                given=shown(value), ours=ours,
                            )
                        )  # fmt: skip
                    return bool(value == ours)
        self.wrong(
            say(
                "no line says which form it is; write it anew with the template",
                "没有问卷版本行，请用问卷模板重新填写",
            )
        )
        return False

    def page(self, page: Any) -> None:
        """Read every row under the header of a page; one without a header has no questions."""
        rows = list(page.iter_rows())
        top = next((n for n, row in enumerate(rows) if row[0].value == KEY), None)
        if top is None:
            return
        heads = [cell.value for cell in rows[top]]
        if ANSWER not in heads:
            self.astray[page.title] = len(self.items)
            fault = say("no column {x!r}", "没有{x!r}列", x=ANSWER)
            self.wrong(fault, page.title, top + 1, 1)
            return
        column = heads.index(ANSWER) + 1
        for n, row in enumerate(rows[top + 1 :], start=top + 2):
            key = row[0].value
            if key in self.known and key not in self.found:
                self.found[key] = f"{page.title}!A{n}"
                self.said[key] = self.answer(page, n, column, key)
            elif key is not None or row[column - 1].value is not None:
                self.astray[page.title] += 1
                self.wrong(self.stray(key), page.title, n, 1)

    def stray(self, key: object) -> Sentence:
        """What is wrong with the key of a row."""
        if key is None:
            return say("an answer whose row has lost its key", "本行有答案，但题项代码缺失")
        if key in self.found:
            other = self.found[str(key)]
            return say(
                "{key!r} stands in {other} already", "{key!r}已见于 {other}", key=key, other=other
            )
        return say(
            "{key} is no question of this form.{hint}", "{key}不是本问卷的题项。{hint}",
            key=shown(key), hint=did_you_mean(str(key), self.known),
        )  # fmt: skip

    def lost(self) -> None:
        """Name pages and questions that are missing, where no row with a wrong key explains it."""
        laid: Mapping[str, list[str]] = {IDENTITY_PAGE: list(IDENTITY)} | {
            page.name: [q.item.code for q in page.questions] for page in pages(self.framework)
        }
        for page, keys in laid.items():
            gone = [key for key in keys if key not in self.found]
            if len(gone) == len(keys) and page not in self.written.sheetnames:
                self.wrong(say("sheet {page!r} is missing", "缺少工作表{page!r}", page=page))
            elif len(gone) == len(keys) and not self.astray[page]:
                self.wrong(
                    say(
                        "no question can be read: the hidden first column is lost",
                        "无法读取题项：隐藏的首列缺失",
                    ),
                    page,
                )
            elif len(gone) > self.astray[page]:
                for key in gone:
                    fault = say("question {key!r} is missing", "缺少题项{key!r}", key=key)
                    self.wrong(fault, page)

    def answer(self, page: Any, row: int, column: int, key: str) -> Any:
        """Answer of a cell: text of the identity, a number of an item; None if it is empty."""
        cell = page.cell(row, column)
        value = cell.value
        if cell.data_type == "f":
            value = self.saved[page.title].cell(row, column).value
            if value is None:
                fault = say(
                    "a formula without a saved value; type the answer",
                    "是公式且没有保存结果，请直接填写",
                )
                self.wrong(fault, page.title, row, column)
                return None
        if value is None or (isinstance(value, str) and not value.strip()):
            if key == "credit_code":
                fault = say("the credit code is empty", "统一社会信用代码未填写")
                self.wrong(fault, page.title, row, column)
            return None
        read = self.identity(key, value) if key in IDENTITY else _number(self.items[key], value)
        if isinstance(read, Sentence):
            self.wrong(read, page.title, row, column)
            return None
        return read

    def identity(self, key: str, value: object) -> str | Sentence:
        """Text or code, or what is wrong with it."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        said = str(value).strip()
        if key not in lists():
            return str(said)
        code = code_of(key, said)
        if code is not None:
            return code
        known = [label(code, name) for code, name in lists()[key].items()]
        return say(
            "{value} is not in the list.{hint}", "{value}不在列表中。{hint}",
            value=shown(value), hint=did_you_mean(said, known),
        )  # fmt: skip


def _number(item: Item, value: object) -> float | Sentence:
    """A finite number; 1 or 0 where yes or no is asked; else what is wrong."""
    if item.scale == "yes-no" and isinstance(value, str):
        said = value.strip().casefold()
        for answer, number in ((YES, 1.0), (NO, 0.0)):
            if said in {answer.casefold(), *answer.casefold().split()}:
                return number
        return say("{value} is neither yes nor no", "{value}不是“是”或“否”", value=shown(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return say(
        "{value} is not a number; type the number alone", "{value}不是数字，请只填数字",
        value=shown(value),
    )  # fmt: skip
