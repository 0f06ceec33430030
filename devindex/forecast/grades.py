"""How good the evidence behind a probability is."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Literal

from devindex.definitions import Text
from devindex.forecast.seen import lent
from devindex.forecast.series import Series

__all__ = ["ENOUGH", "GRADES", "Grade", "grade_of"]

Grade = Literal["own", "proxy", "prior", "none"]
ENOUGH = 4
"""Usable figures from which a series speaks for itself."""
GRADES = MappingProxyType(
    {
        "own": Text(zh="自身序列", en="own series"),
        "proxy": Text(zh="相近序列", en="related series"),
        "prior": Text(zh="仅先验", en="prior only"),
        "none": Text(zh="无", en="none"),
    }
)
"""The grades in words."""


def grade_of(series: Series, reference: Sequence[Series]) -> Grade:
    """Grade of a forecast: own figures enough, else growth lent by others, else the prior alone.

    Examples
    --------
    >>> grade_of(Series.of([2020, 2021, 2022, 2023], [1, 2, 3, 4]), ())
    'own'
    >>> few = Series.of([2020, 2021], [1, 2])
    >>> grade_of(few, [few]), grade_of(few, [Series.of([2020], [1])])
    ('proxy', 'prior')
    """
    if len(series) >= ENOUGH:
        return "own"
    return "proxy" if lent(series, reference) else "prior"
