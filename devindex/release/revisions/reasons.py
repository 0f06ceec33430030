"""Why published values change: reasons an office declares, and what they leave uncovered."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import pandas as pd
from pydantic import Field, ValidationError, field_validator, model_validator

from devindex.definitions import NATION, Framework, region, series_used
from devindex.definitions.findings import sentences
from devindex.definitions.model import Text, Value
from devindex.errors import (
    DevindexError,
    ReleaseError,
    Sentence,
    os_fault,
    say,
    toml_fault,
    unknown,
)

__all__ = ["EXPLAINS", "Reason", "Reasons", "read_reasons", "series_of"]

Code = Literal[
    "LATE_DATA", "SOURCE_REVISED", "CENSUS_BENCHMARK", "METHOD", "CLASSIFICATION", "BOUNDARY",
    "ERROR",
]  # fmt: skip

FIGURES = frozenset({"data", "revision"})
EXPLAINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "LATE_DATA": FIGURES,
        "SOURCE_REVISED": FIGURES,
        "CENSUS_BENCHMARK": FIGURES,
        "METHOD": frozenset({"method", "software"}),
        "CLASSIFICATION": FIGURES | {"method", "membership"},
        "BOUNDARY": FIGURES | {"membership"},
        "ERROR": FIGURES | {"method", "membership", "software"},
    }
)
"""Causes each code can be the reason of. A planned revision and an error are kept apart."""


class Reason(Value):
    """One reason, and what it covers; what it does not name, it covers all of."""

    refusal = ReleaseError

    code: Code
    text: Text
    indicators: tuple[str, ...] = Field((), description="indicators whose values changed")
    series: tuple[str, ...] = Field((), description="series whose figures changed")
    regions: tuple[str, ...] = Field((), description="regions, by code or name")
    years: tuple[int, int] | None = Field(None, description="first and last year")
    date: datetime.date | None = Field(None, description="day of the erratum: ERROR only")
    erratum: Text | None = Field(None, description="what was wrong and is right now: ERROR only")

    @field_validator("regions")
    @classmethod
    def _by_code(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(region(word).code for word in given)
        except DevindexError as error:
            raise ValueError(error.problems[0]) from None

    @model_validator(mode="after")
    def _erratum(self) -> Reason:
        whole = self.erratum is not None and self.date is not None
        if self.code == "ERROR" and not whole:
            raise ValueError(
                say(
                    "code ERROR also needs erratum (zh, en) and date",
                    "代码 ERROR 还须写明勘误 erratum（zh、en）和日期 date",
                )
            )
        if self.code != "ERROR" and (self.erratum is not None or self.date is not None):
            raise ValueError(
                say(
                    "erratum and date belong to code ERROR; a planned revision is none",
                    "勘误 erratum 和日期 date 只用于 ERROR；计划内的修订不是差错",
                )
            )
        return self

    def covers(self, frame: pd.DataFrame, made_of: Mapping[str, frozenset[str]]) -> pd.Series:
        """Which values (``indicator_code``, ``region``, ``year``) it speaks of."""
        out = pd.Series(True, index=frame.index)
        if self.indicators or self.series:
            named = {c for c, own in made_of.items() if own & set(self.series)}
            out &= frame["indicator_code"].isin([*self.indicators, *named])
        if self.regions:
            out &= frame["region"].isin(self.regions)
        if self.years is not None:
            out &= frame["year"].between(*self.years)
        return out


@dataclass(frozen=True)
class Reasons:
    """Reasons as a file declares them, with its text."""

    entries: tuple[Reason, ...] = ()
    text: str = ""

    def codes(
        self, changed: pd.DataFrame, framework: Framework
    ) -> tuple[pd.Series, pd.DataFrame, list[int]]:
        """Reason codes of every changed value.

        A value of an indicator in a province needs a reason that names it. What is made of such
        values (nodes, the nation, ranks, the development index) has the reasons of those it is
        made of: of its region and year, else of its year, else of all.

        Parameters
        ----------
        changed
            Rows of :attr:`~devindex.release.revisions.Difference.changed`.

        Returns
        -------
        Codes separated by semicolons, row by row; the rows that no reason covers; and how many
        values each reason covers.
        """
        made_of = series_of(framework)
        rows = changed.reset_index(drop=True)
        root = (rows["level"] == "indicator") & (rows["region"] != NATION.code)
        speaks = [r.covers(rows, made_of) for r in self.entries]
        held: list[set[int]] = [set() for _ in range(len(rows))]
        bare = set[int]()
        for cause in sorted({c for text in rows["causes"] for c in text.split(";")}):
            moved = rows["causes"].str.split(";").map(lambda own, c=cause: c in own)
            able = [n for n, r in enumerate(self.entries) if cause in EXPLAINS[r.code]]
            direct = {i: {n for n in able if speaks[n][i]} for i in rows.index[moved & root]}
            bare |= {i for i, own in direct.items() if not own}
            near = _gathered(rows, direct)
            for i in rows.index[moved]:
                own = direct.get(i)
                if own is None:
                    own = _inherited(rows.loc[i], near, [self.entries[n] for n in able], able)
                    if not own:
                        bare.add(i)
                held[i] |= own
        counts = [sum(n in own for own in held) for n in range(len(self.entries))]
        codes = [";".join(dict.fromkeys(self.entries[n].code for n in sorted(own)))
                 for own in held]  # fmt: skip
        first = sorted(bare, key=lambda i: (not root[i], i))
        return pd.Series(codes, index=changed.index, dtype=str), rows.loc[first], counts


Near = dict[tuple[object, ...], set[int]]


def _gathered(rows: pd.DataFrame, direct: Mapping[int, set[int]]) -> Near:
    """Reasons of the provinces' indicators by region and year, by year, and of all."""
    out: Near = {}
    region, year = rows["region"].tolist(), rows["year"].tolist()
    for i, own in direct.items():
        for key in ((region[i], year[i]), (year[i],), ()):
            out.setdefault(key, set()).update(own)
    return out


