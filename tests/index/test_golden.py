"""Published worked examples, computed through the registered methods."""

import numpy as np
import pytest

from devindex.index import find


def run(step, name, given, **parameters):
    """One registered method on plain lists."""
    arrays = {k: np.asarray(v, dtype=bool if k == "transform" else float) for k, v in given.items()}
    return find(step, name)(arrays, parameters)


# ---------------------------------------------------------------------------------------------
# UNDP, Human Development Reports: goalposts, logarithm, arithmetic and geometric means

GOALPOSTS = np.array([[20.0, 85.0], [0.0, 18.0], [0.0, 15.0], [100.0, 75_000.0]]).T
LOGGED = [False, False, False, True]  # life expectancy, expected and mean schooling, income


def human_development(rows):
    """Life expectancy, expected and mean schooling, income in PPP dollars -> indices, HDI."""
    with_goalposts = np.vstack([rows, GOALPOSTS])
    treated = run("treat", "declared", {"x": with_goalposts, "fit": rows, "transform": LOGGED})
    z = run(
        "normalise", "goalposts",
        {"x": treated[:-2], "fit": treated[:-2], "sign": [1, 1, 1, 1], "goalposts": treated[-2:]},
        floor=0.0, ceiling=1.0,
    )  # fmt: skip
    education = run("aggregate", "arithmetic", {"z": z[:, 1:3], "w": [0.5, 0.5]})
    dimensions = np.column_stack([z[:, 0], education, z[:, 3]])
    equal = run("weigh", "equal", {"z": dimensions, "declared": np.ones(3)})
    return z, run("aggregate", "geometric", {"z": dimensions, "w": equal})


def test_hdi_worked_example_of_hdr_2020():
    """UNDP, Human Development Report 2020, technical note 1, worked example.

    ln 3,829 between ln 100 and ln 75,000 is 0.5506; (0.6971 * 0.3447 * 0.5506)^(1/3) = 0.510.
    Tolerance: half a unit of the last digit printed.
    """
    z, _ = human_development([[65.0, 9.0, 4.0, 3829.0]])
    assert z[0, 3] == pytest.approx(0.5506, abs=5e-5)
    hdi = run("aggregate", "geometric", {"z": [0.6971, 0.3447, 0.5506], "w": np.ones(3) / 3})
    assert hdi == pytest.approx(0.510, abs=5e-4)


@pytest.mark.against(
    "treat/declared",
    "normalise/goalposts",
    "weigh/equal",
    "aggregate/arithmetic",
    "aggregate/geometric",
    published="UNDP, Human Development Report 2023/24",
)
@pytest.mark.parametrize(
    ("iso3", "row", "hdi"),
    [
        ("CHE", [84.255, 16.5837307, 13.90406622, 69432.78669], 0.967),
        ("NOR", [83.393, 18.63846016, 13.06234279, 69189.76165], 0.966),
        ("HKG", [84.315, 17.8495903, 12.34776974, 62485.50516], 0.956),
        ("SGP", [84.133, 16.90273094, 11.92488003, 88761.14559], 0.949),
        ("LIE", [84.656, 15.46640015, 12.351169, 146673.2415], 0.942),
        ("QAT", [81.559, 13.26426983, 10.1317219, 95944.37754], 0.875),
        ("CHN", [78.587, 15.21793605, 8.106910446, 18024.88747], 0.788),
        ("IND", [67.744, 12.58370972, 6.570700169, 6950.526798], 0.644),
        ("NER", [62.08, 7.186131428, 1.341352433, 1283.309235], 0.394),
    ],
)
def test_hdi_2022_of_hdr_2023_24(iso3, row, hdi):
    """UNDP, Human Development Report 2023/24, composite indices, complete time series; 2022.

    Norway's schooling and the income of Singapore, Liechtenstein and Qatar lie above their
    goalposts and are capped. Tolerance: half a unit of the last digit printed.
    """
    z, got = human_development([row])
    assert got[0] == pytest.approx(hdi, abs=5e-4)
    assert z.max() <= 1.0
    assert (z[0, 1] == 1.0) == (iso3 == "NOR")
    assert (z[0, 3] == 1.0) == (iso3 in ("SGP", "LIE", "QAT"))


# ---------------------------------------------------------------------------------------------
# European Commission, DESI 2022: fixed bounds, declared weights, three levels


