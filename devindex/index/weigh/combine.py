"""Weights of several methods in one (组合赋权)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Floats, shares
from devindex.index.registry import find, method
from devindex.index.weigh.outcome import not_one_of

__all__ = ["bargain", "combination"]

HOW = ("additive", "multiplicative", "game")


@method(
    "weigh",
    "combination",
    cite="Shan, Yang, Dong, Huang & Wang 2020 (game); mathmodels (R), combine_weights",
    example=lambda k: {"methods": ["declared", "entropy"]},
)
def combination(
    z: Floats,
    declared: Floats,
    codes: np.ndarray,
    others: Mapping[str, Floats],
    *,
    methods: list[Any] | None = None,
    how: str = "additive",
    coefficients: list[float] | None = None,
) -> Floats:
    r"""Weights of several methods in one (组合赋权), such as an expert's and the data's.

    .. math:: \text{additive } w = \sum_l \alpha_l w_l, \quad
              \text{multiplicative } w_j \propto \prod_l w_{lj}^{\alpha_l}

    In the game (博弈论组合赋权) the methods bargain: each :math:`w_l` is to be as near as can be
    to the combination, which gives

    .. math:: \sum_m \alpha_m\, w_l \cdot w_m = w_l \cdot w_l \quad (l = 1, 2, \dots), \qquad
              \alpha_l^* = \frac{|\alpha_l|}{\sum_m |\alpha_m|}, \quad w = \sum_l \alpha_l^* w_l

    Parameters
    ----------
    z, declared, codes, others
        As every method has them, handed on.
    methods
        Two or more weigh methods: names, or tables ``{method = "...", parameter = ...}``.
    how
        ``additive``, ``multiplicative`` or ``game``.
    coefficients
        :math:`\alpha` for each method, zero or more; for the first two ways. Left out, additive
        takes the mean and multiplicative the plain product.

    Returns
    -------
    Shape (k,). NaN, constant columns and one row as the methods named have them; equal if every
    product is zero.

    Raises
    ------
    MethodError
        If methods are missing, one is not known or not right, or the coefficients do not fit.

    Examples
    --------
    >>> z, declared = np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([0.5, 0.5])
    >>> combination(z, declared, np.array(["a", "b"]), {}, methods=["declared", "entropy"])
    array([0.25, 0.75])
    """
    if how not in HOW:
        raise MethodError(not_one_of("how", "combination", how, HOW))
    given = {"z": z, "declared": declared, "codes": codes, "others": others}
    w = np.vstack([_one(given, m) for m in _several(methods)])
    if how == "game":
        if coefficients is not None:
            raise MethodError(
                say(
                    "weigh method 'combination' finds its own coefficients in the game; leave out "
                    "'coefficients', or write how = \"additive\"",
                    "赋权方法“combination”在博弈组合中自行求系数；请去掉 coefficients，或写 how = "
                    '"additive"',
                )
            )
        return shares(bargain(w) @ w)
    if how == "additive":
        return shares(_coefficients(coefficients, len(w), 1 / len(w)) @ w)
    power = _coefficients(coefficients, len(w), 1.0)[:, None]
    return shares(np.prod(np.where(power > 0, w**power, 1.0), axis=0))


def bargain(w: Floats) -> Floats:
    """Coefficients of the game, sum one; methods that agree share evenly. (l, k) -> (l,).

    Examples
    --------
    >>> bargain(np.array([[0.6, 0.4], [0.3, 0.7]])).round(6)
    array([0.358025, 0.641975])
    """
    products = w @ w.T
    alpha = np.linalg.lstsq(products, np.diag(products), rcond=1e-10)[0]
    return shares(np.abs(alpha))


def _several(methods: list[Any] | None) -> list[Any]:
    if not isinstance(methods, (list, tuple)) or len(methods) < 2:
        raise MethodError(
            say(
                "weigh method 'combination' has methods = {methods!r}; two or more weigh methods "
                'are needed, as methods = ["declared", "entropy"]',
                "赋权方法“combination”的 methods 为{methods!r}；需要两种以上赋权方法，如 methods = "
                '["declared", "entropy"]',
                methods=methods,
            )
        )
    return list(methods)


def _one(given: Mapping[str, Any], named: Any) -> Floats:
    """Weights of one of the methods to combine."""
    table = {"method": named} if isinstance(named, str) else named
    if not isinstance(table, Mapping) or not isinstance(table.get("method"), str):
        raise MethodError(
            say(
                "{named!r} in 'methods' of weigh method 'combination' is neither a name nor a "
                'table with a method, as {{method = "ahp", ...}}',
                "赋权方法“combination”的 methods 中{named!r}既不是方法名，也不是含 method 的表，如 "
                '{{method = "ahp", ...}}',
                named=named,
            )
        )
    parameters = {k: v for k, v in table.items() if k != "method"}
    return np.asarray(find("weigh", table["method"])(given, parameters), dtype=float)


def _coefficients(given: list[float] | None, n: int, default: float) -> Floats:
    if given is None:
        return np.full(n, default)
    right = isinstance(given, (list, tuple)) and len(given) == n
    right = right and all(isinstance(a, (int, float)) and 0 <= a < np.inf for a in given)
    if not right or sum(given) == 0:
        raise MethodError(
            say(
                "'coefficients' of weigh method 'combination' is {given!r}; {n} numbers of zero or "
                "more are needed, one for each method, not all zero",
                "赋权方法“combination”的 coefficients 为{given!r}；"
                "需要{n}个不小于零的数，每种方法一个，且不全为零",
                given=given,
                n=n,
            )
        )
    return np.array(given, dtype=float)
