"""Analytic hierarchy process: weights from experts' comparisons in pairs (层次分析法)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from devindex.errors import DevindexWarning, MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats, shares
from devindex.index.registry import method
from devindex.index.weigh import pairwise
from devindex.index.weigh.judgements import asked
from devindex.index.weigh.pairs import by_expert, matrices, named, times, twice
from devindex.kinds import admit

__all__ = ["Priorities", "Triad", "ahp", "ahp_", "priorities"]

LIMIT = 0.1
"""Greatest consistency ratio that passes (Saaty 1980)."""
FILLS: dict[str, Callable[[Floats], Floats]] = {
    "harker": lambda a: pairwise.completed(a, pairwise.harker(a)),
    "minimal-eigenvalue": pairwise.minimal_eigenvalue,
}
OPTIONS: dict[str, Sequence[str]] = {
    "priority": ("eigenvector", "geometric-mean"),
    "group": ("judgements", "priorities"),
    "missing": tuple(FILLS),
}


@dataclass(frozen=True)
class Triad:
    """Three items whose judgements contradict each other."""

    items: tuple[str, str, str]
    """a, b, c."""
    judged: float
    """How many times as important a was judged as c."""
    implied: float
    """What a over b times b over c comes to."""


@dataclass(frozen=True, eq=False)
class Priorities:
    """What :func:`priorities` finds."""

    weights: pd.Series
    """Of the items, by code; they sum to one."""
    matrix: pd.DataFrame
    """Comparisons, a group's as geometric means; missing ones filled in."""
    missing: int
    """Pairs nobody judged."""
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    """Consistency index over that of random judgements; 0.1 and less passes."""
    worst: Triad | None
    """Where the judgements contradict each other most; None if they do not."""
    experts: pd.DataFrame
    """Weights by expert, with ``consistency_ratio``; NaN where an expert compared too little."""
    consensus: float
    """Agreement of the experts on the weights, from 0 to 1 (Goepel 2013)."""
    dispersion: pd.DataFrame
    """Geometric standard deviation of each comparison over experts; NaN for fewer than two."""


def priorities(
    judgements: Any,
    codes: Sequence[str] | None = None,
    *,
    priority: str = "eigenvector",
    group: str = "judgements",
    missing: str = "harker",
) -> Priorities:
    r"""Weights from comparisons in pairs, and how far they can be trusted.

    .. math:: A w = \lambda_{\max} w, \quad CI = \frac{\lambda_{\max} - k}{k - 1}, \quad
              CR = \frac{CI}{RI}

    Parameters
    ----------
    judgements
        Of one expert: a matrix (k, k), as lists, an array or a DataFrame, or ``{a: {b: 3}}``
        where a is three times as important as b. Of several: ``{expert: either}``, what
        :func:`devindex.index.weigh.judgements.read` reads, or the path of a file. A number may
        be text such as ``"1/3"``; a missing comparison is left out, in a matrix NaN,
        None or ``""``.
    codes
        Items in the order of rows and of the result; by default all that are named, sorted.
    priority
        ``eigenvector`` (Saaty 1980), or ``geometric-mean`` of rows (Crawford & Williams 1985).
    group
        Geometric mean over experts of their ``judgements``, where they speak as one, or of their
        ``priorities``, where each speaks alone (Forman & Peniwati 1998).
    missing
        For the eigenvector: ``harker`` puts the ratio of weights where a comparison is missing,
        ``minimal-eigenvalue`` what contradicts the others least (Bozóki et al. 2010). The
        geometric mean takes logarithmic least squares.

    Returns
    -------
    Priorities
        One item has the weight 1. Consistency and the worst triad are of the group's matrix.

    Warns
    -----
    DevindexWarning
        For each expert, and for the group, with a consistency ratio above 0.1; it names the
        worst triad.

    Raises
    ------
    MethodError
        One sentence for each fault: a matrix that is not square, not positive or not reciprocal,
        a code that is not known or comes twice, a ratio beyond 1e-6 to 1e6, comparisons that do
        not connect all items.

    Examples
    --------
    >>> found = priorities({"a": {"b": 2, "c": 6}, "b": {"c": 3}})
    >>> found.weights.round(3).to_dict(), found.worst
    ({'a': 0.6, 'b': 0.3, 'c': 0.1}, None)
    """
    admit(priorities, locals(), MethodError)
    group_of = _weighed(judgements, codes, priority, group, missing)
    names, one, whole = group_of.names, group_of.one, group_of.whole
    given, own = list(group_of.given), group_of.own
    a = np.stack([p.given for p in one])
    seen = ~np.isnan(a)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # pairs that nobody judged
        spread = np.exp(np.nanstd(np.log(a), axis=0, ddof=1))
    experts = pd.DataFrame(own, index=pd.Index(given, name="expert"), columns=names)
    return Priorities(
        weights=pd.Series(group_of.weights, index=names, name="weight"),
        matrix=pd.DataFrame(whole.full, index=names, columns=names),
        missing=whole.missing,
        lambda_max=whole.root,
        consistency_index=whole.index,
        consistency_ratio=whole.ratio,
        worst=whole.triad(names),
        experts=experts.assign(consistency_ratio=[p.ratio for p in one]),
        consensus=_agreement(own),
        dispersion=pd.DataFrame(
            np.where(seen.sum(axis=0) > 1, spread, np.nan), index=names, columns=names
        ),
    )


