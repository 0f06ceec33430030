"""Every sample of a small population, many of a large one, and the sums written out plainly."""

import itertools
import warnings

import numpy as np
import pytest

from devindex import DevindexWarning
from devindex.enterprise import Margin, calibrate, means, ratios, sample_design, shares, totals

POPULATION = np.array([3.0, 8.0, 1.0, 4.0, 15.0, 9.0, 2.0])


def test_variance_of_all_simple_random_samples_is_estimated_without_bias():
    """35 samples of 3 of 7: the mean of the estimates is the total, that of the variances is the
    variance of the estimates. So also in a domain, whose size the sample does not fix.
    """
    domain = np.array([0, 1, 0, 1, 1, 0, 1])
    drawn = [
        totals(
            sample_design(np.full(3, 7 / 3), population=np.full(3, 7)), POPULATION[s], of, domains=2
        )
        for s in map(list, itertools.combinations(range(7), 3))
        for of in [domain[s]]
    ]
    value = np.nan_to_num(np.array([e.value[:, 0] for e in drawn]))  # no firm of it drawn: zero
    variance = np.nan_to_num(np.array([e.se[:, 0] for e in drawn])) ** 2
    assert value.mean(axis=0) == pytest.approx([13.0, 29.0], rel=1e-12)
    assert variance.mean(axis=0) == pytest.approx(value.var(axis=0), rel=1e-12)


def test_variance_of_all_stratified_samples_is_estimated_without_bias():
    """2 of 4 and 2 of 3, 18 samples; the same number of clusters in place of firms."""
    sizes = np.array([1, 3, 2, 1, 2, 1, 4])  # firms of each cluster
    strata = np.array([0, 0, 0, 0, 1, 1, 1])
    rng = np.random.default_rng(1)
    firm_of = np.repeat(np.arange(7), sizes)
    y = rng.normal(10.0, 3.0, len(firm_of)).round(1)
    weight, frame = np.array([2.0, 1.5]), {0: 4, 1: 3}
    value, variance = [], []
    for a in itertools.combinations(range(4), 2):
        for b in itertools.combinations(range(4, 7), 2):
            rows = np.isin(firm_of, [*a, *b])
            c = firm_of[rows]
            design = sample_design(
                weight[strata[c]], stratum=strata[c], cluster=c, population=frame
            )
            e = totals(design, y[rows])
            value.append(e.value[0, 0])
            variance.append(e.se[0, 0] ** 2)
    assert np.mean(value) == pytest.approx(y.sum(), rel=1e-12)
    assert np.mean(variance) == pytest.approx(np.var(value), rel=1e-12)


def test_intervals_of_a_thousand_samples_cover_the_truth():
    """1,000 stratified cluster samples of 300 groups: 95 % intervals cover 93 to 97 of a hundred.

    Of a total, a mean, a ratio and a calibrated total in domains.
    """
    rng = np.random.default_rng(2026)
    groups, strata = 300, np.repeat([0, 1, 2], [150, 100, 50])
    frame, sampled = np.array([150, 100, 50]), np.array([30, 25, 20])
    firm_of = np.repeat(np.arange(groups), rng.integers(1, 5, groups))
    level = rng.normal(size=groups)[firm_of]
    x = np.exp(rng.normal(3.0, 0.5, len(firm_of)) + 0.2 * level)
    y = x * (0.5 + 0.1 * rng.normal(size=len(firm_of))) + level + 3.0
    domain = rng.integers(0, 2, len(firm_of))
    size = (x > np.median(x)).astype(int)
    known = np.bincount(size)
    in_domain = np.bincount(domain, y), np.bincount(domain)
    truth = np.array([
        in_domain[0], in_domain[0] / in_domain[1], in_domain[0] / np.bincount(domain, x),
        in_domain[0],
    ])  # fmt: skip
    covered = np.zeros_like(truth)
    for _ in range(1000):
        drawn = np.concatenate(
            [rng.choice(np.flatnonzero(strata == h), sampled[h], replace=False) for h in range(3)]
        )
        rows = np.isin(firm_of, drawn)
        h = strata[firm_of[rows]]
        design = sample_design(
            (frame / sampled)[h], stratum=h, cluster=firm_of[rows], population=frame[h]
        )
        near = calibrate(design, [Margin("size", size[rows], known)])
        given = y[rows], domain[rows]
        for k, e in enumerate((
            totals(design, *given), means(design, *given),
            ratios(design, y[rows], x[rows], domain[rows]), totals(near, *given),
        )):  # fmt: skip
            covered[k] += (e.lower[:, 0] <= truth[k]) & (truth[k] <= e.upper[:, 0])
    assert (covered >= 930).all(), covered
    assert (covered <= 970).all(), covered


def test_standard_errors_are_those_of_a_bootstrap_of_clusters():
    """n - 1 clusters of n drawn again in each stratum (McCarthy & Snowden 1985), 4,000 times; for
    a ratio, within 5 %: three standard deviations of the bootstrap's own noise and the difference
    between a linearised and an exact ratio.
    """
    rng = np.random.default_rng(7)
    stratum = np.repeat([0, 1], [40, 60])
    x = np.exp(rng.normal(3.0, 0.4, 100))
    y = 0.3 * x + rng.normal(size=100)
    w = np.where(stratum == 0, 5.0, 9.0)
    e = ratios(sample_design(w, stratum=stratum), y, x)
    values = np.empty(4000)
    for b in range(4000):
        again = np.concatenate([rng.integers(0, 40, 39), rng.integers(40, 100, 59)])
        again_w = w[again] * np.where(stratum[again] == 0, 40 / 39, 60 / 59)
        values[b] = (again_w @ y[again]) / (again_w @ x[again])
    assert e.se[0, 0] == pytest.approx(values.std(), rel=0.05)


