"""A folder of figures as the rest of the package reads it: tables, sidecars, originals."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from devindex import shipped
from devindex.errors import ObservationError, say
from devindex.observations.read import COLUMNS, load_observations
from devindex.writing import inert

__all__ = [
    "OFFICIAL",
    "Row",
    "Table",
    "csv_bytes",
    "earlier_files",
    "facts_files",
    "folder_of",
    "originals",
    "tables_of",
    "toml_bytes",
]

Row = dict[str, str]

OFFICIAL = "official"
"""The provincial figures of the package, where a folder of earlier figures is asked for."""


def csv_bytes(rows: Iterable[Sequence[object]], header: Sequence[str]) -> bytes:
    """A table as UTF-8 with LF; no cell is a formula to a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(c) if isinstance(c, str) else c for c in row] for row in rows)
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


@dataclass(frozen=True)
class Table:
    """A table of a folder of figures with its sidecar, both as their bytes."""

    name: str
    content: bytes
    sidecar: bytes

    @property
    def files(self) -> dict[str, bytes | Path]:
        """Both files by name."""
        return {f"{self.name}.csv": self.content, f"{self.name}.toml": self.sidecar}

    def rows(self) -> list[Row]:
        """Every row by the names of its columns."""
        return list(csv.DictReader(io.StringIO(self.content.decode("utf-8-sig"), newline="")))

    def cut(self, change: Callable[[Row], Row | None], **said: object) -> Table | None:
        """The table with its rows changed, or left out where the change gives None.

        If all stay as they are it is the table itself; if none is left there is no table. Else
        the sidecar says what the table was cut from, and what is ``said``.
        """
        rows = self.rows()
        kept = [row for row in map(change, rows) if row is not None]
        if kept == rows:
            return self
        if not kept:
            return None
        content = csv_bytes(([*row.values()] for row in kept), tuple(kept[0]))
        text = self.sidecar.decode("utf-8")
        head = {
            "rows": len(kept), "sha256": hashlib.sha256(content).hexdigest(), **said,
            "cut_from": tomllib.loads(text)["sha256"],
        }  # fmt: skip
        own, mark, originals = text.partition("[[")
        for key in head:
            own = re.sub(rf"(?m)^{key}\s*=.*\n?", "", own)
        return replace(self, content=content,
                       sidecar=toml_bytes(head) + (own + mark + originals).encode())  # fmt: skip


def folder_of(figures: str | Path) -> Path:
    """A folder of figures; ``official`` is that of the package."""
    if str(figures) == OFFICIAL:
        return shipped.data() / "observations" / "regional"
    return Path(figures)


def tables_of(figures: str | Path) -> list[Table]:
    """Every table of a folder of figures, read and checked.

    Raises
    ------
    ObservationError
        Every fault of the folder.
    """
    where = folder_of(figures)
    load_observations(where)
    return [
        Table(t.stem, t.read_bytes(), t.with_suffix(".toml").read_bytes())
        for t in sorted(where.glob("*.csv"))
    ]


def earlier_files(folder: str | Path, before: int) -> dict[str, bytes | Path]:
    """Tables of an earlier data folder, with the figures of the years before one alone.

    A table that reaches no further is carried as it stands; else its rows are cut and its sidecar
    says so. ``official`` is the folder of the package.

    Raises
    ------
    ObservationError
        Every fault of the folder.
    """
    files: dict[str, bytes | Path] = {}
    for table in tables_of(folder):
        kept = table.cut(lambda row: row if int(row["year"]) < before else None, cut_before=before)
        files |= kept.files if kept is not None else {}
    if not files:
        raise ObservationError(
            say(
                "{folder} has no figures before {year}", "{folder} 没有{year}年以前的数据",
                folder=folder, year=before,
            )
        )  # fmt: skip
    return files
