"""Panel beta convergence of the Mexican states by linearmodels 7.1; prints linearmodels.json.

Fixed effects of states and years, standard errors clustered by state. Run with linearmodels 7.1,
numpy 2.4, pandas 3.0: ``python make_linearmodels.py > linearmodels.json``.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from linearmodels.panel import PanelOLS

table = pd.read_csv(Path(__file__).with_name("mexico.csv"), index_col="state")
values = table.filter(regex="^[0-9]+$").rename(columns=int).rename_axis(columns="year")
before = values.shift(axis=1)
long = pd.DataFrame(
    {"growth": (np.log(values / before) / 10).stack(), "start": np.log(before).stack()}
).dropna()
model = PanelOLS(long["growth"], long[["start"]], entity_effects=True, time_effects=True)
fit = model.fit(
    cov_type="clustered", cluster_entity=True, debiased=False, group_debias=False,
    auto_df=False, count_effects=False,
)  # fmt: skip
print(
    json.dumps(
        {
            "version": version("linearmodels"),
            "beta": float(fit.params["start"]),
            "se_without_small_sample_factor": float(fit.std_errors["start"]),
            "observations": int(fit.nobs),
        },
        indent=1,
    )
)
