"""Rows placed among rows by majority: printed elections, and what the rules promise."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex import MethodError, compute, load_panel, load_recipe
from devindex.index import find
from devindex.index.aggregate.kemeny import _above_by_programme, kemeny_places
from devindex.index.aggregate.outrank import majority_groups, preference, row_of
from devindex.index.recipe import Choice, Levels

RULES = ["borda", "condorcet", "copeland", "kemeny"]


def run(name, z, w=None, fit=None, **parameters):
    z = np.asarray(z, float)
    w = np.full(z.shape[-1], 1.0 / z.shape[-1]) if w is None else np.asarray(w, float)
    return find("aggregate", name)({"z": z, "w": w, "fit": z if fit is None else fit}, parameters)


def election(ballots):
    """Ballots such as "3 abcd": candidates as rows, ballots as columns, voters as weights."""
    voters, orders = zip(*(line.split() for line in ballots), strict=True)
    names = sorted(orders[0])
    z = np.array([[len(names) - 1.0 - order.index(c) for order in orders] for c in names])
    return names, z, np.array(voters, float)


def in_order(names, score):
    return "".join(names[i] for i in np.argsort(-score))


MOULIN = ["3 abcd", "5 acbd", "7 bdca", "6 cbda"]
CONDORCET = ["23 abc", "17 bca", "2 bac", "10 cab", "8 cba"]
FISHBURN = ["3 cbad", "2 badc", "2 adcb"]
PARADOX = ["1 abc", "1 cab", "1 bca"]
TENNESSEE = ["42 MNCK", "26 NCKM", "15 CKNM", "17 KCNM"]
CYCLE = ["25 ABC", "40 BCA", "35 CAB"]


# ---------------------------------------------------------------------------------------------
# printed


@pytest.mark.against("aggregate/borda", published="OECD & JRC 2008, tables 26 to 34")
@pytest.mark.parametrize(
    ("ballots", "printed"),
    [
        (MOULIN, [24, 44, 38, 20]),
        (CONDORCET, [58, 69, 53]),
        (FISHBURN, [13, 12, 11, 6]),
        (["3 cba", "2 bac", "2 acb"], [6, 7, 8]),
        (PARADOX, [3, 3, 3]),
    ],
)
def test_borda_of_the_oecd_handbook(ballots, printed):
    """OECD & JRC 2008, tables 26, 29, 32, 33 and 34: points, m - 1 for a first place; exact."""
    names, z, voters = election(ballots)
    most = voters.sum() * (len(names) - 1)
    assert run("borda", z, voters) / 100 * most == pytest.approx(printed, abs=1e-9)


def test_outranking_matrix_of_the_oecd_handbook():
    """OECD & JRC 2008, table 27 (after Moulin 1988): voters for the row over the column; exact."""
    _, z, voters = election(MOULIN)
    d = preference(z, voters, z) * voters.sum()
    np.fill_diagonal(d, 0)
    printed = [[0, 8, 8, 8], [13, 0, 10, 21], [13, 11, 0, 14], [13, 0, 7, 0]]
    assert d.round(9).tolist() == printed


@pytest.mark.against(
    "aggregate/condorcet",
    "aggregate/copeland",
    "aggregate/kemeny",
    published="OECD & JRC 2008, page 107",
)
def test_condorcet_rankings_that_are_printed():
    """OECD & JRC 2008, page 107: c, b, d, a. Tennessee: Electowiki, "Kemeny-Young method".

    Exact.
    """
    for ballots, order in ((MOULIN, "cbda"), (TENNESSEE, "NCKM")):
        names, z, voters = election(ballots)
        for rule in ("condorcet", "copeland", "kemeny"):
            score = run(rule, z, voters)
            assert in_order(names, score) == order
            assert sorted(score) == pytest.approx([0, 100 / 3, 200 / 3, 100])


@pytest.mark.against("aggregate/copeland", published='Wikipedia, "Kemeny-Young method", Tennessee')
def test_copeland_wins_of_tennessee():
    """Electowiki and Wikipedia, Tennessee: Nashville 3, Chattanooga 2, Knoxville 1, Memphis 0.

    Exact.
    """
    names, z, voters = election(TENNESSEE)
    wins = dict(zip(names, (run("copeland", z, voters) / 100 * 3).round(9), strict=True))
    assert wins == {"N": 3, "C": 2, "K": 1, "M": 0}


def agreement(z, voters, order):
    d = preference(z, voters, z) * voters.sum()
    return sum(d[a, b] for a, b in itertools.combinations(order, 2))


@pytest.mark.against(
    "aggregate/kemeny",
    "aggregate/condorcet",
    published="OECD & JRC 2008, page 111",
)
def test_kemeny_scores_of_condorcet_1785():
    """OECD & JRC 2008, page 111: 100, 104, 86, 94, 80 and 76 of 180; b, c, a is best. Exact."""
    names, z, voters = election(CONDORCET)
    printed = {"abc": 100, "bca": 104, "cab": 86, "bac": 94, "cba": 80, "acb": 76}
    for order, score in printed.items():
        assert agreement(z, voters, [names.index(c) for c in order]) == pytest.approx(score)
    assert in_order(names, run("kemeny", z, voters)) == "bca"
    assert run("condorcet", z, voters).tolist() == [50, 50, 50]


def test_kemeny_of_electowiki():
    """Electowiki, "Kemeny-Young method": Tennessee agrees with 393 of 600 pairs; the cycle BCA."""
    names, z, voters = election(TENNESSEE)
    assert agreement(z, voters, [names.index(c) for c in "NCKM"]) == pytest.approx(393)
    names, z, voters = election(CYCLE)
    assert in_order(names, run("kemeny", z, voters)) == "BCA"


def test_the_paradox_ties_all_three():
    """OECD & JRC 2008, page 112: three Kemeny rankings are equally good; places are averaged."""
    _, z, voters = election(PARADOX)
    for rule in RULES:
        assert run(rule, z, voters) == pytest.approx([50, 50, 50])


# ---------------------------------------------------------------------------------------------
# Kemeny is exact


def by_trying_all(d):
    """Rows below each, the mean over all best of m! rankings."""
    m = len(d)
    orders = list(itertools.permutations(range(m)))
    worth = [sum(d[a, b] for a, b in itertools.combinations(o, 2)) for o in orders]
    best = [o for o, v in zip(orders, worth, strict=True) if v >= max(worth) - 1e-9]
    return np.mean([[m - 1 - o.index(i) for i in range(m)] for o in best], axis=0)


@pytest.mark.parametrize("seed", range(8))
def test_kemeny_agrees_with_trying_every_ranking(seed):
    rng = np.random.default_rng(seed)
    z = rng.integers(0, 4, (6, 5)).astype(float) + 10 * np.arange(5)
    z = np.unique(z, axis=0)
    w = rng.dirichlet(np.ones(5))
    below = by_trying_all(preference(z, w, z))
    assert run("kemeny", z, w) == pytest.approx(100 * below / (len(z) - 1), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_both_ways_of_solving_find_the_same_ranking(seed):
    """Over all subsets and by integer programming; uneven weights leave one best ranking."""
    rng = np.random.default_rng(seed)
    z = rng.uniform(0, 1, (10, 7))
    d = preference(z, rng.dirichlet(np.ones(7)), z)
    over_subsets = kemeny_places(d, np.ones(10), z)
    assert over_subsets == pytest.approx(_above_by_programme(d).sum(axis=1))


def test_31_rows_of_22_indicators_are_ranked_exactly():
    """No two neighbours of the ranking would rather change places (needed of a Kemeny ranking)."""
    rng = np.random.default_rng(4)
    z = rng.uniform(0, 1, (31, 22))
    w = rng.dirichlet(np.full(22, 5.0))
    order = np.argsort(-run("kemeny", z, w))
    d = preference(z, w, z)
    assert all(d[a, b] >= 0.5 - 1e-12 for a, b in itertools.pairwise(order))
    moved = rng.permutation(31)
    np.testing.assert_allclose(run("kemeny", z[moved], w), run("kemeny", z, w)[moved])


def test_equal_rows_share_their_places():
    z = np.array([[3.0, 1.0], [1.0, 0.0], [3.0, 1.0], [5.0, 5.0]])
    for rule in RULES:
        assert run(rule, z) == pytest.approx([50, 0, 50, 100])


# ---------------------------------------------------------------------------------------------
# what the rules promise

FIGURE = st.integers(0, 6).map(float)
tables = arrays(float, st.tuples(st.integers(2, 6), st.integers(1, 5)), elements=FIGURE)


@pytest.mark.parametrize("rule", RULES)
@given(z=tables, data=st.data())
def test_a_row_that_gains_does_not_fall(rule, z, data):
    row = data.draw(st.integers(0, len(z) - 1))
    better = z.copy()
    better[row, data.draw(st.integers(0, z.shape[1] - 1))] += data.draw(st.integers(1, 6))
    assert run(rule, better)[row] >= run(rule, z)[row] - 1e-9


@pytest.mark.parametrize("rule", RULES)
@given(z=tables, data=st.data())
def test_the_order_of_rows_moves_no_score(rule, z, data):
    order = data.draw(st.permutations(range(len(z))))
    np.testing.assert_allclose(run(rule, z[order]), run(rule, z)[order], atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(z=tables)
def test_scores_run_from_0_to_100_around_50(rule, z):
    score = run(rule, z)
    assert ((score >= -1e-9) & (score <= 100 + 1e-9)).all()
    assert score.mean() == pytest.approx(50)


@pytest.mark.parametrize("rule", RULES)
@given(z=tables)
def test_only_who_is_above_whom_counts(rule, z):
    np.testing.assert_allclose(run(rule, np.exp(z)), run(rule, z), atol=1e-9)


@given(z=tables)
def test_kemeny_and_condorcet_never_contradict_each_other(z):
    finer, coarse = run("kemeny", z), run("condorcet", z)
    above = coarse[:, None] > coarse[None, :] + 1e-9
    assert (finer[:, None] > finer[None, :])[above].all()


def test_a_row_outside_is_compared_or_has_no_place():
    fit = np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])
    nation = np.array([[2.5, 2.5], [9.0, 9.0], [np.nan, 2.5], [np.nan, np.nan]])
    expected = [200 / 3, 100, 200 / 3, np.nan]
    np.testing.assert_allclose(run("borda", nation, fit=fit), expected)
    np.testing.assert_allclose(run("copeland", nation, fit=fit), [200 / 3, 100, 200 / 3, np.nan])
    for rule in ("condorcet", "kemeny"):
        assert np.isnan(run(rule, nation, fit=fit)).all()
        np.testing.assert_array_equal(run(rule, fit[:1], fit=fit), run(rule, fit)[:1])


def test_rows_are_compared_on_what_both_have():
    z = np.array([[5.0, np.nan], [1.0, 9.0], [3.0, 1.0]])
    d = preference(z, np.array([0.5, 0.5]), z)
    assert d[0].tolist() == [0.5, 1.0, 1.0]
    assert d[1].tolist() == [0.0, 0.5, 0.5]
    apart = np.array([[5.0, np.nan], [np.nan, 9.0]])
    assert preference(apart, np.array([0.5, 0.5]), apart).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_blocks_of_rows_change_no_bit(monkeypatch):
    rng = np.random.default_rng(2)
    z = rng.integers(0, 9, (57, 4)).astype(float)
    whole = run("copeland", z)
    monkeypatch.setattr("devindex.index.aggregate.outrank.CELLS", 100)
    np.testing.assert_array_equal(run("copeland", z), whole)


def test_equal_rows_are_found_with_their_holes():
    fit = np.array([[1.0, np.nan], [2.0, 0.0], [1.0, np.nan]])
    z = np.array([[2.0, -0.0], [1.0, np.nan], [1.0, 1.0]])
    assert row_of(z, fit).tolist() == [1, 0, -1]
    assert majority_groups(np.zeros((0, 0))).tolist() == []


def test_a_cycle_too_large_is_refused_and_a_way_out_is_offered():
    rng = np.random.default_rng(5)
    with pytest.raises(MethodError, match=r"rows form one cycle .* limit = 10; use 'copeland'"):
        run("kemeny", rng.uniform(0, 1, (31, 5)), limit=10)


@pytest.mark.parametrize("rule", ["condorcet", "kemeny"])
def test_weights_that_differ_by_row_are_refused(rule):
    z = np.array([[1.0, 2.0], [2.0, 1.0]])
    with pytest.raises(MethodError, match='needs the same weights for all; write fit = "each"'):
        run(rule, z, [[0.5, 0.5], [0.9, 0.1]])


@pytest.mark.parametrize("rule", RULES)
def test_provinces_are_placed_within_each_year(rule):
    """In a recipe, fit = "each": a panel is the stack of its years; the nation is outside."""
    base = load_recipe()
    levels = base.aggregate.model_copy(update={"dimension": Choice(method=rule, fit="each")})
    recipe = base.model_copy(update={"aggregate": Levels.model_validate(levels)})
    panel = load_panel()
    scores = compute(panel, recipe).scores
    provinces = scores.drop(index="000000")
    assert provinces.notna().all(axis=None)
    np.testing.assert_allclose(provinces.mean(), 50)
    assert scores.loc["000000"].isna().all() == (rule in ("condorcet", "kemeny"))
    shorter = compute(panel.until(2020), recipe).scores
    assert shorter.equals(scores[shorter.columns])
