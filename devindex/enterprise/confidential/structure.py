"""Cells of tables with totals, and the equations between them that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from devindex.errors import EnterpriseError, Sentence, listed, say

__all__ = ["Dimension", "Structure", "check_sums", "spread", "structure"]

SUM = "+"
"""What an equation adds over that says a further cell is the sum of others."""
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Dimension:
    """One classification of a table, with its totals.

    Attributes
    ----------
    name
        What is classified: ``province``, ``industry``, ``size``.
    parents
        The total each code is a part of. One code, the grand total, is a part of none.

    Raises
    ------
    EnterpriseError
        If there is not exactly one grand total, or a code is a part of itself.

    Examples
    --------
    >>> place = Dimension("province", {"11": "north", "13": "north", "44": "CN", "north": "CN"})
    >>> place.total, place.codes
    ('CN', ('11', '13', '44', 'CN', 'north'))
    """

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parents", MappingProxyType(dict(self.parents)))
        roots = sorted(set(self.parents.values()) - set(self.parents))
        if len(roots) != 1:
            raise EnterpriseError(
                say(
                    "{name} has {n} grand totals ({roots}); every code but one is part of another",
                    "{name} 有{n}个总计（{roots}），除总计外每个代码都应归入上一级",
                    name=self.name, n=len(roots),
                    roots=listed(roots) if roots else Sentence("none", "无"),
                )
            )  # fmt: skip
        for code in sorted(self.parents):
            if self._line(code)[-1] != roots[0]:
                raise EnterpriseError(
                    say(
                        "in {name}, {code} is a part of itself; its totals should end at {root}",
                        "{name} 中 {code} 归入了自身，各级合计应止于 {root}",
                        name=self.name, code=code, root=roots[0],
                    )
                )  # fmt: skip

    def _line(self, code: str) -> list[str]:
        """The code and all its totals, the nearest first; stops where it would turn in a circle."""
        line = [code]
        while line[-1] in self.parents and self.parents[line[-1]] not in line:
            line.append(self.parents[line[-1]])
        return line

    @property
    def total(self) -> str:
        """The grand total."""
        return next(iter(set(self.parents.values()) - set(self.parents)))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, totals too, in sorted order."""
        return tuple(sorted({self.total, *self.parents}))

    def lines(self) -> Ints:
        """Places in ``codes`` of each code and its totals. (codes, levels), -1 where none."""
        place = {code: i for i, code in enumerate(self.codes)}
        lines = [[place[c] for c in self._line(code)] for code in self.codes]
        out = np.full((len(lines), max(map(len, lines))), -1, dtype=np.intp)
        for row, line in zip(out, lines, strict=True):
            row[: len(line)] = line
        return out


@dataclass(frozen=True, eq=False)
class Structure:
    """Cells of one table or of several that share cells.

    Attributes
    ----------
    names
        Names of all dimensions.
    cells
        One code a dimension for each cell, sorted: the order of every array of cells. A table
        without a dimension shows its grand total there.
    equations
        Each row says that a total less its parts is zero, shape (equations, cells): 1 at the
        total, -1 at the parts.
    over
        The dimension each equation adds over.
    tables
        The dimensions of each table.
    """

    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    equations: sp.csr_array
    over: tuple[str, ...]
    tables: tuple[tuple[Dimension, ...], ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.cells)

    def lines(self) -> list[tuple[int, list[int]]]:
        """The total and the parts of each equation, by their places."""
        e = self.equations
        rows = np.repeat(np.arange(e.shape[0]), np.diff(e.indptr))
        order = np.lexsort((e.indices, -e.data, rows))
        groups = np.split(e.indices[order], e.indptr[1:-1])
        return [(int(g[0]), g[1:].tolist()) for g in groups if len(g)]

    def with_sums(self, sets: sp.csr_array) -> Structure:
        """Add sums of cells as cells of their own, each with the equation that says so.

        Parameters
        ----------
        sets
            1 at the cells of each sum, shape (sums, cells).
        """
        more = sets.shape[0]
        members = np.split(sets.indices, sets.indptr[1:-1])
        named = tuple(
            tuple("+".join(dict.fromkeys(codes)) for codes in zip(*rows, strict=True))
            for rows in ([self.cells[c] for c in sorted(m.tolist())] for m in members)
        )
        wide = sp.hstack([self.equations, sp.csr_array((self.equations.shape[0], more))])
        own = sp.hstack([-sets, sp.eye_array(more)])
        both = sp.csr_array(sp.vstack([wide, own]))
        return Structure(
            self.names, self.cells + named, both, self.over + (SUM,) * more, self.tables
        )

    def frame(self) -> pd.DataFrame:
        """The codes of every cell, one column a dimension."""
        return pd.DataFrame(self.cells, columns=list(self.names))

    def label(self, cell: int) -> str:
        """Name of a cell: ``province 11, industry CN``."""
        pairs = zip(self.names, self.cells[cell], strict=True)
        return ", ".join(f"{name} {code}" for name, code in pairs)

    def values(self, frame: pd.DataFrame, column: str = "value") -> Floats:
        """Bring a column of a table to the order of the cells, whatever the order of its rows.

        Raises
        ------
        EnterpriseError
            If a cell is missing, comes twice, is none of the structure, or holds no number.
        """
        absent = [n for n in (*self.names, column) if n not in frame.columns]
        if absent:
            raise EnterpriseError(
                say("the table has no column {names}", "表中缺少列{names}", names=listed(absent))
            )
        rows = list(frame[list(self.names)].itertuples(index=False, name=None))
        place = {cell: i for i, cell in enumerate(self.cells)}
        seen = pd.Index(rows, tupleize_cols=False)
        faults = (
            (sorted({r for r in rows if r not in place}, key=str), _UNKNOWN),
            (sorted(set(seen[seen.duplicated()]), key=str), _TWICE),
            (sorted(set(place) - set(rows)), _MISSING),
        )
        wrong = [_cells(found, *words) for found, words in faults if found]
        if wrong:
            raise EnterpriseError(wrong)
        out = np.empty(len(self))
        out[[place[r] for r in rows]] = pd.to_numeric(frame[column], errors="coerce")
        if not np.isfinite(out).all():
            holes = [self.cells[i] for i in np.flatnonzero(~np.isfinite(out))]
            raise EnterpriseError(_cells(holes, *_NO_NUMBER))
        return out


