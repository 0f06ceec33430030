"""Weights that experts state: best-worst method (最优最劣法), budget allocation (分值分配法)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats
from devindex.index.registry import method
from devindex.index.weigh.bestworst import best_worst
from devindex.index.weigh.judgement_values import BEST_WORST, CODE, Experts
from devindex.index.weigh.judgements import Judgements, asked, checked, read

__all__ = ["best_worst_", "budget"]


@method(
    "weigh",
    "best-worst",
    cite="Rezaei 2015; Rezaei 2016 (linear)",
    example=lambda k: {
        "best": f"c{k - 1}",
        "worst": "c0",
        "best_to_others": {f"c{j}": k / (j + 1) for j in range(k)},
        "others_to_worst": {f"c{j}": j + 1.0 for j in range(k)},
    },
)
def best_worst_(
    codes: Sequence[str],
    *,
    best: str = "",
    worst: str = "",
    best_to_others: Mapping[str, float] | None = None,
    others_to_worst: Mapping[str, float] | None = None,
    judgements: Any = None,
    model: str = "linear",
) -> Floats:
    r"""Least deviation from the best compared with all, and all with the worst.

    .. math:: \min \xi \ \text{s.t.}\ |w_B - a_{Bj} w_j| \le \xi,\ |w_j - a_{jW} w_W| \le \xi

    Figures move nothing: neither NaN nor a constant column matters, and one sibling has the
    weight 1. One linear programme for an expert; the weights of several are averaged.

    Parameters
    ----------
    codes
        Of the siblings (k,).
    best, worst, best_to_others, others_to_worst, model
        As in :func:`devindex.index.weigh.bestworst.best_worst`, for one expert.
    judgements
        Instead: path of a TOML file or workbook with the answers of any number of experts,
        absolute or relative to the working directory; or ``{expert: {best = ..., ...}}``.

    Returns
    -------
    Shape (k,).

    Raises
    ------
    MethodError
        Without answers, or if they are not what the method asks for; one sentence for each.

    Examples
    --------
    >>> answers = {"best": "a", "worst": "b", "best_to_others": {"b": 4}}
    >>> best_worst_(["a", "b"], **answers, others_to_worst={"a": 4}).round(12)
    array([0.8, 0.2])
    """
    names = [str(code) for code in codes]
    inline = dict(zip(BEST_WORST, (best, worst, best_to_others, others_to_worst), strict=True))
    given = asked(
        "best-worst", best=inline if any(inline.values()) else None, judgements=judgements
    )
    experts, head = _experts("best-worst", {"": inline} if given is inline else given)
    problems, out = [], []
    for expert, said in experts.items():
        try:
            found = best_worst(**said, codes=names, model=model)
            out.append(found.weights.to_numpy())
        except MethodError as error:
            problems += [_placed(head, expert, p) for p in error.problems]
    if problems:
        raise MethodError(problems)
    w = np.mean(out, axis=0)
    return np.asarray(np.maximum(w, 0.0) / np.maximum(w, 0.0).sum())


@method(
    "weigh",
    "budget",
    cite="OECD & JRC 2008, section 6.5; Jesinghaus 1997 (in Moldan & Billharz)",
    example=lambda k: {
        "points": {f"c{j}": 100.0 * (j + 1) / sum(range(1, k + 1)) for j in range(k)}
    },
)
def budget(
    codes: Sequence[str],
    *,
    points: Mapping[str, Any] | None = None,
    judgements: Any = None,
    total: float = 100.0,
) -> Floats:
    r"""Mean over experts of the points they share out.

    .. math:: w_j = \frac{1}{E\,T}\sum_e p_{ej}, \quad \textstyle\sum_j p_{ej} = T

    Figures move nothing: neither NaN nor a constant column matters, and one sibling has the
    weight 1.

    Parameters
    ----------
    codes
        Of the siblings (k,).
    points
        By code, of zero or more: a number, or a list with one number an expert.
    judgements
        Instead: path of a TOML file or workbook with the points of any number of experts,
        absolute or relative to the working directory; or ``{expert: {code: points}}``.
    total
        What each expert shares out (T), above zero.

    Returns
    -------
    Shape (k,).

    Raises
    ------
    MethodError
        Without points, or if a code is not known or has none, or an expert's do not sum to the
        total, or the total is not above zero; one sentence for each.

    Examples
    --------
    >>> budget(["app", "net"], points={"net": [70, 50], "app": [30, 50]})
    array([0.4, 0.6])
    """
    if not total > 0:
        few = "total is {total:g}; the points of an expert sum to more than 0"
        raise MethodError(say(few, "total 为{total:g}；每位专家的分值合计应大于0", total=total))
    names = [str(code) for code in codes]
    given = asked("budget", points=points, judgements=judgements)
    experts, head = _experts("budget", _columns(points) if points is not None else given)
    problems, known = [], set(names)
    for expert, said in experts.items():
        wrong = [unknown(CODE, c, names) for c in said if c not in known]
        if lost := [c for c in names if c not in said]:
            none = "no points for {names}; write 0 for none"
            wrong.append(say(none, "{names}没有分值；不给分的写0", names=listed(lost)))
        whole = math.fsum(said.values())
        if not wrong and not math.isclose(whole, total, rel_tol=1e-6):
            sums = "points sum to {whole:g}, not {total:g}"
            wrong.append(say(sums, "分值合计为{whole:g}，应为{total:g}", whole=whole, total=total))
        problems += [_placed(head, expert, w) for w in wrong]
    if problems:
        raise MethodError(problems)
    p = np.array([[said[c] for c in names] for said in experts.values()])
    mean = p.mean(axis=0)
    return np.asarray(mean / mean.sum())


# --- the door -------------------------------------------------------------------------------


def _experts(kind: str, given: Any) -> tuple[Experts, str]:
    """Judgements by expert, and the file they are from."""
    if isinstance(given, (str, Path)):
        given = read(given)
    if not isinstance(given, Judgements):
        if isinstance(given, Mapping) and given:
            return checked(kind, given), ""
        raise MethodError(
            say(
                "judgements are {given!r}; a path, or a table by expert is needed",
                "判断为{given!r}；应为文件路径，或按专家给出的表",
                given=given,
            )
        )
    if given.kind != kind:
        raise MethodError(
            say(
                "{file} holds judgements of kind {found!r}, not {kind!r}",
                "{file} 中的判断类型是{found!r}，不是{kind!r}",
                file=given.source,
                found=given.kind,
                kind=kind,
            )
        )
    return {e: dict(said) for e, said in given.experts.items()}, given.source


def _placed(source: str, expert: str, fault: Sentence) -> Sentence:
    head = ", ".join(part for part in (source, expert) if part)
    return say("{head}: {fault}", "{head}：{fault}", head=head, fault=fault) if head else fault


def _columns(points: Any) -> Experts:
    """Points by expert, of points by code."""
    if not isinstance(points, Mapping) or not points:
        table = "points are {points!r}; a table of codes with points is needed"
        raise MethodError(say(table, "分值为{points!r}；应为代码与分值的表", points=points))
    if not any(isinstance(v, (list, tuple)) for v in points.values()):
        return {"": {str(c): v for c, v in points.items()}}
    lists = {str(c): list(v) if isinstance(v, (list, tuple)) else [v] for c, v in points.items()}
    sizes = {c: len(v) for c, v in lists.items()}
    if len(set(sizes.values())) > 1 or 0 in sizes.values():
        counts = ", ".join(f"{c} {n}" for c, n in sizes.items())
        differ = "one number an expert is needed for each code, and there are {counts}"
        raise MethodError(
            say(differ, "每个代码须为每位专家各给一个数，现有{counts}", counts=counts)
        )
    experts = max(sizes.values())
    return {
        str(n + 1) if experts > 1 else "": {c: v[n] for c, v in lists.items()}
        for n in range(experts)
    }
