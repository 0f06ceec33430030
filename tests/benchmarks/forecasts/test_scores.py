"""The scores by hand, and the peers' promises: same seed, same draws; no look at the target."""

import numpy as np
import peers
import pytest
import scores
from scipy.stats import norm

CASE = {
    "id": "made-up", "times": [2015.0, 2016.0, 2017.5, 2018.0, 2020.0],
    "values": [12.0, 15.0, 21.0, 22.0, 31.0], "bounds": [0, 0, 1, 0, 0], "upper": 100.0,
    "horizon_times": [2021.0, 2023.5], "actuals": [35.0, 44.0], "target": 40.0, "met": 1,
    "scale": 3.8, "kind": "pct", "variant": "mix", "target_mode": "plan", "n": 5,
}  # fmt: skip


def test_crps_of_two_draws_by_hand():
    """Draws 1 and 4, outcome 2: mean distance 1.5, less half of the mean distance 1.5 of pairs."""
    assert scores.crps(np.array([4.0, 1.0]), 2.0) == pytest.approx(0.75)


def test_crps_of_many_normal_draws_is_the_closed_form():
    """Gneiting, Raftery, Westveld and Goldman 2005, equation 5: normal distribution."""
    draws = norm.ppf((np.arange(20000) + 0.5) / 20000)
    known = 0.7 * (2 * norm.cdf(0.7) - 1) + 2 * norm.pdf(0.7) - 1 / np.sqrt(np.pi)
    assert scores.crps(draws, 0.7) == pytest.approx(known, abs=1e-4)


def test_calibration_error_by_hand():
    """Bin 0.1-0.2: stated 0.15, seen 0.5, two of four cases; bin 0.9-1: stated 1, seen 1."""
    p, met = np.array([0.1, 0.2 - 1e-9, 1.0, 1.0]), np.array([0, 1, 1, 1])
    assert scores.calibration_error(p, met) == pytest.approx(0.175)


@pytest.mark.parametrize("name", peers.PEERS)
@pytest.mark.parametrize("upper", [100.0, None])
def test_peers_are_reproducible_and_blind_to_the_target(name, upper):
    one = scores.ask(peers.PEERS[name], {**CASE, "upper": upper})["samples"]
    again = scores.ask(peers.PEERS[name], {**CASE, "upper": upper, "target": 90.0})["samples"]
    assert one.shape == (peers.DRAWS, 2)
    assert np.array_equal(one, again)
    assert (one >= 0).all()
    assert upper is None or (one <= upper).all()


def test_exponential_smoothing_is_the_textbook_recursion():
    """A series of one step up: simple smoothing of alpha 0.5 from its best first level."""
    import smoothing

    grid = smoothing.Grid(np.array([0.5]), np.zeros(1), np.zeros(1), 1, 2)
    y = np.array([1.0, 2.0, 2.0])
    tried = np.linspace(0, 3, 3001)
    errors, level = [], tried
    for value in y:
        errors.append(value - level)
        level = level + 0.5 * errors[-1]
    sums = sum(e**2 for e in errors)
    best, _, end, _ = smoothing.smooth(y, grid)
    assert best == pytest.approx(sums.min(), abs=1e-6)
    assert end == pytest.approx(level[np.argmin(sums)], abs=1e-3)
