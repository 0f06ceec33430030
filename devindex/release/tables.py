"""The tables of a release, each a plain function from an index to a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from devindex.analysis import Sensitivity, Uncertainty, audit, explanations
from devindex.analysis import sensitivity as split
from devindex.analysis.sobol import choice_name
from devindex.definitions import NATION, Framework, Region, load_framework, regions, series
from devindex.definitions.codelists import (
    ASPECTS,
    CONF_STATUS,
    FUNCTIONS,
    MACRO_REGIONS,
    OBS_STATUS,
    STATUS_ORDER,
    SYSTEMS,
)
from devindex.definitions.model import Text
from devindex.index import Index
from devindex.observations import Source
from devindex.release.history import FIRST, History
from devindex.release.rounding import rounded
from devindex.release.standards.issue import FINAL, Issue

__all__ = ["Edition", "codelists", "contributions", "coverage", "indicators", "inputs"]

LEVEL = 0.90
"""Share of the draws a published rank range holds."""

UNITS = {
    "PC": ("百分比", "per cent of the base named in indicators.csv"),
    "PT": ("分（0—100）", "points, 0 to 100"),
    "IX": ("指数，全国{base}年=100", "index, the nation in {base} = 100"),
    "RT": ("比率", "ratio in the unit named in indicators.csv"),
}

WHOLE = {
    "score": Text(zh="得分", en="Score"),
    "development-index": Text(zh="发展指数", en="Development index"),
}
"""What stands above the dimensions."""


@dataclass(frozen=True)
class Edition:
    """One edition: an index, its rank ranges, and the year it ranks."""

    index: Index
    ranges: Uncertainty
    year: int
    departures: tuple[Text, ...] = ()
    """What differs from the official edition; anything makes it an experiment."""
    issue: Issue = FINAL
    """Draft or final, embargo, calendar."""
    vintage: tuple[tuple[str, str], ...] = ()
    """Series, and the vintage that stands in for each: figures as they stood."""
    released: str = ""
    """Day of publication, if the office names one."""
    history: History = FIRST
    """The release before, and what changed."""

    @property
    def id(self) -> str:
        """Short name, year and number of the correction; experiments and drafts never bear it."""
        number = f"-r{self.history.number}" if self.history.number else ""
        kind = "-experimental" if self.departures else ""
        draft = "-draft" if self.issue.status == "draft" else ""
        return f"iidi-{self.year}{number}{kind}{draft}"

    @property
    def vintage_date(self) -> str:
        """Day from which these values stand: that of publication, else that of the data."""
        return self.released or self.date

    @property
    def status(self) -> str:
        """``draft``; else ``experimental`` where anything departs, or ``final``."""
        if self.issue.status == "draft":
            return "draft"
        return "experimental" if self.departures else "final"

    @property
    def framework(self) -> Framework:
        """Framework of the index."""
        return self.index.framework

    @property
    def first_year(self) -> int:
        """First year of the published history."""
        scoring = self.framework.scoring
        return scoring.history[0] if scoring else self.index.panel.years[0]

    @cached_property
    def date(self) -> str:
        """Date of the data: the latest day a source was read. The clock is never asked."""
        return max(s.accessed for s in _sources(self.index))

    @cached_property
    def rank_ranges(self) -> pd.DataFrame:
        """Rank range of every (region, year)."""
        return self.ranges.rank_ranges(LEVEL)

    @cached_property
    def hangs(self) -> Sensitivity:
        """What the ranks of the year hang on."""
        return split(self.index, year=self.year)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """The year's ranking, best first: unrounded scores, ranks, ranges, changes."""
        index, year = self.index, self.year
        scores, ranks = index.scores, index.ranks
        frame = pd.DataFrame(
            {
                "score": scores[year],
                "development_index": index.development[year],
                "rank": ranks[year].reindex(scores.index),
                "coverage": index.coverage[year],
            }
        )
        frame = frame.join(self.rank_ranges.xs(year, level="year"))
        before = year - 1 if year - 1 in scores.columns else None
        frame["score_change"] = scores[year] - scores[before] if before else float("nan")
        frame["rank_change"] = (
            (ranks[before] - ranks[year]).reindex(scores.index) if before else pd.NA
        )
        frame["comparable"] = "yes" if before and before >= self.first_year else "no"
        frame["tied"] = frame["rank"].duplicated(keep=False) & frame["rank"].notna()
        provinces = frame.drop(index=NATION.code, errors="ignore")
        order = provinces.sort_values(["rank", "score"], ascending=[True, False], kind="stable")
        return pd.concat([order, frame.loc[frame.index == NATION.code]])


