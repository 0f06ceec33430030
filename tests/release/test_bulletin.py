"""The bulletin as it is read: every word and number of it stands in the release."""

import re
import shutil
from io import BytesIO

import pandas as pd
import pytest
from pypdf import PdfReader

from devindex.errors import ReleaseError
from devindex.forecast.grades import GRADES
from devindex.release import plan, prepare, write
from devindex.release.bulletin import bulletin


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    made = prepare(plan())
    return write(made, tmp_path_factory.mktemp("out") / made.id)


def words(pdf):
    """Text of a PDF, without spaces: where a line breaks is no matter."""
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def csv(release, name):
    return pd.read_csv(release / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_prints_every_rank_with_its_range_and_every_target(release, lang):
    said = words((release / "bulletin" / f"{release.name}.{lang}.pdf").read_bytes())
    for row in csv(release, "journalist/ranking_latest.csv").to_dict("records"):
        name = row[f"region_{lang}"].replace(" ", "")
        ranked = f"{row['rank']}{name}{row['score']}{row['development_index']}"
        assert ranked in said
        assert f"{row['rank_lower']}–{row['rank_upper']}" in said
    for row in csv(release, "journalist/targets.csv").to_dict("records"):
        assert re.sub(r"\s", "", row[f"name_{lang}"]) in said
        if row["probability"]:
            assert re.sub(r"\s", "", row[f"sentence_{lang}"]) in said
            grade = re.sub(r"\s", "", GRADES[row["grade"]].say(lang))
            assert re.sub(r"\s", "", row[f"words_{lang}"]) + grade in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_what_the_index_is_not(release, lang):
    said = words(bulletin(release, lang))
    covered = csv(release, "data/coverage.csv")["measured"]
    touched = (covered == "proxy").sum()
    assert {"zh": f"涉及{touched}项", "en": f"statisticstouch{touched}"}[lang] in said
    assert {"zh": "不直接测量工业互联网", "en": "doesnotmeasuretheindustrialinternet"}[lang] in said


def test_the_same_release_gives_the_same_bytes(release):
    assert bulletin(release, "en") == (release / f"bulletin/{release.name}.en.pdf").read_bytes()


def test_words_of_the_release_are_never_read_as_markup(release, tmp_path):
    """A name that is code to the typesetter is printed as it stands."""
    own = tmp_path / "own"
    shutil.copytree(release, own)
    path = own / "journalist" / "ranking_latest.csv"
    hostile = '#read("content.json") *b* $x$ <script>'
    table = csv(own, "journalist/ranking_latest.csv")
    table.loc[0, "region_en"] = hostile
    table.to_csv(path, index=False, encoding="utf-8-sig")
    assert hostile.replace(" ", "") in words(bulletin(own, "en"))


def test_a_release_without_a_ranking_is_told(tmp_path, release):
    own = tmp_path / "own"
    shutil.copytree(release, own)
    (own / "journalist" / "ranking_latest.csv").unlink()
    with pytest.raises(ReleaseError, match=r"no readable journalist/ranking_latest\.csv") as told:
        bulletin(own, "zh")
    assert "没有可读的" in told.value.problems[0].zh


def test_errata_are_printed(release, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(release, own)
    (own / "data" / "errata.csv").write_text(
        "text_zh,text_en\n原值有误,a figure was wrong\n", "utf-8"
    )
    assert "afigurewaswrong" in words(bulletin(own, "en"))
    assert "原值有误" in words(bulletin(own, "zh"))
