"""What was seen: the long table of published figures, checked as it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from devindex import shipped
from devindex.errors import ObservationError, Sentence, listed, say
from devindex.kinds import admit
from devindex.observations.cells import KEY, MOST, cell_faults, on_line
from devindex.observations.sources import Source, read_source

__all__ = ["Observations", "load_observations", "nothing_seen", "text_rows"]

COLUMNS = ("series", "region", "year", "value", "unit", "status", "flags")


@dataclass(frozen=True)
class Observations:
    """Published figures: series, region, year, value, unit, status, flags, source; key unique.

    ``as_published`` is the value as text, with the digits its source prints.
    """

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
    return Observations(pd.DataFrame(columns=[*COLUMNS, "as_published", "source"]), {})


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
    admit(load_observations, locals(), ObservationError)
    where = Path(folder) if folder else shipped.data() / "observations" / "regional"
    if not where.is_dir():
        raise ObservationError(say("{path} is not a folder", "{path} 不是文件夹", path=where))
    files = sorted(where.glob("*.csv"))
    if not files:
        raise ObservationError(
            say(
                "{folder} holds no CSV file of observations",
                "{folder} 中没有观测的 CSV 文件",
                folder=where,
            )
        )
    wrong: dict[Path, list[Sentence]] = {file: [] for file in files}
    tables: dict[Path, pd.DataFrame] = {}
    sources: dict[str, Source] = {}
    for file in files:
        try:
            sources[file.stem] = read_source(file)
            tables[file], faults = text_rows(file, COLUMNS)
            wrong[file] += _of_file(file, faults)
        except ObservationError as error:
            wrong[file] += error.problems
    if tables and cell_faults(pd.concat(tables.values(), ignore_index=True)):  # all at once: fast
        for file, raw in tables.items():
            wrong[file] += _of_file(file, cell_faults(raw) if len(raw) or not wrong[file] else [])
    if any(wrong.values()):
        raise ObservationError([problem for own in wrong.values() for problem in own])
    frames = [_figures(file, raw) for file, raw in tables.items()]
    frame = pd.concat(frames, ignore_index=True).sort_values(KEY, ignore_index=True)
    twice = frame[frame.duplicated(KEY, keep=False)]
    if len(twice):
        shown = twice.groupby(KEY)["source"].agg(list).head(MOST)
        raise ObservationError(
            say(
                "({key}) stands in {names}; keep one",
                "（{key}）同时出现在 {names}，请只保留一处",
                key=listed(key),
                names=Sentence(" and ".join(names), "、".join(names)),
            )
            for key, names in shown.items()
        )
    return Observations(frame, sources)


def _of_file(file: Path, faults: Iterable[Sentence]) -> list[Sentence]:
    return [say("{file}{fault}", "{file}{fault}", file=file.name, fault=f) for f in faults]


def _figures(file: Path, raw: pd.DataFrame) -> pd.DataFrame:
    return raw.drop(columns="line").assign(
        year=raw["year"].astype(int),
        value=raw["value"].astype(float),
        as_published=raw["value"],
        source=file.stem,
    )


def text_rows(file: Path, columns: tuple[str, ...]) -> tuple[pd.DataFrame, list[Sentence]]:
    """Every row as text with the line it starts on, and what is wrong with the rows' shape."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ObservationError(
            say(
                "{file}: not UTF-8 text; save it as UTF-8",
                "{file}：不是 UTF-8 文本，请另存为 UTF-8",
                file=file.name,
            )
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    problems: list[Sentence] = []
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
                shape = say(
                    "{cells} cells where the header has {names}; put a cell with a comma in "
                    "quotation marks",
                    "有{cells}个单元格，表头有{names}个；含逗号的单元格须加引号",
                    cells=len(row),
                    names=len(header),
                )
                problems.append(on_line(first, shape))
    except csv.Error as error:
        torn = say("{error}", "不是有效的 CSV，可能缺少一个引号", error=error)
        problems.append(on_line(line + 1, torn))
    if not header:
        raise ObservationError(
            say(
                "{file}: not a table; the first line names the columns",
                "{file}：不是表；第一行应为列名",
                file=file.name,
            )
        )
    lost = [c for c in columns if c not in header]
    if lost:
        raise ObservationError(
            say(
                "{file}: column {name!r} is missing; columns are {names}",
                "{file}：缺少{name!r}列；应有的列为 {names}",
                file=file.name,
                name=c,
                names=listed(columns),
            )
            for c in lost
        )
    frame = pd.DataFrame(rows, columns=[*header, "line"])
    return frame[[*columns, "line"]].astype(dict.fromkeys(columns, str)), problems[:MOST]
