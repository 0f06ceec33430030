"""Who moves where in the distribution: Markov chains, their spatial kind, ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from devindex.analysis.markov import (
    ergodic,
    first_passage,
    homogeneity,
    indices,
    probabilities,
    transitions,
)
from devindex.analysis.neighbours import Kind, given_weights, subset
from devindex.analysis.subject import Given, Subject, groups_of, many, subject
from devindex.definitions import regions
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, listed, say
from devindex.index.arrays import Floats

__all__ = ["Mobility", "mobility"]


@dataclass(frozen=True, repr=False)
class Mobility(Drawn):
    """Moves of regions between classes of the distribution, and in the ranking.

    Attributes
    ----------
    classes
        Class of each region and year, 1 is the lowest; missing without a value.
    cuts
        Upper bounds of the classes but the last, by year.
    counts, frame
        Number and share of moves from the class of the row to that of the column in one step.
    distribution
        One row a class: share of regions at the ``start`` and ``end``, ``ergodic`` share, and
        ``stay`` (mean steps in the class, Prais: :math:`1 / (1 - p_{ii})`).
    passage
        Mean steps until the class of the column is reached from that of the row.
    indices
        ``shorrocks``, ``determinant``, ``eigenvalue``, ``bartholomew``, ``half_life`` (steps).
    ranks
        One row a step: ``tau`` (Kendall's tau-b of the two rankings), ``mean_change`` and
        ``largest_change`` (places), and with groups ``theta`` (share of the changes of rank that
        whole groups make together).
    spatial
        Shares of moves by class of the neighbours (rows: neighbours' class, own class), without
        weights empty; ``spatial_counts`` the numbers.
    test
        Whether moves depend on the neighbours: ``lr``, ``lr_p``, ``q``, ``q_p``, ``degrees``.
    step
        Years in a step.
    """

    subject: Subject
    classes: pd.DataFrame
    cuts: pd.DataFrame
    counts: pd.DataFrame
    frame: pd.DataFrame
    distribution: pd.DataFrame
    passage: pd.DataFrame
    indices: pd.Series
    ranks: pd.DataFrame
    spatial: pd.DataFrame
    spatial_counts: pd.DataFrame
    test: pd.Series
    step: int

    def summary(self, lang: str = "en") -> str:
        """One line: how many stay, the Shorrocks index, half-life, rank correlation."""
        moves = self.counts.to_numpy()
        still = [int(c) for c in self.counts.index[moves.sum(axis=1) == 0]]
        pace = (
            say(
                "no Shorrocks index and half-life, for no move begins in class {classes}",
                "没有从第{classes}组开始的转移，无法计算 Shorrocks 指数与半衰期",
                classes=listed(still),
            )
            if still
            else say(
                "Shorrocks index {shorrocks:.3f}, half-life {half:.1f} years",
                "Shorrocks 指数{shorrocks:.3f}，半衰期{half:.1f}年",
                shorrocks=self.indices["shorrocks"],
                half=self.indices["half_life"] * self.step,
            )
        )
        tau = self.ranks["tau"].mean()
        ranks = (
            say("no Kendall tau, for no two years have ranks that differ", "位次没有差别，"
                "无法计算肯德尔系数")
            if np.isnan(tau)
            else say("mean Kendall tau {t:.3f}", "相邻年份位次肯德尔系数平均{t:.3f}", t=tau)
        )  # fmt: skip
        said = say(
            "{name}, {start}-{end}: {stay:.1%} of {moves} stay in their class of {k}; {pace}, "
            "{ranks}",
            "{name}，{start}—{end}年：{n}次转移中{stay:.1%}留在原组（共{k}组）；{pace}，{ranks}",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            start=self.subject.years[0],
            end=self.subject.years[-1],
            stay=np.trace(moves) / moves.sum(),
            n=int(moves.sum()),
            moves=many(int(moves.sum()), "move", "moves"),
            k=len(moves),
            pace=pace,
            ranks=ranks,
        )
        return said.zh if lang == "zh" else str(said)


def mobility(
    given: Given,
    *,
    classes: int = 4,
    cuts: Literal["pooled", "yearly"] | Sequence[float] = "pooled",
    relative: bool = True,
    weights: Kind | Mapping[str, Sequence[str]] | Any | None = None,
    groups: Mapping[str, str] | pd.Series | None = None,
    node: str | None = None,
) -> Mobility:
    """Follow regions through the classes of the distribution.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns), equally far apart.
    classes
        Number of classes, by quantiles.
    cuts
        ``pooled``: quantiles over all years; ``yearly``: of each year; or upper bounds of the
        classes but the last. A value on a bound lies in the lower class.
    relative
        True to divide each year by its mean first, so that a common rise moves nobody.
    weights
        For a spatial chain: kind of :func:`~devindex.analysis.neighbours.spatial_weights`,
        neighbours by region, or libpysal weights. Moves are then told apart by the class of the
        weighted mean of the neighbours at the start of the step, with cuts of its own of the same
        kind.
    groups
        Group of each region for ``theta``; the macro-regions for provinces of China.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    A step without a value at either end is not counted, and a region without a value is nobody's
    neighbour in that year. Long-run shares are NaN where the chain has no single long run, times
    of passage NaN where a class is never reached.

    Raises
    ------
    MethodError
        With fewer than two years, two classes or two regions a class, years not equally far
        apart, values that do not vary, cuts that coincide or do not rise, a class nobody is ever
        in, or a region without neighbours.

    Notes
    -----
    PySAL's giddy agrees with these numbers; it is no dependency (docs/why.md). A chain takes moves
    to depend on the class alone, not on the years before, and eight steps of 31 regions leave few
    moves in a corner: look at ``counts``.

    Sources: Quah 1993; Rey 2001, Geographical Analysis 33 (spatial chains); Prais 1955; Shorrocks
    1978; Rey 2004 (theta).

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = mobility(compute(load_panel()))
    >>> int(found.counts.to_numpy().sum()), found.step
    (248, 1)
    """
    what = subject(given, node)
    values = what.values
    step = what.step()
    shown = values / values.mean() if relative else values
    _vary(values, relative)
    bounds = _bounds(shown, classes, cuts)
    k = len(bounds) + 1
    number = _classes(shown, bounds)
    _inhabited(number, bounds)
    before, after = number[:, :-1], number[:, 1:]
    counts = transitions(before.ravel(), after.ravel(), k)
    names = pd.RangeIndex(1, k + 1)
    rows, columns = names.rename("from"), names.rename("to")
    p = probabilities(counts)
    lags, of_lags = _lags(shown, weights, classes, cuts, k)
    spatial = np.array([
        transitions(np.where(lags[:, :-1] == g, before, -1).ravel(), after.ravel(), k)
        for g in range(k)
    ]) if of_lags else np.zeros((0, k, k), int)  # fmt: skip
    places = pd.MultiIndex.from_product([names if of_lags else [], names],
                                        names=["neighbours", "from"])  # fmt: skip
    with np.errstate(divide="ignore"):
        stay = 1.0 / (1.0 - np.diag(p))
    return Mobility(
        what,
        pd.DataFrame(number + 1, values.index, values.columns).replace(0, pd.NA).astype("Int64"),
        pd.DataFrame(bounds, index=names[:-1].rename("class"), columns=values.columns),
        pd.DataFrame(counts, rows, columns),
        pd.DataFrame(p, rows, columns),
        pd.DataFrame(
            {
                "start": _shares(number[:, 0], k), "end": _shares(number[:, -1], k),
                "ergodic": ergodic(p), "stay": stay,
            },
            index=names.rename("class"),
        ),
        pd.DataFrame(first_passage(p), rows, columns),
        pd.Series(indices(p, _shares(before.ravel(), k))),
        _ranks(values, groups),
        pd.DataFrame(probabilities(spatial).reshape(-1, k), places, columns),
        pd.DataFrame(spatial.reshape(-1, k), places, columns),
        pd.Series(homogeneity(spatial) if of_lags else {}, dtype=float),
        step,
    )  # fmt: skip


def _vary(values: pd.DataFrame, relative: bool) -> None:
    """Refuse values that are all the same: in every year, or in all years together."""
    x = values.to_numpy()
    spread = np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    if not relative:
        spread = np.nanmax(x) - np.nanmin(x)
    if not np.any(spread > 0):
        raise MethodError(
            say(
                "the values do not vary, so there are no classes to move between",
                "数值没有差别，无从分组",
            )
        )


def _inhabited(number: np.ndarray, bounds: Floats) -> None:
    """Refuse classes nobody is ever in: their moves are unknown, and so is every index."""
    empty = [c for c in range(len(bounds) + 1) if not (number == c).any()]
    if empty:
        raise MethodError(
            say(
                "no region is ever in class {classes} of {k}, with the bounds {bounds}; choose "
                "bounds among the values",
                "共{k}组，没有地区曾处于第{classes}组（界限为{bounds}）；请在数值范围内选择界限",
                classes=listed(c + 1 for c in empty),
                k=len(bounds) + 1,
                bounds=listed(f"{b:g}" for b in bounds[:, 0]),
            )
        )


def _bounds(
    values: pd.DataFrame, classes: int, cuts: str | Sequence[float], least: int = 2
) -> Floats:
    """Upper bounds of the classes but the last, one column a year: (classes - 1, years)."""
    years = values.shape[1]
    if isinstance(cuts, str):
        if cuts not in ("pooled", "yearly"):
            raise MethodError(
                say(
                    "cuts is {cuts!r}; give 'pooled', 'yearly' or the bounds themselves",
                    "cuts 为{cuts!r}；请用 'pooled'、'yearly' 或直接给出分组界限",
                    cuts=cuts,
                )
            )
        if classes < 2 or len(values) < least * classes:
            raise MethodError(
                say(
                    "{classes} of {regions}; two classes at least, of two regions each",
                    "{n}个地区分{k}组；至少分两组，且每组不少于两个地区",
                    k=classes,
                    n=len(values),
                    classes=many(classes, "class", "classes"),
                    regions=many(len(values), "region", "regions"),
                )
            )
        at = np.arange(1, classes) / classes
        x = values.to_numpy()
        if cuts == "yearly":
            bounds = np.nanquantile(x, at, axis=0)
        else:
            bounds = np.repeat(np.nanquantile(x, at)[:, None], years, axis=1)
    else:
        bounds = np.repeat(np.array(cuts, dtype=float)[:, None], years, axis=1)
    if len(bounds) < 1 or not (np.diff(bounds, axis=0) > 0).all():
        raise MethodError(
            say(
                "the bounds of the classes must rise: {bounds}",
                "分组界限须由小到大且互不相同：{bounds}",
                bounds=listed(f"{b:g}" for b in (bounds[:, 0] if len(bounds) else ())),
            )
        )
    return np.asarray(bounds)


def _classes(values: pd.DataFrame, bounds: Floats) -> np.ndarray:
    """Number of each value's class from 0, -1 without a value: (regions, years)."""
    x = values.to_numpy()
    over = (x[None] > bounds[:, None]).sum(axis=0)
    return np.where(np.isnan(x), -1, over)


def _shares(number: np.ndarray, k: int) -> Floats:
    count = np.bincount(number[number >= 0], minlength=k)
    return np.asarray(count / count.sum())


def _lags(
    shown: pd.DataFrame, weights: Any, classes: int, cuts: str | Sequence[float], k: int
) -> tuple[np.ndarray, bool]:
    """Class of the neighbours of each region and year."""
    if weights is None:
        return np.full(shown.shape, -1), False
    w = given_weights(weights, list(shown.index))
    lag = pd.DataFrame(np.nan, shown.index, shown.columns)
    for year in shown.columns:
        x = shown[year].dropna()
        part = subset(w, list(x.index), int(year))
        part.transform = "R"
        lag.loc[x.index, year] = part.sparse @ x.to_numpy()
    return _classes(lag, _bounds(lag, classes, cuts)), True


def _ranks(values: pd.DataFrame, groups: Mapping[str, str] | pd.Series | None) -> pd.DataFrame:
    """Change of ranks from each year to the next, ties at their mean rank."""
    from scipy.stats import kendalltau

    known = groups is not None or all(c in regions() and regions()[c].macro for c in values.index)
    group = groups_of(values.index, groups)["group"] if known else None
    rows = {}
    for one, other in pairwise(values.columns):
        both = values[[one, other]].dropna()
        moved = both[one].rank() - both[other].rank()
        whole = float(moved.abs().sum())
        rows[int(other)] = {
            "tau": float(kendalltau(both[one], both[other]).statistic),
            "mean_change": whole / len(both), "largest_change": float(moved.abs().max()),
        }  # fmt: skip
        if group is not None:
            together = float(moved.groupby(group.loc[both.index]).sum().abs().sum())
            rows[int(other)]["theta"] = together / whole if whole else 0.0
    return pd.DataFrame(rows).T.rename_axis("year")
