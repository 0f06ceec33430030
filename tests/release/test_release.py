"""A release as its readers open it: every table, in every form."""

import hashlib
import json
import re
import shutil
import subprocess
from itertools import pairwise

import pandas as pd
import pytest

import devindex as dx
from devindex import shipped
from devindex.errors import ReleaseError
from devindex.release import index_of, plan, prepare, write
from devindex.release.tables import COLUMNS


@pytest.fixture(scope="module")
def edition():
    return prepare(plan())


@pytest.fixture(scope="module")
def folder(edition, tmp_path_factory):
    return write(edition, tmp_path_factory.mktemp("out") / edition.id)


def table(folder, name):
    return pd.read_csv(folder / name, keep_default_na=False, dtype=str)


def test_checksums_hold_for_every_file(folder):
    lines = (folder / "CHECKSUMS.sha256").read_text("utf-8").splitlines()
    said = {line[66:]: line[:64] for line in lines}
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(files) - set(said) == {"CHECKSUMS.sha256"}
    for name, digest in said.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_finds_every_file_as_it_was_published(folder, tmp_path):
    words = ["sha256sum", "--check", "--strict", "CHECKSUMS.sha256"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    listed = (folder / "CHECKSUMS.sha256").read_text("utf-8").splitlines()
    assert done.stdout.count(": OK\n") == len(listed) > 50
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "LICENSE-DATA").write_text("other")
    done = subprocess.run(words, cwd=copy, capture_output=True, text=True)
    assert (done.returncode, "LICENSE-DATA: FAILED" in done.stdout) == (1, True)


def test_observations_have_the_published_columns_and_a_unique_key(folder):
    frame = table(folder, "data/observations.csv")
    assert list(frame.columns) == COLUMNS
    assert not frame.duplicated(["indicator_code", "region_code", "time_period"]).any()
    assert set(frame["conf_status"]) == {"F"}
    numbers = frame["obs_value"]
    assert numbers[numbers != ""].str.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?").all()
    assert (frame.loc[numbers == "", "obs_status"] == "O").all()
    assert frame["gb_code"].str.fullmatch(r"\d{6}").all()


def test_parquet_and_csv_say_the_same(folder):
    csv = pd.read_csv(folder / "data/observations.csv", dtype={"gb_code": str})
    parquet = pd.read_parquet(folder / "data/observations.parquet")
    assert list(parquet.columns) == list(csv.columns)
    assert (parquet["gb_code"] == csv["gb_code"]).all()
    both = parquet["obs_value"].astype(float).fillna(-1), csv["obs_value"].fillna(-1)
    assert (both[0] == both[1]).all()


def test_scores_can_be_recomputed_from_the_release_alone(folder):
    """Inputs, framework and recipe of the bundle give back every published score."""
    from devindex.index.scale import points, treated
    from devindex.index.tree import grow

    framework = dx.load_framework(folder / "method" / "framework")
    recipe = dx.load_recipe(folder / "method" / "recipe.toml")
    frame = pd.read_csv(folder / "data/inputs.csv", dtype={"gb_code": str})
    x = frame.pivot(index=["gb_code", "time_period"], columns="indicator_code", values="value")
    x = x.rename_axis(index=["region", "year"])[[i.code for i in framework.scored]]
    z = points(framework, *treated(framework, x, recipe), recipe)
    nodes = grow(framework, z, recipe, {}).scores
    published = pd.read_csv(folder / "data/observations.csv", dtype={"gb_code": str})
    published = published[published["indicator_code"] == "score"]
    own = pd.Series(nodes["index"], index=x.index)
    for row in published.itertuples():
        assert own[(row.gb_code, row.time_period)] == pytest.approx(row.obs_value, abs=5.1e-5)


def test_contributions_sum_to_the_scores_up_to_their_rounding(folder):
    """22 terms rounded at the sixth decimal move a sum by 1.1e-5, the score by 5e-5."""
    parts = pd.read_csv(folder / "data/contributions.csv")
    total = parts.groupby(["region_code", "time_period"])["contribution"].sum()
    scores = pd.read_csv(folder / "data/observations.csv")
    scores = scores[scores["indicator_code"] == "score"]
    scores = scores.set_index(["region_code", "time_period"])["obs_value"]
    assert (total - scores).abs().max() < 6.2e-5


