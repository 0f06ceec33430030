"""Ranks of many draws at once."""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Bools, Floats

__all__ = ["ranks_of"]

BLOCK = 100_000
"""Scores ranked at once: what fits the processor's cache; it changes no result."""


def ranks_of(scores: Floats, ranked: Bools) -> np.ndarray:
    """Rank among the ranked regions of each year, ties smallest: (d, r, t), (r, t) -> (d, r, t).

    Zero where a region is not ranked. A draw that leaves a ranked region without any indicator
    puts it last.

    Examples
    --------
    >>> scores = np.array([[[50.0], [70.0], [50.0], [60.0]]])
    >>> ranks_of(scores, np.array([[True], [True], [True], [False]])).ravel()
    array([2, 1, 2, 0], dtype=int16)
    """
    out = np.empty(scores.shape, dtype=np.int16)
    size = max(1, BLOCK // max(1, ranked.size))
    for first in range(0, len(scores), size):
        out[first : first + size] = _ranks(scores[first : first + size], ranked)
    return out


def _ranks(scores: Floats, ranked: Bools) -> np.ndarray:
    d, r, t = scores.shape
    held = np.negative(np.swapaxes(scores, 1, 2), order="C")
    np.copyto(held, np.inf, where=np.isnan(held) | ~ranked.T)
    held = held.reshape(-1, r)
    order = np.argsort(held, axis=-1)
    order += np.arange(0, held.size, r)[:, None]
    along = held.ravel()[order]
    tied = along[:, 1:] == along[:, :-1]
    place = np.arange(1, r + 1, dtype=np.int16)
    if tied.any():
        place = np.tile(place, (len(held), 1))
        place[:, 1:][tied] = 0
        np.maximum.accumulate(place, axis=-1, out=place)
    out = np.empty(held.shape, dtype=np.int16)
    out.ravel()[order] = place
    return np.where(ranked, np.swapaxes(out.reshape(d, t, r), 1, 2), np.int16(0))
