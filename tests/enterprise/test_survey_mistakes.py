"""Every mistake is one sentence in two languages that names the column, the firm, the value."""

import numpy as np
import pytest

from devindex import DevindexWarning
from devindex.enterprise import (
    Margin,
    calibrate,
    crossed,
    means,
    ratios,
    sample_design,
    shares,
    status,
    totals,
)

FIRMS = ["甲厂", "乙厂", "丙厂", "丁厂"]
ONES = np.ones(4)


@pytest.fixture
def design():
    return sample_design([2.0, 2.0, 3.0, 3.0], firms=FIRMS)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"weight": [1.0, -2.0, 0.0, 1.0]}, ["weight of firm 乙厂 is -2.0 (1 more like it)"]),
        ({"weight": [1.0, 2.0, np.nan, 1.0]}, ["weight of firm 丙厂 is nan"]),
        ({"weight": [1.0, np.inf, 1.0, 1.0]}, ["weight of firm 乙厂 is inf"]),
        ({"weight": ["1", "x", "2", "3"]}, ["weight is ['1', 'x', '2', '3']"]),
        ({"weight": []}, ["weight is []"]),
        ({"stratum": ["a", None, "b", "b"]}, ["stratum of firm 乙厂 is missing"]),
        ({"cluster": [1.0, np.nan, np.nan, 2.0]}, ["cluster of firm 乙厂 is missing (1 more"]),
        (
            {"weight": [0.0, 1.0, 1.0, 1.0], "stratum": ["a", "a", None, "b"]},
            ["weight of firm 甲厂 is 0.0", "stratum of firm 丙厂 is missing"],
        ),
        ({"stratum": ["a", "b"]}, ["stratum has shape (2,); 4 firms have a weight"]),
        (
            {"stratum": ["a", "a", "b", "b"], "cluster": ["g", "h", "h", "k"]},
            ["cluster 'h' has firms in strata 'a' and 'b'"],
        ),
        (
            {"stratum": ["a", "a", "b", "b"], "population": {"a": 1, "b": 9, "c": 3}},
            ["stratum 'c' of the frame has no firm", "'a' has 2 clusters in the sample and 1.0 in"],
        ),
        (
            {"stratum": ["a", "a", "b", "b"], "population": {"a": 5}},
            ["stratum 'b' has 2 clusters in the sample and none in the frame"],
        ),
        (
            {"stratum": ["a", "a", "b", "b"], "population": [5, 6, 9, 9]},
            ["population of firm 甲厂 is 5.0 and of its stratum 'a' elsewhere 6.0"],
        ),
        ({"population": [5, 5]}, ["population has shape (2,)"]),
        ({"population": [np.nan] * 4}, ["4 clusters in the sample and none in the frame"]),
        ({"lonely": "ajust"}, ["unknown rule for lonely strata 'ajust'. Did you mean 'adjust'?"]),
        (
            {"stratum": ["a", "b", "b", "b"], "lonely": "fail"},
            ["strata with one sampled cluster of several in the frame: 1, first 'a'; join each"],
        ),
    ],
)
def test_a_sample_that_cannot_be_is_refused_with_all_its_faults(told, columns, words):
    problems = told(
        lambda: sample_design(**{"weight": [2.0, 2.0, 3.0, 3.0], "firms": FIRMS} | columns)
    )
    assert len(problems) == len(words)
    for problem, word in zip(problems, words, strict=True):
        assert word in problem


