"""What if: paces, one more figure and scenarios do what their formulas say."""

from dataclasses import replace

import numpy as np
import pytest

from devindex.forecast.outlook import forecast
from devindex.forecast.pace import next_figure, pace_for
from devindex.forecast.series import Series
from devindex.forecast.whatif import SCENARIOS, best_year, growth_over, scenarios

RATE = "plt_penetration_rate_2028"
NETWORKS = "net_5g_private_networks_2030"
DEVICES = "plt_connected_devices_2028"
OPEN = (RATE, NETWORKS, DEVICES, "eco_core_industry_value_added_2030")


@pytest.fixture(scope="module")
def made():
    return {code: forecast(code, draws=4000) for code in OPEN}


@pytest.mark.parametrize("code", OPEN)
@pytest.mark.parametrize("p", [0.5, 0.8, 0.99])
def test_paths_lifted_to_the_pace_reach_the_target_as_often_as_asked(made, code, p):
    found = made[code]
    row = pace_for(found, [p]).loc[p]
    ahead, value = found.dates[-1] - found.series.times[-1], found.threshold

    def share(lift):
        return ((found.draws + lift).max(axis=1) >= value).mean()

    assert share(row["lift"] - 1e-9 * value) <= p + 1 / 4000  # paths at rest jump together
    assert share(row["lift"] + 1e-9 * value) >= p
    end = found.series.values[-1] + row["pace"] * ahead
    assert end == pytest.approx(np.median(found.draws[:, -1]) + row["lift"])
    assert end == pytest.approx(found.series.values[-1] * (1 + row["growth"]) ** ahead)


def test_a_higher_probability_or_target_needs_a_faster_pace(made):
    table = pace_for(made[RATE], [0.2, 0.5, 0.8])
    assert (table["pace"].iloc[:3].diff().dropna() > 0).all()
    assert pace_for(made[RATE], [0.5], 60).loc[0.5, "pace"] > table.loc[0.5, "pace"]
    assert table.loc["as forecast", "lift"] == 0.0


def test_the_next_figure_moves_the_probability_as_with_figure_does(made):
    table = next_figure(made[DEVICES], "2026-12-31", [1.05e8, 1.1e8, 1.15e8, 1.3e8])
    assert (table["probability"].diff().dropna() >= 0).all()
    assert table["probability"].iloc[-1] == 1.0
    same = made[DEVICES].with_figure("2026-12-31", 1.1e8)
    assert table["probability"].iloc[1] == same.probability()


def test_values_left_out_are_quantiles_of_the_forecast(made):
    found = made[DEVICES]
    table = next_figure(found, "2026-12-31")
    at = int(np.searchsorted(found.dates, 2026.99))
    cuts = np.quantile(found.draws[:, at], [0.1, 0.25, 0.5, 0.75, 0.9])
    assert table["value"].to_numpy() == pytest.approx(cuts, rel=1e-3)


def test_scenarios_are_their_formulas(made):
    found = made[DEVICES]
    by = {s.code: s for s in scenarios(found, years=2, lifts=[1.5])}
    assert set(by) == set(SCENARIOS)
    start, ahead = found.series.values[-1], found.dates - found.series.times[-1]
    median = np.median(found.draws, axis=0)
    assert by["model"].line == pytest.approx(median)
    assert by["model"].probability == found.probability()
    assert by["lift"].line == pytest.approx(start + 1.5 * (median - start))
    recent = growth_over(found.series, 2)
    assert by["last-years"].line == pytest.approx(start * (1 + recent) ** ahead)
    assert by["last-years"].growth == pytest.approx(recent)
    assert by["best-year"].growth >= by["last-years"].growth
    assert by["lift"].probability > by["model"].probability
    assert by["lift"].name.zh == "政策使增量变为1.5倍"


