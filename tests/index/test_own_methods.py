"""A module of a user's own: its methods work wherever the package's own do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import devindex as dx
from devindex import MethodError
from devindex.index import catalogue, import_methods, registry

MINE = '''\
"""Weights that fall by rank of the declared weight."""

import devindex as dx
import numpy as np


@dx.method("weigh", "own-rank-sum", cite="Stillwell, Seaver & Edwards 1981")
def rank_sum(declared, *, power: float = 1.0):
    """Rank-sum weights, larger for larger declared weights. (k,) -> (k,)."""
    place = (declared[:, None] >= declared[None, :]).sum(axis=1) ** power
    return place / place.sum()
'''


@pytest.fixture(autouse=True)
def registry_as_it_was(monkeypatch):
    """What a test registers goes with it."""
    monkeypatch.setattr(registry, "_METHODS", dict(registry._METHODS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("methods_of_") or name == "mine":
            del sys.modules[name]


@pytest.fixture
def mine(tmp_path):
    def write(text=MINE, name="mine.py"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def run(*words, cwd, lang="en"):
    root = str(Path(dx.__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": root, "PYTHONUTF8": "1", "DEVINDEX_LANG": lang}
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=cwd, env=environment, check=False,
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


def recipe_with(place, **weigh):
    """A recipe file whose indicators are weighed by the user's method."""
    recipe = dx.load_recipe()
    weighed = recipe.weigh.model_copy(update={"indicator": dx.Choice(**weigh)})
    own = recipe.model_copy(update={"id": "own", "weigh": weighed})
    file = place / "own.toml"
    file.write_text(own.to_toml(), encoding="utf-8")
    return file


def test_it_works_in_a_recipe_in_the_list_and_in_the_table(mine, panel, tmp_path):
    assert "own-rank-sum" not in dx.methods("weigh")
    (added,) = import_methods(mine())
    assert (added.step, added.name) == ("weigh", "own-rank-sum")
    assert "own-rank-sum" in dx.methods("weigh")
    row = catalogue("weigh").set_index("name").loc["own-rank-sum"]
    assert row["parameters"] == "power=1"
    assert row["cite"] == "Stillwell, Seaver & Edwards 1981"
    assert row["summary"].startswith("Rank-sum weights")
    file = recipe_with(tmp_path, method="own-rank-sum", parameters={"power": 2.0})
    index = dx.compute(panel, dx.load_recipe(file))
    weights = index.weights[index.weights["level"] == "indicator"]
    assert weights.groupby("parent")["weight"].sum().to_numpy() == pytest.approx(1.0)
    assert index.scores.notna().all(axis=None)


def test_a_python_user_only_imports(mine, tmp_path):
    mine()
    code = "import mine, devindex as dx; print('own-rank-sum' in dx.methods('weigh'))"
    assert (
        run("-c", f"import sys; sys.path.insert(0, '.'); {code}", cwd=tmp_path).stdout == "True\n"
    )


@pytest.mark.parametrize("where", ["mine.py", "mine"], ids=["a file", "a module"])
def test_the_command_line_takes_a_file_or_a_module(mine, tmp_path, where):
    mine()
    recipe = recipe_with(tmp_path, method="own-rank-sum")
    module = ("-m", "devindex")
    listed = run(*module, "methods", "--step", "weigh", "--methods", where, cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    (line,) = [x for x in listed.stdout.splitlines() if "own-rank-sum" in x]
    assert "power=1" in line
    assert "Stillwell, Seaver & Edwards 1981" in line
    shown = run(
        *module, "index", "--recipe", recipe, "--methods", where, "--draws", "100", cwd=tmp_path
    )
    assert shown.returncode == 0, shown.stderr
    assert "recipe 'own'" in shown.stdout
    compared = run(*module, "compare", "headline", recipe, "--methods", where, cwd=tmp_path)
    assert "WS" in compared.stdout
    explained = run(
        *module, "explain", "广东", "--recipe", recipe, "--methods", where, cwd=tmp_path
    )
    assert explained.returncode == 0, explained.stderr
    without = run(*module, "index", "--recipe", recipe, cwd=tmp_path)
    assert without.returncode == 2
    assert "unknown weigh method 'own-rank-sum'" in without.stderr


def test_the_property_tests_run_over_it(mine, root, tmp_path):
    mine()
    done = run(
        "-m", "pytest", "-p", "mine", "-p", "no:cacheprovider", "-q", "--rootdir", root,
        "-c", root / "pyproject.toml", root / "tests" / "index" / "test_methods.py",
        "-k", "own-rank-sum", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_of_methods_does_not_change_by_it(mine, root):
    import_methods(mine())
    table = catalogue()
    own = table[~table["module"].str.startswith("devindex.")]
    assert own["name"].tolist() == ["own-rank-sum"]


# ---------------------------------------------------------------------------------------------
# what is wrong in it is said with file and line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MINE.replace("import numpy as np", "import nunpy"),
         "mine.py, line 4: ModuleNotFoundError: No module named 'nunpy'"),
        (MINE.replace("(declared, *,", "(declared, *"), "mine.py, line 8: "),
        (MINE.replace('"weigh"', '"weight"'),
         "mine.py, line 7: unknown step 'weight'. Did you mean 'weigh'?"),
        (MINE.replace("power: float = 1.0", "power"),
         "parameter 'power' needs a default"),
        (MINE + "\n1 / 0\n", "mine.py, line 13: ZeroDivisionError: division by zero"),
        ("x = 1\n", "registers no method"),
    ],
    ids=["an import", "the grammar", "a step", "no default", "a division", "nothing"],
)  # fmt: skip
def test_an_error_is_one_sentence_with_file_and_line(mine, text, said):
    file = mine(text)
    with pytest.raises(MethodError) as caught:
        import_methods(file)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert "\n" not in str(problem)
    if "line" in said:
        assert "行：" in problem.zh


def test_a_file_or_module_that_is_not_there_is_said(tmp_path):
    with pytest.raises(MethodError, match=r"none\.py is not there"):
        import_methods(tmp_path / "none.py")
    for name in ("no_such_module", "no_such.module", ""):
        with pytest.raises(MethodError, match="can be imported"):
            import_methods(name)


def test_an_error_while_it_computes_names_its_line(mine, tmp_path):
    mine(MINE.replace("    place =", "    declared.wrong\n    place ="))
    recipe = recipe_with(tmp_path, method="own-rank-sum")
    words = ("-m", "devindex", "explain", "广东", "--recipe", recipe, "--methods", "mine.py")
    for lang, said in (("en", "mine.py, line 10: AttributeError"), ("zh", "mine.py 第10行：")):
        done = run(*words, cwd=tmp_path, lang=lang)
        assert done.returncode == 2
        assert done.stderr.startswith(f"devindex: {said}")
        assert len(done.stderr.splitlines()) == 1


def test_an_answer_of_another_shape_is_refused(mine, panel, tmp_path):
    import_methods(mine(MINE.replace("return place / place.sum()", "return np.ones((1, 2)) / 2")))
    recipe = dx.load_recipe(recipe_with(tmp_path, method="own-rank-sum"))
    with pytest.raises(
        MethodError, match=r"'own-rank-sum' gives shape \(1, 2\); \(\d,\) is needed"
    ):
        dx.compute(panel, recipe)
