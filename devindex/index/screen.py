"""Which regions and indicators have enough figures to be compared at all."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats
from devindex.index.registry import method

__all__ = ["coverage", "none"]


@method("screen", "none", cite="OECD & JRC 2008, section 1.2")
def none(x: Floats) -> Bools:
    """Keep every figure. (r, t, k) -> (r, t, k)."""
    return np.ones(x.shape, dtype=bool)


@method(
    "screen",
    "coverage",
    cite="Becker et al. 2022 (COINr), Screen; WIPO 2024 (Global Innovation Index)",
)
def coverage(x: Floats, *, regions: float = 2 / 3, indicators: float = 0.0) -> Bools:
    r"""Leave out indicators, then region-years, with too few figures.

    .. math:: \frac{1}{rt}\sum_{it} 1[x_{itj}\ \text{seen}] \ge c_k, \qquad
              \frac{1}{k'}\sum_j 1[x_{itj}\ \text{seen}] \ge c_r

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    regions
        Least share of the kept indicators that a region needs in a year.
    indicators
        Least share of region-years that an indicator needs.

    Returns
    -------
    True where a figure is kept, shape (r, t, k). With nothing missing everything is kept.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0]], [[np.nan, np.nan]]])
    >>> coverage(x)[:, 0].tolist()
    [[True, True], [False, False]]
    """
    for name, least in (("regions", regions), ("indicators", indicators)):
        if not 0 <= least <= 1:
            raise MethodError(
                say(
                    "screen method 'coverage': {name} is {share}; a share lies between 0 and 1",
                    "筛选方法“coverage”的{name}为{share}；应在0与1之间",
                    name=name, share=least,
                )
            )  # fmt: skip
    seen = ~np.isnan(x)
    columns = seen.mean(axis=(0, 1)) >= indicators
    of = seen if columns.all() else seen[:, :, columns]
    share = of.mean(axis=2) if columns.any() else np.zeros(x.shape[:2])
    kept: Bools = columns & (share >= regions)[:, :, None]
    return kept
