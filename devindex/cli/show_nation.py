"""How the national index looks on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape

from devindex.cli.show import _console, _number, _say, _table
from devindex.cli.words import Words
from devindex.errors import MethodError, say
from devindex.forecast import NationalIndex
from devindex.forecast.units import unit_text
from devindex.forecast.wording import publisher_of

__all__ = ["national", "refuse_options"]


def refuse_options(given: Mapping[str, object], framework: str, level: str) -> None:
    """Refuse options that mean nothing for a framework of a level.

    Raises
    ------
    MethodError
        One sentence for each option that was given.
    """
    wrong = [name for name, value in given.items() if value is not None]
    if wrong:
        raise MethodError(
            say(
                "--{name} means nothing for {framework!r}, a framework of {level} level; leave it "
                "out",
                "--{name} 对{level}级框架{framework!r}没有意义，请删去",
                name=name, framework=framework,
                level=say(level, "国家" if level == "national" else "地方"),
            )
            for name in wrong
        )  # fmt: skip


def national(made: NationalIndex, words: Words) -> None:
    """Index and dimensions by year, each with its range; coverage, and what rests on what."""
    console = _console()
    title = words("nation_title", title=_say(made.framework.title, words), base=made.base)
    dimensions = made.framework.dimensions
    table = _table(
        title, (words("in_year"), "l"), (words("development"), "r"), (words("between"), "r"),
        (words("one_out"), "r"), (words("measured"), "r"), (words("linked"), "r"),
        *((_say(d.name, words), "r") for d in dimensions),
    )  # fmt: skip
    for year, rows in made.frame.set_index("dimension").groupby("year"):
        whole = rows.loc["index"]
        table.add_row(
            str(year), _number(whole["middle"]), _span(whole),
            _hanging(whole), f"{whole['measured']:.0f}/{whole['indicators']:.0f}",
            f"{whole['linked']:.0f}",
            *(_cell(rows.loc[d.code]) for d in dimensions),
        )  # fmt: skip
    console.print(table)
    console.print(escape(words("nation_note", compared=words(made.method))), soft_wrap=True)
    comma = "、" if words.language == "zh" else ", "
    for year in sorted(set(made.frame["year"])):
        codes = comma.join(made.measured(year)) or words("none")
        console.print(f"{words('measured')} {year}: {codes}", soft_wrap=True)
    levels = made.values.loc[made.values["level"] & made.values["low"].notna(), "indicator"]
    if len(levels):
        console.print(words("levels", codes=comma.join(dict.fromkeys(levels))), soft_wrap=True)
    for _, rows in made.published.groupby("series"):
        first = rows.iloc[0]
        told = words(
            "beside", unit=_unit(first["unit"], words),
            name=first["name_zh" if words.language == "zh" else "name_en"],
            values=comma.join(
                f"{r.value:g} ({r.date}, {_who(r.publisher, words)})"
                for r in rows.itertuples()
            ),
        )  # fmt: skip
        console.print(escape(told), soft_wrap=True)
    console.print(escape(made.summary(words.language)), soft_wrap=True)


def _span(row: Mapping[str, float]) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    return low if low == high else f"{low}-{high}"


def _hanging(row: Mapping[str, float]) -> str:
    """Range of the index with any one indicator left out."""
    low, high = _number(row["middle_low"]), _number(row["middle_high"])
    return low if low == high else f"{low}-{high}"


def _cell(row: Mapping[str, float]) -> str:
    """Middle and range; where the figures leave none, the one number."""
    middle, span = _number(row["middle"]), _span(row)
    return middle if span == middle else f"{middle} ({span})"


def _unit(unit: str, words: Words) -> str:
    said = unit_text(unit)
    return "" if said is None else said.say("zh" if words.language == "zh" else "en")


def _who(publisher: str, words: Words) -> str:
    who = publisher_of(publisher)
    return who.zh if words.language == "zh" else str(who)
