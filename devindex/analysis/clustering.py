"""Regions of like profile: k-means or hierarchical clusters, and how stable they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from devindex.analysis.subject import Given, Subject, many, node_of, subject, table_of
from devindex.definitions import NATION, Text
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.arrays import Floats, Ints
from devindex.index.result import Index

__all__ = ["Clusters", "clusters"]

METHODS = ("kmeans", "ward", "average", "complete", "single")
STARTS = 10
STABLE = 0.75


@dataclass(frozen=True, repr=False)
class Clusters(Drawn):
    """Regions in clusters of like profile.

    Attributes
    ----------
    frame
        One row a region: ``cluster`` (1 has the highest mean over all features), ``silhouette``
        (-1 to 1, how much nearer to its own cluster), and the features.
    profiles
        Mean of each feature by cluster.
    stability
        Adjusted Rand index between the clusters and those of each bootstrap sample, 1 is the same.
    silhouette
        Mean silhouette.
    names
        Name of each feature in both languages.
    """

    subject: Subject
    frame: pd.DataFrame
    profiles: pd.DataFrame
    stability: Floats
    silhouette: float
    names: dict[str, Text]
    method: str
    year: int | None

    def summary(self, lang: str = "en") -> str:
        """One line: sizes, silhouette, stability."""
        sizes = self.frame["cluster"].value_counts().sort_index()
        steady = float(self.stability.mean()) >= STABLE
        said = say(
            "{name}{year}: {k} clusters of {sizes} regions ({method}); silhouette {s:.2f}, "
            "adjusted Rand index over {draws} bootstrap samples {ari:.2f}, {steady}",
            "{name}{year}：{k}类，地区数{sizes}（{method}）；轮廓系数{s:.2f}，{draws}次自助抽样的"
            "调整兰德指数平均{ari:.2f}，{steady}",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            year=say(", {y}", "，{y}年", y=self.year) if self.year else "",
            k=len(sizes),
            sizes=listed(sizes),
            method=self.method,
            s=self.silhouette,
            draws=len(self.stability),
            ari=self.stability.mean(),
            steady=say("stable", "较稳定") if steady else say("not stable", "不稳定"),
        )
        return said.zh if lang == "zh" else str(said)


def clusters(
    given: Given,
    year: int | None = None,
    *,
    k: int = 4,
    method: Literal["kmeans", "ward", "average", "complete", "single"] = "kmeans",
    nodes: Sequence[str] | None = None,
    standardise: bool | None = None,
    draws: int = 100,
    seed: int = 20260630,
) -> Clusters:
    """Cluster regions by their profile.

    Parameters
    ----------
    given
        An index, or a table with one row a region and one column a feature.
    year
        Year of the index; the latest if not given. A table has none.
    k
        Number of clusters.
    method
        ``kmeans`` (best of 10 starts), or hierarchical with that linkage, by scikit-learn.
    nodes
        Dimensions or themes of the index that make the profile; its dimensions if not given.
    standardise
        True to give every feature the same variance. A table is standardised if not given, an
        index is not: its scores have one unit.
    draws
        Number of bootstrap samples behind the stability.
    seed
        Of starts and samples.

    Returns
    -------
    Regions without one of the features are left out. Each bootstrap sample is clustered, every
    region goes to its nearest centre, and the result is compared with the clusters by the
    adjusted Rand index (1 the same, 0 as by chance); a mean below 0.75 is called not stable.

    Raises
    ------
    MethodError
        If the table is not of numbers, or has a region or feature twice or an infinite value. For
        an unknown method or node, fewer than three different regions a cluster on average, a
        feature that does not vary, or fewer than ten draws.

    Notes
    -----
    K-means and Ward always find ``k`` clusters, also in noise: the stability says whether to
    believe them.

    Sources: Hubert & Arabie 1985, Journal of Classification 2 (adjusted Rand index); Rousseeuw
    1987 (silhouette); Hennig 2007, Computational Statistics & Data Analysis 52 (bootstrap).

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = clusters(compute(load_panel()), draws=20)
    >>> found.frame.loc["110000", "cluster"].item(), len(found.frame)
    (1, 31)
    """
    from sklearn.metrics import adjusted_rand_score, silhouette_samples

    what, x, names, when = _features(given, year, nodes)
    scaled = isinstance(given, pd.DataFrame) if standardise is None else standardise
    _check(x, k, method, draws)
    z = x.to_numpy()
    if scaled:
        z = (z - z.mean(axis=0)) / z.std(axis=0)
    found = _ordered(z, _fit(z, k, method, seed))
    rng = np.random.default_rng(seed)
    stability = np.empty(draws)
    for n in range(draws):
        sample = z[rng.integers(len(z), size=len(z))]
        while len(np.unique(sample, axis=0)) < k:
            sample = z[rng.integers(len(z), size=len(z))]
        own = _fit(sample, k, method, seed)
        centres = np.array([sample[own == c].mean(axis=0) for c in np.unique(own)])
        nearest = ((z[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        stability[n] = adjusted_rand_score(found, nearest)
    near = silhouette_samples(z, found)
    frame = pd.DataFrame({"cluster": found, "silhouette": near}, index=x.index).join(x)
    profiles = x.groupby(pd.Series(found, x.index, name="cluster")).mean()
    return Clusters(what, frame, profiles, stability, float(near.mean()), names, method, when)


def _features(
    given: Given, year: int | None, nodes: Sequence[str] | None
) -> tuple[Subject, pd.DataFrame, dict[str, Text], int | None]:
    """Profile of each region, with the names of the features."""
    if isinstance(given, Index):
        what = subject(given)
        when = what.year(year)
        codes = list(nodes or [d.code for d in given.framework.dimensions])
        known = list(given.scores_of_nodes.columns)
        if lost := [c for c in codes if c not in known]:
            raise MethodError(unknown("column or node", c, known) for c in lost)
        x = given.scores_of_nodes[codes].xs(when, level="year")
        x = x.drop(index=NATION.code, errors="ignore").dropna()
        return what, x, {c: node_of(given, c) for c in codes}, when
    x = table_of(given, say("features", "特征"), say("a feature", "特征"), str).dropna()
    what = Subject(x, Text(zh="地区", en="Regions"), None)
    return what, x, {c: Text(zh=c, en=c) for c in x}, None


def _fit(z: Floats, k: int, method: str, seed: int) -> Ints:
    from sklearn.cluster import AgglomerativeClustering, KMeans

    model: Any
    if method == "kmeans":
        model = KMeans(k, n_init=STARTS, random_state=seed)
    else:
        model = AgglomerativeClustering(k, linkage=method)
    return np.asarray(model.fit_predict(z))


def _ordered(z: Floats, label: Ints) -> Ints:
    """Clusters from 1, the one with the highest mean first."""
    means = np.array([z[label == c].mean() for c in range(label.max() + 1)])
    place = np.empty(len(means), dtype=int)
    place[np.argsort(-means, kind="stable")] = np.arange(1, len(means) + 1)
    return place[label]


def _check(x: pd.DataFrame, k: int, method: str, draws: int) -> None:
    problems = []
    if method not in METHODS:
        problems.append(unknown("method", method, METHODS))
    different = len(x.drop_duplicates())
    if k < 2 or different < 3 * k:
        problems.append(
            say(
                "{clusters} of {regions}; two clusters at least, of three regions each on average",
                "{n}个互不相同的地区分{k}类；至少分两类，且平均每类不少于三个地区",
                k=k,
                n=different,
                clusters=many(k, "cluster", "clusters"),
                regions=many(different, "different region", "different regions"),
            )
        )
    flat = [c for c in x if x[c].nunique() < 2]
    if flat:
        problems.append(say("{names} do not vary", "{names} 没有差别", names=listed(flat[:10])))
    if draws < 10:
        problems.append(say("draws is {n}; at least 10", "draws 为{n}，至少10", n=draws))
    if problems:
        raise MethodError(problems)