def _inherited(row: pd.Series, near: Near, able: list[Reason], numbers: list[int]) -> set[int]:
    """Reasons of a value that is made of others; without any, those that name no indicator."""
    for key in ((row["region"], row["year"]), (row["year"],), ()):
        if near.get(key):
            return near[key]
    one = row.to_frame().T
    return {n for n, r in zip(numbers, able, strict=True) if _place(r).covers(one, {}).all()}


def _place(reason: Reason) -> Reason:
    """The reason without the indicators it names: a node is made of many."""
    return reason.model_copy(update={"indicators": (), "series": ()})


def series_of(framework: Framework) -> dict[str, frozenset[str]]:
    """Series each indicator is made of."""
    return {
        i.code: frozenset(
            q.series for q in (i.numerator, i.denominator) if q is not None and q.series
        )
        for i in framework.indicators
    }


def read_reasons(file: Path, framework: Framework) -> Reasons:
    """Read a file of reasons.

    Raises
    ------
    ReleaseError
        With one sentence for each fault: no TOML, an unknown field, code, indicator, series or
        region, an error without erratum.
    """
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        given = tomllib.loads(text)
    except OSError as error:
        raise ReleaseError(
            say("{file}: {fault}", "{file}：{fault}", file=file, fault=os_fault(error))
        ) from None
    except ValueError as error:
        raise ReleaseError(
            say(
                "{file}: not TOML: {fault}", "{file}：不是有效的 TOML，{fault}",
                file=file.name, fault=toml_fault(error, text),
            )
        ) from None  # fmt: skip
    entries = given.get("reason", [])
    strange = [k for k in given if k != "reason"]
    if strange or not isinstance(entries, list) or not entries:
        raise ReleaseError(
            say(
                "{file} holds [[reason]] entries, one or more, and nothing else",
                "{file} 应含一个以上的 [[reason]]，且没有其他内容",
                file=file.name,
            )
        )
    problems, good = list[Sentence](), list[Reason]()
    for n, entry in enumerate(entries, start=1):
        where = say("{file}, reason {n}", "{file} 第{n}个原因", file=file.name, n=n)
        try:
            good.append(Reason.model_validate(entry))
        except ValidationError as error:
            problems += sentences(error, Reason, where)
            continue
        problems += _unknown(good[-1], where, framework)
    if problems:
        raise ReleaseError(problems)
    return Reasons(tuple(good), text)


def _unknown(reason: Reason, where: Sentence, framework: Framework) -> list[Sentence]:
    known = {"indicator": list(framework.by_code), "series": series_used(framework)}
    named = {"indicator": reason.indicators, "series": reason.series}
    return [
        say(
            "{where}: {fault}", "{where}：{fault}",
            where=where, fault=unknown(what, code, known[what]),
        )
        for what, codes in named.items()
        for code in codes
        if code not in known[what]
    ]  # fmt: skip