def unit(code: str) -> Region:
    """The region of a code, the nation among them."""
    return NATION if code == NATION.code else regions()[code]


def keys(codes: pd.Index | pd.Series) -> pd.DataFrame:
    """The four columns that name a region in every published table."""
    found = [unit(str(c)) for c in codes]
    return pd.DataFrame(
        {
            "region_code": [r.iso for r in found],
            "gb_code": [r.code for r in found],
            "region_zh": [r.name_zh for r in found],
            "region_en": [r.name_en for r in found],
        }
    )


def _unit_code(words: str) -> str:
    return "PC" if words.startswith("%") else "RT"


def observations(edition: Edition) -> pd.DataFrame:
    """Tidy long table of every level: indicators, themes, dimensions, score, development index."""
    index = edition.index
    parts = [_of_indicators(edition), _of_nodes(edition)]
    frame = pd.concat(parts, ignore_index=True)
    named = keys(frame["region"])
    status = {i: n for n, i in enumerate(index.framework.by_code)}
    frame["_order"] = frame["indicator_code"].map(status).fillna(len(status)).astype(int)
    frame = pd.concat([frame, named], axis=1)
    frame = frame.sort_values(["_order", "indicator_code", "gb_code", "time_period"], kind="stable")
    blank = dict.fromkeys(["value_lower", "value_upper", "n_units", "cv"], pd.NA)
    frame = frame.assign(
        release_id=edition.id, vintage_date=edition.vintage_date,
        conf_status=edition.issue.conf_status, method_version=index.framework.version,
        revised=_revised(edition, frame), **blank,
    )  # fmt: skip
    return frame[COLUMNS].reset_index(drop=True)


def _revised(edition: Edition, frame: pd.DataFrame) -> list[str]:
    """Whether each value differs from one an earlier release published."""
    known = edition.history.revised
    keys = zip(frame["indicator_code"], frame["gb_code"], frame["time_period"], strict=True)
    return ["true" if key in known else "false" for key in keys]


COLUMNS = [
    "release_id", "vintage_date", "indicator_code", "level", "region_code", "gb_code",
    "region_zh", "region_en", "time_period", "obs_value", "unit_measure", "decimals",
    "obs_status", "conf_status", "method_version", "value_lower", "value_upper",
    "interval_level", "rank", "rank_lower", "rank_upper", "n_ranked", "coverage", "n_units",
    "cv", "revised", "obs_note",
]  # fmt: skip
"""Columns of ``data/observations.csv``, in this order for ever."""


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    long = wide.rename_axis(columns="indicator_code").stack(future_stack=True)
    return long.rename("value").reset_index().rename(columns={"year": "time_period"})


def _of_indicators(edition: Edition) -> pd.DataFrame:
    index = edition.index
    frame = _long(index.inputs)
    frame["obs_status"] = _long(index.status)["value"]
    words = {i.code: i.unit.en for i in index.framework.indicators}
    return frame.assign(
        obs_value=rounded(frame["value"], 4),
        level="indicator",
        decimals=4,
        unit_measure=frame["indicator_code"].map(words).map(_unit_code),
        obs_note=_notes(edition, frame),
        **dict.fromkeys(_RANKING, pd.NA),
    )


_RANKING = ("interval_level", "rank", "rank_lower", "rank_upper", "n_ranked", "coverage")


def _notes(edition: Edition, frame: pd.DataFrame) -> pd.Series:
    history = frame["time_period"] >= edition.first_year
    note = pd.Series("", index=frame.index).where(history, "outside the published history")
    estimated, nation = frame["obs_status"] == "E", frame["region"] == NATION.code
    if "level" in frame:
        return note.mask(estimated, "some of its inputs are estimated")
    note = note.mask(estimated & nation, "sum of the provinces that publish, or carried forward")
    return note.mask(estimated & ~nation, "last published figure carried forward")


def _of_nodes(edition: Edition) -> pd.DataFrame:
    index = edition.index
    nodes = index.scores_of_nodes.rename(columns={"index": "score"})
    nodes["development-index"] = index.development.stack(future_stack=True)
    frame = _long(nodes)
    levels = {d.code: "dimension" for d in index.framework.dimensions}
    levels |= {t.code: "theme" for t in index.framework.themes}
    level = frame["indicator_code"].map(levels).fillna("index")
    frame = frame.assign(
        obs_value=rounded(frame["value"], 4),
        level=level,
        decimals=4,
        unit_measure=frame["indicator_code"].map({"development-index": "IX"}).fillna("PT"),
        obs_status=_status_of_nodes(edition, frame),
    )
    frame["obs_note"] = _notes(edition, frame)
    return _with_ranks(edition, frame)


