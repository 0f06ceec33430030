"""How a change looks on a terminal."""

from __future__ import annotations

import pandas as pd

from devindex.analysis import Change, explain_change, explanations, uncertainty
from devindex.analysis.causes import CAUSES
from devindex.analysis.change_parts import SPLITS
from devindex.analysis.names import named, part_name, shown
from devindex.cli.show import _console, _table
from devindex.cli.words import Words
from devindex.definitions import NATION, Region
from devindex.errors import MethodError, Sentence, say
from devindex.release import index_of
from devindex.release.build import COMPUTE, DRAW, Plan, Progress

__all__ = ["change", "one_or_two_years", "prepare"]


def one_or_two_years(year: int | None) -> None:
    """Refuse one year beside the two of a change.

    Raises
    ------
    MethodError
        If a year is given.
    """
    if year is not None:
        raise MethodError(
            say(
                "--year {year} is for one year, --from and --to are for two; leave one out",
                "--year {year} 只看一年，--from 与 --to 比较两年，请只用其一",
                year=year,
            )
        )


def prepare(
    what: Plan, years: tuple[int | None, int | None], draws: int, step: Progress
) -> tuple[Change, pd.DataFrame]:
    """The change between two years, and the rank ranges."""
    step(COMPUTE)
    index = index_of(what)
    made = explain_change(index, start=years[0], end=years[1])
    step(DRAW)
    return made, uncertainty(index, draws=draws).rank_ranges()


def change(made: Change, unit: Region, ranges: pd.DataFrame, words: Words) -> None:
    """One region's change of score and rank, part by part, with its sentence."""
    rows = made.of(unit.code)
    total = made.totals.loc[unit.code]
    several = rows["cause"].nunique() > 1
    title = words(
        "change_title", region=_said(named(unit.code), words), start=made.start, end=made.end
    )
    columns = [(words("indicator"), "l"), *([(words("cause"), "l")] if several else [])]
    columns += [
        (words("points_in", year=made.start), "r"), (words("points_in", year=made.end), "r"),
        (words("change_points"), "r"), (words("change_places"), "r"),
    ]  # fmt: skip
    table = _table(title, *columns)
    framework = made.after.framework
    ends = [i.normalised.loc[(unit.code, y)] for i, y in
            ((made.before, made.start), (made.after, made.end))]  # fmt: skip
    for row in rows.itertuples():
        code = str(row.code)
        cause = _said(CAUSES[str(row.cause)], words)
        name = _said(part_name(framework, code), words) if code else cause
        table.add_row(
            name, *([cause] if several else []), *(_points(e.get(code)) for e in ends),
            _signed(row.score, 2), _signed(row.rank, 2),
        )  # fmt: skip
    table.add_section()
    table.add_row(
        words("sum_change"), *([""] if several else []), "", "",
        _signed(total["score_change"], 2), _signed(total["rank_change"], 0),
    )  # fmt: skip
    console = _console()
    console.print(table)
    console.print(words("change_note", split=_split(made, words)), soft_wrap=True)
    if unit.code != NATION.code:
        told = explanations(made.after, ranges, made.start, made.end).set_index("gb_code")
        console.print(told.loc[unit.code, f"sentence_{words.language}"], soft_wrap=True)


def _said(text: Sentence, words: Words) -> str:
    return text.zh if words.language == "zh" else str(text)


def _split(made: Change, words: Words) -> str:
    return ", ".join(_said(SPLITS[s], words) for s in made.split)


def _points(x: object) -> str:
    return "-" if x is None or pd.isna(x) else shown(float(str(x)))


def _signed(x: object, decimals: int) -> str:
    return "" if pd.isna(x) else shown(float(str(x)), decimals, sign=True)
