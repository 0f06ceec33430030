"""What was seen: the long table of published figures, checked as it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from devindex import shipped
from devindex.definitions import NATION, region, regions, series
from devindex.definitions.codelists import OBS_STATUS
from devindex.errors import DefinitionError, ObservationError, did_you_mean
from devindex.observations.sources import Source, read_source

__all__ = ["Observations", "load_observations"]

COLUMNS = ("series", "region", "year", "value", "unit", "status", "flags")
KEY = ["series", "region", "year"]
MOST = 20
"""Faults of one kind shown for one file; the rest are counted."""


@dataclass(frozen=True)
class Observations:
    """Published figures: series, region, year, value, unit, status, flags, source; key unique."""

    frame: pd.DataFrame
    sources: dict[str, Source]

    def to_frame(self) -> pd.DataFrame:
        """A copy of the long table."""
        return self.frame.copy()

    def only(self, codes: Iterable[str]) -> Observations:
        """The observations of some series."""
        wanted = set(codes)
        kept = self.frame[self.frame["series"].isin(wanted)]
        used = set(kept["source"])
        return Observations(kept, {k: s for k, s in self.sources.items() if k in used})

    def until(self, year: int) -> Observations:
        """The observations up to and with a year."""
        return Observations(self.frame[self.frame["year"] <= year], self.sources)


def nothing_seen() -> Observations:
    """No observations: for a panel whose figures come from elsewhere."""
    return Observations(pd.DataFrame(columns=[*COLUMNS, "source"]), {})


def load_observations(folder: str | Path | None = None) -> Observations:
    """Read every CSV of a folder with its sidecar, and report all problems of all files.

    Parameters
    ----------
    folder
        CSV files with the columns ``series, region, year, value, unit, status, flags`` and a
        TOML sidecar each; the official provincial figures of the package if not given.

    Raises
    ------
    ObservationError
        One sentence for each fault, with file and line.

    Examples
    --------
    >>> frame = load_observations().frame
    >>> seen = frame.query("series == 'eco_gdp' and region == '440000' and year == 2020")
    >>> seen["value"].item()
    113708.9
    """
    where = Path(folder) if folder else shipped.data() / "observations" / "regional"
    files = sorted(where.glob("*.csv"))
    if not files:
        raise ObservationError(f"{where} holds no CSV file of observations")
    problems: list[str] = []
    frames, sources = [], {}
    for file in files:
        try:
            sources[file.stem] = read_source(file)
            frames.append(_read_csv(file))
        except ObservationError as error:
            problems += error.problems
    if problems:
        raise ObservationError(problems)
    frame = pd.concat(frames, ignore_index=True).sort_values(KEY, ignore_index=True)
    twice = frame[frame.duplicated(KEY, keep=False)]
    if len(twice):
        shown = twice.groupby(KEY)["source"].agg(" and ".join).head(MOST)
        raise ObservationError(
            f"({code}, {where_}, {year}) stands in {files_}; keep one"
            for (code, where_, year), files_ in shown.items()
        )
    return Observations(frame, sources)


def _schema() -> pa.DataFrameSchema:
    checks = {
        "series": pa.Check.isin(list(series()), error="unknown series"),
        "region": pa.Check.isin([*regions(), NATION.code], error="unknown region"),
        "year": pa.Check.str_matches(r"^(19|20)[0-9][0-9]$", error="not a year"),
        "value": pa.Check(_is_number, error="not a number"),
        "unit": pa.Check.isin(["", *(s.unit for s in series().values())], error="unknown unit"),
        "status": pa.Check.isin(list(OBS_STATUS), error="unknown status"),
    }
    return pa.DataFrameSchema({name: pa.Column(str, check) for name, check in checks.items()})


def _is_number(column: pd.Series) -> pd.Series:
    """True for finite numbers in plain digits with a decimal point; nothing else is guessed at."""
    plain = column.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
    return plain & np.isfinite(pd.to_numeric(column.where(plain), errors="coerce"))


def _read_csv(file: Path) -> pd.DataFrame:
    raw, problems = _rows(file)
    if not problems or len(raw):
        problems += _cell_faults(raw) + _unit_faults(raw) + _key_faults(raw)
    if problems:
        raise ObservationError(f"{file.name}{p}" for p in problems)
    return raw.drop(columns="line").assign(
        year=raw["year"].astype(int), value=raw["value"].astype(float), source=file.stem
    )


def _rows(file: Path) -> tuple[pd.DataFrame, list[str]]:
    """Every row as text with the line it starts on, and what is wrong with the rows' shape."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ObservationError(f"{file.name}: not UTF-8 text; save it as UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    problems: list[str] = []
    rows: list[list[object]] = []
    line = 0
    header: list[str] = []
    try:
        for row in reader:
            first, line = line + 1, reader.line_num
            if not header:
                header = [c.strip() for c in row]
            elif len(row) == len(header):
                rows.append([*row, first])
            elif row:
                problems.append(
                    f", line {first}: {len(row)} cells where the header has {len(header)}; put a "
                    "cell with a comma in quotation marks"
                )
    except csv.Error as error:
        problems.append(f", line {line + 1}: {error}")
    if not header:
        raise ObservationError(f"{file.name}: not a table; the first line names the columns")
    lost = [c for c in COLUMNS if c not in header]
    if lost:
        raise ObservationError(
            f"{file.name}: column {c!r} is missing; columns are {', '.join(COLUMNS)}" for c in lost
        )
    frame = pd.DataFrame(rows, columns=[*header, "line"])
    return frame[[*COLUMNS, "line"]].astype(dict.fromkeys(COLUMNS, str)), problems[:MOST]


