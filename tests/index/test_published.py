"""Every registered method stands against a published example or the numbers of another program.

A test says so itself, by ``@pytest.mark.against("step/method", ..., published="source")`` or
``program="name and version"``; the numbers of a program come with the script that made them, in
the docstring or, as ``script="name"``, in data/parity. The marks of all tests of this folder are
read here, so that a new method without such a test fails.
"""

import ast
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from devindex.index import STEPS, find, methods

HERE = Path(__file__).parent
DATA = HERE / "data"
EVERY = [f"{step}/{name}" for step in STEPS for name in methods(step)]


# ---------------------------------------------------------------------------------------------
# what is marked, and whether it may be


def defined(tree):
    """Functions and tables of a module by name."""
    return {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)} | {
        n.targets[0].id: n.value
        for n in tree.body
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }


def is_mark(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.against"


def words(test, module):
    """Texts in a test, in what it calls and in its tables, without its mark and docstring."""
    parts = [*test.body[ast.get_docstring(test) is not None :], test.args]
    parts += [d for d in test.decorator_list if not is_mark(d)]
    nodes = [n for part in parts for n in ast.walk(part)]
    named = {n.id for n in nodes if isinstance(n, ast.Name)} & set(module)
    nodes += [n for name in named for n in ast.walk(module[name])]
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def marks():
    """Test, its methods, where the numbers are from, its docstring, the texts in it."""
    for path in sorted(HERE.glob("test_*.py")):
        module = defined(ast.parse(path.read_text(encoding="utf-8")))
        for test in module.values():
            for mark in filter(is_mark, getattr(test, "decorator_list", [])):
                names = [ast.literal_eval(a) for a in mark.args]
                source = {k.arg: ast.literal_eval(k.value) for k in mark.keywords}
                said = ast.get_docstring(test) or ""
                yield f"{path.name}::{test.name}", names, source, said, words(test, module)


MARKS = list(marks())
each_mark = pytest.mark.parametrize("mark", MARKS, ids=[m[0] for m in MARKS])


@pytest.mark.parametrize("name", EVERY)
def test_a_method_stands_against_something_from_outside(name):
    assert any(name in names for _, names, *_ in MARKS)


@each_mark
def test_a_mark_names_methods_that_its_test_runs(mark):
    _, names, _, _, texts = mark
    assert names
    assert set(names) <= set(EVERY)
    assert {name.partition("/")[2] for name in names} <= texts


@each_mark
def test_a_mark_says_the_source_and_its_test_why_the_tolerance(mark):
    _, _, source, said, _ = mark
    assert source.keys() <= {"published", "program", "script"}
    assert source.get("published") or re.search(r"\d", source.get("program", ""))
    assert re.search(r"[Tt]olerance|[Ee]xact", said)
    if "script" in source:
        assert (DATA / "parity" / f"{source['script']}.py").is_file()
        assert parity(source["script"])["versions"]
    elif "program" in source:
        assert "``" in said or "::" in said


# ---------------------------------------------------------------------------------------------
# what the tests need


def parity(script):
    """Numbers of other programs, as the script beside them wrote them."""
    return json.loads((DATA / "parity" / f"{script}.json").read_text(encoding="utf-8"))


STEPS_OF_OTHERS = parity("steps")


def numbers(name, part=None):
    """One table of data/parity/steps.json, NaN where a figure is missing."""
    found = STEPS_OF_OTHERS[name] if part is None else STEPS_OF_OTHERS[name][part]
    return np.array(found, dtype=float)


def asem(*steps):
    """Raw figures of ASEM 2018 as the given steps change them; denominators and region."""
    raw = pd.read_csv(DATA / "jrc_asem_2018_raw.csv", comment="#", index_col="unit")
    cells = pd.read_csv(DATA / "jrc_asem_2018_steps.csv", comment="#")
    x = raw.drop(columns=["region", "area", "energy", "gdp", "pop"]).astype(float)
    for cell in cells[cells["step"].isin(steps)].itertuples():
        x.loc[cell.unit, cell.code] = cell.value
    return x, raw


def screened(name, x, **parameters):
    """Rows of one year that are kept."""
    kept = find("screen", name)({"x": np.asarray(x, dtype=float)[:, None, :]}, parameters)
    return kept[:, 0].all(axis=1)


def impute(name, x, years=None, **parameters):
    """Fill (r, t, k), or a cross-section (r, k)."""
    x = np.asarray(x, dtype=float)
    cube = x if x.ndim == 3 else x[:, None, :]
    years = np.arange(2000, 2000 + cube.shape[1]) if years is None else np.asarray(years)
    told = {"x": cube, "groups": np.zeros(len(cube), dtype=int), "years": years}
    return find("impute", name)(told, parameters).reshape(x.shape)


def treat(name, x, **parameters):
    told = {"x": x, "fit": x, "transform": np.zeros(x.shape[1], dtype=bool)}
    return find("treat", name)(told, parameters)


def normalise(name, x, goalposts=None, **parameters):
    told = {"x": x, "fit": x, "sign": np.ones(x.shape[1]), "goalposts": goalposts}
    return find("normalise", name)(told, parameters)


def weigh(name, codes, z=None, declared=None, **parameters):
    told = {"codes": np.array(codes), "z": z, "declared": declared, "others": {}}
    return find("weigh", name)(told, parameters)


def aggregate(name, z, w, **parameters):
    z = np.asarray(z, dtype=float)
    return find("aggregate", name)({"z": z, "w": np.asarray(w), "fit": z}, parameters)


# ---------------------------------------------------------------------------------------------
# screen

TWELVE = """
KOR 20437 249.8 1.798 nan; LAO 175 nan nan nan; MYS 8080 64.2 1.15292 7.555
MNG 293 0.3 0.00266 0.046; MMR 299 nan 0.08905 nan; NZL 7731 46.5 0.34615 1.213
PAK 7122 7.2 0.03553 1.256; PHL 1361 11.3 0.29555 3.185; RUS 16182 141.5 1.44633 8.379
SGP 11411 270.5 0.9278 14.507; THA 5317 53.6 0.08969 6.661; VNM 3618 nan nan nan
"""


@pytest.mark.against("screen/coverage", published='COINr (W. Becker), article "Unit Screening"')
def test_screening_of_the_coinr_article():
    """bluefoxr/COINr, docs/articles/screening.html: what is removed is printed.

    Under 75 % of four indicators: Laos, Myanmar and Viet Nam; under 85 % of the 49 raw indicators
    of ASEM 2018: Brunei, Laos and Myanmar. Exact.
    """
    rows = [row.split() for row in re.split(r"[;\n]", TWELVE.strip())]
    kept = screened("coverage", [row[1:] for row in rows], regions=0.75)
    assert [r[0] for r, k in zip(rows, kept, strict=True) if not k] == ["LAO", "MMR", "VNM"]
    raw, _ = asem()
    kept = screened("coverage", raw, regions=0.85)
    assert sorted(raw.index[~kept]) == ["BRN", "LAO", "MMR"]


@pytest.mark.against("screen/none", published="JRC, ASEM Sustainable Connectivity Portal 2018")
def test_the_asem_index_leaves_no_country_out():
    """All 51 countries have a score, those with few figures too. Exact."""
    raw, _ = asem()
    scores = pd.read_csv(DATA / "jrc_asem_2018_scores.csv", comment="#", index_col="unit")
    assert sorted(raw.index[screened("none", raw)]) == sorted(scores.index)
    assert len(scores) == 51


# ---------------------------------------------------------------------------------------------
# denominate

OVER = {
    "gdp": ["Goods", "Services", "FDI", "PRemit", "ForPort", "Research", "Pat", "CultServ",
            "CultGood"],
    "pop": ["StMob", "Tourist", "MigStock", "Flights", "NGOs"],
    "energy": ["Elec", "Gas"],
    "area": ["Bord"],
}  # fmt: skip


@pytest.mark.against(
    "denominate/intensity", "denominate/none",
    published="JRC, ASEM Sustainable Connectivity Portal 2018, denominated data set",
)  # fmt: skip
def test_intensities_and_totals_of_the_asem_index():
    """17 indicators over area, energy, GDP or population, the other 32 as they are.

    Tolerance: fifteen digits are given, and a division is exact to rounding.
    """
    raw, units = asem()
    wanted, _ = asem("denominated")
    over = {code: units[d] for d, codes in OVER.items() for code in codes}
    below = pd.DataFrame({c: over.get(c, 1.0) for c in raw}, index=raw.index, dtype=float)
    told = {"numerator": raw.to_numpy(), "factor": np.ones(raw.shape[1])}
    got = find("denominate", "intensity")(told | {"denominator": below.to_numpy()}, {})
    np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=0)
    others = ~raw.columns.isin(list(over))
    assert others.sum() == 32
    got = find("denominate", "none")(told, {})
    np.testing.assert_array_equal(got[:, others], wanted.to_numpy()[:, others])


