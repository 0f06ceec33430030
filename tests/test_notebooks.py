"""Notebooks come in pairs, hold no output, and show public names alone."""

import ast
import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

import devindex as dx

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
MODULES = {"devindex", "pandas", "sys", "tempfile"}
GENERIC = {"display_name": "Python 3", "language": "python", "name": "python3"}


def raw(book):
    return json.loads(book.read_text(encoding="utf-8"))


def code(book):
    """Syntax tree of the Python cells, without lines of IPython."""
    cells = ["".join(c["source"]) for c in raw(book)["cells"] if c["cell_type"] == "code"]
    python = [c for c in cells if not c.startswith("%%")]
    return ast.parse(re.sub(r"^%.*$", "", "\n".join(python), flags=re.MULTILINE))


def test_the_folder_holds_pairs_and_their_list():
    assert len(BOOKS) >= 10
    assert [p.stem for p in sorted(FOLDER.glob("*.py"))] == [b.stem for b in BOOKS]
    listed = re.findall(r"\]\((.*?\.ipynb)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert listed == [b.name for b in BOOKS]


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_both_of_a_pair_say_the_same(book):
    jupytext = pytest.importorskip("jupytext")
    script = jupytext.read(book.with_suffix(".py"), fmt="py:percent")
    cells = [(c.cell_type, c.source) for c in script.cells]
    assert cells == [(c.cell_type, c.source) for c in jupytext.read(book).cells]


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_no_output_and_no_kernel_is_committed(book):
    made = raw(book)
    assert made["metadata"] == {"kernelspec": GENERIC}
    for cell in made["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_a_notebook_asks_in_both_languages(book):
    top = "".join(raw(book)["cells"][0]["source"])
    assert top.startswith(f"# {book.stem[:2]} ")
    assert "**问题：" in top
    assert "**Question: " in top


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_only_public_names_are_used(book):
    for node in ast.walk(code(book)):
        if isinstance(node, ast.Import):
            assert {a.name for a in node.names} <= MODULES
        elif isinstance(node, ast.ImportFrom):
            assert node.module in MODULES - {"devindex"}
        elif isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")
            if isinstance(node.value, ast.Name) and node.value.id == "dx":
                assert node.attr in dx.__all__


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_a_notebook_has_no_logic_of_its_own(book):
    own = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.While, ast.For, ast.If, ast.Try)
    assert [n for n in ast.walk(code(book)) if isinstance(n, own)] == []


def test_what_is_said_of_synthetic_firms_says_so():
    book = FOLDER / "08-from-firms-to-provinces.ipynb"
    top = "".join(raw(book)["cells"][0]["source"])
    assert "随机生成" in top
    assert "**synthetic**" in top
    calls = [n for n in ast.walk(code(book)) if isinstance(n, ast.Call)]
    read = [c.args[0].value for c in calls if c.args and isinstance(c.args[0], ast.Constant)]
    files = [f for f in read if str(f).endswith((".csv", ".parquet"))]
    assert files
    assert [f for f in files if "synthetic" not in f] == []


def test_every_table_has_its_source():
    tables = sorted((FOLDER / "data").glob("*.csv"))
    assert tables
    for table in tables:
        said = tomllib.loads(table.with_suffix(".toml").read_text(encoding="utf-8"))
        assert said["producer"]
        assert said["url"]
        assert said["sha256"] == sha256(table.read_bytes()).hexdigest()


def test_the_own_index_is_the_published_one(monkeypatch):
    """European Commission, DESI 2022 calculation workbook: 27 scores of dimension 3, full doubles.

    Some figures are copied with twelve digits, shares of one in scores of a hundred: 1e-9.
    """
    monkeypatch.chdir(FOLDER)
    until = "together ="
    text = (FOLDER / "10-your-own-table.py").read_text(encoding="utf-8")
    assert text.count(until) == 1
    made = {}
    exec(text.partition(until)[0], made)
    difference = made["index"].scores[2022] - made["published"]
    assert len(difference) == 27
    assert difference.abs().max() < 1e-9
