"""Open a finished release: its own figures, framework and recipe, and nothing but these."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from devindex.definitions import Framework, load_framework
from devindex.definitions.model import Text
from devindex.errors import DevindexError, ReleaseError, Sentence, listed, say
from devindex.index import Index, Recipe, compute, load_recipe
from devindex.observations import Observations, Panel, Source, load_panel
from devindex.observations.cells import cell_faults
from devindex.observations.read import text_rows
from devindex.release.revisions.listing import Listing, few, listing, text_of

__all__ = ["Published", "open_release", "table_of"]

T = TypeVar("T")

ABOUT: Mapping[str, type | tuple[type, ...]] = {
    "id": str, "edition": int, "version": str, "date": str, "years": list, "departures": list,
    "rank_range": dict, "devindex": str,
}  # fmt: skip
"""What release.json must say for a release to be computed again."""

FIGURES = ("series", "gb_code", "year", "value", "unit", "status", "flags", "source")
ORIGIN = ("source", "producer", "title", "url", "licence", "accessed", "reliability", "note",
          "sha256")  # fmt: skip
STARTS = (
    "release.json", "method/recipe.toml", "method/framework/framework.toml",
    "data/published.csv", "data/sources.csv", "data/observations.csv",
)  # fmt: skip
"""Files without which nothing can be computed again."""


@dataclass(frozen=True, repr=False)
class Published:
    """A release as it lies in its folder.

    Attributes
    ----------
    about
        What ``release.json`` says.
    panel
        Figures as the release publishes them, on its own framework.
    """

    folder: Path
    listing: Listing
    about: Mapping[str, Any]
    recipe: Recipe
    panel: Panel

    def __repr__(self) -> str:
        return f"Published({self.id!r}, {self.version}, in {str(self.folder)!r})"

    @property
    def id(self) -> str:
        """Short name that no other release bears."""
        return str(self.about["id"])

    @property
    def version(self) -> str:
        """Version by the rule of data packages."""
        return str(self.about["version"])

    @property
    def year(self) -> int:
        """Year the release ranks."""
        return int(self.about["edition"])

    @property
    def date(self) -> str:
        """Day of the release: that of its publication if it names one, else that of its data."""
        return str(self.about.get("released") or self.about["date"])

    @property
    def framework(self) -> Framework:
        """Framework of the release."""
        return self.panel.framework

    @property
    def vintage(self) -> dict[str, str]:
        """Which vintage stands in for which series."""
        return {str(k): str(v) for k, v in self.about.get("vintage", {}).items()}

    @property
    def departures(self) -> tuple[Text, ...]:
        """What differs from the official edition."""
        return tuple(
            Text.model_validate(d) if isinstance(d, dict) else Text(zh=str(d), en=str(d))
            for d in self.about["departures"]
        )

    @cached_property
    def index(self) -> Index:
        """The index computed again from the folder's own figures, framework and recipe."""
        return compute(self.panel, self.recipe)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """``data/observations.csv`` as text."""
        return self.table("data/observations.csv")

    @property
    def chain(self) -> str:
        """Text of ``data/vintages.csv``; empty where an old release has none."""
        name = "data/vintages.csv"
        return text_of(self.folder, name) if self.has(name) else ""

    def table(self, name: str) -> pd.DataFrame:
        """A table of the release, every cell as text."""
        return table_of(self.folder / name, name)

    def has(self, name: str) -> bool:
        """Whether the release holds a file."""
        return name in self.listing.found


def open_release(folder: Path | str, *, sound: bool = True) -> Published:
    """Open a release folder.

    Parameters
    ----------
    sound
        Whether every file must be there and hold its checksum.

    Raises
    ------
    ReleaseError
        With one sentence for each fault: what is no release, damaged, or of another kind.
    """
    place = Path(folder)
    seen = listing(place)
    problems = _unsound(seen) if sound else []
    lost = [name for name in STARTS if name not in seen.found]
    problems += [
        say("{name} is missing", "缺少 {name}", name=n) for n in lost if seen.said.get(n) is None
    ]
    if not sound:
        problems += [say("{n} is missing", "缺少 {n}", n=n) for n in lost if n in seen.said]
    if problems:
        raise _cannot_open(place, problems)
    about = _tried(problems, lambda: _about(place))
    framework = _tried(problems, lambda: load_framework(place / "method" / "framework"))
    recipe = _tried(problems, lambda: load_recipe(place / "method" / "recipe.toml"))
    figures = _tried(problems, lambda: _figures(place))
    if about is None or framework is None or recipe is None or figures is None:
        raise _cannot_open(place, problems)
    years = [int(y) for y in about["years"]]
    panel = _tried(
        problems,
        lambda: load_panel(
            framework, years=(min(years), max(years)), observations=figures,
            vintage=about.get("vintage", {}),
        ),
    )  # fmt: skip
    if panel is None:
        raise _cannot_open(place, problems)
    return Published(place, seen, about, recipe, panel)


