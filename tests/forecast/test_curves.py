"""Curve fits against values that NIST certifies, and properties of the growth curves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers, sampled_from

from devindex.errors import MethodError
from devindex.forecast import curves

NIST = Path(__file__).parent / "data" / "nist"
CERTIFIED = pd.read_csv(NIST / "certified.csv")


def rational(x, a, b, c, d, e, f, g):
    return (a + b * x + c * x**2 + d * x**3) / (1 + e * x + f * x**2 + g * x**3)


MODELS = {
    "rat42": lambda x, a, b, c: a / (1 + np.exp(b - c * x)),
    "rat43": lambda x, a, b, c, d: a / (1 + np.exp(b - c * x)) ** (1 / d),
    "mgh09": lambda x, a, b, c, d: a * (x**2 + x * b) / (x**2 + x * c + d),
    "boxbod": lambda x, a, b: a * (1 - np.exp(-b * x)),
    "thurber": rational,
    "hahn1": rational,
}


def problem(name):
    data = pd.read_csv(NIST / f"{name}.csv")
    rows = CERTIFIED[CERTIFIED.problem == name]
    rss = rows.certified[rows.parameter == "rss"].item()
    return data.x.to_numpy(), data.y.to_numpy(), rows[rows.parameter != "rss"], rss


@pytest.mark.parametrize("name", MODELS)
def test_data_give_the_certified_sum_of_squares(name):
    """The figures carried over are those of NIST: certified parameters give the certified sum."""
    x, y, rows, rss = problem(name)
    assert ((MODELS[name](x, *rows.certified) - y) ** 2).sum() == pytest.approx(rss, rel=1e-10)


@pytest.mark.parametrize("start", ["start_1", "start_2"])
@pytest.mark.parametrize("name", MODELS)
def test_fits_reach_nist_certified_values(name, start):
    """NIST StRD nonlinear regression: parameters, their deviations, sum of squares to 6 digits."""
    x, y, rows, rss = problem(name)
    with np.errstate(all="ignore"):  # far starts overflow on their way
        fit = curves.fit_curve(MODELS[name], x, y, rows[start])
    assert fit.parameters == pytest.approx(rows.certified.to_numpy(), rel=5e-7)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(rows.deviation.to_numpy(), rel=5e-6)
    assert fit.rss == pytest.approx(rss, rel=5e-7)
    assert fit.error == pytest.approx(np.sqrt(rss / (len(y) - len(rows))), rel=5e-7)


def test_pasture_yield_is_found_from_the_start_of_the_logistic_family():
    """Rat42 is a logistic curve: ceiling b1, rate b3, midpoint b2 / b3; no start is given."""
    x, y, rows, rss = problem("rat42")
    b1, b2, b3 = rows.certified
    fit = curves.fit_family("logistic", x, y, ceiling=100.0)
    assert fit.parameters == pytest.approx([b1, b3, b2 / b3], rel=1e-6)
    assert fit.rss == pytest.approx(rss, rel=1e-9)


TRUE = {
    "linear": (3.0, 2.0),
    "exponential": (3.0, 0.2),
    "logistic": (60.0, 0.7, 3.0),
    "gompertz": (60.0, 0.5, 3.0),
    "bass": (60.0, 0.03, 0.6, 2.0),
}


@pytest.mark.parametrize("name", curves.FAMILIES)
def test_each_family_finds_the_curve_it_drew(name):
    t = np.array([0, 1, 2, 3.5, 4, 5, 6.25, 8, 9, 10])
    y = curves.FAMILIES[name].curve(t, *TRUE[name])
    fit = curves.fit_family(name, t, y, ceiling=100.0)
    assert fit.parameters == pytest.approx(TRUE[name], rel=1e-4)
    assert fit(t) == pytest.approx(y, rel=1e-6)


@pytest.mark.parametrize("name", curves.FAMILIES)
def test_a_unit_of_another_size_scales_the_fit(name):
    t = np.arange(7.0)
    y = np.array([3, 5, 9, 14, 22, 27, 31.0])
    one = curves.fit_family(name, t, y, tolerance=1e-14)
    many = curves.fit_family(name, t, 1e4 * y, tolerance=1e-14)
    later = np.array([8.0, 9.5])
    assert many(later) == pytest.approx(1e4 * one(later), rel=1e-4)
    assert many.rss == pytest.approx(1e8 * one.rss, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    name=sampled_from(["logistic", "gompertz", "bass"]),
    seed=integers(0, 999),
    top=floats(5, 99),
)
def test_a_fit_stays_under_its_ceiling(name, seed, top):
    y = top * np.sort(np.random.default_rng(seed).uniform(0.05, 1, 6))
    fit = curves.fit_family(name, np.arange(6.0), y, ceiling=100.0)
    assert (fit(np.arange(-5.0, 60.0)) <= 100 + 1e-9).all()
    assert fit.rss <= ((y - y.mean()) ** 2).sum() * 4


def test_bass_obeys_its_differential_equation():
    """Bass 1969: the rate of adoption is (p + q F)(1 - F) of those who will adopt."""
    c, p, q, first = TRUE["bass"]
    t, step = np.linspace(0, 12, 25), 1e-5
    share = curves.bass(t, c, p, q, first) / c
    rate = (curves.bass(t + step, *TRUE["bass"]) - curves.bass(t - step, *TRUE["bass"])) / 2 / step
    assert rate / c == pytest.approx((p + q * share) * (1 - share), rel=1e-6)
    assert curves.bass(np.zeros(1), c, p, q, first) == pytest.approx(first)


def test_without_degrees_of_freedom_the_error_is_not_known():
    t = np.arange(3.0)
    fit = curves.fit_family("logistic", t, np.array([1.0, 2.0, 3.5]), ceiling=10.0)
    assert fit.dof == 0
    assert fit.error == np.inf
    assert np.isinf(fit.covariance).all()


@pytest.mark.parametrize(
    ("y", "ceiling", "sentence"),
    [
        ([1.0, 2.0], None, "2 points cannot fit 3 parameters"),
        ([1.0, 2.0, np.nan, 4.0], None, "is missing"),
        ([0.0, 0.0, 0.0, 0.0], None, "no value to fit is positive"),
        ([50.0, 80.0, 101.0, 90.0], 100.0, "value 101.0 is above the ceiling 100.0"),
    ],
)
def test_what_cannot_be_fitted_is_said_in_one_sentence(y, ceiling, sentence):
    with pytest.raises(MethodError, match=sentence) as raised:
        curves.fit_family("logistic", np.arange(float(len(y))), y, ceiling=ceiling)
    assert raised.value.problems[0].zh != str(raised.value)


def test_a_misspelt_family_is_offered_the_near_miss():
    with pytest.raises(MethodError, match="Did you mean 'gompertz'"):
        curves.fit_family("gompertzz", np.arange(4.0), np.arange(1.0, 5.0))
