"""How analyses of the distribution over regions look on a terminal."""

from __future__ import annotations

from devindex.analysis import Disparity
from devindex.analysis.subject import group_name
from devindex.cli.show import _console, _number, _table
from devindex.cli.words import Words

__all__ = ["disparity"]


def disparity(made: Disparity, year: int, words: Words) -> None:
    """Measures by year with the parts of the Gini coefficient, then the groups of one year."""
    columns = ["gini", "gini_within", "gini_net_between", "gini_transvariation", "theil",
               "theil_between", "atkinson", "cv"]  # fmt: skip
    frame = made.frame.rename(columns={"theil_between_group": "theil_between"})
    table = _table(
        made.subject.name.say("zh" if words.language == "zh" else "en"),
        (words("year_column"), "r"), (words("regions"), "r"), (words("mean"), "r"),
        *((words(c), "r") for c in columns),
    )  # fmt: skip
    for when, row in frame.iterrows():
        table.add_row(
            str(when), str(int(row["regions"])), _number(row["mean"]),
            *(_number(row[c], 3) for c in columns),
        )  # fmt: skip
    console = _console()
    console.print(table)
    parts = ["gini", "gini_part", "theil", "theil_part"]
    table = _table(
        words("groups_in", year=year),
        (words("group"), "l"), (words("regions"), "r"), (words("mean"), "r"),
        *((words(c), "r") for c in parts),
    )  # fmt: skip
    for group, row in made.by_group.loc[year].iterrows():
        table.add_row(
            group_name(str(group), words.language), str(int(row["regions"])), _number(row["mean"]),
            *(_number(row[c], 3) for c in parts),
        )  # fmt: skip
    console.print()
    console.print(table)
    console.print(f"\n{made.summary(words.language)}", soft_wrap=True)
