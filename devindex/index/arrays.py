"""Array types and the few helpers every step uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "shares"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]


def shares(w: Floats) -> Floats:
    """Scale to a sum of one; equal if all are zero. (..., k) -> (..., k)."""
    total = w.sum(axis=-1, keepdims=True)
    even = np.full_like(w, 1.0 / w.shape[-1])
    return np.where(total > 0, w / np.where(total > 0, total, 1.0), even)
