"""Build the page of a release from its folder: one folder of files that ask for nothing outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devindex.errors import ReleaseError
from devindex.release.site.charts import bundle, specifications
from devindex.release.site.data import data_files, pairs, shared
from devindex.release.site.pages import Site
from devindex.release.site.pictures import pictures
from devindex.release.site.read import read
from devindex.release.site.show import TEMPLATES
from devindex.writing import write_folder

__all__ = ["build_site", "site"]

ASSETS = ("site.css", "site.js", "charts.js", "own.js")


def site(release: Path, out: Path, *, force: bool = False) -> Path:
    """Build the page of a release into a new folder, whole or not at all.

    Parameters
    ----------
    release
        Folder of a release; only what stands in it is shown.
    out
        Folder to make. With ``force``, files of an earlier page there are replaced.

    Returns
    -------
    The folder made.

    Raises
    ------
    ReleaseError
        If the release lacks a file, the place is taken, or the disk refuses.
    """
    write_folder(out, build_site(release), ReleaseError, force=force)
    return out


def build_site(release: Path) -> dict[str, bytes | Path]:
    """Every file of the page by its path; the same release gives the same bytes."""
    published = read(release)
    pages = Site(published)
    made: dict[str, bytes | Path] = {path: text.encode() for path, text in pages.pages()}
    for name in ASSETS:
        made[f"assets/{name}"] = (TEMPLATES / name).read_bytes()
    made["assets/data.js"] = script("DEVINDEX_DATA", shared(published))
    made["assets/pairs.js"] = script("DEVINDEX_PAIRS", pairs(published))
    made["assets/traced.js"] = script("DEVINDEX_TRACED", pages.traced)
    made["assets/specs.js"] = (
        f"window.DEVINDEX_CHARTS={specifications(len(published.provinces))};\n".encode()
    )
    made["assets/vega.js"] = bundle().encode()
    made |= {f"data/{name}": content for name, content in data_files(published).items()}
    made |= {f"picture/{name}": content for name, content in pictures(published).items()}
    return made


def script(name: str, content: Any) -> bytes:
    r"""Data as a script that sets one name: opened from disk, a page may not fetch files.

    Examples
    --------
    >>> script("A", {"b": "</script>"})
    b'window.A={"b":"\\u003c/script>"};\n'
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"window.{name}={text};\n".encode()
