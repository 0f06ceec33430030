"""The questionnaire an office fills in: one workbook for a region, made from the framework."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from devindex.definitions import Framework, Region, Text, load_framework, region, regions
from devindex.errors import ObservationError, say
from devindex.kinds import admit
from devindex.observations.read import Observations, load_observations
from devindex.observations.returns.book import Form
from devindex.observations.returns.marks import (
    COVER,
    FORM_SHEET,
    HEADS,
    KEY,
    LISTS,
    WITH_FIGURE,
    WITHOUT,
    checksum,
    form_of,
    status_label,
)
from devindex.observations.returns.questions import Page, Question, pages
from devindex.writing import check_new, write_file, write_folder

__all__ = ["template", "template_name", "templates"]

WIDTHS = (10, 6, 34, 70, 16, 20, 14, 10, 18, 20, 30)
HINTS = (
    Text(
        zh="只填写黄底粗框的单元格，其余单元格已锁定；请勿增删行列，请勿改动标签。",
        en="Write in the yellow framed cells only; all others are locked. Add or delete no row or "
        "column, and change no label.",
    ),
    Text(
        zh="数字直接键入，单位见各行，不带单位、千分位逗号、百分号和公式；比重以55表示55%。",
        en="Type numbers plain, in the unit of the row, without unit, thousands separator, percent "
        "sign or formula; 55 stands for 55 %.",
    ),
    Text(
        zh="数量为零的填0。没有数据的，答案留空，并在“状态”列注明原因。",
        en="Write 0 for none. Where there is no figure, leave the answer empty and give the reason "
        "in the column Status.",
    ),
    Text(
        zh="“状态”列从列表中选取（SDMX CL_OBS_STATUS）；正常值可不填。",
        en="Status is chosen from the list (SDMX CL_OBS_STATUS); it may stay empty for a normal "
        "value.",
    ),
    Text(
        zh="“上次数据”为已公布的最近一年数据，供对照，不是答案。变动较大的，请在备注中说明。",
        en="Earlier figure is the latest published before this edition, for comparison; it is no "
        "answer. Explain a large change in the note.",
    ),
    Text(
        zh="填完后以 .xlsx 格式保存并交回，每个地区一个文件。",
        en="Save as .xlsx and hand it back, one file for each region.",
    ),
)


def template(
    framework: str | Path | Framework,
    edition: int,
    region: str,
    place: str | Path,
    *,
    earlier: Observations | None = None,
    force: bool = False,
) -> Path:
    """Write the questionnaire of one region: an Excel workbook.

    Instructions, a sheet for each dimension and the code lists. Each row has the figure's name,
    definition, unit, the latest figure before the edition, and open cells for the answer, its
    status and a note; every answer is checked as it is typed. A hidden column carries the keys and
    a hidden sheet says which form it is, so that :func:`collect` reads by key. Same inputs, same
    bytes.

    Parameters
    ----------
    framework
        One of regional level, answered by items (``regional``) or series (``regional-public``).
    edition
        Year the answers are of.
    region
        Code or name of one of the 31 covered units.
    earlier
        Figures shown for comparison; the official ones of the package if not given.

    Raises
    ------
    ObservationError
        If the place is taken or no ``.xlsx``, or framework or region do not fit.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     template("regional-public", 2024, "440000", f"{folder}/form.xlsx").name
    'form.xlsx'
    """
    given = {"edition": edition, "region": region, "place": place, "force": force}
    admit(template, given, ObservationError)
    path = Path(place)
    if path.suffix != ".xlsx":
        raise ObservationError(
            say(
                "{path} is not the name of a workbook; end it in .xlsx",
                "{path} 不是工作簿文件名，应以 .xlsx 结尾",
                path=path,
            )
        )
    check_new(path, ObservationError, force=force)
    meant, unit = _framework(framework), _unit(region)
    content = _content(meant, _year(edition), unit, (earlier or load_observations()).frame)
    write_file(path, content, ObservationError, force=force)
    return path


def templates(
    framework: str | Path | Framework,
    edition: int,
    folder: str | Path,
    *,
    earlier: Observations | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the questionnaires of the 31 covered regions into a folder, all or none.

    Raises
    ------
    ObservationError
        As :func:`template`.
    """
    given = {"edition": edition, "folder": folder, "force": force}
    admit(templates, given, ObservationError)
    place = Path(folder)
    check_new(place, ObservationError, force=force)
    meant, frame, year = _framework(framework), (earlier or load_observations()).frame, edition
    _year(year)
    files = {
        template_name(meant, year, unit.code): _content(meant, year, unit, frame)
        for unit in regions().values()
        if unit.covered
    }
    write_folder(place, files, ObservationError, force=force)
    return [place / name for name in files]


