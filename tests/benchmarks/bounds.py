"""The bare call that bounds each method, on the figures the step hands over.

``BOUNDS`` gives label, call and, where it is not ``LARGE``, the shape. A call that returns an array
must return what the method returns, and the benchmark asks for it; one that returns nothing does
the heavy part of the method and no more. A method that is not listed is held against one pass over
its figures.
"""

import bare
import numpy as np

LARGE, MIDDLE, SMALL = (20_000, 20), (2_000, 12), (31, 9)
"""Rows and columns: by default the first; pairs of rows, and programmes, take less."""


def handed(step, shape, missing=0.0, seed=0):
    """What a step hands to its methods, from a synthetic table of positive figures.

    Figures go missing at random; in impute 2 % always, in normalise none of the base year.
    """
    n, k = shape
    rng = np.random.default_rng(seed)
    x = np.exp(0.5 * rng.normal(size=(n, k)) + 0.3 * rng.normal(size=(n, 1)))
    years = 10 if n % 10 == 0 else 1
    numerator, others = x.copy(), {"eco_gdp": x[:, 0].copy(), "outcome": x.sum(axis=1)}
    gone = rng.random(x.shape) < (0.02 if step == "impute" else missing)
    year = np.tile(np.arange(2000, 2000 + years), n // years)
    if step == "normalise":
        gone[year == 2000] = False
    x[gone] = np.nan
    cube = x.reshape(n // years, years, k)
    w = np.arange(1.0, k + 1.0)
    codes = np.array([f"c{c}" for c in range(k)])
    return {
        "screen": {"x": cube},
        "denominate": {
            "numerator": x, "denominator": numerator[::-1].copy(), "factor": w, "others": others,
        },
        "impute": {
            "x": cube, "groups": np.arange(len(cube)) % 4, "years": np.arange(2000, 2000 + years),
        },
        "treat": {"x": x, "fit": x, "transform": np.arange(k) % 2 == 0},
        "normalise": {
            "x": x, "fit": x, "sign": np.ones(k), "goalposts": np.tile([[0.1], [9.0]], k),
            "codes": codes, "region": np.repeat([f"r{r}" for r in range(n // years)], years),
            "year": year,
        },
        "weigh": {"z": x, "declared": w, "codes": codes, "others": others},
        "aggregate": {"z": 100 * x, "w": w / w.sum(), "fit": 100 * x},
    }[step]  # fmt: skip


def on(name, call):
    """A call on one thing the step hands over."""
    return lambda g: call(g[name])


def scored(call):
    """A call on siblings' scores and weights."""
    return lambda g: call(g["z"], g["w"])


ONE_PASS = {
    "screen": ("np.isnan", lambda g: np.isnan(g["x"])),
    "denominate": ("f * a / b", lambda g: g["factor"] * g["numerator"] / g["denominator"]),
    "impute": ("np.where(isnan)", lambda g: np.where(np.isnan(g["x"]), 0.0, g["x"])),
    "treat": ("np.log", lambda g: np.log(g["x"])),
    "normalise": ("np.add", lambda g: np.add(g["x"], 1.0)),
    "weigh": ("np.nanmean", lambda g: np.nanmean(g["z"], axis=0)),
    "aggregate": ("(w * z).sum", lambda g: (g["w"] * g["z"]).sum(axis=-1)),
}
"""For a method without a bound of its own: label and call of its step."""

MULTIPLIED = ("f * a", lambda g: g["factor"] * g["numerator"])
DECLARED = ("w / w.sum()", lambda g: bare.parts(g["declared"]))
FROM_WORST = ("nanmin, nanmax, scale", on("x", bare.from_worst))
GEOMETRIC = ("exp(w . log z)", lambda g: np.exp(bare.mean(np.log(g["z"]), g["w"])))
PENALISED = ("two weighted means", scored(bare.penalised))
PROGRAMMES = ("scipy linprog, one a row", on("z", bare.programmes), SMALL)

BOUNDS = {
    ("screen", "none"): ("np.ones", lambda g: np.ones(g["x"].shape, dtype=bool)),
    ("screen", "coverage"): (
        "isnan, mean by row",
        lambda g: np.broadcast_to(
            ((~np.isnan(g["x"])).mean(axis=2) >= 2 / 3)[:, :, None], g["x"].shape)),
    ("denominate", "none"): MULTIPLIED,
    ("denominate", "by-constant"): MULTIPLIED,
    ("denominate", "intensity"): ONE_PASS["denominate"],
    ("denominate", "by-series"): (
        "f * a / b",
        lambda g: g["factor"] * g["numerator"] / g["others"]["eco_gdp"][:, None]),
    ("impute", "none"): ("nothing", None),
    ("impute", "last"): ("where(isnan), shifted", lambda g: bare.shifted(g["x"], 1)),
    ("impute", "next"): ("where(isnan), shifted", lambda g: bare.shifted(g["x"], -1)),
    ("impute", "linear"): ("np.interp where a hole is", on("x", bare.interpolated)),
    ("impute", "indicator-mean"): (
        "nanmean, where",
        lambda g: np.where(np.isnan(g["x"]), np.nanmean(g["x"], axis=0), g["x"])),
    ("impute", "indicator-median"): (
        "nanmedian, where",
        lambda g: np.where(np.isnan(g["x"]), np.nanmedian(g["x"], axis=0), g["x"])),
    ("impute", "group-mean"): (
        "nanmean of groups, where", lambda g: bare.by_group(g["x"], g["groups"], np.nanmean)),
    ("impute", "group-median"): (
        "nanmedian of groups, where", lambda g: bare.by_group(g["x"], g["groups"], np.nanmedian)),
    ("impute", "nearest"): ("scikit-learn KNNImputer", on("x", bare.neighbours), MIDDLE),
    ("impute", "iterative"): ("scikit-learn IterativeImputer", on("x", bare.chained), MIDDLE),
    ("impute", "em"): ("EM, solve by pattern", on("x", bare.em), MIDDLE),
    ("treat", "none"): ("nothing", None),
    ("treat", "declared"): (
        "where, np.log", lambda g: np.where(g["transform"], np.log(g["x"]), g["x"])),
    ("treat", "log"): ("np.log", on("x", np.log)),
    ("treat", "log-shift"): ("nanmin, nanmax, np.log", on("x", bare.log_shift)),
    ("treat", "clip"): (
        "nanpercentile, clip",
        lambda g: np.clip(g["x"], *np.nanpercentile(g["x"], [2.5, 97.5], axis=0))),
    ("treat", "winsorise"): ("four nanmeans, sort", on("x", bare.shape_and_sort)),
    ("treat", "winsorise-or-log"): ("four nanmeans, sort", on("x", bare.shape_and_sort)),
    ("treat", "box-cox"): ("scipy boxcox", lambda g: bare.power(g["x"], "boxcox"), MIDDLE),
    ("treat", "yeo-johnson"): (
        "scipy yeojohnson", lambda g: bare.power(g["x"], "yeojohnson"), MIDDLE),
    ("normalise", "minmax"): FROM_WORST,
    ("normalise", "distance-to-best"): FROM_WORST,
    ("normalise", "distance-to-target"): (
        "nanmin, scale",
        lambda g: 100 * (g["x"] - (low := np.nanmin(g["x"], axis=0))) / (9.0 - low)),
    ("normalise", "distance-to-reference"): (
        "nanmean, ratio", lambda g: 100 * g["x"] / np.nanmean(g["x"], axis=0)),
    ("normalise", "fraction-of-max"): (
        "nanmax, ratio", lambda g: 100 * g["x"] / np.nanmax(g["x"], axis=0)),
    ("normalise", "ratio-to-base"): (
        "pandas get_indexer, ratio", lambda g: bare.to_base(g["x"], g["region"], g["year"])),
    ("normalise", "ampi"): (
        "nanmean, nanmin, nanmax, scale",
        lambda g: 100 + 60 * (g["x"] - np.nanmean(g["x"], axis=0)) / (
            np.nanmax(g["x"], axis=0) - np.nanmin(g["x"], axis=0))),
    ("normalise", "efficacy"): ("scale", lambda g: 60 + 40 * (g["x"] - 0.1) / 8.9),
    ("normalise", "goalposts"): (
        "np.clip, scale", lambda g: 100 * np.clip((g["x"] - 0.1) / 8.9, 0, 1)),
    ("normalise", "above-below-mean"): ("nanmean, sign", on("x", bare.above_below_mean)),
    ("normalise", "zscore"): ("nanmean, nanstd, scale", on("x", bare.spread)),
    ("normalise", "logistic"): (
        "nanmean, nanstd, exp", lambda g: 100 / (1 + np.exp(-bare.spread(g["x"])))),
    ("normalise", "rank"): ("scipy rankdata", on("x", bare.rank)),
    ("normalise", "borda"): ("scipy rankdata", lambda g: bare.rank(g["x"]) - 1),
    ("normalise", "percentile-rank"): (
        "scipy rankdata",
        lambda g: 100 * (bare.rank(g["x"], "average") - 0.5) / bare.count(g["x"])),
    ("normalise", "categorical"): ("scipy rankdata, digitize", on("x", bare.categorical)),
    ("weigh", "declared"): DECLARED,
    ("weigh", "equal"): ("np.full (k,)", lambda g: np.full(len(g["codes"]), 1 / len(g["codes"]))),
    ("weigh", "budget"): ("np.array, mean, divide", lambda g: bare.budget(g["codes"])),
    ("weigh", "ahp"): ("np.array, np.linalg.eig (k, k)", lambda g: bare.eigenvector(g["codes"])),
    ("weigh", "best-worst"): ("scipy linprog", lambda g: bare.best_worst(len(g["codes"]))),
    ("weigh", "standard-deviation"): (
        "np.nanstd", lambda g: bare.parts(np.nanstd(g["z"], axis=0, ddof=1))),
    ("weigh", "coefficient-of-variation"): (
        "np.nanmean, np.nanstd",
        lambda g: bare.parts(np.nanstd(g["z"], axis=0, ddof=1) / np.nanmean(g["z"], axis=0))),
    ("weigh", "entropy"): ("nansum of p * log p", on("z", bare.entropy)),
    ("weigh", "entropy-minmax"): ("minmax, nansum of p * log p", on("z", bare.entropy_minmax)),
    ("weigh", "combination"): (
        "nansum of p * log p",
        lambda g: (bare.parts(g["declared"]) + bare.entropy(g["z"])) / 2),
    ("weigh", "critic"): ("np.corrcoef", on("z", bare.critic)),
    ("weigh", "gini"): ("np.sort, nansum", on("z", bare.gini)),
    ("weigh", "pca"): ("eigh of np.corrcoef", lambda g: bare.components(g["z"])[1][:, 0] ** 2),
    ("weigh", "pca-variance"): ("eigh of np.corrcoef", on("z", bare.pca_variance)),
    ("weigh", "factor"): ("eigh of np.corrcoef, varimax", on("z", bare.factor)),
    ("weigh", "regression"): (
        "scipy nnls", lambda g: bare.regression(g["z"], g["others"]["outcome"])),
    ("weigh", "optimised"): ("np.corrcoef, scipy nnls", on("z", bare.optimised), MIDDLE),
    ("aggregate", "arithmetic"): ("w . z over w . seen", scored(bare.mean)),
    ("aggregate", "geometric"): GEOMETRIC,
    ("aggregate", "weighted-product"): GEOMETRIC,
    ("aggregate", "harmonic"): ("1 / w . (1 / z)", lambda g: 1 / bare.mean(1 / g["z"], g["w"])),
    ("aggregate", "generalised"): ("(w . z ** p) ** (1 / p)", lambda g: bare.mean(
        g["z"] ** 0.5, g["w"]) ** 2),
    ("aggregate", "median"): ("argsort, cumsum", scored(bare.median)),
    ("aggregate", "owa"): ("argsort, cumsum, diff", scored(bare.owa)),
    ("aggregate", "mpi"): PENALISED,
    ("aggregate", "ampi"): PENALISED,
    ("aggregate", "topsis"): ("two norms of siblings", scored(bare.topsis)),
    ("aggregate", "grey-relational"): ("nanmax, ratio, w . z", scored(bare.grey)),
    ("aggregate", "borda"): ("scipy rankdata, w . z", lambda g: 100 * bare.mean(
        (bare.rank(g["z"], "average") - 1) / (bare.count(g["z"]) - 1), g["w"])),
    ("aggregate", "rank-sum-ratio"): ("scipy rankdata, w . z", lambda g: 100 * bare.mean(
        bare.rank(g["z"], "average") / bare.count(g["z"]), g["w"])),
    ("aggregate", "copeland"): ("pairs of rows, by column", scored(bare.copeland), MIDDLE),
    ("aggregate", "condorcet"): (
        "pairs of rows, components", scored(bare.condorcet), MIDDLE),
    ("aggregate", "kemeny"): ("scipy milp", scored(bare.linear_ordering), SMALL),
    ("aggregate", "benefit-of-the-doubt"): PROGRAMMES,
    ("aggregate", "directional-bod"): PROGRAMMES,
}  # fmt: skip
"""``None`` where a method does nothing."""
