"""How sure a rank is: the index recomputed under many defensible choices at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.analysis.alike import runs_alike
from devindex.analysis.choices import Space
from devindex.analysis.draws import Sampler
from devindex.analysis.names import named, percent
from devindex.analysis.ranking import ranks_of
from devindex.analysis.recompute import Recomputation
from devindex.definitions import NATION, region
from devindex.drawn import Drawn
from devindex.errors import MethodError, ObservationError, Sentence, say
from devindex.index import Index, compute
from devindex.index.arrays import Bools
from devindex.kinds import admit
from devindex.observations import Panel

__all__ = ["DRAWS", "Comparison", "Uncertainty", "uncertainty"]

CELLS = 2_000_000
"""Scores made at once: bounds memory and changes no result. With noise on figures, a fortieth."""

SEED = 20260630
DRAWS = 10_000
"""Recomputations behind a rank range, everywhere: no share has a standard error over 0.005."""


@dataclass(frozen=True)
class Comparison:
    """Whether one region is above another: share of draws in which it is, below, and level."""

    a: str
    b: str
    year: int
    above: float
    below: float
    level: float
    draws: int

    def summary(self, lang: str = "en") -> str:
        """The answer in one sentence; certain from nine draws in ten."""
        said = self._said()
        return said.zh if lang == "zh" else str(said)

    def _said(self) -> Sentence:
        a, b = named(self.a), named(self.b)
        sure = max(self.above, self.below)
        if sure < 0.9:
            return say(
                "{year}: {a} and {b} are not told apart: {a} ranks above {b} in {share} of "
                "{draws:,} recomputations",
                "{year}年：{a}与{b}难分先后：在{draws:,}次重算中，{a}位次高于{b}的占{share}",
                year=self.year, a=a, b=b, share=percent(self.above), draws=self.draws,
            )  # fmt: skip
        first, second = (a, b) if self.above >= self.below else (b, a)
        return say(
            "{year}: {first} ranks above {second} in {share} of {draws:,} recomputations",
            "{year}年：{first}位次高于{second}，在{draws:,}次重算中占{share}",
            year=self.year, first=first, second=second, share=percent(sure), draws=self.draws,
        )  # fmt: skip


@dataclass(frozen=True, repr=False)
class Uncertainty(Drawn):
    """Scores and ranks of every province and year over all draws.

    ``ranks`` (draws, provinces, years) is 0 where a province is not ranked; ``scores`` of the same
    shape in single precision, NaN where there is none. Ranks are taken from scores in double
    precision.
    """

    index: Index
    space: Space
    seed: int
    provinces: tuple[str, ...]
    years: tuple[int, ...]
    ranks: np.ndarray
    scores: np.ndarray

    def __repr__(self) -> str:
        return f"Uncertainty({self.draws:,} draws of {self.index!r})"

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.ranks)

    @property
    def _ranked(self) -> Bools:
        return np.asarray(self.index.ranks.notna().to_numpy())

    def _grid(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_product([self.provinces, self.years], names=["region", "year"])

    @property
    def frame(self) -> pd.DataFrame:
        """One row per (region, year): published rank, rank range, mean rank, score range.

        ``rank``; ``rank_lower``, ``rank_median``, ``rank_upper`` and ``score_lower``,
        ``score_median``, ``score_upper`` hold the middle 90 % of all draws; ``rank_mean``;
        ``shift``, the mean absolute distance from the published rank.
        """
        rank = self.index.ranks.to_numpy(dtype=float, na_value=np.nan)
        mean = np.where(self._ranked, self.ranks.mean(axis=0), np.nan)
        shift = np.abs(self.ranks - np.nan_to_num(rank)).mean(axis=0)
        out = self.rank_ranges()
        out.insert(0, "rank", pd.array(rank.ravel(), dtype="Int64"))
        out["rank_mean"] = mean.ravel()
        out["shift"] = np.where(self._ranked, shift, np.nan).ravel()
        return out.join(self.score_ranges())

    def summary(self, lang: str = "en", year: int | None = None) -> str:
        """One line on one year, the latest if not given."""
        year = self.years[self._year(year)]
        own = self.frame.xs(year, level="year").dropna(subset=["rank"])
        width = (own["rank_upper"] - own["rank_lower"]).astype(float)
        inside = (own["rank"] >= own["rank_lower"]) & (own["rank"] <= own["rank_upper"])
        said = say(
            "{year}: over {draws:,} recomputations a rank moves by {shift:.1f} on average; 90 % "
            "rank ranges are {width:.1f} places wide and hold {inside} of {n} published ranks",
            "{year}年：在{draws:,}次重算中，位次平均变动{shift:.1f}位；90%位次区间平均宽"
            "{width:.1f}位，{n}个公布位次中有{inside}个在区间内",
            year=year, draws=self.draws, shift=own["shift"].mean(), width=width.mean(),
            inside=int(inside.sum()), n=len(own),
        )  # fmt: skip
        return said.zh if lang == "zh" else str(said)

    def rank_ranges(self, level: float = 0.90) -> pd.DataFrame:
        """Rank range of each province and year: the middle ``level`` of all draws.

        Bounds are ranks that occurred (the inverse of the empirical distribution), so they are
        whole numbers. One row per (region, year): ``rank_lower`` (best), ``rank_median``,
        ``rank_upper`` (worst); missing where a province is not ranked.
        """
        bounds = np.quantile(self.ranks, _tails(level), axis=0, method="inverted_cdf").astype(int)
        names = ["rank_lower", "rank_median", "rank_upper"]
        frame = pd.DataFrame(
            {n: bounds[k].ravel() for k, n in enumerate(names)}, index=self._grid(), dtype="Int64"
        )
        return frame.where(frame > 0)

    def score_ranges(self, level: float = 0.90) -> pd.DataFrame:
        """Score range of each province and year: the middle ``level`` of all draws.

        Draws of another normalisation score on another scale: a score range says how far a score
        depends on choices, and two regions are compared by ranks. To see a score vary on the
        recipe's own scale, draw from a space with ``normalise=()``.

        One row per (region, year): ``score_lower``, ``score_median``, ``score_upper``. A draw
        that leaves a province without a score counts for nothing.
        """
        bounds = np.nanquantile(self.scores, _tails(level), axis=0)
        names = ["score_lower", "score_median", "score_upper"]
        return pd.DataFrame({n: bounds[k].ravel() for k, n in enumerate(names)}, index=self._grid())

    def rank_shares(self, year: int | None = None) -> pd.DataFrame:
        """Share of draws in which each province takes each rank: provinces × ranks of one year.

        Rows sum to one; a province that is not ranked has zeros.
        """
        own = self.ranks[:, :, self._year(year)]
        places = np.arange(1, len(self.provinces) + 1)
        shares = [(own == place).mean(axis=0) for place in places]
        return pd.DataFrame(
            np.stack(shares, axis=1), index=pd.Index(self.provinces, name="region"), columns=places
        ).rename_axis(columns="rank")

    def above(self, year: int | None = None) -> pd.DataFrame:
        """Probability that the province of the row ranks above that of the column, in one year.

        The share of draws in which its rank is smaller; draws in which both tie count for
        neither. NaN for a province that is not ranked, and on the diagonal 0.
        """
        at = self._year(year)
        own, ranked = self.ranks[:, :, at], self._ranked[:, at]
        out = np.stack([(own[:, [p]] < own).mean(axis=0) for p in range(own.shape[1])])
        out = np.where(ranked[:, None] & ranked, out, np.nan)
        names = pd.Index(self.provinces, name="region")
        return pd.DataFrame(out, index=names, columns=names.rename("other"))

    def compare(self, a: str, b: str, year: int | None = None) -> Comparison:
        """Whether one province is really above another, by code or name.

        Raises
        ------
        ObservationError
            If one of them is not ranked that year.

        Examples
        --------
        >>> from devindex import compute, load_panel, uncertainty
        >>> sure = uncertainty(compute(load_panel()), draws=200)
        >>> answer = sure.compare("北京", "西藏", 2023)
        >>> answer.above, answer.summary("zh")
        (1.0, '2023年：北京位次高于西藏，在200次重算中占100%')
        """
        at = self._year(year)
        places = [self._place(word, at) for word in (a, b)]
        if places[0] == places[1]:
            name = named(self.provinces[places[0]])
            raise ObservationError(
                say("{name} is compared with itself", "{name}在与自身比较", name=name)
            )
        one, other = (self.ranks[:, p, at] for p in places)
        above, below = float((one < other).mean()), float((one > other).mean())
        a, b = (self.provinces[p] for p in places)
        level = float((one == other).mean())
        return Comparison(a, b, self.years[at], above, below, level, self.draws)

    def pairs(self, year: int | None = None) -> pd.DataFrame:
        """All pairs of ranked provinces of one year, the published higher one first.

        Columns: ``region``, ``other``, ``above`` (share of draws in which the first ranks above),
        ``below``; most doubtful pairs first.
        """
        at = self._year(year)
        table = self.above(self.years[at])
        rank = self.index.ranks.iloc[:, at].dropna().sort_values(kind="stable")
        codes = list(rank.index)
        first, second = np.triu_indices(len(codes), 1)
        values = table.loc[codes, codes].to_numpy()
        out = pd.DataFrame(
            {
                "region": [codes[n] for n in first],
                "other": [codes[n] for n in second],
                "above": values[first, second],
                "below": values[second, first],
            }
        )
        return out.sort_values("above", kind="stable", ignore_index=True)

    def alike(self, year: int | None = None, level: float = 0.90) -> list[tuple[str, ...]]:
        """Groups of neighbours in the ranking of which no two are told apart, best first.

        Two are told apart if one ranks above the other in ``level`` of the draws or more. A region
        may be in several groups, as the runs of :func:`devindex.analysis.alike.runs_alike` are.

        Examples
        --------
        >>> from devindex import compute, load_panel, uncertainty
        >>> sure = uncertainty(compute(load_panel()), draws=200)
        >>> sure.alike(2024)[0]
        ('310000', '330000')
        """
        _tails(level)
        at = self._year(year)
        rank = self.index.ranks.iloc[:, at].dropna().sort_values(kind="stable")
        codes = [str(c) for c in rank.index]
        above = self.above(self.years[at]).loc[codes, codes].to_numpy()
        runs = runs_alike(np.maximum(above, above.T) >= level)
        return [tuple(codes[first : last + 1]) for first, last in runs]

    def ranked(self, word: str, year: int) -> bool:
        """Whether a province, by code or name, has a rank in a year."""
        code = word if word in self.provinces else region(word).code
        at = self._year(year)
        return code in self.provinces and bool(self._ranked[self.provinces.index(code), at])

    def _year(self, year: int | None) -> int:
        if year is None:
            return len(self.years) - 1
        if year not in self.years:
            raise ObservationError(
                say(
                    "no draws for {year}; the index covers {first} to {last}",
                    "没有{year}年的重算结果；指数覆盖{first}至{last}年",
                    year=year, first=self.years[0], last=self.years[-1],
                )
            )  # fmt: skip
        return self.years.index(year)

    def _place(self, word: str, at: int) -> int:
        code = word if word in self.provinces else region(word).code
        if not self.ranked(code, self.years[at]):
            raise ObservationError(
                say(
                    "{name} has no rank in {year}",
                    "{name}在{year}年没有位次",
                    name=named(code), year=self.years[at],
                )
            )  # fmt: skip
        return self.provinces.index(code)


def _tails(level: float) -> list[float]:
    if not 0 < level < 1:
        raise MethodError(
            say(
                "level is {level}, which is not between 0 and 1",
                "level 为{level}，应在0与1之间",
                level=level,
            )
        )
    tail = (1.0 - level) / 2.0
    return [tail, 0.5, 1.0 - tail]


def uncertainty(
    index: Index | Panel,
    space: Space | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    *,
    progress: Callable[[int], object] | None = None,
) -> Uncertainty:
    r"""Recompute the index under random choices of every step at once.

    Every draw takes one imputation, treatment and normalisation for the whole index, one
    aggregation for each level, weights for each group of siblings, may leave indicators out, and
    may add noise to figures that have a standard error: what varies, and how, is the
    :class:`Space`. All years are drawn together. The same seed gives the same draws whatever the
    block size and number of threads, and fewer draws are the first of more: every choice has a
    stream of its own, and no linear-algebra library takes part.

    Parameters
    ----------
    index
        An index as computed; its recipe is the centre of the space. A panel is computed first, by
        the headline recipe.
    draws
        Number of recomputations, 1 or more. The error of a share p over n draws is
        :math:`\sqrt{p (1 - p) / n}`.
    progress
        Called with the number of draws done after each block.

    Returns
    -------
    Uncertainty
        Scores and ranks over all draws. Missing values are treated as each draw's imputation
        treats them; a region the index does not rank is not ranked in any draw.

    Raises
    ------
    MethodError
        If fewer than one draw is asked for, or a combination of choices cannot be computed.

    Notes
    -----
    Source: Saisana, Saltelli & Tarantola 2005, Journal of the Royal Statistical Society A 168.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> sure = uncertainty(compute(load_panel()), draws=200)
    >>> sure.rank_ranges().loc[("110000", 2023)].tolist()
    [1, 1, 2]
    """
    admit(uncertainty, locals(), MethodError)
    if seed < 0:
        raise MethodError(
            say("seed is {seed}; it must be 0 or more", "seed 为{seed}，应不小于0", seed=seed)
        )
    if draws < 1:
        raise MethodError(
            say(
                "draws is {draws}; at least 1 is needed",
                "draws 为{draws}，至少为1",
                draws=draws,
            )
        )
    whole = compute(index) if isinstance(index, Panel) else index
    chosen = space or Space()
    again = Recomputation(whole, chosen)
    sampler = Sampler(whole, chosen, again.cells, seed)
    published, names = again.published, whole.scores.index
    keep = np.array([r != NATION.code for r in names])
    ranked = published.notna().to_numpy()
    ranks = np.zeros((draws, *ranked.shape), dtype=np.int16)
    scores = np.empty(ranks.shape, dtype=np.float32)
    size = max(1, CELLS // (40 if again.cells else 1) // again.rows)
    for first in range(0, draws, size):
        block = slice(first, min(first + size, draws))
        drawn = again.scores(sampler.draw(block.stop - first))
        own = drawn.reshape(len(drawn), len(names), -1)[:, keep]
        ranks[block], scores[block] = ranks_of(own, ranked), own
        if progress is not None:
            progress(block.stop)
    return Uncertainty(
        index=whole,
        space=chosen,
        seed=seed,
        provinces=tuple(published.index),
        years=tuple(int(y) for y in published.columns),
        ranks=ranks,
        scores=scores,
    )
