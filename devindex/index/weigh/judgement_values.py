"""One expert's judgements as values: how numbers are read, what each kind holds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from unicodedata import normalize

from devindex.errors import MethodError, Sentence, say, unknown

__all__ = [
    "BEST_WORST",
    "CODE",
    "KINDS",
    "KIND_OF",
    "Experts",
    "Judgements",
    "checked",
    "number",
    "out_of_range",
]

KINDS = ("ahp", "best-worst", "budget")
RATIOS = ("best_to_others", "others_to_worst")
BEST_WORST = ("best", "worst", *RATIOS)
CODE = Sentence("code", "代码")
KIND_OF = Sentence("kind of judgements", "判断类型")
Experts = dict[str, dict[str, Any]]
LEAST, MOST = 1e-6, 1e6
"""A ratio beyond these is no judgement but a slip, and past what the solvers can tell apart."""


@dataclass(frozen=True)
class Judgements:
    """Judgements of one kind, by expert, and where they are from.

    An expert of kind ``ahp`` holds ``{a: {b: 3.0}}``: a is three times as important as b. One of
    ``best-worst`` holds ``best``, ``worst``, ``best_to_others`` and ``others_to_worst``, one of
    ``budget`` points by code.
    """

    kind: str
    experts: Mapping[str, Mapping[str, Any]]
    source: str


def number(value: object) -> float | Sentence:
    """Read a number as people write it, or say what is wrong with it.

    Full-width digits and fractions are read; nothing else is guessed at.

    Examples
    --------
    >>> number(3), number("１/４"), number(" 0.5 ")
    (3.0, 0.25, 0.5)
    >>> number("1O")
    "'1O' is not a number (letter O for zero?)"
    """
    if type(value) in (int, float) and math.isfinite(value):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, (date, time)):
        return say(
            "{value} is a date; spreadsheets make one of 1/3: type it in a cell of text, or 0.333",
            "{value}是日期；电子表格会把1/3变成日期：请在文本格式的单元格中输入，或写0.333",
            value=value,
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if isinstance(value, str):
        text = normalize("NFKC", value).strip().replace("\u2044", "/")
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:\s*/\s*(\d+(?:\.\d+)?))?", text, re.ASCII)
        if found and float(found[2] or 1):
            return float(found[1]) / float(found[2] or 1)
    letter_o = isinstance(value, str) and re.search(r"\d[oO]|[oO]\d", value)
    hint = Sentence(" (letter O for zero?)", "（是否把0写成了字母O？）")
    return say(
        "{value!r} is not a number{hint}",
        "{value!r}不是数字{hint}",
        value=value,
        hint=hint if letter_o else Sentence("", ""),
    )


def checked(kind: str, experts: Mapping[str, Any], source: str = "") -> Experts:
    """Judgements with every number read; which codes they may name is not known here.

    Raises
    ------
    MethodError
        One sentence for each entry that is not what the kind needs.

    Examples
    --------
    >>> checked("budget", {"zhang": {"a": "４０", "b": 60}})
    {'zhang': {'a': 40.0, 'b': 60.0}}
    """
    problems: list[Sentence] = []

    def at(place: str, fault: Sentence) -> None:
        head = ", ".join(p for p in (source, place.strip(".")) if p)
        problems.append(
            say("{head}: {fault}", "{head}：{fault}", head=head, fault=fault) if head else fault
        )

    def numbers(place: str, given: object, what: Sentence) -> dict[str, float]:
        if not isinstance(given, Mapping):
            need = "a table of codes with {what} is needed", "应为代码与{what}的表"
            at(place, say(*need, what=what))
            return {}
        out: dict[str, float] = {}
        for code, value in given.items():
            read = number(value)
            fault = read if isinstance(read, Sentence) else out_of_range(kind, read)
            if fault is not None:
                at(f"{place}.{code}", fault)
            if not isinstance(read, Sentence):
                out[str(code)] = read
        return out

    ratios, points = Sentence("ratios", "比值"), Sentence("points", "分值")
    out: Experts = {}
    for expert, said in experts.items():
        if not isinstance(said, Mapping):
            at(expert, say("a table of judgements is needed", "应为判断的表"))
        elif kind == "budget":
            out[expert] = numbers(expert, said, points)
        elif kind == "ahp":
            out[expert] = {str(a): numbers(f"{expert}.{a}", row, ratios) for a, row in said.items()}
        else:
            part = Sentence("part of a best-worst judgement", "最优最劣判断的内容")
            for name in (n for n in said if n not in BEST_WORST):
                at(expert, unknown(part, str(name), BEST_WORST))
            for name in (n for n in BEST_WORST if n not in said):
                at(expert, say("{name!r} is missing", "缺少{name!r}", name=name))
            clean: dict[str, Any] = {n: str(said.get(n, "")) for n in ("best", "worst")}
            for name in (n for n in RATIOS if n in said):
                clean[name] = numbers(f"{expert}.{name}", said[name], ratios)
            out[expert] = clean
    if problems:
        raise MethodError(problems)
    return out


def out_of_range(kind: str, value: float) -> Sentence | None:
    """What is wrong with the size of a judgement, if anything.

    Examples
    --------
    >>> out_of_range("ahp", 3.0), out_of_range("best-worst", 1e7)
    (None, '1e+07 is no ratio of importance; a ratio is from 1e-6 to 1e6')
    """
    if kind == "budget" and value >= 0:
        return None
    if kind == "budget":
        few = "{value:g} points; points are zero or more", "{value:g}分；分值不小于零"
        return say(*few, value=value)
    if kind == "best-worst" and value < 1:
        return say(
            "{value:g} is less than 1; nothing is more important than the best, or less than the "
            "worst",
            "{value:g}小于1；没有比最重要项更重要、比最不重要项更不重要的",
            value=value,
        )
    if value <= 0:
        return say(
            "{value:g} is not above zero; write 1/3 where the second is three times as important",
            "{value:g}不大于零；后者的重要性为前者三倍时写1/3",
            value=value,
        )
    if LEAST <= value <= MOST:
        return None
    return say(
        "{value:g} is no ratio of importance; a ratio is from 1e-6 to 1e6",
        "{value:g}不是合理的重要性之比；比值应在1e-6与1e6之间",
        value=value,
    )