@pytest.mark.against("denominate/by-constant", published="World Bank 2020, Human Capital Index")
def test_learning_adjusted_years_of_the_human_capital_index_2020():
    """World Bank, Human Capital Index 2020 Update, country file: test scores over 625.

    China, Niger, Afghanistan, Singapore: expected years of school times that share. Tolerance:
    half a unit of the seventh digit, as the file's figures are single precision, twice for two.
    """
    years = np.array([13.13779354, 5.498250008, 8.901890755, 13.92090034])
    tests = np.array([441.0, 304.9222412, 354.7587891, 575.2721558])
    printed = [9.270027161, 2.682461977, 5.052838326, 12.81328964]
    told = {"numerator": tests[:, None], "factor": np.ones(1)}
    share = find("denominate", "by-constant")(told, {"constant": 625.0})[:, 0]
    assert years * share == pytest.approx(printed, rel=1.2e-7)


# ---------------------------------------------------------------------------------------------
# impute

FREEDOM = [
    [np.nan, 5, 0, 2.5],
    [np.nan, 10, 10, 10.0],
    [10, 10, np.nan, 10.0],
]


@pytest.mark.against("impute/none", published="Vasquez & Porcnik 2018, Human Freedom Index, data")
def test_the_human_freedom_index_fills_nothing():
    """Women's security of the United Arab Emirates, Belize and Cabo Verde, 2011.

    The mean of the parts that exist, nothing in place of the others; exact.
    """
    *parts, printed = np.transpose(FREEDOM)
    parts = np.column_stack(parts)
    left = impute("none", parts)
    np.testing.assert_array_equal(left, parts)
    assert aggregate("arithmetic", left, np.ones(3) / 3) == pytest.approx(printed, abs=1e-12)


