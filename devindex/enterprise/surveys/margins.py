"""Known totals of the frame, checked against the sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from devindex.enterprise.surveys.design import Bools, Design, Floats
from devindex.errors import EnterpriseError, Sentence, say
from devindex.kinds import shown

__all__ = ["Margin", "auxiliary"]


@dataclass(frozen=True, eq=False)
class Margin:
    """Known totals of the frame: firms by class, or the sum of a number.

    Attributes
    ----------
    name
        For messages: province, industry, employees, ...
    of
        Class of each firm from 0, or its number, shape (n,).
    totals
        Units of the frame in each class, shape (classes,), or the sum of the number over the
        frame, one number.
    """

    name: str
    of: ArrayLike
    totals: ArrayLike


def auxiliary(design: Design, margins: Sequence[Margin]) -> tuple[Any, Floats, list[Sentence]]:
    """Auxiliary variables (n, q) sparse, their known totals (q,) and names."""
    from scipy.sparse import csr_array, hstack

    problems: list[Sentence] = []
    blocks, known, names, sums = [], [], [], {}
    rows = np.arange(len(design))
    if not margins:
        problems.append(say("no margin is given; one is needed", "没有给出边际，至少需要一个"))
    for margin in margins:
        given, totals = np.asarray(margin.of), np.asarray(margin.totals, dtype=float)
        fault = _fault(margin.name, given, totals, design)
        if fault is not None:
            problems.append(fault)
        elif totals.ndim == 0:
            blocks.append(csr_array(given.astype(float)[:, None]))
            known.append(totals[None])
            names.append(Sentence(margin.name, margin.name))
        else:
            seen = np.bincount(given, minlength=len(totals))
            problems += _classes(margin.name, seen, totals)
            shape = (len(design), len(totals))
            blocks.append(csr_array((np.ones(len(design)), (rows, given)), shape=shape))
            known.append(totals)
            sums[margin.name] = totals.sum()
            names += [
                say("{name} {k}", "{name} {k}", name=margin.name, k=k) for k in range(len(totals))
            ]
    problems += _sums(sums)
    if problems:
        raise EnterpriseError(problems)
    return csr_array(hstack(blocks)), np.concatenate(known), names


def _fault(name: str, given: Any, totals: Floats, design: Design) -> Sentence | None:
    """What keeps a margin from being read."""
    if given.shape != (len(design),) or totals.ndim > 1 or not totals.size:
        return say(
            "margin {name} has {m} firms and {k} totals; {n} firms and at least one total are "
            "needed",
            "边际 {name} 有 {m} 家企业、{k} 个总数，应为 {n} 家企业、至少一个总数",
            name=name, m=given.size, k=totals.size, n=len(design),
        )  # fmt: skip
    if not np.isfinite(totals).all() or (totals.ndim and (totals < 0).any()):
        wrong = totals[~np.isfinite(totals) | (totals < 0)] if totals.ndim else totals
        return say(
            "margin {name} has the total {value}; a finite number that is not negative is needed",
            "边际 {name} 的总数为 {value}，应为有限且不为负的数值",
            name=name, value=wrong.ravel()[0],
        )  # fmt: skip
    numbers = np.issubdtype(given.dtype, np.number)
    whole = np.issubdtype(given.dtype, np.integer)
    bad: Bools = np.ones(len(given), bool)
    if totals.ndim and whole:
        bad = (given < 0) | (given >= len(totals))
    elif not totals.ndim and numbers:
        bad = ~np.isfinite(given)
    if not bad.any():
        return None
    i = int(np.argmax(bad))
    need = (
        say("a whole number from 0 to {m}", "从 0 到 {m} 的整数", m=totals.size - 1)
        if totals.ndim
        else say("a finite number", "有限的数值")
    )
    return say(
        "{name} of firm {firm} is {value}; {need} is needed",
        "企业 {firm} 的 {name} 为 {value}，应为{need}",
        name=name, firm=design.firms[i], value=shown(given[i].item()), need=need,
    )  # fmt: skip


def _classes(name: str, seen: Any, totals: Floats) -> list[Sentence]:
    """Classes that the sample or the frame has alone."""
    problems = []
    for k in np.flatnonzero((seen == 0) & (totals > 0)):
        problems.append(
            say(
                "class {k} of {name} has {total:.10g} units in the frame and no firm in the "
                "sample; join it to another",
                "{name} 的第 {k} 类在抽样框中有 {total:.10g} 个单位，样本中没有企业；"
                "应与其他类合并",
                k=k, name=name, total=totals[k],
            )
        )  # fmt: skip
    for k in np.flatnonzero((seen > 0) & (totals == 0)):
        problems.append(
            say(
                "class {k} of {name} has {m} firms in the sample and none in the frame; a known "
                "total above zero is needed",
                "{name} 的第 {k} 类样本中有 {m} 家企业，抽样框中没有；已知总数应大于零",
                k=k, name=name, m=seen[k],
            )
        )  # fmt: skip
    return problems


def _sums(sums: dict[str, Any]) -> list[Sentence]:
    """Margins of classes whose sums differ."""
    known = list(sums.items())
    return [
        say(
            "margins {one} and {name} sum to {a:.10g} and {b:.10g}; both count the same frame, so "
            "scale one to the other",
            "边际 {one} 与 {name} 的合计为 {a:.10g} 和 {b:.10g}；两者应为同一抽样框，须先调整一致",
            one=known[0][0], name=name, a=known[0][1], b=total,
        )
        for name, total in known[1:]
        if abs(total - known[0][1]) > 1e-9 * abs(known[0][1])
    ]  # fmt: skip
