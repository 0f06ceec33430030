"""A release that is killed at any moment leaves the whole old or the whole new one."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from devindex.errors import ReleaseError
from devindex.release import folder
from devindex.release.folder import check_place, new_folder, write_checksums

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("DEVINDEX_KILLS", "0"))
"""How often the whole command is killed: none in a usual run, 50 before a version."""

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and forks")


def digest(place):
    """Every file of a folder by name and content; its own list must name them all."""
    files = {
        p.relative_to(place).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in place.rglob("*")
        if p.is_file()
    }
    lines = (place / "CHECKSUMS.sha256").read_text("utf-8").splitlines()
    assert {line[66:]: line[:64] for line in lines} == {
        k: v for k, v in files.items() if k != "CHECKSUMS.sha256"
    }
    return files["CHECKSUMS.sha256"]


def command(place, draws):
    words = ["release", "--edition", "2020", "--draws", str(draws), "--out", str(place), "--force"]
    return [sys.executable, "-m", "devindex", *words]


@posix
@pytest.mark.skipif(not KILLS, reason="DEVINDEX_KILLS says how often the whole command is killed")
def test_the_command_killed_at_a_random_moment_leaves_a_whole_release(tmp_path):
    place = tmp_path / "r"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def run(draws):
        return subprocess.Popen(command(place, draws), **quiet)

    begun = time.monotonic()
    assert run(100).wait() == 0
    lasted = time.monotonic() - begun
    known, moments = {digest(place)}, random.Random(20260630)
    for n in range(KILLS):
        process = run(110 + n % 2)
        time.sleep(moments.uniform(0.0, lasted))
        process.kill()
        process.wait()
        known.add(digest(place))
    assert run(100).wait() == 0
    assert digest(place) in known
    assert len(known) <= 3
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def in_program(*lines):
    """Run lines in a process of its own, which forks: this one has threads."""
    head = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})",
        "import pathlib, test_killed as t",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*head, *lines])], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@posix
def test_a_release_killed_while_it_is_written_is_whole_and_the_next_run_succeeds(tmp_path):
    """Eight kills from the first file to the last rename; before it, nothing touches the disk."""
    said = in_program(f"t.kill_releases(pathlib.Path({str(tmp_path)!r}), 8)")
    assert said.endswith("whole\n")


def kill_releases(home, kills):
    from devindex.release import plan, prepare, write

    first = prepare(plan(edition=2020, draws=100))
    second = replace(first, released="2021-06-30")
    vars(second)["hangs"] = first.hangs  # computed once: it writes nothing
    place = home / "r"
    begun = time.monotonic()
    write(first, place)
    lasted = time.monotonic() - begun
    known = {digest(place)}
    moments = random.Random(20260630)
    for n in range(kills):
        child = os.fork()
        if child == 0:
            write(second, place, force=True)
            os._exit(0)
        time.sleep(lasted * moments.uniform(n, n + 1) / kills)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        known.add(digest(place))
    write(second, place, force=True)
    assert len(known | {digest(place)}) == 2
    left = [p.name for p in home.iterdir()]
    assert left == ["r"], left
    print("whole")


def small(place, word, *, force=True):
    """A folder of twelve files that all say one word: a mixture would show."""
    with new_folder(place, force=force) as draft:
        for n in range(12):
            (draft / f"{n}.txt").write_text(word)
        write_checksums(draft)


def words_of(place):
    return {p.read_text() for p in place.glob("*.txt")}, len(list(place.glob("*.txt")))


def same(place, number):
    """Whether it is still the folder of this number; for a moment there may be none."""
    try:
        return place.stat().st_ino == number
    except FileNotFoundError:
        return False


def in_forks(place, seconds, aside):
    """Kill a child for each number of seconds while it swaps; each time the place is whole."""
    if aside:
        folder.exchange = lambda *_: False
    small(place, "first", force=place.exists())
    for n, pause in enumerate(seconds):
        before = place.stat().st_ino
        child = os.fork()
        if child == 0:
            count = 0
            while True:
                small(place, f"{n}-{count}")
                count += 1
        while same(place, before):
            time.sleep(0.001)
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        check_place(place, force=True)  # puts back what was moved aside, as any next run does
        digest(place)
        said, files = words_of(place)
        assert len(said) == 1, said
        assert files == 12
    small(place, "last")
    assert words_of(place) == ({"last"}, 12)
    left = [p.name for p in place.parent.iterdir() if p != place]
    assert left == [], left
    print(n + 1)


@posix
def test_no_moment_of_the_swap_leaves_a_mixture_or_a_free_place(tmp_path):
    """Fifty kills while folders change places, fifty where names cannot be exchanged; a reader."""
    moments = random.Random(7)
    pauses = [moments.uniform(0.001, 0.03) for _ in range(50)]
    home = f"pathlib.Path({str(tmp_path)!r})"
    said = in_program(
        f"t.look({home} / 'look' / 'r')",
        f"t.in_forks({home} / 'exchanged' / 'r', {pauses}, False)",
        f"t.in_forks({home} / 'aside' / 'r', {pauses}, True)",
    ).split()
    assert said[-2:] == ["50", "50"]
    looks, missing = said[:2]
    if looks != "none":
        assert int(looks) > 80
        assert missing == "0"


def look(place):
    small(place, "first")
    if not folder.exchange(place, place):
        print("none 0")
        return
    child = os.fork()
    if child == 0:
        for n in range(80):
            small(place, str(n))
        os._exit(0)
    missing = looks = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        missing += not (place / "CHECKSUMS.sha256").exists()
        looks += 1
    print(looks, missing)


@posix
def test_drafts_of_a_killed_run_are_swept_and_another_run_at_work_is_named(tmp_path):
    """A number that a later process bears again says nothing; who holds the folder does."""
    dead, reused = (tmp_path / f".r.draft-{n}" for n in (999_999_999, os.getppid()))
    for left in (dead, reused):
        left.mkdir()
    small(tmp_path / "r", "new", force=False)
    assert [p.name for p in tmp_path.iterdir()] == ["r"]
    with (
        new_folder(tmp_path / "r", force=True) as living,
        pytest.raises(ReleaseError, match="another run is writing"),
        new_folder(tmp_path / "r", force=True),
    ):
        pass
    assert not living.exists()


def test_a_file_put_into_the_old_release_at_the_last_moment_is_kept(tmp_path):
    place = tmp_path / "r"
    small(place, "old")

    def race():
        with new_folder(place, force=True) as draft:
            (draft / "0.txt").write_text("new")
            write_checksums(draft)
            (place / "thesis.docx").write_text("years of work")

    with pytest.raises(ReleaseError, match=r"thesis\.docx"):
        race()
    assert (place / "thesis.docx").read_text() == "years of work"
    assert words_of(place) == ({"old"}, 12)
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


@posix
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_sentence_and_nothing_is_lost(tmp_path):
    place = tmp_path / "home" / "r"
    small(place, "old")
    place.parent.chmod(0o500)
    try:
        with pytest.raises(ReleaseError, match="cannot write") as told:
            small(place, "new")
    finally:
        place.parent.chmod(0o700)
    assert len(told.value.problems) == 1
    assert words_of(place) == ({"old"}, 12)