@pytest.mark.against(
    "impute/last", "impute/next", "impute/linear", program="pandas 3.1.1", script="steps"
)
@pytest.mark.parametrize("name", ["last", "next", "linear"])
def test_series_are_carried_and_joined_as_pandas_does(name):
    """``ffill`` and ``bfill`` of two rows, ``interpolate`` by the index between what is seen.

    pandas carries by rows and this package by years, so those two are given a row a year; the
    interpolation has uneven years. Tolerance: half a unit of the twelfth digit kept.
    """
    years = STEPS_OF_OTHERS["years"] if name == "linear" else None
    parameters = {"limit": 99 if name == "linear" else 2}
    got = impute(name, numbers("series")[:, :, None], years, **parameters)[:, :, 0]
    np.testing.assert_allclose(got, numbers("carried", name), rtol=5e-12)


@pytest.mark.against(
    "impute/indicator-median", "impute/nearest", "impute/iterative",
    program="scikit-learn 1.9.1", script="steps",
)  # fmt: skip
@pytest.mark.parametrize(
    ("name", "parameters", "rtol"),
    [
        ("indicator-median", {}, 5e-12),
        ("nearest", {"neighbours": 5, "by_distance": False}, 5e-12),
        ("iterative", {"bounded": False}, 1e-10),
    ],
)
def test_six_holed_indicators_are_filled_as_scikit_learn_does(name, parameters, rtol):
    """``SimpleImputer``, ``KNNImputer`` and ``IterativeImputer`` on 51 countries of ASEM 2018.

    The last two on standard scores, as here. Tolerance: half a unit of the twelfth digit kept;
    rounds of regressions on regressions carry rounding on, so 1e-10 for the last.
    """
    x = numbers("holed")
    assert np.isnan(x).sum() == 25
    np.testing.assert_allclose(impute(name, x, **parameters), numbers("imputed", name), rtol=rtol)


HALD = np.array(
    [
        [7, 26, 6, 60, 78.5], [1, 29, 15, 52, 74.3], [11, 56, 8, 20, 104.3],
        [11, 31, 8, 47, 87.6], [7, 52, 6, 33, 95.9], [11, 55, 9, 22, 109.2],
        [3, 71, 17, np.nan, 102.7], [1, 31, 22, np.nan, 72.5], [2, 54, 18, np.nan, 93.1],
        [np.nan, np.nan, 4, np.nan, 115.9], [np.nan, np.nan, 23, np.nan, 83.8],
        [np.nan, np.nan, 9, np.nan, 113.3], [np.nan, np.nan, 8, np.nan, 109.4],
    ]
)  # fmt: skip


