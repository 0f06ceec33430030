"""Sentences to quote: each number stands in a table, and no rank is overstated."""

import itertools
import re

import pandas as pd
import pytest

from devindex.release.standards.headline import Ranked, leaders, moves, overtakings

CLAIMS = re.compile("超过|overtak|passes|ahead of|高于|above")


def ranked(code, year, rank, low, high):
    return Ranked(f"CN-{code}", f"{code}省", code, year, rank, low, high)


def ids(statements):
    return [s["statement_id"] for s in statements]


APART = [ranked("A", 2023, 5, 4, 6), ranked("B", 2023, 2, 1, 3)], [
    ranked("A", 2024, 2, 1, 3), ranked("B", 2024, 5, 4, 6),
]  # fmt: skip


def test_one_overtakes_another_where_ranges_are_apart_in_both_years():
    [said] = overtakings(*APART)
    assert said["statement_id"] == "overtakes-CN-A-CN-B"
    assert "A省超过B省" in said["sentence_zh"]
    assert "A overtakes B" in said["sentence_en"]
    assert (said["number"], said["lower"], said["upper"]) == (2, 1, 3)


@pytest.mark.parametrize("year", [0, 1])
@pytest.mark.parametrize(("who", "low", "high"), [(0, 3, 6), (1, 1, 4)])
def test_no_sentence_says_overtakes_where_ranges_touch_in_either_year(year, who, low, high):
    """One range made one place wider, so that it touches the other's."""
    years = [list(y) for y in APART]
    years[year].sort(key=lambda r: -r.rank)
    old = years[year][who]
    years[year][who] = ranked(old.en, old.year, old.rank, low, high)
    assert list(overtakings(*years)) == []


def test_no_overtaking_is_said_of_any_two_overlapping_ranges():
    """Every pair of ranges over four places, before and after: said if and only if apart."""
    spans = [(low, high) for low in range(1, 5) for high in range(low, 5)]
    for a0, b0, a1, b1 in itertools.product(spans, repeat=4):
        before = [ranked("A", 2023, a0[0], *a0), ranked("B", 2023, b0[0], *b0)]
        now = [ranked("A", 2024, a1[0], *a1), ranked("B", 2024, b1[0], *b1)]
        said = ids(overtakings(before, now))
        turned = b0[1] < a0[0] and a1[1] < b1[0]
        back = a0[1] < b0[0] and b1[1] < a1[0]
        assert said == ["overtakes-CN-A-CN-B"] * turned + ["overtakes-CN-B-CN-A"] * back


def test_a_move_is_told_only_where_the_ranges_of_both_years_are_apart():
    before = [ranked("A", 2023, 9, 8, 10), ranked("B", 2023, 1, 1, 4), ranked("C", 2023, 2, 2, 3)]
    now = [ranked("A", 2024, 3, 2, 7), ranked("B", 2024, 4, 3, 9), ranked("C", 2024, 9, 8, 9)]
    said = list(moves(before, now))
    assert ids(said) == ["move-CN-C", "move-CN-A"]  # seven places, then six; B's ranges touch
    assert "falls from rank 2 (2–3) to 9 (8–9)" in said[0]["sentence_en"]
    assert "由2（2—3）降至9（8—9）" in said[0]["sentence_zh"]
    assert "rises from rank 9" in said[1]["sentence_en"]
    assert not any(CLAIMS.search(s["sentence_zh"] + s["sentence_en"]) for s in said)


def test_where_no_province_moved_outside_its_ranges_one_sentence_says_so():
    same = [ranked("A", 2023, 1, 1, 2)], [ranked("A", 2024, 2, 1, 2)]
    [said] = moves(*same)
    assert said["number"] == 0
    assert "inside the ranges" in said["sentence_en"]
    assert list(moves([], same[1])) == []


def test_a_leader_names_those_it_cannot_be_told_apart_from():
    now = [ranked("A", 2024, 1, 1, 1), ranked("B", 2024, 2, 2, 3), ranked("C", 2024, 3, 3, 4)]
    scores = [{"region_code": r.code, "score": "80.0"} for r in now]
    first, second, third = leaders(scores, now)
    assert "overlaps with no other" in first["sentence_en"]
    assert "overlaps with C." in second["sentence_en"]
    assert "区间与B省重叠" in third["sentence_zh"]


# --- of a whole release ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(trial_folder):
    return trial_folder


@pytest.fixture(scope="module")
def statements(folder):
    return pd.read_csv(folder / "data/headline.csv", dtype=str, keep_default_na=False)


def test_both_copies_say_the_same(folder, statements):
    flat = pd.read_csv(folder / "journalist/headline.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(flat, statements)
    assert (folder / "journalist/headline.meta.json").exists()
    assert (folder / "journalist/headline.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_leaders_moves_nation_targets_and_coverage_are_told(statements):
    said = statements["statement_id"]
    assert said.is_unique
    for start in ("rank-", "move", "score-", "nation", "national-index", "target-", "coverage"):
        assert said.str.startswith(start).any(), start


def test_every_number_stands_in_the_row_its_sentence_names(folder, statements):
    for row in statements.itertuples():
        name, *where, column = row.source_row.split(" ")
        frame = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        for asked in where:
            key, _, value = asked.partition("=")
            frame = frame[frame[key] == value]
        if column == "count":
            assert int(row.number) == len(frame)
        elif row.statement_id == "moves":
            assert row.number == "0"
            assert len(frame) == 31
        else:
            assert len(frame) == 1, row.source_row
            assert float(frame[column].iloc[0]) == float(row.number)


def test_the_sentence_says_its_number_in_both_languages(statements):
    for row in statements.itertuples():
        if row.statement_id.startswith(("target-", "moves")):
            continue
        number = abs(float(row.number))
        shown = {f"{number:g}", f"{number:.1f}"}
        for sentence in (row.sentence_zh, row.sentence_en):
            assert any(s in sentence for s in shown), sentence


def test_no_sentence_on_ranks_claims_an_order_the_ranges_do_not_show(folder, statements):
    frame = pd.read_csv(folder / "data/sensitivity.csv").set_index(["region_code", "time_period"])
    ranks = statements[~statements["statement_id"].str.startswith(("target-", "pairs"))]
    for row in ranks.itertuples():
        if not CLAIMS.search(row.sentence_zh + row.sentence_en):
            continue
        one, other = re.fullmatch("overtakes-(CN-..)-(CN-..)", row.statement_id).groups()
        for year, (first, second) in {2024: (one, other), 2023: (other, one)}.items():
            high = frame.loc[(first, year), "rank_upper"]
            assert high < frame.loc[(second, year), "rank_lower"]
