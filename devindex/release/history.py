"""What stands behind a release: every value ever published, and what changed since the last one."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from devindex.definitions.model import Text
from devindex.release.folder import write_csv, write_text

if TYPE_CHECKING:
    from devindex.release.tables import Edition

__all__ = [
    "FIRST",
    "VINTAGES",
    "Before",
    "History",
    "Told",
    "differing",
    "values",
    "vintage_lines",
    "write_history",
]

VINTAGES = [
    "vintage_date", "time_period", "region_code", "indicator_code", "obs_value", "release_id",
]  # fmt: skip
"""Columns of ``data/vintages.csv``, in this order for ever."""
RANK = "rank"


@dataclass(frozen=True)
class Before:
    """The release before this one; ``sha256`` is that of its list of checksums."""

    id: str
    version: str
    date: str
    sha256: str


@dataclass(frozen=True)
class Told:
    """A reason as the release tells it: code, words, how many values it covers."""

    code: str
    text: Text
    values: int
    erratum: Text | None = None
    date: str = ""


@dataclass(frozen=True, eq=False)
class History:
    """History of a release: the first of its line if there is nothing before it.

    Attributes
    ----------
    number
        How often this edition was corrected.
    follows
        Whether the release before is of an earlier year, not superseded by this one.
    vintages
        Every value of the releases before, as the text of their file; it is only added to.
    revised
        Values (indicator, region, year) that differ from an earlier release.
    reasons
        The file of reasons as it was given.
    """

    version: str = "1.0.0"
    number: int = 0
    before: Before | None = None
    follows: bool = False
    vintages: str = ""
    revised: frozenset[tuple[str, str, int]] = frozenset()
    revisions: pd.DataFrame = field(default_factory=pd.DataFrame)
    errata: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: tuple[Told, ...] = ()
    reasons: str = ""

    def about(self) -> dict[str, Any]:
        """What ``release.json`` says of it."""
        before = None if self.before is None else vars(self.before)
        return {
            "supersedes": None if self.follows else before,
            "follows": before if self.follows else None,
            "reasons": [
                {
                    "code": t.code, "zh": t.text.zh, "en": t.text.en, "values": t.values,
                    "erratum_date": t.date or None,
                    "erratum": None if t.erratum is None else t.erratum.model_dump(),
                }
                for t in self.told
            ],
        }  # fmt: skip

    def lines(self, release: str) -> list[Text]:
        """What the pages say of it; nothing of a first release."""
        if self.before is None:
            return []
        old = self.before
        n = len(self.revisions)
        said = [
            Text(
                zh=f"本版（{release}，版本 {self.version}）"
                f"{'接续' if self.follows else '更正并取代'} {old.id}（版本 {old.version}）；"
                f"改动的已公布数值：{n}个（见 `data/revisions.csv`）。",
                en=f"This release ({release}, version {self.version}) "
                f"{'follows' if self.follows else 'corrects and supersedes'} {old.id} "
                f"(version {old.version}); published values that changed: {n} "
                "(`data/revisions.csv`).",
            )
        ]
        said += [
            Text(
                zh=f"修订原因 {t.code}：{t.text.zh}（{t.values}个数值）",
                en=f"Reason {t.code}: {t.text.en} ({t.values} values)",
            )
            for t in self.told
        ]
        said += [
            Text(zh=f"勘误（{t.date}）：{t.erratum.zh}", en=f"Erratum ({t.date}): {t.erratum.en}")
            for t in self.told
            if t.erratum is not None
        ]
        return said


FIRST = History()
"""Nothing before it."""


def values(observations: pd.DataFrame) -> pd.DataFrame:
    """Every published value of a table of observations, ranks among them, in the table's order.

    Columns ``indicator_code, region_code, gb_code, time_period, level, obs_value``; a rank is the
    value of the indicator ``rank``. Works on a table as made and on one read as text.
    """
    columns = ["indicator_code", "region_code", "gb_code", "time_period", "level", "obs_value"]
    ranks = observations[observations["indicator_code"] == "score"]
    ranks = ranks.assign(indicator_code=RANK, obs_value=ranks["rank"])
    ranked = ranks["rank"].notna() & (ranks["rank"].astype(str) != "")
    own = observations.assign(obs_value=observations["obs_value"].astype(object))
    frame = pd.concat([own[columns], ranks.loc[ranked, columns]], ignore_index=True)
    return frame.assign(time_period=frame["time_period"].astype(int))


def differing(vintages: str, observations: pd.DataFrame) -> frozenset[tuple[str, str, int]]:
    """Values (indicator, region by its GB code, year) that an earlier release gave otherwise."""
    if not vintages:
        return frozenset()
    own = values(observations)
    key = ["indicator_code", "region_code", "time_period"]
    earlier = pd.read_csv(io.StringIO(vintages), keep_default_na=False, dtype=str)
    earlier = earlier.assign(time_period=earlier["time_period"].astype(int))
    both = own.merge(earlier[[*key, "obs_value"]], on=key, suffixes=("", "_before"))
    now, then = (pd.to_numeric(both[c]).astype(float) for c in ("obs_value", "obs_value_before"))
    moved = both[~((now == then) | (now.isna() & then.isna()))]
    rows = moved[["indicator_code", "gb_code", "time_period"]].itertuples(index=False)
    return frozenset((str(code), str(region), int(year)) for code, region, year in rows)


def vintage_lines(observations: pd.DataFrame, day: str, release: str) -> str:
    """Lines of a release in the table of vintages, without the names of the columns."""
    frame = values(observations).assign(vintage_date=day, release_id=release)
    text: str = frame[VINTAGES].to_csv(index=False, header=False, lineterminator="\n")
    return text


def write_history(edition: Edition, observations: pd.DataFrame, draft: Path) -> None:
    """Write vintages; where there is a release before, also what changed and why."""
    history, data = edition.history, draft / "data"
    before = history.vintages or ",".join(VINTAGES) + "\n"
    own = vintage_lines(observations, edition.vintage_date, edition.id)
    write_text(before + own, data / "vintages.csv")
    if history.before is not None:
        write_csv(history.revisions, data / "revisions.csv")
    if len(history.errata):
        write_csv(history.errata, data / "errata.csv")
    if history.reasons:
        write_text(history.reasons, draft / "method" / "reasons.toml")
