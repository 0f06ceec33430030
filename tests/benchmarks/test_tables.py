"""36 indicators of 2 million firms by province and industry from Parquet, against bare sums.

Every firm and answer is made up.
"""

import os
import resource
import time

import ibis
import pandas as pd

from devindex.definitions import load_framework
from devindex.enterprise import measures_of, tabulate

FIRMS = int(os.environ.get("DEVINDEX_BENCHMARK_FIRMS", 2_000_000))
FRAMEWORK = load_framework("enterprise")
MEASURES = measures_of(FRAMEWORK)[:36]


class Local:
    """What tables ask of an engine."""

    def __init__(self, connection):
        self.connection = connection

    def frame(self, table):
        return self.connection.to_pyarrow(table).to_pandas()


def random_firms(connection, place):
    """31 provinces, 41 industries, 496 strata; one firm in twelve in a holding; 3 % missing."""
    whole = {i.code: i.part_of for i in FRAMEWORK.items}
    items = sorted(whole, key=lambda c: whole[c] is not None)
    answers = ", ".join(
        f'CASE WHEN random() < 0.03 THEN NULL ELSE floor(exp(3 + 2 * random())) END AS "{c}"'
        for c in items
    )
    connection.raw_sql("SELECT setseed(0.5)")
    connection.raw_sql(
        f"""COPY (
        WITH firm AS (
            SELECT floor(random() * 31)::INT p, floor(random() * 41)::INT i,
                floor(random() * 4)::INT s FROM range({FIRMS})
        )
        SELECT printf('%02d0000', 11 + p) AS province, printf('%02d', 6 + i) AS industry,
            printf('%02d-%d-%d', p, s, i % 4) AS stratum, (1 + s + 0.1 * p)::DOUBLE AS weight,
            CASE WHEN random() < 0.08
                THEN printf('%02d-%d', p, (random() * {FIRMS} / 2000)::INT) END AS holding,
            {answers}
        FROM firm) TO '{place}' (FORMAT parquet)"""
    )


def bare(connection, table):
    """Count, sum and sum of squares of the same weighted columns."""
    columns = sorted({c for m in MEASURES for c in m.columns})
    weighted = {f"c{k}": table[c] * table["weight"] for k, c in enumerate(columns)}
    b = table.select("province", "industry", **weighted)
    out = {}
    for k in range(len(columns)):
        x = b[f"c{k}"]
        out |= {f"n{k}": x.count(), f"s{k}": x.sum(), f"q{k}": (x * x).sum()}
    return connection.to_pyarrow(b.group_by(["province", "industry"]).aggregate(**out))


def taken(call):
    """Seconds by the clock and of the processor, and the result."""
    before, clock = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    result = call()
    clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, used, result


def test_two_million_firms(capsys, tmp_path):
    connection = ibis.duckdb.connect(threads=2, memory_limit="1200MB")
    random_firms(connection, tmp_path / "random.parquet")
    table = connection.read_parquet(str(tmp_path / "random.parquet"))
    counts = connection.to_pyarrow(table.group_by("stratum").aggregate(n=lambda t: t.count()))
    frame = pd.DataFrame(counts.to_pandas()).assign(firms=lambda d: 4 * d["n"])
    sums = min((taken(lambda: bare(connection, table)) for _ in range(2)), key=lambda x: x[1])
    made = min(
        (taken(lambda: tabulate(Local(connection), table, MEASURES, frame=frame)) for _ in "ab"),
        key=lambda x: x[1],
    )
    assert len(made[2]) == 36 * 31 * 41
    assert made[2]["firms"].max() > 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with capsys.disabled():
        print(f"\n{FIRMS:,} firms: bare sums {sums[0]:.1f} s, {sums[1]:.1f} s of the processor")
        print(f"tables {made[0]:.1f} s, {made[1]:.1f} s of the processor, peak {peak:,.0f} MB")
        print(f"{made[1] / sums[1]:.1f} times the bare sums, {FIRMS / made[0]:,.0f} firms a second")
