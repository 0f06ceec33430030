"""What the estimators share: answers checked, items one by one, the simple random variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.surveys.design import Bools, Design, Floats, Ints
from devindex.enterprise.surveys.domains import Crossing
from devindex.enterprise.surveys.estimates import Estimates, estimate
from devindex.enterprise.surveys.variances import Margins, inflation, scores, variance
from devindex.errors import EnterpriseError, say
from devindex.kinds import require

__all__ = ["Answered", "answers", "each", "inverse", "simple_variance", "sound_level", "srs"]


@dataclass(frozen=True, eq=False)
class Answered:
    """Who answered an item: (n,) each, and by domain (D,) each.

    ``weight`` is zero for those who did not; ``sums`` are its sums by domain.
    """

    given: Bools
    weight: Floats
    sums: Floats
    firms: Ints
    clusters: Ints
    df: Floats

    @staticmethod
    def of(x: Crossing, given: Bools) -> Answered:
        """Count them."""
        weight = x.design.weight if given.all() else np.where(given, x.design.weight, 0.0)
        return Answered(given, weight, x.by_domain(weight), *x.contributors(given))

    def only(self, v: Floats) -> Floats:
        """Zero for those who did not answer. (n,) -> (n,)."""
        return v if self.given.all() else np.where(self.given, v, 0.0)


One = Callable[..., tuple[Floats, Floats, Floats]]
"""Columns and who answered -> value (D,), linearised variable (n,), simple random variance (D,)."""


def each(
    x: Crossing, y: Floats, below: Floats | None, one: One, level: float, *, alone: bool = False
) -> Estimates:
    """Finish every item by ``one``; ``alone`` says that a single cluster has a variance too."""
    margins, grown, level = Margins.of(x), inflation(x), sound_level(level)
    everyone = Answered.of(x, np.ones(len(x.domain), bool))
    done = []
    for j in range(y.shape[1]):
        columns = [np.ascontiguousarray(b[:, j]) for b in (y, below) if b is not None]
        given = ~np.isnan(columns[0] if below is None else columns[0] + columns[1])
        who = everyone if given.all() else Answered.of(x, given)
        value, z, simple = one(*map(who.only, columns), who)
        known = ~np.isnan(value) & (alone | (who.clusters != 1) | np.isinf(who.df))
        spread = variance(scores(x, margins, z), margins) * grown
        done.append(
            estimate(
                value, np.where(known, spread, np.nan), simple, firms=who.firms,
                missing=everyone.firms - who.firms, clusters=who.clusters, df=who.df, level=level,
            )
        )  # fmt: skip
    return Estimates.joined(done)


def inverse(v: Floats) -> Floats:
    """One over it, zero at zero."""
    return np.divide(1.0, v, out=np.zeros(len(v)), where=v != 0)


def simple_variance(x: Crossing, off: Floats, who: Answered, n: Floats) -> Floats:
    """Variance of a mean of n units under simple random sampling. (n,) deviations -> (D,)."""
    square = x.by_domain(who.weight * off * off)
    return srs(square * n * inverse(who.sums), n, who.firms)


def srs(square: Floats, n: Floats, count: Ints) -> Floats:
    """Weighted sum of squares, units and answers -> variance of a mean. (D,)."""
    s2 = square * inverse(n) * count / np.maximum(count - 1, 1)
    left = np.maximum(1.0 - count * inverse(n), 0.0)
    return np.where(count > 1, s2 * left / np.maximum(count, 1), 0.0)


def sound_level(level: float) -> float:
    """Level of an interval."""
    require(level, float, "level", EnterpriseError)
    if not 0 < level < 1:
        raise EnterpriseError(
            say(
                "level is {level}; a number between 0 and 1 is needed",
                "level 为 {level}，应在 0 与 1 之间",
                level=level,
            )
        )
    return level


def answers(design: Design, given: ArrayLike, names: Sequence[str] | None) -> Floats:
    """Answers, shape (n, k), finite or NaN."""
    try:
        y = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        y = np.empty(0)
    if y.ndim == 1:
        y = y[:, None]
    if y.ndim != 2 or len(y) != len(design) or not y.shape[1]:
        raise EnterpriseError(
            say(
                "items have shape {shape}; numbers of {n} firms are needed",
                "题项的形状为 {shape}，应为 {n} 家企业的数值",
                shape=np.shape(given), n=len(design),
            )
        )  # fmt: skip
    if names is not None and len(names) != y.shape[1]:
        raise EnterpriseError(
            say(
                "items has {m} names; there are {k} items",
                "items 有 {m} 个名称，而题项有 {k} 个",
                m=len(names), k=y.shape[1],
            )
        )  # fmt: skip
    for j in range(y.shape[1]):
        if (endless := np.isinf(y[:, j])).any():
            i = int(np.argmax(endless))
            raise EnterpriseError(
                say(
                    "item {item} of firm {firm} is {value}; a finite number is needed, or NaN",
                    "企业 {firm} 的题项 {item} 为 {value}，应为有限的数值，缺失用 NaN",
                    item=names[j] if names is not None else j + 1, firm=design.firms[i],
                    value=y[i, j],
                )
            )  # fmt: skip
    return y
