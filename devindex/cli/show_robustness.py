"""How sure ranks are, on a terminal."""

from __future__ import annotations

import pandas as pd

from devindex.analysis import Sensitivity, Uncertainty
from devindex.analysis.names import named, percent
from devindex.analysis.sobol import FACTOR_NAMES, choice_name
from devindex.cli.show import _console, _number, _table
from devindex.cli.words import Words
from devindex.errors import Sentence

__all__ = ["comparison_of_two", "sensitivity", "uncertainty"]


def _in(said: Sentence, words: Words) -> str:
    return said.zh if words.language == "zh" else str(said)


def uncertainty(made: Uncertainty, year: int, words: Words) -> None:
    """One year's ranks with their ranges, and the pairs of neighbours that are least sure."""
    frame = made.frame.xs(year, level="year").sort_values(["rank", "rank_mean"], kind="stable")
    shares = made.rank_shares(year)
    table = _table(
        words("how_sure", year=year),
        (words("rank"), "r"), (words("region"), "l"), (words("range"), "r"),
        (words("median"), "r"), (words("at_rank"), "r"),
    )  # fmt: skip
    for code, row in frame.iterrows():
        ranked = pd.notna(row["rank"])
        table.add_row(
            str(int(row["rank"])) if ranked else "",
            _in(named(str(code)), words),
            f"{int(row['rank_lower'])}-{int(row['rank_upper'])}" if ranked else "",
            str(int(row["rank_median"])) if ranked else "",
            percent(shares.loc[code, int(row["rank"])]) if ranked else "",
        )
    console = _console()
    console.print(table)
    console.print(words("ask_two"))
    console.print(f"\n{made.summary(words.language, year)}", soft_wrap=True)


def comparison_of_two(made: Uncertainty, one: str, other: str, year: int, words: Words) -> None:
    """Whether one province is really above another, in every year and in a sentence."""
    table = _table(
        None, (words("year_column"), "r"), (words("first_above"), "r"),
        (words("second_above"), "r"), (words("level_with"), "r"),
    )  # fmt: skip
    for when in made.years:
        if when <= year and made.ranked(one, when) and made.ranked(other, when):
            answer = made.compare(one, other, when)
            table.add_row(
                str(when), percent(answer.above), percent(answer.below), percent(answer.level)
            )
    answer = made.compare(one, other, year)
    console = _console()
    console.print(
        words("of_two", a=_in(named(answer.a), words), b=_in(named(answer.b), words)),
        soft_wrap=True,
    )
    console.print(table)
    console.print(f"\n{answer.summary(words.language)}", soft_wrap=True)


def sensitivity(made: Sensitivity, words: Words) -> None:
    """What the ranks hang on, and the single choices that move them most."""
    table = _table(
        words("hangs", year=made.year), (words("choice"), "l"), (words("first_order"), "r"),
        (words("interval"), "r"), (words("total_effect"), "r"), (words("interval"), "r"),
    )  # fmt: skip
    for factor, row in made.frame.sort_values("total", ascending=False).iterrows():
        first, total = (
            f"{_number(row[f'{n}_lower'], 2)} - {_number(row[f'{n}_upper'], 2)}"
            for n in ("first", "total")
        )
        table.add_row(
            _in(FACTOR_NAMES[str(factor)], words), _number(row["first"], 2), first,
            _number(row["total"], 2), total,
        )  # fmt: skip
    console = _console()
    console.print(table)
    table = _table(
        words("single"), (words("choice"), "l"), (words("mean_shift"), "r"),
        (words("largest_shift"), "r"), (words("region"), "l"), (words("from_to"), "r"),
    )  # fmt: skip
    most = made.choices.sort_values(["most", "shift"], ascending=False, kind="stable")
    for _, row in most.head(12).iterrows():
        table.add_row(
            _in(choice_name(made.index, row), words), _number(row["shift"], 2), str(row["most"]),
            _in(named(row["region"]), words), f"{row['rank']} - {row['moved']}",
        )  # fmt: skip
    console.print()
    console.print(table)
    console.print(f"\n{made.summary(words.language)}", soft_wrap=True)
