"""The sheets of a workbook of judgements, as they come back from experts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from devindex.errors import MethodError, Sentence, did_you_mean, say, unknown
from devindex.index.weigh.judgement_values import CODE, KIND_OF, KINDS, Judgements, number

__all__ = ["CHOOSE", "COLUMNS", "KIND", "LABEL", "NAME", "sheets"]

KIND, LABEL, NAME = "方法 Kind", "代码 Code", "名称 Name"
CHOOSE = {"best": "最重要 Best", "worst": "最不重要 Worst"}
COLUMNS = {
    "best-worst": {
        "best_to_others": "最重要项相对本项 Best to this",
        "others_to_worst": "本项相对最不重要项 This to worst",
    },
    "budget": {"points": "分值 Points"},
}


def sheets(path: Path) -> Judgements:
    """Read every sheet of a workbook.

    Raises
    ------
    MethodError
        One sentence for each fault, with file, sheet and cell.
    """
    try:
        book = load_workbook(path)  # formulas as they are written, so that they can be refused
    except (BadZipFile, InvalidFileException, KeyError, ValueError, EOFError) as error:
        raise MethodError(
            say(
                "{file}: not a workbook ({error}); save it as .xlsx",
                "{file}：不是工作簿，请另存为 .xlsx",
                file=path.name,
                error=error,
            )
        ) from None
    read = [_Sheet(path.name, page) for page in book.worksheets if page.max_row > 1]
    problems = [fault for sheet in read for fault in sheet.problems]
    kinds = {sheet.kind: sheet.name for sheet in read if sheet.kind in KINDS}
    if len(kinds) > 1:
        found = ", ".join(f"{kind} ({name})" for kind, name in kinds.items())
        several = "sheets of several kinds: {found}; keep one kind to a file"
        problems.append(
            _in(path.name, several, "有多种判断类型：{found}；一个文件只放一种", found=found)
        )
    if not read:
        problems.append(_in(path.name, "no sheet is filled in", "没有填写的工作表"))
    if problems:
        raise MethodError(problems)
    return Judgements(next(iter(kinds)), {sheet.name: sheet.said for sheet in read}, path.name)


def _in(place: str, en: str, zh: str, **values: object) -> Sentence:
    fault = say(en, zh, **values)
    return say("{place}: {fault}", "{place}：{fault}", place=place, fault=fault)


class _Sheet:
    """What one expert wrote, and what is wrong with it."""

    def __init__(self, file: str, page: Any) -> None:
        self.page, self.name, self.file = page, str(page.title), file
        self.problems: list[Sentence] = []
        self.said: dict[str, Any] = {}
        first = [self.text(row, 1) for row in range(1, page.max_row + 1)]
        self.label = {text: row for row, text in reversed(list(enumerate(first, start=1))) if text}
        self.kind = self.text(self.label[KIND], 2) if KIND in self.label else ""
        if self.kind not in KINDS:
            self.wrong(0, 0, unknown(KIND_OF, self.kind, KINDS))
        elif LABEL not in self.label:
            self.wrong(0, 0, say("no row begins with {x!r}", "没有以{x!r}开头的行", x=LABEL))
        else:
            self.head = self.label[LABEL]
            self.codes = {
                row: text for row, text in enumerate(first, start=1) if row > self.head and text
            }
            self.twice({(row, 1): code for row, code in self.codes.items()})
            {"ahp": self.pairs, "best-worst": self.best_worst, "budget": self.budget}[self.kind]()

    def text(self, row: int, column: int) -> str:
        value = self.page.cell(row, column).value
        return "" if value is None else str(value).strip()

    def wrong(self, row: int, column: int, fault: Sentence) -> None:
        cell = f", {get_column_letter(column)}{row}" if row else ""
        self.problems.append(
            say(
                "{file}, sheet {sheet}{cell}: {fault}",
                "{file}，工作表{sheet}{cell}：{fault}",
                file=self.file, sheet=self.name, cell=cell, fault=fault,
            )
        )  # fmt: skip

    def twice(self, codes: dict[tuple[int, int], str]) -> None:
        """Refuse a code that stands in two rows or two columns."""
        for n, (cell, code) in enumerate(codes.items()):
            if code in list(codes.values())[:n]:
                what = "{what} {word!r} comes twice", "{what}{word!r}重复"
                self.wrong(*cell, say(*what, what=CODE, word=code))

    def number(self, row: int, column: int, least: float) -> float | None:
        """Number of a cell; None if it is empty or wrong."""
        cell = self.page.cell(row, column)
        if cell.value is None or not str(cell.value).strip():
            return None
        if cell.data_type == "f":
            self.wrong(row, column, say("a formula; type the number", "是公式；请直接填写数字"))
            return None
        value = number(cell.value)
        if isinstance(value, Sentence):
            self.wrong(row, column, value)
        elif value < least or (value == 0 and self.kind == "ahp"):
            need = {"ahp": "> 0", "best-worst": ">= 1", "budget": ">= 0"}[self.kind]
            few = "{value:g} is too small ({need})", "{value:g}过小（应{need}）"
            self.wrong(row, column, say(*few, value=value, need=need))
        else:
            return value
        return None

    def cells(self, columns: dict[int, str]) -> Iterator[tuple[int, int, str, str]]:
        for row, code in self.codes.items():
            for column, header in columns.items():
                yield row, column, code, header

    def pairs(self) -> None:
        width = range(3, self.page.max_column + 1)
        columns = {c: self.text(self.head, c) for c in width if self.text(self.head, c)}
        self.twice({(self.head, column): code for column, code in columns.items()})
        for column, code in columns.items():
            if code not in self.codes.values():
                hint = did_you_mean(code, list(self.codes.values()))
                what = "column {code!r} is no row.{hint}", "列{code!r}不在行中。{hint}"
                self.wrong(self.head, column, say(*what, code=code, hint=hint))
        where: dict[tuple[str, str], int] = {}
        for row, column, a, b in self.cells(columns):
            value = self.number(row, column, 0)
            if value is None:
                continue
            other = self.said.get(b, {}).get(a)
            if a == b and value != 1:
                self.wrong(
                    row,
                    column,
                    say(
                        "{v:g} on the diagonal; 1 or nothing",
                        "对角线上是{v:g}，应为1或留空",
                        v=value,
                    ),
                )
            elif other is not None and abs(value * other - 1) > 0.025:
                self.wrong(row, column, say(
                    "{a} over {b} is {v:g}, and {b} over {a} in row {row} is {other:g}, not its "
                    "reciprocal",
                    "{a}比{b}为{v:g}，而第{row}行{b}比{a}为{other:g}，不互为倒数",
                    a=a, b=b, v=value, other=other, row=where[b, a],
                ))  # fmt: skip
            elif a != b:
                self.said.setdefault(a, {})[b] = value
                where[a, b] = row
        self.empty()

    def best_worst(self) -> None:
        for name, header in CHOOSE.items():
            row = self.label.get(header, 0)
            self.said[name] = self.text(row, 2) if row else ""
            if self.said[name] not in self.codes.values():
                hint = did_you_mean(self.said[name], list(self.codes.values()))
                what = (
                    "{header}: {code!r} is none of the codes.{hint}",
                    "{header}：{code!r}不是代码。{hint}",
                )
                self.wrong(row, 2, say(*what, header=header, code=self.said[name], hint=hint))
        self.table(1)

    def budget(self) -> None:
        self.table(0)
        self.said = self.said["points"]
        self.empty()

    def table(self, least: float) -> None:
        """One column of numbers for each header of the kind."""
        heads = {self.text(self.head, c): c for c in range(3, self.page.max_column + 1)}
        for name, header in COLUMNS[self.kind].items():
            self.said[name] = {}
            if header not in heads:
                self.wrong(0, 0, say("no column {x!r}", "没有{x!r}列", x=header))
                continue
            for row, column, code, _ in self.cells({heads[header]: name}):
                value = self.number(row, column, least)
                if value is not None:
                    self.said[name][code] = value

    def empty(self) -> None:
        if not self.said and not self.problems:
            nothing = "nothing is filled in; delete the sheet of an expert who did not answer"
            self.wrong(0, 0, say(nothing, "没有填写；请删去未答复专家的工作表"))
