"""Best-worst method: weights from two rows of comparisons instead of a whole matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats
from devindex.index.weigh.judgement_values import CODE, out_of_range
from devindex.index.weigh.pairs import twice
from devindex.kinds import admit

__all__ = ["BestWorst", "best_worst", "consistency_index"]

MODELS = ("linear", "nonlinear")
SAID = {"best": "最重要项", "worst": "最不重要项"}


@dataclass(frozen=True, eq=False)
class BestWorst:
    """What :func:`best_worst` finds for one expert."""

    weights: pd.Series
    """By code; they sum to one."""
    low: pd.Series
    high: pd.Series
    """Least and greatest weight among all that are optimal: equal to ``weights`` in the linear
    model."""
    xi: float
    """Greatest deviation, the optimum of the model."""
    consistency_ratio: float
    """Optimum of the nonlinear model over :func:`consistency_index`; 0 is consistent."""


def consistency_index(best_over_worst: float) -> float:
    r"""Greatest deviation one item between can cause, for a ratio of best to worst.

    .. math:: \xi^2 - (1 + 2a)\,\xi + a^2 - a = 0

    Rezaei 2015, table 1, prints it to two decimals for ratios of 1 to 9. Items that contradict
    each other too can deviate by more.

    Examples
    --------
    >>> [round(consistency_index(a), 2) for a in (1, 2, 8, 9)]
    [0.0, 0.44, 4.47, 5.23]
    """
    return (1.0 + 2.0 * best_over_worst - math.sqrt(1.0 + 8.0 * best_over_worst)) / 2.0


def best_worst(
    best: str,
    worst: str,
    best_to_others: Mapping[str, float],
    others_to_worst: Mapping[str, float],
    codes: Sequence[str] | None = None,
    *,
    model: str = "linear",
) -> BestWorst:
    r"""Weights from comparing the best with all, and all with the worst.

    .. math:: \min \xi \ \text{s.t.}\ |w_B - a_{Bj} w_j| \le \xi,\ |w_j - a_{jW} w_W| \le \xi,\
              \textstyle\sum_j w_j = 1

    is the linear model (Rezaei 2016); the nonlinear one (Rezaei 2015) bounds
    :math:`|w_B / w_j - a_{Bj}|` and :math:`|w_j / w_W - a_{jW}|`. That has many optima if there
    are more than three items: the weights are then the centres of their intervals, scaled to a
    sum of one (Rezaei 2016, section 3). Solved by scipy's HiGHS.

    Parameters
    ----------
    best, worst
        Most and least important item.
    best_to_others, others_to_worst
        How many times as important the best is as each item, and each item as the worst; 1 or
        more. The best to itself and the worst to itself are 1, and may be left out.
    codes
        Items in the order of the result; by default all that are named, sorted.
    model
        ``linear`` or ``nonlinear``.

    Raises
    ------
    MethodError
        If a code is not known, comes twice or has no ratio, a ratio is not from 1 to 1e6, the
        ratio of best to worst is not the greatest, or the solver finds no weights.

    Examples
    --------
    >>> found = best_worst("cost", "load", {"load": 8, "access": 2}, {"cost": 8, "access": 5},
    ...                    model="nonlinear")
    >>> found.weights.round(4).to_dict()
    {'access': 0.3387, 'cost': 0.5899, 'load': 0.0714}
    >>> round(found.xi, 2), round(found.consistency_ratio, 3)
    (0.26, 0.058)
    """
    admit(best_worst, locals(), MethodError)
    if model not in MODELS:
        raise MethodError(unknown(Sentence("model", "模型"), model, MODELS))
    every = {best, worst, *best_to_others, *others_to_worst}
    names = list(codes) if codes is not None else sorted(every)
    said = {"best": best, "worst": worst}
    ratios = {"best_to_others": best_to_others, "others_to_worst": others_to_worst}
    if problems := _faults(names, said, ratios):
        raise MethodError(problems)
    b, w = names.index(best), names.index(worst)
    x = np.array([1.0 if n == best else best_to_others.get(n, np.nan) for n in names])
    y = np.array([1.0 if n == worst else others_to_worst.get(n, np.nan) for n in names])
    x[w], y[b] = (np.fmax(x[w], y[b]),) * 2
    if len(names) == 1:
        low = high = weights = np.ones(1)
        xi = worst_xi = 0.0
    else:
        worst_xi = _deviation(x, y, b, w)
        if model == "linear":
            xi, weights = _linear(x, y, b, w)
            low = high = weights
        else:
            xi = worst_xi
            low, high = _intervals(x, y, b, w, xi)
            weights = (low + high) / (low + high).sum()
    most = consistency_index(float(x[w])) if len(names) > 1 else 0.0
    return BestWorst(
        weights=pd.Series(weights, index=names, name="weight"),
        low=pd.Series(low, index=names),
        high=pd.Series(high, index=names),
        xi=xi,
        consistency_ratio=worst_xi / most if most > 0 else 0.0,
    )


def _faults(
    names: Sequence[str], said: Mapping[str, str], ratios: Mapping[str, Mapping[str, float]]
) -> list[Sentence]:
    """What is wrong with one expert's answers."""
    out = twice(names)
    out += [unknown(Sentence(k, SAID[k]), v, names) for k, v in said.items() if v not in names]
    strange = {c: None for table in ratios.values() for c in table if c not in names}
    out += [unknown(CODE, c, names) for c in strange]
    out += [
        say("{which}: {c}: {fault}", "{which}：{c}：{fault}", which=which, c=c, fault=fault)
        for which, table in ratios.items()
        for c, x in table.items()
        if (fault := out_of_range("best-worst", x))
    ]
    if out:
        return out
    best, worst = said["best"], said["worst"]
    if best == worst and len(names) > 1:
        return [say("{b!r} is both best and worst", "{b!r}既是最重要项又是最不重要项", b=best)]
    said_twice = (ratios["best_to_others"].get(worst), ratios["others_to_worst"].get(best))
    both = sorted({x for x in said_twice if x is not None})
    most = both[-1] if both else math.inf
    for which, table in ratios.items():
        itself, other = (best, worst) if which == "best_to_others" else (worst, best)
        lost = [n for n in names if n not in table and n != itself and not (n == other and both)]
        if lost:
            none = "{which} has no ratio for {names}"
            out.append(say(none, "{which}中缺少{names}", which=which, names=listed(lost)))
        if table.get(itself, 1.0) != 1.0:
            one = "{which}: {c} to itself is {x:g}; it is 1"
            zh = "{which}：{c}与自身之比为{x:g}，应为1"
            out.append(say(one, zh, which=which, c=itself, x=table[itself]))
        out += [
            say(
                "{which}: {c} is {x:g}; more than {best} over {worst} ({most:g}), the greatest",
                "{which}：{c}为{x:g}，大于{best}比{worst}（{most:g}），后者应最大",
                which=which, c=c, x=x, best=best, worst=worst, most=most,
            )
            for c, x in table.items()
            if x > most
        ]  # fmt: skip
    if len(both) > 1:
        two = "best to worst is {b} in one and in the other {w}; it is one ratio"
        out.append(
            say(
                two,
                "最重要项比最不重要项一处为{b}，另一处为{w}；应相同",
                b=f"{both[0]:g}",
                w=f"{both[1]:g}",
            )
        )
    return out


