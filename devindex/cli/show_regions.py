"""How analyses of the distribution over regions look on a terminal."""

from __future__ import annotations

import pandas as pd

from devindex.analysis import Clubs, Convergence, Disparity, Spatial
from devindex.analysis.subject import group_name, name_of
from devindex.cli.show import _console, _number, _table
from devindex.cli.words import Words
from devindex.errors import MethodError

__all__ = ["convergence", "disparity", "spatial"]


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


def convergence(made: Convergence, clubs: Clubs | MethodError, words: Words) -> None:
    """Dispersion by year, the beta regressions, the clubs with members or why there are none."""
    console = _console()
    table = _table(
        made.subject.name.say("zh" if words.language == "zh" else "en"),
        (words("year_column"), "r"), (words("regions"), "r"), (words("sd_log"), "r"),
        (words("cv"), "r"),
    )  # fmt: skip
    for when, row in made.sigma.iterrows():
        table.add_row(str(when), str(int(row["regions"])), *(_number(row[c], 3) for c in
                      ("sd_log", "cv")))  # fmt: skip
    console.print(table)
    table = _table(
        None, (words("model"), "l"), (words("beta"), "r"), (words("se"), "r"), (words("p"), "r"),
        (words("speed"), "r"), (words("half_life"), "r"),
    )  # fmt: skip
    for model, row in made.frame.iterrows():
        table.add_row(
            words(str(model)), _number(row["beta"], 4), _number(row["se"], 4),
            _number(row["p"], 3), _number(100.0 * row["speed"], 1), _number(row["half_life"], 1),
        )  # fmt: skip
    console.print()
    console.print(table)
    if isinstance(clubs, Clubs):
        _clubs(clubs, words)
    console.print(f"\n{made.summary(words.language)}", soft_wrap=True)
    if isinstance(clubs, Clubs):
        console.print(clubs.summary(words.language), soft_wrap=True)
        return
    for reason in clubs.problems:
        said = reason.zh if words.language == "zh" else str(reason)
        console.print(words("no_clubs", reason=said), soft_wrap=True)


def _clubs(clubs: Clubs, words: Words) -> None:
    console = _console()
    table = _table(
        None, (words("club"), "l"), (words("regions"), "r"), (words("mean"), "r"), ("b", "r"),
        ("t", "r"), (words("members"), "l"),
    )  # fmt: skip
    comma = "、" if words.language == "zh" else ", "

    def members(codes: pd.Index) -> str:
        return comma.join(name_of(str(c), words.language) for c in codes)

    number = clubs.frame["club"]
    for club, row in clubs.tests.iterrows():
        table.add_row(
            str(club), str(int(row["regions"])), _number(row["mean"]), _number(row["b"], 3),
            _number(row["t"], 2), members(number.index[number == club]),
        )  # fmt: skip
    if number.isna().any():
        table.add_row(words("club_none"), str(int(number.isna().sum())), "", "", "",
                      members(number.index[number.isna()]))  # fmt: skip
    console.print()
    console.print(table)


def spatial(made: Spatial, words: Words) -> None:
    """Global statistics by year, then the regions that are local clusters."""
    console = _console()
    kinds = [k for k in ("moran", "geary", "getis-ord") if (made.year, k) in made.frame.index]
    table = _table(
        made.subject.name.say("zh" if words.language == "zh" else "en"),
        (words("year_column"), "r"),
        *(column for k in kinds for column in ((words(k), "r"), (words("p"), "r"))),
    )
    for when in made.subject.years:
        cells = [made.frame.loc[(when, k)] for k in kinds]
        table.add_row(str(when), *(t for c in cells for t in (_number(c["value"], 3),
                      _number(c["p"], 4))))  # fmt: skip
    console.print(table)
    table = _table(
        words("clusters_in", year=made.year),
        (words("region"), "l"), (words("cluster"), "l"), (words("z"), "r"), (words("lag"), "r"),
        (words("local_moran"), "r"), (words("p"), "r"),
    )  # fmt: skip
    for code, row in made.local[made.local["cluster"] != ""].iterrows():
        table.add_row(
            name_of(str(code), words.language), words(row["cluster"]), _number(row["z"], 2),
            _number(row["lag"], 2), _number(row["moran"], 3), _number(row["p"], 4),
        )  # fmt: skip
    console.print()
    console.print(table)
    console.print(f"\n{made.summary(words.language)}", soft_wrap=True)
