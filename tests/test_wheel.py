"""A wheel carries definitions and facts, nothing else, and works where no checkout is."""

import os
import subprocess
import sys
import zipfile

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    out = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, root],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=out,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = out.glob("devindex-*.whl")
    return file


@pytest.fixture(scope="module")
def inside(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_holds_every_definition_and_every_fact(inside, root):
    for name in ("indicators", "data"):
        for file in (root / name).rglob("*"):
            if file.suffix in (".toml", ".csv"):
                assert f"devindex/_shipped/{file.relative_to(root).as_posix()}" in inside


def test_wheel_holds_the_pages_a_release_carries(inside):
    for page in ("docs/method.md", "docs/method.zh.md", "LICENSE"):
        assert f"devindex/_shipped/{page}" in inside
    assert [n for n in inside if n.startswith("devindex/_shipped/docs/")] == [
        "devindex/_shipped/docs/method.md", "devindex/_shipped/docs/method.zh.md",
    ]  # fmt: skip


def test_wheel_holds_every_module(inside, root):
    for file in (root / "devindex").rglob("*.py"):
        if file.name != "conftest.py":
            assert file.relative_to(root).as_posix() in inside


def test_wheel_holds_no_notebook_and_no_test(inside):
    strange = ("tests/", "notebooks/", ".ipynb", "conftest.py", "__pycache__")
    assert [n for n in inside if any(s in n for s in strange)] == []
    tops = {n.partition("/")[0] for n in inside}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"devindex"}


def test_wheel_finds_its_definitions_and_facts_elsewhere(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()
    code = (
        "import devindex as dx\n"
        "print(dx.__file__)\n"
        "print(len(dx.load_framework().scored))\n"
        "print(float(dx.load_panel().values.loc[('440000', 2020), 'eco_gdp']))\n"
        "from devindex.release.standards.pages import code_licence, method_pages\n"
        "print(*sorted(method_pages()), code_licence().split()[0])\n"
        "from devindex.release.standards.dictionary import column, table\n"
        "print(column('gb_code', 'regions').type, *table('regions').key)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, encoding="utf-8", check=True, cwd=tmp_path / "elsewhere",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    where, scored, gdp, pages, keys = run.stdout.splitlines()
    assert pages == "method.en.md method.zh.md MIT"
    assert keys == "string region_code"
    assert where.startswith(str(tmp_path / "site"))
    assert int(scored) >= 22
    assert float(gdp) == 113708.9
