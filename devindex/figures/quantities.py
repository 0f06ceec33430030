"""What a picture of an index shows: the score, or a dimension, theme or indicator by its code."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from devindex.analysis.names import named, part_name
from devindex.definitions import NATION, Text, region
from devindex.errors import MethodError, Sentence, say, unknown
from devindex.index import Index

__all__ = ["Quantity", "proxies", "quantity", "region_in", "year_in"]

POINTS = Text(zh="分（0—100）", en="points, 0 to 100")


@dataclass(frozen=True, repr=False)
class Quantity:
    """Values of regions (rows, the nation among them) by years, with name and unit.

    ``estimated`` has the same shape: whether a value was imputed.
    """

    code: str
    name: Sentence
    unit: Text
    values: pd.DataFrame
    estimated: pd.DataFrame
    less_is_better: bool = False
    logarithmic: bool = False


def quantity(index: Index, node: str | None = None) -> Quantity:
    """The whole index if no node is given; an indicator in its own unit, with what is imputed.

    Raises
    ------
    MethodError
        For a code the index does not have, with the near miss.

    Examples
    --------
    >>> import devindex as dx
    >>> shown = quantity(dx.compute(dx.load_panel()), "it-services")
    >>> shown.name, shown.unit.en, shown.logarithmic
    ('IT services revenue relative to GDP', '% of GDP', True)
    """
    code = node or "index"
    nodes, framework = index.scores_of_nodes, index.framework
    if code in nodes.columns:
        values = nodes[code].unstack("year")
        name = part_name(framework, code)
        if code == "index":
            name = Sentence(framework.title.en, framework.title.zh)
        return Quantity(code, name, POINTS, values, values.isna() & False)
    if code not in index.inputs.columns:
        known = [*nodes.columns, *index.inputs.columns]
        raise MethodError(unknown("node or indicator", code, known))
    own = framework.by_code[code]
    return Quantity(
        code, part_name(framework, code), own.unit, index.inputs[code].unstack("year"),
        index.status[code].unstack("year") == "E", own.direction == "lower-better",
        own.transform == "log",
    )  # fmt: skip


def year_in(shown: Quantity, year: int | None) -> int:
    """The year asked for; the latest with a value if none is.

    Raises
    ------
    MethodError
        If there is no value of that year.
    """
    years = [int(y) for y in shown.values.columns[shown.values.notna().any()]]
    when = year if year is not None else years[-1] if years else None
    if when in years:
        return int(when)
    raise MethodError(
        say(
            "{name} has no value in {year}; there are values of {first} to {last}",
            "{name}没有{year}年的数值，有数值的年份为{first}至{last}年",
            name=shown.name, year=when, first=years[0], last=years[-1],
        )
        if years
        else say("{name} has no value in any year", "{name}在各年均没有数值", name=shown.name)
    )  # fmt: skip


def region_in(index: Index, word: str) -> str:
    """Code of a region of the index, by code or name.

    Raises
    ------
    MethodError
        If the index does not have it.
    """
    known = index.scores.index
    code = word if word in known else region(word).code
    if code not in known:
        raise MethodError(
            say(
                "the index does not have {name}; it has {n} regions",
                "指数中没有{name}，共有{n}个地区",
                name=named(code),
                n=len(known.drop(NATION.code, errors="ignore")),
            )
        )
    return code


def proxies(index: Index) -> Sentence:
    """What a note says where every scored indicator is a proxy; else nothing."""
    scored = index.framework.scored
    if not all(i.stands_for is not None and i.stands_for.proxy for i in scored):
        return Sentence("", "")
    return Sentence(
        "Public proxies: none measures the industrial internet itself.",
        "所用均为公开统计代理指标，不直接测量工业互联网。",
    )
