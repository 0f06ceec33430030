"""The tables of targets: what they are, how they stand, where their figures go, past forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from devindex.definitions import NATION
from devindex.forecast import (
    Assessment,
    Backtest,
    assessments,
    backtest,
    national_index,
    project,
    record,
)
from devindex.forecast.linking import METHODS
from devindex.index import Index
from devindex.release.rounding import rounded
from devindex.release.tables import keys

__all__ = ["Outlook", "beside", "look_ahead", "national", "projected"]

NATIONAL = ("national", "platform", "five-g")
DIGITS = 6
"""Significant digits of what is forecast."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """Every target assessed on the day the announcements were read, and past forecasts scored."""

    found: tuple[Assessment, ...]
    past: Backtest

    @property
    def ahead(self) -> tuple[Assessment, ...]:
        """Open targets that have a forecast."""
        return tuple(a for a in self.found if a.forecast is not None)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {
            "targets": self.targets(),
            "assessments": self.assessments(),
            "trajectories": self.trajectories(),
            "backtest": _short(self.past.cases),
            "backtest_figures": _short(self.past.figures),
            "backtest_scores": _scores(self.past),
        }

    def targets(self) -> pd.DataFrame:
        """What each target asks for, in the words and the unit of its document."""
        return pd.DataFrame(
            {
                "target": t.id, "name_zh": t.name.zh, "name_en": t.name.en, "level": t.level,
                "pillar": t.pillar, "deadline": t.deadline, "direction": t.direction,
                "value_low": t.low, "value_high": t.high, "unit_zh": t.unit.zh,
                "unit_en": t.unit.en, "base": t.base, "qualifier": t.qualifier, "kind": t.kind,
                "document": t.document, "issued": t.issued, "lookalikes": ";".join(t.lookalikes),
            }
            for t in (a.target for a in self.found)
        )  # fmt: skip

    def assessments(self) -> pd.DataFrame:
        """State, evidence, grade, probability, three verdicts and a sentence for each target."""
        return _short(pd.DataFrame([a.to_dict() for a in self.found]))

    def trajectories(self) -> pd.DataFrame:
        """Quantiles of the figure at every year end to the deadline; the next release scores it."""
        return record(self.found[0].state.as_of)

    def sentences(self) -> pd.DataFrame:
        """One line to print for each open target, with its probability."""
        rows = [
            {
                "target": a.target.id, "name_zh": a.target.name.zh, "name_en": a.target.name.en,
                "deadline": a.target.deadline,
                "probability": a.probability,
                "probability_if_standstill": a.probability_if_standstill,
                "words_zh": _words(a).get("zh", ""), "words_en": _words(a).get("en", ""),
                "grade": a.grade, "sentence_zh": a.sentence().zh,
                "sentence_en": str(a.sentence()),
            }
            for a in self.found
            if a.state.state == "open"
        ]  # fmt: skip
        frame = pd.DataFrame(rows)
        for column in ("probability", "probability_if_standstill"):
            frame[column] = rounded(frame[column].astype(float), 2)
        return frame


def projected(index: Index) -> pd.DataFrame:
    """Score and development index of each province in the three years to come, with ranges."""
    scores = index.scores.drop(index=NATION.code, errors="ignore")
    development = index.development.drop(index=NATION.code, errors="ignore")
    out = pd.concat(
        [
            project(scores).assign(indicator_code="score"),
            project(development, ceiling=None).assign(indicator_code="development_index"),
        ],
        ignore_index=True,
    )
    named = keys(out["region"])
    cuts = [c for c in out if c not in ("region", "year", "indicator_code")]
    numbers = out[cuts].apply(lambda c: rounded(c, 1))
    whole = pd.concat([named, out[["year", "indicator_code"]], numbers], axis=1)
    return whole.rename(columns={"year": "time_period"}).sort_values(
        ["gb_code", "indicator_code", "time_period"], ignore_index=True
    )


def national() -> pd.DataFrame:
    """The national index and the two topic indices by both methods of linking, with coverage.

    ``declared`` marks the method that the framework declares.
    """
    frames = []
    for name in NATIONAL:
        for method in METHODS:
            made = national_index(name, method=method)
            frame = made.frame.copy()
            frame.insert(0, "framework", name)
            frame.insert(1, "method", method)
            frame.insert(2, "declared", int(method == made.framework.linking))
            frames.append(frame)
    return _short(pd.concat(frames, ignore_index=True)).rename(columns={"year": "time_period"})


def beside() -> pd.DataFrame:
    """Indices that others publish, which are no input, by the framework they stand beside."""
    frames = []
    for name in NATIONAL:
        frame = national_index(name).published.copy()
        frame.insert(0, "framework", name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def look_ahead(seed: int = 0) -> Outlook:
    """Assess every target and forecast the past."""
    return Outlook(assessments(seed=seed), backtest(seed=seed))


def _words(found: Assessment) -> dict[str, str]:
    said = [v.words for v in found.verdicts if v.rule == "probability"]
    return {"zh": said[0].zh, "en": said[0].en} if said else {}


def _scores(past: Backtest) -> pd.DataFrame:
    """Scores of the targets and of the figures, one under the other."""
    plans = past.scores().reset_index().rename(columns={"n": "count"})
    steps = past.figure_scores().reset_index().rename(columns={"figures": "count"})
    return _short(pd.concat([plans, steps.assign(forecasts="figures")], ignore_index=True))


def _short(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers to six significant digits; days as text."""

    def cell(x: object) -> object:
        if isinstance(x, float):
            return float(f"{x:.{DIGITS}g}")
        return x

    return frame.map(cell)
