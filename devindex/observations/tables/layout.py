"""Where things stand in a table: header rows, the column of regions, the column asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devindex.definitions.tables import Series
from devindex.errors import ObservationError, listed, say
from devindex.observations.tables.grid import Grid
from devindex.observations.tables.names import kind_of
from devindex.observations.tables.numbers import plain

__all__ = ["Layout", "find"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?")
_UNIT = re.compile(r"(?:计量)?单位\s*[:：]\s*([^\s)）]+)|[(（]\s*([^()（）\d]{1,8}?)\s*[)）]\s*$")
NEEDED = 5
"""Rows with provinces that make a table of provinces."""


@dataclass(frozen=True)
class Layout:
    """Rows and columns of a table, from 0."""

    first: int
    """Row of the first region; what is above is header."""
    regions: int
    figures: int
    header: str
    """Words above the figures, from the top."""
    units: tuple[str, ...]
    """Units the table states for them, the nearest first."""
    years: frozenset[int]
    """Years the header or the title states for them."""


def find(grid: Grid, series: Series, year: int, column: str | None = None) -> Layout:
    """Find the figures of a series and year.

    Raises
    ------
    ObservationError
        If there is no column of regions, no column fits, or several do.
    """
    regions, first = _regions(grid)
    titles = [r for r in range(first) if sum(bool(plain(c)) for c in grid.cells[r]) == 1]
    heads = [r for r in range(first) if r not in titles]
    paths = {c: _path(grid, heads, c) for c in range(grid.width) if c != regions}
    figures = [c for c in paths if _has_figures(grid, first, regions, c)]
    title = " ".join(plain(c) for r in titles for c in grid.cells[r] if plain(c))
    chosen = _choose(grid, {c: paths[c] for c in figures}, series, year, column)
    own = _years(paths[chosen])
    stated = own or _years(title)
    if stated and year not in stated:
        raise ObservationError(
            say(
                "{file}: {header!r} is of {years}, not of {year}",
                "{file}：{header!r}为{years}年数据，不是{year}年",
                file=grid.file, header=paths[chosen] or title, years=listed(sorted(stated)),
                year=year,
            )
        )  # fmt: skip
    units = [*_units(paths[chosen]), *_units(title)]
    return Layout(first, regions, chosen, paths[chosen], tuple(units), frozenset(stated))


def _regions(grid: Grid) -> tuple[int, int]:
    """Column with the most provinces, and the row of the first of them or of the total."""
    best = 0
    rows: list[int] = []
    for column in range(min(grid.width, 12)):
        kinds = [kind_of(grid.at(r, column))[0] for r in range(len(grid.cells))]
        found = [r for r, kind in enumerate(kinds) if kind == "province"]
        if len(found) > len(rows):
            best, rows = column, found
    if len(rows) < NEEDED:
        raise ObservationError(
            say(
                "{file}: no column names provinces in five rows or more",
                "{file}：没有一列包含五个以上省份名称",
                file=grid.file,
            )
        )
    first = rows[0]
    while first and kind_of(grid.at(first - 1, best))[0] in ("total", "group", "within"):
        first -= 1
    return best, first


def _path(grid: Grid, heads: list[int], column: int) -> str:
    """Words above a column; a head that spans several columns stands over each of them.

    A merged cell has its words in its first column, so an empty one takes those to its left, in
    every header row but the lowest, as long as the rows above agree.
    """
    parts: list[str] = []
    for n, row in enumerate(heads):
        place = column
        if n < len(heads) - 1:
            while place > 0 and not plain(grid.at(row, place)):
                place -= 1
        text = plain(grid.at(row, place))
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return " / ".join(parts)


def _has_figures(grid: Grid, first: int, regions: int, column: int) -> bool:
    """Whether half of the provinces' rows hold numbers there, and none of them codes."""
    rows = [
        r for r in range(first, len(grid.cells))
        if kind_of(grid.at(r, regions))[0] == "province"
    ]  # fmt: skip
    texts = [grid.at(r, column) for r in rows]
    numbers = [t for t in texts if t and re.match(r"[\d０-９+\-－]", t.strip())]
    named = [t for t in texts if kind_of(t)[0] == "province"]
    return len(numbers) >= max(1, len(rows) // 4) and len(named) < len(rows) // 2


def _choose(
    grid: Grid, paths: dict[int, str], series: Series, year: int, column: str | None
) -> int:
    """The one column that fits."""
    left = paths
    if column is not None:
        words = plain(column).casefold()
        left = {c: p for c, p in paths.items() if words in p.casefold()}
    else:
        of_year = {c: p for c, p in left.items() if year in _years(p)}
        if of_year:
            left = of_year
        elif any(_years(p) for p in left.values()):
            left = {c: p for c, p in left.items() if not _years(p)}
        if len(left) > 1:
            named = {c: p for c, p in left.items() if _bare(series.name_zh) in _bare(p)}
            left = named or left
    if len(left) == 1:
        return next(iter(left))
    headers = [f"{p or '-'} ({grid.name(0, c)[:-1]})" for c, p in (left or paths).items()]
    said: tuple[str, str] = (
        (
            "{file}: no column fits {series}, {year}; those with figures are {headers}",
            "{file}：没有符合 {series}（{year}年）的列；有数据的列为 {headers}",
        )
        if not left
        else (
            "{file}: {n} columns fit {series}, {year}: {headers}; name one with --column",
            "{file}：有{n}列符合 {series}（{year}年）：{headers}；请用 --column 指明一列",
        )
    )
    raise ObservationError(
        say(*said, file=grid.file, n=len(left), series=series.code, year=year,
            headers=listed(headers[:12]))
    )  # fmt: skip


def _bare(text: str) -> str:
    return plain(text).replace(" ", "")


def _years(text: str) -> set[int]:
    """Years a text states.

    Examples
    --------
    >>> sorted(_years("2021年 / 2022"))
    [2021, 2022]
    """
    return {int(y) for y in _YEAR.findall(text)}


def _units(text: str) -> list[str]:
    """Units a text states, the last first: after 单位, or in brackets at the end of a part."""
    found = []
    for part in reversed(text.split(" / ")):
        found += [a or b for a, b in _UNIT.findall(part)]
    return [u for u in found if not _YEAR.search(u)]
