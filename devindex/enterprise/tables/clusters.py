"""Sums of cells brought to pairs of stratum and domain, and squared cluster by cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.enterprise.surveys.design import Bools, Floats, Ints
from devindex.enterprise.surveys.domains import added
from devindex.enterprise.tables.linear import Meeting
from devindex.enterprise.tables.measures import Measure
from devindex.enterprise.tables.strata import Strata

__all__ = ["Clusters"]


@dataclass(frozen=True, eq=False)
class Clusters:
    """How cells make pairs of stratum and domain (S,), and cells of holdings make clusters (C,).

    Of the cells inside a domain, ``rows`` are their places, ``pair`` their pairs, ``alone`` says
    which hold firms that are clusters by themselves; ``cluster`` is that of each other one, and
    ``at`` (C,) the pair of each cluster. ``N`` (C,) sums the weights of its firms.
    """

    meeting: Meeting
    rows: Ints
    pair: Ints
    alone: Bools
    cluster: Ints
    at: Ints
    N: Floats

    @staticmethod
    def of(cells: pd.DataFrame, domain: Ints, many: int, strata: Strata) -> Clusters:
        """Meet the cells of a table with ``many`` domains.

        ``cells`` have ``stratum``, ``group`` (the holding, where firms are not alone), ``firms``,
        ``N`` and ``NN``, the sum of their weights and of the squares of these.
        """
        rows = np.flatnonzero(domain >= 0)
        stratum = strata.places(cells["stratum"])[rows]
        pairs, pair = np.unique(stratum * many + domain[rows], return_inverse=True)
        group = pd.factorize(cells["group"])[0][rows]
        alone = group < 0
        keys, cluster = np.unique(group[~alone] * len(pairs) + pair[~alone], return_inverse=True)
        at = keys % max(len(pairs), 1)
        firms, N, NN = (cells[c].to_numpy()[rows] for c in ("firms", "N", "NN"))
        own = added(cluster, N[~alone], len(keys))
        squares = added(pair[alone], NN[alone], len(pairs)) + added(at, own * own, len(pairs))
        meeting = Meeting(
            strata.design, strata.clusters, many, pairs // many, pairs % many,
            added(pair, firms, len(pairs)), added(pair, N, len(pairs)), squares,
        )  # fmt: skip
        return Clusters(meeting, rows, pair, alone, cluster, at, own)

    def summed(self, measure: Measure, s: dict[str, Floats]) -> dict[str, Floats]:
        """Sums by pair, as the estimate asks for them, from those of cells."""
        many = len(self.meeting.domain)
        out = {
            c: added(self.pair, s[c][self.rows], many)
            for c in ("n", "W", "P", "Q", "ee", "eu", "uu")
        }
        lone, held = self.rows[self.alone], self.rows[~self.alone]
        n, P, Q = (added(self.cluster, s[c][held], len(self.at)) for c in ("n", "P", "Q"))

        def by_pair(name: str, of_clusters: Floats) -> Floats:
            own = added(self.pair[self.alone], s[name][lone], many)
            return own + added(self.at, of_clusters, many)

        out["clusters"] = by_pair("n", (n > 0).astype(float))
        out |= {"PP": by_pair("PP", P * P), "PQ": by_pair("PQ", P * Q), "QQ": by_pair("QQ", Q * Q)}
        if measure.kind == "total":  # of a firm by itself that answered, N = Q
            out |= {"PN": by_pair("PQ", P * self.N), "QN": by_pair("QQ", Q * self.N)}
        else:
            out |= {"PN": np.zeros(many), "QN": np.zeros(many)}
        return out
