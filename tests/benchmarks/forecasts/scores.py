"""Scores of forecasts given as draws: one case first, then a table of cases.

A case is a mapping with ``id``, ``times``, ``values``, ``bounds`` (1 for "more than"), ``upper``,
``horizon_times``, ``actuals``, ``target``, ``target_mode``, ``met``, ``scale`` (mean absolute
change a year of what is shown), ``kind``, ``variant``, ``family`` and ``n`` points.
"""

import time
import zlib

import numpy as np
import pandas as pd

LEAST = 0.001  # log loss: no probability counts as surer than this
MOST = 30.0  # a CRPS counts as this many scales at most, lest one case decide a mean
BINS = 10
TAILS = (0.025, 0.1, 0.9, 0.975)
KINDS = {"pct": "percentages", "count": "counts", "rate": "rates per 100"}
VARIANTS = {
    "plain": "every year, exact",
    "ge": "lower bounds",
    "mix": "lower bounds, gaps",
    "missing": "missing years",
    "months": "odd months",
}


def crps(draws, outcome):
    """Continuous ranked probability score of the empirical distribution of draws (n,).

    The mean distance of a draw to the outcome, less half the mean distance of two draws, the
    second from sorted draws in one pass (Gneiting and Raftery 2007, equation 21).
    """
    ordered = np.sort(draws)
    n = len(ordered)
    weight = 2.0 * np.arange(n) - n + 1  # times each draw is the higher of a pair, less the lower
    return np.abs(ordered - outcome).mean() - weight @ ordered / n**2


def seed(case):
    return zlib.crc32(case["id"].encode()) & 0x7FFFFFFF


def ask(predict, case):
    return predict(
        np.array(case["times"], float),
        np.array(case["values"], float),
        np.array(case["bounds"], int),
        np.array(case["horizon_times"], float),
        case["upper"],
        float(case["target"]),
        seed(case),
    )


def probability(draws, target):
    """Share of draws at or above a target, kept off 0 and 1 by half a draw."""
    return ((draws >= target).sum() + 0.5) / (len(draws) + 1)


def score(predict, case):
    """Score of one forecast at its deadline, with the seconds it took."""
    begun = time.perf_counter()
    answer = ask(predict, case)
    seconds = time.perf_counter() - begun
    draws = np.asarray(answer["samples"], float).reshape(-1, len(case["horizon_times"]))
    if not np.isfinite(draws).all():
        raise ValueError(f"case {case['id']}: a draw is not a finite number")
    last, outcome = draws[:, -1], case["actuals"][-1]
    lowest, low, high, highest = np.quantile(last, TAILS)
    return {
        "probability": float(answer.get("p_met", probability(last, case["target"]))),
        "met": case["met"],
        "crps": min(crps(last, outcome) / case["scale"], MOST),
        "inside 80": low <= outcome <= high,
        "inside 95": lowest <= outcome <= highest,
        "seconds": seconds,
    }


def calibration_error(p, met):
    """Mean distance of stated and seen shares over ten bins of stated probability, by cases."""
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, p - met, BINS)
    return np.abs(gaps).sum() / len(p)


def summary(scores, reference, unaware):
    """Key figures of a table of scores.

    ``reference`` is the CRPS of the random walk on the same cases; ``unaware`` marks targets that
    were set without knowledge of the outcome: probabilities of others are not scored, for a
    score that lets the target tell something is not proper.
    """
    p = scores["probability"][unaware].to_numpy()
    met = scores["met"][unaware].to_numpy()
    sure = np.clip(p, LEAST, 1 - LEAST)
    chosen = len(p) > 0
    return {
        "cases": len(scores),
        "Brier": ((p - met) ** 2).mean() if chosen else np.nan,
        "log loss": -np.log(np.where(met == 1, sure, 1 - sure)).mean() if chosen else np.nan,
        "ECE": calibration_error(p, met) if chosen else np.nan,
        "CRPS ratio": scores["crps"].mean() / reference.mean(),
        "80 %": scores["inside 80"].mean(),
        "95 %": scores["inside 95"].mean(),
        "ms": 1000 * scores["seconds"].mean(),
    }


def groups(case):
    """The groups a case belongs to."""
    n = case["n"]
    points = "4-5" if n <= 5 else "6-8" if n <= 8 else "9-15"
    yield KINDS[case["kind"]]
    yield f"{points} points"
    yield VARIANTS[case["variant"]]


ORDER = [
    *KINDS.values(), "4-5 points", "6-8 points", "9-15 points", *VARIANTS.values(),
]  # fmt: skip


def membership(cases):
    """Which case belongs to which group. (cases) -> table of truth values, groups in order."""
    table = [dict.fromkeys(groups(case), True) for case in cases]
    return pd.DataFrame(table, columns=ORDER).notna()
