"""The panel: published totals come back, vintages never meet, doubtful cells stay out."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from devindex import (
    DefinitionError,
    ObservationError,
    compute,
    load_framework,
    load_observations,
    load_panel,
    regions,
)

COVERED = [code for code, unit in regions().items() if unit.covered]


@pytest.fixture(scope="module")
def seen():
    return load_observations()


@pytest.mark.parametrize(
    ("series", "year", "published", "tolerance"),
    [
        ("inn_rd_ind", 2020, 15_271.3, 0.05),
        ("inn_rd_ind", 2022, 19_361.8, 0.05),
        ("net_bb_subs", 2022, 58_965, 0.5),
        ("inn_rd_total", 2024, 36_326.8, 0.05),
        ("inn_newprod_rev", 2020, 238_073.7, 0.05),
    ],
)
def test_provinces_sum_to_the_published_national_total(seen, series, year, published, tolerance):
    """National totals as published: industrial R&D and new-product revenue, 亿元; broadband
    subscribers, 万户; gross R&D, 亿元 (bulletin 2024, annex table 2).

    Tolerance: half a unit of the last digit printed. The provinces' own rounding (31 times half a
    unit of their last digit) is small beside it, for they are printed with more digits or, for
    gross R&D, add up exactly.
    """
    own = seen.frame.query("series == @series and year == @year and region in @COVERED")
    assert len(own) == 31
    assert own["value"].sum() == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize(
    ("series", "published"), [("eco_gdp_v2023", 111_151.6), ("eco_gdp", 113_708.9)]
)
def test_both_vintages_of_guangdong_gdp_2020_are_kept(seen, series, published):
    """Before and after the Fifth Economic Census, 亿元; exactly as printed."""
    own = seen.frame.query("series == @series and region == '440000' and year == 2020")
    assert own["value"].tolist() == [published]


def test_every_source_is_told(seen):
    assert set(seen.frame["source"]) == set(seen.sources)
    for source in seen.sources.values():
        assert source.producer
        assert source.url
        assert source.licence


def test_two_vintages_in_one_framework_are_an_error(own_framework):
    mixed = load_framework(
        own_framework(("application.toml", 'series = "eco_gdp"', 'series = "eco_gdp_v2023"'))
    )
    with pytest.raises(DefinitionError, match="eco_gdp and eco_gdp_v2023 are vintages of one"):
        load_panel(mixed)


def test_one_vintage_for_the_whole_panel_works():
    before = load_panel(years=(2018, 2023), vintage={"eco_gdp": "eco_gdp_v2023"})
    after = load_panel(years=(2018, 2023))
    assert before.values.loc[("440000", 2020), "eco_gdp"].item() == 111_151.6
    assert after.values.loc[("440000", 2020), "eco_gdp"].item() == 113_708.9
    others = after.values.columns.drop("eco_gdp")
    pd.testing.assert_frame_equal(before.values[others], after.values[others], check_exact=True)
    assert not compute(before).scores.equals(compute(after).scores)


@pytest.mark.parametrize(
    ("vintage", "words"),
    [
        ({"eco_gdp": "eco_pop"}, "eco_pop is not a vintage of eco_gdp"),
        ({"eco_gdp": "eco_gdp_v2032"}, "Did you mean 'eco_gdp_v2023'?"),
    ],
)
def test_only_a_vintage_of_the_same_series_may_take_its_place(vintage, words):
    with pytest.raises(DefinitionError) as caught:
        load_panel(vintage=vintage)
    assert words in str(caught.value)


def test_suspect_cells_are_left_out_and_marked(seen, panel, index):
    """Inner Mongolia's IT services of 2021 are flagged ``suspect_in_source``."""
    cell = seen.frame.query("series == 'sw_its_rev' and region == '150000' and year == 2021")
    assert cell["flags"].str.contains("suspect_in_source").tolist() == [True]
    assert cell["status"].tolist() == ["U"]
    assert np.isnan(panel.values.loc[("150000", 2021), "sw_its_rev"])
    assert panel.status.loc[("150000", 2021), "sw_its_rev"] == "O"
    assert index.status.loc[("150000", 2021), "it-services"] == "E"


