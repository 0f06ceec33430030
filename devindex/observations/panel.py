"""The panel: regions and years by series, and a status of the same shape."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from devindex.definitions import (
    NATION,
    Framework,
    check_vintages,
    load_framework,
    region,
    regions,
    series,
    series_used,
)
from devindex.definitions.codelists import STATUS_ORDER
from devindex.errors import DefinitionError, ObservationError, listed, say, unknown
from devindex.kinds import admit, shown
from devindex.observations.read import Observations, load_observations, nothing_seen

__all__ = ["STATUS", "Panel", "checked_vintage", "load_panel", "status_frame", "worst_status"]

SUSPECT = "suspect_in_source"
NATION_NEEDS = 0.85
"""Share of the covered provinces a national sum needs; with fewer it is missing."""


STATUS = pd.CategoricalDtype(list(STATUS_ORDER), ordered=True)
"""Status as a category whose order is SDMX's precedence."""


def status_frame(codes: np.ndarray, index: pd.Index, columns: Iterable[str]) -> pd.DataFrame:
    """Statuses from their places in SDMX's precedence, shape (n, k)."""
    own = {c: pd.Categorical.from_codes(codes[:, n], dtype=STATUS) for n, c in enumerate(columns)}
    return pd.DataFrame(own, index=index)


@dataclass(frozen=True, repr=False)
class Panel:
    """Series by region and year, as published, over a full grid of regions × years.

    ``values`` and ``status`` have one row per (region, year), one column per series. The nation
    (``000000``) is a unit of its own, made when the panel is made: dropping a province later
    leaves it as it is. ``status`` is SDMX CL_OBS_STATUS; ``O`` where nothing is published or
    the source itself is suspect.
    """

    framework: Framework
    values: pd.DataFrame
    status: pd.DataFrame
    observations: Observations = field(default_factory=nothing_seen)
    grouping: Mapping[str, str] = field(default_factory=dict)
    """Group of each region, for imputation within groups; the macro-region where not given."""

    @classmethod
    def of(
        cls,
        framework: Framework,
        values: pd.DataFrame,
        *,
        status: pd.DataFrame | None = None,
        grouping: Mapping[str, str] | None = None,
    ) -> Panel:
        """A panel from a table of your own: any regions, any country.

        Parameters
        ----------
        framework
            What the columns mean: numerators and denominators name the table's columns.
        values
            One row per (region, year), in the index or in columns of these names; one column per
            series, NaN where missing. Rows that are absent are missing.
        status
            SDMX status of the same shape; ``A`` where there is a figure if not given.

        Raises
        ------
        ObservationError
            If the table has no regions and years, a row comes twice, or a series is lacking.
        """
        admit(Panel.of, locals(), ObservationError)
        table = _indexed(values)
        lost = [c for c in series_used(framework) if c not in table.columns]
        if lost:
            raise ObservationError(unknown("column", c, map(str, table.columns)) for c in lost)
        grid = pd.MultiIndex.from_product(table.index.levels, names=["region", "year"])
        table = _figures(table).reindex(grid)
        if status is None:
            seen = table.notna().to_numpy()
            codes = np.where(seen, STATUS_ORDER.index("A"), STATUS_ORDER.index("O"))
            known = status_frame(codes, grid, table.columns)
        else:
            known = _indexed(status).reindex(index=grid, columns=table.columns).fillna("O")
        return cls(framework, table, known, grouping=dict(grouping or {}))

    def __post_init__(self) -> None:
        """Rows in the order of regions and years, whatever order they came in."""
        status = self.status.astype(STATUS)
        for name, frame in (("values", self.values), ("status", status)):
            in_order = frame.index.is_monotonic_increasing
            object.__setattr__(self, name, frame if in_order else frame.sort_index())

    @property
    def regions(self) -> list[str]:
        """Codes of the units, the nation among them if it is there."""
        return list(self.values.index.get_level_values("region").unique())

    @property
    def years(self) -> list[int]:
        """Years, in order."""
        return [int(y) for y in self.values.index.get_level_values("year").unique()]

    @property
    def groups(self) -> np.ndarray:
        """Number of each region's group, -1 for the nation: shape (regions,)."""
        known = regions()
        names = [self.grouping.get(c, known[c].macro if c in known else "") for c in self.regions]
        number = {name: n for n, name in enumerate(sorted(set(names)))}
        pairs = zip(self.regions, names, strict=True)
        return np.array([-1 if c == NATION.code else number[name] for c, name in pairs])

    def __repr__(self) -> str:
        shape = f"{len(self.regions)} regions, {self.years[0]}-{self.years[-1]}"
        return f"Panel({self.framework.id!r}: {shape}, {self.values.shape[1]} series)"

    def drop(self, words: str | Collection[str]) -> Panel:
        """The panel without one or some regions; nobody else changes."""
        admit(Panel.drop, locals(), ObservationError)
        words = [words] if isinstance(words, str) else words
        own = set(self.regions)
        codes = {w if w in own else region(w).code for w in words}
        keep = ~self.values.index.get_level_values("region").isin(codes)
        return replace(self, values=self.values[keep], status=self.status[keep])

    def until(self, year: int) -> Panel:
        """The panel up to and with a year.

        Raises
        ------
        ObservationError
            If the year is not in the panel.
        """
        admit(Panel.until, locals(), ObservationError)
        if year not in self.years:
            raise ObservationError(
                say(
                    "the panel has no year {year}: it covers {first} to {last}",
                    "面板没有{year}年，其年份为{first}至{last}年",
                    year=year,
                    first=self.years[0],
                    last=self.years[-1],
                )
            )
        keep = self.values.index.get_level_values("year") <= year
        return replace(self, values=self.values[keep], status=self.status[keep])

    def to_frame(self) -> pd.DataFrame:
        """Long table: region, year, series, value, status."""
        values = self.values.rename_axis(columns="series").stack(future_stack=True)
        status = self.status.rename_axis(columns="series").stack(future_stack=True)
        return pd.DataFrame({"value": values, "status": status}).reset_index()


