"""What the plausibility checks found: each finding with its place, sorted by severity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from devindex.definitions import Text, regions
from devindex.errors import Sentence, say
from devindex.observations.returns.answers import where

if TYPE_CHECKING:
    from devindex.observations.checks.subject import Subject

__all__ = [
    "CHECKS", "SEVERITIES", "Check", "Finding", "Findings", "Severity", "Waiver", "found",
    "plausibility", "region_name",
]  # fmt: skip

Severity = Literal["block", "ask", "inform"]
SEVERITIES: dict[Severity, Text] = {
    "block": Text(zh="须更正", en="block"),
    "ask": Text(zh="请核实", en="ask"),
    "inform": Text(zh="供参考", en="inform"),
}
"""Block: nothing is published until it is corrected or waived. Ask: the office confirms or
corrects. Inform: worth a look."""


NAMELESS = Sentence("", "")


@dataclass(frozen=True)
class Finding:
    """One thing a check found, and where."""

    check: str
    severity: Severity
    said: Sentence
    file: str = ""
    sheet: str = ""
    cell: str = ""
    series: str = ""
    region: str = ""
    year: int = 0
    value: str = ""
    name: Sentence = NAMELESS
    """Name of the figure."""

    @property
    def place(self) -> Sentence:
        """File, sheet and cell, as far as they are known."""
        return where(self.file, self.sheet, self.cell)

    @property
    def sentence(self) -> Sentence:
        """Where it stands, then what was found."""
        if not self.place:
            return self.said
        return say("{place}: {said}", "{place}：{said}", place=self.place, said=self.said)


@dataclass(frozen=True)
class Waiver:
    """Somebody's decision that a finding stands and is right."""

    check: str
    name: str
    date: str
    reason: str
    series: str = ""
    region: str = ""
    year: int = 0

    def fits(self, finding: Finding) -> bool:
        """Whether it is about a finding: what it leaves out, it does not ask for."""
        return (
            self.check == finding.check
            and self.series in ("", finding.series)
            and self.region in ("", finding.region)
            and self.year in (0, finding.year)
        )


@dataclass(frozen=True)
class Findings:
    """All findings of one run, the heaviest first; which are waived; which waivers fit nothing."""

    all: tuple[Finding, ...]
    waived: Mapping[int, Waiver] = field(default_factory=dict)
    """Waiver by the place of its finding in ``all``."""
    unused: tuple[Waiver, ...] = ()
    checked: int = 0
    """Figures that were looked at."""

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stand in the way of publication."""
        return tuple(
            f for n, f in enumerate(self.all) if f.severity == "block" and n not in self.waived
        )

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Findings of one severity, waived or not."""
        return tuple(f for f in self.all if f.severity == severity)

    def to_frame(self) -> pd.DataFrame:
        """One row for each finding, with both sentences and the waiver."""
        rows = []
        for n, f in enumerate(self.all):
            waiver = self.waived.get(n)
            rows.append(
                {
                    "severity": f.severity, "check": f.check, "region": f.region, "file": f.file,
                    "sheet": f.sheet, "cell": f.cell, "series": f.series, "year": f.year,
                    "value": f.value, "zh": f.said.zh, "en": str(f.said),
                    "waived_by": waiver.name if waiver else "",
                    "waived_on": waiver.date if waiver else "",
                    "reason": waiver.reason if waiver else "",
                }
            )  # fmt: skip
        names = list(rows[0]) if rows else [
            "severity", "check", "region", "file", "sheet", "cell", "series", "year", "value",
            "zh", "en", "waived_by", "waived_on", "reason",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=names)


Function = Callable[["Subject"], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """A plausibility check: its id for ever, how heavy it weighs, what it looks at."""

    id: str
    severity: Severity
    title: Text
    function: Function


CHECKS: dict[str, Check] = {}
"""Every check by its id, in the order they were registered."""


def plausibility(
    name: str, severity: Severity, *, zh: str, en: str
) -> Callable[[Function], Function]:
    """Register a check under its id."""

    def add(function: Function) -> Function:
        CHECKS[name] = Check(name, severity, Text(zh=zh, en=en), function)
        return function

    return add


def found(check: str, said: Sentence, row: Any = None, **place: Any) -> Finding:
    """A finding of a registered check, at the place of an answer's row."""
    at = {
        name: getattr(row, name)
        for name in ("file", "sheet", "cell", "series", "region", "year", "value")
        if row is not None and hasattr(row, name)
    } | place
    return Finding(check, CHECKS[check].severity, said, **at)


def region_name(code: str) -> Sentence:
    """Name of a region in both languages, the code where it has none."""
    one = regions().get(code)
    return Sentence(one.name_en, one.short_zh) if one else Sentence(code, code)
