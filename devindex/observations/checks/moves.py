"""Checks against last year: units that slipped, copies sent again, changes unlike the others'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from devindex.errors import Sentence, say
from devindex.observations.checks.findings import Finding, found, plausibility, region_name
from devindex.observations.checks.subject import Subject, digits

__all__ = ["hidiroglou_berthelot"]

SLIP, TENFOLD = 0.5, 0.15
"""Decades a ratio may be away from a power of ten. Between official figures of 2016 to 2024 no
change comes within half a decade of four; some sixteen come within 0.15 of one, two or three."""
WAN = (4, 8)
"""Decades between units: 万, and 亿."""
TIMES = {
    4: (Sentence("10,000 times", "一万倍"), Sentence("a 10,000th of", "万分之一")),
    8: (Sentence("100 million times", "一亿倍"), Sentence("a 100 millionth of", "亿分之一")),
}
DIGITS, ENOUGH, HALF = 3, 3, 0.5
"""A copy: digits a figure needs to count, figures needed, share of them equal to last year's."""
FEW = 8
"""Regions below which a distribution says nothing."""


def slips(ratio: np.ndarray) -> np.ndarray:
    """Decades of a unit slip, 0 where there is none. (n,) -> (n,).

    Examples
    --------
    >>> slips(np.array([1.1, 12000.0, 0.00009, 1000.0]))
    array([ 0,  4, -4,  0])
    """
    decades = np.log10(ratio)
    out = np.zeros(len(ratio), dtype=int)
    for k in WAN:
        for sign in (1, -1):
            out[np.abs(decades - sign * k) < SLIP] = sign * k
    return out


@plausibility("unit-slip", "block", zh="单位错位（万、亿）", en="Unit slip of 10,000")
def unit_slip(what: Subject) -> Iterator[Finding]:
    """A figure 10,000 or 100,000,000 times last year's, or as small a part of it."""
    rows = what.moved
    for row, k in zip(
        rows.itertuples(), slips((rows["number"] / rows["last"]).to_numpy()), strict=True
    ):
        if k:
            yield found("unit-slip", _slipped(what, row, int(k)), row)


def _slipped(what: Subject, row: Any, k: int) -> Sentence:
    more, less = TIMES[abs(k)]
    ratio = more if k > 0 else less
    return say(
        "{name} is {value}, about {ratio} last year's {last:g}; is it in {unit}?",
        "{name}为{value}，约为上年{last:g}的{ratio}；单位是否为{unit}？",
        name=what.name(row.series), value=row.value, ratio=ratio, last=row.last,
        unit=row.unit,
    )  # fmt: skip


@plausibility(
    "tenfold", "ask", zh="十倍、百倍、千倍的变动", en="Change by ten, a hundred, a thousand"
)
def tenfold(what: Subject) -> Iterator[Finding]:
    """A figure close to 10, 100 or 1,000 times last year's, or a tenth, ... of it."""
    rows = what.moved
    decades = np.log10((rows["number"] / rows["last"]).to_numpy())
    nearest = np.rint(decades)
    near = (np.abs(decades - nearest) < TENFOLD) & (np.abs(nearest) >= 1) & (np.abs(nearest) <= 3)
    for row in rows[near].itertuples():
        yield found(
            "tenfold",
            say(
                "{name} is {value} and was {last:g}; has a digit or the point slipped?",
                "{name}为{value}，上年为{last:g}；是否错位？",
                name=what.name(row.series), value=row.value, last=row.last,
            ),
            row,
        )  # fmt: skip


@plausibility("stale-copy", "block", zh="重报上年数据", en="Last year's figures sent again")
def stale_copy(what: Subject) -> Iterator[Finding]:
    """Half or more of a region's figures, or of those of one sheet, equal last year's."""
    for row in what.provinces[_stale(what)].itertuples():
        yield found(
            "stale-copy",
            say(
                "{name} is {value}, the figure of {year}, as are others of {region}: last year's "
                "figures sent again?",
                "{name}为{value}，与{year}年相同，{region}另有多项如此；是否重报了上年数据？",
                name=what.name(row.series), value=row.value, year=row.year - 1,
                region=region_name(row.region),
            ),
            row,
        )  # fmt: skip


@plausibility("same-as-last-year", "ask", zh="与上年完全相同", en="Exactly as last year")
def same_as_last_year(what: Subject) -> Iterator[Finding]:
    """A figure of three digits or more that equals last year's."""
    rows = what.provinces
    for row in rows[_equal(rows) & ~_stale(what)].itertuples():
        yield found(
            "same-as-last-year",
            say(
                "{name} is {value}, exactly as in {year}", "{name}为{value}，与{year}年完全相同",
                name=what.name(row.series), value=row.value, year=row.year - 1,
            ),
            row,
        )  # fmt: skip


def _telling(rows: pd.DataFrame) -> pd.Series:
    """Figures with digits enough that being equal is no accident, and a figure to compare."""
    return rows["last"].notna() & (rows["value"].map(digits) >= DIGITS)


