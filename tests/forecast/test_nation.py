"""The national index and the topic indices: real figures by hand, exact ranges, vintages, gaps."""

import itertools
import math
import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import devindex as dx
from devindex.definitions import series_used
from devindex.forecast.linking import coefficients, extent
from devindex.forecast.series import Series, clean_series
from devindex.index.aggregate.means import geometric
from devindex.index.normalise.ratio import ratio_to_base

YEARS = [2020, 2021, 2022, 2023]


@pytest.fixture(scope="module")
def nation():
    return dx.national_index()


@pytest.fixture(scope="module")
def platform():
    return dx.national_index("platform")


@pytest.fixture(scope="module")
def five_g():
    return dx.national_index("five-g")


def row(index, year, dimension="index"):
    frame = index.frame
    return frame[(frame["year"] == year) & (frame["dimension"] == dimension)].iloc[0]


def span(index, year, dimension="index"):
    found = row(index, year, dimension)
    return found["low"] / 100, found["high"] / 100


def close(*expected):
    return pytest.approx(expected, rel=1e-12)


def mean(*values):
    return math.prod(values) ** (1 / len(values))


def own(*values, never_falls=False, first=2020):
    years = [str(first + n) for n, v in enumerate(values) if v is not None]
    return Series.of(years, [v for v in values if v is not None], never_falls=never_falls)


def same(one, other):
    for table in ("frame", "values", "published"):
        left, right = getattr(one, table), getattr(other, table)
        assert left.equals(right), table


def test_2021_of_the_nation_by_hand(nation):
    """Projects 1,100-1,200 to 2,000-2,500; external network 89.7-98 % in both, not falling;
    nodes 75 to 156; registrations 5.5-50 to 40-200 billion; platforms 70-160 to 150-160;
    devices 73 to 76-79 million; penetration 14.67 to 17.5 %.
    """
    network = (mean(1.0, 2000 / 1200), mean(98 / 89.7, 2500 / 1100))
    identifier = (mean(156 / 75, 1.0), mean(156 / 75, 2000 / 55))
    platforms = (
        mean(mean(1.0, 7600 / 7300), 17.5 / 14.67),
        mean(mean(160 / 70, 7900 / 7300), 17.5 / 14.67),
    )
    assert span(nation, 2021, "network") == close(*network)
    assert span(nation, 2021, "identifier") == close(*identifier)
    assert span(nation, 2021, "platform") == close(*platforms)
    low, high = (mean(*parts) for parts in zip(network, identifier, platforms, strict=True))
    assert span(nation, 2021) == close(low, high)
    assert row(nation, 2021)["middle"] == pytest.approx(100 * math.sqrt(low * high))
    assert row(nation, 2021)["middle"] == pytest.approx(183.8, abs=0.05)


def test_2024_of_the_nation_follows_2023_by_what_both_have(nation):
    """Six indicators in four dimensions; core value added, 1.39 to 1.53 trillion yuan, enters.

    From 2023 as base: devices 96-97 to 96.5-97.5 million, not falling; projects 10,000-14,000 to
    17,000-18,000; external network 89.7-98 % in both, not falling.
    """
    linked = nation.values[(nation.values["year"] == 2024) & nation.values["linked"]]
    assert set(linked["indicator"]) == {"N02", "N05", "N08", "N09", "N15", "N32"}
    whole = dx.national_index(base=2023)
    parts = [span(whole, 2024, d) for d in ("network", "identifier", "platform", "cross-cutting")]
    assert parts[3] == close(1.53 / 1.39, 1.53 / 1.39)
    assert parts[2] == close(9650 / 9650, 9750 / 9600)  # devices, which never fall
    assert parts[0] == close(mean(1.0, 17000 / 14000), mean(98 / 89.7, 18000 / 10000))
    assert span(whole, 2024) == close(*(mean(*ends) for ends in zip(*parts, strict=True)))


