"""The workbook of an edition against the checklist of accessible spreadsheets."""

import math

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from devindex.release.sheets import write_edition_workbook
from devindex.release.workbook import SHORTHAND, display_width

FRONT = ["封面 Cover", "目录 Contents", "说明 Notes"]


@pytest.fixture(scope="module")
def book(trial, tmp_path_factory):
    place = tmp_path_factory.mktemp("book") / "a.xlsx"
    write_edition_workbook(trial, place)
    return openpyxl.load_workbook(place)


def cells(page):
    return [cell for row in page for cell in row if cell.value not in (None, "")]


def block(page):
    """Header cells and body rows of the one table of a sheet."""
    [found] = page.tables.values()
    header, *rows = page[found.ref]
    return header, rows


def widths(page):
    found = {}
    for dimension in page.column_dimensions.values():
        for place in range(dimension.min, dimension.max + 1):
            found[place] = dimension.width
    return found


def test_cover_contents_and_notes_come_first(book):
    assert book.sheetnames[:3] == FRONT
    assert len(set(book.sheetnames)) == len(book.sheetnames)


def test_contents_name_every_sheet_after_it_and_link_there(book):
    _, rows = block(book["目录 Contents"])
    assert [row[0].value for row in rows] == book.sheetnames[2:]
    assert all(row[0].hyperlink.location.endswith("!A1") for row in rows)


def test_every_sheet_has_its_title_in_the_first_cell(book):
    for page in book:
        assert str(page["A1"].value or "").strip(), page.title
        assert page["A1"].font.bold, page.title


def test_one_marked_table_a_sheet_with_a_unique_name(book):
    names = []
    for page in book.worksheets[1:]:
        names += [t.displayName for t in page.tables.values()]
        assert len(page.tables) == 1, page.title
    assert len(set(names)) == len(names)


def test_no_cell_is_merged_and_no_row_or_column_hidden(book):
    for page in book:
        assert not page.merged_cells.ranges, page.title
        assert not any(d.hidden for d in page.column_dimensions.values()), page.title
        assert not any(d.hidden for d in page.row_dimensions.values()), page.title


def test_tables_have_no_blank_row_or_column(book):
    for page in book.worksheets[1:]:
        header, rows = block(page)
        for row in rows:
            assert any(c.value not in (None, "") for c in row), (page.title, row[0].row)
        for place in range(len(header)):
            assert any(r[place].value not in (None, "") for r in rows), (page.title, place)


def test_nothing_stands_beside_or_under_a_table(book):
    for page in book.worksheets[1:]:
        [found] = page.tables.values()
        left, top, right, bottom = range_boundaries(found.ref)
        for cell in cells(page):
            above = cell.row < top and cell.column == 1
            inside = left <= cell.column <= right and top <= cell.row <= bottom
            assert above or inside, (page.title, cell.coordinate)


def test_one_header_row_filled_and_unique_and_wrapped(book):
    for page in book.worksheets[1:]:
        header, _ = block(page)
        said = [str(c.value or "").strip().casefold() for c in header]
        assert all(said), page.title
        assert len(set(said)) == len(said), page.title
        assert all(c.alignment.wrap_text for c in header), page.title


def test_every_cell_fits_its_column_a_wide_character_counting_two(book):
    for page in book.worksheets[1:]:
        header, rows = block(page)
        width = widths(page)
        for cell in header:
            longest = max(map(display_width, str(cell.value).split()))
            assert longest <= width[cell.column] or cell.alignment.wrap_text
            assert width[cell.column] >= min(longest, 16), (page.title, cell.coordinate)
        for row in rows:
            for cell in row:
                shown = str(cell.value if cell.value is not None else "")
                fits = display_width(shown) <= width[cell.column]
                assert fits or cell.alignment.wrap_text, (page.title, cell.coordinate)


def test_rows_are_tall_enough_for_what_wraps_in_them(book):
    """18 points a line; Chinese fills a line, a word does not break."""
    for page in book.worksheets[1:]:
        _, rows = block(page)
        width = widths(page)
        for row in rows:
            height = page.row_dimensions[row[0].row].height or page.sheet_format.defaultRowHeight
            for cell in row:
                if cell.alignment.wrap_text and cell.value:
                    lines = math.ceil(display_width(str(cell.value)) / width[cell.column])
                    assert height >= min(18 * lines, 409), (page.title, cell.coordinate)


def test_no_letter_is_smaller_than_12_points(book):
    assert min(cell.font.sz for page in book for cell in cells(page)) >= 12


def test_colour_carries_no_meaning(book):
    """No filled cell; the one coloured text is a link, and is underlined too."""
    for page in book:
        for cell in cells(page):
            assert cell.fill.fill_type is None, (page.title, cell.coordinate)
            colour = cell.font.color
            if colour is not None and colour.type == "rgb" and colour.rgb not in ("FF000000",):
                assert cell.hyperlink, (page.title, cell.coordinate)
                assert cell.font.underline, (page.title, cell.coordinate)
        assert not page.conditional_formatting, page.title


def test_every_shorthand_in_a_table_is_explained(book):
    _, rows = block(book["说明 Notes"])
    explained = {row[0].value for row in rows}
    for page in book.worksheets[3:]:
        for cell in cells(page):
            text = str(cell.value)
            if text.startswith("[") and text.endswith("]"):
                assert text in SHORTHAND, (page.title, cell.coordinate)
                assert text in explained


def test_codes_are_text_cells(book):
    for page in book.worksheets[3:]:
        header, rows = block(page)
        for place, cell in enumerate(header):
            if cell.value == "代码 Code":
                assert {r[place].data_type for r in rows} == {"s"}, page.title


def test_every_table_names_its_source_in_both_languages(book):
    for page in book.worksheets[3:]:
        said = [str(c.value) for c in page["A"][:12] if c.value]
        assert any(s.startswith("资料来源：") for s in said), page.title
        assert any(s.startswith("Source: ") for s in said), page.title


def test_properties_are_fixed(book, trial):
    said = book.properties
    assert said.creator == "devindex"
    assert said.title
    assert "zh-CN" in said.description
    assert said.created.date().isoformat() == trial.date
