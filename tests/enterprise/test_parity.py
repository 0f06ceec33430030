"""Numbers of other programs: R's survey and svy, and what survey's own pages print."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from devindex import DevindexWarning
from devindex.enterprise import (
    Margin,
    calibrate,
    means,
    ratios,
    sample_design,
    shares,
    totals,
)

HERE = Path(__file__).parent / "data" / "parity"
BY = {"strat": "sch.wide", "clus1": "stype", "clus2": "stype", "firms": "province"}
ESTIMATORS = {"total": totals, "mean": means, "ratio": ratios, "share": shares}
TYPES, WIDE = [4421, 755, 1018], [1072, 5122]  # schools of California by type, by growth target


def read(sample):
    name = "synthetic-firms" if sample == "firms" else f"api-{sample}"
    return pd.read_csv(HERE / f"{name}.csv")


def design_of(name):
    """Data, design and domains (codes, names) of a design of survey.csv or svy.csv."""
    sample, *rest = name.split("-")
    d = read(sample)
    codes, names = pd.factorize(d[BY[sample]], sort=True)
    if sample == "firms":
        rule, *rest = rest
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DevindexWarning)  # stratum e is lonely
            design = sample_design(
                d.weight, stratum=d.stratum, cluster=d.group, population=d.population, lonely=rule
            )
    else:
        design = sample_design(
            d.pw,
            stratum=d.stype if sample == "strat" else None,
            cluster=None if sample == "strat" else d.dnum,
            population=d.get("fpc"),
        )
    for method in rest:
        margins = margins_of(sample, method, d)
        design = calibrate(design, margins, "raking" if method.startswith("rak") else "linear")
    return d, design, codes, [str(n) for n in names]


def margins_of(sample, method, d):
    if sample == "firms":
        size, province = (
            Margin(c, d[c], t)
            for c, t in (("size", [180, 130, 90]), ("province", [110, 100, 110, 80]))
        )
        equipment = Margin("equipment", d.equipment, 26000)
        return {"raking": [size, province], "linear": [size, equipment], "post": [size]}[method]
    types, wide = (
        Margin(c, pd.factorize(d[c], sort=True)[0], t)
        for c, t in (("stype", TYPES), ("sch.wide", WIDE))
    )
    api99 = Margin("api99", d.api99, 3914069)
    return {"post": [types], "api99": [types, api99]}.get(method, [types, wide])


def estimated(row, d, design, codes, names):
    """Estimates of a row of another program's numbers, and the domain it speaks of."""
    whole = row.domain == "all"
    domain = None if whole else codes
    items = [d[i] for i in row.item.split("/")]
    e = ESTIMATORS[row.estimator](design, *items, domain)
    return e, 0 if whole else names.index(row.domain)


def frame(name):
    return pd.read_csv(HERE / name, dtype={"domain": str})


SURVEY, SVY = frame("survey.csv"), frame("svy.csv")


@pytest.mark.parametrize("name", SURVEY.design.unique())
def test_estimates_are_those_of_survey_in_r(name):
    """R 4.2.2, survey 4.1-1, by survey.R; 17 digits, so the tolerance is rounding in both.

    1e-9 but for ``rake``, which goes round the margins until they hold to 1e-10 of a school.
    Degrees of freedom are compared on the API samples: survey counts strata taken whole, of which
    the firms have one. Of the totals of firms under ``adjust`` see the test below.
    """
    given = design_of(name)
    rows = SURVEY[SURVEY.design == name]
    assert len(rows) >= 4
    for row in rows.itertuples():
        if name == "firms-adjust" and row.estimator == "total":
            continue
        e, k = estimated(row, *given)
        said = f"{name} {row.estimator} {row.item} {row.domain}"
        for field in ("value", "se", "deff", *([] if name.startswith("firms") else ["df"])):
            other = getattr(row, field)
            if not np.isnan(other):
                assert getattr(e, field)[k, 0] == pytest.approx(other, rel=1e-9), (said, field)


