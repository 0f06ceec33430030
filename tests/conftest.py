"""Fixtures every room may use. Nothing here may be changed by a test: copy first."""

import hashlib
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from devindex import MethodError, shipped

ROOT = Path(__file__).resolve().parent.parent
ANALYSIS = ROOT / "tests" / "analysis" / "data"
CJK = re.compile(r"[一-鿿]")
ENGLISH = re.compile(r" (a|an|and|are|be|has|is|its|not|of|or|should|the|with) ")

# Derandomised: the same examples every time, without a seed that tests would share.
settings.register_profile(
    "devindex", derandomize=True, database=None, deadline=None, max_examples=50
)
settings.load_profile("devindex")


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def framework():
    from devindex import load_framework

    return load_framework("regional-public")


@pytest.fixture(scope="session")
def panel():
    """The whole panel, 2016 to 2024."""
    from devindex import load_panel

    return load_panel()


@pytest.fixture(scope="session")
def index(panel):
    """The headline index of the whole panel."""
    from devindex import compute

    return compute(panel)


@pytest.fixture
def own_framework(tmp_path):
    """Copy ``regional-public`` and make mistakes in it: (file, what stands there, what instead)."""

    def copy(*edits):
        folder = tmp_path / "own"
        shutil.copytree(shipped.indicators() / "regional-public", folder)
        for file, old, new in edits:
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text, f"{file} does not hold {old!r}"
            (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return copy


@pytest.fixture
def write_facts(tmp_path):
    """Write a CSV of observations with its sidecar; lines without the header, or raw bytes."""
    folder = tmp_path / "facts"

    def write(*lines, name="mine", header="series,region,year,value,unit,status,flags", **said):
        folder.mkdir(exist_ok=True)
        content = lines[0] if lines and isinstance(lines[0], bytes) else None
        if content is None:
            content = ("\n".join([header, *lines]) + "\n").encode()
        (folder / f"{name}.csv").write_bytes(content)
        sidecar = {
            "producer": "p", "title": "t", "url": "u", "licence": "not stated",
            "sha256": hashlib.sha256(content).hexdigest(),
        } | said  # fmt: skip
        text = "".join(f'{key} = "{value}"\n' for key, value in sidecar.items())
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def told():
    """Problems of a mistake, each one sentence in English and in Chinese."""
    from devindex.errors import DevindexError, Sentence

    def told(mistake):
        """Problems of a mistake, each held to be Chinese in Chinese."""
        with pytest.raises(DevindexError) as caught:
            mistake()
        assert caught.value.problems
        for problem in caught.value.problems:
            assert isinstance(problem, Sentence)
            assert CJK.search(problem.zh), problem.zh
            assert problem.zh != problem
            assert not ENGLISH.search(problem.zh), problem.zh
        assert str(caught.value) == "\n".join(caught.value.problems)
        return caught.value.problems

    return told


@pytest.fixture(scope="session")
def mexico():
    """Product per head of the Mexican states, states by decades."""
    return pd.read_csv(ANALYSIS / "mexico.csv", index_col="state").filter(regex="^[0-9]+$")


@pytest.fixture(scope="session")
def mexican_groups():
    """Groupings of the Mexican states."""
    return pd.read_csv(ANALYSIS / "mexico.csv", index_col="state")[["hanson98", "esquivel99"]]


@pytest.fixture
def small():
    """Four regions in three years; no code is a Chinese one."""
    return pd.DataFrame(
        {2020: [1.0, 2.0, 3.0, 6.0], 2021: [2.0, 2.0, 4.0, 6.0], 2022: [2.0, 3.0, 4.0, 6.0]},
        index=["a", "b", "c", "d"],
    )


@pytest.fixture
def refused():
    """Chinese of the one mistake, held to be Chinese."""

    def told(mistake):
        with pytest.raises(MethodError) as caught:
            mistake()
        zh = [p.zh for p in caught.value.problems]
        assert all(any("一" <= c <= "鿿" for c in z) for z in zh), zh
        return str(caught.value), "\n".join(zh)

    return told
