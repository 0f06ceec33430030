"""What must hold of every forecast, on announced series and on a handful of plain ones."""

import random
import warnings
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from devindex.definitions import load_targets
from devindex.errors import DevindexWarning
from devindex.forecast import Series, clean_series, forecast, predict, target_series
from devindex.observations.dates import decimal_year

DRAWS = 4000
RATE = "rd_design_tools_rate"
OPEN = (
    "net_5g_private_networks_2030",
    "app_industry_midclass_coverage_2030",
    "eco_core_industry_value_added_2030",
    "plt_influential_platforms_2028",
    "plt_connected_devices_2028",
    "plt_penetration_rate_2028",
)
ANNOUNCED = {
    code: clean_series(code)
    for code in (
        "platforms_influential",  # five lower bounds
        "devices_connected_key_platforms",  # nine figures of every kind
        "platform_penetration",  # two, of 100
        "priv5g_industrial",  # one
        "nc_rate_key_processes",
        "rd_design_tools_rate",
        "projects_5g_ii",
        "factories_5g_built",
        "core_scale_miit",
        "core_va_caii",
        "base_stations_5g",
        "coverage_industry_major_41",  # at its ceiling
        "coverage_econ_mid",
    )
}
PLAIN = {
    "a share": Series.of(range(2018, 2023), [20, 26, 31, 37, 44], ceiling=100),
    "a share nearly full": Series.of(range(2019, 2023), [93, 95, 97, 98], ceiling=100,
                                     never_falls=True),
    "a count": Series.of(range(2018, 2023), [100, 130, 180, 240, 330], never_falls=True),
    "lower bounds": Series.of([2019, 2020, 2021, 2022.5], [100, 150, 240, 340], [1] * 4),
    "falling": Series.of(range(2018, 2022), [90, 80, 74, 70]),
    "one figure": Series.of([2022], [340], [1]),
    "two figures": Series.of([2021, 2022], [240, 340]),
}  # fmt: skip
EVERY = ANNOUNCED | PLAIN
every = pytest.mark.parametrize("name", EVERY)


def made(series, **options):
    return forecast(series, draws=DRAWS, **options)


@pytest.fixture(scope="module")
def found():
    """One forecast of every series."""
    return {name: made(series) for name, series in EVERY.items()}


def asked(one):
    """Values from nearly sure to hardly likely at the last date."""
    return np.quantile(one.draws[:, -1], np.linspace(0.02, 0.98, 9))


def error(*shares, draws=DRAWS):
    """Standard error of a difference of two shares, each of so many draws."""
    return float(np.sqrt(sum(p * (1 - p) for p in shares) / draws))


@every
def test_the_same_seed_gives_the_same_draws_and_another_gives_others(found, name):
    again, other = made(EVERY[name]), made(EVERY[name], seed=1)
    assert np.array_equal(again.draws, found[name].draws)
    full = EVERY[name].ceiling is not None and EVERY[name].low[-1] == EVERY[name].ceiling
    assert np.array_equal(other.draws, found[name].draws) == full


@pytest.mark.parametrize("upper", [None, 100.0])
def test_draws_do_not_hang_on_the_target_nor_on_the_order_of_rows(upper):
    times, values, bounds = [2018, 2019, 2020.5, 2022], [20, 30, 35, 50], [0, 1, 0, 1]
    ahead = [2023.0, 2024.0, 2026.5]

    def samples(target, order):
        t, v, b = ([column[n] for n in order] for column in (times, values, bounds))
        return predict(t, v, b, ahead, upper, target, 3)["samples"]

    first = samples(60.0, [0, 1, 2, 3])
    for target in (None, 1.0, 99.0):
        assert np.array_equal(samples(target, [2, 0, 3, 1]), first)


@every
def test_more_draws_change_a_probability_by_monte_carlo_error_only(found, name):
    few = found[name]
    many = forecast(EVERY[name], draws=10 * DRAWS, seed=1)
    for value in asked(few):
        p, q = few.probability(value), many.probability(value)
        assert abs(p - q) <= 4 * error(p, q) + 1 / DRAWS


