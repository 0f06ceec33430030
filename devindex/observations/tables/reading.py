"""One series and year out of a table as it was published, every change reported."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from devindex.definitions import Series, regions
from devindex.definitions import series as known_series
from devindex.definitions.codelists import OBS_STATUS
from devindex.errors import ObservationError, Sentence, listed, say, unknown
from devindex.kinds import admit, shown
from devindex.observations.checks.peers import difference
from devindex.observations.returns.answers import where
from devindex.observations.returns.facts import csv_bytes, facts_files
from devindex.observations.returns.opening import read_bytes
from devindex.observations.tables.grid import Grid, read_grid
from devindex.observations.tables.layout import Layout, find
from devindex.observations.tables.legend import MEANINGS, read_legend, symbol
from devindex.observations.tables.names import kind_of
from devindex.observations.tables.numbers import (
    Figure,
    Unit,
    converted,
    plain,
    read_figure,
    read_unit,
    same_unit,
)
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
    if status not in OBS_STATUS or status in MEANINGS.values() and status != "A":
        raise ObservationError(unknown("status", status, OBS_STATUS))
    meant = known_series()[series]
    marks = read_legend(legend) if isinstance(legend, str | None) else dict(legend)
    place = Path(path)
    content = read_bytes(place)
    grid = read_grid(place, sheet)
    layout = find(grid, meant, year, column)
    reader = _Reader(grid, layout, meant, marks, _unit(grid, layout, meant, unit))
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


class _Reader:
    """Reads the rows of a table, noting every change and every fault."""

    def __init__(
        self, grid: Grid, layout: Layout, series: Series, legend: Mapping[str, str], unit: Unit
    ) -> None:
        self.grid, self.layout, self.series = grid, layout, series
        self.legend, self.unit, self.meant = legend, unit, read_unit(series.unit)
        self.values: dict[str, Decimal] = {}
        self.missing: dict[str, str] = {}
        self.found: dict[str, str] = {}
        self.left_out: list[str] = []
        self.totals: list[tuple[str, Decimal]] = []
        self.silent: Counter[str] = Counter()
        self.changes: list[tuple[str, str, str, str]] = []
        self.problems: list[Sentence] = []
        if grid.encoding not in ("", "utf-8"):
            self.changes.append(("", grid.encoding, "utf-8", "encoding"))

    def wrong(self, said: Sentence, cell: str) -> None:
        """Note a fault with its place."""
        place = where(self.grid.file, self.grid.sheet, cell)
        self.problems.append(say("{place}: {said}", "{place}：{said}", place=place, said=said))

    def rows(self) -> None:
        """Every row from the first region on, then what the legend leaves open."""
        for row in range(self.layout.first, len(self.grid.cells)):
            self.row(row)
        lost = [c for c, r in regions().items() if r.covered and c not in self.found]
        if lost:
            names = [regions()[c] for c in lost]
            self.problems.append(
                say(
                    "{file}: no row for {names}", "{file}：没有 {names} 的行", file=self.grid.file,
                    names=Sentence(
                        ", ".join(n.name_en for n in names), "、".join(n.short_zh for n in names)
                    ),
                )
            )  # fmt: skip
        if self.silent:
            told = listed(f"{mark} ({n})" for mark, n in self.silent.items())
            self.problems.append(
                say(
                    "{file} has {marks} in place of figures; say what each means with --legend, "
                    "such as \"—=none,...=0,blank=unknown\"",
                    "{file} 中有 {marks} 代替数值；请用 --legend 说明各自的含义，"
                    "如“—=none,...=0,blank=unknown”",
                    file=self.grid.file, marks=told,
                )
            )  # fmt: skip

    def row(self, row: int) -> None:
        """One row: a province's figure, or what is left out."""
        label = self.grid.at(row, self.layout.regions)
        text = self.grid.at(row, self.layout.figures)
        cell = self.grid.name(row, self.layout.figures)
        kind, code = kind_of(label)
        if kind == "province":
            self.province(row, code, label, text, cell)
        elif kind in ("within", "group"):
            self.left_out.append(plain(label))
            self.changes.append((cell, text, "", f"left-out: {plain(label)}"))
        elif kind == "total":
            self.take_total(text, cell, plain(label))
        elif kind == "unknown" or plain(text):
            if symbol(text) is None or kind == "unknown":
                self.stray(row, label, text, cell)

    def stray(self, row: int, label: str, text: str, cell: str) -> None:
        """A row of no region: a note without a figure is none of ours, one with a figure is wrong."""
        if not plain(text) and len(plain(label)) > 12:
            return
        self.wrong(
            say(
                "{label} is no region, and stands beside {text}", "{label}不是地区，旁边有{text}",
                label=shown(plain(label)), text=shown(plain(text)),
            ),
            self.grid.name(row, self.layout.regions) or cell,
        )  # fmt: skip

    def province(self, row: int, code: str, label: str, text: str, cell: str) -> None:
        """The figure of a province, or what its symbol means."""
        if code in self.found:
            self.wrong(
                say(
                    "{label} stands in {other} already", "{label}已见于 {other}",
                    label=shown(plain(label)), other=self.found[code],
                ),
                self.grid.name(row, self.layout.regions),
            )  # fmt: skip
            return
        self.found[code] = self.grid.name(row, self.layout.regions)
        names = (regions()[code].short_zh, regions()[code].name_zh)
        if label.strip() not in names:
            self.changes.append((self.found[code], label, code, "region-name"))
        value = self.figure(text, cell, (row, self.layout.figures))
        if isinstance(value, Decimal):
            self.values[code] = value
        elif value is not None:
            self.missing[code] = value

    def figure(self, text: str, cell: str, place: tuple[int, int]) -> Decimal | str | None:
        """A figure in the series' unit, the meaning of a symbol, or None with a fault."""
        mark = symbol(text)
        if mark is not None:
            meaning = self.legend.get(mark)
            if meaning is None:
                self.silent[mark] += 1
                return None
            said = "0" if meaning == "0" else ""
            self.changes.append((cell, text, said, f"legend: {mark}={meaning}"))
            return Decimal(0) if meaning == "0" else meaning
        read = read_figure(text, self.unit)
        if isinstance(read, Sentence):
            self.wrong(read, cell)
            return None
        return self.unify(read, text, cell, place)

    def unify(self, read: Figure, text: str, cell: str, place: tuple[int, int]) -> Decimal | None:
        """A figure in the unit of its series."""
        number, rules = read.number, list(read.rules)
        if place in self.grid.percent:
            if self.unit.base != "%":
                self.wrong(
                    say("a percentage, and the column is no share", "是百分比，而该列不是比重"), cell
                )
                return None
            number, rules = number * 100, [*rules, "percent-format"]
        if self.unit.decades != self.meant.decades:
            number = converted(number, self.unit, self.meant)
            rules.append("unit")
        if number.is_zero():
            number = Decimal(0)
        elif "unit" in rules or "unit-in-cell" in rules or "percent-format" in rules:
            number = _trimmed(number)
        if rules:
            self.changes.append((cell, text, format(number, "f"), "; ".join(rules)))
        return number

    def take_total(self, text: str, cell: str, label: str) -> None:
        """The total row, for comparison alone."""
        if symbol(text) is not None:
            return
        before = len(self.changes)
        value = self.figure(text, cell, (-1, -1))
        del self.changes[before:]
        if isinstance(value, Decimal):
            self.totals.append((cell, value))
            self.changes.append((cell, text, "", f"left-out: {label}"))

    def total(self, reason: str | None) -> None:
        """Hold the sum of the provinces to the total of the table."""
        if not self.series.additive or self.problems:
            return
        for cell, total in self.totals:
            parts = [format(v, "f") for v in self.values.values()]
            off, allowed = difference(parts, format(total, "f"))
            if abs(off) > allowed and not self.missing and reason is None:
                self.wrong(
                    say(
                        "the provinces sum to {sum}, the total is {total}; if the source has it so, "
                        "say why with --total-differs",
                        "各省之和为{sum}，合计为{total}；如来源即如此，请用 --total-differs 注明理由",
                        sum=total + off, total=total,
                    ),
                    cell,
                )  # fmt: skip
            else:
                said = "total" if abs(off) <= allowed else f"total-differs by {off}: {reason or ''}"
                if self.missing and abs(off) > allowed and reason is None:
                    said = f"total-differs by {off}: {len(self.missing)} provinces without a figure"
                self.changes.append((cell, format(total, "f"), format(total + off, "f"), said))

    def notes(self) -> list[Sentence]:
        """What the reader should know."""
        out: list[Sentence] = []
        if self.left_out:
            names = listed(self.left_out)
            out.append(say("left out, not added: {names}", "未计入：{names}", names=names))
        if self.missing:
            names = Sentence(
                ", ".join(regions()[c].name_en for c in self.missing),
                "、".join(regions()[c].short_zh for c in self.missing),
            )
            out.append(say("without a figure: {names}", "没有数据：{names}", names=names))
        if self.series.additive and not self.totals:
            out.append(say("no total to compare with", "没有合计数可供核对"))
        return out


def _trimmed(number: Decimal) -> Decimal:
    """Without zeros behind the point that only the change of unit put there."""
    whole = number.to_integral_value()
    return whole if number == whole else Decimal(format(number, "f").rstrip("0"))


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