def test_no_suspect_cell_is_in_the_panel(seen, panel):
    first, last = panel.years[0], panel.years[-1]
    suspect = seen.frame[seen.frame["flags"].str.contains("suspect_in_source")]
    suspect = suspect[suspect["series"].isin(panel.values.columns)]
    suspect = suspect[suspect["year"].between(first, last)]
    assert len(suspect) > 0
    for row in suspect.itertuples():
        assert np.isnan(panel.values.loc[(row.region, row.year), row.series])


def test_status_says_what_is_missing(panel):
    assert (panel.status == "O").equals(panel.values.isna())


def test_the_nation_is_the_sum_of_the_provinces(panel):
    provinces = panel.values.drop(index="000000", level="region")
    whole = provinces.groupby("year").sum(min_count=31)
    additive = ["eco_gdp", "eco_pop", "net_bb_ports", "inn_rd_ind", "app_ecom_sales", "net_domains"]
    nation = panel.values.loc["000000"]
    np.testing.assert_allclose(nation[additive], whole[additive], rtol=1e-12)
    assert (panel.status.loc["000000"].loc[2020, additive] == "A").all()


def test_the_nations_rates_are_weighted_means(panel, framework):
    weighted = [i for i in framework.indicators if i.nation == "weighted-mean"]
    assert weighted
    for i in weighted:
        rate = panel.values[i.numerator.series].unstack("year").drop(index="000000")
        weight = (
            panel.values[i.nation_weight].unstack("year").drop(index="000000").where(rate.notna())
        )
        expected = (rate * weight).sum() / weight.sum()
        nation = panel.values.loc["000000", i.numerator.series]
        np.testing.assert_allclose(nation, expected, rtol=1e-12)
        assert (nation <= rate.max()).all()
        assert (nation >= rate.min()).all()


def test_the_nation_is_missing_where_too_few_provinces_publish(panel):
    """Gross R&D of 2023 is published for 12 provinces."""
    published = panel.values["inn_rd_total"].unstack("year").drop(index="000000").notna().sum()
    assert published[2023] == 12
    assert np.isnan(panel.values.loc[("000000", 2023), "inn_rd_total"])
    assert panel.status.loc[("000000", 2023), "inn_rd_total"] == "O"
    assert panel.values.loc[("000000", 2024), "inn_rd_total"] == pytest.approx(36_326.8, abs=0.05)


def test_a_nation_of_almost_all_provinces_is_marked_estimated(panel):
    published = panel.values["sw_its_rev"].unstack("year").drop(index="000000").notna().sum()
    assert 27 <= published[2021] < 31
    assert panel.status.loc[("000000", 2021), "sw_its_rev"] == "E"


def test_the_panel_is_a_full_grid(panel):
    assert panel.regions == ["000000", *COVERED]
    assert panel.years == list(range(2016, 2025))
    assert len(panel.values) == 32 * 9
    assert panel.values.index.is_unique
    assert panel.values.index.equals(panel.status.index)
    assert panel.values.columns.equals(panel.status.columns)


def test_years_stand_in_order_however_the_rows_do(panel):
    order = np.random.default_rng(5).permutation(len(panel.values))
    shuffled = dataclasses.replace(
        panel, values=panel.values.iloc[order], status=panel.status.iloc[order]
    )
    assert shuffled.years == panel.years


def test_dropping_and_cutting_leave_the_panel_as_it_was(panel):
    before = panel.values.copy()
    assert panel.drop(["上海"]).regions == [r for r in panel.regions if r != "310000"]
    assert panel.until(2020).years == list(range(2016, 2021))
    pd.testing.assert_frame_equal(panel.values, before, check_exact=True)
    assert len(panel.to_frame()) == panel.values.size


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda p: p.until(2030), ObservationError, "no year 2030: it covers 2016 to 2024"),
        (lambda p: p.drop(["Atlantis"]), DefinitionError, "unknown region 'Atlantis'"),
        (lambda p: load_panel("regional"), ObservationError, "answered by questionnaire"),
        (lambda p: load_panel("enterprise"), ObservationError, "answered by questionnaire"),
        (lambda p: load_panel(years=(2030, 2031)), ObservationError, "in 2030 to 2031"),
        (
            lambda p: load_panel("regional-pubic"),
            DefinitionError,
            "Did you mean 'regional-public'?",
        ),
    ],
)
def test_what_cannot_be_answered_is_said(panel, ask, error, words):
    with pytest.raises(error) as caught:
        ask(panel)
    assert words in str(caught.value)
