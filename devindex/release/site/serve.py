"""Serve the page of a release on the local machine, and to nobody else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from devindex.errors import ReleaseError, say
from devindex.release.site.build import site

__all__ = ["page_of", "server"]

HERE = "127.0.0.1"


class _Files(SimpleHTTPRequestHandler):
    """Files of the page; no folder is listed, nothing is written to the terminal."""

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def page_of(release: Path) -> Iterator[Path]:
    """The page a release carries; one made for the moment where it carries none."""
    carried = release / "site"
    if (carried / "index.html").is_file():
        yield carried
        return
    with tempfile.TemporaryDirectory() as folder:
        yield site(release, Path(folder) / "site")


def server(page: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a page on this machine; its port is free where none is asked for.

    Raises
    ------
    ReleaseError
        If the port is taken.
    """
    try:
        return ThreadingHTTPServer((HERE, port), partial(_Files, directory=str(page)))
    except (OSError, OverflowError):
        raise ReleaseError(
            say(
                "port {port} is taken or not allowed; leave it out to use a free one",
                "端口{port}已被占用或不可用；不指定端口即自动选用空闲端口",
                port=port,
            )
        ) from None
