"""``devindex explain`` for two years, and ``devindex audit``."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import devindex as dx

ROOT = Path(__file__).parents[2]


def run(*words, lang="en"):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "DEVINDEX_LANG": lang}
    return subprocess.run(
        [sys.executable, "-m", "devindex", *map(str, words)], cwd=ROOT, env=environment,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def refused(result, said):
    assert result.returncode == 2, result.stdout + result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("lang", "total"), [("en", "Sum = change"), ("zh", "合计＝变动")])
def test_explain_from_one_year_to_another_sums_to_the_change(lang, total):
    result = run("explain", "天津", "--from", "2022", "--to", "2023", "--draws", "200", lang=lang)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    end = next(n for n, line in enumerate(lines) if line.startswith(total))
    numbers = [re.findall(r"[+-]?\d+\.\d\d(?=\s|$)", line)[-2:] for line in lines[2:end]]
    assert len(numbers) == 22
    score, places = lines[end].split()[-2:]
    assert (score, places) == ("+1.87", "-2")
    assert sum(float(n[0]) for n in numbers) == pytest.approx(1.87, abs=22 * 0.005)
    assert sum(float(n[1]) for n in numbers) == pytest.approx(-2, abs=22 * 0.005)
    assert ("位次由7变为9" if lang == "zh" else "the rank goes from 7 to 9") in result.stdout


def test_explain_takes_the_next_year_or_the_one_before():
    assert "2023 to 2024" in run("explain", "Anhui", "--from", "2023", "--draws", "100").stdout
    assert "2019 to 2020" in run("explain", "Anhui", "--to", "2020", "--draws", "100").stdout


def test_the_nation_has_a_change_and_no_rank():
    result = run("explain", "CN", "--from", "2022", "--to", "2023", "--draws", "100")
    assert result.returncode == 0, result.stderr
    assert "China, 2022 to 2023" in result.stdout
    assert "range" not in result.stdout


def test_years_that_cannot_be_are_refused_in_both_languages():
    words = ["explain", "440000", "--from", "2022"]
    refused(run(*words, "--year", "2023"), "--year 2023 is for one year")
    refused(run(*words, "--year", "2023", lang="zh"), "--year 2023 只看一年")
    refused(run("explain", "440000", "--from", "2012"), "no year 2012")
    refused(run(*words, "--to", "2022"), "start and end are both 2022")
    refused(run(*words, "--to", "2022", lang="zh"), "起止年份都是2022年")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_audit_prints_every_check_and_the_whole(index, lang):
    result = run("audit", "--year", "2023", lang=lang)
    assert result.returncode == 0, result.stderr
    made = dx.audit(index, 2023)
    assert made.summary(lang) in result.stdout
    for name in made.frame[f"check_{lang}"]:
        assert name.split(" ")[0] in result.stdout


def test_audit_of_another_recipe_and_of_a_year_that_is_not_there():
    assert run("audit", "--recipe", "equal").returncode == 0
    refused(run("audit", "--year", "2012"), "no ranking for 2012")
