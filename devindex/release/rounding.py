"""Round once, half to even, on the decimal a reader would see (GB/T 8170)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd

__all__ = ["round_half_even", "rounded"]


def round_half_even(x: float, decimals: int) -> float:
    """Round to ``decimals`` places by GB/T 8170; NaN stays NaN.

    Examples
    --------
    >>> round_half_even(0.35, 1), round_half_even(0.25, 1), round_half_even(-0.04, 1)
    (0.4, 0.2, 0.0)
    """
    if x != x:
        return x
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(x))).quantize(step, rounding=ROUND_HALF_EVEN)) + 0.0


def rounded(column: pd.Series, decimals: int) -> pd.Series:
    """A column rounded for publication; index and name kept."""
    values = [round_half_even(float(v), decimals) for v in column.astype(float)]
    return pd.Series(values, index=column.index, name=column.name, dtype=float)