@pytest.mark.against("impute/em", published="Little & Rubin 2002, pages 154-155")
def test_figures_filled_by_em_have_the_means_of_little_and_rubin():
    """Hald's cement data with holes (second hand, as in test_impute): 6.655, 49.965, 27.047.

    Where the search has settled, the mean over seen and filled figures is the estimate of
    greatest likelihood. Tolerance: half a unit of the last digit printed, and what is left of
    the search at 1e-9.
    """
    got = impute("em", HALD, tolerance=1e-9, bounded=False)
    assert got.mean(axis=0) == pytest.approx([6.655, 49.965, 11.769, 27.047, 95.423], abs=6e-4)


# ---------------------------------------------------------------------------------------------
# treat, normalise


@pytest.mark.against("treat/none", published="European Commission, DESI 2022, workbook")
def test_desi_takes_figures_as_they_are():
    """DG CONNECT, DESI 2022 workbook: published figures within bounds, without a transform.

    Tolerance: twelve digits are carried over, and none of them exceeds one.
    """
    table = pd.read_csv(DATA / "ec_desi_2022_points.csv", comment="#", index_col="code")
    raw = table[[c for c in table.columns if c.endswith(".raw")]].to_numpy(dtype=float).T
    points = table[[c for c in table.columns if c.endswith(".points")]].to_numpy(dtype=float).T
    bounds = table[["min", "max"]].to_numpy(dtype=float).T
    got = normalise("goalposts", treat("none", raw), bounds, ceiling=1.0)
    assert got == pytest.approx(points, abs=1e-11, nan_ok=True)


@pytest.mark.against("treat/clip", program="pandas 3.1.1", script="steps")
def test_figures_are_clipped_where_pandas_has_its_quantiles():
    """Three skewed indicators of ASEM 2018. Tolerance: half a unit of the twelfth digit kept."""
    got = treat("clip", numbers("skewed"), lower=5.0, upper=90.0)
    np.testing.assert_allclose(got, numbers("clip"), rtol=5e-12)


@pytest.mark.against(
    "treat/box-cox", "treat/yeo-johnson",
    program="scikit-learn 1.9.1 and SciPy 1.17.1", script="steps",
)  # fmt: skip
@pytest.mark.parametrize("whose", ["", ", scipy"])
@pytest.mark.parametrize(("name", "columns"), [("box-cox", 1), ("yeo-johnson", 3)])
def test_powers_are_those_of_scikit_learn_and_scipy(name, columns, whose):
    """Goods, embassies and growth of ASEM 2018; the first alone is above zero throughout.

    Tolerance: a search for the exponent stops where the likelihood is flat, some 1e-8 of it; the
    figures are moved by their logarithm times that, up to 1e-5 where the exponent is near zero.
    """
    x = numbers("skewed")[:, :columns]
    wanted = numbers(name + whose).reshape(x.shape)
    np.testing.assert_allclose(treat(name, x), wanted, rtol=1e-5, atol=1e-9)


@pytest.mark.against("normalise/logistic", program="SciPy 1.17.1", script="steps")
def test_logistic_points_are_those_of_scipy():
    """``expit`` of ``zscore``. Tolerance: half a unit of the twelfth digit kept."""
    points = normalise("logistic", numbers("skewed"))
    np.testing.assert_allclose(points, 100.0 * numbers("logistic"), rtol=5e-12)


# ---------------------------------------------------------------------------------------------
# weigh

SOFTWARE = [
    [5000, 3, 3, 4, 3, 2], [680, 5, 3, 2, 2, 1], [2000, 3, 2, 3, 4, 3], [600, 4, 3, 1, 2, 2],
    [800, 2, 4, 3, 3, 4],
]  # fmt: skip

FIRMS = [
    [61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65], [5.4, 2.77, 2.33],
    [4, 4.12, 1.21], [-6.1, 3.52, 2.1], [-34.6, 3.31, 0.98],
]  # fmt: skip


@pytest.mark.against("weigh/critic", published="scikit-criteria, tests of its weighters")
def test_critic_weights_of_the_firms_of_its_inventors():
    """Diakoulaki, Mavrotas & Papayannakis 1995: figures of eight firms, three criteria.

    The weights stand in scikit-criteria's tests (quatrope/scikit-criteria,
    test_critic_weight_weights_diakoulaki1995determining). Tolerance: half a unit of the last
    digit printed.
    """
    w = weigh("critic", list("abc"), np.array(FIRMS))
    assert w == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5.1e-9)


