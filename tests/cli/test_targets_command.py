"""``devindex targets`` and ``devindex backtest`` as a user meets them."""

import pandas as pd
import pytest
from test_forecast_command import run

import devindex as dx

OPEN = "net_5g_private_networks_2030"


@pytest.fixture(scope="module")
def found():
    return dx.assessments()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_target_is_listed_with_its_state_and_the_open_ones_with_their_sentence(found, lang):
    result = run("targets", lang=lang)
    assert result.returncode == 0, result.stderr
    for a in found:
        assert a.target.id in result.stdout
        if a.state.state == "open":
            said = a.sentence()
            assert (said.zh if lang == "zh" else str(said)) in result.stdout
    assert (
        "截至2026-11-20共76个目标" if lang == "zh" else "76 targets on 2026-11-20"
    ) in result.stdout


def test_only_the_open_ones_on_request(found):
    lines = run("targets", "--open").stdout.splitlines()
    assert [x for x in lines if x in {a.target.id for a in found}] == [
        a.target.id for a in found if a.state.state == "open"
    ]


def test_a_day_before_a_document_leaves_its_targets_out():
    result = run("targets", "--as-of", "2023-06-30", "--open", "--draws", "500")
    assert result.returncode == 0, result.stderr
    assert "net_5g_private_networks_2030" not in result.stdout
    assert "plt_industrial_apps_2023" in result.stdout


def test_the_table_is_saved_once_and_replaced_only_with_force(tmp_path):
    file = tmp_path / "targets.csv"
    assert run("targets", "--csv", file, "--draws", "500").returncode == 0
    table = pd.read_csv(file)
    assert len(table) == 76
    assert table["sentence_zh"].notna().all()
    before = file.read_bytes()
    again = run("targets", "--csv", file, "--draws", "600")
    assert (again.returncode, file.read_bytes()) == (2, before)
    assert "exists already" in again.stderr
    assert run("targets", "--csv", file, "--draws", "600", "--force").returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["targets.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("targets", "--as-of", "soon"), "soon"),
        (("targets", "--as-of", "2019-01-01"), "2019-01-01"),
        (("targets", "--csv", "nowhere/a.csv"), "there is no folder"),
        (("forecast", OPEN, "--csv", "tests"), "is a folder"),
        (("forecast", OPEN, "--figure", "README.md"), "exists already"),
        (("forecast", OPEN, "--figure", "nowhere/a.png"), "there is no folder"),
        (("backtest", "--csv", "README.md"), "exists already"),
    ],
)
def test_bad_words_get_one_sentence(words, said):
    result = run(*words)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_backtest_prints_scores_beside_plain_forecasts():
    made = dx.backtest()
    result = run("backtest")
    assert result.returncode == 0, result.stderr
    assert str(made.summary()) in result.stdout
    brier = made.scores().loc[("all", "forecast"), "brier"]
    assert f"{brier:.3f}" in result.stdout
    for row in made.cases.itertuples():
        assert row.target in result.stdout
