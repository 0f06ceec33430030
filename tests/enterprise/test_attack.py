"""Nobody can compute a suppressed cell: an intruder's linear programmes, written apart."""

import time
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from devindex.enterprise import Dimension, Rules, disclose, protect, structure

RULES = Rules(contributors=3, p=10)
TOLERANCE = 1e-5
"""Of the width that is asked for: twice what a programme may be off, and its scale."""


def attacked(attack, parents, done, sole=None, lower=0.0, upper=np.inf):
    """How far each confidential cell is open above and below, against everybody.

    An insider may know as much as it would if nothing but zeros were published. Figures are of the
    order of 10 to 1,000; an absolute 1e-6 is the intruder's own solver.
    """
    intruder = attack(parents)
    assert list(intruder.cells) == list(done.table.cells)
    insiders = [-1] if sole is None else [-1, *np.unique(sole[sole >= 0])]
    for who in insiders:
        seen = done.published.copy()
        if who >= 0:
            seen[sole == who] = done.values[sole == who]
        for cell in np.flatnonzero(done.confidential & np.isnan(seen)):
            x, above, below = done.values[cell], done.above[cell], done.below[cell]
            low, high = intruder.interval(cell, seen, lower, upper)
            if who >= 0 and (high - x < above or x - low < below):
                before = np.where((done.values == 0) & ~done.confidential, 0.0, np.nan)
                before[sole == who] = done.values[sole == who]
                least, most = intruder.interval(cell, before, lower, upper)
                above, below = min(above, most - x), min(below, x - least)
            assert high - x >= above * (1 - TOLERANCE) - 1e-6, (who, done.table.label(cell))
            assert x - low >= below * (1 - TOLERANCE) - 1e-6, (who, done.table.label(cell))
        if who < 0:
            for cell in np.flatnonzero(done.secondary):
                low, high = intruder.interval(cell, seen, lower, upper)
                assert high - low > 5e-4 * abs(done.values[cell]), done.table.label(cell)


def sums_given_away(parents, done, codes, holding, value):
    """Sums of suppressed cells under a published total in which a holding is found out."""
    place = {cell: i for i, cell in enumerate(done.table.cells)}
    within = {}
    for *leaf, who, x in zip(*codes.values(), holding, value, strict=True):
        lines = []
        for code, parent in zip(leaf, parents, strict=True):
            lines.append([code])
            while lines[-1][-1] in parent:
                lines[-1].append(parent[lines[-1][-1]])
        for cell in product(*lines):
            sums = within.setdefault(place[cell], {})
            sums[who] = sums.get(who, 0) + x
    for axis, parent in enumerate(parents):
        for cell, i in place.items():
            if cell[axis] not in set(parent.values()) or done.suppressed[i]:
                continue
            parts = [
                (*cell[:axis], c, *cell[axis + 1 :]) for c in parent if parent[c] == cell[axis]
            ]
            hidden = [place[c] for c in parts if done.suppressed[place[c]]]
            both = {}
            for part in hidden:
                for who, x in within.get(part, {}).items():
                    both[who] = both.get(who, 0) + x
            x = [*sorted(both.values(), reverse=True), 0, 0]
            few = 0 < sum(v > 0 for v in x) < RULES.contributors
            if few or sum(x[2:]) < RULES.p / 100 * x[0] * (1 - 1e-9):
                yield cell


@pytest.mark.parametrize("seed", range(50))
def test_nobody_recovers_a_cell_of_a_flat_table(attack, made, dims, flat, seed):
    codes, holding, value = made(flat, seed)
    first, done = disclose(structure(dims(*flat)), codes, holding, value, rules=RULES)
    assert done.confidential.any()
    attacked(attack, flat, done, first.sole)
    assert list(sums_given_away(flat, done, codes, holding, value)) == []


@pytest.mark.parametrize("seed", range(50))
def test_nobody_recovers_a_cell_of_a_table_with_subtotals(attack, made, dims, tree, seed):
    codes, holding, value = made(tree, seed)
    first, done = disclose(structure(dims(*tree)), codes, holding, value, rules=RULES)
    assert done.confidential.any()
    attacked(attack, tree, done, first.sole)
    assert list(sums_given_away(tree, done, codes, holding, value)) == []


