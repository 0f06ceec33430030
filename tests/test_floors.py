"""Imports go down only (docs/where-new-code-goes.md), and the front door is light."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import devindex

PACKAGE = Path(devindex.__file__).parent
FACTS = {"errors", "kinds", "shipped", "drawn", "writing", "definitions", "observations"}
MAY_IMPORT = {
    "errors": set(),
    "kinds": {"errors"},
    "shipped": set(),
    "drawn": set(),
    "writing": {"errors"},
    "definitions": {"errors", "kinds", "shipped"},
    "observations": {"errors", "kinds", "shipped", "writing", "definitions"},
    "index": FACTS,
    "analysis": {*FACTS, "index"},
    "forecast": FACTS,
    "enterprise": FACTS,
    "figures": {*FACTS, "index", "analysis", "forecast"},
    "release": {*FACTS, "index", "analysis", "forecast", "enterprise", "figures"},
}
"""Each room may also import itself. Above all of them are the command line and the front door."""
ABOVE = {"cli", "__main__", "__init__", "_shipped"}


def room_of(name):
    """Room of what is taken from the package: ``observations``, or ``load_panel`` by its home."""
    return devindex._HOME.get(name, name).partition(".")[0]


def imported(tree, package):
    """Every (line, room) that a module of ``package`` imports from devindex, functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top, _, rest = alias.name.partition(".")
                if top == "devindex":
                    yield node.lineno, rest.partition(".")[0] or "__init__"
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            path = [*base, *(node.module or "").split(".")] if node.module else list(base)
            if path[:1] == ["devindex"]:
                names = path[1:2] or [room_of(alias.name) for alias in node.names]
                yield from ((node.lineno, name) for name in names if name != "__version__")


def breaks(package_folder):
    """Sentences ``file, line: room imports room`` for every import that goes up."""
    found = []
    for file in sorted(package_folder.rglob("*.py")):
        inside = file.relative_to(package_folder)
        room = inside.parts[0].removesuffix(".py")
        if room in ABOVE or inside.name == "conftest.py":
            continue
        if room not in MAY_IMPORT:
            found.append(f"devindex/{inside}: no room {room!r} in docs/where-new-code-goes.md")
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found += [
            f"devindex/{inside}, line {line}: {room} imports {other}"
            for line, other in imported(tree, ("devindex", *inside.parent.parts))
            if other not in {room, *MAY_IMPORT[room]}
        ]
    return found


def test_imports_go_down_only():
    assert breaks(PACKAGE) == []


def test_an_import_that_goes_up_is_named_with_file_and_line(tmp_path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "steps.py").write_text(
        "from devindex.observations import Panel\n"
        "def compute():\n"
        "    from devindex.analysis import uncertainty\n"
        "    from devindex import shipped, load_panel, uncertainty, __version__\n"
        "    import devindex\n"
        "    from ..release import bundle\n"
        "    from .recipe import Recipe\n"
    )
    (tmp_path / "kitchen").mkdir()
    (tmp_path / "kitchen" / "sink.py").write_text("")
    assert breaks(tmp_path) == [
        "devindex/index/steps.py, line 3: index imports analysis",
        "devindex/index/steps.py, line 4: index imports analysis",
        "devindex/index/steps.py, line 5: index imports __init__",
        "devindex/index/steps.py, line 6: index imports release",
        "devindex/kitchen/sink.py: no room 'kitchen' in docs/where-new-code-goes.md",
    ]


def loaded_by(code, root):
    """Heavy libraries in ``sys.modules`` after some code, in a process of its own."""
    heavy = (
        "[m for m in ('numpy', 'pandas', 'pandera', 'pydantic', 'matplotlib') if m in sys.modules]"
    )
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint('loaded', *{heavy})"],
        capture_output=True, text=True, encoding="utf-8", check=True,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    return run.stdout.splitlines()[-1].split()[1:]


def test_import_devindex_loads_no_heavy_library(root):
    assert loaded_by("import devindex", root) == []


def test_every_name_of_the_front_door_is_there():
    assert sorted(devindex.__all__) == dir(devindex)
    for name in devindex.__all__:
        assert getattr(devindex, name) is not None


@pytest.mark.parametrize(
    "first",
    [
        "import devindex as dx",
        "import devindex.forecast.series, devindex as dx",
        "import devindex.forecast as room, devindex as dx; room.Series",
    ],
)
def test_forecast_is_room_and_function_whichever_is_imported_first(root, first):
    ask = "print(dx.forecast('platforms_influential', draws=50).draws.shape, dx.forecast.predict)"
    run = subprocess.run(
        [sys.executable, "-c", f"{first}; {ask}"], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert run.stdout.startswith("(50, 8) <function predict")  # seven year ends and a day


def test_a_misspelt_name_of_the_front_door_offers_the_near_miss():
    with pytest.raises(AttributeError, match="Did you mean 'load_panel'"):
        devindex.load_pannel  # noqa: B018


@pytest.mark.skipif(not (PACKAGE / "__main__.py").exists(), reason="no command line yet")
def test_help_loads_no_pandas(root):
    code = (
        "import runpy\n"
        "sys.argv = ['devindex', '--help']\n"
        "try: runpy.run_module('devindex', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
    )
    assert set(loaded_by(code, root)) & {"pandas", "numpy", "matplotlib"} == set()
