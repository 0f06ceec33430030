"""How one firm's answers become scores, levels and grades: the values of ``rules.toml``."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from devindex.definitions.model import Code, Framework, Text, Value
from devindex.errors import Sentence, say

__all__ = [
    "DIVISIONS",
    "Condition",
    "DimensionRule",
    "FirmType",
    "IndustryClass",
    "MaturityLevel",
    "Peers",
    "PlatformGrade",
    "Score",
    "ScoringRules",
    "Security",
    "SecurityGrade",
    "Sizes",
    "Total",
]

DIVISIONS = tuple(f"{n:02d}" for n in range(6, 47))
"""Divisions of mining, manufacturing and utilities in GB/T 4754-2017."""

Points = Annotated[float, Field(ge=0, le=100)]
Grade = Annotated[int, Field(ge=1, le=3)]
Peer = Literal["province", "industry", "size"]


class Ruled(Value):
    """A rule, and who set it."""

    basis: Literal["definition", "official", "house"] = Field(
        description="definition: follows from the unit; official: stands in the source; "
        "house: our own proposal, which an office must set"
    )
    source: str | None = Field(None, description="document the rule or its names come from")

    @model_validator(mode="after")
    def _official_has_source(self) -> Ruled:
        if self.basis == "official" and self.source is None:
            raise ValueError(
                say(
                    "basis official needs the source it stands in",
                    "依据 basis 为 official 时，须写明出处 source",
                )
            )
        return self


class Score(Ruled):
    """Points of one indicator between two goalposts."""

    indicator: Code
    goalposts: tuple[float, float] = Field(
        description="lower and upper bound, in the indicator's unit"
    )
    transform: Literal["none", "log"] = "none"
    weight: float = Field(1.0, gt=0, description="relative to the others of its dimension")

    @model_validator(mode="after")
    def _goalposts_rise(self) -> Score:
        low, high = self.goalposts
        if not -math.inf < low < high < math.inf:
            raise ValueError(
                say(
                    "goalposts {given} must rise: [lower, upper]",
                    "阈值 {given} 须由小到大，先下限、后上限",
                    given=[low, high],
                )
            )
        if self.transform == "log" and low <= 0:
            raise ValueError(
                say(
                    "goalposts {given} cannot be logged; the lower one must be above 0",
                    "阈值 {given} 不能取对数，下限须大于0",
                    given=[low, high],
                )
            )
        return self


class DimensionRule(Ruled):
    """When a dimension has a score, and what it weighs."""

    code: Code
    weight: float = Field(1.0, gt=0, description="relative to the other dimensions")
    needs: int = Field(ge=1, description="indicators with a value it takes to have a score")


class Total(Ruled):
    """When a firm has a total score, and between which points all scores lie."""

    needs: int = Field(ge=1, description="dimensions with a score it takes to have a total")
    floor: Points = 0.0
    ceiling: Points = 100.0

    @model_validator(mode="after")
    def _rises(self) -> Total:
        if not self.floor < self.ceiling:
            raise ValueError(
                say(
                    "floor {floor:g} is not below ceiling {ceiling:g}",
                    "最低分 floor（{floor:g}）应小于最高分 ceiling（{ceiling:g}）",
                    floor=self.floor, ceiling=self.ceiling,
                )
            )  # fmt: skip
        return self


class Peers(Ruled):
    """Whom a firm is compared with."""

    by: tuple[Peer, ...] = Field(min_length=1)
    least: int = Field(ge=2, description="scored firms a group must have")


class MaturityLevel(Ruled):
    """A level reached by the total, with no dimension left behind."""

    level: int = Field(ge=1)
    name: Text
    score: Points = Field(description="least total score")
    dimensions: Points = Field(0.0, description="least score of every dimension that has one")


class Condition(Value):
    """A threshold on one answer, indicator or score."""

    item: Code | None = None
    indicator: Code | None = None
    score: Code | None = Field(None, description="code of a dimension, or total")
    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Condition:
        if sum(x is not None for x in (self.item, self.indicator, self.score)) != 1:
            raise ValueError(
                say(
                    "name one of item, indicator and score",
                    "题项 item、三级指标 indicator、得分 score 须三者择一",
                )
            )
        if (self.least is None) == (self.most is None):
            raise ValueError(
                say(
                    "give either least or most, one of the two",
                    "最小值 least 与最大值 most 须二者择一",
                )
            )
        return self

    @property
    def threshold(self) -> float:
        """What the answer, value or score is held against."""
        return float(self.least if self.least is not None else self.most or 0.0)


class PlatformGrade(Ruled):
    """A grade whose conditions, and those of all lower grades, must hold."""

    grade: int = Field(ge=1)
    name: Text
    conditions: tuple[Condition, ...] = Field(min_length=1)


class Sizes(Value):
    """Grade due for each size of firm."""

    large: Grade
    medium: Grade
    small: Grade
    micro: Grade

    @property
    def by_size(self) -> dict[str, int]:
        """Grade by size, largest first."""
        return dict(self)

    @model_validator(mode="after")
    def _falls_with_size(self) -> Sizes:
        if any(a < b for a, b in pairwise(self.by_size.values())):
            raise ValueError(
                say(
                    "a smaller firm is due a higher grade than a larger one",
                    "较小企业的应定级别高于较大企业",
                )
            )
        return self


class IndustryClass(Ruled):
    """Industries of one class; 3 is where an incident endangers most."""

    industry_class: Grade = Field(alias="class")
    name: Text
    industries: tuple[Annotated[str, StringConstraints(pattern=r"^\d\d$")], ...]


class FirmType(Ruled):
    """Firms of one type, and the security grade due by industry class and size."""

    type: int = Field(ge=1)
    name: Text
    item: Code | None = Field(None, description="yes-no item; none: the type of every firm")
    due: tuple[Sizes, Sizes, Sizes] = Field(description="for industry classes 1, 2 and 3")

    @field_validator("due")
    @classmethod
    def _rises_with_class(cls, value: tuple[Sizes, ...]) -> tuple[Sizes, ...]:
        for lower, higher in pairwise(value):
            if any(low > high for low, high in zip(_grades(lower), _grades(higher), strict=True)):
                raise ValueError(
                    say(
                        "a lower industry class is due a higher grade than the next",
                        "行业类别较低者的应定级别高于下一类别",
                    )
                )
        return value


def _grades(sizes: Sizes) -> tuple[int, ...]:
    return tuple(sizes.by_size.values())


class SecurityGrade(Ruled):
    """A grade, and the self-assessed score that shows it is reached."""

    grade: Grade
    name: Text
    pass_mark: Points


class Security(Value):
    """Class, type, grade due and grade reached."""

    item: Code = Field(description="item with the grade the firm declares")
    indicator: Code = Field(description="indicator that is the self-assessed score")
    source: str
    industry_classes: tuple[IndustryClass, ...] = Field(alias="industry_class")
    firm_types: tuple[FirmType, ...] = Field(alias="firm_type", min_length=1)
    grades: tuple[SecurityGrade, ...] = Field(alias="grade")

    @field_validator("industry_classes")
    @classmethod
    def _each_industry_once(cls, value: tuple[IndustryClass, ...]) -> tuple[IndustryClass, ...]:
        _numbered(value, "industry_class", 3)
        given = [code for one in value for code in one.industries]
        for code in sorted({*given, *DIVISIONS}):
            if code not in DIVISIONS:
                raise ValueError(
                    say(
                        "industry {code!r} is no division of industry; they run from 06 to 46",
                        "行业{code!r}不是工业大类，应为06至46",
                        code=code,
                    )
                )
            if given.count(code) != 1:
                raise ValueError(
                    say(
                        "industry {code!r} stands in {n} classes; it must stand in one",
                        "行业{code!r}列于{n}个类别，应只列于一个",
                        code=code,
                        n=given.count(code),
                    )
                )
        return value

    @field_validator("firm_types")
    @classmethod
    def _first_is_everyones(cls, value: tuple[FirmType, ...]) -> tuple[FirmType, ...]:
        _numbered(value, "type")
        if [t.item is None for t in value] != [True, *[False] * (len(value) - 1)]:
            raise ValueError(
                say(
                    "the first firm type has no item, every other one has",
                    "第一种企业类型不设题项 item，其余各类均须设",
                )
            )
        return value

    @field_validator("grades")
    @classmethod
    def _marks_do_not_fall(cls, value: tuple[SecurityGrade, ...]) -> tuple[SecurityGrade, ...]:
        _numbered(value, "grade", 3)
        _rising([g.pass_mark for g in value], "pass_mark")
        return value


class ScoringRules(Value):
    """Everything by which firms are scored; one file beside the framework it belongs to."""

    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    framework: SkipJsonSchema[Framework] = Field(exclude=True, repr=False)
    scores: tuple[Score, ...] = Field(alias="score")
    dimensions: tuple[DimensionRule, ...] = Field(alias="dimension")
    total: Total
    peers: Peers
    maturity: tuple[MaturityLevel, ...]
    platform_grades: tuple[PlatformGrade, ...] = Field(alias="platform_grade")
    security: Security

    @field_validator("maturity")
    @classmethod
    def _levels_rise(cls, value: tuple[MaturityLevel, ...]) -> tuple[MaturityLevel, ...]:
        _numbered(value, "level", 5)
        _rising([m.score for m in value], "score", strictly=True)
        _rising([m.dimensions for m in value], "dimensions")
        return value

    @field_validator("platform_grades")
    @classmethod
    def _four_grades(cls, value: tuple[PlatformGrade, ...]) -> tuple[PlatformGrade, ...]:
        _numbered(value, "grade", 4)
        return value

    @property
    def score_of(self) -> dict[str, Score]:
        """Rule of each indicator, by its code."""
        return {s.indicator: s for s in self.scores}


def _numbered(rules: tuple[Value, ...], field: str, count: int | None = None) -> None:
    """Refuse rules that are not numbered 1, 2, ... in their order."""
    given = [getattr(rule, field) for rule in rules]
    right = list(range(1, (count or len(given)) + 1))
    if given != right:
        raise ValueError(
            say(
                "{field} runs {given}; it must run {right}",
                "{field} 依次为 {given}，应依次为 {right}",
                field=_written(field), given=given, right=right,
            )
        )  # fmt: skip


def _rising(given: list[float], field: str, *, strictly: bool = False) -> None:
    """Refuse thresholds that fall, or stand still where they must rise."""
    if any(a > b or (strictly and a == b) for a, b in pairwise(given)):
        raise ValueError(
            say(
                "{field} runs {given}; a higher level must ask for more",
                "{field} 依次为 {given}，级别越高要求应越高",
                field=field,
                given=given,
            )
        )


def _written(field: str) -> Sentence:
    return Sentence(field, field) if field != "industry_class" else Sentence("class", "class")