def test_every_published_figure_names_a_source_of_the_bundle(folder):
    figures = table(folder, "data/published.csv")
    assert set(figures["source"]) <= set(table(folder, "data/sources.csv")["source"])


def test_every_code_of_a_table_stands_in_a_code_list(folder):
    lists = table(folder, "data/codelists.csv")
    known = {name: set(rows["code"]) for name, rows in lists.groupby("list")}
    frame = table(folder, "data/observations.csv")
    assert set(frame["obs_status"]) <= known["obs_status"]
    assert set(frame["unit_measure"]) <= known["unit_measure"]
    indicators = set(table(folder, "data/indicators.csv")["indicator_code"])
    assert set(frame.loc[frame["level"] == "indicator", "indicator_code"]) == indicators


@pytest.mark.parametrize("name", ["ranking_latest", "scores_wide", "map_latest"])
def test_journalist_tables_open_in_chinese_excel_and_read_without_arguments(folder, name):
    file = folder / "journalist" / f"{name}.csv"
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 32
    frame = pd.read_csv(file)
    assert len(frame) == 31
    assert "北京市" in set(frame["region_zh"])
    assert not frame.columns[0].startswith("\ufeff")
    said = json.loads((folder / "journalist" / f"{name}.meta.json").read_text("utf-8"))
    assert {"title", "subtitle", "unit", "source", "licence", "date", "caveat"} <= set(said)
    assert max(len(said["caveat"]["zh"]), len(said["caveat"]["en"])) <= 200


def test_ranking_is_in_order_with_two_range_columns_and_one_decimal(folder):
    frame = pd.read_csv(folder / "journalist" / "ranking_latest.csv")
    assert frame["rank"].is_monotonic_increasing
    assert (frame["rank_lower"] <= frame["rank_upper"]).all()
    text = table(folder, "journalist/ranking_latest.csv")
    assert text["score"].str.fullmatch(r"\d+\.\d").all()
    assert all(a >= b for a, b in pairwise(frame["score"]))


def test_map_table_has_keys_first_and_at_most_six_values(folder):
    frame = pd.read_csv(folder / "journalist" / "map_latest.csv")
    keys = ["region_code", "gb_code", "region_zh", "short_zh", "region_en"]
    assert list(frame.columns[:5]) == keys
    assert len(frame.columns) - 5 <= 6


def test_wide_table_has_one_column_for_each_year_of_the_history(folder):
    frame = pd.read_csv(folder / "journalist" / "scores_wide.csv")
    assert [c for c in frame.columns if c.isdigit()] == [str(y) for y in range(2018, 2025)]


def test_readmes_say_the_same_numbers_in_both_languages(folder):
    zh, en = ((folder / f"README.{x}.md").read_text("utf-8") for x in ("zh", "en"))
    assert "$" not in zh + en
    for number in ("37", "10,000", "iidi-2024", "90"):
        assert number in zh
        assert number in en
    assert "未包括台湾省和香港、澳门特别行政区" in zh


def test_coverage_lists_all_37_and_claims_no_direct_measure(folder):
    frame = table(folder, "data/coverage.csv")
    assert len(frame) == 37
    assert set(frame["measured"]) == {"proxy", "none"}


def test_nothing_in_a_release_points_to_a_machine_or_runs(folder):
    for path in folder.rglob("*"):
        if path.suffix in {".csv", ".md", ".json", ".toml", ".svg"}:
            text = path.read_text("utf-8-sig")
            assert not re.search(r"(^|[\s\"'=(])/(home|root|tmp|work|usr)/", text), path
            assert "<script" not in text, path


def test_an_edition_uses_no_later_figure():
    earlier = prepare(plan(edition=2022, draws=100))
    assert earlier.index.panel.years[-1] == 2022
    latest = dx.compute(dx.load_panel())
    assert (earlier.index.scores[2022] == latest.scores[2022]).all()


def test_numbers_are_rounded_once_half_to_even():
    """GB/T 8170: 0.35 to one decimal is 0.4 and 0.25 is 0.2; Python's round gives 0.3 for 0.35."""
    from devindex.release.rounding import round_half_even

    pairs = {0.35: 0.4, 0.25: 0.2, 1.15: 1.2, 2.5: 2.0, -0.25: -0.2, 1e22: 1e22}
    assert {x: round_half_even(x, 0 if x in (2.5, 1e22) else 1) for x in pairs} == pairs


