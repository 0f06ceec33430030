"""The workbook, read back with another library than the one that wrote it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from devindex.definitions.model import Text
from devindex.errors import ReleaseError
from devindex.release.workbook import SHORTHAND, Sheet, display_width, write_workbook

CREATED = datetime(2026, 6, 30, 9, 30, tzinfo=timezone(timedelta(hours=8)))
TITLE = Text(zh="省级工业互联网发展指数", en="Provincial industrial-internet development index")
ABOUT = [Text(zh="本指数由公开统计代理指标计算。", en="Built from public proxies.")]
LONG = Text(
    zh="位次由未修约得分确定，区间重叠的省份不作高下之分。" * 8,
    en="Ranks come from unrounded scores; overlapping ranges are not told apart. " * 4,
)
NAMES = ["新疆维吾尔自治区", "=1+1", "@SUM(A1)", "+86", "-1", "https://example.org", "110000"]
RANKING = Sheet(
    name="位次 Ranking",
    title=Text(zh="得分和位次", en="Scores and ranks"),
    notes=(Text(zh="位次由未修约得分确定。", en="Ranks come from unrounded scores."), LONG),
    frame=pd.DataFrame(
        {
            "代码 Code": ["010000", "110000", "120000", "130000", "140000", "150000", "210000"],
            "地区 Region": NAMES,
            "得分 Score": [80.85, 0.35, 0.25, -0.04, float("nan"), 100.0, 5.05],
            "位次 Rank": pd.array([1, 2, 3, 4, pd.NA, 5, 6], dtype="Int64"),
            "企业数 Firms": pd.Series([12, "[c]", 3.0, None, pd.NA, 7, 8], dtype=object),
            "说明 Remark": ["", "甲" * 100, "b", None, "第一行\n第二行", "c", "d"],
        }
    ),
    decimals={"得分 Score": 1, "企业数 Firms": 0},
    source=Text(zh="国家统计局", en="National Bureau of Statistics"),
)
YEARS = Sheet(
    name="It's 历年",
    title=Text(zh="历年得分", en="Scores by year"),
    notes=RANKING.notes[:1],
    frame=pd.DataFrame({"年份 Year": [2023, 2024], "得分 Score": [1.25, 1.35]}),
    decimals={"得分 Score": 1},
    source=RANKING.source,
)
SHEETS = [RANKING, YEARS]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    place = tmp_path_factory.mktemp("workbook") / "a.xlsx"
    write_workbook(place, TITLE, ABOUT, SHEETS, created=CREATED)
    return place


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def cells(page):
    return [cell for row in page.iter_rows() for cell in row if cell.value is not None]


def table(page):
    """The one table of a sheet: its header and its rows of cells."""
    [found] = page.tables.values()
    header, *rows = page[found.ref]
    return [cell.value for cell in header], rows


def column(page, header):
    headers, rows = table(page)
    return [row[headers.index(header)] for row in rows]


def problems(*sheets, path):
    with pytest.raises(ReleaseError) as error:
        write_workbook(path, TITLE, ABOUT, sheets, created=CREATED)
    assert not path.exists()
    return error.value.problems


def test_sheets_are_cover_contents_notes_then_one_table_a_sheet(book):
    assert book.sheetnames == [
        "封面 Cover",
        "目录 Contents",
        "说明 Notes",
        *(s.name for s in SHEETS),
    ]
    names = [name for page in book for name in page.tables]
    assert names == ["contents", "notes", "table_1", "table_2"]


def test_cover_says_title_and_lines_in_chinese_then_in_english(book):
    said = [cell.value for cell in cells(book["封面 Cover"])]
    assert said[:2] == [TITLE.zh, TITLE.en]
    assert said[2:] == [ABOUT[0].zh, ABOUT[0].en]


def test_title_stands_in_a1_with_source_and_notes_under_it(book):
    page = book[RANKING.name]
    said = [page.cell(row, 1).value for row in range(1, 7)]
    assert said == [
        RANKING.title.zh,
        RANKING.title.en,
        "资料来源：国家统计局",
        "Source: National Bureau of Statistics",
        "注：位次由未修约得分确定。",
        "Note: Ranks come from unrounded scores.",
    ]


def test_long_note_is_folded_without_losing_a_character(book):
    page = book[RANKING.name]
    _, top, _, _ = range_boundaries(page.tables["table_1"].ref)
    lines = [page.cell(row, 1).value for row in range(7, top - 1)]
    english = next(n for n, line in enumerate(lines) if line.startswith("Note: "))
    assert english > 1
    assert "".join(lines[:english]) == f"注：{LONG.zh}"
    assert " ".join(lines[english:]) == f"Note: {LONG.en}"
    assert max(map(display_width, lines)) <= 150
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_row_above_the_table_is_empty(book):
    page = book[RANKING.name]
    _, top, _, _ = range_boundaries(page.tables["table_1"].ref)
    assert all(cell.value is None for cell in page[top - 1])


def test_notes_sheet_explains_every_symbol_and_repeats_every_note_once(book):
    page = book["说明 Notes"]
    _, rows = table(page)
    said = {row[0].value: (row[1].value, row[2].value) for row in rows}
    assert all(said[symbol] == (t.zh, t.en) for symbol, t in SHORTHAND.items())
    shared = RANKING.notes[0]
    assert said[f"{RANKING.name}; {YEARS.name}"] == (shared.zh, shared.en)
    assert said[RANKING.name] == (LONG.zh, LONG.en)
    assert len(rows) == len(SHORTHAND) + 2


def test_chinese_comes_back_whole(book):
    assert column(book[RANKING.name], "地区 Region")[0].value == "新疆维吾尔自治区"
    assert column(book[RANKING.name], "说明 Remark")[1].value == "甲" * 100


def test_codes_are_text_cells_with_their_zeros(book):
    codes = column(book[RANKING.name], "代码 Code")
    assert [c.value for c in codes] == list(RANKING.frame["代码 Code"])
    assert {c.data_type for c in codes} == {"s"}
    assert {c.number_format for c in codes} == {"@"}


def test_text_that_looks_like_a_formula_stays_text(book):
    regions = column(book[RANKING.name], "地区 Region")
    assert [c.value for c in regions] == NAMES
    assert {c.data_type for page in book for c in cells(page)} <= {"s", "n"}


def test_header_that_looks_like_a_formula_stays_text(tmp_path):
    frame = pd.DataFrame({"=1+1": ["a"], "@SUM(A1)": ["b"]})
    sheet = replace(RANKING, name="=2", frame=frame, decimals={})
    place = tmp_path / "a.xlsx"
    write_workbook(place, TITLE, ABOUT, [sheet], created=CREATED)
    back = openpyxl.load_workbook(place)
    assert table(back["=2"])[0] == ["=1+1", "@SUM(A1)"]
    assert "f" not in {c.data_type for page in back for c in cells(page)}


def test_numbers_are_written_rounded_half_to_even(book):
    scores = column(book[RANKING.name], "得分 Score")
    assert [c.value for c in scores] == [80.8, 0.4, 0.2, 0.0, "[x]", 100.0, 5.0]
    assert {c.number_format.split("_")[0] for c in scores} == {"0.0"}


def test_number_is_stored_to_the_digit_that_is_shown(tmp_path):
    """Seventeen digits of 80.9 would come back as 80.90000000000001."""
    frame = pd.DataFrame({"得分 Score": [80.9, 57.3]})
    sheet = replace(RANKING, frame=frame, decimals={"得分 Score": 1})
    place = tmp_path / "a.xlsx"
    write_workbook(place, TITLE, ABOUT, [sheet], created=CREATED)
    back = openpyxl.load_workbook(place)[RANKING.name]
    assert [c.value for c in column(back, "得分 Score")] == [80.9, 57.3]


def test_missing_values_are_said_and_empty_text_stays_empty(book):
    page = book[RANKING.name]
    assert [c.value for c in column(page, "位次 Rank")] == [1, 2, 3, 4, "[x]", 5, 6]
    firms = [c.value for c in column(page, "企业数 Firms")]
    assert firms == [12, "[c]", 3, "[x]", "[x]", 7, 8]
    remarks = [c.value for c in column(page, "说明 Remark")]
    assert remarks[0] is None
    assert remarks[3] == "[x]"


def test_years_are_printed_without_thousands_separator(book):
    years = column(book[YEARS.name], "年份 Year")
    assert [c.value for c in years] == [2023, 2024]
    assert {c.number_format.split("_")[0] for c in years} == {"0"}


def test_nothing_is_merged(book):
    assert not any(page.merged_cells.ranges for page in book)


def test_headers_are_filled_and_unique_and_wrap(book):
    for page in book.worksheets[1:]:
        headers, _ = table(page)
        assert all(headers)
        assert len({h.casefold() for h in headers}) == len(headers)
        [found] = page.tables.values()
        assert all(cell.alignment.wrap_text for cell in page[found.ref][0])


def test_panes_freeze_below_the_header(book):
    for page in book.worksheets[1:]:
        [found] = page.tables.values()
        _, top, _, _ = range_boundaries(found.ref)
        assert page.freeze_panes == f"A{top + 1}"


def test_columns_are_as_wide_as_their_cells_or_wrap(book):
    for page in book.worksheets[1:]:
        headers, rows = table(page)
        widths = {}  # openpyxl joins neighbours of one width
        for dimension in page.column_dimensions.values():
            for place in range(dimension.min, dimension.max + 1):
                widths[place] = dimension.width
        for place, header in enumerate(headers, start=1):
            assert widths[place] >= min(16, max(map(display_width, header.split())))
            assert widths[place] <= 61
            for row in rows:
                cell = row[place - 1]
                shown = str(cell.value or "")
                assert cell.alignment.wrap_text or display_width(shown) <= widths[place]


def test_row_of_wrapped_text_is_tall_enough(book):
    """100 wide characters at 60 columns take four lines of 18 points."""
    page = book[RANKING.name]
    cell = column(page, "说明 Remark")[1]
    assert page.row_dimensions[cell.row].height == 4 * 18
    two = column(page, "说明 Remark")[4]
    assert two.alignment.wrap_text
    assert page.row_dimensions[two.row].height == 2 * 18


def test_no_letter_is_smaller_than_12_points(book):
    assert min(cell.font.sz for page in book for cell in cells(page)) == 12


def test_links_lead_to_sheets_of_the_workbook_only(book):
    links = [c.hyperlink for page in book for c in cells(page) if c.hyperlink]
    assert [link.location for link in links] == [
        "'说明 Notes'!A1",
        "'位次 Ranking'!A1",
        "'It''s 历年'!A1",
    ]
    assert not any(link.target for link in links)


def test_same_input_gives_the_same_bytes(path, tmp_path):
    again = tmp_path / "b.xlsx"
    write_workbook(again, TITLE, ABOUT, SHEETS, created=CREATED)
    assert again.read_bytes() == path.read_bytes()


def test_document_says_author_title_language_and_time_in_utc(book):
    said = book.properties
    assert said.creator == "devindex"
    assert said.title == f"{TITLE.zh} {TITLE.en}"
    assert "zh-CN" in said.description
    assert said.created == said.modified == datetime(2026, 6, 30, 1, 30)


def test_frames_are_left_alone(tmp_path):
    before = RANKING.frame.copy(deep=True)
    write_workbook(tmp_path / "a.xlsx", TITLE, ABOUT, [RANKING], created=CREATED)
    pd.testing.assert_frame_equal(RANKING.frame, before)


def test_error_lists_all_problems(tmp_path):
    bad = pd.DataFrame([[1.0, "a", float("inf"), True]], columns=["Score", "score", "x", " "])
    found = problems(
        replace(RANKING, name="a/b", frame=bad, decimals={"x": 1, "Scroe": 1}),
        replace(YEARS, name="years"),
        replace(YEARS, name="YEARS", frame=YEARS.frame.iloc[:0]),
        replace(YEARS, name="说" * 32),
        path=tmp_path / "a.xlsx",
    )
    assert found == (
        "2 sheets are named 'years', 'YEARS': names are unique, capitals aside",
        "sheet name 'a/b' holds /: leave out []:*?/\\",
        f"sheet name '{'说' * 32}' has 32 characters: 1 to 31 are allowed",
        "sheet 'a/b', column 4: header ' ' is not a text of 1 to 255 characters",
        "sheet 'a/b': header 'score' comes 2 times; headers are unique",
        "sheet 'a/b': decimals for 'Scroe', no column. Did you mean 'Score'?",
        "sheet 'a/b', 'Score' is float64: give its decimals, or make it text",
        "sheet 'a/b', 'x', row 1: inf is not a number a cell can hold",
        "sheet 'a/b', ' ' is bool: give its decimals, or make it text",
        "sheet 'YEARS' has 0 rows and 2 columns: a table has 1 to 1,000,000 rows and some column",
    )


@pytest.mark.parametrize("name", ["封面 Cover", "说明 NOTES", "", "'a", "History", "a:b"])
def test_name_that_excel_or_the_workbook_keeps_is_refused(name, tmp_path):
    [problem] = problems(replace(YEARS, name=name), path=tmp_path / "a.xlsx")
    assert "name" in problem


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), "x" * 32_768])
def test_value_a_cell_cannot_hold_is_refused(value, tmp_path):
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    sheet = replace(YEARS, frame=frame, decimals={"a": 1})
    [problem] = problems(sheet, path=tmp_path / "a.xlsx")
    assert "'a', row 1" in problem


def test_folder_that_is_not_there_is_said(tmp_path):
    [problem] = problems(YEARS, path=tmp_path / "none" / "a.xlsx")
    assert "cannot be written" in problem
