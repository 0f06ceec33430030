"""One year's profile of each region: strengths, weaknesses, peers, obstacles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.analysis.names import part_name
from devindex.analysis.subject import many
from devindex.definitions import NATION, region, regions
from devindex.drawn import Drawn
from devindex.errors import MethodError, say
from devindex.index import Index
from devindex.index.arrays import Bools, Floats
from devindex.index.influence import nominal_weights
from devindex.index.normalise.order import percentile_rank
from devindex.kinds import admit

__all__ = ["Profile", "marked", "obstacle_degrees", "profile", "profile_distances"]

SHARE = 8
"""One indicator in so many is a strength and one a weakness: the GII marks 10 of some 80."""

IN_GROUP = 3
"""Regions a group needs for a mean and a standard deviation to say anything."""


def marked(percentiles: Floats, most: int) -> tuple[Bools, Bools]:
    """Strengths and weaknesses of each region among its own indicators.

    A strength is an indicator whose percentile rank is at or above the region's ``most``-th
    largest, a weakness one at or below its ``most``-th smallest; ties at the mark all count. Where
    both marks are the same the region's profile is flat, and nothing is marked. Source: the rule of
    the Global Innovation Index (WIPO 2024, economy profiles), with 10 of 78 indicators.

    Parameters
    ----------
    percentiles
        Shape (n, k), NaN where missing: such an indicator is neither.

    Returns
    -------
    Two arrays of shape (n, k).

    Examples
    --------
    >>> strong, weak = marked(np.array([[0.9, 0.2, 0.5, np.nan]]), 1)
    >>> strong.astype(int).tolist(), weak.astype(int).tolist()
    ([[1, 0, 0, 0]], [[0, 1, 0, 0]])
    """
    have = (~np.isnan(percentiles)).sum(axis=1)
    rows, place = np.arange(len(percentiles)), np.minimum(most, np.maximum(have, 1)) - 1
    rising = np.sort(np.where(np.isnan(percentiles), np.inf, percentiles), axis=1)
    falling = -np.sort(np.where(np.isnan(percentiles), np.inf, -percentiles), axis=1)
    low, high = rising[rows, place][:, None], falling[rows, place][:, None]
    contrast = (low < high) & ~np.isnan(percentiles)
    return contrast & (percentiles >= high), contrast & (percentiles <= low)


def profile_distances(z: Floats, w: Floats) -> Floats:
    r"""Distance between the profiles of each two regions, in points.

    .. math:: d_{ab} = \sqrt{\frac{\sum_j w_j (z_{aj} - z_{bj})^2}{\sum_j w_j}}

    over the indicators both have; NaN where they share none.

    Parameters
    ----------
    z, w
        Points (n, k) and weights (k,).

    Returns
    -------
    Shape (n, n), symmetric, zero on the diagonal.

    Examples
    --------
    >>> profile_distances(np.array([[10.0, 20.0], [13.0, 24.0]]), np.ones(2)).round(3)
    array([[0.   , 3.536],
           [3.536, 0.   ]])
    """
    gap = z[:, None, :] - z[None, :, :]
    shared = (~np.isnan(gap)) * w
    total = shared.sum(axis=-1)
    squares = (shared * np.nan_to_num(gap) ** 2).sum(axis=-1)
    return np.asarray(np.sqrt(squares / np.where(total > 0, total, np.nan)))


def obstacle_degrees(z: Floats, w: Floats, full: float = 100.0) -> Floats:
    r"""Obstacle degree (障碍度): share of each indicator in a region's distance to full points.

    .. math:: O_j = \frac{F_j\,D_j}{\sum_i F_i\,D_i}, \quad D_j = 1 - z_j / z_{full}

    with the factor's contribution :math:`F_j`, its weight in the whole, and its deviation
    :math:`D_j`. Source: the diagnosis of obstacles customary in Chinese regional studies, as Lu
    Chunyang et al. 2011 (鲁春阳等, 资源科学 33(3), 535-541).

    Parameters
    ----------
    z, w
        Points (n, k), and weights in the whole (k,).
    full
        Points of an indicator that leaves nothing to wish for. More than that is no deviation.

    Returns
    -------
    Shape (n, k), rows sum to one. A missing indicator is left out (NaN) and the weights of the
    others count among themselves; a region with full points everywhere has no obstacles: zero.

    Examples
    --------
    >>> obstacle_degrees(np.array([[80.0, 40.0, 100.0]]), np.array([0.5, 0.25, 0.25])).round(2)
    array([[0.4, 0.6, 0. ]])
    """
    part = w * np.maximum(full - z, 0.0)
    total = np.nansum(part, axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, part / np.where(total > 0, total, 1.0), part))


@dataclass(frozen=True, repr=False)
class Profile(Drawn):
    """Every region's profile in one year.

    Attributes
    ----------
    index, year
        Where it comes from.
    most
        How many indicators of a region are marked strong, and how many weak, ties apart.
    frame
        By (region, indicator), the nation left out: ``points``; ``percentile``, the share of the
        other regions that do worse; ``mark``: ``strength``, ``weakness`` or empty; ``group`` with
        ``group_mean`` and ``group_sd`` (n - 1; missing under three members); ``in_group``:
        ``above`` the mean plus one sd, ``below`` the mean less one, or empty; ``obstacle``, the
        obstacle degree, which sums to one in each region.
    distances
        Regions × regions, in points.
    """

    index: Index
    year: int
    most: int
    frame: pd.DataFrame
    distances: pd.DataFrame

    def __repr__(self) -> str:
        return f"Profile({self.summary()!r})"

    def of(self, word: str) -> pd.DataFrame:
        """One region's indicators, highest percentile first."""
        own = self.frame.loc[self.code(word)]
        return own.sort_values("percentile", ascending=False, kind="stable")

    def strengths(self, word: str) -> list[str]:
        """Codes of a region's strong indicators, strongest first."""
        own = self.of(word)
        return [str(c) for c in own.index[own["mark"] == "strength"]]

    def weaknesses(self, word: str) -> list[str]:
        """Codes of a region's weak indicators, weakest first."""
        own = self.of(word)
        return [str(c) for c in own.index[own["mark"] == "weakness"]][::-1]

    def peers(self, word: str, most: int = 5) -> pd.Series:
        """Nearest regions by their whole profile, nearest first, with their distance in points."""
        code = self.code(word)
        others = self.distances[code].drop(code).dropna()
        return others.sort_values(kind="stable").head(most).rename("distance")

    def obstacles(self, word: str, most: int = 5) -> pd.Series:
        """Largest obstacle degrees of a region."""
        own = self.frame.loc[self.code(word), "obstacle"].dropna()
        return own.sort_values(ascending=False, kind="stable").head(most)

    def code(self, word: str) -> str:
        """Code of a region by code or name.

        Raises
        ------
        MethodError
            If the profile has no such region.
        """
        code = word if word in self.distances.index else region(word).code
        if code not in self.distances.index:
            raise MethodError(
                say(
                    "no profile of {code}: it is not among the regions of {year}",
                    "没有 {code} 的画像：它不在{year}年的地区之中",
                    code=code,
                    year=self.year,
                )
            )
        return code

    def summary(self, lang: str = "en") -> str:
        """One line: the indicator that is the largest obstacle in most regions with figures."""
        obstacles = self.frame["obstacle"].unstack("indicator").dropna(how="all")
        largest = obstacles.idxmax(axis=1)
        counts = largest.value_counts()
        said = say(
            "{year}: in {n} of {regions} the largest obstacle is {name}",
            "{year}年：{all}个地区中，{n}个地区的首要障碍因子是{name}",
            year=self.year,
            n=int(counts.iloc[0]),
            all=len(largest),
            regions=many(len(largest), "region", "regions"),
            name=part_name(self.index.framework, str(counts.index[0])),
        )
        return said.zh if lang == "zh" else str(said)


