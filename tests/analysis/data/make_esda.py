"""Local Moran of North Carolina by esda, p-values of 99,999 draws; prints esda.json.

Run with esda 2.8.2 and libpysal 4.14.1: ``python make_esda.py > esda.json``.
"""

import json
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from esda import Moran_Local
from libpysal.weights import W

table = pd.read_csv(Path(__file__).with_name("sids.csv"), dtype={"region": str})
links = {r: n.split() for r, n in zip(table["region"], table["neighbours"], strict=True)}
found = Moran_Local(
    table["sidr74"].to_numpy(),
    W(links, id_order=list(links)),
    permutations=99_999,
    seed=7,
    n_jobs=1,
)  # one tail, the smaller
print(
    json.dumps(
        {
            "versions": {k: version(k) for k in ("esda", "libpysal", "numpy")},
            "local": dict(zip(table["region"], found.Is.round(12), strict=True)),
            "one_sided_p": {
                r: round(float(p), 5) for r, p in zip(table["region"], found.p_sim, strict=True)
            },
        },
        indent=1,
    )
)
