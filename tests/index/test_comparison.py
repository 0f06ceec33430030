"""Comparing two indices: published numbers, other programs, and what is refused."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import devindex as dx
from devindex import MethodError, compare
from devindex.index import differences, load_recipe, recipe_names
from devindex.index.comparison import rank_similarity


@pytest.fixture(scope="module")
def equal(panel):
    return dx.compute(panel, "equal")


def cross_section(**scores):
    """An index whose regions have just these scores in 2020; NaN for one that is not ranked."""
    names = list(scores)
    table = pd.DataFrame({"region": names, "year": 2020, "x": [scores[n] for n in names]})
    framework = dx.sketch({"d": {"t": ["x"]}}, goalposts={"x": (0.0, 100.0)})
    return dx.compute(
        dx.Panel.of(framework, table), dx.simple_recipe(normalise="goalposts", weigh="equal")
    )


# ---------------------------------------------------------------------------------------------
# the coefficients


def test_weighted_rank_similarity_of_paradowski_et_al_2021():
    """Rankings of twelve products by two methods, WS = 0.90.

    Paradowski, Bączkiewicz & Wątrąbski 2021, "Towards proper consumer choices - MCDM based product
    selection", Procedia Computer Science 192, 1347-1358; read where pyfdm's tests cite it
    (tests of correlations: ``ws_rank_similarity_coef``). The ranks are whole numbers, so the
    tolerance is half a unit of the last digit printed.
    """
    a = np.array([7, 11, 2, 1, 4, 9, 6, 3, 5, 10, 8, 12], dtype=float)
    b = np.array([7, 11, 3, 2, 4, 9, 6, 1, 5, 10, 8, 12], dtype=float)
    assert rank_similarity(a, b) == pytest.approx(0.90, abs=5e-3)


SHUFFLED = [
    15, 11, 23, 5, 26, 30, 29, 14, 19, 4, 18, 13, 20, 24, 1, 27, 25, 9, 8, 2, 16, 7, 17, 21, 6, 31,
    28, 3, 22, 10, 12,
]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "ws"),
    [
        ([2, 1, 3, 4, 5], 0.7916666666666667),
        ([1, 3, 2, 4, 5], 0.8541666666666667),
        ([1, 2, 4, 3, 5], 0.9166666666666666),
        ([1, 2, 3, 5, 4], 0.9713541666666666),
        ([5, 2, 3, 4, 1], 0.46875),
        ([5, 4, 3, 2, 1], 0.26041666666666674),
        (SHUFFLED, 0.5475789837761377),
    ],
)
def test_weighted_rank_similarity_agrees_with_pymcdm(other, ws):
    """pymcdm 1.4.0 (and pyrepo-mcda 0.1.15, the first six), Python 3.11, NumPy 2.4.6::

        import numpy as np
        from pymcdm.correlations import ws
        from pyrepo_mcda.correlations import WS_coeff
        for y in ([2, 1, 3, 4, 5], [1, 3, 2, 4, 5], ...):
            x = np.arange(1, len(y) + 1)
            print(y, repr(float(ws(x, np.array(y)))), repr(float(WS_coeff(x, np.array(y)))))

    ``SHUFFLED`` is ``np.random.default_rng(7).permutation(31) + 1``. Tolerance: rounding of a sum.
    """
    reference = np.arange(1.0, len(other) + 1)
    assert rank_similarity(reference, np.array(other, dtype=float)) == pytest.approx(ws, abs=1e-14)


@given(order=st.permutations(range(1, 9)))
def test_similarity_lies_in_its_range_and_a_swap_at_the_top_costs_most(order):
    a, b = np.arange(1.0, 9.0), np.array(order, dtype=float)
    assert 0 <= rank_similarity(a, b) <= 1
    assert (rank_similarity(a, b) == 1) == (list(a) == list(b))
    swaps = []
    for n in range(7):
        b = a.copy()
        b[[n, n + 1]] = b[[n + 1, n]]
        swaps.append(rank_similarity(a, b))
    assert swaps[0] == min(swaps)
    assert swaps[-1] == max(swaps)


@pytest.mark.parametrize("recipe", recipe_names())
def test_spearman_and_kendall_are_those_of_scipy_on_the_scores(panel, index, recipe):
    """Of unrounded scores, which have no ties here: the same numbers by another way."""
    other = dx.compute(panel, recipe)
    summary = compare(index, other).summary
    for year in panel.years:
        a, b = (i.scores[year].drop(index="000000") for i in (index, other))
        assert summary.loc[year, "spearman"] == pytest.approx(stats.spearmanr(a, b).statistic)
        assert summary.loc[year, "kendall"] == pytest.approx(stats.kendalltau(a, b).statistic)


def test_ties_share_the_smallest_rank_and_tau_b_counts_them():
    """Tau-b (Kendall 1945, Biometrika 33) is (C - D) over the root of the untied pairs of each.

    By hand: ranks 1 1 3 4 and 1 2 3 4: of six pairs one ties in a, five agree: 5 / sqrt(5 * 6).
    """
    a, b = cross_section(p=40.0, q=40.0, r=30.0, s=20.0), cross_section(p=9.0, q=8.0, r=7.0, s=6.0)
    made = compare(a, b, 2020)
    assert made.frame["rank_a"].tolist() == [1, 1, 3, 4]
    assert made.summary["kendall"] == pytest.approx(5 / np.sqrt(30))
    assert made.summary["spearman"] == pytest.approx(
        stats.spearmanr([1, 1, 3, 4], [1, 2, 3, 4]).statistic
    )


# ---------------------------------------------------------------------------------------------
# the table


def test_an_index_compared_with_itself_has_not_moved(index):
    made = compare(index, index)
    assert made.names == ("headline", "headline")
    assert (made.frame["shift"] == 0).all()
    assert (made.summary[["spearman", "kendall", "ws"]] == 1).all(axis=None)
    assert (made.summary[["mean_shift", "median_shift", "largest_shift"]] == 0).all(axis=None)
    assert (made.summary["whose"] == "").all()
    assert (made.summary["regions"] == 31).all()


def test_shift_is_places_gained_from_the_first_to_the_second(index, equal):
    made = compare(index, equal, 2023)
    frame, summary = made.frame, made.summary
    assert (frame["rank_a"] - frame["rank_b"]).equals(frame["shift"])
    assert frame["rank_a"].equals(index.ranks[2023].rename("rank_a"))
    assert frame["score_b"].equals(equal.scores[2023].drop(index="000000").rename("score_b"))
    far = frame["shift"].abs()
    assert summary["mean_shift"] == pytest.approx(far.astype(float).mean())
    assert summary["median_shift"] == far.astype(float).median()
    assert summary["largest_shift"] == far.max()
    assert summary["whose"].split(", ") == list(far.index[far == far.max()])


def test_all_years_are_the_years_one_by_one(index, equal):
    whole = compare(index, equal)
    assert list(whole.summary.index) == index.panel.years
    assert whole.frame.index.names == ["region", "year"]
    for year in index.panel.years:
        one = compare(index, equal, year)
        pd.testing.assert_frame_equal(whole.frame.xs(year, level="year"), one.frame)
        assert whole.summary.loc[year].to_dict() == one.summary.to_dict()


def test_a_region_that_is_not_ranked_is_shown_and_not_counted():
    a = cross_section(p=4.0, q=3.0, r=2.0, s=1.0)
    b = cross_section(p=4.0, q=np.nan, r=1.0, s=2.0)
    made = compare(a, b, 2020)
    assert made.frame["rank_b"].isna().tolist() == [False, True, False, False]
    assert made.frame["shift"].isna().tolist() == [False, True, False, False]
    assert made.summary["regions"] == 3
    assert made.summary["ws"] == rank_similarity(np.array([1.0, 2, 3]), np.array([1.0, 3, 2]))


def test_a_ranking_in_which_all_tie_has_no_coefficient():
    made = compare(cross_section(p=4.0, q=4.0), cross_section(p=4.0, q=3.0), 2020)
    assert made.summary[["spearman", "kendall", "ws"]].isna().all()
    assert made.summary["largest_shift"] == 1
    assert made.summary["whose"] == "q"


def test_comparing_changes_nothing(index, equal):
    before = index.ranks.copy(), equal.ranks.copy()
    compare(index, equal)
    pd.testing.assert_frame_equal(index.ranks, before[0])
    pd.testing.assert_frame_equal(equal.ranks, before[1])
    with pytest.raises(dataclasses.FrozenInstanceError):
        compare(index, equal, 2023).names = ("a", "b")


# ---------------------------------------------------------------------------------------------
# what cannot be compared


def refused(a, b, year=None):
    with pytest.raises(MethodError) as caught:
        compare(a, b, year)
    assert all(p.zh != str(p) for p in caught.value.problems)
    return list(map(str, caught.value.problems))


def test_regions_that_differ_are_named(index, panel):
    fewer = dx.compute(panel.drop(["北京", "上海"]))
    said = ["the two indices differ in regions: only the first has 110000, 310000"]
    assert refused(index, fewer) == said
    assert refused(fewer, index, 2023) == [said[0].replace("first", "second")]
    assert len(refused(fewer, dx.compute(panel.drop(["天津"])))) == 2


def test_years_that_differ_are_named_unless_one_is_asked_for(index, panel):
    shorter = dx.compute(panel.until(2022))
    assert refused(index, shorter) == [
        "the two indices differ in years: only the first has 2023, 2024"
    ]
    assert compare(index, shorter, 2022).summary["spearman"] == 1
    assert refused(index, shorter, 2023) == ["no year 2023 in the index: it covers 2016 to 2022"]


def test_two_regions_are_needed():
    assert "two are needed" in refused(cross_section(p=1.0), cross_section(p=2.0), 2020)[0]
    a, b = cross_section(p=1.0, q=np.nan), cross_section(p=2.0, q=3.0)
    assert refused(a, b) == ["regions ranked in both indices in 2020: 1; two are needed to compare"]


# ---------------------------------------------------------------------------------------------
# recipes in words


def test_differences_name_every_choice_that_is_made_otherwise():
    headline = load_recipe("headline")
    assert differences(headline, headline) == []
    other = headline.model_copy(
        update={
            "normalise": dx.Choice(
                method="zscore", fit="each", of={"it-services": dx.Choice(method="minmax")}
            )
        }
    )
    assert differences(other, headline) == [
        "normalise: zscore fit=each",
        "normalise of it-services: minmax",
    ]
    assert differences(headline, other) == [
        "normalise: goalposts floor=1 ceiling=100",
        "normalise of it-services: -",
    ]
