"""The three rules: published verdicts, their limits, and what they do with bounds."""

import numpy as np
import pytest

from devindex.forecast.series import Series
from devindex.forecast.verdicts import (
    BANDS,
    GROWTH,
    RATIO,
    SOURCES,
    band,
    compound,
    differ,
    growth,
    growth_ratio,
    likelihood,
    path,
)

WORDS = {
    "substantial_progress": "significant progress",
    "moderate_progress": "moderate progress",
    "limited_progress": "insufficient progress",
    "deterioration": "movement away",
}


@pytest.mark.parametrize(
    ("base", "now", "end", "at_most", "ratio", "status"),
    [
        ((2015, 14.5), (2023, 10.4), (2030, 7.25), True, 0.9010899546976208, "moderate_progress"),
        ((2015, 14.5), (2023, 10.2), (2030, 7.25), True, 0.9525901792032172,
         "substantial_progress"),
        ((2015, 0.37), (2025, 9.53), (2030, 60.0), False, 0.9504069883014249,
         "substantial_progress"),
        ((2005, 63.0), (2020, 74.0), (2030, 85.0), False, 0.8949392974311927,
         "moderate_progress"),
        ((2015, 10.1), (2023, 13.7), (2030, 30.0), False, 0.5160064971944834,
         "limited_progress"),
        ((2014, 699.0), (2024, 666.6), (2030, 490.0), True, 0.21562879968968102,
         "limited_progress"),
        ((2016, 19.3), (2021, 13.9), (2030, 22.0), False, -6.76154243963871, "deterioration"),
        ((2016, 26866.0), (2024, 36058.0), (2028, 13433.0), True, -0.6675781357974336,
         "deterioration"),
    ],
)  # fmt: skip
def test_the_ratio_rule_gives_the_published_verdicts(base, now, end, at_most, ratio, status):
    """Statistics Canada, SDG data hubs, indicator_calculation_components.yml.

    Indicators 1-1-1, 1-2-1 (global), 12-1-1, 11-3-1, 15-4-1, 11-6-1, 11-5-1 and 11-1-1, releases
    of March and July 2026. Thresholds 0.95, 0.60 and 0 are Eurostat's. Published at full
    precision, so 1e-12.
    """
    series = Series.of([float(base[0]), float(now[0])], [base[1], now[1]])
    told = growth_ratio(series, end[1], end[0], at_most=at_most)
    assert told.components["ratio"] == pytest.approx(ratio, rel=1e-12)
    assert told.words.en == WORDS[status]
    assert told.favours == (status == "substantial_progress")


def test_a_target_reached_is_said_so_and_favours_it():
    """CIF 3-9-1: 89.3 in 2017, 92.8 in 2021, target 90 in 2025: published as achieved, 9.89."""
    told = growth_ratio(Series.of([2017.0, 2021.0], [89.3, 92.8]), 90.0, 2025.0)
    assert (told.words.en, told.favours) == ("target reached", True)
    assert told.components["ratio"] == pytest.approx(9.89004807601919, rel=1e-12)


def test_a_target_is_reached_where_a_figure_proves_it():
    """As its state has it: 450 is not "more than 450", and "at most 460" proves nothing."""

    def words(value, bound, **how):
        series = Series.of([2020.0, 2022.0], [300, value], [0, bound])
        return growth_ratio(series, 450.0, 2028.0, **how).words.en

    assert words(450, 0) == words(450, 1, strict=True) == words(451, 0, strict=True)
    assert words(450, 0) == "target reached"
    assert words(450, 0, strict=True) != "target reached"
    assert words(470, 3) != "target reached"  # 460 to 470, its lower end is our reading


