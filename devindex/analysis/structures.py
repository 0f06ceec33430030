"""How the parts of an index go together: correlations, components, reliability, weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.analysis.components import (
    Components,
    correlations,
    cronbach_alpha,
    principal_components,
)
from devindex.analysis.subject import many
from devindex.definitions import NATION
from devindex.drawn import Drawn
from devindex.errors import MethodError, say
from devindex.index import Index, effective_weights
from devindex.index.arrays import Floats
from devindex.kinds import admit

__all__ = ["COLLINEAR", "WEAK", "Structure", "flag_of", "structure"]

COLLINEAR = 0.92
"""Correlation above which two parts say the same, as the audits of the JRC take it."""
WEAK = 0.3
"""Correlation below which a part hardly goes with what it stands beside or under."""
ALL = "all"
"""Name of the set of all indicators."""


def flag_of(r: float) -> str:
    """``negative`` below 0, ``weak`` below 0.3, ``collinear`` above 0.92, else empty.

    Source: the bands of the JRC's audits and of its COIN Tool (Becker et al. 2019, user's guide).

    Examples
    --------
    >>> [flag_of(r) for r in (-0.1, 0.2, 0.5, 0.95, float("nan"))]
    ['negative', 'weak', '', 'collinear', '']
    """
    if r < 0:
        return "negative"
    if r < WEAK:
        return "weak"
    return "collinear" if r > COLLINEAR else ""


@dataclass(frozen=True, repr=False)
class Structure(Drawn):
    """How the parts of an index go together in one year.

    Attributes
    ----------
    index, year
        Where it comes from; None for a table of one's own.
    frame
        Correlations, one row a pair: ``a``, ``b``; ``relation``: ``siblings`` (one parent),
        ``cousins`` (indicators of one dimension, other themes), ``strangers`` (indicators of
        different dimensions), ``parent``, ``dimension``, ``index`` (b stands above a) or
        ``other-dimension`` (an indicator and a dimension it is not in); ``r``, ``p`` (of zero
        correlation), ``n`` (regions), ``flag`` (see :func:`flag_of`; none for strangers and other
        dimensions, which nothing says should go together, unless they are collinear; none for an
        only child and its parent, which are the same).
    eigenvalues
        By (set, component): ``eigenvalue``, ``share``, ``cumulative``, ``kept`` (over one, Kaiser).
        Sets: the indicators of each dimension, ``all`` indicators, and ``index``, the dimensions.
    loadings
        By (set, code, component): ``vector`` and ``loading``.
    reliability
        By set, themes too: ``alpha``, ``items``.
    weights
        Nominal and effective weights, see :func:`devindex.effective_weights`; None for a table.
    parts
        Scores the statistics are of, regions × codes.
    """

    index: Index | None
    year: int | None
    frame: pd.DataFrame
    eigenvalues: pd.DataFrame
    loadings: pd.DataFrame
    reliability: pd.DataFrame
    weights: pd.DataFrame | None
    parts: pd.DataFrame

    def __repr__(self) -> str:
        return f"Structure({self.summary()!r})"

    def flagged(self, flag: str) -> pd.DataFrame:
        """Pairs with a flag, the strongest correlation first."""
        own = self.frame[self.frame["flag"] == flag]
        order = own["r"].abs().sort_values(ascending=False, kind="stable").index
        return own.loc[order].reset_index(drop=True)

    @property
    def redundant(self) -> pd.DataFrame:
        """Pairs of indicators of which one would do: collinear."""
        own = self.flagged("collinear")
        return own[own["relation"].isin(["siblings", "cousins", "strangers"])]

    def summary(self, lang: str = "en") -> str:
        """One line: flags, components, reliability of the whole."""
        counts = self.frame["flag"].value_counts()
        top = self.eigenvalues.loc[ALL]
        kept = int(top["kept"].sum())
        said = say(
            "{year}{all}: {negative} negative, {weak} weak, {collinear} collinear; "
            "{components} over one {explain} {share:.0%}; alpha of all indicators {alpha:.2f}",
            "{year}{pairs}对相关：负相关{negative}对，弱相关{weak}对，共线{collinear}对；"
            "{kept}个特征值大于1的主成分解释{share:.0%}；全部指标的α系数为{alpha:.2f}",
            year="" if self.year is None else say("{y}: ", "{y}年：", y=self.year),
            pairs=len(self.frame),
            all=many(len(self.frame), "pair", "pairs"),
            negative=counts.get("negative", 0),
            weak=counts.get("weak", 0),
            collinear=counts.get("collinear", 0),
            kept=kept,
            components=many(kept, "component", "components"),
            explain="explains" if kept == 1 else "explain",
            share=float(top.loc[top["kept"], "share"].sum()),
            alpha=float(self.reliability.loc[ALL, "alpha"]),
        )
        return said.zh if lang == "zh" else str(said)


def structure(index: Index | pd.DataFrame, year: int | None = None) -> Structure:
    """Correlations, principal components, reliability and weights of an index in one year.

    Parameters
    ----------
    index
        A computed index; or a table of your own, regions × indicators, more is better, taken as one
        set.
    year
        The latest if not given. The nation is left out.

    Returns
    -------
    Structure
        Of normalised points. A component analysis that cannot be made (one indicator, fewer than
        three complete regions) is left out; missing points are left out pair by pair in
        correlations and alpha, region by region in components.

    Raises
    ------
    MethodError
        If the year is not covered, there are fewer than three regions, or fewer than two
        indicators vary.

    Notes
    -----
    Sources: OECD & JRC 2008, step 4; the statistical audits of the Joint Research Centre, as those
    in the Global Innovation Index.

    Examples
    --------
    >>> import devindex as dx
    >>> found = dx.structure(dx.compute(dx.load_panel()), 2023)
    >>> int(found.eigenvalues.loc["index", "kept"].sum())
    1
    """
    admit(structure, locals(), MethodError)
    if isinstance(index, pd.DataFrame):
        return _made(None, None, index.astype(float), {ALL: list(map(str, index.columns))}, {})
    when = index.panel.years[-1] if year is None else int(year)
    if when not in index.panel.years:
        raise MethodError(
            say(
                "no structure of {year}: the index covers {first} to {last}",
                "没有{year}年的结构：指数涵盖{first}至{last}年",
                year=when,
                first=index.panel.years[0],
                last=index.panel.years[-1],
            )
        )
    parts = pd.concat([index.normalised, index.scores_of_nodes], axis=1).xs(when, level="year")
    up = {n.code: n.parent for n in index.nodes}
    return _made(index, when, parts.drop(index=NATION.code, errors="ignore"), _sets(index), up)


def _sets(index: Index) -> dict[str, list[str]]:
    """Codes of each set: the children of every node, the indicators of every dimension, all."""
    children: dict[str, list[str]] = {}
    for node in index.nodes:
        children.setdefault(node.parent, []).append(node.code)
    dimensions = {
        d: [c for theme in children[d] for c in children[theme]] for d in children["index"]
    }
    themes = {t: children[t] for d in children["index"] for t in children[d]}
    whole = [str(c) for c in index.normalised.columns]
    return {ALL: whole, "index": children["index"], **dimensions, **themes}


def _made(
    index: Index | None, year: int | None, parts: pd.DataFrame, sets: dict[str, list[str]],
    up: dict[str, str],
) -> Structure:  # fmt: skip
    if len(parts) < 3:
        raise MethodError(
            say(
                "{regions}; correlations need three or more",
                "只有{n}个地区，计算相关系数至少需要三个",
                n=len(parts),
                regions=many(len(parts), "region", "regions"),
            )
        )
    parts = parts.set_axis(parts.columns.map(str), axis=1)
    themes = {up[c] for c in sets[ALL] if c in up}
    found: dict[str, Components] = {}
    for name, codes in sets.items():
        if name in themes:
            continue
        try:
            found[name] = principal_components(parts[codes].to_numpy())
        except MethodError:
            if name == ALL:
                raise
    reliability = pd.DataFrame(
        {
            "alpha": {n: cronbach_alpha(parts[c].to_numpy()) for n, c in sets.items()},
            "items": {n: len(c) for n, c in sets.items()},
        }
    ).rename_axis("set")
    weights = effective_weights(index, year) if index is not None else None
    return Structure(
        index, year, _pairs(parts, sets, up), _eigenvalues(found), _loadings(found, sets),
        reliability, weights, parts,
    )  # fmt: skip


def _pairs(
    parts: pd.DataFrame, sets: dict[str, list[str]], up: dict[str, str]
) -> pd.DataFrame:  # fmt: skip
    codes = list(parts.columns)
    x = parts.to_numpy(dtype=float)
    r, p, n = correlations(x, x)
    at = {c: k for k, c in enumerate(codes)}
    only = {own[0] for own in sets.values() if len(own) == 1}
    rows = []
    for a, b, relation in _related(codes, sets, up):
        i, j = at[a], at[b]
        flag = flag_of(float(r[i, j]))
        free = relation in ("strangers", "other-dimension") and flag != "collinear"
        if free or (relation == "parent" and a in only):
            flag = ""
        rows.append((a, b, relation, r[i, j], p[i, j], int(n[i, j]), flag))
    return pd.DataFrame(rows, columns=["a", "b", "relation", "r", "p", "n", "flag"])


def _related(
    codes: Sequence[str], sets: dict[str, list[str]], up: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Each pair worth a look, and what the two are to each other."""
    indicators = set(sets[ALL])
    out = []
    for n, a in enumerate(codes):
        for b in codes[n + 1 :]:
            if a in indicators and b in indicators:
                out.append((a, b, _kin(a, b, up)))
            elif up.get(a) == up.get(b) and a in up:
                out.append((a, b, "siblings"))
        above, node = 0, a
        while node in up:
            node, above = up[node], above + 1
            name = "index" if node == "index" else "parent" if above == 1 else "dimension"
            out.append((a, node, name))
        if a in indicators and up:
            own = up[up[a]]
            out += [(a, d, "other-dimension") for d in sets["index"] if d != own]
    return out


def _kin(a: str, b: str, up: dict[str, str]) -> str:
    if not up or up[a] == up[b]:
        return "siblings"
    return "cousins" if up[up[a]] == up[up[b]] else "strangers"


def _eigenvalues(found: dict[str, Components]) -> pd.DataFrame:
    rows = []
    for name, own in found.items():
        total = np.cumsum(own.shares)
        for k, value in enumerate(own.eigenvalues):
            rows.append((name, k + 1, value, own.shares[k], total[k], bool(value > 1.0)))
    columns = ["set", "component", "eigenvalue", "share", "cumulative", "kept"]
    return pd.DataFrame(rows, columns=columns).set_index(["set", "component"])


def _loadings(found: dict[str, Components], sets: dict[str, list[str]]) -> pd.DataFrame:
    rows = []
    for name, own in found.items():
        loadings: Floats = own.loadings
        for c, k in np.ndindex(*own.vectors.shape):
            rows.append((name, sets[name][c], k + 1, own.vectors[c, k], loadings[c, k]))
    columns = ["set", "code", "component", "vector", "loading"]
    return pd.DataFrame(rows, columns=columns).set_index(["set", "code", "component"])
