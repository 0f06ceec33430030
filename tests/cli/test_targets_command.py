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
    grade = {"en": "related series", "zh": "相近序列"}[lang]
    row = next(x for x in result.stdout.splitlines() if x.startswith(OPEN) and "44 %" in x)
    assert grade in row
    assert "69 % (" not in result.stdout  # a standstill would not leave less
    assert " count a year" not in result.stdout
    assert "1 issues" not in result.stdout
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
    assert "open, and reached already: at least 590,000" in result.stdout
    assert "(100 %)" not in result.stdout


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
        (("backtest", "--record", "none.csv"), "there is no file none.csv"),
        (("backtest", "--record", "README.md", "--seed", "3"), "leave out --seed"),
        (("backtest", "--record", "LICENSE-DATA"), "LICENSE-DATA"),
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


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A record of the past, as a release keeps it."""
    file = tmp_path_factory.mktemp("record") / "trajectories.csv"
    dx.record("2022-01-31", draws=500).to_csv(file, index=False)
    return file


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_record_of_an_earlier_release_is_scored(kept, tmp_path, lang):
    table = tmp_path / "scores.csv"
    result = run("backtest", "--record", kept, "--csv", table, lang=lang)
    assert result.returncode == 0, result.stderr
    scored = dx.score_record(dx.read_record(kept))
    figures, past = (scored[scored["kind"] == kind] for kind in ("figure", "target"))
    inside = 100 * figures["in_80"].astype(bool).mean()
    for word in [*scored["target"], *past["date"]]:
        assert str(word) in result.stdout
    for row in figures.itertuples():
        assert f"{row.outcome:,.12g}" in result.stdout
        assert f"{row.quantile_score:.3f}" in result.stdout
    n, k, printed = len(figures), len(past), result.stdout
    if lang == "en":
        said = f"{n} figures announced since, {k} targets with a known outcome; {inside:.0f} % of"
    else:
        said = f"此后公布的数值{n}个，结果已知的目标{k}个；{inside:.0f}%的"
    assert said in printed
    back = pd.read_csv(table)
    assert back["quantile_score"].to_numpy() == pytest.approx(
        scored["quantile_score"].to_numpy(dtype=float), nan_ok=True
    )


def test_a_record_nothing_came_after_is_said_to_be_open(tmp_path):
    file = tmp_path / "trajectories.csv"
    dx.record("2026-11-01", draws=200).to_csv(file, index=False)
    for lang, said in (("en", "has been announced since"), ("zh", "此后尚未公布")):
        result = run("backtest", "--record", file, lang=lang)
        assert (result.returncode, result.stderr) == (0, "")
        assert said in result.stdout


def test_a_record_of_today_is_not_scored_today(tmp_path):
    file = tmp_path / "trajectories.csv"
    dx.record(draws=200).to_csv(file, index=False)
    result = run("backtest", "--record", file)
    assert result.returncode == 2
    assert "is not after 2026-11-20, when the record was made" in result.stderr
