"""Survey estimates of 500,000 firms, 36 items, 31 x 31 x 4 domains, against bare sums.

Every firm and answer is made up.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from synthetic import best_of

from devindex.enterprise import (
    Margin,
    calibrate,
    crossed,
    means,
    ratios,
    sample_design,
    shares,
    totals,
)

SHAPE = (31, 31, 4)
ITEMS = 36


def synthetic_survey(firms, *, missing=0.0, items=ITEMS):
    """A made-up survey: strata by province and size, nine groups of ten of one firm."""
    rng = np.random.default_rng(0)
    province, industry, size = (rng.integers(0, n, firms) for n in SHAPE)
    stratum = province * SHAPE[2] + size
    groups = np.where(
        rng.random(firms) < 0.9, np.arange(firms), rng.integers(0, firms // 20, firms)
    )
    cluster = groups * (SHAPE[0] * SHAPE[2]) + stratum  # a group counts once in each stratum
    weight = rng.uniform(1.0, 20.0, firms)
    y = rng.gamma(2.0, 5.0, (firms, items))
    if missing:
        y[rng.random(y.shape) < missing] = np.nan
    codes = province, industry, size
    return weight, stratum, cluster, codes, crossed(*codes, shape=SHAPE), y


def bare(weight, domain, y, domains):
    """Weighted sums by domain and nothing else: the least any estimate needs."""
    return np.stack(
        [np.bincount(domain, weight * y[:, j], domains) for j in range(y.shape[1])], axis=1
    )


@pytest.mark.parametrize("missing", [0.0, 0.02])
def test_half_a_million_firms(capsys, missing):
    weight, stratum, cluster, codes, domain, y = synthetic_survey(500_000, missing=missing)
    population = 10.0 * np.bincount(stratum)[stratum]
    many = int(np.prod(SHAPE))
    sums = best_of(lambda: bare(weight, domain, y, many), least=2)

    def describe():
        return sample_design(weight, stratum=stratum, cluster=cluster, population=population)

    design = describe()
    if not missing:
        np.testing.assert_allclose(
            totals(design, y[:, :2], domain, domains=many).value,
            bare(weight, domain, y[:, :2], many), rtol=1e-12,
        )  # fmt: skip
    margins = [
        Margin(name, c, np.bincount(c, weight) * (1.0 + 0.05 * np.cos(np.arange(n))))
        for name, c, n in zip(("province", "industry", "size"), codes, SHAPE, strict=True)
    ]
    frame = margins[0].totals.sum()
    margins = [Margin(m.name, m.of, m.totals * (frame / m.totals.sum())) for m in margins]
    raked = calibrate(design, margins, "raking")
    asked = {
        "sample_design": describe,
        "totals": lambda: totals(design, y, domain, domains=many),
        "means": lambda: means(design, y, domain, domains=many),
        "ratios": lambda: ratios(design, y[:, ::2], y[:, 1::2], domain, domains=many),
        "shares": lambda: shares(design, y, domain, codes[0], domains=many),
        "calibrate (66 margins)": lambda: calibrate(design, margins, "raking"),
        "totals, calibrated": lambda: totals(raked, y, domain, domains=many),
    }
    with capsys.disabled():
        print(f"\n500,000 firms, {missing:.0%} missing; bare sums {sums:.2f} s")
        for name, call in asked.items():
            took = best_of(call, least=1)
            print(f"{name:24s} {took:6.2f} s, {took / sums:5.1f} times the bare sums")


PEAK = """
import sys
import numpy as np
sys.path.insert(0, "tests/benchmarks")
from test_survey import SHAPE, synthetic_survey
from devindex.enterprise import sample_design, totals
def resident(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(name))
weight, stratum, cluster, codes, domain, y = synthetic_survey(500_000)
before = resident("VmRSS")
open("/proc/self/clear_refs", "w").write("5")
design = sample_design(weight, stratum=stratum, cluster=cluster)
totals(design, y, domain, domains=int(np.prod(SHAPE)))
print(before, resident("VmHWM"))
"""


def test_memory_of_half_a_million_firms(capsys):
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the peak of a process is read from /proc")
    done = subprocess.run(
        [sys.executable, "-c", PEAK], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    before, peak = (int(n) / 1024 for n in done.stdout.split())
    with capsys.disabled():
        print(
            f"\n500,000 firms x 36: resident {before:.0f} MB with the answers, {peak:.0f} at peak"
        )


def test_growth_in_firms(capsys):
    rows = []
    for firms in (50_000, 100_000, 200_000, 400_000):
        weight, stratum, cluster, _, domain, y = synthetic_survey(firms, items=8)
        design = sample_design(weight, stratum=stratum, cluster=cluster)
        rows.append((firms, best_of(lambda d=design, v=y, c=domain: totals(d, v, c), least=2)))
    slope = np.polyfit(*np.log(np.array(rows)).T, 1)[0]
    with capsys.disabled():
        said = ", ".join(f"{n:,} {t:.2f} s" for n, t in rows)
        print(f"\ntotals of 8 items: {said}; exponent {slope:.2f}")
