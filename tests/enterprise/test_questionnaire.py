"""The form: every item once, checked as it is typed, read back by key, faults said in full."""

import csv
import hashlib
import random
import shutil

import openpyxl
import pandas as pd
import pytest

from devindex import load_framework
from devindex.enterprise.questionnaire import columns, read_forms, template, template_table
from devindex.enterprise.questionnaire.lists import lists
from devindex.enterprise.questionnaire.pages import COVER, IDENTITY_PAGE, LISTS_PAGE, pages
from devindex.enterprise.returns.columns import columns as returned
from devindex.enterprise.synthetic import simulate
from devindex.observations.returns.book import lines, width

FRAMEWORK = load_framework("enterprise")
ITEMS = {item.code: item for item in FRAMEWORK.items}
FIRM = {
    "credit_code": "91350100M000100Y43", "province": "350000 福建省 Fujian",
    "industry": "36 汽车制造业 Motor vehicles", "size": "medium 中型 Medium", "holding": "某集团",
}  # fmt: skip


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    return template(tmp_path_factory.mktemp("form") / "form.xlsx")


@pytest.fixture(scope="module")
def book(form):
    return openpyxl.load_workbook(form)


def cells_of(book):
    """Answer cell of every key: {key: cell}."""
    out = {}
    for page in book.worksheets:
        answer = None
        for row in page.iter_rows():
            if row[0].value == "key":
                answer = next(cell.column for cell in row if cell.value == "答案 Answer")
            elif answer and row[0].value:
                out[row[0].value] = row[answer - 1]
    return out


def rules_of(book):
    """Validation of every answer cell: {(page, cell): rule}."""
    return {
        (page.title, str(cells)): rule
        for page in book.worksheets
        for rule in page.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }


@pytest.fixture
def filled(form, tmp_path):
    """Fill in a copy of the form: answers by key, then anything done to the workbook."""

    def fill(name="firm.xlsx", answers=None, change=None):
        book = openpyxl.load_workbook(form)
        cells = cells_of(book)
        for key, value in (FIRM | {"employees": 500} | (answers or {})).items():
            cells[key].value = value
        if change:
            change(book, cells)
        book.save(tmp_path / name)
        return tmp_path / name

    return fill


def faults(told, *files):
    return told(lambda: read_forms(files))


# --- the form ---------------------------------------------------------------------------------


def test_same_framework_same_bytes(form, tmp_path):
    again = template(tmp_path / "again.xlsx", FRAMEWORK)
    one, other = (hashlib.sha256(p.read_bytes()).hexdigest() for p in (form, again))
    assert one == other


def test_every_item_is_asked_once_on_the_page_of_its_dimension(book):
    keys = [
        (page.title, row[0])
        for page in book.worksheets[2:-1]
        for row in page.iter_rows(min_row=3, max_col=1, values_only=True)
    ]
    assert sorted(key for _, key in keys) == sorted(ITEMS)
    assert [page.title for page in book.worksheets] == [
        COVER, IDENTITY_PAGE, "1 网络 Network", "2 标识 Identifier", "3 平台 Platform",
        "4 数据 Data", "5 安全 Security", "6 综合 Cross-cutting", LISTS_PAGE,
    ]  # fmt: skip
    where = {key: page for page, key in keys}
    for indicator in FRAMEWORK.indicators:
        if indicator.numerator.item == "platform-use-level":
            assert where["platform-in-use"] == where["platform-use-level"] == "3 平台 Platform"


def test_a_question_carries_name_definition_unit_and_what_is_allowed_in_both_languages(book):
    rows = {row[0].value: [c.value for c in row] for page in book.worksheets[2:-1] for row in page}
    for indicator in FRAMEWORK.indicators:
        row = rows[indicator.numerator.item]
        item = ITEMS[indicator.numerator.item]
        assert indicator.code in row[2].split("\n")
        assert row[3] == f"{item.name.zh}\n{item.name.en}"
        assert indicator.definition.zh in row[4]
        assert indicator.definition.en in row[4]
    assert rows["platform-use-level"][6] == "整数，0至3\nwhole number, 0 to 3"
    assert rows["platform-in-use"][5] == "是/否\nyes/no"