_UNKNOWN = ("{n} cells are not of the table, first {first}", "{n}个单元格不属于该表，首个为{first}")
_TWICE = ("{n} cells come twice, first {first}", "{n}个单元格重复，首个为{first}")
_MISSING = ("{n} cells are missing, first {first}", "缺少{n}个单元格，首个为{first}")
_NO_NUMBER = ("{n} cells hold no number, first {first}", "{n}个单元格没有数值，首个为{first}")


def _cells(found: Sequence[tuple[str, ...]], en: str, zh: str) -> Sentence:
    return say(en, zh, n=len(found), first="/".join(map(str, found[0])))


def structure(*tables: Iterable[Dimension]) -> Structure:
    """Cells and equations of one table, or of tables linked by the cells they share.

    Every combination of codes is a cell, totals too. Two cells are the same if they agree in all
    dimensions, where a dimension a table does not have stands at its grand total: two tables of
    province × industry and of province × size share the totals of the provinces.

    Parameters
    ----------
    tables
        The dimensions of each table. A dimension of one name may have other groups in another
        table, under the same grand total.

    Raises
    ------
    EnterpriseError
        If a dimension ends at different grand totals in two tables.

    Examples
    --------
    >>> place = Dimension("province", {"11": "CN", "44": "CN"})
    >>> size = Dimension("size", {"large": "all", "small": "all"})
    >>> table = structure([place, size])
    >>> len(table), table.equations.shape, table.label(2)
    (9, (6, 9), 'province 11, size small')
    """
    given = tuple(tuple(t) for t in tables)
    totals: dict[str, str] = {}
    for dimension in (d for t in given for d in t):
        if totals.setdefault(dimension.name, dimension.total) != dimension.total:
            raise EnterpriseError(
                say(
                    "{name} ends at {a} in one table and at {b} in another; linked tables share "
                    "the grand total",
                    "{name} 在一张表中总计为 {a}，在另一张表中为 {b}；关联表的总计应相同",
                    name=dimension.name, a=totals[dimension.name], b=dimension.total,
                )
            )  # fmt: skip
    names = tuple(totals)
    keys = [_keys(t, totals) for t in given]
    cells = tuple(sorted({cell for table in keys for cell in table}))
    place = {cell: i for i, cell in enumerate(cells)}
    sums: dict[tuple[int, ...], str] = {}
    for table, cell in zip(given, keys, strict=True):
        own = np.array([place[c] for c in cell], dtype=np.intp)
        own = own.reshape([len(d.codes) for d in table])
        for axis, dimension in enumerate(table):
            for total, parts in _families(dimension):
                lines = np.moveaxis(own, axis, 0)[[total, *parts]].reshape(1 + len(parts), -1)
                for line in lines.T.tolist():
                    sums.setdefault((line[0], *sorted(line[1:])), dimension.name)
    ordered = sorted(sums)
    return Structure(
        names, cells, _matrix(ordered, len(cells)), tuple(sums[s] for s in ordered), given
    )


