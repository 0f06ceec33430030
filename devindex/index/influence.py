"""What each part of an index counts in effect, beside the weight it was given."""

from __future__ import annotations

import numpy as np
import pandas as pd

from devindex.definitions import NATION
from devindex.errors import MethodError, say
from devindex.index.arrays import Floats
from devindex.index.result import Index
from devindex.kinds import admit

__all__ = ["effective_weights", "nominal_weights", "spline_share"]


def effective_weights(index: Index, year: int | None = None) -> pd.DataFrame:
    r"""Nominal weights of indicators, themes and dimensions, and what they come to in effect.

    Weights say what a point more brings; how much a part decides who stands where depends also on
    how far the regions differ in it and on what it goes with (Paruolo, Saisana & Saltelli 2013;
    Becker, Saisana, Paruolo & Vandecasteele 2017). For part j and index I over the regions of a
    year:

    .. math:: \rho_j^2 = \operatorname{corr}(z_j, I)^2, \quad
              S_j = \frac{\operatorname{var}(\operatorname{E}[I \mid z_j])}{\operatorname{var}(I)},
              \quad
              V_j = \frac{\operatorname{cov}(c_j, I)}{\operatorname{var}(I)}

    with :math:`c_j` the points j contributes. The expectation is taken once as a straight line
    and once as a penalised spline.

    Parameters
    ----------
    index
        A computed index.
    year
        Year whose regions are compared, the nation left out; the latest if none is named.

    Returns
    -------
    One row a node, by code:

    ``level``, ``parent``
        Place in the tree.
    ``nominal``
        Weight in the whole in that year, product up the tree; sums to one in each level.
    ``correlation``
        With the index, :math:`\rho_j`. Below zero, more of it goes with a lower index.
    ``linear``
        First-order share of variance :math:`\rho_j^2`.
    ``spline``
        First-order share of variance :math:`S_j` by a penalised spline.
    ``effective``
        ``linear`` scaled to a sum of one in each level, to lay beside ``nominal``.
    ``variance``
        :math:`V_j`; sums to one in each level. NaN where the aggregation is no weighted sum.

    A part that is constant has no influence: zero, and NaN as correlation. With fewer than three
    regions, or an index without variance, all is NaN but ``nominal``.

    Raises
    ------
    MethodError
        If the index does not cover the year.

    Examples
    --------
    >>> import devindex as dx
    >>> table = dx.effective_weights(dx.compute(dx.load_panel()))
    >>> table.groupby("level")[["nominal", "effective", "variance"]].sum().round(9).to_numpy()
    array([[1., 1., 1.],
           [1., 1., 1.],
           [1., 1., 1.]])
    """
    admit(effective_weights, locals(), MethodError)
    when = index.panel.years[-1] if year is None else year
    if when not in index.panel.years:
        raise MethodError(
            say(
                "no effective weights of {year}: the index covers {first} to {last}",
                "没有{year}年的有效权重：指数涵盖{first}年至{last}年",
                year=when,
                first=index.panel.years[0],
                last=index.panel.years[-1],
            )
        )
    rows = index.normalised.index
    of_year = rows.get_level_values("year") == when
    own = np.asarray(of_year & (rows.get_level_values("region") != NATION.code))
    parts = pd.concat([index.normalised, index.scores_of_nodes], axis=1)[own]
    points = _points(index, own)
    whole = parts["index"].to_numpy(dtype=float)
    table = pd.DataFrame(
        [_influence(parts[n.code].to_numpy(dtype=float), points[n.code], whole)
         for n in index.nodes],
        index=pd.Index([n.code for n in index.nodes], name="code"),
        columns=["correlation", "linear", "spline", "variance"],
    )  # fmt: skip
    table.insert(0, "level", [n.level for n in index.nodes])
    table.insert(1, "parent", [n.parent for n in index.nodes])
    table.insert(2, "nominal", nominal_weights(index, when))
    total = table.groupby("level")["linear"].transform("sum")
    table.insert(6, "effective", table["linear"] / total.where(total > 0))
    return table


