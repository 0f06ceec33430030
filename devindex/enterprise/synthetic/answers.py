"""Answers of synthetic firms: one latent maturity drives them all.

Only sums, products, quotients and square roots of uniform numbers are used, which every machine
rounds alike: the same seed gives the same bytes everywhere.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from math import isclose

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Framework, Item
from devindex.enterprise.synthetic.parameters import Draw, Parameters
from devindex.errors import DefinitionError, say

__all__ = ["answers", "employees", "in_order", "normal", "rise", "swell"]

Floats = NDArray[np.float64]

EMPLOYEES = "employees"
"""Item that is drawn from the size class, and what amounts grow with unless another is said."""

DEFAULTS = {
    "share": Draw(level=0.35, slope=0.8, spread=0.7),
    "scale": Draw(level=0.35, slope=0.8, spread=0.7),
    "amount": Draw(level=0.1, slope=0.0, spread=0.5),
    "signed": Draw(level=0.0, slope=1.0, spread=5.0),
}
"""By kind of item: part of another, bounded on both sides or yes-no, not below 0, any number."""


def normal(rng: np.random.Generator, n: int) -> Floats:
    """Nearly normal numbers, mean 0 and variance 1: a sum of four uniform ones. (n,)."""
    total: Floats = rng.random(n) + rng.random(n) + rng.random(n) + rng.random(n)
    return (total - 2.0) * float(np.sqrt(3.0))


def rise(x: Floats) -> Floats:
    r"""From 0 to 1 as the logistic curve does: :math:`(1 + x / \sqrt{4 + x^2}) / 2`.

    Examples
    --------
    >>> rise(np.array([-1e9, 0.0, 1.0])).round(3)
    array([0.   , 0.5  , 0.724])
    """
    return 0.5 + 0.5 * x / np.sqrt(4.0 + x * x)


def sunk(p: float) -> float:
    """Where :func:`rise` reaches a share."""
    t = 2.0 * p - 1.0
    return float(2.0 * t / np.sqrt(1.0 - t * t))


def swell(x: Floats) -> Floats:
    r"""Above 0 and skewed as the exponential near 0: :math:`(x/2 + \sqrt{1 + x^2/4})^2`.

    Examples
    --------
    >>> swell(np.array([-1.0, 0.0, 1.0])).round(3)
    array([0.382, 1.   , 2.618])
    """
    return (0.5 * x + np.sqrt(1.0 + 0.25 * x * x)) ** 2


def employees(low: Floats, high: Floats, rng: np.random.Generator) -> Floats:
    """Whole numbers within the bounds of each firm's size class, more of them low. (n,)."""
    u = rng.random(len(low))
    return np.floor(low + (high + 1.0 - low) * u * u * u)


def in_order(framework: Framework, told: Parameters) -> list[tuple[Item, Draw]]:
    """Items with how each is drawn, so that what an item needs stands before it.

    Raises
    ------
    DefinitionError
        Items that need each other, or an item that is needed and not there.
    """
    over = {i.numerator.name: i.denominator.name for i in framework.indicators if i.denominator}
    items = {item.code: item for item in framework.items}
    drawn = {code: _drawn(item, told.item.get(code), over) for code, item in items.items()}
    needs = {
        code: {c for c in (items[code].part_of, d.of, d.only_if) if c} for code, d in drawn.items()
    }
    lost = sorted({c for need in needs.values() for c in need} - set(items))
    if lost:
        raise DefinitionError(
            say(
                "no item {code!r} to draw others from", "缺少题项{code!r}，无法生成其他题项", code=c
            )
            for c in lost
        )
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise DefinitionError(
            say(
                "items need each other: {path}",
                "题项相互依赖：{path}",
                path=" > ".join(error.args[1]),
            )
        ) from None
    return [(items[code], drawn[code]) for code in order]


def kind_of(item: Item) -> str:
    """Which of :data:`DEFAULTS` an item takes."""
    if item.part_of:
        return "share"
    if item.scale == "yes-no" or (item.least is not None and item.most is not None):
        return "scale"
    return "signed" if item.least is None or item.least < 0 else "amount"


def _drawn(item: Item, given: Draw | None, over: dict[str, str]) -> Draw:
    kind = kind_of(item)
    said = given.model_dump(exclude_unset=True) if given else {}
    draw = DEFAULTS[kind].model_dump() | {k: v for k, v in said.items() if v is not None}
    if not any(isclose(draw["power"], p) for p in (0.0, 0.25, 0.5, 1.0)):
        raise DefinitionError(
            say(
                "{item}: power {power:g} is none of 0, 0.25, 0.5, 1",
                "{item}：power 为{power:g}，应为0、0.25、0.5或1",
                item=item.code, power=draw["power"],
            )
        )  # fmt: skip
    if item.code == EMPLOYEES or kind in ("share", "scale") or draw["power"] == 0:
        draw["of"] = None
    elif draw["of"] is None:
        draw["of"] = over.get(item.code, EMPLOYEES if kind == "amount" else None)
    return Draw(**draw)


def answers(
    order: list[tuple[Item, Draw]],
    maturity: Floats,
    people: Floats,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """Answers that keep to the rules of every item.

    Parameters
    ----------
    order
        Of :func:`in_order`.
    maturity, people
        Latent maturity and employees, shape (n,).

    Returns
    -------
    By item, shape (n,), none missing.
    """
    out: dict[str, Floats] = {}
    for item, draw in order:
        if item.code == EMPLOYEES:
            out[item.code] = people
        else:
            out[item.code] = _answer(item, draw, maturity, out, rng)
        if draw.only_if:
            out[item.code] = np.where(out[draw.only_if] > 0, out[item.code], item.least or 0.0)
    return out


def _answer(
    item: Item, draw: Draw, m: Floats, before: dict[str, Floats], rng: np.random.Generator
) -> Floats:
    level, slope, spread = float(draw.level or 0), float(draw.slope or 0), float(draw.spread or 0)
    n = len(m)
    lean = slope * m + (spread * np.sqrt(12.0)) * (rng.random(n) - 0.5)
    kind = kind_of(item)
    if kind in ("share", "scale"):
        share = rise(sunk(level) + lean)
    if kind == "scale" and item.scale == "yes-no":
        return (rng.random(n) < share).astype(float)
    if kind == "scale":
        least, most = float(item.least or 0), float(item.most or 1)
        x = least + (most - least) * share
    elif kind == "share":
        x = before[str(item.part_of)] * share
    else:
        grown = _power(before[draw.of], draw.power) if draw.of else 1.0
        x = grown * (level + lean if kind == "signed" else level * swell(lean))
    x = np.floor(x + rng.random(n)) if item.scale == "whole" else np.round(x, draw.digits)
    return _within(item, x, before)


def _power(x: Floats, power: float) -> Floats:
    if power == 1:
        return x
    return np.sqrt(x) if power == 0.5 else np.sqrt(np.sqrt(x))


def _within(item: Item, x: Floats, before: dict[str, Floats]) -> Floats:
    if item.least is not None:
        x = np.maximum(x, item.least)
    if item.most is not None:
        x = np.minimum(x, item.most)
    if item.part_of:
        x = np.minimum(x, before[item.part_of])
    return x
