"""What the page needs, read from the folder of a release and from nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from devindex.definitions.model import Language
from devindex.errors import ReleaseError, say
from devindex.release.standards.files import rows_of

__all__ = ["Node", "Place", "Published", "number", "read"]

Row = Mapping[str, str]

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
"""A code that may name a file."""
NEEDED = (
    "release.json", "method/recipe.toml", "data/regions.csv", "data/indicators.csv",
    "data/codelists.csv", "data/observations.csv", "data/contributions.csv",
    "data/sensitivity.csv", "data/coverage.csv", "data/sources.csv",
    "journalist/ranking_latest.csv",
)  # fmt: skip
WHOLE = ("score", "development-index")


def number(cell: str) -> float | None:
    """A cell as a number, None where it is empty.

    Examples
    --------
    >>> number("88.0"), number("")
    (88.0, None)
    """
    return float(cell) if cell else None


@dataclass(frozen=True)
class Place:
    """A region by the names the release gives it."""

    code: str
    """ISO 3166-2, or ``CN`` for the nation."""
    gb: str
    zh: str
    short: str
    en: str

    def name(self, lang: Language) -> str:
        """Short name in one language."""
        return self.short if lang == "zh" else self.en

    def full(self, lang: Language) -> str:
        """Full name in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Node:
    """The whole, a dimension, a theme or an indicator."""

    code: str
    level: str
    parent: str
    """Code of the node above; empty for the whole."""
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    weight: float | None = None
    """Of an indicator: its share of the whole; None where it is not scored."""

    def name(self, lang: Language) -> str:
        """Name in one language."""
        return self.zh if lang == "zh" else self.en

    def unit(self, lang: Language) -> str:
        """Unit in one language."""
        return self.unit_zh if lang == "zh" else self.unit_en