def test_coverage_counts_and_names_the_indicators_of_35(nation):
    whole = nation.frame[nation.frame["dimension"] == "index"]
    assert whole["measured"].tolist() == [8, 8, 7, 8, 6, 5]
    assert whole["linked"].tolist() == [8, 7, 7, 7, 6, 4]
    assert set(whole["indicators"]) == {35}
    assert sorted(nation.measured(2021)) == [
        "N02", "N05", "N08", "N09", "N10", "N12", "N14", "N15",
    ]  # fmt: skip
    by_dimension = nation.frame[nation.frame["dimension"] != "index"]
    for column in ("measured", "linked", "indicators"):
        assert (by_dimension.groupby("year")[column].sum().to_numpy() == whole[column]).all()


def test_dimensions_without_a_figure_of_the_base_year_stay_gaps(nation):
    never = nation.frame[nation.frame["dimension"].isin(["data", "security", "cross-cutting"])]
    assert never["middle"].isna().all()
    assert row(nation, 2024, "cross-cutting")["measured"] == 1


def test_the_platform_index_by_hand(platform):
    """2021: platforms, devices, penetration 14.67 to 17.5 %, level of use 31.76 to 34.25 points.
    2022: platforms 240 and devices 79-82 million alone, so supply alone carries it on.
    """
    supply = (mean(1.0, 7600 / 7300), mean(160 / 70, 7900 / 7300))
    use = mean(17.5 / 14.67, 34.25 / 31.76)
    assert span(platform, 2021, "platform-supply") == close(*supply)
    assert span(platform, 2021, "platform-use") == close(use, use)
    assert span(platform, 2021) == close(mean(supply[0], use), mean(supply[1], use))
    # the coefficients of 2021 differ: a half of supply into it, the whole of supply out of it
    count = [mean(v / b) ** 0.25 * mean(240 / v) ** 0.5 for v, b in ((160, 160), (150, 70))]
    device = [(v / 7300) ** 0.25 * (w / v) ** 0.5 for v, w in ((7900, 7900), (7600, 8200))]
    assert span(platform, 2022) == close(
        count[0] * device[0] * use**0.5, count[1] * device[1] * use**0.5
    )
    assert math.isnan(row(platform, 2022, "platform-use")["middle"])


def test_the_5g_index_by_hand(five_g):
    """Stations 0.718, 1.425 and 2.312 million; projects 1,100-1,200, 2,000-2,500, 4,000-5,000;
    virtual private networks 2,300, then 10,000-17,000 between September 2022 and June 2023.
    """
    stations, projects = 142.5 / 71.8, (2000 / 1200, 2500 / 1100)
    assert span(five_g, 2021) == close(*(mean(stations, p) for p in projects))
    supply = [stations * mean(231.2 / 142.5, v / 2300) for v in (10000, 17000)]
    assert span(five_g, 2022, "network-supply") == close(*supply)
    assert span(five_g, 2022, "network-use") == close(4000 / 1200, 5000 / 1100)
    assert span(five_g, 2022) == close(mean(supply[0], 4000 / 1200), mean(supply[1], 5000 / 1100))


def test_the_official_platform_index_stands_beside_and_is_no_input(platform, read):
    """CICS-CERT: 251 in 2022 and 316 in 2024, 2018 = 100."""
    beside = platform.published.query("series == 'iip_index'")
    assert dict(zip(beside["date"], beside["value"], strict=True)) == {
        "2022-12-31": 251.0, "2024-12-31": 316.0,
    }  # fmt: skip
    assert set(beside["unit"]) == {"index (2018=100)"}
    assert beside["url"].str.startswith("http").all()
    chosen = platform.framework
    assert not set(chosen.references) & {*series_used(chosen), *platform.series}
    rows = tuple(r for r in read.rows if r.series not in chosen.references)
    without = dx.national_index("platform", announcements=replace(read, rows=rows))
    assert without.frame.equals(platform.frame)
    assert without.published.empty


@pytest.mark.parametrize("name", ["platform", "five-g"])
def test_the_range_is_that_of_all_corners(name):
    """Every choice of an end of each interval to 2022, stocks not falling, as exact figures."""
    whole = dx.national_index(name, until="2023-12-30")
    ends = {
        code: [e for e in _year_ends(whole, code) if e is not None] for code in whole.series
    }  # fmt: skip
    choices = {code: list(_rising(whole.series[code], e)) for code, e in ends.items() if e}
    assert sum(len(c) > 1 for c in choices.values()) >= 2
    found = []
    for chosen in itertools.product(*choices.values()):
        figures = dict(zip(choices, chosen, strict=True))
        one = dx.national_index(name, until="2023-12-30", figures=figures, window=0)
        assert span(one, 2022)[0] == pytest.approx(span(one, 2022)[1])
        found.append(span(one, 2022)[0])
    assert span(whole, 2022) == close(min(found), max(found))


