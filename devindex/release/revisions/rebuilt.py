"""An edition made again from a release's own folder, with the history the folder tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from devindex.analysis import uncertainty
from devindex.definitions.model import Text
from devindex.errors import ReleaseError, say
from devindex.release.history import Before, History, Told, differing
from devindex.release.revisions.listing import text_of
from devindex.release.revisions.read import Published
from devindex.release.standards.files import rows_of
from devindex.release.standards.issue import issue_of
from devindex.release.tables import Edition, observations

__all__ = ["correction_of", "earlier_vintages", "edition_of"]


def edition_of(published: Published, *, draws: int | None = None) -> Edition:
    """The edition of a release, computed again from its own figures, framework and recipe.

    ``draws`` fewer than the release says gives other rank ranges, and everything else the same.
    """
    ranges = published.about["rank_range"]
    wanted = ranges["draws"] if draws is None else draws
    made = Edition(
        published.index,
        uncertainty(published.index, draws=wanted, seed=ranges["seed"]),
        published.year,
        published.departures,
        vintage=tuple(sorted(published.vintage.items())),
        released=str(published.about.get("released") or ""),
        history=_history(published),
        issue=issue_of(published.about, rows_of(published.folder, "data/release_calendar.csv")),
    )
    if not made.history.vintages:
        return made
    earlier = differing(made.history.vintages, observations(made))
    return replace(made, history=replace(made.history, revised=earlier))


def correction_of(release: str) -> int:
    """Number of the correction that a short name bears.

    Examples
    --------
    >>> correction_of("iidi-2022"), correction_of("iidi-2022-r3-experimental")
    (0, 3)
    """
    found = re.search(r"-r(\d+)(?=-|$)", release)
    return int(found[1]) if found else 0


def earlier_vintages(published: Published) -> str:
    """Lines of ``vintages.csv`` before the release's own, names of the columns first."""
    name = "data/vintages.csv"
    if not published.has(name):
        return ""
    lines = text_of(published.folder, name).splitlines(keepends=True)
    own = f",{published.id}"
    first = next((n for n, s in enumerate(lines) if s.rstrip("\n").endswith(own)), len(lines))
    return "".join(lines[:first])


def _history(published: Published) -> History:
    about = published.about
    given = about.get("supersedes") or about.get("follows")
    if given is None:
        return History(published.version)
    try:
        before = Before(**given)
        told = tuple(_told(r) for r in about["reasons"])
    except (KeyError, TypeError):
        raise ReleaseError(
            say(
                "release.json: what it says of the release before and of reasons cannot be read",
                "release.json：关于上一版和修订原因的内容无法读取",
            )
        ) from None
    reasons = "method/reasons.toml"
    return History(
        version=published.version,
        number=correction_of(published.id),
        before=before,
        follows=about.get("supersedes") is None,
        vintages=earlier_vintages(published),
        revisions=_given(published, "data/revisions.csv"),
        errata=_given(published, "data/errata.csv"),
        told=told,
        reasons=text_of(published.folder, reasons) if published.has(reasons) else "",
    )


def _given(published: Published, name: str) -> pd.DataFrame:
    return published.table(name) if published.has(name) else pd.DataFrame()


def _told(reason: Mapping[str, Any]) -> Told:
    erratum = reason.get("erratum")
    return Told(
        code=reason["code"],
        text=Text(zh=reason["zh"], en=reason["en"]),
        values=reason["values"],
        erratum=Text(**erratum) if erratum else None,
        date=reason.get("erratum_date") or "",
    )
