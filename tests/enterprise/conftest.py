"""Synthetic tables and an attack that knows nothing of the package. No figure here is real."""

import shutil
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from devindex.enterprise import Dimension
from devindex.enterprise.engine import engine


class Attack:
    """An intruder: knows who adds up to what, what is published, and bounds; nothing else."""

    def __init__(self, parents):
        """One mapping code -> total for each dimension."""
        codes = [sorted({*p, *p.values()}) for p in parents]
        self.cells = {cell: i for i, cell in enumerate(product(*codes))}
        rows = []
        for axis, parent in enumerate(parents):
            for total in sorted(set(parent.values())):
                parts = [c for c in parent if parent[c] == total]
                for cell in self.cells:
                    if cell[axis] == total:
                        row = np.zeros(len(self.cells))
                        row[self.cells[cell]] = -1
                        for part in parts:
                            row[self.cells[(*cell[:axis], part, *cell[axis + 1 :])]] = 1
                        rows.append(row)
        self.equations = np.array(rows)

    def interval(self, cell, published, lower=0.0, upper=np.inf):
        """Smallest and largest value of a cell; ``published`` is NaN where suppressed."""
        low = np.broadcast_to(lower, published.shape)
        high = np.broadcast_to(upper, published.shape)
        hidden = np.isnan(published)
        known = self.equations[:, ~hidden] @ published[~hidden]
        c = (np.flatnonzero(hidden) == cell).astype(float)
        bounds = np.stack([low, high], axis=1)[hidden]
        ends = [
            linprog(s * c, A_eq=self.equations[:, hidden], b_eq=-known, bounds=bounds)
            for s in (1, -1)
        ]
        assert all(e.status in (0, 3) for e in ends)
        signed = zip((1, -1), ends, strict=True)
        return tuple(s * e.fun if e.status == 0 else s * -np.inf for s, e in signed)


def pytest_collection_modifyitems(items):
    """Mark what runs on Spark, so that it can be run by itself."""
    for item in items:
        chosen = getattr(getattr(item, "callspec", None), "params", {}).values()
        asks = "spark" in getattr(item, "fixturenames", ())
        if asks or any(isinstance(one, str) and one == "spark" for one in chosen):
            item.add_marker(pytest.mark.spark)


@pytest.fixture(scope="session")
def duck():
    """DuckDB in this process."""
    with engine(memory="1GB", threads=2) as one:
        yield one


@pytest.fixture(scope="session")
def spark():
    """Spark on this machine; tests that need it are passed over where it is not."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("no Java")
    with engine("spark", memory="1GB", threads=2) as one:
        yield one


@pytest.fixture(scope="session")
def attack():
    return Attack


def dimensions(*parents):
    return [Dimension(f"d{i}", p) for i, p in enumerate(parents)]


FLAT_2D = ({f"r{i}": "R" for i in range(6)}, {f"c{i}": "C" for i in range(5)})
TREE_3D = (
    {"p0": "n", "p1": "n", "p2": "n", "p3": "s", "p4": "s", "n": "CN", "s": "CN"},
    {f"i{i}": "I" for i in range(4)},
    {"l": "all", "s": "all"},
)


@pytest.fixture(scope="session")
def made():
    """Make firms of holdings in a table: (parents, codes, holding, value)."""

    def firms(parents, seed, negative=False):
        rng = np.random.default_rng(seed)
        leaves = [[c for c in p if c not in set(p.values())] for p in parents]
        base = list(product(*leaves))
        count = np.where(rng.random(len(base)) < 0.15, rng.integers(0, 3, len(base)), 8)
        count[rng.integers(len(base))] = 1
        at = np.repeat(np.arange(len(base)), count)
        value = np.round(np.exp(rng.normal(4, 1.0, len(at))), 1)
        value[rng.random(len(at)) < 0.05] = 0.0
        if negative:
            value[rng.random(len(at)) < 0.1] *= -1
        holding = rng.integers(0, max(2, int(0.9 * len(at))), len(at)).astype(str)
        codes = {f"d{d}": [base[i][d] for i in at] for d in range(len(parents))}
        return codes, holding, value

    return firms


@pytest.fixture(scope="session")
def dims():
    return dimensions


@pytest.fixture(scope="session")
def flat():
    return FLAT_2D


@pytest.fixture(scope="session")
def tree():
    return TREE_3D
