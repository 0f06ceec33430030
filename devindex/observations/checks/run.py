"""All plausibility checks over one table of answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from devindex.definitions import Framework, load_framework
from devindex.errors import ObservationError, Sentence, say
from devindex.observations.checks import moves, peers, shape, swaps
from devindex.observations.checks.findings import (
    CHECKS,
    SEVERITIES,
    Finding,
    Findings,
    Waiver,
    found,
)
from devindex.observations.checks.subject import folder_answers, subject
from devindex.observations.read import Observations, load_observations
from devindex.observations.returns.answers import Fault
from devindex.observations.returns.collecting import collisions, files_of, read_returns

__all__ = ["check", "check_paths"]

HELD = (shape, moves, swaps, peers)
"""Modules whose checks are registered; importing them is what registers."""


def check(
    observations: Observations | pd.DataFrame,
    previous: Observations | None = None,
    *,
    framework: str | Path | Framework | None = None,
    waivers: Sequence[Waiver] = (),
    faults: Iterable[Fault] = (),
    year: int | None = None,
) -> Findings:
    """Run every plausibility check.

    Parameters
    ----------
    observations
        Figures, or a table of answers with their places (``series, region, year, value`` and, where
        known, ``unit, status, note, file, sheet, cell``).
    previous
        Figures known before, with which they are compared; their own earlier years if not given.
    framework
        What was asked; the framework of the package that asks for most of the figures if not given.
    waivers
        From :func:`read_waivers`.
    faults
        What could not be read at all: blocks under the id ``readable``.
    year
        Findings of this year alone; all if not given.

    Returns
    -------
    The findings, the heaviest first.

    Examples
    --------
    >>> from devindex import load_observations
    >>> seen = load_observations()
    >>> known, new = seen.until(2021), seen.frame.query("year == 2022").copy()
    >>> here = (new["series"] == "net_bb_ports") & (new["region"] == "440000")
    >>> new["value"] = new["value"].where(~here, new["value"] * 10_000)
    >>> [f.check for f in check(new, known).blocking]
    ['unit-slip']
    """
    meant = load_framework(framework) if isinstance(framework, str | Path) else framework
    what = subject(observations, previous, meant)
    raw = [_unreadable(fault) for fault in faults]
    raw += [finding for one in CHECKS.values() for finding in one.function(what)]
    raw = [replace(f, name=what.name(f.series)) if f.series else f for f in raw]
    kept = [f for f in raw if year is None or f.year in (0, year)]
    ordered = tuple(sorted(kept, key=_order))
    waived: dict[int, Waiver] = {}
    for n, finding in enumerate(ordered):
        fitting = next((w for w in waivers if w.fits(finding)), None)
        if fitting is not None and finding.check != shape.READABLE:
            waived[n] = fitting
    used = set(waived.values())
    return Findings(ordered, waived, tuple(w for w in waivers if w not in used), len(what.figures))


def _unreadable(fault: Fault) -> Finding:
    place = {"file": fault.file, "sheet": fault.sheet, "cell": fault.cell}
    return found(shape.READABLE, fault.said, series=fault.series, region=fault.region, **place)


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        list(SEVERITIES).index(finding.severity), finding.region, finding.file, finding.sheet,
        list(CHECKS).index(finding.check), finding.series, finding.year, finding.cell,
    )  # fmt: skip


def check_paths(
    paths: Sequence[str | Path],
    previous: Observations | None = None,
    *,
    framework: str | Path | Framework | None = None,
    waivers: Sequence[Waiver] = (),
) -> Findings:
    """Check a data folder, or returns as they came in, also those that cannot be read.

    A folder of figures is checked for its latest year, with its earlier years beside it; returns
    are compared with ``previous``, the official figures if not given.

    Raises
    ------
    ObservationError
        If a folder of figures, or a place that is named, cannot be read.
    """
    places = [Path(p) for p in paths]
    if len(places) == 1 and _is_data(places[0]):
        answers = folder_answers(places[0])
        year = int(answers["year"].max())
        return check(answers, previous, framework=framework, waivers=waivers, year=year)
    files = files_of(places)
    lost = [p for p in files if not p.is_file()]
    if lost:
        raise ObservationError([_no_file(p) for p in lost])
    read = read_returns(files, framework)
    faults = [fault for one in read for fault in one.faults] + collisions(read)
    answers = pd.concat([one.answers for one in read], ignore_index=True)
    answers = answers.drop_duplicates(["series", "region", "year"])
    known = previous if previous is not None else load_observations()
    if len(answers):
        known = known.until(int(answers["year"].max()) - 1)
    ours = framework or next((str(o.form["framework"]) for o in read if o.form), None)
    return check(answers, known, framework=ours, waivers=waivers, faults=faults)


def _no_file(path: Path) -> Sentence:
    return say("there is no file {path}", "没有文件 {path}", path=path)


def _is_data(place: Path) -> bool:
    """A folder of tables each with a sidecar is data; one without is a folder of returns."""
    tables = list(place.glob("*.csv")) if place.is_dir() else []
    return bool(tables) and all(t.with_suffix(".toml").is_file() for t in tables)
