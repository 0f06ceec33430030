"""Weights of other programs from the Technology Achievement Index, beside this as weights.json.

By hand, in an environment of its own: ``pip install pymcdm==1.4.0 pyrepo-mcda==0.1.15
statsmodels==0.15.0 factor_analyzer==0.5.1 scipy==1.17.1``, then ``python weights.py``. The tests
read the numbers alone.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from factor_analyzer import Rotator
from pymcdm import weights as pymcdm
from pyrepo_mcda import weighting_methods as pyrepo
from scipy.optimize import nnls
from statsmodels.api import OLS
from statsmodels.multivariate.pca import PCA

HERE = Path(__file__).parent
PROGRAMS = ["pymcdm", "pyrepo-mcda", "statsmodels", "factor_analyzer", "scipy", "numpy"]


def pca_variance(x):
    """Absolute loadings of the components with an eigenvalue over one, times the eigenvalue."""
    p = PCA(x, standardize=True)
    value = p.eigenvals / len(x)
    w = (np.abs(p.eigenvecs[:, value > 1]) * value[value > 1]).sum(axis=1)
    return w / w.sum()


def factor(x, kept=4):
    """Highest squared loading after varimax, scaled to a sum of one."""
    p = PCA(x, standardize=True)
    turn = Rotator(method="varimax", normalize=True, max_iter=5000, tol=1e-14)
    w = turn.fit_transform(p.eigenvecs[:, :kept] * np.sqrt(p.eigenvals[:kept] / len(x))) ** 2
    return w.max(axis=1) / w.max(axis=1).sum()


def regression(x, outcome=2):
    """Non-negative least squares on standardised columns; OLS on those left says the same."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    others = np.delete(z, outcome, axis=1)
    b = nnls(others, z[:, outcome])[0]
    again = OLS(z[:, outcome], others[:, b > 0]).fit().params
    np.testing.assert_allclose(again, b[b > 0], rtol=1e-10)
    return b / b.sum()


if __name__ == "__main__":
    x = pd.read_csv(HERE.parent / "tai_2001.csv", comment="#", index_col=0).to_numpy(float)
    unit = (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
    found = {
        "critic": pymcdm.critic_weights(x),
        "standard-deviation": pymcdm.standard_deviation_weights(x),
        "gini": pymcdm.gini_weights(x),
        "entropy": pymcdm.entropy_weights(x),
        "coefficient-of-variation": pyrepo.coeff_var_weighting(x),
        "entropy-minmax": pymcdm.entropy_weights(unit + 0.0001),
        "entropy-minmax, shift 0.01": pymcdm.entropy_weights(unit + 0.01),
        "pca-variance": pca_variance(x),
        "factor": factor(x),
        "regression": regression(x),
    }
    versions = {"python": platform.python_version()} | {p: version(p) for p in PROGRAMS}
    numbers = {name: [float(f"{v:.12g}") for v in w] for name, w in found.items()}
    text = json.dumps({"versions": versions} | numbers, indent=1)
    (HERE / "weights.json").write_text(text + "\n", encoding="utf-8")
