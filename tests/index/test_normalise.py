"""Normalisation methods against published tables and against numbers of R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from devindex import Choice, MethodError, compute, load_panel, load_recipe
from devindex.index import find

DATA = Path(__file__).with_name("data")


def run(name, x, sign=1, *, fit=None, goalposts=None, codes=None, region=None, year=None, **given):
    """One method on a table (n, k), or on one indicator (n,), which comes back flat."""
    flat = np.ndim(x) == 1
    table = np.asarray(x, dtype=float).reshape(len(x), -1)
    n, k = table.shape
    told = {
        "x": table,
        "fit": table if fit is None else np.asarray(fit, dtype=float).reshape(len(fit), -1),
        "sign": np.broadcast_to(np.asarray(sign, dtype=float), (k,)),
        "goalposts": np.full((2, k), np.nan) if goalposts is None else np.asarray(goalposts, float),
        "codes": np.array(codes or [f"c{j}" for j in range(k)]),
        "region": np.array(region or [f"r{i}" for i in range(n)]),
        "year": np.full(n, 2020) if year is None else np.asarray(year),
    }
    out = find("normalise", name)(told, given)
    return out.ravel() if flat else out


# ---------------------------------------------------------------------------------------------
# OECD & JRC 2008, Handbook on Constructing Composite Indicators, table 15, page 87

TABLE_15 = """
Finland        10.0 15  0.26 0.59 1.04 0.83 1.41  0.04 0.41  0  65.2  60
United-States  12.0 23  1.52 1.00 1.25 1.00 1.69  0.25 0.69  1 100.0 100
Sweden         11.4 19  1.14 0.88 1.19 0.95 1.61  0.19 0.61  0  82.6  60
Japan           9.5 12 -0.06 0.49 0.99 0.79 1.34 -0.01 0.34  0  52.2  50
Korea          10.8 17  0.76 0.76 1.13 0.90 1.52  0.13 0.52  0  73.9  60
Netherlands     9.4  9 -0.12 0.47 0.98 0.78 1.32 -0.02 0.32  0  39.1  50
UK              9.4  9 -0.12 0.47 0.98 0.78 1.32 -0.02 0.32  0  39.1  50
Canada         11.6 20  1.27 0.92 1.21 0.97 1.63  0.21 0.63  1  87.0  80
Australia      10.9 18  0.83 0.78 1.14 0.91 1.54  0.14 0.54  0  78.3  60
Singapore       7.1  1 -1.58 0.00 0.74 0.59 1.00 -0.26 0.00 -1   4.3   0
Germany        10.2 16  0.38 0.63 1.06 0.85 1.44  0.06 0.44  0  69.6  60
Norway         11.9 22  1.46 0.98 1.24 0.99 1.68  0.24 0.68  1  95.7 100
Ireland         9.4  9 -0.12 0.47 0.98 0.78 1.32 -0.02 0.32  0  39.1  50
Belgium         9.3  8 -0.19 0.45 0.97 0.78 1.31 -0.03 0.31  0  34.8  40
New-Zealand    11.7 21  1.33 0.94 1.22 0.98 1.65  0.22 0.65  1  91.3  80
Austria         8.4  6 -0.76 0.27 0.88 0.70 1.18 -0.12 0.18  0  26.1  40
France          7.9  5 -1.08 0.16 0.82 0.66 1.11 -0.18 0.11  0  21.7  40
Israel          9.6 14  0.00 0.51 1.00 0.80 1.35  0.00 0.35  0  60.9  50
Spain           7.3  4 -1.46 0.04 0.76 0.61 1.03 -0.24 0.03 -1  17.4  40
Italy           7.2  3 -1.52 0.02 0.75 0.60 1.01 -0.25 0.01 -1  13.0  20
Czech-Rep.      9.5 12 -0.06 0.49 0.99 0.79 1.34 -0.01 0.34  0  52.2  50
Hungary         9.1  7 -0.31 0.41 0.95 0.76 1.28 -0.05 0.28  0  30.4  40
Slovenia        7.1  1 -1.58 0.00 0.74 0.59 1.00 -0.26 0.00 -1   4.3   0
"""
HANDBOOK = [line.split() for line in TABLE_15.strip().splitlines()]
COUNTRIES = [row[0] for row in HANDBOOK]
SCHOOL = np.array([float(row[1]) for row in HANDBOOK])
ROUNDED = 0.005 + 1e-9


@pytest.mark.against(
    "normalise/rank",
    "normalise/zscore",
    "normalise/minmax",
    "normalise/distance-to-reference",
    "normalise/fraction-of-max",
    "normalise/above-below-mean",
    "normalise/percentile-rank",
    "normalise/categorical",
    published="OECD & JRC 2008, table 15",
)
@pytest.mark.parametrize(
    ("column", "tolerance", "name", "given"),
    [
        (2, 0, "rank", {}),
        (3, ROUNDED, "zscore", {}),
        (4, ROUNDED, "minmax", {"ceiling": 1.0}),
        (5, ROUNDED, "distance-to-reference", {"scale": 1.0}),
        (6, ROUNDED, "distance-to-reference", {"scale": 1.0, "reference": "best"}),
        (6, ROUNDED, "fraction-of-max", {"scale": 1.0}),
        (6, ROUNDED, "distance-to-reference", {"scale": 1.0, "reference": "United-States"}),
        (7, ROUNDED, "distance-to-reference", {"scale": 1.0, "reference": "worst"}),
        (8, ROUNDED, "distance-to-reference", {"scale": 1.0, "measure": "difference"}),
        (9, ROUNDED, "distance-to-reference",
         {"scale": 1.0, "measure": "difference", "reference": "worst"}),
        (10, 0, "above-below-mean", {}),
        (11, 0.05 + 1e-9, "percentile-rank", {"kind": "handbook"}),
        (12, 0, "categorical",
         {"cuts": [5, 15, 35, 65, 85, 95], "points": [0, 20, 40, 50, 60, 80, 100]}),
    ],
)  # fmt: skip
def test_handbook_table_15(column, tolerance, name, given):
    """OECD & JRC 2008, page 87: mean years of school in 23 countries, eleven ways.

    Tolerance: half a unit of the last digit printed; the years are printed as they are. The bands
    of the categorical scale are those its column shows.
    """
    printed = np.array([float(row[column]) for row in HANDBOOK])
    assert run(name, SCHOOL, region=COUNTRIES, **given) == pytest.approx(printed, abs=tolerance)


@pytest.mark.against("normalise/fraction-of-max", published="OECD & JRC 2008, table 14")
def test_handbook_table_14():
    """OECD & JRC 2008, page 83: temperature over that of the leader, in Celsius and Fahrenheit.

    Printed is the mean with humidity: 0.949 and 0.833 in 2003, 0.949 and 0.821 in 2004; 0.965 and
    0.833, 0.965 and 0.821. Tolerance: half a unit of the last digit.
    """
    for humidity, celsius, printed in (
        ([75, 50], [35, 39], [0.949, 0.833]),
        ([70, 45], [35.9, 40], [0.949, 0.821]),
        ([75, 50], [95, 102.2], [0.965, 0.833]),
        ([70, 45], [96.62, 104], [0.965, 0.821]),
    ):
        both = run("fraction-of-max", np.column_stack([celsius, humidity]), scale=1.0)
        assert both.mean(axis=1) == pytest.approx(printed, abs=5e-4 + 1e-9)


def test_handbook_table_3_has_six_bands():
    """OECD & JRC 2008, table 3, method 5: under P15 0, P25 20, P65 40, P85 60, P95 80, else 100."""
    points = run("categorical", np.arange(1.0, 101.0))
    bands = np.repeat([0, 20, 40, 60, 80, 100], [14, 10, 40, 20, 10, 6])
    assert points.tolist() == bands.tolist()


# ---------------------------------------------------------------------------------------------
# JRC, ASEM 2018; DG CONNECT, DESI 2022


def test_asem_points_are_those_of_the_portal():
    """JRC, ASEM Sustainable Connectivity Portal 2018, 51 countries; stored as doubles: 1e-9."""
    table = pd.read_csv(DATA / "jrc_asem_2018_points.csv", comment="#", index_col="unit")
    codes = ["Goods", "Tariff", "CO2", "NEET"]
    points = run("minmax", table[[f"{c}.treated" for c in codes]].to_numpy(), [1, -1, -1, -1])
    assert points == pytest.approx(table[[f"{c}.points" for c in codes]].to_numpy(), abs=1e-9)


@pytest.mark.against(
    "normalise/borda",
    "normalise/zscore",
    "normalise/minmax",
    published='COINr (W. Becker), article "Normalisation"',
)
def test_printed_normalisation_of_coinr():
    """COINr documentation, article on normalisation: first ten countries of ASEM 2018, printed.

    Borda counts of LPI, z-scores of Flights about 10 with spread 2, min-max of Ship. Tolerance:
    half a unit of the last digit printed.
    """
    raw = pd.read_csv(DATA / "jrc_asem_2018_raw.csv", comment="#", index_col="unit").sort_index()
    borda = run("borda", raw["LPI"])[:10]
    assert borda.tolist() == [36, 44, 45, 4, 7, 9, 42, 30, 14, 31]
    z = run("zscore", raw["Flights"], centre=10.0, spread=2.0)[:10]
    printed = [9.889993, 9.588735, 9.711512, 8.52981, 8.741971, 8.433044, 10.563483, 13.235114,
               8.721372, 9.001961]  # fmt: skip
    assert z == pytest.approx(printed, abs=5e-7)
    points = run("minmax", raw["Ship"])[:10]
    printed = [66.14497, 0, 97.14314, 45.80661, 37.40495, 35.3892, 0, 100, 55.21211, 0]
    assert points == pytest.approx(printed, abs=5e-6)


def test_desi_points_are_those_of_the_workbook():
    """DG CONNECT, DESI 2022 workbook: fixed bounds; stored with twelve digits: 1e-11."""
    table = pd.read_csv(DATA / "ec_desi_2022_points.csv", comment="#", index_col="code")
    goalposts = table[["min", "max"]].to_numpy(dtype=float).T
    raw = table[[c for c in table.columns if c.endswith(".raw")]].to_numpy(dtype=float).T
    points = table[[c for c in table.columns if c.endswith(".points")]].to_numpy(dtype=float).T
    for given in ({}, {"clip": False}):
        ours = run("goalposts", raw, goalposts=goalposts, ceiling=1.0, **given)
        assert ours == pytest.approx(points, abs=1e-11, nan_ok=True)


# ---------------------------------------------------------------------------------------------
# R


SIGN = {"LPI": 1, "CO2": -1, "Tariff": -1}
TARGET = {"LPI": 4.1, "CO2": 3.5, "Tariff": 2.0}
POSTS = {"LPI": [2.5, 4.0], "CO2": [2.0, 12.0], "Tariff": [1.0, 8.0]}


@pytest.mark.against(
    "normalise/borda",
    "normalise/distance-to-best",
    "normalise/distance-to-reference",
    "normalise/distance-to-target",
    "normalise/goalposts",
    "normalise/logistic",
    "normalise/minmax",
    "normalise/percentile-rank",
    "normalise/rank",
    "normalise/zscore",
    program="COINr 1.1.x in R 4.2.2",
)
@pytest.mark.parametrize("code", SIGN)
def test_scales_agree_with_coinr(code):
    """COINr (bluefoxr/COINr, R/normalise.R of 1.1.x) in R 4.2.2, twelve countries of ASEM 2018.

    With ``x <- d[[code]] * s`` and s the direction, as ``Normalise`` does before it calls::

        n_rank(x); n_borda(x); n_prank(x); n_dist2max(x); n_dist2ref(x, which(d$unit == "CHN"))
        n_zscore(x, c(10, 2)); n_minmax(x, c(1, 10)); rank(x, na.last = "keep")
        1 / (1 + exp(-(x - mean(x)) / sd(x)))   # normaliseR::sigmoid_scaler
        n_dist2targ(d[[code]], t, s); n_dist2targ(d[[code]], t, s, TRUE)
        n_goalposts(d[[code]], c(g, 100), s); n_goalposts(d[[code]], c(g, 100), s, FALSE)
        n_fracmax(d$LPI); n_scaled(d$LPI, c(1, 5))

    ``rank`` with average ties is Compind's ``normalise_ci(method = 3)``. Tolerance: twelve
    decimals are kept, 1e-11.
    """
    table = pd.read_csv(DATA / "normalise_r.csv", comment="#", index_col="unit")
    own = table.filter(regex=f"^{code}[.]").rename(columns=lambda c: c.partition(".")[2])
    units, x, sign = list(table.index), own["x"].to_numpy(), SIGN[code]
    posts = np.array(POSTS[code])[:, None]

    def agrees(column, name, times=1.0, **given):
        points = run(name, x, sign, codes=[code], region=units, **given)
        assert points == pytest.approx(own[column].to_numpy() * times, abs=1e-11 * max(times, 1))

    agrees("rank", "rank")
    agrees("average", "rank", ties="average")
    agrees("borda", "borda")
    agrees("prank", "percentile-rank", 100, kind="inclusive")
    agrees("dist2max", "distance-to-best", 100)
    agrees("dist2ref", "distance-to-reference", 100, reference="CHN", measure="range")
    agrees("zscore", "zscore", centre=10.0, spread=2.0)
    agrees("minmax", "minmax", floor=1.0, ceiling=10.0)
    agrees("sigmoid", "logistic", 100)
    agrees("dist2targ", "distance-to-target", 100, targets={code: TARGET[code]})
    agrees("dist2targ_cap", "distance-to-target", 100, targets={code: TARGET[code]}, clip=True)
    agrees("goalposts", "goalposts", goalposts=posts)
    agrees("goalposts_free", "goalposts", goalposts=posts, clip=False)
    if code == "LPI":
        agrees("fracmax", "fraction-of-max", 100)
        agrees("scaled", "goalposts", goalposts=[[1.0], [5.0]], clip=False)


@pytest.mark.against(
    "normalise/distance-to-target",
    published="COINr (W. Becker), tests/testthat/test-normalise.R",
)
def test_distances_to_target_of_coinrs_own_tests():
    """COINr, tests/testthat/test-normalise.R, "dist2targ": exact."""
    up = run("distance-to-target", [0, 5, 11], codes=["c"], targets={"c": 10}, ceiling=1.0)
    assert up == pytest.approx([0, 0.5, 1.1], abs=1e-15)
    down = run("distance-to-target", [-1, 1, 10], -1, codes=["c"], targets={"c": 0}, ceiling=1.0)
    assert down == pytest.approx([1.1, 0.9, 0], abs=1e-15)
    held = run("distance-to-target", [-1, 1, 10], -1, goalposts=[[0], [9]], ceiling=1.0, clip=True)
    assert held.tolist() == [1, 0.9, 0]


AMPI = """
AUT 2018 4.097985 6.873713 118.313280292   96.4150444249 116.7163457407  98.9987052881 135.7542839762 104.9432746033 106.248
BEL 2018 4.108538 8.32816  119.1769364336  85.6872250335 117.5800018823  88.2708858967 136.6179401178  94.215455212   99.695
CHE 2018 3.987158 4.311563 109.2432130878 115.3131427768 107.6462785365 117.8968036399 126.684216772  123.8413729552 112.196
CHN 2018 3.661104 7.543908  82.5589963158  91.4717698216  80.9620617645  94.0554306847 100            100             86.787
IND 2018 3.420043 1.73      62.8305955624 134.3544289917  61.2336610111 136.9380898549  80.2715992465 142.8826591702  85.621
JPN 2018 3.970464 9.538706 107.8769783083  76.7583889515 106.2800437571  79.3420498147 125.3179819925  85.28661913    89.695
AUT 2019 4.153182 7.808361 122.8305955624  89.5211975274 121.2336610111  92.1048583906 140.2715992465  98.0494277059 103.563
BEL 2019 4.149371 8.994795 122.5187038201  80.7702085455 120.9217692689  83.3538694087 139.9597075043  89.2984387239  97.358
CHE 2019 4.010457 5.230401 111.1500002046 108.5359084644 109.5530656533 111.1195693276 128.5910038888 117.0641386428 109.827
CHN 2019 3.666371 8.51779   82.9900469079  84.2885378409  81.3931123566  86.8721987041 100.431050592   92.8167680194  83.634
IND 2019 3.470094 2.113499  66.9267628649 131.5257882721  65.3298283136 134.1094491352  84.367766549  140.0540184505  88.712
JPN 2019 4.029972 9.864628 112.7471052556  74.3544289917 111.1501707043  76.9380898549 130.1881089398  82.8826591702  89.612
"""  # noqa: E501


@pytest.mark.against("normalise/ampi", program="giniCI 2c1636f and Compind 5603eec in R 4.2.2")
def test_ampi_agrees_with_gini_ci_and_compind():
    """Six countries of COINr's ASEM_iData_p, LPI and CO2, 2018 and 2019, in R 4.2.2.

    giniCI (cran/giniCI, 2c1636f), ``normalize(x, "goalpost", c("pos", "neg"), ref.value = r)``
    with r the means of 2018, the means of all rows, and China in 2018; ten decimals kept: 1e-9.
    Compind (cran/Compind, 5603eec), ``ci_ampi(x, gp = means of 2018, polarity = c("POS",
    "NEG"))``: mean less variance over mean of the first two. Tolerance of that: three decimals
    printed.
    """
    rows = [line.split() for line in AMPI.strip().splitlines()]
    told = {"region": [r[0] for r in rows], "year": [int(r[1]) for r in rows]}
    told |= {"codes": ["LPI", "CO2"]}
    numbers = np.array([r[2:] for r in rows], dtype=float)
    x, early = numbers[:, :2], np.array(told["year"]) == 2018
    values = dict(zip(told["codes"], x[early].mean(axis=0).tolist(), strict=True))
    z = run("ampi", x, [1, -1], **told, values=values)
    assert z == pytest.approx(numbers[:, 2:4], abs=1e-9)
    assert run("ampi", x, [1, -1], **told) == pytest.approx(numbers[:, 4:6], abs=1e-9)
    china = run("ampi", x, [1, -1], **told, reference="CHN", reference_year=2018)
    assert china == pytest.approx(numbers[:, 6:8], abs=1e-9)
    mean, variance = z.mean(axis=1), z.var(axis=1)
    assert mean - variance / mean == pytest.approx(numbers[:, 8], abs=5e-4)


# ---------------------------------------------------------------------------------------------
# efficacy coefficients, fixed base


@pytest.mark.against("normalise/efficacy", published="功效系数法举例 (777doc.com 4138128)")
def test_efficacy_coefficients_of_four_companies():
    """功效系数法举例 (777doc.com, document 4138128): four companies 甲乙丙丁, four indicators.

    Best and worst are the standards. Tolerance 2.5e-3: three decimals are printed, and the table
    has 75.368 for 75.366 and 96.844 for 96.842.
    """
    x = [[5733, 60.5, 91.5, 16.7], [3575, 52.2, 93.2, 7.3], [3929, 71.2, 84.9, 10.7],
         [4404, 69.7, 88.0, 12.8]]  # fmt: skip
    printed = [[100, 77.472, 91.808, 100], [60, 60, 100, 60], [66.560, 100, 60, 74.468],
               [75.368, 96.844, 74.940, 83.404]]  # fmt: skip
    points = run("efficacy", x)
    assert points == pytest.approx(np.array(printed), abs=2.5e-3)


def test_an_efficacy_coefficient_below_the_impermissible_value():
    """Examination question (222.198.130.40, subject 1c13cd4f): 5.81 %, 12 and 6 make 58.73.

    Tolerance: half a unit of the last digit.
    """
    points = run("efficacy", [5.81], codes=["c"], standards={"c": [6, 12]})
    assert points == pytest.approx([58.73], abs=5e-3)


def test_efficacy_takes_standards_before_goalposts_before_best_and_worst():
    x = np.array([[4.0, 4.0, 4.0], [6.0, 6.0, 6.0]])
    goalposts = [[2.0, 2.0, np.nan], [12.0, 12.0, np.nan]]
    points = run("efficacy", x, [1, -1, -1], goalposts=goalposts, codes=["a", "b", "c"],
                 standards={"a": [0, 8]})  # fmt: skip
    assert points == pytest.approx(np.array([[80, 92, 100], [90, 84, 60]]), abs=1e-12)


@pytest.mark.against(
    "normalise/ratio-to-base",
    published="atozmath.com, fixed base method, example 1",
)
def test_a_fixed_base_index():
    """atozmath.com, index numbers, fixed base method, example 1: price of 2005 is 100.

    Tolerance: half a unit of the last digit printed.
    """
    price = [1650, 1690, 1730, 1750, 1810, 1850, 1870, 1900, 1950]
    printed = [100, 102.42, 104.85, 106.06, 109.7, 112.12, 113.33, 115.15, 118.18]
    told = {"region": ["a"] * 9, "year": range(2005, 2014)}
    assert run("ratio-to-base", price, **told) == pytest.approx(printed, abs=5e-3)
    down = run("ratio-to-base", price, -1, **told)
    assert down == pytest.approx(1e4 / (np.array(price) / 16.5), abs=1e-9)


# ---------------------------------------------------------------------------------------------
# references in a panel

PANEL = {
    "region": ["a", "a", "b", "b", "000000", "000000"],
    "year": [2020, 2021, 2020, 2021, 2020, 2021],
    "codes": ["output"],
}
OUTPUT = [10.0, 12.0, 30.0, 45.0, 20.0, 24.0]


@pytest.mark.parametrize(
    ("name", "given", "points"),
    [
        ("ratio-to-base", {}, [100, 120, 100, 150, 100, 120]),
        ("ratio-to-base", {"base_year": 2021}, [250 / 3, 100, 200 / 3, 100, 250 / 3, 100]),
        ("ratio-to-base", {"base_region": "000000"}, [50, 60, 150, 225, 100, 120]),
        ("distance-to-reference", {"reference": "000000"}, [50, 50, 150, 187.5, 100, 100]),
        (
            "distance-to-reference",
            {"reference": "000000", "reference_year": 2020},
            [50, 60, 150, 225, 100, 120],
        ),
        ("distance-to-reference", {"values": {"output": 40}}, [25, 30, 75, 112.5, 50, 60]),
        (
            "distance-to-reference",
            {"reference": "000000", "measure": "difference"},
            [-50, -50, 50, 87.5, 0, 0],
        ),
    ],
)
def test_a_reference_of_a_region_and_a_year(name, given, points):
    """By hand: two provinces and the nation in two years."""
    assert run(name, OUTPUT, **PANEL, **given) == pytest.approx(points, abs=1e-12)


def test_a_ratio_is_turned_over_where_less_is_better():
    """By hand: half the reference is twice as good."""
    assert run("distance-to-reference", [2.0, 4.0], -1, region=["a", "b"], reference="b").tolist() \
        == [200, 100]  # fmt: skip
    assert run("fraction-of-max", [2.0, 4.0, 8.0], -1).tolist() == [100, 50, 25]


def test_rows_outside_the_fit_take_the_place_they_would_have():
    fit, x = [1.0, 3.0, 3.0, 7.0], [0.0, 1.0, 2.0, 3.0, 9.0]
    assert run("rank", x, fit=fit).tolist() == [1, 1, 2, 2, 5]
    assert run("rank", x, fit=fit, ties="average").tolist() == [1, 1, 2, 2.5, 5]
    assert run("rank", x, fit=fit, ties="max").tolist() == [1, 1, 2, 3, 5]
    assert run("percentile-rank", x, fit=fit).tolist() == [0, 12.5, 25, 50, 100]
    inclusive = run("percentile-rank", x, fit=fit, kind="inclusive")
    assert inclusive == pytest.approx([0, 0, 100 / 3, 100 / 3, 100])


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("rank", 1), ("borda", 0), ("percentile-rank", 50), ("categorical", 40),
        ("above-below-mean", 0), ("logistic", 50), ("ampi", 100), ("efficacy", 60),
        ("distance-to-best", 0), ("distance-to-reference", 100), ("fraction-of-max", 100),
        ("ratio-to-base", 100), ("minmax", 0), ("zscore", 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "x", [[4.0], [4.0, 4.0, 4.0], [0.0, 0.0]], ids=["one row", "fours", "zeros"]
)
def test_a_column_that_tells_nothing_is_neutral(name, neutral, x):
    for sign in (1, -1):
        assert run(name, x, sign).tolist() == [neutral] * len(x)


@pytest.mark.parametrize(
    "name",
    ["logistic", "ampi", "efficacy", "distance-to-best", "distance-to-reference",
     "fraction-of-max", "above-below-mean", "rank", "percentile-rank"],
)  # fmt: skip
def test_nothing_fitted_is_neutral_and_never_nan(name):
    points = run(name, [4.0, 5.0], fit=[np.nan, np.nan])
    assert np.isfinite(points).all()
    assert len(set(points)) == 1


# ---------------------------------------------------------------------------------------------
# what is refused


@pytest.mark.parametrize(
    ("name", "x", "sign", "given", "message"),
    [
        ("ratio-to-base", [1.0, -2.0], 1, {}, "c0, r1, 2020: a ratio needs"),
        ("ratio-to-base", [0.0, 2.0], 1, {"base_region": "r0"}, "c0, r1, 2020: a reference of"),
        ("fraction-of-max", [0.0, 2.0, 0.0], -1, {}, "c0, r1, 2020: a reference of zero"),
        ("distance-to-reference", [0.0, 2.0], -1, {}, "c0, r0, 2020: zero, where less is better"),
        (
            "distance-to-reference", [1.0, 2.0], 1, {"reference": "r0", "measure": "range"},
            "c0, r1, 2020: the reference is no better than the worst",
        ),
        ("distance-to-reference", [1.0], 1, {"reference": "r9"}, "unknown region 'r9'"),
        ("distance-to-reference", [1.0], 1, {"measure": "rato"}, "Did you mean 'ratio'"),
        ("distance-to-reference", [1.0], 1, {"reference_year": 2020}, "a year goes with a region"),
        (
            "distance-to-reference", [1.0], 1, {"reference": "r0", "reference_year": 2019},
            "reference_year is 2019; the years here are 2020",
        ),
        ("ampi", [np.nan, 2.0], 1, {"reference": "r0"}, "c0, r1, 2020: r0 has no figure of"),
        ("ampi", [1.0], 1, {"values": {"c1": 3}}, "unknown code in values 'c1'. Known: c0"),
        ("ampi", [1.0], 1, {"values": {"c0": "3"}}, "is {'c0': '3'}; a table of finite numbers"),
        ("ratio-to-base", [1.0], 1, {"base_year": "2020"}, "is '2020'; a whole number is needed"),
        ("distance-to-target", [1.0], 1, {}, "has no target for c0; give targets"),
        ("efficacy", [1.0], 1, {"standards": {"c0": [5, 4]}}, "standards of c0: 4.0 is no better"),
        ("efficacy", [1.0], 1, {"standards": {"c0": [5]}}, r"is \[5\]; 2 finite number"),
        ("rank", [1.0], 1, {"ties": "first"}, "unknown ties 'first'"),
        ("borda", [1.0], 1, {"ties": "mean"}, "unknown ties 'mean'"),
        ("percentile-rank", [1.0], 1, {"kind": "incl"}, "Did you mean 'inclusive'"),
        ("categorical", [1.0], 1, {"cuts": [50.0]}, "points never fall and are one more"),
        ("categorical", [1.0], 1, {"cuts": [50.0], "points": [2.0, 1.0]}, "points never fall"),
        ("above-below-mean", [1.0], 1, {"threshold": -0.1}, "threshold is -0.1"),
        ("logistic", [1.0], 1, {"steepness": 0.0}, "steepness is 0.0; it must be above 0"),
        ("goalposts", [1.0], 1, {}, "needs goalposts in the definition"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_one_clear_sentence(name, x, sign, given, message):
    with pytest.raises(MethodError, match=message) as refused:
        run(name, x, sign, **given)
    assert all(p.zh for p in refused.value.problems)


def test_a_region_without_its_base_year_is_named():
    told = {"region": ["a", "a", "b"], "year": [2020, 2021, 2021]}
    with pytest.raises(MethodError, match="c0, b, 2021: no figure of the base year 2020"):
        run("ratio-to-base", [1.0, 2.0, 3.0], **told)


# ---------------------------------------------------------------------------------------------
# in a recipe


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.mark.parametrize(
    "choice",
    [
        Choice(method="rank"),
        Choice(method="borda", fit="each"),
        Choice(method="categorical", fit="pooled"),
        Choice(method="logistic"),
        Choice(method="efficacy"),
        Choice(method="distance-to-best"),
        Choice(method="ampi", fit="pooled", parameters={"reference": "000000"}),
        Choice(method="ampi", parameters={"reference": "000000", "reference_year": 2018}),
        Choice(
            method="distance-to-reference", fit="each",
            parameters={"reference": "000000", "measure": "difference"},
        ),
    ],
    ids=lambda c: c.method,
)  # fmt: skip
def test_every_scale_ranks_the_provinces_much_as_the_headline_does(panel, choice):
    """Goalposts of the headline recipe and any other scale agree on most of the order: 0.9."""
    arithmetic = load_recipe("arithmetic")
    headline = compute(panel, arithmetic).ranks[2023].astype(float)
    other = compute(panel, arithmetic.model_copy(update={"normalise": choice}))
    assert other.ranks[2023].astype(float).corr(headline, method="spearman") > 0.9


def test_the_nation_is_at_100_where_it_is_the_reference(panel):
    recipe = load_recipe("arithmetic").model_copy(
        update={"normalise": Choice(method="ampi", parameters={"reference": "000000"})}
    )
    index = compute(panel, recipe)
    points = index.normalised.loc["000000"].to_numpy()
    assert points[~np.isnan(points)] == pytest.approx(100.0, abs=1e-9)
    assert index.scores.loc["000000"].to_numpy() == pytest.approx(100.0, abs=1e-9)


@pytest.mark.parametrize("name", ["goalposts", "minmax", "logistic", "percentile-rank"])
@pytest.mark.parametrize("floor", [100.0, 200.0])
def test_a_floor_that_is_not_below_the_ceiling_is_refused(name, floor):
    x = np.array([[1.0], [2.0]])
    given = {"x": x, "fit": x, "sign": np.ones(1), "goalposts": np.array([[0.0], [3.0]])}
    with pytest.raises(MethodError, match="is not below ceiling"):
        find("normalise", name)(given, {"floor": floor})
