"""What to do where nothing is published. Every filled cell is marked ``E``."""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["last", "none"]


@method("impute", "none", cite="OECD & JRC 2008, section 3.1")
def none(x: Floats) -> Floats:
    """Fill nothing: a theme is then the mean of what exists. (r, t, k) -> (r, t, k)."""
    return x


@method("impute", "last", cite="OECD & JRC 2008, section 3.2 (last observation carried forward)")
def last(x: Floats, *, limit: int = 1) -> Floats:
    r"""Carry the last observation forward, at most ``limit`` years.

    .. math:: x_t = x_{t-s}, \quad s = \min\{s \ge 1 : x_{t-s}\ \text{seen}\} \le \text{limit}

    It looks back only, so a new year never changes an old one.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.

    Returns
    -------
    Same shape. A gap longer than ``limit`` and a gap at the start stay NaN.

    Examples
    --------
    >>> last(np.array([[[1.0], [np.nan], [np.nan]]])).ravel()
    array([ 1.,  1., nan])
    """
    seen = ~np.isnan(x)
    years = np.arange(x.shape[1])[None, :, None]
    latest = np.maximum.accumulate(np.where(seen, years, -1), axis=1)
    near = (latest >= 0) & (years - latest <= limit)
    carried = np.take_along_axis(x, np.maximum(latest, 0), axis=1)
    return np.where(near, carried, np.nan)
