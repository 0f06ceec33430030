"""The command line as a user meets it: run as a program, read what it prints and leaves behind."""

import hashlib
import inspect
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import devindex as dx
from devindex.analysis import robustness
from devindex.cli import commands
from devindex.release import plan

ROOT = Path(__file__).parents[2]


def run(*words, lang=None, cwd=None, **more):
    environment = {k: v for k, v in os.environ.items() if k != "DEVINDEX_LANG"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment |= {"DEVINDEX_LANG": lang} if lang else {}
    return subprocess.run(
        [sys.executable, "-m", "devindex", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=cwd or ROOT, **more,
    )  # fmt: skip


def refused(result, *parts):
    """Exit code 2, no traceback, every part said."""
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr
    return [line for line in result.stderr.splitlines() if line.startswith("devindex: ")]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    place = tmp_path_factory.mktemp("release") / "iidi-2024"
    return run("release", "--out", place), place


@pytest.fixture
def own_data(tmp_path):
    """A copy of the official figures, to be damaged."""
    folder = tmp_path / "figures"
    shutil.copytree(ROOT / "data" / "observations" / "regional", folder)
    return folder


def rewrite(file: Path, change):
    """Change a CSV and put its new checksum into the sidecar, as a careless office would."""
    content = change(file.read_text(encoding="utf-8")).encode("utf-8")
    file.write_bytes(content)
    sidecar = file.with_suffix(".toml")
    lines = sidecar.read_text(encoding="utf-8").splitlines()
    lines = [x for x in lines if not x.startswith("sha256")]
    lines.append(f'sha256 = "{hashlib.sha256(content).hexdigest()}"')
    sidecar.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_help_answers_in_both_languages_and_loads_no_pandas():
    code = (
        "import sys; from devindex.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'scipy', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    for words, expected in ((["--help"], "release"), (["--lang", "zh", "--help"], "发布包")):
        result = subprocess.run(
            [sys.executable, "-c", code, *words],
            capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        assert expected in result.stdout


def test_import_devindex_loads_nothing_heavy():
    code = "import sys, devindex; assert not {'pandas', 'numpy', 'pydantic'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_release_prints_ranking_with_ranges_and_says_where_the_files_are(released):
    result, place = released
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    first = next(line for line in lines if line.strip().startswith("1 "))
    assert first.split()[1] == "Beijing"
    assert "1-1" in first
    assert sum("Tibet" in line for line in lines) == 1
    assert str(place) in result.stdout
    assert "Rank range" in lines[1]
    assert "nation 2020 = 100" in lines[1]


def test_release_speaks_chinese(tmp_path):
    result = run("release", "--out", tmp_path / "r", "--lang", "zh", "--draws", "100")
    assert "位次区间" in result.stdout
    assert "北京" in result.stdout
    assert "发布包已写入" in result.stdout


def test_two_releases_are_the_same_bytes_with_any_number_of_threads(released, tmp_path):
    _, first = released
    for threads in ("1", "3"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, threads) | {"PYTHONPATH": str(ROOT)}
        environment["PYTHONHASHSEED"] = threads
        place = tmp_path / threads
        subprocess.run(
            [sys.executable, "-m", "devindex", "release", "--out", str(place)],
            check=True, capture_output=True, env=environment, cwd=tmp_path,
        )  # fmt: skip
        files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
        assert files == sorted(p.relative_to(place) for p in place.rglob("*") if p.is_file())
        different = [f for f in files if (first / f).read_bytes() != (place / f).read_bytes()]
        assert different == []


def test_index_shows_an_earlier_year():
    result = run("index", "--year", "2018", "--draws", "100")
    assert result.returncode == 0, result.stderr
    assert "2018" in result.stdout.splitlines()[0]


def test_explain_sums_to_the_score():
    result = run("explain", "广东", "--year", "2023")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    score = lines[0].split("score ")[1].split(",")[0]
    total = next(line for line in lines if line.startswith("Sum = score")).split()[-1]
    assert round(float(total), 1) == float(score)


@pytest.mark.parametrize(
    ("framework", "count"), [("national", 35), ("regional", 37), ("enterprise", 36)]
)
def test_indicators_lists_the_frameworks_and_their_matrix(framework, count):
    result = run("indicators", "--framework", framework)
    assert result.returncode == 0, result.stderr
    assert f"({count})" in result.stdout.splitlines()[0]
    assert "Indicators by function and system" in result.stdout
    assert "Empty cells" in result.stdout


def test_indicators_names_the_empty_cells_of_the_public_framework():
    result = run("indicators")
    assert "Empty cells (17/25): Network × Policy" in result.stdout


def test_sources_lists_every_source():
    result = run("sources")
    files = (ROOT / "data" / "observations" / "regional").glob("*.csv")
    for source in files:
        assert source.stem.split("-")[0] in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["release", "--edition", "2031"], "unknown edition 2031; editions are 2020 to 2024"),
        (["index", "--framework", "reginal-public"], "Did you mean 'regional-public'?"),
        (["index", "--framework", "enterprise"], "declares no goalposts"),
        (["index", "--year", "2031"], "no ranking for 2031"),
        (["index", "--recipe", "headlin"], "Did you mean 'headline'?"),
        (["explain", "Shannxi"], "Did you mean Shaanxi or Shanxi?"),
        (["explain", "陜西"], "陕西"),
        (["explain", "44"], "unknown region '44'"),
        (["index", "--lang", "fr"], "unknown language 'fr'"),
        (["index", "--data", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(words, said, tmp_path):
    result = run(*words, cwd=tmp_path)
    assert len(refused(result, said)) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_overwritten(released):
    _, place = released
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    assert len(refused(run("release", "--out", place), "exists already", "--force")) == 1
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == before


def test_force_replaces_a_release_and_nothing_else(tmp_path):
    place = tmp_path / "r"
    place.mkdir()
    for name in ("thesis.docx", "release.json"):
        (place / name).write_text("years of work")
    refused(run("release", "--out", place, "--force"), "not a release")
    assert (place / "thesis.docx").read_text() == "years of work"
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    assert run("release", "--out", place, "--draws", "100").returncode == 0
    (place / "data" / "notes.txt").write_text("mine")
    lines = refused(run("release", "--out", place, "--force"), "data/notes.txt", "move them away")
    assert len(lines) == 1
    assert (place / "data" / "notes.txt").read_text() == "mine"
    (place / "data" / "notes.txt").unlink()
    assert run("release", "--out", place, "--force", "--draws", "200").returncode == 0
    said = json.loads((place / "release.json").read_text("utf-8"))
    assert said["rank_range"]["draws"] == 200
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def test_a_folder_that_appears_meanwhile_is_not_replaced(tmp_path):
    """The place is free when asked for, and taken before the release is done."""
    from devindex.errors import ReleaseError
    from devindex.release.folder import new_folder

    place = tmp_path / "r"

    def race():
        with new_folder(place) as draft:
            (draft / "x").write_text("new")
            place.mkdir()
            (place / "thesis.docx").write_text("years of work")

    with pytest.raises(ReleaseError, match="exists already"):
        race()
    assert (place / "thesis.docx").read_text() == "years of work"
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def test_the_old_release_stands_if_the_new_cannot_take_its_place(tmp_path):
    from devindex.errors import ReleaseError
    from devindex.release.folder import new_folder, write_checksums

    place = tmp_path / "r"
    with new_folder(place) as draft:
        (draft / "x").write_text("old")
        write_checksums(draft)

    def fail():
        with new_folder(place, force=True) as draft:
            (draft / "x").write_text("new")
            shutil.rmtree(draft)  # so that the last rename fails

    with pytest.raises(ReleaseError):
        fail()
    assert (place / "x").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("name", ["x" * 300, "inside/data/r"])
def test_a_place_that_cannot_be_is_one_sentence(released, name):
    _, place = released
    out = place.parent / name if name[0] == "x" else place / "data" / "r"
    assert len(refused(run("release", "--out", out))) == 1


@pytest.mark.parametrize(
    ("words", "differs"),
    [
        (["--recipe", "equal"], "recipe 'equal'"),
        (["--draws", "150"], "rank ranges from 150 draws"),
        (["--data", str(ROOT / "data" / "observations" / "regional")], "figures of one's own"),
    ],
)
def test_what_is_not_the_official_edition_never_bears_its_name(tmp_path, words, differs):
    result = run("release", "--out", tmp_path / "r", "--draws", "100", *words)
    assert result.returncode == 0, result.stderr
    assert f"Experiment, not the official edition: {differs}" in result.stdout or differs in (
        result.stdout
    )
    said = json.loads((tmp_path / "r" / "release.json").read_text("utf-8"))
    assert (said["id"], said["status"]) == ("iidi-2024-experimental", "experimental")
    for language, word in (("en", "an experiment"), ("zh", "本包为试算")):
        assert word in (tmp_path / "r" / f"README.{language}.md").read_text("utf-8")


def test_an_edition_without_figures_of_its_year_is_refused(own_data, tmp_path):
    for file in own_data.glob("*.csv"):
        rewrite(file, lambda t: "".join(x for x in t.splitlines(True) if ",2024," not in x))
    out = tmp_path / "out"
    said = "the latest year with enough is 2023"
    assert len(refused(run("release", "--data", own_data, "--out", out), said)) == 1
    assert not out.exists()


def test_an_own_framework_brings_its_own_recipes(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "indicators" / "regional-public", folder)
    recipe = folder / "recipes" / "headline.toml"
    recipe.write_text(recipe.read_text("utf-8").replace("geometric", "arithmetic"), "utf-8")
    own = run("index", "--framework", folder, "--draws", "100").stdout
    shipped = run("index", "--draws", "100").stdout
    assert own.splitlines()[2] != shipped.splitlines()[2]
    assert "a framework of one's own" in own


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("history = [2018, 2024]", "history = [2024, 2018]", "must rise"),
        ("base_year = 2020", "base_year = 2031", "2031 lies outside"),
    ],
)
def test_years_that_cannot_be_are_refused(tmp_path, old, new, said):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "indicators" / "regional-public", folder)
    file = folder / "framework.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    refused(run("index", "--framework", folder), said)


def test_an_empty_framework_and_a_folder_named_like_a_file_are_sentences(tmp_path, own_data):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "framework.toml").write_text("")
    refused(run("index", "--framework", folder), "framework.toml: id is missing")
    (own_data / "s99.csv").mkdir()
    refused(run("index", "--data", own_data), "s99.csv")


def test_figures_of_a_unit_that_is_not_covered_are_refused(own_data):
    rewrite(own_data / "s02-nbs-population.csv", lambda t: t + "eco_pop,810000,2024,750,万人,A,\n")
    refused(run("index", "--data", own_data), "810000 has figures")


def test_output_that_cannot_be_encoded_or_written_is_no_traceback():
    result = subprocess.run(
        [sys.executable, "-m", "devindex", "index", "--lang", "zh", "--draws", "100"],
        capture_output=True, cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            words = [sys.executable, "-m", "devindex", "indicators"]
            result = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, cwd=ROOT)
        assert b"Traceback" not in result.stderr


def test_a_framework_with_five_mistakes_names_all_five(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "indicators" / "regional-public", folder)
    file = folder / "network.toml"
    text = file.read_text(encoding="utf-8")
    for right, wrong in (
        ('direction = "higher-better"', 'direction = "higher"'),
        ('theme = "access"', 'theme = "acess"'),
        ('series = "net_bb_ports"', 'series = "net_bb_port"'),
        ("scored = true", "scord = true"),
        ('document = "', 'document = "x'),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    file.write_text(text, encoding="utf-8")
    lines = refused(run("index", "--framework", folder), "Did you mean")
    assert len(lines) >= 5
    for wrong in ("'higher'", "'acess'", "'net_bb_port'", "'scord'", "'x"):
        assert any("network.toml" in line and wrong in line for line in lines), wrong


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace(",2020,", ",2O2O,", 1), "'2O2O' is not a year"),
        (lambda t: _nth_value(t, 5, "12,5O3"), "line 6"),
        (lambda t: _nth_value(t, 5, "125O3"), "'125O3' is not a number (letter O for zero?)"),
        (lambda t: t + t.splitlines()[1] + "\n", "stands already on line 2"),
        (lambda t: t.replace(",110000,", ",110009,", 1), "unknown region '110009'"),
        (lambda t: t.replace(",110000,", ",北京,", 1), "region '北京' is not a code; write 110000"),
        (lambda t: t.replace(",610000,", ",Shannxi,", 1), "Did you mean Shaanxi or Shanxi?"),
    ],
)
def test_a_damaged_table_is_named_with_file_and_line(own_data, change, said, tmp_path):
    rewrite(own_data / "s02-nbs-population.csv", change)
    out = tmp_path / "out"
    lines = refused(run("release", "--data", own_data, "--out", out), said)
    assert all("s02-nbs-population.csv, line " in line or "table" in line for line in lines)
    assert not out.exists()


