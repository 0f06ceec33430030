"""Whether like lies near like: global and local spatial autocorrelation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from devindex.analysis.neighbours import Kind, given_weights, subset
from devindex.analysis.subject import Given, Subject, by_region, differing, subject
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, say
from devindex.index.arrays import Floats
from devindex.index.result import Index

__all__ = ["Spatial", "conditional_p", "spatial"]

SEED = 20260630
LEAST = 4
"""Regions the moments of the statistics need."""


@dataclass(frozen=True, repr=False)
class Spatial(Drawn):
    """Spatial autocorrelation of regions.

    Attributes
    ----------
    frame
        One row a year and statistic (``moran``, ``geary``, ``getis-ord``, ``bivariate``):
        ``value``, ``expected`` without autocorrelation, ``z`` and ``p_normal`` (of the moments
        under randomisation, two-sided), ``p`` (permutations, two-sided).
    local
        One row a region, for ``year``: ``value``, ``z`` (standardised, divisor n), ``lag`` (mean
        ``z`` of the neighbours), ``moran`` (local Moran), ``p`` (conditional permutations,
        two-sided), ``quadrant`` (``HH``, ``LH``, ``LL``, ``HL``: own value, neighbours'),
        ``cluster`` (the quadrant where ``p`` is below ``level``, else empty), ``g_star`` (z-score
        of Getis-Ord :math:`G^*_i`) and ``g_star_p`` (normal, two-sided). With another quantity
        ``bivariate`` and ``bivariate_p``.
    year
        Year of the local statistics.
    weights
        libpysal weights, as given.
    """

    subject: Subject
    frame: pd.DataFrame
    local: pd.DataFrame
    year: int
    weights: Any
    permutations: int
    level: float

    def summary(self, lang: str = "en") -> str:
        """One line: Moran's I of the year, and how many regions are clusters of which kind."""
        one = self.frame.loc[(self.year, "moran")]
        count = self.local["cluster"].value_counts()
        said = say(
            "{name}, {year}: Moran's I {i:.3f} (p {p:.4f}) over {n} regions; at {level:g} local "
            "clusters high-high {hh}, low-low {ll}, low among high {lh}, high among low {hl}",
            "{name}，{year}年：{n}个地区莫兰指数 I={i:.3f}（p值{p:.4f}）；{level:g}水平下局部聚集："
            "高—高{hh}个，低—低{ll}个，低—高{lh}个，高—低{hl}个",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            year=self.year,
            i=one["value"],
            p=one["p"],
            n=len(self.local),
            level=self.level,
            **{k.lower(): int(count.get(k, 0)) for k in ("HH", "LL", "LH", "HL")},
        )
        return said.zh if lang == "zh" else str(said)


def spatial(
    given: Given,
    year: int | None = None,
    *,
    weights: Kind | Mapping[str, Sequence[str]] | Any = "contiguity",
    other: Given | str | pd.Series | None = None,
    permutations: int = 9999,
    seed: int = SEED,
    level: float = 0.05,
    node: str | None = None,
) -> Spatial:
    r"""Measure spatial autocorrelation: global in every year, local in one.

    .. math::
        I = \frac{n}{\sum_{ij} w_{ij}} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}
        \qquad
        C = \frac{n - 1}{2 \sum_{ij} w_{ij}}
            \frac{\sum_{ij} w_{ij} (x_i - x_j)^2}{\sum_i z_i^2}
        \qquad
        G = \frac{\sum_{i \ne j} b_{ij} x_i x_j}{\sum_{i \ne j} x_i x_j}

    with row-standardised weights :math:`w`, weights of 0 and 1 :math:`b`, deviations :math:`z`;
    local :math:`I_i = \frac{n - 1}{\sum z^2} z_i \sum_j w_{ij} z_j`, bivariate
    :math:`I_{xy} = \frac{1}{n - 1} \sum_i z^x_i \sum_j w_{ij} z^y_j` with :math:`z` standardised.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    year
        Year of the local statistics; the latest if not given.
    weights
        Kind of :func:`~devindex.analysis.neighbours.spatial_weights` on the regions, a mapping of
        each region to its neighbours, or libpysal weights.
    other
        A second quantity whose neighbouring values are related to the first: another index or
        table, a series by region, or a node of the index.
    permutations
        Number of random maps behind each p-value.
    seed
        Of the permutations; the same seed gives the same p-values in any order of years.
    level
        Largest p of a local cluster.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    A region without a value in a year is taken out of that year, with its links. Where a value is
    negative Getis-Ord statistics are left out: they compare shares of a sum.

    Raises
    ------
    MethodError
        With fewer than four regions in a year, values that do not differ, or a region that has
        no neighbour (an island).

    Notes
    -----
    Statistics and their moments are esda's. The permutations are our own, drawn from a generator
    of numpy: esda's draws depend on whether numba is installed and set numpy's global seed. Local
    p-values hold the region and shuffle all others (Anselin 1995). Two-sided p: twice the smaller
    tail, counting the map itself. Thirty-one tests at 0.05 find one or two clusters by chance.

    Sources: Moran 1948; Geary 1954; Getis & Ord 1992, Ord & Getis 1995; Anselin 1995,
    Geographical Analysis 27; Wartenberg 1985 (bivariate).

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = spatial(compute(load_panel()), 2024, permutations=999)
    >>> round(float(found.frame.loc[(2024, "moran"), "value"]), 3)
    0.481
    """
    what = subject(given, node)
    when = what.year(year)
    _asked(permutations, level)
    w = given_weights(weights, list(what.values.index))
    second = None if other is None else _other(given, other, what)
    rows: dict[tuple[int, str], dict[str, float]] = {}
    for y in what.years:
        x, z, links = _year(what, w, second, y)
        rng = np.random.default_rng([seed, y])
        rows |= {(y, k): row for k, row in _global(x, z, links, permutations, rng).items()}
    x, z, links = _year(what, w, second, when)
    local = _local(x, z, links, permutations, np.random.default_rng([seed, when, 1]))
    local["cluster"] = local["quadrant"].where(local["p"] < level, "")
    frame = pd.DataFrame(rows).T.rename_axis(["year", "statistic"])
    return Spatial(what, frame, local, when, w, permutations, level)


def _asked(permutations: int, level: float) -> None:
    problems = []
    if permutations < 99:
        problems.append(
            say("permutations is {n}; at least 99", "permutations 为{n}，至少99", n=permutations)
        )
    if not 0 < level < 1:
        problems.append(
            say("level is {x}; it lies between 0 and 1", "level 为{x}，应在0与1之间", x=level)
        )
    if problems:
        raise MethodError(problems)


def _other(given: Given, other: Given | str | pd.Series, what: Subject) -> pd.DataFrame:
    """The second quantity on the grid of the first."""
    if isinstance(other, str):
        if not isinstance(given, Index):
            raise MethodError(
                say(
                    "other={name!r} names a node, and a table has none",
                    "other={name!r} 是节点代码，而表没有节点",
                    name=other,
                )
            )
        other = subject(given, other).values
    elif isinstance(other, Index):
        other = subject(other).values
    return by_region(other, what.values.index, what.years)


def _year(
    what: Subject, w: Any, second: pd.DataFrame | None, year: int
) -> tuple[pd.Series, Floats | None, Any]:
    """Values, second values and weights of the regions that have them."""
    seen = what.values[year].notna()
    if second is not None:
        seen &= second[year].notna()
    x = what.values.loc[seen, year]
    for one in (x, *(() if second is None else (second.loc[seen, year],))):
        differing(one.to_numpy(), LEAST, year)
    z = None if second is None else second.loc[seen, year].to_numpy()
    return x, z, subset(w, list(x.index), year)


def _standard(x: Floats) -> Floats:
    return np.asarray((x - x.mean()) / x.std())


def _global(
    values: pd.Series, second: Floats | None, w: Any, permutations: int, rng: np.random.Generator
) -> dict[str, dict[str, float]]:
    """Statistics of one year, with p-values from maps shuffled once for all of them."""
    from esda import G, Geary, Moran, Moran_BV

    x = values.to_numpy()
    binary = _matrix(w, "B")
    linked = _matrix(w, "R")
    maps = rng.permuted(np.broadcast_to(np.arange(len(x)), (permutations, len(x))), axis=1)
    z = _standard(x)
    shuffled = z[maps]
    cross = _form(shuffled, linked)
    n = len(x)
    moran, geary = Moran(x, w, permutations=0), Geary(x, w, permutations=0)
    out = {
        "moran": _row(moran.I, moran.EI, moran.z_rand, cross / n),
        "geary": _row(
            geary.C, geary.EC, geary.z_rand,
            (n - 1) / n * ((1.0 + _squares(shuffled, linked) / n) / 2.0 - cross / n),
        ),
    }  # fmt: skip
    if (x >= 0).all():
        g = G(x, w, permutations=0)
        y = x[maps]
        out["getis-ord"] = _row(g.G, g.EG, g.z_norm, _form(y, binary) / (x.sum() ** 2 - x @ x))
    if second is not None:
        both = Moran_BV(x, second, w, permutations=0)
        lag = z @ linked
        found = _standard(second)[maps] @ lag / n
        value = float(both.I)
        spread = float(found.std())
        out["bivariate"] = _row(value, float(found.mean()), (value - found.mean()) / spread, found)
    return out


def _matrix(w: Any, kind: str) -> Floats:
    """Weights as a dense matrix, standardised by rows (R) or as 0 and 1 (B)."""
    w.transform = kind
    return np.asarray(w.full()[0])


def _form(maps: Floats, w: Floats) -> Floats:
    """Sum of w_ij z_i z_j for every map. (maps, n), (n, n) -> (maps,)."""
    return np.asarray(np.einsum("mi,mi->m", maps @ w, maps))


def _squares(maps: Floats, w: Floats) -> Floats:
    """Sum of w_ij z_j² for every map: the half of Geary's squares the rows do not fix."""
    return np.asarray(maps**2 @ w.sum(axis=0))


def _row(value: float, expected: float, z: float, found: Floats) -> dict[str, float]:
    from scipy.stats import norm

    return {
        "value": float(value), "expected": float(expected), "z": float(z),
        "p_normal": float(2.0 * norm.sf(abs(z))), "p": _two_sided(float(value), found),
    }  # fmt: skip


def _two_sided(value: float, found: Floats) -> float:
    """Twice the smaller tail, the map itself counted in both; at most 1."""
    near = 1e-12 * max(abs(value), 1.0)
    tails = [(found >= value - near).sum(), (found <= value + near).sum()]
    return float(min(1.0, 2.0 * (min(tails) + 1.0) / (len(found) + 1.0)))


def _local(
    values: pd.Series, second: Floats | None, w: Any, permutations: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Local statistics of one year."""
    from esda import G_Local, Moran_Local, Moran_Local_BV
    from scipy.stats import norm

    x = values.to_numpy()
    linked = _matrix(w, "R")
    z = _standard(x)
    lag = linked @ z
    local = pd.DataFrame(
        {
            "value": x, "z": z, "lag": lag, "moran": Moran_Local(x, w, permutations=0).Is,
            "p": conditional_p(z, linked, permutations, rng),
            "quadrant": np.where(z > 0, np.where(lag > 0, "HH", "HL"),
                                 np.where(lag > 0, "LH", "LL")),
        },
        index=values.index,
    )  # fmt: skip
    if (x >= 0).all():
        star = G_Local(x, w, transform="B", star=True, permutations=0).Zs
        local["g_star"], local["g_star_p"] = star, 2.0 * norm.sf(np.abs(star))
    if second is not None:
        w.transform = "R"
        local["bivariate"] = Moran_Local_BV(x, second, w, permutations=0).Is
        local["bivariate_p"] = conditional_p(_standard(second), linked, permutations, rng)
    return local


def conditional_p(z: Floats, w: Floats, permutations: int, rng: np.random.Generator) -> Floats:
    """Two-sided p of each region's neighbours, all other regions shuffled. (n,), (n, n) -> (n,).

    The statistic is the weighted mean of the neighbours: a local Moran is that times the region's
    own value, which is held, so that its two-sided p is the same.

    Examples
    --------
    >>> line = np.eye(6, k=1) + np.eye(6, k=-1)
    >>> z = np.array([1.0, 1.0, 1.0, -1.0, -1.0, -1.0])
    >>> conditional_p(z, line, 999, np.random.default_rng(0)).round(1).tolist()
    [0.8, 0.2, 1.0, 1.0, 0.2, 0.8]
    """
    out = np.empty(len(z))
    for i in range(len(z)):
        others = np.delete(z, i)
        links = np.delete(w[i], i)
        shuffled = rng.permuted(np.broadcast_to(others, (permutations, len(others))), axis=1)
        out[i] = _two_sided(float(links @ others), shuffled @ links)
    return out
