"""Filled questionnaires read by key: figures as typed, every fault with sheet and cell."""

import hashlib
import tomllib

import openpyxl
import pandas as pd
import pytest

from devindex import load_observations
from devindex.observations.returns import collect, read_return
from devindex.observations.returns.marks import status_label

HEADER = "series,region,year,value,unit,status,flags\n"
FIRST, SECOND = "1 网络与标识 Network and identifiers", "2 平台、数据与安全"


def faults(path):
    return [str(f.sentence) for f in read_return(path).faults]


def changed(path, change):
    """Open a workbook, change it, save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_31_filled_questionnaires_give_the_figures_they_were_filled_with(filled, tmp_path, seen):
    made = collect(filled, tmp_path / "data", source="office")
    read = load_observations(tmp_path / "data").frame
    known = seen.frame.query("year == 2022")
    both = read.merge(known, on=["series", "region", "year"], suffixes=("", "_known"))
    assert len(both) == len(read) == made.figures == 1015
    assert (both["value"] == both["value_known"]).all()
    assert (both["unit"] == both["unit_known"]).all()
    assert made.unanswered == 0
    assert made.absent == ()


def test_originals_are_kept_untouched_and_named_with_their_checksum(filled, tmp_path):
    before = {p.name: p.read_bytes() for p in filled.iterdir()}
    collect(filled, tmp_path / "data")
    kept = {p.name: p.read_bytes() for p in (tmp_path / "data" / "originals").iterdir()}
    assert kept == before == {p.name: p.read_bytes() for p in filled.iterdir()}
    said = tomllib.loads((tmp_path / "data" / "returns-2022.toml").read_text("utf-8"))
    assert {(o["file"], o["sha256"]) for o in said["original"]} == {
        (f"originals/{name}", hashlib.sha256(content).hexdigest())
        for name, content in before.items()
    }


def test_the_report_has_the_cell_of_every_answer(one, tmp_path):
    collect([one], tmp_path / "data")
    table = pd.read_csv(tmp_path / "data" / "report" / "returns-2022.csv", dtype=str)
    book = openpyxl.load_workbook(one)
    assert len(table) == 33
    for row in table.itertuples():
        value = book[row.sheet][row.cell].value
        assert float(row.value) == value


def test_a_note_that_looks_like_a_formula_is_none_in_the_report(one, tmp_path):
    def note(book):
        cell = book[FIRST]["K4"]
        cell.value = "@SUM(A1)"
        cell.data_type = "s"

    collect([changed(one, note)], tmp_path / "data")
    table = pd.read_csv(tmp_path / "data" / "report" / "returns-2022.csv", dtype=str)
    assert table.set_index("series").loc["net_bb_ports", "note"] == "'@SUM(A1)"


def test_a_reason_without_a_figure_is_kept_and_leaves_no_row(one, tmp_path, edit):
    edit(one, eco_gdp=None)
    changed(one, lambda b: b[SECOND].__setitem__("J3", status_label("L")))
    made = collect([one], tmp_path / "data")
    assert "eco_gdp" not in set(load_observations(tmp_path / "data").frame["series"])
    answer = made.answers.set_index("series").loc["eco_gdp"]
    assert (answer["value"], answer["status"]) == ("", "L")


def test_figures_of_earlier_years_are_carried_along_and_no_later_ones(one, tmp_path, write_facts):
    kept = "eco_gdp,440000,2021,124719.5,亿元,A,"
    folder = write_facts(kept, kept.replace("2021", "2022"), kept.replace("2021", "2023"))
    collect([one], tmp_path / "data", earlier=folder)
    seen = load_observations(tmp_path / "data").frame
    assert seen.query("year != 2022")["year"].tolist() == [2021]
    said = tomllib.loads((tmp_path / "data" / "mine.toml").read_text("utf-8"))
    assert said["cut_from"] == hashlib.sha256((folder / "mine.csv").read_bytes()).hexdigest()
    collect([one], tmp_path / "again", earlier=tmp_path / "data")
    for name in ("mine.csv", "mine.toml"):
        first, second = tmp_path / "data" / name, tmp_path / "again" / name
        assert second.read_bytes() == first.read_bytes()


def test_the_official_figures_before_the_edition_can_be_carried_along(one, tmp_path, seen):
    collect([one], tmp_path / "data", earlier="official")
    made = load_observations(tmp_path / "data").frame
    assert len(made.query("year < 2022")) == len(seen.frame.query("year < 2022"))
    assert set(made.query("year >= 2022")["region"]) == {"440000"}


def test_rows_in_another_order_and_sheets_renamed_are_read_by_key(one):
    def shuffle(book):
        page = book[FIRST]
        lines = [[c.value for c in row] for row in page.iter_rows(min_row=3)]
        for n, line in enumerate(reversed(lines), start=3):
            for column, value in enumerate(line, start=1):
                page.cell(n, column).value = value
        page.title = "any name"

    before = read_return(one).answers.set_index("series")["value"].to_dict()
    after = read_return(changed(one, shuffle))
    assert after.faults == ()
    assert after.answers.set_index("series")["value"].to_dict() == before


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("I4", "=1+1", "a formula"),
        ("I4", "１２３", "'１２３' is not a number (full-width characters)"),
        ("I4", "12,5O3", "is not a number (it has a separator)"),
        ("I4", "125O3", "(letter O for zero?)"),
        ("I4", "1.2万", "(it carries a unit)"),
        ("I4", "—", "leave it empty and give the reason as status"),
        ("I4", True, "is not a number"),
        ("I4", "#REF!", "is an error value"),
        ("I4", 1e300, "too large"),
        ("J4", "Z", "is no status of the list"),
        ("J4", "O", "there is no figure"),
        ("J4", "=A1", "a formula"),
        ("C4", "another label", "a locked cell was altered"),
        ("E4", "个", "a locked cell was altered"),
        ("G4", 1, "a locked cell was altered"),
        ("H4", 2020, "a locked cell was altered"),
        ("A4", "eco_pop", "stands in"),
        ("A4", "net_bb_port", "Did you mean 'net_bb_ports'"),
        ("A4", None, "lost its key"),
    ],
)
def test_a_fault_is_named_with_file_sheet_and_cell(one, told, cell, value, said):
    changed(one, lambda book: book[FIRST].__setitem__(cell, value))
    found = faults(one)
    assert len(found) == 1
    assert found[0].startswith(f"gd.xlsx, sheet {FIRST}, {cell}: ")
    assert said.removeprefix("is an ") in found[0]


def test_a_percentage_and_a_scaled_format_are_not_taken_at_their_word(one):
    def dress(book):
        book[FIRST]["I4"].value, book[FIRST]["I4"].number_format = 0.55, "0.0%"
        book[FIRST]["I5"].number_format = "#,##0.0,"
        book[FIRST]["I6"].number_format = "yyyy-mm-dd"
        book[FIRST]["I7"].number_format = "#,##0.00"

    found = faults(changed(one, dress))
    assert [f.split(": ")[0][-2:] for f in found] == ["I4", "I5", "I6"]
    assert "0.55 shows as 55 %" in found[0]
    assert "hides thousands" in found[1]
    assert "a date" in found[2]


def test_every_fault_of_every_file_is_told_at_once_and_nothing_is_written(filled, tmp_path, told):
    a, b, *_ = sorted(filled.iterdir())
    changed(a, lambda book: book[SECOND].__setitem__("I3", "x"))
    changed(a, lambda book: book[SECOND].__setitem__("I4", "=2"))
    changed(b, lambda book: book[SECOND].__setitem__("I3", "y"))
    problems = told(lambda: collect(filled, tmp_path / "data"))
    assert len(problems) == 3
    assert [p.partition(",")[0] for p in problems] == [a.name, a.name, b.name]
    assert not (tmp_path / "data").exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: b["_form"].__setitem__("B4", "450000"), "was altered (checksum)"),
        (lambda b: b["_form"].__setitem__("B3", "2023"), "was altered (checksum)"),
        (lambda b: b["_form"].__setitem__("B2", "0.9.0"), "made for version 0.9.0"),
        (lambda b: b["_form"].__setitem__("B1", "regionale"), "unknown framework"),
        (lambda b: b.remove(b["_form"]), "not a questionnaire"),
        (lambda b: b.remove(b[SECOND]), f"sheet '{SECOND}' is missing"),
        (lambda b: b[FIRST].delete_cols(1), "hidden first column is lost"),
        (lambda b: b[FIRST].delete_rows(5), "question 'net_bb_subs' is missing"),
        (lambda b: b[FIRST].delete_cols(9), "'答案 Answer' is missing"),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(one, change, said):
    found = faults(changed(one, change))
    assert len(found) == 1
    assert said in found[0]


def test_two_returns_of_one_region_are_refused(filled, tmp_path, told):
    first = min(filled.iterdir())
    (filled / "again.xlsx").write_bytes(first.read_bytes())
    problems = told(lambda: collect(filled, tmp_path / "data"))
    assert len(problems) == 1
    assert "110000 too; keep one" in problems[0]


def test_returns_of_two_editions_are_not_mixed(one, tmp_path, told, seen):
    from devindex.observations.returns import template

    other = template("regional-public", 2023, "110000", tmp_path / "bj.xlsx", earlier=seen)
    problems = told(lambda: collect([one, other], tmp_path / "data"))
    assert "is of regional-public 1.0.0 2023" in problems[0]


def test_a_tidy_table_is_a_return_too(one, tmp_path):
    table = tmp_path / "bj.csv"
    table.write_text(HEADER + "eco_gdp,110000,2022,41540.9,亿元,P,prelim\n", encoding="utf-8")
    made = collect([one, table], tmp_path / "data")
    row = load_observations(tmp_path / "data").frame.query("region == '110000'").iloc[0]
    assert (row["value"], row["status"], row["flags"]) == (41540.9, "P", "prelim")
    assert made.answers.query("region == '110000'")["cell"].item() == "line 2"


def test_a_figure_in_a_table_and_in_a_questionnaire_is_refused(one, tmp_path, told):
    table = tmp_path / "gd.csv"
    table.write_text(HEADER + "eco_gdp,440000,2022,1,亿元,A,\n", encoding="utf-8")
    problems = told(lambda: collect([one, table], tmp_path / "data"))
    assert problems[0].startswith("gd.csv, line 2: ")
    assert f"stands in gd.xlsx, sheet {SECOND}, I3 already" in problems[0]


def test_the_faults_of_a_tidy_table_have_their_lines(tmp_path, told):
    table = tmp_path / "a.csv"
    table.write_text(
        HEADER + "eco_gdp,440000,2022,1O,亿元,A,\neco_gpd,440000,2022,1,亿元,A,\n", "utf-8"
    )
    problems = told(lambda: collect([table], tmp_path / "data"))
    assert [p.partition(":")[0] for p in problems] == ["a.csv, line 3", "a.csv, line 2"]


def test_items_of_the_full_framework_are_collected_and_read(tmp_path, seen):
    from devindex.observations.returns import template

    place = template("regional", 2026, "440000", tmp_path / "gd.xlsx", earlier=seen)
    changed(place, lambda book: book["1 网络 Network"].__setitem__("I3", 21))
    made = collect([place], tmp_path / "data")
    assert (made.figures, made.unanswered) == (1, 63)
    row = load_observations(tmp_path / "data").frame.iloc[0]
    assert (row["series"], row["value"], row["unit"]) == ("prefectures", 21.0, "个")


def test_the_same_returns_make_the_same_folder(one, tmp_path):
    for name in ("a", "b"):
        collect([one], tmp_path / name)
    files = [p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()]
    assert len(files) == 4
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_folder_that_is_there_is_never_replaced(one, tmp_path, told):
    (tmp_path / "data").mkdir()
    assert "exists already" in told(lambda: collect([one], tmp_path / "data"))[0]
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("paths", "said"),
    [([], "no return"), (["a.docx"], "is neither a workbook"), (["gone.xlsx"], "cannot be read")],
)
def test_places_without_returns_are_said(tmp_path, told, monkeypatch, paths, said):
    monkeypatch.chdir(tmp_path)
    assert said in told(lambda: collect(paths, tmp_path / "data"))[0]
