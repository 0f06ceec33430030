"""Regions by level and growth: tiers by natural breaks, and the four types."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from devindex.analysis.subject import Given, Subject, positive, subject
from devindex.definitions import Text
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, say
from devindex.index.arrays import Floats

__all__ = ["TYPES", "Typology", "natural_breaks", "typology"]

TYPES: dict[str, Text] = {
    "leading": Text(zh="引领型", en="Leading"),
    "rising": Text(zh="崛起型", en="Rising"),
    "catching-up": Text(zh="追赶型", en="Catching up"),
    "starting": Text(zh="起步型", en="Starting"),
}


@dataclass(frozen=True, repr=False)
class Typology(Drawn):
    """Tiers and types of regions.

    Attributes
    ----------
    frame
        One row a region, the highest first: ``value`` in ``year``, ``tier`` (1 is the highest),
        ``growth`` (a year, since ``since``), ``type`` (missing without a starting value).
    breaks
        Largest value of each tier, tier 1 first.
    fit
        Goodness of variance fit of the tiers: 1 less the variance inside them over the whole.
    level, lead, pace
        What the types are told apart by: mean level, mean plus one standard deviation, mean
        growth (or medians).
    """

    subject: Subject
    frame: pd.DataFrame
    breaks: pd.Series
    fit: float
    level: float
    lead: float
    pace: float
    year: int
    since: int
    benchmark: str
    growth: str

    def summary(self, lang: str = "en") -> str:
        """One line: how many regions are in each tier and of each type."""
        tiers = self.frame["tier"].value_counts().sort_index()
        count = self.frame["type"].value_counts()
        said = say(
            "{name}, {year}: tiers of {tiers} regions (fit {fit:.2f}); since {since} {a} leading, "
            "{b} rising, {c} catching up, {d} starting",
            "{name}，{year}年：各梯队地区数{tiers}（拟合优度{fit:.2f}）；{since}年以来引领型{a}个、"
            "崛起型{b}个、追赶型{c}个、起步型{d}个",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            year=self.year,
            since=self.since,
            tiers=Sentence(", ".join(map(str, tiers)), "、".join(map(str, tiers))),
            fit=self.fit,
            **dict(zip("abcd", (int(count.get(t, 0)) for t in TYPES), strict=True)),
        )
        return said.zh if lang == "zh" else str(said)


def typology(
    given: Given,
    year: int | None = None,
    since: int | None = None,
    *,
    tiers: int = 4,
    benchmark: Literal["mean", "median"] = "mean",
    growth: Literal["points", "rate"] = "points",
    node: str | None = None,
) -> Typology:
    """Sort regions into tiers by level, and into four types by level and growth.

    Tiers are natural breaks: the classes of least variance inside them (Fisher 1958; Jenks 1977),
    found exactly by mapclassify.

    Types, with the benchmark taken over all regions:

    - leading (引领型): one standard deviation or more above the benchmark level; or at or above it
      and growing more slowly than the benchmark
    - rising (崛起型, also 成长型): at or above the benchmark level, not yet leading, and growing
      at the benchmark pace or faster
    - catching up (追赶型): below the benchmark level, growing at the benchmark pace or faster
    - starting (起步型): below the benchmark level, growing more slowly

    The four names are those of official reports, which publish no formula for them; the rule is
    this package's.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    year, since
        Year of the level, the latest if not given; year growth starts from, the first if not.
    tiers
        Number of tiers.
    benchmark
        Mean or median of the regions.
    growth
        ``points``: units a year; ``rate``: share a year, compound, which makes any region that
        starts low grow fast.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    A region without a value in ``year`` is left out; without one in ``since`` it has a tier and
    no type. Equal values share a tier.

    Raises
    ------
    MethodError
        With fewer different values than tiers, fewer than three regions, years the wrong way
        round, or with rates a value of zero or less.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = typology(compute(load_panel()), since=2018)
    >>> found.frame.loc[["110000", "340000"], "type"].tolist()
    ['leading', 'rising']
    """
    what = subject(given, node)
    when = what.year(year)
    start = what.years[0] if since is None else what.year(since)
    x = what.column(when)
    _check(x, tiers, start, when, benchmark, growth)
    pace_of = _growth(x, what.values.loc[x.index, start], when - start, growth)
    upper = natural_breaks(x.to_numpy(), tiers)
    tier = tiers - np.searchsorted(upper, x.to_numpy(), side="left")
    inside = x.groupby(tier).transform("mean")
    level, pace = float(getattr(x, benchmark)()), float(getattr(pace_of, benchmark)())
    lead = level + float(x.std(ddof=0))
    kind = np.select(
        [x >= lead, (x >= level) & (pace_of < pace), x >= level, pace_of >= pace],
        ["leading", "leading", "rising", "catching-up"],
        "starting",
    )
    frame = pd.DataFrame({"value": x, "tier": tier, "growth": pace_of, "type": kind})
    frame["type"] = frame["type"].where(pace_of.notna())
    spread = float(((x - x.mean()) ** 2).sum())
    return Typology(
        what,
        frame.sort_values("value", ascending=False, kind="stable"),
        pd.Series(upper[::-1], index=pd.RangeIndex(1, tiers + 1, name="tier")),
        1.0 - float(((x - inside) ** 2).sum()) / spread,
        level,
        lead,
        pace,
        when,
        start,
        benchmark,
        growth,
    )


def _growth(x: pd.Series, start: pd.Series, years: int, kind: str) -> pd.Series:
    if kind == "points":
        return (x - start) / years
    positive(np.append(x.to_numpy(), start.dropna()), "growth", "增长率")
    return (x / start) ** (1.0 / years) - 1.0


def natural_breaks(x: Floats, k: int) -> Floats:
    """Largest value of each of ``k`` classes of least variance, rising. (n,) -> (k,).

    Examples
    --------
    >>> natural_breaks(np.array([1.0, 2.0, 9.0, 10.0, 30.0]), 3).tolist()
    [2.0, 10.0, 30.0]
    """
    from mapclassify import FisherJenks

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Numba not installed")  # for some 31 numbers
        return np.asarray(FisherJenks(x, k=k).bins, dtype=float)


def _check(x: pd.Series, tiers: int, start: int, year: int, benchmark: str, growth: str) -> None:
    problems = [
        say(
            "{name} is {given!r}; give {one!r} or {other!r}",
            "{name} 为{given!r}；应为{one!r}或{other!r}",
            name=name,
            given=given,
            one=one,
            other=other,
        )
        for name, given, one, other in (
            ("benchmark", benchmark, "mean", "median"),
            ("growth", growth, "points", "rate"),
        )
        if given not in (one, other)
    ]
    if not 2 <= tiers <= x.nunique() - 1 or len(x) < 3:
        problems.append(
            say(
                "{k} tiers of {n} different values; two tiers at least, and fewer than values",
                "{n}个不同数值分{k}个梯队；梯队数至少为2，且应少于不同数值的个数",
                k=tiers,
                n=x.nunique(),
            )
        )
    if not start < year:
        problems.append(
            say(
                "growth from {start} to {year}: the start must lie before",
                "增长由{start}年至{year}年：起始年份应在前",
                start=start,
                year=year,
            )
        )
    if problems:
        raise MethodError(problems)
