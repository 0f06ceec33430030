"""What may vary: the choices that could be defended in place of a recipe's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from devindex.errors import MethodError, Sentence, say, unknown
from devindex.index.recipe import Choice, Levels, Recipe
from devindex.index.registry import find

__all__ = ["FACTORS", "LEVELS", "WEIGHTS", "Space"]

LEVELS = tuple(Levels.model_fields)
WEIGHTS = ("dirichlet", "simplex", "relative", "fixed")
FACTORS = ("impute", "treat", "normalise", "weights", "aggregate", "leave_out", "noise")
"""What varies, by the name it has in :class:`Space` and in a table of sensitivities."""


@dataclass(frozen=True)
class Space:
    """The choices that are drawn, all at once; the recipe's own are always among them.

    ``impute``, ``treat`` and ``normalise`` list alternatives for the whole index, drawn with equal
    chance; an empty list leaves the recipe's. ``aggregate`` lists alternatives for every node of a
    level, each level drawn by itself.

    ``weights`` says how the weights of each group of siblings are drawn:

    - ``dirichlet`` around the recipe's, with parameters that sum to ``concentration``: 20 moves
      the weight of one of two equal siblings by 0.11 (one standard deviation);
    - ``simplex`` anywhere, every set of weights with equal chance;
    - ``relative`` each multiplied by 1 plus a uniform number between -``spread`` and ``spread``;
    - ``fixed`` as they are.

    ``weigh_levels`` says for the siblings of which levels. With chance ``leave_out`` one to
    ``most_left_out`` indicators, any, are left out. ``errors`` holds standard errors of indicators
    in their own units, (region, year) × indicator, from which normal noise is drawn; a cell
    without one has none.

    Examples
    --------
    >>> Space().normalise[0].method
    'minmax'
    >>> Space.still(weights="simplex").varying()
    ('weights',)
    """

    impute: tuple[Choice, ...] = (Choice(method="none"), Choice(method="linear"))
    treat: tuple[Choice, ...] = (Choice(method="winsorise"),)
    normalise: tuple[Choice, ...] = (
        Choice(method="minmax", parameters={"floor": 1.0, "clip": True}),
        Choice(method="zscore", parameters={"centre": 50.0, "spread": 16.0, "limit": 3.0}),
        Choice(method="percentile-rank", parameters={"floor": 1.0}),
    )
    aggregate: dict[str, tuple[Choice, ...]] = field(
        default_factory=lambda: {
            level: (Choice(method="arithmetic"), Choice(method="geometric"))
            for level in ("theme", "dimension")
        }
    )
    weights: str = "dirichlet"
    concentration: float = 20.0
    spread: float = 0.25
    weigh_levels: tuple[str, ...] = LEVELS
    leave_out: float = 0.5
    most_left_out: int = 1
    errors: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        problems: list[str] = [*self._unknown(), *self._outside()]
        if problems:
            raise MethodError(problems)
        for step in ("impute", "treat", "normalise"):
            _check(step, getattr(self, step))
        for choices in self.aggregate.values():
            _check("aggregate", choices)

    @classmethod
    def still(cls, **changes: Any) -> Space:
        """Nothing varies but what is named."""
        nothing: dict[str, Any] = dict.fromkeys(("impute", "treat", "normalise"), ())
        return cls(**{**nothing, "aggregate": {}, "weights": "fixed", "leave_out": 0.0, **changes})

    def _unknown(self) -> list[Sentence]:
        levels = [*self.aggregate, *self.weigh_levels]
        out = [unknown("level", level, LEVELS) for level in levels if level not in LEVELS]
        if self.weights not in WEIGHTS:
            out.append(unknown("way to draw weights", self.weights, WEIGHTS))
        return out

    def _outside(self) -> list[Sentence]:
        wrong = [
            ("concentration", self.concentration, "above 0", "大于0", self.concentration > 0),
            ("spread", self.spread, "0 to 1", "0至1", 0 <= self.spread <= 1),
            ("leave_out", self.leave_out, "0 to 1", "0至1", 0 <= self.leave_out <= 1),
            (
                "most_left_out", self.most_left_out, "a whole number, 1 or more", "不小于1的整数",
                isinstance(self.most_left_out, int) and self.most_left_out >= 1,
            ),
        ]  # fmt: skip
        return [
            say(
                "{name} is {value}; it should be {right}",
                "{name}为{value}，应为{right}",
                name=name, value=value, right=Sentence(en, zh),
            )
            for name, value, en, zh, good in wrong
            if not good
        ]  # fmt: skip

    def varying(self) -> tuple[str, ...]:
        """Names of the factors that can take more than one value."""
        held = {
            "impute": bool(self.impute),
            "treat": bool(self.treat),
            "normalise": bool(self.normalise),
            "weights": self.weights != "fixed" and bool(self.weigh_levels),
            "aggregate": any(self.aggregate.values()),
            "leave_out": self.leave_out > 0,
            "noise": self.errors is not None and bool((self.errors.to_numpy() > 0).any()),
        }
        return tuple(name for name in FACTORS if held[name])

    def choices(self, recipe: Recipe, step: str) -> list[Choice]:
        """A recipe's own choice of a step first, then the others."""
        own: Choice = getattr(recipe, step)
        return [own, *(c for c in getattr(self, step) if c != own)]

    def means(self, recipe: Recipe, level: str) -> list[Choice]:
        """A recipe's own aggregation of a level first, then the others.

        The recipe's exceptions for single nodes belong to its own.
        """
        own: Choice = getattr(recipe.aggregate, level)
        bare = own.model_copy(update={"of": {}})
        return [own, *(c for c in self.aggregate.get(level, ()) if c != bare)]


def _check(step: str, choices: Sequence[Choice]) -> None:
    problems: list[str] = []
    for choice in choices:
        try:
            find(step, choice.method).check(choice.parameters)
        except MethodError as error:
            problems += error.problems
    if problems:
        raise MethodError(problems)
