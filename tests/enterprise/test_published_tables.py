"""Patterns and intervals other programs and the handbook print for small tables.

sdcTable: Meindl, R package, tests of protectTable, of linked tables and of the simple heuristic
(github.com/sdcTools/sdcTable, 0.34). Handbook: Hundepool et al. 2012, chapter 4.
"""

import numpy as np
import pytest

from devindex.enterprise import (
    Dimension,
    Rules,
    believed,
    disclose,
    intervals,
    primary,
    protect,
    spread,
    structure,
)  # fmt: skip

MICRODATA1 = {
    "Am": [10, 11, 5, 7, 13, 15, 13, 6, 9, 7, 9, 8, 9, 10, 10, 18, 6, 12],
    "Af": [9, 11],
    "Bm": [11, 5, 7, 12, 14, 15, 9, 10, 10, 7, 10, 8, 8, 14],
    "Bf": [10, 16, 12, 8, 18, 11, 8, 12, 14, 13, 7, 9, 14, 5, 13, 8, 10, 9, 7],
    "Cm": [9, 11, 18, 12, 10, 6, 11, 6, 6, 11, 6, 12],
    "Cf": [10, 12, 11, 7, 12, 9, 9, 19, 9, 8],
    "Dm": [280, 9, 9, 8, 7, 9, 8, 7, 8, 11, 10],
    "Df": [10, 6, 11, 16, 14, 9, 7, 6, 14, 10, 11, 9, 11, 18],
}
"""Values of sdcTable's data set ``microdata1`` by region and gender."""


def microdata1(rules):
    """Table of region by gender with its totals, judged; also the names of the cells."""
    grid = structure(
        [
            Dimension("region", dict.fromkeys("ABCD", "T")),
            Dimension("sex", dict.fromkeys("mf", "T")),
        ]
    )
    records = [(*cell, x) for cell, values in MICRODATA1.items() for x in values]
    region, sex, x = (np.array(column) for column in zip(*records, strict=True))
    cell, record = spread(grid, {"region": region, "sex": sex})
    judged = primary(cell, record, x[record], cells=len(grid), rules=rules)
    return grid, judged, np.array(["".join(c) for c in grid.cells])


@pytest.mark.parametrize(
    ("rules", "cells"),
    [
        (Rules(contributors=3, p=None), {"Af"}),  # freq, maxN = 2
        (Rules(contributors=1, p=None, dominance=(2, 75)), {"Af", "Dm"}),  # nk
        (Rules(contributors=1, p=70), {"Af", "Dm"}),
    ],
)
def test_sdctable_primary_suppression(rules, cells):
    """Cells 6 and 14 of sdcTable's table of ``microdata1``."""
    _, judged, names = microdata1(rules)
    assert set(names[judged.confidential]) == cells


def test_sdctable_secondary_suppression():
    """OPT, HYPERCUBE, HITAS and SIMPLEHEURISTIC all take A/male, C/male and C/female."""
    grid, judged, names = microdata1(Rules(contributors=3, p=None))
    done = protect(grid, judged.total, judged.confidential, judged.need)
    assert set(names[done.suppressed]) == {"Af", "Am", "Cf", "Cm"}


def test_handbook_example_3_feasibility_interval():
    """Geurts 1992, table 10: with the four cells of two rows gone, the first is 3 to 6."""
    grid = structure(
        [Dimension("r", dict.fromkeys("123", "T")), Dimension("c", dict.fromkeys("12", "T"))]
    )
    x = np.array([5.0, 2, 7, 1, 2, 3, 3, 3, 6, 9, 7, 16])
    hidden = np.isin(np.arange(12), [0, 1, 3, 4])
    found = intervals(grid, x, hidden, *believed(x))
    assert (found.lower[0], found.upper[0]) == pytest.approx((3, 6))
    assert found.programmes <= 8
    np.testing.assert_array_equal(found.lower[~hidden], x[~hidden])


def frequencies():
    """sdcTable's 4 × 4 table in which nine cells leave one open to a sum over two rows."""
    grid = structure(
        [Dimension("v1", dict.fromkeys("wxyz", "T")), Dimension("v2", dict.fromkeys("abcd", "T"))]
    )
    inner = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
    x = np.array(inner, dtype=float)
    x = np.vstack([x, x.sum(axis=0)])
    whole = dict(zip("abcdT", np.column_stack([x, x.sum(axis=1)]).T, strict=True))
    values = np.array([whole[c][list("wxyzT").index(r)] for r, c in grid.cells])
    gone = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}
    return grid, values, np.array(["".join(c) in gone for c in grid.cells])


def test_sdctable_cell_given_away_by_two_rows_and_two_columns():
    """Two gone in every row and column, and yet w/b is 47: (230 + 250 - 244) - (1791 - 1602).

    sdcTable adds one suppression, after which its ``attack`` finds 0 to 78. Of the seven cells
    that would do, only x/d leaves that interval; it is also the smallest.
    """
    grid, x, gone = frequencies()
    wb, xd = (grid.cells.index(tuple(c)) for c in ("wb", "xd"))
    tight = intervals(grid, x, gone, *believed(x))
    assert (tight.lower[wb], tight.upper[wb]) == pytest.approx((47, 47))
    done = protect(grid, x, gone, np.where(gone, 1.0, 0.0), exact=True)
    assert np.flatnonzero(done.secondary).tolist() == [xd]
    assert (done.intervals.lower[wb], done.intervals.upper[wb]) == pytest.approx((0, 78))


def test_sdctable_linked_tables():
    """Counties and groups share eight regions; N must go, or K is 10 - 7 = 3 (sdcTable)."""
    counts = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
    county = {**dict.fromkeys("ABIJ", "c1"), **dict.fromkeys("KLMN", "c2"), "c1": "T", "c2": "T"}
    group = {**dict.fromkeys("LM", "big"), **dict.fromkeys("ABIJKN", "small")}
    group |= {"big": "T", "small": "T"}
    both = structure([Dimension("region", county)], [Dimension("region", group)])
    assert len(both) == 8 + 4 + 1
    names = [c for c, n in counts.items() for _ in range(n)]
    cell, firm = spread(both, {"region": names})
    assert np.bincount(firm).tolist() == [4] * len(names)  # itself, county, group, total
    rules = primary(
        cell, firm, np.ones(len(firm)), cells=len(both), rules=Rules(4, None, None, floor=10)
    )
    small = {both.cells[i][0] for i in np.flatnonzero(rules.confidential)}
    assert small == {"A", "B", "K", "L", "M"}
    done = protect(both, rules.total, rules.confidential, rules.need)
    assert [both.cells[i] for i in np.flatnonzero(done.secondary)] == [("N",)]
    alone = structure([Dimension("region", county)])
    apart = [both.cells.index(c) for c in alone.cells]
    lone = protect(alone, *(a[apart] for a in (rules.total, rules.confidential, rules.need)))
    assert not lone.secondary.any()  # each table is safe by itself


def test_sdctable_singletons():
    """a and c have one respondent each, who would know the other from b and the total."""
    one = structure([Dimension("region", dict.fromkeys("abcd", "tot"))])
    rules, done = disclose(
        one, {"region": ["a", "b", "b", "c"]}, range(4), np.ones(4),
        rules=Rules(2, None, None, floor=10),
    )  # fmt: skip
    assert [one.cells[i][0] for i in np.flatnonzero(rules.confidential)] == ["a", "c"]
    assert [one.cells[i][0] for i in np.flatnonzero(done.secondary)] == ["b"]
    alone = protect(one, rules.total, rules.confidential, rules.need)
    assert not alone.secondary.any()  # nobody is taken to know a or c
