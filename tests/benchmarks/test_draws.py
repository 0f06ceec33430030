"""How many recomputations a processor second holds, against the bare products that bound them.

The published case of the peer, COINr's ``get_sensitivity``, is run where its inputs are given:
``--asem FOLDER`` names the folder of the JRC's ASEM 2018 inputs (``ASEM_iData.csv`` and
``ASEM_iMeta.csv``, as distributed with COINr 1.1.14). They are not part of this package.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic import best_of

import devindex as dx
from devindex.analysis import Space
from devindex.analysis.draws import Sampler, families
from devindex.analysis.recompute import Recomputation
from devindex.index.recipe import Choice

COINR = 1000 / 121
"""Draws a processor second of COINr 1.1.14 on the case below: 121 s for 1,000 draws."""


def bare(index, draws, tile=256):
    """The products alone, by BLAS: no missing values, nothing left out, no ranks.

    Indicators into themes by one product of matrices a theme, themes into dimensions and these
    into the index by one product a draw, with a logarithm and an exponential at each level. In
    tiles of draws that fit the cache, which is where it is fastest.
    """
    z = np.nan_to_num(index.normalised.to_numpy().T, nan=50.0)
    columns = {c: k for k, c in enumerate(index.normalised.columns)}
    own = {n.code: n.weight for n in index.nodes}
    tree = families(index)
    logs = {p: np.log(z[[columns[c] for c in cs]]) for lv, p, cs in tree if lv == "indicator"}
    weights = {p: draws.weights[p] * np.array([own[c] for c in cs]) for _, p, cs in tree}
    out = np.empty((len(draws), z.shape[1]))
    for first in range(0, len(draws), tile):
        part, nodes = slice(first, first + tile), {}
        for level, parent, children in tree:
            w = weights[parent][part]
            if level == "indicator":
                nodes[parent] = np.exp(w @ logs[parent])
            else:
                block = np.log(np.stack([nodes.pop(c) for c in children], axis=1))
                nodes[parent] = np.exp(np.matmul(w[:, None, :], block)[:, 0])
        out[part] = nodes["index"]
    return out


def told(capsys, title, index, space, draws):
    """Print draws a second and the ratio to the bare products."""
    again = Recomputation(index, space)
    sampler = Sampler(index, space, again.cells, 1)
    drawn = sampler.draw(draws)
    whole = best_of(lambda: dx.uncertainty(index, space, draws=draws))
    scores = best_of(lambda: again.scores(drawn)) / draws
    random = best_of(lambda: sampler.draw(draws)) / draws
    products = best_of(lambda: bare(index, drawn)) / draws
    with capsys.disabled():
        print(f"\n{title}: {draws / whole:,.0f} draws a processor second, ranks and all")
        print(
            f"a draw: {1e6 * whole / draws:.1f} us in all, of which choosing {1e6 * random:.1f}, "
            f"scores {1e6 * scores:.1f}; bare products {1e6 * products:.1f} us"
        )
        print(f"ratio to the bare products: scores {scores / products:.2f}, ", end="")
        print(f"in all {whole / draws / products:.2f}")
    return draws / whole


def test_ten_thousand_draws_of_31_provinces(capsys):
    index = dx.compute(dx.load_panel())
    told(capsys, "31 provinces x 9 years x 22 indicators, every choice", index, Space(), 10_000)


PEAK = """
import devindex as dx
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("VmHWM"))
index = dx.compute(dx.load_panel(years=(2018, 2024)))
before = peak()
dx.uncertainty(index, draws=10_000).rank_ranges()
print(before, peak())
"""


def test_memory_of_ten_thousand_draws(capsys):
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process is read from /proc")
    done = subprocess.run(
        [sys.executable, "-c", PEAK], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    before, after = (int(n) / 1024 for n in done.stdout.split())
    with capsys.disabled():
        print(f"\n10,000 draws of 31 x 7 x 22: peak resident {after:.0f} MB ({before:.0f} before)")


@pytest.mark.parametrize("factor", ["draws", "regions"])
def test_growth(capsys, factor):
    from synthetic import headline_like, synthetic_panel

    rows = []
    for size in (1, 2, 4, 8):
        regions = 100 * (size if factor == "regions" else 1)
        panel = synthetic_panel(regions, 5, 24)
        index = dx.compute(panel, headline_like())
        draws = 2000 * (size if factor == "draws" else 1)
        rows.append((size, best_of(lambda i=index, d=draws: dx.uncertainty(i, draws=d), least=2)))
    with capsys.disabled():
        slope = np.polyfit(*np.log(np.array(rows)).T, 1)[0]
        print(f"\ngrowth in {factor}: " + ", ".join(f"x{s} {t:.2f} s" for s, t in rows), end="")
        print(f"; exponent {slope:.2f}")


def asem(folder):
    """The ASEM index: 51 countries, 49 indicators, 8 pillars, 2 sub-indices."""
    meta = pd.read_csv(folder / "ASEM_iMeta.csv").set_index("iCode")
    data = pd.read_csv(folder / "ASEM_iData.csv")
    below = meta.reset_index().groupby("Parent", sort=False)["iCode"].apply(list)
    tree = {s: {p: below[p] for p in below[s]} for s in below["Index"]}
    indicators = meta[meta["Type"] == "Indicator"]
    framework = dx.sketch(
        tree, lower_better=list(indicators.index[indicators["Direction"] == -1]),
        denominators=indicators["Denominator"].dropna().to_dict(),
    )  # fmt: skip
    table = data.rename(columns={"uCode": "region", "Time": "year"}).drop(columns="uName")
    table = table.set_index(["region", "year"]).select_dtypes("number").astype(float)
    for code, by in indicators["Denominator"].dropna().items():  # Laos has no energy figure
        table.loc[table[by].isna(), code] = np.nan
    scale = Choice(method="minmax", parameters={"floor": 1.0})
    return dx.compute(dx.Panel.of(framework, table), dx.simple_recipe(normalise=scale))


def test_the_case_of_the_peer(capsys, request):
    folder = request.config.getoption("--asem")
    if folder is None:
        pytest.skip("the inputs of the peer's case are not part of this package: --asem FOLDER")
    index = asem(Path(folder))
    space = Space.still(
        treat=tuple(
            Choice(method="winsorise", parameters={"most": n}) for n in range(1, 6)
        ),
        normalise=(Choice(method="zscore", parameters={"centre": 50.0, "spread": 15.0}),),
        aggregate=dict.fromkeys(("indicator", "theme", "dimension"), (Choice(method="geometric"),)),
        weights="relative", spread=0.25, weigh_levels=("theme", "dimension"),
    )  # fmt: skip
    rate = told(capsys, "the peer's case, 51 x 49, one year", index, space, 20_000)
    with capsys.disabled():
        print(f"COINr 1.1.14 makes {COINR:.1f} a processor second: {rate / COINR:,.0f} times")
