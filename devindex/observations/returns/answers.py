"""Answers with their places: what a return says, and what in it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from devindex.errors import Sentence, say

__all__ = ["ANSWERS", "Fault", "Return", "answers_frame", "where"]

ANSWERS = (
    "series", "region", "year", "value", "unit", "status", "flags", "note", "file", "sheet", "cell",
)  # fmt: skip
"""Columns of a table of answers; ``value`` is text as typed, empty where there is none."""


def where(file: str, sheet: str = "", cell: str = "") -> Sentence:
    """Where something stands: file, sheet and cell, as far as they are known.

    Examples
    --------
    >>> where("a.xlsx", "网络", "C14"), where("a.csv", cell="line 3").zh
    ('a.xlsx, sheet 网络, C14', 'a.csv，第3行')
    """
    zh_cell = f"第{cell[5:]}行" if cell.startswith("line ") else cell
    en = [part for part in (file, sheet and f"sheet {sheet}", cell) if part]
    zh = [part for part in (file, sheet and f"工作表“{sheet}”", zh_cell) if part]
    return Sentence(", ".join(en), "，".join(zh))


@dataclass(frozen=True)
class Fault:
    """Something in a return that cannot be read."""

    file: str
    said: Sentence
    sheet: str = ""
    cell: str = ""
    series: str = ""
    region: str = ""

    @property
    def sentence(self) -> Sentence:
        """Where it stands, then what is wrong."""
        place = where(self.file, self.sheet, self.cell)
        return say("{place}: {said}", "{place}：{said}", place=place, said=self.said)


@dataclass(frozen=True)
class Return:
    """One file: its answers, with and without figures, and its faults.

    ``form`` says framework, version, edition and region; empty for a table.
    """

    file: str
    form: Mapping[str, str | int]
    answers: pd.DataFrame
    faults: tuple[Fault, ...] = field(default=())


def answers_frame(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A table of answers from its rows, typed also where it is empty."""
    frame = pd.DataFrame(list(rows), columns=list(ANSWERS))
    text = dict.fromkeys([c for c in ANSWERS if c != "year"], "str")
    return frame.astype(text | {"year": int})
