"""Rank ranges: the same draws whatever the machine, and the published ranks at their centre."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from devindex import MethodError, ObservationError, compute, load_recipe, recipe_names, uncertainty
from devindex.analysis import Space, ranking, recompute, robustness
from devindex.analysis.choices import LEVELS
from devindex.analysis.draws import Sampler, families, still
from devindex.index import find
from devindex.index.recipe import Choice
from devindex.index.tree import grow


@pytest.fixture(scope="module")
def sure(index):
    return uncertainty(index, draws=300)


@pytest.mark.parametrize("block", [1, 7, 300])
def test_the_size_of_a_block_changes_no_draw(index, sure, block, monkeypatch):
    monkeypatch.setattr(robustness, "CELLS", block * len(index.normalised))
    again = uncertainty(index, draws=300)
    np.testing.assert_array_equal(again.ranks, sure.ranks)
    np.testing.assert_array_equal(again.scores, sure.scores)


@pytest.mark.parametrize("tile", [1, 5, 10_000])
@pytest.mark.parametrize(
    "space", [Space(), Space(leave_out=1.0, most_left_out=20), Space.still(leave_out=0.5)]
)
def test_the_size_of_a_product_changes_no_bit(index, space, tile, monkeypatch):
    """In double precision: a draw's sums are the same whatever its neighbours leave out."""
    again = recompute.Recomputation(index, space)
    draws = Sampler(index, space, 0, 5).draw(200)
    whole = again.scores(draws)
    monkeypatch.setattr(recompute, "TILE", tile * len(index.normalised))
    assert again.scores(draws).tobytes() == whole.tobytes()


@pytest.mark.parametrize("block", [1, 5])
def test_the_size_of_a_block_changes_no_rank(block, monkeypatch):
    """Ties, regions that are not ranked and regions without a score among them."""
    scores = np.random.default_rng(3).integers(0, 9, (40, 12, 3)).astype(float)
    scores[scores == 8] = np.nan
    ranked = np.arange(36).reshape(12, 3) % 5 > 0
    for year in range(3):
        own = np.nan_to_num(np.where(ranked, scores, np.nan)[:, :, year], nan=-1.0)
        best = pd.DataFrame(own).rank(axis=1, method="min", ascending=False).to_numpy()
        expected = np.where(ranked[:, year], best, 0)
        np.testing.assert_array_equal(ranking.ranks_of(scores, ranked)[:, :, year], expected)
    whole = ranking.ranks_of(scores, ranked)
    monkeypatch.setattr(ranking, "BLOCK", block * ranked.size)
    np.testing.assert_array_equal(ranking.ranks_of(scores, ranked), whole)


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


@pytest.mark.parametrize("recipe", recipe_names())
def test_without_any_choice_the_scores_are_the_published_ones(panel, recipe):
    """To the rounding of sums in another order; single precision is what a draw is held in."""
    index = compute(panel, recipe)
    still = uncertainty(index, Space.still(), draws=3)
    assert (still.ranks == index.ranks.to_numpy(dtype=int)).all()
    published = index.scores.drop(index="000000").to_numpy()
    np.testing.assert_allclose(still.scores[2], published, rtol=1e-6)


@pytest.mark.parametrize(
    ("factor", "changes"),
    [
        ("impute", {"impute": (Choice(method="none"),)}),
        ("treat", {"treat": (Choice(method="none"),)}),
        ("normalise", {"normalise": (Choice(method="percentile-rank", fit="pooled"),)}),
        ("weights", {"weights": "dirichlet"}),
        ("weights", {"weights": "simplex"}),
        ("weights", {"weights": "relative"}),
        ("aggregate", {"aggregate": {"dimension": (Choice(method="arithmetic"),)}}),
        ("aggregate", {"aggregate": {"theme": (Choice(method="harmonic"),)}}),
        ("aggregate", {"aggregate": {"indicator": (Choice(method="median"),)}}),
        ("leave_out", {"leave_out": 1.0}),
        ("leave_out", {"leave_out": 1.0, "most_left_out": 5}),
    ],
)
def test_each_choice_moves_ranks_by_itself(index, factor, changes):
    space = Space.still(**changes)
    assert space.varying() == (factor,)
    moved = uncertainty(index, space, draws=40)
    published = index.ranks.to_numpy(dtype=int)
    assert (moved.ranks != published).any()
    assert (moved.ranks == published).any()


