"""What is meant: the values a framework is made of. Frozen, and checked when they are made."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from devindex.definitions.findings import sentences
from devindex.errors import DefinitionError, DevindexError, say

__all__ = [
    "LANGUAGES",
    "Aspect",
    "Dimension",
    "Direction",
    "Entry",
    "Framework",
    "Function",
    "Indicator",
    "Item",
    "Language",
    "Level",
    "Quantity",
    "Scoring",
    "StandsFor",
    "System",
    "Text",
    "Theme",
    "Value",
]

Direction = Literal["higher-better", "lower-better"]
Function = Literal["network", "identifier", "platform", "data", "security", "cross-cutting"]
System = Literal["policy", "infrastructure", "innovation", "application", "ecosystem"]
Aspect = Literal["basic-supply", "application-effect", "ecosystem-service", "economic-operation"]
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Level = Literal["national", "regional", "enterprise"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=48)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Value(BaseModel):
    """Frozen; a field that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    refusal: ClassVar[type[DevindexError]] = DefinitionError

    def __init__(self, /, **given: Any) -> None:
        """Check what is given by name; a mistake is an error of ours, one sentence for each."""
        try:
            super().__init__(**given)
        except ValidationError as error:
            kind = type(self)
            raise self.refusal(sentences(error, kind, kind.__name__)) from None

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # what is read from a
    # file passes by, so that its mistakes are told with their place


class Text(Value):
    """The same words in Chinese and in English."""

    zh: Sentence
    en: Sentence

    def __str__(self) -> str:
        return self.en

    def say(self, language: Language) -> str:
        """The words of one language."""
        return self.zh if language == "zh" else self.en


class Quantity(Value):
    """Something counted: an official series, or an item of the questionnaire. One of the two."""

    series: str | None = Field(None, description="a series of data/observations")
    item: str | None = Field(None, description="an item of the framework's items.toml")

    @model_validator(mode="after")
    def _one_of_two(self) -> Quantity:
        if (self.series is None) == (self.item is None):
            raise ValueError(
                say(
                    "give either series or item, one of the two",
                    "序列 series 与题项 item 须二者择一",
                )
            )
        return self

    @property
    def name(self) -> str:
        """Code of the series or of the item."""
        return self.series or self.item or ""


class StandsFor(Value):
    """The indicator of the full framework that a public figure stands in for."""

    indicator: Code
    proxy: bool = Field(description="true where it measures something near, not the thing itself")


class Entry(Value):
    """Anything a framework names: a code for ever, and a name in both languages."""

    code: Code
    name: Text


class Item(Entry):
    """One line of a questionnaire, and the answers it allows."""

    unit: Text
    scale: Literal["number", "whole", "yes-no"] = Field(
        "number", description="any number, a whole number, or 1 for yes and 0 for no"
    )
    least: float | None = Field(None, description="smallest answer allowed")
    most: float | None = Field(None, description="largest answer allowed")
    part_of: Code | None = Field(None, description="item of which this one counts a part")
    dimension: Code | None = Field(
        None, description="dimension that asks for it, where no indicator uses it"
    )
    cumulative: bool = Field(False, description="true for a running total, which never falls")

    @model_validator(mode="after")
    def _range(self) -> Item:
        if self.least is not None and self.most is not None and not self.least < self.most:
            raise ValueError(
                say(
                    "least {least:g} is not below most {most:g}",
                    "最小值 least（{least:g}）应小于最大值 most（{most:g}）",
                    least=self.least, most=self.most,
                )
            )  # fmt: skip
        if self.scale == "yes-no" and not (self.least is None and self.most is None):
            raise ValueError(
                say(
                    "a yes-no item has no least or most",
                    "是否类题项不设最小值 least 和最大值 most",
                )
            )
        return self


class Dimension(Entry):
    """First level of the tree (一级指标)."""

    weight: float = Field(1.0, gt=0, description="relative to the other dimensions")


class Theme(Entry):
    """Second level of the tree (二级指标)."""

    dimension: Code
    weight: float = Field(1.0, gt=0, description="relative to the other themes of its dimension")


