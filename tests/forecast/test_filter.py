"""The filter against statsmodels, scipy and its own limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.stats import norm, truncnorm
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter
from statsmodels.tsa.statespace.structural import UnobservedComponents

from devindex.forecast.filter import Noise, State, _truncated, ahead, filtered, steps

YEARLY = np.array([2015.0, 2016, 2017, 2018, 2019, 2020, 2021])
ODD = np.array([2015.0, 2015.25, 2017.1, 2017.9, 2020.4, 2021.0, 2023.7])
FIGURES = np.array([1.0, 1.3, 1.2, 1.9, 2.4, 2.2, 3.1])
rates = st.floats(0.1, 1.0)
gaps = st.floats(0.05, 5.0)


def noise(fading=0.0, level=0.02, slope=0.01, figure=0.03, start=0.2, spread=0.04):
    return Noise(*(np.array([x]) for x in (fading, level, slope, figure, start, spread)))


def run(model, times, low, high=None):
    low = low[None, :, None]
    high = low if high is None else high[None, :, None]
    likelihood, state = filtered(model, low, high, times[None])
    return float(likelihood[0, 0]), np.array([part[0, 0] for part in state])


def van_loan(fading, level, slope, years):
    """Transition and added covariance of a gap by matrix exponentials (Van Loan 1978)."""
    drift = np.array([[0.0, 1.0], [0.0, -fading]])
    block = np.block([[-drift, np.diag([level, slope])], [np.zeros((2, 2)), drift.T]])
    whole = expm(block * years)
    transition = expm(drift * years)
    return transition, transition @ whole[:2, 2:]


def of_statsmodels(model, times, figures):
    """The same state space, run by statsmodels from the second figure on."""
    m = {name: float(getattr(model, name)[0]) for name in model.__dataclass_fields__}
    gap = np.diff(times)
    moves = [van_loan(m["fading"], m["level"], m["slope"], years) for years in gap]
    # The state before figure k moves on by the gap after it; the last move is never used.
    later = [*moves[1:], moves[-1]]
    kf = KalmanFilter(1, 2, loglikelihood_burn=0)
    kf.bind(np.asfortranarray(figures[1:][None, :]))
    kf["design"] = np.array([[1.0, 0.0]])
    kf["obs_cov"] = np.array([[m["figure"]]])
    kf["selection"] = np.eye(2)
    kf["transition"] = np.stack([t for t, _ in later], axis=-1)
    kf["state_cov"] = np.stack([q for _, q in later], axis=-1)
    first, spread = np.array([figures[0], m["start"]]), np.diag([m["figure"], m["spread"]])
    transition, added = moves[0]
    kf.initialize_known(transition @ first, transition @ spread @ transition.T + added)
    found = kf.filter()
    mean, cov = found.filtered_state[:, -1], found.filtered_state_cov[:, :, -1]
    return found.llf, np.array([mean[0], mean[1], cov[0, 0], cov[0, 1], cov[1, 1]])


@pytest.mark.parametrize("times", [YEARLY, ODD], ids=["yearly", "odd dates"])
@pytest.mark.parametrize("fading", [0.0, 0.15, 0.5])
def test_likelihood_and_state_are_those_of_statsmodels(fading, times):
    model = noise(fading)
    likelihood, state = run(model, times, FIGURES)
    other, other_state = of_statsmodels(model, times, FIGURES)
    assert likelihood == pytest.approx(other, abs=1e-8)
    assert state == pytest.approx(other_state, abs=1e-8)


def test_a_slope_that_does_not_wander_is_the_local_linear_trend_of_statsmodels():
    """In continuous time a wandering slope moves the level within the year, which it has not.

    Its first state is given, so that nothing is estimated.
    """
    model = noise(slope=0.0)
    uc = UnobservedComponents(FIGURES[1:], level="local linear trend")
    first = np.array([FIGURES[0] + 0.2, 0.2])
    uc.initialize_known(first, np.array([[0.03 + 0.04 + 0.02, 0.04], [0.04, 0.04]]))
    uc.loglikelihood_burn = 0
    likelihood = uc.loglike([0.03, 0.02, 0.0])  # variances of figure, level and slope
    assert run(model, YEARLY, FIGURES)[0] == pytest.approx(likelihood, abs=1e-8)


@given(rates, gaps)
def test_a_gap_is_the_matrix_exponential(fading, years):
    left, run_, slope_var, cov, level_var = map(float, steps(np.array(fading), np.array(years)))
    transition, added = van_loan(fading, 0.0, 1.0, years)
    assert np.array([[1, run_], [0, left]]) == pytest.approx(transition, rel=1e-9)
    assert np.array([[level_var, cov], [cov, slope_var]]) == pytest.approx(added, rel=1e-6)


@given(gaps)
def test_a_slope_that_hardly_fades_is_nearly_one_that_does_not(years):
    """Of three thousandths a year: what fades of the sums is under half of rate times years."""
    slow, never = (np.array(steps(np.array(rate), np.array(years))) for rate in (3e-3, 0.0))
    assert slow == pytest.approx(never, rel=2 * 3e-3 * years)


@given(rates | st.just(0.0), gaps, gaps)
def test_two_gaps_are_one_gap(fading, first, second):
    model = noise(fading)
    start = State(*(np.array([[x]]) for x in (1.0, 0.3, 0.05, 0.01, 0.04)))
    by_two = ahead(model, ahead(model, start, np.array([[first]])), np.array([[second]]))
    at_once = ahead(model, start, np.array([[first + second]]))
    assert [x.item() for x in by_two] == pytest.approx([x.item() for x in at_once], rel=1e-7)


@given(st.floats(-6, 6), st.floats(0.01, 6))
def test_moments_are_those_of_the_truncated_normal_distribution(a, width):
    b = a + width
    log_p, mean, var = map(float, _truncated(np.array(a), np.array(b)))
    known = truncnorm(a, b)
    middle = (a + b) / 2
    # Its density is the normal one over the probability of the interval.
    assert log_p == pytest.approx(norm.logpdf(middle) - known.logpdf(middle), abs=1e-7)
    assert mean == pytest.approx(known.mean(), abs=1e-7)
    assert var == pytest.approx(known.var(), abs=1e-7)


@given(st.floats(-8, 8), st.sampled_from([1e-2, 1e-3, 1e-4, 1e-6, 1e-9]))
def test_a_narrow_interval_is_a_figure(where, width):
    log_p, mean, var = map(float, _truncated(np.array(where), np.array(where + width)))
    assert log_p - np.log(width) == pytest.approx(norm.logpdf(where), abs=10 * width + 1e-6)
    assert where <= mean <= where + width
    assert 0 <= var <= width**2 / 4 * (1 + 1e-6)


def test_an_exact_figure_is_the_limit_of_intervals():
    """Log likelihoods differ by the log of the width, which is the same for every model."""
    model = noise(0.15)
    exact, state = run(model, ODD, FIGURES)
    far = []
    for width in (0.3, 0.03, 0.003):
        likelihood, near = run(model, ODD, FIGURES - width / 2, FIGURES + width / 2)
        far.append((abs(likelihood - 6 * np.log(width) - exact), np.abs(near - state).max()))
    assert far == sorted(far, reverse=True)
    assert far[-1] == pytest.approx((0, 0), abs=1e-4)


def test_an_interval_without_end_says_nothing():
    """The last figure anywhere: the likelihood and the state are those of the figures before."""
    model = noise(0.15)
    low, high = FIGURES.copy(), FIGURES.copy()
    low[-1], high[-1] = -1e6, 1e6
    likelihood, state = run(model, ODD, low, high)
    before, _ = run(model, ODD[:-1], FIGURES[:-1])
    assert likelihood == pytest.approx(before, abs=1e-9)
    _, known = filtered(model, *(FIGURES[None, :-1, None],) * 2, ODD[None, :-1])
    then = ahead(model, known, np.array([[ODD[-1] - ODD[-2]]]))
    assert state == pytest.approx([x.item() for x in then], rel=1e-9)
