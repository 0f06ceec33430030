"""What the page holds, without a browser."""

import json
import re
import shutil
import time

import pandas as pd
import pytest
from PIL import Image

import devindex as dx
from devindex.definitions import region
from devindex.errors import ReleaseError
from devindex.release.site import build_site, site
from devindex.release.site.read import read

PAGES = {
    "index", "map", "provinces", "compare", "targets", "weights", "computed", "data", "method",
    "revisions", "embed",
}  # fmt: skip
MEGABYTE = 1_000_000


def pages(folder):
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.html")}


def test_every_page_is_there_in_both_languages(folder, release):
    ranking = pd.read_csv(release / "journalist" / "ranking_latest.csv")
    own = {f"{p}.html" for p in PAGES} | {f"province/{c}.html" for c in ranking["region_code"]}
    assert set(pages(folder)) == own | {f"en/{p}" for p in own}


def test_every_page_says_what_the_index_is_not_and_how_to_cite_it(folder, release):
    about = json.loads((release / "release.json").read_text("utf-8"))
    covered = pd.read_csv(release / "data" / "coverage.csv")["measured"]
    touched = (covered == "proxy").sum()
    for path, text in pages(folder).items():
        zh = not path.startswith("en/")
        assert f'<html lang="{"zh-CN" if zh else "en"}">' in text
        assert about["title"]["zh" if zh else "en"] in text
        assert "不直接测量工业互联网" in text if zh else "does not measure the industrial" in text
        assert f"涉及{touched}项" in text if zh else f"touch {touched}" in text
        assert f"《{about['title']['zh']}》，2024年版，iidi-2024，版本1.0.0" in text or not zh
        assert f"edition 2024, {about['id']}, version {about['version']}" in text or zh
        assert "CC-BY-4.0" in text
        assert f"<dd>{about['date']}</dd>" in text


def test_the_page_is_small_enough_for_a_slow_line(folder):
    whole = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    assert whole < 4 * MEGABYTE
    loaded = [
        "index.html",
        *re.findall(r'(?:src|href)="(assets/[^"]+)"', pages(folder)["index.html"]),
    ]
    assert len(loaded) == 3
    assert sum((folder / name).stat().st_size for name in loaded) < 1.2 * MEGABYTE


def test_every_link_inside_the_page_leads_somewhere(folder):
    for path, text in pages(folder).items():
        home = (folder / path).parent
        for link in re.findall(
            r'(?:href|src|content)="((?:\.\./|[\w-]+/)*[\w.-]+\.\w{2,4})(?:#[^"]*)?"', text
        ):
            assert (home / link).is_file(), f"{path}: {link}"
        anchors = set(re.findall(r'id="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= anchors, path


def test_nothing_in_the_page_names_another_host_to_load_from(folder):
    for path, text in pages(folder).items():
        assert not re.findall(r'(?:src|href|url\()\s*=?\s*["\']?(?:https?:)?//', text), path
    style = (folder / "assets" / "site.css").read_text("utf-8")
    assert not re.findall(r"url\(|@import", style)


def test_our_scripts_make_no_markup_of_data(folder):
    for name in ("site.js", "charts.js", "own.js"):
        text = (folder / "assets" / name).read_text("utf-8")
        assert not re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b", text)
        assert not re.findall(r"fetch\(|XMLHttpRequest|import\(", text)


def test_the_page_is_made_of_the_folder_alone_and_always_the_same(folder, release, tmp_path):
    copy = tmp_path / "moved"
    shutil.copytree(release, copy, ignore=shutil.ignore_patterns("site"))
    begun = time.monotonic()
    made = build_site(copy)
    assert time.monotonic() - begun < 20
    there = {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    assert made == there


def test_data_files_hold_the_published_values(folder, release):
    told = pd.read_csv(release / "data" / "observations.csv", keep_default_na=False, dtype=str)
    told = told[(told["region_code"] == "CN-GD") & (told["time_period"].astype(int) >= 2018)]
    made = json.loads((folder / "data" / "region" / "CN-GD.json").read_text("utf-8"))
    wide = pd.read_csv(folder / "data" / "region" / "CN-GD.csv").set_index("indicator_code")
    assert set(made["series"]) == set(told["indicator_code"]) == set(wide.index)
    for row in told.to_dict("records"):
        code, at = row["indicator_code"], made["years"].index(int(row["time_period"]))
        value = float(row["obs_value"]) if row["obs_value"] else None
        assert made["series"][code]["value"][at] == value
        assert made["series"][code]["obs_status"][at] == row["obs_status"]
        cell = wide.loc[code, f"y{row['time_period']}"]
        assert pd.isna(cell) if value is None else cell == value
    one = json.loads((folder / "data" / "indicator" / "websites.json").read_text("utf-8"))
    assert one["series"]["CN-GD"]["value"] == made["series"]["websites"]["value"]
    assert one["indicator"]["name_en"] == "Websites per 100 enterprises"


def test_a_score_is_followed_down_to_published_figures(release):
    """Numerator over denominator, times the factor, is the value; the parts sum to the score."""
    from devindex.release.site.trace import traced

    made = traced(read(release))
    known = pd.read_csv(release / "data" / "indicators.csv").set_index("indicator_code")
    for code, rows in made["regions"].items():
        total = sum(row[4] for row in rows if row[4] is not None)
        assert total == pytest.approx(made["scores"][code], abs=22 * 5e-7 + 5e-5)
        for told, (value, _, points, weight, part, above, below) in zip(
            made["indicators"], rows, strict=True
        ):
            if value is None:
                continue
            made_of = above[0] / (below[0] if below else 1) * known.loc[told["code"], "factor"]
            assert value == pytest.approx(made_of, rel=1e-12, abs=5.1e-5)
            assert part == pytest.approx(points * weight, abs=6e-5 * weight + 6e-7 * points)


def test_every_province_has_a_picture_to_share(folder):
    found = sorted((folder / "picture").glob("*.png"))
    assert len(found) == 31
    assert {Image.open(p).size for p in found} == {(800, 420)}
    assert len({p.read_bytes() for p in found}) == 31


def test_a_place_that_is_taken_is_refused(release, folder, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(ReleaseError, match="exists already") as told:
        site(release, tmp_path / "there")
    assert "已经存在" in told.value.problems[0].zh


def test_what_a_release_lacks_is_told_in_one_sentence_each(tmp_path):
    with pytest.raises(ReleaseError, match=r"has no release\.json") as told:
        site(tmp_path, tmp_path / "out")
    assert all("完整的发布包" in p.zh for p in told.value.problems)
    assert not (tmp_path / "out").exists()


def test_a_code_that_would_leave_the_folder_is_refused(release, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(release, own, ignore=shutil.ignore_patterns("site"))
    path = own / "data" / "regions.csv"
    path.write_text(path.read_text("utf-8").replace("CN-GD,", "../CN-GD,"), "utf-8")
    with pytest.raises(ReleaseError, match=r"'\.\./CN-GD' is no code"):
        build_site(own)


def test_the_official_weights_give_the_published_scores(release):
    from devindex.release.site.own import own_weights

    made = own_weights(read(release))
    assert made["means"] == {"theme": "arithmetic", "dimension": "geometric"}
    index = dx.compute(dx.load_panel())
    themes = index.scores_of_nodes.xs(2024, level="year")[made["themes"]]
    for code, row in made["scores"].items():
        gb = region(code).code
        assert row == pytest.approx(themes.loc[gb].tolist(), rel=1e-11)