@pytest.mark.parametrize(
    ("language", "has", "not_"),
    [("zh", "生产设备", "Production devices"), ("en", "Production devices", "生产设备")],
)
def test_a_form_in_one_language_has_no_word_of_the_other(tmp_path, language, has, not_):
    book = openpyxl.load_workbook(template(tmp_path / "a.xlsx", language=language))
    words = [str(c.value) for page in book.worksheets[2:-1] for row in page for c in row[3:7]]
    assert has in words
    assert not_ not in words
    assert cells_of(book).keys() >= ITEMS.keys()


def test_only_answer_cells_are_open_and_every_page_is_protected(book):
    answers = {(cell.parent.title, cell.coordinate) for cell in cells_of(book).values()}
    open_cells = {
        (page.title, cell.coordinate)
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == answers
    assert len(answers) == len(ITEMS) + 5
    assert all(page.protection.sheet for page in book.worksheets)


def test_the_key_column_is_hidden_and_no_cell_is_merged(book):
    for page in book.worksheets:
        assert not page.merged_cells.ranges
        assert page.column_dimensions["A"].hidden == (page.title != LISTS_PAGE)


def test_every_answer_but_the_holding_has_a_validation_that_fits_its_item(book):
    rules = rules_of(book)
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    cells = cells_of(book)
    number = {}
    for code in ITEMS:
        place = f"'{cells[code].parent.title}'!${cells[code].column_letter}${cells[code].row}"
        number[code] = next(name for name, text in names.items() if text == place)
    for code, item in ITEMS.items():
        rule = rules[cells[code].parent.title, cells[code].coordinate]
        parts = [c for c, i in ITEMS.items() if i.part_of == code]
        if item.scale == "yes-no":
            assert (rule.type, rule.formula1) == ("list", '"是 Yes,否 No"')
        elif item.part_of or parts:
            assert rule.type == "custom"
            own = number[code]
            assert (f"{own}=INT({own})" in rule.formula1) == (item.scale == "whole")
            assert f"{own}>={item.least:g}" in rule.formula1
            if item.part_of:
                assert f"{own}<={number[item.part_of]})" in rule.formula1
            for part in parts:
                assert number[part] in rule.formula1.partition("MAX(")[2].strip(")").split(",")
            assert len(rule.formula1) <= 255
        else:
            assert rule.type == ("whole" if item.scale == "whole" else "decimal")
            if item.least is not None:
                assert float(rule.formula1) == item.least
            if item.most is not None:
                assert float(rule.formula2) == item.most
        assert rule.error
        assert rule.showErrorMessage
    credit = rules[IDENTITY_PAGE, cells["credit_code"].coordinate]
    assert credit.type == "custom"
    assert 200 < len(credit.formula1) <= 255  # a spreadsheet takes no more
    holding = cells["holding"]
    assert (holding.parent.title, holding.coordinate) not in rules
    assert len(rules) == len(ITEMS) + 4


def test_drop_downs_show_the_whole_code_lists(book):
    rules, cells = rules_of(book), cells_of(book)
    for column in ("province", "industry", "size"):
        source = rules[IDENTITY_PAGE, cells[column].coordinate].formula1
        page, _, area = source.partition("!")
        assert page.strip("'") == LISTS_PAGE
        shown = [row[0].value for row in book[LISTS_PAGE][area.replace("$", "")]]
        assert [entry.split(" ")[0] for entry in shown] == list(lists()[column])
        assert all(entry.count(" ") >= 2 for entry in shown)
    assert [len(codes) for codes in lists().values()] == [31, 41, 4]


def test_texts_that_look_like_formulas_stay_texts(tmp_path, book):
    assert not any(c.data_type == "f" for page in book.worksheets for row in page for c in row)
    first = FRAMEWORK.items[0]
    name = first.name.model_copy(update={"zh": "=1+1", "en": "-2"})
    items = (first.model_copy(update={"name": name}), *FRAMEWORK.items[1:])
    own = FRAMEWORK.model_copy(update={"items": items})
    other = openpyxl.load_workbook(template(tmp_path / "a.xlsx", own, "zh"))
    cell = next(c for row in other["1 网络 Network"] for c in row if c.value == "=1+1")
    assert cell.data_type == "s"


def test_rows_are_high_enough_for_their_longest_text(book):
    for page in book.worksheets[:-1]:
        for row in page.iter_rows():
            texts = [c for c in row[1:] if isinstance(c.value, str) and c.alignment.wrap_text]
            for cell in texts:
                room = page.column_dimensions[cell.column_letter].width
                need = lines(cell.value, int(room)) * 18 * 0.75  # points
                assert page.row_dimensions[cell.row].height >= need, cell.value


def test_wide_characters_count_two():
    assert [width("网络"), width("IT网络"), width("")] == [4, 6, 0]
    assert lines("网络网络网络", 4) == 3
    assert lines("a long word", 100) == 1
    assert lines("abcdefghij", 4) == 3
    assert lines("one\ntwo", 40) == 2


def test_items_no_indicator_uses_are_named(tmp_path, told):
    extra = FRAMEWORK.items[0].model_copy(update={"code": "spare"})
    own = FRAMEWORK.model_copy(update={"items": (*FRAMEWORK.items, extra)})
    problems = told(lambda: template(tmp_path / "a.xlsx", own))
    assert problems == ("enterprise: no indicator uses item 'spare', so no page asks for it",)


def test_a_page_name_is_one_a_spreadsheet_takes():
    name = FRAMEWORK.dimensions[0].name.model_copy(update={"en": "Networks: wired/wireless [5G] a"})
    first = FRAMEWORK.dimensions[0].model_copy(update={"name": name})
    own = FRAMEWORK.model_copy(update={"dimensions": (first, *FRAMEWORK.dimensions[1:])})
    assert pages(own)[0].name == "1 网络 Networks  wired wireless"


@pytest.mark.parametrize("place", ["form.xls", "form", "form.csv"])
def test_a_place_that_is_no_workbook_is_refused(tmp_path, told, place):
    assert "end it in .xlsx" in told(lambda: template(tmp_path / place))[0]


def test_a_place_that_cannot_be_written_and_an_unknown_language_are_refused(tmp_path, told):
    assert "cannot be written" in told(lambda: template(tmp_path / "no" / "a.xlsx"))[0]
    assert "cannot be written" in told(lambda: template_table(tmp_path / "no" / "a.csv"))[0]
    assert told(lambda: template(tmp_path / "a.xlsx", language="fr"))[0].startswith(
        "unknown language 'fr'"
    )


# --- the table of an office -------------------------------------------------------------------


def test_the_header_of_a_table_is_the_columns_in_order(tmp_path):
    names = columns()["column"].tolist()
    assert names[:7] == ["credit_code", "province", "industry", "size", "holding", "stratum",
                         "weight"]  # fmt: skip
    assert names[7:] == list(ITEMS)
    text = template_table(tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(text.splitlines())) == [names]
    book = openpyxl.load_workbook(template_table(tmp_path / "t.xlsx"))
    assert [[c.value for c in row] for row in book["数据 Data"]] == [names]
    about = [[c.value for c in row] for row in book["列说明 Columns"]]
    assert [row[0] for row in about] == ["column", *names]
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_columns_are_those_returns_are_read_by():
    assert columns()["column"].tolist() == list(returned(FRAMEWORK))


def test_columns_say_kind_and_what_is_allowed():
    told = columns().set_index("column")
    assert told.loc["credit_code", "kind"] == "text"
    assert told.loc["weight", "kind"] == "number"
    assert told.loc["connected-production-devices", "part_of"] == "production-devices"
    assert told.loc["main-revenue-annual-growth", "least"] == -100
    assert pd.isna(told.loc["output-above-base-productivity", "least"])
    assert (told[["allowed_zh", "allowed_en"]] != "").all().all()


# --- forms read back --------------------------------------------------------------------------


def test_a_filled_form_reads_back_equal(form, tmp_path):
    """Synthetic firms written into forms cell by cell come back as they were."""
    made = simulate(tmp_path / "synthetic.parquet", 100, seed=8, missing=0.3)
    firms = pd.read_parquet(made.path).iloc[:4].reset_index(drop=True)
    for n, firm in firms.iterrows():
        book = openpyxl.load_workbook(form)
        cells = cells_of(book)
        for key in (*FIRM, *ITEMS):
            if pd.notna(firm[key]):
                yes_no = key in ITEMS and ITEMS[key].scale == "yes-no"
                cells[key].value = ["否 No", "是 Yes"][int(firm[key])] if yes_no else firm[key]
        book.save(tmp_path / f"firm-{n}.xlsx")
    read = read_forms(tmp_path)
    gone = ["stratum", "weight"]
    assert read.columns.tolist() == columns()["column"].tolist()
    pd.testing.assert_frame_equal(
        read.drop(columns=gone), firms.drop(columns=gone), check_dtype=False
    )
    assert read[gone].isna().all().all()
    assert {str(kind) for kind in read.dtypes[[*ITEMS, "weight"]]} == {"float64"}


def test_labels_codes_and_names_are_all_read_as_codes(filled):
    read = read_forms(filled()).iloc[0]
    assert read[["province", "industry", "size"]].tolist() == ["350000", "36", "medium"]
    plain = {"province": 350000, "industry": "36", "size": "中型", "holding": None}
    read = read_forms(filled(answers=plain)).iloc[0]
    assert read[["province", "industry", "size"]].tolist() == ["350000", "36", "medium"]
    assert pd.isna(read["holding"])


@pytest.mark.parametrize(
    ("said", "number"), [("是 Yes", 1), ("否 No", 0), ("是", 1), ("no", 0), (1, 1)]
)
def test_yes_is_one_and_no_is_zero(filled, said, number):
    assert read_forms(filled(answers={"platform-in-use": said}))["platform-in-use"].item() == number


def test_a_row_is_read_by_its_key_wherever_it_stands(filled):
    def swap(book, cells):
        one, other = cells["employees"].row, cells["business-systems"].row
        page = cells["employees"].parent
        for cell in page[one]:
            twin = page.cell(other, cell.column)
            cell.value, twin.value = twin.value, cell.value

    read = read_forms(filled(answers={"employees": 500, "business-systems": 7}, change=swap))
    assert read[["employees", "business-systems"]].iloc[0].tolist() == [500, 7]


def test_a_formula_counts_with_its_saved_value_and_is_refused_without(filled, tmp_path, told):
    from xlsxwriter import Workbook

    code = "employees"
    path = filled("formula.xlsx", {code: "=500+20"})
    assert faults(told, path) == (
        f"formula.xlsx, sheet 3 平台 Platform, {_at(path, code)}: a formula without a saved value; "
        "type the answer",
    )
    book = openpyxl.load_workbook(path)
    with Workbook(tmp_path / "saved.xlsx", {"strings_to_formulas": False}) as copy:
        for page in book.worksheets:
            twin = copy.add_worksheet(page.title)
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        twin.write_formula(cell.row - 1, cell.column - 1, cell.value, None, 520)
                    elif cell.value is not None:
                        twin.write(cell.row - 1, cell.column - 1, cell.value)
    assert read_forms(tmp_path / "saved.xlsx")[code].item() == 520


def _at(path, key):
    return cells_of(openpyxl.load_workbook(path))[key].coordinate


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("employees", "12,5O3", "'12,5O3' is not a number; type the number alone"),
        ("employees", "500", "'500' is not a number; type the number alone"),
        ("employees", True, "True is not a number; type the number alone"),
        ("employees", "#DIV/0!", "'#DIV/0!' is not a number; type the number alone"),
        ("platform-in-use", "maybe", "'maybe' is neither yes nor no"),
        ("credit_code", 9.13e17, "9.13e+17 is a number, which has lost digits"),
        ("credit_code", None, "the credit code is empty"),
        ("province", "Fujiann", "'Fujiann' is not in the list."),
        ("size", "median", "'median' is not in the list."),
    ],
)
def test_an_answer_that_cannot_be_read_is_named_with_file_sheet_and_cell(
    filled, told, key, value, said
):
    path = filled(answers={key: value})
    page = "基本信息 Identity" if key in FIRM else "3 平台 Platform"
    (fault,) = faults(told, path)
    assert fault.startswith(f"firm.xlsx, sheet {page}, {_at(path, key)}: {said}")


