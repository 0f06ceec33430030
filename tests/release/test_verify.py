"""A release is checked against itself; whatever is wrong in it is named with file and place."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devindex.errors import ReleaseError
from devindex.release import plan, prepare, write
from devindex.release.folder import write_checksums
from devindex.release.revisions import open_release, verify

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    edition = prepare(plan(edition=2020, draws=100))
    return write(edition, tmp_path_factory.mktemp("released") / "r")


@pytest.fixture
def copy(released, tmp_path):
    return Path(shutil.copytree(released, tmp_path / "r"))


def rewrite(place, name, change, *, repair=True):
    """Change a file, and its line in the list of checksums as a careful forger would."""
    file = place / name
    before = file.read_bytes()
    after = change(before.decode("utf-8-sig" if before[:1] == b"\xef" else "utf-8"))
    prefix = b"\xef\xbb\xbf" if before[:1] == b"\xef" else b""
    file.write_bytes(prefix + after.encode("utf-8"))
    assert file.read_bytes() != before
    if repair:
        (place / "CHECKSUMS.sha256").unlink()
        write_checksums(place)


def nth(pattern, n, change):
    """Change the n-th place that matches."""

    def edit(text):
        found = list(re.finditer(pattern, text, flags=re.M))[n]
        return text[: found.start()] + change(found[0]) + text[found.end() :]

    return edit


def one_digit(number):
    """The same number with another last digit."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def last_digit_of(column, where):
    """Another last digit in one cell of a CSV."""

    def edit(text):
        lines = text.splitlines(keepends=True)
        at = lines[0].rstrip("\r\n").split(",").index(column)
        row = next(n for n, s in enumerate(lines) if re.search(where, s))
        cells = lines[row].rstrip("\r\n").split(",")
        end = lines[row][len(lines[row].rstrip("\r\n")) :]
        cells[at] = one_digit(cells[at])
        lines[row] = ",".join(cells) + end
        return "".join(lines)

    return edit


def of(found, name):
    return next(f for f in found.files if f.name == name)


def test_a_release_holds_and_says_of_every_file_what_was_done(released):
    quick = verify(released)
    assert quick.holds
    assert {f.state for f in quick.files} == {"equal", "given", "checksum"}
    assert of(quick, "data/observations.csv").state == "equal"
    assert "rank_lower" in of(quick, "data/observations.csv").note
    assert of(quick, "data/pairs.csv").say() == "checksum holds (not recomputed): --full does"
    given = {f.name for f in quick.files if f.state == "given"}
    assert {"data/published.csv", "data/sources.csv", "method/recipe.toml"} <= given
    assert not [n for n in given if n.startswith(("journalist", "tables", "figures"))]
    assert len(quick.files) == len([p for p in released.rglob("*") if p.is_file()]) - 1


@pytest.mark.parametrize(
    ("name", "edit", "named"),
    [
        ("data/published.csv", last_digit_of("value", r'^eco_gdp,"440000",2019,'),
         "data/inputs.csv"),
        ("data/inputs.csv", last_digit_of("value", "^CN-GD.*,2019,websites,"),
         "data/inputs.csv"),
        ("data/observations.csv", last_digit_of("obs_value", ",score,index,CN-GD,.*2020,"),
         "data/observations.csv"),
        ("data/observations.csv", last_digit_of("rank", ",score,index,CN-GD,.*2020,"),
         "data/observations.csv"),
        ("data/vintages.csv", last_digit_of("obs_value", "2020,CN-GD,score,"),
         "data/vintages.csv"),
        ("method/recipe.toml", lambda t: t.replace("floor = 1.0", "floor = 1.1"),
         "data/observations.csv"),
        ("method/framework/network.toml", nth(r"^goalposts = \[[0-9.]+, [0-9.]+\]", 0,
         lambda s: s[:-2] + "9]"), "data/observations.csv"),
    ],
    ids=["figure", "input", "score", "rank", "vintage", "recipe", "goalpost"],
)  # fmt: skip
def test_one_digit_is_found_though_the_checksums_were_repaired(copy, name, edit, named):
    rewrite(copy, name, edit)
    found = verify(copy)
    assert not found.holds
    assert of(found, named).state == "differs"
    assert "published" in of(found, named).note
    assert "recomputed" in of(found, named).note
    assert "重算" in of(found, named).say("zh")


def test_an_official_release_uses_the_recipe_of_its_own_framework(copy):
    """Scores, recipe and checksums changed together still do not agree with the framework."""
    about = json.loads((copy / "release.json").read_text("utf-8"))
    about["departures"] = []
    rewrite(copy, "release.json", lambda _: json.dumps(about))
    rewrite(copy, "method/recipe.toml", lambda t: t.replace("limit = 1", "limit = 2"))
    assert "it is not recipe 'headline'" in of(verify(copy), "method/recipe.toml").note


def test_missing_changed_and_extra_files_are_named_and_the_exit_code_is_1(copy):
    (copy / "data" / "pairs.csv").unlink()
    (copy / "notes.txt").write_text("mine")
    rewrite(
        copy,
        "data/observations.csv",
        last_digit_of("obs_value", ",score,index,CN-GD,.*2020,"),
        repair=False,
    )
    done = command("verify", copy)
    assert done.returncode == 1, done.stderr
    for line in (
        r"data/pairs\.csv +missing", r"notes\.txt +extra: not in the list",
        r"data/observations\.csv +changed: not what its checksum says: line \d+ \(score, CN-GD",
        r"iidi-2020-experimental does not hold: 3 files, first data/observations\.csv",
    ):  # fmt: skip
        assert re.search(line, done.stdout), done.stdout