@pytest.mark.against(
    "normalise/goalposts",
    "weigh/declared",
    "aggregate/arithmetic",
    published="European Commission, DESI 2022, workbook",
)
def test_desi_2022_of_germany():
    """European Commission, DESI 2022 calculation workbook (full doubles), Germany, edition 2022.

    Digital skills 1a from three raw shares within fixed bounds, weights 2, 1, 1; connectivity
    from four sub-dimensions, weights 0.25, 0.25, 0.4, 0.1; DESI the mean of four dimensions.
    Tolerance: half a unit of the last digit carried over here.
    """
    raw = [[0.489231, 0.188442, 0.64746]]
    bounds = [[0.0, 0.0, 0.25], [1.0, 0.66, 1.0]]
    given = {"x": raw, "fit": raw, "sign": [1, 1, 1], "goalposts": bounds}
    z = run("normalise", "goalposts", given)
    assert z[0] == pytest.approx([48.9231, 28.5518181812, 52.9946666667], abs=5e-9)
    w = run("weigh", "declared", {"z": z, "declared": [2, 1, 1]})
    assert w.tolist() == [0.5, 0.25, 0.25]
    assert run("aggregate", "arithmetic", {"z": z, "w": w})[0] == pytest.approx(
        44.8481712121, abs=5e-10
    )
    connectivity = [32.6598418917, 64.9551755193, 88.8386830813, 73.817321703]
    w = run("weigh", "declared", {"z": [connectivity], "declared": [0.25, 0.25, 0.4, 0.1]})
    assert run("aggregate", "arithmetic", {"z": connectivity, "w": w}) == pytest.approx(
        67.3209597556, abs=5e-10
    )
    four = [44.9666356061, 67.3209597556, 35.8350283375, 63.409367693]
    w = run("weigh", "equal", {"z": [four], "declared": np.ones(4)})
    assert run("aggregate", "arithmetic", {"z": four, "w": w}) == pytest.approx(
        52.882997848, abs=5e-10
    )


# ---------------------------------------------------------------------------------------------
# JRC, ASEM Sustainable Connectivity 2018: min-max both ways, z-scores, principal components

