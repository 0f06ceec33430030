"""Two indices of the same regions, side by side: who moves, how far, and how alike they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from devindex.drawn import Drawn
from devindex.errors import MethodError, listed, say
from devindex.index.arrays import Floats
from devindex.index.recipe import SIMPLE, Choice, Levels, Recipe
from devindex.index.result import Index
from devindex.kinds import admit

__all__ = ["Comparison", "compare", "differences", "in_words", "rank_similarity"]


@dataclass(frozen=True)
class Comparison(Drawn):
    """Two rankings of the same regions.

    Attributes
    ----------
    names
        Recipe of each index.
    frame
        One row a region (with all years, one a region and year): ``rank_a``, ``rank_b``, ``shift``
        (places gained from a to b; negative where lost), ``score_a``, ``score_b``. A rank, and so
        a shift, is missing where a region is not ranked.
    summary
        Of the regions ranked in both: ``regions`` (how many), ``spearman``, ``kendall`` (tau-b),
        ``ws`` (see :func:`rank_similarity`, with a as the reference), ``mean_shift`` and
        ``median_shift`` (places, whichever way), ``largest_shift`` and ``whose`` (codes of all who
        move that far). A series for one year; with all years a table, one row a year.
    indices
        What is compared.
    """

    names: tuple[str, str]
    frame: pd.DataFrame
    summary: pd.Series | pd.DataFrame
    indices: tuple[Index, Index] = field(repr=False, compare=False)


def compare(index_a: Index, index_b: Index, year: int | None = None) -> Comparison:
    """Compare the rankings of two indices.

    Parameters
    ----------
    index_a
        The reference: the weighted rank similarity looks from its top.
    index_b
        Another index of the same regions: another recipe, another vintage, another framework.
    year
        One year; all years if not given, each by itself.

    Raises
    ------
    MethodError
        If regions or years differ (they are named), or fewer than two regions are ranked in both.

    Notes
    -----
    The nation is not compared. Ties share the smallest rank in ``frame``; Spearman and Kendall
    take the mean rank of ties. A ranking in which all tie has no order, and its coefficients are
    NaN. Where some regions are ranked in one index only, the coefficients rank the others anew.

    Examples
    --------
    >>> from devindex.index import compute
    >>> from devindex import load_panel
    >>> panel = load_panel()
    >>> moved = compare(compute(panel), compute(panel, "equal"), 2023)
    >>> moved.frame.loc["110000", ["rank_a", "rank_b", "shift"]].tolist()
    [1, 1, 0]
    >>> bool(moved.summary["spearman"] > 0.9)
    True
    """
    admit(compare, locals(), MethodError)
    a, b = index_a.ranks, index_b.ranks
    _same("regions", "地区", list(a.index), list(b.index))
    if year is None:
        _same("years", "年份", list(a.columns), list(b.columns))
    years = list(a.columns) if year is None else [year]
    for ranks in (a, b):
        if lost := [y for y in years if y not in ranks.columns]:
            raise MethodError(
                say(
                    "no year {year} in the index: it covers {first} to {last}",
                    "指数没有{year}年，其年份为{first}至{last}年",
                    year=lost[0],
                    first=min(ranks.columns),
                    last=max(ranks.columns),
                )
            )
    frames = {y: _frame(index_a, index_b, a[y], b[y], y) for y in years}
    rows = {y: _summary(frame, y) for y, frame in frames.items()}
    names, both = (index_a.recipe.id, index_b.recipe.id), (index_a, index_b)
    if year is not None:
        return Comparison(names, frames[year], pd.Series(rows[year], name=year), both)
    whole = pd.concat(frames, names=["year"]).swaplevel().sort_index()
    return Comparison(names, whole, pd.DataFrame(rows).T.infer_objects().rename_axis("year"), both)


def _same(what: str, zh: str, a: Sequence[Any], b: Sequence[Any]) -> None:
    """Name what stands in one of the two only."""
    problems = [
        say(
            "the two indices differ in {what}: only the {which} has {names}",
            "两个指数的{what}不同：只有{which}有{names}",
            what=say(what, zh),
            which=which,
            names=listed(_cut(only)),
        )
        for which, only in (
            (say("first", "第一个"), sorted(set(a) - set(b))),
            (say("second", "第二个"), sorted(set(b) - set(a))),
        )
        if only
    ]
    if problems:
        raise MethodError(problems)


def _cut(names: Sequence[Any], most: int = 10) -> list[Any]:
    return [*names[:most], "..."] if len(names) > most else list(names)


def _frame(
    index_a: Index, index_b: Index, a: pd.Series, b: pd.Series, year: int
) -> pd.DataFrame:  # fmt: skip
    frame = {
        "rank_a": a,
        "rank_b": b.reindex(a.index),
        "shift": a - b.reindex(a.index),
        "score_a": index_a.scores[year].reindex(a.index),
        "score_b": index_b.scores[year].reindex(a.index),
    }
    return pd.DataFrame(frame).rename_axis("region")


def _summary(frame: pd.DataFrame, year: int) -> dict[str, object]:
    both = frame.dropna(subset=["rank_a", "rank_b"])
    if len(both) < 2:
        raise MethodError(
            say(
                "regions ranked in both indices in {year}: {n}; two are needed to compare",
                "{year}年两个指数中都有位次的地区只有{n}个，至少需要两个才能比较",
                n=len(both),
                year=year,
            )
        )
    a, b = (both[c].rank(method="min").to_numpy(dtype=float) for c in ("rank_a", "rank_b"))
    far = both["shift"].abs().astype(int)
    most = int(far.max())
    return {
        "regions": len(both),
        **_correlations(a, b),
        "mean_shift": float(far.mean()),
        "median_shift": float(far.median()),
        "largest_shift": most,
        "whose": ", ".join(far.index[far == most]) if most else "",
    }


def _correlations(a: Floats, b: Floats) -> dict[str, float]:
    from scipy.stats import kendalltau, spearmanr

    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return dict.fromkeys(("spearman", "kendall", "ws"), float("nan"))
    return {
        "spearman": float(spearmanr(a, b).statistic),
        "kendall": float(kendalltau(a, b, variant="b").statistic),
        "ws": rank_similarity(a, b),
    }


def rank_similarity(a: Floats, b: Floats) -> float:
    r"""Weighted similarity of two rankings: a swap at the top counts more than one at the bottom.

    .. math:: WS = 1 - \sum_i 2^{-R_i} \frac{|R_i - Q_i|}{\max(|1 - R_i|,\, |n - R_i|)}

    with :math:`R` the reference ranking ``a`` and :math:`Q` the other. It is not symmetric: the
    reference says where the top is. Source: Sałabun & Urbaniak 2020 (ICCS, Lecture Notes in
    Computer Science 12138), "A New Coefficient of Rankings Similarity in Decision-Making Problems".

    Parameters
    ----------
    a, b
        Ranks of the same regions, 1 is best, shape (n,) with two regions or more, no NaN.

    Returns
    -------
    1 where the rankings are the same, near 0 where they are reversed.

    Examples
    --------
    >>> rank_similarity(np.array([1.0, 2.0, 3.0]), np.array([2.0, 1.0, 3.0]))
    0.5
    >>> rank_similarity(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0]))
    0.6875
    """
    furthest = np.maximum(np.abs(1.0 - a), np.abs(len(a) - a))
    return float(1.0 - (np.exp2(-a) * np.abs(a - b) / furthest).sum())


def differences(recipe: Recipe, base: Recipe) -> list[str]:
    """What a recipe does otherwise than another, as ``step: method parameter=value``.

    Examples
    --------
    >>> from devindex import load_recipe
    >>> differences(load_recipe("arithmetic"), load_recipe("headline"))
    ['aggregate.dimension: arithmetic']
    """
    admit(differences, locals(), MethodError)
    ours, theirs = _choices(recipe), _choices(base)
    changed = [f"{k}: {v}" for k, v in ours.items() if theirs.get(k) != v]
    return changed + [f"{k}: -" for k in theirs if k not in ours]


def _choices(recipe: Recipe) -> dict[str, str]:
    """Every choice and exception of a recipe in words, by step, level and node."""
    levels = [f"{s}.{level}" for s in ("weigh", "aggregate") for level in Levels.model_fields]
    pairs = zip([*SIMPLE, *levels], recipe.choices(), strict=True)
    return {k: v for place, (_, choice) in pairs for k, v in _said(place, choice).items()}


def _said(place: str, choice: Choice) -> dict[str, str]:
    plain = [f"fit={choice.fit}"] * (choice.fit != "base")
    plain += [f"over={choice.over}"] * (choice.over != "siblings")
    words = [choice.method, *plain, *in_words(choice.parameters)]
    out = {place: " ".join(words)}
    for code, other in choice.of.items():
        out |= _said(f"{place} of {code}", other)
    return out


def in_words(parameters: Mapping[str, Any]) -> list[str]:
    """Parameters as ``name=value``.

    Examples
    --------
    >>> in_words({"limit": 1, "clip": True, "by": None})
    ['limit=1', 'clip=true', 'by=none']
    """

    def value(v: object) -> str:
        if v is None or isinstance(v, bool):
            return str(v).lower()
        return f"{v:g}" if isinstance(v, float) else str(v)

    return [f"{k}={value(v)}" for k, v in parameters.items()]