def recomputed(index, **changes):
    """Ranks of the recipe with other choices, computed the long way."""
    return compute(index.panel, index.recipe.model_copy(update=changes)).ranks.to_numpy(dtype=int)


@pytest.mark.parametrize("step", ["impute", "treat", "normalise"])
def test_a_drawn_scale_is_the_recipe_with_that_choice(index, step):
    for choice in getattr(Space(), step):
        one = uncertainty(index, Space.still(**{step: (choice,)}), draws=40)
        seen = {draw.tobytes() for draw in one.ranks}
        published = index.ranks.to_numpy(dtype=np.int16)
        assert seen == {
            published.tobytes(), recomputed(index, **{step: choice}).astype(np.int16).tobytes(),
        }  # fmt: skip


HALF = Choice(method="generalised", parameters={"power": 0.5})


@pytest.mark.parametrize(
    ("level", "choice"),
    [
        *((level, mean) for level in LEVELS for mean in ("geometric", "harmonic", "median", HALF)),
        ("theme", "mpi"), ("dimension", "mpi"), ("dimension", "topsis"),
    ],
    ids=str,
)  # fmt: skip
def test_a_drawn_mean_is_the_recipe_with_that_mean(index, level, choice):
    choice = Choice(method=choice) if isinstance(choice, str) else choice
    one = uncertainty(index, Space.still(aggregate={level: (choice,)}), draws=12)
    levels = index.recipe.aggregate.model_copy(update={level: choice})
    seen = {draw.tobytes() for draw in one.ranks}
    published = index.ranks.to_numpy(dtype=np.int16)
    other = recomputed(index, aggregate=levels).astype(np.int16)
    assert seen == {published.tobytes(), other.tobytes()}


def test_an_indicator_left_out_is_the_framework_without_it(index):
    """Weights of its siblings are scaled up, as where a figure is missing."""
    again = recompute.Recomputation(index, Space.still())
    code = "rd-spending" if "rd-spending" in index.normalised else index.normalised.columns[0]
    column = list(index.normalised.columns).index(code)
    draws = dataclasses.replace(still(index), left=np.array([[column]]))
    z = index.normalised.copy()
    z[code] = np.nan
    without = grow(index.framework, z, index.recipe, {}).scores["index"]
    np.testing.assert_allclose(again.scores(draws)[0], without, rtol=1e-12)


def test_drawn_weights_are_the_recipe_with_those_weights(index):
    """Declared weights in a framework of its own, against factors on the published ones."""
    sampler = Sampler(index, Space.still(weights="dirichlet"), 0, 5)
    draws = sampler.draw(3)
    scores = recompute.Recomputation(index, Space.still()).scores(draws)
    for n in range(3):
        for_nodes = {
            child: {y: w * draws.weights[parent][n, k] for y, w in own[child].items()}
            for _, parent, children in families(index)
            for k, child in enumerate(children)
            for own in [{node.code: node.by_year for node in index.nodes}]
        }
        z = {c: index.normalised[c].to_numpy() for c in index.normalised}
        for level, parent, children in families(index):
            choice = getattr(index.recipe.aggregate, level).at(parent)
            w = np.array([for_nodes[c][2020] for c in children])
            block = np.column_stack([z[c] for c in children])
            z[parent] = find("aggregate", choice.method)({"z": block, "w": w}, choice.parameters)
        np.testing.assert_allclose(scores[n], z["index"], rtol=1e-12)


def test_noise_moves_the_cells_that_have_an_error_and_no_others(index):
    """A normal error of one unit of the indicator: the spread of its points, region by region."""
    code = "rd-personnel" if "rd-personnel" in index.normalised else index.normalised.columns[0]
    errors = index.inputs[[code]] * np.nan
    errors.loc[("440000", 2020), code] = 0.05 * index.inputs.loc[("440000", 2020), code]
    space = Space.still(errors=errors)
    assert space.varying() == ("noise",)
    moved = uncertainty(index, space, draws=400)
    at = moved.provinces.index("440000"), moved.years.index(2020)
    spread = np.ptp(moved.scores, axis=0)
    assert spread[at] > 0
    spread[at] = 0
    assert (spread == 0).all()
    figure = index.inputs.loc[("440000", 2020), code]
    low, high = index.framework.by_code[code].goalposts
    log = index.framework.by_code[code].transform == "log"
    slope = 99 / (np.log(high / low) * figure) if log else 99 / (high - low)
    linear = index.linear.loc[("440000", 2020), code]
    expected = linear * slope * 0.05 * figure
    assert moved.scores[(slice(None), *at)].std() == pytest.approx(expected, rel=0.15)