@method(
    "weigh",
    "ahp",
    cite="Saaty 1980; Harker 1987; Forman & Peniwati 1998",
    example=lambda k: {"matrix": [[(j + 1) / (i + 1) for j in range(k)] for i in range(k)]},
)
def ahp_(
    codes: Sequence[str],
    *,
    matrix: Any = None,
    judgements: Any = None,
    priority: str = "eigenvector",
    group: str = "judgements",
    missing: str = "harker",
) -> Floats:
    r"""Principal eigenvector of experts' comparisons in pairs.

    .. math:: A w = \lambda_{\max} w, \quad \textstyle\sum_j w_j = 1

    Figures move nothing: neither NaN nor a constant column matters, and one sibling has the
    weight 1. :func:`priorities` says more of the same judgements.

    Parameters
    ----------
    codes
        Of the siblings (k,).
    matrix
        One expert's comparisons: ``{a: {b: 3}}`` where a is three times as important as b, or k
        rows of k numbers in the order of the sorted codes.
    judgements
        Path of a TOML file or workbook with comparisons of any number of experts, absolute or
        relative to the working directory; or ``{expert: {a: {b: 3}}}``.
    priority, group, missing
        As in :func:`priorities`.

    Returns
    -------
    Shape (k,).

    Raises
    ------
    MethodError
        Without judgements, or if they are not what :func:`priorities` asks for.

    Examples
    --------
    >>> ahp_(["app", "net"], matrix={"net": {"app": 4}}).round(12)
    array([0.2, 0.8])
    """
    names = [str(code) for code in codes]
    given = asked("ahp", matrix=matrix, judgements=judgements)
    order = sorted(names)
    found = _weighed(given, order, priority, group, missing)
    return found.weights[[order.index(name) for name in names]]


ahp = priorities
"""Its name at the front door, ``dx.ahp``."""

# --- one matrix -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _One:
    """Weights and consistency of one matrix."""

    given: Floats
    weights: Floats
    full: Floats
    root: float

    @property
    def missing(self) -> int:
        return int(np.isnan(self.given).sum()) // 2

    @property
    def index(self) -> float:
        k = len(self.weights)
        return max(0.0, (self.root - k) / (k - 1)) if k > 1 else 0.0

    @property
    def ratio(self) -> float:
        expected = pairwise.random_index(len(self.weights), self.missing)
        if math.isnan(self.root):
            return math.nan
        return self.index / expected if expected else 0.0

    def triad(self, names: Sequence[str]) -> Triad | None:
        found = pairwise.worst_triad(self.given, self.weights)
        if found is None:
            return None
        a, b, c = found
        implied = float(self.given[a, b] * self.given[b, c])
        return Triad((names[a], names[b], names[c]), float(self.given[a, c]), implied)


def _one(a: Floats, priority: str, missing: str) -> _One:
    if pairwise.islands(a).any():  # of a member of a group: the others connect the items
        nothing = np.full(len(a), np.nan)
        return _One(a, nothing, a, math.nan)
    if priority == "geometric-mean":
        w = pairwise.geometric_mean(a)
        full = pairwise.completed(a, w)
        return _One(a, w, full, float(pairwise.eigenvector(full)[0]))
    full = FILLS[missing](a) if np.isnan(a).any() else a
    root, w = pairwise.eigenvector(full)
    return _One(a, w, full, float(root))


