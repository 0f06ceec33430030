"""What is checked: answers as numbers, beside last year's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from devindex.definitions import Framework, framework_names, load_framework, series
from devindex.definitions.tables import Series
from devindex.errors import ObservationError, Sentence
from devindex.observations.read import COLUMNS, Observations, load_observations, text_rows
from devindex.observations.returns.answers import ANSWERS, answers_frame
from devindex.observations.returns.questions import Question, pages, questions

__all__ = ["Subject", "digits", "folder_answers", "subject"]

KEY = ["series", "region", "year"]


@dataclass(frozen=True)
class Subject:
    """Answers to check.

    ``frame`` has a row for each answer: its columns, ``number`` (NaN without a figure), ``last``
    (the figure of the year before, NaN if there is none), ``page`` (dimension). ``before`` holds
    earlier figures: series, region, year, number.
    """

    frame: pd.DataFrame
    before: pd.DataFrame
    framework: Framework
    asked: dict[str, Question]

    @property
    def figures(self) -> pd.DataFrame:
        """Rows with a figure."""
        return self.frame[self.frame["number"].notna()]

    @property
    def provinces(self) -> pd.DataFrame:
        """Rows with a figure of a province: not of the nation."""
        rows = self.figures
        return rows[rows["region"] != "000000"]

    @property
    def moved(self) -> pd.DataFrame:
        """Figures of provinces above zero whose last year's figure is above zero too."""
        rows = self.provinces
        return rows[(rows["number"] > 0) & (rows["last"] > 0)]

    def name(self, key: str) -> Sentence:
        """Name of what is asked, in both languages."""
        return name_of(key, self.asked)

    def by_series(self, rows: pd.DataFrame) -> Iterator[tuple[str, int, pd.DataFrame]]:
        """Rows of one series and year, one after another."""
        for (key, year), part in rows.groupby(["series", "year"], sort=True):
            yield str(key), int(year), part


def name_of(key: str, asked: dict[str, Question]) -> Sentence:
    """Name of a figure, the code where it has none."""
    if key in asked:
        return Sentence(asked[key].name.en, asked[key].name.zh)
    one: Series | None = series().get(key)
    return Sentence(one.name_en, one.name_zh) if one else Sentence(key, key)


def digits(text: str) -> int:
    """Digits that tell something: neither leading nor closing zeros.

    Examples
    --------
    >>> digits("0.120"), digits("1200"), digits("2189")
    (2, 2, 4)
    """
    return len(text.split("e")[0].replace(".", "").replace("-", "").strip("0"))


def subject(
    observations: Observations | pd.DataFrame,
    previous: Observations | None = None,
    framework: Framework | None = None,
) -> Subject:
    """Put answers beside the figures of the year before.

    Earlier figures are those of ``previous`` where it has them, else the data's own.
    """
    frame = _answers(observations)
    frame = frame.assign(number=pd.to_numeric(frame["value"], errors="coerce"))
    own = frame[["series", "region", "year", "number"]].dropna()
    if previous is not None:
        seen = previous.frame.rename(columns={"value": "number"})[[*KEY, "number"]]
        before = seen.astype({"year": int, "number": float})
    else:
        before = own
    known = pd.concat([before, own]).drop_duplicates(KEY)
    last = known.assign(year=known["year"] + 1).rename(columns={"number": "last"})
    frame = frame.merge(last, on=KEY, how="left")
    meant = framework or _framework(set(frame["series"]))
    asked = questions(meant)
    page = {q.key: p.name for p in pages(meant) for q in p.questions}
    frame = frame.assign(page=frame["series"].map(page).fillna(""))
    text = {c: object for c in frame.columns if pd.api.types.is_string_dtype(frame[c])}
    frame = frame.astype(text).sort_values(KEY, ignore_index=True)
    return Subject(frame, before, meant, asked)


def _answers(observations: Observations | pd.DataFrame) -> pd.DataFrame:
    if isinstance(observations, pd.DataFrame):
        lost = [c for c in [*KEY, "value"] if c not in observations.columns]
        if lost:
            raise ObservationError(
                [Sentence(f"column {c!r} is missing", f"缺少“{c}”列") for c in lost]
            )
        frame = observations[[c for c in ANSWERS if c in observations.columns]].astype(object)
        frame = frame.where(frame.notna(), "").assign(value=frame["value"].map(_digits))
        frame = frame.reindex(columns=list(ANSWERS), fill_value="")
        return answers_frame(frame.to_dict("records"))
    frame = observations.frame.assign(
        value=observations.frame["as_published"], note="", sheet="", cell="",
        file=observations.frame["source"] + ".csv",
    )  # fmt: skip
    return answers_frame(frame.to_dict("records"))


def _digits(value: Any) -> str:
    """A figure as text, empty where there is none."""
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else format(value, ".15g")


def _framework(keys: set[str]) -> Framework:
    """The framework of regional level that asks for most of the figures."""
    own = [load_framework(name) for name in framework_names()]
    known = [f for f in own if f.level == "regional"]
    return max(known, key=lambda f: (len(keys & set(questions(f))), f.id))


def folder_answers(folder: str | Path) -> pd.DataFrame:
    """Answers of a data folder, each with the place it was collected from, else its line.

    Raises
    ------
    ObservationError
        Every fault of the folder.
    """
    where = Path(folder)
    load_observations(where)
    frames = []
    for table in sorted(where.glob("*.csv")):
        report = where / "report" / table.name
        if report.is_file():
            frames.append(_places(report))
        else:
            raw, _ = text_rows(table, COLUMNS)
            frames.append(_lines(raw, table.name))
    return pd.concat(frames, ignore_index=True)


def _places(report: Path) -> pd.DataFrame:
    raw, _ = text_rows(report, ANSWERS)
    return answers_frame(raw.assign(year=raw["year"].astype(int)).to_dict("records"))


def _lines(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    rows: list[dict[str, Any]] = raw.assign(
        note="", file=name, sheet="", cell="line " + raw["line"].astype(str),
        year=raw["year"].astype(int),
    ).to_dict("records")  # fmt: skip
    return answers_frame(rows)
