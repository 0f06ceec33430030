"""Scores against their definitions, and the plain forecasts beside."""

import numpy as np
import pytest
from scipy import integrate, stats

from devindex.forecast.scoring import (
    brier,
    carried_on,
    crps,
    crps_normal,
    log_score,
    random_walk,
)


def test_brier_and_log_score_are_best_for_a_sure_hit():
    p, met = np.array([1.0, 0.5, 0.0]), np.array([True, True, True])
    assert brier(p, met).tolist() == [0.0, 0.25, 1.0]
    assert log_score(p, met) == pytest.approx([-np.log(0.999), np.log(2), -np.log(0.001)])
    assert log_score(p, ~met)[0] == pytest.approx(-np.log(0.001))


def test_crps_of_draws_is_the_integral_of_the_squared_distance_of_distributions():
    draws = np.random.default_rng(3).normal(size=50)
    x = np.sort(np.append(draws, 0.7))
    below = np.searchsorted(np.sort(draws), x, side="right") / 50
    whole = (np.diff(x) * (below[:-1] - (x[:-1] >= 0.7)) ** 2).sum()
    assert crps(draws, 0.7) == pytest.approx(whole, rel=1e-12)


def test_crps_of_the_normal_is_its_integral():
    def gap(x):
        return (stats.norm.cdf(x, 1.0, 2.0) - (x >= 2.5)) ** 2

    whole = integrate.quad(gap, -30, 2.5)[0] + integrate.quad(gap, 2.5, 30)[0]
    assert crps_normal(1.0, 2.0, 2.5) == pytest.approx(whole, rel=1e-8)
    assert crps_normal(1.0, 0.0, 2.5) == 1.5


def test_a_random_walk_has_the_mean_and_spread_of_its_steps():
    """Steps 3 and 1, drift 2: shocks 1 and -1, variance 2; two years on 2 * (2 + 2 ** 2 / 2)."""
    mean, deviation = random_walk(np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 4.0]), 4.0)
    assert (mean, deviation**2) == (8.0, pytest.approx(8.0))


def test_growth_carried_on_needs_two_figures_above_nothing():
    assert carried_on(np.array([2020.0, 2021]), np.array([10.0, 20]), 2023.0) == pytest.approx(80)
    assert np.isnan(carried_on(np.array([2020.0]), np.array([10.0]), 2023.0))
    assert np.isnan(carried_on(np.array([2020.0, 2021]), np.array([0.0, 20]), 2023.0))
