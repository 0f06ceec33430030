"""How unequal the regions are: inequality by year, inside and between groups of regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from devindex.analysis.inequality import atkinson, dagum, gini, theil, theil_levels, variation
from devindex.analysis.subject import WHOLE, Given, Subject, by_region, groups_of, many, subject
from devindex.definitions import regions
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, say, unknown
from devindex.index.arrays import Floats
from devindex.index.result import Index

__all__ = ["Disparity", "disparity"]


@dataclass(frozen=True, repr=False)
class Disparity(Drawn):
    """Inequality among regions, year by year.

    Attributes
    ----------
    frame
        One row a year: ``regions`` (how many), ``mean``, ``cv``, ``gini``, ``theil``,
        ``atkinson``; the parts of the Gini coefficient ``gini_within``, ``gini_net_between``,
        ``gini_transvariation``; the parts of Theil's T ``theil_within`` and, for each level of
        groups, ``theil_between_LEVEL``.
    by_group
        One row a year and group (finest level): ``regions``, ``mean``, ``gini``, ``theil``, and
        ``gini_part``, ``theil_part``, what the group adds to the whole by its own inequality.
    pairs
        One row a year and pair of groups: ``gini`` between them, ``gap`` (relative economic
        affluence, 1 where they do not overlap), ``net_between`` and ``transvariation``, what the
        pair adds to the whole.
    weighted
        True where regions count by a weight, False where all count alike.
    epsilon
        Aversion to inequality of the Atkinson index.
    """

    subject: Subject
    groups: pd.DataFrame
    frame: pd.DataFrame
    by_group: pd.DataFrame
    pairs: pd.DataFrame
    weighted: bool
    epsilon: float

    def summary(self, lang: str = "en") -> str:
        """One line: the Gini coefficient of the first and last year, and its parts."""
        first, last = self.frame.iloc[0], self.frame.iloc[-1]
        parts = {c: last[f"gini_{c}"] / last["gini"] if last["gini"] else 0.0 for c in PARTS}
        k = self.groups.iloc[:, -1].nunique()
        divided = say(
            "; of the last, {within:.1%} lies within the {k} groups, {net_between:.1%} is net "
            "between them, {transvariation:.1%} is overlap",
            "；{end}年组内（{k}组）差异占{within:.1%}，组间净差异占{net_between:.1%}，"
            "超变密度占{transvariation:.1%}",
            end=self.frame.index[-1],
            k=k,
            **parts,
        )
        said = say(
            "{name}: Gini {a:.3f} in {start} and {b:.3f} in {end} over {regions}{divided}",
            "{name}：基尼系数{start}年为{a:.3f}，{end}年为{b:.3f}（{n}个地区）{divided}",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            a=first["gini"],
            b=last["gini"],
            start=self.frame.index[0],
            end=self.frame.index[-1],
            n=int(last["regions"]),
            regions=many(int(last["regions"]), "region", "regions"),
            divided=divided if k > 1 else Sentence("", ""),
        )
        return said.zh if lang == "zh" else str(said)


PARTS = ("within", "net_between", "transvariation")
OF_PAIR = ["gini", "gap", "net_between", "transvariation"]


def disparity(
    given: Given,
    *,
    groups: Mapping[str, str] | pd.Series | pd.DataFrame | None = None,
    weights: str | pd.Series | pd.DataFrame | None = None,
    epsilon: float = 1.0,
    node: str | None = None,
) -> Disparity:
    """Measure the inequality of regions in every year, and divide it by groups of regions.

    Coefficient of variation, Gini coefficient with Dagum's decomposition (within groups, net
    between groups, transvariation), Theil's T with its nested decomposition, Atkinson index.
    Formulas and sources stand with the functions of :mod:`devindex.analysis.inequality`.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    groups
        Group of each region; a table with one column a level, coarse first, gives nested groups.
        The four macro-regions of the National Bureau of Statistics if not given; where no region
        is a province of China, one group ``all``, so that nothing is divided.
    weights
        What a region counts for, such as its population: by region, by region and year, or the
        code of a series of the index's panel (``"eco_pop"``). All regions alike if not given.
    epsilon
        Aversion to inequality of the Atkinson index, above 0.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    A region without a value in a year is not counted in that year; years without any value are
    left out. With one group nothing lies between. Groups without a region in a year are left out
    of it. Equal values give 0 throughout.

    Raises
    ------
    MethodError
        If a value is negative or all are zero, a year has one region only, a region has no group
        or no positive weight, or the groups are not nested.

    Notes
    -----
    All measures need a zero that means nothing: shares and ratios are taken of it. Scores of 0 to
    100 between fixed goalposts have a zero by convention, so levels say less than their movement.
    PySAL's ``inequality`` does what it has, which is everything without weights but the
    decomposition of Dagum.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = disparity(compute(load_panel()))
    >>> found.frame.loc[[2018, 2024], ["gini", "gini_within", "gini_net_between"]].round(3)
           gini  gini_within  gini_net_between
    year
    2018  0.192        0.040             0.130
    2024  0.152        0.033             0.103
    """
    what = subject(given, node)
    values = what.values
    if groups is None and not any(code in regions() for code in values.index):
        groups = dict.fromkeys(values.index, WHOLE)
    table = groups_of(values.index, groups)
    held = _weights(given, weights, values)
    _check(values, held, epsilon)
    rows: dict[int, dict[str, float]] = {}
    inside: dict[tuple[int, str], dict[str, float]] = {}
    between: dict[tuple[int, str, str], dict[str, float]] = {}
    for year in what.years:
        seen = values[year].notna()
        x = values.loc[seen, year].to_numpy()
        w = None if held is None else held.loc[seen, year].to_numpy()
        levels = table[seen].to_numpy().astype(str)
        rows[year], of_groups, of_pairs = _year(x, levels, w, list(table.columns), epsilon)
        inside |= {(year, g): row for g, row in of_groups.items()}
        between |= {(year, a, b): row for (a, b), row in of_pairs.items()}
    names = ["year", "group_a", "group_b"]
    empty = pd.MultiIndex.from_arrays([[]] * 3, names=names)
    return Disparity(
        what,
        table,
        pd.DataFrame(rows).T.astype({"regions": int}).rename_axis("year"),
        pd.DataFrame(inside).T.astype({"regions": int}).rename_axis(["year", "group"]),
        pd.DataFrame(between, index=OF_PAIR).T.rename_axis(names)
        if between
        else pd.DataFrame(columns=OF_PAIR, index=empty, dtype=float),
        held is not None,
        float(epsilon),
    )


def _year(
    x: Floats, levels: np.ndarray, w: Floats | None, names: list[str], epsilon: float
) -> tuple[dict[str, float], dict[str, dict[str, float]], dict[tuple[str, str], dict[str, float]]]:
    """One year: the whole, each group, each pair of groups."""
    finest = levels[:, -1]
    p = np.full(len(x), 1.0 / len(x)) if w is None else w / w.sum()
    mean = float(p @ x)
    split, parts = dagum(x, finest, w), theil_levels(x, levels, w)
    row = {
        "regions": len(x), "mean": mean, "cv": variation(x, w), "gini": gini(x, w),
        "theil": theil(x, w), "atkinson": atkinson(x, w, epsilon=epsilon),
        "gini_within": split.within, "gini_net_between": split.net_between,
        "gini_transvariation": split.transvariation, "theil_within": parts[-1],
    } | {f"theil_between_{n}": v for n, v in zip(names, parts, strict=False)}  # fmt: skip
    inside = {}
    for k, group in enumerate(split.groups):
        own = finest == group
        people = p[own].sum()
        total = people * float(p[own] @ x[own]) / people / mean
        spread = theil(x[own], None if w is None else w[own]) if x[own].any() else 0.0
        inside[group] = {
            "regions": int(own.sum()), "mean": float(p[own] @ x[own] / people),
            "gini": float(split.gini[k, k]), "theil": spread,
            "gini_part": float(split.gini[k, k] * people * total), "theil_part": total * spread,
        }  # fmt: skip
    between = {
        (split.groups[i], split.groups[j]): {
            "gini": float(split.gini[i, j]), "gap": float(split.gap[i, j]),
            "net_between": float(split.net[i, j]), "transvariation": float(split.overlap[i, j]),
        }
        for i, j in combinations(range(len(split.groups)), 2)
    }  # fmt: skip
    return row, inside, between


def _weights(
    given: Given, weights: str | pd.Series | pd.DataFrame | None, values: pd.DataFrame
) -> pd.DataFrame | None:
    if isinstance(weights, str):
        if not isinstance(given, Index):
            raise MethodError(
                say(
                    "weights={name!r} names a series, and a table has none; give the weights",
                    "weights={name!r} 是序列代码，而表没有序列；请直接给出权重",
                    name=weights,
                )
            )
        known = given.panel.values
        if weights not in known.columns:
            raise MethodError(unknown("series", weights, map(str, known.columns)))
        weights = known[weights].unstack("year")
    if weights is None:
        return None
    return by_region(weights, values.index, [int(y) for y in values.columns])


def _check(values: pd.DataFrame, weights: pd.DataFrame | None, epsilon: float) -> None:
    """All that keeps a measure of inequality from meaning anything."""
    problems = []
    if not epsilon > 0:
        problems.append(
            say("epsilon is {e}; it must be above 0", "epsilon 为{e}，须大于0", e=epsilon)
        )
    if (values < 0).any(axis=None):
        problems.append(
            say(
                "inequality is measured of values of 0 and more; the least here is {least:g}",
                "差异测度要求数值不小于0，此处最小值为{least:g}",
                least=float(values.min(axis=None)),
            )
        )
    counts = values.notna().sum()
    for year in values.columns[counts < 2]:
        problems.append(
            say("{year} has one region only; two are needed", "{year}年只有一个地区，至少需要两个",
                year=year)
        )  # fmt: skip
    for year in values.columns[values.sum() == 0]:
        problems.append(say("all values of {year} are zero", "{year}年的数值全部为0", year=year))
    if weights is not None:
        low = ~(weights > 0) & values.notna()
        if low.any(axis=None):
            code, year = low.stack().loc[lambda s: s].index[0]
            problems.append(
                say(
                    "the weight of {n} region-years is missing or not above 0, first {code} in "
                    "{year}",
                    "{n}组地区和年份的权重缺失或不大于0，第一组为{code}，{year}年",
                    n=int(low.sum(axis=None)),
                    code=code,
                    year=year,
                )
            )
    if problems:
        raise MethodError(problems)