def plain(design, stratum, residuals, *, zero):
    """Variance of a sum of residuals (n,), stratum by stratum, cluster by cluster."""
    sums = {}
    for c, h, r in zip(design.cluster, stratum, residuals, strict=True):
        sums.setdefault(h, {}).setdefault(c, []).append(r)
    strata = {h: np.array([sum(v) for v in clusters.values()]) for h, clusters in sums.items()}
    grand = 0.0 if zero else np.concatenate(list(strata.values())).mean()
    total, lonely = 0.0, 0
    for h, t in strata.items():
        n, frame = len(t), design.population[h]
        if n == frame:
            continue
        if n > 1:
            total += (1 - n / frame) * n / (n - 1) * ((t - t.mean()) ** 2).sum()
        elif design.lonely == "adjust":
            total += (1 - 1 / frame) * (t[0] - grand) ** 2
        elif design.lonely == "average":
            lonely += 1
    return total * len(strata) / (len(strata) - lonely)


@pytest.mark.parametrize("lonely", ["adjust", "average", "certainty"])
@pytest.mark.parametrize("method", ["", "linear", "raking"])
def test_variances_are_those_of_residuals_written_out(lonely, method):
    """Against loops over strata and clusters, one domain at a time, residuals by least squares.

    Every domain has a firm in every stratum here, so that lonely strata count in all.
    """
    rng = np.random.default_rng(11)
    for _ in range(5):
        many = [4, 1, 3, 2, 5]
        cluster = np.repeat(np.arange(sum(many)), rng.integers(6, 12, sum(many)))
        stratum = np.repeat(np.arange(5), many)[cluster]
        n = len(cluster)
        domain = rng.integers(0, 3, n)
        y, x, number = rng.gamma(2.0, 5.0, (3, n))
        w = rng.uniform(2.0, 6.0, n)
        frame = {0: 9, 1: 4, 2: 3, 3: 50, 4: np.inf}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DevindexWarning)
            design = sample_design(
                w, stratum=stratum, cluster=cluster, population=frame, lonely=lonely
            )
        aux = np.empty((n, 0))
        if method:
            size = rng.integers(0, 2, n)
            known = np.bincount(size, w) * [1.05, 0.95]
            sums = float(w @ number) * 1.02
            design = calibrate(
                design, [Margin("size", size, known), Margin("number", number, sums)], method
            )
            aux = np.column_stack([size == 0, size == 1, number]).astype(float)
            assert aux.T @ design.weight == pytest.approx([*known, sums], rel=1e-10)

        def by_hand(z, zero, aux=aux, design=design, w=w, stratum=stratum):
            root = np.sqrt(w)
            b = np.linalg.lstsq(aux * root[:, None], z * root, rcond=None)[0]
            return plain(design, stratum, design.weight * (z - aux @ b), zero=zero)

        g = design.weight
        total, mean, part = (
            totals(design, y, domain), means(design, y, domain), ratios(design, y, x, domain)
        )  # fmt: skip
        whole, inside = shares(design, y, domain), shares(design, y, domain, (domain > 0) * 1)
        for d in range(3):
            one = (domain == d).astype(float)
            size_of, sum_y, sum_x = g @ one, g @ (one * y), g @ (one * x)
            wide = ((domain > 0) == (d > 0)).astype(float)
            for e, z, zero in (
                (total, one * y, bool(method)),
                (mean, one * (y - sum_y / size_of) / size_of, True),
                (part, one * (y - sum_y / sum_x * x) / sum_x, True),
                (whole, y * (one - sum_y / (g @ y)) / (g @ y), True),
                (inside, wide * y * (one - sum_y / (g @ (wide * y))) / (g @ (wide * y)), True),
            ):
                assert e.se[d, 0] ** 2 == pytest.approx(by_hand(z, zero), rel=1e-9, abs=1e-25)


def test_a_total_with_missing_answers_has_the_variance_of_its_linearised_variable():
    """A total that expands those who answered is N times a mean: both are estimated."""
    rng = np.random.default_rng(3)
    y, w = rng.normal(20.0, 4.0, 60), rng.uniform(1.0, 3.0, 60)
    stratum = np.repeat([0, 1, 2], 20)
    y[rng.random(60) < 0.25] = np.nan
    design = sample_design(w, stratum=stratum, population={0: 40, 1: 45, 2: 50})
    e = totals(design, y)
    r = ~np.isnan(y)
    full, part = w.sum(), w[r].sum()
    assert e.value[0, 0] == pytest.approx(full * (w[r] @ y[r]) / part, rel=1e-12)
    # the derivative of N * Y / R by the weight of each firm, by central differences
    z = np.empty(60)
    for i in range(60):
        moved = []
        for sign in (1e-6, -1e-6):
            v = w.copy()
            v[i] += sign
            moved.append(v.sum() * (v[r] @ y[r]) / v[r].sum())
        z[i] = (moved[0] - moved[1]) / 2e-6
    by_hand = plain(design, stratum, w * z, zero=False)
    assert e.se[0, 0] ** 2 == pytest.approx(by_hand, rel=1e-6)
    assert (e.firms[0, 0], e.missing[0, 0]) == (r.sum(), 60 - r.sum())