def test_every_rule_has_a_source_and_words_in_both_languages():
    for scale in (RATIO, GROWTH, BANDS):
        lowest = [row[0] for row in scale]
        assert lowest == sorted(lowest, reverse=True)
        assert all(row[1].zh and row[1].en for row in scale)
    assert set(SOURCES) == {"growth-ratio", "growth", "path", "probability"}
    assert likelihood(0.5).source == SOURCES["probability"]


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (1.0, "virtually certain"), (0.99, "virtually certain"), (0.989, "very likely"),
        (0.90, "very likely"), (0.66, "likely"), (0.659, "about as likely as not"),
        (0.33, "about as likely as not"), (0.329, "unlikely"), (0.10, "unlikely"),
        (0.099, "very unlikely"), (0.01, "very unlikely"), (0.009, "exceptionally unlikely"),
        (0.0, "exceptionally unlikely"),
    ],
)  # fmt: skip
def test_each_probability_has_one_word(p, word):
    """Mastrandrea et al. 2010, table 1; the narrower band at each limit."""
    assert band(p).en == word


def test_growth_without_a_target_has_limits_at_one_per_cent_and_none():
    def words(last):
        return growth(Series.of([2020.0, 2021.0], [100.0, last])).words.en

    assert words(101.5) == "significant progress"
    assert words(100.5) == "moderate progress"
    assert words(99.5) == "moderate movement away"
    assert words(98.5) == "significant movement away"
    falling = growth(Series.of([2020.0, 2021.0], [100.0, 98.5]), at_most=True)
    assert falling.words.en == "significant progress"


def test_a_bound_that_could_change_the_words_is_not_firm():
    exact = growth_ratio(Series.of([2020.0, 2022.0], [100, 400]), 1900, 2024.0)
    wide = growth_ratio(Series.of([2020.0, 2022.0], [100, 400], [0, 1]), 1900, 2024.0)
    assert (exact.words, exact.firm) == (wide.words, True)
    assert exact.components["ratio"] == wide.components["ratio"] < wide.components["ratio_high"]
    assert not wide.firm


def test_the_path_starts_at_the_last_figure_before_the_target_or_else_at_the_first():
    series = Series.of([2020.0, 2021.0, 2022.0, 2023.0], [10, 20, 30, 34])
    after = path(series, 70, 2026.0, 2022.5)
    assert (after.components["base_value"], after.components["path"]) == (30, 40)
    assert (after.words.en, after.favours) == ("below the path", False)
    before = path(series, 70, 2026.0, 2024.0)
    assert (before.components["base_value"], before.components["path"]) == (10, 40)
    assert before.components["base"] == "since the first figure"
    assert path(series, 58, 2026.0, 2024.0).favours is True


def test_a_bound_around_the_path_does_not_tell():
    series = Series.of([2020.0, 2023.0], [10, 30], [0, 1])
    assert path(series, 80, 2026.0, 2024.0).favours is False  # 45, and 30 to 40 is announced
    told = path(series, 60, 2026.0, 2024.0)  # 35
    assert (told.favours, told.firm) == (None, False)


def test_a_path_downwards_is_kept_from_below():
    series = Series.of([2020.0, 2023.0], [80, 50])
    assert path(series, 20, 2026.0, 2024.0, at_most=True).favours is True
    assert path(series, 10, 2026.0, 2024.0, at_most=True).favours is False


def test_one_figure_gives_no_verdict_and_none_or_less_no_growth():
    one = Series.of([2020.0], [10])
    for told in (growth_ratio(one, 20, 2025.0), growth(one), path(one, 20, 2025.0, 2019.0)):
        assert told.favours is None
        assert told.words.zh == "只有一个数值，不能判断增长"
        assert told.words.en == "only one figure, so growth cannot be judged"
    assert np.isnan(compound(0, 10, 2))
    nothing = Series.of([2020.0, 2022.0], [0, 10])
    assert growth_ratio(nothing, 20, 2025.0).favours is None
    assert growth(nothing).favours is None
    flat = growth_ratio(Series.of([2020.0, 2022.0], [20, 10]), 20.0, 2025.0)
    assert flat.words.en == "target reached"  # it was, at the start


def test_rules_differ_only_when_one_says_yes_and_another_no():
    yes, no, open_ = likelihood(0.95), likelihood(0.05), likelihood(0.5)
    assert differ([yes, no, open_])
    assert not differ([yes, open_])
    assert not differ([no, open_])
    assert not differ([])
