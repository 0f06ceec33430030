"""The form a firm fills in, and the header of a table an office fills in."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from devindex.definitions import Framework, Item, Text, load_framework
from devindex.definitions.model import LANGUAGES, Language
from devindex.enterprise.questionnaire.columns import IDENTITY, columns
from devindex.enterprise.questionnaire.lists import label, lists
from devindex.enterprise.questionnaire.pages import (
    ANSWER,
    COVER,
    FORM,
    IDENTITY_PAGE,
    KEY,
    LISTS_PAGE,
    NO,
    YES,
    Page,
    Question,
    form_of,
    pages,
)
from devindex.errors import EnterpriseError, os_fault, say, unknown
from devindex.kinds import admit
from devindex.observations.returns.book import Form

__all__ = ["template", "template_table"]

HINTS = (
    Text(
        zh="只填写黄底粗框的单元格，其余单元格已锁定；请勿增删行列。",
        en="Write in the yellow framed cells only; all others are locked. Add or delete no row or "
        "column.",
    ),
    Text(
        zh="数量为零的填0；不适用或无法取得的留空。",
        en="Write 0 for none; leave a cell empty where a question does not apply or cannot be "
        "answered.",
    ),
    Text(
        zh="数字直接键入，不带单位、千分位逗号和公式；单位见各题。",
        en="Type numbers plain, without unit, thousands separator or formula; each question says "
        "its unit.",
    ),
    Text(
        zh="“其中”类题项不得大于所属总数，表格会当场核对。",
        en="A part is never above its whole; the form checks it as you type.",
    ),
    Text(
        zh="填完后以 .xlsx 格式保存并交回，每家企业一个文件。",
        en="Save as .xlsx and hand it back, one file for each firm.",
    ),
)
IDENTITY_WIDTHS = (10, 34, 60, 50)
WIDTHS = (10, 6, 10, 36, 78, 16, 26, 20)
HEADERS = (
    Text(zh="序号", en="No."), Text(zh="指标", en="Indicator"), Text(zh="题项", en="Question"),
    Text(zh="说明", en="Definition"), Text(zh="单位", en="Unit"),
    Text(zh="可填内容", en="Allowed"),
)  # fmt: skip
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def template(
    place: str | Path,
    framework: str | Path | Framework = "enterprise",
    language: Language | None = None,
) -> Path:
    """Write the form for one firm: an Excel workbook, made from the framework alone.

    Instructions, the firm's identity with drop-down lists, one page for each dimension, and the
    code lists. Every answer cell checks what is typed: whole numbers, ranges, yes or no, the check
    character of the credit code, no part above its whole. A hidden first column carries the codes
    of the items, by which :func:`read_forms` reads. The same framework gives the same bytes.

    Parameters
    ----------
    place
        File to write, ``.xlsx``.
    language
        ``zh`` or ``en``; both if not given.

    Raises
    ------
    EnterpriseError
        If the place is no ``.xlsx`` file or cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     template(Path(folder) / "form.xlsx").name
    'form.xlsx'
    """
    if language is not None and language not in LANGUAGES:
        raise EnterpriseError(unknown("language", str(language), LANGUAGES))
    meant = framework if isinstance(framework, Framework) else load_framework(framework)
    path = _xlsx(place)
    laid = pages(meant)
    form = Form(path, f"{meant.title.zh} {meant.title.en}", refusal=EnterpriseError)
    writer = _Writer(form, meant, laid, language)
    writer.cover()
    writer.identity()
    for page in laid:
        writer.questions(page)
    writer.code_lists()
    form.close()
    return path


def template_table(place: str | Path, framework: str | Path | Framework = "enterprise") -> Path:
    """Write an empty table with one row per firm: the header alone, as CSV or workbook.

    A workbook has a second page that describes every column; for a CSV see :func:`columns`.

    Raises
    ------
    EnterpriseError
        If the place is neither ``.csv`` nor ``.xlsx``, or cannot be written.
    """
    admit(template_table, {"place": place}, EnterpriseError)
    told = columns(framework)
    names = [str(name) for name in told["column"]]
    path = Path(place)
    if path.suffix == ".csv":
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(names)
        except OSError as error:
            raise EnterpriseError(
                say(
                    "{path} cannot be written: {why}", "不能写入 {path}：{why}",
                    path=path, why=os_fault(error),
                )
            ) from None  # fmt: skip
        return path
    form = Form(_xlsx(place), "devindex", refusal=EnterpriseError)
    page = form.book.add_worksheet("数据 Data")
    page.freeze_panes(1, 1)
    for n, name in enumerate(names):
        page.set_column(n, n, max(len(name) + 2, 10))
        page.write_string(0, n, name, form.looks["head"])
    heads = [str(head) for head in told]
    widths = [44, 10, 10, 10, 34, 44, 60, 16, 24, 44, 60]
    about = form.page("列说明 Columns", widths, hide=False)
    form.row(about, 0, heads, "head", widths)
    for n, line in enumerate(told.astype(object).where(told.notna(), "").to_numpy(), start=1):
        form.row(about, n, [f"{x:g}" if isinstance(x, float) else x for x in line], "cell", widths)
    about.freeze_panes(1, 1)
    form.close()
    return path


def _xlsx(place: str | Path) -> Path:
    admit(template_table, {"place": place}, EnterpriseError)
    path = Path(place)
    if path.suffix != ".xlsx" or path.is_dir():
        raise EnterpriseError(
            say(
                "{path} is not the name of a workbook; end it in .xlsx",
                "{path} 不是工作簿文件名，应以 .xlsx 结尾",
                path=path,
            )
        )
    return path


class _Writer:
    """Writes the pages of one form, in one language or in both."""

    def __init__(
        self, form: Form, framework: Framework, laid: tuple[Page, ...], language: Language | None
    ) -> None:
        self.form, self.framework, self.language = form, framework, language
        self.number = {q.item.code: q.number for page in laid for q in page.questions}
        self.parts: dict[str, list[str]] = {}
        for item in framework.items:
            if item.part_of:
                self.parts.setdefault(item.part_of, []).append(item.code)

    def say(self, text: Text, between: str = "\n") -> str:
        """A text in the form's language, or in both."""
        if self.language:
            return text.say(self.language)
        return text.zh if text.zh == text.en else f"{text.zh}{between}{text.en}"

    def cover(self) -> None:
        """Title, what the survey is, how to fill in, and which form this is."""
        widths = (10, 100)
        page = self.form.page(COVER, widths)
        said = [self.framework.summary, *HINTS]
        for row, language in enumerate([self.language] if self.language else LANGUAGES):
            page.write_string(row, 1, self.framework.title.say(language), self.form.looks["title"])
            page.set_row_pixels(row, 34)
        for row, text in enumerate(said, start=3):
            self.form.row(page, row, ["", self.say(text)], "text", widths)
        version = form_of(self.framework)
        row = len(said) + 4
        self.form.row(page, row, [FORM, version], "line", widths)

    def head(self, page: Worksheet, title: str, names: tuple[Text, ...], widths: Any) -> None:
        """Title and header of a page; what stands above the answers stays in sight."""
        page.write_string(0, 1, title, self.form.looks["title"])
        page.set_row_pixels(0, 36)
        cells = [KEY, *(self.say(name) for name in names), ANSWER]
        self.form.row(page, 1, cells, "head", widths)
        page.freeze_panes(2, 0)
        page.repeat_rows(1)

    def identity(self) -> None:
        """The firm: credit code, province, industry, size, holding."""
        page = self.form.page(IDENTITY_PAGE, IDENTITY_WIDTHS)
        self.head(page, IDENTITY_PAGE, (HEADERS[2], HEADERS[3]), IDENTITY_WIDTHS)
        for row, (code, (name, what)) in enumerate(IDENTITY.items(), start=2):
            self.form.row(
                page, row, [code, self.say(name), self.say(what)], "cell", IDENTITY_WIDTHS
            )
            page.write_blank(row, 3, None, self.form.looks["words"])
            if code in lists():
                column = "ABC"[list(lists()).index(code)]
                last = len(lists()[code]) + 1
                self.check(page, row, 3, what, {
                    "validate": "list", "source": f"='{LISTS_PAGE}'!${column}$2:${column}${last}",
                })  # fmt: skip
            elif code == "credit_code":
                self.check(page, row, 3, what, {"validate": "custom", "value": _credit(row, 3)})

    def questions(self, page: Page) -> None:
        """One dimension: every question with its definition, unit and answer cell."""
        sheet = self.form.page(page.name, WIDTHS)
        self.head(sheet, self.say(page.title, " "), HEADERS, WIDTHS)
        for row, question in enumerate(page.questions, start=2):
            item = question.item
            cells = [
                item.code, str(question.number), "\n".join(question.indicators),
                self.say(item.name), self.say(question.definition), self.say(item.unit),
                self.say(question.allowed),
            ]  # fmt: skip
            self.form.row(sheet, row, cells, "cell", WIDTHS)
            sheet.write_blank(row, len(cells), None, self.form.looks["answer"])
            cell = xl_rowcol_to_cell(row, len(cells), row_abs=True, col_abs=True)
            self.form.book.define_name(_name(question.number), f"='{page.name}'!{cell}")
            self.check(sheet, row, len(cells), question.allowed, self.rule(question))

    def rule(self, question: Question) -> dict[str, Any]:
        """What a spreadsheet checks as an answer is typed."""
        item = question.item
        if item.scale == "yes-no":
            return {"validate": "list", "source": [YES, NO]}
        kind = "integer" if item.scale == "whole" else "decimal"
        parts = self.parts.get(item.code, [])
        if item.part_of or parts:
            return {"validate": "custom", "value": self.formula(question.number, item, parts)}
        if item.least is not None and item.most is not None:
            bounds = {"criteria": "between", "minimum": item.least, "maximum": item.most}
        elif item.most is not None:
            bounds = {"criteria": "<=", "value": item.most}
        else:
            bounds = {"criteria": ">=", "value": -1e15 if item.least is None else item.least}
        return {"validate": kind, **bounds}

    def formula(self, number: int, item: Item, parts: list[str]) -> str:
        """As a formula, where other answers matter: a whole still empty lets a part pass."""
        own = _name(number)
        tests = [f"ISNUMBER({own})"]
        if item.scale == "whole":
            tests.append(f"{own}=INT({own})")
        if item.least is not None:
            tests.append(f"{own}>={item.least:g}")
        if item.most is not None:
            tests.append(f"{own}<={item.most:g}")
        if item.part_of:
            whole = _name(self.number[item.part_of])
            tests.append(f"OR(ISBLANK({whole}),{own}<={whole})")
        if parts:
            tests.append(f"{own}>=MAX({','.join(_name(self.number[p]) for p in parts)})")
        return f"=AND({','.join(tests)})"

    def check(
        self, page: Worksheet, row: int, column: int, allowed: Text, rule: dict[str, Any]
    ) -> None:
        """Attach a rule to an answer cell, with what is allowed as hint and as refusal."""
        said = self.say(allowed)
        page.data_validation(
            row, column, row, column,
            rule | {
                "ignore_blank": rule["validate"] != "custom", "error_title": "请核对 Please check",
                "error_message": said[:255], "input_title": "可填内容 Allowed",
                "input_message": said[:255],
            },
        )  # fmt: skip

    def code_lists(self) -> None:
        """The lists behind the drop-downs, a column each, from the second row on."""
        widths = (40, 76, 24)
        page = self.form.page(LISTS_PAGE, widths, hide=False)
        for column, (code, entries) in enumerate(lists().items()):
            page.write_string(0, column, self.say(IDENTITY[code][0], " "), self.form.looks["head"])
            for row, (key, name) in enumerate(entries.items(), start=1):
                page.write_string(row, column, label(key, name), self.form.looks["line"])


def _name(number: int) -> str:
    """Name of an answer cell within the workbook."""
    return f"item_{number}"


def _credit(row: int, column: int) -> str:
    """18 characters of the alphabet whose last is the check character of GB 32100."""
    cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    places = "ROW($1:$17)"
    total = f'SUMPRODUCT((FIND(MID({cell},{places},1),"{ALPHABET}")-1)*MOD(3^({places}-1),31))'
    last = f'FIND(RIGHT({cell}),"{ALPHABET}")-1'
    return f"=IFERROR(AND(LEN({cell})=18,MOD({total}+{last},31)=0),FALSE)"
