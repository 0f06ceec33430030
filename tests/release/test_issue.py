"""Draft and final, embargo and calendar."""

import json

import openpyxl
import pandas as pd
import pytest
from pysdmx.io import get_datasets

from devindex.cli import main
from devindex.errors import ReleaseError
from devindex.release import plan, prepare, write
from devindex.release.standards.files import rows_of
from devindex.release.standards.issue import FINAL, calendar, issue, issue_of, moment

TIME = "2026-06-30T09:30:00+08:00"
CALENDAR = f"""
contact = "index@example.org"

[[release]]
id = "iidi-2026"
title = {{ zh = "2026年版", en = "Edition 2026" }}
time = 2027-06-30T09:30:00+08:00
status = "provisional"

[[release]]
id = "iidi-2025"
title = {{ zh = "2025年版", en = "Edition 2025" }}
time = {TIME}
status = "confirmed"
"""


def file(tmp_path, text):
    place = tmp_path / "calendar.toml"
    place.write_text(text, "utf-8")
    return place


def problems(tmp_path, text):
    with pytest.raises(ReleaseError) as error:
        calendar(file(tmp_path, text))
    assert all(p.zh != p for p in error.value.problems)
    return "\n".join(error.value.problems)


def test_final_without_embargo_is_the_default():
    assert issue() == FINAL
    assert (FINAL.conf_status, FINAL.embargo_time, FINAL.lines()) == ("F", None, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-06-30T09:30:00", "no time zone; for Beijing time write 2026-06-30T09:30:00+08:00"),
        ("2026-06-30", "no day and time"),
        ("20260630", "no day and time"),
        ("tomorrow", "no day and time"),
        ("2026-13-30T09:30:00+08:00", "no day and time"),
    ],
)
def test_an_embargo_is_a_time_with_its_zone(text, told):
    with pytest.raises(ReleaseError, match=told.replace("+", r"\+")) as error:
        moment(text)
    assert text in error.value.problems[0].zh


def test_an_unknown_status_is_named():
    with pytest.raises(ReleaseError, match="a release is draft, final"):
        issue("finished")


def test_the_calendar_is_read_by_time(tmp_path):
    dates, contact = calendar(file(tmp_path, CALENDAR))
    assert [d.id for d in dates] == ["iidi-2025", "iidi-2026"]
    assert contact == "index@example.org"


def test_the_faults_of_a_calendar_are_told_together(tmp_path):
    bad = CALENDAR.replace('"provisional"', '"changed"').replace('"confirmed"', '"sure"')
    assert problems(tmp_path, bad).splitlines() == [
        "calendar.toml, release 1 is changed and gives no reason",
        "calendar.toml, release 2: status is 'sure', not one of provisional, confirmed, changed.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (TIME, "2026-06-30T09:30:00", "release 2: 2026-06-30T09:30:00 has no time zone"),
        (TIME, "2026-06-30", "release 2: 2026-06-30T00:00:00 has no time zone"),
        (TIME, '"soon"', "time is 'soon'"),
        ("iidi-2026", "iidi-2025", "id 'iidi-2025' comes more than once"),
        ("status", "stauts", "Did you mean 'status'?"),
        ("[[release]]", "[[realese]]", "one [[release]] or more, and nothing else"),
        ("[[release]]", "[[release]", "calendar.toml"),
        ('contact = "index@example.org"', "contact = 1", "contact (text)"),
    ],
)
def test_a_fault_of_a_calendar_is_named(tmp_path, old, new, told):
    assert told in problems(tmp_path, CALENDAR.replace(old, new))


def test_a_calendar_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ReleaseError, match=r"none\.toml"):
        calendar(tmp_path / "none.toml")


# --- a draft under embargo ------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("draft")
    going = issue("draft", TIME, file(place, CALENDAR))
    edition = prepare(plan(edition=2022, draws=100, issue=going))
    return write(edition, place / edition.id)


def test_a_draft_bears_another_id_and_its_state(folder):
    about = json.loads((folder / "release.json").read_text("utf-8"))
    assert about["id"] == "iidi-2022-experimental-draft"
    assert about["status"] == "draft"
    assert about["embargo_time"] == TIME
    assert about["next_release"] == TIME
    assert about["contact"] == "index@example.org"
    assert (folder / "tables" / f"{about['id']}.xlsx").is_file()


def test_every_value_under_embargo_has_status_e_and_none_has_n(folder):
    frame = pd.read_csv(folder / "data/observations.csv", dtype=str)
    assert set(frame["conf_status"]) == {"E"}
    [data] = get_datasets(folder / "data/sdmx.csv", folder / "data/structure.json")
    assert set(data.data["CONF_STATUS"]) == {"E"}
    assert data.attributes["EMBARGO_TIME"] == TIME


def test_pages_cover_and_metadata_say_so_in_both_languages(folder):
    zh, en = ((folder / f"README.{x}.md").read_text("utf-8") for x in ("zh", "en"))
    assert "本册为草稿，不得引用" in zh
    assert f"{TIME}之前禁止发布" in zh
    assert "A draft, not to be quoted" in en
    assert f"Under embargo until {TIME}" in en
    book = openpyxl.load_workbook(folder / "tables" / "iidi-2022-experimental-draft.xlsx")
    cover = "\n".join(str(c.value) for row in book["封面 Cover"] for c in row if c.value)
    for words in ("草稿", "禁止发布", "A draft", "Under embargo until"):
        assert words in cover
    for meta in (folder / "journalist").glob("*.meta.json"):
        said = json.loads(meta.read_text("utf-8"))
        assert (said["status"], said["embargo_time"]) == ("draft", TIME)
    said = json.loads((folder / "metadata.jsonld").read_text("utf-8"))
    assert TIME in said["conditionsOfAccess"]
    assert said["creativeWorkStatus"] == "draft"


def test_the_calendar_is_published_by_time(folder):
    frame = pd.read_csv(folder / "data/release_calendar.csv", keep_default_na=False)
    assert list(frame["release"]) == ["iidi-2025", "iidi-2026"]
    assert list(frame["release_time"]) == [TIME, "2027-06-30T09:30:00+08:00"]
    assert "`data/release_calendar.csv`" in (folder / "README.en.md").read_text("utf-8")


def test_how_a_release_went_out_is_read_back_from_it(folder, tmp_path):
    about = json.loads((folder / "release.json").read_text("utf-8"))
    rows = rows_of(folder, "data/release_calendar.csv")
    assert issue_of(about, rows) == issue("draft", TIME, file(tmp_path, CALENDAR))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--embargo", "2026-06-30T09:30:00"], "no time zone"),
        (["--status", "finished"], "a release is draft, final"),
        (["--calendar", "none.toml"], "none.toml"),
        (["--lang", "zh", "--embargo", "2026-06-30"], "不是日期和时间"),
    ],
)
def test_the_command_refuses_before_it_computes(options, told, capsys, tmp_path):
    with pytest.raises(SystemExit) as end:
        main(["release", "--out", str(tmp_path / "x"), *options])
    assert end.value.code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
