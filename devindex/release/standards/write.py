"""Write what the standards ask for beside the tables of a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devindex.definitions import framework_names, load_framework
from devindex.definitions.model import Framework
from devindex.release import folder, journalist
from devindex.release.bulletin import write_bulletins
from devindex.release.site import site
from devindex.release.standards.checks import block_faults, validation
from devindex.release.standards.citation import citation, dataset
from devindex.release.standards.datapackage import NAME, datapackage
from devindex.release.standards.headline import headline
from devindex.release.standards.pages import code_licence, history, method_pages
from devindex.release.standards.sdmx import sdmx
from devindex.release.tables import Edition

__all__ = ["write"]


def write(edition: Edition, draft: Path) -> None:
    """Complete a folder that holds every table, picture and page else.

    The last is ``datapackage.json``, which names every file before it.

    Raises
    ------
    ReleaseError
        If the official edition fails a check that blocks.
    """
    about: dict[str, Any] = json.loads((draft / "release.json").read_text(encoding="utf-8"))
    _write_headline(edition, draft, about)
    write_bulletins(draft)
    if edition.issue.dates:
        folder.write_csv(edition.issue.table(), draft / "data" / "release_calendar.csv")
    found = validation(draft, about)
    if not edition.departures:
        block_faults(found)
    folder.write_json(found, draft / "checks" / "validation.json")
    data, structure = sdmx(draft, about)
    folder.write_text(data, draft / "data" / "sdmx.csv")
    folder.write_text(structure, draft / "data" / "structure.json")
    if _shipped(edition.framework):
        for name, text in method_pages().items():
            folder.write_text(text, draft / "method" / name)
    folder.write_text(code_licence(), draft / "LICENSE-CODE")
    folder.write_text(history(about), draft / "CHANGELOG.md")
    summary = edition.framework.summary.model_dump()
    folder.write_text(citation(about, summary), draft / "CITATION.cff")
    folder.write_json(dataset(draft, about, summary), draft / "metadata.jsonld")
    site(draft, draft / "site")
    folder.write_json(datapackage(draft, about), draft / NAME)


def _write_headline(edition: Edition, draft: Path, about: dict[str, Any]) -> None:
    frame = headline(draft, about)
    folder.write_csv(frame, draft / "data" / "headline.csv")
    flat = draft / "journalist" / "headline.csv"
    folder.write_csv(frame, flat, for_excel=True)
    folder.write_json(
        journalist.metadata(edition, "headline"), flat.with_name("headline.meta.json")
    )


def _shipped(framework: Framework) -> bool:
    """Whether a framework is the package's own, of which the method pages speak."""
    name = framework.id
    return (
        name == "regional-public"
        and name in framework_names()
        and (load_framework(name) == framework)
    )
