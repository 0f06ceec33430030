"""One series and year out of a table as it was published, every change reported."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from devindex.definitions import Series
from devindex.definitions import series as known_series
from devindex.definitions.codelists import OBS_STATUS
from devindex.errors import ObservationError, Sentence, listed, say, unknown
from devindex.kinds import admit
from devindex.observations.returns.facts import csv_bytes, facts_files
from devindex.observations.returns.opening import read_bytes
from devindex.observations.tables.grid import Grid, read_grid
from devindex.observations.tables.layout import Layout, find
from devindex.observations.tables.legend import MEANINGS, read_legend
from devindex.observations.tables.numbers import (
    Unit,
    read_unit,
    same_unit,
)
from devindex.observations.tables.rows import Rows
from devindex.writing import check_new, write_folder

__all__ = ["Imported", "import_table", "read_table"]

CHANGES = ("cell", "original", "value", "rule")


@dataclass(frozen=True)
class Imported:
    """What a table gave.

    Attributes
    ----------
    figures
        Series, region, year, value (text), unit, status, flags: one row for each province.
    changes
        Every cell that does not stand as it was printed: cell, original, value, rule.
    notes
        What the reader should know: rows left out, the total, provinces without a figure.
    """

    path: Path
    series: str
    year: int
    figures: pd.DataFrame
    changes: pd.DataFrame
    notes: tuple[Sentence, ...]
    sha256: str


def read_table(
    path: str | Path,
    *,
    series: str,
    year: int,
    legend: str | Mapping[str, str] | None = None,
    unit: str | None = None,
    column: str | None = None,
    sheet: str | None = None,
    status: str = "A",
    total_differs: str | None = None,
) -> Imported:
    """Read the figures of one series and year from a table with a row for each province.

    Takes CSV in GB18030 or UTF-8, and workbooks; header rows and merged headers, full-width
    digits, thousands separators, 万 and 亿 in units and cells, short and full names. What lies
    within a province (the five cities with independent planning, the Xinjiang corps) and groups of
    provinces are left out; a total is compared with the sum, never taken.

    Parameters
    ----------
    legend
        What symbols in place of figures mean, ``—=none,...=0,blank=unknown``: tables differ, so it
        is never guessed.
    unit
        Unit of the table, where it states none.
    column
        Words of the header, where several columns fit.
    total_differs
        Why the provinces do not sum to the table's total, if that is so in the source.

    Raises
    ------
    ObservationError
        Every fault, with its cell; nothing is guessed.
    """
    given = {
        "path": path, "series": series, "year": year, "unit": unit, "column": column,
        "sheet": sheet, "status": status, "total_differs": total_differs,
    }  # fmt: skip
    admit(read_table, given, ObservationError)
    if series not in known_series():
        raise ObservationError(unknown("series", series, known_series()))
    if status not in OBS_STATUS or (status in MEANINGS.values() and status != "A"):
        raise ObservationError(unknown("status", status, OBS_STATUS))
    meant = known_series()[series]
    marks = read_legend(legend) if isinstance(legend, str | None) else dict(legend)
    place = Path(path)
    content = read_bytes(place)
    grid = read_grid(place, sheet)
    layout = find(grid, meant, year, column)
    reader = Rows(grid, layout, meant, marks, _unit(grid, layout, meant, unit))
    reader.rows()
    reader.total(total_differs)
    if reader.problems:
        raise ObservationError(reader.problems)
    figures = pd.DataFrame(
        [
            (series, region, year, format(value, "f"), meant.unit, status, "")
            for region, value in sorted(reader.values.items())
        ],
        columns=["series", "region", "year", "value", "unit", "status", "flags"],
    )
    if figures.empty:
        raise ObservationError(
            say("{file}: no province has a figure", "{file}：没有任何省份有数据", file=grid.file)
        )
    return Imported(
        place, series, year, figures, pd.DataFrame(reader.changes, columns=list(CHANGES)),
        tuple(reader.notes()), hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def _unit(grid: Grid, layout: Layout, series: Series, given: str | None) -> Unit:
    """Unit of the column: as stated by the table, else as given; it counts what the series does."""
    meant = read_unit(series.unit)
    stated = [read_unit(u) for u in layout.units]
    fitting = [u for u in stated if same_unit(u, meant)]
    if given is not None:
        own = read_unit(given)
        if fitting and fitting[0] != own:
            raise ObservationError(
                say(
                    "{file} states the unit {stated}, not {given}",
                    "{file} 注明的单位是 {stated}，不是 {given}",
                    file=grid.file, stated=layout.units[stated.index(fitting[0])], given=given,
                )
            )  # fmt: skip
        fitting = [own] if same_unit(own, meant) else []
    if fitting:
        return fitting[0]
    if given is None and not stated:
        raise ObservationError(
            say(
                "{file} states no unit; give it with --unit (the series is in {unit})",
                "{file} 没有注明单位；请用 --unit 给出（该序列单位为{unit}）",
                file=grid.file, unit=series.unit,
            )
        )  # fmt: skip
    raise ObservationError(
        say(
            "{file} is in {given}, and {series} is in {unit}; these count different things",
            "{file} 的单位是{given}，而 {series} 的单位是{unit}，两者所计不同",
            file=grid.file, given=given or listed(layout.units), series=series.code,
            unit=series.unit,
        )
    )  # fmt: skip


def import_table(made: Imported, folder: str | Path, *, source: str | None = None) -> Path:
    """Write what a table gave as a folder of figures.

    A table of the figures with its sidecar, the file itself in ``originals/``, byte for byte, and
    every change in ``report/``. It appears whole or not at all.

    Parameters
    ----------
    folder
        Must not exist yet.
    source
        Who published the table.

    Raises
    ------
    ObservationError
        If the folder is there, the file changed since it was read, or the disk refuses.
    """
    given = {"made": made, "folder": folder, "source": source}
    admit(import_table, given, ObservationError)
    place = check_new(Path(folder), ObservationError)
    content = read_bytes(made.path)
    if hashlib.sha256(content).hexdigest() != made.sha256:
        raise ObservationError(
            say("{file} changed since it was read", "{file} 在读取后被改动", file=made.path.name)
        )
    name = f"{made.series}-{made.year}"
    said = {
        "producer": source or "not stated", "title": made.path.name,
        "url": f"originals/{made.path.name}", "licence": "not stated", "kind": "table",
        "note": " ".join(f"{n}." for n in made.notes),
    }  # fmt: skip
    files = facts_files(name, made.figures, said, [(made.path.name, made.path, content)])
    files[f"report/{name}-changes.csv"] = csv_bytes(
        made.changes.itertuples(index=False, name=None), CHANGES
    )
    write_folder(place, files, ObservationError)
    return Path(folder)