def template_name(framework: Framework, edition: int, code: str) -> str:
    """File name of a region's questionnaire."""
    return f"{framework.id}-{edition}-{code}.xlsx"


def _framework(given: str | Path | Framework) -> Framework:
    return given if isinstance(given, Framework) else load_framework(given)


def _year(edition: int) -> int:
    if not 1990 <= edition <= 2099:
        raise ObservationError(
            say(
                "edition {edition} is no year; write one from 1990 to 2099",
                "年版 {edition} 不是年份，应为1990至2099",
                edition=edition,
            )
        )
    return edition


def _unit(word: str) -> Region:
    unit = region(word)
    if not unit.covered:
        raise ObservationError(
            say(
                "{name} hands in no return; the 31 covered provinces do",
                "{name}不填报；填报的是31个省份",
                name=Text(zh=unit.name_zh, en=unit.name_en).en,
            )
        )
    return unit


def _content(framework: Framework, edition: int, unit: Region, seen: pd.DataFrame) -> bytes:
    """Bytes of one questionnaire."""
    laid = pages(framework)
    target = io.BytesIO()
    form = Form(target, f"{framework.title.zh} {edition} {unit.name_zh}")
    own = seen[(seen["region"] == unit.code) & (seen["year"] < edition)].sort_values("year")
    writer = _Writer(form, framework, edition, unit, own.drop_duplicates("series", keep="last"))
    writer.cover()
    number = 1
    for page in laid:
        number = writer.page(page, number)
    writer.lists()
    writer.form_sheet(laid)
    form.close()
    return target.getvalue()


