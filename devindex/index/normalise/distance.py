"""Distances to one value: a target, a region, a mean, the best (无量纲化)."""

from __future__ import annotations

import numpy as np

from devindex.errors import MethodError, listed, say, unknown
from devindex.index.arrays import Floats, extremes
from devindex.index.normalise.reference import (
    NOWHERE,
    by_code,
    on_scale,
    ratio,
    reference_figures,
    refuse_cells,
    span,
    worst_and_best,
)
from devindex.index.normalise.scale import minmax
from devindex.index.registry import method

__all__ = [
    "ampi",
    "distance_to_best",
    "distance_to_reference",
    "distance_to_target",
]

MEASURES = ("ratio", "difference", "range")


@method(
    "normalise",
    "distance-to-target",
    cite="OECD & JRC 2008, section 1.5; Becker et al. 2022 (COINr), n_dist2targ",
)
def distance_to_target(
    x: Floats,
    fit: Floats,
    sign: Floats,
    goalposts: Floats,
    codes: np.ndarray,
    *,
    targets: dict[str, float] | None = None,
    floor: float = 0.0,
    ceiling: float = 100.0,
    clip: bool = False,
) -> Floats:
    r"""Share of the way from the worst fitted row to a target.

    .. math:: z = a + (b - a)\,\frac{s x - \min s x}{s t - \min s x}

    with the target :math:`t` of the indicator: that of ``targets``, else its better goalpost.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those the worst is taken over (m, k).
    sign
        Shape (k,).
    goalposts
        As treated, NaN where there are none, shape (2, k).
    codes
        Codes of the columns (k,).
    targets
        Code to target, in the unit of the treated figures: where a logarithm is declared, the
        logarithm of the target.
    clip
        Hold rows beyond the target, or worse than every fitted row, to the range.

    Returns
    -------
    Points, shape (n, k), ``ceiling`` at the target. NaN stays NaN. Where no fitted row falls
    short of the target (as in a column, or one row, that is constant and at it), rows have
    ``ceiling`` at the target and beyond, ``floor`` short of it.

    Raises
    ------
    MethodError
        If an indicator has neither target nor goalposts, a target is for no column here, or the
        floor is not below the ceiling.

    Examples
    --------
    >>> x = np.array([[0.0], [5.0], [11.0]])
    >>> none, code = np.full((2, 1), np.nan), np.array(["rd"])
    >>> distance_to_target(x, x, np.ones(1), none, code, targets={"rd": 10.0}).ravel()
    array([  0.,  50., 110.])
    """
    target = np.where(sign > 0, goalposts[1], goalposts[0])
    for column, (value,) in by_code(targets, codes, "targets").items():
        target[column] = value
    if np.isnan(target).any():
        raise MethodError(
            say(
                "normalise method 'distance-to-target' has no target for {codes}; give targets, "
                "or goalposts in the definition",
                "无量纲化方法“distance-to-target”缺少{codes}的目标值；请在targets中给出，或在定义中给出阈值",
                codes=listed(codes[np.isnan(target)]),
            )
        )
    worst, _ = worst_and_best(fit, sign)
    short = sign * (target - worst) > 0
    fraction = (x - worst) / np.where(short, target - worst, 1.0)
    if not short.all():
        fraction = np.where(short | np.isnan(x), fraction, sign * x >= sign * target)
    if clip:
        fraction = np.clip(fraction, 0.0, 1.0)
    return on_scale(fraction, floor, ceiling)


