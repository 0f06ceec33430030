"""The edit checks, made from the items of a framework: each an expression on one row."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from devindex.definitions import Framework, Item
from devindex.enterprise.returns import credit
from devindex.enterprise.returns.lists import industries, provinces, sizes
from devindex.enterprise.sources import TEXT_OF
from devindex.errors import Sentence

if TYPE_CHECKING:
    import ibis

__all__ = [
    "ACTIONS",
    "DIGITS",
    "GROUPS",
    "SEVERITIES",
    "TIMES",
    "Rule",
    "Severity",
    "answer_rules",
    "identity_rules",
    "phrases",
]

Severity = Literal["block", "ask", "inform"]
SEVERITIES: dict[Severity, Sentence] = {
    "block": Sentence("cannot stand", "不能保留"),
    "ask": Sentence("ask the firm", "须向企业核实"),
    "inform": Sentence("for information", "仅供参考"),
}
DIGITS = "credit code as a number"
"""Column that is added for the check of credit codes."""
WHOLE = 2.0**53
"""From here on neighbouring numbers are 1 or more apart."""
GROUPS = ("province", "industry", "size", "stratum")
"""Columns of few values: their rules look at each value once."""
TIMES = "times"
"""Column that is added where credit codes stand twice: how often."""

Action = Literal["firm", "answer", "none"]
ACTIONS: dict[Action, Sentence] = {
    "firm": Sentence("the firm is set aside", "整户剔除"),
    "answer": Sentence("the answer is left out", "该答案作缺失处理"),
    "none": Sentence("nothing is changed", "不作改动"),
}


@dataclass(frozen=True)
class Rule:
    """One edit check.

    Attributes
    ----------
    id
        Its name, the same for every item.
    item
        Column it is about.
    severity, action
        How grave a finding is, and what is done of it.
    fails
        Table to expression: true where the row breaks the rule; NULL is not.
    fault
        What is wrong, with ``{value}`` and ``{other}`` for what stands there.
    other
        A second column the sentence shows.
    shown
        Column the value is shown of, where it is not ``item``.
    suspect
        Table to an aggregate of all its rows that is above 0 where any breaks the rule, and NaN
        where that is not to be told. Sums of numbers cost an engine a tenth of counts of
        conditions, so rows are looked at only where it is not 0 or less.
    within
        Lowest and highest value that are allowed. An engine knows the range of a column without
        reading it, where the file says so.
    """

    id: str
    item: str
    severity: Severity
    action: Action
    fails: Callable[[ibis.Table], Any]
    fault: tuple[str, str]
    other: str | None = None
    shown: str | None = None
    suspect: Callable[[ibis.Table], Any] | None = None
    within: tuple[float, float] | None = None

    @property
    def key(self) -> str:
        """Rule and item in one word."""
        return f"{self.id}:{self.item}"


def identity_rules(
    outside: Sequence[str] | None, repeated: bool, texts: Sequence[str] = ()
) -> list[Rule]:
    """Checks of who a firm is. What breaks one of them is set aside whole.

    ``outside`` are strata of the table that are not in the frame (None: there is no frame);
    ``repeated`` says that some credit codes stand twice, in which case the table has a column
    ``TIMES``. ``texts`` are as for :func:`answer_rules`.
    """
    in_words = TEXT_OF.format("weight")
    in_words = in_words if in_words in texts else ""

    def weighs_nothing(t: ibis.Table) -> Any:
        wrong = ~((t["weight"] > 0) & (t["weight"] < math.inf)).fill_null(False)
        return wrong & t[in_words].isnull() if in_words else wrong

    def listing(item: str, known: Sequence[str], fault: tuple[str, str]) -> Rule:
        def fails(t: ibis.Table) -> Any:
            return ~t[item].isin(list(known)).fill_null(False)

        return Rule(item, item, "block", "firm", fails, fault)

    out = [
        Rule(
            "credit_code", "credit_code", "block", "firm",
            lambda t: ~credit.valid(t["credit_code"], t[DIGITS] if DIGITS in t.columns else None),
            ("credit code {value} is wrong; 18 characters are needed, the last one by GB 32100",
             "信用代码{value}有误，应为18位，且校验码符合 GB 32100"),
        ),
        listing(
            "province", provinces(),
            ("unknown province {value}; a code of GB/T 2260 as 440000 is needed",
             "无法识别省份{value}，应为 GB/T 2260 代码，如440000"),
        ),
        listing(
            "industry", list(industries()),
            ("unknown industry {value}; a division of GB/T 4754-2017, 06 to 46, is needed",
             "无法识别行业{value}，应为 GB/T 4754-2017 大类代码，06至46"),
        ),
        listing(
            "size", list(sizes()),
            ("unknown size class {value}; large, medium, small or micro is needed",
             "无法识别规模{value}，应为 large、medium、small 或 micro"),
        ),
        Rule(
            "weight", "weight", "block", "firm",
            weighs_nothing,
            ("weight {value}; a number above 0 is needed", "权数为{value}，应为大于0的数"),
        ),
    ]  # fmt: skip
    if in_words:
        out.append(
            Rule(
                "not-a-number", "weight", "block", "firm",
                lambda t: t[in_words].notnull(),
                ("weight {value} is not a number above 0", "权数{value}不是大于0的数值"),
                shown=in_words,
            )
        )  # fmt: skip
    unknown = (
        ("no stratum; the name of its stratum is needed", "没有填写层，应填所在层的名称")
        if outside is None
        else ("stratum {value} is not in the frame; a stratum of the frame is needed",
              "层{value}不在抽样框中，应为抽样框中的层")
    )  # fmt: skip
    out.append(
        Rule(
            "stratum", "stratum", "block", "firm",
            lambda t: t["stratum"].fill_null("").isin(["", *(outside or ())]),
            unknown,
        )
    )  # fmt: skip
    if repeated:
        out.append(
            Rule(
                "duplicate", "credit_code", "block", "firm",
                lambda t: t[TIMES].notnull(),
                ("credit code {value} stands {other} times; one row for each firm is needed",
                 "信用代码{value}出现{other}次，每户只应有一行"),
                other=TIMES,
            )
        )  # fmt: skip
    return out


def answer_rules(framework: Framework, texts: Sequence[str]) -> list[Rule]:
    """Checks of the answers, and of what they miss.

    ``texts`` are the columns of the table with cells that were no number.
    """
    items = {i.code: i for i in framework.items}
    out: list[Rule] = []
    for item in framework.items:
        if TEXT_OF.format(item.code) in texts:
            out.append(_not_a_number(item))
        out += _answers(item)
        if item.part_of:
            out.append(_part(item, items[item.part_of]))
    out.append(_nothing(list(items)))
    seen = set()
    for indicator in framework.indicators:
        if indicator.denominator is not None:
            top, bottom = items[indicator.numerator.name], items[indicator.denominator.name]
            if (top.code, bottom.code) not in seen:
                out.append(_no_denominator(top, bottom))
            seen.add((top.code, bottom.code))
    return out


def _not_a_number(item: Item) -> Rule:
    text = TEXT_OF.format(item.code)
    return Rule(
        "not-a-number", item.code, "block", "answer",
        lambda t: t[text].notnull(),
        ("{value} is not a number", "{value}不是数值"),
        shown=text,
        suspect=lambda t: t[text].count(),
    )  # fmt: skip


def _answers(item: Item) -> list[Rule]:
    """Range and scale."""
    code = item.code

    def broken(t: ibis.Table) -> Any:
        """Above 0 for what is not whole, NaN for what is not finite."""
        return (t[code] - _floor()(t[code])).sum()

    def finite(t: ibis.Table) -> Any:
        return (t[code] - t[code]).sum()

    if item.scale == "yes-no":
        return [
            Rule(
                "not-yes-no", code, "block", "answer",
                    lambda t: (t[code] != 0) & (t[code] != 1),
                ("{value} is neither 1 (yes) nor 0 (no)", "{value}既不是1（是）也不是0（否）"),
                suspect=broken,
                within=(0.0, 1.0),
            )
        ]  # fmt: skip
    out = [
        Rule(
            "out-of-range", code, "block", "answer",
            lambda t: _outside(t[code], item),
            _range_fault(item),
            suspect=finite if item.scale == "number" else None,
            within=_range(item),
        )
    ]  # fmt: skip
    if item.scale == "whole":
        out.append(
            Rule(
                "not-whole", code, "block", "answer",
                lambda t: _not_whole(t[code]),
                ("{value} is not a whole number", "{value}不是整数"),
                suspect=broken,
            )
        )  # fmt: skip
    return out


def floor(x: float) -> float:
    """Whole number below."""
    return float(math.floor(x))


@cache
def _floor() -> Any:
    """The engine's own :func:`floor`: ibis would make an integer of it, at twice the cost.

    Spark's is one already, so beyond 2^63 a number that is whole may seem not to be.
    """
    import ibis

    return ibis.udf.scalar.builtin(floor)


def _not_whole(x: Any) -> Any:
    """Above 2^53 every number is whole, and further up no integer can hold it."""
    small = x.abs() < WHOLE
    return small & (x != small.ifelse(x, 0.0).floor())


def _range(item: Item) -> tuple[float, float]:
    """Least and most; finite where there is no other bound."""
    largest = sys.float_info.max
    low = -largest if item.least is None else max(item.least, -largest)
    return low, largest if item.most is None else min(item.most, largest)


def _outside(x: Any, item: Item) -> Any:
    low, high = _range(item)
    return (x < low) | (x > high)


def _range_fault(item: Item) -> tuple[str, str]:
    if item.least is not None and item.most is not None:
        return (
            f"{{value}} is out of range; {item.least:g} to {item.most:g} is allowed",
            f"{{value}}超出范围，应在{item.least:g}至{item.most:g}之间",
        )
    if item.least is not None:
        return (
            f"{{value}} is out of range; a finite number of at least {item.least:g} is allowed",
            f"{{value}}超出范围，应为不小于{item.least:g}的有限数值",
        )
    return (
        "{value} is out of range; a finite number is allowed",
        "{value}超出范围，应为有限数值",
    )


def _part(item: Item, whole: Item) -> Rule:
    """A part above its whole, if neither is out of range itself."""
    name = whole.name

    def suspect(t: ibis.Table) -> Any:
        return -(t[whole.code] - t[item.code]).min()

    return Rule(
        "part-above-whole", item.code, "block", "answer",
        lambda t: (
            (t[item.code] > t[whole.code])
            & ~_outside(t[item.code], item)
            & ~_outside(t[whole.code], whole)
        ),
        (f"{{value}} is more than {{other}}, its whole: {_kept(name.en)} ({whole.code})",
         f"{{value}}大于其总体{{other}}：{_kept(name.zh)}（{whole.code}）"),
        other=whole.code,
        suspect=suspect,
    )  # fmt: skip


def _nothing(codes: Sequence[str]) -> Rule:
    def fails(t: ibis.Table) -> Any:
        import ibis

        return ibis.coalesce(*(t[c] for c in codes)).isnull()

    def suspect(t: ibis.Table) -> Any:
        import ibis

        return t.count() - ibis.coalesce(*(t[c] for c in codes)).count()

    return Rule(
        "no-answers", "", "ask", "none", fails,
        ("no item is answered; at least one is needed", "没有填报任何题项，至少应填一项"),
        suspect=suspect,
    )  # fmt: skip


def _no_denominator(top: Item, bottom: Item) -> Rule:
    """A ratio that cannot be made though its numerator is there; 0 of 0 is nothing to tell."""

    def fails(t: ibis.Table) -> Any:
        x, y = t[top.code], t[bottom.code]
        nothing = x.notnull() & y.isnull()
        if top.part_of == bottom.code:  # x of 0 is a part above its whole
            return nothing
        return nothing | ((y == 0) & (x != 0))

    def suspect(t: ibis.Table) -> Any:
        x, y = t[top.code], t[bottom.code]
        empty = x.count() - (y - x).count()
        if top.part_of == bottom.code:
            return empty
        return empty + (y == 0).ifelse((x != 0).ifelse(1.0, 0.0), 0.0).sum().fill_null(0.0)

    return Rule(
        "no-denominator", top.code, "inform", "none", fails,
        (f"{{value}}, but {_kept(bottom.name.en)} ({bottom.code}) is {{other}}, so there is no "
         "ratio; it is needed too",
         f"填了{{value}}，而{_kept(bottom.name.zh)}（{bottom.code}）为{{other}}，"
         "无法计算比率，该项也应填报"),
        other=bottom.code,
        suspect=suspect,
    )  # fmt: skip


def phrases(rule: Rule, item: Item | None) -> Sentence:
    """Words of a rule's findings, with ``{value}`` and ``{other}`` still to fill in."""
    en, zh = rule.fault
    if item is not None:
        en = f"{_kept(item.name.en)} ({item.code}): {en}"
        zh = f"{_kept(item.name.zh)}（{item.code}）：{zh}"
    return Sentence(en, zh)


def _kept(name: str) -> str:
    """A name that is not taken for something to fill in."""
    return name.replace("{", "{{").replace("}", "}}")
