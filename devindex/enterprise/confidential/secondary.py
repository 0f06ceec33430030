"""Which further cells must go so that no confidential one can be computed from the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from devindex.enterprise.confidential.audit import (
    SLACK,
    Intervals,
    believed,
    equations_of,
    intervals,
    solve,
)
from devindex.enterprise.confidential.structure import SUM, Structure, check_sums
from devindex.errors import EnterpriseError, Sentence, say

__all__ = ["Judge", "Protection", "protect"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Judge = Callable[[sp.csr_array], tuple[Floats, Ints]]
Limits = dict[tuple[int, int, int], float]
"""Cell, side, insider (-1: none): how far it is open at most, whatever is suppressed."""
OPEN = 1e-3
"""Share of its value by which any suppressed cell must at least be open."""


@dataclass(frozen=True, eq=False)
class Protection:
    """A pattern of suppression and its audit; arrays of shape (cells,).

    Attributes
    ----------
    confidential
        Suppressed by the rules themselves.
    suppressed
        All that is not published.
    need
        How far each confidential cell has to stay open to either side.
    above, below
        The same, cut to what readers did not believe anyway before the table came out.
    intervals
        What the published cells leave open, by the audit.
    programmes
        Linear programmes solved, those of the audit too.
    """

    table: Structure
    values: Floats
    confidential: Bools
    suppressed: Bools
    need: Floats
    above: Floats
    below: Floats
    intervals: Intervals
    programmes: int

    @property
    def secondary(self) -> Bools:
        """Suppressed to protect others."""
        return np.asarray(self.suppressed & ~self.confidential)

    @property
    def published(self) -> Floats:
        """Values to be published, NaN where suppressed."""
        return np.where(self.suppressed, np.nan, self.values)

    def summary(self, lang: str = "en") -> str:
        """One line: how many cells, and by how many programmes."""
        said = say(
            "{n} cells: {a} confidential, {b} suppressed to protect them, {lps} linear programmes",
            "共{n}个单元格：初级隐匿{a}个，次级隐匿{b}个，求解线性规划{lps}个",
            n=len(self.values), a=int(self.confidential.sum()), b=int(self.secondary.sum()),
            lps=self.programmes,
        )  # fmt: skip
        return said.zh if lang == "zh" else str(said)


def protect(
    table: Structure,
    values: Floats,
    confidential: Bools,
    need: Floats,
    *,
    sole: Ints | None = None,
    lower: Floats | float | None = None,
    upper: Floats | float | None = None,
    previous: Floats | None = None,
    growth: tuple[float, float] = (0.5, 2.0),
    exact: bool = False,
    judge: Judge | None = None,
) -> Protection:
    r"""Suppress further cells until every confidential one is as open as it has to be.

    For one confidential cell :math:`i` and one side a linear programme looks for the cheapest
    other table that nobody can tell from the true one,

    .. math:: \min \sum_j c_j |y_j| \quad\text{where}\quad E y = 0,\; y_i = U_i,\;
              l \le x + y \le u ,

    and the cells it changes are suppressed; a cell that is suppressed already costs next to
    nothing. The loss of a cell is the square root of its size. The table found serves every other
    cell that it moves far enough, to the other side too. Then all is done again, in reverse order,
    with none but the cells found, which drops those that were not needed after all. An audit by
    other linear programmes follows (``intervals``); a cell it finds too narrow is given the same
    treatment as a confidential one until none is left.

    **Insiders.** The only holding in a suppressed cell knows it. So each confidential cell has to
    be open also when the cells of any one such holding are held fixed, its own cells excepted; as
    far as it would be open to that holding if nothing but zeros were published.

    **Zeros.** A cell of zero that is not confidential is published always: readers guess it.

    **Last year.** Readers believe that a figure lies between ``growth`` times the one published
    last year. The interval is sought inside that belief; where the belief alone is narrower than
    what is needed, it is kept as wide as the belief (``above`` and ``below`` of the result are then
    less than ``need``). What was suppressed last year costs a tenth,
    so that the pattern stays where it can: a cell hidden one year and shown the next is told by
    its growth.

    The pattern hangs on the figures alone, not on the order or the unit they came in.

    Parameters
    ----------
    values
        Unrounded true figures that add up, shape (cells,).
    confidential, need
        Which cells, and how far each must stay open to either side (``primary``).
    sole
        A number for the only holding in a cell, -1 if none or more than one.
    lower, upper, previous, growth
        What readers know (``believed``).
    exact
        Whether the audit finds the whole interval of every suppressed cell, or only makes sure
        that it is wide enough; two programmes a cell.
    judge
        Need and sole holding of sums of cells, given the cells of each as a matrix of shape
        (sums, cells). Suppressed cells of one equation whose total is published give away their
        sum, which may be confidential itself, as where one holding is the largest in each; such a
        sum is then protected as a cell is. None: sums are not looked at.

    Raises
    ------
    EnterpriseError
        If the table does not add up, if nothing would be left to publish, or if the audit finds
        a cell less open than it has to be.

    Source: Kelly, Golden & Assad 1992 and Fischetti & Salazar 2001 (the programme, second pass);
    Hundepool et al. 2012, chapter 4 (levels, audit, singletons).

    Examples
    --------
    >>> from devindex.enterprise.confidential.structure import Dimension, structure
    >>> row, column = (Dimension(n, dict.fromkeys(c, "T")) for n, c in (("r", "123"), ("c", "12")))
    >>> x = np.array([5.0, 20, 25, 10, 20, 30, 30, 30, 60, 45, 70, 115])
    >>> one = np.arange(12) == 0
    >>> done = protect(structure([row, column]), x, one, np.where(one, 0.5, 0.0))
    >>> np.flatnonzero(done.suppressed).tolist()
    [0, 1, 3, 4]
    """
    x = np.asarray(values, dtype=np.float64)
    hidden = np.asarray(confidential, dtype=bool)
    _check(table, x, hidden, need, sole)
    check_sums(table, x)
    owner = np.full(len(x), -1, dtype=np.intp) if sole is None else np.asarray(sole, dtype=np.intp)
    low, high = believed(x, lower=lower, upper=upper, previous=previous, growth=growth)
    loss = np.sqrt(np.abs(x) / (np.abs(x).max(initial=0.0) or 1.0))
    loss *= 1 + 1e-3 * (np.arange(len(x)) * 0.6180339887498949 % 1)  # no two patterns cost the same
    if previous is not None:
        loss = np.where(np.isnan(previous), 0.1 * loss, loss)
    smallest = np.abs(x[x != 0]).min(initial=np.inf)
    least = OPEN * np.where(x == 0, smallest if np.isfinite(smallest) else 1.0, np.abs(x))
    asked = np.where(hidden, np.maximum(need, least), 0.0)
    case = _Case(
        table, x, np.stack([low, high]), hidden, asked, least, owner, loss, hidden | (x != 0)
    )
    found, open_, solved = _search(case, judge)
    found, (above, below) = found[: len(x)], np.where(hidden, open_[:, : len(x)], 0.0)
    rest = np.where(found & ~hidden, np.minimum(least, np.stack([high - x, x - low])), 0.0)
    want = (None, None) if exact else (above + rest[0], below + rest[1])
    audit = intervals(table, x, found, low, high, above=want[0], below=want[1])
    return Protection(
        table, x, hidden, found, np.where(hidden, need, 0.0), above, below, audit,
        solved + audit.programmes,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Case:
    """A table to protect; sums of suppressed cells may have been added as cells of their own."""

    table: Structure
    x: Floats
    bounds: Floats
    hidden: Bools
    asked: Floats
    least: Floats
    owner: Ints
    loss: Floats
    may: Bools

    def joined(self, sets: sp.csr_array, need: Floats, sole: Ints) -> _Case:
        """The case with sums of cells as further confidential cells."""
        more = np.ones(len(need), bool)
        low, high = (np.asarray(sets @ side) for side in self.bounds)
        x = np.asarray(sets @ self.x)
        return _Case(
            self.table.with_sums(sets), np.append(self.x, x),
            np.stack([np.append(self.bounds[0], low), np.append(self.bounds[1], high)]),
            np.append(self.hidden, more), np.append(self.asked, np.maximum(need, OPEN * np.abs(x))),
            np.append(self.least, OPEN * np.abs(x)), np.append(self.owner, sole),
            np.append(self.loss, np.zeros(len(x))), np.append(self.may, more),
        )  # fmt: skip


def _search(case: _Case, judge: Judge | None) -> tuple[Bools, Floats, int]:
    """Choose, drop, audit; again for what the audit finds narrow and for sums that give away.

    Gives the cells to suppress, how far each is to be open (2, cells), and the programmes solved.
    """
    found, new, asked, solved = case.hidden, case.hidden, case.asked, 0
    limits: Limits = {}
    for turn in count():
        found, first = _Task(case, asked, new, limits).choose(case.may, found)
        if case.hidden.any() and not (case.may & ~found).any():
            raise EnterpriseError(_NOTHING)
        again = 0
        if turn < 3:  # later turns only add, so that they come to an end
            task = _Task(case, asked, asked > 0, limits)
            found, again = task.choose(found, case.hidden, backwards=True)
        need = _needed(case, asked, limits)
        new, programmes = _audited(case, need, found)
        solved += first + again + programmes
        asked = np.where(new, case.least, asked)
        if judge is not None:
            sets = _sums(case.table, found)
            more, sole = judge(sets)
            kept = np.flatnonzero(more > 0)
            if len(kept):
                case = case.joined(sets[kept], more[kept], sole[kept])
                asked = np.append(asked, case.asked[-len(kept) :])
                found, new = (np.append(a, np.ones(len(kept), bool)) for a in (found, new))
        if not new.any():
            return found, need, solved
    raise AssertionError  # count() does not end


def _audited(case: _Case, need: Floats, found: Bools) -> tuple[Bools, int]:
    """Cells suppressed to protect others that a pattern leaves too narrow; programmes solved.

    Raises
    ------
    EnterpriseError
        If a cell is less open than it has to be.
    """
    (low, high), x = case.bounds, case.x
    free = found & (need == 0).all(axis=0) & ~case.hidden
    wish = np.where(free, np.minimum(case.least, np.stack([high - x, x - low])), need)
    audit = intervals(case.table, x, found, low, high, above=wish[0], below=wish[1])
    wide = np.stack([audit.upper - x, x - audit.lower])
    narrow = found & (wide < need * (1 - 2 * SLACK)).any(axis=0)
    if narrow.any():
        raise EnterpriseError(_cannot(case.table, int(c)) for c in np.flatnonzero(narrow))
    return free & (wide.sum(axis=0) < case.least * (1 - 2 * SLACK)), audit.programmes


def _sums(table: Structure, found: Bools) -> sp.csr_array:
    """Sets of suppressed cells whose sum can be read off one equation: its total is published.

    Sets that were added before as cells of their own are left out.
    """
    lines = table.lines()
    old = {tuple(parts) for over, (_, parts) in zip(table.over, lines, strict=True) if over == SUM}
    new = {
        tuple(c for c in parts if found[c])
        for over, (total, parts) in zip(table.over, lines, strict=True)
        if over != SUM and not found[total]
    }
    sets = sorted(s for s in new - old if len(s) > 1)
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    columns = np.array([c for s in sets for c in s], dtype=np.intp)
    return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(found)))


_NOTHING = say(
    "to keep what is confidential, every cell of the table would have to go; publish larger groups",
    "为保护保密数据，表中所有单元格都须隐匿，请合并分组后再公布",
)


def _cannot(table: Structure, cell: int) -> Sentence:
    return say(
        "{cell} cannot be protected by suppressing others; publish larger groups",
        "{cell} 无法通过隐匿其他单元格得到保护，请合并分组后再公布",
        cell=table.label(cell),
    )


def _check(table: Structure, x: Floats, hidden: Bools, need: Floats, sole: Ints | None) -> None:
    shapes = [np.shape(a) for a in (x, hidden, need, hidden if sole is None else sole)]
    if any(shape != (len(table),) for shape in shapes):
        raise EnterpriseError(
            say(
                "the structure has {n} cells; values, confidential, need and sole should have as "
                "many entries",
                "表结构有{n}个单元格，数值、保密标记、保护量和唯一填报者应各有同样多项",
                n=len(table),
            )
        )
    bad = ~np.isfinite(x) | ~np.isfinite(need) | (np.asarray(need) < 0)
    if bad.any():
        raise EnterpriseError(
            say(
                "{cell} has value {value} and need {need}; a number and a need that is not "
                "negative are wanted",
                "{cell} 的数值为{value}、保护量为{need}，应为数值，且保护量不为负",
                cell=table.label(int(np.argmax(bad))), value=x[np.argmax(bad)],
                need=need[np.argmax(bad)],
            )
        )  # fmt: skip


class _Task:
    """One search: what must be open, for whom it is open already, and what that costs.

    ``open`` has shape (2, guarded, 1 + insiders): above and below; column 0 is a reader who is in
    no cell, the others are holdings that are alone in one.
    """

    def __init__(self, case: _Case, asked: Floats, guarded: Bools, limits: Limits) -> None:
        self.table, self.loss, self.limits = case.table, case.loss, limits
        self.guarded = np.flatnonzero(guarded)
        low, high = case.bounds
        self.room = np.stack([high - case.x, case.x - low])
        self.need = _needed(case, asked, limits)
        at = np.flatnonzero(case.owner >= 0)
        self.insiders, whose = np.unique(case.owner[at], return_inverse=True)
        self.theirs = sp.csr_array(
            (np.ones(len(at)), (whose, at)), shape=(len(self.insiders), len(case.x))
        )
        self.own = case.owner[self.guarded][:, None] == self.insiders[None, :]

    def choose(self, may: Bools, found: Bools, *, backwards: bool = False) -> tuple[Bools, int]:
        """Add cells to a pattern, from those that may go; also the number of programmes.

        Backwards, from a pattern known to do, nothing may stay less open than before.
        """
        self.cells = np.flatnonzero(may)
        self.matrix = equations_of(self.table, self.cells)
        self.matrix = sp.csc_array(sp.hstack([self.matrix, -self.matrix]))
        self.found, self.solved, self.strict = found, 0, backwards
        need = self.need[:, self.guarded]
        start = np.hstack([np.zeros((len(self.guarded), 1), bool), self.own])
        self.open = np.stack([start | (need[side] <= 0)[:, None] for side in (0, 1)])
        order = np.lexsort((self.guarded, -need.max(axis=0)))
        for g in order[::-1] if backwards else order:
            for side in (0, 1):
                self._settle(int(g), side)
        return self.found, self.solved

    def _settle(self, g: int, side: int) -> None:
        """Make one cell open to one side, for the reader outside and for all insiders."""
        cell = int(self.guarded[g])
        if not self.open[side, g, 0]:
            self._reach(g, side, np.empty(0, dtype=np.intp))
        if self.need[side, cell] <= 0:  # known before the table came out
            self.open[side, g] = True
        shut = np.flatnonzero(~self.open[side, g, 1:])
        if not len(shut) or self._move(g, side, shut, self.need[side, cell]):
            return
        for h in shut:
            if not self.open[side, g, 1 + h]:
                self._reach(g, side, np.array([h]))

    def _reach(self, g: int, side: int, without: Ints) -> None:
        """Open a cell as far as it has to be, or as it would be if nothing were published."""
        cell = int(self.guarded[g])
        key = (cell, side, int(self.insiders[without[0]]) if len(without) else -1)
        amount = self.limits.get(key, self.need[side, cell])
        if amount > 0 and not self._move(g, side, without, amount):
            if self.strict or key in self.limits:
                raise EnterpriseError(_cannot(self.table, cell))
            most = self._most(g, side, without, amount)
            self.limits[key] = most * (1 - SLACK) if most > SLACK * amount else 0.0
            if key[-1] < 0:
                self.need[side, cell] = self.limits[key]
            self._reach(g, side, without)
        self.open[side, g, 0 if key[-1] < 0 else 1 + without[0]] = True

    def _rooms(self, without: Ints, scale: float) -> Floats:
        """How far each cell may move up and down, in units of ``scale``. (2, cells)."""
        rooms = np.minimum(self.room[:, self.cells] / scale, 1e4)
        if len(without):
            rooms = rooms * (self.theirs[without].sum(axis=0) == 0)[self.cells]
        return np.asarray(rooms)

    def _most(self, g: int, side: int, without: Ints, scale: float) -> float:
        """How far a cell could move if every cell were suppressed that may be."""
        at = int(np.searchsorted(self.cells, self.guarded[g]))
        bounds = np.stack([np.zeros_like(rooms := self._rooms(without, scale)), rooms])
        bounds[1, 1 - side, at] = 0.0
        cost = np.zeros(rooms.shape)
        cost[side, at] = -1.0
        y = solve(cost.ravel(), self.matrix, bounds.reshape(2, -1).T)
        self.solved += 1
        return 0.0 if y is None else float(y.reshape(rooms.shape)[side, at] * scale)

    def _move(self, g: int, side: int, without: Ints, scale: float) -> bool:
        """Find the cheapest table that differs in a cell, with the cells of some insiders held."""
        rooms = self._rooms(without, scale)
        cost = np.where(self.found, 1e-3 * self.loss, self.loss)[self.cells]
        cost = np.maximum(cost, 1e-9) / np.clip(rooms.min(axis=0), 1e-4, 1.0)
        bounds = np.stack([np.zeros_like(rooms), rooms])
        at = np.searchsorted(self.cells, self.guarded[g])
        bounds[:, :, at] = 0.0
        bounds[:, side, at] = 1.0
        y = solve(np.tile(cost, 2), self.matrix, bounds.reshape(2, -1).T)
        self.solved += 1
        if y is None:
            return False
        moved = y[: len(self.cells)] - y[len(self.cells) :]
        change = np.zeros(len(self.found))
        change[self.cells] = np.where(np.abs(moved) > SLACK, moved, 0.0) * scale
        self.found = self.found | (change != 0)
        self._record(change)
        return True

    def _record(self, change: Floats) -> None:
        """Note every cell that a table, or its mirror image, moves as far as it has to."""
        reach = np.abs(change)
        touched = (self.theirs @ (change != 0).astype(np.float64)) > 0
        sees = np.concatenate([[True], ~touched])
        for sign in (1.0, -1.0):
            room = np.where(sign * change > 0, self.room[0], self.room[1])
            with np.errstate(divide="ignore", invalid="ignore"):
                stretch = np.min(np.where(change != 0, room / reach, np.inf))
            far = sign * stretch * change[self.guarded]
            for side, way in enumerate((1.0, -1.0)):
                there = way * far >= self.need[side, self.guarded] * (1 - SLACK)
                there &= reach[self.guarded] > 0
                self.open[side][np.ix_(there, sees)] = True


def _needed(case: _Case, asked: Floats, limits: Limits) -> Floats:
    """How far each cell must be open above and below, cut to what was open before. (2, cells)."""
    low, high = case.bounds
    need = np.minimum(asked, np.stack([high - case.x, case.x - low]))
    for (cell, side, who), most in limits.items():
        if who < 0:
            need[side, cell] = min(need[side, cell], most)
    return np.asarray(need)
