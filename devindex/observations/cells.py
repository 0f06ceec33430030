"""What is wrong with the cells of a table of observations, each fault with its line."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from devindex.definitions import NATION, load_framework, region, regions, series
from devindex.definitions.codelists import OBS_STATUS
from devindex.errors import DefinitionError, Sentence, did_you_mean, listed, say
from devindex.observations.schemas import pa

__all__ = ["KEY", "MOST", "cell_faults", "on_line", "units"]

KEY = ["series", "region", "year"]
MOST = 20
"""Faults of one kind shown for one file; the rest are counted."""

_CHECKS = {
    en: Sentence(en, zh)
    for en, zh in (
        ("unknown series", "序列未知"),
        ("unknown region", "地区未知"),
        ("not a year", "不是年份"),
        ("not a number", "不是数值"),
        ("unknown unit", "单位未知"),
        ("unknown status", "状态未知"),
    )
}


def cell_faults(raw: pd.DataFrame) -> list[Sentence]:
    """Every fault of a table of text that has the right columns."""
    return _value_faults(raw) + _unit_faults(raw) + _key_faults(raw)


@cache
def units() -> dict[str, str]:
    """Unit of every series of the tables, and of every item offices answer.

    Examples
    --------
    >>> units()["eco_gdp"], units()["secondary-nodes"]
    ('亿元', '个')
    """
    asked = {item.code: item.unit.zh for item in load_framework("regional").items}
    return asked | {code: s.unit for code, s in series().items()}


def on_line(line: int, fault: Sentence) -> Sentence:
    """Say where a fault stands, to follow the file's name."""
    return say(", line {line}: {fault}", "，第{line}行：{fault}", line=line, fault=fault)


def _value_faults(raw: pd.DataFrame) -> list[Sentence]:
    """Pandera's findings, each with its line."""
    try:
        _schema().validate(raw, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    out: list[Sentence] = []
    for check, group in cases.groupby("check", sort=False):
        lines = raw["line"].loc[group["index"].astype(int)]
        out += [
            on_line(line, _fault(str(check), str(given)))
            for line, given in zip(lines[:MOST], group["failure_case"], strict=False)
        ]
        if len(group) > MOST:
            more = "：另有{n}个单元格{check}"
            known = _CHECKS[str(check)]
            out.append(say(": {n} more cells: {check}", more, n=len(group) - MOST, check=known))
    return out


def _schema() -> pa.DataFrameSchema:
    checks = {
        "series": pa.Check.isin(list(units()), error="unknown series"),
        "region": pa.Check.isin([*regions(), NATION.code], error="unknown region"),
        "year": pa.Check.str_matches(r"^(19|20)[0-9][0-9]$", error="not a year"),
        "value": pa.Check(_is_number, error="not a number"),
        "unit": pa.Check.isin(["", *units().values()], error="unknown unit"),
        "status": pa.Check.isin(list(OBS_STATUS), error="unknown status"),
    }
    return pa.DataFrameSchema({name: pa.Column(str, check) for name, check in checks.items()})


def _is_number(column: pd.Series) -> pd.Series:
    """True for finite numbers in plain digits with a decimal point; nothing else is guessed at."""
    plain = column.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
    return plain & np.isfinite(pd.to_numeric(column.where(plain), errors="coerce"))


def _unit_faults(raw: pd.DataFrame) -> list[Sentence]:
    """A figure in another unit than its series has."""
    known = set(units().values())
    right = raw["series"].map(units())
    wrong = raw[right.notna() & raw["unit"].isin(known) & (raw["unit"] != right)]
    return [
        on_line(
            row.line,
            say(
                "{series} is in {right}, not {given!r}",
                "{series} 的单位是{right}，不是{given!r}",
                series=row.series,
                right=right[n],
                given=row.unit,
            ),
        )
        for n, row in zip(wrong.index, wrong.head(MOST).itertuples(), strict=False)
    ]


def _key_faults(raw: pd.DataFrame) -> list[Sentence]:
    """A figure that stands twice in one file."""
    again = raw[raw.duplicated(KEY)].head(MOST)
    first = raw.drop_duplicates(KEY).set_index(KEY)["line"]
    return [
        on_line(
            row.line,
            say(
                "({key}) stands already on line {first}",
                "（{key}）已出现在第{first}行",
                key=listed(key, quoted=True),
                first=first[key],
            ),
        )
        for row in again.itertuples()
        for key in [(row.series, row.region, row.year)]
    ]


def _fault(check: str, given: str) -> Sentence:
    """What is wrong with one cell, and what would be right."""
    if check == "unknown region":
        try:
            right = region(given).code
        except DefinitionError as error:
            return error.problems[0]
        return say(
            "region {given!r} is not a code; write {right}",
            "地区{given!r}不是代码，应写 {right}",
            given=given,
            right=right,
        )
    said = "{given!r} is {check}{hint}", "{given!r}{check}{hint}"
    hint = Sentence("", "")
    if check in ("unknown series", "unknown unit"):
        said = "{check} {given!r}.{hint}", "{check}：{given!r}。{hint}"
        known = units()
        hint = did_you_mean(given, list(known if check == "unknown series" else known.values()))
    elif check == "unknown status":
        said = "{check} {given!r}; {hint}", "{check}：{given!r}；{hint}"
        codes = " ".join(OBS_STATUS)
        hint = say("SDMX CL_OBS_STATUS has {codes}", "SDMX CL_OBS_STATUS 有 {codes}", codes=codes)
    elif check == "not a number":
        hint = _number_hint(given)
    return say(*said, given=given, check=_CHECKS[check], hint=hint)


def _number_hint(given: str) -> Sentence:
    if given.strip() in ("", "-", "—", "…", ".."):
        return Sentence(
            "; leave the row out where nothing is published", "；没有公布数据的，请删去整行"
        )
    if "O" in given.upper() and any(c.isdigit() for c in given):
        return Sentence(" (letter O for zero?)", "（是否把0写成了字母O？）")
    return Sentence("", "")