def nominal_weights(index: Index, year: int) -> pd.Series:
    """Weight of every node in the whole in one year: product up the tree, by code."""
    own = {n.code: n for n in index.nodes}

    def down(code: str) -> float:
        return own[code].by_year[year] * down(own[code].parent) if code in own else 1.0

    return pd.Series({code: down(code) for code in own})


def _points(index: Index, own: np.ndarray) -> dict[str, Floats]:
    """Points each node contributes to the index, with those of what is under it. (n,) each."""
    contributions = index.contributions[own]
    points = {str(c): contributions[c].to_numpy(dtype=float) for c in contributions.columns}
    for level in ("indicator", "theme"):
        for node in index.nodes:
            if node.level == level:
                before = points.get(node.parent, 0.0)
                points[node.parent] = before + points[node.code]
    return points


def _influence(z: Floats, points: Floats, whole: Floats) -> tuple[float, float, float, float]:
    """Correlation, first-order share by line and by spline, share of variance."""
    scored = ~np.isnan(whole)
    variance = float(whole[scored].var()) if scored.sum() > 2 else 0.0
    if variance <= 1e-24 * max(1.0, float(np.square(whole[scored]).max(initial=0.0))):
        return np.nan, np.nan, np.nan, np.nan
    off = whole[scored] - whole[scored].mean()
    part = float((points[scored] * off).mean() / variance)
    both = scored & ~np.isnan(z)
    x, y = z[both], whole[both]
    if len(x) < 3 or np.ptp(x) <= 1e-12 * np.abs(x).max() or np.ptp(y) == 0:
        return np.nan, 0.0, 0.0, part
    r = float(np.corrcoef(x, y)[0, 1])
    return r, r**2, spline_share(x, y), part


def spline_share(x: Floats, y: Floats) -> float:
    r"""Share of the variance of y that a smooth curve in x explains (correlation ratio).

    The curve is a cubic penalised spline (Eilers & Marx 1996): at most 20 segments of equal length,
    with the penalty of least generalised cross-validation, degrees of freedom counted 1.4 times
    lest it follows noise (Kim & Gu 2004). It is never less than a straight line explains.

    Parameters
    ----------
    x, y
        Shape (n,), no NaN, neither constant.

    Returns
    -------
    From 0 to 1. Under five different x the straight line's share.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 21)
    >>> round(spline_share(x, x**2), 3), round(spline_share(x, 2 * x), 3)
    (1.0, 1.0)
    """
    line = float(np.corrcoef(x, y)[0, 1] ** 2)
    unit = ((x - x.min()) / np.ptp(x)).round(9)
    places = len(np.unique(unit))
    if places < 5:
        return line
    off = y - y.mean()
    error = _penalised(unit, off, segments=min(20, max(2, places // 5)))
    return float(np.clip(max(1.0 - error / np.square(off).sum(), line), 0.0, 1.0))


def _penalised(unit: Floats, y: Floats, segments: int) -> float:
    """Squares left by the penalised spline of least cross-validation, x from 0 to 1."""
    from scipy.interpolate import BSpline

    knots = np.arange(-3, segments + 4) / segments
    basis = BSpline.design_matrix(unit, knots, 3).toarray()
    bend = np.diff(np.eye(segments + 3), 2, axis=0)
    gram, penalty, target = basis.T @ basis, bend.T @ bend, basis.T @ y
    best, left = np.inf, float(np.square(y).sum())
    for strength in len(y) * 10.0 ** np.arange(-6, 6.1, 0.25):
        hat = np.linalg.solve(gram + strength * penalty, np.column_stack([target, gram]))
        room = len(y) - 1.4 * float(np.trace(hat[:, 1:]))
        squares = float(np.square(y - basis @ hat[:, 0]).sum())
        if room > 0 and squares / room**2 < best:
            best, left = squares / room**2, squares
    return left
