"""Rules of confidentiality against the handbook, other programs and a plain loop.

Handbook: Hundepool et al. 2012, Statistical Disclosure Control; the examples as in chapter 4 of its
free edition (sdctools.github.io/HandbookSDC).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex import errors
from devindex.enterprise import Rules, primary


def one(values, *, weight=None, holding=None, known=False, **rules):
    """A single cell."""
    who = range(len(values)) if holding is None else holding
    return primary(
        [0] * len(values), list(who), values, cells=1, weight=weight, weights_known=known,
        rules=Rules(**{"contributors": 1, "p": None, "floor": 0.0, **rules}),
    )  # fmt: skip


def test_handbook_example_1_one_dominant_firm_is_not_the_only_danger():
    """X = 100,000, 50,000 and 49,000: safe by (1, 90), though x_1 is overestimated by 2 % only."""
    values = [50_000, 49_000, 500, 500]
    assert not one(values, dominance=(1, 90)).confidential[0]
    assert not one(values, p=1.99).confidential[0]
    assert not one(values, p=2.0).confidential[0]  # not less than p per cent
    assert one(values, p=2.01).confidential[0]


def test_handbook_example_2_dominance_overprotects():
    """X = 110,000, 52,000 and 50,000: overestimated by 15.4 %, safe by p = 10, not by (2, 90.9)."""
    values = [52_000, 50_000, 4_000, 4_000]
    assert not one(values, p=10).near[0]
    assert not one(values, p=15.3).near[0]
    assert one(values, p=15.4).near[0]
    assert one(values, dominance=(2, 100 * 100 / 110)).dominated[0]


def test_handbook_example_4_level_of_dominance():
    """X = 330 of 300, 20, 10 is unsafe by (1, 85); protected from 352.94 on."""
    done = one([300, 20, 10], dominance=(1, 85))
    assert done.dominated[0]
    assert 330 + done.need[0] == pytest.approx(352.94, abs=5e-3)


def test_handbook_example_5_level_of_p():
    """The upper bound less the second is p % above the first: U = p/100 x_1 - (X - x_1 - x_2)."""
    done = one([100, 30, 4], p=10)
    assert done.need[0] == pytest.approx(10 - 4)
    assert done.total[0] + done.need[0] - done.second[0] == pytest.approx(1.1 * done.first[0])


def test_handbook_sampling_weights():
    """100 with weight 4 and 10 with weight 7 are a cell of 470."""
    assert one([100, 10], weight=[4, 7]).total[0] == 470


@pytest.mark.parametrize(
    ("values", "weight", "known", "safe"),
    [
        ([100, 100], [1, 9], False, True),  # 1000, of a population of 1135
        ([100, 1], [2, 3], False, True),  # 203: over-protected if 100 were counted twice
        ([100, 1], [2, 3], True, False),  # all of the 203 is known where weights are
    ],
)
def test_handbook_weights_that_are_secret_and_weights_that_are_known(values, weight, known, safe):
    assert one(values, weight=weight, known=known, p=10).near[0] != safe


def test_gausssuppression_weighted_dominance():
    """R package GaussSuppression, tests of DominanceRule (2, 90): with and without weights."""
    values = [100, 90, 10, 80, 20, 70, 30, 80, 10, 10, 70, 10, 10, 10, 60, 20, 10, 10]
    cell = np.repeat(range(7), [1, 2, 2, 2, 3, 4, 4])
    weight = [1, 2, 1, 2, 1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1]
    rules = Rules(contributors=1, p=None, dominance=(2, 90))
    plain = primary(cell, range(18), values, cells=7, rules=rules)
    assert plain.dominated.tolist() == [True] * 4 + [False] * 3
    weighted = primary(cell, range(18), values, cells=7, weight=weight, rules=rules)
    assert weighted.dominated.tolist() == [True] + [False] * 6


def test_firms_of_one_holding_are_one_contributor():
    """The three largest of a cell may all be one company (handbook, holdings)."""
    values = [30, 30, 30, 4, 3, 3]
    assert not one(values, p=10, contributors=3).confidential[0]
    held = one(values, holding=["a", "a", "a", "b", "c", "d"], p=10, contributors=3)
    assert held.first[0] == 90
    assert held.near[0]  # 6 is left after the two largest, and 9 is asked for
    two = one([5, 5, 5], holding=["a", "a", "b"], contributors=3)
    assert two.few[0]
    assert two.contributors[0] == 2


def test_zero_is_no_contributor_and_an_empty_cell_is_known():
    cell, who, value = [0, 0, 0, 1, 2, 2, 2], list("abcabcd"), [5, 5, 0, 0, 0, 0, 0]
    rules = Rules(contributors=3, p=None)
    done = primary(cell, who, value, cells=4, rules=rules)
    assert done.few.tolist() == [True, False, False, False]
    assert done.zero.tolist() == [False, True, False, False]
    assert done.respondents.tolist() == [3, 1, 3, 0]
    assert done.sole.tolist() == [-1, 0, -1, -1]
    strict = primary(cell, who, value, cells=4, rules=Rules(3, None, None, zeros=True))
    assert strict.zero.tolist() == [False, True, True, False]


def test_negative_contributions_count_by_their_size():
    done = one([100, -90, 3, 2], p=10)
    assert done.total[0] == 15
    assert (done.first[0], done.second[0]) == (100, 90)
    assert done.near[0]  # 5 is left of 195, and 10 is asked for
    assert not one([100, -90, 8, -8], p=10).near[0]


def plainly(cell, who, value, weight, cells, n, k, p, few):
    """The rules once more, cell by cell and firm by firm."""
    out = []
    for c in range(cells):
        sums, whole = {}, {}
        for at, h, v, w in zip(cell, who, value, weight, strict=True):
            if at == c:
                sums[h] = sums.get(h, 0) + v
                whole[h] = whole.get(h, 0) + w * v
        x = sorted((abs(v) for v in sums.values()), reverse=True)
        total = sum(abs(v) for v in whole.values())
        top = [*x, 0, 0]
        out.append(
            (
                0 < sum(v != 0 for v in x) < few,
                100 * sum(x[:n]) > k * total,
                100 * max(total - top[0] - top[1], 0) < p * top[0],
            )
        )
    return np.array(out, dtype=bool).reshape(cells, 3)


rows = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from("abcdef"), st.integers(-20, 90), st.integers(1, 4)
    ),
    max_size=40,
)


@given(rows, st.integers(1, 3), st.integers(1, 60), st.randoms(use_true_random=False))
def test_rules_equal_a_plain_loop_in_any_order_and_unit(given, n, p, shuffle):
    """Dominance at k = 77 and p of whole numbers, so that no sum stands on the edge by rounding."""
    columns = [list(c) for c in zip(*given, strict=True)] or [[]] * 4
    rules = Rules(contributors=3, dominance=(n, 77), p=p)
    done = primary(*columns[:3], cells=5, weight=columns[3], rules=rules)
    fired = np.stack([done.few, done.dominated, done.near], axis=1)
    np.testing.assert_array_equal(fired, plainly(*columns, 5, n, 77, p, 3))
    moved = list(given)
    shuffle.shuffle(moved)
    other = [list(c) for c in zip(*moved, strict=True)] or [[]] * 4
    again = primary(*other[:3], cells=5, weight=other[3], rules=rules)
    for name in ("total", "first", "second", "need", "sole", "few", "dominated", "near", "zero"):
        np.testing.assert_array_equal(getattr(done, name), getattr(again, name), err_msg=name)
    larger = primary(
        columns[0], columns[1], [1024 * v for v in columns[2]], cells=5, weight=columns[3],
        rules=rules,
    )  # fmt: skip
    np.testing.assert_array_equal(larger.confidential, done.confidential)
    np.testing.assert_array_equal(larger.need, 1024 * done.need)


def test_what_is_wrong_is_said_in_both_languages():
    with pytest.raises(errors.EnterpriseError) as found:
        primary([0, 5], ["a", "b"], [1.0, np.nan], cells=2, weight=[1, -1])
    assert [p.zh for p in found.value.problems] == [
        "1条记录的单元格不在0至1之间，首个在第1行",
        "1条记录没有数值，首个在第1行；请去掉未答的企业",
        "1个权重不是正数，首个在第1行",
    ]
    with pytest.raises(errors.EnterpriseError, match="1 contributions have no holding"):
        primary([0, 0], ["a", None], [1, 1], cells=1)
    with pytest.raises(errors.EnterpriseError, match="lengths"):
        primary([0, 0], ["a", "b"], [1], cells=1)
    with pytest.raises(errors.EnterpriseError) as found:
        Rules(contributors=0, dominance=(2, 100), p=0, floor=-1)
    assert str(found.value).splitlines() == [
        "contributors is 0; it should be 1 or more",
        "dominance k is 100; it should lie between 0 and 100",
        "p is 0; it should be above 0",
        "floor is -1; it should not be negative",
    ]
