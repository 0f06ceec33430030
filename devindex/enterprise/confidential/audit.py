"""How well a table hides its suppressed cells: their intervals, by linear programmes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from devindex.enterprise.confidential.structure import Structure
from devindex.errors import EnterpriseError, say

__all__ = ["Intervals", "believed", "intervals"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SLACK = 1e-6
"""Share of what is asked for by which a programme may fall short: its own tolerance."""


def believed(
    values: Floats,
    *,
    lower: Floats | float | None = None,
    upper: Floats | float | None = None,
    previous: Floats | None = None,
    growth: tuple[float, float] = (0.5, 2.0),
) -> tuple[Floats, Floats]:
    """Bounds of every cell that a reader believes before the table comes out.

    Parameters
    ----------
    values
        True figures, shape (cells,).
    lower, upper
        What is known of a cell. None: not below zero if no figure is negative, and not further
        from zero than ten times the largest figure.
    previous
        What was published last year, shape (cells,), NaN where suppressed or not published.
    growth
        Least and greatest ratio to last year's figure that readers hold possible. A belief that
        the true figure contradicts is wrong and tells nothing: it is not used.

    Returns
    -------
    Lower and upper bounds, shape (cells,) both, which hold the true figures.

    Raises
    ------
    EnterpriseError
        If ``growth`` does not rise.

    Examples
    --------
    >>> low, high = believed(np.array([10.0, 30.0]), previous=np.array([8.0, np.nan]))
    >>> low.tolist(), high.tolist()
    ([4.0, 0.0], [16.0, 300.0])
    """
    most = 10 * np.abs(values).max(initial=0.0)
    least = 0.0 if values.min(initial=0.0) >= 0 else -most
    low = np.broadcast_to(least if lower is None else lower, values.shape).astype(np.float64)
    high = np.broadcast_to(most if upper is None else upper, values.shape).astype(np.float64)
    if not 0 <= growth[0] < growth[1]:
        raise EnterpriseError(
            say(
                "growth is {low} to {high}; the lower ratio should be the smaller one",
                "增长范围为{low}至{high}，下限应小于上限",
                low=growth[0], high=growth[1],
            )
        )  # fmt: skip
    if previous is not None:
        ends = np.sort(np.stack([previous * growth[0], previous * growth[1]]), axis=0)
        right = (ends[0] <= values) & (values <= ends[1])
        low = np.where(right, np.maximum(low, ends[0]), low)
        high = np.where(right, np.minimum(high, ends[1]), high)
    return np.minimum(low, values), np.maximum(high, values)


@dataclass(frozen=True, eq=False)
class Intervals:
    """What is left open of each cell; arrays of shape (cells,).

    Attributes
    ----------
    lower, upper
        The cell is somewhere between; both its value where it is published.
    exact
        Whether these are the ends themselves. Otherwise the interval is at least this wide.
    programmes
        Linear programmes solved.
    """

    lower: Floats
    upper: Floats
    exact: bool
    programmes: int


def intervals(
    table: Structure,
    values: Floats,
    suppressed: Bools,
    lower: Floats,
    upper: Floats,
    *,
    above: Floats | None = None,
    below: Floats | None = None,
) -> Intervals:
    r"""Find how far each suppressed cell can be from its value, given all that is published.

    .. math:: \max \pm z_j \quad\text{where}\quad E z = 0,\; l \le z \le u,\;
              z = x \text{ where published}

    with the equations :math:`E` of all tables. Solved for :math:`z - x`, in the scale of the cell
    in question, so that a small cell of a large table is judged as finely as a large one.

    Parameters
    ----------
    values
        True figures, shape (cells,).
    suppressed
        Cells that are not published.
    lower, upper
        What a reader believes of each cell (``believed``).
    above, below
        How far each cell must be open; a cell that is found open so far in the solution of
        another is not asked any more. None: every interval is found exactly.

    Raises
    ------
    EnterpriseError
        If a programme is not solved.

    Examples
    --------
    Handbook of 2012, example 3 (Geurts 1992): the first cell is between 3 and 6.

    >>> from devindex.enterprise.confidential.structure import Dimension, structure
    >>> row, column = (Dimension(n, dict.fromkeys(c, "T")) for n, c in (("r", "123"), ("c", "12")))
    >>> table = structure([row, column])
    >>> x = np.array([5.0, 2, 7, 1, 2, 3, 3, 3, 6, 9, 7, 16])
    >>> hidden = np.isin(np.arange(12), [0, 1, 3, 4])
    >>> found = intervals(table, x, hidden, *believed(x))
    >>> found.lower[0], found.upper[0]
    (np.float64(3.0), np.float64(6.0))
    """
    cells = np.flatnonzero(suppressed)
    low, high = np.zeros(len(cells)), np.zeros(len(cells))
    exact = above is None or below is None
    want = np.full((2, len(cells)), np.inf)
    if above is not None and below is not None:
        want = np.stack([above[cells], below[cells]]) * (1 - SLACK)
    room = np.stack([(upper - values)[cells], (values - lower)[cells]])
    matrix = equations_of(table, cells)
    smallest = np.abs(values[values != 0]).min(initial=np.inf)
    smallest = smallest if np.isfinite(smallest) else 1.0
    solved = 0
    for j, cell in enumerate(cells):
        for side, sign in enumerate((1.0, -1.0)):
            if (high, -low)[side][j] >= min(want[side, j], room[side, j]):
                continue
            scale = max(abs(values[cell]), smallest, 0.0 if exact else want[:, j].max())
            cost = np.zeros(len(cells))
            cost[j] = -sign
            bounds = np.stack([-room[1], room[0]], axis=1) / scale
            found = solve(cost, matrix, bounds)
            solved += 1
            if found is None:
                raise EnterpriseError(
                    say(
                        "the interval of {cell} could not be computed; check that all bounds "
                        "hold the figures",
                        "无法计算{cell}的区间，请检查各项上下界是否包含真值",
                        cell=table.label(int(cell)),
                    )
                )
            high, low = np.maximum(high, found * scale), np.minimum(low, found * scale)
    ends = values.copy(), values.copy()
    ends[0][cells] = np.maximum(values[cells] + low, lower[cells])
    ends[1][cells] = np.minimum(values[cells] + high, upper[cells])
    return Intervals(ends[0], ends[1], exact, solved)


def equations_of(table: Structure, cells: NDArray[np.intp]) -> sp.csc_array:
    """Equations among some cells, the others held; rows that speak of none are left out."""
    part = table.equations[:, cells]
    return sp.csc_array(part[np.diff(part.indptr) > 0])


def solve(cost: Floats, matrix: sp.csc_array, bounds: Floats) -> Floats | None:
    """Smallest cost under ``matrix @ z = 0`` within bounds, or None if there is no solution."""
    done = linprog(
        cost, A_eq=matrix if matrix.shape[0] else None,
        b_eq=np.zeros(matrix.shape[0]) if matrix.shape[0] else None,
        bounds=bounds, method="highs-ds",
    )  # fmt: skip
    return np.asarray(done.x) if done.status == 0 else None