def test_all_faults_of_all_files_come_at_once(filled, told):
    one = filled("one.xlsx", {"employees": "many", "business-systems": "few"})
    other = filled("two.xlsx", {"credit_code": "X", "province": "Atlantis"})
    problems = faults(told, one, other)
    assert [p.split(",")[0] for p in problems] == ["one.xlsx", "one.xlsx", "two.xlsx"]


def test_a_key_that_is_lost_altered_or_doubled_is_named(filled, told):
    def alter(text):
        def change(_, cells):
            cell = cells["employees"]
            cell.parent.cell(cell.row, 1).value = text

        return change

    (fault,) = faults(told, filled(change=alter("employes")))
    assert fault.startswith("firm.xlsx, sheet 3 平台 Platform, A")
    assert fault.endswith("'employes' is no question of this form. Did you mean 'employees'?")
    (fault,) = faults(told, filled(change=alter(None)))
    assert fault.endswith("an answer whose row has lost its key")
    (fault,) = faults(told, filled(change=alter("business-systems")))
    assert "'business-systems' stands in 3 平台 Platform!A" in fault

    def delete(_, cells):
        cells["employees"].parent.delete_rows(cells["employees"].row)

    (fault,) = faults(told, filled(change=delete))
    assert fault == "firm.xlsx, sheet 3 平台 Platform: question 'employees' is missing"

    def unhook(book, _):
        book["3 平台 Platform"].delete_cols(1)

    (fault,) = faults(told, filled(change=unhook))
    assert fault.endswith("no question can be read: the hidden first column is lost")