def _status_of_nodes(edition: Edition, frame: pd.DataFrame) -> pd.Series:
    """A score is as certain as its inputs: of their statuses, the first in SDMX's order."""
    index = edition.index
    up = {n.code: n.parent for n in index.nodes}
    under: dict[str, list[str]] = {}
    for code in index.normalised.columns:
        theme = up[code]
        for node in (theme, up[theme], "score", "development-index"):
            under.setdefault(node, []).append(str(code))
    missing = STATUS_ORDER.index("O")
    codes = index.status[list(index.normalised.columns)].apply(lambda c: c.cat.codes)
    codes = codes.where(codes != missing, len(STATUS_ORDER))
    worst = pd.DataFrame({node: codes[own].min(axis=1) for node, own in under.items()})
    letters = worst.map(lambda n: STATUS_ORDER[n] if n < len(STATUS_ORDER) else "O")
    place = pd.MultiIndex.from_arrays(
        [frame["region"], frame["time_period"], frame["indicator_code"]]
    )
    long = letters.stack(future_stack=True).reindex(place)
    return pd.Series(long.to_numpy(), index=frame.index).where(frame["value"].notna(), "O")


def _with_ranks(edition: Edition, frame: pd.DataFrame) -> pd.DataFrame:
    index = edition.index
    ranks = index.ranks.stack(future_stack=True).rename("rank")
    table = pd.concat([ranks, edition.rank_ranges[["rank_lower", "rank_upper"]]], axis=1)
    table["n_ranked"] = ranks.groupby(level="year").transform("count").astype("Int64")
    table["interval_level"] = 90
    table = table.join(
        rounded(index.coverage.stack(future_stack=True), 4).rename("coverage"), how="outer"
    )
    place = pd.MultiIndex.from_arrays([frame["region"], frame["time_period"]])
    found = table.reindex(place).set_axis(frame.index)
    only = frame["indicator_code"] == "score"
    found = found.astype(object).where(only, pd.NA)
    found["interval_level"] = found["interval_level"].where(found["rank"].notna(), pd.NA)
    return frame.join(found)


def inputs(edition: Edition) -> pd.DataFrame:
    """Indicator values as used, unrounded, so that every score can be recomputed."""
    frame = _long(edition.index.inputs)
    frame["status"] = _long(edition.index.status)["value"]
    named = keys(frame["region"])
    out = pd.concat([named, frame[["time_period", "indicator_code", "value", "status"]]], axis=1)
    return out.sort_values(["gb_code", "time_period", "indicator_code"], ignore_index=True)


def published(edition: Edition) -> pd.DataFrame:
    """Figures as published that the inputs are made of, each with its source.

    A series that begins with a decimal comes first: some readers take the type of a column from
    its first rows.
    """
    frame = edition.index.panel.observations.frame
    years = edition.index.panel.years
    kept = frame[frame["year"].isin(years)].rename(columns={"region": "gb_code"})
    kept = kept.assign(value=kept["as_published"]).drop(columns="as_published")
    ordered = kept.sort_values(["series", "gb_code", "year"], ignore_index=True)
    first = ordered.groupby("series")["value"].transform("first").astype(str)
    whole = ~first.str.contains(".", regex=False)
    return ordered.iloc[np.argsort(whole.to_numpy(), kind="stable")].reset_index(drop=True)


def contributions(edition: Edition) -> pd.DataFrame:
    """Points each indicator brings to each score: weight × normalised value; sums to the score."""
    index = edition.index
    frame = _long(index.normalised).rename(columns={"value": "points"})
    frame["weight"] = _long(index.linear)["value"]
    frame["contribution"] = _long(index.contributions)["value"]
    for column, decimals in (("points", 4), ("weight", 6), ("contribution", 6)):
        frame[column] = rounded(frame[column], decimals)
    named = keys(frame["region"])
    columns = ["time_period", "indicator_code", "points", "weight", "contribution"]
    out = pd.concat([named, frame[columns]], axis=1)
    return out.sort_values(["gb_code", "time_period", "indicator_code"], ignore_index=True)


