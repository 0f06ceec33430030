"""Shapley values and the logarithmic mean split, on published games and by brute force."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex.analysis.shares import (
    Family,
    coalition_weights,
    coalitions,
    mean_changes,
    quotient,
    shapley,
)
from devindex.index import find


def votes(weights, quota):
    """Characteristic function of a weighted majority."""
    return (coalitions(len(weights)) @ np.array(weights) >= quota).astype(float)


def test_shapley_of_the_council_of_1958():
    """Felsenthal & Machover 1998, The Measurement of Voting Power: Council of the EEC of 1958.

    Votes 4, 4, 4, 2, 2, 1 with quota 12: 14/60 for the large, 9/60 for Belgium and the Netherlands,
    nothing for Luxembourg, who is never needed. Exact but for rounding of floats.
    """
    value = shapley(votes([4, 4, 4, 2, 2, 1], 12))
    np.testing.assert_allclose(value, np.array([14, 14, 14, 9, 9, 0]) / 60, atol=1e-15)


def test_shapley_is_the_mean_over_all_orders():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(16, 3))
    total = np.zeros((4, 3))
    for order in permutations(range(4)):
        on = 0
        for player in order:
            total[player] += values[on | 1 << player] - values[on]
            on |= 1 << player
    np.testing.assert_allclose(shapley(values), total / 24, atol=1e-12)


def test_chances_of_coalitions_sum_to_one():
    for n in range(1, 8):
        size = coalitions(n - 1).sum(axis=1)
        assert coalition_weights(n)[size].sum() == pytest.approx(1.0, abs=1e-14)


@given(arrays(float, (8, 2), elements=st.floats(-100, 100)))
def test_shapley_sums_to_the_whole(values):
    np.testing.assert_allclose(shapley(values).sum(axis=0), values[-1] - values[0], atol=1e-10)


def test_quotient_is_one_over_the_logarithmic_mean():
    """Ang 2005: L(a, b) = (a - b) / (ln a - ln b), L(a, a) = a."""
    a, b = np.array([10.0, 30.0, 20.0]), np.array([40.0, 80.0, 20.0])
    mean = np.array([30 / np.log(4), 50 / np.log(8 / 3), 20.0])
    np.testing.assert_allclose(1 / quotient(a, b, 0.0), mean, rtol=1e-14)


@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5, 1.0, 2.0])
def test_quotient_does_not_jump_where_the_scores_meet(power):
    gaps = np.array([0.0, 1e-9, 0.9e-6, 1.1e-6, 1e-5])
    got = quotient(np.full(5, 50.0), 50.0 * (1 + gaps), power)
    np.testing.assert_allclose(got, 50.0 ** (power - 1) * (1 + (power - 1) * gaps / 2), rtol=1e-9)


NAMES = {1.0: ("arithmetic", {}), 0.0: ("geometric", {}), -1.0: ("harmonic", {}),
         0.5: ("generalised", {"power": 0.5})}  # fmt: skip
scores = st.one_of(st.floats(1, 100), st.just(np.nan))


def grown(z, weights, power):
    """Two dimensions of two and three indicators: scores of all nodes."""

    def mean(block, w, p):
        method, parameters = NAMES[p]
        given = {"z": block, "w": w}
        return np.asarray(find("aggregate", method)(given, parameters))

    left, right = mean(z[:, :2], weights[1], 1.0), mean(z[:, 2:], weights[2], power[1])
    out = {"l": left, "r": right}
    out["index"] = mean(np.column_stack([left, right]), weights[0], power[0])
    return out | {f"i{n}": z[:, n] for n in range(5)}


@given(
    arrays(float, (2, 4, 5), elements=scores),
    st.sampled_from([(0.0, 1.0), (1.0, 0.0), (-1.0, 0.5), (0.5, -1.0), (1.0, 1.0)]),
    st.booleans(),
)
def test_mean_changes_leave_no_remainder(z, power, move):
    """Whatever is missing, comes or goes, and whether or not weights move."""
    old = [np.array([0.5, 0.5]), np.array([0.3, 0.7]), np.array([0.2, 0.3, 0.5])]
    new = [np.array([0.4, 0.6]), np.array([0.5, 0.5]), np.array([0.3, 0.3, 0.4])] if move else old
    families = [
        Family("index", ("l", "r"), power[0], old[0], new[0]),
        Family("l", ("i0", "i1"), 1.0, old[1], new[1]),
        Family("r", ("i2", "i3", "i4"), power[1], old[2], new[2]),
    ]
    with np.errstate(all="ignore"):
        a, b = grown(z[0], old, power), grown(z[1], new, power)
        parts = mean_changes(families, a, b)
    total = np.sum(list(parts.values()), axis=0)
    np.testing.assert_allclose(total, b["index"] - a["index"], atol=1e-10)
    if not move:
        known = ~np.isnan(total)
        for n in range(5):
            still = known & ((z[0, :, n] == z[1, :, n]) | np.isnan(z[:, :, n]).all(axis=0))
            assert (parts[f"i{n}"][still] == 0).all()
        assert (parts["weights"][known] == 0).all()


def test_a_newcomer_is_compared_with_the_mean_of_the_others():
    even = np.array([0.5, 0.5])
    top = Family("index", ("a", "b"), 1.0, even, even)
    then = {"index": np.array([40.0]), "a": np.array([40.0]), "b": np.array([np.nan])}
    now = {"index": np.array([50.0]), "a": np.array([40.0]), "b": np.array([60.0])}
    parts = mean_changes([top], then, now)
    assert (parts["a"], parts["b"]) == ([0.0], [10.0])
    back = mean_changes([top], now, then)
    assert (back["a"], back["b"]) == ([0.0], [-10.0])
