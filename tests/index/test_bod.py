"""Benefit of the doubt: by hand, against two DEA programs, and what the method promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import devindex as dx
from devindex import MethodError, benefit_of_the_doubt
from devindex.index import find
from devindex.index.aggregate.bod import undominated

PILLARS = np.array(
    [
        [69.47511442, 72.76415463, 62.88149703], [53.00859158, 86.16783122, 50.09020386],
        [55.69921741, 53.3048876, 61.68677209], [75.28205838, 55.37481839, 52.74719815],
        [61.1220838, 62.32589408, 27.55406837], [51.16688852, 61.8331765, 70.71154952],
        [69.83387089, 86.40342332, 61.29471684], [30.74929391, 70.75296326, 69.90671585],
        [48.47688758, 86.07300955, 61.7703285], [64.65530204, 63.77089663, 51.07136336],
        [62.34951553, 74.51411236, 64.59679493], [67.98835992, 52.21816266, 37.16702438],
    ]
)  # fmt: skip
"""Three sustainability pillars of AUT, BEL, BGR, HRV, CYP, CZE, DNK, EST, FIN, FRA, DEU and GRC:
European Commission JRC, ASEM 2018 (as in test_golden)."""


def run(name, z, fit=None, **parameters):
    z = np.asarray(z, float)
    return find("aggregate", name)({"z": z, "fit": z if fit is None else fit}, parameters)


# ---------------------------------------------------------------------------------------------
# other programs


@pytest.mark.against("aggregate/benefit-of-the-doubt", program="dealib 1.0.0")
def test_scores_and_super_efficiency_agree_with_dealib():
    """dealib 1.0.0 (NumPy 1.26.4), which is itself tested against R's Benchmarking.

    Benefit of the doubt is a model of constant returns with one input of 1 (as Compind's
    ``ci_bod``). Tolerance: ten decimals printed, solved to 1e-9.

    ::

        from dealib.dea import dea, sdea
        one = np.ones((12, 1))
        100 * dea(one, Z, rts="crs", orientation="input").eff
        100 * sdea(one, Z, rts="crs", orientation="input").eff
    """
    plain = [
        100, 99.7273347618, 92.346859227, 100, 84.7780152278, 100, 100, 100, 100, 89.2567578344,
        99.2795982162, 90.767656329,
    ]  # fmt: skip
    super_ = [
        101.4564340989, 99.7273347618, 92.346859227, 107.8016404083, 84.7780152278, 105.6420457259,
        110.7730144229, 102.6575827945, 100.2699323177, 89.2567578344, 99.2795982162, 90.767656329,
    ]  # fmt: skip
    assert run("benefit-of-the-doubt", PILLARS) == pytest.approx(plain, abs=1e-7)
    assert run("benefit-of-the-doubt", PILLARS, super=True) == pytest.approx(super_, abs=1e-7)


@pytest.mark.against("aggregate/benefit-of-the-doubt", program="pyDEA 1.6")
@pytest.mark.parametrize(
    ("parameters", "theirs"),
    [
        (
            {},
            [1.0, 0.997273, 0.923469, 1.0, 0.847780, 1.0, 1.0, 1.0, 1.0, 0.892568, 0.992796,
             0.907677],
        ),
        (
            {"pie_share_lower": 0.2, "pie_share_upper": 0.5},
            [0.974259, 0.883428, 0.835325, 0.889287, 0.698292, 0.891000, 1.0, 0.794295, 0.921308,
             0.853911, 0.959358, 0.746684],
        ),
        (
            {"ratio_lower": 0.5, "ratio_upper": 2.0},
            [0.983003, 0.916210, 0.873104, 0.900198, 0.738167, 0.948569, 1.0, 0.874012, 0.942320,
             0.849624, 0.971035, 0.784233],
        ),
    ],
    ids=["free", "pie shares", "assurance regions"],
)  # fmt: skip
def test_weight_restrictions_agree_with_pydea(parameters, theirs):
    """pyDEA 1.6 with PuLP 2.7 (CBC), multiplier model, CRS, input 1, output-oriented.

    In that orientation the weighted outputs sum to one, so that restrictions of virtual weights
    are pie shares: ``a >= 0.2; b >= 0.2; c >= 0.2; a <= 0.5; b <= 0.5; c <= 0.5``; price ratios
    ``b/a >= 0.5; b/a <= 2; c/a >= 0.5; c/a <= 2``. Run by ``pyDEA.main.main`` with a file of
    parameters (two lines of pyDEA that Python 3.11 refuses, an open mode "rU" and a locale flag,
    were corrected). Tolerance: half a unit of the last digit printed.
    """
    assert run("benefit-of-the-doubt", PILLARS, **parameters) / 100 == pytest.approx(
        theirs, abs=5.1e-7
    )


@pytest.mark.against("aggregate/directional-bod", program="dealib 1.0.0")
@pytest.mark.parametrize(
    ("direction", "theirs"),
    [
        (
            [1.0, 1.0, 1.0],
            [0, 0.2355921, 4.9635744497, 0, 11.0068201398, 0, 0, 0, 0, 7.2359045175, 0.4699221718,
             6.6757881956],
        ),
        (
            [2.0, 1.0, 0.5],
            [0, 0.2355921, 5.2284255398, 0, 5.9475761821, 0, 0, 0, 0, 4.2069231036, 0.5178306325,
             3.6072869698],
        ),
    ],
)  # fmt: skip
def test_directional_distances_agree_with_dealib(direction, theirs):
    """dealib 1.0.0, ``direct(one, Z, g, rts="crs", orientation="output").objval``: beta.

    The score is 1 / (1 + beta), as Compind's ``ci_bod_dir``. Tolerance: as printed, 1e-9.
    """
    beta = 100.0 / run("directional-bod", PILLARS, direction=direction) - 1.0
    assert beta == pytest.approx(theirs, abs=1e-8)


def test_the_direction_of_the_row_itself_is_benefit_of_the_doubt():
    plain = run("benefit-of-the-doubt", PILLARS)
    for i, row in enumerate(PILLARS):
        own = run("directional-bod", row[None, :], PILLARS, direction=row.tolist())
        assert own[0] == pytest.approx(plain[i], abs=1e-7)


# ---------------------------------------------------------------------------------------------
# by hand


def test_four_rows_by_hand():
    """(4, 1) and (1, 4) are the frontier x + y = 5; (2, 2) reaches 4 / 5, (0, 2) 2 / 4 of it."""
    found = benefit_of_the_doubt(np.array([[4.0, 1.0], [1.0, 4.0], [2.0, 2.0], [0.0, 2.0]]))
    assert found.scores == pytest.approx([100, 100, 80, 50])
    assert found.weights[2] == pytest.approx([20, 20])
    assert found.peers[2].tolist() == [True, True, False, False]
    assert found.peers[3].tolist() == [False, True, False, False]


def test_pie_shares_by_hand():
    """Shares from 0.4: (4, 1) puts 0.6 on its first, so that (1, 4) gets 0.15 + 1.6 for its 1."""
    z = np.array([[4.0, 1.0], [1.0, 4.0], [2.0, 2.0]])
    found = benefit_of_the_doubt(z, pie_share_lower=0.4)
    assert found.scores == pytest.approx([100 / 1.75, 100 / 1.75, 80])
    assert found.pie_shares(z) == pytest.approx(np.array([[0.6, 0.4], [0.4, 0.6], [0.5, 0.5]]))


def test_weights_of_a_fixed_ratio_are_a_weighted_mean_over_the_best():
    z = PILLARS
    score = run("benefit-of-the-doubt", z, ratio_lower=[1, 2, 3], ratio_upper=[1, 2, 3])
    mean = z @ [1, 2, 3]
    assert score == pytest.approx(100 * mean / mean.max())


# ---------------------------------------------------------------------------------------------
# what the method promises

FIGURE = st.integers(0, 40).map(float)
tables = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=FIGURE)


@given(z=tables)
def test_weights_give_the_score_and_nobody_more_than_100(z):
    found = benefit_of_the_doubt(z)
    np.testing.assert_allclose((found.weights * z).sum(axis=1), found.scores, rtol=1e-9)
    assert (found.weights >= 0).all()
    assert (found.weights @ z.T <= 100 * (1 + 1e-8)).all()
    assert (found.scores[z.any(axis=1)] > 0).all()
    if z.any():
        assert found.scores.max() == pytest.approx(100)
    assert ((found.scores == 0) == ~z.any(axis=1)).all()


@given(z=tables, data=st.data())
def test_the_unit_of_an_indicator_moves_no_score(z, data):
    unit = np.array([data.draw(st.sampled_from([1e-4, 1.0, 7.0, 1e5])) for _ in z.T])
    before = benefit_of_the_doubt(z, super=True).scores
    np.testing.assert_allclose(benefit_of_the_doubt(z * unit, super=True).scores, before, rtol=1e-8)


@given(z=tables, data=st.data())
def test_no_equal_weights_for_all_would_be_kinder(z, data):
    w = np.array(data.draw(st.lists(st.integers(0, 9), min_size=z.shape[1], max_size=z.shape[1])))
    common = z @ w.astype(float)
    scores = benefit_of_the_doubt(z).scores
    if common.any():
        assert (scores >= 100 * common / common.max() - 1e-6).all()


@given(z=tables, data=st.data())
def test_the_order_of_rows_moves_no_score(z, data):
    order = data.draw(st.permutations(range(len(z))))
    for leave_out in (False, True):
        before = benefit_of_the_doubt(z, super=leave_out).scores
        after = benefit_of_the_doubt(z[order], super=leave_out).scores
        np.testing.assert_allclose(after, before[order], rtol=1e-8)


@given(z=tables)
def test_dominated_rows_bind_nobody(z):
    kept = undominated(z)
    for row in z:
        assert (row <= z[kept]).all(axis=1).any()
    assert len(np.unique(z[kept], axis=0)) == len(kept)
    np.testing.assert_allclose(
        benefit_of_the_doubt(z, z[kept]).scores, benefit_of_the_doubt(z).scores, rtol=1e-8
    )


def test_super_efficiency_differs_among_the_best_alone():
    plain = benefit_of_the_doubt(PILLARS).scores
    beyond = benefit_of_the_doubt(PILLARS, super=True).scores
    best = plain > 100 - 1e-7
    assert (beyond[best] > 100).all()
    assert beyond[~best] == pytest.approx(plain[~best])
    twins = np.vstack([PILLARS, PILLARS[6]])
    assert benefit_of_the_doubt(twins, super=True).scores[[6, 12]] == pytest.approx([100, 100])


def test_a_score_that_nothing_bounds_is_missing():
    z = np.array([[5.0, 0.0], [0.0, 7.0]])
    assert np.isnan(benefit_of_the_doubt(z, super=True).scores).all()
    assert benefit_of_the_doubt(z).scores == pytest.approx([100, 100])


def test_missing_scores_lend_nothing_and_bind_nobody():
    z = np.array([[np.nan, 40.0], [50.0, 50.0], [100.0, np.nan], [np.nan, np.nan]])
    found = benefit_of_the_doubt(z)
    assert found.scores[:3] == pytest.approx([80, 100, 100])
    assert np.isnan(found.scores[3])
    held = benefit_of_the_doubt(z, pie_share_lower=[0.5, 0.0])
    assert held.scores[0] == pytest.approx(80)


def test_a_row_outside_may_pass_100():
    found = benefit_of_the_doubt(np.array([[6.0, 3.0], [1.0, 1.0]]), np.array([[4.0, 2.0]]))
    assert found.scores == pytest.approx([150, 50])
    assert found.peers.all()


def test_one_row_a_constant_indicator_and_zeros():
    assert benefit_of_the_doubt(np.array([[3.0, 9.0]])).scores == pytest.approx([100])
    assert benefit_of_the_doubt(np.array([[4.0, 1.0], [4.0, 9.0]])).scores == pytest.approx(
        [100] * 2
    )
    assert benefit_of_the_doubt(np.array([[0.0, 0.0], [0.0, 9.0]])).scores == pytest.approx(
        [0, 100]
    )


# ---------------------------------------------------------------------------------------------
# what cannot be done


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"pie_share_lower": 0.4}, "pie_share_lower sums to 1.2 over 3 indicators"),
        ({"pie_share_upper": [0.3, 0.3, 0.2]}, "pie_share_upper sums to 0.8 over 3 indicators"),
        ({"pie_share_lower": 0.3, "pie_share_upper": 0.2}, "pie_share_lower 0.3 is above"),
        ({"pie_share_lower": 1.5}, "pie_share_lower is 1.5; one number or 3 are needed"),
        ({"pie_share_lower": [0.1, 0.1]}, "one number or 3 are needed, each from 0 to 1"),
        (
            {"pie_share_upper": "half"},
            "is 'half'; a finite number or a list of finite numbers is needed",
        ),
        ({"pie_share_upper": ["half", 0.5, 0.5]}, "a list of finite numbers is needed"),
        ({"ratio_upper": True}, "is True; a finite number or a list of finite numbers is needed"),
        (
            {"ratio_lower": 3.0, "ratio_upper": [1, 4, 2]},
            "ratio_lower 3.0 is above ratio_upper 1.0",
        ),
        ({"ratio_lower": -1.0}, "ratio_lower is -1.0"),
    ],
)
def test_wrong_restrictions_are_one_sentence_in_two_languages(parameters, words):
    with pytest.raises(MethodError) as caught:
        run("benefit-of-the-doubt", PILLARS, **parameters)
    (problem,) = caught.value.problems
    assert words in problem
    assert problem.zh != problem


@pytest.mark.parametrize(
    ("z", "parameters", "words"),
    [
        (
            [[5, 5], [5, 0]],
            {"pie_share_lower": 0.1},
            "pie_share_lower asks 0.1 of the score from indicator 2, which is 0 in row 2 of 2",
        ),
        (
            [[5, 5], [5, np.nan]],
            {"pie_share_upper": 0.6},
            "pie_share_upper allows the indicators of row 2 of 2 0.6 of the score together",
        ),
        (
            [[5, 5], [90, 1]],
            {"pie_share_lower": 0.4, "ratio_upper": 1.0},
            "no weights meet the pie shares and ratios of weights together in row 2 of 2",
        ),
    ],
)
def test_restrictions_that_nothing_meets_name_themselves_and_the_row(z, parameters, words):
    with pytest.raises(MethodError) as caught:
        run("benefit-of-the-doubt", z, **parameters)
    (problem,) = caught.value.problems
    assert words in problem
    assert problem.zh != problem


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("benefit-of-the-doubt", {}), ("directional-bod", {"direction": [1.0, 1.0]})],
)
def test_negative_scores_are_refused(name, parameters):
    with pytest.raises(MethodError, match=f"{name}' needs scores of zero or more"):
        run(name, [[1.0, -2.0], [3.0, 4.0]], **parameters)


@pytest.mark.parametrize("direction", [None, [1.0], [0.0, 0.0, 0.0], [1.0, 1.0, -1.0]])
def test_a_direction_is_needed(direction):
    with pytest.raises(MethodError, match="3 numbers of zero or more are needed, not all zero"):
        run("directional-bod", PILLARS, direction=direction)


# ---------------------------------------------------------------------------------------------
# as a whole


def test_it_is_offered_at_the_top():
    assert dx.benefit_of_the_doubt is benefit_of_the_doubt
    assert isinstance(benefit_of_the_doubt(PILLARS), dx.BenefitOfTheDoubt)


# ---------------------------------------------------------------------------------------------
# what the solver cannot tell apart


@pytest.mark.parametrize("name", ["ratio_lower", "ratio_upper"])
@pytest.mark.parametrize("value", [1e300, 1e15, 1e7, 1e-7, np.inf])
def test_ratios_beyond_what_the_solver_tells_apart_are_refused(name, value, told):
    (said,) = told(lambda: benefit_of_the_doubt(PILLARS, **{name: value}))
    assert f"{name} is {value!r}" in said
    assert "0 or from 1e-6 to 1e6" in said


@pytest.mark.parametrize("unit", [1e-12, 1e-6, 1.0])
@pytest.mark.parametrize("name", ["ratio_lower", "ratio_upper"])
def test_the_unit_of_a_column_leaves_no_row_without_score(unit, name):
    """With w_j >= 1e4 w_1 in these units the first column may be left out to 1e-4 of a point."""
    z = PILLARS * np.array([unit, 1.0, 1.0])
    found = benefit_of_the_doubt(z, **{name: 1e4}).scores
    if name == "ratio_upper":
        expected = benefit_of_the_doubt(PILLARS).scores
        assert (found <= expected + 1e-6).all()
        assert found.max() == pytest.approx(100, abs=1e-6)
    else:
        expected = benefit_of_the_doubt(PILLARS[:, 1:]).scores
        assert found == pytest.approx(expected, abs=0.1)


def test_a_programme_the_solver_gives_up_is_said(told):
    z = [[1e12, 2e12], [2e12, 1e12], [1e12, 1e12]]
    (said,) = told(lambda: run("directional-bod", z, direction=[1e-12, 1e-12]))
    assert said.startswith("benefit of the doubt: the solver found no weights for row 1 of 3")


def test_a_row_without_score_in_the_direction_has_no_score():
    found = run("directional-bod", [[1.0, 2.0], [np.nan, 1.0]], direction=[1.0, 0.0])
    assert np.isnan(found).tolist() == [False, True]