def sensitivity(edition: Edition) -> pd.DataFrame:
    """Every province and year over all draws: rank range, share of draws in each rank.

    ``share_1`` is the share of draws in which the province ranks first, and so on.
    """
    made = edition.ranges
    shares = pd.concat({year: made.rank_shares(year) for year in made.years}, names=["year"])
    shares = shares.swaplevel().add_prefix("share_")
    frame = made.frame.join(shares.apply(lambda c: rounded(c, 4))).reset_index()
    for column, decimals in (("rank_mean", 2), ("shift", 2)):
        frame[column] = rounded(frame[column], decimals)
    frame = pd.concat([keys(frame["region"]), frame], axis=1)
    frame = frame.rename(columns={"year": "time_period", "shift": "mean_rank_shift"})
    frame.insert(5, "draws", made.draws)
    frame.insert(6, "interval_level", 90)
    lost = ["region", *(c for c in frame if c.startswith("score_"))]
    return frame.drop(columns=lost).sort_values(["gb_code", "time_period"], ignore_index=True)


def pairs(edition: Edition) -> pd.DataFrame:
    """Is A really above B? All pairs of the edition's year, the published higher one first.

    ``told_apart`` where one ranks above the other in 90 % of the draws or more.
    """
    made = edition.ranges
    frame = made.pairs(edition.year)
    first, second = keys(frame["region"]), keys(frame["other"]).add_prefix("other_")
    shares = frame[["above", "below"]].apply(lambda c: rounded(c, 4))
    order = edition.index.ranks[edition.year]
    out = pd.concat([first, second, shares], axis=1)
    out.insert(0, "time_period", edition.year)
    out["told_apart"] = (frame[["above", "below"]].max(axis=1) >= LEVEL).map(
        {True: "yes", False: "no"}
    )
    place = [frame["region"].map(order), frame["other"].map(order)]
    return out.iloc[np.lexsort([p.to_numpy(dtype=int) for p in place[::-1]])].reset_index(drop=True)


def rank_choices(edition: Edition) -> pd.DataFrame:
    """What ranks hang on: Sobol indices of the mean rank shift and of each province's rank."""
    made = edition.hangs
    mean = made.frame.assign(gb_code="").reset_index()
    each = made.regions.reset_index().rename(columns={"region": "gb_code"})
    frame = pd.concat([mean, each], ignore_index=True)
    named = keys(each["gb_code"]).reindex(range(-len(mean), len(each))).reset_index(drop=True)
    named["answer"] = ["mean rank shift"] * len(mean) + ["rank"] * len(each)
    numbers = frame[[c for c in frame if c.startswith(("first", "total"))]]
    out = pd.concat([named, frame["factor"], numbers.apply(lambda c: rounded(c, 3))], axis=1)
    out.insert(0, "time_period", made.year)
    return out.assign(points=made.points, interval_level=90)


def single_choices(edition: Edition) -> pd.DataFrame:
    """Every single choice made instead of the published one, and every part left out."""
    made = edition.hangs
    frame = made.choices
    words = [choice_name(made.index, row) for _, row in frame.iterrows()]
    named = keys(frame["region"]).add_prefix("most_moved_")
    out = pd.concat([frame[["factor", "choice"]], named, frame[["rank", "moved"]]], axis=1)
    out.insert(0, "time_period", made.year)
    out.insert(3, "words_zh", [w.zh for w in words])
    out.insert(4, "words_en", [str(w) for w in words])
    out.insert(5, "mean_rank_shift", rounded(frame["shift"], 2))
    out.insert(6, "largest_rank_shift", frame["most"])
    return out.rename(columns={"moved": "rank_moved_to"})


def moved(edition: Edition) -> pd.DataFrame:
    """Why each province moved since the year before: numbers, and a sentence made of them."""
    years = list(edition.index.panel.years)
    if edition.year == years[0]:
        return pd.DataFrame()
    frame = explanations(
        edition.index, edition.rank_ranges, edition.year - 1, edition.year, level=LEVEL
    )
    for column in ("score", "score_change", "up_score", "down_score", "rank_places"):
        frame[column] = rounded(frame[column], 1)
    return frame


def audited(edition: Edition) -> pd.DataFrame:
    """The statistical audit of the edition's year: check, finding, value, threshold, verdict."""
    frame = audit(edition.index, edition.year).frame.copy()
    frame["value"] = rounded(frame["value"], 3)
    frame.insert(0, "time_period", edition.year)
    return frame


