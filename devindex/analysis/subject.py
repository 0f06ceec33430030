"""What an analysis looks at: regions by years, from an index or from a table of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Text, regions
from devindex.definitions.codelists import MACRO_REGIONS
from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats
from devindex.index.result import Index

__all__ = [
    "WHOLE",
    "Given",
    "Subject",
    "by_region",
    "differing",
    "group_name",
    "groups_of",
    "many",
    "name_of",
    "node_of",
    "positive",
    "step_of",
    "subject",
    "table_of",
]

Given: TypeAlias = Index | pd.DataFrame
SCORE = Text(zh="得分", en="Score")
WHOLE = "all"
"""The one group of regions that are not divided."""
ALL = Text(zh="全部", en="all")


@dataclass(frozen=True, repr=False)
class Subject:
    """Values of regions (rows, text) by years (columns), the nation taken out.

    ``source`` is None where a table of one's own says nothing of it: a figure then asks for it.
    """

    values: pd.DataFrame
    name: Text
    source: Text | None

    @property
    def years(self) -> list[int]:
        """Years, in order."""
        return [int(y) for y in self.values.columns]

    def year(self, wanted: int | None = None) -> int:
        """The year asked for, the latest if none is.

        Raises
        ------
        MethodError
            If there is no such year.
        """
        when = self.years[-1] if wanted is None else int(wanted)
        if when not in self.years:
            raise MethodError(
                say(
                    "no year {year}: the values cover {first} to {last}",
                    "没有{year}年；数值的年份为{first}至{last}年",
                    year=when,
                    first=self.years[0],
                    last=self.years[-1],
                )
            )
        return when

    def column(self, year: int | None = None) -> pd.Series:
        """Values of one year, regions without one left out."""
        return self.values[self.year(year)].dropna()

    def between(self, start: int | None, end: int | None = None) -> pd.DataFrame:
        """Values from one year to another; from the first or to the last where none is given.

        Raises
        ------
        MethodError
            If no year is left.
        """
        values = self.values.loc[:, slice(start, end)]
        if values.shape[1] == 0:
            raise MethodError(
                say(
                    "no year is left {stretch}: the values cover {first} to {last}",
                    "{stretch}没有剩下任何年份：数值的年份为{first}至{last}年",
                    stretch=_stretch(start, end),
                    first=self.years[0],
                    last=self.years[-1],
                )
            )
        return values

    def step(self) -> int:
        """Years from one column to the next.

        Raises
        ------
        MethodError
            With fewer than two years, or years not equally far apart.
        """
        return step_of(self.years)


def subject(given: Given, node: str | None = None) -> Subject:
    """Scores of an index (or of one of its nodes), or a table of regions by years.

    Parameters
    ----------
    given
        An index, or a table with one row a region and one column a year. A row ``000000`` (the
        nation) is not a region and is left out; so are years without any value.
    node
        Code of a dimension or theme of the index; the whole index if not given.

    Raises
    ------
    MethodError
        If the table has no numbers, a region or year twice, or an infinite value; if the node is
        not one of the index.

    Examples
    --------
    >>> table = pd.DataFrame({2020: [1.0, 2.0], 2021: [2.0, 3.0]}, index=["440000", "000000"])
    >>> subject(table).values
    year    2020  2021
    region
    440000   1.0   2.0
    """
    if isinstance(given, Index):
        nodes = list(given.scores_of_nodes.columns)
        code = node or "index"
        if code not in nodes:
            raise MethodError(unknown("column or node", code, nodes))
        name = given.framework.title if code == "index" else node_of(given, code)
        return Subject(_table(given.scores_of_nodes[code].unstack("year")), name, _source(given))
    if node is not None:
        raise MethodError(
            say(
                "node {node!r} is asked of a table; only an index has nodes",
                "表没有节点，不能指定节点{node!r}；只有指数才有节点",
                node=node,
            )
        )
    return Subject(_table(given), SCORE, None)


def step_of(years: list[int]) -> int:
    """Years from each to the next; refused where they differ, or where there is one year."""
    if len(years) < 2:
        raise MethodError(
            say("one year, {year}, shows no change; two are needed", "只有{year}一年，看不出变化；"
                "至少需要两年", year=years[0])
        )  # fmt: skip
    steps = {b - a for a, b in pairwise(years)}
    if len(steps) > 1:
        raise MethodError(
            say(
                "the years {years} are not equally far apart; use a stretch that is",
                "年份 {years} 间隔不等；请取等间隔的一段",
                years=listed(years),
            )
        )
    return steps.pop()


def _stretch(start: int | None, end: int | None) -> Sentence:
    if end is None:
        return say("from {start} on", "自{start}年起", start=start)
    if start is None:
        return say("up to {end}", "至{end}年止", end=end)
    return say("from {start} to {end}", "{start}年至{end}年", start=start, end=end)


def table_of(
    given: object, across: Sentence, one: Sentence, label: Callable[[object], object]
) -> pd.DataFrame:
    """A table of one's own as numbers: regions as text and sorted, the nation taken out.

    Parameters
    ----------
    across, one
        What the columns are, and one of them: years, a year.
    label
        Turns a column's label into what it is, such as ``int`` or ``str``.

    Raises
    ------
    MethodError
        If it is no table or not of numbers, or has a region or column twice or infinite values.
    """
    if not isinstance(given, pd.DataFrame):
        raise MethodError(
            say(
                "{kind} is neither an index nor a table of regions (rows) by {across} (columns)",
                "{kind} 既不是指数，也不是“地区（行）×{across}（列）”的表",
                kind=type(given).__name__,
                across=across,
            )
        )
    frame = given.copy()
    frame.index = frame.index.map(str)
    try:
        frame.columns = [label(c) for c in frame.columns]
        frame = frame.astype(float)
    except (TypeError, ValueError) as error:
        raise MethodError(
            say(
                "the table is not regions (rows) by {across} (columns) of numbers: {error}",
                "表须以地区为行、以{across}为列，内容均为数值（{kind}）",
                across=across,
                error=error,
                kind=type(error).__name__,
            )
        ) from error
    frame = frame.drop(index=NATION.code, errors="ignore").sort_index()
    problems = [
        say(
            "{what} comes twice: {which}",
            "{what}重复出现：{which}",
            what=what,
            which=listed(axis[axis.duplicated()].unique()[:5]),
        )
        for what, axis in ((say("a region", "地区"), frame.index), (one, frame.columns))
        if axis.has_duplicates
    ]
    if np.isinf(frame.to_numpy()).any():
        problems.append(say("the table has infinite values", "表中有无穷大的数值"))
    if problems:
        raise MethodError(problems)
    return frame.rename_axis(index="region")


def _table(given: object) -> pd.DataFrame:
    """Regions by years, sorted, as numbers; without regions and years that have no value."""
    frame = table_of(given, say("years", "年份"), say("a year", "年份"), _year_of)
    frame = frame.sort_index(axis=1).dropna(axis=1, how="all").dropna(axis=0, how="all")
    if frame.empty:
        raise MethodError(say("the table has no values", "表中没有数值"))
    return frame.rename_axis(columns="year")


def _year_of(label: Any) -> int:
    return int(label)


def node_of(index: Index, code: str) -> Text:
    """Name of a dimension, theme or indicator."""
    framework = index.framework
    every = (*framework.dimensions, *framework.themes, *framework.indicators)
    return next(e.name for e in every if e.code == code)


def _source(index: Index) -> Text | None:
    """Source line; None where the panel does not say where its figures are from."""
    producers = [s.producer for s in index.panel.observations.sources.values()]
    if not producers:
        return None
    first = max(sorted(set(producers)), key=producers.count)
    zh, en = first, f"{first} and others" if len(set(producers)) > 1 else first
    if any("NBS" in p for p in producers):
        zh, en = "国家统计局等公开统计", "NBS and other public statistics"
    made = f"{index.framework.id} {index.framework.version}"
    return Text(
        zh=f"{zh}；devindex 计算，{made}，方案 {index.recipe.id}",
        en=f"{en}; computed by devindex, {made}, recipe {index.recipe.id}",
    )


def groups_of(
    codes: pd.Index, groups: Mapping[str, str] | pd.Series | pd.DataFrame | None
) -> pd.DataFrame:
    """Group of each region at one or more levels, coarse first: regions by levels.

    Without groups, the four macro-regions of the National Bureau of Statistics (east, central,
    west, north-east), as ``data/regions/regions.csv`` carries them.

    Raises
    ------
    MethodError
        Naming the regions without a group, or the groups that straddle a coarser level.

    Examples
    --------
    >>> groups_of(pd.Index(["110000", "210000"]), None)["group"].tolist()
    ['east', 'north-east']
    """
    if groups is None:
        known = regions()
        groups = pd.Series({c: known[c].macro or None if c in known else None for c in codes})
    table = groups.copy() if isinstance(groups, pd.DataFrame) else pd.Series(groups).to_frame()
    if table.shape[1] == 1:
        table.columns = ["group"]
    table.index = table.index.map(str)
    table = table.reindex(codes)
    if lost := list(table.index[table.isna().any(axis=1)]):
        raise MethodError(
            say(
                "no group is given for {codes}; give groups= with one for every region",
                "{codes} 没有分组；请用 groups= 给出每个地区的分组",
                codes=listed(lost[:10]),
            )
        )
    table = table.astype(str)
    for coarse, fine in pairwise(table.columns):
        spread = table.groupby(fine)[coarse].nunique()
        if straddling := list(spread.index[spread > 1]):
            raise MethodError(
                say(
                    "{names} lie in more than one group of {coarse!r}; levels must be nested",
                    "{names} 分属{coarse!r}的多个组；各级分组须逐级嵌套",
                    names=listed(straddling[:10]),
                    coarse=str(coarse),
                )
            )
    return table


def by_region(
    given: pd.Series | pd.DataFrame | Mapping[str, float], codes: pd.Index, years: list[int]
) -> pd.DataFrame:
    """A second quantity on the same grid: by region and year, or by region for all years."""
    if isinstance(given, pd.DataFrame):
        frame = _table(given)
    else:
        one = pd.Series(given, dtype=float)
        one.index = one.index.map(str)
        frame = pd.DataFrame(dict.fromkeys(years, one))
    return frame.reindex(index=codes, columns=years)


def name_of(code: str, lang: str) -> str:
    """Name of a region where the code is known, else the code itself.

    Examples
    --------
    >>> name_of("440000", "en"), name_of("Jalisco", "zh")
    ('Guangdong', 'Jalisco')
    """
    unit = NATION if code == NATION.code else regions().get(code)
    if unit is None:
        return code
    return unit.short_zh if lang == "zh" else unit.name_en


def group_name(group: str, lang: str) -> str:
    """Name of a macro-region, else the word itself.

    Examples
    --------
    >>> group_name("north-east", "zh"), group_name("coast", "zh")
    ('东北', 'coast')
    """
    text = ALL if group == WHOLE else MACRO_REGIONS.get(group)
    return text.say("zh" if lang == "zh" else "en") if text else group


def many(n: int, one: str, more: str) -> str:
    """A number with the English word that goes with it.

    Examples
    --------
    >>> many(1, "region has", "regions have"), many(0, "region has", "regions have")
    ('1 region has', '0 regions have')
    """
    return f"{n} {one if n == 1 else more}"


def differing(x: Floats, least: int, year: int) -> None:
    """Refuse a year with too few values, or with values that are all the same."""
    if len(x) < least:
        raise MethodError(
            say(
                "{regions} in {year}; {least} are needed",
                "{year}年有值的地区为{n}个，至少需要{least}个",
                regions=many(len(x), "region has a value", "regions have values"),
                n=len(x),
                least=least,
                year=year,
            )
        )
    if np.ptp(x) == 0:
        raise MethodError(
            say(
                "the values of {year} do not differ: all are {value:g}",
                "{year}年的数值没有差别，全部为{value:g}",
                value=float(x[0]),
                year=year,
            )
        )


def positive(x: Floats, what: str, zh: str) -> None:
    """Refuse values of zero or less where a logarithm is taken."""
    low = x[x <= 0]
    if len(low):
        raise MethodError(
            say(
                "{what} takes logarithms, and {values} zero or less, the least {least:g}",
                "{what}要取对数，但有{n}个数值不大于0，最小为{least:g}",
                what=say(what, zh),
                n=len(low),
                values=many(len(low), "value is", "values are"),
                least=float(low.min()),
            )
        )
