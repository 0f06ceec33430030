"""Checks for figures that changed places: two columns, two regions, two years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from devindex.errors import Sentence, say
from devindex.observations.checks.findings import Finding, found, plausibility, region_name
from devindex.observations.checks.subject import Subject, digits

__all__ = ["swapped_pairs"]


@dataclass(frozen=True)
class _Bounds:
    """How far a figure is off its own place, how near the other's, and how much nearer.

    In logarithms; set so that official figures of 2016 to 2024 give no pair under ``SURE`` for
    columns (two for three regions' series, hence the number of series asked for), some two a year
    under ``LIKELY``.
    """

    off: float
    near: float
    nearer: float


SURE, LIKELY = _Bounds(1.0, 0.35, 6.0), _Bounds(0.2, 0.35, 4.0)
SERIES = 3
"""Series two regions must have exchanged before it is sure."""


def swapped_pairs(x: np.ndarray, last: np.ndarray, bounds: _Bounds = SURE) -> list[tuple[int, int]]:
    """Pairs of figures each of which fits last year's of the other, and not its own.

    Parameters
    ----------
    x, last
        Figures of this year and the last, all above zero. (n,)

    Examples
    --------
    >>> swapped_pairs(np.array([105.0, 9.9, 2100.0]), np.array([10.0, 100.0, 2000.0]))
    [(0, 1)]
    """
    distance = np.abs(np.log(x)[:, None] - np.log(last)[None, :])
    own = np.diag(distance)
    off = (own[:, None] > bounds.off) & (own[None, :] > bounds.off)
    near = (distance < bounds.near) & (bounds.near > distance.T)
    nearer = own[:, None] + own[None, :] > bounds.nearer * (distance + distance.T)
    return [(int(a), int(b)) for a, b in np.argwhere(np.triu(off & near & nearer, 1))]


def _columns(what: Subject, bounds: _Bounds) -> Iterator[tuple[Any, Any]]:
    """Pairs of answers of one region and year that stand in each other's place."""
    for _, rows in what.moved.groupby(["region", "year"]):
        pairs = swapped_pairs(rows["number"].to_numpy(), rows["last"].to_numpy(), bounds)
        answers = list(rows.itertuples()) if pairs else []
        yield from ((answers[a], answers[b]) for a, b in pairs)


def _exchanged(what: Subject, a: Any, b: Any) -> Sentence:
    return say(
        "{name} is {value} and was {last:g}; {other} is {value_b} and was {last_b:g}: have the two "
        "changed places{cell}?",
        "{name}为{value}（上年{last:g}），{other}为{value_b}（上年{last_b:g}）：两者是否填反{cell}？",
        name=what.name(a.series), value=a.value, last=a.last, other=what.name(b.series),
        value_b=b.value, last_b=b.last,
        cell=_cell(b),
    )  # fmt: skip


def _cell(row: Any) -> Sentence:
    sheet, cell = row.sheet, row.cell
    if not cell:
        return Sentence("", "")
    if sheet:
        return say(" with sheet {sheet}, {cell}", "（另一处：工作表“{sheet}”，{cell}）",
                   sheet=sheet, cell=cell)  # fmt: skip
    return say(" with {cell}", "（另一处：第{n}行）", cell=cell, n=cell.removeprefix("line "))


@plausibility("swapped", "block", zh="两项数据填反", en="Two figures in each other's place")
def swapped(what: Subject) -> Iterator[Finding]:
    """Two answers of a region each fit last year's figure of the other, and not their own."""
    for a, b in _columns(what, SURE):
        yield found("swapped", _exchanged(what, a, b), a)
        yield found("swapped", _exchanged(what, b, a), b)


@plausibility("swapped-perhaps", "ask", zh="两项数据可能填反", en="Two figures perhaps swapped")
def swapped_perhaps(what: Subject) -> Iterator[Finding]:
    """As ``swapped``, with figures nearer to each other."""
    sure = {(a.Index, b.Index) for a, b in _columns(what, SURE)}
    for a, b in _columns(what, LIKELY):
        if (a.Index, b.Index) not in sure:
            yield found("swapped-perhaps", _exchanged(what, a, b), a)


@plausibility("swapped-regions", "block", zh="两个地区填反", en="Two regions in each other's place")
def swapped_regions(what: Subject) -> Iterator[Finding]:
    """In three series or more, two regions each fit the other's figure of last year."""
    pairs: dict[tuple[str, str, int], list[tuple[Any, Any]]] = {}
    for _, year, rows in what.by_series(what.moved):
        x, last = rows["number"].to_numpy(), rows["last"].to_numpy()
        exchanged = swapped_pairs(x, last)
        answers = list(rows.itertuples()) if exchanged else []
        for a, b in exchanged:
            key = (answers[a].region, answers[b].region, year)
            pairs.setdefault(key, []).append((answers[a], answers[b]))
    for (one, other, _), rows_of in pairs.items():
        if len(rows_of) < SERIES:
            continue
        for a, b in rows_of:
            for row, away in ((a, other), (b, one)):
                yield found(
                    "swapped-regions",
                    say(
                        "{name} is {value} and was {last:g}; in {n} series it fits {region}: have "
                        "the two regions changed places?",
                        "{name}为{value}，上年为{last:g}；共有{n}项与{region}上年相符，"
                        "两个地区是否填反？",
                        name=what.name(row.series), value=row.value, last=row.last,
                        n=len(rows_of), region=region_name(away),
                    ),
                    row,
                )  # fmt: skip


@plausibility("swapped-years", "block", zh="两年数据填反", en="Two years in each other's place")
def swapped_years(what: Subject) -> Iterator[Finding]:
    """A figure is exactly last year's known one, and last year's was changed."""
    known = what.before.rename(columns={"number": "known"})
    rows = what.provinces.merge(
        known.assign(year=known["year"] + 1), on=["series", "region", "year"], how="inner"
    )
    earlier = what.provinces[["series", "region", "year", "number", "cell"]].assign(
        year=lambda f: f["year"] + 1
    )
    both = rows.merge(earlier, on=["series", "region", "year"], suffixes=("", "_before"))
    telling = both["value"].map(digits) >= 2
    hit = both[
        telling & (both["number"] == both["known"]) & (both["number_before"] != both["known"])
    ]
    for row in hit.itertuples():
        yield found(
            "swapped-years",
            say(
                "{name} is {value}, which is the figure of {before}; {before} now has {earlier:g}: "
                "have the two years changed places?",
                "{name}为{value}，与已知的{before}年数据相同，而{before}年现为{earlier:g}：两年是否填反？",
                name=what.name(row.series), value=row.value, before=row.year - 1,
                earlier=row.number_before,
            ),
            row,
        )  # fmt: skip
