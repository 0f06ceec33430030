"""An office's commands as a user meets them: what they print, leave behind and return."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path):
    def call(*words):
        environment = {k: v for k, v in os.environ.items() if k != "DEVINDEX_LANG"}
        return subprocess.run(
            [sys.executable, "-m", "devindex", *map(str, words)],
            capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip

    return call


def test_a_questionnaire_is_written_filled_checked_and_collected(run, tmp_path):
    asked = ("template", "regional-public", "--edition", 2022, "--region", "广东", "-o", "gd.xlsx")
    made = run(*asked)
    assert made.returncode == 0, made.stderr
    again = run(*asked)
    assert again.returncode == 2
    assert "--force" in again.stderr
    book = openpyxl.load_workbook(tmp_path / "gd.xlsx")
    page = book["1 网络与标识 Network and identifiers"]
    page["I4"] = page["G4"].value * 10_000
    book.save(tmp_path / "gd.xlsx")
    checked = run("check", "gd.xlsx", "-o", "report", "--lang", "zh")
    assert checked.returncode == 1
    assert (
        "[unit-slip] gd.xlsx，工作表“1 网络与标识 Network and identifiers”，I4：" in checked.stdout
    )
    assert sorted(p.name for p in (tmp_path / "report").iterdir()) == [
        "findings.html", "findings.xlsx",
    ]  # fmt: skip
    collected = run("collect", "gd.xlsx", "-o", "figures")
    assert collected.returncode == 0
    assert "figures: 1; questions unanswered: 32" in collected.stdout
    assert "No return of 30 regions: Beijing, " in collected.stdout


def test_a_table_without_a_legend_is_refused_and_with_one_imported(run, tmp_path):
    from devindex.definitions import regions

    names = [r.short_zh for r in regions().values() if r.covered]
    rows = [f"{n},{k if n != '西藏' else '—'}" for k, n in enumerate(names, start=1)]
    text = "\n".join(["地区,2022年（万个）", *rows])
    (tmp_path / "table.csv").write_bytes(text.encode("gb18030"))
    words = ("import", "table.csv", "--series", "net_bb_ports", "--year", 2022, "-o", "ports")
    refused = run(*words, "--lang", "zh")
    assert refused.returncode == 2
    assert "请用 --legend 说明各自的含义" in refused.stderr
    made = run(*words, "--legend", "—=unknown")
    assert made.returncode == 0, made.stderr
    assert "Figures: 30; changes reported: 2" in made.stdout
    assert "without a figure: Tibet" in made.stdout


@pytest.mark.parametrize("words", [("check", "gone.xlsx"), ("collect", "gone.xlsx")])
def test_a_file_that_is_not_there_is_a_sentence(run, words):
    made = run(*words, "-o", "out")
    assert made.returncode == 2
    assert "gone.xlsx" in made.stderr
    assert "Traceback" not in made.stderr


@pytest.mark.parametrize(
    ("framework", "right"),
    [
        ("regional", "gather them with devindex collect"),
        ("national", "devindex index --framework shows"),
        ("enterprise", "devindex enterprise scores firms"),
    ],
)
def test_a_framework_without_scores_is_not_released_and_its_way_is_named(
    run, tmp_path, framework, right
):
    made = run("release", "--framework", framework)
    assert made.returncode == 2
    assert made.stderr.count("\n") == 1
    assert right in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_37_indicators_asked_by_questionnaire_become_a_folder_of_figures(run, tmp_path):
    """The items of ``regional`` are asked, answered, checked and handed on as figures."""
    run("template", "regional", "--edition", 2026, "--region", "440000", "-o", "gd.xlsx")
    book = openpyxl.load_workbook(tmp_path / "gd.xlsx")
    answered = 0
    for page in (p for p in book.worksheets if p["A2"].value == "key"):
        for n in range(3, page.max_row + 1):
            page.cell(n, 10).value = "O"
    page = book.worksheets[1]
    for n in (3, 4, 5):
        page.cell(n, 9).value, page.cell(n, 10).value = 7, None
        answered += 1
    book.save(tmp_path / "gd.xlsx")
    made = run("collect", "gd.xlsx", "-o", "figures")
    assert made.returncode == 0, made.stderr
    assert f"figures: {answered}; questions unanswered: 0" in made.stdout
    assert run("check", "figures", "-o", "report").returncode == 0