def test_a_lonely_stratum_is_said_in_both_languages():
    with pytest.warns(DevindexWarning) as caught:
        sample_design(ONES, stratum=["京", "京", "沪", "沪"], cluster=[1, 2, 3, 3])
    assert "first '沪'; their variance is by the rule 'adjust'" in str(caught[0].message)
    assert "首个为 “沪”；其方差按规则“adjust”处理" in caught[0].message.args[0].zh
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda d: totals(d, [1.0, np.inf, 1.0, 1.0]), "item 1 of firm 乙厂 is inf"),
        (
            lambda d: means(d, np.column_stack([ONES, -np.inf * ONES]), items=["a", "b"]),
            "item b of firm 甲厂 is -inf",
        ),
        (lambda d: totals(d, [1.0, 2.0]), "items have shape (2,); numbers of 4 firms"),
        (lambda d: totals(d, ["a", "b", "c", "d"]), "items have shape (4,); numbers of 4 firms"),
        (lambda d: totals(d, ONES, items=["a", "b"]), "items has 2 names; there are 1 items"),
        (lambda d: ratios(d, ONES, np.ones((4, 2))), "y has 1 items and x has 2"),
        (lambda d: totals(d, ONES, [0, 1, 1]), "domain has 3 codes; the design has 4 firms"),
        (
            lambda d: totals(d, ONES, [0, 1, 1, -2]),
            "domain of firm 丁厂 is -2; whole numbers from 0",
        ),
        (
            lambda d: totals(d, ONES, [0, 1, 2, 3], domains=3),
            "domain of firm 丁厂 is 3; whole numbers from 0 to 2",
        ),
        (lambda d: totals(d, ONES, [0.0, 1.0, 1.0, 1.0]), "domain is [0.0, 1.0, 1.0, 1.0]"),
        (lambda d: totals(d, ONES, ["a", "b", "a", "b"]), "domain is ['a', 'b', 'a', 'b']"),
        (lambda d: totals(d, ONES, domains=0), "domains is 0; a whole number above zero"),
        (lambda d: means(d, ONES, level=95), "level is 95; a number between 0 and 1"),
        (lambda d: means(d, ONES, level="95%"), "level is '95%'; a finite number is needed"),
        (
            lambda d: shares(d, ONES, [0, 0, 1, 1], [0, 1, 1, 1]),
            "firm 甲厂 of domain 0 lies in domain 0 of within",
        ),
        (
            lambda d: shares(d, ONES, [0, 0, 1, 1], [-1, -1, 0, 0]),
            "firm 甲厂 of domain 0 lies in no domain of within",
        ),
        (
            lambda d: crossed([0, 1], [0, 5], shape=(2, 5)),
            "code 2 of firm 2 is 5; whole numbers from 0 to 4",
        ),
        (
            lambda d: crossed([0, 1], [0, 1], shape=(2,)),
            "2 columns of codes are given and shape has 1",
        ),
        (lambda d: status(means(d, ONES), cv_above=-1.0), "cv_above is -1.0 and firms_below 10"),
        (lambda d: status(means(d, ONES), firms_below=1.5), "firms_below is 1.5; a whole number"),
    ],
)
def test_a_question_that_has_no_answer_names_what_is_wrong(told, design, ask, words):
    (problem,) = told(lambda: ask(design))
    assert words in problem


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ([], ["no margin is given"]),
        ([Margin("size", [0, 1, 1], [4, 6])], ["margin size has 3 firms and 2 totals"]),
        ([Margin("size", [0, 1, 2, 1], [4, 6])], ["size of firm 丙厂 is 2; a whole number from 0"]),
        ([Margin("size", [0.0, 1.0, 1.0, 1.0], [4, 6])], ["size of firm 甲厂 is 0.0; a whole"]),
        ([Margin("staff", [5.0, np.nan, 1.0, 2.0], 90.0)], ["staff of firm 乙厂 is nan; a finite"]),
        ([Margin("staff", ["a", "b", "c", "d"], 90.0)], ["staff of firm 甲厂 is 'a'; a finite"]),
        ([Margin("size", [0, 1, 1, 1], [4, -6])], ["margin size has the total -6.0"]),
        ([Margin("staff", ONES, np.nan)], ["margin staff has the total nan"]),
        ([Margin("size", [0, 0, 1, 1], [4, 6, 2])], ["class 2 of size has 2 units in the frame"]),
        ([Margin("size", [0, 0, 1, 1], [4, 0])], ["class 1 of size has 2 firms in the sample"]),
        (
            [Margin("size", [0, 0, 1, 1], [4, 6]), Margin("province", [0, 1, 0, 1], [5, 6])],
            ["margins size and province sum to 10 and 11"],
        ),
        (
            [Margin("size", [0, 0, 1, 1], [4, 6, 2]), Margin("staff", [1, 2], 7.0)],
            ["class 2 of size", "margin staff has 2 firms"],
        ),
    ],
)
def test_margins_that_cannot_be_met_are_named(told, design, margins, words):
    problems = told(lambda: calibrate(design, margins))
    assert len(problems) == len(words)
    for problem, word in zip(problems, words, strict=True):
        assert word in problem


@pytest.mark.parametrize("method", ["linear", "raking"])
def test_totals_that_no_weights_give_are_refused_with_the_worst(told, design, method):
    """Two firms at most with staff of 3 cannot be 10 firms with a staff of 100."""
    margins = [Margin("firms", [0] * 4, [10.0]), Margin("staff", [3.0] * 4, 100.0)]
    (problem,) = told(lambda: calibrate(design, margins, method))
    assert f"no {method} weights give the known total" in problem


def test_raking_cannot_reach_a_mean_beyond_all_firms(told, design):
    margins = [Margin("firms", [0] * 4, [10.0]), Margin("staff", [1.0, 2.0, 3.0, 4.0], 45.0)]
    (problem,) = told(lambda: calibrate(design, margins, "raking"))
    assert "drop or join margins" in problem


def test_weights_that_are_not_positive_are_told_and_meet_the_totals(design):
    margins = [Margin("firms", [0] * 4, [10.0]), Margin("staff", [1.0, 2.0, 3.0, 4.0], 45.0)]
    with pytest.warns(DevindexWarning, match="calibrated weights are not positive") as caught:
        again = calibrate(design, margins)
    assert (again.weight < 0).any()
    assert again.weight @ [1.0, 2.0, 3.0, 4.0] == pytest.approx(45.0, rel=1e-12)
    assert "校准权数不为正" in caught[0].message.args[0].zh


def test_a_second_calibration_is_refused(told, design):
    once = calibrate(design, [Margin("size", [0, 0, 1, 1], [4, 6])])
    (problem,) = told(lambda: calibrate(once, [Margin("size", [0, 0, 1, 1], [4, 6])]))
    assert "give all margins in one call" in problem


def test_an_unknown_calibration_offers_the_near_miss(told, design):
    (problem,) = told(lambda: calibrate(design, [], "rake"))
    assert "Did you mean 'raking'?" in problem


def test_a_design_cannot_be_changed(design):
    with pytest.raises(AttributeError):
        design.lonely = "fail"
    with pytest.raises(ValueError, match="read-only"):
        design.weight[0] = 5.0
    assert repr(design) == "Design(4 firms, 4 clusters, 1 strata)"
    assert repr(means(design, np.ones((4, 3)), [0, 1, 1, 0])) == "Estimates(2 domains, 3 items)"
