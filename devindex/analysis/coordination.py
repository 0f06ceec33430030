"""How well subsystems develop together: the coupling coordination degree and its classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.analysis.subject import Subject, many, node_of, subject
from devindex.definitions import Text
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats
from devindex.index.result import Index

__all__ = ["CLASSES", "Coupling", "coupling", "degree"]

CLASSES: tuple[Text, ...] = (
    Text(zh="极度失调", en="Extreme imbalance"),
    Text(zh="严重失调", en="Severe imbalance"),
    Text(zh="中度失调", en="Moderate imbalance"),
    Text(zh="轻度失调", en="Mild imbalance"),
    Text(zh="濒临失调", en="Near imbalance"),
    Text(zh="勉强协调", en="Bare coordination"),
    Text(zh="初级协调", en="Primary coordination"),
    Text(zh="中级协调", en="Intermediate coordination"),
    Text(zh="良好协调", en="Good coordination"),
    Text(zh="优质协调", en="Quality coordination"),
)
"""Classes 1 to 10, each a tenth of the scale, the lower bound in it (Liao 1999)."""


@dataclass(frozen=True, repr=False)
class Coupling(Drawn):
    """Coupling coordination of subsystems.

    Attributes
    ----------
    frame
        One row a region and year: ``coupling`` :math:`C`, ``development`` :math:`T`,
        ``coordination`` :math:`D`, all 0 to 1; ``class`` 1 to 10; ``lagging``, the subsystem
        with the lowest value.
    names
        Name of each subsystem in both languages.
    weights
        Weight of each subsystem in :math:`T`, sum one.
    """

    subject: Subject
    frame: pd.DataFrame
    names: dict[str, Text]
    weights: pd.Series

    @property
    def degrees(self) -> pd.DataFrame:
        """Coordination degree, regions by years."""
        return self.frame["coordination"].unstack("year")

    def summary(self, lang: str = "en") -> str:
        """One line: mean degrees of the first and last year, the commonest class."""
        d = self.degrees
        first, last = d.columns[0], d.columns[-1]
        n = int(d[last].count())
        most = int(self.frame["class"].xs(last, level="year").mode().iloc[0])
        said = say(
            "{name}: mean coordination of {k} subsystems {a:.3f} in {start} and {b:.3f} in {end}; "
            "{low:.3f} to {high:.3f} over {regions}, most often {most}",
            "{name}：{k}个子系统的耦合协调度均值{start}年为{a:.3f}，{end}年为{b:.3f}；{n}个地区"
            "介于{low:.3f}与{high:.3f}之间，以{most}居多",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            k=len(self.names),
            a=d[first].mean(),
            b=d[last].mean(),
            start=first,
            end=last,
            low=d[last].min(),
            high=d[last].max(),
            n=n,
            regions=many(n, "region", "regions"),
            most=Sentence(CLASSES[most - 1].en.lower(), CLASSES[most - 1].zh),
        )
        return said.zh if lang == "zh" else str(said)


def coupling(
    given: Index | Mapping[str, pd.DataFrame],
    nodes: Sequence[str] | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> Coupling:
    r"""Measure how far subsystems are developed, and developed together.

    .. math::
        C = \frac{n \bigl(\prod_i u_i\bigr)^{1/n}}{\sum_i u_i}, \qquad
        T = \sum_i a_i u_i, \qquad
        D = \sqrt{C\,T}

    for subsystems :math:`u_i` between 0 and 1 and weights :math:`a_i` that sum to one.
    :math:`C` is the geometric over the arithmetic mean, so 1 where all are equal, for any number
    of subsystems. Forms in print that leave the factor :math:`n` out, or that take the root of
    :math:`\prod_i u_i / \prod_{i < j} (u_i + u_j)` with more than two subsystems, have another
    largest value than 1 and are misprints of it.

    Parameters
    ----------
    given
        An index, whose scores of 0 to 100 are divided by 100; or a table of regions by years for
        each subsystem, with values of 0 to 1.
    nodes
        Dimensions or themes of the index that are the subsystems; its dimensions if not given.
    weights
        Weight of each subsystem in :math:`T`, scaled to a sum of one; equal if not given.

    Returns
    -------
    A region-year without one of the subsystems is left out. Where all subsystems are 0, so are
    :math:`C` and :math:`D`.

    Raises
    ------
    MethodError
        With fewer than two subsystems, a value outside 0 to 1 (a score outside 0 to 100), or
        weights that are not above 0 for every subsystem.

    Notes
    -----
    Where subsystems are not far apart :math:`C` is near 1, and :math:`D` little else than the
    root of :math:`T`: a high degree says first of all that the level is high. The classes are
    equal steps by convention.

    Sources: Liao Chongbin 1999, Tropical Geography 19 (ten classes); Wang Shujia et al. 2021,
    Journal of Natural Resources 36, on the forms in use and their misprints.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = coupling(compute(load_panel()))
    >>> found.frame.loc[("110000", 2024), "class"].item()
    10
    """
    what, u, names = _subsystems(given, nodes)
    a = _weights(weights, list(u.columns))
    _check(u)
    c, t, d = degree(u.to_numpy(), a)
    frame = pd.DataFrame(
        {
            "coupling": c, "development": t, "coordination": d,
            "class": np.minimum(np.floor(d * 10 + 1e-9).astype(int) + 1, 10),
            "lagging": u.idxmin(axis=1),
        },
        index=u.index,
    )  # fmt: skip
    return Coupling(what, frame, names, pd.Series(a, index=u.columns))


def degree(u: Floats, a: Floats) -> tuple[Floats, Floats, Floats]:
    """Coupling, development and coordination. (rows, subsystems), (subsystems,) -> three (rows,).

    Examples
    --------
    >>> c, t, d = degree(np.array([[0.5, 0.5], [0.8, 0.2]]), np.array([0.5, 0.5]))
    >>> c.round(3).tolist(), t.round(3).tolist(), d.round(3).tolist()
    ([1.0, 0.8], [0.5, 0.5], [0.707, 0.632])
    """
    total = u.sum(axis=1)
    with np.errstate(divide="ignore"):
        middle = np.exp(np.log(u).mean(axis=1))
    c = np.divide(u.shape[1] * middle, total, out=np.zeros(len(u)), where=total > 0)
    t = u @ a
    return np.minimum(c, 1.0), t, np.sqrt(np.minimum(c, 1.0) * t)


def _subsystems(
    given: Index | Mapping[str, pd.DataFrame], nodes: Sequence[str] | None
) -> tuple[Subject, pd.DataFrame, dict[str, Text]]:
    """Values of 0 to 1 by region and year (rows) and subsystem (columns)."""
    if isinstance(given, Index):
        codes = list(nodes or [d.code for d in given.framework.dimensions])
        tables = {c: subject(given, c).values / 100.0 for c in codes}
        what, names = subject(given), {c: node_of(given, c) for c in codes}
    elif isinstance(given, Mapping):
        every = {str(k): subject(v).values for k, v in given.items()}
        codes = list(nodes or every)
        if lost := [c for c in codes if c not in every]:
            raise MethodError(unknown("column or node", c, every) for c in lost)
        tables = {c: every[c] for c in codes}
        what = Subject(
            next(iter(tables.values())) if tables else pd.DataFrame(),
            Text(zh="耦合协调", en="Coupling coordination"),
            None,
        )
        names = {c: Text(zh=c, en=c) for c in codes}
    else:
        raise MethodError(
            say(
                "{kind} is neither an index nor tables of regions by years under their names",
                "{kind} 既不是指数，也不是按名称给出的“地区×年份”表",
                kind=type(given).__name__,
            )
        )
    if len(tables) < 2:
        raise MethodError(
            say(
                "{n} subsystem is given; coupling needs two at least",
                "只给出{n}个子系统，耦合至少需要两个",
                n=len(tables),
            )
        )
    frames = {c: t.stack() for c, t in tables.items()}
    return what, pd.DataFrame(frames).dropna(), names


def _weights(weights: Mapping[str, float] | None, codes: list[str]) -> Floats:
    if weights is None:
        return np.full(len(codes), 1.0 / len(codes))
    a = np.array([float(weights.get(c, np.nan)) for c in codes])
    if not (a > 0).all() or set(weights) - set(codes):
        raise MethodError(
            say(
                "weights must give every subsystem, and no other, a number above 0: {names}",
                "weights 须且仅须为每个子系统给出大于0的权重：{names}",
                names=listed(codes),
            )
        )
    return np.asarray(a / a.sum())


def _check(u: pd.DataFrame) -> None:
    if u.empty:
        raise MethodError(
            say(
                "no region and year has a value of every subsystem",
                "没有任何地区和年份具备全部子系统的数值",
            )
        )
    outside = (u < 0) | (u > 1)
    if outside.any(axis=None):
        code, year, column = u.where(outside).stack().index[0]
        raise MethodError(
            say(
                "{values} outside 0 to 1, first {column} of {code} in {year}; rescale first",
                "{n}个数值不在0至1之间，第一个为{code}{year}年的{column}；请先作无量纲化",
                n=int(outside.sum(axis=None)),
                values=many(int(outside.sum(axis=None)), "value lies", "values lie"),
                column=column,
                code=code,
                year=year,
            )
        )
