"""Tables of a sample whose weights are calibrated to known totals: in memory, so for few firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.enterprise.surveys.calibration import calibrate
from devindex.enterprise.surveys.design import Design, Floats, Ints
from devindex.enterprise.surveys.domains import added
from devindex.enterprise.surveys.estimates import Estimates, marks
from devindex.enterprise.surveys.estimators import means, ratios, totals
from devindex.enterprise.surveys.margins import Margin
from devindex.enterprise.surveys.sampling import sample_design
from devindex.enterprise.tables import sums
from devindex.enterprise.tables.crossings import coded, levels_of, present, rows
from devindex.enterprise.tables.measures import Measure, needed
from devindex.enterprise.tables.strata import Strata, strata_of
from devindex.enterprise.tables.tabulate import Fetches
from devindex.errors import EnterpriseError, say
from devindex.kinds import shown

if TYPE_CHECKING:
    import ibis

__all__ = ["MOST", "calibrated"]

MOST = 500_000
"""Firms that are calibrated in memory."""


def calibrated(
    engine: Fetches,
    table: ibis.Table,
    measures: Sequence[Measure],
    known: Mapping[str, Mapping[str, float] | float],
    by: Sequence[str] | Sequence[Sequence[str]] = ("province", "industry"),
    frame: pd.DataFrame | ibis.Table | None = None,
    *,
    method: str = "linear",
    lonely: str = "adjust",
    level: float = 0.95,
    cv_above: float = 0.25,
    firms_below: int = 10,
    most: int = MOST,
) -> pd.DataFrame:
    """Estimate as ``tabulate`` does, with weights calibrated to known totals of the frame.

    The variance of a calibrated estimate is that of residuals of every firm, so the firms come to
    memory: only the columns that are asked for, and at most ``most`` firms. A larger sample is
    left to :func:`~devindex.enterprise.tables.tabulate.tabulate`.

    Parameters
    ----------
    engine, table, measures, by, frame, lonely, level, cv_above, firms_below
        As for :func:`~devindex.enterprise.tables.tabulate.tabulate`.
    known
        By column: the number of firms of the frame in each class of it, or, of a column of
        numbers, their sum over the frame.
    method
        As for :func:`~devindex.enterprise.surveys.calibration.calibrate`.

    Returns
    -------
    The columns of :func:`~devindex.enterprise.tables.tabulate.tabulate`.

    Raises
    ------
    EnterpriseError
        As for ``tabulate`` and ``calibrate``; more firms than ``most``; a class without a total.
    """
    crossings = levels_of(by)
    dimensions = list(dict.fromkeys(c for crossing in crossings for c in crossing))
    present(table, [*dimensions, *needed(measures), *known], dimensions)
    strata = strata_of(engine, table, frame, lonely, tell=False)
    if (firms := int(strata.firms.sum())) > most:
        raise EnterpriseError(
            say(
                "the table has {n:,} firms; calibration takes up to {most:,}, so leave it out or "
                "give calibrated weights",
                "表中有 {n:,} 家企业，校准至多处理 {most:,} 家；请不作校准，或直接给出校准后的权数",
                n=firms, most=most,
            )
        )  # fmt: skip
    kept = dict.fromkeys([*dimensions, *known])
    d = engine.frame(sums.answers(table, measures, list(kept)))
    design = _design(d, strata, lonely)
    design = calibrate(design, [_margin(d, c, t) for c, t in known.items()], method)
    parts = []
    for crossing in crossings:
        codes, domain = coded(d, crossing)
        done = [_one(design, d, k, m, domain, len(codes), level) for k, m in enumerate(measures)]
        e = Estimates.joined([one for one, _ in done])
        weight = np.stack([w for _, w in done], axis=1)
        state = marks(e, cv_above=cv_above, firms_below=firms_below)
        parts.append(rows(codes, dimensions, measures, e, weight, state))
    return pd.concat(parts, ignore_index=True)


def _design(d: pd.DataFrame, strata: Strata, lonely: str) -> Design:
    """The sample, firm by firm, with the clusters of ``strata``."""
    held, group = ~d["alone"].to_numpy(dtype=bool), pd.factorize(d["holding"])[0]
    cluster = np.where(held, group, len(d) + np.arange(len(d)))
    population = strata.design.population
    return sample_design(
        d["weight"], stratum=d["stratum"], cluster=cluster, nest=True, lonely=lonely,
        population=None if np.isinf(population).all() else population[strata.places(d["stratum"])],
    )  # fmt: skip


def _margin(d: pd.DataFrame, column: str, totals: Mapping[str, float] | float) -> Margin:
    if not isinstance(totals, Mapping):
        return Margin(column, d[column].to_numpy(dtype=float), totals)
    codes = pd.Index(list(totals)).get_indexer(pd.Index(d[column]))
    if (codes < 0).any():
        raise EnterpriseError(
            say(
                "{column} has no total of the class {code}; every class of the sample needs one",
                "{column} 缺少类别 {code} 的总数，样本中的每一类都应有总数",
                column=column, code=shown(d[column].iloc[int(np.argmax(codes < 0))]),
            )
        )  # fmt: skip
    return Margin(column, codes, list(totals.values()))


def _one(
    design: Design, d: pd.DataFrame, k: int, measure: Measure, domain: Ints, many: int, level: float
) -> tuple[Estimates, Floats]:
    """Estimates of one measure, and the weights of those who answered."""
    v = measure.factor * d[f"v{k}"].to_numpy(dtype=float)
    given = ~np.isnan(v)
    if measure.denominator is not None:
        u = d[f"u{k}"].to_numpy(dtype=float)
        given &= ~np.isnan(u)
        e = ratios(design, v, u, domain, domains=many, level=level)
    else:
        one = totals if measure.kind == "total" else means
        e = one(design, v, domain, domains=many, level=level)
    inside = given & (domain >= 0)
    return e, added(domain[inside], design.weight[inside], many)
