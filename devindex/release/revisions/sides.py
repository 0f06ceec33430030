"""The two states a difference lies between: a release in its folder, or an edition not yet out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from devindex.definitions import NATION
from devindex.index import Index
from devindex.release.history import RANK, VINTAGES, values
from devindex.release.revisions.read import Published, open_release
from devindex.release.rounding import round_half_even
from devindex.release.tables import Edition, observations

__all__ = ["DECIMALS", "KEY", "Side", "quantities", "side"]

KEY = ["indicator_code", "region", "year"]
"""What names a value: indicator or node, region by GB code, year."""
DECIMALS = 4
"""Digits of published values; ranks are whole anyway."""


@dataclass(frozen=True, eq=False)
class Side:
    """One state: its index as computed, and its values as published."""

    id: str
    year: int
    date: str
    index: Index
    observations: pd.DataFrame
    vintage: Mapping[str, str]
    chain: str = ""
    """Every value its line of releases published, as the text of ``data/vintages.csv``."""

    @cached_property
    def vintages(self) -> pd.DataFrame:
        """The chain as a table: ``indicator_code``, ``region``, ``year``, ``value``, release."""
        frame = pd.read_csv(io.StringIO(self.chain or ",".join(VINTAGES)), dtype=str)
        value = pd.to_numeric(frame["obs_value"], errors="coerce").astype(float)
        names = {"region_code": "region", "time_period": "year"}
        frame = frame.rename(columns=names).assign(value=value)
        return frame.assign(year=pd.to_numeric(frame["year"]).astype(int))

    @cached_property
    def values(self) -> pd.DataFrame:
        """``value`` (NaN where none is published) and ``level`` by indicator, region, year."""
        frame = values(self.observations).rename(columns={"gb_code": "region",
                                                          "time_period": "year"})  # fmt: skip
        frame["value"] = pd.to_numeric(frame["obs_value"], errors="coerce").astype(float)
        return frame.set_index(KEY)[["value", "level"]]

    @cached_property
    def computed(self) -> pd.Series:
        """Unrounded values of :func:`quantities`."""
        return quantities(self.index)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Figures behind it as published, by series, region, year; a vintage under the series."""
        frame = self.index.panel.observations.frame
        frame = frame[frame["year"].isin(self.index.panel.years)]
        own = {new: old for old, new in self.vintage.items()}
        frame = frame.assign(series=frame["series"].replace(own))
        return frame.set_index(["series", "region", "year"])[["value", "as_published", "status"]]

    def unlike(self) -> pd.Series:
        """Values that computing again does not give as published: what they are when computed."""
        made = self.computed.reindex(self.values.index)
        rounded = pd.Series(
            [round_half_even(v, DECIMALS) for v in made.to_numpy(dtype=float)], index=made.index
        )
        said = self.values["value"]
        same = (rounded == said) | (rounded.isna() & said.isna())
        return rounded[~same]


def side(given: Side | Published | Edition | Path | str) -> Side:
    """A release folder, opened or not, or an edition in memory."""
    if isinstance(given, Side):
        return given
    if isinstance(given, Edition):
        return Side(given.id, given.year, given.vintage_date, given.index, observations(given),
                    dict(given.vintage), given.history.vintages)  # fmt: skip
    opened = given if isinstance(given, Published) else open_release(given)
    return Side(opened.id, opened.year, opened.date, opened.index, opened.observations,
                opened.vintage, opened.chain)  # fmt: skip


def quantities(index: Index) -> pd.Series:
    """Everything an index publishes, unrounded: inputs, nodes, development index, ranks."""
    nodes = index.scores_of_nodes.rename(columns={"index": "score"})
    if NATION.code in index.scores.index:
        nodes["development-index"] = index.development.stack(future_stack=True)
    ranks = index.ranks.astype(float).stack(future_stack=True)
    nodes[RANK] = ranks.reindex(nodes.index)
    wide = pd.concat([index.inputs, nodes.astype(np.float64)], axis=1)
    long = wide.rename_axis(columns="indicator_code").stack(future_stack=True)
    return long.reorder_levels(KEY).rename("value")
