"""Every registered method against the bare call that bounds it. Printed, never asserted."""

import numpy as np
import pytest
from bounds import BOUNDS, LARGE, STEPS, handed
from synthetic import best_of

from devindex.index import STEPS as ORDER
from devindex.index import Choice, find, methods
from devindex.index.run import call


def ratio(step, name):
    """Shape, label of the bound, its seconds, seconds of the method, seconds of the step."""
    label, bound, *size = BOUNDS.get((step, name), STEPS[step])
    shape = size[0] if size else LARGE
    given, found = handed(step, shape), find(step, name)
    parameters = dict(found.example(shape[1]))
    choice = Choice(method=name, parameters=parameters)
    own = {k: given[k] for k in found.takes}
    with np.errstate(all="ignore"):
        return (
            shape, label,
            best_of(lambda: bound(given)) if bound else np.nan,
            best_of(lambda: found.function(**own, **parameters)),
            best_of(lambda: call(step, choice, given)),
        )  # fmt: skip


def test_every_method_against_the_call_that_bounds_it(capsys):
    rows = [
        (step, name, *ratio(step, name), (step, name) in BOUNDS)
        for step in ORDER
        for name in methods(step)
    ]
    over = [r for r in rows if r[5] > 3 * r[4]]
    with capsys.disabled():
        print(f"\n{'step':<11}{'method':<26}{'rows x columns':>15}  {'bound':<31}", end="")
        print(f"{'bound ms':>9}{'method ms':>11}{'ratio':>8}{'step/method':>13}")
        for step, name, shape, label, bare, took, whole, own in rows:
            label = label if own else f"{label} *"
            size = f"{shape[0]} x {shape[1]}"
            print(f"{step:<11}{name:<26}{size:>15}  {label:<31}", end="")
            print(f"{1e3 * bare:>9.3f}{1e3 * took:>11.3f}{took / bare:>8.2f}{whole / took:>13.2f}")
        print("* the bound of the step: the method has none of its own in bounds.py")
        print(f"over 3: {', '.join(f'{s} {n}' for s, n, *_ in over) or 'none'}")


@pytest.mark.parametrize("name", ["benefit-of-the-doubt", "directional-bod"])
def test_benefit_of_the_doubt_of_31_regions_and_9_indicators(benchmark, name):
    given, found = handed("aggregate", (31, 9)), find("aggregate", name)
    benchmark.pedantic(found, (given, dict(found.example(9))), rounds=5)
