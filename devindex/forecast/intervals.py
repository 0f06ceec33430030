"""What an announced figure says about the true one: an interval."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["interval", "last_unit", "next_figure"]


def _decimal(value: str | float) -> Decimal:
    return Decimal(value if isinstance(value, str) else f"{value:.12g}")


def last_unit(value: str | float) -> float:
    """One unit of the last digit a figure was given to.

    Digits printed after the decimal point all count; noughts that end a whole number do not.

    Examples
    --------
    >>> [last_unit(v) for v in (340, 4000, 18500, "6291", "1.0", 2.5)]
    [10.0, 1000.0, 100.0, 1.0, 0.1, 0.1]
    """
    return float(_unit(_decimal(value)))


def _unit(value: Decimal) -> Decimal:
    exponent = int(value.as_tuple().exponent)
    if exponent >= 0 and value != 0:
        exponent = int(value.normalize().as_tuple().exponent)
    return Decimal(1).scaleb(exponent)


def next_figure(value: str | float) -> float:
    """The next figure a writer would have used who gives as many digits.

    "More than 340" is not said of 351: the writer would have said "more than 350".

    Examples
    --------
    >>> next_figure(340), next_figure(4000), next_figure("1.2")
    (350.0, 5000.0, 1.3)
    """
    given = _decimal(value)
    return float(given + _unit(given))


def interval(value: str | float, bound: str) -> tuple[float, float]:
    """Lowest and highest true figure behind an announced one.

    ``exact`` is the figure itself; ``at_least`` reaches up to :func:`next_figure`; ``at_most``
    reaches as far down; ``about`` is half a unit of the last digit to either side.

    Examples
    --------
    >>> interval(340, "at_least"), interval("8000", "about"), interval(20, "at_most")
    ((340.0, 350.0), (7500.0, 8500.0), (10.0, 20.0))
    """
    given = _decimal(value)
    unit = _unit(given)
    below, above = {
        "exact": (Decimal(0), Decimal(0)),
        "at_least": (Decimal(0), unit),
        "about": (unit / 2, unit / 2),
        "at_most": (unit, Decimal(0)),
    }[bound]
    return float(given - below), float(given + above)