def test_the_attack_recovers_what_is_not_protected(attack, made, dims, flat):
    """The intruder is no straw man: without secondary suppression cells fall."""
    codes, holding, value = made(flat, 0)
    _, done = disclose(structure(dims(*flat)), codes, holding, value, rules=RULES)
    bare = replace(done, suppressed=done.confidential)
    with pytest.raises(AssertionError):
        attacked(attack, flat, bare)


def test_an_insider_recovers_what_is_not_protected_from_insiders(attack, dims):
    """Two firms alone in two cells of a row that are all that is hidden in it know each other."""
    parents = ({"a": "T", "b": "T", "c": "T"},)
    table = structure(dims(*parents))
    x = np.array([21.0, 5.0, 7.0, 9.0])  # the total first
    gone, sole = np.array([False, True, True, False]), np.array([-1, 0, 1, -1])
    need = np.where(gone, 0.1 * x, 0.0)
    outside = protect(table, x, gone, need)
    attacked(attack, parents, outside)
    with pytest.raises(AssertionError):
        attacked(attack, parents, outside, sole)
    attacked(attack, parents, protect(table, x, gone, need, sole=sole), sole)


@pytest.mark.parametrize("seed", range(10))
def test_negative_values(attack, made, dims, flat, seed):
    codes, holding, value = made(flat, seed, negative=True)
    first, done = disclose(structure(dims(*flat)), codes, holding, value, rules=RULES)
    most = 10 * np.abs(done.values).max()
    attacked(attack, flat, done, first.sole, -most, most)


@pytest.mark.parametrize("seed", range(10))
def test_differencing_with_last_year(attack, made, dims, flat, seed):
    """Last year's published cells grew by 20 % at most, and readers know it."""
    table = structure(dims(*flat))
    codes, holding, value = made(flat, seed)
    _, last = disclose(table, codes, holding, value, rules=RULES)
    grown = value * np.random.default_rng(seed).uniform(0.97, 1.03, len(value))
    first, done = disclose(
        table, codes, holding, grown, rules=RULES, previous=last.published, growth=(0.8, 1.2)
    )
    lower = np.nan_to_num(0.8 * last.published, nan=0.0)
    upper = np.nan_to_num(1.2 * last.published, nan=np.inf)
    assert (lower <= done.values).all() and (done.values <= upper).all()  # noqa: PT018
    attacked(attack, flat, done, first.sole, lower, upper)
    shown = ~last.suppressed
    assert (done.suppressed & shown).sum() <= done.suppressed.sum() / 2  # the pattern stays


def test_one_firm_in_a_province(attack, dims):
    """Its cell, its province's total and its industry's cell go; the province row is hers alone."""
    parents = (
        {"54": "west", "63": "west", "44": "east", "32": "east", "west": "CN", "east": "CN"},
        {"a": "I", "b": "I", "c": "I"},
    )
    place = ["54"] + ["63"] * 12 + ["44"] * 30 + ["32"] * 30
    trade = ["a", *(["a"] * 4 + ["b"] * 4 + ["c"] * 4), *(["a", "b", "c"] * 20)]
    codes = {"d0": place, "d1": trade}
    table = structure(dims(*parents))
    first, done = disclose(table, codes, range(73), np.arange(73.0) + 20, rules=RULES)
    only = {table.cells[i] for i in np.flatnonzero(first.sole >= 0)}
    assert only == {("54", "a"), ("54", "I")}
    assert all(done.suppressed[table.cells.index(c)] for c in only)
    attacked(attack, parents, done, first.sole)


def test_a_holding_that_is_alone_in_two_cells_of_a_row_keeps_their_sum(dims, attack):
    """The two cells protect each other, and their sum, all of it hers, is read off the row."""
    parents = ({f"r{i}": "R" for i in range(3)}, {f"c{i}": "C" for i in range(4)})
    place, trade, holding = ["r0", "r0"], ["c0", "c1"], ["one", "one"]
    for r in range(3):
        for c in range(4):
            if r or c > 1:
                place += [f"r{r}"] * 5
                trade += [f"c{c}"] * 5
                holding += [f"{r}{c}{i}" for i in range(5)]
    value = np.where(np.array(holding) == "one", 50.0, 10.0)
    table = structure(dims(*parents))
    first, done = disclose(table, {"d0": place, "d1": trade}, holding, value, rules=RULES)
    row = [table.cells.index(("r0", f"c{c}")) for c in range(4)]
    assert done.suppressed[row].sum() > 2 or done.suppressed[table.cells.index(("r0", "C"))]
    unjudged = protect(table, first.total, first.confidential, first.need, sole=first.sole)
    assert unjudged.suppressed[row].sum() == 2  # cell by cell nothing more is needed
    given = {"d0": place, "d1": trade}, holding, value
    assert ("r0", "C") in sums_given_away(parents, unjudged, *given)
    assert list(sums_given_away(parents, done, *given)) == []
    attacked(attack, parents, done, first.sole)