def test_workbook_ranking_is_the_ranking_table_cell_by_cell(edition, folder):
    import openpyxl

    book = openpyxl.load_workbook(folder / "tables" / f"{edition.id}.xlsx")
    rows = [list(r) for r in book["位次 Ranking"].iter_rows(values_only=True)]
    head = next(n for n, r in enumerate(rows) if r[0] == "位次 Rank")
    columns = {
        "位次 Rank": "rank", "代码 Code": "gb_code", "地区": "region_zh", "Region": "region_en",
        "得分 Score": "score", "发展指数 Development index": "development_index",
        "区间上限 Best rank": "rank_lower", "区间下限 Worst rank": "rank_upper",
        "得分变化 Change in score": "score_change", "位次变化 Change in rank": "rank_change",
    }  # fmt: skip
    flat = pd.read_csv(folder / "journalist" / "ranking_latest.csv", dtype={"gb_code": str})
    assert len(rows) - head - 1 == len(flat)
    for written, row in zip(rows[head + 1 :], flat.to_dict("records"), strict=True):
        assert dict(zip(rows[head], written, strict=True)) == {
            name: row[column] for name, column in columns.items()
        }


def test_changes_are_against_the_year_before_and_comparable_inside_the_history(edition, folder):
    flat = pd.read_csv(folder / "journalist" / "ranking_latest.csv", dtype={"gb_code": str})
    flat = flat.set_index("gb_code")
    ranks, scores = edition.index.ranks, edition.index.scores
    for code in flat.index:
        assert flat.loc[code, "rank_change"] == ranks.loc[code, 2023] - ranks.loc[code, 2024]
        moved = scores.loc[code, 2024] - scores.loc[code, 2023]
        assert flat.loc[code, "score_change"] == pytest.approx(moved, abs=0.05 + 1e-9)
    assert set(flat["comparable"]) == {"yes"}
    first = prepare(plan(year=2018, draws=100))
    assert set(first.ranking["comparable"]) == {"no"}


def test_rank_ranges_are_ninety_per_cent(folder):
    frame = pd.read_csv(folder / "data" / "observations.csv")
    ranked = frame[frame["rank"].notna()]
    assert set(ranked["interval_level"]) == {90}
    assert frame.loc[frame["rank"].isna(), "interval_level"].isna().all()


def test_published_figures_keep_the_digits_of_their_source(folder):
    figures = table(folder, "data/published.csv")
    from devindex import shipped

    source = pd.read_csv(
        shipped.data() / "observations" / "regional" / "s05-nbs-informatisation.csv", dtype=str
    )
    own = figures[figures["source"] == "s05-nbs-informatisation"]
    whole = source.set_index(["series", "region", "year"])["value"]
    for row in own.itertuples():
        assert whole[(row.series, row.gb_code, row.year)] == row.value


def test_a_score_is_as_certain_as_its_inputs(folder):
    frame = table(folder, "data/observations.csv")
    scores = frame[frame["indicator_code"] == "score"].set_index(["gb_code", "time_period"])
    assert scores.loc[("440000", "2024"), "obs_status"] == "E"  # science budget carried forward
    assert scores.loc[("440000", "2021"), "obs_status"] == "A"
    assert scores.loc[("000000", "2021"), "obs_status"] == "E"  # software without Tibet


def test_figures_of_ones_own_may_be_of_a_year_after_the_history(own_framework):
    """A framework whose history ends in 2023, with the figures of 2024: the scores are the same."""
    shorter = own_framework(
        ("framework.toml", "history = [2018, 2024]", "history = [2018, 2023]"),
        ("framework.toml", "extended = [2016, 2024]", "extended = [2016, 2023]"),
    )
    data = shipped.data() / "observations" / "regional"
    later = index_of(plan(str(shorter), edition=2024, data=data))
    whole = index_of(plan(edition=2024))
    pd.testing.assert_frame_equal(later.scores, whole.scores)
    with pytest.raises(ReleaseError, match=r"are 2020 to 2023; figures of a later year come with"):
        plan(str(shorter), edition=2024)
    last = int(dx.load_observations().frame["year"].max())
    with pytest.raises(ReleaseError, match=f"unknown edition {last + 1}; .* 2020 to {last}$"):
        plan(edition=last + 1, data=data)