def _year_ends(index, code):
    rows = index.values[index.values["indicator"] == _indicator_of(index, code)]
    return [
        None if np.isnan(r.low) else (int(r.year), sorted({r.low, r.high}))
        for r in rows.itertuples()
    ]


def _indicator_of(index, code):
    return next(i.code for i in index.framework.indicators if i.numerator.series == code)


def _rising(series, ends):
    """Exact series through an end of each year's interval, or an end of another's that is in it."""
    years = [str(year) for year, _ in ends]
    every = sorted({v for _, pair in ends for v in pair})
    inside = [[v for v in every if pair[0] <= v <= pair[-1]] for _, pair in ends]
    for values in itertools.product(*inside):
        if not series.never_falls or list(values) == sorted(values):
            yield Series.of(years, values, never_falls=False)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(-3, 3), st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=5
    ),
    st.booleans(),
)
def test_extent_is_that_of_all_whole_numbers_inside(parts, rises):
    """With whole ends the best x is whole, so trying every whole number is exact."""
    c, low, wide = (np.array(v, dtype=float) for v in zip(*parts, strict=True))
    if rises:
        low = np.maximum.accumulate(low)
    high = low + wide
    tried = [
        float(c @ x)
        for x in itertools.product(*(np.arange(a, b + 1) for a, b in zip(low, high, strict=True)))
        if not rises or list(x) == sorted(x)
    ]
    got = extent(c[None], low[None], high[None], np.array([rises]))
    assert got == pytest.approx((min(tried), max(tried)), abs=1e-9)


def test_shuffled_rows_change_nothing(nation, read):
    rows = list(read.rows)
    random.Random(5).shuffle(rows)
    same(dx.national_index(announcements=replace(read, rows=tuple(rows))), nation)


def test_a_vintage_reads_no_later_figure(read):
    day = date(2023, 12, 31)
    then = dx.national_index(until=day)
    assert then.frame["year"].max() == 2023
    rows = tuple(r for r in read.rows if r.published <= day)
    same(dx.national_index(until=day, announcements=replace(read, rows=rows)), then)
    wild = tuple(r if r.published <= day else replace(r, value="999999") for r in read.rows)
    same(dx.national_index(until=day, announcements=replace(read, rows=wild)), then)
    assert all(
        c.figure.published <= day for s in then.series.values() for c in s.choices
    )  # fmt: skip


def test_a_vintage_ends_with_the_last_year_that_had_ended():
    assert dx.national_index("five-g", until="2023-12-30").frame["year"].max() == 2022
    assert dx.national_index("five-g", until="2023-12-31").frame["year"].max() == 2023


def test_complete_figures_give_the_registered_fixed_base_method():
    """Ratio to base, then geometric means of indicators, themes and dimensions, as in a recipe."""
    rng = np.random.default_rng(7)
    chosen = dx.load_framework("five-g")
    x = rng.uniform(10, 90, (4, 7))
    figures = {
        i.numerator.series: own(*map(float, x[:, n])) for n, i in enumerate(chosen.indicators)
    }
    z = ratio_to_base(
        np.array([[float(f"{v:.12g}") for v in r] for r in x]), np.ones(7),
        np.array([i.code for i in chosen.indicators]), np.repeat("000000", 4), np.array(YEARS),
        base_year=2020,
    )  # fmt: skip
    halves, thirds = np.full(2, 0.5), np.full(3, 1 / 3)
    supply = geometric(np.column_stack([z[:, 0], geometric(z[:, 1:3], halves)]), halves)
    breadth = geometric(z[:, 5:], halves)
    use = geometric(np.column_stack([z[:, 3], z[:, 4], breadth]), thirds)
    expected = geometric(np.column_stack([supply, use]), halves)
    for method in ("chained", "fixed-base"):
        made = dx.national_index("five-g", figures=figures, method=method, until="2023-12-31")
        whole = made.frame.query("dimension == 'index'")
        assert whole["middle"].to_numpy() == pytest.approx(expected, rel=1e-12)
        assert whole["low"].to_numpy() == pytest.approx(expected, rel=1e-12)


