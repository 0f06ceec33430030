"""Columns that describe a sample, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from devindex.enterprise.surveys.design import Bools, Floats, Ints
from devindex.errors import EnterpriseError, Sentence, say, term
from devindex.kinds import shown

__all__ = ["coded", "column", "frame_counts", "numbers", "split_clusters", "unsound_weights"]


def numbers(name: str, given: ArrayLike) -> Floats:
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


def column(name: str, given: ArrayLike, n: int) -> NDArray[Any]:
    """A column as long as the weights."""
    values = np.asarray(given)
    if values.shape != (n,):
        raise EnterpriseError(
            say(
                "{name} has shape {shape}; {n} firms have a weight, so ({n},) is needed",
                "{name} 的形状为 {shape}；有权数的企业为 {n} 家，应为 ({n},)",
                name=name, shape=values.shape, n=n,
            )
        )  # fmt: skip
    return values


def _more(bad: Bools) -> Sentence | str:
    """How many beside the first."""
    k = int(bad.sum()) - 1
    return say(" ({k} more like it)", "（另有 {k} 家）", k=k) if k else ""


def unsound_weights(w: Floats, names: NDArray[Any]) -> list[Sentence]:
    """Sentence for weights that are not finite and positive, or nothing."""
    bad = ~(np.isfinite(w) & (w > 0))
    if not bad.any():
        return []
    i = int(np.argmax(bad))
    return [
        say(
            "weight of firm {firm} is {value}{more}; it must be positive",
            "企业 {firm} 的权数（weight）为 {value}{more}，应为正数",
            firm=names[i], value=w[i], more=_more(bad),
        )
    ]  # fmt: skip


def coded(
    name: str, labels: NDArray[Any], names: NDArray[Any], problems: list[Sentence]
) -> tuple[Ints, list[Any]]:
    """Numbers of labels, and the labels; a missing one is a problem."""
    codes, known = pd.factorize(labels)
    if (gone := codes < 0).any():
        problems.append(
            say(
                "{name} of firm {firm} is missing{more}; every firm needs one",
                "企业 {firm} 缺少{term}（{name}）{more}；每家企业都应有",
                name=name, term=term(name).zh, firm=names[int(np.argmax(gone))], more=_more(gone),
            )
        )  # fmt: skip
    return codes, np.asarray(known).tolist()


def split_clusters(
    h: Ints, c: Ints, stratum_of: Ints, strata: list[Any], clusters: list[Any]
) -> list[Sentence]:
    """Sentence for a cluster in two strata, or nothing."""
    astray = stratum_of[c] != h
    if not astray.any():
        return []
    i = int(np.argmax(astray))
    return [
        say(
            "cluster {cluster} has firms in strata {one} and {other}; a cluster lies in one "
            "stratum, or nest=True counts it as one in each",
            "群 {cluster} 的企业分属层 {one} 和 {other}；一个群只能属于一层，"
            "或用 nest=True 在每层各计一个群",
            cluster=shown(clusters[c[i]]), one=shown(strata[h[i]]),
            other=shown(strata[stratum_of[c[i]]]),
        )
    ]  # fmt: skip


def frame_counts(
    population: ArrayLike | Mapping[Any, float] | None, h: Ints, labels: list[Any],
    sampled: Ints, names: NDArray[Any], problems: list[Sentence],
) -> Floats:  # fmt: skip
    """Clusters of each stratum in the frame; infinite if none are given."""
    if population is None:
        return np.full(len(sampled), np.inf)
    if isinstance(population, Mapping):
        if strange := [k for k in population if k not in set(labels)]:
            problems.append(
                say(
                    "stratum {one} of the frame has no firm in the sample; join it to another",
                    "抽样框中的层 {one} 没有样本企业；应与其他层合并",
                    one=shown(strange[0]),
                )
            )
        frame = np.array([population.get(k, np.nan) for k in labels], dtype=float)
    else:
        given = numbers("population", column("population", population, len(h)))
        frame = np.empty(len(sampled))
        frame[h] = given
        if (differs := ~((frame[h] == given) | np.isnan(given))).any():
            i = int(np.argmax(differs))
            problems.append(
                say(
                    "population of firm {firm} is {value} and of its stratum {one} elsewhere "
                    "{other}; a stratum has one",
                    "企业 {firm} 的 population 为 {value}，同层 {one} 他处为 {other}；"
                    "每层只能有一个",
                    firm=names[i], value=given[i], one=shown(labels[h[i]]), other=frame[h[i]],
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