def test_noise_is_the_same_in_any_block_and_for_each_scale(index, monkeypatch):
    errors = index.inputs[list(index.normalised.columns)] * 0.02
    space = Space(errors=errors, leave_out=0.0)
    whole = uncertainty(index, space, draws=60)
    monkeypatch.setattr(robustness, "CELLS", 40 * 7 * len(index.normalised))
    np.testing.assert_array_equal(uncertainty(index, space, draws=60).scores, whole.scores)


def test_a_share_narrows_with_the_root_of_the_number_of_draws(index):
    """Share of draws in which 山东 is above 重庆: over 40 runs of n draws its spread is
    the root of p (1 - p) / n, and half of it with four times the draws.

    Tolerance: the standard deviation of 40 numbers has itself an error of 11 %; three of these.
    """
    year = index.panel.years[-1]
    big = uncertainty(index, draws=40 * 400)
    a, b = (big.provinces.index(c) for c in ("370000", "500000"))
    own = big.ranks[:, :, big.years.index(year)]
    first = (own[:, a] < own[:, b]).astype(float)
    p = first.mean()
    for n in (100, 400):
        spread = first[: 40 * n].reshape(40, n).mean(axis=1).std(ddof=1)
        assert spread == pytest.approx(np.sqrt(p * (1 - p) / n), rel=0.34)


def test_is_jiangsu_really_above_zhejiang(sure):
    """One call: the share of draws, counted, and the sentence of it."""
    answer = sure.compare("江苏", "浙江", 2024)
    a, b = (sure.provinces.index(c) for c in ("320000", "330000"))
    own = sure.ranks[:, :, sure.years.index(2024)]
    assert answer.above == (own[:, a] < own[:, b]).mean()
    assert answer.below == (own[:, a] > own[:, b]).mean()
    assert answer.above + answer.below + answer.level == pytest.approx(1)
    assert sure.above(2024).loc["320000", "330000"] == answer.above
    pairs = sure.pairs(2024).set_index(["region", "other"])
    assert len(pairs) == 31 * 30 // 2
    assert pairs.loc[("330000", "320000"), "above"] == answer.below
    turned = sure.compare("330000", "320000", 2024)
    assert (turned.above, turned.below) == (answer.below, answer.above)
    assert "浙江位次高于江苏" in answer.summary("zh")
    assert answer.summary().startswith("2024: Zhejiang ranks above Jiangsu in ")


def test_two_that_cannot_be_told_apart_are_said_so(sure):
    doubtful = sure.pairs(2024)
    close = doubtful[(doubtful["above"] - 0.5).abs() < 0.2].iloc[0]
    answer = sure.compare(close["region"], close["other"], 2024)
    assert "not told apart" in answer.summary()
    assert "难分先后" in answer.summary("zh")


def test_shares_of_ranks_sum_to_one_and_to_one_place_each(sure):
    shares = sure.rank_shares(2023)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(shares.sum(axis=0), 1)  # no ties among these draws
    assert shares.loc["110000", 1] > 0.8


def test_the_table_holds_published_ranks_and_ordered_ranges(sure, index):
    frame = sure.frame
    assert frame["rank"].unstack("year").astype(int).equals(index.ranks.astype(int))
    assert (frame["score_lower"] <= frame["score_median"]).all()
    assert (frame["score_median"] <= frame["score_upper"]).all()
    assert frame["rank_mean"].between(1, 31).all()
    assert "2024" in sure.summary()
    assert "重算" in sure.summary("zh")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda u: u.above(2031), "no draws for 2031; the index covers 2016 to 2024"),
        (lambda u: u.compare("江苏", "香港", 2024), "Hong Kong has no rank in 2024"),
    ],
)
def test_a_year_or_region_that_is_not_there_is_said(sure, ask, said):
    with pytest.raises(ObservationError, match=said):
        ask(sure)


