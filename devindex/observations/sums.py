"""Sums of published figures, and how far rounding may carry them from a published total."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["difference"]


def difference(parts: list[str], total: str) -> tuple[Decimal, Decimal]:
    """Sum of the parts less the total, and what rounding explains: half a last digit of each.

    The parts are of one column, so the finest of them says what its last digit is.

    Examples
    --------
    >>> difference(["1.2", "3"], "4.3")
    (Decimal('-0.1'), Decimal('0.15'))
    """
    numbers = [Decimal(p) for p in parts]
    whole = Decimal(total)
    half = min(map(_half, numbers), default=Decimal(0)) * len(numbers) + _half(whole)
    return sum(numbers, Decimal(0)) - whole, half


def _half(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)