def test_a_lonely_stratum_is_centred_at_the_mean_in_totals_not_at_zero_as_in_r():
    """survey's ``adjust`` takes the square of the lonely total itself: right for what sums to zero
    (means, ratios), too much for a total, and not what its help says. svy and Stata centre it.
    """
    d, design, _, _ = design_of("firms-adjust")
    row = SURVEY.query("design == 'firms-adjust' and estimator == 'total' and domain == 'all'")
    for item, other in zip(row.item, row.se, strict=True):
        sums = np.bincount(design.cluster, design.weight * d[item])
        lonely = int(np.flatnonzero(design.single)[0])
        alone = sums[design.stratum_of == lonely][0]
        left = 1 - 1 / design.population[lonely]
        se = totals(design, d[item]).se[0, 0]
        moved = se**2 + left * (alone**2 - (alone - sums.mean()) ** 2)
        assert moved == pytest.approx(other**2, rel=1e-9)
        assert abs(moved / se**2 - 1) > 1e-3


@pytest.mark.parametrize("rule", SVY.rule.unique())
def test_estimates_and_intervals_are_those_of_svy(rule):
    """svy 0.35.0, by svy_numbers.py.

    Intervals are compared where degrees of freedom agree: svy counts strata taken whole, so in a
    domain with such firms its intervals are narrower.
    """
    given = design_of(f"firms-{rule}")
    rows, same = SVY[SVY.rule == rule], 0
    for row in rows.itertuples():
        e, k = estimated(row, *given)
        said = f"{rule} {row.estimator} {row.item} {row.domain}"
        fields, small = ["value", "se", "deff"], 1e-12 * abs(row.value)  # a margin has se 0
        if e.df[k, 0] == row.df:
            same += 1
            fields += ["lower", "upper"]
        else:
            assert e.df[k, 0] < row.df, said
            assert e.upper[k, 0] - e.lower[k, 0] >= row.upper - row.lower - small, said
        for field in fields:
            other = getattr(row, field)
            if not np.isnan(other):
                near = pytest.approx(other, rel=1e-9, abs=small)
                assert getattr(e, field)[k, 0] == near, (said, field)
    assert same >= 10


def test_printed_numbers_of_the_survey_vignette():
    """Lumley, "A survey analysis example", vignette of R's survey, as printed.

    Tolerance: half a unit of the last digit printed.
    """
    d, design, codes, names = design_of("clus1")
    mean, enroll = means(design, d.api00), totals(design, d.enroll)
    assert mean.value[0, 0] == pytest.approx(644.17, abs=5e-3)
    assert mean.se[0, 0] == pytest.approx(23.542, abs=5e-4)
    assert enroll.value[0, 0] == pytest.approx(3404940, abs=0.5)
    assert enroll.se[0, 0] == pytest.approx(932235, abs=0.5)
    types = totals(design, np.ones(len(d)), codes)
    assert names == ["E", "H", "M"]
    assert types.value[:, 0] == pytest.approx([4873.97, 473.86, 846.17], abs=5e-3)
    assert types.se[:, 0] == pytest.approx([1333.32, 158.70, 167.55], abs=5e-3)
    tested, of_type = (ratios(design, d["api.stu"], d.enroll, by) for by in (None, codes))
    assert tested.value[0, 0] == pytest.approx(0.8497087, abs=5e-8)
    assert tested.se[0, 0] == pytest.approx(0.008386297, abs=5e-10)
    assert of_type.value[1, 0] == pytest.approx(0.8300683, abs=5e-8)
    assert of_type.se[1, 0] == pytest.approx(0.01472607, abs=5e-9)


def test_printed_standard_error_of_the_stratified_sample():
    """R's survey on its help page ``api``: api00 662.29 (9.4089), enroll 3,687,178 (114,642)."""
    d, design, _, _ = design_of("strat")
    mean, enroll = means(design, d.api00), totals(design, d.enroll)
    assert mean.value[0, 0] == pytest.approx(662.29, abs=5e-3)
    assert mean.se[0, 0] == pytest.approx(9.4089, abs=5e-5)
    assert enroll.value[0, 0] == pytest.approx(3687178, abs=0.5)
    assert enroll.se[0, 0] == pytest.approx(114642, abs=0.5)
