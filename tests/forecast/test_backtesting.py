"""Forecasts of the past are made of what was known then, and scored as they are."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from devindex.definitions import load_links, load_targets
from devindex.forecast.assessing import assess
from devindex.forecast.backtesting import backtest
from devindex.forecast.records import COLUMNS, QUANTILES, read_record, record, score_record
from devindex.forecast.rolling import COARSE, KNOWN, ahead
from devindex.forecast.series import clean_series


@pytest.fixture(scope="module")
def found():
    return backtest()


def poisoned(read, day):
    """Every figure published after a day made nonsense."""
    ceilings = load_links().rules

    def nonsense(n, row):
        top = ceilings[row.series].ceiling if row.series in ceilings else None
        return str(round(top * (n % 7) / 7, 2)) if top else str(10 ** (n % 9))

    rows = tuple(
        row if row.published <= day else replace(row, value=nonsense(n, row), bound="exact")
        for n, row in enumerate(read.rows)
    )
    return replace(read, rows=rows)


def test_no_figure_published_after_the_day_is_read_for_a_target(found, read):
    tried = found.cases[found.cases["probability"].notna()]
    assert len(tried) == 8
    for row in tried.itertuples():
        later = poisoned(read, row.as_of)
        assert sum(a != b for a, b in zip(read.rows, later.rows, strict=True)) > 50
        again = assess(row.target, row.as_of, announcements=later)
        assert again.probability == row.probability
        assert len(again.state.series) == row.figures


def test_no_figure_published_after_the_day_is_read_for_a_later_figure(found, read):
    for row in found.figures.itertuples():
        known, draws = ahead(
            row.series, row.as_of, row.date, announcements=poisoned(read, row.as_of)
        )
        assert np.median(draws) == row.median
        assert np.quantile(draws, [0.025, 0.9]).tolist() == [row.low_95, row.high_80]
        assert len(known) == row.figures


def test_a_poisoned_past_does_change_the_forecast(found, read):
    """So that the two tests above could fail."""
    row = found.figures.iloc[-1]
    earlier = poisoned(read, row["as_of"] - timedelta(days=3 * 365))
    changed = ahead(row["series"], row["as_of"], row["date"], announcements=earlier)
    assert changed is None or np.median(changed[1]) != row["median"]


def test_every_known_outcome_of_a_plan_target_is_tried_on_both_days(found):
    cases = found.cases
    assert set(cases["deadline"]) == {date(2020, 12, 31), date(2023, 12, 31)}
    assert cases["target"].nunique() == 6
    assert cases["met"].all()  # one-sided, as the summary says
    assert set(cases["as_of"]) == {date(2020, 3, 31), date(2021, 1, 31), date(2022, 12, 31)}
    assert (cases["as_of"] < cases["deadline"]).all()
    unknown = cases[cases["figures"] == 0]
    assert unknown["probability"].isna().all()
    assert len(unknown) == 3


def test_a_target_reached_by_then_is_certain_and_scored_apart(found):
    cases = found.cases
    assert (cases.loc[cases["reached"], "probability"] == 1.0).all()
    scores = found.scores()
    assert scores.loc[("all", "forecast"), "n"] == 8
    assert scores.loc[("not yet reached", "forecast"), "n"] == 4
    assert scores.loc[("all", "always one half"), "brier"] == 0.25
    assert scores.loc[("all", "always met"), "brier"] == 0.0


def test_scores_are_those_of_the_cases(found):
    part = found.cases[found.cases["probability"].notna() & ~found.cases["reached"]]
    at = found.scores().loc[("not yet reached", "forecast")]
    assert at["brier"] == pytest.approx(((part["probability"] - 1) ** 2).mean())
    assert at["log_score"] == pytest.approx(-np.log(part["probability"].astype(float)).mean())


def test_the_summary_says_how_few_and_how_one_sided(found):
    said = found.summary()
    assert "8 forecasts of 5 plan targets, 4 of them before the target was reached" in said
    assert "all known outcomes are the same" in said
    assert "已知结果全部相同" in said.zh


def test_later_figures_are_tried_on_the_day_before_they_came(found):
    figures = found.figures
    assert len(figures) >= 50
    assert figures["series"].nunique() >= 15
    assert (figures["figures"] >= KNOWN).all()
    assert (figures["years"] > 0).all()
    for row in figures.itertuples():
        whole = clean_series(row.series)
        n = [c.figure.day for c in whole.kept].index(row.date)
        assert whole.kept[n].figure.published == row.as_of + timedelta(days=1)
        assert whole.high[n] - whole.low[n] <= COARSE * whole.values[n]
        assert whole.low[n] <= row.outcome <= whole.high[n]


def test_intervals_of_later_figures_are_about_as_wide_as_they_say(found):
    """58 figures of 16 series: an 80 % interval holds 38 to 54 of them in 99 of 100 samples."""
    own, walk = (found.figure_scores().iloc[n] for n in (0, 1))
    assert 38 / 58 <= own["in_80"] <= 54 / 58
    assert own["in_95"] >= 50 / 58
    assert abs(own["in_80"] - 0.8) < abs(walk["in_80"] - 0.8)
    assert own["ratio"] < 1.05
    assert walk["ratio"] == 1.0


def test_a_record_keeps_every_forecast_and_comes_back_from_its_file(tmp_path):
    kept = record(draws=500)
    assert list(kept.columns) == list(COLUMNS)
    assert kept["target"].nunique() == 6
    assert (np.diff(kept[list(QUANTILES)], axis=1) >= 0).all()
    last = kept.groupby("target").tail(1)
    assert (last["date"] == last["deadline"]).all()
    assert (kept.groupby("target")["probability"].diff().dropna() >= 0).all()
    kept.to_csv(tmp_path / "record.csv", index=False)
    back = read_record(tmp_path / "record.csv")
    pd.testing.assert_frame_equal(back, kept, check_dtype=False)
    again = record(draws=500)
    pd.testing.assert_frame_equal(again, kept)


def test_a_record_of_the_past_is_scored_by_what_came():
    """On 31 January 2022 all four targets of 2023 with figures were reached already."""
    kept = record("2022-01-31", draws=2000)
    scored = score_record(kept).set_index(["target", "kind"])
    nodes = scored.loc[("idn_secondary_nodes_2023", "target")]
    assert bool(nodes["met"]) is True
    assert nodes["brier"] == 0
    figures = scored.xs("figure", level="kind")
    assert len(figures) >= 4
    assert figures["outcome"].notna().all()
    wide = kept.assign(q025=0.0, q975=1e15)
    assert score_record(wide).query("kind == 'figure'")["in_95"].all()


def test_quantile_scores_are_twice_the_pinball_loss():
    kept = record("2022-01-31", draws=2000)
    part = kept[kept["target"] == "idn_secondary_nodes_2023"].assign(
        **dict.fromkeys(QUANTILES, 100)
    )
    (row,) = score_record(part).query("kind == 'figure'").to_dict("records")
    mean_level = np.mean(list(QUANTILES.values()))
    assert row["quantile_score"] == pytest.approx(2 * mean_level * (row["outcome"] - 100) / 120)


def test_what_is_not_known_yet_is_not_scored(read):
    kept = record("2026-11-01", draws=200)
    assert score_record(kept, "2026-11-02").empty


def test_faults_of_a_record_are_told(tmp_path, told):
    kept = record(draws=200)
    kept.drop(columns="q500").to_csv(tmp_path / "short.csv", index=False)
    (missing,) = told(lambda: read_record(tmp_path / "short.csv"))
    assert "q500" in missing
    bad = kept.astype({"q500": object})
    bad.loc[0, "q500"] = "much"
    bad.loc[1, "target"] = "plt_penetration_rate_2029"
    bad.loc[2, "date"] = "soon"
    bad.to_csv(tmp_path / "bad.csv", index=False)
    assert len(told(lambda: read_record(tmp_path / "bad.csv"))) == 3
    told(lambda: read_record(tmp_path / "none.csv"))
    for name, content in (
        ("empty.csv", b""), ("fan.svg", b"<svg>\n<a,b,c>\n<d,e>\n</svg>\n<a,b,c,d,e>"),
        ("fan.png", b"\x89PNG\r\n\x1a\n\xff\xfe"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        (table,) = told(lambda name=name: read_record(tmp_path / name))
        assert f"{name} is no table" in table
    (frame,) = told(lambda: score_record(5))
    assert frame == "kept is 5; a DataFrame is needed"
    told(lambda: score_record(kept, "2026-11-20"))
    told(lambda: score_record(kept.drop(columns="date")))
    told(lambda: backtest(draws=0))
    assert set(kept["target"]) <= set(load_targets())