@method(
    "normalise",
    "distance-to-reference",
    cite="OECD & JRC 2008, section 5.4",
    above_zero=("scale",),
)
def distance_to_reference(
    x: Floats,
    fit: Floats,
    sign: Floats,
    codes: np.ndarray,
    region: np.ndarray,
    year: np.ndarray,
    *,
    reference: str = "mean",
    reference_year: int | None = None,
    values: dict[str, float] | None = None,
    measure: str = "ratio",
    scale: float = 100.0,
) -> Floats:
    r"""Figures against those of a reference: the mean, the best, one region, a benchmark.

    .. math::
        z = 100\,\frac{x}{x_c} \;(\text{ratio}), \quad
        z = 100\,s\,\frac{x - x_c}{|x_c|} \;(\text{difference}), \quad
        z = 100\,\frac{s x - \min s x}{s x_c - \min s x} \;(\text{range})

    where less is better, the ratio is :math:`x_c / x`.

    Parameters
    ----------
    x, fit
        All rows (n, k), and those mean, best and worst are taken over (m, k).
    sign
        Shape (k,).
    codes
        Codes of the columns (k,).
    region, year
        Of the rows (n,).
    reference
        ``mean``, ``best`` or ``worst`` of the fitted rows, or a region's code, the nation's among
        them.
    reference_year
        With a region: its figure of that year, else that of each row's own year.
    values
        Code to benchmark, in the unit of the treated figures, before ``reference``.
    measure
        ``ratio``, ``difference`` or ``range``.
    scale
        Points of the reference in a ratio or range; in a difference those of its double.

    Returns
    -------
    Shape (n, k). NaN stays NaN. Rows level with the reference, so a constant column or one row
    against its mean, have ``scale`` (difference: 0). So have all if nothing was fitted.

    Raises
    ------
    MethodError
        If the reference is unknown, has no figure, is zero, or in a range is the worst; if a ratio
        meets a negative figure, or a zero where less is better. Each cell is named.

    Examples
    --------
    >>> x, region, year = np.array([[10.0], [12.0]]), np.array(["fi", "us"]), np.full(2, 2000)
    >>> told = np.ones(1), np.array(["school"]), region, year
    >>> distance_to_reference(x, x, *told, reference="us").round(1).ravel()
    array([ 83.3, 100. ])
    """
    if measure not in MEASURES:
        raise MethodError(unknown("measure", measure, MEASURES))
    where = codes, region, year
    base = reference_figures(x, fit, sign, *where, reference, reference_year, values)
    if measure == "ratio":
        return scale * ratio(x, base, sign, *where)
    tiny = 1e-12 * np.abs(base)
    level = (np.abs(x - base) <= tiny) | np.isnan(base)
    worst, _ = worst_and_best(fit, sign)
    reach = np.abs(base) if measure == "difference" else sign * (base - worst)
    nowhere = np.broadcast_to(~(reach > tiny), x.shape)
    refuse_cells(nowhere & ~level & ~np.isnan(x), NOWHERE[measure], *where)
    from_ = base if measure == "difference" else worst
    fraction = sign * (x - from_) / np.where(nowhere, 1.0, reach)
    fraction = np.where(level, 0.0 if measure == "difference" else 1.0, fraction)
    return np.where(np.isnan(x), np.nan, scale * fraction)


@method(
    "normalise",
    "distance-to-best",
    cite="Becker et al. 2022 (COINr), n_dist2max",
    above_zero=("scale",),
)
def distance_to_best(x: Floats, fit: Floats, sign: Floats, *, scale: float = 100.0) -> Floats:
    r"""One less the distance to the best fitted row over the range: ``minmax`` by another name.

    .. math:: z = 100 \Bigl(1 - \frac{\max s x - s x}{\max s x - \min s x}\Bigr)

    Parameters
    ----------
    x, fit
        All rows (n, k), and those best and worst are taken over (m, k).
    sign
        Shape (k,).

    Returns
    -------
    Points, shape (n, k); rows outside the fit may leave the range. NaN stays NaN. A constant
    column, or one row, tells nothing: all 0.

    Examples
    --------
    >>> x = np.array([[2.0], [3.0], [6.0]])
    >>> distance_to_best(x, x, np.array([1.0])).ravel()
    array([  0.,  25., 100.])
    """
    return minmax(x, fit, sign, floor=0.0, ceiling=scale)


@method(
    "normalise",
    "ampi",
    cite="Mazziotta & Pareto 2016, Social Indicators Research 127",
    above_zero=("width",),
)
def ampi(
    x: Floats,
    fit: Floats,
    sign: Floats,
    codes: np.ndarray,
    region: np.ndarray,
    year: np.ndarray,
    *,
    reference: str = "mean",
    reference_year: int | None = None,
    values: dict[str, float] | None = None,
    centre: float = 100.0,
    width: float = 60.0,
) -> Floats:
    r"""Constrained min-max of the adjusted Mazziotta-Pareto index: 100 is a reference value.

    .. math:: z = 100 + 60\,s\,\frac{x - x_c}{\max x - \min x}

    which is the min-max between the goalposts :math:`x_c \pm (\max x - \min x) / 2`, put on 70 to
    130. To compare years, learn from all of them (``fit = "pooled"``).

    Parameters
    ----------
    x, fit
        All rows (n, k), and those extremes and mean are taken over (m, k).
    sign
        Shape (k,).
    codes, region, year
        Codes of the columns (k,), region and year of the rows (n,).
    reference, reference_year, values
        The reference value :math:`x_c`, as in ``distance-to-reference``.
    centre, width
        Points at the reference, and points from goalpost to goalpost.

    Returns
    -------
    Points, shape (n, k), around 70 to 130; a reference far from the middle moves rows beyond.
    NaN stays NaN. A constant column, or one row, is all ``centre``.

    Raises
    ------
    MethodError
        If the reference is unknown or has no figure.

    Examples
    --------
    >>> x, told = np.array([[2.0], [4.0], [6.0]]), (np.array(["t"]), np.array(["a", "b", "c"]))
    >>> ampi(x, x, np.ones(1), *told, np.full(3, 2020)).ravel()
    array([ 70., 100., 130.])
    """
    base = reference_figures(x, fit, sign, codes, region, year, reference, reference_year, values)
    _, reach = span(*extremes(fit))
    away = (x - np.nan_to_num(base)) / (sign * reach)
    return centre + width * away