@pytest.mark.against("weigh/critic", published="Tuş & Aytaç Adalı 2019, Opsearch 56(2), 528-538")
def test_critic_weights_of_software_for_attendance():
    """Five packages, six criteria; figures second hand, from the tests of pyrepo-mcda 0.1.15.

    As there, cost is taken as it is: CRITIC counts its spread and its correlations. Tolerance:
    half a unit of the last digit printed.
    """
    w = weigh("critic", list("abcdef"), np.array(SOFTWARE, dtype=float))
    assert w == pytest.approx([0.157, 0.249, 0.168, 0.121, 0.154, 0.151], abs=5e-4)


CASES = json.loads((DATA / "ahp.json").read_text(encoding="utf-8"))


@pytest.mark.against("weigh/ahp", published="Saaty 2008 (drinks), Papathanasiou & Ploskas 2018")
@pytest.mark.parametrize("name", ["drinks", "car_criteria", "papathanasiou_criteria"])
def test_weights_of_printed_comparisons(name):
    """Sources in data/ahp.json. Tolerance: half a unit of the last digit printed."""
    case = next(c for c in CASES["single"] if c["name"] == name)
    items = case["items"]
    said = {
        a: {b: case["matrix"][i][j] for j, b in enumerate(items) if j > i}
        for i, a in enumerate(items[:-1])
    }
    w = weigh("ahp", items, matrix=said)
    assert w == pytest.approx(case["weights"], abs=0.5 * 10.0 ** -case["digits"])


@pytest.mark.against("weigh/best-worst", published="Rezaei 2015, Omega 53, 49-57")
def test_best_worst_weights_of_a_mode_of_transport():
    """Load flexibility, accessibility, cost: 0.0714, 0.3387, 0.5899.

    Tolerance: half a unit of the last digit printed.
    """
    w = weigh(
        "best-worst", ["load", "access", "cost"], model="nonlinear", best="cost", worst="load",
        best_to_others={"load": 8, "access": 2, "cost": 1},
        others_to_worst={"load": 1, "access": 5, "cost": 8},
    )  # fmt: skip
    assert w == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-5)


@pytest.mark.against("weigh/budget", program="pandas 3.1.1", script="steps")
def test_a_budget_of_three_experts_is_averaged_as_pandas_does():
    """Average budgets (OECD & JRC 2008, section 6.5). Tolerance: rounding of twelve digits."""
    experts = STEPS_OF_OTHERS["experts"]
    w = weigh("budget", list(experts), points=experts)
    assert w == pytest.approx(numbers("budget"), abs=1e-12)


SUBJECTIVE, OBJECTIVE = [0.4, 0.3, 0.2, 0.1], [0.25, 0.2, 0.3, 0.25]


@pytest.mark.against("weigh/combination", published="mathmodels 0.0.9 (R), combine_weights")
@pytest.mark.parametrize(
    ("parameters", "printed", "digits"),
    [
        ({"how": "additive", "coefficients": [0.6, 0.4]}, [0.34, 0.26, 0.24, 0.16], 2),
        ({"how": "multiplicative"}, [0.4081633, 0.2448980, 0.2448980, 0.1020408], 7),
        (
            {"how": "multiplicative", "coefficients": [0.5, 0.5]},
            [0.3279556, 0.2540333, 0.2540333, 0.1639778],
            7,
        ),
        ({"how": "game"}, [0.3735683, 0.2823789, 0.2176211, 0.1264317], 7),
    ],
    ids=["linear", "multiplicative", "geometric mean", "game_linear"],
)
def test_combined_weights_of_a_printed_help_page(parameters, printed, digits):
    """zhjx19/mathmodels, docs/reference/combine_weights.html: an expert's and the data's weights.

    Both are given as points of a budget. Tolerance: half a unit of the last digit printed.
    """
    codes = list("abcd")
    both = [
        {"method": "budget", "points": dict(zip(codes, w, strict=True)), "total": 1.0}
        for w in (SUBJECTIVE, OBJECTIVE)
    ]
    w = weigh("combination", codes, methods=both, **parameters)
    assert w == pytest.approx(printed, abs=0.5 * 10.0**-digits * (1 + 1e-6))


# ---------------------------------------------------------------------------------------------
# aggregate

