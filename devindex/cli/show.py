"""How results look on a terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from devindex.cli.words import Words
from devindex.definitions import Framework, Region, regions
from devindex.definitions.codelists import FUNCTIONS, SYSTEMS
from devindex.definitions.model import Text
from devindex.index import Comparison, Index, Recipe, differences
from devindex.observations import Observations
from devindex.release.rounding import round_half_even
from devindex.release.tables import Edition, coverage, unit

__all__ = [
    "comparison",
    "explanation",
    "files",
    "indicators",
    "methods",
    "progress",
    "ranking",
    "recipes",
    "sources",
]


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
    if edition.departures:
        told = ", ".join(_say(d, words) for d in edition.departures)
        console.print(words("experimental", told=told))


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


def methods(known: pd.DataFrame, words: Words) -> None:
    """Every method: step, name, parameters with defaults, source."""
    table = _table(
        None, (words("step"), "l"), (words("method"), "l"), (words("parameters"), "l"),
        (words("cite"), "l"),
    )  # fmt: skip
    for row in known.itertuples():
        table.add_row(*(escape(str(v)) for v in (row.step, row.name, row.parameters, row.cite)))
    _console().print(table)


def recipes(known: Sequence[Recipe], headline: str, words: Words) -> None:
    """Recipes by name, with what each does otherwise than the headline."""
    base = next((r for r in known if r.id == headline), None)
    table = _table(
        None, (words("recipe_name"), "l"), (words("title"), "l"),
        (words("differs", recipe=headline), "l"),
    )  # fmt: skip
    for recipe in known:
        other = differences(recipe, base) if base and recipe is not base else []
        said = "; ".join(other) or (words("as_headline") if recipe is base else words("none"))
        table.add_row(recipe.id, escape(_say(recipe.title, words)), escape(said))
    _console().print(table)


def comparison(made: Comparison, words: Words) -> None:
    """Both ranks of every region, and how alike the two rankings are."""
    a, b = made.names
    known, said = regions(), made.summary
    title = words("comparison_title", a=a, b=b, year=said.name)
    table = _table(
        title, (words("region"), "l"), (words("rank_of", recipe=a), "r"),
        (words("rank_of", recipe=b), "r"), (words("shift"), "r"),
        (words("score_of", recipe=a), "r"), (words("score_of", recipe=b), "r"),
    )  # fmt: skip

    def name(code: str) -> str:
        return _name(known[code], words) if code in known else code

    def place(value: Any, *, sign: bool = False) -> str:
        return _number(value, 0, sign=sign) if pd.notna(value) else ""

    for code, row in made.frame.sort_values(["rank_a", "rank_b"], na_position="last").iterrows():
        table.add_row(
            name(str(code)), place(row["rank_a"]), place(row["rank_b"]),
            place(row["shift"], sign=True), _number(row["score_a"]), _number(row["score_b"]),
        )  # fmt: skip
    console = _console()
    console.print(table)
    alike = {k: said[k] for k in ("spearman", "kendall", "ws", "regions")}
    console.print(words("alike", **alike), soft_wrap=True)
    comma = "、" if words.language == "zh" else ", "
    whose = comma.join(map(name, said["whose"].split(", "))) if said["whose"] else ""
    moved = words(
        "moved", mean=said["mean_shift"], median=said["median_shift"],
        largest=said["largest_shift"], whose=words("whose", names=whose) if whose else "",
    )  # fmt: skip
    console.print(moved, soft_wrap=True)
