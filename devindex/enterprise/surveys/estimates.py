"""What an estimate is: a value, how sure it is, and how many firms it rests on."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from devindex.enterprise.surveys.design import Floats, Ints
from devindex.errors import DevindexWarning, EnterpriseError, say
from devindex.kinds import require

__all__ = ["Estimates", "estimate", "marks", "status"]


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates of k items in D domains, every attribute of shape (D, k).

    Attributes
    ----------
    value, se
        Estimate and standard error, in the unit of the item. NaN where no firm answered.
    cv
        Standard error over the absolute value: 0.05 is 5 %. Infinite at an estimate of zero that
        is not sure, NaN where nothing is known.
    lower, upper
        Confidence interval by Student's t with ``df``. Symmetric: that of a share near 0 or 1 may
        reach beyond. NaN without a degree of freedom.
    df
        Clusters less strata with an answer in the domain, strata taken whole left aside; infinite
        where there are no others.
    deff
        Variance over that of a simple random sample of as many answers from the domain, drawn
        without replacement (Kish 1965). NaN where that is zero.
    firms, missing, clusters
        Firms that answered, firms that did not, clusters (holding groups) that answered.
    """

    value: Floats
    se: Floats
    cv: Floats
    lower: Floats
    upper: Floats
    df: Floats
    deff: Floats
    firms: Ints
    missing: Ints
    clusters: Ints

    def __repr__(self) -> str:
        """Size in one line."""
        domains, items = self.value.shape
        return f"Estimates({domains:,} domains, {items} items)"

    @staticmethod
    def joined(items: Sequence[Estimates]) -> Estimates:
        """Items side by side."""
        return Estimates(
            **{
                f.name: np.concatenate([getattr(i, f.name) for i in items], 1)
                for f in fields(Estimates)
            }
        )


def estimate(
    value: Floats, variance: Floats, simple: Floats, *, firms: Ints, missing: Ints, clusters: Ints,
    df: Floats, level: float,
) -> Estimates:  # fmt: skip
    """Finish one item, each argument of shape (D,); ``simple`` is the simple random variance."""
    from scipy.special import ndtri, stdtrit

    none = firms == 0
    value, se = np.where(none, np.nan, value), np.sqrt(np.where(none, np.nan, variance))
    size = np.abs(value)
    cv = np.divide(se, size, out=np.where(se > 0, np.inf, np.nan), where=size > 0)
    df = np.where(none, np.nan, df)
    tail = (1.0 + level) / 2.0
    t = np.where(np.isinf(df), ndtri(tail), stdtrit(np.where(df > 0, df, np.nan), tail))
    deff = np.divide(se**2, simple, out=np.full(len(se), np.nan), where=simple > 0)
    return Estimates(
        value=value[:, None], se=se[:, None], cv=cv[:, None], lower=(value - t * se)[:, None],
        upper=(value + t * se)[:, None], df=df[:, None], deff=deff[:, None], firms=firms[:, None],
        missing=missing[:, None], clusters=clusters[:, None],
    )  # fmt: skip


def status(
    estimates: Estimates, *, cv_above: float = 0.25, firms_below: int = 10
) -> NDArray[np.str_]:
    """SDMX observation status of each estimate: A normal, U low reliability, O missing.

    U where the coefficient of variation is above ``cv_above`` or not known, where the domain has
    no degree of freedom, or where fewer than ``firms_below`` firms answered; a domain whose
    strata were all taken whole has no sampling error and is A. O where no firm answered. What is
    confidential (Q) is not decided here.

    Parameters
    ----------
    cv_above
        0.25: Statistics Canada calls a coefficient up to 24.99 % acceptable, the last of its
        classes A to D (Quarterly Financial Statistics for Enterprises).
    firms_below
        10: the least number of observations in Statistics Canada's release rules for the Canadian
        Community Health Survey, as the Middlesex-London Health Unit quotes them.

    Returns
    -------
    Shape (D, k).

    Warns
    -----
    DevindexWarning
        How many estimates are of low reliability, and the first of them.

    Raises
    ------
    EnterpriseError
        Thresholds that are not numbers, or negative.

    Examples
    --------
    >>> from devindex.enterprise import means, sample_design
    >>> some = means(sample_design(np.full(20, 5.0)), 100.0 + np.arange(20))
    >>> status(some)
    array([['A']], dtype='<U1')
    """
    e = estimates
    given = marks(e, cv_above=cv_above, firms_below=firms_below)
    low = given == "U"
    if low.any():
        domain, item = np.argwhere(low)[0]
        warnings.warn(
            DevindexWarning(
                say(
                    "{k} of {all} estimates are of low reliability (U), first domain {domain}, "
                    "item {item}: {firms} firms, cv {cv:.0%}; publish wider domains or mark them",
                    "{all} 个估计值中有 {k} 个可靠性低（U），首个为域 {domain}、题项 {item}："
                    "企业 {firms} 家，变异系数 {cv:.0%}；应合并域发布或加以标注",
                    k=low.sum(), all=(given != "O").sum(), domain=domain, item=item,
                    firms=e.firms[domain, item], cv=e.cv[domain, item],
                )
            ),
            stacklevel=2,
        )  # fmt: skip
    return given


def marks(e: Estimates, *, cv_above: float, firms_below: int) -> NDArray[np.str_]:
    """The statuses of ``status``, without its warning."""
    require(cv_above, float, "cv_above", EnterpriseError)
    require(firms_below, int, "firms_below", EnterpriseError)
    if cv_above < 0 or firms_below < 0:
        raise EnterpriseError(
            say(
                "cv_above is {cv} and firms_below {firms}; neither may be negative",
                "cv_above 为 {cv}，firms_below 为 {firms}，均不能为负数",
                cv=cv_above, firms=firms_below,
            )
        )  # fmt: skip
    none, sure = e.firms == 0, np.isinf(e.df)
    unsure = ~(e.cv <= cv_above) & ~((e.value == 0) & (e.se == 0))
    low = ~none & ~sure & (unsure | ~(e.df >= 1) | (e.firms < firms_below))
    return np.where(none, "O", np.where(low, "U", "A"))
