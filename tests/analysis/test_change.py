"""Changes of score and rank add up to the last digit, whatever brought them."""

import time
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.causes import Causes
from devindex.analysis.rank_shares import places

TREE = {"d1": {"t1": ["a", "b"], "t2": ["c"]}, "d2": {"t3": ["e", "f"]}}


def own_index(seed=3, regions=6, **choices):
    """A small index of made-up figures, two years."""
    rng = np.random.default_rng(seed)
    grid = pd.MultiIndex.from_product([[f"r{n}" for n in range(regions)], [2001, 2002]],
                                      names=["region", "year"])  # fmt: skip
    table = pd.DataFrame(rng.uniform(10, 90, (len(grid), 5)), grid, list("abcef"))
    framework = dx.sketch(TREE, goalposts=dict.fromkeys("abcef", (0.0, 100.0)))
    recipe = dx.simple_recipe(**({"normalise": "goalposts"} | choices))
    return dx.compute(dx.Panel.of(framework, table), recipe)


def adds_up(change):
    """Parts sum to causes, causes to totals, ranks to whole numbers: to 1e-10."""
    both = change.totals[change.totals["state"] == "both"]
    scores = both["score_change"]
    ranks = both["rank_change"].astype(float)
    for frame in (change.causes, change.frame):
        got = frame.groupby("region")[["score", "rank"]].sum(min_count=1).reindex(both.index)
        np.testing.assert_allclose(got["score"], scores, atol=1e-10)
        np.testing.assert_allclose(got["rank"], ranks, atol=1e-10)
    by_cause = change.frame.groupby(["region", "cause"])[["score", "rank"]].sum(min_count=1)
    wanted = change.causes.sort_index()
    np.testing.assert_allclose(by_cause.reindex(wanted.index), wanted, atol=1e-10)


def test_every_province_and_every_consecutive_year_add_up_in_a_few_seconds(index):
    began = time.perf_counter()
    changes = [dx.explain_change(index, start=y, end=y + 1) for y in range(2016, 2024)]
    assert (
        time.perf_counter() - began < 20
    )  # some 3 s on one core of a laptop; slack for a busy one
    for change in changes:
        adds_up(change)
        assert change.split == ("lmdi",)
        assert len(change.totals) == 32
        assert change.totals["rank_change"].notna().sum() == 31


def test_a_figure_that_is_carried_forward_everywhere_moves_nothing(index):
    """The budget line of science ends in 2023; all of 2024 is the figure of the year before."""
    frame = dx.explain_change(index, start=2023, end=2024).frame
    own = frame[frame["code"] == "science-budget"]
    assert (own["score"] == 0).all()
    assert (own["rank"].dropna() == 0).all()


def test_the_census_revision_of_product_is_a_cause_of_its_own(index):
    """Fifth Economic Census: gross regional product before and after, other figures the same."""
    old = dx.compute(dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023)))
    change = dx.explain_change(old, index, start=2022, end=2023)
    adds_up(change)
    assert list(change.causes.index.unique("cause")) == ["data", "revision"]
    revised = change.frame[change.frame["cause"] == "revision"]
    per_product = {i.code for i in index.framework.scored
                   if i.denominator and i.denominator.name == "eco_gdp"}  # fmt: skip
    moved = revised[revised["score"].abs() > 1e-9]
    assert set(moved["code"]) == per_product
    assert set(revised.loc[revised["rank"].abs() > 1e-9, "code"]) <= per_product


def test_the_revision_alone_moves_liaoning_behind_jiangxi():
    """In 2022 the two change places when product is revised: nothing else differs."""
    old, new = (
        dx.compute(dx.load_panel(years=(2016, 2023), **given))
        for given in ({"vintage": {"eco_gdp": "eco_gdp_v2023"}}, {})
    )
    change = dx.explain_change(old, new, start=2022, end=2022)
    adds_up(change)
    assert list(change.causes.index.unique("cause")) == ["revision"]
    ranks = change.totals["rank_change"].dropna()
    assert ranks[ranks != 0].to_dict() == {"210000": -1, "360000": 1}


def test_a_cause_that_moves_nothing_is_not_named(index):
    """One panel has a year more, but fixed goalposts let it move nothing in the years before."""
    old = dx.compute(dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023)))
    change = dx.explain_change(old, index, start=2022, end=2022)
    assert list(change.causes.index.unique("cause")) == ["data", "revision"]
    assert (change.causes.xs("data", level="cause").fillna(0).abs() < 1e-12).all(axis=None)
    assert "causes: revised data;" in change.summary()
    assert "原因：数据修订；" in change.summary("zh")


