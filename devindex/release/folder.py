"""A release is a folder: written beside its place, checksummed, then renamed into it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from devindex.errors import ReleaseError

__all__ = ["check_place", "new_folder", "write_checksums", "write_csv", "write_json", "write_text"]


def check_place(place: Path, *, force: bool = False) -> None:
    """Refuse a place that is taken, before any work is done.

    Raises
    ------
    ReleaseError
        If something is there that may not be replaced.
    """
    if not place.exists():
        return
    if not force:
        raise ReleaseError(
            f"{place} exists already; choose another folder, or replace it with --force"
        )
    if not (place / "release.json").is_file():
        raise ReleaseError(
            f"{place} is not a release (it has no release.json), so it is not replaced"
        )


@contextmanager
def new_folder(place: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a folder to fill; it takes its place only if all goes well.

    Raises
    ------
    ReleaseError
        If the place is taken and ``force`` is not set, or the disk refuses; nothing is left
        behind, and what stood there before still stands.
    """
    check_place(place, force=force)
    draft = place.parent / f".{place.name}.draft-{os.getpid()}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        _take_place(draft, place)
    except OSError as error:
        where = f" at {Path(error.filename).name}" if error.filename else ""
        raise ReleaseError(
            f"cannot write {place}: {error.strerror or error}{where}; nothing was changed"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _take_place(draft: Path, place: Path) -> None:
    if not place.exists():
        draft.rename(place)
        return
    old = place.parent / f".{place.name}.old-{os.getpid()}"
    place.rename(old)
    try:
        draft.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_csv(frame: pd.DataFrame, path: Path, *, for_excel: bool = False) -> None:
    """Write a flat table: UTF-8, LF; for Chinese Excel with a byte-order mark and CRLF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = frame.to_csv(index=False, lineterminator="\r\n" if for_excel else "\n")
    path.write_bytes(text.encode("utf-8-sig" if for_excel else "utf-8"))


def write_text(text: str, path: Path) -> None:
    """Write UTF-8 with LF, on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def write_json(content: Any, path: Path) -> None:
    """Write JSON a person can read."""
    write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", path)


def write_checksums(folder: Path) -> None:
    """Write ``CHECKSUMS.sha256`` over every file of a folder, for ``sha256sum -c``."""
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n")
    write_text("".join(lines), folder / "CHECKSUMS.sha256")
