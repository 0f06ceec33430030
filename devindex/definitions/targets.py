"""Targets of the policy documents, and the values the documents state beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from devindex import shipped
from devindex.definitions.model import Text
from devindex.definitions.tables import documents, rows, targets
from devindex.errors import DefinitionError, unknown
from devindex.kinds import require

__all__ = ["StatedValue", "Target", "load_targets", "stated_values", "target"]

_UNITS = {
    "%": "%",
    "Mbps": "Mbps",
    "PB": "PB",
    "ms": "ms",
    "个": "count",
    "个区带": "areas and belts",
    "个工业中类": "industrial mid-classes",
    "亿元": "CNY 100 million",
    "份": "issues",
    "份/年": "issues a year",
    "倍": "times the level of the base",
    "台": "devices",
    "台(套)": "devices",
    "家": "count",
    "家/地区": "count per region",
    "年": "years",
    "张": "networks",
    "枚": "carriers",
    "条": "records",
    "次/年": "times a year",
    "次/日": "times a day",
    "项": "count",
    "项/年": "count a year",
}
"""English of the units the documents use; 个, 家 and 项 count whatever the name says."""


@dataclass(frozen=True)
class Target:
    """One target as its document states it, in the document's unit.

    ``low`` is the value to be reached; ``high`` only closes a ``range``. ``strict`` is true where
    the words say "above" (超, 突破), so that the value itself is not enough.
    """

    id: str
    name: Text
    level: str
    pillar: str
    deadline: date | None
    """Last day of the year named; None where the document names none."""
    direction: str
    """``at_least``, ``at_most`` or ``range``."""
    low: float
    high: float | None
    unit: Text
    base: str
    """What the value is a share, a multiple or an increase of, as the table says."""
    kind: str
    """``target``, or what else the row is: technical_requirement, frequency, milestone, ..."""
    qualifier: str
    """The document's word before the number: 突破, 左右, 不少于, ..."""
    strict: bool
    document: str
    issued: date
    """First day of the document's date: from then on the target stands."""
    note: str
    lookalikes: tuple[str, ...]
    """Targets, and series written ``series:code``, that must never be taken for this one."""
    conflicts: tuple[str, ...]
    """Rows of the same document that say otherwise."""


@dataclass(frozen=True)
class StatedValue:
    """A present or past value a document states."""

    id: str
    name: Text
    value: float
    bound: str
    as_of: str
    as_of_basis: str
    unit: Text
    document: str
    note: str


@cache
def load_targets() -> Mapping[str, Target]:
    """The 76 targets by id, in the order of the table.

    Examples
    --------
    >>> target = load_targets()["plt_penetration_rate_2028"]
    >>> target.low, target.unit.en, target.deadline, target.qualifier
    (55.0, '%', datetime.date(2028, 12, 31), '以上')
    """
    return MappingProxyType({code: _target(row) for code, row in targets().items()})


def target(word: str) -> Target:
    """Find a target by its id.

    Raises
    ------
    DefinitionError
        With the near miss.

    Examples
    --------
    >>> target("plt_penetration_rate_2028").name.zh
    '平台普及率'
    """
    require(word, str, "target", DefinitionError)
    known = load_targets()
    if word not in known:
        raise DefinitionError(unknown("target", word, known))
    return known[word]


@cache
def stated_values() -> Mapping[str, StatedValue]:
    """Values the documents state, by id.

    Examples
    --------
    >>> stated_values()["idn_secondary_nodes_2020"].value
    47.0
    """
    table = rows(shipped.data() / "targets" / "stated_values.csv")
    return MappingProxyType(
        {
            r["baseline_id"]: StatedValue(
                r["baseline_id"], Text(zh=r["name_zh"], en=r["name_en"]), float(r["value"]),
                r["bound"], r["as_of"], r["as_of_basis"], _unit(r["unit"]), r["document_id"],
                r["note"],
            )
            for r in table
        }
    )  # fmt: skip


def _target(row: Mapping[str, str]) -> Target:
    note = row["note"]
    return Target(
        id=row["target_id"],
        name=Text(zh=row["name_zh"], en=row["name_en"]),
        level=row["level"],
        pillar=row["pillar"],
        deadline=date(int(row["deadline"]), 12, 31) if row["deadline"] else None,
        direction=row["direction"],
        low=float(row["value_low"]),
        high=float(row["value_high"]) if row["value_high"] else None,
        unit=_unit(row["unit"]),
        base=row["base"],
        kind=_said("kind", note) or "target",
        qualifier=_said("qualifier", note).removeprefix("none"),
        strict="strictly" in note,
        document=row["document_id"],
        issued=_first_day(documents()[row["document_id"]]["date"]),
        note=note,
        lookalikes=tuple(filter(None, row["lookalike"].split(";"))),
        conflicts=tuple(filter(None, row["conflict"].split(";"))),
    )


def _unit(zh: str) -> Text:
    return Text(zh=zh, en=_UNITS[zh])


def _said(key: str, note: str) -> str:
    found = re.search(rf"\b{key}=([^\s;]+)", note)
    return found.group(1) if found else ""


def _first_day(text: str) -> date:
    year, month, day = (*(int(p) for p in text.split("-")), 1, 1)[:3]
    return date(year, month, day)
