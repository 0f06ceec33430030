"""One line on a target that can be printed as it stands, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devindex.definitions import Text
from devindex.errors import Sentence, say
from devindex.forecast.ceilings import last_step_text
from devindex.forecast.states import STATES
from devindex.forecast.units import value_text
from devindex.forecast.verdicts import band
from devindex.forecast.wording import chance, standstill_text

if TYPE_CHECKING:
    from devindex.forecast.assessment import Assessment

__all__ = ["told"]


def told(found: Assessment) -> Sentence:
    """The target, how likely it is to be reached, the latest figure and the evidence."""
    head = _head(found)
    reason = _both(found.state.reason)
    if found.probability is None:
        if found.state.state == "open":
            return say("{head}; {reason}", "{head}；{reason}", head=head, reason=reason)
        state = _both(STATES[found.state.state])
        return say(
            "{head}; {state}; {reason}", "{head}；{state}；{reason}",
            head=head, state=state, reason=reason,
        )  # fmt: skip
    if found.state.reached:
        return say("{head}; {reason}", "{head}；{reason}", head=head, reason=reason)
    line = say(
        "{head} is {word} to be met ({p}); {reason}; {evidence}",
        "{head}{word}（概率{p}）；{reason}；{evidence}",
        head=head, word=_likely(found.probability), p=chance(found.probability),
        reason=reason, evidence=_evidence(found),
    )  # fmt: skip
    for more in _caveats(found):
        line = say("{line}; {more}", "{line}；{more}", line=line, more=more)
    return line


def _likely(probability: float) -> Sentence:
    """The word for a probability, in Chinese with what it is of."""
    word = band(probability)
    half = word.zh.startswith("可能性")
    return Sentence(word.en, f"按期实现的{word.zh}" if half else f"{word.zh}按期实现")


def _head(found: Assessment) -> Sentence:
    target, threshold = found.target, found.state.threshold
    value = value_text(target.low, target.unit)
    if target.high is not None:
        value = say("{low} to {high}", "{low}至{high}", low=value_text(target.low, None),
                    high=value_text(target.high, target.unit))  # fmt: skip
    elif target.direction == "at_most":
        value = say("at most {value}", "不超过{value}", value=value)
    elif target.strict:
        value = say("more than {value}", "超过{value}", value=value)
    elif threshold == target.low:
        value = say("{value}", "达到{value}", value=value)
    if threshold != target.low:
        value = say(
            "{value} more, {whole} in all", "新增{value}、合计{whole}",
            value=value, whole=value_text(threshold, target.unit),
        )  # fmt: skip
    if target.deadline is None:
        return say("{name}: {value}", "{name}：{value}", name=_both(target.name), value=value)
    return say(
        "{name}: the target of {value} by {year}", "{name}：{year}年{value}的目标",
        name=_both(target.name), value=value, year=target.deadline.year,
    )  # fmt: skip


def _evidence(found: Assessment) -> Sentence:
    n = len(found.state.series or ())
    figures = say(
        "based on one announced figure" if n == 1 else "based on {n} announced figures",
        "依据{n}个公布数值",
        n=n,
    )
    if found.grade == "proxy" and found.probability_without_reference is not None:
        return say(
            "{figures} and on how {k} related series grew ({p} without them)",
            "{figures}，并参照{k}个相近序列的增长（不参照则为{p}）",
            figures=figures, k=len(found.references),
            p=chance(found.probability_without_reference),
        )  # fmt: skip
    if found.grade == "prior":
        return say(
            "{figures}, and so nearly on how other series usually grow alone",
            "{figures}，主要反映其他序列的一般增长规律",
            figures=figures,
        )
    return figures


def _caveats(found: Assessment) -> list[Sentence]:
    out = []
    if found.passed_unannounced:
        out.append(
            say(
                "by the forecast it may be reached already, and not announced",
                "按预测可能已经达到，只是尚未公布",
            )
        )
    if found.probability is not None:
        still = standstill_text(
            found.probability, found.probability_if_standstill, found.repeated_until
        )
        out += [still] if still is not None else []
    series = found.state.series
    if series is not None:
        step = last_step_text(series, found.state.threshold, found.probability_as_announced)
        out += [step] if step is not None else []
    if found.disagree:
        out.append(say("the rules of judgement disagree", "各判定规则结论不一"))
    return out


def _both(text: Text) -> Sentence:
    return Sentence(text.en, text.zh)
