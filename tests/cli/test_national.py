"""The national index on a terminal: every year with range and coverage, and what it rests on."""

import pytest

import devindex as dx
from devindex.cli import main


def _run(words):
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["national", "platform", "five-g"])
def test_index_of_a_national_framework_prints_every_year(capsys, name, lang):
    assert _run(["--lang", lang, "index", "--framework", name]) == 0
    out = capsys.readouterr().out
    made = dx.national_index(name)
    assert made.summary(lang) in out
    lines = {line.split()[0]: line for line in out.splitlines() if line[:2] == "20"}
    for row in made.frame.query("dimension == 'index'").itertuples():
        line = lines[str(row.year)]
        assert f" {row.middle:.1f} " in line
        assert f"{row.measured}/{row.indicators}" in line
        assert (f"{row.low:.1f}-{row.high:.1f}" in line) == (row.low < row.high)
    for dimension in made.framework.dimensions:
        assert dimension.name.say(lang) in out
    for code in made.measured(2025):
        assert code in out


@pytest.mark.parametrize(("lang", "said"), [("en", "Published by others, not an input"),
                                            ("zh", "他方公布，不参与计算")])  # fmt: skip
def test_the_official_platform_index_is_printed_beside(capsys, lang, said):
    who = "CICS-CERT" if lang == "en" else "国家工业信息安全发展研究中心"
    _run(["--lang", lang, "index", "--framework", "platform"])
    (line,) = [x for x in capsys.readouterr().out.splitlines() if said in x and "251" in x]
    assert f"251 (2022-12-31, {who})" in line
    assert f"316 (2024-12-31, {who})" in line
    assert {"en": "index (2018=100)", "zh": "指数（2018年=100）"}[lang] in line


@pytest.mark.parametrize(
    ("method", "said"),
    [("chained", "compared with the one before"), ("fixed-base", "compared with the base year")],
)
def test_either_method_of_linking_can_be_asked_for(capsys, method, said):
    assert _run(["--lang", "en", "index", "--framework", "platform", "--method", method]) == 0
    out = capsys.readouterr().out
    assert dx.national_index("platform", method=method).summary() in out
    assert said in out


def test_until_prints_a_vintage(capsys):
    assert _run(["index", "--framework", "platform", "--until", "2023-12-31"]) == 0
    out = capsys.readouterr().out
    assert dx.national_index("platform", until="2023-12-31").summary() in out
    assert "2024" not in out


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (["--framework", "national", "--year", "2024"], "en", "--year means nothing for"),
        (["--framework", "national", "--year", "2024"], "zh", "--year 对国家级框架“national”"),
        (["--framework", "national", "--draws", "500"], "en", "--draws means nothing for"),
        (["--framework", "national", "--method", "fixedbase"], "en", "mean 'fixed-base'?"),
        (["--framework", "national", "--method", "x"], "zh", "无法识别衔接方法“x”"),
        (["--method", "chained"], "en", "--method means nothing for 'regional-public'"),
        (["--until", "2024"], "en", "--until means nothing for 'regional-public'"),
        (["--framework", "national", "--until", "2019"], "en", "that has not ended by 2019-12-31"),
        (["--framework", "national", "--until", "soon"], "zh", "“soon”不是日期"),
    ],
)
def test_an_option_that_means_nothing_is_refused(capsys, words, lang, said):
    assert _run(["--lang", lang, "index", *words]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
