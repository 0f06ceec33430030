"""Where figures come from: a sidecar beside every file of facts, and its checksum."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from devindex.errors import ObservationError, say, toml_fault

__all__ = ["Source", "read_source"]

_NEEDED = ("producer", "title", "url", "licence", "sha256")


@dataclass(frozen=True)
class Source:
    """Origin of one file of facts, in the words of its sidecar."""

    id: str
    producer: str
    title: str
    url: str
    licence: str
    accessed: str
    reliability: str
    note: str
    sha256: str
    rows: int


def read_source(csv: Path) -> Source:
    """Read the sidecar of a file of facts, and hold the file to its checksum.

    Raises
    ------
    ObservationError
        If the sidecar is absent, lacks a key, or its checksum is not that of the file.
    """
    sidecar = csv.with_suffix(".toml")
    if not sidecar.is_file():
        raise ObservationError(
            say(
                "{file} has no sidecar: write {sidecar} beside it",
                "{file} 没有来源说明，请在同一文件夹写 {sidecar}",
                file=csv.name,
                sidecar=sidecar.name,
            )
        )
    text = ""
    try:
        text = sidecar.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ObservationError(
            say(
                "{file}: not TOML in UTF-8: {fault}",
                "{file}：不是 UTF-8 编码的有效 TOML，{fault}",
                file=sidecar.name,
                fault=toml_fault(error, text),
            )
        ) from None
    missing = [key for key in _NEEDED if key not in said]
    if missing:
        raise ObservationError(
            say("{file}: {key} is missing", "{file}：缺少 {key}", file=sidecar.name, key=key)
            for key in missing
        )
    content = csv.read_bytes()
    seen = hashlib.sha256(content).hexdigest()
    if seen != said["sha256"]:
        raise ObservationError(
            say(
                "{file}: the file's sha256 is {seen}..., its sidecar says {said}...; a vintage is "
                "never edited: put a correction in a new file with a sidecar of its own",
                "{file}：文件的 sha256 为 {seen}……，来源说明所记为 {said}……；已存的版本不得改动，"
                "更正请写入新文件，并附来源说明",
                file=csv.name,
                seen=seen[:12],
                said=str(said["sha256"])[:12],
            )
        )
    return Source(
        id=csv.stem,
        producer=str(said["producer"]),
        title=str(said["title"]),
        url=str(said["url"]),
        licence=str(said["licence"]),
        accessed=str(said.get("accessed", "")),
        reliability=str(said.get("reliability", "")),
        note=str(said.get("note", "")),
        sha256=seen,
        rows=content.count(b"\n") - 1,
    )