TAI = pd.read_csv(DATA / "tai_2001.csv", comment="#", index_col="country")
EIGHTHS = np.full(8, 1 / 8)
RANKED = {
    "Finland": 2, "United States": 1, "Sweden": 3, "Japan": 4, "Korea": 16, "Netherlands": 5,
    "United Kingdom": 6, "Singapore": 18, "Canada": 13, "Australia": 14, "Germany": 8,
    "Norway": 11, "Ireland": 7, "Belgium": 9, "New Zealand": 17, "Austria": 12, "France": 10,
    "Israel": 15, "Spain": 19, "Italy": 21, "Czech Republic": 23, "Hungary": 22, "Slovenia": 20,
}  # fmt: skip


@pytest.mark.against("aggregate/geometric", published="OECD & JRC 2008, table 38, column GME")
def test_geometric_ranking_of_the_technology_achievement_index():
    """OECD & JRC 2008, page 116: 23 countries by the geometric mean of the raw figures. Exact."""
    score = pd.Series(aggregate("geometric", TAI, EIGHTHS), TAI.index)
    assert score.rank(ascending=False)[list(RANKED)].tolist() == list(RANKED.values())


@pytest.mark.against("aggregate/kemeny", published="OECD & JRC 2008, tables 35 to 37")
def test_kemeny_ranking_of_five_countries():
    """OECD & JRC 2008, pages 113-114: three rankings are best, each with 6.375 of 10.

    United States, Sweden, Finland; Sweden, Finland, United States; Sweden, United States,
    Finland; then always Japan and Korea. Tied rankings share their places: Sweden 3, 4 and 4
    below it. Exact.
    """
    five = TAI.loc[["Finland", "United States", "Sweden", "Japan", "Korea"]]
    below = np.array([2 + 3 + 2, 4 + 2 + 3, 3 + 4 + 4, 3, 0]) / 3
    assert aggregate("kemeny", five, EIGHTHS) == pytest.approx(100 * below / 4, abs=1e-9)


@pytest.mark.against("aggregate/generalised", program="SciPy 1.17.1", script="steps")
@pytest.mark.parametrize("power", ["-3", "0.5", "3"])
def test_generalised_means_of_pillars_are_those_of_scipy(power):
    """``scipy.stats.pmean`` with weights, 51 countries. Tolerance: rounding of twelve digits."""
    z, w = numbers("pillars"), STEPS_OF_OTHERS["weights"]
    got = aggregate("generalised", z, w, power=float(power))
    np.testing.assert_allclose(got, numbers("generalised", power), rtol=1e-11)


@pytest.mark.against(
    "aggregate/mpi", "aggregate/ampi", program="statsmodels 0.15.0", script="steps"
)
@pytest.mark.parametrize("name", ["mpi", "ampi"])
@pytest.mark.parametrize("penalty", ["-", "+"])
def test_penalties_of_unequal_weights_are_made_of_the_moments_of_statsmodels(name, penalty):
    """``DescrStatsW`` gives the weighted mean and spread of each country's pillars.

    Tolerance: rounding of twelve digits.
    """
    got = aggregate(name, numbers("pillars"), STEPS_OF_OTHERS["weights"], penalty=penalty)
    np.testing.assert_allclose(got, numbers("penalised", penalty), rtol=1e-11)


PENALISED = """
 96.4150444249 118.313280292  106.248
 85.6872250335 119.1769364336  99.695
115.3131427768 109.2432130878 112.196
 91.4717698216  82.5589963158  86.787
134.3544289917  62.8305955624  85.621
 76.7583889515 107.8769783083  89.695
 89.5211975274 122.8305955624 103.563
 80.7702085455 122.5187038201  97.358
108.5359084644 111.1500002046 109.827
 84.2885378409  82.9900469079  83.634
131.5257882721  66.9267628649  88.712
 74.3544289917 112.7471052556  89.612
"""
"""CO2 and logistics performance normalised, and the index: see AMPI in test_normalise."""


@pytest.mark.against("aggregate/mpi", "aggregate/ampi", program="Compind 5603eec in R 4.2.2")
@pytest.mark.parametrize("name", ["mpi", "ampi"])
def test_penalties_agree_with_compind(name):
    """Compind, ``ci_ampi(x, gp = means of 2018, polarity = c("POS", "NEG"))``, six countries.

    In 2018 and 2019; scores as giniCI normalises them. Of given scores both indices are one
    formula (Compind's ``ci_mpi`` divides by k - 1 and is another). Tolerance: half a unit of the
    third decimal printed.
    """
    *z, printed = np.array([row.split() for row in PENALISED.strip().split("\n")], dtype=float).T
    assert aggregate(name, np.column_stack(z), [0.5, 0.5]) == pytest.approx(printed, abs=5.1e-4)
