"""Denominate: numbers of a real index, and cells that cannot be divided."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from devindex import MethodError, compute, load_recipe
from devindex.index import find
from devindex.index.prepare import intensities
from devindex.index.recipe import Choice

DATA = Path(__file__).parent / "data"
DENOMINATORS = {
    "gdp": ["Goods", "Services", "FDI", "PRemit", "ForPort", "Research", "Pat", "CultServ",
            "CultGood"],
    "pop": ["StMob", "Tourist", "MigStock", "Flights", "NGOs"],
    "energy": ["Elec", "Gas"],
    "area": ["Bord"],
}  # fmt: skip


def choose(**step):
    """The headline recipe with other choices, without goalposts, which suit one unit only."""
    return load_recipe().model_copy(update={"normalise": Choice(method="minmax")} | step)


def by_series(**parameters):
    return choose(denominate=Choice(method="by-series", parameters=parameters))


@pytest.mark.against(
    "denominate/by-series",
    published="JRC, ASEM Sustainable Connectivity Portal 2018",
)
@pytest.mark.parametrize("series", DENOMINATORS)
def test_by_series_gives_the_intensities_of_the_asem_index(series):
    """European Commission JRC, ASEM Sustainable Connectivity 2018: denominated data set.

    Numbers of COINr's ``Denominate`` (W. Becker, ASEM_COIN). Tolerance: the file's inputs have ten
    digits or more as published, its outputs fifteen; the division itself is exact to rounding.
    """
    raw = pd.read_csv(DATA / "jrc_asem_2018_raw.csv", comment="#", index_col="unit")
    steps = pd.read_csv(DATA / "jrc_asem_2018_steps.csv", comment="#")
    cells = steps[(steps["step"] == "denominated") & steps["code"].isin(DENOMINATORS[series])]
    wanted = cells.pivot(index="unit", columns="code", values="value")
    codes = list(wanted.columns)
    given = {
        "numerator": raw.loc[wanted.index, codes].to_numpy(float),
        "factor": np.ones(len(codes)),
        "others": {series: raw.loc[wanted.index, series].to_numpy(float)},
    }
    got = find("denominate", "by-series")(given, {"series": series})
    zero = given["numerator"] == 0  # stays zero, so it is not among the cells that change
    np.testing.assert_allclose(
        got, np.where(zero, 0.0, wanted.to_numpy()), rtol=1e-12, atol=0, equal_nan=True
    )
    assert sorted(codes) == sorted(DENOMINATORS[series])


def test_scale_makes_it_per_so_many():
    given = {
        "numerator": np.array([[50.0, np.nan], [9.0, 4.0]]),
        "factor": np.array([1.0, 100.0]),
        "others": {"pop": np.array([200.0, 400.0])},
    }
    out = find("denominate", "by-series")(given, {"series": "pop", "scale": 1000.0})
    np.testing.assert_array_equal(out, [[250.0, np.nan], [22.5, 1000.0]])
    del given["others"]
    out = find("denominate", "by-constant")(given, {"constant": 10.0})
    np.testing.assert_array_equal(out, [[5.0, np.nan], [0.9, 40.0]])


def test_one_denominator_for_all_through_the_index(panel):
    x, _ = intensities(panel, by_series(series="eco_gdp", scale=100.0))
    indicator = panel.framework.by_code["technology-market"]
    figures = panel.values[indicator.numerator.name] / panel.values["eco_gdp"]
    np.testing.assert_allclose(
        x["technology-market"], indicator.factor * 100 * figures.to_numpy(), rtol=1e-14
    )
    per_thousand, _ = intensities(panel, choose(denominate=Choice(
        method="by-constant", parameters={"constant": 1000.0})))  # fmt: skip
    total, _ = intensities(panel, choose(denominate=Choice(method="none")))
    np.testing.assert_allclose(per_thousand * 1000.0, total, rtol=1e-14)


@pytest.mark.parametrize("wrong", [0.0, np.nan])
def test_a_series_that_is_zero_or_missing_names_the_cell(panel, wrong):
    values = panel.values.copy()
    values.loc[("440000", 2020), "eco_gdp"] = wrong
    spoiled = dataclasses.replace(panel, values=values)
    with pytest.raises(MethodError) as caught:
        compute(spoiled, by_series(series="eco_gdp"))
    assert "broadband-ports, 440000, 2020: the denominator is zero or missing" in str(caught.value)
    assert "440000, 2021" not in str(caught.value)


@pytest.mark.parametrize("name", ["none", "by-constant"])
def test_a_denominator_that_is_not_used_may_be_missing(panel, name):
    values = panel.values.copy()
    values.loc[("440000", 2020), "eco_pop"] = np.nan
    x, _ = intensities(
        dataclasses.replace(panel, values=values), choose(denominate=Choice(method=name))
    )
    assert np.isfinite(x.loc[("440000", 2020), "broadband-ports"])


def test_nothing_over_nothing_is_refused_as_well(panel):
    values = panel.values.copy()
    values.loc[("440000", 2020), ["eco_gdp", "sw_rev"]] = 0.0
    with pytest.raises(MethodError, match="440000, 2020: the denominator is zero or missing"):
        intensities(dataclasses.replace(panel, values=values), by_series(series="eco_gdp"))


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("by-series", {}, "needs the code of a series, such as series = 'eco_gdp'"),
        ("by-series", {"series": 3}, "is 3; a text is needed"),
        ("by-series", {"series": "eco_gpd"}, "unknown series 'eco_gpd'. Did you mean 'eco_gdp'?"),
        ("by-constant", {"constant": 0.0}, "it must be above 0"),
        ("by-constant", {"constant": np.inf}, "is inf; a finite number is needed"),
    ],
)
def test_a_wrong_denominator_is_said(name, parameters, words):
    given = {
        "numerator": np.ones((2, 1)), "factor": np.ones(1), "others": {"eco_gdp": np.ones(2)},
    }  # fmt: skip
    with pytest.raises(MethodError) as caught:
        find("denominate", name)(given, parameters)
    assert words in str(caught.value)
    assert all(p.zh != p for p in caught.value.problems)
