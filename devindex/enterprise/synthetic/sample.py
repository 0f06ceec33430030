"""The stratified sample: which strata there are, how many firms each has and how many answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from devindex.definitions import regions
from devindex.definitions.tables import rows
from devindex.enterprise.synthetic.parameters import Parameters
from devindex.shipped import data

__all__ = ["COUNTED", "FEWEST", "Strata", "firms_counted", "strata"]

COUNTED = "app_firms_n"
"""Series the provinces' numbers of firms are proportional to: enterprises that the yearly survey
of informatisation by the National Bureau of Statistics covers; its latest full year is taken."""

FEWEST = 100
"""Firms a sample needs, so that every province has some."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def firms_counted() -> tuple[int, dict[str, float]]:
    """Latest year in which the series has a count for all covered provinces, and the counts.

    Examples
    --------
    >>> year, counts = firms_counted()
    >>> year, len(counts), counts["440000"]
    (2024, 31, 215442.0)
    """
    covered = [code for code, unit in regions().items() if unit.covered]
    seen: dict[int, dict[str, float]] = {}
    for path in sorted((data() / "observations" / "regional").glob("*.csv")):
        for row in rows(path):
            if row["series"] == COUNTED and row["region"] in covered and row["value"]:
                seen.setdefault(int(row["year"]), {})[row["region"]] = float(row["value"])
    year = max(y for y, counts in seen.items() if len(counts) == len(covered))
    return year, {code: seen[year][code] for code in covered}


@dataclass(frozen=True)
class Strata:
    """Province × group of industries × size class, one entry each, shape (h,).

    Attributes
    ----------
    province, group, size
        Places in :attr:`provinces` and in the parameters' groups and sizes.
    sampled
        Firms of the sample.
    stands_for
        Firms of the frame for each of the sample: a whole number, so that weights add up exactly.
    """

    names: tuple[str, ...]
    provinces: tuple[str, ...]
    province: Ints
    group: Ints
    size: Ints
    sampled: Ints
    stands_for: Ints

    @property
    def frame(self) -> pd.DataFrame:
        """The sampling frame: stratum and its number of firms."""
        return pd.DataFrame({"stratum": self.names, "firms": self.sampled * self.stands_for})


def strata(firms: int, told: Parameters, rng: np.random.Generator) -> Strata:
    """Share a sample of a given size among the strata.

    Provinces have firms in proportion to :func:`firms_counted`; size classes and groups of
    industries by the parameters, the mix of industries of each province being tilted at random.
    Larger firms are sampled at higher rates (``stands_for`` of their class; large ones are all
    taken). A stratum left with one firm of the sample is taken whole, so that every sampled
    stratum has two firms or no variance.
    """
    _, counts = firms_counted()
    share = np.array(list(counts.values()))
    mix = np.array([sum(group.divisions.values()) for group in told.group])
    tilt = 1 + told.mix_spread * (2 * rng.random((len(share), len(mix))) - 1)
    tilted = mix * tilt
    tilted /= tilted.sum(axis=1, keepdims=True)
    sizes = np.array([size.share for size in told.size])
    rates = sizes / [size.stands_for for size in told.size]
    expected = (share / share.sum())[:, None, None] * tilted[:, :, None] * rates
    sampled = _shared(firms, expected)
    p, g, s = np.nonzero(sampled)
    n = sampled[p, g, s]
    each = np.array([size.stands_for for size in told.size])[s]
    names = [
        f"{list(counts)[a]}-{told.group[b].code}-{told.size[c].code}"
        for a, b, c in zip(p, g, s, strict=True)
    ]
    return Strata(tuple(names), tuple(counts), p, g, s, n, np.where(n == 1, 1, each))


def _shared(firms: int, expected: Floats) -> Ints:
    """Whole numbers that sum to ``firms``: largest remainders, and one firm in every province."""
    flat = expected.reshape(len(expected), -1)
    given: Ints = np.zeros(flat.shape, dtype=np.int64)
    given[np.arange(len(flat)), flat.argmax(axis=1)] = 1
    quota = (firms - given.sum()) * flat / flat.sum()
    whole: Ints = np.floor(quota).astype(np.int64)
    rest = firms - given.sum() - whole.sum()
    order = np.argsort(-(quota - whole), axis=None, kind="stable")[:rest]
    np.add.at(whole.reshape(-1), order, 1)
    return (given + whole).reshape(expected.shape)
