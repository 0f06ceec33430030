"""A release is a folder: written beside its place, checksummed, then renamed into it."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from devindex.errors import ReleaseError, os_fault, say
from devindex.release.standards.dictionary import is_code
from devindex.release.swap import exchange, held, taken
from devindex.writing import inert, write_file

__all__ = [
    "check_file",
    "check_place",
    "new_file",
    "new_folder",
    "write_checksums",
    "write_csv",
    "write_json",
    "write_text",
]


CHECKSUMS = "CHECKSUMS.sha256"


def check_place(place: Path, *, force: bool = False) -> Path:
    """Refuse a place that is taken, before any work is done; give its full path.

    Raises
    ------
    ReleaseError
        If something is there that may not be replaced.
    """
    try:
        whole = place.expanduser().resolve()
        _recover(whole)
        full = whole.exists()
        inside = next((p for p in whole.parents if (p / CHECKSUMS).is_file()), None)
    except (OSError, RuntimeError) as error:
        raise _cannot(place, error) from None
    if inside is not None:
        raise ReleaseError(
            say(
                "{place} lies inside the release {inside}; choose a folder outside it",
                "{place} 位于发布包 {inside} 之内，请另选文件夹",
                place=place,
                inside=inside,
            )
        )
    if not full:
        return whole
    if not force:
        raise ReleaseError(
            say(
                "{place} exists already; choose another folder, or replace it with --force",
                "{place} 已经存在，请另选文件夹，或用 --force 替换",
                place=place,
            )
        )
    strange = _strangers(whole)
    if strange is None:
        raise ReleaseError(
            say(
                "{place} is not a release (it has no {name}), so it is not replaced",
                "{place} 不是发布包（没有 {name}），不予替换",
                place=place,
                name=CHECKSUMS,
            )
        )
    if strange:
        raise _not_replaced(place, strange)
    return whole


def _not_replaced(place: Path, strange: list[str]) -> ReleaseError:
    return ReleaseError(
        say(
            "{place} holds {n} files that no release wrote, first {name}, so it is not "
            "replaced; move them away",
            "{place} 中有{n}个不属于发布包的文件，第一个是 {name}，不予替换；请先移走",
            place=place,
            n=len(strange),
            name=strange[0],
        )
    )


def _strangers(place: Path) -> list[str] | None:
    """Files that the release's own list does not name; None if there is no such list."""
    if not (place / CHECKSUMS).is_file():
        return None
    lines = (place / CHECKSUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    own = {line[66:] for line in lines} | {CHECKSUMS}
    found = (p.relative_to(place).as_posix() for p in place.rglob("*") if not p.is_dir())
    return sorted(name for name in found if name not in own)


def _cannot(place: Path, error: OSError | RuntimeError) -> ReleaseError:
    fault = os_fault(error) if isinstance(error, OSError) else str(error)
    named = isinstance(error, OSError) and error.filename
    name = Path(str(error.filename)).name if isinstance(error, OSError) and named else ""
    return ReleaseError(
        say(
            "cannot write {place}: {fault}{where}; nothing was changed",
            "不能写入 {place}：{fault}{where}；原有内容未改动",
            place=place,
            fault=fault,
            where=say(" at {name}", "（{name}）", name=name) if name else "",
        )
    )


@contextmanager
def new_folder(place: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a folder to fill; it takes its place in one step, and only if all goes well.

    Killed at any moment, the place is as it was or holds the whole new folder; what a killed run
    leaves beside it is swept by the next one.

    Raises
    ------
    ReleaseError
        If the place is taken and ``force`` is not set, another run is writing it, or the disk
        refuses; nothing is left behind, and what stood there before still stands.
    """
    whole = check_place(place, force=force)
    made = [p for p in whole.parents if not p.exists()]
    draft = whole.parent / f".{whole.name}.draft-{os.getpid()}"
    done = own = False
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        _sweep(whole)
        draft.mkdir()
        own = True
        with held(draft):
            yield draft
            _take_place(draft, whole, force=force)
        done = True
    except OSError as error:
        raise _cannot(place, error) from None
    finally:
        if own:
            shutil.rmtree(draft, ignore_errors=True)
        if not done:
            for parent in made:
                with suppress(OSError):
                    parent.rmdir()


def _beside(place: Path, kind: str) -> Iterator[tuple[Path, bool]]:
    """Folders that runs made beside a place, and whether their run still lives."""
    for left in sorted(place.parent.glob(f".{glob.escape(place.name)}.{kind}-*")):
        number = left.name.rpartition("-")[2]
        if number.isdigit():
            yield left, taken(left, int(number))


def _sweep(place: Path) -> None:
    """Remove what killed runs left; refuse if another run is at work."""
    for kind in ("draft", "old"):
        for left, living in _beside(place, kind):
            if living:
                raise ReleaseError(
                    say(
                        "another run is writing {place}; wait until it is done",
                        "另一次运行正在写入 {place}，请等它完成",
                        place=place,
                    )
                )
            shutil.rmtree(left, ignore_errors=True)


def _recover(place: Path) -> None:
    """Put back a release that a killed run had moved aside, where folders cannot change places."""
    for old, living in _beside(place, "old"):
        if not living and not place.exists() and (old / CHECKSUMS).is_file():
            old.rename(place)


def _take_place(draft: Path, place: Path, *, force: bool) -> None:
    if not place.exists():
        draft.rename(place)  # fails if somebody put files there meanwhile
        return
    check_place(place, force=force)
    if not exchange(draft, place):
        _move_aside(draft, place)
    elif strange := _strangers(draft):
        exchange(draft, place)
        raise _not_replaced(place, strange)


def _move_aside(draft: Path, place: Path) -> None:
    """Take the place in two steps, where names cannot be exchanged.

    Killed between them, the old release stands beside its place and the next run puts it back.
    """
    old = place.parent / f".{place.name}.old-{os.getpid()}"
    with held(place):
        place.rename(old)
        try:
            draft.rename(place)
        except OSError:
            old.rename(place)
            raise
        shutil.rmtree(old, ignore_errors=True)


def check_file(file: Path, *, force: bool = False) -> Path:
    """Refuse the place of a single file before any work is done, if it may not be written.

    Raises
    ------
    ReleaseError
        If something stands there and ``force`` is not set, it is a folder, or its folder is not
        there.
    """
    try:
        whole = file.expanduser().resolve()
        taken, folder, home = whole.exists(), whole.is_dir(), whole.parent.is_dir()
    except (OSError, RuntimeError) as error:
        raise _cannot(file, error) from None
    if folder:
        raise ReleaseError(
            say("{file} is a folder; name a file", "{file} 是文件夹，请给出文件名", file=file)
        )
    if not home:
        raise ReleaseError(
            say(
                "there is no folder {folder} to write {file} in; make it first",
                "没有文件夹 {folder}，不能写入 {file}；请先建立文件夹",
                folder=whole.parent, file=whole.name,
            )
        )  # fmt: skip
    if taken and not force:
        raise ReleaseError(
            say(
                "{file} exists already; choose another name, or replace it with --force",
                "{file} 已经存在，请另选文件名，或用 --force 替换",
                file=file,
            )
        )
    return whole


def new_file(content: bytes, file: Path, *, force: bool = False) -> None:
    """Write a single file beside its place and rename it into it.

    Raises
    ------
    ReleaseError
        As :func:`check_file`, or if the disk refuses; what stood there before still stands.
    """
    check_file(file, force=force)
    write_file(file, content, ReleaseError, force=force)


QUOTE = "\x02"
"""Stands for a quotation mark until the table is text: pandas quotes all cells or none."""


def write_csv(frame: pd.DataFrame, path: Path, *, for_excel: bool = False) -> None:
    """Write a flat table: UTF-8, LF; for Chinese Excel with a byte-order mark and CRLF.

    Codes made of digits are quoted, so that a reader who minds quotes keeps them as text; no cell
    is a formula to a spreadsheet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = _inert(frame)
    codes = {c: QUOTE + frame[c] + QUOTE for c in frame if is_code(str(c))}
    ready = frame.assign(**codes)
    text = ready.to_csv(index=False, lineterminator="\r\n" if for_excel else "\n")
    text = text.replace(QUOTE, '"')
    path.write_bytes(text.encode("utf-8-sig" if for_excel else "utf-8"))


def _inert(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table; a text that a spreadsheet would compute has an apostrophe before it."""
    columns = {}
    for name, column in frame.select_dtypes(exclude=["number", "bool"]).items():
        texts = [v for v in column.unique() if isinstance(v, str)]
        runs = {v: inert(v) for v in texts if inert(v) != v}
        if runs:
            columns[name] = column.replace(runs)
    return frame.assign(**columns) if columns else frame


def write_text(text: str, path: Path) -> None:
    """Write UTF-8 with LF, on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def write_json(content: Any, path: Path) -> None:
    """Write JSON a person can read."""
    write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", path)


def write_checksums(folder: Path) -> None:
    """Write the checksums over every file of a folder, for ``sha256sum -c``."""
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n")
    write_text("".join(lines), folder / CHECKSUMS)
