"""Variance of weighted totals over all domains at once, by the ultimate cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from devindex.enterprise.surveys.design import Floats, Ints
from devindex.enterprise.surveys.domains import Crossing, added, counted

__all__ = ["Margins", "Scores", "covariance", "inflation", "scores", "settled", "variance"]

ROUNDING = 64 * float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class Margins:
    """What a calibrated variance takes from the design alone: made once for all items.

    ``totals`` (C, q) weighted totals of the auxiliary variables by cluster, sparse; ``means``
    (H, q) of them by stratum; ``inner`` (q, q) their variance.
    """

    totals: Any
    means: Floats
    inner: Floats

    @staticmethod
    def of(x: Crossing) -> Margins | None:
        """None for a design that is not calibrated."""
        d = x.design
        if d.calibration is None:
            return None
        from scipy.sparse import csr_array

        n, many, strata = len(d), len(d.stratum_of), len(d.sampled)
        member = csr_array((d.weight, (d.cluster, np.arange(n))), shape=(many, n))
        totals = csr_array(member @ d.calibration.x)
        lies = csr_array((np.ones(many), (d.stratum_of, np.arange(many))), shape=(strata, many))
        sums = (lies @ totals).toarray()
        means = sums / d.sampled[:, None]
        each = (d.factor + d.alone)[d.stratum_of]
        inner = (totals.T @ (totals * each[:, None])).toarray()
        return Margins(totals, means, inner - (sums * d.factor[:, None]).T @ means)


@dataclass(frozen=True, eq=False)
class Scores:
    """Weighted totals of one linearised variable.

    By pair (P,), by cell of stratum and domain (S,), by domain (D,); with a calibration, its
    coefficients in the auxiliary variables and its covariance with them, both (q, D).
    """

    crossing: Crossing
    pairs: Floats
    cells: Floats
    domains: Floats
    fit: Floats
    cross: Floats


def scores(x: Crossing, margins: Margins | None, z: Floats) -> Scores:
    """Weighted totals of a linearised variable, zero outside each domain. (n,)."""
    pairs = x.by_pair(x.design.weight * z)
    cells = added(x.cell, pairs, len(x.stratum))
    sums = added(x.cell_of, cells, x.many)
    if margins is None:
        none = np.zeros((0, x.many))
        return Scores(x, pairs, cells, sums, none, none)
    return Scores(x, pairs, cells, sums, _fit(x, z), _cross(x, margins, pairs, cells))


def _fit(x: Crossing, z: Floats) -> Floats:
    """Coefficients of z in the auxiliary variables, weighted as before calibration. (q, D)."""
    from scipy.sparse import csr_array

    c = x.design.calibration
    assert c is not None  # margins say so
    rows = np.flatnonzero(x.domain >= 0)
    spread = csr_array(((c.base * z)[rows], (rows, x.domain[rows])), shape=(len(z), x.many))
    return np.asarray(c.inverse @ (c.x.T @ spread).toarray())


def _cross(x: Crossing, m: Margins, pairs: Floats, cells: Floats) -> Floats:
    """Covariance of cluster totals with those of the auxiliary variables. (q, D)."""
    from scipy.sparse import csr_array

    d = x.design
    each = (d.factor + d.alone)[x.stratum][x.cell] * pairs
    by = csr_array((each, (x.cluster, x.of)), shape=(len(d.stratum_of), x.many))
    held = d.factor[x.stratum] * cells
    strata = csr_array((held, (x.stratum, x.cell_of)), shape=(len(d.sampled), x.many))
    return np.asarray((m.totals.T @ by).toarray() - (strata.T @ m.means).T)


def variance(s: Scores, margins: Margins | None, *, centred: bool = True) -> Floats:
    r"""Variance of the total of each domain. -> (D,).

    .. math::
        \hat V_d = \sum_h \Bigl(1 - \frac{n_h}{N_h}\Bigr) \frac{n_h}{n_h - 1}
        \sum_{c \in h} \Bigl(t_{cd} - \frac{1}{n_h} \sum_{c' \in h} t_{c'd}\Bigr)^2

    over all clusters of the sample, with :math:`t_{cd} = 0` for those without a firm in d: the
    size of a domain is itself estimated (Särndal, Swensson & Wretman 1992, chapter 10). With a
    calibration t is the total of residuals (chapter 6).

    A lonely stratum adds, under the rule ``adjust``, its squared distance from the mean of all
    cluster totals to each domain it has a firm in; ``centred`` is false where t is a part of
    something that sums to zero. Residuals do, so with a calibration the distance is from zero.
    """
    x, d = s.crossing, s.crossing.design
    n, k = d.sampled[x.stratum], d.factor[x.stratum]
    mean = s.cells / n
    off = s.pairs - mean[x.cell]
    own = added(x.of, k[x.cell] * off * off, x.many)
    own += added(x.cell_of, k * (n - x.clusters) * mean * mean, x.many)
    if d.alone.any():
        grand = s.domains / len(d.stratum_of) if centred and margins is None else 0.0 * s.domains
        off = s.pairs - grand[x.of]
        own += added(x.of, d.alone[x.stratum][x.cell] * off * off, x.many)
    if margins is None:
        return own
    less = 2.0 * (s.fit * s.cross).sum(axis=0) - (s.fit * (margins.inner @ s.fit)).sum(axis=0)
    return settled(own - less, own)


def covariance(part: Scores, whole: Scores, of: Ints, margins: Margins | None) -> Floats:
    """Covariance of each domain's total with that of the wider domain it lies in. -> (D,).

    Parameters
    ----------
    part, whole
        Scores over domains and over the wider ones.
    of
        Wider domain of each domain, shape (D,).
    """
    x, y, d = part.crossing, whole.crossing, part.crossing.design
    inside = x.domain >= 0
    to = np.empty(len(x.of), dtype=int)
    to[x.pair[inside]] = y.pair[inside]
    pairs, cells = whole.pairs[to], np.empty(len(x.stratum))
    cells[x.cell] = whole.cells[y.cell[to]]
    k = d.factor[x.stratum]
    own = added(x.of, (d.factor + d.alone)[x.stratum][x.cell] * part.pairs * pairs, x.many)
    own -= added(x.cell_of, k * part.cells * cells / d.sampled[x.stratum], x.many)
    if margins is None:
        return own
    own -= (part.fit * whole.cross[:, of]).sum(axis=0) + (whole.fit[:, of] * part.cross).sum(axis=0)
    return np.asarray(own + (part.fit * (margins.inner @ whole.fit[:, of])).sum(axis=0))


def inflation(x: Crossing) -> Floats:
    """Strata over strata that are not lonely, by domain, for the rule ``average``. (D,).

    Of the strata with a firm in the domain; of all with a calibration, whose residuals reach
    beyond it. NaN where all are lonely.
    """
    d = x.design
    if d.lonely != "average" or not d.single.any():
        return np.ones(x.many)
    if d.calibration is not None:
        strata, lonely = np.full(x.many, len(d.single)), np.full(x.many, d.single.sum())
    else:
        strata = counted(x.cell_of, x.many)
        lonely = counted(x.cell_of[d.single[x.stratum]], x.many)
    known = strata > lonely
    return np.where(known, strata / np.where(known, strata - lonely, 1), np.nan)


def settled(v: Floats, terms: Floats) -> Floats:
    """Set a difference to zero where it is within rounding of its terms. (D,), (D,) -> (D,)."""
    return np.where(v > ROUNDING * terms, v, 0.0)
