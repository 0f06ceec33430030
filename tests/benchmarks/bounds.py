"""The bare NumPy, SciPy or scikit-learn call that bounds each method: what nobody can go under.

A bound does the heavy part of a method on the same figures: no checks, no NaN rule, no constant
columns, no errors that name a cell. ``BOUNDS`` gives the call of a method by name; a method that
is not in it is held against the bound of its step, one pass over its figures.
"""

import numpy as np

LARGE, MIDDLE, SMALL = (20_000, 20), (2_000, 12), (31, 9)
"""Rows and columns: by default the first; pairs of rows, and linear programmes, take less."""


def handed(step, shape, seed=0):
    """What a step hands to its methods, from a synthetic table of positive figures."""
    n, k = shape
    rng = np.random.default_rng(seed)
    x = np.exp(0.5 * rng.normal(size=(n, k)) + 0.3 * rng.normal(size=(n, 1)))
    years = 10 if n % 10 == 0 else 1
    cube = x.reshape(n // years, years, k).copy()
    w = np.arange(1.0, k + 1.0)
    if step == "impute":
        cube[rng.random(cube.shape) < 0.02] = np.nan
        groups = np.arange(len(cube)) % 4
        return {"x": cube, "groups": groups, "years": np.arange(2000, 2000 + years)}
    return {
        "screen": {"x": cube},
        "denominate": {
            "numerator": x, "denominator": x[::-1].copy(), "factor": w,
            "others": {"eco_gdp": x[:, 0].copy()},
        },
        "treat": {"x": x, "fit": x, "transform": np.ones(k, dtype=bool)},
        "normalise": {
            "x": x, "fit": x, "sign": np.ones(k), "goalposts": np.tile([[0.1], [9.0]], k),
            "codes": np.array([f"c{c}" for c in range(k)]),
            "region": np.repeat([f"r{r}" for r in range(n // years)], years),
            "year": np.tile(np.arange(2000, 2000 + years), n // years),
        },
        "weigh": {
            "z": x, "declared": w, "codes": np.array([f"c{c}" for c in range(k)]),
            "others": {"outcome": x.sum(axis=1)},
        },
        "aggregate": {"z": 100 * x, "w": w / w.sum(), "fit": 100 * x},
    }[step]  # fmt: skip


def moments(x):
    return (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0)


def ranks(x):
    from scipy.stats import rankdata

    return rankdata(x, axis=0)


def positions(x):
    return np.column_stack([np.searchsorted(np.sort(c), c) for c in x.T])


def principal(z):
    from sklearn.decomposition import PCA

    return PCA(svd_solver="full").fit(moments(z))


def fit_power(x, which):
    from scipy import stats

    return [getattr(stats, which)(column) for column in x.T]


def programmes(z):
    from scipy.optimize import linprog

    one = np.ones(len(z))
    return [linprog(-row, A_ub=z, b_ub=one, method="highs") for row in z]


def programme(k):
    from scipy.optimize import linprog

    return linprog(np.ones(k), A_ub=-np.ones((4 * k, k)), b_ub=-np.ones(4 * k), method="highs")


def pairs(z, w):
    return sum(wk * np.greater(c[:, None], c[None, :]) for wk, c in zip(w, z.T, strict=True))


def neighbours(x):
    from sklearn.impute import KNNImputer

    return [KNNImputer().fit_transform(x[:, t]) for t in range(x.shape[1])]


def chained(x):
    import warnings

    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [IterativeImputer(max_iter=100).fit_transform(x[:, t]) for t in range(x.shape[1])]


def filled(x, value):
    return np.where(np.isnan(x), value, x)


STEPS = {
    "screen": ("np.isnan", lambda g: np.isnan(g["x"])),
    "denominate": ("f * a / b", lambda g: g["factor"] * g["numerator"] / g["denominator"]),
    "impute": ("np.where(isnan)", lambda g: filled(g["x"], 0.0)),
    "treat": ("np.log", lambda g: np.log(g["x"])),
    "normalise": ("np.add", lambda g: np.add(g["x"], 1.0)),
    "weigh": ("np.nanmean", lambda g: np.nanmean(g["z"], axis=0)),
    "aggregate": ("(w * z).sum", lambda g: (g["w"] * g["z"]).sum(axis=-1)),
}
"""Label and call for each step."""

RANKS = ("scipy rankdata", lambda g: ranks(g["x"]))
PLACES = ("np.sort, searchsorted", lambda g: positions(g["x"]))
RANGE = (
    "nanmin, nanmax, scale",
    lambda g: (g["x"] - np.nanmin(g["x"], axis=0)) / np.nanmax(g["x"], axis=0),
)
STANDARD = ("nanmean, nanstd, scale", lambda g: moments(g["x"]))
SPREAD = ("np.nanstd", lambda g: np.nanstd(g["z"], axis=0))
EIGEN = ("scikit-learn PCA.fit", lambda g: principal(g["z"]))
LOGARITHM = ("exp((w * log z).sum)", lambda g: np.exp((g["w"] * np.log(g["z"])).sum(axis=-1)))
SORTED = ("np.sort of siblings", lambda g: np.sort(g["z"], axis=-1))
PAIRS = ("pairs of rows, by column", lambda g: pairs(g["z"], g["w"]))
PROGRAMMES = ("scipy linprog, one a row", lambda g: programmes(g["z"]))
NORMS = ("two norms of siblings", lambda g: [np.linalg.norm(g["z"] - c, axis=1) for c in (0, 1)])
EXPERT = ("numpy.linalg.eig (k, k)", lambda g: np.linalg.eig(np.ones((len(g["codes"]),) * 2)))
OVER_GROUPS = (
    "nanmedian of groups",
    lambda g: [np.nanmedian(g["x"][g["groups"] == n], axis=0) for n in range(4)],
)

BOUNDS = {
    ("denominate", "none"): ("f * a", lambda g: g["factor"] * g["numerator"]),
    ("denominate", "by-constant"): ("f * a", lambda g: g["factor"] * g["numerator"]),
    ("impute", "none"): ("nothing", None),
    ("impute", "last"): ("maximum.accumulate, take", lambda g: carried(g["x"])),
    ("impute", "next"): ("maximum.accumulate, take", lambda g: carried(g["x"])),
    ("impute", "linear"): ("accumulate twice, take", lambda g: (carried(g["x"]), carried(g["x"]))),
    ("impute", "indicator-mean"): (
        "nanmean, where", lambda g: filled(g["x"], np.nanmean(g["x"], axis=0))),
    ("impute", "indicator-median"): (
        "nanmedian, where", lambda g: filled(g["x"], np.nanmedian(g["x"], axis=0))),
    ("impute", "group-mean"): (
        "nanmean of groups",
        lambda g: [np.nanmean(g["x"][g["groups"] == n], axis=0) for n in range(4)]),
    ("impute", "group-median"): OVER_GROUPS,
    ("impute", "nearest"): ("scikit-learn KNNImputer", lambda g: neighbours(g["x"]), MIDDLE),
    ("impute", "iterative"): ("scikit-learn IterativeImputer", lambda g: chained(g["x"]), MIDDLE),
    ("impute", "em"): ("np.cov, inverse, 10 rounds", lambda g: rounds(g["x"]), MIDDLE),
    ("treat", "none"): ("nothing", None),
    ("treat", "clip"): ("nanpercentile, clip", lambda g: clipped(g["x"])),
    ("treat", "winsorise"): ("skewness, kurtosis, sort", lambda g: shaped(g["x"])),
    ("treat", "winsorise-or-log"): ("skewness, kurtosis, sort", lambda g: shaped(g["x"])),
    ("treat", "box-cox"): ("scipy boxcox", lambda g: fit_power(g["x"], "boxcox"), MIDDLE),
    ("treat", "yeo-johnson"): (
        "scipy yeojohnson", lambda g: fit_power(g["x"], "yeojohnson"), MIDDLE),
    ("normalise", "minmax"): RANGE,
    ("normalise", "distance-to-best"): RANGE,
    ("normalise", "distance-to-target"): RANGE,
    ("normalise", "fraction-of-max"): RANGE,
    ("normalise", "ampi"): RANGE,
    ("normalise", "efficacy"): RANGE,
    ("normalise", "distance-to-reference"): STANDARD,
    ("normalise", "above-below-mean"): STANDARD,
    ("normalise", "zscore"): STANDARD,
    ("normalise", "goalposts"): ("np.clip, scale", lambda g: np.clip((g["x"] - 0.1) / 9, 0, 1) * 9),
    ("normalise", "logistic"): (
        "nanmean, nanstd, exp", lambda g: 1 / (1 + np.exp(-moments(g["x"])))),
    ("normalise", "rank"): RANKS,
    ("normalise", "percentile-rank"): RANKS,
    ("normalise", "borda"): RANKS,
    ("normalise", "categorical"): PLACES,
    ("weigh", "declared"): ("np.divide (k,)", lambda g: g["declared"] / g["declared"].sum()),
    ("weigh", "equal"): ("np.full (k,)", lambda g: np.full(len(g["declared"]), 0.1)),
    ("weigh", "ahp"): EXPERT,
    ("weigh", "budget"): ("np.divide (k,)", lambda g: g["declared"] / g["declared"].sum()),
    ("weigh", "best-worst"): ("scipy linprog", lambda g: programme(len(g["codes"]))),
    ("weigh", "standard-deviation"): SPREAD,
    ("weigh", "coefficient-of-variation"): SPREAD,
    ("weigh", "entropy"): ("p * log p", lambda g: (g["z"] * np.log(g["z"])).sum(axis=0)),
    ("weigh", "entropy-minmax"): (
        "minmax, p * log p",
        lambda g: (RANGE[1]({"x": g["z"]}), (g["z"] * np.log(g["z"])).sum(axis=0))),
    ("weigh", "combination"): ("p * log p", lambda g: (g["z"] * np.log(g["z"])).sum(axis=0)),
    ("weigh", "critic"): ("minmax, np.corrcoef", lambda g: (
        RANGE[1]({"x": g["z"]}), np.corrcoef(g["z"].T))),
    ("weigh", "gini"): ("np.sort", lambda g: np.sort(g["z"], axis=0)),
    ("weigh", "pca"): EIGEN,
    ("weigh", "pca-variance"): EIGEN,
    ("weigh", "factor"): EIGEN,
    ("weigh", "regression"): (
        "numpy.linalg.lstsq", lambda g: np.linalg.lstsq(g["z"], g["others"]["outcome"])),
    ("weigh", "optimised"): (
        "30 np.corrcoef", lambda g: [np.corrcoef(g["z"].T) for _ in range(30)], MIDDLE),
    ("aggregate", "geometric"): LOGARITHM,
    ("aggregate", "weighted-product"): LOGARITHM,
    ("aggregate", "harmonic"): ("1 / (w / z).sum", lambda g: 1 / (g["w"] / g["z"]).sum(axis=-1)),
    ("aggregate", "generalised"): ("(w * z ** p).sum", lambda g: (g["w"] * g["z"] ** 0.5).sum(-1)),
    ("aggregate", "median"): SORTED,
    ("aggregate", "owa"): SORTED,
    ("aggregate", "mpi"): ("mean, std of siblings", lambda g: (g["z"].mean(-1), g["z"].std(-1))),
    ("aggregate", "ampi"): ("mean, std of siblings", lambda g: (g["z"].mean(-1), g["z"].std(-1))),
    ("aggregate", "topsis"): NORMS,
    ("aggregate", "grey-relational"): NORMS,
    ("aggregate", "borda"): ("scipy rankdata", lambda g: ranks(g["z"])),
    ("aggregate", "rank-sum-ratio"): ("scipy rankdata", lambda g: ranks(g["z"])),
    ("aggregate", "copeland"): (*PAIRS, MIDDLE),
    ("aggregate", "condorcet"): (*PAIRS, MIDDLE),
    ("aggregate", "kemeny"): (*PAIRS, SMALL),
    ("aggregate", "benefit-of-the-doubt"): (*PROGRAMMES, SMALL),
    ("aggregate", "directional-bod"): (*PROGRAMMES, SMALL),
}  # fmt: skip
"""Label, call on what the step hands over, and the shape where it is not ``LARGE``.

``None`` where a method does nothing. Kemeny's order is an integer programme: it has no bound but
its own, and is held against counting the pairs it starts from.
"""


def carried(x):
    seen = ~np.isnan(x)
    latest = np.maximum.accumulate(np.where(seen, np.arange(x.shape[1])[:, None], 0), axis=1)
    return np.take_along_axis(x, latest, axis=1)


def clipped(x):
    return np.clip(x, *np.nanpercentile(x, [2.5, 97.5], axis=0))


def shaped(x):
    from scipy import stats

    return stats.skew(x, axis=0), stats.kurtosis(x, axis=0), np.sort(x, axis=0)


def rounds(x):
    for t in range(x.shape[1]):
        whole = np.nan_to_num(x[:, t])
        for _ in range(10):
            cov = np.cov(whole.T) + np.eye(whole.shape[1])
            np.linalg.inv(cov)
            whole @ cov