def profile(
    index: Index,
    year: int | None = None,
    *,
    most: int | None = None,
    groups: Mapping[str, str] | None = None,
    full: float = 100.0,
) -> Profile:
    """Strengths, weaknesses, peers and obstacles of every region in one year.

    Parameters
    ----------
    index
        A computed index.
    year
        The latest if not given.
    most
        How many indicators to mark each way; an eighth of them, at least one, if not given.
    groups
        Group of each region to compare it with; the four macro-regions (or the panel's own
        grouping) if not given.
    full
        Full points, for the obstacle degree.

    Raises
    ------
    MethodError
        If the year is not covered, or has fewer than three regions with figures.

    Examples
    --------
    >>> import devindex as dx
    >>> found = dx.profile(dx.compute(dx.load_panel()), 2023)
    >>> len(found.strengths("Guangdong")), found.most
    (3, 3)
    """
    admit(profile, locals(), MethodError)
    if most is not None and most < 1:
        raise MethodError(
            say("most is {n}; mark one indicator or more", "most 为{n}，至少应标出一个指标", n=most)
        )
    when = index.panel.years[-1] if year is None else int(year)
    own = index.normalised[index.normalised.index.get_level_values("year") == when]
    rows = own.droplevel("year").drop(index=NATION.code, errors="ignore")
    if (have := int(rows.notna().any(axis=1).sum())) < IN_GROUP:
        raise MethodError(
            say(
                "a profile of {year} needs three regions with figures; the index covers {first} "
                "to {last}; regions with figures in {year}: {n}",
                "{year}年的画像至少需要三个有数据的地区；指数涵盖{first}至{last}年，{year}年有{n}个",
                year=when,
                first=index.panel.years[0],
                last=index.panel.years[-1],
                n=have,
            )
        )
    z = rows.to_numpy(dtype=float)
    count = max(1, round(z.shape[1] / SHARE)) if most is None else most
    placed = percentile_rank(z, z, np.ones(z.shape[1]), kind="inclusive", ceiling=1.0)
    strong, weak = marked(placed, count)
    w = nominal_weights(index, when)[list(rows.columns)].to_numpy(dtype=float)
    group = _groups(index, list(rows.index), groups)
    frame = pd.DataFrame(
        {
            "points": z.ravel(),
            "percentile": placed.ravel(),
            "mark": np.where(strong, "strength", np.where(weak, "weakness", "")).ravel(),
            "obstacle": obstacle_degrees(z, w, full).ravel(),
        },
        index=pd.MultiIndex.from_product([rows.index, rows.columns], names=["region", "indicator"]),
    )
    distances = pd.DataFrame(profile_distances(z, w), index=rows.index, columns=rows.index)
    return Profile(index, when, count, _in_groups(frame, group), distances)


def _groups(
    index: Index, codes: list[str], groups: Mapping[str, str] | None
) -> Mapping[str, str]:  # fmt: skip
    given = dict(index.panel.grouping) if groups is None else dict(groups)
    known = regions()
    return {c: given.get(c, known[c].macro if c in known else "") for c in codes}


def _in_groups(frame: pd.DataFrame, group: Mapping[str, str]) -> pd.DataFrame:
    own = pd.Series(frame.index.get_level_values("region").map(group), index=frame.index)
    indicator = frame.index.get_level_values("indicator")
    by = frame["points"].groupby([own.to_numpy(), indicator])
    enough = (by.transform("count") >= IN_GROUP) & (own != "")
    mean, sd = (by.transform(f).where(enough) for f in ("mean", "std"))
    place = np.where(frame["points"] > mean + sd, "above", "")
    place = np.where(frame["points"] < mean - sd, "below", place)
    order = ["points", "percentile", "mark", "group", "group_mean", "group_sd", "in_group",
             "obstacle"]  # fmt: skip
    return frame.assign(group=own, group_mean=mean, group_sd=sd, in_group=place)[order]
