"""Seconds and linear programmes of disclosure control on tables of synthetic firms."""

import time

import numpy as np
import pytest

from devindex.enterprise import Dimension, Rules, believed, disclose, intervals, structure

SIZES = [(31, 41, 1, 0.02), (10, 10, 4, 0.1), (31, 31, 4, 0.1)]


def firms(provinces, industries, sizes, few):
    """Firms of a table: one or two in a share ``few`` of its cells, six to forty in the others."""
    rng = np.random.default_rng(0)
    shape = (provinces, industries, sizes)
    cells = provinces * industries * sizes
    count = np.where(rng.random(cells) < few, rng.integers(1, 3, cells), rng.integers(6, 41, cells))
    at = np.unravel_index(np.repeat(np.arange(cells), count), shape)
    names = [[f"{letter}{i:02d}" for i in range(n)] for letter, n in zip("pis", shape, strict=True)]
    place = {p: f"m{i % 4}" for i, p in enumerate(names[0])}
    place |= dict.fromkeys(dict.fromkeys(place.values()), "CN")
    table = structure(
        [
            Dimension("province", place),
            Dimension("industry", dict.fromkeys(names[1], "C")),
            Dimension("size", dict.fromkeys(names[2], "all")),
        ]
    )
    codes = {
        n: np.array(c)[a]
        for n, c, a in zip(("province", "industry", "size"), names, at, strict=True)
    }
    return table, codes, np.round(np.exp(rng.normal(4, 0.8, len(at[0]))), 1)


@pytest.mark.parametrize("shape", SIZES, ids=lambda s: "x".join(map(str, s[:3])))
def test_disclosure(capsys, shape):
    table, codes, value = firms(*shape)
    clock = time.process_time()
    first, done = disclose(table, codes, np.arange(len(value)), value, rules=Rules())
    seconds = time.process_time() - clock
    clock = time.process_time()
    audit = intervals(table, done.values, done.suppressed, *believed(done.values))
    exact = time.process_time() - clock
    x, gone = done.values, done.confidential
    assert (audit.upper - x)[gone] == pytest.approx(
        np.maximum(audit.upper - x, done.above * (1 - 1e-5))[gone]
    )
    assert (x - audit.lower)[gone] == pytest.approx(
        np.maximum(x - audit.lower, done.below * (1 - 1e-5))[gone]
    )
    with capsys.disabled():
        print(
            f"\n{len(value):,} firms, {len(table):,} cells, {gone.sum()} confidential "
            f"({(first.sole >= 0).sum()} with one respondent), {done.secondary.sum()} more "
            f"suppressed: {seconds:.1f} s, {done.programmes} programmes; every interval exactly: "
            f"{exact:.1f} s, {audit.programmes} programmes"
        )