def command(*words):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "devindex", *map(str, words)], capture_output=True,
        text=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_release_of_an_older_version_holds_where_its_numbers_can_be_recomputed(copy):
    rewrite(copy, "release.json", lambda t: t.replace('"devindex": "', '"devindex": "0.0.'))
    rewrite(copy, "data/inputs.csv", lambda t: re.sub(r"(?m)$(?<=[^\n])", ",x", t))
    shutil.rmtree(copy / "journalist")
    (copy / "data" / "vintages.csv").unlink()
    (copy / "CHECKSUMS.sha256").unlink()
    write_checksums(copy)
    found = verify(copy)
    assert found.holds, found.frame
    assert "which this version of devindex does not make" in of(found, "data/inputs.csv").note


def test_a_release_that_cannot_be_recomputed_says_exactly_why(copy):
    rewrite(copy, "release.json", lambda t: t.replace('"devindex": "', '"devindex": "9.'))
    rewrite(copy, "method/recipe.toml", lambda t: t.replace('"goalposts"', '"bodkin"'))
    found = verify(copy)
    assert not found.holds
    assert "unknown normalise method 'bodkin'" in found.summary()
    assert "无量纲化方法" in found.summary("zh")
    assert {f.state for f in found.files} == {"checksum"}


def test_another_version_is_named_before_a_difference_is_called_an_error(copy):
    rewrite(copy, "release.json", lambda t: t.replace('"devindex": "', '"devindex": "9.'))
    rewrite(copy, "data/observations.csv",
            last_digit_of("obs_value", ",score,index,CN-GD,.*2020,"))  # fmt: skip
    assert "install 9.0.1.0 and verify again" in verify(copy).summary()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{0}  ../outside.txt", "leads out of the folder"),
        ("{0}  /etc/hostname", "leads out of the folder"),
        ("{0}  data/../../outside.txt", "leads out of the folder"),
        ("{0}  C:\\outside.txt", "leads out of the folder"),
        ("{0}  data//x.csv", "leads out of the folder"),
        ("{0}", "not a checksum, two spaces and a file"),
        ("xyz  data/x.csv", "not a checksum, two spaces and a file"),
    ],
)
def test_a_list_that_leads_outside_or_is_damaged_is_refused(tmp_path, line, said):
    place = tmp_path / "r"
    place.mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    digest = hashlib.sha256(b"secret").hexdigest()
    (place / "CHECKSUMS.sha256").write_text(line.format(digest) + "\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"CHECKSUMS\.sha256, line 1") as told:
        verify(place)
    assert said in str(told.value)
    assert told.value.problems[0].zh != str(told.value.problems[0])


def test_links_and_pipes_are_refused_and_never_read(tmp_path, released):
    for kind in ("file", "folder", "pipe"):
        place = Path(shutil.copytree(released, tmp_path / kind))
        outside = tmp_path / f"{kind}.outside"
        if kind == "pipe":
            os.mkfifo(place / "data" / "x")
        elif kind == "file":
            outside.write_text("secret")
            (place / "data" / "x").symlink_to(outside)
        else:
            outside.mkdir()
            (place / "x").symlink_to(outside)
        with pytest.raises(ReleaseError, match="plain files only"):
            verify(place)


def test_what_is_no_release_is_one_sentence_and_exit_code_2(tmp_path):
    (tmp_path / "x").mkdir()
    for name, said in (("x", "has no CHECKSUMS"), ("y", "is not a folder")):
        with pytest.raises(ReleaseError, match=said) as told:
            verify(tmp_path / name)
        assert len(told.value.problems) == 1
    done = command("verify", tmp_path / "x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


FAULTS = {
    "not json": ("release.json", lambda t: t[:40], "release.json: not JSON"),
    "a list": ("release.json", lambda _: "[]", "not an object with names"),
    "no id": ("release.json", lambda t: t.replace('"id": "iidi', '"ID": "iidi'), "id is missing"),
    "years": ("release.json", lambda t: t.replace('"years": [', '"years": ["x",'), "years"),
    "draws": ("release.json", lambda t: t.replace('"draws": 100', '"draws": -1'), "draws"),
    "figures": ("data/published.csv", lambda t: t.replace('"110000",2016,', '"110000",2O16,', 1),
                "data/published.csv, line 2: "),
    "column": ("data/published.csv", lambda t: t.replace("gb_code", "code", 1), "'gb_code'"),
    "source": ("data/sources.csv", lambda t: t.replace("s05-nbs", "s99-nbs"), "no line for s05"),
    "framework": ("method/framework/network.toml", lambda t: t + "\n[[", "network.toml: not TOML"),
    "recipe": ("method/recipe.toml", lambda t: t.replace("method", "methud", 1), "recipe.toml"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_damaged_release_is_a_sentence_in_both_languages(copy, fault):
    name, edit, said = FAULTS[fault]
    rewrite(copy, name, edit)
    with pytest.raises(ReleaseError) as told:
        open_release(copy)
    assert any(said in p for p in told.value.problems), told.value.problems
    assert all(re.search("[一-鿿]", p.zh) for p in told.value.problems)


def test_a_damaged_file_is_not_opened_as_a_sound_release(copy):
    rewrite(copy, "data/pairs.csv", lambda t: t + "\n", repair=False)
    (copy / "data" / "audit.csv").unlink()
    with pytest.raises(ReleaseError) as told:
        open_release(copy)
    assert len(told.value.problems) == 2
    assert "data/audit.csv is listed and missing" in str(told.value)
    assert "data/pairs.csv is not what its checksum says" in str(told.value)
