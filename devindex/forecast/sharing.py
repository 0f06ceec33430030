"""A national target shared among provinces by a declared rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Target, Text, load_links, regions
from devindex.definitions import target as find_target
from devindex.errors import ForecastError, Sentence, listed, say, unknown
from devindex.kinds import require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULES", "Rule", "by_region", "no_region", "share_target"]

Floats = NDArray[np.float64]
NATION = "000000"


@dataclass(frozen=True)
class Rule:
    """How a total is shared; ``share`` takes the total, current values and sizes, (n,) each."""

    name: Text
    formula: str
    share: Callable[[float, Floats, Floats], Floats]
    needs: tuple[str, ...]
    """Which of ``current`` and ``size`` the rule cannot do without."""


def _by_size(total: float, current: Floats, size: Floats) -> Floats:
    return np.asarray(total * size / size.sum())


def _by_current(total: float, current: Floats, size: Floats) -> Floats:
    return np.asarray(total * current / current.sum())


def _catch_up(total: float, current: Floats, size: Floats) -> Floats:
    """Water-filling: those with least per unit of size first, nobody falls. (n,)."""
    order = np.argsort(current / size, kind="stable")
    filled, left = np.cumsum(size[order]), np.cumsum(current[order][::-1])[::-1]
    kept = np.append(left[1:], 0.0)
    levels = (total - kept) / filled
    nexts = np.append((current / size)[order][1:], np.inf)
    level = levels[int(np.argmax(levels <= nexts))]
    return np.asarray(np.maximum(current, level * size))


RULES = MappingProxyType(
    {
        "size": Rule(
            Text(zh="按规模分配", en="by size"), "T s_i / sum(s)", _by_size, ("size",)
        ),
        "current-share": Rule(
            Text(zh="按现有份额分配", en="by current share"),
            "T y_i / sum(y)", _by_current, ("current",),
        ),
        "catch-up": Rule(
            Text(zh="按追赶原则分配", en="by catch-up"),
            "max(y_i, m s_i), the level m such that the sum is T: what is added goes to those with "
            "the least per unit of size, and nobody falls", _catch_up, ("current", "size"),
        ),
    }
)  # fmt: skip
"""Rules by code; T the target, y current values, s sizes."""


def share_target(
    target: Target | str | float, current: pd.Series, size: pd.Series | None = None,
    rule: str = "size", *, digits: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Share a national total among the provinces of ``current``.

    Parameters
    ----------
    target
        A target that is a total, its id, or a number. Of a target that is an increase on a base
        its document states, base and increase are shared together.
    current
        Present value by region code; a missing one leaves the gap unknown under rule "size", and
        is refused by the others.
    size
        Size by region code, such as industrial value added, above zero. Its regions that are not
        in ``current`` are left out.
    rule
        A code of ``RULES``.
    digits
        Digits after the point that shares are given to. They add up to the target exactly, by
        largest remainders (Hamilton's method); of equal ones the lower code comes first.

    Returns
    -------
    DataFrame
        By region: ``current``, ``size``, ``share``, ``gap`` (0 where the share is reached) and
        ``needed``, the share over the current value less one.

    Raises
    ------
    ForecastError
        For a rate, a coverage, a requirement or a value asked of each region, a table without a
        region, a code that is of no region, an unknown rule, the nation among its provinces,
        provinces without what the rule needs, each named, and a target below what provinces have
        by catch-up.

    Examples
    --------
    >>> import pandas as pd
    >>> now = pd.Series({"110000": 40, "120000": 10, "130000": 30})
    >>> size = pd.Series({"110000": 1.0, "120000": 1.0, "130000": 2.0})
    >>> share_target(100, now, size, "catch-up")["share"].to_dict()
    {'110000': 40.0, '120000': 20.0, '130000': 40.0}
    """
    import pandas as pd

    total = _total(target, digits)
    if rule not in RULES:
        raise ForecastError(unknown("rule of sharing", rule, RULES))
    require(current, pd.Series, "current", ForecastError)
    require(size, pd.Series | None, "size", ForecastError)
    table = pd.DataFrame({"current": by_region(current)}).sort_index()
    if table.empty:
        raise ForecastError(no_region("current"))
    table["size"] = np.nan if size is None else by_region(size).reindex(table.index)
    if NATION in table.index:
        raise ForecastError(
            say(
                "{code} is the nation, not one of its provinces; leave it out",
                "{code}是全国，不是省份，请去掉",
                code=NATION,
            )
        )
    strange = [unknown("region", r, regions()) for r in table.index if r not in regions()]
    if strange:
        raise ForecastError(strange)
    _require(table, RULES[rule])
    exact = RULES[rule].share(total, table["current"].to_numpy(), table["size"].to_numpy())
    if exact.sum() > total * (1 + 1e-9):
        raise ForecastError(
            say(
                "provinces have {sum:,.12g} in all, more than the target of {total:,.12g}, so "
                "there is nothing to share by catch-up",
                "各省合计已有{sum:,.12g}，超过目标{total:,.12g}，没有可按追赶原则分配的增量",
                sum=table["current"].sum(), total=total,
            )
        )  # fmt: skip
    table["share"] = _rounded(exact, total, digits)
    table["gap"] = (table["share"] - table["current"]).clip(lower=0.0)
    table["needed"] = table["share"] / table["current"].where(table["current"] > 0) - 1
    return table.rename_axis("region")