class _Writer:
    """Writes the sheets of one questionnaire."""

    def __init__(
        self, form: Form, framework: Framework, edition: int, unit: Region, earlier: pd.DataFrame
    ) -> None:
        self.form, self.framework, self.edition, self.unit = form, framework, edition, unit
        self.earlier = earlier.set_index("series")
        keys = [q.key for page in pages(framework) for q in page.questions]
        self.name = {key: f"figure_{n}" for n, key in enumerate(keys, start=1)}

    def cover(self) -> None:
        """Title, whose return it is, and how to fill in."""
        widths = (10, 110)
        page = self.form.page(COVER, widths)
        titles = [
            f"{self.framework.title.zh}　{self.edition}年　{self.unit.name_zh}",
            f"{self.framework.title.en}, {self.edition}, {self.unit.name_en}",
        ]
        for row, title in enumerate(titles):
            page.write_string(row, 1, title, self.form.looks["title"])
            page.set_row_pixels(row, 34)
        for row, text in enumerate([self.framework.summary, *HINTS], start=3):
            self.form.row(page, row, ["", _both(text)], "text", widths)

    def page(self, page: Page, number: int) -> int:
        """One dimension; gives the number of the next question."""
        sheet = self.form.page(page.name, WIDTHS)
        title = f"{_both(page.title, ' ')}　{self.edition}　{self.unit.name_zh}"
        sheet.write_string(0, 1, title, self.form.looks["title"])
        sheet.set_row_pixels(0, 30)
        heads = [f"{text.zh} {text.en}" for text in HEADS.values()]
        self.form.row(sheet, 1, [KEY, *heads], "head", WIDTHS)
        sheet.freeze_panes(2, 3)
        sheet.repeat_rows(1)
        for row, question in enumerate(page.questions, start=2):
            self.question(sheet, page.name, row, question, number)
            number += 1
        return number

    def question(
        self, sheet: Worksheet, page: str, row: int, question: Question, number: int
    ) -> None:
        """Labels, the earlier figure, and the three open cells."""
        units = Text(zh=question.unit, en=question.unit_en)
        cells = [
            question.key, str(number), _both(question.name), _both(question.definition),
            _both(units), _both(question.allowed()),
        ]  # fmt: skip
        self.form.row(sheet, row, cells, "cell", WIDTHS)
        looks, column = self.form.looks, len(cells)
        if question.key in self.earlier.index:
            seen = self.earlier.loc[question.key]
            sheet.write_number(row, column, float(seen["value"]), looks["figure"])
            sheet.write_number(row, column + 1, int(seen["year"]), looks["figure"])
        else:
            sheet.write_blank(row, column, None, looks["figure"])
            sheet.write_blank(row, column + 1, None, looks["figure"])
        sheet.write_blank(row, column + 2, None, looks["answer"])
        sheet.write_blank(row, column + 3, None, looks["words"])
        sheet.write_blank(row, column + 4, None, looks["words"])
        cell = xl_rowcol_to_cell(row, column + 2, row_abs=True, col_abs=True)
        self.form.book.define_name(self.name[question.key], f"='{page}'!{cell}")
        said = _both(question.allowed(), "; ")
        sheet.data_validation(
            row, column + 2, row, column + 2,
            self.rule(question) | {
                "error_title": "请核对 Please check", "error_message": said[:255],
                "input_title": "可填内容 Allowed", "input_message": said[:255],
            },
        )  # fmt: skip
        last = len(WITH_FIGURE) + len(WITHOUT) + 1
        sheet.data_validation(
            row, column + 3, row, column + 3,
            {"validate": "list", "source": f"='{LISTS}'!$A$2:$A${last}"},
        )  # fmt: skip

    def rule(self, question: Question) -> dict[str, Any]:
        """What a spreadsheet checks as an answer is typed."""
        if question.part_of in self.name:
            own, whole = self.name[question.key], self.name[question.part_of]
            tests = [f"ISNUMBER({own})", f"OR(ISBLANK({whole}),{own}<={whole})"]
            if question.whole:
                tests.append(f"{own}=INT({own})")
            if question.least is not None:
                tests.append(f"{own}>={question.least:g}")
            return {"validate": "custom", "value": f"=AND({','.join(tests)})",
                    "ignore_blank": False}  # fmt: skip
        kind = "integer" if question.whole else "decimal"
        if question.least is not None and question.most is not None:
            return {"validate": kind, "criteria": "between", "minimum": question.least,
                    "maximum": question.most}  # fmt: skip
        least = -1e15 if question.least is None else question.least
        return {"validate": kind, "criteria": ">=", "value": least}

    def lists(self) -> None:
        """The statuses behind the drop-down, and when each is used."""
        widths = (46, 46)
        page = self.form.page(LISTS, widths, hide=False)
        heads = [f"{HEADS['status'].zh} {HEADS['status'].en}", "用于 Used for"]
        looks = self.form.looks
        for column, head in enumerate(heads):
            page.write_string(0, column, head, looks["head"])
        for row, code in enumerate((*WITH_FIGURE, *WITHOUT), start=1):
            used = "有数据 with a figure" if code in WITH_FIGURE else "无数据 without a figure"
            page.write_string(row, 0, status_label(code), looks["cell"])
            page.write_string(row, 1, used, looks["cell"])

    def form_sheet(self, laid: tuple[Page, ...]) -> None:
        """The hidden sheet: which form it is, its checksum, the earlier figures it shows."""
        form = form_of(self.framework, self.edition, self.unit.code)
        page = self.form.page(FORM_SHEET, (44, 70, 12), hide=False)
        before = {
            str(key): (format(float(row["value"]), ".15g"), str(int(row["year"])))
            for key, row in self.earlier.iterrows()
            if key in self.name
        }
        lines = form | {"checksum": checksum(form, laid, before)}
        for row, (mark, value) in enumerate(lines.items()):
            page.write_string(row, 0, mark, self.form.looks["line"])
            page.write_string(row, 1, str(value), self.form.looks["line"])
        for row, (key, told) in enumerate(sorted(before.items()), start=len(lines)):
            for column, text in enumerate((key, *told)):
                page.write_string(row, column, text, self.form.looks["line"])
        page.hide()


def _both(text: Text, between: str = "\n") -> str:
    return text.zh if text.zh == text.en else f"{text.zh}{between}{text.en}"
