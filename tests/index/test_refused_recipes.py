"""Recipes that would be ignored in part, or turn an index round, are refused in one sentence."""

import numpy as np
import pytest

import devindex as dx
from devindex import MethodError
from devindex.index import Choice, compute, find, load_recipe, method, methods
from devindex.index.run import call


def changed(step, **fields):
    recipe = load_recipe()
    return recipe.model_copy(update={step: getattr(recipe, step).model_copy(update=fields)})


def weighed(**levels):
    recipe = load_recipe()
    return recipe.model_copy(update={"weigh": recipe.weigh.model_copy(update=levels)})


NESTED = {"network": Choice(method="minmax", of={"access": Choice(method="rank")})}
OVER = Choice(method="critic", over="all")


@pytest.mark.parametrize(
    ("recipe", "en", "zh"),
    [
        (changed("normalise", of=NESTED), r"write \[normalise.of.access\]", "不能再设例外"),
        (changed("normalise", over="all"), "belongs to weigh.indicator alone", "只能写在"),
        (weighed(theme=OVER), "stands in weigh.theme", "weigh.theme"),
        (changed("denominate", fit="each"), "learns from no rows", "不从数据中学习"),
        (changed("impute", fit="pooled"), "stands in impute", "impute"),
        (
            weighed(indicator=OVER, dimension=Choice(method="entropy")),
            "weigh.dimension by 'entropy' has no effect", "不起作用",
        ),
        (
            weighed(indicator=OVER.model_copy(update={"of": {"access": Choice(method="equal")}})),
            "exceptions have no effect", "例外不起作用",
        ),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(panel, recipe, en, zh):
    with pytest.raises(MethodError, match=en) as caught:
        compute(panel, recipe)
    assert any(zh in p.zh for p in caught.value.problems)


ABOVE = [(s, n, p) for s in dx.index.STEPS for n in methods(s) for p in find(s, n).above_zero]


@pytest.mark.parametrize(("step", "name", "parameter"), ABOVE)
@pytest.mark.parametrize("value", [0.0, -10.0])
def test_a_scale_of_zero_or_less_is_refused(step, name, parameter, value):
    found = find(step, name)
    given = int(value) if found.kinds[parameter] is int else value
    with pytest.raises(MethodError, match=f"is {given}; it must be above 0") as caught:
        found.check({parameter: given})
    assert "应大于0" in caught.value.problems[0].zh


def test_every_scale_that_could_turn_an_index_round_is_named():
    assert {(n, p) for _, n, p in ABOVE} >= {
        ("zscore", "spread"), ("zscore", "limit"), ("efficacy", "gain"), ("ampi", "width"),
        ("fraction-of-max", "scale"), ("ratio-to-base", "scale"),
        ("distance-to-reference", "scale"), ("by-series", "scale"), ("by-constant", "constant"),
    }  # fmt: skip


@pytest.mark.parametrize("share", [{"regions": 5.0}, {"indicators": -0.1}])
def test_a_share_of_coverage_lies_between_0_and_1(share):
    with pytest.raises(MethodError, match="a share lies between 0 and 1"):
        find("screen", "coverage")({"x": np.ones((1, 1, 1))}, share)


def test_a_name_of_the_package_is_not_taken_over():
    with pytest.raises(MethodError, match="weigh method 'entropy' comes with devindex"):

        @method("weigh", "entropy", cite="nobody")
        def entropy(z):
            return z

    assert find("weigh", "entropy").shipped


@pytest.mark.parametrize(
    ("answer", "said"), [([np.inf] * 2, "an infinite number"), (["a"] * 2, "no array of numbers")]
)
def test_an_own_method_that_answers_no_number_is_said(answer, said):
    try:

        @method("weigh", "strange", cite="nobody")
        def strange(codes):
            """Nothing of use."""
            return answer

        with pytest.raises(MethodError, match=said):
            call("weigh", Choice(method="strange"), {"codes": np.array(["a", "b"])})
    finally:
        dx.index.registry._METHODS.pop(("weigh", "strange"), None)