ASEM = """
AUT 4.097985 6.87371322 69.47511442 72.76415463 62.88149703
BEL 4.108538 8.328159898 53.00859158 86.16783122 50.09020386
BGR 2.807685 5.871615869 55.69921741 53.3048876 61.68677209
HRV 3.160829 3.973804906 75.28205838 55.37481839 52.74719815
CYP 2.999061 5.260352041 61.1220838 62.32589408 27.55406837
CZE 3.674309 9.165978376 51.16688852 61.8331765 70.71154952
DNK 3.815794 5.935712482 69.83387089 86.40342332 61.29471684
EST 3.363489 14.84881917 30.74929391 70.75296326 69.90671585
FIN 3.920745 8.660721243 48.47688758 86.07300955 61.7703285
FRA 3.900953 4.572088249 64.65530204 63.77089663 51.07136336
DEU 4.225967 8.889370395 62.34951553 74.51411236 64.59679493
GRC 3.239516 6.180337268 67.98835992 52.21816266 37.16702438
HUN 3.428968 4.265574976 60.53490338 53.47320096 61.42267746
IRL 3.794886 7.378117809 65.76972095 72.39470967 56.68846333
ITA 3.755414 5.270866786 71.29641447 57.16317098 42.59195382
LVA 3.327107 3.498192882 63.03093312 57.30405959 65.51360074
LTU 3.631688 4.378090123 63.78805465 66.07934827 68.23416608
LUX 4.219409 17.36212137 45.02966693 83.69311672 41.11187699
MLT 3.069256 5.491524789 65.81147083 61.67662223 55.92416373
NLD 4.18753 9.920138075 58.73487739 86.58140522 57.78119731
NOR 3.732163 9.270945132 70.90352883 87.00280367 56.59380663
POL 3.425877 7.517151585 55.22174184 60.29586805 63.88957826
PRT 3.409367 4.331554028 56.35614196 68.88332882 47.76096838
ROU 2.99312 3.516153691 72.94162658 52.5207365 70.28443667
SVK 3.336895 5.661581328 61.18450412 57.07881766 59.80862908
SVN 3.184508 6.213686845 64.01609756 71.89399395 68.33114191
ESP 3.727412 5.033824487 63.93775924 65.16807897 49.56649685
SWE 4.204593 4.478182178 66.36537987 87.74300901 62.26547007
CHE 3.987158 4.311562994 77.21188326 87.84769682 56.87888019
GBR 4.069669 6.49744049 64.87576929 73.1005754 50.17428693
AUS 3.793385 15.37013776 31.92210879 71.88107914 55.69987217
BGD 2.663902 0.459141965 81.66987728 27.51137873 64.58884488
BRN 2.870492 22.12470124 36.35272392 35.7796061 54.96276951
KHM 2.80059 0.437759998 67.07426616 36.17173041 62.72198217
CHN 3.661104 7.543907641 43.86632835 32.54796769 65.47819418
IND 3.420043 1.730000432 75.34173007 22.74106899 54.88396892
IDN 2.984537 1.819363319 70.2013993 28.66313544 57.20472145
JPN 3.970464 9.538706103 62.68577882 54.10488277 53.33028389
KAZ 2.751998 14.36238966 33.72597088 46.41715198 60.21456577
KOR 3.717126 11.57034541 44.77862061 56.77001917 67.58293072
LAO 2.067254 0.297200884 68.60402005 34.313038 53.07531911
MYS 3.426307 8.032991579 35.45885355 25.83343963 59.85169843
MNG 2.506056 7.127326348 38.82248392 55.77100742 53.93532452
MMR 2.458571 0.416600362 87.7963467 25.35280646 68.1958594
NZL 3.388 7.686575825 52.14365863 65.69684511 52.68524269
PAK 2.923219 0.896264105 85.19209221 23.81468434 49.93110034
PHL 2.856259 1.055456846 79.37442858 30.03018664 58.48923225
RUS 2.570864 11.85752777 36.85043937 30.21792165 56.90736904
SGP 4.143632 10.30633191 45.68356944 59.00980056 59.78345157
THA 3.2551 4.621860032 58.66250824 34.85409259 56.02156162
VNM 2.976629 1.80356575 57.47966649 42.21737428 65.35471065
"""
"""Country, logistics performance, CO2 per head, and three sustainability pillars, 0-100.

European Commission JRC, ASEM Sustainable Connectivity Portal 2018 (Becker and others), as
distributed with COINr (bluefoxr/COINr, ASEM_COIN); ten significant digits carried over.
"""


@pytest.fixture(scope="module")
def asem():
    rows = [line.split() for line in ASEM.split("\n") if line]
    return {row[0]: k for k, row in enumerate(rows)}, np.array([row[1:] for row in rows], float)


@pytest.mark.against("normalise/minmax", published="JRC, ASEM Sustainable Connectivity Portal 2018")
def test_asem_minmax_of_both_directions(asem):
    """Normalised logistics performance (more is better) and CO2 (less is better), four countries.

    Tolerance: ten digits of the inputs move the points by less than 2e-7.
    """
    code, figures = asem
    x = figures[:, :2]
    z = run(
        "normalise", "minmax", {"x": x, "fit": x, "sign": [1, -1], "goalposts": np.zeros((2, 2))}
    )
    assert z.min(axis=0).tolist() == [0, 0]
    assert z.max(axis=0).tolist() == [100, 100]
    for country, expected in {
        "AUT": [94.0713749349729, 69.8705200836603],
        "BEL": [94.5602310265422, 63.2071520649756],
        "BGR": [34.2996498376579, 74.461505467493],
        "HRV": [50.6586563382905, 83.1560922596006],
    }.items():
        assert z[code[country]] == pytest.approx(expected, abs=2e-7)


@pytest.mark.against(
    "weigh/equal",
    "aggregate/arithmetic",
    published="JRC, ASEM Sustainable Connectivity Portal 2018",
)
def test_asem_arithmetic_of_pillars(asem):
    """Sustainability of four countries, the mean of three pillars. Tolerance as above."""
    code, figures = asem
    pillars = figures[:, 2:]
    w = run("weigh", "equal", {"z": pillars, "declared": np.ones(3)})
    score = run("aggregate", "arithmetic", {"z": pillars, "w": w})
    for country, expected in {
        "AUT": 68.3735886964758, "BEL": 63.0888755535491, "BGR": 56.8969590357849,
        "HRV": 61.1346916400527,
    }.items():  # fmt: skip
        assert score[code[country]] == pytest.approx(expected, abs=2e-7)


