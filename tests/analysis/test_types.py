"""Tiers, types and clusters: published figures, rules, and noise."""

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.tiers import TYPES, natural_breaks


def test_natural_breaks_as_mapclassify_prints_them():
    """mapclassify 2.10.0, docstring of FisherJenks, 58 areas of California, five classes."""
    from mapclassify import load_example

    bins = [75.29, 192.05, 370.5, 722.85, 4111.45]
    assert natural_breaks(load_example().to_numpy(), 5).tolist() == pytest.approx(bins, abs=5e-3)


def test_natural_breaks_have_the_least_variance_of_all():
    x = np.sort(np.random.default_rng(2).normal(size=12))
    upper = natural_breaks(x, 3)

    def inside(a, b):
        return sum(((part - part.mean()) ** 2).sum() for part in (x[:a], x[a:b], x[b:]))

    least = min(inside(a, b) for a in range(1, 11) for b in range(a + 1, 12))
    a, b = (int(np.searchsorted(x, u, side="right")) for u in upper[:2])
    assert inside(a, b) == pytest.approx(least, rel=1e-12)


def test_the_four_types_by_hand():
    """Level of 2020: mean 50, standard deviation 26.2; growth: mean 1 a year."""
    table = pd.DataFrame(
        {2010: [85.0, 45.0, 50.0, 30.0, 16.0], 2020: [95.0, 60.0, 52.0, 29.0, 14.0]},
        index=["top", "fast", "slow", "low", "last"],
    )
    table.loc["chase"] = [20.0, 50.0 - 5.0]
    made = dx.typology(table, tiers=2)
    x = table[2020]
    assert made.level == pytest.approx(x.mean())
    assert made.lead == pytest.approx(x.mean() + x.std(ddof=0))
    assert made.pace == pytest.approx((x - table[2010]).mean() / 10)
    assert made.frame["type"].to_dict() == {
        "top": "leading",  # far above, however it grows
        "fast": "rising", "slow": "leading", "chase": "catching-up",
        "low": "starting", "last": "starting",
    }  # fmt: skip


def test_tiers_are_numbered_from_the_top_and_hold_everybody(index):
    made = dx.typology(index)
    assert made.frame["tier"].is_monotonic_increasing
    assert set(made.frame["tier"]) == {1, 2, 3, 4}
    assert len(made.frame) == 31
    assert set(made.frame["type"]) <= set(TYPES)
    assert made.breaks[1] == made.frame["value"].max()
    spread = ((made.frame["value"] - made.frame["value"].mean()) ** 2).sum()
    own = made.frame.groupby("tier")["value"].transform("mean")
    assert made.fit == pytest.approx(1 - ((made.frame["value"] - own) ** 2).sum() / spread)


def test_a_region_without_a_start_has_a_tier_and_no_type(index):
    scores = index.scores.copy()
    scores.loc["540000", 2018] = np.nan
    made = dx.typology(scores, since=2018)
    assert made.frame.loc["540000", "tier"] == 4
    assert made.frame["type"].isna().sum() == 1


def test_clusters_of_irises_as_the_literature_has_them():
    """Fisher's 150 irises, three clusters: adjusted Rand index with the species 0.730 by k-means
    and 0.731 by Ward, the figures of scikit-learn's and many textbooks' examples."""
    from sklearn.datasets import load_iris
    from sklearn.metrics import adjusted_rand_score

    data = load_iris()
    table = pd.DataFrame(data.data, columns=data.feature_names)
    species = pd.Series(data.target, table.index.map(str))
    for method, ari in (("kmeans", 0.730), ("ward", 0.731)):
        made = dx.clusters(table, k=3, method=method, standardise=False, draws=10)
        known = species.reindex(made.frame.index)
        assert adjusted_rand_score(known, made.frame["cluster"]) == pytest.approx(ari, abs=5e-4)


def heaps(apart):
    rng = np.random.default_rng(4)
    middle = apart * np.repeat([[0, 0], [1, 0], [0, 1]], 12, axis=0)
    return pd.DataFrame(
        middle + rng.normal(size=(36, 2)), [f"r{i:02}" for i in range(36)], ["a", "b"]
    )


