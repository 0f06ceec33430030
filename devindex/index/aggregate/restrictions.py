"""Bounds on the weights of benefit of the doubt, checked and as rows of a linear programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from devindex.errors import MethodError, Sentence, say
from devindex.index.arrays import Bools, Floats

__all__ = ["Bound", "Restrictions", "restrictions", "unsolved"]

Bound = float | list[float] | None

RATIOS = (1e-6, 1e6)
"""Bounds on ratios of weights beyond these are past what a linear programme can tell apart."""


@dataclass(frozen=True)
class Restrictions:
    """Bounds on pie shares and on ratios to the first weight, (k,) each, NaN where none."""

    least: Floats
    most: Floats
    ratio_least: Floats
    ratio_most: Floats

    def rows(self, z: Floats, unit: Floats, missing: Bools) -> Floats:
        """Rows r with r @ v <= 0, for scores z = own / unit and weights v = w * unit.

        Each row is scaled to a greatest entry of one, so that small units do not matter.
        """
        share = [b[:, None] * z - np.diag(z) for b in (self.least, self.most)]
        first = np.outer(unit / unit[0], np.eye(len(z))[0])
        ratio = [b[:, None] * first - np.eye(len(z)) for b in (self.ratio_least, self.ratio_most)]
        parts = [
            share[0][~np.isnan(self.least) & ~missing],
            -share[1][~np.isnan(self.most) & ~missing],
            ratio[0][1:][~np.isnan(self.ratio_least[1:])],
            -ratio[1][1:][~np.isnan(self.ratio_most[1:])],
        ]
        rows = np.vstack(parts)
        top = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
        return np.asarray(rows / np.where(top > 0, top, 1.0))

    def unmet(self, z: Floats, place: Sentence, names: Sequence[str]) -> Sentence:
        """Which restriction leaves a row without weights; where it is, and what its columns are."""
        empty = np.nonzero((self.least > 0) & (z == 0))[0]
        if len(empty):
            return say(
                "benefit of the doubt: pie_share_lower asks {least} of the score from indicator "
                "{j}, which is 0 in {place}; lower the bound or normalise with a floor above 0",
                "效益最大化赋权：pie_share_lower 要求指标{j}占得分的{least}，而{place}该项为0；"
                "请降低下限，或在无量纲化时设大于0的下限",
                least=float(self.least[empty[0]]),
                j=names[int(empty[0])],
                place=place,
            )
        most = float(self.most[~np.isnan(z)].sum())
        if most < 1:
            return say(
                "benefit of the doubt: pie_share_upper allows the indicators of {place} {most} of "
                "the score together; 1 is needed",
                "效益最大化赋权：pie_share_upper 使{place}各指标合计至多占得分的{most}；应达到1",
                place=place,
                most=round(most, 6),
            )
        return say(
            "benefit of the doubt: no weights meet the pie shares and ratios of weights together "
            "in {place}; widen one of them",
            "效益最大化赋权：{place}没有权重能同时满足份额与权重比的限制；请放宽其一",
            place=place,
        )


def unsolved(place: Sentence, names: Sequence[str]) -> Sentence:
    """Sentence for a row whose programme the solver gave up."""
    return say(
        "benefit of the doubt: the solver found no weights for {place}; bring bounds and scores "
        "nearer to each other in size",
        "效益最大化赋权：求解器未能求得{place}的权重；请使各限制和得分的数量级更接近",
        place=place,
    )


def restrictions(
    k: int, least: Bound, most: Bound, ratio_least: Bound, ratio_most: Bound
) -> Restrictions:
    """Bounds as arrays, checked."""
    given = {
        "pie_share_lower": least, "pie_share_upper": most,
        "ratio_lower": ratio_least, "ratio_upper": ratio_most,
    }  # fmt: skip
    found = {name: _bound(name, value, k) for name, value in given.items()}
    for kind in ("pie_share", "ratio"):
        low, high = found[f"{kind}_lower"], found[f"{kind}_upper"]
        if (low > high).any():
            j = int(np.nonzero(low > high)[0][0])
            raise _wrong(f"{kind}_lower", float(low[j]), f"{kind}_upper", float(high[j]), j)
    low, high = found["pie_share_lower"], found["pie_share_upper"]
    for name, total, bad in (
        ("pie_share_lower", float(np.nansum(low)), np.nansum(low) > 1 + 1e-9),
        ("pie_share_upper", float(high.sum()), high.sum() < 1 - 1e-9),
    ):
        if bad:
            raise MethodError(
                say(
                    "benefit of the doubt: {name} sums to {total} over {k} indicators; shares sum "
                    "to 1, so that it must be {rule}",
                    "效益最大化赋权：{k}个指标的{name}合计为{total}；份额之和为1，该合计应{rule}",
                    name=name,
                    total=round(total, 6),
                    k=k,
                    rule=Sentence("1 at most", "不超过1")
                    if name.endswith("lower")
                    else Sentence("1 at least", "不小于1"),
                )
            )
    return Restrictions(*found.values())


def _bound(name: str, value: Bound, k: int) -> Floats:
    """One number or k of them, (k,); NaN if not given."""
    if value is None:
        return np.full(k, np.nan)
    whole = isinstance(value, (int, float)) and not isinstance(value, bool)
    several = isinstance(value, (list, tuple)) and len(value) == k
    bound = np.full(k, np.nan)
    if whole or several:
        try:
            bound = np.array(np.broadcast_to(np.asarray(value, dtype=float), (k,)))
        except (TypeError, ValueError):
            whole = several = False
    pie = name.startswith("pie")
    low, high = (0.0, 1.0) if pie else RATIOS
    if not (whole or several) or not ((bound == 0) | ((bound >= low) & (bound <= high))).all():
        raise MethodError(
            say(
                "benefit of the doubt: {name} is {value!r}; one number or {k} are needed, each "
                "{limit}",
                "效益最大化赋权：{name}为{value!r}；应为一个数或{k}个数，{limit}",
                name=name,
                value=value,
                k=k,
                limit=Sentence("from 0 to 1", "不小于0且不超过1")
                if pie
                else Sentence("0 or from 1e-6 to 1e6", "为0，或在1e-6与1e6之间"),
            )
        )
    return bound


def _wrong(low: str, a: float, high: str, b: float, j: int) -> MethodError:
    return MethodError(
        say(
            "benefit of the doubt: {low} {a} is above {high} {b} for indicator {j}; it must be "
            "below or equal",
            "效益最大化赋权：指标{j}的{low}（{a}）大于{high}（{b}）；应不大于后者",
            low=low,
            a=a,
            high=high,
            b=b,
            j=j + 1,
        )
    )
