"""One run over a file of firms: check, scores, percentiles, estimates; times and memory as JSON.

``python firms.py FILE.parquet FRAME.csv MEMORY`` in a process of its own, so that the peak is its.
"""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

from devindex.definitions import load_framework
from devindex.enterprise import levels, measures_of, scored, tabulate_all, with_percentile
from devindex.enterprise.engine import engine
from devindex.enterprise.returns import check

THREADS = 2
BY = ("province", "industry")
SHARES = ("maturity", "platform-grade")


class Laps:
    """Seconds by the clock and of the processor, step by step."""

    def __init__(self):
        self.steps = {}

    def __call__(self, step, call):
        clock, used = time.perf_counter(), time.process_time()
        result = call()
        one = time.perf_counter() - clock, time.process_time() - used
        self.steps[step] = min(self.steps.get(step, one), one, key=lambda x: x[1])
        return result


def bare(place, items):
    """Count, least and most of all columns, weighted sums of the items, by DuckDB alone."""
    texts = ("credit_code", "size", "holding", "stratum")
    each = [f'count("{c}"), min("{c}"), max("{c}")' for c in [*texts, *items]]
    each += [f'sum(weight * "{c}"), sum(weight * "{c}" * "{c}")' for c in items]
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {THREADS}")
        by = ", ".join(BY)
        connection.execute(f"select {by}, {', '.join(each)} from '{place}' group by all").fetchall()


def all_steps(one, place, frame, framework, lap):
    """What an office does with the returns once a year; rows checked and estimates made."""
    population = one.read(frame)
    good = lap("check", lambda: check(one, place, frame)).good
    kept = lap("scores and grades", lambda: scored(one, good))
    lap("percentiles", lambda: with_percentile(one, kept))
    indicators = measures_of(framework)
    codes = {m.code for m in indicators}
    categories = {c: list(levels(c)) for c in SHARES}
    others = [m for m in measures_of(framework, kept.columns, categories) if m.code not in codes]
    wanted = [(good, indicators), (kept, others)]
    return len(lap("estimates", lambda: tabulate_all(one, wanted, [BY], population)))


def main(place, frame, memory):
    framework, lap = load_framework("enterprise"), Laps()
    items = [i.code for i in framework.items]
    for _ in range(2):
        lap("bare", lambda: bare(place, items))
    bare_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with engine(memory=memory, threads=THREADS) as one:
        made = all_steps(one, place, frame, framework, lap)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    lap("bare", lambda: bare(place, items))
    told = {"steps": lap.steps, "made": made, "peak": peak * unit, "bare peak": bare_peak * unit}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
