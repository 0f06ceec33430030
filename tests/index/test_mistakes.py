"""What is asked wrongly is one clear sentence in English and in Chinese: Python, command line."""

import dataclasses
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_methods import EVERY, handed

import devindex as dx
from devindex.cli import main
from devindex.errors import DevindexWarning, MethodError, Sentence
from devindex.index import find, methods, registry
from devindex.kinds import fits, kind

TREE = {"access": {"lines": ["fixed", "mobile"]}, "use": {"firms": ["shops", "robots"]}}
CODES = ["fixed", "mobile", "robots", "shops"]


@pytest.fixture(autouse=True)
def registry_as_it_was(monkeypatch):
    """What a test registers goes with it."""
    monkeypatch.setattr(registry, "_METHODS", dict(registry._METHODS))


@pytest.fixture(scope="module")
def own():
    """Four indicators of six regions in two years, with a goalpost and a denominator each."""
    grid = pd.MultiIndex.from_product(
        [[f"r{n}" for n in range(6)], [2020, 2021]], names=["region", "year"]
    )
    figures = np.random.default_rng(5).uniform(1.0, 9.0, size=(len(grid), len(CODES)))
    table = pd.DataFrame(figures, index=grid, columns=CODES).assign(people=2.0)
    framework = dx.sketch(
        TREE,
        goalposts=dict.fromkeys(CODES, (0.5, 5.0)),
        denominators=dict.fromkeys(CODES, "people"),
    )
    return dx.Panel.of(framework, table)


def at_dimension(**steps):
    """A plain recipe but for the choice between dimensions."""
    plain = dx.simple_recipe()
    return plain.model_copy(
        update={
            step: getattr(plain, step).model_copy(update={"dimension": choice})
            for step, choice in steps.items()
        }
    )


def choice(method, **parameters):
    return dx.Choice(method=method, parameters=parameters)


# ---------------------------------------------------------------------------------------------
# recipes, from Python