# --- numbers --------------------------------------------------------------------------------


def _deviation(x: Floats, y: Floats, b: int, w: int) -> float:
    """Optimum of the nonlinear model: least deviation at which one ratio of best to worst fits."""
    from scipy.optimize import brentq

    def gap(xi: float) -> float:
        low, high = np.maximum(x - xi, 0.0) * np.maximum(y - xi, 0.0), (x + xi) * (y + xi)
        low[[b, w]], high[[b, w]] = x[w] - xi, x[w] + xi
        return float(low.max() - high.min())

    return 0.0 if gap(0.0) <= 0 else float(brentq(gap, 0.0, float(x[w]), xtol=1e-15, rtol=1e-14))


def _limits(x: Floats, y: Floats, b: int, w: int) -> tuple[Floats, Floats]:
    """Rows of w_B - a w_j and of w_j - a w_W, two (k, k)."""
    k = len(x)
    first, second = -np.diag(x), np.eye(k)
    first[:, b] += 1.0
    second[:, w] -= y
    others = [j for j in range(k) if j != b], [j for j in range(k) if j != w]
    return first[others[0]], second[others[1]]


def _linear(x: Floats, y: Floats, b: int, w: int) -> tuple[float, Floats]:
    """Optimum and weights of the linear model, one programme."""
    from scipy.optimize import linprog

    k = len(x)
    rows = np.vstack(_limits(x, y, b, w))
    both = np.hstack([np.vstack([rows, -rows]), -np.ones((2 * len(rows), 1))])
    found = linprog(
        np.append(np.zeros(k), 1.0), A_ub=both, b_ub=np.zeros(len(both)),
        A_eq=np.append(np.ones(k), 0.0)[None, :], b_eq=[1.0], method="highs",
    )  # fmt: skip
    _solved(found.success)
    return max(0.0, float(found.x[-1])), np.asarray(found.x[:-1])


def _intervals(x: Floats, y: Floats, b: int, w: int, xi: float) -> tuple[Floats, Floats]:
    """Least and greatest optimal weight of each item in the nonlinear model, two programmes each.

    A deviation of xi in a ratio is one of xi times its denominator in the weights.
    """
    from scipy.optimize import linprog

    k = len(x)
    first, second = _limits(x, y, b, w)
    slack = xi * (1.0 + 1e-9) + 1e-12
    own = np.eye(k)[[j for j in range(k) if j != b]]
    last = np.tile(np.eye(k)[w], (k - 1, 1))
    a = np.vstack(
        [first - slack * own, -first - slack * own, second - slack * last, -second - slack * last]
    )
    found = [
        linprog(
            side * np.eye(k)[j], A_ub=a, b_ub=np.zeros(len(a)),
            A_eq=np.ones((1, k)), b_eq=[1.0], method="highs",
        )
        for side in (1.0, -1.0)
        for j in range(k)
    ]  # fmt: skip
    _solved(all(end.success for end in found))
    ends = np.array([end.x[n % k] for n, end in enumerate(found)])
    return ends[:k], ends[k:]


def _solved(success: bool) -> None:
    if not success:
        raise MethodError(
            say(
                "the solver found no weights for these ratios; bring them nearer to each other",
                "求解器未能由这些比值求得权重；请使各比值更接近",
            )
        )