class Indicator(Entry):
    """Third level of the tree (三级指标): what is measured, in which unit, and what is good."""

    theme: Code
    definition: Text
    rationale: Text
    unit: Text = Field(description='with its base: "% of GDP", "ports per 100 residents"')
    direction: Direction
    numerator: Quantity
    denominator: Quantity | None = None
    companion: Quantity | None = Field(
        None,
        description="a second figure the policy text names beside this one; collected, not scored",
    )
    factor: float = Field(1.0, gt=0, description="turns numerator / denominator into the unit")
    function: Function
    system: System
    aspect: Aspect
    document: str = Field(description="a document of data/targets/documents.csv")
    basis: Literal["direct", "derived"] = Field(
        description="direct: a sentence of the document is about this level"
    )
    targets: tuple[str, ...] = Field((), description="targets of data/targets/targets.csv")
    transform: Literal["none", "log"] = Field("none", description="declared treatment of skewness")
    scored: bool = Field(False, description="true where it enters the index")
    weight: float = Field(1.0, gt=0, description="relative to the other indicators of its theme")
    goalposts: tuple[float, float] | None = Field(
        None,
        description="fixed lower and upper bound, in the indicator's unit",
    )
    head_office: bool = Field(
        False,
        description="true where figures are booked at the head office, not where work is done",
    )
    stands_for: StandsFor | None = None
    nation: Literal["ratio-of-sums", "weighted-mean", "none"] = Field(
        "none", description="how the nation's own value is found from the provinces'"
    )
    nation_weight: str | None = Field(
        None, description="series that weighs the provinces where nation is weighted-mean"
    )

    @property
    def sign(self) -> int:
        """+1 where more is better, -1 where less is."""
        return 1 if self.direction == "higher-better" else -1

    @field_validator("unit")
    @classmethod
    def _with_base(cls, value: Text) -> Text:
        if "%" in (value.zh, value.en):
            raise ValueError(
                say(
                    '"%" alone has no base; write "% of GDP" or the like',
                    "只写“%”没有基数，应写明如“占地区生产总值的%”",
                )
            )
        return value

    @field_validator("goalposts")
    @classmethod
    def _ordered(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and not -math.inf < value[0] < value[1] < math.inf:
            raise ValueError(
                say(
                    "goalposts {given} must rise: [lower, upper]",
                    "阈值 {given} 须由小到大，先下限、后上限",
                    given=list(value),
                )
            )
        return value


class Scoring(Value):
    """Years a scored framework lives by; fixed with its version."""

    history: tuple[int, int] = Field(description="first and last year of the published scores")
    extended: tuple[int, int] = Field(description="years also computed, outside the history marked")
    base_window: tuple[int, int] = Field(description="years the goalposts were set from")
    base_year: int = Field(description="the nation in this year has development index 100")
    goalpost_rule: Text
    recipe: Code = Field(description="headline recipe, a file of the folder recipes/")

    @model_validator(mode="after")
    def _in_order(self) -> Scoring:
        for name in ("history", "extended", "base_window"):
            first, last = getattr(self, name)
            if first > last:
                raise ValueError(
                    say(
                        "{name} [{first}, {last}] must rise: [first, last]",
                        "{name} [{first}, {last}] 须由小到大，先首年、后末年",
                        name=name,
                        first=first,
                        last=last,
                    )
                )
        for year in (*self.history, *self.base_window, self.base_year):
            if not self.extended[0] <= year <= self.extended[1]:
                raise ValueError(
                    say(
                        "{year} lies outside the extended years {first} to {last}",
                        "{year}年不在扩展年份{first}至{last}年之内",
                        year=year,
                        first=self.extended[0],
                        last=self.extended[1],
                    )
                )
        return self


class Framework(Value):
    """Tree of dimension, theme and indicator, with its items; versioned."""

    id: Code
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    level: Level
    title: Text
    summary: Text
    scoring: Scoring | None = None
    linking: Literal["chained", "fixed-base"] = Field(
        "chained", description="how years of the national index are compared: national level only"
    )
    dimensions: tuple[Dimension, ...]
    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]
    items: tuple[Item, ...] = ()
    references: tuple[str, ...] = Field(
        (),
        description="series of indices published by others, shown beside and never computed from",
    )
    files: tuple[tuple[str, str], ...] = Field((), exclude=True, repr=False)
    """Name and text of each file it was read from, so that a release can carry them."""

    @property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by their code, in the order of the tree."""
        return {i.code: i for i in self.indicators}

    @property
    def scored(self) -> tuple[Indicator, ...]:
        """Indicators that enter the index, in the order of the tree."""
        return tuple(i for i in self.indicators if i.scored)

    def dimension_of(self, indicator: Indicator) -> Dimension:
        """Dimension an indicator belongs to."""
        theme = next(t for t in self.themes if t.code == indicator.theme)
        return next(d for d in self.dimensions if d.code == theme.dimension)

    def matrix(self) -> dict[tuple[Function, System], tuple[str, ...]]:
        """Codes of the indicators in each function × system cell that has any."""
        cells: dict[tuple[Function, System], tuple[str, ...]] = {}
        for i in self.indicators:
            cells[i.function, i.system] = (*cells.get((i.function, i.system), ()), i.code)
        return cells
