"""The commands about methods and recipes, run as a user runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import devindex as dx
from devindex.index import STEPS

ROOT = Path(__file__).parents[2]


def run(*words, lang="en"):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "DEVINDEX_LANG": lang}
    return subprocess.run(
        [sys.executable, "-m", "devindex", *map(str, words)], cwd=ROOT, env=environment,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def printed(*words, lang="en"):
    done = run(*words, lang=lang)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*words):
    done = run(*words)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    return [line for line in done.stderr.splitlines() if line.startswith("devindex: ")]


def test_methods_lists_every_one_with_parameters_and_source():
    lines = printed("methods").splitlines()
    for step in STEPS:
        for name in dx.methods(step):
            assert any(line.split()[:2] == [step, name] for line in lines), (step, name)
    (last,) = [line for line in lines if line.split()[:2] == ["impute", "last"]]
    assert "limit=1" in last
    assert "imputeTS" in last


def test_methods_of_one_step_and_in_chinese():
    said = printed("methods", "--step", "screen", lang="zh")
    assert "参数及默认值" in said
    assert {line.split()[0] for line in said.splitlines()[1:] if line[0] != " "} == {"screen"}
    (problem,) = refused("methods", "--step", "weight")
    assert "Did you mean 'weigh'?" in problem


def test_recipes_say_what_they_do_otherwise():
    said = printed("recipes")
    for name in dx.recipe_names():
        assert sum(line.split()[:1] == [name] for line in said.splitlines()) == 1
    assert "aggregate.dimension: arithmetic" in said
    assert "(the headline)" in said
    assert "公布方案" in printed("recipes", lang="zh")
    assert len(printed("recipes", "--framework", "regional").splitlines()) == 1


def test_compare_prints_both_ranks_and_how_alike_they_are():
    said = printed("compare", "headline", "equal", "--year", "2023")
    made = dx.compare(dx.compute(dx.load_panel()), dx.compute(dx.load_panel(), "equal"), 2023)
    assert "headline and equal, 2023" in said
    assert f"WS {made.summary['ws']:.3f} (31 regions)" in said
    assert f"Spearman {made.summary['spearman']:.3f}" in said
    assert said.splitlines()[2].split()[:4] == ["Beijing", "1", "1", "0"]
    chinese = printed("compare", "headline", "equal", lang="zh")
    assert "加权排名相似系数" in chinese
    assert "北京" in chinese


def test_compare_and_index_take_a_recipe_of_ones_own(tmp_path):
    own = dx.load_recipe().model_copy(update={"id": "own"})
    file = tmp_path / "own.toml"
    file.write_text(own.to_toml(), encoding="utf-8")
    assert "WS 1.000" in printed("compare", "headline", file)
    assert "recipe 'own'" in printed("index", "--recipe", file, "--draws", "100")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'method = "last"',
            'method = "lats"',
            "unknown impute method 'lats'. Did you mean 'last'?",
        ),
        ("limit = 1", "limits = 1", "unknown parameter of impute method 'last' 'limits'"),
        ("limit = 1", "limit = 1.5", "is 1.5; a whole number is needed"),
        ('"regional-public"', '"regional"', "is for framework 'regional', not 'regional-public'"),
    ],
)
def test_a_recipe_with_a_mistake_is_one_sentence(tmp_path, old, new, said):
    text = dx.load_recipe().to_toml()
    assert old in text
    file = tmp_path / "own.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    for words in (("index", "--recipe", file), ("compare", "headline", file)):
        (problem,) = refused(*words)
        assert said in problem


def test_compare_refuses_a_year_and_a_recipe_that_are_not_there():
    assert "no ranking for 1999" in refused("compare", "headline", "equal", "--year", "1999")[0]
    assert "Did you mean 'equal'?" in refused("compare", "headline", "equl")[0]
    assert "is not there" in refused("methods", "--methods", "nothing.py")[0]


SAID = [("en", "no province has a score"), ("zh", "没有任何省份有得分")]


@pytest.mark.parametrize(("lang", "said"), SAID)
def test_a_year_without_any_score_is_refused(tmp_path, lang, said):
    text = dx.load_recipe().to_toml()
    old = '[aggregate.dimension]\nmethod = "geometric"'
    assert old in text
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace(old, old.replace("geometric", "condorcet")), encoding="utf-8")
    done = run("index", "--recipe", mine, "--draws", "100", lang=lang)
    assert done.returncode == 2
    assert said in done.stderr
