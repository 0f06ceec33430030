"""Registered methods as transformers: scikit-learn's own checks, and the same numbers."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import devindex as dx
from devindex import Choice, MethodError, compute, load_panel, load_recipe, methods
from devindex.index import find
from devindex.index.transformers import Normalisation, Treatment

LOGS = {name for name in methods("treat") if find("treat", name).domain == "positive"}
RATIOS = {"distance-to-reference", "fraction-of-max"}  # scikit-learn tries negative figures
ASKING = {"goalposts", "distance-to-target", "ratio-to-base"}  # goalposts, or regions and years


@parametrize_with_checks(
    [
        Treatment(),
        Normalisation(),
        *(Treatment(name) for name in methods("treat") if name not in {*LOGS, "winsorise"}),
        *(Normalisation(name) for name in methods("normalise")
          if name not in {*RATIOS, *ASKING, "minmax"}),
    ]
)  # fmt: skip
def test_scikit_learn_accepts(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.mark.parametrize(
    "choice",
    [
        Choice(method="minmax"),
        Choice(method="zscore", parameters={"centre": 50.0, "spread": 10.0, "limit": 3.0}),
        Choice(method="goalposts"),
        Choice(method="percentile-rank"),
        Choice(method="efficacy"),
        Choice(method="distance-to-target"),
        Choice(method="ampi", parameters={"reference": "000000"}),
    ],
    ids=lambda c: c.method,
)
def test_a_pipeline_gives_the_points_of_the_index_to_the_last_bit(panel, choice):
    """Treated as declared and normalised, learned from the base window: bit for bit."""
    recipe = load_recipe("arithmetic").model_copy(update={"normalise": choice})
    index = compute(panel, recipe)
    codes = list(index.normalised.columns)
    own = [panel.framework.by_code[c] for c in codes]
    goalposts = pd.DataFrame([i.goalposts or (np.nan, np.nan) for i in own], index=codes).T
    x = index.inputs[codes]
    logged = [i.transform == "log" for i in own]
    treatment = Treatment("declared", logged=logged).fit(x).set_output(transform="pandas")
    treated = treatment.transform(x)
    normalisation = Normalisation(
        choice.method,
        direction=[i.direction for i in own],
        goalposts=treatment.transform(goalposts).to_numpy().T,
        parameters=choice.parameters,
    )
    first, last = panel.framework.scoring.base_window
    year = x.index.get_level_values("year")
    base = (year >= first) & (year <= last) & (x.index.get_level_values("region") != "000000")
    points = normalisation.fit(treated[base]).set_output(transform="pandas").transform(treated)
    pd.testing.assert_frame_equal(points, index.normalised, check_exact=True)


def test_tables_keep_their_names_and_rows():
    x = pd.DataFrame(
        {"ports": [1.0, 2.0, np.nan, 9.0], "tariff": [3.0, 4.0, 5.0, 8.0]}, list("abcd")
    )
    made = make_pipeline(Treatment(), Normalisation(direction=["higher-better", "lower-better"]))
    points = made.set_output(transform="pandas").fit_transform(x)
    assert points.columns.tolist() == made.get_feature_names_out().tolist() == ["ports", "tariff"]
    assert points.index.tolist() == list("abcd")
    assert points["ports"].isna().tolist() == [False, False, True, False]
    assert points["tariff"].tolist() == [100, 80, 60, 0]


def test_columns_may_differ():
    x = np.array([[1.0, 2.0], [2.0, 4.0], [4.0, 3.0]])
    each = ColumnTransformer(
        [("a", Normalisation("rank"), [0]), ("b", Normalisation(direction="lower-better"), [1])]
    )
    assert each.fit_transform(x).tolist() == [[1, 100], [2, 0], [3, 50]]


def test_new_rows_are_placed_by_the_fitted_ones():
    fitted = Normalisation().fit([[0.0], [10.0]])
    assert fitted.transform([[5.0], [20.0]]).ravel().tolist() == [50, 200]
    held = Treatment("winsorise").fit(np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None])
    assert held.transform([[7.0], [5000.0]]).ravel().tolist() == [7, 30]


def test_the_fitted_rows_are_a_copy():
    x = np.array([[0.0], [10.0]])
    fitted = Normalisation().fit(x)
    x[:] = 3.0
    assert fitted.transform([[5.0]]).item() == 50


def test_clones_and_pickles_keep_their_parameters():
    made = Normalisation("zscore", direction="lower-better", parameters={"centre": 50.0})
    twin = clone(made)
    assert twin.get_params() == made.get_params()
    fitted = pickle.loads(pickle.dumps(made.fit([[1.0], [2.0], [3.0]])))
    assert fitted.transform([[1.0], [2.0]]).ravel().tolist() == [51, 50]


def test_regions_and_years_are_read_from_the_index():
    rows = pd.MultiIndex.from_product([["a", "b"], [2020, 2021]], names=["region", "year"])
    x = pd.DataFrame({"c": [10.0, 12.0, 30.0, 45.0]}, index=rows)
    points = Normalisation("ratio-to-base", parameters={"base_year": 2020}).fit(x).transform(x)
    assert points.ravel().tolist() == [100, 120, 100, 150]
    against = Normalisation("distance-to-reference", parameters={"reference": "a"}).fit(x)
    assert against.transform(x).ravel().tolist() == [100, 100, 300, 375]


@pytest.mark.parametrize(
    ("made", "x", "message"),
    [
        (Normalisation("minmx"), [[1.0]], "Did you mean 'minmax'"),
        (Treatment(parameters={"colour": 1}), [[1.0]], "unknown parameter of treat method"),
        (Normalisation(direction="higher"), [[1.0]], "Did you mean 'higher-better'"),
        (Normalisation(direction=["lower-better"]), [[1.0, 2.0]], "direction has 1 entries"),
        (Treatment("declared", logged=[True]), [[1.0, 2.0]], "logged has 1 entries"),
        (Normalisation(goalposts=[[5.0, 1.0]]), [[1.0]], "a lower and an upper one"),
        (Treatment("log"), [[1.0], [0.0]], "x0, row 1: zero or less cannot be logged"),
        (Treatment("declared", logged=True), [[-1.0]], "zero or less cannot be logged"),
        (Normalisation("ratio-to-base"), [[1.0]], "needs to know region and year"),
        (Normalisation("goalposts"), [[1.0]], "needs goalposts"),
    ],
)
def test_a_wrong_question_is_one_clear_sentence(made, x, message):
    with pytest.raises(MethodError, match=message) as refused:
        made.fit_transform(np.array(x))
    assert all(p.zh for p in refused.value.problems)


def test_both_stand_at_the_front_door():
    assert dx.Treatment is Treatment
    assert dx.Normalisation is Normalisation


def test_goalposts_that_are_missing_or_uneven_are_said(told):
    x = np.arange(9.0).reshape(3, 3)
    uneven = Normalisation("goalposts", goalposts=[[0, 1], [0], [0, 1]])
    (said,) = told(lambda: uneven.fit(x))
    assert said.startswith("goalposts are [[0, 1], [0], [0, 1]]; a lower and an upper one")
    (said,) = told(lambda: Normalisation("goalposts").fit(x))
    assert "needs goalposts=" in said


def test_a_direction_is_refused_once(told):
    assert len(told(lambda: Normalisation(direction="up").fit(np.eye(3)))) == 1


def test_a_year_that_is_text_is_said(told):
    index = pd.MultiIndex.from_product([["a", "b"], ["2018年"]], names=["region", "year"])
    x = pd.DataFrame({"x": [1.0, 2.0]}, index=index)
    (said,) = told(lambda: Normalisation().fit(x).transform(x))
    assert said.startswith("year '2018年' in the index is not a year")
