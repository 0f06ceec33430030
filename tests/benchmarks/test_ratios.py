"""Every registered method against the bare call that bounds it: the same result, and how fast.

Ratios are printed, never asserted; that the bare call gives the method's result is.
"""

import warnings

import numpy as np
import pytest
from bounds import BOUNDS, LARGE, ONE_PASS, handed
from synthetic import best_of

from devindex.index import STEPS as ORDER
from devindex.index import Choice, find, methods
from devindex.index.run import call

MISSING = (0.0, 0.02)
"""Shares of missing figures: each method is run on whole figures and on some with holes."""

LOOSE = {
    ("treat", "box-cox"): 1e-6, ("treat", "yeo-johnson"): 1e-6,
    ("weigh", "optimised"): 1e-7,
}  # fmt: skip
"""Relative tolerance where both sides search for an optimum; else 1e-9."""


def prepared(step, name, missing):
    """Shape, label and call of the bound, call of the method, call of the step."""
    label, bound, *size = BOUNDS.get((step, name), ONE_PASS[step])
    shape = size[0] if size else LARGE
    given, found = handed(step, shape, missing), find(step, name)
    parameters = dict(found.example(shape[1]))
    choice = Choice(method=name, parameters=parameters)
    own = {k: given[k] for k in found.takes}
    return (
        shape, label, bound and (lambda: bound(given)),
        lambda: found.function(**own, **parameters), lambda: call(step, choice, given),
    )  # fmt: skip


ALL = [(step, name) for step in ORDER for name in methods(step)]


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize(("step", "name"), [pair for pair in ALL if pair in BOUNDS])
def test_ratios_are_to_calls_that_give_the_same(step, name, missing):
    """Tolerance: rounding, or where either side stops to search for an optimum."""
    _, _, bound, method, _ = prepared(step, name, missing)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = bound() if bound else None
        if wanted is None:
            pytest.skip("the bound is only the heavy part, or there is none")
        tolerance = LOOSE.get((step, name), 1e-9)
        np.testing.assert_allclose(method(), wanted, rtol=tolerance, atol=tolerance)


def timed(step, name, missing):
    """Shape, label, seconds of the bound, of the method, of the step."""
    shape, label, bound, method, whole = prepared(step, name, missing)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return (
            shape, label, best_of(bound) if bound else np.nan, best_of(method), best_of(whole),
        )  # fmt: skip


def test_ratios_of_every_method_to_the_call_that_bounds_it(capsys):
    over = []
    with capsys.disabled():
        print(f"\n{'step':<11}{'method':<26}{'rows x columns':>15}  {'bound':<32}{'missing':>8}")
        print(f"{'bound ms':>91}{'method ms':>11}{'ratio':>8}{'step ratio':>12}", end="")
        for step, name in ALL:
            for missing in MISSING:
                shape, label, bare, took, whole = timed(step, name, missing)
                if whole > 3 * bare:
                    over.append(f"{step} {name} {whole / bare:.1f} ({missing:.0%} missing)")
                label = label if (step, name) in BOUNDS else f"{label} *"
                size = f"{shape[0]} x {shape[1]}"
                print(f"\n{step:<11}{name:<26}{size:>15}  {label:<32}{missing:>5.0%}", end="")
                print(f"{1e3 * bare:>10.3f}{1e3 * took:>11.3f}", end="")
                print(f"{took / bare:>8.2f}{whole / bare:>12.2f}", end="")
        print("\n* one pass: the method has no bound of its own in bounds.py")
        print("step ratio: parameters and shape checked, and the method run, over the bound")
        print(f"step ratio over 3: {', '.join(over) or 'none'}")


@pytest.mark.parametrize("name", ["benefit-of-the-doubt", "directional-bod"])
def test_benefit_of_the_doubt_of_31_regions_and_9_indicators(benchmark, name):
    given, found = handed("aggregate", (31, 9)), find("aggregate", name)
    benchmark.pedantic(found, (given, dict(found.example(9))), rounds=5)
