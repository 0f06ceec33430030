"""Domains as whole numbers, and where clusters and strata meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from devindex.enterprise.surveys.design import Bools, Design, Floats, Ints
from devindex.errors import EnterpriseError, say
from devindex.kinds import fits, shown

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
    if len(codes) != len(shape):
        raise EnterpriseError(
            say(
                "{k} columns of codes are given and shape has {m}; each column needs one",
                "给出 {k} 列代码，而 shape 有 {m} 个；每列代码应对应一个",
                k=len(codes), m=len(shape),
            )
        )  # fmt: skip
    parts = [
        _codes(f"code {i}", c, m) for i, (c, m) in enumerate(zip(codes, shape, strict=True), 1)
    ]
    none = np.any([p < 0 for p in parts], axis=0)
    whole = np.ravel_multi_index([np.maximum(p, 0) for p in parts], tuple(shape))
    return np.where(none, -1, whole)


def _codes(
    name: str, given: ArrayLike, many: int | None, firms: NDArray[Any] | None = None
) -> Ints:
    """Whole numbers from -1, below ``many``."""
    raw, who = np.asarray(given), ""
    if raw.ndim == 1 and len(raw) and np.issubdtype(raw.dtype, np.integer):
        wrong = (raw < -1) | (raw >= many) if many is not None else raw < -1
        if not wrong.any():
            return raw.astype(int)
        i = int(np.argmax(wrong))
        given = raw[i].item()
        who = say(" of firm {firm}", "（企业 {firm}）", firm=i + 1 if firms is None else firms[i])
    top = "" if many is None else say(" to {m}", "、至 {m} 止", m=many - 1)
    raise EnterpriseError(
        say(
            "{name}{who} is {value}; whole numbers from 0{top} are needed, -1 for none",
            "{name}{who}为{value}，应为从 0 起{top}的整数，-1 表示不属于任何域",
            name=name, who=who, value=shown(np.asarray(given).tolist()), top=top,
        )
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where clusters and strata meet domains: pairs of which at least one firm is in the sample.

    Of n firms, D domains, P pairs of cluster and domain, and S cells of stratum and domain.

    ``domain`` (n,) is -1 for none, ``slot`` one more; ``pair`` (n,) is P for none. ``cluster``,
    ``of`` and ``cell`` (P,) are a pair's cluster, domain and cell; ``stratum``, ``cell_of`` and
    ``clusters`` (S,) a cell's stratum, domain and clusters.
    """

    design: Design
    many: int
    domain: Ints
    slot: Ints
    pair: Ints
    cluster: Ints
    of: Ints
    cell: Ints
    stratum: Ints
    cell_of: Ints
    clusters: Ints

    def by_domain(self, v: Floats) -> Floats:
        """Sums by domain. (n,) -> (D,)."""
        return added(self.slot, v, self.many + 1)[1:]

    def by_pair(self, v: Floats) -> Floats:
        """Sums by pair. (n,) -> (P,)."""
        return added(self.pair, v, len(self.of) + 1)[: len(self.of)]

    def firms(self, answered: Bools) -> Ints:
        """Firms that answered, by domain. (n,) -> (D,)."""
        return counted(self.slot[answered], self.many + 1)[1:]

    def at(self, v: Floats) -> Floats:
        """Each firm's value of its domain, 0 outside all. (D,) -> (n,)."""
        return np.append(0.0, v)[self.slot]

    def contributors(self, answered: Bools) -> tuple[Ints, Ints, Floats]:
        """Firms, clusters and degrees of freedom of those who answered. (n,) -> (D,) each.

        Degrees of freedom are clusters less strata with a firm in the domain (as in R's survey
        and svy); here strata taken whole have no sampling error and count neither way. Infinite
        where there are no others.
        """
        design = self.design
        seen = np.zeros(len(self.of) + 1, bool)
        seen[self.pair[answered]] = True
        seen = seen[: len(self.of)]
        sampled = seen & ~design.whole[self.stratum][self.cell]
        cells = np.zeros(len(self.stratum), bool)
        cells[self.cell[sampled]] = True
        strata = counted(self.cell_of[cells], self.many)
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
    if domains is not None and not (fits(domains, int) and domains > 0):
        raise EnterpriseError(
            say(
                "domains is {value}; a whole number above zero is needed",
                "domains 为{value}，应为正整数",
                value=shown(domains),
            )
        )
    column = np.zeros(n, int) if domain is None else np.asarray(domain)
    if column.shape != (n,):
        raise EnterpriseError(
            say(
                "domain has {m} codes; the design has {n} firms",
                "domain 有 {m} 个代码，而设计中有 {n} 家企业",
                m=column.size, n=n,
            )
        )  # fmt: skip
    codes = _codes("domain", column, domains, design.firms)
    many = domains or max(int(codes.max()) + 1, 1)
    none = sizes * many
    keys, pair = np.unique(
        np.where(codes < 0, none, design.cluster * many + codes), return_inverse=True
    )
    keys = keys[keys < none]
    cluster, of = keys // many, keys % many
    cells, cell = np.unique(design.stratum_of[cluster] * many + of, return_inverse=True)
    return Crossing(
        design, many, codes, codes + 1, pair, cluster, of, cell, cells // many, cells % many,
        counted(cell, len(cells)),
    )  # fmt: skip
