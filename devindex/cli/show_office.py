"""How what an office does looks on a terminal: plain lines, so that they can be kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from devindex.cli.words import Words
from devindex.definitions import regions
from devindex.observations.checks import SEVERITIES, Findings

__all__ = ["findings", "region_names"]

MOST = 40
"""Findings shown; the report has all."""


def region_names(codes: Iterable[str], words: Words) -> str:
    """Names of regions, in a row."""
    units = [regions()[code] for code in codes]
    if words.language == "zh":
        return "、".join(u.short_zh for u in units)
    return ", ".join(u.name_en for u in units)


def findings(made: Findings, place: Path, words: Words) -> None:
    """How many findings of each severity, those that block, and where the report is."""
    counts = {severity: len(made.of(severity)) for severity in SEVERITIES}
    typer.echo(words("checked_all", n=made.checked, waived=len(made.waived), **counts))
    for finding in made.blocking[:MOST]:
        said = finding.sentence.zh if words.language == "zh" else str(finding.sentence)
        typer.echo(f"  [{finding.check}] {said}")
    if len(made.blocking) > MOST:
        typer.echo(words("more_findings", n=len(made.blocking) - MOST))
    for waiver in made.unused:
        typer.echo(words("waiver_unused", check=waiver.check, name=waiver.name, date=waiver.date,
                         place=waiver.series or waiver.region))  # fmt: skip
    typer.echo(words("report_written", place=place))
