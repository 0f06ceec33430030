"""Estimates of a table of firms by province, industry, size and every margin of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from devindex.enterprise.surveys.answered import sound_level
from devindex.enterprise.surveys.design import LONELY, Floats
from devindex.enterprise.surveys.estimates import Estimates, marks
from devindex.enterprise.tables import sums
from devindex.enterprise.tables.clusters import Clusters
from devindex.enterprise.tables.crossings import coded, levels_of, present, rows
from devindex.enterprise.tables.linear import estimated
from devindex.enterprise.tables.measures import Measure, needed
from devindex.enterprise.tables.strata import Strata, strata_of
from devindex.errors import EnterpriseError, say, unknown

if TYPE_CHECKING:
    import ibis

__all__ = ["Fetches", "tabulate", "tabulate_all"]

AT_ONCE = 40
"""Most measures summed in one pass."""

ROOM = 100_000_000
"""Answers of firms of holdings fetched at once: fewer measures in a pass where there are more."""

FEW = 4
"""Weights of a stratum, on average, up to which firms are grouped by weight too."""


class Fetches(Protocol):
    """What brings small results: an engine."""

    def frame(self, table: ibis.Table) -> pd.DataFrame:
        """Fetch them."""


def tabulate(
    engine: Fetches,
    table: ibis.Table,
    measures: Sequence[Measure],
    by: Sequence[str] | Sequence[Sequence[str]] = ("province", "industry"),
    frame: pd.DataFrame | ibis.Table | None = None,
    *,
    lonely: str = "adjust",
    level: float = 0.95,
    cv_above: float = 0.25,
    firms_below: int = 10,
) -> pd.DataFrame:
    r"""Estimate measures in all domains, with design-based standard errors.

    The same estimators as :func:`~devindex.enterprise.surveys.estimators.totals`, ``means`` and
    ``ratios``; here the engine adds up, and only sums by stratum and domain are fetched.

    Firms of a holding in one stratum are one cluster; a firm without one is its own. The frame
    counts firms, so the number of clusters of a stratum in the frame is taken to be

    .. math:: N_h = n_h F_h / f_h

    of n sampled clusters, f sampled firms and F firms of the frame, which makes the sampling
    fraction that of the firms. A stratum with :math:`f_h = F_h` was taken whole and has no
    variance.

    Parameters
    ----------
    engine
        Fetches small results.
    table
        One row a firm: ``stratum``, ``holding``, ``weight``, the columns of ``by`` and of the
        measures; a missing answer is NULL.
    measures
        From :func:`~devindex.enterprise.tables.measures.measures_of`, or your own.
    by
        Columns that make the domains; or several crossings, as from
        :func:`~devindex.enterprise.tables.crossings.margins`. A firm
        without a code is in no domain of that column, but stays in the sample.
    frame
        Columns ``stratum`` and ``firms``; None is sampling with replacement.
    lonely
        What a stratum with one sampled cluster adds
        (:func:`~devindex.enterprise.surveys.sampling.sample_design`).
    level
        Of the confidence interval.
    cv_above, firms_below
        When an estimate is of low reliability
        (:func:`~devindex.enterprise.surveys.estimates.status`).

    Returns
    -------
    One row a domain that has a firm and a measure: its codes (``TOTAL`` where a column is summed
    over), ``measure``, ``value``, ``se``, ``cv``, ``lower``, ``upper``, ``df``, ``deff``,
    ``firms``, ``missing`` and ``clusters`` as in ``Estimates``, ``weight``, the sum over the firms
    that answered, and ``status``: A normal, U low reliability, O nobody answered.

    Raises
    ------
    EnterpriseError
        A column that is not there, a weight that is not positive, a firm without a stratum, a
        frame that does not hold the sample, an answer that is infinite.

    Warns
    -----
    DevindexWarning
        Where a stratum is lonely.

    Notes
    -----
    Memory and time follow firms once and then pairs of stratum and domain. A variance below 1e-12
    of the sums it is the difference of is zero.
    """
    return tabulate_all(
        engine, [(table, measures)], by, frame,
        lonely=lonely, level=level, cv_above=cv_above, firms_below=firms_below,
    )  # fmt: skip


def tabulate_all(
    engine: Fetches,
    wanted: Sequence[tuple[ibis.Table, Sequence[Measure]]],
    by: Sequence[str] | Sequence[Sequence[str]] = ("province", "industry"),
    frame: pd.DataFrame | ibis.Table | None = None,
    *,
    lonely: str = "adjust",
    level: float = 0.95,
    cv_above: float = 0.25,
    firms_below: int = 10,
) -> pd.DataFrame:
    """Estimate measures of several tables of the same firms, one below the other.

    As :func:`tabulate` of each; strata are counted once, in the first.
    """
    crossings, level = levels_of(by), sound_level(level)
    if lonely not in LONELY:
        raise EnterpriseError(unknown("rule for lonely strata", lonely, LONELY))
    dimensions = list(dict.fromkeys(c for crossing in crossings for c in crossing))
    for table, measures in wanted:
        present(table, [*dimensions, *needed(measures)], dimensions)
    strata = strata_of(engine, wanted[0][0], frame, lonely)
    marked = partial(marks, cv_above=cv_above, firms_below=firms_below)
    held = None
    if strata.firms.sum() > strata.clusters:  # once for all passes over all tables
        held = engine.frame(sums.shared(wanted[0][0]))
    made = [
        _tabulated(engine, table, measures, dimensions, crossings, strata, held, level, marked)
        for table, measures in wanted
    ]
    return pd.concat(made, ignore_index=True)


def _tabulated(
    engine: Fetches, table: ibis.Table, measures: Sequence[Measure], dimensions: Sequence[str],
    crossings: Sequence[Sequence[str]], strata: Strata, held: pd.DataFrame | None, level: float,
    marked: Callable[[Estimates], NDArray[np.str_]],
) -> pd.DataFrame:  # fmt: skip
    """Estimates of one table, in as many passes as memory asks for."""
    firms = 0 if held is None else int(held["firms"].sum())
    step = max(1, min(AT_ONCE, ROOM // (2 * max(firms, 1))))
    done = [
        _batch(engine, table, some, dimensions, crossings, strata, held, level)
        for some in (measures[n : n + step] for n in range(0, len(measures), step))
    ]
    parts = []
    for n in range(len(crossings)):
        whole = Estimates.joined([one[n][1] for one in done])
        weight = np.concatenate([one[n][2] for one in done], axis=1)
        codes = done[0][n][0]
        parts.append(rows(codes, dimensions, measures, whole, weight, marked(whole)))
    return pd.concat(parts, ignore_index=True)


Done = tuple[pd.DataFrame, Estimates, Floats]


def _batch(
    engine: Fetches, table: ibis.Table, measures: Sequence[Measure], dimensions: Sequence[str],
    crossings: Sequence[Sequence[str]], strata: Strata, held: pd.DataFrame | None, level: float,
) -> list[Done]:  # fmt: skip
    """Codes of the domains, estimates and weights of some measures, crossing by crossing."""
    rough = engine.frame(sums.centres(table, measures)).astype(float).iloc[0]
    keyed = strata.weights <= FEW
    at = [_rounded(rough[f"v{k}"], rough[f"u{k}"]) for k in range(len(measures))]
    cells = engine.frame(sums.by_cell(table, measures, at, dimensions, held, keyed=keyed))
    firms = cells[:0]
    if held is not None:
        firms = engine.frame(sums.together(table, measures, dimensions, held))
    rows, met = _headed(cells, firms, dimensions), []
    for crossing in crossings:
        codes, domain = coded(rows, crossing)
        met.append((codes, Clusters.of(rows, domain, len(codes), strata)))
    made: list[list[tuple[Estimates, Floats]]] = [[] for _ in met]
    bad = []
    for k, measure in enumerate(measures):
        s = _summed(cells, firms, k, measure, at[k])
        if not all(np.isfinite(v).all() for v in s.values()):
            bad.append(measure.code)
            continue
        for done, (_, clusters) in zip(made, met, strict=True):
            pairs = clusters.summed(measure, s)
            done.append(estimated(clusters.meeting, measure, at[k], pairs, level))
    _refuse(bad)
    return [
        (codes, Estimates.joined([e for e, _ in done]), np.stack([w for _, w in done], axis=1))
        for done, (codes, _) in zip(made, met, strict=True)
    ]


def _rounded(v: float, u: float) -> float:
    """Ratio to three digits, so that adding up in another order moves nothing; 0 for none."""
    if not (np.isfinite([v, u]).all() and u != 0):
        return 0.0
    return float(f"{v / u:.3g}")


def _headed(cells: pd.DataFrame, firms: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Cells, then firms of holdings: codes, ``group``, ``firms``, sums of weights and squares."""
    keys = ["stratum", *dimensions]
    own = cells[[*keys, "firms"]].astype({"firms": float})
    if "weight" in cells.columns:
        w = cells["weight"].to_numpy(dtype=float)
        own = own.assign(N=own["firms"] * w, NN=own["firms"] * w * w)
    else:
        own = own.assign(N=cells["N"].astype(float), NN=cells["NN"].astype(float))
    if firms.empty:
        return own.assign(group=None)
    w = firms["weight"].to_numpy(dtype=float)
    each = firms[[*keys, "holding"]].rename(columns={"holding": "group"})
    return pd.concat([own, each.assign(firms=1.0, N=w, NN=w * w)], ignore_index=True)


