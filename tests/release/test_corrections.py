"""A release is corrected in the open: numbered, explained, its predecessor untouched."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import devindex as dx
from devindex.definitions import Text
from devindex.errors import ReleaseError
from devindex.release import plan, prepare, write
from devindex.release.folder import write_checksums
from devindex.release.history import write_history
from devindex.release.revisions import corrected, diff, read_reasons, reasons_template, verify
from devindex.release.revisions.corrections import line_of, next_version
from devindex.release.tables import Edition, observations

ROOT = Path(__file__).parents[2]
FEW = (Text(zh="位次区间只重算100次", en="rank ranges from 100 draws"),)
STOOD = {"eco_gdp": "eco_gdp_v2023"}
CENSUS = """
[[reason]]
code = "CENSUS_BENCHMARK"
series = ["eco_gdp"]
text = { zh = "第五次全国经济普查后修订地区生产总值", en = "Revised after the census" }
"""
ERROR = CENSUS.replace("CENSUS_BENCHMARK", "ERROR") + (
    'date = 2025-01-19\nerratum = { zh = "误用普查前数据", en = "Figures before the census" }\n'
)


@cache
def panel(*stood):
    """The whole panel, with these vintages."""
    return dx.load_panel(vintage=dict(stood))


def made(year, day, *, vintage=None, recipe="headline"):
    """An edition with one draw, never written: rank ranges play no part in what changes."""
    stood = tuple((vintage or {}).items())
    index = dx.compute(panel(*stood).until(year), recipe)
    ranges = dx.uncertainty(index, draws=1)
    return Edition(index, ranges, year, FEW, vintage=stood, released=day)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("line")


@pytest.fixture(scope="module")
def first(home):
    """Edition 2020 with gross regional product as it stood before the census."""
    what = plan(edition=2020, draws=100, vintage=STOOD, released="2024-06-30")
    return write(prepare(what), home / "first")


@pytest.fixture(scope="module")
def revised():
    return made(2020, "2025-01-20")


def reasons(home, text):
    file = home / "reasons.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def second(home, first):
    """The correction, by the command line alone; beside it the bytes of the first, before."""
    before = {p: p.read_bytes() for p in first.rglob("*") if p.is_file()}
    words = (
        "release", "--edition", 2020, "--draws", 100, "--date", "2025-01-20", "--supersedes", first,
        "--reasons", reasons(home, ERROR), "--out", home / "second",
    )  # fmt: skip
    done = command(*words)
    assert done.returncode == 0, done.stderr
    return home / "second", before


def command(*words):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "devindex", *map(str, words)], capture_output=True,
        text=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_the_superseded_release_stays_byte_for_byte_what_it_was(first, second):
    _, before = second
    assert {p: p.read_bytes() for p in first.rglob("*") if p.is_file()} == before


def test_a_correction_has_a_name_of_its_own_the_next_version_and_its_predecessor(first, second):
    about = json.loads((second[0] / "release.json").read_text("utf-8"))
    assert about["id"] == "iidi-2020-r1-experimental"
    assert about["version"] == "1.0.1"
    assert about["supersedes"]["id"] == "iidi-2020-experimental"
    assert about["supersedes"]["version"] == "1.0.0"
    assert about["follows"] is None
    assert about["vintage"] == {}
    old = json.loads((first / "release.json").read_text("utf-8"))
    assert old["vintage"] == STOOD
    assert old["supersedes"] is None
    assert "eco_gdp ← eco_gdp_v2023" in (first / "README.en.md").read_text("utf-8")


def test_vintages_begin_with_the_bytes_of_the_release_before(first, second):
    before, after = (p / "data" / "vintages.csv" for p in (first, second[0]))
    assert after.read_bytes().startswith(before.read_bytes())
    frame = pd.read_csv(after)
    assert list(frame.columns) == [
        "vintage_date", "time_period", "region_code", "indicator_code", "obs_value", "release_id",
    ]  # fmt: skip
    assert not frame.duplicated(
        ["release_id", "indicator_code", "region_code", "time_period"]
    ).any()
    assert frame.groupby("release_id", sort=False)["vintage_date"].first().tolist() == [
        "2024-06-30", "2025-01-20",
    ]  # fmt: skip
    own = frame[frame["release_id"] == "iidi-2020-r1-experimental"]
    said = pd.read_csv(second[0] / "data" / "observations.csv")
    assert len(own) == len(said) + said["rank"].notna().sum()


def test_every_value_that_changed_is_listed_with_cause_and_reason(first, second):
    rows = pd.read_csv(second[0] / "data" / "revisions.csv", dtype=str)
    assert set(rows["cause"]) == {"revision"}
    assert set(rows["reason_code"]) == {"ERROR"}
    key = ["indicator_code", "region_code", "time_period"]
    old, new = (
        pd.read_csv(p / "data" / "observations.csv", dtype=str).set_index(key)
        for p in (first, second[0])
    )
    moved = old["obs_value"].ne(new["obs_value"]) & ~(
        old["obs_value"].isna() & new["obs_value"].isna()
    )
    nodes = rows[rows["indicator_code"] != "rank"].set_index(key)
    assert set(nodes.index) == set(old.index[moved])
    assert (
        nodes["old_value"]
        .astype(float)
        .equals(old.loc[nodes.index, "obs_value"].astype(float).rename("old_value"))
    )
    assert (new["revised"] == "true").equals(moved)


def test_an_erratum_stands_in_its_table_and_on_both_pages(second):
    frame = pd.read_csv(second[0] / "data" / "errata.csv", dtype=str)
    assert frame[["erratum_date", "text_zh", "text_en"]].values.tolist() == [
        ["2025-01-19", "误用普查前数据", "Figures before the census"]
    ]
    for language, said in (
        ("en", "Erratum (2025-01-19): Figures before the census"),
        ("zh", "勘误（2025-01-19）：误用普查前数据"),
    ):
        assert said in (second[0] / f"README.{language}.md").read_text("utf-8")


def test_full_recomputes_all_of_a_correction_and_finds_what_was_forged(second, tmp_path):
    """Checksums repaired; what nobody forged is recomputed and equal, file by file."""
    place = Path(shutil.copytree(second[0], tmp_path / "r"))
    book = "tables/iidi-2020-r1-experimental.xlsx"
    edits = {
        "data/contributions.csv": (r"(?m)^CN-GD,.*,2020,websites,.*(?=\d$)", "7"),
        "data/sensitivity.csv": (r"(?m)^CN-GD,.*?,90,2020,\d+,\d", "9"),
        "journalist/ranking_latest.csv": (r"(?m)^CN-GD,.*?,2020,\d+", "9"),
        "journalist/map_latest.meta.json": ('"licence": "CC', "0"),
        "README.en.md": (r"holds 90 %", " sure"),
    }
    for name, (where, more) in edits.items():
        text = (place / name).read_bytes().decode("utf-8")
        assert re.search(where, text), name
        (place / name).write_bytes(
            re.sub(where, lambda m, x=more: m[0] + x, text, count=1).encode("utf-8")
        )
    rows = (place / "data" / "revisions.csv").read_text("utf-8").splitlines(keepends=True)
    (place / "data" / "revisions.csv").write_text("".join(rows[:-1]), "utf-8")
    held = openpyxl.load_workbook(place / book)
    held[held.sheetnames[-1]]["A1"] = "another title"
    held.save(place / book)
    (place / "CHECKSUMS.sha256").unlink()
    write_checksums(place)
    found = {f.name: f for f in verify(place, full=True).files}
    assert {f.state for f in found.values()} == {"equal", "given", "differs"}
    wrong = {n for n, f in found.items() if f.state == "differs"}
    pages = {f"README.{x}.md" for x in ("zh", "en")}  # they count the revisions
    pages |= {"site/revisions.html", "site/en/revisions.html"}
    catalogues = {"datapackage.json", "metadata.jsonld"}  # they hold the checksums of the others
    assert wrong == {*edits, *pages, *catalogues, "data/revisions.csv", book}
    assert "A1" in found[book].note
    assert f"lists {len(rows) - 2} changed values" in found["data/revisions.csv"].note
    assert found["data/vintages.csv"].state == "equal"


def test_diff_prints_why_and_writes_both_files(first, second, home):
    done = command("diff", first, second[0], "--csv", home / "d.csv", "--reasons-template",
                   home / "t.toml")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "causes: revised data" in done.stdout
    assert "Scores and ranks of 2020 that changed" in done.stdout
    assert "tested from 8 vintages on; there are 2" in done.stdout
    frame = pd.read_csv(home / "d.csv", dtype={"region": str})
    assert (frame["change"] - frame["revision"]).abs().max() < 1.0001e-4
    assert 'series = ["eco_gdp"]' in (home / "t.toml").read_text("utf-8")


def test_a_changed_value_without_a_reason_is_refused_and_counted(first, revised, home):
    with pytest.raises(ReleaseError, match=r"(\d+) of \1 changed values have no reason") as told:
        corrected(revised, first)
    assert "it-services 110000 2016" in str(told.value)
    part = CENSUS.replace('["eco_gdp"]', '["eco_gdp"]\nyears = [2017, 2020]\nregions = ["广东"]')
    with pytest.raises(ReleaseError, match="changed values have no reason") as told:
        corrected(revised, first, reasons=reasons(home, part))
    assert "it-services 440000 2016" not in str(told.value)
    assert "it-services 110000 2016" in str(told.value)
    assert re.search("没有原因", told.value.problems[0].zh)


def test_a_reason_must_fit_the_cause_and_cover_something(first, revised, home):
    method = CENSUS.replace("CENSUS_BENCHMARK", "METHOD")
    with pytest.raises(ReleaseError, match="have no reason") as told:
        corrected(revised, first, reasons=reasons(home, method))
    assert any("covers no changed value" in p for p in told.value.problems)
    idle = CENSUS + CENSUS.replace("eco_gdp", "eco_pop").replace("CENSUS_BENCHMARK", "LATE_DATA")
    with pytest.raises(ReleaseError, match=r"^reason 2 \(LATE_DATA\) covers no changed value"):
        corrected(revised, first, reasons=reasons(home, idle))


def test_a_change_of_method_needs_its_own_reason_and_a_new_major_version(first, home):
    other = made(2020, "2025-01-20", vintage=STOOD, recipe="arithmetic")
    with pytest.raises(ReleaseError, match=r"causes: method"):
        corrected(other, first, reasons=reasons(home, CENSUS))
    method = CENSUS.replace("CENSUS_BENCHMARK", "METHOD").replace('series = ["eco_gdp"]\n', "")
    done = corrected(other, first, reasons=reasons(home, method))
    assert done.history.version == "2.0.0"
    assert set(done.history.revisions["reason_code"]) == {"METHOD"}


def test_a_following_year_needs_no_reason_and_carries_the_vintages_on(first, tmp_path):
    next_year = corrected(made(2021, "2025-06-30", vintage=STOOD), first, follows=True)
    assert (next_year.id, next_year.history.version) == ("iidi-2021-experimental", "1.1.0")
    assert next_year.history.revisions.empty
    write_history(next_year, observations(next_year), tmp_path)
    text = (tmp_path / "data" / "vintages.csv").read_text("utf-8")
    assert text.startswith((first / "data" / "vintages.csv").read_text("utf-8"))
    with pytest.raises(ReleaseError, match="have no reason"):
        corrected(made(2021, "2025-06-30"), first, follows=True)


def test_a_second_correction_has_the_next_number_and_no_name_comes_twice(second, home, first):
    stood = made(2020, "2025-03-01", vintage=STOOD)
    third = corrected(stood, second[0], reasons=reasons(home, CENSUS))
    assert (third.id, third.history.version) == ("iidi-2020-r2-experimental", "1.0.2")
    assert len(third.history.errata) == 1
    assert line_of(second[0], None, None, None) == (second[0], False, 2)
    assert len(third.history.revised) > 1000  # though the values are the first ones again


def test_lines_that_cannot_be_are_refused(first, second, revised, home):
    for words, said in (
        ({"edition": revised, "folder": second[0]}, "nothing differs from iidi-2020-r1"),
        ({"edition": made(2021, "2025-06-30"), "folder": first}, "comes --after it"),
        ({"edition": revised, "folder": first, "follows": True}, "use --supersedes"),
        ({"edition": made(2020, "2024-01-01"), "folder": first}, "give its day with --date"),
    ):
        with pytest.raises(ReleaseError, match=re.escape(said)) as told:
            corrected(**words)
        assert re.search("[一-鿿]", told.value.problems[0].zh)
    for given, said in (
        ((first, first, None, None), "give --supersedes or --after"),
        ((None, None, home, None), "name the release before"),
        ((first, None, None, first), "stays as it is"),
    ):
        with pytest.raises(ReleaseError, match=said):
            line_of(*given)


def test_a_damaged_predecessor_is_not_built_upon(first, revised, tmp_path):
    place = Path(shutil.copytree(first, tmp_path / "r"))
    (place / "data" / "pairs.csv").write_text("x\n")
    with pytest.raises(ReleaseError, match=r"data/pairs\.csv is not what its checksum says"):
        corrected(revised, place)


FAULTS = {
    "code": (CENSUS.replace("CENSUS", "CENSOR"), "not one of LATE_DATA"),
    "series": (CENSUS.replace("eco_gdp", "eco_gpd"), "Did you mean 'eco_gdp'?"),
    "indicator": (CENSUS.replace("series", "indicators"), "unknown indicator 'eco_gdp'"),
    "region": (CENSUS + 'regions = ["Shanxy"]\n', "Shanxy"),
    "field": (CENSUS + "period = 3\n", "unknown field 'period'"),
    "empty text": (CENSUS.replace("Revised after the census", ""), "text.en is ''"),
    "error alone": (CENSUS.replace("CENSUS_BENCHMARK", "ERROR"), "ERROR also needs erratum"),
    "planned": (ERROR.replace('"ERROR"', '"LATE_DATA"'), "belong to code ERROR"),
    "not toml": (CENSUS + "[[", "not TOML"),
    "nothing": ("", "holds [[reason]] entries"),
    "other table": (CENSUS + "[waiver]\n", "holds [[reason]] entries"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_file_of_reasons_is_a_sentence(fault, tmp_path, framework):
    text, said = FAULTS[fault]
    with pytest.raises(ReleaseError) as told:
        read_reasons(reasons(tmp_path, text), framework)
    assert said in str(told.value)
    assert all(re.search("[一-鿿]", p.zh) for p in told.value.problems)


def test_a_filled_template_covers_every_change(first, revised, home, framework):
    found = diff(first, revised)
    text = reasons_template(found)
    with pytest.raises(ReleaseError, match="code is ''"):
        read_reasons(reasons(home, text), framework)
    filled = text.replace('code = ""', 'code = "CENSUS_BENCHMARK"')
    filled = filled.replace('zh = "", en = ""', 'zh = "普查", en = "census"')
    done = corrected(revised, first, reasons=reasons(home, filled))
    assert len(done.history.revisions) == len(found.changed)


@pytest.mark.parametrize("version", ["1.0", "one", "1.0.0.0"])
def test_a_version_is_three_numbers(version):
    with pytest.raises(ReleaseError, match="not a version"):
        next_version(version)
