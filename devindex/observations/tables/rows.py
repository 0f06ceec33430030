"""The rows of a table: each province's figure, what is left out, what the total says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from devindex.definitions import Series, regions
from devindex.errors import Sentence, listed, say
from devindex.kinds import shown
from devindex.observations.returns.answers import where
from devindex.observations.sums import difference
from devindex.observations.tables.grid import Grid
from devindex.observations.tables.layout import Layout
from devindex.observations.tables.legend import symbol
from devindex.observations.tables.names import kind_of
from devindex.observations.tables.numbers import (
    Figure,
    Unit,
    converted,
    plain,
    read_figure,
    read_unit,
)

__all__ = ["Rows"]


class Rows:
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
        elif kind == "unknown" or symbol(text) is None:
            self.stray(row, label, text, cell)

    def stray(self, row: int, label: str, text: str, cell: str) -> None:
        """A row of no region: a long note may stand there, a figure beside it may not."""
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
                    say("a percentage, and the column is no share", "是百分比，而该列不是比重"),
                    cell,
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
                        "the provinces sum to {sum}, the total is {total}; if the source has it "
                        "so, say why with --total-differs",
                        "各省之和为{sum}，合计为{total}；如来源即如此，"
                        "请用 --total-differs 注明理由",
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