def _cell_faults(raw: pd.DataFrame) -> list[str]:
    """Pandera's findings, each with its line."""
    try:
        _schema().validate(raw, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    out: list[str] = []
    for check, group in cases.groupby("check", sort=False):
        lines = raw["line"].loc[group["index"].astype(int)]
        out += [
            f", line {line}: {_fault(str(check), str(given))}"
            for line, given in zip(lines[:MOST], group["failure_case"], strict=False)
        ]
        if len(group) > MOST:
            out.append(f": {len(group) - MOST} more cells: {check}")
    return out


def _unit_faults(raw: pd.DataFrame) -> list[str]:
    """A figure in another unit than its series has."""
    known = {s.unit for s in series().values()}
    right = raw["series"].map({c: s.unit for c, s in series().items()})
    wrong = raw[right.notna() & raw["unit"].isin(known) & (raw["unit"] != right)]
    return [
        f", line {row.line}: {row.series} is in {right[n]}, not {row.unit!r}"
        for n, row in zip(wrong.index, wrong.head(MOST).itertuples(), strict=False)
    ]


def _key_faults(raw: pd.DataFrame) -> list[str]:
    """A figure that stands twice in one file."""
    again = raw[raw.duplicated(KEY)].head(MOST)
    first = raw.drop_duplicates(KEY).set_index(KEY)["line"]
    return [
        f", line {row.line}: {key} stands already on line {first[key]}"
        for row in again.itertuples()
        for key in [(row.series, row.region, row.year)]
    ]


def _fault(check: str, given: str) -> str:
    if check == "unknown region":
        try:
            return f"region {given!r} is not a code; write {region(given).code}"
        except DefinitionError as error:
            return error.problems[0]
    if check == "unknown series":
        return f"unknown series {given!r}.{did_you_mean(given, list(series()))}"
    if check == "not a number":
        letters = given.upper()
        hint = (
            " (letter O for zero?)" if "O" in letters and any(c.isdigit() for c in letters) else ""
        )
        if given.strip() in ("", "-", "—", "…", ".."):
            hint = "; leave the row out where nothing is published"
        return f"{given!r} is not a number{hint}"
    if check == "unknown unit":
        return f"unknown unit {given!r}.{did_you_mean(given, [s.unit for s in series().values()])}"
    if check == "unknown status":
        return f"unknown status {given!r}; SDMX CL_OBS_STATUS has {' '.join(OBS_STATUS)}"
    return f"{given!r} is {check}"