def test_linked_tables_share_their_pattern(attack):
    """Province × industry and province × size; an intruder holds both."""
    place = {"p0": "CN", "p1": "CN", "p2": "CN", "p3": "CN"}
    trade, size = {f"i{i}": "I" for i in range(3)}, {"l": "S", "m": "S", "s": "S"}
    both = structure(
        [Dimension("place", place), Dimension("trade", trade)],
        [Dimension("place", place), Dimension("size", size)],
    )
    rng = np.random.default_rng(3)
    n = 120
    codes = {
        "place": rng.choice(list(place), n, p=[0.4, 0.35, 0.2, 0.05]),
        "trade": rng.choice(list(trade), n), "size": rng.choice(list(size), n),
    }  # fmt: skip
    _, done = disclose(both, codes, range(n), np.round(np.exp(rng.normal(4, 1, n))), rules=RULES)
    assert done.secondary.any()
    intruder = attack([place, {**trade}])
    intruder.cells = {c: i for i, c in enumerate(both.cells)}
    rows = []
    for p in [*place, "CN"]:
        for parts, at in ((trade, 1), (size, 2)):
            row = np.zeros(len(both))
            row[intruder.cells[p, "I", "S"]] = -1
            for part in parts:
                cell = [p, "I", "S"]
                cell[at] = part
                row[intruder.cells[tuple(cell)]] = 1
            rows.append(row)
    for t, s in [(t, "S") for t in [*trade, "I"]] + [("I", s) for s in size]:
        row = np.zeros(len(both))
        row[intruder.cells["CN", t, s]] = -1
        for p in place:
            row[intruder.cells[p, t, s]] = 1
        rows.append(row)
    intruder.equations = np.array(rows)
    assert np.linalg.matrix_rank(intruder.equations) == np.linalg.matrix_rank(
        both.equations.toarray()
    )
    for cell in np.flatnonzero(done.confidential):
        low, high = intruder.interval(cell, done.published)
        assert high - done.values[cell] >= done.above[cell] * (1 - TOLERANCE)
        assert done.values[cell] - low >= done.below[cell] * (1 - TOLERANCE)


def test_a_table_of_31_by_41_with_30_confidential_cells(attack, dims):
    """Synthetic figures; half of the cells have a single respondent."""
    parents = ({f"p{i:02d}": "CN" for i in range(31)}, {f"i{i:02d}": "I" for i in range(41)})
    rng = np.random.default_rng(7)
    inner = np.round(np.exp(rng.normal(6, 1.5, (31, 41))), 1)
    table = structure(dims(*parents))
    place = {cell: i for i, cell in enumerate(table.cells)}
    x = np.zeros(len(table))
    for (p, i), i_value in zip(
        ((p, i) for p in parents[0] for i in parents[1]), inner.ravel(), strict=True
    ):
        for cell in ((p, i), ("CN", i), (p, "I"), ("CN", "I")):
            x[place[cell]] += i_value
    cells = rng.choice(31 * 41, 30, replace=False)
    gone = np.zeros(len(table), bool)
    for c in cells:
        gone[place[f"p{c // 41:02d}", f"i{c % 41:02d}"]] = True
    sole = np.where(gone & (rng.random(len(table)) < 0.5), np.arange(len(table)), -1)
    start = time.process_time()
    done = protect(table, x, gone, np.where(gone, 0.1 * x, 0.0), sole=sole)
    assert time.process_time() - start < 10
    assert done.secondary.sum() < 90  # three for each, were each by itself
    attacked(attack, parents, done)
    bare = replace(done, suppressed=done.confidential)
    with pytest.raises(AssertionError):
        attacked(attack, parents, bare)