def test_a_new_indicator_moves_a_chain_only_by_its_growth(five_g):
    """5G factories, 1,800 and more, are first counted in 2023: no jump, and growth from then on."""
    without = dx.national_index("five-g", figures={"factories_5g_built": own(1, first=1990)})
    assert span(five_g, 2023) == close(*span(without, 2023))
    assert span(five_g, 2024)[0] > span(without, 2024)[0]


def test_fixed_base_leaves_out_what_the_base_year_has_not():
    made = dx.national_index("five-g", method="fixed-base")
    linked = made.values[made.values["linked"]]
    assert set(linked["indicator"]) == {"G01", "G04"}
    assert span(made, 2025) == close(
        mean(483.8 / 71.8, 20000 / 1200), mean(483.8 / 71.8, 26000 / 1100)
    )


def test_a_year_nothing_links_ends_the_chain():
    only = {c: own(1, first=1990) for c in series_used(dx.load_framework("five-g"))}
    only["base_stations_5g"] = own(10, 20, None, 40)
    whole = dx.national_index("five-g", figures=only, until="2023-12-31")
    middle = whole.frame.query("dimension == 'index'")["middle"]
    assert middle.round(6).tolist()[:2] == [100.0, 200.0]
    assert middle.isna().tolist() == [False, False, True, True]
    direct = dx.national_index("five-g", figures=only, until="2023-12-31", method="fixed-base")
    assert row(direct, 2023)["middle"] == pytest.approx(400.0)
    assert whole.latest["year"] == 2021


def test_what_one_indicator_left_out_would_change(five_g):
    """2021 rests on stations, one dimension, and projects, the other: each alone is the index."""
    stations = span(five_g, 2021, "network-supply")[0] * 100
    projects = row(five_g, 2021, "network-use")["middle"]
    found = row(five_g, 2021)
    assert sorted([stations, projects]) == close(found["middle_low"], found["middle_high"])


def test_a_denominator_with_figures_makes_the_level_a_ratio(nation):
    enterprises = own(400000.0, 440000.0, 470000.0)
    figures = {"above-scale-industrial-enterprises": enterprises}
    ratios = dx.national_index(figures=figures, until="2022-12-31")
    told = ratios.values.set_index(["indicator", "year"])
    assert told.loc[("N08", 2021), "low"] == pytest.approx(156 / 440000 * 10000)
    assert not told.loc[("N08", 2021), "level"]
    assert told.loc[("N08", 2021), "unit"].startswith("nodes per 10,000")
    levels = nation.values.set_index(["indicator", "year"])
    assert levels.loc[("N08", 2021), "level"]
    assert levels.loc[("N08", 2021), "low"] == 156
    assert levels.loc[("N08", 2021), "unit"] == "nodes (个)"
    # one theme is the node density, the other registrations per enterprise and its own
    growth = 440000 / 400000
    assert span(ratios, 2021, "identifier")[0] == pytest.approx(
        mean(156 / 75 / growth, 1.0 / growth)
    )


def test_resolutions_per_identifier_are_as_wide_as_both_figures_leave(nation):
    """0.4-0.5 of October 2021 over 400-2,000, times a million: the denominator is shared."""
    found = nation.values.set_index(["indicator", "year"]).loc[("N10", 2021)]
    assert (found["low"], found["high"]) == close(0.4 / 2000 * 1e6, 0.5 / 400 * 1e6)
    assert found["how"] == "nearest / between"


