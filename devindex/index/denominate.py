"""From totals to intensities."""

from __future__ import annotations

from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["intensity", "none"]


@method("denominate", "intensity", cite="OECD & JRC 2008, section 1.2")
def intensity(numerator: Floats, denominator: Floats, factor: Floats) -> Floats:
    r"""Numerator over denominator, in the indicator's unit.

    .. math:: x = f\,\frac{a}{b}

    Parameters
    ----------
    numerator, denominator
        Series as published, shape (n, k). An indicator without a denominator has ones.
    factor
        Turns the ratio of published units into the indicator's unit, shape (k,).

    Returns
    -------
    Shape (n, k). NaN where the numerator is. A zero or missing denominator under a figure is
    refused before this is called.

    Examples
    --------
    >>> import numpy as np
    >>> intensity(np.array([[50.0]]), np.array([[200.0]]), np.array([100.0]))
    array([[25.]])
    """
    return factor * numerator / denominator


@method("denominate", "none", cite="OECD & JRC 2008, section 1.2")
def none(numerator: Floats, factor: Floats) -> Floats:
    """Totals as they are: sizes are compared, not intensities. (n, k), (k,) -> (n, k)."""
    return numerator * factor
