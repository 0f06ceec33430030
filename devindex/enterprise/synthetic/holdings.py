"""Holding groups: some firms belong together, mostly within a province."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from devindex.enterprise.synthetic.parameters import Parameters

__all__ = ["holdings"]

Ints = NDArray[np.int64]


def holdings(province: Ints, told: Parameters, rng: np.random.Generator) -> Ints:
    """Number of each firm's holding group from 0, -1 where it stands alone. (n,) -> (n,).

    Members are drawn at random, put in the order of their province (a few in one pool across all
    provinces) and cut into groups of 2 to ``holding_most``, small ones being commoner: a size s
    has probability in proportion to 1 / s.
    """
    member = np.flatnonzero(rng.random(len(province)) < told.holding_share)
    across = rng.random(len(member)) < told.holding_across
    pool = np.where(across, province.max(initial=0) + 1, province[member])
    order = np.lexsort((rng.random(len(member)), pool))
    member, pool = member[order], pool[order]
    sizes = np.arange(2, told.holding_most + 1)
    chance = np.cumsum(1 / sizes)
    drawn = sizes[np.searchsorted(chance / chance[-1], rng.random(len(member)), side="right")]
    begins = np.zeros(len(member), dtype=bool)
    cuts = np.cumsum(drawn)
    begins[cuts[cuts < len(member)]] = True
    begins[1:] |= pool[1:] != pool[:-1]
    group = np.cumsum(begins)
    fits = np.bincount(group, minlength=1)[group] > 1 if len(group) else begins
    out = np.full(len(province), -1, dtype=np.int64)
    out[member[fits]] = np.unique(group[fits], return_inverse=True)[1]
    return out
