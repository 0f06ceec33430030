r"""Fits the weights of the prior on published series: ``python -m devindex.forecast.fit CASES``.

CASES is a JSON file, gzipped or not, with a list ``cases`` of forecasting tasks: ``times``,
``values``, ``bounds`` and ``upper`` of what is shown, ``horizon_times`` and ``actuals`` of what
came, ``target`` and whether it was met, ``scale``, and the ``family`` a series belongs to. The
series are not part of the package, the fitted weights are.

The weights minimise, over all tasks,

.. math:: -\log p(y \in \text{bin}) + 3 (P(y \ge \text{target}) - \text{met})^2

where the bin reaches a quarter of a usual yearly change (``scale``) to either side of what came,
at the last date to come (weight 0.7) and at the middle one (0.3). A family of series counts by the
root of its number of tasks. Both kinds of series are fitted by L-BFGS from equal weights.
"""

from __future__ import annotations

import gzip
import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit, ndtr

from devindex.forecast.filter import ahead
from devindex.forecast.predicting import rounded_up
from devindex.forecast.predictive import posterior
from devindex.forecast.prior import FILE, Prior, settings, written

__all__ = ["Evidence", "evidence", "fitted", "read_cases"]

Floats = NDArray[np.float64]
Case = dict[str, Any]
BIN = 0.25
LEAST = 1e-12
RIDGE = 1e-3
MIDDLE, LAST, MET = 0.3, 0.7, 3.0
CHUNK = 40


class Evidence(NamedTuple):
    """What each model says of each task, shape (cases, m)."""

    likelihood: NDArray[np.float32]
    """Log likelihood of what is shown, less its greatest."""
    last: NDArray[np.float32]
    """Probability of the bin that came, at the last date."""
    middle: NDArray[np.float32]
    """The same at the middle date."""
    met: NDArray[np.float32]
    """Probability that the target is met."""
    below: NDArray[np.float32]
    """Probability of less than what came, at the last date."""


def read_cases(file: str | Path) -> list[Case]:
    """Tasks of a file."""
    path = Path(file)
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    cases: list[Case] = json.loads(text)["cases"]
    return cases


def evidence(prior: Prior, cases: list[Case]) -> Evidence:
    """Run every model on every task; all are shares of a ceiling, or none is."""
    found = Evidence(*(np.empty((len(cases), len(prior.places)), np.float32) for _ in range(5)))
    for rows in _alike(cases):
        for whole, part in zip(found, _evidence(prior, [cases[n] for n in rows]), strict=True):
            whole[rows] = part
    return found


def _alike(cases: list[Case]) -> Iterator[list[int]]:
    """Tasks with as many figures, some at a time."""
    by_size: dict[int, list[int]] = {}
    for n, case in enumerate(cases):
        by_size.setdefault(len(case["times"]), []).append(n)
    for same in by_size.values():
        for start in range(0, len(same), CHUNK):
            yield same[start : start + CHUNK]


