"""What the estimators share: answers checked, items one by one, the simple random variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.design import Bools, Design, Floats, Ints
from devindex.enterprise.domains import Crossing
from devindex.enterprise.estimates import Estimates, estimate
from devindex.enterprise.variances import Margins, inflation, scores, variance
from devindex.errors import EnterpriseError, say
from devindex.kinds import require

__all__ = ["answers", "each", "inverse", "over", "simple_variance", "sound_level", "srs"]


def each(
    x: Crossing, y: Floats, below: Floats | None,
    one: Callable[..., tuple[Floats, Floats, Floats]], level: float, *, alone: bool = False,
) -> Estimates:  # fmt: skip
    """Finish every item: its value, linearised variable and simple random variance by ``one``.

    ``alone`` says that a single cluster has a variance too.
    """
    margins, grown, asked = Margins.of(x), inflation(x), x.firms(np.ones(len(x.domain), bool))
    level, done, everyone = sound_level(level), [], None
    for j in range(y.shape[1]):
        columns = [y[:, j], *([] if below is None else [below[:, j]])]
        answered = ~np.isnan(sum(columns))
        every = bool(answered.all())
        first, *rest = columns if every else [np.where(answered, c, 0.0) for c in columns]
        value, z, simple = one(first, answered, *rest)
        counts = everyone if every and everyone else x.contributors(answered)
        if every:
            everyone = counts
        firms, clusters, df = counts
        spread = variance(scores(x, margins, z), margins) * grown
        if not alone:
            spread = np.where((clusters == 1) & np.isfinite(df), np.nan, spread)
        spread = np.where(np.isnan(value), np.nan, spread)
        done.append(
            estimate(
                value, spread, simple, firms=firms, missing=asked - firms, clusters=clusters, df=df,
                level=level,
            )
        )  # fmt: skip
    return Estimates.joined(done)


def over(x: Crossing, v: Floats, answered: Bools) -> tuple[Floats, Floats]:
    """Weight and mean of those who answered. (D,) each, zero where none did."""
    w = x.design.weight if answered.all() else np.where(answered, x.design.weight, 0.0)
    n = x.by_domain(w)
    return n, x.by_domain(w * v) * inverse(n)


def inverse(v: Floats) -> Floats:
    """One over it, zero at zero."""
    return np.divide(1.0, v, out=np.zeros(len(v)), where=v != 0)


def simple_variance(x: Crossing, off: Floats, answered: Bools, n: Floats) -> Floats:
    """Variance of a mean under simple random sampling. (n,) deviations -> (D,)."""
    w = np.where(answered, x.design.weight, 0.0)
    count = x.firms(answered)
    seen, square = x.by_domain(w), x.by_domain(w * off * off)
    return srs(square * n * inverse(seen), n, count)


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
