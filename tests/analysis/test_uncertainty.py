"""Rank ranges: the same draws whatever the machine, and the published ranks at their centre."""

import dataclasses
import sys

import numpy as np
import pytest

from devindex import MethodError, compute, load_recipe, uncertainty
from devindex.analysis import Space
from devindex.index.recipe import Choice

STILL = Space(normalise=(), aggregate=("geometric",), concentration=1e9, leave_out=0.0)
"""Nothing varies: only the recipe's own choices, and weights that all but stand still."""


@pytest.fixture(scope="module")
def sure(index):
    return uncertainty(index, draws=300)


@pytest.mark.parametrize("block", [1, 7, 300])
def test_the_size_of_a_block_changes_no_draw(index, sure, block, monkeypatch):
    monkeypatch.setattr(sys.modules[uncertainty.__module__], "BLOCK", block)
    np.testing.assert_array_equal(uncertainty(index, draws=300).ranks, sure.ranks)


def test_fewer_draws_are_the_first_of_more(index, sure):
    np.testing.assert_array_equal(uncertainty(index, draws=60).ranks, sure.ranks[:60])


def test_another_seed_draws_otherwise_and_says_much_the_same(index, sure):
    other = uncertainty(index, draws=300, seed=7)
    assert not np.array_equal(other.ranks, sure.ranks)
    a, b = (u.rank_ranges()["rank_median"].astype(float) for u in (sure, other))
    assert (a - b).abs().max() <= 3


def test_every_draw_ranks_every_province_once(sure):
    """Ties are as good as impossible between drawn weights: each year is 1 to 31."""
    assert sure.ranks.shape == (300, 31, 9)
    assert sure.draws == 300
    ordered = np.sort(sure.ranks, axis=1)
    assert (ordered == np.arange(1, 32)[None, :, None]).all()


def test_ranges_hold_whole_ranks_in_their_order(sure):
    ranges = sure.rank_ranges()
    assert ranges.shape == (31 * 9, 3)
    assert ranges.notna().all(axis=None)
    assert ((ranges >= 1) & (ranges <= 31)).all(axis=None)
    assert (ranges["rank_lower"] <= ranges["rank_median"]).all()
    assert (ranges["rank_median"] <= ranges["rank_upper"]).all()


def test_a_wider_level_is_a_wider_range(sure):
    narrow, wide = sure.rank_ranges(0.5), sure.rank_ranges(0.98)
    assert (wide["rank_lower"] <= narrow["rank_lower"]).all()
    assert (wide["rank_upper"] >= narrow["rank_upper"]).all()
    assert (wide["rank_upper"] > narrow["rank_upper"]).any()


def test_a_range_holds_at_least_its_share_of_draws(sure):
    ranges = sure.rank_ranges(0.90)
    for p, code in enumerate(sure.provinces):
        for y, year in enumerate(sure.years):
            low, high = ranges.loc[(code, year), ["rank_lower", "rank_upper"]]
            assert ((sure.ranks[:, p, y] >= low) & (sure.ranks[:, p, y] <= high)).mean() >= 0.90


def test_published_ranks_lie_near_the_middle(index, sure):
    median = sure.rank_ranges()["rank_median"].unstack("year").astype(float)
    assert (median - index.ranks.astype(float)).abs().mean(axis=None) < 1.5


@pytest.mark.parametrize("recipe", ["headline", "equal", "minmax", "pca"])
def test_without_any_choice_the_ranks_are_the_published_ones(panel, recipe):
    index = compute(panel, recipe)
    still = uncertainty(index, draws=20, space=STILL)
    assert (still.ranks == index.ranks.to_numpy(dtype=int)).all()


def test_without_any_choice_an_arithmetic_index_has_its_published_ranks(panel):
    index = compute(panel, "arithmetic")
    space = dataclasses.replace(STILL, aggregate=("arithmetic",))
    still = uncertainty(index, draws=20, space=space)
    assert (still.ranks == index.ranks.to_numpy(dtype=int)).all()


@pytest.mark.parametrize(
    "space",
    [
        dataclasses.replace(STILL, leave_out=1.0),
        dataclasses.replace(STILL, concentration=20.0),
        dataclasses.replace(STILL, aggregate=("arithmetic", "geometric")),
        dataclasses.replace(STILL, normalise=(Choice(method="percentile-rank", fit="pooled"),)),
    ],
    ids=["leaving out", "weights", "aggregation", "normalisation"],
)
def test_each_choice_moves_ranks_by_itself(index, space):
    moved = uncertainty(index, draws=40, space=space)
    published = index.ranks.to_numpy(dtype=int)
    assert (moved.ranks != published).any()
    assert (moved.ranks == published).any()


