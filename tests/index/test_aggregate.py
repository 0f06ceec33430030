"""Averages, each row by itself: published numbers, other programs, and what the methods promise."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from devindex import MethodError
from devindex.index import find
from devindex.index.aggregate.means import geometric_as_sum, power_as_sum


def run(name, z, w=None, **parameters):
    z = np.asarray(z, float)
    w = np.full(z.shape[-1], 1.0 / z.shape[-1]) if w is None else np.asarray(w, float)
    return find("aggregate", name)({"z": z, "w": w}, parameters)


def rows(n=20, k=4, seed=7):
    rng = np.random.default_rng(seed)
    w = rng.uniform(0.1, 1.0, k)
    return rng.uniform(1.0, 100.0, (n, k)), w / w.sum()


# ---------------------------------------------------------------------------------------------
# published


GENDER = """
CHN 23.04763188 11.146 24.94117647 79.70198229 53.76 75.05882353 86.36580148 74.54 0.186
DNK 4.65771671 1.814 43.57541899 95.06726074 59.42 56.42458101 95.23809814 67.42 0.009
IND 102.653912 16.299 14.63414634 40.95923996 28.26 85.36585366 58.66342926 76.14 0.437
NER 441.0725479 168.04 25.90361446 2.578340428 64.56 74.09638554 4.483989669 96.49 0.609
YEM 183.3997163 52.497 0.294117647 23.7 5.84 99.70588235 38.2 64.69 0.820
"""
"""Maternal mortality, adolescent births; seats, schooling and work of women, of men; the index."""


@pytest.mark.against(
    "aggregate/harmonic",
    "aggregate/geometric",
    "aggregate/generalised",
    published="UNDP, Human Development Report 2023/24",
)
@pytest.mark.parametrize("line", GENDER.strip().split("\n"), ids=lambda line: line[:3])
def test_harmonic_mean_of_the_gender_inequality_index_2022(line):
    """UNDP, Human Development Report 2023/24, technical note 4 and complete time series; 2022.

    One less the harmonic mean of the women's and the men's geometric means over a reference.
    Tolerance: half a unit of the last digit printed.
    """
    mmr, abr, *shares, gii = map(float, line.split()[1:])
    health = np.sqrt(10.0 / max(mmr, 10.0) / abr)
    parliament, school, work = np.reshape(shares, (2, 3)).T / 100.0
    power = np.sqrt(parliament * school)
    by_sex = run("geometric", np.column_stack([[health, 1.0], power, work]))
    reference = run("geometric", [(health + 1.0) / 2.0, power.mean(), work.mean()])
    for harmonic in (run("harmonic", by_sex), run("generalised", by_sex, power=-1.0)):
        assert 1.0 - harmonic / reference == pytest.approx(gii, abs=5e-4)


@pytest.mark.against("aggregate/weighted-product", published="World Bank 2020, Human Capital Index")
@pytest.mark.parametrize(
    ("survival", "years", "test", "stunted", "adult", "hci"),
    [
        (0.9913992286, 13.13779354, 441.0, 0.9190000296, 0.9235911369, 0.6531026363),
        (0.9163431525, 5.498250008, 304.9222412, 0.5151730776, 0.7666255236, 0.3156851828),
        (0.9377235770, 8.901890755, 354.7587891, 0.6180722117, 0.7877408266, 0.4002841413),
        (0.9957765341, 13.39460278, 517.8778076, np.nan, 0.9317006469, 0.7550948262),
        (0.9971912503, 13.92090034, 575.2721558, np.nan, 0.952393055, 0.8791257143),
    ],
    ids=["CHN", "NER", "AFG", "DNK", "SGP"],
)
def test_weighted_product_of_the_human_capital_index_2020(
    survival, years, test, stunted, adult, hci
):
    """World Bank, Human Capital Index 2020 Update, country file: the product of three components.

    Health is the geometric mean of two factors, or the one there is. Tolerance: 5e-7, as the
    file's figures are single precision.
    """
    school = np.exp(0.08 * (years * test / 625.0 - 14.0))
    factors = np.exp(0.034 * np.array([10.2 * (stunted - 1.0), 19.2 * (adult - 1.0)]))
    health = run("geometric", factors)
    score = run("weighted-product", [survival, school, health], total=3.0, full=1.0)
    assert score == pytest.approx(hci, abs=5e-7)


@pytest.mark.against("aggregate/weighted-product", published="OPHI & UNDP 2022, table 1")
@pytest.mark.parametrize(
    ("headcount", "intensity", "poverty"),
    [
        (55.9102392608, 48.5995482813, 0.271721237238),
        (3.88502009596, 41.3555786367, 0.0160667254084),
        (16.3928060091, 41.9760743288, 0.0688105643495),
        (90.9711576249, 66.0956536026, 0.601279812221),
    ],
    ids=["AFG", "CHN", "IND", "NER"],
)
def test_weighted_product_of_the_multidimensional_poverty_index_2022(headcount, intensity, poverty):
    """OPHI & UNDP, Global MPI 2022, table 1: headcount times intensity, in percent.

    Tolerance: half a unit of the twelfth significant digit.
    """
    score = run("weighted-product", [headcount, intensity], total=2.0)
    assert score / 100.0 == pytest.approx(poverty, rel=5e-11)


def test_weighted_product_with_exponents_that_sum_to_one_is_the_geometric_mean():
    z, w = rows()
    for full in (1.0, 100.0):
        np.testing.assert_array_equal(
            run("weighted-product", z, w, full=full), run("geometric", z, w)
        )


@pytest.mark.against(
    "aggregate/owa",
    published="Soft Computing and Its Applications 1, example 2.39",
)
def test_owa_of_a_textbook():
    """Soft Computing and Its Applications 1 (ISBN 978-1-926895-38-3), example 2.39, page 109.

    a = (5, 6, 4), order weights (0.2, 0.7, 0.1): 0.2 * 6 + 0.7 * 5 + 0.1 * 4 = 5.1; exact.
    """
    assert run("owa", [5, 6, 4], order_weights=[0.2, 0.7, 0.1]) == pytest.approx(5.1, abs=1e-12)


@pytest.mark.against("aggregate/median", published='Wikipedia, "Weighted median"')
@pytest.mark.parametrize(
    ("z", "w", "median"),
    [
        ([1, 2, 3, 4, 5], [0.15, 0.1, 0.2, 0.3, 0.25], 4.0),
        ([1, 2, 3, 4], [0.25, 0.25, 0.25, 0.25], 2.5),
        ([1, 2, 3, 4], [0.49, 0.01, 0.25, 0.25], 2.5),
        ([1, 2, 3, 4, 5], [0.1, 0.1, 0.1, 0.1, 0.6], 5.0),
        ([5, 4, 7], [3 / 13, 1 / 13, 9 / 13], 7.0),
    ],
)
def test_weighted_medians_of_encyclopaedias(z, w, median):
    """Wikipedia, "Weighted median", the examples (the mean of lower 2 and upper 3 is 2.5); the
    fourth from Mathematics Stack Exchange 3968904, the last from P. Cooijmans. Exact.
    """
    assert run("median", z, w) == median


# ---------------------------------------------------------------------------------------------
# other programs


@pytest.mark.parametrize("power", [-20.0, -2.0, -1.0, -1e-9, 0.0, 1e-9, 0.5, 1.0, 3.0, 20.0])
def test_generalised_mean_agrees_with_scipy(power):
    """scipy.stats.pmean (1.17), an implementation of its own. Tolerance: rounding, amplified by
    1 / power where it raises and takes roots of numbers near one (ours does not).
    """
    z, w = rows()
    theirs = stats.pmean(z, power, axis=1, weights=w)
    rtol = 1e-12 if abs(power) > 1e-3 or power == 0 else 1e-6
    np.testing.assert_allclose(run("generalised", z, w, power=power), theirs, rtol=rtol)


def test_harmonic_and_geometric_means_agree_with_scipy():
    z, w = rows()
    for name, theirs in (("harmonic", stats.hmean), ("geometric", stats.gmean)):
        np.testing.assert_allclose(run(name, z, w), theirs(z, axis=1, weights=w), rtol=1e-12)


@pytest.mark.parametrize("name", ["mpi", "ampi"])
@pytest.mark.parametrize(("penalty", "sign"), [("-", -1.0), ("+", 1.0)])
def test_mazziotta_pareto_agrees_with_statsmodels_weighted_moments(name, penalty, sign):
    """M -/+ s cv with weighted mean and deviation of statsmodels' DescrStatsW (0.14 on).

    No published table with its inputs was found. The deviation divides by the sum of weights
    (De Muro, Mazziotta & Pareto 2011; Compind 3 ``ci_ampi``), where ``ci_mpi`` takes k - 1.
    """
    z, w = rows()
    z = 70.0 + 0.6 * z
    for row, score in zip(z, run(name, z, w, penalty=penalty), strict=True):
        moments = DescrStatsW(row, weights=w, ddof=0)
        cv = moments.std / moments.mean
        assert score == pytest.approx(moments.mean + sign * moments.std * cv, rel=1e-12)


def test_mazziotta_pareto_by_hand():
    """Three rows with the mean 100: spreads 0, 10 and 30 cost 0, 1 and 9 points."""
    z = [[100, 100], [90, 110], [70, 130]]
    assert run("mpi", z).tolist() == pytest.approx([100, 99, 91])
    assert run("ampi", z, penalty="+").tolist() == pytest.approx([100, 101, 109])


# ---------------------------------------------------------------------------------------------
# as plain weighted sums


positive = st.lists(st.floats(0.1, 1000.0), min_size=1, max_size=6)


@given(z=positive, power=st.floats(-8.0, 8.0), data=st.data())
def test_every_quasi_arithmetic_mean_is_a_weighted_sum(z, power, data):
    """The same number and weights of zero or more, whatever the power."""
    w = np.array(data.draw(st.lists(st.floats(0.05, 1.0), min_size=len(z), max_size=len(z))))
    z = np.array(z)
    omega = power_as_sum(z, w, power)
    assert (omega >= 0).all()
    assert omega.sum() == pytest.approx(1.0, rel=1e-12)
    assert (omega * z).sum() == pytest.approx(
        float(run("generalised", z, w, power=power)), rel=1e-9
    )


def test_geometric_weights_kept_their_numbers():
    """As computed before the identity was written for all powers (to the last bit)."""
    z = np.array([[20.0, 80.0, 50.0], [40.0, 40.0, 40.00001], [np.nan, 5.0, 95.0]])
    w = np.array([0.5, 0.3, 0.2])
    expected = [
        [float.fromhex(x) for x in row.split()] for row in GEOMETRIC.strip().split("\n")
    ]  # fmt: skip
    assert geometric_as_sum(z, w).tolist() == expected


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("generalised", {"power": -3.0}),
        ("owa", {"order_weights": [0.6, 0.3, 0.1, 0.0]}),
        ("owa", {"orness": 0.2}),
        ("owa", {"orness": 0.0}),
        ("owa", {"orness": 1.0}),
        ("mpi", {"penalty": "+"}),
        ("weighted-product", {"total": 4.0}),
    ],
)
def test_weighted_sums_follow_the_recipe_s_parameters(name, parameters):
    z, w = rows()
    z[0, 1] = z[3, 0] = np.nan
    omega = find("aggregate", name).linear(z=z, w=w, **parameters)
    np.testing.assert_allclose(
        (omega * np.nan_to_num(z)).sum(axis=1), run(name, z, w, **parameters), rtol=1e-12
    )


def test_a_lead_beyond_twice_the_mean_takes_from_a_mazziotta_pareto_index():
    omega = find("aggregate", "mpi").linear(z=np.array([1.0, 1.0, 10.0]), w=np.ones(3) / 3)
    assert omega[2] < 0 < omega[0]
    assert run("mpi", [1, 1, 11]) < run("mpi", [1, 1, 10])


# ---------------------------------------------------------------------------------------------
# what the methods promise


@pytest.mark.parametrize("power", [-30.0, -2.0, -0.1, 0.05, 0.1, 0.5, 3.0, 60.0])
def test_a_mean_of_powers_follows_the_unit_of_the_scores(power):
    """Also where the powers themselves would run over, and where power and unit are ordinary."""
    z = np.array([[3.0, 40.0, np.nan, 75.0], [1.0, 2.0, 100.0, 90.0]])
    plain = run("generalised", z, power=power)
    for unit in (1e-60, 1e-3, 1e60):
        scaled = run("generalised", z * unit, power=power)
        np.testing.assert_allclose(scaled, plain * unit, rtol=1e-12)


def test_means_of_lower_power_are_stricter():
    z, w = rows()
    ladder = [run("generalised", z, w, power=p) for p in (-5.0, -1.0, 0.0, 0.5, 1.0, 2.0)]
    for stricter, milder in pairwise(ladder):
        assert (stricter < milder).all()


def test_orness_runs_from_the_worst_over_the_mean_to_the_best():
    z, w = rows()
    np.testing.assert_allclose(run("owa", z, w, orness=0.0), z.min(axis=1))
    np.testing.assert_allclose(run("owa", z, w, orness=0.5), run("arithmetic", z, w))
    np.testing.assert_allclose(run("owa", z, w, orness=1.0), z.max(axis=1))


def test_owa_of_equal_siblings_sorts_and_weighs():
    z, _ = rows(k=3)
    v = np.array([0.5, 0.3, 0.2])
    yager = np.sort(z, axis=1)[:, ::-1] @ v
    np.testing.assert_allclose(run("owa", z, order_weights=v.tolist()), yager)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("harmonic", {}), ("generalised", {"power": 3.0}), ("median", {}), ("mpi", {}),
        ("owa", {"orness": 0.3}), ("owa", {"order_weights": [0.4, 0.3, 0.2, 0.1]}),
        ("weighted-product", {"total": 2.0}),
    ],
)  # fmt: skip
def test_draws_on_leading_axes_give_the_same_bits(name, parameters):
    z, w = rows()
    z[0, 1] = np.nan
    rng = np.random.default_rng(1)
    draws = rng.dirichlet(np.ones(4), size=5)[:, None, :] * w
    block = run(name, np.broadcast_to(z, (5, *z.shape)), draws, **parameters)
    assert block.shape == (5, len(z))
    for one, weights in zip(block, draws, strict=True):
        np.testing.assert_array_equal(one, run(name, z, weights[0], **parameters))


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("generalised", {"power": float("inf")}, "is inf; a finite number is needed"),
        ("owa", {"orness": 1.5}, "orness is 1.5; it lies between 0"),
        ("owa", {"order_weights": [0.5, 0.5]}, "4 numbers of zero or more that sum to one"),
        ("owa", {"order_weights": [0.5, 0.5, 0.5, -0.5]}, "4 numbers of zero or more"),
        ("mpi", {"penalty": "minus"}, "penalty is 'minus'; it is '-' where more is better"),
        ("weighted-product", {"total": 0.0}, "total is 0.0; it must be above 0"),
    ],
)
def test_wrong_parameters_are_one_sentence_in_two_languages(name, parameters, words):
    z, w = rows()
    with pytest.raises(MethodError) as caught:
        run(name, z, w, **parameters)
    (problem,) = caught.value.problems
    assert words in problem
    assert problem.zh != problem


GEOMETRIC = """
0x1.49caa0f1e3530p-1 0x1.87827dc8f78bdp-3 0x1.5152fe6f7b280p-3
0x1.0000006b5fc96p-1 0x1.333333b40c8b3p-2 0x1.999996ea67c41p-3
0x0.0p+0 0x1.c014cd7a4b2f7p-1 0x1.ff59942da684ep-4
"""