def test_all_four_causes_add_up_and_each_state_is_computed_once(panel):
    old = dx.compute(
        dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023)).drop("540000"),
        "entropy",
    )
    new = dx.compute(panel.drop("460000"))
    change = dx.explain_change(old, new, start=2022, end=2024)
    adds_up(change)
    assert list(change.causes.index.unique("cause")) == ["data", "revision", "method", "membership"]
    assert change.totals.loc["540000", "state"] == "new"
    assert change.totals.loc["460000", "state"] == "gone"
    assert not {"540000", "460000"} & set(change.frame["region"])
    between = Causes.between(old, new, 2022, 2024)
    without = between.state(frozenset({"data"}))[0]  # Hainan in 2024, which neither panel has
    assert without.panel.status.loc[("460000", 2024)].eq("O").all()
    everything = frozenset(between.names)
    assert between.state(everything)[0] is new
    assert between.state(frozenset())[0] is old
    assert between.state(frozenset({"method"}))[0] is between.state(frozenset({"method"}))[0]


def test_nothing_changed_is_no_cause(index):
    change = dx.explain_change(index, index, start=2023, end=2023)
    assert change.frame.empty
    assert change.split == ()
    assert (change.totals["score_change"].dropna() == 0).all()
    assert "none" in change.summary()
    assert change.of("440000").empty


def test_owen_value_is_the_mean_over_all_orders_that_keep_dimensions_together():
    """Every order of the two dimensions and of the indicators inside, each really aggregated."""
    index = own_index(aggregate="geometric")
    change = dx.explain_change(index, start=2001, end=2002)
    adds_up(change)
    z = {y: index.normalised.xs(y, level="year") for y in (2001, 2002)}

    def ranks(moved):
        block = z[2001].copy()
        block[list(moved)] = z[2002][list(moved)]

        def root(own):
            return np.exp(np.log(own).mean(axis=1))

        t1, t2, t3 = root(block[["a", "b"]]), block["c"], root(block[["e", "f"]])
        score = root(pd.concat([root(pd.concat([t1, t2], axis=1)), t3], axis=1))
        return score.rank(ascending=False, method="min")

    total, orders = pd.DataFrame(0.0, z[2001].index, list("abcef")), 0
    for outer in permutations([("a", "b", "c"), ("e", "f")]):
        for first in permutations(outer[0]):
            for second in permutations(outer[1]):
                moved, orders = [], orders + 1
                for player in first + second:
                    total[player] += ranks(moved) - ranks([*moved, player])
                    moved.append(player)
    got = change.frame.pivot(index="region", columns="code", values="rank")[list("abcef")]
    np.testing.assert_allclose(got, total / orders, atol=1e-12)
    assert got.abs().to_numpy().max() > 0.5


def test_moved_weights_are_a_part_of_their_own():
    weigh = dx.Choice(method="entropy", fit="each")
    change = dx.explain_change(own_index(weigh=weigh), start=2001, end=2002)
    adds_up(change)
    weights = change.frame[change.frame["code"] == "weights"]
    assert len(weights) == 6
    assert (weights["score"] != 0).all()
    still = dx.explain_change(own_index(), start=2001, end=2002)
    assert "weights" not in set(still.frame["code"])


@pytest.mark.parametrize(
    ("aggregate", "split"),
    [("arithmetic", "lmdi"), ("harmonic", "lmdi"), ("generalised", "lmdi"),
     ("mpi", "contributions"), ("copeland", "none")],
)  # fmt: skip
def test_the_result_says_which_split_was_used(aggregate, split):
    change = dx.explain_change(own_index(aggregate=aggregate), start=2001, end=2002)
    assert change.split == (split,)
    if split != "none":
        adds_up(change)
    else:
        assert change.frame["score"].isna().all()
    ranks = change.frame.groupby("region")["rank"].sum()
    np.testing.assert_allclose(ranks, change.totals["rank_change"].astype(float), atol=1e-10)


def test_methods_that_compare_with_fitted_rows_add_up_too():
    for fit in ("pooled", "each"):
        choice = dx.Choice(method="topsis", fit=fit)
        change = dx.explain_change(own_index(aggregate=choice), start=2001, end=2002)
        ranks = change.frame.groupby("region")["rank"].sum()
        np.testing.assert_allclose(ranks, change.totals["rank_change"].astype(float), atol=1e-10)


def test_new_gone_and_missing_indicators_are_named_and_add_up():
    index = own_index()
    values = index.panel.values.copy()
    values.loc[("r0", 2001), "a"] = np.nan
    values.loc[("r1", 2002), "a"] = np.nan
    values.loc[("r2", 2001), "a"] = values.loc[("r2", 2002), "a"] = np.nan
    change = dx.explain_change(
        dx.compute(dx.Panel.of(index.framework, values), index.recipe), start=2001, end=2002
    )
    adds_up(change)
    own = change.frame[change.frame["code"] == "a"].set_index("region")
    assert own["seen"].to_dict() == {
        "r0": "new", "r1": "gone", "r2": "neither", "r3": "both", "r4": "both", "r5": "both"
    }  # fmt: skip
    assert own.loc["r2", "score"] == 0


