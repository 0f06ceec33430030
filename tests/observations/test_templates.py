"""The questionnaire of an office: every figure once, checked as it is typed, same bytes."""

import hashlib

import openpyxl
import pytest

from devindex import load_framework, load_observations
from devindex.observations.returns import template, templates
from devindex.observations.returns.book import width
from devindex.observations.returns.marks import WITH_FIGURE, WITHOUT
from devindex.observations.returns.questions import pages, questions


@pytest.fixture(scope="module", params=["regional", "regional-public"])
def form(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("form") / "form.xlsx"
    template(request.param, 2024, "广东", place)
    return load_framework(request.param), place, openpyxl.load_workbook(place)


def rows(book):
    """(page, row number) of every key."""
    return {
        page.cell(n, 1).value: (page, n)
        for page in book.worksheets
        if page["A2"].value == "key"
        for n in range(3, page.max_row + 1)
    }


def test_every_figure_is_asked_once_on_the_sheet_of_its_dimension(form):
    framework, _, book = form
    found = [
        (page.title, page.cell(n, 1).value)
        for page in book.worksheets
        if page["A2"].value == "key"
        for n in range(3, page.max_row + 1)
    ]
    assert found == [(p.name, q.key) for p in pages(framework) for q in p.questions]
    needed = {
        q.name
        for i in framework.indicators
        for q in (i.numerator, i.denominator, i.companion)
        if q is not None
    }
    assert {key for _, key in found} == needed


def test_unit_and_definition_stand_beside_each_figure_in_both_languages(form):
    framework, _, book = form
    for key, question in questions(framework).items():
        page, n = rows(book)[key]
        told = [page.cell(n, c).value for c in range(3, 7)]
        assert question.name.zh in told[0]
        assert question.name.en in told[0]
        assert question.definition.zh in told[1]
        assert question.definition.en in told[1]
        assert question.unit in told[2]


def test_labels_are_locked_and_answers_open(form):
    _, _, book = form
    for page, n in rows(book).values():
        assert page.protection.sheet
        assert [page.cell(n, c).protection.locked for c in range(1, 12)] == [True] * 8 + [False] * 3
    assert all(page.protection.sheet for page in book.worksheets)


def test_the_key_column_and_the_form_sheet_are_hidden(form):
    _, _, book = form
    assert book["_form"].sheet_state == "hidden"
    assert all(page.column_dimensions["A"].hidden for page, _ in rows(book).values())


def test_every_answer_and_status_is_checked_as_it_is_typed(form):
    framework, _, book = form
    rules = {
        (page.title, str(cell)): rule
        for page in book.worksheets
        for rule in page.data_validations.dataValidation
        for cell in rule.sqref.ranges
    }
    for key, question in questions(framework).items():
        page, n = rows(book)[key]
        rule = rules[page.title, f"I{n}"]
        assert rules[page.title, f"J{n}"].type == "list"
        if question.part_of:
            assert rule.type == "custom"
            assert "<=" in rule.formula1
        else:
            assert rule.type == ("whole" if question.whole else "decimal")
            assert float(rule.formula1) == 0


def test_the_list_of_statuses_is_the_one_that_is_read(form):
    _, _, book = form
    listed = [book["代码表 Code lists"].cell(n, 1).value.split()[0] for n in range(2, 16)]
    assert listed == [*WITH_FIGURE, *WITHOUT]


def test_the_latest_earlier_figure_stands_beside_with_its_year(tmp_path):
    place = template("regional-public", 2024, "110000", tmp_path / "form.xlsx")
    page, n = rows(openpyxl.load_workbook(place))["eco_gdp"]
    seen = load_observations().frame.query(
        "series == 'eco_gdp' and region == '110000' and year == 2023"
    )
    assert page.cell(n, 7).value == seen["value"].item()
    assert page.cell(n, 8).value == 2023
    assert page.cell(n, 9).value is None


def test_an_edition_shows_no_figure_of_its_own_year_or_later(tmp_path):
    place = template("regional-public", 2020, "110000", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(place)
    years = [page.cell(n, 8).value for page, n in rows(book).values()]
    assert max(filter(None, years)) == 2019


def test_same_inputs_same_bytes(form, tmp_path):
    framework, place, _ = form
    again = template(framework, 2024, "440000", tmp_path / "again.xlsx")
    assert (
        hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(place.read_bytes()).digest()
    )


def test_no_word_is_wider_than_its_column(form):
    _, _, book = form
    for page, n in rows(book).values():
        for column in (3, 5, 6):
            room = page.column_dimensions["ABCDEFGHIJK"[column - 1]].width
            longest = max(
                width(w) for line in page.cell(n, column).value.split("\n")
                for w in line.split() if w.isascii()
            ) if any(w.isascii() for w in page.cell(n, column).value.split()) else 0  # fmt: skip
            assert longest <= room


def test_all_regions_at_once_make_31_files_or_none(tmp_path, told, seen):
    made = templates("regional", 2026, tmp_path / "all", earlier=seen)
    assert len({p.name for p in made}) == 31
    assert all(p.is_file() for p in made)
    assert (
        "exists already"
        in told(lambda: templates("regional", 2026, tmp_path / "all", earlier=seen))[0]
    )


@pytest.mark.parametrize(
    ("framework", "region", "name", "said"),
    [
        ("enterprise", "440000", "a.xlsx", "offices answer those of regional level"),
        ("regional", "台湾省", "a.xlsx", "hands in no return"),
        ("regional", "山酉", "a.xlsx", "unknown region"),
        ("regional", "440000", "a.xls", "end it in .xlsx"),
        ("regionale", "440000", "a.xlsx", "Did you mean 'regional'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    tmp_path, told, framework, region, name, said
):
    problems = told(lambda: template(framework, 2026, region, tmp_path / name))
    assert said in problems[0]
    assert list(tmp_path.iterdir()) == []


def test_an_existing_questionnaire_is_replaced_only_by_force(tmp_path, told):
    place = tmp_path / "a.xlsx"
    place.write_bytes(b"mine")
    said = told(lambda: template("regional", 2026, "440000", place))
    assert "--force" in said[0]
    assert place.read_bytes() == b"mine"
    template("regional", 2026, "440000", place, force=True)
    assert openpyxl.load_workbook(place)["_form"]["B4"].value == "440000"
