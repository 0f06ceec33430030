"""Strata of the sample against those of the frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from devindex.enterprise.returns.columns import FRAME, refuse
from devindex.enterprise.returns.rules import GROUPS
from devindex.errors import EnterpriseError, Sentence, listed, say

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    from devindex.enterprise.engine import Engine

__all__ = ["StratumFinding", "frame_findings", "grouped", "strata_of"]


@dataclass(frozen=True)
class StratumFinding:
    """What is wrong with a stratum: its weights, or that no firm of it is there."""

    rule: str
    stratum: str
    value: float
    fault: Sentence


def grouped(firms: ibis.Table) -> ibis.Table:
    """Firms of each value of the columns that have few, and the sum of their weights above 0."""
    weight = firms["weight"]
    counts = (weight > 0) & (weight < math.inf)
    return firms.group_by(GROUPS).aggregate(
        firms=firms.count().cast("float64"), weight=weight.sum(where=counts).fill_null(0.0)
    )


def strata_of(engine: Engine, groups: ibis.Table) -> pd.Series:
    """Sum of the weights above 0 in each stratum, by its name."""
    table = groups.filter(groups["stratum"].fill_null("") != "")
    table = table.group_by("stratum").aggregate(weight=table["weight"].sum())
    return engine.frame(table).set_index("stratum")["weight"].sort_index()


def frame_findings(
    frame: ibis.Table,
    engine: Engine,
    strata: pd.Series,
    frame_name: str,
    name: str,
    tolerance: float,
) -> tuple[list[str], list[StratumFinding]]:
    """Strata of the sample that the frame has not, and what else does not agree.

    Raises
    ------
    EnterpriseError
        If a stratum of the frame has no name, stands twice, or has no number of firms above 0.
    """
    refuse(frame, FRAME, frame_name)
    table = engine.frame(frame.select(*FRAME))
    population = table.set_index("stratum")["firms"]
    _refuse(population, frame_name)
    out = []
    for stratum, firms in population.sort_index().items():
        if stratum not in strata.index:
            fault = say(
                "{name}: no firm of stratum {stratum!r}, which has {firms:g} in {frame}",
                "{name}：没有层{stratum!r}的企业，{frame}中该层有{firms:g}户",
                name=name, stratum=stratum, firms=firms, frame=frame_name,
            )  # fmt: skip
            out.append(StratumFinding("stratum-without-firms", stratum, firms, fault))
        elif abs(strata[stratum] - firms) > tolerance * firms:
            fault = say(
                "{name}: the weights of stratum {stratum!r} add up to {sum:.10g}, but {frame} has "
                "{firms:g} firms, {apart:.3g} % apart (up to {allowed:g} % is allowed)",
                "{name}：层{stratum!r}的权数之和为{sum:.10g}，而{frame}中有{firms:g}户，"
                "相差{apart:.3g}%（允许{allowed:g}%）",
                name=name, stratum=stratum, sum=strata[stratum], frame=frame_name, firms=firms,
                apart=100 * abs(strata[stratum] / firms - 1), allowed=100 * tolerance,
            )  # fmt: skip
            out.append(StratumFinding("weights-off-frame", stratum, strata[stratum], fault))
    return sorted(set(strata.index) - set(population.index)), out


def _refuse(population: pd.Series, name: str) -> None:
    """Refuse a frame that is wrong in itself."""
    unnamed = population.index.isna() | (population.index == "")
    again = population.index[population.index.duplicated() & ~unnamed].unique()
    good = np.isfinite(population.to_numpy()) & (population.to_numpy() > 0)
    problems = []
    if unnamed.any():
        problems.append(
            say(
                "{name}: {n} rows without a stratum; each needs its name",
                "{name}：有{n}行没有层名，每行都应填写",
                name=name, n=int(unnamed.sum()),
            )
        )  # fmt: skip
    if len(again):
        problems.append(
            say(
                "{name}: strata {strata} stand more than once; one row for each is needed",
                "{name}：层 {strata} 重复，每层只应有一行",
                name=name, strata=_some(list(again)),
            )
        )  # fmt: skip
    if not good.all():
        problems.append(
            say(
                "{name}: strata {strata} have no number of firms above 0",
                "{name}：层 {strata} 的企业数不是大于0的数",
                name=name, strata=_some([str(s) for s in population.index[~good]]),
            )
        )  # fmt: skip
    if problems:
        raise EnterpriseError(problems)


def _some(strata: Sequence[str], most: int = 12) -> Sentence:
    said = listed(strata[:most], quoted=True)
    return said if len(strata) <= most else say("{said}, ...", "{said}等", said=said)
