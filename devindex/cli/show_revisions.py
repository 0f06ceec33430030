"""How a verified release and a difference of two look on a terminal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from devindex.cli.show import _console, _name, _number, _table
from devindex.cli.words import Words
from devindex.definitions import NATION
from devindex.definitions.model import Text
from devindex.errors import Sentence
from devindex.release.folder import new_file
from devindex.release.revisions import Difference, Verified, reasons_template
from devindex.release.revisions.difference import KINDS, WHY
from devindex.release.revisions.statistics import LEAST
from devindex.release.tables import unit

__all__ = ["COMPARE", "VERIFY", "difference", "save", "verified"]

PAGE = "site/"
"""Folder of the page, which has a file for every region and indicator."""
VERIFY = Text(zh="核对校验和并重算", en="checking the checksums, computing again")
COMPARE = Text(zh="比较并分解变动", en="comparing, splitting the changes")


def _said(text: Sentence, words: Words) -> str:
    return text.zh if words.language == "zh" else str(text)


def verified(found: Verified, words: Words) -> None:
    """Every file with what was found of it, those of the page together where it is the same."""
    table = _table(None, (words("file"), "l"), (words("found"), "l"))
    pages = Counter(f.say(words.language) for f in found.files if f.name.startswith(PAGE))
    for file in found.files:
        told = file.say(words.language)
        many = pages[told] if file.name.startswith(PAGE) else 1
        if many > 1:
            table.add_row(f"{PAGE} ({many})", told)
            pages[told] = 0
        elif many:
            table.add_row(file.name, told)
    console = _console()
    console.print(table, markup=False)
    console.print(found.summary(words.language), soft_wrap=True, markup=False)


def difference(found: Difference, words: Words) -> None:
    """What changed and why: counts, method, scores and ranks of the last year, statistics."""
    console = _console()
    console.print(found.summary(words.language), soft_wrap=True, markup=False)
    console.print()
    console.print(_counts(found, words))
    if len(found.method):
        console.print()
        console.print(_method(found, words))
    moved = found.changed
    moved = moved[moved["indicator_code"].isin(["score", "rank"])]
    if len(moved):
        console.print()
        console.print(_scores(found, int(moved["year"].max()), words))
    if len(found.changed):
        console.print()
        _statistics(found, words)


def _counts(found: Difference, words: Words) -> object:
    comma = "、" if words.language == "zh" else ", "
    table = _table(None, (words("level"), "l"), (words("kind_of"), "l"), (words("cause"), "l"),
                   (words("values_n"), "r"))  # fmt: skip
    groups = found.values.groupby(["level", "kind", "causes"], sort=False).size()
    for (level, kind, causes), n in groups.items():
        why = comma.join(_said(WHY[c], words) for c in causes.split(";") if c)
        table.add_row(words(f"level_{level}"), _said(KINDS[kind], words), why, str(n))
    return table


def _method(found: Difference, words: Words) -> object:
    table = _table(words("change_of_method"), (words("part"), "l"), ("", "l"), (words("old"), "l"),
                   (words("new"), "l"))  # fmt: skip
    for row in found.method.itertuples():
        table.add_row(row.part, row.item, row.old, row.new)
    return table


def _scores(found: Difference, year: int, words: Words) -> object:
    """Scores and ranks of one year that changed, with what each cause and indicator moved."""
    own = found.changed[found.changed["year"] == year]
    causes = [c for c in WHY if c in own]
    table = _table(
        words("change_of_scores", year=year), (words("region"), "l"), (words("old"), "r"),
        (words("new"), "r"), *((_said(WHY[c], words), "r") for c in causes),
        (words("rank"), "r"), (words("largest_part"), "l"),
    )  # fmt: skip
    scores, ranks = (
        own[own["indicator_code"] == code].set_index("region") for code in ("score", "rank")
    )
    most = _largest(found, year, words)
    for code in sorted({*scores.index, *ranks.index}, key=lambda c: (c == NATION.code, c)):
        score = scores.loc[code] if code in scores.index else None
        rank = f"{ranks.loc[code, 'old']:.0f} → {ranks.loc[code, 'new']:.0f}" if (
            code in ranks.index) else ""  # fmt: skip
        cells = ["", "", *[""] * len(causes)] if score is None else [
            _number(score["old"], 2), _number(score["new"], 2),
            *(_number(score[c], 3, sign=True) for c in causes),
        ]  # fmt: skip
        table.add_row(_name(unit(code), words), *cells, rank, most.get(code, ""))
    return table


def _largest(found: Difference, year: int, words: Words) -> dict[str, str]:
    """The indicator that moved each region's score most, and by how much."""
    frame = found.change(year).frame
    frame = frame[frame["code"].ne("") & frame["score"].notna()]
    names = {i.code: i.name for i in found.new.index.framework.indicators}
    out = {}
    for region, own in frame.groupby("region"):
        row = own.loc[own["score"].abs().idxmax()]
        name = names.get(str(row["code"]))
        told = row["code"] if name is None else name.say("zh" if words.language == "zh" else "en")
        if row["score"]:
            out[str(region)] = f"{told} {_number(row['score'], 3, sign=True)}"
    return out


def _statistics(found: Difference, words: Words) -> None:
    table = _table(
        words("revision_statistics"), (words("code"), "l"), ("n", "r"),
        (words("mean_revision"), "r"),
        (words("mean_absolute"), "r"), (words("relative"), "r"), (words("sd"), "r"),
        (words("range_of"), "r"), (words("turned"), "r"), (words("p_zero"), "r"),
    )  # fmt: skip
    told = found.statistics[found.statistics["revised"] > 0]
    for row in told.itertuples():
        table.add_row(
            row.indicator_code, str(row.n), _number(row.mean, 4, sign=True),
            _number(row.mean_absolute, 4), f"{row.relative_mean_absolute:.2%}", _number(row.sd, 4),
            f"{_number(row.lowest, 2)} … {_number(row.highest, 2)}", _share(row.sign_changes),
            "" if pd.isna(row.p) else _number(row.p, 3),
        )  # fmt: skip
    console = _console()
    console.print(table)
    seen = int(told["vintages"].max()) if len(told) else 0
    if seen < LEAST:
        console.print(words("few_vintages", least=LEAST, n=seen))


def _share(x: float) -> str:
    return "" if pd.isna(x) else f"{x:.1%}"


def save(
    found: Difference, csv: Path | None, template: Path | None, words: Words, *, force: bool
) -> None:
    """Write the differences, or a file of reasons to fill in."""
    console = _console()
    if csv is not None:
        text = found.values.to_csv(index=False, lineterminator="\n")
        new_file(text.encode("utf-8-sig"), csv, force=force)
        console.print(words("saved", file=csv), soft_wrap=True)
    if template is not None:
        new_file(reasons_template(found).encode("utf-8"), template, force=force)
        console.print(words("saved", file=template), soft_wrap=True)