def test_a_sheet_that_is_missing_is_named_once(filled, told):
    path = filled(change=lambda book, _: book.remove(book["5 安全 Security"]))
    assert faults(told, path) == ("firm.xlsx: sheet '5 安全 Security' is missing",)


def test_a_sheet_without_its_column_of_answers_is_named(filled, told):
    def rename(_, cells):
        cell = cells["employees"]
        cell.parent.cell(2, cell.column).value = "答案"

    problems = faults(told, filled(change=rename))
    assert problems == ("firm.xlsx, sheet 3 平台 Platform, A2: no column '答案 Answer'",)


def test_a_form_of_another_version_is_refused_alone(filled, told):
    def age(book, _):
        for row in book[COVER].iter_rows(max_col=2):
            if row[0].value == "form":
                row[1].value = "enterprise 0.9.0"

    problems = faults(told, filled(answers={"employees": "many"}, change=age))
    assert problems == ("firm.xlsx: form 'enterprise 0.9.0'; enterprise 1.0.0 is read",)

    def drop(book, _):
        book.remove(book[COVER])

    assert "no line says which form it is" in faults(told, filled(change=drop))[0]


def test_two_forms_of_one_firm_are_named(filled, told):
    problems = faults(told, filled("a.xlsx"), filled("b.xlsx"))
    assert problems == ("b.xlsx: a.xlsx is a form of the same firm (91350100M000100Y43); keep one",)


