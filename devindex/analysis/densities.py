"""The whole distribution year by year: kernel densities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from devindex.analysis.subject import Given, Subject, differing, subject
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, say

__all__ = ["Density", "density"]

LEAST = 3
RULES = ("scott", "silverman")
BEYOND = 3.0
"""Bandwidths the grid reaches past the least and the largest value."""


@dataclass(frozen=True, repr=False)
class Density(Drawn):
    """Kernel density of the regions' values in some years.

    Attributes
    ----------
    frame
        Density at each point (rows) in each year (columns).
    shape
        One row a year: ``regions``, ``mean``, ``sd`` (divisor n), ``bandwidth``, ``mode`` (where
        the density is largest), ``peaks`` (number of local maxima of the density).
    relative
        True where each year is divided by its mean.
    """

    subject: Subject
    frame: pd.DataFrame
    shape: pd.DataFrame
    relative: bool

    def summary(self, lang: str = "en") -> str:
        """One line: where the mode was and is, and how many peaks."""
        first, last = self.shape.iloc[0], self.shape.iloc[-1]
        said = say(
            "{name}: mode {a:.2f} in {start} and {b:.2f} in {end}, standard deviation {c:.2f} and "
            "{d:.2f}, peaks {e} and {f}",
            "{name}：{start}年与{end}年的众数为{a:.2f}和{b:.2f}，标准差为{c:.2f}和{d:.2f}，"
            "峰数为{e}和{f}",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            start=self.shape.index[0],
            end=self.shape.index[-1],
            a=first["mode"], b=last["mode"], c=first["sd"], d=last["sd"],
            e=int(first["peaks"]), f=int(last["peaks"]),
        )  # fmt: skip
        return said.zh if lang == "zh" else str(said)


def density(
    given: Given,
    years: Sequence[int] | None = None,
    *,
    relative: bool = False,
    bandwidth: str | float = "scott",
    points: int = 257,
    node: str | None = None,
) -> Density:
    r"""Estimate the density of the regions' values in each year.

    .. math:: f(x) = \frac{1}{n h} \sum_i \phi\bigl((x - x_i) / h\bigr)

    with the normal density :math:`\phi` and :math:`h` by Scott's rule, :math:`n^{-1/5}` times the
    standard deviation (divisor n - 1), by ``scipy.stats.gaussian_kde``.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    years
        Years shown, each once; all if not given.
    relative
        True to divide each year by its mean.
    bandwidth
        ``scott``, ``silverman``, or a multiple of the standard deviation above 0.
    points
        Number of points, two or more, from three bandwidths below the least value to three above
        the largest.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    Regions without a value in a year are left out of it. Density spills past the ends of a scale:
    nothing is cut off at 0 or 100.

    Raises
    ------
    MethodError
        For no year or one that is not there, a bandwidth of another name or not above 0, fewer
        than two points, with fewer than three regions in a year, or values that do
        not differ.

    Notes
    -----
    With 31 regions a small second peak is often two provinces; a narrower bandwidth makes more.

    Examples
    --------
    >>> table = pd.DataFrame({2020: [1.0, 2.0, 3.0]}, index=["a", "b", "c"])
    >>> density(table).shape.round(3).loc[2020, ["mode", "bandwidth", "peaks"]].tolist()
    [2.0, 0.803, 1.0]
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import gaussian_kde

    _asked(years, bandwidth, points)
    what = subject(given, node)
    chosen = [what.year(y) for y in dict.fromkeys(what.years if years is None else years)]
    values = what.values[chosen]
    if relative:
        values = values / values.mean()
    kernels = {}
    for year in chosen:
        x = values[year].dropna().to_numpy()
        differing(x, LEAST, year)
        kernels[year] = gaussian_kde(x, bw_method=bandwidth)
    width = {y: float(np.sqrt(k.covariance[0, 0])) for y, k in kernels.items()}
    far = BEYOND * max(width.values())
    grid = np.linspace(values.min(axis=None) - far, values.max(axis=None) + far, points)
    frame = pd.DataFrame({y: k(grid) for y, k in kernels.items()}, index=grid)
    frame = frame.rename_axis(index="value", columns="year")
    space, tops = grid[1] - grid[0], frame.idxmax()
    modes = {
        y: float(
            minimize_scalar(
                lambda v, kernel=kernel: -float(kernel(v)[0]),
                bounds=(tops[y] - space, tops[y] + space), options={"xatol": 1e-9 * space},
            ).x
        )
        for y, kernel in kernels.items()
    }  # fmt: skip
    inner = frame.to_numpy()
    peaks = (inner[1:-1] > inner[:-2]) & (inner[1:-1] >= inner[2:])
    shape = pd.DataFrame(
        {
            "regions": values.count(), "mean": values.mean(), "sd": values.std(ddof=0),
            "bandwidth": pd.Series(width), "mode": pd.Series(modes),
            "peaks": pd.Series(peaks.sum(axis=0), chosen),
        }
    )  # fmt: skip
    return Density(what, frame, shape.rename_axis("year"), relative)


def _asked(years: Sequence[int] | None, bandwidth: object, points: int) -> None:
    """Refuse years, a bandwidth and points that give no density."""
    problems = []
    if years is not None and not len(years):
        problems.append(say("years names no year; one is needed", "years 中没有年份；至少需要一年"))
    number = isinstance(bandwidth, Real) and 0 < float(bandwidth) < np.inf
    if not number and bandwidth not in RULES:
        problems.append(
            say(
                "bandwidth is {given!r}; give 'scott', 'silverman' or a number above 0",
                "bandwidth 为{given!r}；请用 'scott'、'silverman' 或大于0的数",
                given=bandwidth,
            )
        )
    if points < 2:
        problems.append(say("points is {n}; two at least", "points 为{n}，至少为2", n=points))
    if problems:
        raise MethodError(problems)
