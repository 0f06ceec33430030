"""Targets, forecasts and the national index in the release."""

import hashlib

import pandas as pd
import pytest

import devindex as dx
from devindex.forecast import read_record
from devindex.release import plan, prepare, write

TABLES = (
    "targets", "assessments", "trajectories", "backtest", "backtest_scores", "backtest_figures",
    "projections", "national_index", "national_index_published",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    edition = prepare(plan(draws=200))
    return write(edition, tmp_path_factory.mktemp("out") / edition.id)


def table(folder, name):
    return pd.read_csv(folder / "data" / f"{name}.csv", dtype={"gb_code": str})


def test_every_target_has_its_row_and_every_open_one_its_answer(folder):
    found = table(folder, "assessments").set_index("target")
    assert list(found.index) == list(table(folder, "targets")["target"])
    assert len(found) == 76
    ahead = found[found["state"] == "open"]
    assert len(ahead) == 10
    answered = ahead["probability"].notna()
    assert answered.sum() == 6
    assert ahead.loc[~answered, "sentence_en"].str.contains("no probability can be given").all()
    made = {a.target.id: a for a in dx.assessments()}
    for code, row in ahead[answered].iterrows():
        assert row["probability"] == pytest.approx(made[code].probability, abs=1e-6)
        assert row["expected_date"] != row["expected_date"] or row["expected_date"][4:] == "-12-31"
        assert row["low_95"] <= row["low_80"] <= row["median"] <= row["high_80"] <= row["high_95"]


def test_the_trajectories_are_a_record_the_next_release_can_score(folder):
    kept = read_record(folder / "data" / "trajectories.csv")
    assert kept["target"].nunique() == 6
    quantiles = kept[[c for c in kept if c.startswith("q")]]
    assert (quantiles.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_the_backtest_is_published_with_its_score(folder):
    cases = table(folder, "backtest")
    assert (cases["as_of"] < cases["deadline"]).all()
    scores = table(folder, "backtest_scores").set_index(["forecasts", "method"])
    whole = cases[cases["probability"].notna()]
    brier = ((whole["probability"] - whole["met"]) ** 2).mean()
    assert scores.loc[("all", "forecast"), "brier"] == pytest.approx(brier, abs=1e-5)
    figures = table(folder, "backtest_figures")  # what each reads: tests/forecast poisons the rest
    said = scores.loc[("figures", "forecast"), "in_80"]
    assert figures["in_80"].mean() == pytest.approx(said, abs=1e-5)


def test_projections_run_three_years_on_for_every_province(folder):
    ahead = table(folder, "projections")
    score = ahead[ahead["indicator_code"] == "score"]
    assert sorted(score["time_period"].unique()) == [2025, 2026, 2027]
    assert score["gb_code"].nunique() == 31
    assert score["high_95"].max() <= 100
    assert (score["low_80"] <= score["median"]).all()


def test_the_national_index_starts_at_100_and_says_its_coverage(folder):
    index = table(folder, "national_index")
    assert set(index["framework"]) == {"national", "platform", "five-g"}
    assert set(index["method"]) == {"chained", "fixed-base"}
    declared = index[index["declared"] == 1].groupby("framework")["method"].unique().str[0]
    assert declared.to_dict() == {
        "national": "chained", "platform": "fixed-base", "five-g": "fixed-base",
    }  # fmt: skip
    whole = index[index["dimension"] == "index"]
    assert (whole.loc[whole["time_period"] == 2020, "middle"] == 100).all()
    assert (whole["low"] <= whole["middle"]).all()
    assert (whole["middle"] <= whole["high"]).all()
    assert (whole["measured"] <= whole["indicators"]).all()


def test_published_indices_stand_beside_the_national_index(folder):
    """CICS-CERT: 251 in 2022 and 316 in 2024, 2018 = 100."""
    beside = table(folder, "national_index_published").query("framework == 'platform'")
    official = beside[beside["series"] == "iip_index"].set_index("date")["value"]
    assert official.to_dict() == {"2022-12-31": 251, "2024-12-31": 316}
    assert beside["url"].str.startswith("http").all()


def test_journalists_get_a_line_and_a_picture_for_each_open_target(folder):
    flat = pd.read_csv(folder / "journalist" / "targets.csv")
    assert len(flat) == 10
    assert flat["sentence_zh"].str.contains("目标").all()
    made = {a.target.id: a.grade for a in dx.assessments()}
    assert flat.set_index("target")["grade"].to_dict() == {t: made[t] for t in flat["target"]}
    assert "evidence" not in flat
    pictures = sorted(p.name for p in (folder / "figures" / "targets").iterdir())
    answered = flat.loc[flat["probability"].notna(), "target"]
    assert pictures == sorted(f"{t}.{lang}.svg" for t in answered for lang in ("en", "zh"))


def test_the_same_inputs_give_the_same_bytes(folder, tmp_path):
    edition = prepare(plan(draws=200))
    other = write(edition, tmp_path / "again")
    names = [f"data/{name}.csv" for name in TABLES]
    names += [p.relative_to(folder).as_posix() for p in (folder / "figures").rglob("*.svg")]
    for name in names:
        one, two = ((place / name).read_bytes() for place in (folder, other))
        assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest(), name


def test_an_earlier_edition_carries_no_forecast_made_with_hindsight(tmp_path):
    edition = prepare(plan(edition=2022, draws=200))
    made = write(edition, tmp_path / "old")
    assert not any((made / "data" / f"{name}.csv").exists() for name in TABLES)
