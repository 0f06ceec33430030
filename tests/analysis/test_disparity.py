"""Inequality: published figures, hand calculations, laws, and what cannot be measured."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import devindex as dx
from devindex.analysis.inequality import atkinson, dagum, gini, theil, theil_levels, variation

# PySAL inequality 1.1.2, docstrings of Theil and TheilD: Mexican states by decade, hanson98.
THEIL = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
BETWEEN = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
WITHIN = [0.17435454, 0.12405598, 0.0521202, 0.04263506, 0.06354856, 0.07547525, 0.0702496]

values = arrays(float, 9, elements=st.floats(0.5, 100))
weights = arrays(float, 9, elements=st.floats(0.1, 10))
GROUPS = np.array(list("aaabbbbcc"))


def test_theil_of_the_mexican_states_as_pysal_prints_it(mexico, mexican_groups):
    """Tolerance: half a unit of the last printed digit; the data are whole pesos."""
    made = dx.disparity(mexico, groups=mexican_groups["hanson98"])
    assert made.frame["theil"].to_numpy() == pytest.approx(THEIL, abs=5e-9)
    assert made.frame["theil_between_group"].to_numpy() == pytest.approx(BETWEEN, abs=5e-9)
    assert made.frame["theil_within"].to_numpy() == pytest.approx(WITHIN, abs=5e-9)


def test_gini_of_the_mexican_states_and_its_pairs_as_pysal_prints_them(mexico, mexican_groups):
    """PySAL inequality 1.1.2, Gini_Spatial: g, and the sums of |x_i - x_j| over ordered pairs.

    Pairs in the same group are Dagum's part within, pairs in different groups net and overlap
    together. Both sums are whole numbers, so nothing is rounded.
    """
    made = dx.disparity(mexico, groups=mexican_groups["hanson98"]).frame.loc[1940]
    unit = 2 * 32**2 * mexico["1940"].mean()
    assert made["gini"] == pytest.approx(0.3537237117345285, abs=1e-12)
    assert made["gini_within"] == pytest.approx(884130.0 / unit, abs=1e-12)
    apart = made["gini_net_between"] + made["gini_transvariation"]
    assert apart == pytest.approx(4353856.0 / unit, abs=1e-12)


def test_atkinson_as_pysal_prints_it():
    """PySAL inequality 1.1.2, docstring of Atkinson; half a unit of the last printed digit."""
    x = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    assert atkinson(x, epsilon=0.5) == pytest.approx(0.06315, abs=5e-6)
    assert atkinson(x, epsilon=1.0) == pytest.approx(0.13161, abs=5e-6)


def test_dagum_by_hand():
    """Groups {1, 3} and {2, 6}, means 2 and 4, mean of all 3.

    |differences| of ordered pairs sum to 32, so G = 32 / (2 * 16 * 3) = 1/3; inside the groups 12,
    so 1/8. Those of b have 1 + 5 + 3 more and 1 less: d = 9/4, p = 1/4, D = 0.8. Between lies
    20/96: four fifths of it net, 1/6, one fifth overlap, 1/24.
    """
    parts = dagum(np.array([1.0, 3.0, 2.0, 6.0]), np.array(list("aabb")))
    assert parts.gap[0, 1] == pytest.approx(0.8, abs=1e-12)
    assert parts.gini[0, 1] == pytest.approx(10 / 4 / 6, abs=1e-12)
    assert parts.within == pytest.approx(1 / 8, abs=1e-12)
    assert parts.net_between == pytest.approx(1 / 6, abs=1e-12)
    assert parts.transvariation == pytest.approx(1 / 24, abs=1e-12)


@pytest.mark.parametrize(
    ("x", "groups", "printed"),
    [
        ([1, 2, 3, 4], "aabb", (0.25, 0.05, 0.20, 0.0)),
        ([1, 2, 3, 4], "abba", (0.25, 0.10, 0.0, 0.15)),
        ([0, 0, 2, 2], "aabb", (0.5, 0.0, 0.5, 0.0)),
        ([7, 7], "ab", (0.0, 0.0, 0.0, 0.0)),
        ([1, 2, 3, 4], "aaaa", (0.25, 0.25, 0.0, 0.0)),
    ],
)
def test_dagum_as_another_program_prints_it(x, groups, printed):
    """YssBI (Rust, github.com/zhouyi207/YssBI), its tests of ``dagum_gini``.

    It prints Gini, within, net between and transvariation as finite decimals, so what is left is
    rounding. Published tables with their incomes could not be had: Dagum (1997) prints an example
    that no open copy holds, and papers on provinces print components without the scores.
    """
    parts = dagum(np.array(x, dtype=float), np.array(list(groups)))
    found = (
        parts.within + parts.net_between + parts.transvariation,
        parts.within, parts.net_between, parts.transvariation,
    )  # fmt: skip
    assert found == pytest.approx(printed, abs=1e-12)


@given(x=values, w=weights)
def test_parts_sum_to_the_whole(x, w):
    for weight in (None, w):
        parts = dagum(x, GROUPS, weight)
        whole = parts.within + parts.net_between + parts.transvariation
        assert whole == pytest.approx(gini(x, weight), abs=1e-10)
        assert min(parts.within, parts.net_between, parts.transvariation) >= -1e-12
        levels = np.column_stack([np.where(GROUPS == "c", "south", "north"), GROUPS])
        assert sum(theil_levels(x, levels, weight)) == pytest.approx(theil(x, weight), abs=1e-10)
        assert min(theil_levels(x, levels, weight)) >= -1e-10


@given(x=values)
def test_even_weights_give_what_pysal_gives_without(x):
    even = np.full(len(x), 3.0)
    for measure in (gini, theil, variation, atkinson):
        assert measure(x, even) == pytest.approx(measure(x), abs=1e-10)


@given(x=values, times=st.floats(0.01, 100))
def test_no_measure_depends_on_the_unit_or_the_order(x, times):
    for measure in (gini, theil, variation, atkinson):
        assert measure(x * times) == pytest.approx(measure(x), abs=1e-9)
        assert measure(x[::-1].copy()) == pytest.approx(measure(x), abs=1e-9)


def test_a_weight_of_two_is_a_region_that_comes_twice():
    x, w = np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 1.0])
    twice = np.array([1.0, 2.0, 2.0, 5.0])
    for measure in (gini, theil, variation, atkinson):
        assert measure(x, w) == pytest.approx(measure(twice), abs=1e-12)


def test_groups_that_do_not_overlap_have_no_transvariation():
    parts = dagum(np.array([1.0, 2.0, 7.0, 9.0]), np.array(list("aabb")))
    assert parts.transvariation == 0.0
    assert parts.gap[0, 1] == 1.0


def test_equal_values_have_no_disparity(small):
    made = dx.disparity(small * 0 + 5.0, groups=dict(zip("abcd", "xxyy", strict=True)))
    assert np.abs(made.frame.drop(columns=["regions", "mean"]).to_numpy()).max() < 1e-12
    assert "0.000" in made.summary()


def test_one_group_has_nothing_between(small):
    made = dx.disparity(small, groups=dict.fromkeys("abcd", "all"))
    assert made.pairs.empty
    assert made.frame["gini_within"].to_numpy() == pytest.approx(made.frame["gini"].to_numpy())


def test_a_group_that_has_nothing_at_all_is_measured(small):
    table = small.copy()
    table.loc[["a", "b"], 2020] = 0.0
    made = dx.disparity(table, groups=dict(zip("abcd", "xxyy", strict=True)))
    assert made.frame.loc[2020, "atkinson"] == 1.0
    assert made.by_group.loc[(2020, "x"), "theil"] == 0.0
    assert np.isfinite(made.frame.to_numpy()).all()


def test_a_region_without_a_value_counts_in_the_other_years_only(small):
    small.loc["d", 2021] = np.nan
    made = dx.disparity(small, groups=dict(zip("abcd", "xxyz", strict=True)))
    assert made.frame["regions"].tolist() == [4, 3, 4]
    assert list(made.by_group.loc[2021].index) == ["x", "y"]
    alone = dx.disparity(small.drop(index="d")[[2021]], groups=dict(zip("abc", "xxy", strict=True)))
    pd.testing.assert_frame_equal(made.frame.loc[[2021]], alone.frame)


def test_the_nation_is_not_one_of_the_regions(index):
    made = dx.disparity(index)
    assert set(made.frame["regions"]) == {31}
    assert made.frame["mean"][2024] == pytest.approx(
        index.scores[2024].drop(index="000000").mean(), abs=1e-12
    )
    assert made.groups["group"].value_counts().to_dict() == {
        "west": 12, "east": 10, "central": 6, "north-east": 3,
    }  # fmt: skip


def test_population_weights_by_name_are_those_of_the_panel(index):
    named = dx.disparity(index, weights="eco_pop")
    given_ = dx.disparity(index, weights=index.panel.values["eco_pop"].unstack("year"))
    pd.testing.assert_frame_equal(named.frame, given_.frame)
    assert named.weighted
    assert (named.frame["gini"] < dx.disparity(index).frame["gini"]).all()


def test_levels_of_groups_are_nested(small):
    levels = pd.DataFrame({"big": list("mmmn"), "little": list("xxyz")}, index=list("abcd"))
    made = dx.disparity(small, groups=levels)
    parts = [c for c in made.frame if c.startswith("theil_")]
    assert parts == ["theil_within", "theil_between_big", "theil_between_little"]
    assert made.frame[parts].sum(axis=1).to_numpy() == pytest.approx(made.frame["theil"].to_numpy())


def test_regions_of_another_country_without_groups_are_measured_and_not_divided(mexico):
    made, one = dx.disparity(mexico), dx.disparity(mexico, groups=dict.fromkeys(mexico.index, "x"))
    pd.testing.assert_frame_equal(made.frame, one.frame)
    assert made.frame["gini_within"].to_numpy() == pytest.approx(made.frame["gini"].to_numpy())
    assert made.pairs.empty
    assert made.summary().endswith("over 32 regions")
    assert made.summary("zh").endswith("（32个地区）")
    texts = [t.get_text() for t in made.plot(lang="en", source="hand").texts]
    assert any(t.endswith("32 regions") for t in texts)


def test_what_cannot_be_measured_is_said_in_both_languages(small, refused, index):
    groups = dict.fromkeys("abcd", "x")
    for mistake, en, zh in [
        (lambda: dx.disparity(small.rename({"a": "440000"})), "no group is given for b, c, d",
         "b、c、d 没有分组"),
        (lambda: dx.disparity(-small, groups=groups), "least here is -6", "最小值为-6"),
        (lambda: dx.disparity(small * 0, groups=groups), "2020 are zero", "2020年的数值全部为0"),
        (lambda: dx.disparity(small[:1], groups=groups), "one region only", "只有一个地区"),
        (lambda: dx.disparity(small, groups=groups, epsilon=0), "above 0", "须大于0"),
        (
            lambda: dx.disparity(small, groups=groups, weights={"a": 1.0, "b": 0.0}),
            "weight of 9 region-years",
            "9组地区和年份的权重",
        ),
        (lambda: dx.disparity(small, groups=groups, weights="x"), "names a series", "序列代码"),
        (lambda: dx.disparity(small, node="x"), "only an index has nodes", "只有指数才有节点"),
        (lambda: dx.disparity(index, node="netwrok"), "Did you mean 'network'", "是否指“network”"),
        (lambda: dx.disparity([1, 2]), "neither an index nor a table", "既不是指数"),
        (lambda: dx.disparity(small.rename(columns={2020: "x"})), "regions (rows)", "以年份为列"),
        (lambda: dx.disparity(pd.concat([small, small])), "region comes twice", "地区重复出现：a"),
        (lambda: dx.disparity(small / 0, groups=groups), "infinite", "无穷大"),
        (lambda: dx.disparity(small * np.nan, groups=groups), "no values", "没有数值"),
        (
            lambda: dx.disparity(
                small, groups=pd.DataFrame({"p": list("mnmn"), "q": list("xxyy")}, list("abcd"))
            ),
            "levels must be nested",
            "逐级嵌套",
        ),
    ]:  # fmt: skip
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


def test_the_table_given_is_not_changed(small):
    before = small.copy()
    dx.disparity(small, groups=dict.fromkeys("abcd", "x"))
    pd.testing.assert_frame_equal(small, before)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_says_years_parts_and_source(index, lang):
    figure = dx.disparity(index).plot(lang=lang)
    said = " ".join(t.get_text() for t in figure.findobj(lambda o: hasattr(o, "get_text")))
    for word in {
        "zh": ("2016—2024年", "超变密度", "资料来源"),
        "en": ("2016–2024", "Transv", "Source"),
    }[lang]:
        assert word in said
    bars = figure.axes[0].containers
    tops = [sum(bar[-1].get_height() for bar in bars)]
    assert tops[0] == pytest.approx(dx.disparity(index).frame["gini"].iloc[-1], abs=1e-12)


def test_the_picture_of_a_table_of_ones_own_asks_for_its_source(small, refused):
    made = dx.disparity(small, groups=dict.fromkeys("abcd", "x"))
    assert "source" in refused(lambda: made.plot())[0]
    assert made.plot(source="own table").axes
