"""``devindex audit``."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import devindex as dx

ROOT = Path(__file__).parents[2]


def run(*words, lang="en"):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "DEVINDEX_LANG": lang}
    return subprocess.run(
        [sys.executable, "-m", "devindex", *words], cwd=ROOT, env=environment,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


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
    refused = run("audit", "--year", "2012")
    assert refused.returncode == 2
    assert "2012" in refused.stderr
