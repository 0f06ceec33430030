"""The command line as a user meets it: run as a program, read what it prints and leaves behind."""

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
        (["index", "--framework", "enterprise"], "answered by questionnaire"),
        (["index", "--year", "2031"], "no ranking for 2031"),
        (["index", "--recipe", "headlin"], "Did you mean 'headline'?"),
        (["explain", "Shannxi"], "Did you mean Shaanxi or Shanxi?"),
        (["explain", "陜西"], "陕西"),
        (["explain", "44"], "unknown region '44'"),
        (["index", "--lang", "fr"], "unknown language 'fr'"),
        (["index", "--data", "nowhere"], "holds no CSV file"),
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
    (place / "thesis.docx").write_text("years of work")
    refused(run("release", "--out", place, "--force"), "not a release")
    assert (place / "thesis.docx").read_text() == "years of work"
    (place / "thesis.docx").unlink()
    (place / "release.json").write_text("{}")
    assert run("release", "--out", place, "--force", "--draws", "100").returncode == 0
    assert json.loads((place / "release.json").read_text("utf-8"))["id"] == "iidi-2024"
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


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
