"""Numbers of other programs for imputing, treating, scaling and averaging, as steps.json.

By hand, in an environment of its own: ``pip install numpy==2.4.6 pandas==3.1.1 scipy==1.17.1
scikit-learn==1.9.1 statsmodels==0.15.0``, then ``python steps.py``. Each entry holds what the
program was given and what it made of it; the tests read the numbers alone.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special, stats
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.preprocessing import PowerTransformer
from statsmodels.stats.weightstats import DescrStatsW

HERE = Path(__file__).parent
PROGRAMS = ["numpy", "pandas", "scipy", "scikit-learn", "statsmodels"]
HOLED = ["LPI", "CultServ", "CultGood", "Pat", "Research", "ConSpeed"]
YEARS = [2015, 2016, 2018, 2019, 2020, 2021, 2022, 2024]
SERIES = [
    [None, 1.0, None, 4.0, None, None, None, 9.0],
    [3.5, None, None, None, 2.0, None, 8.0, None],
]
PILLARS = ["Environ", "Social", "SusEcFin"]
EXPERTS = {"network": [40, 25, 30], "platform": [35, 45, 20], "security": [25, 30, 50]}


def table(name):
    return pd.read_csv(HERE.parent / name, comment="#", index_col="unit")


def standard(x):
    return (x - x.mean()) / x.std(ddof=1)


def plain(x):
    """Lists of numbers of twelve digits, None where missing."""
    if np.ndim(x):
        return [plain(v) for v in np.asarray(x)]
    return None if np.isnan(x) else float(f"{x:.12g}")


def imputed(raw):
    """Standard scores filled by each imputer, turned back into the figures' own units."""
    z, back = (
        standard(raw),
        lambda filled: filled * raw.std(ddof=1).to_numpy() + raw.mean().to_numpy(),
    )
    return {
        "nearest": back(KNNImputer(n_neighbors=5).fit_transform(z)),
        "iterative": back(IterativeImputer(max_iter=100, random_state=0).fit_transform(z)),
        "indicator-median": SimpleImputer(strategy="median").fit_transform(raw),
    }


def carried(series):
    frame = pd.DataFrame(series, columns=YEARS, dtype=float).T
    return {
        "last": frame.ffill(limit=2).T,
        "next": frame.bfill(limit=2).T,
        "linear": frame.interpolate(method="index", limit_area="inside").T,
    }


def penalised(z, w):
    """Mean and spread of each row, both weighted, and the two penalties."""
    both = [DescrStatsW(row, weights=w, ddof=0) for row in z]
    return {
        sign: [m.mean + times * m.std * (m.std / m.mean) for m in both]
        for sign, times in (("-", -1.0), ("+", 1.0))
    }


if __name__ == "__main__":
    raw, w = table("jrc_asem_2018_raw.csv"), [0.5, 0.3, 0.2]
    skewed = raw[["Goods", "Embs", "GDPGrow"]].dropna().astype(float)
    pillars = table("jrc_asem_2018_scores.csv")[PILLARS].to_numpy()
    power = {name: PowerTransformer(name, standardize=False) for name in ("box-cox", "yeo-johnson")}
    budget = pd.DataFrame(EXPERTS).mean()
    found = {
        "holed": raw[HOLED].astype(float),
        "imputed": imputed(raw[HOLED].astype(float)),
        "series": pd.DataFrame(SERIES, dtype=float),
        "carried": carried(SERIES),
        "skewed": skewed,
        "clip": skewed.clip(skewed.quantile(0.05), skewed.quantile(0.9), axis=1),
        "logistic": special.expit(stats.zscore(skewed, ddof=1)),
        "box-cox": power["box-cox"].fit_transform(skewed[["Goods"]])[:, 0],
        "yeo-johnson": power["yeo-johnson"].fit_transform(skewed),
        "box-cox, scipy": stats.boxcox(skewed["Goods"])[0],
        "yeo-johnson, scipy": np.column_stack([stats.yeojohnson(c)[0] for _, c in skewed.items()]),
        "pillars": pillars,
        "generalised": {str(p): stats.pmean(pillars, p, axis=1, weights=w) for p in (-3, 0.5, 3)},
        "penalised": penalised(pillars, w),
        "budget": budget / budget.sum(),
    }
    versions = {"python": platform.python_version()} | {p: version(p) for p in PROGRAMS}
    numbers = {
        k: {m: plain(x) for m, x in v.items()} if isinstance(v, dict) else plain(v)
        for k, v in found.items()
    }
    given = {"years": YEARS, "weights": w, "experts": EXPERTS}
    lines = [
        f"{json.dumps(k)}: {json.dumps(v)}"
        for k, v in ({"versions": versions} | given | numbers).items()
    ]
    (HERE / "steps.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
