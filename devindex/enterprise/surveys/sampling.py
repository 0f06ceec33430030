"""A sample described: weights, strata, holding groups and frame, checked once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from devindex.enterprise.surveys.columns import (
    coded,
    column,
    frame_counts,
    numbers,
    split_clusters,
    unsound_weights,
)
from devindex.enterprise.surveys.design import LONELY, Design
from devindex.errors import DevindexWarning, EnterpriseError, say, unknown
from devindex.kinds import shown

__all__ = ["sample_design", "tell_lonely"]


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
    Särndal, Swensson & Wretman 1992, chapters 3 and 4; Wolter 2007, chapters 1 and 6;
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
    w = numbers("weight", weight)
    n = len(w)
    columns = {"stratum": stratum, "cluster": cluster, "firms": firms}
    given = {k: column(k, v, n) for k, v in columns.items() if v is not None}
    names = given.get("firms", np.arange(1, n + 1))
    problems = unsound_weights(w, names)
    h, strata = coded("stratum", given.get("stratum", np.repeat("all", n)), names, problems)
    c, clusters = coded("cluster", given.get("cluster", np.arange(n)), names, problems)
    if problems:
        raise EnterpriseError(problems)
    if nest:
        c = np.asarray(pd.factorize(c * len(strata) + h)[0])
    stratum_of = np.zeros(c.max() + 1, dtype=int)
    stratum_of[c] = h
    if not nest:
        problems += split_clusters(h, c, stratum_of, strata, clusters)
    sampled = np.bincount(stratum_of)
    frame = frame_counts(population, h, strata, sampled, names, problems)
    if problems:
        raise EnterpriseError(problems)
    for array in (w, h, c, stratum_of, sampled, frame):
        array.setflags(write=False)
    design = Design(w, h, c, stratum_of, sampled, frame, lonely, names)
    tell_lonely(design, strata)
    return design


def tell_lonely(design: Design, labels: list[Any]) -> None:
    """Warn of strata with one cluster, or refuse them by the rule ``fail``."""
    alone = np.flatnonzero(design.single)
    if not len(alone):
        return
    what = say(
        "strata with one sampled cluster of several in the frame: {k}, first {one}",
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
