"""Let one folder take the place of another in one step, and know who is at work on it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devindex.errors import ReleaseError, say

__all__ = ["exchange", "held", "taken"]

HERE = -100
"""``AT_FDCWD``: a path is seen from the working folder."""
EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux and ``RENAME_SWAP`` of macOS."""


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where system or disk cannot.

    There is no moment in which one of the names is free: a process that is killed leaves both
    folders whole, changed or not.
    """
    a, b = os.fsencode(one), os.fsencode(other)
    if os.name != "posix":
        return False
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return bool(library.renameat2(HERE, a, HERE, b, EXCHANGE) == 0)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return bool(library.renamex_np(a, b, EXCHANGE) == 0)
    return False


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder while it is filled; the system lets go when the process ends or is killed.

    Raises
    ------
    ReleaseError
        If another process holds it.
    """
    handle = _locked(folder)
    if handle is None:
        raise ReleaseError(
            say(
                "another run is writing {folder}; wait until it is done",
                "另一次运行正在写入 {folder}，请等它完成",
                folder=folder,
            )
        )
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def taken(folder: Path, process: int) -> bool:
    """Whether a living process holds a folder; where disks know no locks, whether it still runs."""
    handle = _locked(folder)
    if handle is None:
        return True
    if handle >= 0:
        os.close(handle)
        return False
    return _alive(process)


def _locked(folder: Path) -> int | None:
    """A handle that holds the folder, None if another process does, -1 where there are no locks."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, PermissionError):
        return -1
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        return -1
    return handle


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