def _keys(table: Sequence[Dimension], totals: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Cells of one table, in the order of ``product``, with codes of all dimensions."""
    axis = {d.name: i for i, d in enumerate(table)}
    return [
        tuple(codes[axis[n]] if n in axis else totals[n] for n in totals)
        for codes in product(*(d.codes for d in table))
    ]


def _families(dimension: Dimension) -> list[tuple[int, list[int]]]:
    """Places of each total and of its parts."""
    place = {code: i for i, code in enumerate(dimension.codes)}
    parts: dict[int, list[int]] = {}
    for code, parent in sorted(dimension.parents.items()):
        parts.setdefault(place[parent], []).append(place[code])
    return sorted(parts.items())


def _matrix(sums: Sequence[tuple[int, ...]], cells: int) -> sp.csr_array:
    lengths = np.array([len(s) for s in sums], dtype=np.intp)
    columns = np.array([c for s in sums for c in s], dtype=np.intp)
    signs = np.full(len(columns), -1.0)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    signs[starts[:-1]] = 1.0
    return sp.csr_array((signs, columns, starts), shape=(len(sums), cells))


def check_sums(table: Structure, values: Floats, *, tolerance: float = 1e-9) -> None:
    """Refuse a table that does not add up: its equations are what protection rests on.

    Parameters
    ----------
    values
        Unrounded figures, shape (cells,).
    tolerance
        Largest difference, as a share of the largest figure of the table.

    Raises
    ------
    EnterpriseError
        Naming the first equation that does not hold, and how many there are.
    """
    off = table.equations @ values
    wrong = np.flatnonzero(np.abs(off) > tolerance * np.abs(values).max(initial=0.0))
    if not len(wrong):
        return
    raise EnterpriseError(
        say(
            "{cell} is {value:.15g}, its parts over {over} sum to {parts:.15g}; {n} totals do not "
            "add up, give unrounded figures",
            "{cell} 为 {value:.15g}，按 {over} 分项之和为 {parts:.15g}；共{n}个合计与分项不符，"
            "请提供未修约的数值",
            cell=table.label(total), value=values[total], over=table.over[row],
            parts=values[total] - off[row], n=len(wrong),
        )
        for row in wrong[:1]
        for total in [table.lines()[row][0]]
    )  # fmt: skip


def spread(table: Structure, codes: Mapping[str, Sequence[str]]) -> tuple[Ints, Ints]:
    """Say for every record which cells it is counted in: its own, and every total above it.

    Parameters
    ----------
    codes
        Code of each record in each dimension, shape (records,) each.

    Returns
    -------
    Cell and record of each pair, shape (pairs,) both, each pair once.

    Raises
    ------
    EnterpriseError
        If a dimension is not given, or a code is not known.

    Examples
    --------
    >>> place = Dimension("province", {"11": "CN", "44": "CN"})
    >>> cell, record = spread(structure([place]), {"province": ["44", "11", "44"]})
    >>> cell.tolist(), record.tolist()
    ([0, 1, 1, 2, 2, 2], [1, 0, 2, 0, 1, 2])
    """
    place = {cell: i for i, cell in enumerate(table.cells)}
    totals = {d.name: d.total for t in table.tables for d in t}
    records = len(next(iter(codes.values()), ()))
    pairs = []
    for dimensions in table.tables:
        own = np.array([place[k] for k in _keys(dimensions, totals)], dtype=np.intp)
        lines = [d.lines()[_places(d, codes)] for d in dimensions]
        shape = tuple(len(d.codes) for d in dimensions)
        for levels in product(*(range(line.shape[1]) for line in lines)):
            at = [line[:, level] for line, level in zip(lines, levels, strict=True)]
            there = np.flatnonzero(np.all([a >= 0 for a in at], axis=0))
            cell = own[np.ravel_multi_index([a[there] for a in at], shape)]
            pairs.append(cell * records + there)
    flat = np.unique(np.concatenate(pairs)) if pairs else np.empty(0, dtype=np.intp)
    return flat // max(records, 1), flat % max(records, 1)


def _places(dimension: Dimension, codes: Mapping[str, Sequence[str]]) -> Ints:
    if dimension.name not in codes:
        raise EnterpriseError(
            say("no codes of {name} are given", "未给出 {name} 的代码", name=dimension.name)
        )
    at = pd.Index(dimension.codes).get_indexer(pd.Index(codes[dimension.name]))
    if (at < 0).any():
        odd = sorted({str(code) for code in np.asarray(codes[dimension.name])[at < 0]})
        raise EnterpriseError(
            say(
                "{n} codes of {name} are not known, first {first}",
                "{name} 中有{n}个无法识别的代码，首个为 {first}",
                n=len(odd), name=dimension.name, first=odd[0],
            )
        )  # fmt: skip
    return np.asarray(at, dtype=np.intp)