def _evidence(prior: Prior, cases: list[Case]) -> tuple[Floats, ...]:
    t, low = (np.array([c[name] for c in cases], dtype=float) for name in ("times", "values"))
    high = np.array([rounded_up(v, np.array(c["bounds"])) for v, c in zip(low, cases, strict=True)])
    ceiling = np.array([c["upper"] for c in cases], dtype=float) if prior.bounded else None
    if ceiling is not None:
        high = np.minimum(high, ceiling[:, None])
    seen = posterior(prior, t, low, high, ceiling)
    half = BIN * np.array([[c["scale"]] for c in cases])

    def below(y: Floats, gap: Floats) -> Floats:
        then = ahead(prior.noise, seen.state, gap[:, None])
        z = seen.scale.forward(y)[:, 0][:, prior.places[:, 0]]
        return np.asarray(ndtr((z - then.level) / np.sqrt(then.level_var + prior.noise.figure)))

    def at(place: int | None) -> tuple[Floats, Floats, Floats]:
        n = [len(c["actuals"]) - 1 if place else (len(c["actuals"]) - 1) // 2 for c in cases]
        y = np.array([[c["actuals"][k]] for c, k in zip(cases, n, strict=True)])
        gap = np.array([c["horizon_times"][k] for c, k in zip(cases, n, strict=True)]) - t[:, -1]
        over, under = below(y + half, gap), below(y - half, gap)
        if ceiling is not None:
            over = np.where(y + half >= 0.998 * ceiling[:, None], 1.0, over)
        under = np.where(y - half <= 0, 0.0, under)
        return np.maximum(over - under, LEAST), y, gap

    middle, _, _ = at(None)
    last, y, gap = at(-1)
    target = np.array([[c["target"]] for c in cases], dtype=float)
    return seen.log_likelihood, last, middle, 1 - below(target, gap), below(y, gap)


def fitted(prior: Prior, cases: list[Case], seen: Evidence, *, rounds: int = 80) -> Prior:
    """The prior with the weights that fit the tasks best."""
    many = Counter(c["family"] for c in cases)
    share = np.array([many[c["family"]] ** -0.5 for c in cases])
    share /= share.sum()
    met = np.array([c["met"] for c in cases], dtype=float)
    asked = MET * share * [c.get("target_mode") != "ratio" for c in cases]
    design = np.concatenate(
        [
            (prior.places[:, [n]] == np.arange(len(w))).astype(np.float32)
            for n, w in enumerate(prior.weights)
        ],
        axis=1,
    )

    def loss(x: Floats) -> tuple[float, Floats]:
        trust = expit(x[-1])
        w = trust * seen.likelihood + design @ x[:-1].astype(np.float32)
        w = np.exp(w - w.max(axis=1, keepdims=True))
        w /= w.sum(axis=1, keepdims=True)
        value, gradient = 0.0, np.zeros_like(w)
        for part, weight in ((seen.last, LAST), (seen.middle, MIDDLE)):
            hit = w * part
            p = hit.sum(axis=1)
            value -= float(weight * (share * np.log(p)).sum())
            gradient -= (weight * share)[:, None] * (hit / p[:, None] - w)
        p = (w * seen.met).sum(axis=1)
        value += float((asked * (p - met) ** 2).sum())
        gradient += (2 * asked * (p - met))[:, None] * w * (seen.met - p[:, None])
        slopes = np.append(
            gradient.sum(axis=0) @ design + 2 * RIDGE * x[:-1],
            (gradient * seen.likelihood).sum() * trust * (1 - trust),
        )
        return value + RIDGE * float((x[:-1] ** 2).sum()), slopes.astype(float)

    start = np.append(np.zeros(design.shape[1]), logit(prior.trust))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    cuts = np.cumsum([len(w) for w in prior.weights])[:-1]
    weights = tuple(np.exp(x - x.max()) for x in np.split(found[:-1], cuts))
    return replace(
        prior, weights=tuple(w / w.sum() for w in weights), trust=float(expit(found[-1]))
    )


def of_kind(cases: list[Case], *, bounded: bool, without: Collection[str] = ()) -> list[Case]:
    """Tasks of shares of a ceiling, or of other figures, leaving out whole families."""
    return [c for c in cases if (c["upper"] is not None) == bounded and c["family"] not in without]


def log(prior: Prior, cases: list[Case], seen: Evidence) -> str:
    """What the fit came to, as text."""
    raw = prior.log_weights + prior.trust * seen.likelihood
    w = np.exp(raw - raw.max(axis=1, keepdims=True))
    w /= w.sum(axis=1, keepdims=True)
    place = (w * seen.below).sum(axis=1)
    asked = np.array([c.get("target_mode") != "ratio" for c in cases])
    p, met = (w * seen.met).sum(axis=1)[asked], np.array([c["met"] for c in cases])[asked]
    lines = [
        f"{'shares of a ceiling' if prior.bounded else 'other figures'}: {len(cases)} tasks of "
        f"{len({c['sid'] for c in cases})} series, {len(prior.places)} models",
        f"families: {', '.join(sorted({c['family'] for c in cases}))}",
        f"on the tasks fitted: Brier {np.mean((p - met) ** 2):.4f}, inside the 80 % interval "
        f"{np.mean((place > 0.1) & (place < 0.9)):.3f}, the 95 % interval "
        f"{np.mean((place > 0.025) & (place < 0.975)):.3f}, log score "
        f"{np.log((w * seen.last).sum(axis=1)).mean():.3f}",
        f"trust {prior.trust:.4f}",
    ]
    for axis, weights in zip(settings(prior.bounded).items(), prior.weights, strict=True):
        said = ", ".join(f"{s} {x:.3f}" for s, x in zip(axis[1], weights, strict=True))
        lines.append(f"{axis[0]}: {said}")
    return "\n".join(lines)


def main() -> None:
    """Fit both kinds and write the weights and the log beside the package's own."""
    parser = ArgumentParser(description="Fit the prior of the forecasts on published series.")
    parser.add_argument("cases", type=Path, help="JSON file of tasks, may be gzipped")
    parser.add_argument("--out", type=Path, default=FILE, help="where the weights go (TOML)")
    given = parser.parse_args()
    cases, priors, said = read_cases(given.cases), {}, []
    for name, bounded in (("bounded", True), ("free", False)):
        prior, some = Prior.flat(bounded=bounded), of_kind(cases, bounded=bounded)
        seen = evidence(prior, some)
        priors[name] = fitted(prior, some, seen)
        said.append(log(priors[name], some, seen))
        print(said[-1], flush=True)
    given.out.write_text(written(priors), "utf-8")
    given.out.with_suffix(".log").write_text("\n\n".join(said) + "\n", "utf-8")


if __name__ == "__main__":
    main()
