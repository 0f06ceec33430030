"""The pages say what the data and the package say."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PAIRS = [
    ("README.md", "README.zh-CN.md"),
    ("docs/method.md", "docs/method.zh.md"),
    ("docs/nation.md", "docs/nation.zh.md"),
    ("docs/forecasting.md", "docs/forecasting.zh.md"),
    ("docs/revisions.md", "docs/revisions.zh.md"),
    ("docs/office.md", "docs/office.zh.md"),
    ("docs/figures.md", "docs/figures.zh.md"),
]
GUIDE = ROOT / "docs" / "where-new-code-goes.md"


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def fenced(page, language):
    """Blocks of code in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(page), re.DOTALL | re.MULTILINE)


def generator(name):
    """A module of ``docs/``."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables():
    """The generator of tables, ``docs/tables.py``."""
    return generator("tables")


@pytest.fixture(scope="module")
def pictures():
    """The generator of pictures, ``docs/pictures.py``."""
    return generator("pictures")


@pytest.mark.parametrize("page", ["docs/figures.md", "docs/figures.zh.md"])
def test_no_picture_is_stale(pictures, monkeypatch, page):
    monkeypatch.setattr(pictures, "PAGES", (page,))
    assert pictures.stale() == []


def test_every_picture_of_a_page_is_made_by_the_command(pictures):
    made = {
        (ROOT / page).parent / image
        for page in pictures.PAGES
        for _, image in pictures.BLOCK.findall(text(page))
        if image
    }
    shown = {
        page.parent / (a or b)
        for page in PAGES
        for a, b in re.findall(r'src="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)', page.read_text("utf-8"))
    }
    assert {p.resolve() for p in shown} == {p.resolve() for p in made}


def test_a_picture_that_is_another_is_stale_and_one_of_other_libraries_is_not(
    pictures, tmp_path, monkeypatch
):
    def page(values):
        return (
            "```python\nfrom devindex.figures import tile_map\n"
            f"tile_map({values}, title='t', source='s')\n```\n\n![a map](map.png)\n"
        )

    monkeypatch.setattr(pictures, "ROOT", tmp_path)
    monkeypatch.setattr(pictures, "PAGES", ("page.md",))
    (tmp_path / "page.md").write_text(page({"440000": 1.0}), "utf-8")
    assert pictures.stale() == ["map.png"]
    pictures.write()
    assert pictures.stale() == []
    with monkeypatch.context() as older:
        older.setattr(pictures, "software", lambda: "matplotlib 1")
        pictures.write()
    assert pictures.stale() == []
    (tmp_path / "page.md").write_text(page({"440000": 1.1}), "utf-8")
    assert pictures.stale() == ["map.png"]


def test_no_table_and_no_output_is_stale(tables):
    assert tables.stale() == []


def test_a_stale_block_is_named(tables, tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    for page in tables.PAGES:
        (tmp_path / page).write_text(text(page), encoding="utf-8")
    changed = tmp_path / "docs" / "method.md"
    changed.write_text(changed.read_text("utf-8").replace("| 2020 | ", "| 2020 | 9", 1), "utf-8")
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    assert tables.stale() == ["docs/method.md: nation"]


def test_the_page_of_methods_has_every_method_with_formula_parameters_and_source(tables):
    from devindex.index import catalogue, find

    page = tables.methods("en")
    known = catalogue()
    for row in known[known["module"].str.startswith("devindex.")].itertuples():
        assert f"[`{row.name}`](#{row.step}-{row.name})" in page
        _, _, section = page.partition(f'<a id="{row.step}-{row.name}"></a>')
        section = section.partition("<a id=")[0]
        assert f"Source: {row.cite}" in section
        formulas = find(row.step, row.name).function.__doc__.partition("Returns")[0]
        assert section.count("$$") == 2 * formulas.count(".. math::")
    assert ":math:" not in page
    assert ".. math" not in page


def test_a_method_of_ones_own_is_not_on_the_page_of_methods(tables, monkeypatch):
    from devindex.index import method, registry

    monkeypatch.setattr(registry, "_METHODS", dict(registry._METHODS))
    method("weigh", "kitchen", cite="nobody")(lambda declared: declared / declared.sum())
    assert "kitchen" not in tables.methods("en")


def test_a_method_that_is_new_makes_the_page_stale(tables, monkeypatch):
    from devindex.index import method, registry

    def new(declared):
        """Same again. (k,) -> (k,)."""
        return declared / declared.sum()

    new.__module__ = "devindex.index.weigh.spread"
    monkeypatch.setattr(registry, "_METHODS", dict(registry._METHODS))
    method("weigh", "new", cite="nobody")(new)
    monkeypatch.setattr(tables, "PAGES", {"docs/methods.md": "en"})
    assert tables.stale() == ["docs/methods.md: methods"]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_python_of_the_readme_prints_what_the_readme_says(page, root, tmp_path):
    said = re.search(r"<!-- table: python -->\n```text\n(.*?)```", text(page), re.DOTALL)[1]
    assert run(fenced(page, "python")[0], root, tmp_path) == said


def run(code, root, place):
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place, check=False,
        capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_each_command_stands_in_a_block_of_its_own_after_its_marker(page):
    for n in (1, 2):
        assert (
            len(re.findall(rf"^<!-- command {n} -->\n```sh\n[^\n]+\n```$", text(page), re.M)) == 1
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page):
    linked = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8"))
    inside = [a or b for a, b in linked if not re.match(r"https?:|#|mailto:", a or b)]
    assert [x for x in inside if not (page.parent / x.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p[0])
def test_both_languages_have_the_same_sections_blocks_and_formulas(pair):
    def shape(page):
        found = re.findall(r"^#+ |^<!-- .* -->$|^- \*\*|^\*\*|^\$\$", text(page), re.MULTILINE)
        return [f.strip() for f in found]

    assert shape(pair[0]) == shape(pair[1])


def test_examples_of_the_guide_run(root, tmp_path):
    printed = run("\n".join(fenced(GUIDE, "python")), root, tmp_path)
    assert printed.split() == ["1", "1"]  # one figure read; Beijing's rank


def test_the_indicator_of_the_guide_loads(own_framework):
    from devindex import load_framework

    folder = own_framework()
    with (folder / "network.toml").open("a", encoding="utf-8") as file:
        file.write(fenced(GUIDE, "toml")[0])
    assert "mobile-switches" in load_framework(folder).by_code