def test_a_file_that_is_no_workbook_gives_one_sentence(form, tmp_path, told):
    whole = form.read_bytes()
    files = {
        "empty.xlsx": b"", "text.xlsx": b"credit_code,province\n",
        "half.xlsx": whole[: len(whole) // 2], "zip.xlsx": b"PK\x05\x06" + bytes(18),
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    problems = faults(told, *(tmp_path / name for name in files), tmp_path / "absent.xlsx")
    assert [p.split(":")[0] for p in problems] == [*files, "absent.xlsx"]
    assert all("not a workbook, or damaged" in p for p in problems[:-1])
    assert "cannot be read: No such file" in problems[-1]


def test_a_damaged_byte_anywhere_is_a_sentence_or_harmless(form, tmp_path, told):
    whole = bytearray(form.read_bytes())
    draw = random.Random(1)
    refused = 0
    for _ in range(40):
        torn = whole.copy()
        for _ in range(3):
            torn[draw.randrange(len(torn))] ^= 0xFF
        (tmp_path / "torn.xlsx").write_bytes(torn)
        problems = faults(told, tmp_path / "torn.xlsx")  # untouched, it lacks its credit code
        refused += "not a workbook, or damaged" in problems[0]
    assert refused >= 30


def test_a_folder_without_forms_is_named_and_locks_of_open_workbooks_are_passed_over(
    filled, tmp_path, told
):
    (tmp_path / "none").mkdir()
    assert "no form" in told(lambda: read_forms(tmp_path / "none"))[0]
    shutil.copy(filled(), tmp_path / "none" / "a.xlsx")
    (tmp_path / "none" / "~$a.xlsx").write_bytes(b"lock")
    assert len(read_forms(tmp_path / "none")) == 1
