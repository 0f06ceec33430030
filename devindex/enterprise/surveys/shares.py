"""Share of each domain in the total of a wider one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.surveys.answered import Answered, answers, inverse, sound_level, srs
from devindex.enterprise.surveys.design import Design, Ints
from devindex.enterprise.surveys.domains import Crossing, crossing
from devindex.enterprise.surveys.estimates import Estimates, estimate
from devindex.enterprise.surveys.variances import (
    Margins,
    covariance,
    inflation,
    scores,
    settled,
    variance,
)
from devindex.errors import EnterpriseError, Sentence, say

__all__ = ["shares"]


def shares(
    design: Design, y: ArrayLike, domain: ArrayLike, within: ArrayLike | None = None, *,
    domains: int | None = None, level: float = 0.95, items: Sequence[str] | None = None,
) -> Estimates:  # fmt: skip
    r"""Share of each domain in the total of the wider domain it lies in.

    .. math::
        \hat S_d = \frac{\sum_{i \in d} w_i y_i}{\sum_{i \in D} w_i y_i}, \qquad
        z_i = \frac{y_i (1_{i \in d} - \hat S_d)}{\sum_{i \in D} w_i y_i}

    With y = 1 it is the share of firms.

    Parameters
    ----------
    design, y, domain, domains, level, items
        As for :func:`totals`.
    within
        Wider domain D of each firm from 0, shape (n,), -1 for none; all firms if none are given.
        Firms in D and in no domain count in the whole alone.

    Returns
    -------
    Shape (D, k), 1 is the whole. Firms are those of the domain, clusters and degrees of freedom
    those of the wider one. NaN where the whole is zero or the domain is empty.

    Raises
    ------
    EnterpriseError
        As for :func:`totals`; a domain that lies in two wider ones, or in none.

    Notes
    -----
    Särndal, Swensson & Wretman 1992, chapter 5, with the domain's total as numerator.

    Examples
    --------
    >>> from devindex.enterprise import sample_design
    >>> part = shares(sample_design(np.full(4, 3.0)), [1.0, 3.0, 2.0, 4.0], [0, 0, 1, 1])
    >>> part.value.ravel(), part.se.ravel().round(6)
    (array([0.4, 0.6]), array([0.301109, 0.301109]))
    """
    x, wide = crossing(design, domain, domains), crossing(design, within, None)
    of = _wider(x, wide, design)
    margins, grown = Margins.of(x), inflation(wide)[of]
    asked, level, done = x.firms(np.ones(len(design), bool)), sound_level(level), []
    for column in answers(design, y, items).T:
        given = ~np.isnan(column)
        who = Answered.of(wide, given)
        v = who.only(np.ascontiguousarray(column))
        part, whole = scores(x, margins, v), scores(wide, margins, v)
        base = whole.domains[of]
        once = inverse(base)
        share = part.domains * once
        own, around = (variance(s, margins, centred=False) for s in (part, whole))
        around = share**2 * around[of]
        between = 2.0 * share * covariance(part, whole, of, margins)
        spread = settled(own - between + around, own + around) * grown * once**2
        n, squares = who.sums[of], who.weight * v * v
        square = (1.0 - 2.0 * share) * x.by_domain(squares)
        square += share**2 * wide.by_domain(squares)[of]
        simple = srs(np.maximum(square, 0.0), n, who.firms[of]) * (n * once) ** 2
        clusters, df, firms = who.clusters[of], who.df[of], x.firms(given)
        known = (base != 0) & ((clusters != 1) | np.isinf(df))
        done.append(
            estimate(
                np.where(base == 0, np.nan, share), np.where(known, spread, np.nan), simple,
                firms=firms, missing=asked - firms, clusters=clusters, df=df, level=level,
            )
        )  # fmt: skip
    return Estimates.joined(done)


def _wider(x: Crossing, wide: Crossing, design: Design) -> Ints:
    """Wider domain of each domain; 0 for an empty one. (D,)."""
    inside = np.flatnonzero(x.domain >= 0)
    of = np.zeros(x.many, dtype=int)
    of[x.domain[inside]] = wide.domain[inside]
    astray = (of[x.domain[inside]] != wide.domain[inside]) | (wide.domain[inside] < 0)
    if astray.any():
        i = inside[int(np.argmax(astray))]
        raise EnterpriseError(
            say(
                "firm {firm} of domain {one} lies in {within} and others of the domain may not; "
                "a domain lies in one wider domain",
                "域 {one} 的企业 {firm} {within}，与同域其他企业可能不同；"
                "每个域须整体属于一个上级域",
                firm=design.firms[i], one=x.domain[i], within=_named(int(wide.domain[i])),
            )
        )  # fmt: skip
    return of


def _named(code: int) -> Sentence:
    """A code of ``within`` in words."""
    if code < 0:
        return say("no domain of within", "不属于任何上级域")
    return say("domain {code} of within", "属于上级域 {code}", code=code)