def _total(target: Target | str | float, digits: int) -> float:
    require(digits, int, "digits", ForecastError)
    require(target, Target | str | float, "target", ForecastError)
    if isinstance(target, str):
        target = find_target(target)
    if isinstance(target, Target):
        target = _whole_of(target)
    scaled = target * 10.0**digits
    if target <= 0 or abs(scaled - round(scaled)) > 1e-6:
        raise ForecastError(
            say(
                "the target is {total:.12g}; a number above zero with at most {digits} digits "
                "after the point is needed",
                "目标为{total:.12g}，应为大于零且小数位不超过{digits}位的数值",
                total=target, digits=digits,
            )
        )  # fmt: skip
    return float(target)


def _whole_of(target: Target) -> float:
    """What a target asks for of the nation as a whole; an increase on top of its stated base."""
    links = load_links()
    link = links.links.get(target.id)
    code, grows = (link.series, link.base) if link is not None else (None, None)
    refused: Sentence | None = None
    if target.kind != "target":
        refused = say(
            "{target} is a task or a requirement, in {unit}; only a total can be shared",
            "{target} 是工作任务或要求（{unit}），只有总量可以分配",
            target=target.id, unit=_unit(target),
        )  # fmt: skip
    elif target.base.startswith("increment"):
        if grows is not None:
            return links.threshold(target)
        refused = say(
            "{target} is an increase on a stock that is not stated, so the total is not known; "
            "give the total as a number",
            "{target} 是增量，原有数量未写明，总量未知；请直接给出总量",
            target=target.id,
        )  # fmt: skip
    elif target.base.startswith("per "):
        refused = say(
            "{target} asks for {value:g} of each region, which is no total; only a total can be "
            "shared",
            "{target} 对每个地区都要求{value:g}，不是总量；只有总量可以分配",
            target=target.id, value=target.low,
        )  # fmt: skip
    elif target.base and not target.base.startswith("of "):
        refused = say(
            "{target} is a rate, in {unit}; only a total can be shared",
            "{target} 是比率（{unit}），只有总量可以分配",
            target=target.id, unit=_unit(target),
        )  # fmt: skip
    elif target.base or (code is not None and links.rules_of(code).ceiling is not None):
        refused = say(
            "{target} counts how much of a given whole is covered, in {unit}, and provinces may "
            "cover the same part; only a total can be shared",
            "{target} 说的是对既定总体的覆盖（{unit}），各省可以覆盖同一部分；只有总量可以分配",
            target=target.id, unit=_unit(target),
        )  # fmt: skip
    if refused is not None:
        raise ForecastError(refused)
    return target.low


def _unit(target: Target) -> Sentence:
    return Sentence(target.unit.en, target.unit.zh)


def no_region(name: str) -> Sentence:
    """A table by region that has none."""
    return say("{name} holds no region; one or more is needed", "{name} 中没有地区，至少应有一个",
               name=name)  # fmt: skip


def by_region(values: pd.Series) -> pd.Series:
    """Numbers by region code, every fault of them told together."""
    try:
        out = values.astype(float)
    except (TypeError, ValueError):
        raise ForecastError(
            say("a value by region is no number", "地区数值中含有不是数值的内容")
        ) from None
    out.index = out.index.astype(str)
    twice = list(out.index[out.index.duplicated()])
    problems = []
    if twice:
        problems.append(
            say("region {names} comes twice", "地区{names}重复", names=listed(twice))
        )  # fmt: skip
    if np.isinf(out).any() or (out < 0).any():
        problems.append(
            say("a value by region is below zero or infinite", "地区数值为负或无穷")
        )  # fmt: skip
    if problems:
        raise ForecastError(problems)
    return out


_COLUMNS = {"current": Sentence("current value", "现值"), "size": Sentence("size", "规模")}


def _require(table: pd.DataFrame, rule: Rule) -> None:
    problems = []
    for column in rule.needs:
        absent = table.index[~(table[column] > 0) if column == "size" else table[column].isna()]
        if len(absent):
            problems.append(
                say(
                    "shares {rule} need a {column} for {names}",
                    "{rule}须有{names}的{column}",
                    rule=Sentence(rule.name.en, rule.name.zh), column=_COLUMNS[column],
                    names=listed(absent),
                )
            )  # fmt: skip
    if not problems and "current" in rule.needs and not table["current"].sum() > 0:
        problems.append(say("all current values are zero", "现值全部为零"))
    if problems:
        raise ForecastError(problems)


def _rounded(exact: Floats, total: float, digits: int) -> Floats:
    """Largest remainders: units rounded down, and one more where most was cut off. (n,)."""
    units = exact * 10.0**digits
    whole = np.floor(units + 1e-9)
    left = round(total * 10.0**digits - whole.sum())
    more = np.argsort(-(units - whole), kind="stable")[: max(left, 0)]
    whole[more] += 1
    return np.asarray(whole / 10.0**digits)
