"""Totals, means and ratios of a survey, with standard errors, in all domains at once.

Every estimator takes items of shape (n,) or (n, k) and gives :class:`Estimates` of shape (D, k).
Variance is by Taylor linearisation: an estimate is replaced by the total of a variable z that
moves as it does, and the variance of that total is taken by the design, over all clusters, with
z = 0 outside the domain.

A missing answer is NaN. Means and ratios are those of the firms that answered, who are taken as
a domain of their own; a total is their mean times the estimated number of firms in the
domain, so each domain fills its own gaps. Totals of domains therefore sum to the total of all only
where everyone answered: fill gaps first where tables must add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.surveys.answered import Answered, answers, each, inverse, simple_variance
from devindex.enterprise.surveys.design import Design, Floats
from devindex.enterprise.surveys.domains import crossing
from devindex.enterprise.surveys.estimates import Estimates
from devindex.errors import EnterpriseError, say

__all__ = ["means", "ratios", "totals"]


def totals(
    design: Design, y: ArrayLike, domain: ArrayLike | None = None, *, domains: int | None = None,
    level: float = 0.95, items: Sequence[str] | None = None,
) -> Estimates:  # fmt: skip
    r"""Total of each item over the firms of each domain.

    .. math:: \hat T_d = \sum_{i \in d} w_i y_i, \qquad z_i = y_i

    and where r of the firms answered :math:`\hat T_d = \hat N_d \bar y_r` with :math:`\hat N_d =
    \sum_{i \in d} w_i` and, the mean and the number of firms both being estimated,

    .. math:: z_i = \frac{\hat N_d}{\hat N_r} r_i (y_i - \bar y_r) + \bar y_r

    Parameters
    ----------
    design
        From :func:`~devindex.enterprise.surveys.sampling.sample_design`, calibrated or not.
    y
        Items, shape (n,) or (n, k), each in its own unit; NaN where a firm did not answer.
    domain
        Domain of each firm from 0, shape (n,), -1 for none; see
        :func:`~devindex.enterprise.surveys.domains.crossed`. One domain of all if none are given.
    domains
        How many there are; the highest code plus one if not given.
    level
        Of the confidence interval.
    items
        Names of the items for messages.

    Returns
    -------
    Shape (D, k). A domain without an answer is NaN, not zero. In a stratum taken whole a missing
    answer adds nothing to the standard error.

    Raises
    ------
    EnterpriseError
        Arrays that do not fit the design, codes that are not whole numbers, infinite answers.

    Notes
    -----
    Särndal, Swensson & Wretman 1992, chapters 5, 10 and 15; Lumley 2010, chapter 2.

    Examples
    --------
    >>> from devindex.enterprise import sample_design
    >>> design = sample_design([5.0, 5, 5, 5], population=np.full(4, 20))
    >>> two = totals(design, [1.0, 3.0, 2.0, 4.0], [0, 0, 1, 1])
    >>> two.value.ravel(), two.se.ravel().round(3)
    (array([20., 30.]), array([12.649, 17.127]))
    """
    x = crossing(design, domain, domains)
    ones = x.by_domain(design.weight)

    def one(v: Floats, who: Answered) -> tuple[Floats, Floats, Floats]:
        total = x.by_domain(who.weight * v)
        mean = x.at(total * inverse(who.sums))
        grown = np.divide(ones, who.sums, out=np.zeros(x.many), where=who.sums != 0)  # 1 if all
        off = who.only(v - mean)
        z = v if who.given.all() else x.at(grown) * off + mean
        return total * grown, z, ones**2 * simple_variance(x, off, who, ones)

    return each(x, answers(design, y, items), None, one, level, alone=True)


def means(
    design: Design, y: ArrayLike, domain: ArrayLike | None = None, *, domains: int | None = None,
    level: float = 0.95, items: Sequence[str] | None = None,
) -> Estimates:  # fmt: skip
    r"""Mean of each item over the firms of each domain that answered.

    .. math::
        \bar y_d = \frac{\sum_{i \in d} w_i y_i}{\sum_{i \in d} w_i}, \qquad
        z_i = \frac{y_i - \bar y_d}{\sum_{i \in d} w_i}

    The share of firms with a trait is the mean of an item of 0 and 1.

    Parameters
    ----------
    design, y, domain, domains, level, items
        As for :func:`totals`.

    Returns
    -------
    Shape (D, k). Where a single cluster of several answered, nothing is known of the spread
    between clusters: the standard error is NaN.

    Raises
    ------
    EnterpriseError
        As for :func:`totals`.

    Notes
    -----
    Särndal, Swensson & Wretman 1992, chapters 5 and 10; Lumley 2010, chapter 2.

    Examples
    --------
    >>> from devindex.enterprise import sample_design
    >>> mean = means(sample_design([5.0, 5, 5, 5], population=np.full(4, 20)), [1.0, 3.0, 2.0, 4.0])
    >>> float(mean.value[0, 0]), float(mean.se[0, 0].round(6))
    (2.5, 0.57735)
    """
    x = crossing(design, domain, domains)

    def one(v: Floats, who: Answered) -> tuple[Floats, Floats, Floats]:
        once = inverse(who.sums)
        mean = x.by_domain(who.weight * v) * once
        off = who.only(v - x.at(mean))
        return mean, off * x.at(once), simple_variance(x, off, who, who.sums)

    return each(x, answers(design, y, items), None, one, level)


def ratios(
    design: Design, y: ArrayLike, x: ArrayLike, domain: ArrayLike | None = None, *,
    domains: int | None = None, level: float = 0.95, items: Sequence[str] | None = None,
) -> Estimates:  # fmt: skip
    r"""Ratio of two totals in each domain, of the firms that answered both items.

    .. math::
        \hat R_d = \frac{\sum_{i \in d} w_i y_i}{\sum_{i \in d} w_i x_i}, \qquad
        z_i = \frac{y_i - \hat R_d x_i}{\sum_{i \in d} w_i x_i}

    Parameters
    ----------
    design, domain, domains, level, items
        As for :func:`totals`.
    y, x
        Numerators and denominators, both shape (n,) or (n, k).

    Returns
    -------
    Shape (D, k), in the unit of y over that of x. NaN where the denominator sums to zero; the
    standard error as for :func:`means`.

    Raises
    ------
    EnterpriseError
        As for :func:`totals`; numerators and denominators of different shape.

    Notes
    -----
    Särndal, Swensson & Wretman 1992, chapter 5; Wolter 2007, chapter 6; Lumley 2010, chapter 5.

    Examples
    --------
    >>> from devindex.enterprise import sample_design
    >>> part = ratios(sample_design([2.0, 2.0, 2.0]), [1.0, 2.0, 2.0], [4.0, 4.0, 2.0])
    >>> float(part.value[0, 0]), float(part.se[0, 0].round(6))
    (0.5, 0.173205)
    """
    at = crossing(design, domain, domains)
    above, below = answers(design, y, items), answers(design, x, items)
    if above.shape != below.shape:
        raise EnterpriseError(
            say(
                "y has {k} items and x has {m}; each ratio needs both",
                "y 有 {k} 个题项，x 有 {m} 个；每个比率都需要两者",
                k=above.shape[1], m=below.shape[1],
            )
        )  # fmt: skip

    def one(v: Floats, u: Floats, who: Answered) -> tuple[Floats, Floats, Floats]:
        base = at.by_domain(who.weight * u)
        once = inverse(base)
        part = at.by_domain(who.weight * v) * once
        off = who.only(v - at.at(part) * u)
        simple = simple_variance(at, off, who, who.sums) * (who.sums * once) ** 2
        return np.where(base == 0, np.nan, part), off * at.at(once), simple

    return each(at, above, below, one, level)