def test_a_province_is_not_compared_with_itself(sure):
    with pytest.raises(ObservationError, match="Jiangsu is compared with itself"):
        sure.compare("江苏", "320000", 2024)


def test_a_seed_below_zero_is_said(index):
    with pytest.raises(MethodError, match="seed is -1; it must be 0 or more"):
        uncertainty(index, draws=3, seed=-1)


def test_a_panel_is_computed_first(panel, sure):
    assert uncertainty(panel, draws=60).rank_ranges().notna().all(axis=None)


def test_choices_that_cannot_be_drawn_together_are_named(panel):
    index = compute(panel, "minmax")
    space = Space.still(treat=(Choice(method="box-cox", fit="each"),), normalise=(
        Choice(method="goalposts"),))  # fmt: skip
    with pytest.raises(MethodError, match=r"box-cox \+ goalposts, drawn together"):
        uncertainty(index, space, draws=50)


@pytest.mark.parametrize("regions", [1, 2])
def test_one_region_is_first_in_every_draw_and_two_share_two_places(panel, regions):
    codes = ["440000", "330000"][:regions]
    keep = panel.values.index.get_level_values("region").isin([*codes, "000000"])
    small = dataclasses.replace(panel, values=panel.values[keep], status=panel.status[keep])
    own = uncertainty(compute(small), draws=20)
    assert own.ranks.shape[1] == regions
    assert own.ranks.max() == regions
    assert own.rank_ranges().notna().all(axis=None)


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
    with np.errstate(invalid="raise", divide="raise"):
        ranges = uncertainty(index, space, draws=200).rank_ranges(0.98)
    assert ranges.loc[("540000", 2020), "rank_lower"] > 5
    assert ranges.loc[("110000", 2020), "rank_upper"] < 15


def test_progress_is_told_after_each_block(index, monkeypatch):
    done = []
    uncertainty(index, draws=250, progress=done.append)
    assert done == [250]
    monkeypatch.setattr(robustness, "CELLS", 100 * len(index.normalised))
    done.clear()
    uncertainty(index, draws=250, progress=done.append)
    assert done == [100, 200, 250]


@pytest.mark.parametrize("draws", [0, -5])
def test_at_least_one_draw_is_needed(index, draws):
    with pytest.raises(MethodError, match=f"draws is {draws}; at least 1 is needed"):
        uncertainty(index, draws=draws)


@pytest.mark.parametrize("draws", [1.5, "many", None])
def test_draws_are_a_whole_number(index, draws):
    with pytest.raises(MethodError, match=f"draws is .*{draws}.*; a whole number is needed"):
        uncertainty(index, draws=draws)


@pytest.mark.parametrize("level", [0.0, 1.0, 90])
def test_a_level_lies_between_0_and_1(sure, level):
    with pytest.raises(MethodError, match="not between 0 and 1"):
        sure.rank_ranges(level)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aggregate": {"dimension": (Choice(method="geometri"),)}}, {"concentration": 0.0},
        {"aggregate": {"dimensoin": (Choice(method="geometric"),)}}, {"weights": "dirichlett"},
        {"weigh_levels": ("leaf",)}, {"spread": 2.0}, {"most_left_out": 0},
        {"concentration": -1.0}, {"leave_out": 1.5}, {"leave_out": -0.1},
        {"normalise": (Choice(method="zscor"),)},
    ],
    ids=str,
)  # fmt: skip
def test_a_space_that_cannot_be_drawn_from_is_refused(index, wrong):
    with pytest.raises(MethodError):
        uncertainty(index, Space(**wrong), draws=3)


@pytest.mark.parametrize("name", ["topsis", "copeland", "rank-sum-ratio"])
def test_a_recipe_that_places_rows_among_others_has_rank_ranges_too(panel, name):
    headline = load_recipe()
    among = Choice(method=name, fit="each")
    levels = headline.aggregate.model_copy(update={"dimension": among})
    index = compute(panel, headline.model_copy(update={"aggregate": levels}))
    assert uncertainty(index, draws=5).rank_ranges().notna().all(axis=None)
