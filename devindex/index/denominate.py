"""From totals to intensities.

The step refuses a figure whose denominator is zero or missing, and names the cell.
"""

from __future__ import annotations

from collections.abc import Mapping

from devindex.errors import MethodError, say, unknown
from devindex.index.arrays import Floats
from devindex.index.registry import method

__all__ = ["by_constant", "by_series", "intensity", "none"]


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
    refused by the step.

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


@method(
    "denominate",
    "by-series",
    cite="Becker et al. 2022 (COINr), Denominate; OECD & JRC 2008, section 1.2",
    example=lambda k: {"series": "eco_gdp"},
    above_zero=("scale",),
)
def by_series(
    numerator: Floats,
    factor: Floats,
    others: Mapping[str, Floats],
    *,
    series: str | None = None,
    scale: float = 1.0,
) -> Floats:
    r"""Numerator over one series for all, in place of the definition's own denominator.

    .. math:: x = s\,f\,\frac{a}{d}

    With the population as the series and ``scale = 10000`` a total becomes one per 10,000 heads.

    Parameters
    ----------
    numerator
        Series as published, shape (n, k).
    factor
        Factor of the definition, shape (k,).
    others
        Every series of the panel by code, (n,) each.
    series
        Code of the denominator :math:`d`.
    scale
        Multiplies the ratio, :math:`s`: 1000 for "per thousand".

    Returns
    -------
    Shape (n, k). NaN where the numerator is. A zero or missing denominator under a figure is
    refused by the step.

    Raises
    ------
    MethodError
        If no series is named, or the panel does not have it.

    Examples
    --------
    >>> import numpy as np
    >>> by_series(np.array([[50.0]]), np.ones(1), {"pop": np.array([200.0])}, series="pop")
    array([[0.25]])
    """
    if not isinstance(series, str):
        raise MethodError(
            say(
                "denominate method 'by-series' needs the code of a series, such as "
                "series = {example!r}",
                "强度换算方法“by-series”需要一个序列的代码，例如 series = {example!r}",
                example=min(others, default="eco_pop"),
            )
        )
    if series not in others:
        raise MethodError(unknown("series", series, others))
    return scale * factor * numerator / others[series][:, None]


@method(
    "denominate",
    "by-constant",
    cite="Becker et al. 2022 (COINr), Denominate",
    above_zero=("constant",),
)
def by_constant(numerator: Floats, factor: Floats, *, constant: float = 1.0) -> Floats:
    r"""Totals over one constant: another unit for all.

    .. math:: x = f\,\frac{a}{c}

    Parameters
    ----------
    numerator
        Series as published, shape (n, k).
    factor
        Factor of the definition, shape (k,).
    constant
        Above zero.

    Returns
    -------
    Shape (n, k). NaN stays NaN.

    Raises
    ------
    MethodError
        If the constant is not above zero.

    Examples
    --------
    >>> import numpy as np
    >>> by_constant(np.array([[50.0]]), np.ones(1), constant=1000.0)
    array([[0.05]])
    """
    return factor * numerator / constant
