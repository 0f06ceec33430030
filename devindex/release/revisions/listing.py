"""The files of a release folder against its own list: none lost, none changed, none added."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from devindex.errors import ReleaseError, Sentence, os_fault, say
from devindex.release.folder import CHECKSUMS

__all__ = ["Listing", "few", "listing", "text_of"]

LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
SHOWN = 10
"""Faults of one kind that are told; the rest are counted."""


@dataclass(frozen=True)
class Listing:
    """What the list of checksums says, and what is there.

    Attributes
    ----------
    said
        Checksum of each file the list names.
    found
        Checksum of each file that is there, the list itself aside.
    """

    folder: Path
    said: dict[str, str]
    found: dict[str, str]

    def state(self, name: str) -> str:
        """``holds``, ``changed``, ``missing`` or ``extra``."""
        if name not in self.found:
            return "missing"
        if name not in self.said:
            return "extra"
        return "holds" if self.found[name] == self.said[name] else "changed"

    @property
    def names(self) -> list[str]:
        """Every file that is listed or there, in order."""
        return sorted({*self.said, *self.found})


def listing(folder: Path) -> Listing:
    """Read the list of checksums and take those of every file; nothing outside is looked at.

    Raises
    ------
    ReleaseError
        If it is no release folder, the list is damaged or names a path outside, or the folder
        holds something that is no plain file (a link, a pipe).
    """
    if not folder.is_dir():
        raise ReleaseError(say("{folder} is not a folder", "{folder} 不是文件夹", folder=folder))
    paths = _plain_files(folder)
    if CHECKSUMS not in paths:
        raise ReleaseError(
            say(
                "{folder} has no {name}, so it is not a release",
                "{folder} 中没有 {name}，不是发布包",
                folder=folder,
                name=CHECKSUMS,
            )
        )
    said = _parsed(text_of(folder, CHECKSUMS))
    try:
        found = {n: _digest(p) for n, p in paths.items() if n != CHECKSUMS}
    except OSError as error:
        name = Path(str(error.filename)).name
        fault = os_fault(error)
        raise ReleaseError(
            say("{name}: {fault}", "{name}：{fault}", name=name, fault=fault)
        ) from None
    return Listing(folder, said, found)


def _plain_files(folder: Path) -> dict[str, Path]:
    out, strange = dict[str, Path](), list[str]()
    for place, folders, files in os.walk(folder, followlinks=False):
        for name in (*folders, *files):
            path = Path(place) / name
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                out[path.relative_to(folder).as_posix()] = path
            elif not stat.S_ISDIR(mode):
                strange.append(path.relative_to(folder).as_posix())
    if strange:
        raise ReleaseError(
            few(
                [
                    say(
                        "{name} is a link or no file at all; a release holds plain files only",
                        "{name} 是链接或不是普通文件；发布包中只有普通文件",
                        name=name,
                    )
                    for name in sorted(strange)
                ]
            )
        )
    return out


def _parsed(text: str) -> dict[str, str]:
    out: dict[str, str] = {}
    faults = list[Sentence]()
    for number, line in enumerate(text.splitlines(), start=1):
        found = LINE.fullmatch(line)
        if found is None:
            fault = say(
                "is not a checksum, two spaces and a file",
                "应为校验和、两个空格和文件名",
            )
        elif not _inside(name := found[2]):
            fault = say("{name!r} leads out of the folder", "{name!r}指向文件夹之外", name=name)
        elif name in out:
            fault = say("{name!r} is listed twice", "{name!r}重复列出", name=name)
        else:
            out[name] = found[1]
            continue
        faults.append(
            say(
                "{file}, line {number}: {fault}",
                "{file}，第{number}行：{fault}",
                file=CHECKSUMS,
                number=number,
                fault=fault,
            )
        )
    if not out and not faults:
        faults.append(say("{file} is empty", "{file} 是空的", file=CHECKSUMS))
    if faults:
        raise ReleaseError(few(faults))
    return out


def _inside(name: str) -> bool:
    """Whether a listed path is plain and stays inside; no drive, no backslash, no dots."""
    parts = name.split("/")
    return not any(p in ("", ".", "..") for p in parts) and not set(name) & set("\\:\0")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_of(folder: Path, name: str) -> str:
    """Text of a file of a release.

    Raises
    ------
    ReleaseError
        If it cannot be read, or is not UTF-8.
    """
    try:
        return (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ReleaseError(
            say("{name}: not UTF-8 text", "{name}：不是 UTF-8 文本", name=name)
        ) from None
    except OSError as error:
        raise ReleaseError(
            say("{name}: {fault}", "{name}：{fault}", name=name, fault=os_fault(error))
        ) from None


def few(faults: list[Sentence]) -> list[Sentence]:
    """The first faults, and how many more there are."""
    if len(faults) <= SHOWN:
        return faults
    more = len(faults) - SHOWN
    return [*faults[:SHOWN], say("and {n} more faults", "另有{n}处错误", n=more)]
