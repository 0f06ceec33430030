"""What experts said, from text files and workbooks; every fault has its place."""

import datetime
import os
import re
import subprocess
import sys

import openpyxl
import pytest

from devindex import MethodError
from devindex.errors import Sentence
from devindex.index.weigh import judgements
from devindex.index.weigh.ahp import priorities
from devindex.index.weigh.judgement_sheets import COLUMNS

CODES, NAMES = ["network", "platform", "application"], ["网络", "平台", "应用"]


@pytest.fixture
def filled(tmp_path):
    """Write a template, fill in cells by sheet, and give its path."""

    def fill(cells, kind="ahp", experts=("zhang", "li"), name="back.xlsx"):
        path = tmp_path / name
        judgements.template(CODES, NAMES, path, kind, experts)
        book = openpyxl.load_workbook(path)
        for sheet, values in cells.items():
            for cell, value in values.items():
                book[sheet][cell] = value
        book.save(path)
        return path

    return fill


@pytest.fixture
def toml(tmp_path):
    def write(text, name="said.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(MethodError) as error:
        judgements.read(path)
    assert all(p.zh != p for p in error.value.problems)
    return list(error.value.problems)


# ---------------------------------------------------------------------------------------------
# numbers


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (3, 3.0), (0.5, 0.5), ("3", 3.0), (" ７ ", 7.0), ("1/4", 0.25), ("１／５", 0.2), ("½", 0.5),
        ("1 / 8", 0.125), ("2.5", 2.5),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(given, value):
    assert judgements.number(given) == value


@pytest.mark.parametrize(
    "given",
    [
        "", "three", "3,5", "1/0", "-1", "1e3", "1/2/3", "三", True, None, [], float("nan"),
        float("inf"), datetime.datetime(2026, 1, 3), datetime.time(1, 3),
    ],
)  # fmt: skip
def test_what_is_no_number_is_said_in_two_languages(given):
    said = judgements.number(given)
    assert isinstance(said, Sentence)
    assert said != said.zh


def test_a_letter_for_zero_and_a_date_for_a_third_are_recognised():
    assert "letter O for zero" in judgements.number("12,5O3")
    assert "spreadsheets make one of 1/3" in judgements.number(datetime.datetime(2026, 1, 3))


# ---------------------------------------------------------------------------------------------
# workbooks


@pytest.mark.parametrize("kind", judgements.KINDS)
def test_a_template_has_a_sheet_for_each_expert_and_no_formula(tmp_path, kind):
    """The table begins in row 9; its cells in column C."""
    path = tmp_path / "ask.xlsx"
    judgements.template(CODES, NAMES, path, kind, ["张", "li"])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["张", "li"]
    for page in book:
        assert page.protection.sheet
        cells = [c for row in page.iter_rows() for c in row]
        assert not any(c.data_type == "f" for c in cells)
        open_cells = {c.coordinate for c in cells if not c.protection.locked}
        assert (
            open_cells
            == {
                "ahp": {"D9", "E9", "E10"},
                "best-worst": {"B5", "B6", *(f"{c}{r}" for c in "CD" for r in (9, 10, 11))},
                "budget": {"C9", "C10", "C11"},
            }[kind]
        )
        ruled = {str(cell) for v in page.data_validations.dataValidation for cell in v.sqref.ranges}
        assert ruled
        if kind == "ahp":
            rules = [v.formula1 for v in page.data_validations.dataValidation]
            assert set(rules) == {'"1/9,1/8,1/7,1/6,1/5,1/4,1/3,1/2,1,2,3,4,5,6,7,8,9"'}


def test_the_same_template_has_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        judgements.template(CODES, NAMES, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_pairs_come_back_from_a_workbook(filled):
    path = filled({"zhang": {"D9": "2", "E9": 6, "E10": "３"}, "li": {"D9": "1/2", "E10": 4}})
    found = judgements.read(path)
    assert (found.kind, found.source) == ("ahp", "back.xlsx")
    assert found.experts == {
        "zhang": {"network": {"platform": 2, "application": 6}, "platform": {"application": 3}},
        "li": {"network": {"platform": 0.5}, "platform": {"application": 4}},
    }
    weights = priorities(path).experts.loc["zhang", ["network", "platform", "application"]]
    assert weights.tolist() == pytest.approx([0.6, 0.3, 0.1])


def test_best_and_worst_come_back_from_a_workbook(filled):
    cells = {"B5": "network", "B6": "application", "C10": 2, "C11": 6, "D9": 6, "D10": "3"}
    found = judgements.read(filled({"zhang": cells}, "best-worst", ["zhang"]))
    assert found.experts["zhang"] == {
        "best": "network", "worst": "application",
        "best_to_others": {"platform": 2, "application": 6},
        "others_to_worst": {"network": 6, "platform": 3},
    }  # fmt: skip


def test_points_come_back_from_a_workbook(filled):
    cells = {"zhang": {"C9": 50, "C10": "30", "C11": 20}, "li": {"C9": 100, "C10": 0, "C11": 0}}
    found = judgements.read(filled(cells, "budget"))
    assert found.experts["li"] == {"network": 100, "platform": 0, "application": 0}


def test_faults_of_all_sheets_come_together_with_their_cells(filled):
    path = filled(
        {
            "zhang": {"D9": "=1+1", "E9": datetime.datetime(2026, 1, 3), "E10": "1O", "D10": 2},
            "li": {"D9": 2, "C10": 3, "E9": 0, "E10": -3, "E8": "aplication"},
        }
    )
    said = faults(path)
    assert said == [
        "back.xlsx, sheet zhang, D9: a formula; type the number",
        "back.xlsx, sheet zhang, E9: 2026-01-03 00:00:00 is a date; spreadsheets make one of 1/3: "
        "type it in a cell of text, or 0.333",
        "back.xlsx, sheet zhang, D10: 2 on the diagonal; 1 or nothing",
        "back.xlsx, sheet zhang, E10: '1O' is not a number (letter O for zero?)",
        "back.xlsx, sheet li, E8: column 'aplication' is no row. Did you mean 'application'?",
        "back.xlsx, sheet li, E9: 0 is too small (> 0)",
        "back.xlsx, sheet li, C10: platform over network is 3, and network over platform in row 9 "
        "is 2, not its reciprocal",
        "back.xlsx, sheet li, E10: -3 is too small (> 0)",
    ]


def test_a_sheet_nobody_filled_in_is_named(filled):
    assert faults(filled({"zhang": {"D9": 2, "E9": 6}})) == [
        "back.xlsx, sheet li: nothing is filled in; delete the sheet of an expert who did not "
        "answer"
    ]


def test_faults_of_best_and_worst_have_their_cells(filled):
    cells = {"B5": "netwrk", "B6": "application", "C9": 0.5, "D9": "many", "D8": "This"}
    assert faults(filled({"zhang": cells}, "best-worst", ["zhang"])) == [
        "back.xlsx, sheet zhang, B5: 最重要 Best: 'netwrk' is none of the codes. Did you mean "
        "'network'?",
        "back.xlsx, sheet zhang, C9: 0.5 is too small (>= 1)",
        "back.xlsx, sheet zhang: no column '本项相对最不重要项 This to worst'",
    ]


def test_a_sheet_that_is_no_template_and_one_of_another_kind_are_refused(filled):
    path = filled({"zhang": {"D9": 2, "E9": 6}, "li": {"B4": "ahpp", "D9": 1}})
    assert faults(path)[0].startswith("back.xlsx, sheet li: unknown kind of judgements 'ahpp'. Did")
    path = filled(
        {"zhang": {"D9": 2, "E9": 6}, "li": {"B4": "budget", "C8": COLUMNS["budget"]["points"]}}
    )
    assert any("sheets of several kinds: ahp (zhang), budget (li)" in p for p in faults(path))
    path = filled({"zhang": {"A8": "Code"}, "li": {"A11": "platform", "D9": 1}})
    assert faults(path) == [
        "back.xlsx, sheet zhang: no row begins with '代码 Code'",
        "back.xlsx, sheet li, A11: code 'platform' comes twice",
        "back.xlsx, sheet li, E8: column 'application' is no row.",
    ]


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("no")
    assert faults(path)[0].startswith("a.xlsx: not a workbook (")
    openpyxl.Workbook().save(path)
    assert faults(path) == ["a.xlsx: no sheet is filled in"]


def test_a_template_that_cannot_be_is_refused(tmp_path):
    def refused(*given):
        with pytest.raises(MethodError) as error:
            judgements.template(*given)
        return list(error.value.problems)

    path = tmp_path / "a.xlsx"
    assert refused(["a", "A"], ["x"], path, "ahpp", ["a/b", "c", "C"]) == [
        "unknown kind of judgements 'ahpp'. Did you mean 'ahp'? Known: ahp, best-worst, budget",
        "2 codes, 1 names",
        "code 'A' comes twice",
        "sheet 'C' comes twice",
        "a sheet cannot be called 'a/b': at most 31 characters, none of []:*?/\\",
    ]
    assert refused(["a"], ["x"], path) == ["two codes or more can be compared"]
    assert not path.exists()
    assert "cannot be written" in refused(CODES, NAMES, tmp_path / "no" / "a.xlsx")[0]


# ---------------------------------------------------------------------------------------------
# text files


def test_judgements_of_each_kind_come_back_from_toml(toml):
    said = toml('kind = "ahp"\n[expert."张"]\na.b = "１/2"\na.c = 3\n[expert.li]\nb.c = 2\n')
    assert judgements.read(said).experts == {"张": {"a": {"b": 0.5, "c": 3}}, "li": {"b": {"c": 2}}}
    said = toml('kind = "budget"\n[expert.li]\na = 60\nb = "40"\n')
    assert judgements.read(said).experts == {"li": {"a": 60, "b": 40}}
    said = toml(
        'kind = "best-worst"\n[expert.li]\nbest = "a"\nworst = "b"\n'
        "best_to_others.b = 2\nothers_to_worst.a = 2\n"
    )
    assert judgements.read(str(said)).experts["li"]["best_to_others"] == {"b": 2}


def test_faults_of_a_text_file_come_together(toml):
    said = toml('kind = "ahp"\n[expert.li]\na.b = "x"\na.c = 0\nb = 3\n[expert.wang]\na.b = -2\n')
    assert faults(said) == [
        "said.toml, li.a.b: 'x' is not a number",
        "said.toml, li.a.c: 0 is not above zero; write 1/3 where the second is three times as "
        "important",
        "said.toml, li.b: a table of codes with ratios is needed",
        "said.toml, wang.a.b: -2 is not above zero; write 1/3 where the second is three times as "
        "important",
    ]
    assert faults(toml('knd = "ahp"\n[experts.li]\na.b = 1\n')) == [
        "said.toml: unknown entry 'knd'. Did you mean 'kind'? Known: expert, kind",
        "said.toml: unknown entry 'experts'. Did you mean 'expert'? Known: expert, kind",
        "said.toml: unknown kind of judgements ''. Known: ahp, best-worst, budget",
        "said.toml: no judgements; each expert has a table [expert.name]",
    ]
    assert faults(toml("kind = \n"))[0].startswith("said.toml: not TOML in UTF-8: Invalid value")


def test_a_path_that_leads_nowhere_says_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert faults("no.toml") == [
        f"no.toml is not there; a path is absolute, or relative to {tmp_path}"
    ]
    assert faults("a.csv") == ["a.csv: judgements are read from .toml and .xlsx"]


def test_faults_of_a_file_name_it_in_the_method(toml, tmp_path):
    said = toml('kind = "ahp"\n[expert.li]\na.b = 2\na.x = 3\n')
    with pytest.raises(MethodError, match=r"^said.toml, li: unknown code 'x'"):
        priorities(said, ["a", "b"])
    with pytest.raises(
        MethodError, match=r"^said.toml holds judgements of kind 'budget', not 'ahp'"
    ):
        priorities(toml('kind = "budget"\n[expert.li]\na = 100\n'))


# ---------------------------------------------------------------------------------------------
# the page


def test_examples_of_the_page_print_what_it_says(root, tmp_path):
    page = (root / "docs" / "experts.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    by = {kind: [text for k, text in blocks if k == kind] for kind in ("python", "text", "toml")}
    (tmp_path / "dimensions.toml").write_text(by["toml"][0], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(by["python"])], cwd=tmp_path, check=False,
        capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == "".join(by["text"])
    for n, text in enumerate(by["toml"]):
        file = tmp_path / f"{n}.toml"
        file.write_text(text, encoding="utf-8")
        assert judgements.read(file).experts
