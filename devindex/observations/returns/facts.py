"""A folder of figures as the rest of the package reads it: tables, sidecars, originals."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from devindex import shipped
from devindex.errors import ObservationError, say
from devindex.observations.read import COLUMNS, load_observations

__all__ = ["OFFICIAL", "csv_bytes", "earlier_files", "facts_files", "originals", "toml_bytes"]

OFFICIAL = "official"
"""The provincial figures of the package, where a folder of earlier figures is asked for."""


def csv_bytes(rows: Iterable[Sequence[object]], header: Sequence[str]) -> bytes:
    """A table as UTF-8 with LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def toml_bytes(content: Mapping[str, Any], **listings: Sequence[Mapping[str, str]]) -> bytes:
    r"""Facts about a file as TOML: values, then listings of tables.

    Examples
    --------
    >>> toml_bytes({"title": 'a "b"'}, original=[{"file": "x.csv"}]).decode()
    'title = "a \\"b\\""\n\n[[original]]\nfile = "x.csv"\n'
    """
    lines = [f"{key} = {_value(value)}" for key, value in content.items()]
    for name, entries in listings.items():
        for entry in entries:
            lines += ["", f"[[{name}]]", *(f"{k} = {_value(v)}" for k, v in entry.items())]
    return ("\n".join(lines) + "\n").encode()


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def facts_files(
    name: str,
    figures: pd.DataFrame,
    said: Mapping[str, Any],
    kept: Sequence[tuple[str, Path, bytes]],
) -> dict[str, bytes | Path]:
    """Files of one table of figures: CSV, sidecar, and the originals untouched.

    Parameters
    ----------
    figures
        Columns of a data folder.
    said
        Facts for the sidecar; its checksum, rows and originals are added.
    kept
        Name, place and content of every file the figures were read from.
    """
    ordered = figures.sort_values(["series", "region", "year"])[list(COLUMNS)]
    table = csv_bytes(ordered.itertuples(index=False, name=None), COLUMNS)
    sidecar = toml_bytes(
        {**said, "rows": len(ordered), "sha256": hashlib.sha256(table).hexdigest()},
        original=[
            {"file": f"originals/{own}", "sha256": hashlib.sha256(content).hexdigest()}
            for own, _, content in kept
        ],
    )
    files: dict[str, bytes | Path] = {f"{name}.csv": table, f"{name}.toml": sidecar}
    return files | {f"originals/{own}": content for own, _, content in kept}


def originals(paths: Sequence[Path]) -> list[tuple[str, Path, bytes]]:
    """Files to keep, with names of their own: of two alike the second is numbered."""
    out: list[tuple[str, Path, bytes]] = []
    taken: set[str] = set()
    for path in paths:
        name, number = path.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        taken.add(name.casefold())
        out.append((name, path, path.read_bytes()))
    return out


def earlier_files(folder: str | Path, before: int) -> dict[str, bytes | Path]:
    """Tables of an earlier data folder, with the figures of the years before one alone.

    A table that reaches no further is carried as it stands; else its rows are cut and its sidecar
    says so. ``official`` is the folder of the package.

    Raises
    ------
    ObservationError
        Every fault of the folder.
    """
    where = Path(folder)
    if str(folder) == OFFICIAL:
        where = shipped.data() / "observations" / "regional"
    load_observations(where)
    files: dict[str, bytes | Path] = {}
    for table in sorted(where.glob("*.csv")):
        content, sidecar = table.read_bytes(), table.with_suffix(".toml").read_bytes()
        kept, cut = _before(content, before)
        if kept is None:
            continue
        if cut:
            sidecar = _cut_sidecar(sidecar, kept, before)
            content = kept
        files |= {table.name: content, f"{table.stem}.toml": sidecar}
    if not files:
        raise ObservationError(
            say(
                "{folder} has no figures before {year}", "{folder} 没有{year}年以前的数据",
                folder=folder, year=before,
            )
        )  # fmt: skip
    return files


def _before(content: bytes, year: int) -> tuple[bytes | None, bool]:
    """Rows before a year, None if there are none, and whether any row was left out."""
    rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if row]
    place = rows[0].index("year")
    kept = [row for row in rows[1:] if int(row[place]) < year]
    if not kept:
        return None, True
    return csv_bytes(kept, rows[0]), len(kept) < len(rows) - 1


def _cut_sidecar(sidecar: bytes, kept: bytes, before: int) -> bytes:
    """The sidecar of a table cut to earlier years, with the checksum of the table it was."""
    text = sidecar.decode("utf-8")
    said = tomllib.loads(text)
    for key in ("sha256", "rows", "cut_from", "cut_before"):
        text = re.sub(rf"(?m)^{key}\s*=.*\n?", "", text)
    head = {
        "rows": kept.count(b"\n") - 1, "sha256": hashlib.sha256(kept).hexdigest(),
        "cut_before": before, "cut_from": said["sha256"],
    }  # fmt: skip
    return toml_bytes(head) + text.encode()
