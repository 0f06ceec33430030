"""TOPSIS, grey relational grade and rank-sum ratio: printed tables, other programs, promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex import MethodError
from devindex.index import find

METHODS = ["grey-relational", "rank-sum-ratio", "topsis"]


def run(name, z, w=None, fit=None, **parameters):
    z = np.asarray(z, float)
    w = np.full(z.shape[-1], 1.0 / z.shape[-1]) if w is None else np.asarray(w, float)
    return find("aggregate", name)({"z": z, "w": w, "fit": z if fit is None else fit}, parameters)


# ---------------------------------------------------------------------------------------------
# printed

AIRCRAFT = np.array(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
)
WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])


@pytest.mark.against("aggregate/topsis", published="Hwang & Yoon 1981")
def test_topsis_of_hwang_and_yoon():
    """Hwang & Yoon 1981, the fighter aircraft: closeness 0.643, 0.268, 0.613, 0.312.

    The fourth criterion is a cost: scores are its negative, which the vector norm leaves alone.
    Tolerance 0.001: the book's cost column was divided by 10.863 for 10.851, which moves the
    closeness by as much (0.6135 is printed 0.613).
    """
    z = AIRCRAFT * [1, 1, 1, -1, 1, 1]
    assert run("topsis", z, WEIGHTS) / 100 == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)


def test_topsis_distances_of_hwang_and_yoon():
    """The book's distances to ideal and anti-ideal, from its printed weighted matrix.

    With weights and norms already in the matrix (every weight 1 of 6, no scale). Tolerance: half
    a unit of the fourth decimal of each of six squares, some 2e-4.
    """
    v = [
        [0.0934, 0.0366, 0.0506, -0.0506, 0.0962, 0.2012],
        [0.1168, 0.0659, 0.0455, -0.0598, 0.0577, 0.1118],
        [0.0841, 0.0488, 0.0531, -0.0414, 0.1347, 0.1565],
        [0.1028, 0.0439, 0.0506, -0.0460, 0.0962, 0.1118],
    ]
    up, down = [0.0545, 0.1197, 0.0580, 0.1009], [0.0983, 0.0439, 0.0920, 0.0458]
    printed = np.array(down) / (np.array(up) + down)
    assert run("topsis", v, scale="none") / 100 == pytest.approx(printed, abs=1e-3)


SUPPLIERS = [
    [0.83, 0.90, 0.99, 0.92, 0.87, 0.95],
    [-326, -295, -340, -287, -310, -303],
    [-21, -38, -25, -19, -27, -10],
    [-3.2, -2.4, -2.2, -2.0, -0.9, -1.7],
    [0.20, 0.25, 0.12, 0.33, 0.20, 0.09],
    [0.15, 0.20, 0.14, 0.09, 0.15, 0.17],
    [250, 180, 300, 200, 150, 175],
    [0.23, 0.15, 0.27, 0.30, 0.18, 0.26],
    [0.87, 0.95, 0.99, 0.89, 0.82, 0.94],
]


@pytest.mark.against("aggregate/grey-relational", published="Si & Sun, 数学建模算法与应用")
def test_grey_relational_grade_of_six_suppliers():
    """Six suppliers, nine indicators, three of them costs: the textbook case of Chinese courses.

    Si & Sun, 数学建模算法与应用, chapter on evaluation; grades as printed by the notebook "Grey
    Relational Analysis" of xyfJASON/mathematical-modeling-python (commit 6375587). Min-max, equal
    weights, rho 0.5. Tolerance: half a unit of the last digit printed.
    """
    x = np.array(SUPPLIERS).T
    z = (x - x.min(axis=0)) / np.ptp(x, axis=0)
    printed = [0.462992, 0.555994, 0.649074, 0.652723, 0.493562, 0.613015]
    assert run("grey-relational", z) / 100 == pytest.approx(printed, abs=5e-7)


@pytest.mark.against(
    "aggregate/rank-sum-ratio",
    published="mathmodels (R), help page of rank_sum_ratio",
)
def test_rank_sum_ratio_of_the_package_mathmodels():
    """zhjx19/mathmodels (R), help page of ``rank_sum_ratio``: 0.333, 1 and 0.667.

    Tolerance: half a unit of the last digit printed.
    """
    z, w = [[10, 5], [20, 10], [15, 8]], [0.4, 0.6]
    assert run("rank-sum-ratio", z, w) / 100 == pytest.approx([0.333, 1, 0.667], abs=5e-4)


MOTHERS = np.array(
    [
        [99.54, 60.27, 16.15], [96.52, 59.67, 20.10], [99.36, 43.91, 15.60], [92.83, 58.99, 17.04],
        [91.71, 35.40, 15.01], [95.35, 44.71, 13.93], [96.09, 49.81, 17.43], [99.27, 31.69, 13.89],
        [94.76, 22.91, 19.87], [84.80, 81.49, 23.63],
    ]
)  # fmt: skip
"""Antenatal examination rate, maternal and perinatal mortality of ten regions."""


def test_rank_sum_ratio_of_ten_regions():
    """The standard case of the method (as in SPSSAU's manual, "WRSR"); both mortalities are costs.

    Ranks by hand: region A is 10th, 2nd and 6th from below, (10 + 2 + 6) / 30 = 0.6. Exact.
    """
    ranks = [
        [10, 2, 6], [7, 3, 2], [9, 7, 7], [3, 4, 5], [2, 8, 8], [5, 6, 9], [6, 5, 4], [8, 9, 10],
        [4, 10, 3], [1, 1, 1],
    ]  # fmt: skip
    z = MOTHERS * [1, -1, -1]
    expected = np.sum(ranks, axis=1) / 30
    assert run("rank-sum-ratio", z) / 100 == pytest.approx(expected)


def test_non_integer_ranks_by_hand():
    """10 regions: the best of a column ranks 10, the worst 1, the rest in proportion."""
    z = MOTHERS * [1, -1, -1]
    share = (z - z.min(axis=0)) / np.ptp(z, axis=0)
    expected = (1 + 9 * share).mean(axis=1) / 10
    assert run("rank-sum-ratio", z, ranks="non-integer") / 100 == pytest.approx(expected)


# ---------------------------------------------------------------------------------------------
# another program

PILLARS = np.array(
    [
        [69.47511442, 72.76415463, 62.88149703], [53.00859158, 86.16783122, 50.09020386],
        [55.69921741, 53.3048876, 61.68677209], [75.28205838, 55.37481839, 52.74719815],
        [61.1220838, 62.32589408, 27.55406837],
    ]
)  # fmt: skip
"""Three pillars of AUT, BEL, BGR, HRV and CYP: European Commission JRC, ASEM 2018."""


@pytest.mark.against("aggregate/topsis", program="pymcdm 1.4.0")
@pytest.mark.parametrize(
    ("scale", "theirs"),
    [
        ("vector", [0.73215519, 0.48301737, 0.38181493, 0.58333158, 0.26970335]),
        ("none", [0.71297538, 0.48683118, 0.33363189, 0.56410227, 0.28396561]),
    ],
)
def test_topsis_agrees_with_pymcdm(scale, theirs):
    """pymcdm 1.4.0, Python 3.11, with Z = PILLARS. Tolerance: half of the last digit printed.

    ::

        from pymcdm.methods import TOPSIS
        from pymcdm.normalizations import vector_normalization
        w, t = np.array([0.5, 0.3, 0.2]), np.ones(3)
        TOPSIS(normalization_function=vector_normalization)(Z, w, t)
        TOPSIS(normalization_function=lambda x, cost=False: x)(Z, w, t)
    """
    got = run("topsis", PILLARS, [0.5, 0.3, 0.2], scale=scale)
    assert got / 100 == pytest.approx(theirs, abs=5e-9)


# ---------------------------------------------------------------------------------------------
# what the methods promise

FIGURE = st.integers(0, 40).map(float)
tables = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=FIGURE)


@pytest.mark.parametrize("name", METHODS)
@given(z=tables, data=st.data())
def test_the_order_of_rows_moves_no_score(name, z, data):
    order = data.draw(st.permutations(range(len(z))))
    np.testing.assert_allclose(run(name, z[order]), run(name, z)[order], atol=1e-9)


@pytest.mark.parametrize("name", METHODS)
@given(z=tables, data=st.data())
def test_scores_lie_between_0_and_100_and_more_is_never_less(name, z, data):
    """Against the same marks, with z beyond them too; TOPSIS as points, without a norm."""
    options = {"scale": "none"} if name == "topsis" else {}
    fit = data.draw(arrays(float, (4, z.shape[1]), elements=FIGURE))
    fit[0], fit[1] = -1.0, 41.5  # no row of z is one of these
    before = run(name, z + 0.25, fit=fit, **options)
    better = z + 0.25
    better[:, data.draw(st.integers(0, z.shape[1] - 1))] += data.draw(st.integers(1, 40))
    after = run(name, better, fit=fit, **options)
    assert ((before >= 0) & (after <= 100 + 1e-9)).all()
    assert (after >= before - 1e-9).all()


def test_the_best_in_everything_has_100_and_the_worst_0():
    z = np.array([[90.0, 80.0], [20.0, 10.0], [50.0, 60.0]])
    assert run("topsis", z)[:2].tolist() == [100, 0]
    assert run("grey-relational", z)[0] == 100
    assert run("rank-sum-ratio", z) == pytest.approx([100, 100 / 3, 200 / 3])


def test_a_constant_indicator_and_one_row_are_neutral():
    z = np.array([[4.0, 5.0], [4.0, 9.0], [4.0, 6.0]])
    np.testing.assert_allclose(run("topsis", z), run("topsis", z, [0.0, 1.0]))
    assert run("rank-sum-ratio", z, [1.0, 0.0]) == pytest.approx([200 / 3] * 3)
    assert run("rank-sum-ratio", z, [1.0, 0.0], ranks="non-integer") == pytest.approx([200 / 3] * 3)
    for name, neutral in (("topsis", 50), ("grey-relational", 100), ("rank-sum-ratio", 100)):
        assert run(name, z[:1]) == pytest.approx([neutral])
    assert run("topsis", np.full((3, 2), 4.0)).tolist() == [50, 50, 50]


@pytest.mark.parametrize("name", METHODS)
def test_a_row_outside_counts_as_the_best_where_it_is_beyond(name):
    fit = np.array([[90.0, 80.0], [20.0, 10.0], [50.0, 60.0]])
    outside = np.array([[95.0, 99.0], [np.nan, np.nan], [60.0, 60.0]])
    score = run(name, outside, fit=fit)
    assert score[0] == pytest.approx(100)
    assert np.isnan(score[1])
    assert run(name, fit, fit=fit)[2] < score[2] < 100


def test_less_distinguishing_moves_grades_apart():
    z = PILLARS
    sharp, blunt = run("grey-relational", z, rho=0.1), run("grey-relational", z, rho=1.0)
    assert np.ptp(sharp) > np.ptp(blunt)


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("topsis", {"scale": "sum"}, "scale is 'sum'; it is 'vector' or 'none'"),
        ("grey-relational", {"rho": 0.0}, "rho is 0.0; it is above 0 and at most 1"),
        ("rank-sum-ratio", {"ranks": "half"}, "ranks is 'half'; it is 'integer' or 'non-integer'"),
    ],
)
def test_wrong_parameters_are_one_sentence_in_two_languages(name, parameters, words):
    with pytest.raises(MethodError) as caught:
        run(name, PILLARS, **parameters)
    (problem,) = caught.value.problems
    assert words in problem
    assert problem.zh != problem


def test_thousands_of_rows_need_no_square_of_memory():
    rng = np.random.default_rng(0)
    z = rng.uniform(0, 100, (5000, 20))
    for name in METHODS:
        assert run(name, z).shape == (5000,)
