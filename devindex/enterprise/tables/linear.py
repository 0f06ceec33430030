r"""From sums by stratum and domain to estimates: the linearised variance as a quadratic form.

The influence of a cluster c on an estimate of domain d is linear in three sums over its firms in
d,

.. math:: z_c = a_d P_c + b_d Q_c + c_d N_c, \qquad P = \sum w e,\; Q = \sum w u,\; N = \sum w

so sums of these, of their squares and products by stratum are all a variance asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devindex.enterprise.surveys.answered import inverse, srs
from devindex.enterprise.surveys.design import Design, Floats, Ints
from devindex.enterprise.surveys.domains import added, counted
from devindex.enterprise.surveys.estimates import Estimates, estimate
from devindex.enterprise.tables.measures import Measure

__all__ = ["Meeting", "estimated"]

NOTHING = 1e-12
"""Share of its parts below which a difference of sums is rounding."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """Where S pairs of stratum and domain meet, of D domains; every pair has a firm.

    ``design`` describes the strata alone; ``clusters`` is the number of the whole sample.
    ``stratum`` and ``domain`` (S,) are a pair's; ``firms``, ``N`` and ``NN`` (S,) its firms, the
    sum of their weights and the sum of squares of those of its clusters.
    """

    design: Design
    clusters: int
    many: int
    stratum: Ints
    domain: Ints
    firms: Floats
    N: Floats
    NN: Floats

    def total(self, v: Floats) -> Floats:
        """Sums by domain. (S,) -> (D,)."""
        return added(self.domain, v, self.many)


def estimated(
    at: Meeting, measure: Measure, centre: float, s: dict[str, Floats], level: float
) -> tuple[Estimates, Floats]:
    r"""Estimate one measure in every domain.

    With :math:`\delta = \sum P / \sum Q` the value is :math:`R = c + \delta` for the rough value
    c, and

    .. math:: z = \frac{P - \delta Q}{\sum Q}, \qquad\text{for a total}\quad
              z = \frac{\hat N}{\hat N_r} (P - \delta Q) + R N .

    Parameters
    ----------
    s
        By pair, (S,) each: ``n`` and ``W`` of the answers, ``P``, ``Q``, ``ee``, ``eu`` and ``uu``
        (:data:`~devindex.enterprise.tables.sums.CELLS`) of all firms; ``clusters`` that answered;
        ``PP``, ``PQ``, ``QQ``, ``PN`` and ``QN``, squares and products of the clusters' sums.

    Returns
    -------
    Estimates, shape (D, 1), and the weights of those who answered, (D,).
    """
    firms, asked = (np.rint(at.total(v)).astype(int) for v in (s["n"], at.firms))
    W, P, Q, N = (at.total(v) for v in (s["W"], s["P"], s["Q"], at.N))
    once, delta = inverse(Q), P * inverse(Q)
    value = centre + delta
    value[np.abs(value) <= NOTHING * abs(centre)] = 0.0
    value[Q == 0] = np.nan
    ee, eu, uu = (at.total(s[k]) for k in ("ee", "eu", "uu"))
    square = _settled(ee - 2.0 * delta * eu + delta**2 * uu, ee + delta**2 * uu)
    if measure.kind == "total":
        a, c = N * inverse(W), np.nan_to_num(value)
        value, simple = N * value, N**2 * srs(square * N * inverse(W), N, firms)
    else:
        a, c = once, np.zeros(at.many)
        simple = srs(square, W, firms) * (W * once) ** 2
    clusters, df = _clusters(at, s["clusters"])
    known = ~np.isnan(value) & ((measure.kind == "total") | (clusters != 1) | np.isinf(df))
    spread = np.where(known, _variance(at, s, a, -a * delta, c) * _inflation(at), np.nan)
    f = measure.factor
    return estimate(
        f * value, f**2 * spread, f**2 * simple, firms=firms, missing=asked - firms,
        clusters=clusters, df=df, level=level,
    ), W  # fmt: skip


def _settled(v: Floats, terms: Floats) -> Floats:
    return np.where(v > NOTHING * terms, v, 0.0)


def _clusters(at: Meeting, answered: Floats) -> tuple[Ints, Floats]:
    """Clusters that answered and degrees of freedom by domain, as ``Crossing.contributors``."""
    drawn = np.where(at.design.whole[at.stratum], 0.0, answered)
    strata = counted(at.domain[drawn > 0], at.many)
    drawn = at.total(drawn)
    df = np.where(drawn > 0, drawn - strata, np.inf)
    return np.rint(at.total(answered)).astype(int), df


def _variance(at: Meeting, s: dict[str, Floats], a: Floats, b: Floats, c: Floats) -> Floats:
    r"""Variance of the total of z in each domain, (D,) coefficients -> (D,).

    .. math:: \hat V_d = \sum_h \Bigl(1 - \frac{n_h}{N_h}\Bigr) \frac{n_h}{n_h - 1}
              \Bigl(\sum_{c \in h} z_c^2 - \frac{1}{n_h} \bigl(\sum_{c \in h} z_c\bigr)^2\Bigr)
    """
    d, h = at.design, at.stratum
    a, b, c = a[at.domain], b[at.domain], c[at.domain]
    z = a * s["P"] + b * s["Q"] + c * at.N
    plain = a * a * s["PP"] + b * b * s["QQ"] + c * c * at.NN
    mixed = [2.0 * a * b * s["PQ"], 2.0 * a * c * s["PN"], 2.0 * b * c * s["QN"]]
    mean = z * z / d.sampled[h]
    terms = plain + sum(map(np.abs, mixed)) + mean
    own = at.total(d.factor[h] * _settled(plain + sum(mixed) - mean, terms))
    if d.alone.any():
        grand = at.total(z) / at.clusters
        own += at.total(d.alone[h] * (z - grand[at.domain]) ** 2)
    return own


def _inflation(at: Meeting) -> Floats:
    """Strata over strata that are not lonely, by domain, for the rule ``average``. (D,)."""
    d = at.design
    if d.lonely != "average" or not d.single.any():
        return np.ones(at.many)
    strata = counted(at.domain, at.many)
    lonely = counted(at.domain[d.single[at.stratum]], at.many)
    known = strata > lonely
    return np.where(known, strata / np.where(known, strata - lonely, 1), np.nan)
