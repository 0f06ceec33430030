"""What every table and every column of a release is called, of what type, with which codes.

``tables.toml`` holds titles and unique keys, ``columns.csv`` the columns; a row that names a table
goes before one that does not.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from devindex.definitions.model import Text
from devindex.release.standards.concepts import COMPONENTS

__all__ = ["CODES", "REFERENCES", "Column", "Table", "column", "is_code", "table"]

REFERENCES = {
    "region_code": ("regions", "region_code"),
    "other_region_code": ("regions", "region_code"),
    "most_moved_region_code": ("regions", "region_code"),
    "gb_code": ("regions", "gb_code"),
    "other_gb_code": ("regions", "gb_code"),
    "most_moved_gb_code": ("regions", "gb_code"),
    "source": ("sources", "source"),
    "target": ("targets", "target"),
    "stands_for": ("coverage", "indicator"),
    "REF_AREA": ("regions", "region_code"),
}
"""Columns whose values stand in another table; ``@indicator`` columns in ``indicators``."""

CODES = ("gb_code", "other_gb_code", "most_moved_gb_code")
"""Columns of digits that are codes and no numbers, quoted in every CSV."""


def is_code(name: str) -> bool:
    """Whether a column holds codes made of digits."""
    return name in CODES


@dataclass(frozen=True)
class Column:
    """One column: its type in Table Schema, what it may hold, its title.

    ``allowed`` is empty, ``@`` and the name of a code list, values parted by ``|``, the bounds
    ``0..1``, or ``6digits``.
    """

    name: str
    type: str
    title: Text | None = None
    allowed: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """Title and unique key of a table; neither for one that is not known."""

    title: Text | None = None
    key: tuple[str, ...] = ()


@cache
def _columns() -> dict[tuple[str, str], Column]:
    text = (files("devindex.release.standards") / "columns.csv").read_text(encoding="utf-8")
    return {
        (row["table"], row["column"]): Column(
            row["column"],
            row["type"],
            Text(zh=row["title_zh"], en=row["title_en"]),
            row["allowed"],
            row["required"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _tables() -> dict[str, Table]:
    text = (files("devindex.release.standards") / "tables.toml").read_text(encoding="utf-8")
    return {
        name: Table(Text(**told["title"]), tuple(told.get("key", ())))
        for name, told in tomllib.loads(text).items()
    }


def table(name: str) -> Table:
    """Title and key of a table.

    Examples
    --------
    >>> table("observations").key
    ('indicator_code', 'region_code', 'time_period')
    """
    return _tables().get(name, Table())


def column(name: str, of: str, values: Iterable[str] = ()) -> Column:
    """Look up a column of a table; one that is not listed has the type its values show.

    Examples
    --------
    >>> column("value", "audit").type, column("value", "inputs").type
    ('number', 'number')
    >>> column("2024", "journalist-scores_wide").title.en
    'Score 2024'
    >>> column("strange", "observations", ["1", "2.5", ""]).type
    'number'
    """
    known = _columns()
    plain = of.removeprefix("journalist-")
    for place in dict.fromkeys((of, plain, "")):
        if (place, name) in known:
            return known[(place, name)]
    if of == "sdmx":
        return _component(name)
    if re.fullmatch(r"\d{4}", name):
        return Column(name, "number", Text(zh=f"{name}年得分", en=f"Score {name}"))
    if found := re.fullmatch(r"share_(\d+)", name):
        place = found[1]
        title = Text(zh=f"位居第{place}的比例", en=f"Share of recomputations in rank {place}")
        return Column(name, "number", title, "0..1")
    return Column(name, kind([v for v in values if v]))


TYPES = {
    "String": "string", "Double": "number", "Integer": "integer",
    "ObservationalTimePeriod": "integer",
}  # fmt: skip


def _component(name: str) -> Column:
    """Column of ``sdmx.csv``: it holds what its column of ``observations.csv`` does."""
    for part in COMPONENTS:
        if part.id == name:
            known = column(part.column, "observations") if part.column else Column(name, "string")
            title = Text(zh=part.zh, en=part.en)
            return Column(name, TYPES[part.type], title, known.allowed, part.required)
    return Column(name, "string", Text(zh="SDMX-CSV 的固定列", en="Column of SDMX-CSV itself"))


def kind(values: Sequence[str]) -> str:
    """Type that all of some cells share, text if none.

    Examples
    --------
    >>> kind(["1", "-2"]), kind(["1", "2.5e-3"]), kind(["true", "false"]), kind(["1", "a"])
    ('integer', 'number', 'boolean', 'string')
    """
    patterns = {
        "integer": r"-?\d+",
        "number": r"-?\d+(\.\d+)?(e[+-]?\d+)?",
        "boolean": "true|false|True|False",
        "date": r"\d{4}-\d\d-\d\d",
    }
    for name, pattern in patterns.items():
        if values and all(re.fullmatch(pattern, v) for v in values):
            return name
    return "string"
