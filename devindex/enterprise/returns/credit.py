"""The check character of the unified social credit code (统一社会信用代码), GB 32100-2015."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devindex.errors import EnterpriseError, say

if TYPE_CHECKING:
    import ibis

__all__ = ["ALPHABET", "LENGTH", "WEIGHTS", "check_character", "number", "valid"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of a code in the order of their values, 0 to 30: no I, O, S, V, Z."""
LENGTH = 18
WEIGHTS = (*(pow(3, i, 31) for i in range(LENGTH - 1)), 1)
"""Weight of each place: 3^(i-1) modulo 31, and 1 for the check character."""


def check_character(body: str) -> str:
    r"""Last character of a code, from the 17 before it.

    .. math:: C_{18} = 31 - \Bigl(\sum_{i=1}^{17} C_i\,3^{i-1} \bmod 31\Bigr)

    with 0 where that is 31.

    Parameters
    ----------
    body
        The first 17 characters.

    Raises
    ------
    EnterpriseError
        If there are not 17 characters, or one that no code has.

    References
    ----------
    GB 32100-2015, worked example: 91350100M000100Y4 has the sum 1640, which leaves 28; 31 - 28
    is 3.

    Examples
    --------
    >>> check_character("91350100M000100Y4")
    '3'
    """
    if len(body) != LENGTH - 1 or not set(body) <= set(ALPHABET):
        raise EnterpriseError(
            say(
                "{body!r} is not the beginning of a credit code: 17 of the characters {alphabet}",
                "{body!r}不是信用代码的前17位，应为17个字符，可用字符：{alphabet}",
                body=body,
                alphabet=ALPHABET,
            )
        )
    total = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def number(code: ibis.expr.types.StringValue) -> ibis.expr.types.IntegerValue:
    """Places 3 to 17 as one number; NULL where they are none."""
    return code.substr(2, 15).try_cast("int64")


def valid(
    code: ibis.expr.types.StringValue, digits: ibis.expr.types.IntegerValue | None = None
) -> ibis.expr.types.BooleanValue:
    r"""Whether a code has 18 characters, all allowed, and the right one last; never NULL.

    The check character is right where :math:`\sum_{i=1}^{17} C_i\,3^{i-1} + C_{18}` is a multiple
    of 31. Places 3 to 8 are digits (GB/T 2260).

    Parameters
    ----------
    code
        Text.
    digits
        What :func:`number` gives, if that is a column already. Taking a text apart costs most, and
        where all 15 places are digits one number does for them.

    Examples
    --------
    >>> from devindex.enterprise.engine import engine
    >>> import pandas as pd
    >>> codes = ["91350100M000100Y43", "91350100M000100Y4Z", "91350100M000100Y4", None]
    >>> with engine() as duck:
    ...     t = duck.read(pd.DataFrame({"code": codes}))
    ...     duck.frame(t.select(good=valid(t.code))).good.tolist()
    [True, False, False, False]
    """
    import ibis

    def letters(*places: int) -> Any:
        return sum(ibis.literal(ALPHABET).find(code.substr(i, 1)) * WEIGHTS[i] for i in places)

    any_of = f"[{ALPHABET}]"
    form = code.re_search(f"^{any_of}{{2}}[0-9]{{6}}{any_of}{{10}}$")
    # the length too: to Java $ is also before the end of a line
    form = form & (code.length() == LENGTH)
    right = form & (letters(*range(LENGTH)) % 31 == 0)
    if digits is not None:
        whole = code.re_search(f"^{any_of}{{2}}[0-9]{{15}}{any_of}$")
        inner = sum(digits // 10 ** (16 - i) % 10 * WEIGHTS[i] for i in range(2, 17))
        right = ibis.ifelse(
            whole & (code.length() == LENGTH), (letters(0, 1, 17) + inner) % 31 == 0, right
        )
    return right.fill_null(False)