@dataclass(frozen=True, eq=False)
class _Group:
    """What experts said of the same items, each alone and together."""

    names: list[str]
    given: dict[str, Any]
    one: list[_One]
    whole: _One
    own: Floats
    weights: Floats


def _weighed(
    judgements: Any, codes: Sequence[str] | None, priority: str, group: str, missing: str
) -> _Group:
    """Read, check and weigh; warn of who is inconsistent."""
    _check(priority=priority, group=group, missing=missing)
    given = by_expert(judgements)
    names = list(codes) if codes is not None else named(given)
    if not names:
        raise MethodError(say("no items are compared", "没有可比较的项"))
    if again := twice(names):
        raise MethodError(again)
    a = np.stack(matrices(given, names, judgements))
    if islands := _unconnected(a, names, list(given), group):
        raise MethodError(islands)
    one = [_one(m, priority, missing) for m in a]
    whole = one[0]
    if len(one) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # pairs that nobody judged
            whole = _one(np.exp(np.nanmean(np.log(a), axis=0)), priority, missing)
    own = np.stack([p.weights for p in one])
    weights = whole.weights
    if group == "priorities":
        weights = shares(np.exp(np.log(own).mean(axis=0)))
    found = one if len(one) > 1 else []
    for expert, p in [*zip(given, found, strict=False), ("", whole)]:
        if p.ratio > LIMIT:
            warnings.warn(DevindexWarning(_inconsistent(expert, p, names)), stacklevel=3)
    return _Group(names, given, one, whole, own, weights)


def _inconsistent(expert: str, p: _One, names: Sequence[str]) -> Sentence:
    triad = p.triad(names)
    where = say("no three items were all compared", "没有三项两两都作过比较")
    if triad is not None:
        a, b, c = triad.items
        where = say(
            "{a} over {c} is judged {judged}, but {a} over {b} and {b} over {c} make it {implied}",
            "{a}比{c}判为{judged}，而由{a}比{b}、{b}比{c}推得{implied}",
            a=a, b=b, c=c, judged=times(triad.judged), implied=times(triad.implied),
        )  # fmt: skip
    return say(
        "judgements{of} contradict each other (consistency ratio {ratio:.2f}, above 0.1), most "
        "where {where}; ask again",
        "{of}判断不一致（一致性比率{ratio:.2f}，大于0.1），最突出的是{where}；请复核",
        of=say(" of {expert}", "{expert}的", expert=expert) if expert else Sentence("", ""),
        ratio=p.ratio,
        where=where,
    )


def _agreement(w: Floats) -> float:
    """Consensus of the experts who compared enough to have weights; NaN if but one did."""
    whole = w[~np.isnan(w).any(axis=1)]
    return math.nan if len(whole) < 2 <= len(w) else pairwise.consensus(whole)


# --- the door -------------------------------------------------------------------------------


def _check(**given: str) -> None:
    said = {"priority": "优先权重方法", "group": "群体集结方式", "missing": "缺失判断处理方式"}
    wrong = [
        unknown(Sentence(name, said[name]), value, OPTIONS[name])
        for name, value in given.items()
        if value not in OPTIONS[name]
    ]
    if wrong:
        raise MethodError(wrong)


def _unconnected(a: Floats, names: list[str], experts: list[str], group: str) -> list[Sentence]:
    """Whose comparisons leave the items in two or more heaps."""
    every = {"": np.where(np.isnan(a).all(axis=0), np.nan, 1.0)}
    if group == "priorities":
        every = dict(zip(experts, a, strict=True))
    out = []
    for expert, matrix in every.items():
        island = pairwise.islands(matrix)
        if not island.any():
            continue
        heaps = [
            listed([names[n] for n in np.flatnonzero(island == i)]) for i in range(island.max() + 1)
        ]
        out.append(
            say(
                "comparisons{of} do not connect {heaps}; compare one of each",
                "{of}判断未把{heaps}联系起来；请在各组之间至少比较一对",
                of=say(" of {expert}", "{expert}的", expert=expert) if expert else Sentence("", ""),
                heaps=Sentence(
                    " with ".join(f"({h})" for h in heaps), "与".join(f"（{h.zh}）" for h in heaps)
                ),
            )
        )
    return out
