"""``devindex site`` and ``devindex open``, as a user calls them."""

import os
import subprocess
import sys
import urllib.request

import pytest

from devindex.release import plan, prepare, write


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    made = prepare(plan(draws=200))
    return write(made, tmp_path_factory.mktemp("page") / made.id)


def run(root, *words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "devindex", *map(str, words)], text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"}, **options,
    )  # fmt: skip


def test_site_builds_the_page_beside_and_refuses_a_place_that_is_taken(root, release, tmp_path):
    said, _ = run(root, "site", release, cwd=tmp_path).communicate()
    place = tmp_path / f"{release.name}-site"
    assert f"{release.name}-site" in said
    made = {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*.*")}
    carried = release / "site"
    there = {p.relative_to(carried).as_posix(): p.read_bytes() for p in carried.rglob("*.*")}
    assert made == there
    again = run(root, "site", release, "-o", place)
    _, fault = again.communicate()
    assert again.returncode == 2
    assert "exists already" in fault
    again = run(root, "--lang", "zh", "site", tmp_path, "-o", tmp_path / "new")
    _, fault = again.communicate()
    assert again.returncode == 2
    assert "网页须由完整的发布包生成" in fault.splitlines()[0]


def test_open_serves_the_page_on_this_machine_alone(root, release):
    serving = run(root, "--lang", "zh", "open", release, "--no-browser")
    try:
        address = serving.stdout.readline().partition("（")[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as answer:
            assert answer.read() == (release / "site" / "index.html").read_bytes()
    finally:
        serving.terminate()
        serving.communicate()


def test_an_experiment_says_so_on_every_page(release):
    for page in (release / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "位次区间只重算200次" in text or "rank ranges from 200 draws" in text