def _tried(problems: list[Sentence], read: Callable[[], T]) -> T | None:
    """What is read; where it cannot be, its faults are added and None is given."""
    try:
        return read()
    except DevindexError as error:
        problems += error.problems
        return None


def _cannot_open(place: Path, problems: list[Sentence]) -> ReleaseError:
    return ReleaseError(
        say("{place}: {fault}", "{place}：{fault}", place=place, fault=p) for p in few(problems)
    )


def _unsound(seen: Listing) -> list[Sentence]:
    words = {
        "missing": ("{name} is listed and missing", "缺少列出的 {name}"),
        "changed": ("{name} is not what its checksum says", "{name} 与校验和不符"),
        "extra": ("{name} is not in the list of checksums", "{name} 不在校验和清单中"),
    }
    states = ((name, seen.state(name)) for name in seen.names)
    return [say(*words[state], name=name) for name, state in states if state != "holds"]


def _about(place: Path) -> dict[str, Any]:
    try:
        said = json.loads(text_of(place, "release.json"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, DevindexError):
            raise
        raise ReleaseError(
            say("release.json: not JSON: {error}", "release.json：不是有效的 JSON", error=error)
        ) from None
    if not isinstance(said, dict):
        raise ReleaseError(
            say("release.json: not an object with names", "release.json：应为带名称的对象")
        )
    faults = [
        say(
            "release.json: {key} is missing or no {kind}",
            "release.json：缺少 {key}，或其类型不是 {kind}",
            key=key,
            kind=getattr(kind, "__name__", kind),
        )
        for key, kind in ABOUT.items()
        if not isinstance(said.get(key), kind) or isinstance(said.get(key), bool)
    ]
    if not faults:
        faults = _faults_of_parts(said)
    if faults:
        raise ReleaseError(faults)
    return said


def _faults_of_parts(said: Mapping[str, Any]) -> list[Sentence]:
    """Faults of the lists and tables inside release.json."""
    years, ranges = said["years"], said["rank_range"]
    whole = {
        "years": bool(years) and all(type(y) is int and 1900 <= y < 2100 for y in years),
        "rank_range.draws": type(ranges.get("draws")) is int and 1 <= ranges["draws"] <= 1_000_000,
        "rank_range.seed": type(ranges.get("seed")) is int and ranges["seed"] >= 0,
        "vintage": isinstance(said.get("vintage", {}), dict),
        "departures": all(isinstance(d, str) or _text(d) for d in said["departures"]),
    }
    return [
        say("release.json: {key} is not what it should be", "release.json：{key} 有误", key=key)
        for key, right in whole.items()
        if not right
    ]


def _text(given: object) -> bool:
    return isinstance(given, dict) and {"zh", "en"} == set(given) and all(given.values())


def _figures(place: Path) -> Observations:
    """``data/published.csv`` and ``data/sources.csv`` as observations."""
    raw, faults = text_rows(place / "data" / "published.csv", FIGURES)
    raw = raw.rename(columns={"gb_code": "region"})
    if not faults:
        faults = cell_faults(raw)
    if faults:
        raise ReleaseError(
            say("data/published.csv{fault}", "data/published.csv{fault}", fault=f) for f in faults
        )
    frame = raw.drop(columns="line").assign(
        year=raw["year"].astype(int), value=raw["value"].astype(float), as_published=raw["value"]
    )
    told = table_of(place / "data" / "sources.csv", "data/sources.csv", ORIGIN)
    sources = {
        str(row["source"]): Source(
            id=str(row["source"]), rows=0, **{k: str(row[k]) for k in ORIGIN if k != "source"}
        )
        for row in told.to_dict("records")
    }
    lost = sorted(set(frame["source"]) - set(sources))
    if lost:
        raise ReleaseError(
            say(
                "data/sources.csv: no line for {names}, from which figures come",
                "data/sources.csv：缺少数据来源 {names}",
                names=listed(lost[:10]),
            )
        )
    return Observations(frame, sources)


def table_of(path: Path, name: str, columns: tuple[str, ...] = ()) -> pd.DataFrame:
    """A CSV file, every cell as text; nothing is taken for missing.

    Raises
    ------
    ReleaseError
        If it cannot be read, is no table, or lacks a column.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise ReleaseError(
            say(
                "{name}: not a table: {error}",
                "{name}：不是有效的表（{kind}）",
                name=name,
                error=str(error).strip().splitlines()[0] if str(error).strip() else "empty",
                kind=type(error).__name__,
            )
        ) from None
    lost = [c for c in columns if c not in frame.columns]
    if lost:
        raise ReleaseError(
            say("{name}: column {column!r} is missing", "{name}：缺少{column!r}列",
                name=name, column=c)
            for c in lost
        )  # fmt: skip
    return frame
