"""``devindex forecast`` as a user meets it."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from devindex.forecast import forecast

ROOT = Path(__file__).parents[2]
RATE = "plt_penetration_rate_2028"


def run(*words, lang="en", code=("-m", "devindex"), cwd=ROOT):
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "DEVINDEX_LANG": lang,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *code, *map(str, words)], capture_output=True, text=True,
        encoding="utf-8", env=environment, cwd=cwd, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_target_is_answered_with_the_line_of_the_package_and_a_row_a_year(lang):
    result = run("forecast", RATE, lang=lang)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    said = forecast(RATE).summary()
    assert lines[0] == (said.zh if lang == "zh" else said)
    years = [y for y in range(2022, 2029) if any(str(y) in line[:16] for line in lines[2:])]
    assert years == list(range(2022, 2029))
    assert lines[-1].startswith("资料来源：国家工业信息安全" if lang == "zh" else "Source: ")
    assert ("先验已参照以下序列的增长" if lang == "zh" else "prior is sharpened") in result.stdout


@pytest.mark.parametrize(("lang", "said"), [("en", "Mind: the latest figure was repeated until"),
                                            ("zh", "注意：最新数值重复公布至")])  # fmt: skip
def test_what_a_standstill_would_leave_is_printed_beside_the_probability(lang, said):
    result = run("forecast", "plt_influential_platforms_2028", lang=lang)
    assert said in result.stdout
    assert said not in run("forecast", "plt_connected_devices_2028", lang=lang).stdout


def test_a_target_reached_is_said_to_be_and_has_no_probability():
    result = run("forecast", "plt_industrial_apps_2023", "--as-of", "2021-06-30", lang="zh")
    assert "已达到500,000" in result.stdout.splitlines()[0]
    assert "超过99%" not in result.stdout


def test_why_prints_every_setting_and_what_each_figure_did():
    result = run("forecast", "plt_connected_devices_2028", "--why", lang="zh")
    assert result.returncode == 0, result.stderr
    made = forecast("plt_connected_devices_2028")
    lines = result.stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("各设定的权重"))
    weights = lines[first + 2 : first + 2 + len(made.why())]
    printed = [[float(word) for word in line.split()[-3:]] for line in weights]
    assert printed == pytest.approx(100 * made.why().to_numpy(), abs=0.051)
    assert "逻辑斯蒂（上限为最近数值的2倍）" in result.stdout
    effects = made.effects()
    for row in effects.itertuples():
        (line,) = [x for x in lines if x.startswith(row.date)]
        assert f"{100 * row.probability_without:.0f}%" in line
    assert any(x.startswith("全部采用") and "69%" in x for x in lines)


def test_a_series_without_a_target_has_no_probability_and_its_effects_none():
    result = run("forecast", "platforms_influential", "--why", "--until", "2027")
    assert result.returncode == 0, result.stderr
    assert "by the end of 2027" in result.stdout.splitlines()[0]
    assert "robability" not in result.stdout
    assert "Median without" in result.stdout


def test_choices_are_all_figures_read_with_reasons():
    result = run("forecast", "plt_influential_platforms_2028", "--choices", lang="zh")
    series = forecast("plt_influential_platforms_2028").series
    for line in series.say("zh").splitlines():
        assert line in result.stdout


def test_as_of_reads_no_later_figure_and_a_link_only_where_it_is_named():
    early = run("forecast", RATE, "--as-of", "2022-06")
    assert "1 figure, which says nothing of growth" in early.stdout
    linked = run("forecast", "eco_core_industry_value_added_2030", "--link", "core_scale_miit")
    assert "Scope: no public text says that the scale is the value added" in linked.stdout
    own = run("forecast", "eco_core_industry_value_added_2030")
    assert "Scope" not in own.stdout


def test_a_day_after_the_announcements_were_read_is_told_and_answered():
    late = run("forecast", RATE, "--as-of", "2027-06")
    assert late.returncode == 0
    assert late.stderr.splitlines() == [
        "devindex: the announcements were read on 2026-11-20, so that no figure from then to "
        "2027-06-30 is known"
    ]
    assert late.stdout == run("forecast", RATE).stdout


def test_the_seed_and_the_number_of_paths_are_the_users():
    one, again, other = (
        run("forecast", RATE, "--seed", seed, "--draws", "500").stdout for seed in (3, 3, 4)
    )
    assert one == again != other


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_figure_and_table_are_saved(tmp_path, suffix):
    picture, table = tmp_path / f"fan.{suffix}", tmp_path / "fan.csv"
    result = run("forecast", RATE, "--figure", picture, "--csv", table, lang="zh")
    assert result.returncode == 0, result.stderr
    assert f"已存：{picture}" in result.stdout
    assert picture.read_bytes()[:5] in (b"\x89PNG\r", b"<?xml")
    assert table.read_bytes().startswith(b"\xef\xbb\xbfdate,median,low_80,")
    frame = pd.read_csv(table, index_col="date")
    made = forecast(RATE)
    assert list(frame.index) == [f"{y}-12-31" for y in range(2022, 2029)]
    assert frame["median"].to_numpy() == pytest.approx(made.to_frame()["median"], rel=1e-5)
    assert frame["probability"].iloc[-1] == made.probability()


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("dat_hq_dataset_industries_2028", "no public series measures it, so no probability",
         "没有公开序列测度这一目标，不能给出概率"),
        ("net_new_network_upgrade_enterprises_2028", "not the 50,000 private 5G networks",
         "不能给出概率"),
        ("net_512_key_industries", "the document sets no deadline", "政策文件没有规定期限"),
    ],
)  # fmt: skip
def test_a_target_no_series_measures_is_answered_by_the_reason(code, en, zh):
    for lang, said in (("en", en), ("zh", zh)):
        result = run("forecast", code, lang=lang)
        assert result.returncode == 0
        assert said in result.stdout
        assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["plt_penetration_rate_2O28"], f"Did you mean '{RATE}'?", f"是否指“{RATE}”？"),
        (["platform_penetraton"], "Did you mean 'platform_penetration'?", "无法识别序列或目标"),
        ([RATE, "--until", "2020"], "2020 lies before 2026-11-20", "请给出更晚的日期"),
        (
            ["idn_secondary_nodes_2023"],
            "2023-12-31, has passed by 2026-11-20: past, met; reached",
            "已过：已到期，已完成",
        ),
        (["sec_monitored_platforms_2020"], "has passed by 2026-11-20: past, unknown", "无法判断"),
        (
            ["dat_hq_dataset_industries_2028", "--until", "2030", "--csv", "a.csv"],
            "nothing is forecast; leave out --until, --csv",
            "不作预测，请删去 --until、--csv",
        ),
        (
            ["dat_hq_dataset_industries_2028", "--figure", "a.png", "--why", "--choices"],
            "leave out --figure, --why, --choices",
            "请删去",
        ),
        (
            [RATE, "--csv", "fan.png", "--figure", "./fan.png"],
            "named for both --figure and --csv",
            "请给出两个文件",
        ),
        ([RATE, "--as-of", "2015"], "has no usable figure published by 2015", "没有可用的数值"),
        ([RATE, "--as-of", "June"], "'June' is not a date", "“June”不是日期"),
        ([RATE, "--until", "2200"], "2200 lies outside the years 1900 to 2099", "之内"),
        ([RATE, "--until", "2030-02-31"], "'2030-02-31' is not a date", "不是日期"),
        ([RATE, "--link", "rd_design_tools_rate"], "does not measure", "不测度"),
        (["platform_penetration", "--link", "x"], "is a series itself", "本身就是序列"),
        (["dat_hq_dataset_industries_2028", "--link", "x"], "offered: none", "可用：无"),
        (["dat_hq_dataset_industries_2028", "--as-of", "June"], "is not a date", "不是日期"),
        (["factories_using_5g"], "has no usable figure", "没有可用的数值"),
        ([RATE, "--figure", "fan.pdf"], "saved as .svg or .png", "只能存为 .svg 或 .png"),
        ([RATE, "--figure", "nowhere/fan.png"], "to write fan.png in", "请先建立文件夹"),
        ([RATE, "--csv", "nowhere/fan.csv"], "to write fan.csv in", "请先建立文件夹"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(tmp_path, words, en, zh):
    for lang, said in (("en", en), ("zh", zh)):
        result = run("forecast", *words, lang=lang, cwd=tmp_path)
        assert result.returncode == 2, result.stdout
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--draws", "5"], ["--draws", "many"], ["--seed", "-1"]])
def test_numbers_that_cannot_be_are_refused(words):
    result = run("forecast", RATE, *words)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_help_stays_light():
    """Help of a command: typer itself loads pydantic there, so that it is not counted."""
    code = (
        "import sys; from devindex.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    for lang, said in (("en", "fan chart"), ("zh", "扇形图")):
        result = run("forecast", "--help", lang=lang, code=("-c", code))
        assert result.returncode == 0, result.stderr
        assert said in result.stdout
