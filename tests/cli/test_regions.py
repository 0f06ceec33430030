"""Commands on the distribution over regions."""

import pytest

import devindex as dx
from devindex.cli import main


@pytest.mark.parametrize(("lang", "word"), [("en", "Net between"), ("zh", "组间净差异")])
def test_disparity_prints_every_year_and_the_groups_of_one(capsys, index, lang, word):
    _run(["disparity", "--year", "2023", "--lang", lang])
    out = capsys.readouterr().out
    made = dx.disparity(index)
    assert word in out
    assert made.summary(lang) in out
    for year, row in made.frame.iterrows():
        assert any(str(year) in line and f"{row['gini']:.3f}" in line for line in out.splitlines())
    assert "2023" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_convergence_prints_models_and_every_member_of_a_club(capsys, index, lang):
    _run(["convergence", "--since", "2018", "--lang", lang])
    out = capsys.readouterr().out
    assert dx.convergence(index, start=2018).summary(lang) in out
    assert dx.clubs(index, start=2018).summary(lang) in out
    for unit in dx.regions().values():
        name = unit.short_zh if lang == "zh" else unit.name_en
        assert (name in out) == unit.covered


@pytest.mark.parametrize(("lang", "note"), [("en", "No clubs: the log t test needs 7 years in all"),
                                            ("zh", "未分俱乐部：log t 检验共需7年")])  # fmt: skip
def test_convergence_of_too_few_years_for_clubs_says_so_after_sigma_and_beta(
    capsys, index, lang, note
):
    _run(["convergence", "--since", "2023", "--lang", lang])
    out = capsys.readouterr().out
    told = dx.convergence(index, start=2023).summary(lang)
    assert out.index(told) < out.index(note)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_space_prints_the_clusters_and_no_other_region(capsys, index, lang):
    _run(["spatial", "--lang", lang])
    out = capsys.readouterr().out
    made = dx.spatial(index)
    assert made.summary(lang) in out
    for code, cluster in made.local["cluster"].items():
        unit = dx.regions()[code]
        name = unit.short_zh if lang == "zh" else unit.name_en
        assert any(line.startswith(f"{name} ") for line in out.splitlines()) == bool(cluster)


def test_unknown_weights_offer_the_near_miss(capsys):
    with pytest.raises(SystemExit) as end:
        main(["spatial", "--weights", "contigous"])
    assert end.value.code == 2
    assert "Did you mean 'contiguity'" in capsys.readouterr().err


def _run(words):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert not end.value.code


@pytest.mark.parametrize("command", ["disparity", "spatial"])
def test_every_year_of_the_table_may_be_asked_for_and_no_other(capsys, command):
    """Years computed beside the published history stand in the table, so they can be shown."""
    _run([command, "--year", "2016"])
    out = capsys.readouterr().out
    assert "\n2016 " in out
    assert "Groups, 2016" in out if command == "disparity" else "Local clusters, 2016" in out
    with pytest.raises(SystemExit):
        main([command, "--year", "2015"])
    assert "no scores of 2015; those computed are 2016 to 2024" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--lang", "zh", command, "--year", "2015"])
    assert "没有2015年的得分；计算年份为2016至2024年" in capsys.readouterr().err
