"""Best-worst method and budget allocation: printed numbers, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from devindex import MethodError
from devindex.index import find
from devindex.index.weigh.bestworst import best_worst, consistency_index

# ---------------------------------------------------------------------------------------------
# best-worst, printed numbers


def test_consistency_index_of_rezaei():
    """Rezaei 2015, Omega 53, table 1; two decimals, half a unit of the last."""
    printed = [0.00, 0.44, 1.00, 1.63, 2.30, 3.00, 3.73, 4.47, 5.23]
    found = [consistency_index(a) for a in range(1, 10)]
    assert found == pytest.approx(printed, abs=0.005)


def test_transport_mode_of_rezaei_2015():
    """Rezaei 2015: load flexibility, accessibility, cost; 0.0714, 0.3387, 0.5899, xi 0.26.

    Consistency ratio 0.26 / 4.47 = 0.058. Three items have one optimum. Tolerance: half a unit
    of the last digit printed.
    """
    found = best_worst(
        "cost", "load",
        {"load": 8, "access": 2, "cost": 1}, {"load": 1, "access": 5, "cost": 8},
        ["load", "access", "cost"], model="nonlinear",
    )  # fmt: skip
    np.testing.assert_allclose(found.weights, [0.0714, 0.3387, 0.5899], atol=5e-5)
    assert found.xi == pytest.approx(0.26, abs=5e-3)
    assert found.consistency_ratio == pytest.approx(0.058, abs=5e-4)
    np.testing.assert_allclose(found.low, found.high, atol=1e-6)


CAR = ["quality", "price", "comfort", "safety", "style"]


@pytest.mark.parametrize(
    ("best_row", "worst_column", "weights", "xi"),
    [
        (
            [2, 1, 4, 2, 8], [4, 8, 2, 4, 1],
            [0.21052632, 0.42105263, 0.10526316, 0.21052632, 0.05263158], 0.0,
        ),
        (
            [2, 1, 4, 3, 8], [4, 8, 2, 3, 1],
            [0.22950820, 0.44808743, 0.11475410, 0.15300546, 0.05464481], 0.002444958 * 4.47,
        ),
    ],
    ids=["consistent", "not"],
)  # fmt: skip
def test_car_of_rezaei_2016_in_the_linear_model(best_row, worst_column, weights, xi):
    """Rezaei 2016, Omega 64: buying a car, as the R package BWM 0.1.0 (J. Tomczak) solves it.

    Its tests/testthat/test-example-data.R holds these weights and the deviation over 4.47.
    Tolerance: half a unit of the eighth digit it prints, and of the seventh of the deviation.
    """
    found = best_worst(
        "price", "style",
        dict(zip(CAR, best_row, strict=True)), dict(zip(CAR, worst_column, strict=True)), CAR,
    )  # fmt: skip
    np.testing.assert_allclose(found.weights, weights, atol=5e-9)
    assert found.xi == pytest.approx(xi, abs=5e-9)
    assert (found.consistency_ratio == 0) == (xi == 0)


@pytest.mark.parametrize(
    ("x", "y"),
    [([2, 1, 4, 3, 8], [4, 8, 4, 2, 1]), ([3, 1, 5, 2, 9, 7], [2, 9, 3, 6, 1, 2])],
    ids=["five", "six"],
)
def test_nonlinear_model_agrees_with_a_general_solver(x, y):
    """The programme as Rezaei 2015 writes it, by scipy's SLSQP from the linear optimum.

    Any weights it finds lie in our intervals. Tolerance: what SLSQP leaves of its constraints.
    """
    k, b, w = len(x), 1, 4
    codes = [f"c{n}" for n in range(k)]
    given_ = (f"c{b}", f"c{w}", dict(zip(codes, x, strict=True)), dict(zip(codes, y, strict=True)))
    found = best_worst(*given_, codes, model="nonlinear")

    def room(v):
        ratios = np.concatenate([v[b] / v[:k] - x, v[:k] / v[w] - y])
        return np.concatenate([v[k] - ratios, v[k] + ratios])

    start = np.append(best_worst(*given_, codes).weights, 2.0)
    rules = [
        {"type": "ineq", "fun": room},
        {"type": "eq", "fun": lambda v: v[:k].sum() - 1.0},
    ]
    solved = minimize(
        lambda v: v[k], start, constraints=rules, bounds=[(1e-4, 1.0)] * k + [(0.0, None)],
        method="SLSQP", options={"ftol": 1e-14, "maxiter": 1000},
    )  # fmt: skip
    assert found.xi == pytest.approx(solved.x[k], abs=1e-6)
    assert (found.low - 1e-5 <= solved.x[:k]).all()
    assert (solved.x[:k] <= found.high + 1e-5).all()
    assert found.consistency_ratio == pytest.approx(found.xi / consistency_index(x[w]))


# ---------------------------------------------------------------------------------------------
# best-worst, what must hold


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=6), st.sampled_from(["linear", "nonlinear"])
)
def test_consistent_answers_give_their_weights_back(w, model):
    w = np.append(w, [1.0, 9.0])
    codes = [f"c{n}" for n in range(len(w))]
    best, worst = codes[-1], codes[-2]
    found = best_worst(
        best, worst,
        dict(zip(codes, w[-1] / w, strict=True)), dict(zip(codes, w / w[-2], strict=True)),
        codes, model=model,
    )  # fmt: skip
    np.testing.assert_allclose(found.weights, w / w.sum(), atol=1e-7)
    assert found.xi == pytest.approx(0, abs=1e-7)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-7)


@given(data=st.data(), k=st.integers(2, 6))
def test_optimal_weights_deviate_by_the_optimum_and_no_more(data, k):
    most = data.draw(st.integers(2, 9))
    codes = [f"c{n}" for n in range(k)]
    ratios = st.integers(1, most)
    x = [1, most, *(data.draw(ratios) for _ in codes[2:])]
    y = [most, 1, *(data.draw(ratios) for _ in codes[2:])]
    best_row, worst_column = dict(zip(codes, x, strict=True)), dict(zip(codes, y, strict=True))
    for model in ("linear", "nonlinear"):
        found = best_worst("c0", "c1", best_row, worst_column, codes, model=model)
        w = found.weights.to_numpy()
        assert w.sum() == pytest.approx(1)
        assert (w > 0).all()
        assert found.consistency_ratio >= 0
        assert (found.low <= found.high + 1e-9).all()
        if model == "linear":
            off = np.concatenate([w[0] - np.array(x) * w, w - np.array(y) * w[1]])
            assert np.abs(off).max() == pytest.approx(found.xi, abs=1e-8)


def test_a_ratio_of_best_to_worst_said_once_is_enough():
    once = best_worst("a", "c", {"b": 2}, {"a": 6, "b": 3})
    twice = best_worst("a", "c", {"b": 2, "c": 6}, {"a": 6, "b": 3})
    assert once.weights.tolist() == twice.weights.tolist()


# ---------------------------------------------------------------------------------------------
# the methods

ANSWERS = {
    "best": "a",
    "worst": "c",
    "best_to_others": {"b": 2, "c": 6},
    "others_to_worst": {"a": 6, "b": 3},
}
OTHER = {
    "best": "c",
    "worst": "a",
    "best_to_others": {"b": 2, "a": 4},
    "others_to_worst": {"c": 4, "b": 2},
}


def weigh(name, codes, **parameters):
    return find("weigh", name)({"codes": np.array(list(codes))}, parameters)


def faults(name, codes, **parameters):
    with pytest.raises(MethodError) as error:
        weigh(name, codes, **parameters)
    assert all(p.zh != p for p in error.value.problems)
    return list(error.value.problems)


def test_best_worst_of_several_experts_is_their_mean():
    one = weigh("best-worst", "abc", **ANSWERS)
    two = weigh("best-worst", "abc", **OTHER)
    both = weigh("best-worst", "abc", judgements={"zhang": ANSWERS, "li": OTHER})
    np.testing.assert_allclose(both, (one + two) / 2, rtol=1e-12)
    assert weigh("best-worst", "cba", **ANSWERS).tolist() == one[::-1].tolist()


def test_faults_of_best_worst_answers_come_together():
    said = faults(
        "best-worst", "abc",
        judgements={
            "zhang": ANSWERS | {"best": "aa", "others_to_worst": {"a": 6, "bb": 3}},
            "li": ANSWERS | {"worst": "a"},
            "wang": ANSWERS | {"best_to_others": {"a": 2, "c": 5}},
            "zhao": ANSWERS | {"others_to_worst": {"a": 6, "b": 7}},
        },
    )  # fmt: skip
    assert said == [
        "zhang: unknown best 'aa'. Did you mean 'a'? Known: a, b, c",
        "zhang: unknown code 'bb'. Did you mean 'b'? Known: a, b, c",
        "li: 'a' is both best and worst",
        "wang: best_to_others has no ratio for b",
        "wang: best_to_others: a to itself is 2; it is 1",
        "wang: best to worst is 5 in one and in the other 6; it is one ratio",
        "zhao: others_to_worst: b is 7; more than a over c (6), the greatest",
    ]


def test_answers_that_are_no_numbers_or_under_one_are_refused():
    said = faults(
        "best-worst", "abc",
        judgements={"li": {"best": "a", "best_to_others": {"b": "x", "c": 0.5}, "bets": 1}},
    )  # fmt: skip
    assert said[0].startswith(
        "li: unknown part of a best-worst judgement 'bets'. Did you mean 'best'"
    )
    assert said[1:] == [
        "li: 'worst' is missing",
        "li: 'others_to_worst' is missing",
        "li.best_to_others.b: 'x' is not a number",
        "li.best_to_others.c: 0.5 is less than 1; nothing is more important than the best, or "
        "less than the worst",
    ]


def test_an_unknown_model_offers_the_near_miss():
    assert faults("best-worst", "abc", **ANSWERS, model="non-linear")[0].startswith(
        "unknown model 'non-linear'. Did you mean 'nonlinear'?"
    )


@pytest.mark.parametrize("name", ["best-worst", "budget"])
def test_experts_input_is_asked_for_once(name):
    assert f"weigh method '{name}' needs experts' input, once" in faults(name, "ab")[0]
    own = ANSWERS if name == "best-worst" else {"points": {"a": 50, "b": 50}}
    assert "needs experts' input, once" in faults(name, "ab", **own, judgements={"x": {}})[0]
    assert faults(name, "ab", judgements={})[0].startswith("judgements are {}; a path")


def test_budget_is_the_mean_of_points():
    """By hand: (40 + 20) / 200, (35 + 30) / 200, (25 + 50) / 200."""
    points = {"a": [40, 20], "b": [35, 30], "c": [25, "５０"]}
    wanted = pytest.approx([0.3, 0.325, 0.375], abs=1e-15)
    assert weigh("budget", "abc", points=points) == wanted
    said = {"zhang": {"a": 40, "b": 35, "c": 25}, "li": {"a": 20, "b": 30, "c": 50}}
    assert weigh("budget", "abc", judgements=said) == wanted
    tenth = {e: {c: p / 10 for c, p in points.items()} for e, points in said.items()}
    assert weigh("budget", "abc", judgements=tenth, total=10.0) == wanted
    assert weigh("budget", "ab", points={"a": 100, "b": 0}).tolist() == [1, 0]


def test_faults_of_points_come_together():
    said = faults(
        "budget", ["network", "platform"],
        judgements={
            "zhang": {"network": 60, "platform": 50},
            "li": {"network": 60, "platfrom": 40},
            "wang": {"network": 100},
        },
    )  # fmt: skip
    assert said == [
        "zhang: points sum to 110, not 100",
        "li: unknown code 'platfrom'. Did you mean 'platform'? Known: network, platform",
        "li: no points for platform; write 0 for none",
        "wang: no points for platform; write 0 for none",
    ]
    assert faults("budget", "ab", points={"a": -1, "b": 101}) == [
        "a: -1 points; points are zero or more"
    ]
    assert faults("budget", "ab", points={"a": [50, 60], "b": [50]}) == [
        "one number an expert is needed for each code, and there are a 2, b 1"
    ]
    assert faults("budget", "ab", points={"a": []})[0].endswith("there are a 0")
    assert faults("budget", "ab", points={})[0].startswith("points are {}; a table")
    for odd in (3, []):
        assert faults("budget", "ab", points=odd)[0].endswith(f"is {odd}; a table is needed")


@pytest.mark.parametrize("model", ["linear", "nonlinear"])
@pytest.mark.parametrize("ratio", [-2, 0, 0.5, 1e7, 1e300])
def test_best_worst_ratios_out_of_range_are_refused(ratio, model, told):
    said = told(lambda: best_worst(
        "a", "c", {"b": ratio, "c": 4}, {"a": 4, "b": 2}, model=model))  # fmt: skip
    assert said[0].startswith(f"best_to_others: b: {ratio:g} is ")
    assert len(said) == 1


def test_best_worst_of_text_twice_or_unknown_is_said(told):
    (said,) = told(lambda: best_worst("a", "b", {"b": "8"}, {"a": 8}))
    assert said == "best_to_others is {'b': '8'}; a table of finite numbers is needed"
    (said,) = told(lambda: best_worst("a", "b", {"b": 8}, {"a": 8}, codes=["a", "b", "a"]))
    assert said == "code 'a' comes twice; each item has a code of its own"
    (said,) = told(lambda: best_worst("a", "x", {"b": 8}, {"a": 8}, codes=["a", "b"]))
    assert said.zh == "无法识别最不重要项“x”。可选：a、b"


@pytest.mark.parametrize("total", [0, -100.0])
def test_a_total_is_above_zero(total, told):
    (said,) = told(lambda: find("weigh", "budget")({"codes": ["a", "b"]}, {
        "points": {"a": total, "b": 0}, "total": total}))  # fmt: skip
    assert said == f"total is {total:g}; the points of an expert sum to more than 0"
