"""A release in the words of other systems: each reads it back and finds what was published."""

import hashlib
import json
import re
import shutil
import socket
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from frictionless import validate
from pysdmx.io import get_datasets, read_sdmx

from devindex.definitions.codelists import CONF_STATUS, OBS_STATUS
from devindex.errors import ReleaseError
from devindex.release.standards.checks import block_faults, validation
from devindex.release.standards.concepts import COMPONENTS
from devindex.release.standards.datapackage import datapackage
from devindex.release.standards.pages import history
from devindex.release.standards.sdmx import sdmx

APART = {"datapackage.json", "CHECKSUMS.sha256"}


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Whatever asks for an address fails."""

    def refuse(host, *_, **__):
        raise AssertionError(f"{host} was asked for")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def edition(trial):
    return trial


@pytest.fixture(scope="module")
def folder(trial_folder):
    return trial_folder


def read(folder, name):
    return json.loads((folder / name).read_text("utf-8"))


def table(folder, name):
    return pd.read_csv(folder / name, keep_default_na=False, dtype=str)


def paths(folder):
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


# --- Data Package ---------------------------------------------------------------------------


def test_the_bundle_is_a_valid_data_package_down_to_every_cell(folder):
    report = validate(str(folder / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert [task.warnings for task in report.tasks if task.warnings] == []
    assert {task.place for task in report.tasks} == set(paths(folder)) - APART


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        ("journalist/map_latest.csv", "CN-BJ", "CN-BX", "foreign-key"),
        ("data/coverage.csv", ",proxy", ",direct", "constraint-error"),
        ("data/projections.csv", ",2025,", ",soon,", "type-error"),
        ("data/targets.csv", ",2026-06-29,", ",2026-13-29,", "type-error"),
        ("data/regions.csv", "CN-TJ", "CN-BJ", "primary-key"),
    ],
)
def test_a_wrong_cell_is_found_even_if_its_checksum_is_made_anew(
    folder, tmp_path, name, old, new, error
):
    whole = shutil.copytree(folder, tmp_path / "copy")
    text = (whole / name).read_bytes()
    assert old.encode() in text
    (whole / name).write_bytes(text.replace(old.encode(), new.encode(), 1))
    package, made = read(whole, "datapackage.json"), datapackage(whole, read(whole, "release.json"))
    sums = {r["path"]: {"bytes": r["bytes"], "hash": r["hash"]} for r in made["resources"]}
    kept = [r for r in package["resources"] if r["path"] in {name, "data/regions.csv"}]
    for entry in kept:
        entry |= sums[entry["path"]]
        keys = entry["schema"].pop("foreignKeys", [])
        known = {r["name"] for r in kept}
        entry["schema"]["foreignKeys"] = [k for k in keys if k["reference"]["resource"] in known]
    (whole / "datapackage.json").write_text(json.dumps(package | {"resources": kept}), "utf-8")
    found = validate(str(whole / "datapackage.json")).flatten(["type"])
    assert [error] in found


def test_every_file_has_one_entry_with_its_bytes_and_hash(folder):
    package = read(folder, "datapackage.json")
    entries = {r["path"]: r for r in package["resources"]}
    assert len(entries) == len(package["resources"])
    assert len({r["name"] for r in package["resources"]}) == len(entries)
    files = paths(folder)
    assert set(entries) == set(files) - APART
    for path, entry in entries.items():
        content = files[path].read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert entry["mediatype"]


def test_every_column_has_a_title_in_both_languages(folder):
    for entry in read(folder, "datapackage.json")["resources"]:
        for field in entry.get("schema", {}).get("fields", []):
            assert field.get("title_zh"), (entry["path"], field["name"])
            assert field.get("title_en"), (entry["path"], field["name"])
            assert not re.search("[\u4e00-\u9fff]", field["title_en"])


def test_every_table_has_a_title_and_every_key_is_one(folder):
    without = []
    for entry in read(folder, "datapackage.json")["resources"]:
        if "schema" in entry:
            assert entry["title_zh"], entry["path"]
            key = entry["schema"].get("primaryKey")
            if key is None:
                without.append(entry["path"])
            else:
                frame = pd.read_csv(folder / entry["path"], dtype=str)
                assert not frame.duplicated(key).any(), entry["path"]
    assert without == ["data/rank_choices.csv"]  # the mean over all provinces has no region


def test_codes_are_enumerated_and_refer_to_their_tables(folder):
    entries = {r["name"]: r for r in read(folder, "datapackage.json")["resources"]}
    fields = {f["name"]: f for f in entries["observations"]["schema"]["fields"]}
    assert fields["obs_status"]["constraints"]["enum"] == list(OBS_STATUS)
    assert {"score", "network"} <= set(fields["indicator_code"]["constraints"]["enum"])
    found = {
        (k["fields"], k["reference"]["resource"])
        for e in entries.values()
        for k in e.get("schema", {}).get("foreignKeys", [])
    }
    assert {
        ("region_code", "regions"), ("indicator_code", "indicators"), ("source", "sources"),
        ("target", "targets"), ("stands_for", "coverage"),
    } <= found  # fmt: skip


# --- SDMX -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset(folder):
    """What pysdmx reads, the message checked against the official JSON schema."""
    [found] = get_datasets(folder / "data/sdmx.csv", folder / "data/structure.json")
    return found


def test_sdmx_comes_back_with_the_same_keys_values_and_attributes(folder, dataset):
    published = table(folder, "data/observations.csv")
    back = dataset.data.reset_index(drop=True)
    assert len(back) == len(published)
    dataset_wide = {"RELEASE_ID", "VINTAGE_DATE", "METHOD_VERSION"}
    for part in COMPONENTS:
        if part.id == "FREQ":
            assert set(back["FREQ"]) == {"A"}
        elif part.id in dataset_wide:
            assert {dataset.attributes[part.id]} == set(published[part.column])
        elif part.column in published:
            own, read_back = published[part.column], back[part.id]
            if part.type in ("Double", "Integer"):
                assert (own.eq("") == read_back.isna()).all(), part.id
                both = pd.to_numeric(own), read_back.astype(float)
                pd.testing.assert_series_equal(*both, check_names=False, check_dtype=False)
            else:
                same = read_back.fillna("").astype(str).str.replace("False", "false")
                assert same.tolist() == own.tolist(), part.id
    key = [c.id for c in dataset.structure.components.dimensions]
    assert key == ["FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"]
    assert not back.duplicated(key).any()


def test_every_column_of_the_observations_is_in_sdmx_but_names_and_gb_code(folder):
    published = set(table(folder, "data/observations.csv").columns)
    held = {p.column for p in COMPONENTS}
    assert published - held == {"gb_code", "region_zh", "region_en"}  # in the code list of areas


def test_structure_has_code_lists_with_names_in_both_languages(folder, dataset):
    raw = read(folder, "data/structure.json")["data"]
    lists = {c["id"]: c for c in raw["codelists"]}
    for name, known in (("CL_OBS_STATUS", OBS_STATUS), ("CL_CONF_STATUS", CONF_STATUS)):
        said = {c["id"]: c["names"] for c in lists[name]["codes"]}
        assert said == {c: {"en": t.en, "zh": t.zh} for c, t in known.items()}
    areas = {c["id"]: c for c in lists["CL_AREA"]["codes"]}
    assert areas["CN-SN"]["names"]["zh"] == "陕西省"
    assert areas["CN-SX"]["names"]["zh"] == "山西省"
    assert areas["CN-GD"]["annotations"][0]["text"] == "440000"
    assert {c["agencyID"] for c in raw["codelists"]} == {"DEVINDEX"}
    for scheme in raw["conceptSchemes"]:
        assert all({"zh", "en"} == set(c["names"]) for c in scheme["concepts"])
    enumerated = {c.id for c in dataset.structure.components if c.enumeration}
    assert enumerated >= {"REF_AREA", "INDICATOR", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS"}


def test_every_code_in_the_data_stands_in_its_code_list(dataset):
    for component in dataset.structure.components:
        if component.enumeration and component.id in dataset.data:
            known = {c.id for c in component.enumeration}
            assert set(dataset.data[component.id].dropna()) <= known, component.id


def test_sdmx_is_the_same_bytes_again_and_asks_no_clock(folder):
    about = read(folder, "release.json")
    data, structure = sdmx(folder, about)
    assert data.encode() == (folder / "data/sdmx.csv").read_bytes()
    assert structure.encode() == (folder / "data/structure.json").read_bytes()
    header = read_sdmx(folder / "data/structure.json").header
    assert header.prepared.date().isoformat() == about["date"]


# --- JSON-LD and citation -------------------------------------------------------------------


def test_json_ld_describes_the_dataset_and_each_of_its_files(folder):
    said = read(folder, "metadata.jsonld")
    assert said["@context"] == "https://schema.org/"
    assert said["@type"] == "Dataset"
    assert {"name", "description", "license", "creator", "version"} <= set(said)
    assert said["temporalCoverage"] == "2018/2024"
    assert len(said["spatialCoverage"]) == 32
    files = paths(folder)
    for entry in said["distribution"]:
        content = files[entry["contentUrl"]].read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    held = {e["contentUrl"] for e in said["distribution"]}
    wanted = {p for p in files if p.split("/")[0] in ("data", "journalist", "tables")}
    assert held == wanted
    codes = {v["propertyID"] for v in said["variableMeasured"]}
    assert codes == set(table(folder, "data/observations.csv")["indicator_code"])
    assert len(said["isBasedOn"]) == len(table(folder, "data/sources.csv"))


def test_citation_has_the_keys_of_cff_1_2(folder):
    """Citation File Format 1.2.0: required keys, closed list of types, SPDX licence, ISO date."""
    said = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(said)
    assert said["cff-version"] == "1.2.0"
    assert said["type"] == "dataset"
    assert said["license"] == "CC-BY-4.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["date-released"])
    assert all(set(a) == {"name"} for a in said["authors"])
    assert {i["type"] for i in said["identifiers"]} <= {"doi", "url", "swh", "other"}
    assert set(said) <= {
        "cff-version", "type", "message", "title", "abstract", "version", "date-released",
        "license", "authors", "identifiers", "keywords",
    }  # fmt: skip
    assert said["version"] == read(folder, "release.json")["version"]


# --- checks ---------------------------------------------------------------------------------


def test_every_check_passes_and_says_so(folder):
    found = read(folder, "checks/validation.json")["checks"]
    assert {c["result"] for c in found} == {"pass"}
    assert {"score-sum", "rank-order", "grid", "weights", "key-observations"} <= {
        c["check"] for c in found
    }


@pytest.mark.parametrize(
    ("check", "name", "column", "value"),
    [
        ("score-sum", "contributions", "contribution", 99.0),
        ("rank-order", "observations", "rank", 1),
        ("rank-range", "observations", "rank_upper", 99),
        ("points", "observations", "obs_value", 101.0),
        ("status-of-empty", "observations", "obs_status", "O"),
        ("weights", "indicators", "weight", 0.9),
        ("figures-have-sources", "published", "source", "nobody"),
        ("shares", "sensitivity", "share_1", 0.7),
    ],
)
def test_one_wrong_cell_fails_its_check_and_blocks_the_release(
    folder, tmp_path, check, name, column, value
):
    whole = tmp_path / "data"
    shutil.copytree(folder / "data", whole)
    frame = pd.read_csv(whole / f"{name}.csv", dtype={"gb_code": str})
    row = frame.index[-1]
    if name == "observations":
        row = frame.index[(frame["indicator_code"] == "score") & frame["rank"].notna()][-1]
    frame.loc[row, column] = value
    frame.to_csv(whole / f"{name}.csv", index=False)
    found = validation(tmp_path, {"id": "x"})
    failed = {c["check"]: c for c in found["checks"] if c["result"] == "fail"}
    assert check in failed
    with pytest.raises(ReleaseError, match="does not hold"):
        block_faults(found)


def test_a_row_that_comes_twice_fails_the_check_of_its_key(folder, tmp_path):
    shutil.copytree(folder / "data", tmp_path / "data")
    file = tmp_path / "data" / "regions.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[-1]]), "utf-8")
    found = {c["check"]: c for c in validation(tmp_path, {"id": "x"})["checks"]}
    assert found["key-regions"]["failed"] == 1
    assert "CN-" in found["key-regions"]["first"]


# --- pages ----------------------------------------------------------------------------------


def test_the_release_carries_the_method_and_both_licences(folder):
    zh, en = ((folder / "method" / f"method.{x}.md").read_text("utf-8") for x in ("zh", "en"))
    assert "(method.zh.md)" in en
    assert "(method.en.md)" in zh
    for page in (zh, en):
        linked = re.findall(r"\]\(([^)\s]+)\)", page)
        assert all((folder / "method" / x).exists() for x in linked)
    assert (folder / "LICENSE-CODE").read_text("utf-8").startswith("MIT License")
    assert "First release." in (folder / "CHANGELOG.md").read_text("utf-8")


def test_the_history_tells_what_a_release_corrects_and_why():
    about = {"id": "iidi-2022-r1", "version": "1.0.1", "date": "2026-11-20", "reasons": [
        {"code": "ERROR", "values": 3, "zh": "录入有误。", "en": "Typed wrongly.",
         "erratum_date": "2026-12-01", "erratum": {"zh": "已改正。", "en": "Put right."}},
    ]}  # fmt: skip
    said = history(about | {"supersedes": {"id": "iidi-2022"}})
    assert "Supersedes iidi-2022." in said
    assert "- ERROR (3): 录入有误。 Typed wrongly." in said
    assert "2026-12-01: 已改正。 Put right." in said
    assert "Follows iidi-2022." in history(about | {"follows": {"id": "iidi-2022"}})
    assert "First release." in history(about | {"supersedes": None})


def test_without_a_calendar_the_pages_say_that_none_is_set(folder):
    assert not (folder / "data/release_calendar.csv").exists()
    assert "Release calendar: not set." in (folder / "README.en.md").read_text("utf-8")
    assert "发布日程：未设定。" in (folder / "README.zh.md").read_text("utf-8")
    assert read(folder, "release.json")["next_release"] is None


SOURCES = {"data/sources.csv", "data/assessments.csv", "data/national_index_published.csv"}
"""Tables that give the addresses of sources, as text."""
NAMES = (
    "http://www.w3.org/", "http://purl.org/dc/elements/1.1/", "http://creativecommons.org/ns#",
    "https://creativecommons.org/licenses/by/4.0/", "https://schema.org/",
    "https://datapackage.org/profiles/2.0/datapackage.json",
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/", "http://purl.org/dc/dcmitype/",
    "https://matplotlib.org/",
)  # fmt: skip
"""Names of standards, licences and the program that drew a picture; nothing is fetched there."""


def test_nothing_in_a_release_links_outside(folder):
    for path, file in paths(folder).items():
        if file.suffix in {".png", ".parquet", ".xlsx"}:
            continue
        if path.startswith("site/"):
            continue  # tests/site opens every page in a browser and sees what it asks for
        if file.suffix == ".pdf":
            assert b"/URI" not in file.read_bytes(), path
            continue
        text = file.read_text("utf-8-sig")
        if path not in SOURCES:
            found = re.findall(r"(?:https?|ftp|file)://[^\s\"'<>)]*", text)
            assert [x for x in found if not x.startswith(NAMES)] == [], path
        if file.suffix == ".md":
            assert re.findall(r"\]\((?!method\.)[^)]*\)", text) == [], path
        if file.suffix == ".svg":
            linked = re.findall(r"(?:href|src)=\"([^\"]*)\"", text)
            assert [x for x in linked if not x.startswith(("#", "data:"))] == [], path


def test_the_workbook_links_nowhere_outside(folder, edition):
    with zipfile.ZipFile(folder / "tables" / f"{edition.id}.xlsx") as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in archive.read(name).decode("utf-8"), name
    assert Path(folder / "tables").is_dir()
