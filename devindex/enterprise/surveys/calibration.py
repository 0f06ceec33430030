"""Weights that give known totals again, and residuals for the variance."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from devindex.enterprise.surveys.design import Calibration, Design, Floats
from devindex.enterprise.surveys.margins import Margin, auxiliary
from devindex.errors import DevindexWarning, EnterpriseError, Sentence, say, unknown

__all__ = ["METHODS", "calibrate"]

METHODS = ("linear", "raking")
"""Distance between old and new weights; see :func:`calibrate`."""

STEPS, CLOSE = 100, 1e-12


def calibrate(design: Design, margins: Sequence[Margin], method: str = "linear") -> Design:
    r"""Change weights as little as known totals allow.

    .. math::
        w_i = d_i F(x_i' \lambda), \qquad \sum_i w_i x_i = T_x

    with :math:`F(u) = 1 + u` for ``linear``, the generalised regression estimator, and
    :math:`F(u) = e^u` for ``raking``, whose weights stay positive. One margin of classes is
    post-stratification, where both give :math:`w_i = d_i N_c / \hat N_c`; margins of classes
    alone with ``raking`` are iterative proportional fitting.

    Estimators then take the variance of residuals :math:`e_i = y_i - x_i' \hat B`, with

    .. math:: \hat B = \Bigl(\sum_i d_i x_i x_i'\Bigr)^{-1} \sum_i d_i x_i y_i

    weighted by the new weights. Every calibration estimator has the variance of the linear one in
    large samples.

    Parameters
    ----------
    design
        Not calibrated yet.
    margins
        All of them together: a second calibration would undo the first.
    method
        ``linear`` or ``raking``.

    Returns
    -------
    A new design with the new weights; the one given is not changed.

    Raises
    ------
    EnterpriseError
        Every fault at once: a missing number, a class outside the totals, a class of the frame
        without a firm, a firm in a class that is empty in the frame, margins of classes with
        different sums. No weights that meet the totals.

    Warns
    -----
    DevindexWarning
        Where linear weights are not all positive.

    Notes
    -----
    Deville & Särndal 1992; Särndal, Swensson & Wretman 1992, chapters 6 and 7; Lumley 2010,
    chapter 7.

    Examples
    --------
    >>> from devindex.enterprise import sample_design, totals
    >>> design = sample_design(np.full(4, 5.0))
    >>> size = Margin("size", [0, 0, 0, 1], [12.0, 8.0])
    >>> calibrate(design, [size]).weight
    array([4., 4., 4., 8.])
    """
    if method not in METHODS:
        raise EnterpriseError(unknown("calibration method", method, METHODS))
    if design.calibration is not None:
        raise EnterpriseError(
            say(
                "the design is calibrated already; give all margins in one call",
                "设计已经校准，应一次给出全部边际总数",
            )
        )
    x, known, names = auxiliary(design, margins)
    base = design.weight
    inverse = _inverse(x, base)
    linear = method == "linear"
    g = 1.0 + x @ (inverse @ (known - x.T @ base)) if linear else _raked(x, base, known)
    off = np.abs(x.T @ (base * g) - known)
    _met(off, known, x, base, names, method)
    if (low := g <= 0).any():
        i = int(np.argmin(g))
        warnings.warn(
            DevindexWarning(
                say(
                    "{k} calibrated weights are not positive, that of firm {firm} is {w:.4g}; "
                    "'raking' keeps them positive, fewer margins move them less",
                    "{k} 个校准权数不为正，企业 {firm} 的为 {w:.4g}；"
                    "“raking”使权数保持为正，减少边际可减小变动",
                    k=low.sum(), firm=design.firms[i], w=base[i] * g[i],
                )
            ),
            stacklevel=2,
        )  # fmt: skip
    return replace(design, weight=base * g, calibration=Calibration(base, x, inverse))


def _inverse(x: Any, w: Floats) -> Floats:
    """Generalised inverse of the weighted squares, in units of the columns' own size. (q, q)."""
    squares = (x.T @ (x * w[:, None])).toarray()
    size = np.sqrt(np.diag(squares))
    size = np.where(size > 0, size, 1.0)
    scaled = squares / np.outer(size, size)
    return np.asarray(np.linalg.pinv(scaled, rcond=1e-12, hermitian=True) / np.outer(size, size))


def _raked(x: Any, base: Floats, known: Floats) -> Floats:
    """Factors exp(x'λ) by Newton's method on the convex dual, halving steps that overshoot."""
    multiplier, g = np.zeros(len(known)), np.ones(len(base))
    scale = np.maximum(np.abs(known), abs(x).T @ base)
    miss = known - x.T @ base
    for _ in range(STEPS):
        if (np.abs(miss) <= CLOSE * scale).all():
            break
        step = _inverse(x, base * g) @ miss
        for _ in range(STEPS):
            with np.errstate(over="ignore", invalid="ignore"):
                new = np.exp(x @ (multiplier + step))
                left = known - x.T @ (base * new)
            if np.abs(left).sum() < np.abs(miss).sum():
                break
            step = step / 2.0
        else:
            break
        multiplier, g, miss = multiplier + step, new, left
    return np.asarray(g)


def _met(
    off: Floats, known: Floats, x: Any, base: Floats, names: list[Sentence], method: str
) -> None:
    """Refuse weights that do not give the known totals."""
    scale = np.maximum(np.abs(known), abs(x).T @ base)
    if (off <= 1e-8 * scale).all():
        return
    worst = int(np.argmax(off / np.where(scale > 0, scale, 1.0)))
    raise EnterpriseError(
        say(
            "no {method} weights give the known total {total:.10g} of {name} beside the others, "
            "the nearest miss it by {off:.4g}; drop or join margins",
            "{method} 权数无法在满足其他边际的同时达到 {name} 的已知总数 {total:.10g}，"
            "最接近时仍差 {off:.4g}；应减少或合并边际",
            method=method, total=known[worst], name=names[worst], off=off[worst],
        )
    )  # fmt: skip
