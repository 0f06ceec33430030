"""Domains as whole numbers, and where clusters and strata meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.design import Bools, Design, Floats, Ints
from devindex.errors import EnterpriseError, say
from devindex.kinds import shown

__all__ = ["Crossing", "added", "counted", "crossed", "crossing"]


def added(at: Ints, v: Floats, many: int) -> Floats:
    """Sums of v by place. (m,), (m,) -> (many,)."""
    return np.asarray(np.bincount(at, v, many), dtype=float)


def counted(at: Ints, many: int) -> Ints:
    """How many are at each place. (m,) -> (many,)."""
    return np.asarray(np.bincount(at, minlength=many), dtype=int)


def crossed(*codes: ArrayLike, shape: Sequence[int]) -> Ints:
    """One code for a combination of codes, the last running fastest; -1 where any is -1.

    Parameters
    ----------
    codes
        Province, industry, size class, ...: each shape (n,), from 0, -1 for none.
    shape
        Number of codes of each.

    Raises
    ------
    EnterpriseError
        For a code that is not a whole number from -1 up to the number of codes.

    Examples
    --------
    >>> crossed([0, 1, -1], [2, 0, 1], shape=(2, 3))
    array([ 2,  3, -1])
    """
    parts = [
        _codes(f"code {i + 1}", c, m) for i, (c, m) in enumerate(zip(codes, shape, strict=True))
    ]
    none = np.any([p < 0 for p in parts], axis=0)
    whole = np.ravel_multi_index([np.maximum(p, 0) for p in parts], tuple(shape))
    return np.where(none, -1, whole)


def _codes(name: str, given: ArrayLike, many: int | None) -> Ints:
    """Whole numbers from -1, below ``many``."""
    raw = np.asarray(given)
    if raw.ndim == 1 and len(raw) and np.issubdtype(raw.dtype, np.integer):
        wrong = (raw < -1) | (raw >= many) if many is not None else raw < -1
        if not wrong.any():
            return raw.astype(int)
        given = raw[int(np.argmax(wrong))]
    raise EnterpriseError(
        say(
            "{name} is {value}; whole numbers from 0{top} are needed, -1 for none",
            "{name} 为{value}，应为从 0 起{top}的整数，-1 表示不属于任何域",
            name=name, value=shown(given),
            top="" if many is None else say(" to {m}", "、至 {m} 止", m=many - 1),
        )
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where clusters and strata meet domains: pairs of which at least one firm is in the sample.

    Of n firms, D domains, P pairs of cluster and domain, and S cells of stratum and domain.

    ``domain`` (n,) is -1 for none; ``pair`` (n,) is P for none. ``cluster``, ``of`` and ``cell``
    (P,) are a pair's cluster, domain and cell; ``stratum``, ``cell_of`` and ``clusters`` (S,) a
    cell's stratum, domain and clusters.
    """

    design: Design
    many: int
    domain: Ints
    pair: Ints
    cluster: Ints
    of: Ints
    cell: Ints
    stratum: Ints
    cell_of: Ints
    clusters: Ints

    def by_domain(self, v: Floats) -> Floats:
        """Sums by domain. (n,) -> (D,)."""
        return added(self.domain + 1, v, self.many + 1)[1:]

    def by_pair(self, v: Floats) -> Floats:
        """Sums by pair. (n,) -> (P,)."""
        return added(self.pair, v, len(self.of) + 1)[: len(self.of)]

    def firms(self, answered: Bools) -> Ints:
        """Firms that answered, by domain. (n,) -> (D,)."""
        return counted(self.domain[answered] + 1, self.many + 1)[1:]

    def at(self, v: Floats) -> Floats:
        """Each firm's value of its domain, 0 outside all. (D,) -> (n,)."""
        return np.append(v, 0.0)[self.domain]

    def contributors(self, answered: Bools) -> tuple[Ints, Ints, Floats]:
        """Firms, clusters and degrees of freedom of those who answered. (n,) -> (D,) each.

        Degrees of freedom are clusters less strata with a firm in the domain (Lumley 2010,
        section 2.3); strata taken whole have no sampling error and count neither way. Infinite
        where there are no others.
        """
        design = self.design
        seen = np.zeros(len(self.of) + 1, bool)
        seen[self.pair[answered]] = True
        seen = seen[: len(self.of)]
        sampled = seen & ~design.whole[self.stratum][self.cell]
        strata = counted(self.cell_of[np.unique(self.cell[sampled])], self.many)
        clusters, drawn = (counted(self.of[s], self.many) for s in (seen, sampled))
        return self.firms(answered), clusters, np.where(drawn > 0, drawn - strata, np.inf)


def crossing(design: Design, domain: ArrayLike | None, domains: int | None) -> Crossing:
    """Meet firms with domains; one domain of all firms if none are given.

    Raises
    ------
    EnterpriseError
        Codes that are not whole numbers from -1, or not one a firm.
    """
    n, sizes = len(design), len(design.stratum_of)
    codes = np.zeros(n, int) if domain is None else _codes("domain", domain, domains)
    if len(codes) != n:
        raise EnterpriseError(
            say(
                "domain has {m} codes; the design has {n} firms",
                "domain 有 {m} 个代码，而设计中有 {n} 家企业",
                m=len(codes), n=n,
            )
        )  # fmt: skip
    many = domains or max(int(codes.max()) + 1, 1)
    none = sizes * many
    keys, pair = np.unique(
        np.where(codes < 0, none, design.cluster * many + codes), return_inverse=True
    )
    keys = keys[keys < none]
    cluster, of = keys // many, keys % many
    cells, cell = np.unique(design.stratum_of[cluster] * many + of, return_inverse=True)
    return Crossing(
        design, many, codes, pair, cluster, of, cell, cells // many, cells % many,
        counted(cell, len(cells)),
    )  # fmt: skip
