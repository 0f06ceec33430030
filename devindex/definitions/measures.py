"""What says how a target is measured: values of ``indicators/targets``, checked when made."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from devindex.definitions.model import Text, Value
from devindex.errors import say

__all__ = ["UNMEASURED", "Break", "Link", "OnRequest", "Proxy", "SeriesRules"]

Reason = Literal[
    "no-series", "baseline-unknown", "ambiguous", "no-deadline", "requirement", "annual-task",
    "one-off-task",
]  # fmt: skip

UNMEASURED: dict[Reason, Text] = {
    "no-series": Text(zh="没有公开序列测度这一目标", en="no public series measures it"),
    "baseline-unknown": Text(
        zh="目标是相对某一水平的增长，而该水平没有公布",
        en="it is an increase over a level that is not public",
    ),
    "ambiguous": Text(
        zh="政策文件没有说清统计的是什么", en="the document leaves open what is counted"
    ),
    "no-deadline": Text(zh="政策文件没有规定期限", en="the document sets no deadline"),
    "requirement": Text(
        zh="这是技术要求或入选门槛，不是要达到的水平",
        en="it is a technical requirement or a threshold of membership, not a level to reach",
    ),
    "annual-task": Text(
        zh="这是每年一次的工作，不是统计指标", en="it is a task of every year, not a statistic"
    ),
    "one-off-task": Text(
        zh="这是一次性的工作，不是统计指标", en="it is a task done once, not a statistic"
    ),
}
"""Why a target is not measured, in words."""


class Break(Value):
    """A change of definition."""

    date: date
    rule: Literal["split", "bridge"]
    factor: float = Field(1.0, gt=0, description="bridge: multiplies the earlier figures")
    reason: Text


class SeriesRules(Value):
    """How the figures of one announced series are to be read."""

    code: str
    ceiling: float | None = Field(None, gt=0)
    never_falls: bool = False
    breaks: tuple[Break, ...] = Field((), alias="break")


class Proxy(Value):
    """A series whose growth, never its level, says something about a target."""

    series: str
    reason: Text
    lookalike: bool = False


class OnRequest(Value):
    """A series that is taken for a target only where the user names it."""

    series: str
    factor: float = Field(1.0, gt=0)
    reason: Text


class Link(Value):
    """The series that measures a target, or why none does."""

    target: str
    series: str | None = None
    measures: Literal["same", "near"] = "same"
    factor: float = Field(1.0, gt=0, description="turns the series' unit into the target's")
    base: str | None = Field(None, description="stated value the target is an increase on")
    unmeasured: Reason | None = None
    note: Text | None = None
    stated: str | None = Field(
        None, description="a stated value of the same thing, shown where no series has any"
    )
    proxies: tuple[Proxy, ...] = Field((), alias="proxy")
    on_request: tuple[OnRequest, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> Link:
        if (self.series is None) == (self.unmeasured is None):
            raise ValueError(
                say(
                    "give either series or unmeasured, one of the two",
                    "序列 series 与原因 unmeasured 须二者择一",
                )
            )
        return self

    @property
    def reason(self) -> Text | None:
        """Why the target is not measured, with the note; None where it is."""
        if self.unmeasured is None:
            return None
        why = UNMEASURED[self.unmeasured]
        if self.note is None:
            return why
        return Text(zh=f"{why.zh}：{self.note.zh}", en=f"{why.en}: {self.note.en}")