@pytest.mark.parametrize("method", ["kmeans", "ward", "average", "complete"])
def test_heaps_far_apart_are_found_and_stable(method):
    made = dx.clusters(heaps(30), k=3, method=method, draws=30)
    assert made.frame["cluster"].value_counts().tolist() == [12, 12, 12]
    assert made.stability.min() == 1.0
    assert made.silhouette > 0.9
    assert made.summary().endswith(", stable")


def test_clusters_of_noise_are_not_stable():
    made = dx.clusters(heaps(0), k=4, draws=50)
    assert made.stability.mean() < 0.75
    assert "not stable" in made.summary()
    assert "不稳定" in made.summary("zh")


def test_a_feature_in_another_unit_moves_no_cluster_of_a_table():
    table = heaps(4)
    one = dx.clusters(table, k=3, draws=10).frame["cluster"]
    other = dx.clusters(table.assign(a=table["a"] * 1000), k=3, draws=10).frame["cluster"]
    assert pd.crosstab(one, other).gt(0).sum().tolist() == [1, 1, 1]


def test_the_same_seed_gives_the_same_clusters(index):
    one, same = (dx.clusters(index, 2023, draws=20) for _ in range(2))
    pd.testing.assert_frame_equal(one.frame, same.frame)
    assert (one.stability == same.stability).all()
    assert one.profiles.mean(axis=1).is_monotonic_decreasing
    assert list(one.profiles) == ["network", "platform", "innovation", "application"]


def test_what_cannot_be_sorted_is_said_in_both_languages(index, small, refused):
    for mistake, en, zh in [
        (lambda: dx.typology(small), "4 tiers of 4 different", "4个不同数值分4个梯队"),
        (lambda: dx.typology(index, 2018, 2020), "start must lie before", "起始年份应在前"),
        (lambda: dx.typology(index, benchmark="mode"), "benchmark is 'mode'", "“mode”"),
        (lambda: dx.typology(index, growth="log"), "growth is 'log'", "“log”"),
        (lambda: dx.typology(index.scores - 20, growth="rate"), "logarithms", "取对数"),
        (lambda: dx.clusters(index, k=20), "20 clusters of 31", "31个互不相同的地区分20类"),
        (lambda: dx.clusters(index, k=1), "1 cluster of 31 different regions", "分1类"),
        (lambda: dx.clusters(index, method="k-means"), "'kmeans'", "“kmeans”"),
        (lambda: dx.clusters(index, draws=1), "at least 10", "至少10"),
        (lambda: dx.clusters(index, nodes=["netwrok"]), "'network'", "“network”"),
        (lambda: dx.clusters(heaps(1).assign(c=1.0)), "c do not vary", "c 没有差别"),
        (lambda: dx.clusters(pd.concat([heaps(1)] * 2)), "a region comes twice", "地区重复出现"),
        (lambda: dx.clusters(heaps(1).replace(heaps(1).iloc[0, 0], np.inf)), "infinite", "无穷大"),
        (lambda: dx.clusters(heaps(1).assign(c="much")), "by features", "以特征为列"),
        (lambda: dx.clusters([1]), "neither an index nor a table", "既不是指数"),
    ]:
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pictures_show_every_tier_type_and_cluster(index, lang):
    made = dx.typology(index)
    figure = made.plot(lang=lang)
    scatter, grid = figure.axes
    drawn = {str(t.get_text()).split(" (")[0] for t in scatter.get_legend().get_texts()}
    assert drawn == {t.say(lang) for t in TYPES.values()}
    assert len(grid.patches) == 34
    assert len({p.get_facecolor() for p in grid.patches if not p.get_hatch()}) == 4
    clusters = dx.clusters(index, draws=10)
    lines = clusters.plot(lang=lang).axes[0].lines
    assert [line.get_ydata().tolist() for line in lines] == clusters.profiles.to_numpy().tolist()
