"""What fills an item of the regional questionnaire from returns of firms: values, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field, model_validator

from devindex.definitions.model import Code, Framework, Indicator, Text, Value
from devindex.errors import say

__all__ = ["Feed", "Feeds", "Threshold"]


class Threshold(Value):
    """What a firm's answer to an item has to be."""

    item: Code = Field(description="an item of the framework enterprise")
    least: float | None = Field(None, description="smallest answer that meets it")
    most: float | None = Field(None, description="largest answer that meets it")

    @model_validator(mode="after")
    def _asks(self) -> Threshold:
        if self.least is None and self.most is None:
            raise ValueError(
                say(
                    "the condition on {item} asks for nothing; give least or most",
                    "{item} 的条件没有要求，应给出 least 或 most",
                    item=self.item,
                )
            )
        return self


class Feed(Value):
    """How one item of the framework regional is estimated from the returns of firms."""

    item: Code = Field(description="an item of the framework regional")
    sum: Code | None = Field(
        None, description="item of the framework enterprise that is added up; firms if not given"
    )
    every: tuple[Threshold, ...] = Field((), description="conditions a firm must all meet")
    some: tuple[Threshold, ...] = Field((), description="conditions of which it must meet one")
    factor: float = Field(1.0, gt=0, description="turns the unit of the returns into the item's")
    proxy: bool = Field(False, description="true where it measures something near")
    reason: Text | None = Field(None, description="what makes it a proxy")

    @model_validator(mode="after")
    def _explained(self) -> Feed:
        if self.proxy != (self.reason is not None):
            raise ValueError(
                say(
                    "a proxy needs a reason, and a feed that is none has none",
                    "替代（proxy）须写明原因 reason，非替代不写",
                )
            )
        return self

    @property
    def items(self) -> tuple[str, ...]:
        """Items of the returns it reads."""
        own = () if self.sum is None else (self.sum,)
        return own + tuple(t.item for t in (*self.every, *self.some))


@dataclass(frozen=True)
class Feeds:
    """Feeds by the item they fill, and the framework of these items."""

    by_item: Mapping[str, Feed]
    framework: Framework

    def filled(self, beside: frozenset[str] = frozenset()) -> tuple[Indicator, ...]:
        """Indicators of which every item is fed, or stands ``beside``."""
        known = beside | set(self.by_item)
        return tuple(
            i
            for i in self.framework.indicators
            if all(q is None or q.name in known for q in (i.numerator, i.denominator))
        )

    def proxy(self, indicator: Indicator) -> bool:
        """Whether an item of the indicator is filled by something near."""
        names = [q.name for q in (indicator.numerator, indicator.denominator) if q is not None]
        return any(self.by_item[n].proxy for n in names if n in self.by_item)