def _indexed(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by region (text) and year (whole number), each once, in order."""
    lost = [c for c in ("region", "year") if c not in [*table.columns, *table.index.names]]
    if lost:
        raise ObservationError(
            say("the table has no column or index {name!r}", "表中没有{name!r}列或索引", name=c)
            for c in lost
        )
    flat = table.reset_index() if "region" in table.index.names else table
    years = pd.to_numeric(flat["year"], errors="coerce").astype(float)
    odd = flat["year"][~np.isfinite(years) | (years % 1 != 0)]
    if len(odd):
        raise ObservationError(
            say("{value} is not a year", "{value}不是年份", value=shown(odd.iloc[0]))
        )
    out = flat.assign(region=flat["region"].astype(str), year=years.astype(int))
    out = out.set_index(["region", "year"]).sort_index()
    twice = out.index[out.index.duplicated()].unique()
    if len(twice):
        raise ObservationError(
            say(
                "{count} region-years come twice, first ({region!r}, {year})",
                "{count}组地区和年份出现两次，第一组为{region!r}{year}年",
                count=len(twice),
                region=twice[0][0],
                year=twice[0][1],
            )
        )
    return out.loc[:, [c for c in out.columns if c != "index"]]


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """Figures as floats.

    Raises
    ------
    ObservationError
        Names column, region and year of what is not a number.
    """
    out = table.apply(pd.to_numeric, errors="coerce").astype(float)
    odd = np.argwhere((out.isna() & table.notna()).to_numpy())
    if len(odd):
        raise ObservationError(
            say(
                "{column}, {region}, {year}: {value} is not a number",
                "{column}，{region}，{year}年：{value}不是数值",
                column=table.columns[k], region=table.index[n][0], year=table.index[n][1],
                value=shown(table.iat[n, k]),
            )
            for n, k in odd[:10]
        )  # fmt: skip
    return out


def load_panel(
    framework: Framework | str = "regional-public",
    *,
    years: tuple[int, int] | None = None,
    observations: Observations | None = None,
    vintage: Mapping[str, str] | None = None,
) -> Panel:
    """Lay the figures a framework needs on a grid of regions and years.

    Parameters
    ----------
    framework
        A framework, or its name.
    years
        First and last year; the framework's extended years if not given.
    observations
        Figures to use; the package's official ones if not given.
    vintage
        Which vintage of a series to use: ``{"eco_gdp": "eco_gdp_v2023"}`` takes gross regional
        product as it stood before the Fifth Economic Census, everywhere it is used.

    Returns
    -------
    Panel
        31 provinces and the nation. The nation's amounts are the sums of the provinces (missing
        where fewer than 85 % of them publish); its rates are means weighted as the definition says.

    Raises
    ------
    DefinitionError
        If a series is unknown, or two vintages of one series would meet.
    ObservationError
        If no figure exists for a series in these years.

    Examples
    --------
    >>> panel = load_panel(years=(2020, 2023))
    >>> panel.values.loc[("440000", 2020), "eco_gdp"].item()
    113708.9
    """
    admit(load_panel, locals(), ObservationError)
    chosen = load_framework(framework) if isinstance(framework, str) else framework
    swap = checked_vintage(vintage or {})
    used = series_used(chosen)
    if not used:
        raise ObservationError(
            say(
                "framework {name!r} is answered by questionnaire: no public series exists for it",
                "框架{name!r}由问卷填报，没有公开序列",
                name=chosen.id,
            )
        )
    if chosen.level != "regional":
        raise ObservationError(
            say(
                "framework {name!r} is {level}, and a panel is made of figures by province; "
                "'regional-public' has them",
                "框架{name!r}属于{level}级，面板由分省数据构成；“regional-public”有分省数据",
                name=chosen.id,
                level=chosen.level,
            )
        )
    check_vintages([swap.get(code, code) for code in used])
    seen = (observations or load_observations()).only([swap.get(c, c) for c in used])
    span = years or _extended(chosen, seen)
    frame = seen.frame.assign(
        series=seen.frame["series"].replace({new: old for old, new in swap.items()})
    )
    frame = frame[frame["year"].between(*span)]
    lost = sorted(set(used) - set(frame["series"]))
    if lost:
        raise ObservationError(
            say(
                "no observations for {codes} in {first} to {last}",
                "{codes} 在{first}至{last}年没有观测",
                codes=listed(lost),
                first=span[0],
                last=span[1],
            )
        )
    return _grid(chosen, frame, span, used, seen)


def checked_vintage(vintage: Mapping[str, str]) -> dict[str, str]:
    """Which vintage is to stand in for which series.

    Raises
    ------
    DefinitionError
        If a series is unknown, or is no vintage of the other.
    """
    known = series()
    for old, new in vintage.items():
        for code in (old, new):
            if code not in known:
                raise DefinitionError(unknown("series", code, known))
        if known[new].vintage_of != old:
            raise DefinitionError(
                say(
                    "{new} is not a vintage of {old}",
                    "{new} 不是 {old} 的一个版本",
                    new=new,
                    old=old,
                )
            )
    return dict(vintage)


def _extended(framework: Framework, seen: Observations) -> tuple[int, int]:
    if framework.scoring is not None:
        return framework.scoring.extended
    return int(seen.frame["year"].min()), int(seen.frame["year"].max())


def _only_covered(codes: set[str]) -> None:
    known = regions()
    strange = sorted(c for c in codes if c == NATION.code or not known[c].covered)
    if strange:
        raise ObservationError(
            say(
                "{code} has figures, and the index covers the 31 provinces, from which it makes "
                "the nation itself; leave its rows out",
                "{code} 有数据，而指数只覆盖31个省份，全国由各省合成；请删去这些行",
                code=code,
            )
            for code in strange
        )


def _grid(
    framework: Framework, frame: pd.DataFrame, span: tuple[int, int], used: list[str],
    seen: Observations,
) -> Panel:  # fmt: skip
    _only_covered(set(frame["region"]))
    units = sorted(set(frame["region"]) - {NATION.code})
    grid = pd.MultiIndex.from_product(
        [units, range(span[0], span[1] + 1)], names=["region", "year"]
    )
    suspect = frame["flags"].str.contains(SUSPECT, regex=False)
    values = _wide(frame[~suspect], "value", grid, used).astype(float)
    status = _wide(frame[~suspect], "status", grid, used)
    status = status.astype(object).where(values.notna(), "O")
    nation, nation_status = _nation(framework, values, status)
    return Panel(framework, pd.concat([nation, values]), pd.concat([nation_status, status]), seen)


def _wide(frame: pd.DataFrame, what: str, grid: pd.MultiIndex, used: list[str]) -> pd.DataFrame:
    wide = frame.set_index(["region", "year", "series"])[what].unstack("series")
    return wide.reindex(index=grid, columns=used).rename_axis(columns=None)


def _nation(
    framework: Framework, values: pd.DataFrame, status: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of amounts, weighted means of rates, with the status of what they are made of."""
    covered = [c for c, r in regions().items() if r.covered]
    inside = values.index.get_level_values("region").isin(covered)
    values, status = values[inside], status[inside]
    by_year = values.groupby(level="year")
    complete = by_year.count() / len(covered)
    total = by_year.sum(min_count=1)
    for i in framework.indicators:
        rate = i.numerator.series
        if i.nation == "weighted-mean" and rate is not None and i.nation_weight is not None:
            weight = values[i.nation_weight].where(values[rate].notna())
            summed = (values[rate] * weight).groupby(level="year").sum(min_count=1)
            total[rate] = summed / weight.groupby(level="year").sum(min_count=1)
        elif rate is not None and not series()[rate].additive:
            total[rate] = np.nan
    total = total.where(complete >= NATION_NEEDS)
    worst = status.where(values.notna(), "A").groupby(level="year").agg(worst_status)
    worst = worst.astype(object).where(complete >= 1.0, "E").where(total.notna(), "O")
    index = pd.MultiIndex.from_product([[NATION.code], total.index], names=["region", "year"])
    return total.set_axis(index), worst.set_axis(index)


def worst_status(codes: pd.Series) -> str:
    """The status that goes first in SDMX's order.

    Examples
    --------
    >>> worst_status(pd.Series(["A", "P", "E"]))
    'E'
    """
    present = set(codes)
    return next((code for code in STATUS_ORDER if code in present), "A")
