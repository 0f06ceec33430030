"""What was seen: the long table of published figures, checked as it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
    return pa.DataFrameSchema(
        {
            "series": pa.Column(str, pa.Check.isin(list(series()), error="unknown series")),
            "region": pa.Column(
                str, pa.Check.isin([*regions(), NATION.code], error="unknown region")
            ),
            "year": pa.Column(str, pa.Check.str_matches(r"^(19|20)\d\d$", error="not a year")),
            "value": pa.Column(
                str, pa.Check.str_matches(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$", error="not a number")
            ),
            "status": pa.Column(str, pa.Check.isin(list(OBS_STATUS), error="unknown status")),
        },
        unique=KEY,
        report_duplicates="exclude_first",
    )


def _read_csv(file: Path) -> pd.DataFrame:
    try:
        raw = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ObservationError(f"{file.name}: not UTF-8 text; save it as UTF-8") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ObservationError(f"{file.name}: not a table: {str(error).strip()}") from None
    lost = [c for c in COLUMNS if c not in raw.columns]
    if lost:
        raise ObservationError(
            f"{file.name}: column {c!r} is missing; columns are {', '.join(COLUMNS)}" for c in lost
        )
    raw = raw[list(COLUMNS)]
    try:
        _schema().validate(raw, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise ObservationError(_sentences(file.name, raw, error.failure_cases)) from None
    units = {c: s.unit for c, s in series().items()}
    wrong = raw[(raw["unit"] != raw["series"].map(units)) & (raw["unit"] != "")]
    if len(wrong):
        raise ObservationError(
            f"{file.name}, line {n + 2}: {row.series} is in {units[row.series]}, not {row.unit!r}"
            for n, row in zip(wrong.index[:MOST], wrong.itertuples(), strict=False)
        )
    return raw.assign(
        year=raw["year"].astype(int), value=raw["value"].astype(float), source=file.stem
    )


def _sentences(file: str, raw: pd.DataFrame, cases: pd.DataFrame) -> list[str]:
    """Pandera's failure cases as sentences with file and line."""
    out: list[str] = []
    duplicates = raw[raw.duplicated(KEY)]
    for n, row in duplicates.head(MOST).iterrows():
        key = (row["series"], row["region"], row["year"])
        first = raw.index[(raw[KEY] == row[KEY]).all(axis=1)][0]
        out.append(f"{file}, line {int(str(n)) + 2}: {key} stands already on line {first + 2}")
    cells = cases[cases["column"].isin(["series", "region", "year", "value", "status"])]
    for check, group in cells.groupby("check", sort=False):
        if "unique" in str(check):
            continue
        for case in group.head(MOST).itertuples():
            line = int(case.index) + 2
            out.append(f"{file}, line {line}: {_fault(str(check), str(case.failure_case))}")
        if len(group) > MOST:
            out.append(f"{file}: {len(group) - MOST} more cells: {check}")
    return out


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
    if check == "unknown status":
        return f"unknown status {given!r}; SDMX CL_OBS_STATUS has {' '.join(OBS_STATUS)}"
    return f"{given!r} is {check}"