MISTAKES = {
    "another framework": (
        dx.simple_recipe("national"),
        "recipe 'own' is for framework 'national', not 'own'",
        "方案“own”适用于框架“national”，不适用于“own”",
    ),
    "no such node": (
        dx.simple_recipe(treat=dx.Choice(method="none", of={"mobil": choice("log")})),
        "recipe 'own', treat.of: unknown node 'mobil'. Did you mean 'mobile'? Known: access, ",
        "方案“own”，treat.of：无法识别节点“mobil”。是否指“mobile”？可选：access、firms、",
    ),
    "no such parent": (
        at_dimension(weigh=dx.Choice(method="equal", of={"access": choice("declared")})),
        "recipe 'own', weigh.dimension.of: unknown node 'access'. Known: index",
        "方案“own”，weigh.dimension.of：无法识别节点“access”。可选：index",
    ),
    "a parameter of an exception": (
        dx.simple_recipe(treat=dx.Choice(method="none", of={"lines": choice("winsorise", most=0)})),
        "treat.of.lines: most = 0 lets no figure be moved",
        "treat.of.lines：most = 0 不允许调整任何数值",
    ),
    "a parameter of a step": (
        dx.simple_recipe(treat=choice("clip", lower=60.0, upper=40.0)),
        "treat: percentiles lower = 60.0, upper = 40.0 are no range",
        "treat：百分位数 lower = 60.0、upper = 40.0 不成范围",
    ),
    "a floor above its ceiling": (
        dx.simple_recipe(normalise=choice("minmax", floor=50.0, ceiling=0.0)),
        "normalise: floor = 50.0 is not below ceiling = 0.0",
        "normalise：floor = 50.0 不低于 ceiling = 0.0",
    ),
    "points that do not sum": (
        at_dimension(weigh=choice("budget", points={"access": 60, "use": 50})),
        "weigh.dimension, index: points sum to 110, not 100",
        "weigh.dimension，index：分值合计为110，应为100",
    ),
    "order weights that do not sum": (
        at_dimension(aggregate=choice("owa", order_weights=[0.5, 0.6])),
        "aggregate.dimension, index: aggregate method 'owa': order_weights are [0.5, 0.6]; "
        "2 numbers of zero or more that sum to one are needed, the first for the best sibling",
        "aggregate.dimension，index：合成方法“owa”的 order_weights 为[0.5, 0.6]；"
        "应为2个不小于0、和为1的数，第一个对应最好的一项",
    ),
    "a matrix that is not reciprocal": (
        at_dimension(weigh=choice("ahp", matrix=[[1, 3], [0.5, 1]])),
        "weigh.dimension, index: not reciprocal: access over use is 3, and use over access is 1/2, "
        "which should be 1/3",
        "weigh.dimension，index：不互为倒数：access比use为3，use比access为1/2，应为1/3",
    ),
    "no feasible weights": (
        at_dimension(
            aggregate=choice("benefit-of-the-doubt", pie_share_lower=0.45, ratio_upper=0.01)
        ),
        "aggregate.dimension, index: benefit of the doubt: no weights meet the pie shares and "
        "ratios of weights together in r0 in 2020; widen one of them",
        "aggregate.dimension，index：效益最大化赋权：r0（2020年）没有权重能同时满足份额与权重比的"
        "限制；请放宽其一",
    ),
    "shares that sum to more than one": (
        at_dimension(aggregate=choice("benefit-of-the-doubt", pie_share_lower=0.6)),
        "aggregate.dimension, index: benefit of the doubt: pie_share_lower sums to 1.2 over 2 "
        "indicators; shares sum to 1, so that it must be 1 at most",
        "aggregate.dimension，index：效益最大化赋权：2个指标的pie_share_lower合计为1.2；"
        "份额之和为1，该合计应不超过1",
    ),
    "totals on the goalposts of intensities": (
        dx.simple_recipe(denominate="none", normalise="goalposts"),
        "denominate method 'none' leaves totals, and the goalposts of fixed and 3 more are in the "
        "unit of the intensity; denominate with 'intensity', or normalise with 'minmax'",
        "强度换算方法“none”保留总量，而fixed等4个指标的阈值以强度为单位；"
        "请改用强度换算方法“intensity”，或改用无量纲化方法“minmax”",
    ),
    "an unknown outcome": (
        at_dimension(weigh=choice("regression", outcome="peopel")),
        "weigh.dimension, index: unknown series 'peopel'. Did you mean 'people'? Known: ",
        "weigh.dimension，index：无法识别序列“peopel”。是否指“people”？可选：",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_recipe_that_cannot_be_run_is_one_sentence(own, told, mistake):
    recipe, en, zh = MISTAKES[mistake]
    (problem,) = told(lambda: dx.compute(own, recipe))
    assert problem.startswith(en)
    assert problem.zh.startswith(zh)


def test_each_table_of_a_recipe_is_named_with_its_fault(told):
    """What the registry refuses, without a panel: a step, a level and exceptions of both."""
    wrong = choice("minmax", colour=1)
    equal = dx.Choice(method="equal", of={"index": choice("equal", colour=1)})
    plain = dx.simple_recipe().model_copy(
        update={
            "normalise": dx.Choice(method="minmax", of={"fixed": wrong}),
            "treat": choice("lgo"),
        }
    )
    levels = plain.weigh.model_copy(update={"dimension": equal, "theme": choice("equal", hue=2)})
    problems = told(plain.model_copy(update={"weigh": levels}).check)
    tables = ["treat", "normalise.of.fixed", "weigh.theme", "weigh.dimension.of.index"]
    assert [p.split(": ")[0] for p in problems] == [f"recipe 'own', {t}" for t in tables]
    assert [p.zh.split("：")[0] for p in problems] == [f"方案“own”，{t}" for t in tables]


def test_totals_may_be_held_against_figures_of_the_recipe_or_goalposts_of_totals(own):
    """Goalposts refuse totals only where the definition divides, and only where they are used."""
    none = {"denominate": "none"}
    targets = choice("distance-to-target", targets=dict.fromkeys(CODES, 9.0))
    for scale in ("minmax", targets):
        index = dx.compute(own, dx.simple_recipe(**none, normalise=scale))
        assert index.scores.notna().all(axis=None)
    bare = dx.sketch(TREE, goalposts=dict.fromkeys(CODES, (0.5, 9.0)))
    panel = dx.Panel.of(bare, own.values)
    whole = dx.compute(panel, dx.simple_recipe(**none, normalise="goalposts"))
    pd.testing.assert_frame_equal(
        whole.scores, dx.compute(panel, dx.simple_recipe(normalise="goalposts")).scores
    )


def test_another_constant_is_no_intensity_either(own, told):
    recipe = dx.simple_recipe(denominate=choice("by-constant", constant=9.0), normalise="goalposts")
    assert told(lambda: dx.compute(own, recipe))[0].startswith("denominate method 'by-constant'")


def test_judgements_that_contradict_each_other_warn_with_the_worst_triad(own):
    matrix = {
        "fixed": {"mobile": 3, "robots": 1 / 5, "shops": 1},
        "mobile": {"robots": 4, "shops": 1},
        "robots": {"shops": 1},
    }
    flat = dx.Choice(method="ahp", over="all", parameters={"matrix": matrix})
    plain = dx.simple_recipe()
    levels = plain.weigh.model_copy(update={"indicator": flat})
    with pytest.warns(DevindexWarning) as caught:
        dx.compute(own, plain.model_copy(update={"weigh": levels}))
    (said,) = [w.message.args[0] for w in caught]
    assert said.endswith(
        "above 0.1), most where robots over fixed is judged 5, but robots over mobile and mobile "
        "over fixed make it 1/12; ask again"
    )
    assert said.zh.endswith(
        "大于0.1），最突出的是robots比fixed判为5，而由robots比mobile、mobile比fixed推得1/12；请复核"
    )


def test_the_weights_of_a_method_of_ones_own_must_sum_to_one(own, told):
    @dx.method("weigh", "halves-of-halves", cite="nobody")
    def halves(declared):
        return declared * 0.25

    (problem,) = told(lambda: dx.compute(own, at_dimension(weigh=choice("halves-of-halves"))))
    assert problem == (
        "weigh.dimension, index: weigh method 'halves-of-halves' gives weights [0.25, 0.25]; "
        "weights are zero or more and sum to one"
    )
    assert problem.zh == (
        "weigh.dimension，index：赋权方法“halves-of-halves”给出的权重为[0.25, 0.25]；"
        "权重应不小于零，且合计为1"
    )


def test_what_an_index_cannot_answer_is_said(own, told):
    index = dx.compute(own, dx.simple_recipe())
    assert told(lambda: index.development)[0].zh.startswith("发展指数以全国（000000）为基准")
    (problem,) = told(lambda: index.explain("r0", 2031))
    assert problem == "no row for r0 in 2031: the index covers 2020 to 2021"
    assert problem.zh == "没有r0（2031年）的结果，指数的年份为2020至2021年"
    bare = own.framework.model_copy(update={"indicators": ()})
    none = dataclasses.replace(own, framework=bare)
    assert told(lambda: dx.compute(none, dx.simple_recipe()))[0].zh == "框架“own”没有计分指标"


def test_a_base_window_that_is_not_loaded_is_said(panel, told):
    scale = dx.simple_recipe("regional-public", normalise="minmax")
    (problem,) = told(lambda: dx.compute(panel.until(2017), scale))
    assert problem.startswith(
        "normalise: 'minmax' learns from 2018 to 2023, and the panel has none"
    )
    assert problem.zh.startswith(
        "normalise：方法“minmax”以2018至2023年为拟合样本，而面板没有这些年份"
    )


def test_a_base_window_that_is_loaded_in_part_is_said_once(panel):
    """Three steps and an exception learn from it; one warning speaks of all."""
    other = {"access": choice("percentile-rank", floor=1.0)}
    one = dx.Choice(method="minmax", parameters={"floor": 1.0}, of=other)
    names = {"treat": "winsorise", "weigh": "entropy"}
    scale = dx.simple_recipe("regional-public", normalise=one, **names)
    with pytest.warns(DevindexWarning) as heard:
        dx.compute(panel.until(2020), scale)
    (said,) = [w.message.args[0] for w in heard if w.category is DevindexWarning]
    assert said.startswith(
        "'winsorise', 'minmax', 'percentile-rank', 'entropy' should learn from 2018 to 2023, and "
        "learned from 2018, 2019, 2020 alone"
    )
    assert said.zh.startswith(
        "“winsorise”、“minmax”、“percentile-rank”、“entropy”应以2018至2023年为拟合样本，"
        "而面板只有其中的2018、2019、2020年"
    )


@pytest.mark.parametrize(
    ("until", "fit", "normalise"),
    [(2023, "base", "minmax"), (2020, "pooled", "minmax"), (2020, "base", "goalposts")],
)
def test_a_whole_window_or_none_asked_for_is_not_warned_of(panel, until, fit, normalise):
    one = dx.Choice(method=normalise, fit=fit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dx.compute(panel.until(until), dx.simple_recipe("regional-public", normalise=one))


# ---------------------------------------------------------------------------------------------
# numbers among the parameters


MEANT = {
    ("screen", "coverage"): {"regions": [0], "indicators": [0]},
    ("impute", "em"): {"ridge": [0]},
    ("impute", "last"): {"limit": [0]},
    ("impute", "linear"): {"limit": [0]},
    ("impute", "next"): {"limit": [0]},
    ("treat", "clip"): {"lower": [0]},
    ("treat", "winsorise"): {"skew_threshold": [0], "kurtosis_threshold": [0, -3]},
    ("treat", "winsorise-or-log"): {"skew_threshold": [0], "kurtosis_threshold": [0, -3]},
    ("normalise", "above-below-mean"): {"threshold": [0]},
    ("normalise", "ampi"): {"centre": [0, -3]},
    ("normalise", "distance-to-target"): {"floor": [0, -3]},
    ("normalise", "efficacy"): {"base": [0, -3]},
    ("normalise", "goalposts"): {"floor": [0, -3]},
    ("normalise", "logistic"): {"floor": [0, -3]},
    ("normalise", "minmax"): {"floor": [0, -3]},
    ("normalise", "percentile-rank"): {"floor": [0, -3]},
    ("normalise", "zscore"): {"centre": [0, -3]},
    ("weigh", "entropy-minmax"): {"shift": [0]},
    ("weigh", "factor"): {"eigenvalue": [0], "share": [0], "cumulative": [0]},
    ("weigh", "pca-variance"): {"eigenvalue": [0]},
    ("aggregate", "benefit-of-the-doubt"): {
        "pie_share_lower": [0], "ratio_lower": [0], "ratio_upper": [0],
    },
    ("aggregate", "generalised"): {"power": [0, -3]},
    ("aggregate", "owa"): {"orness": [0]},
}  # fmt: skip
"""Zero and less where they mean something: no figure filled, no skewness borne, a mean of logs."""


def numbers():
    for step, name in EVERY:
        hints = find(step, name).kinds
        for parameter in find(step, name).parameters:
            if hints[parameter] is not Any and fits(1, hints[parameter]):
                yield step, name, parameter


@pytest.mark.parametrize("value", [0, -3, float("nan")])
@pytest.mark.parametrize(("step", "name", "parameter"), list(numbers()))
def test_a_number_without_sense_is_refused_and_one_with_sense_gives_numbers(
    told, step, name, parameter, value
):
    x = np.exp(np.random.default_rng(0).normal(size=(12, 4))).round(3) * 100.0
    x[3, 1] = 9000.0
    if step in ("impute", "screen"):
        x[5, 2] = np.nan
    found = find(step, name)
    parameters = {**found.example(4), parameter: value}

    def run():
        return np.asarray(found(handed(step, x), parameters), dtype=float)

    if value in MEANT.get((step, name), {}).get(parameter, []):
        filled = np.delete(run().ravel(), 22) if step == "impute" else run()  # that hole may stay
        assert np.isfinite(filled).all()
    else:
        (problem,) = told(run)
        assert parameter in problem
        assert parameter in problem.zh


# ---------------------------------------------------------------------------------------------
# cells that a step cannot work on


def spoiled(panel, code, value):
    values = panel.values.copy()
    values.loc[("r3", 2021), code] = value
    return dataclasses.replace(panel, values=values)


NO_RATIO = (
    "a ratio needs figures of zero or more as treated, and a logarithm can be negative",
    "比值法要求处理后的数值不小于零，而对数可能为负",
)
NO_LOG = "zero or less cannot be logged", "零或负值无法取对数"
NO_SHARE = "the denominator is zero or missing", "分母为零或缺失"


@pytest.mark.parametrize(
    ("step", "method", "code", "value", "words"),
    [
        ("denominate", "intensity", "people", 0.0, NO_SHARE),
        ("denominate", "intensity", "people", np.nan, NO_SHARE),
        ("denominate", "by-series", "people", 0.0, NO_SHARE),
        *(
            ("treat", name, "fixed", value, NO_LOG)
            for name in methods("treat")
            if find("treat", name).domain == "positive"
            for value in (0.0, -1.0)
        ),
        ("normalise", "fraction-of-max", "fixed", -1.0, NO_RATIO),
        ("normalise", "distance-to-reference", "fixed", -1.0, NO_RATIO),
        ("normalise", "ratio-to-base", "fixed", -1.0, NO_RATIO),
    ],
)
def test_a_figure_a_step_cannot_work_on_names_indicator_region_and_year(
    own, told, step, method, code, value, words
):
    own_words = {"ratio-to-base": {"base_year": 2020}, "by-series": {"series": "people"}}
    parameters = own_words.get(method, {})
    recipe = dx.simple_recipe(**{step: choice(method, **parameters)})
    problems = told(lambda: dx.compute(spoiled(own, code, value), recipe))
    assert any(p.endswith(f"fixed, r3, 2021: {words[0]}") for p in problems)
    assert any(p.zh.endswith(f"fixed，r3，2021年：{words[1]}") for p in problems)


BOUNDED = [(s, n) for s in ("weigh", "aggregate") for n in methods(s) if find(s, n).domain != "any"]


@pytest.mark.parametrize(("step", "name"), BOUNDED)
def test_a_score_a_method_cannot_work_on_names_indicator_region_and_year(own, told, step, name):
    """One score is -1, the least of its column; all others are above zero."""
    scale = dx.Choice(
        method="minmax", parameters={"floor": 1.0}, of={"fixed": choice("minmax", floor=-1.0)}
    )
    plain = dx.simple_recipe(normalise=scale)
    level = {"indicator": choice(name, **find(step, name).example(2))}
    recipe = plain.model_copy(update={step: getattr(plain, step).model_copy(update=level)})
    (problem,) = told(lambda: dx.compute(spoiled(own, "fixed", 0.0), recipe))
    least = {"non-negative": ("of zero or more", "不小于零"), "positive": ("above zero", "大于零")}
    en, zh = least[find(step, name).domain]
    assert problem.endswith(f"fixed, r3, 2021: {step} method '{name}' needs scores {en}")
    assert problem.zh.endswith(f"方法“{name}”要求得分{zh}")
    assert "fixed，r3，2021年：" in problem.zh


def test_every_domain_is_kept_by_the_functions_that_declare_it():
    """Called by itself, without the step that names cells, it refuses too."""
    x = np.array([[-1.0, 2.0], [3.0, 4.0], [5.0, 1.0]])
    for step, name in BOUNDED:
        if find(step, name).domain == "non-negative":
            with pytest.raises(MethodError, match="needs scores of zero or more"):
                find(step, name)(handed(step, x), find(step, name).example(2))


# ---------------------------------------------------------------------------------------------
# values of another kind


ODD = [
    None, [], {}, 3, 2.5, "x", b"x", ["x"], {"a": 1}, (1, 2), float("nan"), True, np.ones(1),
    pd.DataFrame({"column": [1]}), object(), len,
]  # fmt: skip
LOADS = ("load_panel", "years", "observations", "vintage", "load_observations")
"""Doors that read all figures where nothing is given, which other tests do."""
DOORS = {
    "load_framework": dx.load_framework,
    "load_panel": dx.load_panel,
    "years": lambda odd: dx.load_panel(years=odd),
    "a year": lambda odd: dx.load_panel(years=(2020, odd)),
    "observations": lambda odd: dx.load_panel(observations=odd),
    "vintage": lambda odd: dx.load_panel(vintage=odd),
    "load_observations": dx.load_observations,
    "load_recipe": dx.load_recipe,
    "recipe of": lambda odd: dx.load_recipe("headline", odd),
    "recipe_names": dx.recipe_names,
    "compute": dx.compute,
    "compare": lambda odd: dx.compare(odd, odd),
    "effective_weights": dx.effective_weights,
    "methods": dx.methods,
    "method": lambda odd: dx.method(odd, "x", cite="nobody"),
    "find": lambda odd: find("weigh", odd),
    "import_methods": dx.index.import_methods,
    "simple_recipe": dx.simple_recipe,
    **{
        step: (lambda odd, step=step: dx.simple_recipe(**{step: odd}))
        for step in dx.index.STEPS
    },
    "Choice": lambda odd: dx.Choice(method=odd),
    "fit": lambda odd: dx.Choice(method="minmax", fit=odd),
    "of": lambda odd: dx.Choice(method="minmax", of=odd),
    "parameters": lambda odd: dx.Choice(method="minmax", parameters=odd),
    "Recipe": lambda odd: dx.Recipe(id=odd),
    "Indicator": lambda odd: dx.Indicator(code=odd),
    "Framework": lambda odd: dx.Framework(id=odd),
    "ahp": dx.ahp,
    "codes": lambda odd: dx.ahp([[1, 2], [0.5, 1]], odd),
    "priority": lambda odd: dx.ahp([[1, 2], [0.5, 1]], priority=odd),
    "benefit_of_the_doubt": dx.benefit_of_the_doubt,
    "fitted": lambda odd: dx.benefit_of_the_doubt(np.ones((2, 2)), odd),
    "super": lambda odd: dx.benefit_of_the_doubt(np.ones((2, 2)), super=odd),
    "pie shares": lambda odd: dx.benefit_of_the_doubt(np.ones((2, 2)), pie_share_lower=odd),
    "sketch": dx.sketch,
    "themes": lambda odd: dx.sketch({"a": odd}),
    "columns": lambda odd: dx.sketch({"a": {"b": odd}}),
    "goalposts": lambda odd: dx.sketch({"a": {"b": ["c"]}}, goalposts={"c": odd}),
    "Panel.of": lambda odd: dx.Panel.of(dx.sketch({"a": {"b": ["c"]}}), odd),
    "figure": lambda odd: dx.Panel.of(dx.sketch({"a": {"b": ["c"]}}), rows(c=odd)),
    "year": lambda odd: dx.Panel.of(dx.sketch({"a": {"b": ["c"]}}), rows(year=odd)),
    "Treatment": lambda odd: dx.Treatment(odd).fit(np.ones((2, 2))),
    "direction": lambda odd: dx.Normalisation(direction=odd).fit(np.ones((2, 2))),
    "posts": lambda odd: dx.Normalisation(goalposts=odd).fit(np.ones((2, 2))),
}  # fmt: skip


def rows(**odd):
    row = {"region": "a", "year": 2020, "c": 1.0} | odd
    return pd.DataFrame({k: pd.Series([v], dtype=object) for k, v in row.items()})


@pytest.mark.parametrize("door", DOORS)
def test_a_value_of_another_kind_is_a_sentence_or_has_an_answer(told, door):
    refused = 0
    for odd in ODD[3:] if door in LOADS else ODD:
        try:
            DOORS[door](odd)
        except dx.DevindexError as error:
            refused += 1

            def again(error=error):
                raise error

            told(again)
    assert refused >= 8


@pytest.mark.parametrize(
    ("ask", "en", "zh"),
    [
        (
            lambda i: dx.load_framework(None),
            "name is None; a text or a Path is needed",
            "name 为None，应为文字或Path",
        ),
        (
            lambda i: dx.load_panel(years="2020"),
            "years is '2020'; a pair of whole numbers is needed",
            "years 为“2020”，应为一对整数",
        ),
        (lambda i: dx.compute(None), "panel is None; a Panel is needed", "panel 为None，应为Panel"),
        (
            lambda i: dx.compute(i.panel, 3),
            "recipe is 3; a Recipe or a text is needed",
            "recipe 为3，应为Recipe或文字",
        ),
        (
            lambda i: dx.compare(i, "x"),
            "index_b is 'x'; an Index is needed",
            "index_b 为“x”，应为Index",
        ),
        (lambda i: dx.compare(i, i, "2023"), "year is '2023'; a whole number is needed",
         "year 为“2023”，应为整数"),
        (lambda i: i.explain("广东", "2023"), "year is '2023'; a whole number is needed",
         "year 为“2023”，应为整数"),
        (lambda i: i.explain(44), "word is 44; a text is needed", "word 为44，应为文字"),
        (
            lambda i: dx.simple_recipe(normalise=7),
            "Recipe: normalise is 7: a table is needed",
            "Recipe：normalise 为7，应为一个表（Choice）",
        ),
        (
            lambda i: dx.Choice(method=3),
            "Choice: method is 3: input should be a valid string",
            "Choice：method 为3，应为文字，写在引号内",
        ),
        (
            lambda i: dx.Choice(method="minmax", fit="al"),
            "Choice: fit is 'al', not one of base, pooled, each. Did you mean 'all'",
            "Choice：fit 为“al”，应为以下之一：base、pooled、each。",
        ),
        (
            lambda i: find("impute", "last").check({"limit": "one"}),
            "'limit', parameter of impute method 'last', is 'one'; a whole number is needed",
            "插补方法“last”的参数“limit”为“one”，应为整数",
        ),
        (
            lambda i: find("impute", "last").check({"limt": 1}),
            "unknown parameter of impute method 'last' 'limt'. Did you mean 'limit'? Known: limit",
            "无法识别插补方法“last”的参数“limt”。是否指“limit”？可选：limit",
        ),
        (
            lambda i: dx.Panel.of(dx.sketch({"a": {"b": ["c"]}}), rows(c="12,5O3")),
            "c, a, 2020: '12,5O3' is not a number",
            "c，a，2020年：“12,5O3”不是数值",
        ),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_says_what_is_needed(index, told, ask, en, zh):
    (problem,) = told(lambda: ask(index))
    assert problem.startswith(en.removesuffix(" Did you mean 'all'"))
    assert problem.zh.startswith(zh)


TRIED = np.array([[3.0, 5.0, 8.0], [4.0, np.nan, 7.0], [9.0, 6.0, 1.0], [2.0, 8.0, 4.0]])
VALUES = [
    "x", "", None, [], ["x"], [1.0], [1.0, 2.0, 3.0], {}, {"c0": 1.0}, {"c0": "x"}, {"zz": 1.0},
    float("nan"), float("inf"), -float("inf"), 10**400, -1, -1.5, 0, 0.0, 1, 2.5, True, object(),
    {1: 2}, [None, 1, 2], [[1, 2], [3, 4]], b"x",
]  # fmt: skip
PARAMETERS = [(s, n, p) for s, n in EVERY for p in find(s, n).parameters]


@pytest.mark.parametrize(("step", "name", "parameter"), PARAMETERS)
def test_whatever_a_parameter_is_there_is_an_answer_or_a_sentence(step, name, parameter):
    """Of the right shape, with nothing lost or infinite; or an error that speaks both languages."""
    found = find(step, name)
    refused = []
    for value in VALUES:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            warnings.simplefilter("ignore", DevindexWarning)
            try:
                given = {**found.example(TRIED.shape[1]), parameter: value}
                out = np.asarray(found(handed(step, TRIED), given), dtype=float)
            except MethodError as error:
                refused.append(error)
                continue
        assert not np.isinf(out).any(), value
        if step == "weigh":
            assert out.sum() == pytest.approx(1), value
        elif step == "aggregate":
            assert not np.isnan(out).any(), value
        else:
            seen = ~np.isnan(TRIED)
            assert not np.isnan(out.reshape(TRIED.shape)[seen]).any(), value
    assert len(refused) >= 5
    for problem in (p for error in refused for p in error.problems):
        assert isinstance(problem, Sentence)
        assert problem.zh != problem


def test_every_parameter_is_annotated_so_that_it_can_be_checked():
    """And what is annotated takes the parameter's own default."""
    for step, name, parameter in PARAMETERS:
        hint, default = find(step, name).kinds[parameter], find(step, name).parameters[parameter]
        assert kind(hint).zh, (step, name, parameter)
        assert fits(default, hint) or default == np.inf, (step, name, parameter)


def test_a_parameter_without_annotation_is_checked_by_its_default():
    @dx.method("weigh", "plain", cite="nobody")
    def plain(declared, *, share=0.5, word="a", anything=None):
        return declared / declared.sum()

    check = find("weigh", "plain").check
    check({"share": 1, "word": "b", "anything": object()})
    with pytest.raises(MethodError) as caught:
        check({"share": "x", "word": 1})
    assert len(caught.value.problems) == 2


# ---------------------------------------------------------------------------------------------
# the command line


EDITS = {
    "a parameter of another kind": (
        ("floor = 1.0", 'floor = "one"'),
        "recipe 'headline', normalise: 'floor', parameter of normalise method 'goalposts', is "
        "'one'; a finite number is needed",
        "方案“headline”，normalise：无量纲化方法“goalposts”的参数“floor”为“one”，应为有限的数值",
    ),
    "an unknown method": (
        ('method = "last"', 'method = "lats"'),
        "recipe 'headline', impute: unknown impute method 'lats'. Did you mean 'last'?",
        "方案“headline”，impute：无法识别插补方法“lats”。是否指“last”？",
    ),
    "an unknown field": (
        ("[impute]", "[imputed]"),
        "mine.toml: unknown field 'imputed'. Did you mean 'impute'?",
        "mine.toml：无法识别字段“imputed”。是否指“impute”？",
    ),
    "another framework": (
        ('"regional-public"', '"regional"'),
        "recipe 'headline' is for framework 'regional', not 'regional-public'",
        "方案“headline”适用于框架“regional”，不适用于“regional-public”",
    ),
    "points that do not sum": (
        ("[weigh.dimension]\nmethod = \"equal\"", "[weigh.dimension]\nmethod = \"budget\"\n"
         "points = { application = 50, innovation = 20, network = 20, platform = 20 }"),
        "weigh.dimension, index: points sum to 110, not 100",
        "weigh.dimension，index：分值合计为110，应为100",
    ),
    "a matrix that is not reciprocal": (
        ("[weigh.dimension]\nmethod = \"equal\"", "[weigh.dimension]\nmethod = \"ahp\"\nmatrix = "
         "[[1, 2, 1, 1], [2, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]"),
        "weigh.dimension, index: not reciprocal: application over innovation is 2, and",
        "weigh.dimension，index：不互为倒数：application比innovation为2，",
    ),
    "no feasible weights": (
        ("[aggregate.theme]\nmethod = \"arithmetic\"", "[aggregate.theme]\nmethod = "
         "\"benefit-of-the-doubt\"\npie_share_lower = 0.45\nratio_upper = 0.001"),
        "aggregate.theme, application: benefit of the doubt: no weights meet",
        "aggregate.theme，application：效益最大化赋权：000000（2016年）没有权重",
    ),
    "totals": (
        ('method = "intensity"', 'method = "none"'),
        "denominate method 'none' leaves totals, and the goalposts of broadband-ports and 19 more",
        "强度换算方法“none”保留总量，而broadband-ports等20个指标的阈值以强度为单位",
    ),
    "no TOML": (
        ("limit = 1", "limit"),
        "mine.toml: not TOML: ",
        "mine.toml：不是有效的 TOML，第",
    ),
}  # fmt: skip

QUICK = ("a parameter of another kind", "an unknown field", "no TOML")
"""Found before any figure is read."""


def commanded(text, lang, tmp_path):
    """Run ``devindex index`` with a recipe of one's own."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    main(["--lang", lang, "index", "--recipe", str(file), "--draws", "100"])


def complaints(capsys):
    """What was said on standard error, beside the progress."""
    lines = capsys.readouterr().err.splitlines()
    return [line.removeprefix("devindex: ") for line in lines if line.startswith("devindex: ")]


@pytest.mark.parametrize(
    ("mistake", "lang"), [*((m, "zh") for m in EDITS), *((m, "en") for m in QUICK)]
)
def test_the_command_line_says_what_is_wrong_with_a_recipe(tmp_path, capsys, mistake, lang):
    (old, new), en, zh = EDITS[mistake]
    text = dx.load_recipe().to_toml()
    assert old in text
    with pytest.raises(SystemExit) as end:
        commanded(text.replace(old, new, 1), lang, tmp_path)
    assert end.value.code == 2
    said = complaints(capsys)
    assert any(line.startswith(zh if lang == "zh" else en) for line in said), said


JUDGED = (
    '[weigh.theme]\nmethod = "equal"\n[weigh.theme.of.innovation]\nmethod = "ahp"\n'
    "matrix = [[1, 9, 0.1111], [0.1111, 1, 9], [9, 0.1111, 1]]"
)


@pytest.mark.parametrize(
    ("lang", "warned", "refused"),
    [
        (
            "en",
            "above 0.1), most where support over innovation-input is judged 9, but support over "
            "innovation-output and innovation-output over innovation-input make it 0.0123; ask "
            "again",
            "aggregate.dimension, index: aggregate method 'owa': order_weights are [0.5, 0.6]; 4 ",
        ),
        (
            "zh",
            "大于0.1），最突出的是support比innovation-input判为9，而由support比innovation-output、"
            "innovation-output比innovation-input推得0.0123；请复核",
            "aggregate.dimension，index：合成方法“owa”的 order_weights 为[0.5, 0.6]；应为4个",
        ),
    ],
)
def test_the_command_line_warns_of_judgements_and_refuses_weights(
    tmp_path, capsys, lang, warned, refused
):
    """Experts who contradict each other are a warning; order weights that do not sum are none."""
    text = dx.load_recipe().to_toml().replace('[weigh.theme]\nmethod = "equal"', JUDGED)
    text = text.replace('"geometric"', '"owa"\norder_weights = [0.5, 0.6]')
    with pytest.raises(SystemExit):
        commanded(text, lang, tmp_path)
    first, last = complaints(capsys)
    assert first.endswith(warned)
    assert last.startswith(refused)