@dataclass(frozen=True, eq=False)
class Published:
    """A release folder, and what it says; tables are read when they are asked for."""

    folder: Path
    about: Mapping[str, Any]
    recipe: Mapping[str, Any]

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of a table as text; none where the release has no such table."""
        return rows_of(self.folder, name)

    @property
    def id(self) -> str:
        """Short name that no other release bears."""
        return str(self.about["id"])

    @property
    def year(self) -> int:
        """Year that is ranked."""
        return int(self.about["edition"])

    @property
    def years(self) -> list[int]:
        """Years of the published history."""
        first, last = self.about["history"]
        return list(range(int(first), int(last) + 1))

    @property
    def public(self) -> bool:
        """Whether it is made of public figures that stand in for the framework."""
        return bool(self.about["framework"]["id"] == "regional-public")

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every region by code, in the order of the national codes; the nation first."""
        found = {
            r["region_code"]: Place(
                r["region_code"], r["gb_code"], r["name_zh"], r["short_zh"], r["name_en"]
            )
            for r in self.rows("data/regions.csv")
        }
        _may_name_files(found, "data/regions.csv")
        return found

    @cached_property
    def ranking(self) -> list[dict[str, str]]:
        """Rows of the ranking, best first."""
        return self.rows("journalist/ranking_latest.csv")

    @cached_property
    def provinces(self) -> list[Place]:
        """Regions of the ranking, in the order of the national codes."""
        there = {r["region_code"] for r in self.ranking}
        _may_name_files(there, "journalist/ranking_latest.csv")
        return [p for p in self.places.values() if p.code in there]

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Whole, dimensions, themes and indicators by code, each above what it is made of."""
        listed = self.rows("data/indicators.csv")
        names = {r["code"]: r for r in self.rows("data/codelists.csv") if r["list"] == "node"}
        units = {r["code"]: r for r in self.rows("data/codelists.csv")
                 if r["list"] == "unit_measure"}  # fmt: skip

        def above(code: str, level: str, parent: str) -> Node:
            unit = units["IX" if code == "development-index" else "PT"]
            name = names[code]
            return Node(code, level, parent, name["name_zh"], name["name_en"], unit["name_zh"],
                        unit["name_en"])  # fmt: skip

        found = {code: above(code, "index", "") for code in WHOLE}
        for row in listed:
            found.setdefault(row["dimension"], above(row["dimension"], "dimension", "score"))
        for row in listed:
            found.setdefault(row["theme"], above(row["theme"], "theme", row["dimension"]))
        for row in listed:
            found[row["indicator_code"]] = Node(
                row["indicator_code"], "indicator", row["theme"], row["name_zh"], row["name_en"],
                row["unit_zh"], row["unit_en"],
                number(row["weight"]) if row["scored"] == "true" else None,
            )  # fmt: skip
        _may_name_files(found, "data/indicators.csv")
        return found

    def of_level(self, level: str, parent: str | None = None) -> list[Node]:
        """Nodes of one level, under one parent if it is given."""
        return [
            n for n in self.nodes.values() if n.level == level and parent in (None, n.parent)
        ]  # fmt: skip

    @cached_property
    def observed(self) -> dict[tuple[str, str, int], dict[str, str]]:
        """Rows of ``observations.csv`` by node, region and year."""
        return {
            (r["indicator_code"], r["region_code"], int(r["time_period"])): r
            for r in self.rows("data/observations.csv")
        }

    def value(self, node: str, region: str, year: int) -> float | None:
        """A published value, None where there is none."""
        row = self.observed.get((node, region, year))
        return number(row["obs_value"]) if row else None

    @cached_property
    def contributed(self) -> dict[tuple[str, str, int], dict[str, str]]:
        """Rows of ``contributions.csv`` by indicator, region and year."""
        return {
            (r["indicator_code"], r["region_code"], int(r["time_period"])): r
            for r in self.rows("data/contributions.csv")
        }

    @cached_property
    def ranked(self) -> dict[tuple[str, int], dict[str, str]]:
        """Rank and its range by region and year."""
        return {
            (r["region_code"], int(r["time_period"])): r
            for r in self.rows("data/sensitivity.csv")
        }  # fmt: skip

    @cached_property
    def moves(self) -> dict[str, dict[str, str]]:
        """Why each region moved since the year before."""
        return {r["region_code"]: r for r in self.rows("data/explanations.csv")}

    @cached_property
    def statuses(self) -> dict[str, dict[str, str]]:
        """Codes of status with their names."""
        listed = self.rows("data/codelists.csv")
        return {r["code"]: r for r in listed if r["list"] == "obs_status"}

    @cached_property
    def alike(self) -> dict[str, list[str]]:
        """For each region, those it cannot be told apart from, best first."""
        order = [r["region_code"] for r in self.ranking]
        found: dict[str, set[str]] = {code: set() for code in order}
        for row in self.rows("data/pairs.csv"):
            if row["told_apart"] == "no":
                one, other = row["region_code"], row["other_region_code"]
                found[one].add(other)
                found[other].add(one)
        return {code: [c for c in order if c in those] for code, those in found.items()}


def _may_name_files(codes: Sequence[str] | Mapping[str, object] | set[str], table: str) -> None:
    wrong = [c for c in codes if not CODE.fullmatch(c)]
    if wrong:
        raise ReleaseError(
            say(
                "{table}: {code!r} is no code; letters, digits and hyphens are",
                "{table}：{code!r}不是代码；代码由字母、数字和连字符组成",
                table=table, code=wrong[0],
            )
        )  # fmt: skip


def read(release: Path) -> Published:
    """Open a release folder for its page.

    Raises
    ------
    ReleaseError
        With one sentence for each file that is missing or unreadable.
    """
    absent = [name for name in NEEDED if not (release / name).is_file()]
    if absent:
        raise ReleaseError(
            say(
                "{release} has no {name}; the page is made from a whole release",
                "{release} 中没有 {name}；网页须由完整的发布包生成",
                release=release, name=name,
            )
            for name in absent
        )  # fmt: skip
    try:
        about = json.loads((release / "release.json").read_text("utf-8"))
        recipe = tomllib.loads((release / "method" / "recipe.toml").read_text("utf-8"))
    except ValueError:
        raise ReleaseError(
            say(
                "release.json or method/recipe.toml of {release} cannot be read; verify it",
                "{release} 的 release.json 或 method/recipe.toml 无法读取；请先核实该发布包",
                release=release,
            )
        ) from None
    return Published(release, about, recipe)
