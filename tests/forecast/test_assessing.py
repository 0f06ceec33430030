"""What is said of each target, on what evidence, and that nothing is hidden or averaged."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from devindex.definitions import load_targets
from devindex.errors import DevindexWarning
from devindex.forecast.assessing import assess, assessments, assessments_frame
from devindex.forecast.grades import ENOUGH
from devindex.forecast.outlook import forecast
from devindex.forecast.series import Series
from devindex.forecast.states import target_states

NETWORKS = "net_5g_private_networks_2030"
RATE = "plt_penetration_rate_2028"
PLATFORMS = "plt_influential_platforms_2028"
VALUE_ADDED = "eco_core_industry_value_added_2030"
NODES = "idn_secondary_nodes_2023"


@pytest.fixture(scope="module")
def found():
    return {a.target.id: a for a in assessments()}


@pytest.fixture(scope="module")
def ahead(found):
    return {k: a for k, a in found.items() if a.state.state == "open"}


def test_all_targets_are_assessed_and_open_ones_have_a_probability_or_say_why_not(found, ahead):
    assert list(found) == list(load_targets())
    assert len(ahead) == 10
    for a in ahead.values():
        if a.probability is None:
            assert (a.grade, a.state.series) == ("none", None)
            assert "no probability can be given" in a.sentence()
            assert "不能给出概率" in a.sentence().zh
        else:
            assert 0 < a.probability < 1
    assert sum(a.probability is not None for a in ahead.values()) == 6


def test_what_is_not_open_carries_its_outcome_and_no_forecast(found, ahead):
    for a in found.values():
        if a.target.id not in ahead:
            assert (a.forecast, a.probability, a.verdicts) == (None, None, ())
            assert a.state.reason.en in a.sentence()
    assert "past, met; reached: 156" in found[NODES].sentence()
    assert "已到期，已完成" in found[NODES].sentence().zh


def test_evidence_is_graded_by_the_figures_and_the_reference_series(ahead):
    for a in ahead.values():
        n = len(a.state.series or ())
        expected = "own" if n >= ENOUGH else "proxy" if a.references else "prior"
        assert a.grade == (expected if n else "none")
    grades = {k: ahead[k].grade for k in (NETWORKS, RATE, PLATFORMS, VALUE_ADDED)}
    assert grades == {NETWORKS: "proxy", RATE: "proxy", PLATFORMS: "own", VALUE_ADDED: "prior"}


def test_the_forecast_is_that_of_the_target(ahead):
    for code in (NETWORKS, RATE, VALUE_ADDED):
        plain = forecast(code)
        assert np.array_equal(plain.draws, ahead[code].forecast.draws)
        assert ahead[code].probability == plain.probability()


def test_reference_series_are_shown_with_their_weight_and_effect(ahead):
    a = ahead[NETWORKS]
    assert [(r.code, r.figures) for r in a.references] == [
        ("priv5g_all_industries", 7), ("projects_5g_ii", 18), ("factories_5g_built", 3),
    ]  # fmt: skip
    assert all(r.reason.zh and r.reason.en and r.name.zh for r in a.references)
    assert a.reference_weight == 0.5
    assert set(a.moved) == {"family", "fading", "size", "kind", "start"}
    assert all(0 < v < 1 for v in a.moved.values())
    alone = forecast(NETWORKS, reference=[])
    assert a.probability_without_reference == alone.probability() != a.probability
    without = ahead[VALUE_ADDED]
    assert (without.moved, without.reference_weight) == ({}, 0.0)
    assert without.probability_without_reference is None


def test_total_variation_of_the_prior_is_half_the_sum_of_differences(ahead):
    why = ahead[NETWORKS].forecast.why().loc["family"]
    gap = np.abs(why["prior"] - why["reference"]).sum() / 2
    assert ahead[NETWORKS].moved["family"] == pytest.approx(gap)


def test_pace_so_far_and_pace_needed(ahead):
    """14.67 % at the end of 2020, 17.5 % at the end of 2021, 55 % at the end of 2028."""
    a = ahead[RATE]
    assert a.pace == pytest.approx(17.5 - 14.67, rel=1e-3)
    assert a.growth == pytest.approx(17.5 / 14.67 - 1, rel=1e-3)
    assert a.pace_needed == pytest.approx((55 - 17.5) / 7, rel=1e-3)
    assert a.growth_needed == pytest.approx((55 / 17.5) ** (1 / 7) - 1, rel=1e-3)
    one = ahead[NETWORKS]
    assert (one.pace, one.growth) == (None, None)
    assert one.pace_needed == pytest.approx(30000 / (2031 - 2025.915), rel=1e-3)


def test_a_date_before_the_day_may_be_reached_already(ahead):
    a = ahead[PLATFORMS]
    assert a.expected_date < 2026
    assert a.passed_unannounced
    assert "may be reached already, and not announced" in a.sentence()
    assert not any(b.passed_unannounced for k, b in ahead.items() if k != PLATFORMS)


def test_a_repeat_is_no_figure_but_what_a_standstill_would_mean_is_told(ahead):
    """ "Over 340" stands since January 2024 and was said again until June 2026."""
    a = ahead[PLATFORMS]
    assert a.repeated_until == "2026-06-29"
    assert a.probability_if_standstill < a.probability - 0.2
    assert "if that means a standstill" in a.sentence()
    again = a.forecast.with_figure("2026-06-29", 340, "at_least")
    assert a.probability_if_standstill == pytest.approx(again.probability(), abs=0.02)
    assert ahead[RATE].probability_if_standstill is None
    tried = a.forecast.with_figure("2026-12-31", 340, "at_least")
    assert tried.probability() == pytest.approx(0.36, abs=0.01)  # docs/forecasting.md
    devices = ahead["plt_connected_devices_2028"]  # repeated, and no less likely for it
    assert (devices.repeated_until, devices.probability_if_standstill) == ("2026-01-31", None)


def test_three_rules_stand_side_by_side_and_their_disagreement_is_flagged(ahead):
    for a in ahead.values():
        if a.probability is not None:
            assert [v.rule for v in a.verdicts] == ["growth-ratio", "growth", "path", "probability"]
    said = {v.rule: v.favours for v in ahead[RATE].verdicts}
    assert (said["growth-ratio"], said["path"], said["probability"]) == (True, False, False)
    assert ahead[RATE].disagree
    assert "the rules of judgement disagree" in ahead[RATE].sentence()
    assert not ahead[PLATFORMS].disagree


def test_the_sentence_names_number_word_and_evidence_in_both_languages(ahead):
    said = ahead[NETWORKS].sentence()
    assert "50,000 networks by 2030" in said
    assert "about as likely as not" in said
    assert "based on one announced figure and on how 3 related series grew" in said
    assert "2030年达到5万张" in said.zh
    assert "5万张的目标按期实现的可能性约为一半（概率44%）" in said.zh
    assert "的目标很可能按期实现（概率96%）" in ahead[PLATFORMS].sentence().zh
    assert "依据1个公布数值" in said.zh
    assert "CNY 2,500 billion" in ahead[VALUE_ADDED].sentence()
    assert "2.5万亿元" in ahead[VALUE_ADDED].sentence().zh
    assert all("\n" not in a.sentence() for a in ahead.values())


def test_another_series_is_taken_on_request_only(ahead):
    asked = assess(VALUE_ADDED, link="core_scale_miit")
    assert asked.state.evidence == "on-request"
    assert asked.probability != ahead[VALUE_ADDED].probability


def test_on_a_day_of_the_past_a_target_is_open_again():
    then = assess(NODES, "2021-06-30")
    assert then.state.state == "open"
    assert then.forecast.dates[-1] == pytest.approx(2023.997, abs=1e-3)
    assert 0.5 < then.probability < 1
    assert max(c.figure.published for c in then.state.series.choices).isoformat() <= "2021-06-30"


def test_a_target_reached_before_its_deadline_is_certain():
    then = assess("plt_industrial_apps_2023", "2021-06-30")
    assert (then.probability, then.expected_date, then.pace_needed) == (1.0, None, 0.0)
    said = then.sentence()
    assert said.endswith("open, and reached already: at least 590,000 (2021-03-31, MIIT)")
    assert said.zh.endswith("已达到：至少59万个（2021-03-31，工业和信息化部）")
    assert then.verdicts[-1].words.en == then.verdicts[0].words.en == "target reached"


def test_the_first_figure_that_reaches_a_target_is_named(rows_like):
    """Of a rate that has fallen again since, as the rule for past targets has it."""
    rows = rows_like("platform_penetration", ("2024-12-31", "56", "exact"),
                     ("2025-12-31", "54", "exact"))  # fmt: skip
    then = assess(RATE, announcements=rows, draws=500)
    assert then.probability == 1.0
    assert "reached already: 56 % (2024-12-31, MIIT)" in then.sentence()


def test_of_a_target_that_is_all_the_last_step_is_told(ahead):
    """ "About 90" of 207 classes: 99.5 % would be announced as 100 %, and is not 207 of them."""
    a = ahead["app_industry_midclass_coverage_2030"]
    paths = a.forecast.draws.max(axis=1)
    assert a.probability_as_announced == (paths >= 0.995 * 207).mean() > 2 * a.probability
    told = f"announced as 100 %, has a probability of {100 * a.probability_as_announced:.0f} %"
    assert f"99.5 % or more, which would be {told}" in a.sentence()
    assert "达到99.5%及以上即会公布为100%" in a.sentence().zh
    others = (b for b in ahead.values() if b is not a)
    assert all(b.probability_as_announced is None for b in others)
    assert a.to_dict()["probability_as_announced"] == a.probability_as_announced


def test_a_figure_of_the_deadline_itself_leaves_nothing_to_forecast(rows_like):
    late = rows_like("id_secondary_nodes", ("2023-12-31", "110", "at_least"))
    then = assess(NODES, "2023-12-31", announcements=late)
    assert (then.state.state, then.probability) == ("open", None)


def test_the_table_holds_every_part_once(found):
    frame = assessments_frame().set_index("target")
    assert len(frame) == 76
    row = frame.loc[RATE]
    assert row["probability"] == found[RATE].probability
    assert row["low_95"] < row["low_80"] < row["median"] < row["high_80"] < row["high_95"]
    assert row["growth_ratio_ratio"] > 0.95
    assert row["path_path"] == pytest.approx(19.71, abs=0.01)
    assert row["references"].count(";") == 2
    assert frame.loc[NODES, "probability"] != frame.loc[NODES, "probability"]
    assert frame["sentence_zh"].str.len().min() > 10
    days = frame["expected_date"].dropna()
    assert days[PLATFORMS] == "2024-12-31"
    assert all(date.fromisoformat(day) for day in days)


def test_faults_are_told_in_one_sentence(told):
    (early,) = told(lambda: assess(RATE, "2020-01-01"))
    assert "was set on 2026-01-01" in early
    told(lambda: assess(RATE, "soon"))
    told(lambda: assess(RATE, seed=-1))
    (link,) = told(lambda: assessments(link=["a"]))
    assert link == "link is ['a']; a table of texts is needed"
    told(lambda: assess("plt_penetration_rate_2029"))
    told(lambda: assess(RATE, link="rd_design_tools_rate"))
    told(lambda: assess(RATE, draws=0))
    told(lambda: Series.of([2020], [5]).pace())


def test_a_target_in_another_unit_is_refused(told):
    other = replace(load_targets()[RATE], unit=load_targets()[NETWORKS].unit)
    (problem,) = told(lambda: forecast("platform_penetration", 2028).probability(other))
    assert "convert the figures" in problem
    own = Series.of([2022, 2023], [40, 44], unit="家")
    (problem,) = told(lambda: forecast(own, 2028).probability(RATE))
    assert problem.zh.startswith("自有序列的单位是“家”")


@pytest.mark.parametrize("moment", [pd.Timestamp("2026-10-01 12:00"), datetime(2026, 10, 1, 8)])
def test_a_moment_is_its_day(moment):
    found = assess(RATE, moment, draws=500)
    assert found.state.as_of == date(2026, 10, 1)
    assert found.probability == assess(RATE, "2026-10-01", draws=500).probability


def test_a_day_after_the_announcements_were_read_is_told_once():
    with pytest.warns(DevindexWarning) as caught:
        target_states("2027-01-01")
    (one,) = caught
    assert "no figure from then to 2027-01-01 is known" in str(one.message)
    assert "读取至2026-11-20" in one.message.args[0].zh
