"""Sentences say what the numbers say, in both languages, and never too much."""

import re

import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.names import shown
from devindex.analysis.sentences import overtaken
from devindex.definitions import regions


@pytest.fixture(scope="module")
def ranges(index):
    return dx.uncertainty(index, draws=200).rank_ranges()


@pytest.fixture(scope="module")
def told(index, ranges):
    return dx.explanations(index, ranges, 2022, 2023)


def narrow(index):
    """Ranges of one rank: as if every rank were certain."""
    ranks = index.ranks.stack(future_stack=True)
    return pd.DataFrame({"rank_lower": ranks, "rank_median": ranks, "rank_upper": ranks})


def test_every_number_of_a_sentence_is_the_one_in_its_row(told):
    assert len(told) == 31
    for row in told.itertuples():
        for text in (row.sentence_zh, row.sentence_en):
            assert shown(row.score) in text
            assert str(row.rank) in text
            assert shown(abs(row.score_change)) in text
        assert row.sentence_zh.startswith(f"{regions()[row.gb_code].short_zh}2023年得分")
        assert f"（90%区间{row.rank_lower}—{row.rank_upper}）" in row.sentence_zh
        assert f"(90 % range {row.rank_lower}–{row.rank_upper})" in row.sentence_en
        moved = f"位次由{row.rank_before}变为{row.rank}" if row.rank_change else "位次不变"
        assert moved in row.sentence_zh


def test_numbers_of_the_table_are_those_of_the_split(index, told):
    change = dx.explain_change(index, start=2022, end=2023)
    for row in told.itertuples():
        own = change.of(row.gb_code).set_index("code")
        assert row.up_score == own["score"].max()
        assert own["score"].idxmax() == row.up_code
        if row.rank_change:
            assert own.loc[row.rank_code, "rank"] == row.rank_places
        else:
            assert row.rank_code == ""


def test_nobody_overtakes_where_ranges_overlap(index, ranges):
    told = dx.explanations(index, ranges, 2016, 2024)
    wide = ranges.assign(rank_lower=1, rank_upper=31)
    vague = dx.explanations(index, wide, 2016, 2024)
    for table in (told, vague):
        for row in table.itertuples():
            says = "超过" in row.sentence_zh
            assert says == ("overtook" in row.sentence_en)
            assert says == bool(row.overtook or row.overtaken_by)
            spans = (wide if table is vague else ranges).xs(2024, level="year")
            for other in row.overtook.split():
                assert spans.loc[row.gb_code, "rank_upper"] < spans.loc[other, "rank_lower"]
    assert (vague["overtook"] + vague["overtaken_by"]).eq("").all()
    assert vague["n_overlap"].eq(30).all()


def test_who_is_certain_to_have_overtaken_is_named(index):
    told = dx.explanations(index, narrow(index), 2022, 2023).set_index("gb_code")
    assert told.loc["340000", "overtook"] == "120000"
    assert "已超过天津" in told.loc["340000", "sentence_zh"]
    assert "overtook Tianjin" in told.loc["340000", "sentence_en"]
    assert "被" in told.loc["120000", "sentence_zh"]
    assert "340000" in told.loc["120000", "overtaken_by"]


def test_overtaking_needs_both_years_apart():
    totals = pd.DataFrame({"rank_before": [1, 2], "rank_after": [2, 1]}, index=["a", "b"])
    apart = pd.DataFrame({"rank_lower": [1, 2], "rank_upper": [1, 2]}, index=["a", "b"])
    turned = pd.DataFrame({"rank_lower": [2, 1], "rank_upper": [2, 1]}, index=["a", "b"])
    vague = pd.DataFrame({"rank_lower": [1, 1], "rank_upper": [2, 2]}, index=["a", "b"])
    assert overtaken(totals, apart, turned, "b") == (["a"], [])
    assert overtaken(totals, apart, turned, "a") == ([], ["b"])
    assert overtaken(totals, vague, turned, "b") == ([], [])
    assert overtaken(totals, apart, vague, "b") == ([], [])


def test_a_doubtful_move_is_called_doubtful(told):
    moved = told[told["rank_change"] != 0]
    assert len(moved) == 16
    assert moved["sentence_zh"].str.contains("变动未必有实际意义").any()
    assert not told[told["rank_change"] == 0]["sentence_zh"].str.contains("未必").any()


def test_a_region_that_is_not_ranked_is_said_not_to_be(index, panel, ranges):
    values = panel.values.copy()
    gone = {i.numerator.name for i in panel.framework.scored[::2]}
    values.loc[("540000", 2023), sorted(gone)] = float("nan")
    recipe = dx.load_recipe().model_copy(update={"impute": dx.Choice(method="none")})
    poor = dx.compute(dx.Panel(panel.framework, values, panel.status), recipe)
    assert pd.isna(poor.ranks.loc["540000", 2023])
    spans = ranges.copy()
    spans.loc[("540000", 2023), :] = pd.NA
    row = dx.explanations(poor, spans, 2022, 2023).set_index("gb_code").loc["540000"]
    assert "不排位次" in row["sentence_zh"]
    assert "is not ranked" in row["sentence_en"]
    assert pd.isna(row["rank_change"])
    assert row["n_overlap"] == 0


def test_sentences_have_no_gaps_and_no_nan(told):
    for text in [*told["sentence_zh"], *told["sentence_en"]]:
        assert not re.search(r"\bnan\b|NaN|<NA>|None|\{|\}|  ", text)
        assert text.endswith(("。", "."))


def test_ranges_that_lack_a_year_are_named(index, ranges):
    with pytest.raises(dx.MethodError, match="lack 2022") as caught:
        dx.explanations(index, ranges.drop(2022, level="year"), 2022, 2023)
    assert "缺少2022年" in caught.value.problems[0].zh
