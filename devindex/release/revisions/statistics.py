"""How large revisions are and whether they lean one way, by indicator and for ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from devindex.index.arrays import Floats

__all__ = ["LEAST", "revision_statistics"]

LEAST = 8
"""Vintages a test of the mean needs; with fewer only counts are given of it."""

COLUMNS = [
    "indicator_code", "vintages", "n", "revised", "mean", "mean_absolute",
    "relative_mean_absolute", "sd", "lowest", "highest", "range", "sign_changes", "t", "p",
]  # fmt: skip


def revision_statistics(vintages: pd.DataFrame) -> pd.DataFrame:
    r"""Statistics of the revisions from each vintage to the next.

    A revision :math:`r_i` is the later value less the earlier of one region and year,
    :math:`i = 1 \dots n` over all that both vintages have:

    .. math:: \bar r = \tfrac1n \sum r_i, \quad \text{MAR} = \tfrac1n \sum |r_i|, \quad
              \text{RMAR} = \frac{\sum |r_i|}{\sum |l_i|}

    with :math:`l_i` the later values. ``sign_changes`` is the share of changes from the year
    before whose direction turned. ``t`` and ``p`` test a mean of zero: values of one vintage are
    revised together, so that the mean revision of each vintage counts as one observation, with a
    standard error that heteroscedasticity and autocorrelation leave right (Newey & West 1987,
    Econometrica 55, with ⌊4 (T/100)^(2/9)⌋ lags). With fewer than eight vintages they are missing.

    Source: McKenzie & Gamba 2008, "Interpreting the results of revision analyses: recommended
    summary statistics", OECD.

    Parameters
    ----------
    vintages
        ``indicator_code``, ``region``, ``year``, ``value``, ``release_id``; releases in the order
        in which they first stand. Missing values have no revision.

    Returns
    -------
    One row an indicator, in the order in which they first stand; indicators that no two vintages
    have in common have ``n`` zero and nothing else.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "indicator_code": "score", "region": ["a", "b"] * 2, "year": 2022,
    ...     "value": [10.0, 20.0, 11.0, 19.0], "release_id": ["1", "1", "2", "2"],
    ... })
    >>> revision_statistics(table)[["n", "mean", "mean_absolute", "range"]].loc[0].tolist()
    [2.0, 0.0, 1.0, 2.0]
    """
    order = list(dict.fromkeys(vintages["release_id"]))
    rows = []
    for code, own in vintages.groupby("indicator_code", sort=False):
        wide = own.pivot(index=["region", "year"], columns="release_id", values="value")
        held = wide.reindex(columns=order).to_numpy(dtype=float)
        rows.append((code, *_row(held, wide.index)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(held: Floats, index: pd.MultiIndex) -> tuple[float, ...]:
    """Statistics of one indicator from its values, (region-years, vintages)."""
    steps = np.diff(held, axis=1)
    r = steps[~np.isnan(steps)]
    later = held[:, 1:][~np.isnan(steps)]
    if not len(r):
        return (held.shape[1], 0, 0, *[np.nan] * (len(COLUMNS) - 4))
    sd = float(r.std(ddof=1)) if len(r) > 1 else np.nan
    total = float(np.abs(later).sum())
    return (
        held.shape[1], len(r), int((r != 0).sum()), float(r.mean()), float(np.abs(r).mean()),
        float(np.abs(r).sum()) / total if total else np.nan, sd, float(r.min()), float(r.max()),
        float(np.ptp(r)), _turned(held, index), *_test(steps),
    )  # fmt: skip


def _turned(held: Floats, index: pd.MultiIndex) -> float:
    """Share of changes from the year before whose direction the next vintage turns."""
    region = index.get_level_values("region").to_numpy()
    year = index.get_level_values("year").to_numpy()
    follows = (region[1:] == region[:-1]) & (year[1:] == year[:-1] + 1)
    growth = np.sign(np.diff(held, axis=0)[follows])
    a, b = growth[:, :-1], growth[:, 1:]
    both = ~np.isnan(a) & ~np.isnan(b)
    return float((a[both] * b[both] < 0).mean()) if both.any() else np.nan


def _test(steps: Floats) -> tuple[float, float]:
    """T and p of a zero mean revision over the vintages; NaN with too few or nothing revised."""
    seen = ~np.isnan(steps).all(axis=0)
    means = np.nanmean(steps[:, seen], axis=0) if seen.any() else np.empty(0)
    count = len(means)
    if count + 1 < LEAST or not means.any():
        return np.nan, np.nan
    import statsmodels.api as sm

    lags = int(np.floor(4 * (count / 100) ** (2 / 9)))
    fit = sm.OLS(means, np.ones(count)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    return float(fit.tvalues[0]), float(fit.pvalues[0])