@pytest.mark.against("normalise/zscore", published='COINr (W. Becker), article "Analysis"')
def test_asem_zscore_divides_by_n_minus_one(asem):
    """COINr, article "Analysis", prints mean 3.41 and standard deviation 0.538 for LPI (n = 51).

    Divided by n it would print 0.533. Tolerance: half a unit of the last digit printed.
    """
    _, figures = asem
    x = figures[:, :1]
    z = run("normalise", "zscore", {"x": x, "fit": x, "sign": [1], "goalposts": np.zeros((2, 1))})
    sd = np.ptp(x) / np.ptp(z)
    assert sd == pytest.approx(0.538, abs=5e-4)
    assert x[0, 0] - sd * z[0, 0] == pytest.approx(3.41, abs=5e-3)
    assert z.mean() == pytest.approx(0, abs=1e-12)


@pytest.mark.against("weigh/pca", published='COINr (W. Becker), article "Weights"')
def test_asem_principal_component_weights(asem):
    """COINr, article "Weights": first eigenvector of the pillars of sustainability.

    Printed 0.6513188, -0.7443677, 0.1473108; our weights are the squares, which sum to one.
    Tolerance: half a unit of the last digit printed, through the square (twice the loading).
    """
    _, figures = asem
    w = run("weigh", "pca", {"z": figures[:, 2:], "declared": np.ones(3)})
    printed = np.array([0.6513188, -0.7443677, 0.1473108])
    assert w == pytest.approx(printed**2, abs=2 * 5e-8)


# ---------------------------------------------------------------------------------------------
# Smaller examples


@pytest.mark.against("weigh/entropy", published="Xu 2004, EJOR 156(2), 530-532")
def test_entropy_weights_of_xu_2004():
    """Xu 2004, European Journal of Operational Research 156(2), 530-532: four by four.

    Figures second hand, from the tests of distance-metrics-for-mcda. First column by hand:
    p = 30, 19, 19, 68 over 136; e = (0.3334 + 2 * 0.2750 + 0.3466) / ln 4 = 0.8872.
    Tolerance: half a unit of the last digit printed.
    """
    z = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    w = run("weigh", "entropy", {"z": z, "declared": np.ones(4)})
    assert w == pytest.approx([0.4630, 0.3992, 0.1378, 0.0000], abs=5e-5)


@pytest.mark.against("aggregate/geometric", published="OECD & JRC 2008, page 104")
@pytest.mark.parametrize(
    ("z", "printed"),
    [([21, 1, 1, 1], 2.14), ([6, 6, 6, 6], 6.0), ([21, 2, 1, 1], 2.54), ([7, 6, 6, 6], 6.23)],
)
def test_geometric_examples_of_the_oecd_handbook(z, printed):
    """OECD & JRC 2008, page 104. The handbook cuts digits off instead of rounding them.

    Tolerance: a whole unit of the last digit, upwards only.
    """
    score = run("aggregate", "geometric", {"z": z, "w": np.full(4, 0.25)})
    assert printed - 1e-12 <= score < printed + 0.01


@pytest.mark.parametrize(
    ("z", "printed"),
    [([np.nan, 5, 0], 2.5), ([np.nan, 10, 10], 10.0), ([10, 10, np.nan], 10.0)],
)
def test_missing_siblings_of_the_human_freedom_index_2018(z, printed):
    """Cato Institute, Human Freedom Index 2018: women's security is the mean of what is available.

    United Arab Emirates, Belize and Cabo Verde, 2011; exact.
    """
    assert run("aggregate", "arithmetic", {"z": z, "w": np.ones(3) / 3}) == pytest.approx(
        printed, abs=1e-12
    )


def test_minmax_zscore_and_rank_on_three_numbers():
    """By hand: 4, 5, 6 % unemployment, where less is better."""
    x = np.array([[4.0], [5.0], [6.0]])
    given = {"x": x, "fit": x, "sign": [-1], "goalposts": np.zeros((2, 1))}
    assert run("normalise", "minmax", given).ravel().tolist() == [100, 50, 0]
    assert run("normalise", "zscore", given).ravel().tolist() == [1, 0, -1]
    placed = run("normalise", "percentile-rank", given).ravel()
    assert placed == pytest.approx([250 / 3, 50, 50 / 3])
