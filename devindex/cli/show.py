"""How results look on a terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from devindex.cli.words import Words
from devindex.definitions import Framework, Region
from devindex.definitions.codelists import FUNCTIONS, SYSTEMS
from devindex.definitions.model import Text
from devindex.index import Index
from devindex.observations import Observations
from devindex.release.rounding import round_half_even
from devindex.release.tables import Edition, coverage, unit

__all__ = ["explanation", "files", "indicators", "progress", "ranking", "sources"]


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    return console


def _table(title: str | None, *columns: tuple[str, str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
    for name, side in columns:
        table.add_column(name, justify="right" if side == "r" else "left", overflow="fold")
    return table


def _say(text: Text, words: Words) -> str:
    return text.say("zh" if words.language == "zh" else "en")


def _name(region: Region, words: Words) -> str:
    return region.short_zh if words.language == "zh" else region.name_en


def _number(x: float, decimals: int = 1, *, sign: bool = False) -> str:
    if x is None or (isinstance(x, float) and math.isnan(x)):
        return "-"
    value = round_half_even(float(x), decimals)
    sign = sign and value != 0
    return f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"


@contextmanager
def progress(words: Words) -> Iterator[Callable[[Text], None]]:
    """Say on standard error what is being done, for as long as it takes."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda text: bar.update(task, description=_say(text, words))


def ranking(edition: Edition, words: Words) -> None:
    """One year's ranking: score, development index, rank, range, change on the year before."""
    frame = edition.ranking
    base = words("base", year=edition.index.base_year)
    title = words("ranking_title", title=_say(edition.framework.title, words), year=edition.year)
    table = _table(
        title, (words("rank"), "r"), (words("region"), "l"), (words("score"), "r"),
        (f"{words('development')} ({base})", "r"), (words("range"), "r"),
        (words("score_change"), "r"), (words("rank_change"), "r"),
    )  # fmt: skip
    for code, row in frame.iterrows():
        place = unit(str(code))
        ranked, moved = pd.notna(row["rank"]), row["rank_change"]
        table.add_row(
            str(int(row["rank"])) if ranked else "",
            _name(place, words),
            _number(row["score"]),
            _number(row["development_index"]),
            f"{int(row['rank_lower'])}-{int(row['rank_upper'])}" if ranked else "",
            _number(row["score_change"], sign=True),
            _number(moved, 0, sign=True) if pd.notna(moved) else "",
        )
    console = _console()
    console.print(table)
    covered = coverage(edition.framework)["measured"]
    console.print(words("range_note", draws=edition.ranges.draws))
    console.print(
        words("coverage_note", touched=int((covered == "proxy").sum()), full=len(covered))
    )
    if edition.index.recipe.id != "headline":
        console.print(words("computed", recipe=edition.index.recipe.id))


def files(place: Path, edition: Edition, words: Words) -> None:
    """Where the release is, and what to open first."""
    console = _console()
    console.print(f"\n{words('written')} {place}", soft_wrap=True)
    first = (
        f"README.{words.language}.md", "journalist/ranking_latest.csv",
        f"tables/{edition.id}.xlsx", f"figures/map.{words.language}.png", "data/observations.csv",
    )  # fmt: skip
    console.print(f"{words('open_first')}: {', '.join(first)}", soft_wrap=True)


def indicators(framework: Framework, words: Words) -> None:
    """A framework's indicators, and how many fill each function × system cell."""
    console = _console()
    title = f"{_say(framework.title, words)} ({len(framework.indicators)})"
    table = _table(
        title, (words("code"), "l"), (words("indicator"), "l"), (words("unit"), "l"),
        (words("dimension"), "l"), (words("scored"), "l"), (words("stands_for"), "l"),
    )  # fmt: skip
    for i in framework.indicators:
        table.add_row(
            i.code, _say(i.name, words), _say(i.unit, words),
            _say(framework.dimension_of(i).name, words),
            words("yes") if i.scored else words("no"),
            i.stands_for.indicator if i.stands_for else "",
        )  # fmt: skip
    console.print(table)
    cells = framework.matrix()
    matrix = _table(words("matrix"), ("", "l"), *((_say(s, words), "r") for s in SYSTEMS.values()))
    for function, name in FUNCTIONS.items():
        counts = [len(cells.get((function, system), ())) for system in SYSTEMS]
        matrix.add_row(_say(name, words), *(str(n) if n else "·" for n in counts))
    console.print()
    console.print(matrix)
    empty = [
        f"{_say(FUNCTIONS[f], words)} × {_say(SYSTEMS[s], words)}"
        for f in FUNCTIONS
        for s in SYSTEMS
        if f != "cross-cutting" and (f, s) not in cells
    ]
    console.print(f"{words('empty_cells')} ({len(empty)}/25): {', '.join(empty) or words('none')}")


def sources(seen: Observations, words: Words) -> None:
    """Every source, with its series and terms."""
    table = _table(
        None, (words("source"), "l"), (words("producer"), "l"), (words("title"), "l"),
        (words("series"), "r"), (words("reliability"), "l"), (words("licence"), "l"),
        (words("read_on"), "l"),
    )  # fmt: skip
    count = seen.frame.groupby("source")["series"].nunique()
    for s in seen.sources.values():
        table.add_row(
            s.id, s.producer, s.title, str(count[s.id]), s.reliability, s.licence, s.accessed
        )
    _console().print(table)


def explanation(index: Index, region: Region, year: int, words: Words) -> None:
    """One province's score, indicator by indicator; contributions sum to the score."""
    frame = index.explain(region.code, year)
    rank = index.ranks.loc[region.code, year] if region.code in index.ranks.index else None
    place = f", {words('rank').lower()} {rank}" if rank is not None else ""
    score = frame.attrs["score"]
    table = _table(
        f"{_name(region, words)} {year}: {words('score').lower()} {_number(score)}{place}",
        (words("indicator"), "l"), (words("value"), "r"), (words("unit"), "l"),
        (words("points"), "r"), (words("nation_points"), "r"), (words("weight"), "r"),
        (words("contribution"), "r"),
    )  # fmt: skip
    meant = index.framework.by_code
    for code, row in frame.iterrows():
        indicator = meant[str(code)]
        mark = " [E]" if row["status"] == "E" else ""
        table.add_row(
            _say(indicator.name, words), _number(row["value"], 2) + mark.replace("[", r"\["),
            _say(indicator.unit, words), _number(row["points"]), _number(row["nation"]),
            _number(row["weight"], 3), _number(row["contribution"], 2),
        )  # fmt: skip
    table.add_section()
    table.add_row(words("sum"), "", "", "", "", "", _number(frame["contribution"].sum(), 2))
    console = _console()
    console.print(table)
    if (frame["status"] == "E").any():
        console.print(words("fell"))
