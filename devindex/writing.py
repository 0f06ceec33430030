"""Files that appear whole or not at all: written beside their place, then renamed into it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from devindex.errors import DevindexError, Sentence, os_fault, say

__all__ = ["check_new", "inert", "write_file", "write_folder"]

Content = bytes | Path
"""What a file holds, or the file it is a copy of."""
_FORCE = Sentence(", or replace it with --force", "，或用 --force 替换")


_RUNS = re.compile(r"[=+\-@\t\r](?![0-9.]+([eE][+-]?[0-9]+)?$)")
"""How a text begins that a spreadsheet computes; a number with a sign is none."""


def inert(text: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula: an apostrophe stands before one.

    Source: OWASP, "CSV injection".

    Examples
    --------
    >>> inert("=1+1"), inert("@SUM(A1)"), inert("-0.5"), inert("广东")
    ("'=1+1", "'@SUM(A1)", '-0.5', '广东')
    """
    return f"'{text}" if _RUNS.match(text) else text


def check_new(place: Path, refusal: type[DevindexError], *, force: bool | None = None) -> Path:
    """Refuse a place that is taken, before any work is done; give its full path.

    ``force`` is None where nothing is ever replaced, so that nobody is told of it.

    Raises
    ------
    DevindexError
        Of the class given, if something stands there and ``force`` is not set.
    """
    try:
        whole = place.expanduser().resolve()
        taken = whole.exists()
    except (OSError, RuntimeError, ValueError) as error:
        raise refusal(_cannot(place, error)) from None
    if taken and not force:
        raise refusal(
            say(
                "{place} exists already; choose another name{force}",
                "{place} 已经存在，请另选名称{force}",
                place=place, force=_FORCE if force is False else Sentence("", ""),
            )
        )  # fmt: skip
    return whole


def write_file(
    place: Path, content: Content, refusal: type[DevindexError], *, force: bool | None = None
) -> None:
    """Write one file; what stood there before stands until the new one is whole.

    Raises
    ------
    DevindexError
        Of the class given, if the place is taken and ``force`` is not set, or the disk refuses.
    """
    whole = check_new(place, refusal, force=force)
    if whole.is_dir():
        raise refusal(
            say("{place} is a folder; name a file", "{place} 是文件夹，请给出文件名", place=place)
        )
    draft = whole.with_name(f".{whole.name}.draft-{os.getpid()}")
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        _fill(draft, content)
        draft.replace(whole)
    except OSError as error:
        raise refusal(_cannot(place, error)) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_folder(
    place: Path,
    files: Mapping[str, Content],
    refusal: type[DevindexError],
    *,
    force: bool | None = None,
) -> None:
    """Write a folder of files; it appears with all of them or not at all.

    Into a folder that is there already, with ``force``, each file goes by itself and whole;
    nothing else in it is touched.

    Raises
    ------
    DevindexError
        Of the class given, if the place is taken and ``force`` is not set, or the disk refuses.
    """
    whole = check_new(place, refusal, force=force)
    if whole.exists():
        for name, content in files.items():
            write_file(whole / name, content, refusal, force=True)
        return
    draft = whole.with_name(f".{whole.name}.draft-{os.getpid()}")
    made = [p for p in whole.parents if not p.exists()]
    done = False
    try:
        draft.mkdir(parents=True)
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            _fill(draft / name, content)
        draft.rename(whole)
        done = True
    except OSError as error:
        raise refusal(_cannot(place, error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not done:
            for parent in made:
                with suppress(OSError):
                    parent.rmdir()


def _fill(file: Path, content: Content) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, file)
    else:
        file.write_bytes(content)


def _cannot(place: Path, error: Exception) -> Sentence:
    fault = os_fault(error) if isinstance(error, OSError) else str(error)
    return say(
        "cannot write {place}: {fault}; nothing was changed",
        "不能写入 {place}：{fault}；原有内容未改动",
        place=place, fault=fault,
    )  # fmt: skip
