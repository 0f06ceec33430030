"""The files of a release: path, size, checksum, media type; and the cells of its tables."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

__all__ = ["File", "cells_of", "day_of", "files_of", "rows_of"]

MEDIA = {
    ".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".json": "application/json",
    ".jsonld": "application/ld+json", ".md": "text/markdown", ".toml": "application/toml",
    ".svg": "image/svg+xml", ".png": "image/png", ".cff": "application/yaml",
    ".pdf": "application/pdf", ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
TEXT = {"text", "application/json", "application/ld+json", "application/toml", "application/yaml"}


@dataclass(frozen=True)
class File:
    """One file of a release."""

    path: str
    """Inside the release, with slashes."""
    size: int
    sha256: str

    @property
    def suffix(self) -> str:
        """With its point; empty for a licence."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def mediatype(self) -> str:
        """Of the suffix; plain text for none."""
        return MEDIA.get(self.suffix, "text/plain")

    @property
    def is_text(self) -> bool:
        """Whether it has an encoding."""
        return self.mediatype in TEXT or self.mediatype.partition("/")[0] == "text"

    @property
    def table(self) -> str:
        """Name of the table a CSV holds: ``observations``, or ``journalist-headline``."""
        place = PurePosixPath(self.path)
        home = place.parent.as_posix()
        return place.stem if home in ("data", ".") else f"{home.replace('/', '-')}-{place.stem}"


def files_of(folder: Path, without: Sequence[str] = ()) -> list[File]:
    """List every file of a folder but some, by path."""
    found = []
    for place in folder.rglob("*"):
        path = place.relative_to(folder).as_posix()
        if place.is_file() and path not in without:
            content = place.read_bytes()
            found.append(File(path, len(content), hashlib.sha256(content).hexdigest()))
    return sorted(found, key=lambda f: f.path)


def cells_of(place: Path) -> list[list[str]]:
    """Cells of a CSV as text, its header first."""
    with place.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def rows_of(folder: Path, path: str) -> list[dict[str, str]]:
    """Cells of a CSV as text, one mapping a row; none where the file is not there."""
    place = folder / path
    if not place.is_file():
        return []
    header, *body = cells_of(place)
    return [dict(zip(header, row, strict=True)) for row in body]


def day_of(about: Mapping[str, Any]) -> str:
    """Day of a release: that of publication where the office names one, else of the data."""
    return str(about.get("released") or about["date"])
