"""Which choice the ranks hang on: Sobol indices, and every single choice by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from devindex.analysis.choices import LEVELS, Space
from devindex.analysis.draws import Draws, Sampler, families, still
from devindex.analysis.names import named
from devindex.analysis.ranking import ranks_of
from devindex.analysis.recompute import Recomputation
from devindex.analysis.robustness import SEED
from devindex.analysis.subject import many
from devindex.definitions import NATION
from devindex.drawn import Drawn
from devindex.errors import MethodError, ObservationError, Sentence, say, term
from devindex.index import Index
from devindex.index.arrays import Floats, Ints
from devindex.kinds import admit

__all__ = ["FACTOR_NAMES", "Sensitivity", "choice_name", "sensitivity", "sobol"]

FACTOR_NAMES = {
    "impute": Sentence("imputation", "插补"),
    "treat": Sentence("treatment", "异常值处理"),
    "normalise": Sentence("normalisation", "无量纲化"),
    "weights": Sentence("weights", "权重"),
    "aggregate": Sentence("aggregation", "合成"),
    "leave_out": Sentence("indicators left out", "剔除指标"),
    "noise": Sentence("noise in the figures", "数据误差"),
}
BLOCK = 512
"""Sample points computed at once; bounds memory and changes no result."""


@dataclass(frozen=True, repr=False)
class Sensitivity(Drawn):
    """How much of the movement of ranks in one year each choice brings about.

    ``frame`` has one row a factor that varies, for the mean absolute rank shift: ``first`` (share
    of its variance that the choice brings by itself) and ``total`` (together with all others it
    acts with), each with ``_lower`` and ``_upper``. ``regions`` has the same for the rank of each
    province, one row per (region, factor); NaN where its rank never moves. ``choices`` has one row
    for each single choice made instead of the published one, and each indicator, theme and
    dimension left out: ``shift`` (mean absolute rank shift), ``most`` (the largest), the ``region``
    it moves most, its ``rank`` as published and ``moved`` to.
    """

    index: Index
    space: Space
    year: int
    points: int
    seed: int
    frame: pd.DataFrame
    regions: pd.DataFrame
    choices: pd.DataFrame

    def __repr__(self) -> str:
        return f"Sensitivity({self.year}, {self.points:,} points, of {self.index!r})"

    def summary(self, lang: str = "en") -> str:
        """One line: the choice that counts most, and the single one that moves a rank furthest."""
        moved = self.choices.sort_values(["most", "shift"], ascending=False, kind="stable")
        if self.frame["total"].isna().all() or moved["most"].iloc[0] == 0:
            said = say(
                "{year}: no choice moves a rank", "{year}年：没有任何选择使位次变动", year=self.year
            )
            return said.zh if lang == "zh" else str(said)
        top, one = str(self.frame["total"].idxmax()), moved.iloc[0]
        said = say(
            "{year}: the mean rank shift hangs most on {factor} (total effect {total:.2f}); no "
            "single choice moves a rank further than {choice}: {region} from {rank} to {moved}",
            "{year}年：平均位次变动主要取决于{factor}（总效应{total:.2f}）；单一选择中，{choice}"
            "引起的变动最大：{region}由第{rank}位变为第{moved}位",
            year=self.year, factor=FACTOR_NAMES[top], total=self.frame.loc[top, "total"],
            choice=choice_name(self.index, one), region=named(one["region"]),
            rank=one["rank"], moved=one["moved"],
        )  # fmt: skip
        return said.zh if lang == "zh" else str(said)


def choice_name(index: Index, row: pd.Series) -> Sentence:
    """What a row of ``choices`` does, in words."""
    factor, choice = row["factor"], row["choice"]
    if factor != "leave_out":
        step, _, level = factor.partition(".")
        of = {"indicator": "indicators", "theme": "themes", "dimension": "dimensions"}.get(level)
        where = say(" of {of}", "（{of}）", of=Sentence(of, term(level).zh)) if of else ""
        return say("{f}{w} by {c}", "{f}{w}改用 {c}", f=FACTOR_NAMES[step], w=where, c=choice)
    framework = index.framework
    names = {n.code: n.name for n in (*framework.dimensions, *framework.themes)}
    name = names.get(choice) or framework.by_code[choice].name
    return say("leaving out {c}", "剔除{c}", c=Sentence(name.en, name.zh))


def sensitivity(
    index: Index,
    space: Space | None = None,
    *,
    year: int | None = None,
    points: int = 512,
    seed: int = SEED,
    level: float = 0.90,
    progress: Callable[[int], object] | None = None,
) -> Sensitivity:
    r"""Split the variance of rank shifts by the choices that vary, and try each choice alone.

    For two independent samples A and B of all choices, and A with choice i taken from B,

    .. math:: S_i = \frac{1}{N V} \sum_j f(B)_j \, (f(A_B^i)_j - f(A)_j), \quad
              T_i = \frac{1}{2 N V} \sum_j (f(A)_j - f(A_B^i)_j)^2

    with f the mean absolute distance of ranks from the published ones, or the rank of one
    province, and V the variance of f; estimated by ``scipy.stats.sobol_indices``. The weights of
    all siblings are one choice, and so are the aggregations of all levels.

    Parameters
    ----------
    index
        An index as computed; its recipe is the centre of the space.
    year
        The latest if not given.
    points
        N, a power of 2; the index is recomputed N × (2 + number of factors) times.
    level
        Of the intervals, by 200 resamples of the points.
    progress
        Called with the number of points done after each block.

    Returns
    -------
    Sensitivity
        Indices can come out slightly below 0 or above 1 by chance: their intervals say so.

    Raises
    ------
    MethodError
        If nothing varies, ``points`` is no power of 2, or fewer than three regions are ranked.

    Notes
    -----
    Source: Saltelli et al. 2010, Computer Physics Communications 181; Saisana, Saltelli &
    Tarantola 2005.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> hangs = sensitivity(compute(load_panel()), points=64)
    >>> bool(hangs.frame["total"].max() > 0.2)
    True
    """
    admit(sensitivity, locals(), MethodError)
    chosen = space or Space()
    factors = chosen.varying()
    when = index.panel.years[-1] if year is None else year
    _check(index, factors, when, points, level, seed)
    place = list(index.scores.columns).index(when)
    again = Recomputation(index, chosen)
    seeds = np.random.SeedSequence(seed).spawn(3)
    a, b = (Sampler(index, chosen, again.cells, s) for s in seeds[:2])
    runs: list[Floats] = []
    size = max(1, BLOCK // 8) if again.cells else BLOCK
    for first in range(0, points, size):
        count = min(size, points - first)
        one, other = a.draw(count), b.draw(count)
        mixed = [one.taking(factor, other) for factor in factors]
        runs.append(np.stack([_answers(again, d, place) for d in (one, other, *mixed)]))
        if progress is not None:
            progress(first + count)
    f = np.concatenate(runs, axis=-1)
    rng = np.random.default_rng(seeds[2])
    table = sobol(f[0], f[1], f[2:], rng=rng, level=level)
    ranked = list(again.published[when].dropna().index)
    names = pd.Index(factors, name="factor")
    regions = pd.concat(
        {c: pd.DataFrame(_row(table, n + 1), names) for n, c in enumerate(ranked)}, names=["region"]
    )
    return Sensitivity(
        index, chosen, when, points, seed, pd.DataFrame(_row(table, 0), names), regions,
        _single(again, place),
    )  # fmt: skip


def _check(
    index: Index, factors: tuple[str, ...], year: int, points: int, level: float, seed: int
) -> None:
    problems = []
    if seed < 0:
        problems.append(
            say("seed is {seed}; it must be 0 or more", "seed 为{seed}，应不小于0", seed=seed)
        )
    if not factors:
        problems.append(
            say(
                "nothing varies in this space; name a choice, weights or noise",
                "该空间没有可变的选择，请给出替代方法、权重或误差",
            )
        )
    if points < 2 or points & (points - 1):
        problems.append(
            say(
                "points is {points}; a power of 2 is needed, such as 512",
                "points 为{points}，应为2的幂，如512",
                points=points,
            )
        )
    if not 0 < level < 1:
        problems.append(
            say(
                "level is {level}, which is not between 0 and 1",
                "level 为{level}，应在0与1之间",
                level=level,
            )
        )
    if problems:
        raise MethodError(problems)
    if year not in index.ranks.columns:
        raise ObservationError(
            say("the index has no ranks of {year}", "指数没有{year}年的位次", year=year)
        )
    if (count := int(index.ranks[year].notna().sum())) < 3:
        raise MethodError(
            say(
                "{regions} ranked in {year}; sensitivity of ranks needs 3 at least",
                "{year}年有{count}个地区参加排名；位次敏感性分析至少需要3个地区",
                count=count, year=year, regions=many(count, "region is", "regions are"),
            )
        )  # fmt: skip


def _ranks(again: Recomputation, draws: Draws, place: int) -> Ints:
    """Ranks of the ranked regions of one year, (d, r)."""
    index = again.index
    keep = np.array([r != NATION.code for r in index.scores.index])
    ranked = again.published.notna().to_numpy()[:, [place]]
    scores = again.scores(draws).reshape(len(draws), *index.scores.shape)[:, keep, :]
    return ranks_of(scores[:, :, [place]], ranked)[:, ranked[:, 0], 0].astype(np.int_)


def _answers(again: Recomputation, draws: Draws, place: int) -> Floats:
    """Mean absolute rank shift, then the rank of each ranked region, (1 + r, d)."""
    ranks = _ranks(again, draws, place)
    published = again.published.iloc[:, place].dropna().to_numpy(dtype=float)
    shift = np.abs(ranks - published).mean(axis=1)
    return np.vstack([shift, ranks.T])


def sobol(
    f_a: Floats, f_b: Floats, f_ab: Floats, *, rng: np.random.Generator, level: float = 0.90,
    resamples: int = 200,
) -> dict[str, Floats]:  # fmt: skip
    """Sobol indices of s answers to d factors, with percentile intervals.

    Parameters
    ----------
    f_a, f_b
        Answers at two independent samples of n points, (s, n); n a power of 2.
    f_ab
        Answers at the first sample with one factor as in the second, (d, s, n).

    Returns
    -------
    ``first`` and ``total``, each also with ``_lower`` and ``_upper``, of shape (s, d); NaN where
    an answer never varies.
    """
    from scipy.stats import sobol_indices

    def indices(points: Any) -> Floats:
        part = {"f_A": f_a[:, points], "f_B": f_b[:, points], "f_AB": f_ab[:, :, points]}
        found = sobol_indices(func=part, n=f_a.shape[1])
        shape = (f_a.shape[0], f_ab.shape[0])
        return np.stack([found.first_order.reshape(shape), found.total_order.reshape(shape)])

    n = f_a.shape[1]
    own = indices(slice(None))
    drawn = np.stack([indices(rng.integers(n, size=n)) for _ in range(resamples)])
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    still_ = np.ptp(np.concatenate([f_a, f_b], axis=1), axis=1) == 0
    out = {}
    for k, name in enumerate(("first", "total")):
        for suffix, value in (("", own), ("_lower", low), ("_upper", high)):
            out[name + suffix] = np.where(still_[:, None], np.nan, value[k])
    return out


def _row(table: dict[str, Floats], n: int) -> dict[str, Floats]:
    return {name: values[n] for name, values in table.items()}


def _single(again: Recomputation, place: int) -> pd.DataFrame:
    """Each choice made alone, the others as published."""
    kinds, draws = zip(*_alone(again), strict=True)
    published = again.published.iloc[:, place].dropna()
    ranks = np.vstack([_ranks(again, d, place) for d in draws])
    moves = ranks - published.to_numpy(dtype=int)
    far = np.abs(moves).argmax(axis=1)
    each = np.arange(len(moves))
    return pd.DataFrame(
        {
            "factor": [factor for factor, _ in kinds],
            "choice": [choice for _, choice in kinds],
            "shift": np.abs(moves).mean(axis=1),
            "most": np.abs(moves).max(axis=1),
            "region": published.index[far],
            "rank": published.to_numpy(dtype=int)[far],
            "moved": ranks[each, far],
        }
    )


def _alone(again: Recomputation) -> Iterator[tuple[tuple[str, str], Draws]]:
    index, space = again.index, again.space
    own = still(index)
    choices = {s: space.choices(index.recipe, s) for s in ("impute", "treat", "normalise")}
    choices |= {level: space.means(index.recipe, level) for level in LEVELS}
    for step, listed in choices.items():
        factor = f"aggregate.{step}" if step in LEVELS else step
        for place, choice in enumerate(listed[1:], start=1):
            places = {**own.places, step: np.array([place])}
            yield (factor, choice.method), replace(own, places=places)
    columns = list(index.normalised.columns)
    for level, parent, children in families(index):
        for k, child in enumerate(children):
            if len(children) == 1 and parent == "index":
                continue
            if level == "indicator":
                left = np.array([[columns.index(child)]])
                yield ("leave_out", child), replace(own, left=left)
            else:
                factors = np.ones((1, len(children)))
                factors[0, k] = 0.0
                weights = {**own.weights, parent: factors}
                yield ("leave_out", child), replace(own, weights=weights)