def _nth_value(text, n, value):
    lines = text.splitlines()
    cells = lines[n].split(",")
    cells[3] = f'"{value}"' if "," in value else value
    lines[n] = ",".join(cells)
    return "\n".join(lines) + "\n"


def test_a_checksum_that_does_not_match_names_the_file(own_data):
    file = own_data / "s08-nbs-gdp.csv"
    file.write_bytes(file.read_bytes().replace(b"113708.9", b"113708.8"))
    lines = refused(run("index", "--data", own_data), "s08-nbs-gdp.csv: the file's sha256")
    assert len(lines) == 1


def test_all_problems_of_all_files_come_at_once(own_data):
    rewrite(own_data / "s02-nbs-population.csv", lambda t: _nth_value(t, 5, "many"))
    rewrite(own_data / "s04-nbs-telecom-capacity.csv", lambda t: t.replace(",110000,", ",1100,", 1))
    (own_data / "s08-nbs-gdp.toml").unlink()
    lines = refused(run("index", "--data", own_data))
    for name in ("s02-nbs-population", "s04-nbs-telecom-capacity", "s08-nbs-gdp"):
        assert any(name in line for line in lines)


@pytest.mark.skipif(os.name != "posix", reason="file size limits are a POSIX matter")
@pytest.mark.parametrize("most", [20_000, 700_000])
def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, most):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    place = tmp_path / "r"
    refused(run("release", "--out", place, "--draws", "100", preexec_fn=limit), "cannot write")
    assert list(tmp_path.iterdir()) == []


def test_commands_releases_and_python_draw_the_same_number():
    """So that a rank range is the same wherever it is read."""
    default = inspect.signature(dx.uncertainty).parameters["draws"].default
    planned = inspect.signature(plan).parameters["draws"].default
    assert commands.DRAWS == default == planned == robustness.DRAWS
