"""Targets as values, and what measures each: look-alikes are never joined."""

import shutil
from collections import Counter
from datetime import date

import pytest

from devindex import shipped
from devindex.definitions import load_links, load_targets, series, stated_values, target, targets

TARGETS = load_targets()


@pytest.fixture
def own_links(tmp_path):
    """Copy the links and make mistakes in them: (file, what stands there, what instead)."""

    def copy(*edits):
        folder = tmp_path / "targets"
        shutil.copytree(shipped.indicators() / "targets", folder)
        for file, old, new in edits:
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text, f"{file} does not hold {old!r}"
            (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return copy


def test_every_row_is_a_target_with_names_and_units_in_both_languages():
    assert list(TARGETS) == list(targets())
    for code, one in TARGETS.items():
        row = targets()[code]
        assert (one.name.zh, one.unit.zh) == (row["name_zh"], row["unit"])
        assert one.unit.en.isascii()
        assert one.low == float(row["value_low"])
        assert (one.high is not None) == (one.direction == "range")
        assert one.deadline is None or one.issued <= one.deadline


def test_ten_targets_are_open_after_2026():
    years = Counter(t.deadline.year for t in TARGETS.values() if t.deadline)
    assert (years[2030], years[2028]) == (5, 5)
    assert all(t.deadline == date(t.deadline.year, 12, 31) for t in TARGETS.values() if t.deadline)


def test_the_document_s_words_are_kept_as_values():
    value_added = TARGETS["eco_core_industry_value_added_2030"]
    assert (value_added.qualifier, value_added.strict) == ("突破", True)
    assert value_added.lookalikes[0] == "series:core_scale_miit"
    assert TARGETS["net_req_arvr_latency"].kind == "technical_requirement"
    assert TARGETS["plt_intl_comprehensive_platforms_2023"].high == 5
    assert not TARGETS["plt_penetration_rate_2028"].strict


def test_a_target_cannot_be_changed():
    with pytest.raises(AttributeError):
        TARGETS["plt_penetration_rate_2028"].low = 1.0


def test_a_misspelt_target_offers_the_near_miss(told):
    (problem,) = told(lambda: target("plt_penetration_rate_2038"))
    assert "Did you mean 'plt_penetration_rate_2028'?" in problem
    assert "应为文字" in told(lambda: target(2028))[0].zh


def test_stated_values_are_read_with_their_units():
    assert len(stated_values()) == 51
    assert stated_values()["plt_connected_devices_2025"].unit.en == "devices"


def test_each_target_has_one_entry_and_a_series_or_a_reason():
    links = load_links().links
    assert set(links) == set(TARGETS)
    for code, link in links.items():
        assert (link.series is None) == (link.reason is not None), code
    assert sum(link.series is not None for link in links.values()) == 15


def test_no_target_is_measured_by_what_only_looks_like_it():
    links = load_links().links
    for code, one in TARGETS.items():
        alike = {name.removeprefix("series:") for name in one.lookalikes}
        assert links[code].series not in alike
        for other in alike & set(links):
            assert links[code].series is None or links[code].series != links[other].series


def test_an_increase_is_counted_from_the_stated_base():
    """20 new nodes on the 47 of the same document."""
    assert load_links().threshold(TARGETS["idn_new_secondary_nodes_2020"]) == 67


def test_units_of_percentages_agree():
    known = series("national")
    for code, link in load_links().links.items():
        if link.series and TARGETS[code].unit.zh == "%":
            assert known[link.series].unit == "%"
            assert link.factor == 1


ANY = 'series = "priv5g_industrial"'
SCALE = 'series = "core_va_caii"'


@pytest.mark.parametrize(
    ("file", "old", "new", "zh"),
    [
        ("links.toml", ANY, 'series = "priv5g_all_industries"', "只是与目标相似，不得用来测度目标"),
        ("links.toml", SCALE, 'series = "core_scale_miit"', "core_scale_miit 只是与目标相似"),
        ("links.toml", SCALE, 'series = "core_va_caict"', "core_va_caict 只是与目标相似"),
        (
            "links.toml",
            'target = "net_new_network_upgrade_enterprises_2028"\nunmeasured = "no-series"',
            'target = "net_new_network_upgrade_enterprises_2028"\nseries = "priv5g_industrial"',
            "net_new_network_upgrade_enterprises_2028 只是与之相似，二者不能同用序列 priv5g_",
        ),
        ("links.toml", "\nlookalike = true", "", "应写 lookalike = true"),
        (
            "links.toml",
            'series = "factories_5g_built"\nreason',
            'series = "factories_5g_built"\nlookalike = true\nreason',
            "替代序列 factories_5g_built 应写 lookalike = false",
        ),
        ("links.toml", ANY, 'series = "priv5g_industry"', "无法识别序列“priv5g_industry”。是否指"),
        ("links.toml", ANY, f'{ANY}\nunmeasured = "no-series"', "须二者择一"),
        ("links.toml", ANY, f"{ANY}\nfactor = 0", "factor 为0，须大于0"),
        ("links.toml", ANY, f"{ANY}\nfacter = 1", "无法识别字段“facter”。是否指“factor”？"),
        ("links.toml", ANY, f'{ANY}\nbase = "x"', "无法识别所述数值“x”"),
        ("links.toml", ANY, f'{ANY}\nmeasures = "samme"', "measures 为“samme”，应为以下之一"),
        ("links.toml", 'target = "plt_pen', 'target = "plt_pem', "plt_penetration_rate_2028 没有"),
        ("links.toml", 'target = "plt_pen', 'target = "plt_pem', "无法识别目标“plt_pemetration"),
        (
            "links.toml",
            'target = "net_512_key_industries"',
            'target = "net_512_typical_scenarios"',
            "net_512_typical_scenarios 有2条，请只保留一条",
        ),
        ("links.toml", "[[link]]", "[[link]", "links.toml：不是有效的 TOML"),
        ("series.toml", 'rule = "split"', 'rule = "splice"', "应为以下之一：split、bridge"),
        ("series.toml", "date = 2021-03-31", 'date = "March"', "date 为“March”"),
        ("series.toml", "ceiling = 97", "ceiling = -1", "ceiling 为-1，须大于0"),
        (
            "series.toml",
            'code = "id_industries"',
            'code = "id_industry"',
            "无法识别序列“id_industry”",
        ),
        ("series.toml", 'code = "id_industries"', 'code = "id_enterprises"', "有2条"),
    ],
)
def test_a_mistake_in_the_links_is_said_in_both_languages(told, own_links, file, old, new, zh):
    folder = own_links((file, old, new))
    problems = told(lambda: load_links(folder))
    assert any(zh in p.zh for p in problems), [p.zh for p in problems]


def test_a_folder_without_links_is_said(told, tmp_path):
    problems = told(lambda: load_links(tmp_path))
    assert [p.zh.endswith(("links.toml", "series.toml")) for p in problems] == [True, True]


def test_links_of_one_s_own_are_read(own_links):
    folder = own_links(("series.toml", "ceiling = 97", "ceiling = 96"))
    assert load_links(str(folder)).rules_of("coverage_5g_econ_major_97").ceiling == 96
    assert load_links().rules_of("coverage_5g_econ_major_97").ceiling == 97
    assert load_links().rules_of("driven_industrial_va").ceiling is None
