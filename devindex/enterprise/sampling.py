"""A sample described: weights, strata, holding groups and frame, checked once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from devindex.enterprise.design import LONELY, Bools, Design, Floats, Ints
from devindex.errors import DevindexWarning, EnterpriseError, Sentence, say, unknown
from devindex.kinds import shown

__all__ = ["sample_design"]


def sample_design(
    weight: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    population: ArrayLike | Mapping[Any, float] | None = None,
    lonely: str = "adjust",
    nest: bool = False,
    firms: ArrayLike | None = None,
) -> Design:
    r"""Describe the sample, check it once, and keep it.

    The variance is that of the ultimate cluster: what happens inside a holding group shows in the
    total of the group, so only the first stage is described. The correction for a finite frame
    holds where groups drawn are taken whole; where they are sampled again, leave ``population``
    out: the variance of sampling with replacement is then on the safe side.

    Parameters
    ----------
    weight
        Positive design weights, shape (n,): the inverse of the chance of being drawn.
    stratum, cluster
        Labels of any kind, shape (n,). Without a stratum there is one; without a cluster every
        firm is its own.
    population
        Clusters (firms, where they are their own) of each firm's stratum in the frame: shape (n,),
        the same within a stratum, or by label of the stratum. None means sampling with
        replacement.
    lonely
        What a stratum with one sampled cluster of several adds to a variance. ``adjust``: its
        squared distance from the mean of all cluster totals of the sample, on the safe side, in
        domains it has a firm in; ``average``: as much as the other strata of the domain on
        average; ``certainty``: nothing, as if it had been sure to be drawn; ``fail``: such a
        stratum is an error.
    nest
        Whether a cluster with firms in several strata counts as one in each.
    firms
        Names for messages, shape (n,); their place in the file if none are given.

    Raises
    ------
    EnterpriseError
        Every fault at once: columns of different length, a weight that is missing, zero or
        negative, a missing label, a cluster in two strata, a frame smaller than the sample.

    Warns
    -----
    DevindexWarning
        Where a stratum is lonely.

    Notes
    -----
    Särndal, Swensson & Wretman 1992, sections 3.7, 4.2 and 4.6; Wolter 2007, chapters 1 and 6;
    Lumley 2010, chapters 2 and 3. ``adjust`` is Stata's ``singleunit(centered)``, ``average``
    its ``singleunit(scaled)`` and ``survey.lonely.psu="average"`` of R's survey.

    Examples
    --------
    >>> sample_design([10.0, 10, 5, 5], stratum=["a", "a", "b", "b"], population={"a": 20, "b": 10})
    Design(4 firms, 4 clusters, 2 strata)
    >>> sample_design([10.0, -1.0])
    Traceback (most recent call last):
        ...
    devindex.errors.EnterpriseError: weight of firm 2 is -1.0; it must be positive
    """
    if lonely not in LONELY:
        raise EnterpriseError(unknown("rule for lonely strata", lonely, LONELY))
    w = _numbers("weight", weight)
    n = len(w)
    columns = {"stratum": stratum, "cluster": cluster, "firms": firms}
    given = {k: _column(k, v, n) for k, v in columns.items() if v is not None}
    names = given.get("firms", np.arange(1, n + 1))
    problems = list(_bad(w <= 0, "weight", w, names))
    strata, groups = (
        _coded(k, given[k], names, problems) if k in given else (codes, np.arange(n))
        for k, codes in (("stratum", np.zeros(n, int)), ("cluster", np.arange(n)))
    )
    if problems:
        raise EnterpriseError(problems)
    h, labels = strata
    c, groups_labels = groups
    if nest:
        c = pd.factorize(c * (h.max() + 1) + h)[0]
    stratum_of = np.zeros(c.max() + 1, dtype=int)
    stratum_of[c] = h
    if (astray := stratum_of[c] != h).any():
        i = int(np.argmax(astray))
        problems.append(
            say(
                "cluster {cluster} has firms in strata {one} and {other}; a cluster lies in one "
                "stratum, or nest=True counts it as one in each",
                "群 {cluster} 的企业分属层 {one} 和 {other}；一个群只能属于一层，"
                "或用 nest=True 在每层各计一个群",
                cluster=shown(groups_labels[c[i]]), one=shown(labels[h[i]]),
                other=shown(labels[stratum_of[c[i]]]),
            )
        )  # fmt: skip
    sampled = np.bincount(stratum_of)
    frame = _frame(population, h, labels, sampled, names, problems)
    if problems:
        raise EnterpriseError(problems)
    design = Design(w, h, c, stratum_of, sampled, frame, lonely, names)
    _lonely(design, labels)
    return design


def _numbers(name: str, given: ArrayLike) -> Floats:
    """A column of numbers, which is not empty."""
    try:
        x = np.array(given, dtype=float)
    except (TypeError, ValueError):
        x = np.empty((0, 0))
    if x.ndim != 1 or not len(x):
        raise EnterpriseError(
            say(
                "{name} is {value}; a number for each firm is needed",
                "{name} 为{value}，应为每家企业一个数",
                name=name, value=shown(given),
            )
        )  # fmt: skip
    return x


def _column(name: str, given: ArrayLike, n: int) -> NDArray[Any]:
    """A column as long as the weights."""
    column = np.asarray(given)
    if column.shape != (n,):
        raise EnterpriseError(
            say(
                "{name} has shape {shape}; {n} firms have a weight, so ({n},) is needed",
                "{name} 的形状为 {shape}；有权数的企业为 {n} 家，应为 ({n},)",
                name=name, shape=column.shape, n=n,
            )
        )  # fmt: skip
    return column


def _bad(bad: Bools, name: str, values: NDArray[Any], names: NDArray[Any]) -> list[Sentence]:
    """Sentence for a number that is not finite and positive, or nothing."""
    bad = bad | ~np.isfinite(values)
    if not bad.any():
        return []
    i, more = int(np.argmax(bad)), int(bad.sum()) - 1
    return [
        say(
            "{name} of firm {firm} is {value}{more}; it must be positive",
            "企业 {firm} 的 {name} 为 {value}{more}，应为正数",
            name=name, firm=names[i], value=values[i],
            more=say(" ({k} more like it)", "（另有 {k} 家）", k=more) if more else "",
        )
    ]  # fmt: skip


def _coded(
    name: str, labels: NDArray[Any], names: NDArray[Any], problems: list[Sentence]
) -> tuple[Ints, NDArray[Any]]:
    """Numbers of labels, and the labels; a missing one is a problem."""
    codes, known = pd.factorize(labels)
    if (gone := codes < 0).any():
        i, more = int(np.argmax(gone)), int(gone.sum()) - 1
        problems.append(
            say(
                "{name} of firm {firm} is missing{more}; every firm needs one",
                "企业 {firm} 缺少 {name}{more}；每家企业都应有",
                name=name, firm=names[i],
                more=say(" ({k} more like it)", "（另有 {k} 家）", k=more) if more else "",
            )
        )  # fmt: skip
    return codes, np.asarray(known)


def _frame(
    population: ArrayLike | Mapping[Any, float] | None, h: Ints, labels: NDArray[Any],
    sampled: Ints, names: NDArray[Any], problems: list[Sentence],
) -> Floats:  # fmt: skip
    """Clusters of each stratum in the frame; infinite if none are given."""
    if population is None:
        return np.full(len(sampled), np.inf)
    if isinstance(population, Mapping):
        if strange := [k for k in population if k not in set(labels.tolist())]:
            problems.append(
                say(
                    "stratum {one} of the frame has no firm in the sample; join it to another",
                    "抽样框中的层 {one} 没有样本企业；应与其他层合并",
                    one=shown(strange[0]),
                )
            )
        frame = np.array([population.get(k, np.nan) for k in labels.tolist()], dtype=float)
    else:
        column = _numbers("population", _column("population", population, len(h)))
        frame = np.empty(len(sampled))
        frame[h] = column
        if (differs := ~((frame[h] == column) | np.isnan(column))).any():
            i = int(np.argmax(differs))
            problems.append(
                say(
                    "population of firm {firm} is {value} and of its stratum {one} elsewhere "
                    "{other}; a stratum has one",
                    "企业 {firm} 的 population 为 {value}，同层 {one} 他处为 {other}；"
                    "每层只能有一个",
                    firm=names[i], value=column[i], one=shown(labels[h[i]]), other=frame[h[i]],
                )
            )  # fmt: skip
    for k in np.flatnonzero(~(frame >= sampled)):
        problems.append(
            say(
                "stratum {one} has {n} clusters in the sample and {N} in the frame; the frame "
                "must hold the sample",
                "层 {one} 的样本群数为 {n}，抽样框群数为 {N}；抽样框不能小于样本",
                one=shown(labels[k]), n=sampled[k],
                N=frame[k] if np.isfinite(frame[k]) else Sentence("none", "空缺"),
            )
        )  # fmt: skip
    return frame


def _lonely(design: Design, labels: NDArray[Any]) -> None:
    """Say which strata have one cluster."""
    alone = np.flatnonzero(design.single)
    if not len(alone):
        return
    what = say(
        "{k} strata have one sampled cluster of several, first {one}",
        "{k} 个层只有一个样本群而抽样框中不止一个，首个为 {one}",
        k=len(alone), one=shown(labels[alone[0]]),
    )  # fmt: skip
    if design.lonely == "fail":
        raise EnterpriseError(
            say("{what}; join each to another stratum", "{what}；应与其他层合并", what=what)
        )
    warnings.warn(
        DevindexWarning(
            say(
                "{what}; their variance is by the rule {rule!r}",
                "{what}；其方差按规则{rule!r}处理",
                what=what, rule=design.lonely,
            )
        ),
        stacklevel=3,
    )  # fmt: skip
