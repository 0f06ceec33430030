"""Faults put into synthetic firms on request, every one of them listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Framework
from devindex.enterprise.synthetic.codes import other_check

__all__ = ["KINDS", "MOST_WRONG", "Block", "Damage", "Damager", "chosen"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_WRONG = 0.05
"""Largest share of firms with a fault of each kind, so that most firms stay sound."""


@dataclass(frozen=True)
class Block:
    """Some firms as they are about to be written; faults are put in place."""

    codes: NDArray[np.uint8]
    labels: dict[str, NDArray[np.object_]]
    weight: Floats
    answers: dict[str, Floats]


@dataclass(frozen=True)
class Damage:
    """One fault: row of the file from 1, kind, column, what is written and what was right."""

    row: int
    firm: str
    kind: str
    item: str
    written: str
    was: str


class Damager:
    """Which items can be put wrong, and how.

    Answers are put wrong in items that no other is a part of, so that a fault stays alone.
    """

    def __init__(self, framework: Framework) -> None:
        self.items = {item.code: item for item in framework.items}
        wholes = {item.part_of for item in framework.items}
        leaves = [item for item in framework.items if item.code not in wholes]
        self.bounded = [i.code for i in leaves if i.least is not None]
        self.parts = [i.code for i in leaves if i.part_of and i.scale != "yes-no"]
        self.scales = [
            i.code for i in leaves if i.scale == "whole" and not i.part_of and i.most is not None
        ]
        self.choices = [i.code for i in leaves if i.scale == "yes-no"]

    def put(
        self, block: Block, rows: dict[str, Ints], rng: np.random.Generator
    ) -> list[tuple[int, str, str, str, str]]:
        """Put faults into rows of a block: (row in block, kind, column, written, was)."""
        taken = np.concatenate([np.empty(0, dtype=np.int64), *rows.values()])
        sound = np.setdiff1d(np.arange(len(block.weight)), taken)
        found = []
        for kind, at in rows.items():
            for row, item, written, was in KINDS[kind](self, block, at, sound, rng):
                found.append((row, kind, item, written, was))
        return found

    def pick(self, items: list[str], at: Ints, rng: np.random.Generator) -> list[tuple[int, str]]:
        """An item for each row."""
        if not items:
            return []
        which = rng.integers(len(items), size=len(at))
        return [(int(row), items[k]) for row, k in zip(at, which, strict=True)]


Put = list[tuple[int, str, str, str]]


def _check_digit(_: Damager, block: Block, at: Ints, __: Ints, ___: np.random.Generator) -> Put:
    was = _read(block.codes[at])
    block.codes[at] = other_check(block.codes[at])
    now = _read(block.codes[at])
    return [(int(r), "credit_code", n, w) for r, n, w in zip(at, now, was, strict=True)]


def _duplicate(_: Damager, block: Block, at: Ints, sound: Ints, rng: np.random.Generator) -> Put:
    was = _read(block.codes[at])
    block.codes[at] = block.codes[rng.choice(sound, size=len(at), replace=False)]
    now = _read(block.codes[at])
    return [(int(r), "credit_code", n, w) for r, n, w in zip(at, now, was, strict=True)]


def _label(column: str, wrong: str) -> Callable[..., Put]:
    def put(_: Damager, block: Block, at: Ints, *__: object) -> Put:
        was = block.labels[column][at].tolist()
        block.labels[column][at] = wrong
        return [(int(r), column, wrong, w) for r, w in zip(at, was, strict=True)]

    return put


def _weight(_: Damager, block: Block, at: Ints, *__: object) -> Put:
    was = block.weight[at].tolist()
    block.weight[at] *= -1
    return [(int(r), "weight", f"{-w:g}", f"{w:g}") for r, w in zip(at, was, strict=True)]


def _range(how: Damager, block: Block, at: Ints, _: Ints, rng: np.random.Generator) -> Put:
    picked = how.pick(how.bounded, at, rng)
    return [_write(block, r, c, float(how.items[c].least or 0) - 1) for r, c in picked]


def _part(how: Damager, block: Block, at: Ints, _: Ints, rng: np.random.Generator) -> Put:
    out = []
    for row, code in how.pick(how.parts, at, rng):
        name = str(how.items[code].part_of)
        whole = block.answers[name]
        if np.isnan(whole[row]):  # filled in with the smallest number its parts allow
            parts = [block.answers[c][row] for c, i in how.items.items() if i.part_of == name]
            whole[row] = np.nanmax([*parts, how.items[name].least or 0.0])
        out.append(_write(block, row, code, whole[row] + 1))
    return out


def _halves(how: Damager, block: Block, at: Ints, _: Ints, rng: np.random.Generator) -> Put:
    picked = how.pick(how.scales, at, rng)
    return [_write(block, r, c, float(how.items[c].least or 0) + 0.5) for r, c in picked]


def _choice(how: Damager, block: Block, at: Ints, _: Ints, rng: np.random.Generator) -> Put:
    return [_write(block, r, c, 2.0) for r, c in how.pick(how.choices, at, rng)]


def _write(block: Block, row: int, code: str, value: float) -> tuple[int, str, str, str]:
    was = block.answers[code][row]
    block.answers[code][row] = value
    return row, code, f"{value:.15g}", "" if np.isnan(was) else f"{was:.15g}"


def _read(codes: NDArray[np.uint8]) -> list[str]:
    return [row.tobytes().decode() for row in codes]


KINDS: dict[str, Callable[..., Put]] = {
    "check-digit": _check_digit,
    "unknown-province": _label("province", "990000"),
    "unknown-industry": _label("industry", "99"),
    "unknown-size": _label("size", "giant"),
    "duplicate": _duplicate,
    "negative-weight": _weight,
    "out-of-range": _range,
    "not-whole": _halves,
    "not-yes-no": _choice,
    "part-above-whole": _part,
}
"""Kinds of faults, by name."""


def chosen(firms: int, wrong: float, rng: np.random.Generator) -> dict[str, Ints]:
    """Rows that get each kind of fault, sorted; no firm gets two. Nothing where ``wrong`` is 0."""
    each = max(1, round(firms * wrong)) if wrong > 0 else 0
    rows = rng.choice(firms, size=each * len(KINDS), replace=False)
    parts = rows.reshape(len(KINDS), each)
    return {kind: np.sort(part) for kind, part in zip(KINDS, parts, strict=True)}