@pytest.fixture(scope="module")
def odd(panel):
    """Zhejiang is given Beijing's figures; Tibet reports too little to be ranked."""
    values, status = panel.values.copy(), panel.status.copy()
    values.loc["330000"] = values.loc["110000"].to_numpy()
    status.loc["330000"] = status.loc["110000"].to_numpy()
    lost = values.columns[values.columns.str.startswith(("inn_", "net_", "pol_"))]
    values.loc["540000", lost] = np.nan
    status.loc["540000", lost] = "O"
    index = compute(dataclasses.replace(panel, values=values, status=status))
    return uncertainty(index, draws=100)


def test_twins_share_every_rank_and_take_the_smaller(odd):
    at = {code: n for n, code in enumerate(odd.provinces)}
    np.testing.assert_array_equal(odd.ranks[:, at["110000"]], odd.ranks[:, at["330000"]])
    shared = odd.ranks[:, at["110000"]]
    assert ((odd.ranks == shared[:, None, :]).sum(axis=1) == 2).all()
    assert ((odd.ranks == shared[:, None, :] + 1).sum(axis=1) == 0).all()


def test_who_is_not_ranked_has_no_range_and_takes_no_place(odd):
    at = odd.provinces.index("540000")
    assert (odd.ranks[:, at] == 0).all()
    assert odd.ranks.max() == 30
    ranges = odd.rank_ranges()
    assert ranges.loc["540000"].isna().all(axis=None)
    assert ranges.drop(index="540000").notna().all(axis=None)


def test_ranges_go_with_their_years_however_the_rows_stand(panel, sure):
    order = np.random.default_rng(2).permutation(len(panel.values))
    shuffled = dataclasses.replace(
        panel, values=panel.values.iloc[order], status=panel.status.iloc[order]
    )
    again = uncertainty(compute(shuffled), draws=300)
    assert again.rank_ranges().equals(sure.rank_ranges())


def test_a_score_below_zero_never_ranks_first(panel):
    """Geometric inside dimensions, and z-scores around zero: the logarithm has no NaN to rank."""
    headline = load_recipe()
    levels = headline.aggregate.model_copy(update={"theme": Choice(method="geometric")})
    index = compute(panel, headline.model_copy(update={"aggregate": levels}))
    space = Space(normalise=(Choice(method="zscore", fit="pooled"),))
    with np.errstate(invalid="raise"):
        ranges = uncertainty(index, draws=200, space=space).rank_ranges(0.98)
    assert ranges.loc[("540000", 2020), "rank_lower"] > 5
    assert ranges.loc[("110000", 2020), "rank_upper"] < 15


def test_progress_is_told_after_each_block(index):
    done = []
    uncertainty(index, draws=250, progress=done.append)
    assert done == [100, 200, 250]


@pytest.mark.parametrize("draws", [0, -5])
def test_at_least_one_draw_is_needed(index, draws):
    with pytest.raises(MethodError, match=f"draws is {draws}; at least 1"):
        uncertainty(index, draws=draws)


@pytest.mark.parametrize("level", [0.0, 1.0, 90])
def test_a_level_lies_between_0_and_1(sure, level):
    with pytest.raises(MethodError, match="not between 0 and 1"):
        sure.rank_ranges(level)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aggregate": ()}, {"aggregate": ("geometri",)}, {"concentration": 0.0},
        {"concentration": -1.0}, {"leave_out": 1.5}, {"leave_out": -0.1},
        {"normalise": (Choice(method="zscor"),)},
    ],
    ids=str,
)  # fmt: skip
def test_a_space_that_cannot_be_drawn_from_is_refused(index, wrong):
    with pytest.raises(MethodError):
        uncertainty(index, draws=3, space=Space(**wrong))


@pytest.mark.parametrize("name", ["topsis", "copeland", "rank-sum-ratio"])
def test_a_recipe_that_places_rows_among_others_has_rank_ranges_too(panel, name):
    headline = load_recipe()
    among = Choice(method=name, fit="each")
    levels = headline.aggregate.model_copy(update={"dimension": among})
    index = compute(panel, headline.model_copy(update={"aggregate": levels}))
    assert uncertainty(index, draws=5).rank_ranges().notna().all(axis=None)
    if name == "topsis":  # the others tie, and a breath on the weights parts ties
        still = dataclasses.replace(STILL, aggregate=(name,), concentration=1e14)
        moved = uncertainty(index, draws=3, space=still)
        np.testing.assert_array_equal(moved.ranks[0], index.ranks.to_numpy(dtype=int))