def test_the_range_knows_that_a_series_enters_two_indicators():
    """Registrations up in one indicator and down in another: in equal weight they cancel."""
    chosen = dx.load_framework("national")
    made_of = np.zeros((35, 2))  # daily resolutions, registrations
    place = {i.code: n for n, i in enumerate(chosen.indicators)}
    made_of[place["N09"]] = 0, 1
    made_of[place["N10"]] = 1, -1
    seen = np.zeros((35, 2), dtype=bool)
    seen[[place["N09"], place["N10"]]] = True
    c = coefficients(chosen, made_of, seen, "chained")["identifier"][1]
    assert c == pytest.approx(np.array([[-0.5, 0.5], [0.0, 0.0]]))


def test_another_unit_changes_nothing(five_g):
    scaled = clean_series("projects_5g_ii").in_unit(1e-4, "10,000 projects")
    other = dx.national_index("five-g", figures={"projects_5g_ii": scaled})
    numbers = ["low", "middle", "high", "middle_low", "middle_high"]
    assert np.allclose(other.frame[numbers], five_g.frame[numbers], rtol=1e-10, equal_nan=True)


def test_more_than_and_exactly_differ_upwards():
    bounds = ["exact", "at_least"]
    more = Series.of(["2020", "2021"], [71.8, 140.0], bounds, never_falls=True)
    exact = Series.of(["2020", "2021"], [71.8, 140.0], never_falls=True)
    low, high = (
        span(dx.national_index("five-g", figures={"base_stations_5g": s}, until="2021-12-31"), 2021)
        for s in (exact, more)
    )
    assert high[0] == pytest.approx(low[0])
    assert high[1] > low[1]


def test_the_base_year_is_100_and_the_middle_lies_inside(nation, platform, five_g):
    for made in (nation, platform, five_g):
        seen = made.frame.dropna(subset="low")
        assert (seen["low"] <= seen["middle"] + 1e-9).all()
        assert (seen["middle"] <= seen["high"] + 1e-9).all()
        assert seen.query("year == 2020")[["low", "middle", "high"]].to_numpy() == pytest.approx(
            100.0
        )


def test_publishers_are_those_of_the_figures_used(platform):
    """The 50 platforms of a trade page in September 2024 stand for no year end."""
    assert platform.publishers == [
        "CAII", "CICS-CERT", "CNNIC", "MIIT", "福建省经济信息中心", "经济日报",
    ]  # fmt: skip


def test_one_line_tells_index_range_and_coverage(nation):
    assert str(nation) == (
        "National framework of industrial-internet development: 510.3 in 2025 (between 288.9 and "
        "901.5; 2020 = 100); figures for 5 of 35 indicators, 4 of which compare with the year "
        "before"
    )
    assert nation.summary("zh") == (
        "工业互联网发展国家指标体系：2025年指数为510.3（在288.9至901.5之间，2020年=100）；"
        "35项指标中5项有数值，其中4项可与上年相比"
    )


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ({"framework": "regional-public"}, "is regional; the national index needs", "属于地方级"),
        ({"base": 2031}, "base is 2031, a year that has not ended by 2026-11-20; 2025 is the last",
         "基年为2031年"),
        ({"base": 2015}, "no indicator has a figure for the base year 2015", "没有一项指标有基年"),
        ({"until": "2020-06"}, "base is 2020, a year that has not ended by 2020-06-30", "尚未结束"),
        ({"until": "soon"}, "'soon' is not a date", "不是日期"),
        ({"method": "chain"}, "unknown method of linking 'chain'. Did you mean 'chained'?",
         "无法识别衔接方法"),
        ({"window": 9}, "window is 9 months; 0 to 6 are possible", "window 为9个月"),
        ({"figures": {"projects_5gii": own(1)}}, "Did you mean 'projects_5g_ii'?", "序列或题项"),
        ({"figures": {"projects_5g_ii": own(0.0, 5.0)}}, "projects_5g_ii reaches down to 0",
         "低至 0"),
        ({"figures": {"projects_5g_ii": Series.of([2020.0, 2021.0], [1, 2])}},
         'write "2021" as text for the end of 2021', '请写作文字 "2021"'),
        ({"figures": {"projects_5g_ii": 3}}, "figures is {'projects_5g_ii': 3}", "figures 为"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence(asked, en, zh):
    with pytest.raises(dx.ForecastError) as caught:
        dx.national_index(**asked)
    (problem,) = caught.value.problems
    assert en in problem
    assert zh in problem.zh
