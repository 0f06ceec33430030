"""Parameters of the synthetic firms: chosen, never measured."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from devindex.definitions.model import Value

__all__ = ["Draw", "Group", "Parameters", "Size", "parameters"]


class Size(Value):
    """One size class."""

    code: str
    share: float = Field(gt=0, description="of all firms")
    stands_for: int = Field(ge=1, description="firms that one firm of the sample stands for")
    employees: tuple[int, int]
    maturity: float
    missing: float = Field(gt=0, description="how often answers are missing, beside the others")


class Group(Value):
    """Some divisions of GB/T 4754-2017, with their relative numbers of firms."""

    code: str
    divisions: dict[str, Annotated[float, Field(gt=0)]]


class Draw(Value):
    """How an item is answered; what is not given follows from the kind of the item."""

    of: str | None = None
    power: float = Field(1.0, ge=0, le=1)
    level: float | None = None
    slope: float | None = None
    spread: float | None = Field(None, ge=0)
    digits: int = Field(1, ge=0)
    only_if: str | None = None


class Parameters(Value):
    """All that the generator is told; nothing else shapes the firms."""

    holding_share: float = Field(ge=0, le=1)
    holding_most: int = Field(ge=2)
    holding_across: float = Field(ge=0, le=1)
    holding_spread: float
    province_spread: float
    division_spread: float
    firm_spread: float
    mix_spread: float = Field(ge=0, lt=0.5)
    size: tuple[Size, ...]
    group: tuple[Group, ...]
    item: dict[str, Draw]


@cache
def parameters() -> Parameters:
    """The parameters that come with the package.

    Examples
    --------
    >>> sum(len(group.divisions) for group in parameters().group)
    41
    """
    text = (Path(__file__).parent / "parameters.toml").read_text(encoding="utf-8")
    return Parameters(**tomllib.loads(text))