def _summed(
    cells: pd.DataFrame, firms: pd.DataFrame, k: int, measure: Measure, centre: float
) -> dict[str, Floats]:
    """Sums of a measure (``CELLS``), cell by cell and then firm by firm."""
    own = _of_cells(cells, k, measure)
    if firms.empty:
        return own
    each = _of_firms(firms, k, measure, centre)
    return {c: np.concatenate([own[c], each[c]]) for c in each}


def _of_cells(cells: pd.DataFrame, k: int, measure: Measure) -> dict[str, Floats]:
    """Whether or not firms were grouped by weight."""

    def column(name: str) -> Floats:
        given = cells[name].to_numpy(dtype=float)
        return np.where(np.isnan(given), 0.0, given)

    keyed = "weight" in cells.columns
    w = column("weight") if keyed else np.ones(len(cells))
    s = {c: column(f"{c}{k}") for c in sums.CELLS if f"{c}{k}" in cells.columns}
    if keyed:
        s["W"] = w * s["n"]
    if measure.denominator is None:
        s |= {"Q": s["n"] if keyed else s["W"], "eu": s["P"]}
        s["uu"] = s["Q"]
    if keyed:
        s |= {"PP": w * w * s["ee"], "PQ": w * w * s["eu"], "QQ": w * w * s["uu"]}
        s |= {c: w * s[c] for c in ("P", "Q", "ee", "eu", "uu")}
    return s


def _of_firms(firms: pd.DataFrame, k: int, measure: Measure, centre: float) -> dict[str, Floats]:
    """Each firm a cell of its own."""
    v, w = firms[f"v{k}"].to_numpy(dtype=float), firms["weight"].to_numpy(dtype=float)
    u = np.ones(len(v))
    if measure.denominator is not None:
        u = firms[f"u{k}"].to_numpy(dtype=float)
    there = ~np.isnan(v) & ~np.isnan(u)
    e, u, n = np.where(there, v - centre * u, 0.0), np.where(there, u, 0.0), there.astype(float)
    P, Q = w * e, w * u
    return {
        "n": n, "W": w * n, "P": P, "Q": Q, "PP": P * P, "PQ": P * Q, "QQ": Q * Q,
        "ee": P * e, "eu": P * u, "uu": Q * u,
    }  # fmt: skip


def _refuse(bad: Sequence[str]) -> None:
    """Infinite answers, and sums too large to square."""
    if bad:
        raise EnterpriseError(
            say(
                "measure {code} has answers that are infinite or too large to square; finite "
                "numbers are needed",
                "指标 {code} 的回答为无穷大或过大而无法求平方，应为有限的数值",
                code=code,
            )
            for code in bad
        )
