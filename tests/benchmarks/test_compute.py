"""How long and how large an index is to compute, and how both grow. Nothing is asserted."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from synthetic import bare_headline, best_of, headline_like, learned_each_year, synthetic_panel

import devindex as dx

HERE = Path(__file__).parent
COUNTIES = (2800, 20, 60)


def test_headline_31_provinces_9_years_22_indicators(benchmark):
    panel = dx.load_panel()
    benchmark(dx.compute, panel)


def test_headline_like_2800_counties_20_years_60_indicators(benchmark, capsys):
    panel, recipe = synthetic_panel(*COUNTIES), headline_like()
    benchmark.pedantic(dx.compute, (panel, recipe), rounds=5, warmup_rounds=1)
    ours = best_of(lambda: dx.compute(panel, recipe), seconds=2)
    logged = np.array([i.transform == "log" for i in panel.framework.scored])
    x = panel.values.to_numpy()
    bare = best_of(lambda: bare_headline(x, logged, *COUNTIES[:2]), seconds=2)
    with capsys.disabled():
        print(f"\n2800 x 20 x 60, headline choices: compute {ours:.2f} s; the same sums in bare")
        print(f"NumPy, nothing kept or checked: {bare:.2f} s; ratio {ours / bare:.2f}")


PEAK = """
import resource, sys, tracemalloc
sys.path.insert(0, {here!r})
import devindex as dx
from synthetic import headline_like, synthetic_panel
panel, recipe = synthetic_panel({size}), headline_like()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
index = dx.compute(panel, recipe)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
del index
tracemalloc.start()
index = dx.compute(panel, recipe)
held, peak = tracemalloc.get_traced_memory()
print(before, after, held, peak, panel.values.to_numpy().nbytes)
"""


def test_peak_memory_of_2800_counties(capsys):
    """Peak resident size of a process of its own, and what compute allocates, in tables' sizes."""
    pytest.importorskip("resource")
    code = PEAK.format(here=str(HERE), size=", ".join(map(str, COUNTIES)))
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parents[1],
    )
    before, after, held, peak, table = map(int, done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    with capsys.disabled():
        print(f"\n2800 x 20 x 60: peak resident {after * unit / 1e6:.0f} MB, of which")
        print(f"{before * unit / 1e6:.0f} MB stood before compute (libraries, the table).")
        print(
            f"compute: peak {peak / table:.1f} times the table of figures ({table / 1e6:.0f} MB),"
        )
        print(f"{held / table:.1f} times held by the index (inputs, treated, points, weights).")


GROWING = {
    "regions": [(n, 10, 36) for n in (500, 1000, 2000, 4000, 8000)],
    "periods": [(500, n, 36) for n in (10, 20, 40, 80, 160)],
    "indicators": [(500, 10, n) for n in (36, 72, 144, 288, 576)],
}
RECIPES = {"headline choices": headline_like, "learned each year": learned_each_year}


@pytest.mark.parametrize("recipe", list(RECIPES))
@pytest.mark.parametrize("size", list(GROWING))
def test_time_grows_in_proportion(size, recipe, capsys):
    """Seconds as one of the three sizes doubles, and the exponent of growth (1 is linear)."""
    chosen = RECIPES[recipe]()
    panels = [synthetic_panel(*shape) for shape in GROWING[size]]
    took = np.array([best_of(lambda p=p: dx.compute(p, chosen), seconds=0.5) for p in panels])
    place = list(GROWING).index(size)
    sizes = np.array([shape[place] for shape in GROWING[size]], dtype=float)
    whole = np.polyfit(np.log(sizes), np.log(took), 1)[0]
    top = np.polyfit(np.log(sizes[-3:]), np.log(took[-3:]), 1)[0]
    with capsys.disabled():
        print(f"\n{recipe}, growing {size}: exponent {whole:.2f}, of the largest three {top:.2f}")
        for shape, seconds in zip(GROWING[size], took, strict=True):
            cells = int(np.prod(shape))
            print(
                f"  {' x '.join(map(str, shape)):>15}  {seconds:7.3f} s"
                f"  {1e9 * seconds / cells:7.1f} ns a cell"
            )