def test_an_unranked_region_has_no_change_of_rank_and_ranks_of_others_add_up():
    index = own_index()
    values = index.panel.values.copy()
    values.loc[("r0", 2001), ["a", "b", "c"]] = np.nan
    change = dx.explain_change(
        dx.compute(dx.Panel.of(index.framework, values), index.recipe), start=2001, end=2002
    )
    assert pd.isna(change.totals.loc["r0", "rank_change"])
    assert change.frame.loc[change.frame["region"] == "r0", "rank"].isna().all()
    adds_up(change)


def test_tied_regions_move_together():
    index = own_index()
    values = index.panel.values.copy()
    for year in (2001, 2002):
        values.loc[("r1", year)] = values.loc[("r0", year)]
    change = dx.explain_change(
        dx.compute(dx.Panel.of(index.framework, values), index.recipe), start=2001, end=2002
    )
    adds_up(change)
    own = change.frame.pivot(index="code", columns="region", values="rank")
    pd.testing.assert_series_equal(own["r0"], own["r1"], check_names=False)


@pytest.mark.parametrize("by", ["theme", "dimension"])
def test_coarser_parts_sum_the_finer_ones_of_the_score(index, by):
    fine, coarse = (dx.explain_change(index, start=2022, end=2023, by=b) for b in ("indicator", by))
    adds_up(coarse)
    sums = fine.frame.groupby(["region", "dimension"])["score"].sum()
    got = coarse.frame.groupby(["region", "dimension"])["score"].sum()
    np.testing.assert_allclose(got, sums.reindex(got.index), atol=1e-10)


def test_a_dimension_of_many_indicators_is_split_by_theme():
    codes = [f"x{n}" for n in range(13)]
    framework = dx.sketch({"d": {"t": codes[:7], "u": codes[7:]}})
    grid = pd.MultiIndex.from_product([["p", "q", "s"], [1, 2]], names=["region", "year"])
    table = pd.DataFrame(np.random.default_rng(0).random((6, 13)), grid, codes)
    index = dx.compute(dx.Panel.of(framework, table), dx.simple_recipe())
    with pytest.raises(dx.MethodError, match="by='theme'") as caught:
        dx.explain_change(index, start=1, end=2)
    assert "13个指标" in caught.value.problems[0].zh
    adds_up(dx.explain_change(index, start=1, end=2, by="theme"))


def test_many_dimensions_are_refused_at_once():
    framework = dx.sketch({f"d{n}": {f"t{n}": [f"x{n}"]} for n in range(13)})
    grid = pd.MultiIndex.from_product([["p", "q", "s"], [1, 2]], names=["region", "year"])
    codes = [f"x{n}" for n in range(13)]
    table = pd.DataFrame(np.random.default_rng(0).random((6, 13)), grid, codes)
    index = dx.compute(dx.Panel.of(framework, table), dx.simple_recipe())
    with pytest.raises(dx.MethodError, match="13 dimensions") as caught:
        dx.explain_change(index, start=1, end=2)
    assert "13个一级指标" in caught.value.problems[0].zh


def test_memory_blocks_change_no_place(monkeypatch):
    from devindex.analysis import rank_shares

    rng = np.random.default_rng(2)
    scores, ranked = rng.integers(0, 5, (40, 7)).astype(float), rng.random((40, 7)) > 0.2
    whole = places(scores, ranked)
    monkeypatch.setattr(rank_shares, "BLOCK", 100)
    np.testing.assert_array_equal(places(scores, ranked), whole)


def test_a_year_that_is_not_there_is_named(index):
    with pytest.raises(dx.MethodError, match="no year 2031") as caught:
        dx.explain_change(index, start=2022, end=2031)
    assert "没有2031年" in caught.value.problems[0].zh


def test_values_of_another_kind_are_refused(index):
    for given, said in (
        ({"start": "2022"}, "start is '2022'"),
        ({"by": "pillar"}, "unknown level 'pillar'"),
        ({"after": 2023}, "after is 2023"),
    ):
        with pytest.raises(dx.MethodError, match=said):
            dx.explain_change(index, **given)


def test_a_region_of_one_state_only_cannot_be_explained(index, panel):
    change = dx.explain_change(dx.compute(panel.drop("540000")), index)
    with pytest.raises(dx.MethodError, match="not in both states") as caught:
        change.of("西藏")
    assert "不同时存在" in caught.value.problems[0].zh


def test_places_of_ties_and_of_who_is_not_ranked():
    got = places(np.array([3.0, 5.0, 5.0, 4.0, np.nan]), np.array([True, True, True, False, True]))
    np.testing.assert_array_equal(got, [3, 1, 1, 3, np.nan])


def test_the_result_holds_what_it_was_made_of_and_says_so_in_both_languages(index):
    before = index.normalised.copy()
    change = dx.explain_change(index, start=2022, end=2023)
    pd.testing.assert_frame_equal(index.normalised, before)
    assert change.summary().startswith("2022 to 2023: 16 of 31 ranked regions change rank")
    assert change.summary("zh").startswith("2022年至2023年：31个有位次的地区中16个位次变动")