def test_a_line_above_the_target_is_reached_by_half_of_the_paths_or_more(made):
    for code in OPEN:
        for s in scenarios(made[code]):
            if s.probability is not None and s.line[-1] >= made[code].threshold:
                assert s.probability >= 0.5 - 1 / 4000


def test_no_scenario_passes_the_ceiling(made):
    by = {s.code: s for s in scenarios(made[RATE], lifts=[20.0])}
    assert by["lift"].line.max() == 100.0
    assert by["lift"].probability <= 1.0


def test_growth_is_even_between_figures():
    series = Series.of([2020.0, 2022.0, 2024.0], [100, 144, 144])
    assert growth_over(series, 4) == pytest.approx(1.2**0.5 - 1)
    assert growth_over(series, 10) == growth_over(series, 4)
    assert growth_over(series, 2) == 0.0
    assert growth_over(series, 3) == pytest.approx(1.2 ** (1 / 3) - 1)
    assert best_year(series) == pytest.approx(0.2)
    assert best_year(Series.of([2020.0, 2020.5], [100, 110])) == pytest.approx(0.21)


def test_one_figure_gives_no_growth_of_its_own_and_no_scenario_of_it(made):
    by = {s.code: s for s in scenarios(made[NETWORKS])}
    assert set(by) == {"model", "lift"}
    assert by["lift"].probability > made[NETWORKS].probability()


def test_past_growth_names_the_dates_it_is_read_between():
    series = Series.of(["2023-12-28", "2024-02-01"], [100, 110])
    by = {s.code: s for s in scenarios(forecast(series, 2028, draws=100))}
    assert by["last-years"].name.en == "growth as in the last 0.1 years (2023-12-28 to 2024-02-01)"
    assert by["best-year"].name.zh == "延续历史最快一年的增速（2023-12-28至2024-02-01）"
    series = Series.of([2020, 2021, 2022, 2023], [100, 110, 143, 150])
    best = scenarios(forecast(series, 2028, draws=100))[2]
    assert best.name.en == "growth as in the best year (2021-12-31 to 2022-12-31)"


def test_a_next_figure_that_is_no_growth_is_labelled_so():
    found = forecast("plt_influential_platforms_2028", draws=500)
    table = next_figure(found, "2026-12-31", [330, 340, 350], bound="at_least")
    assert table["taken_as"].tolist() == ["fall", "standstill", "growth"]


def test_without_a_target_there_are_lines_and_no_probability():
    found = forecast(Series.of([2022, 2023, 2024], [40, 44, 47]), 2028, draws=200)
    assert all(s.probability is None for s in scenarios(found))
    assert np.isfinite(scenarios(found)[1].line).all()


def test_faults_are_told(made, told):
    found = made[RATE]
    plain = forecast(Series.of([2022, 2023], [40, 44]), 2028, draws=100)
    told(lambda: pace_for(plain))
    told(lambda: next_figure(plain, "2025"))
    assert len(told(lambda: pace_for(found, [0.0, 1.5]))) == 2
    told(lambda: pace_for(found, target=10.0))  # reached long ago
    told(lambda: pace_for(found, "half"))
    (above,) = told(lambda: pace_for(found, target=140.0))
    assert above == "140 lies above the ceiling of 100, so no pace leads there"
    (one,) = told(lambda: next_figure(found, "2026", 30))
    assert one.startswith("values is 30; a list of finite numbers")
    told(lambda: pace_for(replace(found, target=replace(found.target, direction="at_most"))))
    told(lambda: next_figure(found, "2021-06-30", [20]))
    told(lambda: next_figure(found, "soon"))
    told(lambda: next_figure(found, "2026", [101.0]))  # above the ceiling
    told(lambda: scenarios(found, years=0))
    told(lambda: scenarios(found, lifts=[-1.0]))
    told(lambda: growth_over(Series.of([2020], [5], name="单点"), 3))
    told(lambda: best_year(Series.of([2020, 2021], [0, 5], name="单点")))