@every
def test_a_nearer_deadline_or_a_higher_target_is_never_more_likely(found, name):
    one = found[name]
    odd = [t + part * gap for t, gap in zip(one.dates, np.diff(one.dates), strict=False)
           for part in (0, 0.5)]  # fmt: skip
    table = np.array(
        [[one.probability(v, t) for t in [*odd, one.dates[-1]]] for v in sorted(asked(one))]
    )
    assert (np.diff(table, axis=1) >= 0).all()
    assert (np.diff(table, axis=0) <= 0).all()
    assert ((table >= 0) & (table <= 1)).all()


@pytest.mark.parametrize("code", OPEN)
def test_a_nearer_deadline_is_never_more_likely_in_a_forecast_of_its_own(code):
    by_year = [made(code, until=str(year)).probability() for year in (2027, 2028, 2029, 2030)]
    for near, far in pairwise(by_year):
        assert near <= far + 4 * error(near, far)


@every
def test_draws_are_figures_that_can_be(found, name):
    series, draws = EVERY[name], found[name].draws
    assert np.isfinite(draws).all()
    assert (draws >= 0).all()
    if series.ceiling is not None:
        assert draws.max() <= series.ceiling
    if series.never_falls:
        assert draws.min() >= series.low.max()
        assert (np.diff(draws, axis=1) >= 0).all()


def surprises(one):
    """Figures from the end of the 80 % interval of the first date on, as the ceiling lets them."""
    ceiling = one.series.ceiling
    middle, end = np.quantile(one.draws[:, 0], [0.5, 0.9])
    values = end + np.array([0, 0.02, 0.5, 1, 3]) * (end - middle)
    last = one.series.low[-1]
    return values[(values > last) & (values <= (np.inf if ceiling is None else ceiling))]


@every
def test_a_figure_above_the_80_per_cent_interval_never_lowers_a_probability(found, name):
    """At its upper end at the first year end, a little or far above it."""
    one = found[name]
    for value in surprises(one):
        then = one.with_figure(float(one.dates[0]), float(value))
        for target in asked(one):
            before, after = one.probability(target), then.probability(target)
            assert after >= before - 4 * error(before, after), (value, target)


@pytest.mark.parametrize("name", ["a share", "a count"])
def test_a_figure_a_little_above_the_median_makes_a_far_target_less_likely(found, name):
    """It leaves the forecaster less unsure; docs/forecasting.md says why this is left so."""
    one = found[name]
    value, target = np.quantile(one.draws[:, 0], 0.6), np.quantile(one.draws[:, -1], 0.95)
    after = one.with_figure(float(one.dates[0]), float(value)).probability(target)
    assert after < one.probability(target) - 4 * error(after, one.probability(target))


@pytest.mark.parametrize("code", OPEN)
def test_nor_does_it_lower_the_probability_of_the_target_itself(code):
    one = made(code)
    before = one.probability()
    for value in surprises(one):
        after = one.with_figure(float(one.dates[0]), float(value)).probability()
        assert after >= before - 4 * error(before, after), value


@every
def test_a_series_turned_into_another_unit_has_the_same_forecast(found, name):
    one = found[name]
    for factor in (10, 1000):
        other = made(EVERY[name].in_unit(factor, "another"))
        assert other.draws == pytest.approx(factor * one.draws, rel=1e-9)
        for value in asked(one):
            assert other.probability(factor * value * (1 + 1e-9)) == pytest.approx(
                one.probability(value * (1 + 1e-9)), abs=1 / DRAWS
            )


@pytest.mark.parametrize(("factor", "bounds"), [(10, [0, 1, 1, 2]), (1000, [1] * 4), (7.3, None)])
@pytest.mark.parametrize("ceiling", [None, 400.0])
def test_figures_typed_in_a_unit_that_keeps_their_digits_give_the_same_forecast(
    factor, bounds, ceiling
):
    """Bounds times a power of ten; exact figures times any factor."""
    times, values = [2019, 2020, 2021, 2022.5], np.array([100, 150, 240, 340])
    one = made(Series.of(times, values, bounds, ceiling=ceiling))
    other = made(Series.of(times, values * factor, bounds,
                           ceiling=ceiling and ceiling * factor))  # fmt: skip
    assert other.draws == pytest.approx(factor * one.draws, rel=1e-6)


def test_a_bound_typed_in_a_unit_that_changes_its_digits_says_something_else():
    """ "More than 340" reaches to 350; 7.3 times 340 is 2482, and that reaches to 2483."""
    typed = Series.of([2022], [2482], ["at_least"])
    turned = Series.of([2022], [340], ["at_least"]).in_unit(7.3, "another")
    assert (typed.high[0], turned.high[0]) == (2483, 2555)
    assert not np.array_equal(made(typed).draws, made(turned).draws)