def indicators(edition: Edition) -> pd.DataFrame:
    """Every indicator of the framework with its meaning, weight, goalposts and place."""
    weights = edition.index.weights["effective"]
    rows = []
    for i in edition.framework.indicators:
        theme = next(t for t in edition.framework.themes if t.code == i.theme)
        low, high = i.goalposts or (None, None)
        rows.append(
            {
                "indicator_code": i.code, "name_zh": i.name.zh, "name_en": i.name.en,
                "dimension": theme.dimension, "theme": i.theme,
                "unit_zh": i.unit.zh, "unit_en": i.unit.en, "unit_measure": _unit_code(i.unit.en),
                "direction": i.direction, "scored": str(i.scored).lower(),
                "weight": float(weights.get(i.code, float("nan"))), "transform": i.transform,
                "goalpost_low": low, "goalpost_high": high,
                "head_office": str(i.head_office).lower(),
                "numerator": i.numerator.name,
                "denominator": i.denominator.name if i.denominator else "",
                "factor": i.factor,
                "stands_for": i.stands_for.indicator if i.stands_for else "",
                "proxy": str(i.stands_for.proxy).lower() if i.stands_for else "",
                "function": i.function, "system": i.system, "aspect": i.aspect,
                "document": i.document,
                "definition_zh": i.definition.zh, "definition_en": i.definition.en,
                "rationale_zh": i.rationale.zh, "rationale_en": i.rationale.en,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(weight=rounded(frame["weight"], 6))


def region_table() -> pd.DataFrame:
    """All 34 units and the nation, with the codes and names of every system."""
    units = [NATION, *regions().values()]
    return pd.DataFrame(
        {
            "region_code": [r.iso for r in units],
            "gb_code": [r.code for r in units],
            "name_zh": [r.name_zh for r in units],
            "short_zh": [r.short_zh for r in units],
            "name_en": [r.name_en for r in units],
            "pinyin": [r.pinyin for r in units],
            "macro_region": [r.macro for r in units],
            "in_index": [str(r.covered).lower() for r in units],
        }
    )


def series_table(edition: Edition) -> pd.DataFrame:
    """What each series among the published figures means, and whether provinces may be added.

    A figure that comes by questionnaire is an item of the framework; whether it adds up is not
    said there, so it is not claimed.
    """
    known, items = series(), {i.code: i for i in edition.framework.items}
    rows = []
    for code in sorted(set(edition.index.panel.observations.frame["series"])):
        if code in known:
            s = known[code]
            told = (s.name_zh, s.name_en, s.unit, s.definition, s.grade, s.vintage_of, s.additive)
        else:
            item = items[code]
            told = (item.name.zh, item.name.en, item.unit.en, "", "", "", False)
        rows.append((code, *told[:-1], str(told[-1]).lower()))
    columns = [
        "series", "name_zh", "name_en", "unit", "definition", "grade", "vintage_of", "additive",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _sources(index: Index) -> list[Source]:
    """Sources of the figures in the years of an index."""
    seen = index.panel.observations
    used = set(seen.frame.loc[seen.frame["year"].isin(index.panel.years), "source"])
    return [s for code, s in seen.sources.items() if code in used]


def sources(edition: Edition) -> pd.DataFrame:
    """Where the figures come from, in the words of the sources."""
    rows = [
        {
            "source": s.id, "producer": s.producer, "title": s.title, "url": s.url,
            "licence": s.licence, "accessed": s.accessed, "reliability": s.reliability,
            "sha256": s.sha256, "note": s.note,
        }
        for s in _sources(edition.index)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def codelists(edition: Edition) -> pd.DataFrame:
    """Every code a table uses, in both languages."""
    framework, base = edition.framework, edition.index.base_year
    lists: dict[str, Mapping[Any, Text]] = {
        "obs_status": OBS_STATUS, "conf_status": CONF_STATUS,
        "unit_measure": {
            c: Text(zh=zh.format(base=base), en=en.format(base=base))
            for c, (zh, en) in UNITS.items()
        },
        "function": FUNCTIONS, "system": SYSTEMS, "aspect": ASPECTS, "macro_region": MACRO_REGIONS,
        "node": {n.code: n.name for n in (*framework.themes, *framework.dimensions)} | WHOLE,
    }  # fmt: skip
    rows = [(name, c, t.zh, t.en) for name, codes in lists.items() for c, t in codes.items()]
    return pd.DataFrame(rows, columns=["list", "code", "name_zh", "name_en"])


def coverage(framework: Framework) -> pd.DataFrame:
    """The full regional framework, and which public figures stand in for each indicator."""
    full = load_framework("regional")
    stand: dict[str, list[str]] = {}
    for i in framework.indicators:
        if i.stands_for and i.scored:
            stand.setdefault(i.stands_for.indicator, []).append(i.code)
    return pd.DataFrame(
        [
            {
                "indicator": i.code, "name_zh": i.name.zh, "name_en": i.name.en,
                "function": i.function, "system": i.system,
                "public_figures": ";".join(stand.get(i.code, [])),
                "measured": "proxy" if i.code in stand else "none",
            }
            for i in full.indicators
        ]
    )  # fmt: skip
