"""One way from a result to its picture: ``draw``, and a function for each kind of result."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from devindex.errors import MethodError, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]


@singledispatch
def draw(result: object, **options: Any) -> Figure:
    """Draw a result; each kind registers its own function with ``@draw.register``.

    Raises
    ------
    MethodError
        For a kind of result that has no picture.

    Examples
    --------
    >>> draw(3)
    Traceback (most recent call last):
    devindex.errors.MethodError: a result of type int has no picture
    """
    raise MethodError(
        say(
            "a result of type {kind} has no picture",
            "{kind} 类型的结果没有对应的图",
            kind=type(result).__name__,
        )
    )