@pytest.mark.parametrize("before", [[], [240], [150, 240], [70, 100, 150, 240]])
@pytest.mark.parametrize("ceiling", [None, 1000.0])
def test_more_than_340_is_at_least_as_likely_to_reach_a_target_as_340(before, ceiling):
    times = range(2023 - len(before), 2024)
    more, exact = (
        made(Series.of(times, [*before, 340], [*[0] * len(before), bound], ceiling=ceiling))
        for bound in (1, 0)
    )
    for value in asked(exact):
        p, q = more.probability(value), exact.probability(value)
        assert p >= q - 4 * error(p, q)
    assert np.median(more.draws[:, -1]) > np.median(exact.draws[:, -1])


@pytest.mark.parametrize("code", [c for c in ANNOUNCED if len(ANNOUNCED[c].choices) > 2])
def test_shuffled_rows_change_nothing(read, found, code):
    rows = list(read.rows)
    random.Random(7).shuffle(rows)
    again = made(clean_series(code, announcements=replace(read, rows=tuple(rows))))
    assert np.array_equal(again.draws, found[code].draws)


@pytest.mark.parametrize("name", [n for n, s in EVERY.items() if len(s) == 1])
def test_one_figure_leaves_the_prior_as_it_was(found, name):
    why = found[name].why()
    assert why["posterior"].to_numpy() == pytest.approx(why["prior"].to_numpy(), abs=1e-12)
    assert "median_without" not in found[name].effects(1.0)


@pytest.mark.parametrize("name", [n for n, s in EVERY.items() if len(s) > 2])
def test_more_figures_move_the_prior(found, name):
    why = found[name].why()
    assert (why.groupby(level="part").sum() - 1).abs().to_numpy().max() < 1e-9
    assert (why["posterior"] - why["prior"]).abs().max() > 0.02


def test_two_figures_are_nearly_the_prior_and_growth_between_them_is_read(found):
    flat = made(Series.of([2021, 2022], [340, 340]))
    assert np.median(found["two figures"].draws[:, -1]) > np.median(flat.draws[:, -1])
    many = found["a count"].why()
    few = found["two figures"].why()
    moved = [(w["posterior"] - w["prior"]).abs().sum() for w in (few, many)]
    assert 0 < moved[0] < moved[1]


def test_a_forecast_of_one_more_figure_has_the_same_dates():
    """A float is a decimal year, also where it is whole: 2027.0 is not the end of 2027."""
    series = Series.of([float(y) for y in range(2018, 2023)], [100, 130, 180, 240, 330],
                       never_falls=True)  # fmt: skip
    one = made(series)
    assert one.dates[-1] == 2027.0
    assert one.with_figure(2025.5, 500).dates[-1] == 2027.0
    assert one.reached(400).index[-1] == 2027.0
    assert one.probability(400, 2026) == one.probability(400, "2026-12-31")
    assert made(series, until=2026).dates[-1] == one.dates[-2]


def test_a_year_end_and_the_last_date_beside_it_are_one_date():
    """The end of a leap year lies 7e-6 of a year after that of another."""
    one = made(Series.of([2022, 2023, 2024], [40, 44, 47]))
    assert [int(t) for t in one.dates] == [2025, 2026, 2027, 2028, 2029]


PASSED = "sec_monitored_platforms_2020"


