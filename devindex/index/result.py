"""The index: a value that holds every stage, and answers from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Framework, region, regions
from devindex.drawn import Pictured
from devindex.errors import MethodError, ObservationError, Sentence, say
from devindex.index.arrays import Floats
from devindex.index.recipe import Recipe
from devindex.index.treatment import treatment_report
from devindex.kinds import admit
from devindex.observations import Panel

__all__ = ["RANKED_FROM", "Index", "Node"]

RANKED_FROM = 2 / 3
"""Least coverage for a rank: two thirds of the weight, as the Global Innovation Index asks."""


@dataclass(frozen=True)
class Node:
    """A child of the tree and its weight among its siblings."""

    level: str
    code: str
    parent: str
    weight: float
    """In the latest year."""
    by_year: dict[int, float]


@dataclass(frozen=True, repr=False)
class Index(Pictured):
    """An index of every region and year of a panel.

    Frames have one row per (region, year), the nation (``000000``) among them: ``inputs`` and
    ``status`` by indicator after imputation, ``treated`` and ``normalised`` (points) by scored
    indicator, ``scores_of_nodes`` by
    theme, dimension and ``index``, ``linear`` the weights under which the score is a plain
    weighted sum of the normalised values of that row.
    """

    panel: Panel
    recipe: Recipe
    inputs: pd.DataFrame
    status: pd.DataFrame
    treated: pd.DataFrame
    normalised: pd.DataFrame
    nodes: tuple[Node, ...]
    scores_of_nodes: pd.DataFrame
    linear: pd.DataFrame

    def __repr__(self) -> str:
        return f"Index({self.recipe.id!r} of {self.panel!r})"

    @property
    def framework(self) -> Framework:
        """Framework of the panel."""
        return self.panel.framework

    @property
    def scores(self) -> pd.DataFrame:
        """Score, 0 to 100, regions by years; NaN where no indicator is published."""
        return self.scores_of_nodes["index"].unstack("year")

    @property
    def development(self) -> pd.DataFrame:
        """Development index: score over the nation's score in the base year, times 100."""
        if NATION.code not in self.scores.index:
            raise MethodError(
                say(
                    "the development index needs the nation (000000), which this panel has not; "
                    "use scores",
                    "发展指数以全国（000000）为基准，而面板没有全国；请用 scores",
                )
            )
        return self.scores / self.scores.loc[NATION.code, self.base_year] * 100.0

    @property
    def base_year(self) -> int:
        """Year in which the nation is 100; the first year if the framework names none."""
        scoring = self.framework.scoring
        wanted = scoring.base_year if scoring else self.panel.years[0]
        return wanted if wanted in self.panel.years else self.panel.years[0]

    @property
    def coverage(self) -> pd.DataFrame:
        """Share of the weight, each year's own, that rests on a published or imputed figure."""
        own = {n.code: n for n in self.nodes}

        def effective(code: str) -> Floats:
            node = own[code]
            weight = np.array(list(node.by_year.values()))
            return weight * (effective(node.parent) if node.parent in own else 1.0)

        by_year = np.column_stack([effective(c) for c in self.normalised.columns])
        weight = by_year[-1]
        if (by_year != weight).any():
            years = self.normalised.index.get_level_values("year").to_numpy()
            weight = by_year[np.searchsorted(np.unique(years), years)]
        seen = self.normalised.notna().to_numpy()
        share = pd.Series((seen * weight).sum(axis=1), index=self.normalised.index)
        return share.unstack("year")

    @property
    def ranks(self) -> pd.DataFrame:
        """Rank by unrounded score, 1 is best, ties take the smallest; the nation has none.

        A region whose coverage is under two thirds is scored and not ranked.
        """
        provinces = self.scores.drop(index=NATION.code, errors="ignore")
        enough = self.coverage.reindex(provinces.index) >= RANKED_FROM
        return provinces.where(enough).rank(ascending=False, method="min").astype("Int64")

    @property
    def weights(self) -> pd.DataFrame:
        """Nodes with their weight among siblings and in the whole (product up the tree)."""
        own = {n.code: n for n in self.nodes}

        def effective(code: str) -> float:
            node = own[code]
            return node.weight * (effective(node.parent) if node.parent in own else 1.0)

        rows = [(n.code, n.level, n.parent, n.weight, effective(n.code)) for n in self.nodes]
        frame = pd.DataFrame(rows, columns=["code", "level", "parent", "weight", "effective"])
        return frame.set_index("code")

    @property
    def treatment(self) -> pd.DataFrame:
        """What the treatment did to each scored indicator, over the rows it learned from.

        Columns: ``method``; bias-corrected ``skewness`` and excess ``kurtosis`` (formulas in
        :mod:`devindex.index.treat.moments`) of the provinces, with ``_after`` for the treated
        figures; ``changed``, how many figures differ; ``outlying``, whether the treated figures
        still pass both thresholds (2 and 3.5 unless the recipe says otherwise).

        Examples
        --------
        >>> import devindex as dx
        >>> dx.compute(dx.load_panel()).treatment["outlying"].any().item()
        False
        """
        return treatment_report(self.framework, self.recipe, self.inputs, self.treated)

    @property
    def contributions(self) -> pd.DataFrame:
        """Points each indicator brings: linear weight × normalised value; they sum to the score."""
        return self.linear * self.normalised.fillna(0.0)

    def explain(self, word: str, year: int | None = None) -> pd.DataFrame:
        """One region's indicators: value, points, weight, contribution, and the nation's points.

        Examples
        --------
        >>> import devindex as dx
        >>> table = dx.compute(dx.load_panel()).explain("Guangdong", 2023)
        >>> bool(abs(table["contribution"].sum() - table.attrs["score"]) < 1e-12)
        True
        """
        admit(Index.explain, locals(), ObservationError)
        code = word if word in self.scores.index else region(word).code
        when = int(year) if year is not None else self.panel.years[-1]
        if (code, when) not in self.normalised.index:
            unit = regions().get(code)
            name = Sentence(unit.name_en, unit.name_zh) if unit else code
            raise ObservationError(
                say(
                    "no row for {name} in {year}: the index covers {first} to {last}",
                    "没有{name}（{year}年）的结果，指数的年份为{first}至{last}年",
                    name=name,
                    year=when,
                    first=self.panel.years[0],
                    last=self.panel.years[-1],
                )
            )
        row = (code, when)
        table = pd.DataFrame(
            {
                "value": self.inputs.loc[row, self.normalised.columns],
                "status": self.status.loc[row, self.normalised.columns],
                "points": self.normalised.loc[row],
                "weight": self.linear.loc[row],
                "contribution": self.contributions.loc[row],
                "nation": self.normalised.reindex([(NATION.code, when)]).iloc[0],
            }
        )
        table.attrs["score"] = float(self.scores.loc[code, when])
        return table.sort_values("contribution", ascending=False)

    def to_frame(self) -> pd.DataFrame:
        """Long table: region, year, score, development index, rank, coverage."""
        columns = {
            "score": self.scores,
            "development_index": self.development,
            "rank": self.ranks.reindex(self.scores.index),
            "coverage": self.coverage,
        }
        parts = {k: v.stack(future_stack=True) for k, v in columns.items()}
        return pd.DataFrame(parts).reset_index()
