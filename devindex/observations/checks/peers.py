"""Checks against the other regions: intensities, shares, sums to the nation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from devindex.definitions import NATION, regions
from devindex.errors import Sentence, say
from devindex.observations.checks.findings import Finding, found, plausibility
from devindex.observations.checks.moves import FEW
from devindex.observations.checks.subject import Subject
from devindex.observations.sums import difference

__all__ = ["robust_z"]

APART, PAD = 2.8, 0.3
"""Decades an intensity is off, and may be off the others' range once the slip is undone.

Official figures of 2016 to 2024 give none; the tests find at least 95 in 100 slips by 10,000 put
into them."""
FAR = 3.5
MORE = Sentence("10,000 times what", "一万倍")
LESS = Sentence("a 10,000th of what", "万分之一")


def robust_z(x: np.ndarray) -> np.ndarray:
    """Distance from the median in units of the median distance. (n,) -> (n,).

    A score beyond 3.5 is an outlier. All 0 where the median distance is 0.

    References
    ----------
    Iglewicz & Hoaglin 1993, How to detect and handle outliers.

    Examples
    --------
    >>> robust_z(np.array([1.0, 2, 3, 4, 100])).round(2).tolist()
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    """
    away = x - np.median(x)
    spread = np.median(np.abs(away))
    return np.asarray(0.6745 * away / spread if spread > 0 else np.zeros_like(away))


def _intensities(what: Subject) -> Iterator[pd.DataFrame]:
    """Figures of a series and year with ``decades`` of figure over denominator, from 8 regions."""
    pairs = {
        i.numerator.name: i.denominator.name
        for i in what.framework.indicators
        if i.denominator is not None
    }
    rows = what.provinces[what.provinces["number"] > 0]
    below = rows[["series", "region", "year", "number"]].rename(
        columns={"series": "denominator", "number": "per"}
    )
    above = rows.assign(denominator=rows["series"].map(pairs)).dropna(subset=["denominator"])
    both = above.merge(below, on=["denominator", "region", "year"])
    both = both.assign(decades=np.log10(both["number"] / both["per"]))
    for _, _, part in what.by_series(both):
        if len(part) >= FEW:
            yield part


@plausibility("unit-slip-peers", "block", zh="与其他地区相比单位错位", en="Unit slip against peers")
def unit_slip_peers(what: Subject) -> Iterator[Finding]:
    """Without a figure of last year: an intensity 10,000 times the others', or so small a part."""
    for rows in _intensities(what):
        away = (rows["decades"] - rows["decades"].median()).to_numpy()
        for place, row in enumerate(rows.itertuples()):
            if row.last > 0 or abs(away[place]) < APART:
                continue
            others = np.delete(away, place)
            undone = away[place] - 4 * np.sign(away[place])
            if others.min() - PAD <= undone <= others.max() + PAD:
                yield found(
                    "unit-slip-peers",
                    say(
                        "{name} is {value}: beside {per}, about {ratio} other regions have; is it "
                        "in {unit}?",
                        "{name}为{value}，与{per}相比，约为其他地区的{ratio}；单位是否为{unit}？",
                        name=what.name(row.series), value=row.value,
                        per=what.name(row.denominator), unit=row.unit,
                        ratio=MORE if away[place] > 0 else LESS,
                    ),
                    row,
                )  # fmt: skip


@plausibility("far-from-peers", "inform", zh="水平异于其他地区", en="Level unlike other regions'")
def far_from_peers(what: Subject) -> Iterator[Finding]:
    """An intensity whose logarithm lies beyond a robust z of 3.5."""
    for rows in _intensities(what):
        z = robust_z(rows["decades"].to_numpy())
        for row, score in zip(rows.itertuples(), z, strict=True):
            if abs(score) > FAR:
                yield found(
                    "far-from-peers",
                    say(
                        "{name} beside {per} is unlike the other regions' (robust z {z:+.1f})",
                        "{name}与{per}之比异于其他地区（稳健 z 为 {z:+.1f}）",
                        name=what.name(row.series), per=what.name(row.denominator), z=score,
                    ),
                    row,
                )  # fmt: skip


@plausibility("share-moved", "inform", zh="关联指标比例变动", en="Share of linked figures moved")
def share_moved(what: Subject) -> Iterator[Finding]:
    """A part's share of its whole moved by half or more, and unlike the others' shares."""
    parts = {key: q.part_of for key, q in what.asked.items() if q.part_of}
    rows = what.moved
    whole = rows[["series", "region", "year", "number", "last"]].rename(
        columns={"series": "whole", "number": "all", "last": "all_last"}
    )
    linked = rows.assign(whole=rows["series"].map(parts)).dropna(subset=["whole"])
    both = linked.merge(whole, on=["whole", "region", "year"])
    both = both.assign(
        moved=np.log((both["number"] / both["all"]) / (both["last"] / both["all_last"]))
    )
    for _, _, part in what.by_series(both):
        z = robust_z(part["moved"].to_numpy()) if len(part) >= FEW else np.full(len(part), np.inf)
        far = (np.abs(z) > FAR) & (np.abs(part["moved"].to_numpy()) > np.log(1.5))
        for row in part[far].itertuples():
            yield found(
                "share-moved",
                say(
                    "{name} is {now:.1%} of {whole}, and was {before:.1%}",
                    "{name}占{whole}的{now:.1%}，上年为{before:.1%}",
                    name=what.name(row.series), whole=what.name(row.whole),
                    now=row.number / row.all, before=row.last / row.all_last,
                ),
                row,
            )  # fmt: skip


@plausibility("sum-to-total", "block", zh="分省之和等于全国", en="Provinces sum to the total")
def sum_to_total(what: Subject) -> Iterator[Finding]:
    """The 31 provinces sum to the nation's figure, up to rounding, where both are given."""
    covered = {c for c, r in regions().items() if r.covered}
    for key, _, rows in what.by_series(what.figures):
        question = what.asked.get(key)
        total = rows[rows["region"] == NATION.code]
        parts = rows[rows["region"].isin(covered)]
        if total.empty or set(parts["region"]) != covered or not (question and question.additive):
            continue
        row = next(total.itertuples())
        off, allowed = difference(list(parts["value"]), str(row.value))
        if abs(off) > allowed:
            yield found(
                "sum-to-total",
                say(
                    "{name}: the provinces sum to {sum}, the total is {value}",
                    "{name}：各省之和为{sum}，合计数为{value}",
                    name=what.name(key), sum=Decimal(str(row.value)) + off, value=row.value,
                ),
                row,
            )  # fmt: skip


@plausibility(
    "nation-outside", "ask", zh="全国水平在各省之间", en="Nation within the provinces' range"
)
def nation_outside(what: Subject) -> Iterator[Finding]:
    """A rate of the nation lies between the lowest and the highest province."""
    for key, _, rows in what.by_series(what.figures):
        question = what.asked.get(key)
        total = rows[rows["region"] == NATION.code]
        parts = rows[rows["region"] != NATION.code]
        if total.empty or len(parts) < FEW or question is None or question.additive:
            continue
        row = next(total.itertuples())
        if not parts["number"].min() <= row.number <= parts["number"].max():
            yield found(
                "nation-outside",
                say(
                    "{name} of the nation is {value}, outside the provinces' {low:g} to {high:g}",
                    "全国{name}为{value}，不在各省{low:g}至{high:g}之间",
                    name=what.name(key), value=row.value, low=parts["number"].min(),
                    high=parts["number"].max(),
                ),
                row,
            )  # fmt: skip
