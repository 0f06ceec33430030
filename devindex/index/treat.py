"""Skewness and outliers, before scales are made comparable.

The step hands the goalposts through as two rows that are never fitted on, so that a transform
reaches figures and goalposts alike.
"""

from __future__ import annotations

import numpy as np

from devindex.index.arrays import Bools, Floats
from devindex.index.registry import method

__all__ = ["declared", "none"]


@method("treat", "none", cite="OECD & JRC 2008, section 1.2")
def none(x: Floats) -> Floats:
    """Leave the figures as they are. (n, k) -> (n, k)."""
    return x


@method("treat", "declared", cite="OECD & JRC 2008, section 5.1 (scale transformation)")
def declared(x: Floats, transform: Bools) -> Floats:
    r"""Natural logarithm where the definition declares it, nothing elsewhere.

    .. math:: y = \ln x

    Parameters
    ----------
    x
        Shape (n, k). Zero or less in a logged column is refused before this is called.
    transform
        True where the indicator's definition says ``transform = "log"``, shape (k,).

    Returns
    -------
    Shape (n, k). NaN stays NaN; a constant column stays constant.

    Examples
    --------
    >>> declared(np.array([[1.0, 1.0]]), np.array([True, False]))
    array([[0., 1.]])
    """
    return np.where(transform, np.log(np.where(transform, x, 1.0)), x)
