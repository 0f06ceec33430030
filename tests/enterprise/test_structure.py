"""Cells, equations, and what is wrong with a table."""

import numpy as np
import pandas as pd
import pytest

from devindex import errors
from devindex.enterprise import Dimension, check_sums, spread, structure

PLACE = Dimension(
    "place", {"11": "north", "13": "north", "44": "south", "north": "CN", "south": "CN"}
)
SIZE = Dimension("size", {"large": "all", "small": "all"})


def summed(table, codes, values):
    """Totals of a table by plain addition."""
    cell, record = spread(table, codes)
    return np.bincount(cell, weights=np.asarray(values)[record], minlength=len(table))


def test_each_firm_counts_once_in_its_cell_and_once_in_each_total():
    table = structure([PLACE, SIZE])
    cell, firm = spread(table, {"place": ["13", "44"], "size": ["small", "large"]})
    counted = {(table.cells[c], int(f)) for c, f in zip(cell, firm, strict=True)}
    assert counted == {
        ((p, s), f)
        for f, line in enumerate([("13", "north", "CN"), ("44", "south", "CN")])
        for p in line
        for s in (("small", "all"), ("large", "all"))[f]
    }
    assert len(cell) == 12


def test_equations_hold_for_every_table_that_adds_up():
    table = structure([PLACE, SIZE])
    values = summed(
        table, {"place": ["11", "13", "44"] * 2, "size": ["large"] * 3 + ["small"] * 3}, range(6)
    )
    np.testing.assert_array_equal(table.equations @ values, 0.0)
    inner = 3 * 2  # what is left to choose is the inner cells
    assert np.linalg.matrix_rank(table.equations.toarray()) == len(table) - inner


def test_linked_tables_name_shared_cells_once():
    trade = Dimension("trade", {"a": "I", "b": "I"})
    both = structure([PLACE, SIZE], [PLACE, trade])
    assert both.names == ("place", "size", "trade")
    assert len(both) == 6 * 3 + 6 * 3 - 6
    codes = {"place": ["11", "44"], "size": ["large", "small"], "trade": ["b", "b"]}
    check_sums(both, summed(both, codes, [3.0, 4.0]))


def test_order_of_codes_and_of_tables_does_not_matter():
    turned = Dimension("place", dict(reversed(PLACE.parents.items())))
    one, other = structure([PLACE, SIZE]), structure([turned, SIZE])
    assert one.cells == other.cells
    np.testing.assert_array_equal(one.equations.toarray(), other.equations.toarray())
    trade = Dimension("trade", {"a": "I", "b": "I"})
    here, there = structure([PLACE, SIZE], [PLACE, trade]), structure([PLACE, trade], [PLACE, SIZE])
    assert here.frame().sort_index(axis=1).sort_values(list(here.names)).to_numpy().tolist() == (
        there.frame().sort_index(axis=1).sort_values(list(here.names)).to_numpy().tolist()
    )


def test_values_come_in_any_order_of_rows():
    table = structure([PLACE, SIZE])
    frame = table.frame().assign(value=np.arange(len(table)))
    mixed = frame.sample(frac=1, random_state=1)
    np.testing.assert_array_equal(table.values(mixed), np.arange(len(table)))


def test_a_table_that_does_not_add_up_is_refused_with_the_equation():
    table = structure([PLACE, SIZE])
    values = summed(table, {"place": ["11", "44"], "size": ["large", "small"]}, [3.0, 4.0])
    values[table.cells.index(("11", "large"))] = 5
    with pytest.raises(errors.EnterpriseError) as found:
        check_sums(table, values)
    assert str(found.value) == (
        "place 11, size all is 3, its parts over size sum to 5; 2 totals do not add up, give "
        "unrounded figures"
    )
    assert found.value.problems[0].zh == (
        "place 11, size all 为 3，按 size 分项之和为 5；共2个合计与分项不符，请提供未修约的数值"
    )


def test_cells_that_are_wrong_are_all_told():
    table = structure([SIZE])
    frame = pd.DataFrame({"size": ["all", "large", "large", "huge"], "value": [3, 1, 1, 1]})
    with pytest.raises(errors.EnterpriseError) as found:
        table.values(frame)
    assert str(found.value).splitlines() == [
        "1 cells are not of the table, first huge",
        "1 cells come twice, first large",
        "1 cells are missing, first small",
    ]
    with pytest.raises(errors.EnterpriseError, match="no column place, figure"):
        structure([PLACE]).values(frame, "figure")
    holes = pd.DataFrame({"size": ["all", "large", "small"], "value": [3, "x", 1]})
    with pytest.raises(errors.EnterpriseError, match="1 cells hold no number, first large"):
        table.values(holes)


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        ({"a": "T", "b": "U"}, r"2 grand totals \(T, U\)"),
        ({}, r"0 grand totals \(none\)"),
        ({"a": "T", "b": "c", "c": "b"}, "b is a part of itself"),
    ],
)
def test_a_dimension_without_one_grand_total_is_refused(parents, said):
    with pytest.raises(errors.EnterpriseError, match=said):
        Dimension("place", parents)


def test_linked_tables_with_different_totals_are_refused():
    other = Dimension("size", {"large": "every", "small": "every"})
    with pytest.raises(errors.EnterpriseError, match="size ends at all in one table"):
        structure([SIZE], [PLACE, other])


def test_a_code_that_is_not_known_is_named():
    table = structure([SIZE])
    with pytest.raises(errors.EnterpriseError, match="1 codes of size are not known, first huge"):
        spread(table, {"size": ["large", "huge"]})
    with pytest.raises(errors.EnterpriseError, match="no codes of size"):
        spread(table, {"place": ["11"]})
