"""Markov chains and mobility of the United States by giddy; prints giddy.json.

giddy brings numba, llvmlite and sympy, so the tests read its numbers and do not import it. Run
with giddy 2.3.8, libpysal 4.14.1, mapclassify 2.10.0: ``python make_giddy.py > giddy.json``.
"""

import contextlib
import io
import json
from importlib.metadata import version
from pathlib import Path

import mapclassify
import numpy as np
import pandas as pd
from giddy.ergodic import mfpt
from giddy.markov import Markov, Spatial_Markov
from giddy.mobility import markov_mobility
from giddy.rank import Tau, Theta
from libpysal.weights import W

here = Path(__file__).parent
states = pd.read_csv(here / "states48.csv", index_col="state", dtype={"state": str})
links = {s: str(n).split("|") for s, n in states.pop("neighbours").items()}
w = W(links, id_order=list(links))
w.transform = "r"
income = states.to_numpy()
relative = income / income.mean(axis=0)
yearly = np.array([mapclassify.Quantiles(y).yb for y in income.T]).T
mexico = pd.read_csv(here / "mexico.csv", index_col="state")
decades = mexico.filter(regex="^[0-9]+$").to_numpy()
with contextlib.redirect_stdout(io.StringIO()):
    chain = Markov(yearly)
    spatial = Spatial_Markov(relative, w, fixed=True, k=5, m=5)
    theta = Theta(decades, mexico["esquivel99"].to_numpy(), permutations=0)
start = np.bincount(yearly.ravel(), minlength=5) / yearly.size
found = {
    "versions": {k: version(k) for k in ("giddy", "libpysal", "mapclassify", "numpy")},
    "transitions": chain.transitions.astype(int).tolist(),
    "steady_state": chain.steady_state.tolist(),
    "first_passage": mfpt(chain.p).tolist(),
    "indices": {
        ours: markov_mobility(chain.p, measure=theirs)
        for ours, theirs in (("shorrocks", "P"), ("determinant", "D"), ("eigenvalue", "L2"))
    },
    "spatial": {
        "cutoffs": spatial.cutoffs.tolist(),
        "lag_cutoffs": spatial.lag_cutoffs.tolist(),
        "transitions": spatial.T.astype(int).tolist(),
        "q": float(spatial.Q),
        "q_p": float(spatial.Q_p_value),
        "lr": float(spatial.LR),
        "lr_p": float(spatial.LR_p_value),
        "degrees": int(spatial.dof_hom),
    },
    "theta": np.asarray(theta.theta).tolist(),
    "tau": [float(Tau(a, b).tau) for a, b in zip(decades.T, decades.T[1:], strict=False)],
}
print(json.dumps(found, indent=1))
