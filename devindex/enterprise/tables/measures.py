"""What is estimated: sums, means, ratios and shares of firms' answers, as values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from devindex.definitions import Framework
from devindex.errors import EnterpriseError, listed, say

__all__ = ["FIRMS", "Amount", "Condition", "Measure", "measures_of", "needed"]


@dataclass(frozen=True)
class Condition:
    """What the answer in a column has to be: at least, at most, or one word or number.

    Examples
    --------
    >>> Condition("platform-in-use", least=1.0).most is None
    True
    """

    column: str
    least: float | None = None
    most: float | None = None
    equal: str | float | None = None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None and self.equal is None:
            raise EnterpriseError(
                say(
                    "the condition on {column} asks for nothing; give least, most or equal",
                    "{column} 的条件没有要求，应给出 least、most 或 equal",
                    column=self.column,
                )
            )


@dataclass(frozen=True)
class Amount:
    """A number of each firm: the answer in a column, or 1, where all conditions hold.

    Attributes
    ----------
    column
        None counts firms.
    every, some
        Conditions that must all hold, and of which one must; where they do not hold the number
        is 0. A firm that left open whether they hold has not answered: an answer that is not
        there is neither yes nor no, but one yes is enough for ``some`` and one no for ``every``.
    """

    column: str | None = None
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns it reads."""
        own = () if self.column is None else (self.column,)
        return own + tuple(c.column for c in (*self.every, *self.some))


@dataclass(frozen=True)
class Measure:
    """One figure of a domain.

    Attributes
    ----------
    code
        Its name in the table of estimates.
    kind
        ``total`` of the numerator over all firms; its ``mean`` over firms; ``share`` of firms, the
        mean of a numerator that is 0 or 1; ``ratio`` of the total of the numerator to that of the
        denominator.
    factor
        Multiplies the figure: 100 gives per cent.

    Examples
    --------
    >>> Measure("E13", "mean", Amount("platform-use-level")).columns
    ('platform-use-level',)
    """

    code: str
    kind: Literal["total", "mean", "ratio", "share"]
    numerator: Amount
    denominator: Amount | None = None
    factor: float = 1.0

    def __post_init__(self) -> None:
        if (self.kind == "ratio") != (self.denominator is not None):
            raise EnterpriseError(
                say(
                    "measure {code} is a {kind}; a ratio has a denominator and nothing else has",
                    "指标 {code} 的类型为 {kind}；比率（ratio）须有分母，其他类型没有",
                    code=self.code, kind=self.kind,
                )
            )  # fmt: skip

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns it reads."""
        below = () if self.denominator is None else self.denominator.columns
        return self.numerator.columns + below


FIRMS = Measure("firms", "total", Amount())
"""Estimated number of firms."""


def measures_of(
    framework: Framework, columns: Collection[str] = (),
    categories: Mapping[str, Sequence[str | float]] | None = None,
) -> tuple[Measure, ...]:  # fmt: skip
    """Make the measures of a framework of firms: its indicators, the number of firms, scores.

    Parameters
    ----------
    framework
        With numerators and denominators that are items.
    columns
        Columns of the table; of each whose name begins with ``score`` the mean is a measure.
    categories
        Columns of levels or classes, each with all values it may take; the share of firms in each
        is a measure, named ``column=value``.

    Returns
    -------
    An indicator with a denominator is a ratio of totals, not a mean of the firms' ratios; one
    without is a mean. Codes are those of the indicators.

    Examples
    --------
    >>> from devindex.definitions import load_framework
    >>> made = measures_of(load_framework("enterprise"), categories={"maturity": (1, 2)})
    >>> [m.code for m in made][-3:], len(made)
    (['firms', 'maturity=1', 'maturity=2'], 39)
    """
    made = [
        Measure(
            i.code, "ratio" if i.denominator is not None else "mean", Amount(i.numerator.name),
            None if i.denominator is None else Amount(i.denominator.name), i.factor,
        )
        for i in framework.indicators
    ]  # fmt: skip
    made.append(FIRMS)
    made += [Measure(c, "mean", Amount(c)) for c in sorted(columns) if c.startswith("score")]
    for column, values in (categories or {}).items():
        made += [
            Measure(f"{column}={v}", "share", Amount(every=(Condition(column, equal=v),)))
            for v in values
        ]
    return tuple(made)


def needed(measures: Sequence[Measure]) -> list[str]:
    """Columns that measures read, each once.

    Raises
    ------
    EnterpriseError
        If there are none, or two have one code.
    """
    codes = [m.code for m in measures]
    if not codes:
        raise EnterpriseError(
            say("no measure is given; one is needed", "没有给出指标，至少需要一个")
        )
    if twice := sorted({c for c in codes if codes.count(c) > 1}):
        raise EnterpriseError(
            say(
                "measures {codes} come twice; each needs a code of its own",
                "指标 {codes} 重复，每个指标应有自己的代码",
                codes=listed(twice),
            )
        )
    return list(dict.fromkeys(c for m in measures for c in m.columns))