@pytest.mark.parametrize(
    ("mistake", "en"),
    [
        (lambda: made(PASSED), f"the deadline of {PASSED}, 2020-12-31, has passed by 2026-11-20: "
         "past, unknown; the last figure by the deadline does not decide it"),
        (lambda: made("idn_secondary_nodes_2023"), "has passed by 2026-11-20: past, met; reached"),
        (lambda: made(OPEN[5], until=2023), "2023 lies before 2026-11-20"),
        (lambda: made("platform_penetration", until="2026-11-19"), "2026-11-19 lies before"),
        (lambda: made(PASSED, as_of="2021-01-01"), "has passed by 2021-01-01"),
        (lambda: made(PLAIN["a count"], until=2020), "2020 is not after the latest figure"),
        (lambda: made(PLAIN["a count"], as_of="2024"), "as_of means nothing beside a series"),
        (lambda: made(PLAIN["a count"], link="x"), "link means nothing beside a series"),
        (lambda: made(PLAIN["a count"], seed=-1), "seed is -1; 0 or more is needed"),
        (lambda: forecast(PLAIN["a count"], draws=10**9), "draws is 1000000000; 1 to 1,000,000"),
        (lambda: forecast(PLAIN["a count"], draws=0), "draws is 0; 1 to 1,000,000"),
        (lambda: made(PLAIN["a count"], until=20280), "20280 is not a year; a whole number from 1"),
        (lambda: made("platform_penetration", until=0), "0 is not a year; a whole number from 1"),
        (lambda: made(OPEN[5]).with_figure("2029", 40),
         "2029 is not before 2028-12-31, the last date of the forecast"),
        (lambda: made(OPEN[5]).with_figure("2028-12-31", 40), "is not before 2028-12-31"),
        (lambda: made(OPEN[5]).probability(OPEN[4]), "does not measure plt_connected_devices_2028"),
        (lambda: made(RATE, until=2030).probability(OPEN[5]),
         "does not measure plt_penetration_rate_2028, and platform_penetration does"),
        (lambda: made(OPEN[5], until=2030).probability("sec_classification_grading_rate_2030"),
         "and no announced series does"),
        (lambda: made("priv5g_all_industries", until=2030).probability(OPEN[0]),
         "and priv5g_industrial does"),
        (lambda: made("priv5g_industrial", until=2030).probability(
            "net_new_network_upgrade_enterprises_2028"), "does not measure net_new_network"),
        (lambda: made("core_va_caict", until=2030).probability(OPEN[2]),
         "and core_va_caii, core_scale_miit does"),
        (lambda: made("platform_penetration", until=9999),
         "9999 is more than 100 years after the latest figure"),
        (lambda: made("platform_penetration", until="2200"), "2200 lies outside the years 1900 to"),
        (lambda: made(Series.of([2020, 2021], [1e308, 1])), "value is 1e+308; at most 1e+100"),
        (lambda: made(OPEN[5]).probability("plt"), "unknown target 'plt'"),
        (lambda: made(PLAIN["a count"]).probability(3, "2023-06-30"),
         "2023-06-30 is outside the forecast, which runs from 2023-12-31 to 2027-12-31"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_one_sentence(told, mistake, en):
    (problem,) = told(mistake)
    assert en in problem


def test_a_deadline_is_open_to_its_last_day_and_one_of_the_past_where_it_lay_ahead():
    assert 0 <= made(PASSED, as_of="2020-12-31").probability() <= 1
    assert made(PLAIN["a count"], until=2023).dates[-1] < 2026


def test_a_day_after_the_announcements_were_read_is_told():
    with pytest.warns(DevindexWarning, match="read on 2026-11-20, so that no figure from then to"):
        late = made(OPEN[5], as_of="2027-01-01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(late.draws, made(OPEN[5], as_of="2026-11-20").draws)


def test_an_announced_series_answers_its_own_target_in_its_own_unit():
    """By the factor of the links: 2.5 trillion yuan are 25,000 hundred million."""
    for code, link in (("core_va_caii", None), ("core_scale_miit", "core_scale_miit")):
        turned = made(OPEN[2], link=link)
        assert made(code, until=2030).probability(OPEN[2]) == turned.probability()
    own = replace(made(OPEN[2]), target=None, threshold=None)
    assert own.probability(OPEN[2]) == made(OPEN[2]).probability()


def test_an_announced_series_goes_five_years_on_from_the_day_or_from_a_later_figure():
    """Industrial apps were last counted in 2021."""
    assert made("industrial_apps").dates[-1] == decimal_year(date(2026, 11, 20)) + 5
    early = made("industrial_apps", as_of="2020-12-31")
    assert early.dates[-1] == decimal_year(date(2020, 12, 31)) + 5
    assert made(PLAIN["a count"]).dates[-1] == PLAIN["a count"].times[-1] + 5


def test_a_forecast_can_end_with_the_calendar():
    far = made(Series.of([9990], [3]), until=9999)
    assert "by the end of 9999" in str(far)


def test_a_target_is_asked_for_by_its_id():
    one = made(OPEN[5])
    assert one.probability(OPEN[5]) == one.probability() == one.reached(OPEN[5]).iloc[-1]
    own = made(Series.of([2022, 2023, 2024], [40, 44, 47], unit="%", ceiling=100))
    assert own.probability(OPEN[5]) == own.probability(load_targets()[OPEN[5]])


@pytest.mark.parametrize("never_falls", [False, True])
def test_more_than_a_value_is_not_the_value_itself(never_falls):
    """As the state of a target has it: 450 is not "more than 450", and more than 450 is."""
    target = replace(load_targets()["plt_influential_platforms_2028"], low=450.0, strict=True)
    unit, times = target.unit.en, [2022, 2023]
    exact, more = (
        made(Series.of(times, [440, 450], [0, bound], unit=unit, never_falls=never_falls))
        for bound in (0, 1)
    )
    assert 0.3 < exact.probability(target) < 1
    assert exact.probability(450) == exact.probability(replace(target, strict=False)) == 1
    assert more.probability(target) == 1


def test_at_most_proves_nothing_of_a_value_below_it():
    one = made(Series.of([2022, 2023], [440, 510], ["exact", "at_most"]))
    assert one.series.low[1] == 500
    assert not one.series.reaches(485).any()
    assert 0.3 < one.probability(485) < 1


@pytest.mark.parametrize(
    ("words", "en"),
    [
        (([2020, 2021], [1], None, [2022]), "2 times, 1 values and 1 bounds"),
        (([2020, 2021], [1, 2], [0], [2022]), "2 times, 2 values and 1 bounds"),
        (([2020], [float("nan")], None, [2022]), "values is not a list of finite numbers"),
        ((["x"], [1], None, [2022]), "times is not a list of finite numbers"),
        (([], [], None, [2022]), "times is not a list of finite numbers"),
        (([2020], [1], None, []), "horizon_times is not a list of finite numbers"),
        (([2020, 2021], [1, 2], None, [2020.5]), "2020.5 lies before 2021, the last of times"),
        (([2020], [1], None, [2023, 2022]), "horizon_times do not rise"),
        (([2020], [-1], None, [2023]), "value -1 is below zero"),
        (([2020], [101], None, [2023], 100.0), "value 101 lies above the upper_limit of 100"),
        (([2020, 2021], [1, 2], [5, -3], [2023]), "bound 5 is neither 0, exact, nor 1, more than"),
        (([2020, 2020], [1, 2], None, [2023]), "all figures are of 2020, and one date gives no"),
        (([2020, 2021], [1, 1e308], None, [2023]), "value 1e+308 is above 1e+100"),
        (([2020], [1], None, [2023], "100"), "upper_limit is '100'; a finite number is needed"),
        (([2020], [1], None, [2023], float("inf")), "upper_limit is inf; a finite number"),
        (([2020], [1], None, [2023], float("nan")), "upper_limit is nan; a finite number"),
        (([2020], [1], None, [2023], None, None, "a"), "rng_seed is 'a'; a whole number is needed"),
        (([2020], [1], None, [2023], None, None, -1), "rng_seed is -1; 0 or more is needed"),
    ],
)
def test_predict_refuses_what_it_cannot_forecast(told, words, en):
    (problem,) = told(lambda: predict(*words))
    assert en in problem


def test_predict_needs_a_path(told):
    (problem,) = told(lambda: predict([2020], [1], None, [2023], draws=0))
    assert problem == "draws is 0; 1 to 1,000,000 is needed"


def test_figures_without_a_unit_are_forecast_printed_and_drawn():
    one = made(Series.of([2020, 2021, 2022], [10, 20, 30]), until=2026)
    assert str(one).startswith("own series: median ")
    assert one.summary().zh.startswith("自有序列：2026年底中位数")
    assert one.plot(source="mine").axes[0].get_ylabel() == ""


def test_a_unit_that_begins_with_a_number_is_told_from_the_figure():
    said = made("industrial_apps", until=2030).summary()
    assert said.endswith(" (unit: 10,000 apps)")
    assert said.zh.endswith("万个")
    assert "unit: CNY 100 million)" in made(OPEN[2]).summary()


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        (OPEN[0], "(evidence: related series)", "（依据：相近序列）"),
        (OPEN[2], "(evidence: prior only)", "（依据：仅先验）"),
        (OPEN[3], "(evidence: own series)", "（依据：自身序列）"),
    ],
)
def test_a_probability_is_printed_with_the_grade_of_its_evidence(code, en, zh):
    said = made(code).summary()
    assert str(said).endswith(en)
    assert said.zh.endswith(zh)


def test_a_target_reached_is_said_to_be_with_the_day_of_the_figure():
    said = made("plt_industrial_apps_2023", as_of="2021-06-30").summary()
    assert said.endswith("; 500,000 was reached by 2021-03-31 already")
    assert said.zh.endswith("；2021-03-31已达到500,000")


@pytest.mark.parametrize(
    ("value", "bound", "en"),
    [
        (340, "at_least", "at least 340 taken at its word as a new count of 2026-11-30, so as a "
         "standstill; an announcement of it would not be used: repeats an earlier figure"),
        (330, "exact", "330 taken at its word as a new count of 2026-11-30; an announcement of it "
         "would not be used: below the figure before it"),
        (360, "exact", "360 taken at its word as a new count of 2026-11-30; probability"),
    ],
)  # fmt: skip
def test_a_figure_that_is_tried_is_said_to_be_taken_at_its_word(value, bound, en):
    """The cleaning rules would drop a repeat and, of a stock that never falls, a lower figure."""
    said = made(OPEN[3]).with_figure("2026-11-30", value, bound).summary()
    assert en in said
    assert "按字面作为2026-11-30的新数值计入" in said.zh
    like = target_series(OPEN[3])
    assert ("would not be used" in said) == (value <= like.values[-1])


def test_an_effect_is_of_the_target_that_is_asked():
    """Without the lowest figure a target to stay below 75 is open; it is not one to get above."""
    target = replace(load_targets()["plt_penetration_rate_2028"], direction="at_most", low=75.0)
    one = made(Series.of(range(2018, 2022), [90, 80, 78, 70], unit="%", ceiling=100))
    effects = one.effects(target)
    assert effects["probability_without"].iloc[:3].tolist() == [1.0] * 3
    assert 0.2 < effects["probability_without"].iloc[3] < 1


def test_the_line_says_the_year_of_the_deadline_in_both_languages():
    said = made("plt_connected_devices_2028").summary()
    assert "by the end of 2028, 80 %" in said
    assert "probability of 120,000,000 by then" in said
    assert "2028年底中位数" in said.zh
    assert "台(套)，80%区间" in said.zh
    assert "届时达到120,000,000的概率" in said.zh
    assert "e+" not in said


@every
def test_what_is_reached_already_is_certain(found, name):
    series = EVERY[name]
    assert found[name].probability(float(series.low.max())) == 1.0
    assert found[name].probability(float(series.low.max()) / 2) == 1.0


def test_a_target_to_stay_below_is_likelier_the_higher_it_is():
    target = replace(load_targets()["plt_penetration_rate_2028"], direction="at_most")
    one = made(Series.of(range(2018, 2022), [90, 80, 74, 70], unit="%", ceiling=100))
    likely = [one.probability(replace(target, low=float(v))) for v in (40, 50, 60, 70)]
    assert 0 < likely[0] < likely[1] < likely[2] < likely[3] == 1.0


@pytest.mark.parametrize("name", ["a share", "a count", "lower bounds"])
def test_the_interval_widens_with_the_years(found, name):
    frame = found[name].to_frame().iloc[:-1]  # the last date may lie days after a year end
    width = frame["high_80"] - frame["low_80"]
    assert (np.diff(width) > 0).all()
    assert (frame["low_95"] <= frame["low_80"]).all()
    assert (frame["high_95"] >= frame["high_80"]).all()
    assert (frame["median"].between(frame["low_80"], frame["high_80"])).all()


@pytest.mark.parametrize("values", [[100, 100], [99.95, 99.97], [99.9, 99.9], [0.05, 0.05]])
def test_a_share_near_none_or_all_is_not_forecast_away_from_itself(values):
    made = forecast(Series.of(["2020", "2021"], values, ceiling=100), until=2025)
    frame = made.to_frame()
    assert (frame["low_80"] <= values[-1]).all()
    assert (frame["high_80"] >= values[-1]).all()
    assert made.draws.max() <= 100
    assert made.draws.min() >= 0
    drawn = predict([2020.0, 2021.0], values, None, [2022.0], 100.0)["samples"]
    assert np.quantile(drawn, 0.1) <= values[-1] <= np.quantile(drawn, 0.9)
