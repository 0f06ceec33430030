"""Check, scores, grades and estimates of firms together, from Parquet, against bare sums.

Every firm and answer is made up. Times are printed, not asserted.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from devindex.enterprise.synthetic import simulate

HERE = Path(__file__).parent
MEMORY = "1200MB"
MISSING = 0.03


@pytest.fixture
def firms(request):
    return request.config.getoption("--firms")


def run(folder, firms):
    """Times and memory of a process of its own, on a file that is made for it."""
    made = simulate(folder / f"{firms}.parquet", firms, seed=1, missing=MISSING)
    command = [sys.executable, str(HERE / "firms.py"), str(made.path), str(made.frame), MEMORY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])
    made.path.unlink()
    return json.loads(done.stdout)


def test_check_score_and_estimate_firms_from_parquet(firms, tmp_path, capsys):
    pytest.importorskip("resource")
    for n in (firms // 10, firms):
        told = run(tmp_path, n)
        assert told["made"] > 0
        steps = told["steps"]
        bare, bare_used = steps.pop("bare")
        clock, used = (sum(pair[k] for pair in steps.values()) for k in (0, 1))
        with capsys.disabled():
            print(f"\n{n:,} firms: {clock:.1f} s, {used:.1f} s of the processor,")
            print(f"{n / clock:,.0f} firms a second, peak {told['peak'] / 1e6:,.0f} MB;")
            own = used - steps["percentiles"][1]
            print(f"{own / bare_used:.2f} times the processor time of bare sums,")
            print(
                f"{used / bare_used:.2f} times with percentiles, {clock / bare:.2f} by the clock;"
            )
            print(f"bare sums take {bare:.1f} s, {bare_used:.1f} s of the processor.")
            for step, (seconds, processor) in steps.items():
                print(f"  {step}: {seconds:.1f} s, {processor:.1f} s of the processor")