def _equal(rows: pd.DataFrame) -> pd.Series:
    return _telling(rows) & (rows["number"] == rows["last"])


def _stale(what: Subject) -> pd.Series:
    """Equal figures of a region or of one of its sheets, where half or more are equal."""
    rows = what.provinces
    telling, equal = _telling(rows), _equal(rows)
    out = pd.Series(False, index=rows.index)
    for by in (["region", "year"], ["region", "year", "page"], ["series", "year"]):
        keys = [rows[c] for c in by]
        n = telling.groupby(keys).transform("sum")
        same = equal.groupby(keys).transform("sum")
        out |= equal & (n >= ENOUGH) & (same >= HALF * n)
    return out


@plausibility("revised", "inform", zh="以前年度数据有改动", en="Figures of earlier years changed")
def revised(what: Subject) -> Iterator[Finding]:
    """A figure of an earlier year differs from the one known before."""
    known = what.before.rename(columns={"number": "known"})
    both = what.figures.merge(known, on=["series", "region", "year"])
    for row in both[both["number"] != both["known"]].itertuples():
        yield found(
            "revised",
            say(
                "{name} of {year} is {value}, and was {known:g}",
                "{year}年{name}为{value}，原为{known:g}",
                name=what.name(row.series), year=row.year, value=row.value, known=row.known,
            ),
            row,
        )  # fmt: skip


def hidiroglou_berthelot(
    x: np.ndarray, last: np.ndarray, *, u: float = 0.5, a: float = 0.05, c: float = 4.0
) -> np.ndarray:
    r"""Changes unlike those of the others, large units weighing more.

    .. math:: s = r / \tilde r - 1 \text{ or } 1 - \tilde r / r, \quad
        e = s \max(x, x')^u

    with ratio :math:`r = x / x'` and its median :math:`\tilde r`; an outlier lies farther from the
    median of :math:`e` than :math:`c` times the distance of the nearer quartile, which counts at
    least :math:`a` of the median.

    Parameters
    ----------
    x, last
        Figures of this year and the last, all above zero. (n,)

    Returns
    -------
    True where a change is unlike the others'. (n,)

    References
    ----------
    Hidiroglou & Berthelot 1986, Survey Methodology 12(1), 73-83.

    Examples
    --------
    >>> last = np.full(9, 100.0)
    >>> x = np.array([101.0, 103, 104, 105, 106, 107, 108, 110, 300])
    >>> hidiroglou_berthelot(x, last).nonzero()[0]
    array([8])
    """
    ratio = x / last
    middle = np.median(ratio)
    s = np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1)
    e = s * np.maximum(x, last) ** u
    q1, q2, q3 = np.quantile(e, [0.25, 0.5, 0.75])
    below, above = max(q2 - q1, abs(a * q2)), max(q3 - q2, abs(a * q2))
    return np.asarray((e < q2 - c * below) | (e > q2 + c * above))


STRONG = 20.0
"""Bound beyond which a change is asked about, that of Statistics Norway; from 4 on it is told."""


def _unlike(what: Subject, c: float) -> Iterator[pd.DataFrame]:
    for _, _, rows in what.by_series(what.moved):
        if len(rows) >= FEW:
            x, last = rows["number"].to_numpy(), rows["last"].to_numpy()
            yield rows[hidiroglou_berthelot(x, last, c=c)]


@plausibility("large-change", "ask", zh="变动远超其他地区", en="Change far unlike other regions'")
def large_change(what: Subject) -> Iterator[Finding]:
    """A change beyond the wide bound; with few regions, one by a factor of two."""
    for rows in _unlike(what, STRONG):
        yield from (found("large-change", _changed(what, row), row) for row in rows.itertuples())
    for _, _, rows in what.by_series(what.moved):
        if len(rows) < FEW:
            ratio = rows["number"] / rows["last"]
            far = rows[(ratio > 2) | (ratio < 0.5)]
            yield from (found("large-change", _changed(what, row), row) for row in far.itertuples())


@plausibility("change", "inform", zh="变动异于其他地区", en="Change unlike other regions'")
def change(what: Subject) -> Iterator[Finding]:
    """A change beyond the usual bound and within the wide one."""
    strong = {i for rows in _unlike(what, STRONG) for i in rows.index}
    for rows in _unlike(what, 4.0):
        rows = rows.drop(index=[i for i in rows.index if i in strong])
        yield from (found("change", _changed(what, row), row) for row in rows.itertuples())


def _changed(what: Subject, row: Any) -> Sentence:
    return say(
        "{name} is {value} and was {last:g} ({change:+.1%}); confirm or correct, with a note",
        "{name}为{value}，上年为{last:g}（{change:+.1%}）；请核实并说明",
        name=what.name(row.series), value=row.value, last=row.last,
        change=row.number / row.last - 1,
    )  # fmt: skip
