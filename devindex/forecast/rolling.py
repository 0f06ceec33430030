"""Each announced figure forecast from what was public the day before it came.

This is the test of the forecasts on these data: several dozen figures of some sixteen series,
against a handful of plan targets whose outcome is known. A figure is tried where the day
before it was published three usable figures or more were public, all of earlier dates. One
announced more coarsely than a tenth of itself ("more than 10,000" is 10,000 to 20,000) says too
little to score by; of the others the middle of the interval counts. Repeats are no figures and
are not tried, so that figures which never changed are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from devindex.definitions import Links, load_links
from devindex.definitions import series as known_series
from devindex.forecast.outlook import DRAWS, forecast
from devindex.forecast.scoring import crps, crps_normal, random_walk
from devindex.forecast.series import NoFigure, Series, clean_series
from devindex.observations import Announcements, load_announcements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ahead", "rolling", "rolling_scores"]

Floats = NDArray[np.float64]
SERIES = 4
"""Usable figures of a series that is tried."""
KNOWN = 3
"""Usable figures known before; fewer give a random walk no variance."""
COARSE = 0.1
"""Widest interval of a figure to score by, over the figure."""
MOST = 30.0
"""Error, in mean steps a year, above which one case counts no more."""
INSIDE = {"80": (0.1, 0.9), "95": (0.025, 0.975)}


def rolling(
    announcements: Announcements | None = None, *, links: Links | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """One row for each figure tried.

    Returns
    -------
    DataFrame
        ``series``; ``as_of``, the day before the figure was published; ``date`` and ``outcome`` of
        the figure; ``figures`` known; ``years`` from the latest of them; quantiles of the
        forecast; ``in_80`` and ``in_95``; ``crps``; and the last three of a random walk with
        drift, marked ``walk``. CRPS is in mean absolute steps a year of the figures known, 30 at
        most.
    """
    import pandas as pd

    read, links = announcements or load_announcements(), links or load_links()
    rows = []
    for code in known_series("national"):
        try:
            whole = clean_series(code, announcements=read, links=links)
        except NoFigure:
            continue
        if len(whole) >= SERIES:
            rows += list(_tried(whole, read, links, draws, seed))
    return pd.DataFrame(rows)


def ahead(
    code: str, as_of: date, until: date, *, announcements: Announcements | None = None,
    links: Links | None = None, draws: int = DRAWS, seed: int = 0,
) -> tuple[Series, Floats] | None:  # fmt: skip
    """Figures known on a day, and draws at a later one; None where too little was known."""
    try:
        known = clean_series(code, as_of, announcements=announcements, links=links)
    except NoFigure:
        return None
    if len(known) < KNOWN or (known.kept[-1].figure.day or until) >= until:
        return None
    return known, forecast(known, until, draws=draws, seed=seed).draws[:, -1]


def rolling_scores(cases: pd.DataFrame) -> pd.DataFrame:
    """Coverage and CRPS of the forecasts and of the random walk, over all figures tried.

    ``ratio`` is mean CRPS over that of the random walk; ``mean_of_series`` gives every series the
    same weight, since some have many figures and most few.
    """
    import pandas as pd

    rows = []
    for name, mark in (("forecast", ""), ("random walk with drift", "_walk")):
        columns = [f"in_80{mark}", f"in_95{mark}", f"crps{mark}"]
        row = {
            "method": name, "figures": len(cases), "series": cases["series"].nunique(),
            "in_80": cases[columns[0]].mean(), "in_95": cases[columns[1]].mean(),
            "crps": cases[columns[2]].mean(),
            "ratio": cases[columns[2]].mean() / cases["crps_walk"].mean(),
        }  # fmt: skip
        by_series = cases.groupby("series")[list({*columns, "crps_walk"})].mean()
        row["in_80_mean_of_series"] = by_series[columns[0]].mean()
        row["ratio_mean_of_series"] = by_series[columns[2]].mean() / by_series["crps_walk"].mean()
        rows.append(row)
    return pd.DataFrame(rows).set_index("method")


def _tried(
    whole: Series, read: Announcements, links: Links, draws: int, seed: int
) -> Iterator[dict[str, object]]:
    for n in range(1, len(whole)):
        figure = whole.kept[n].figure
        if whole.high[n] - whole.low[n] > COARSE * whole.values[n]:
            continue
        if figure.published is None or figure.day is None:
            continue
        as_of = figure.published - timedelta(days=1)
        found = ahead(
            whole.code, as_of, figure.day, announcements=read, links=links, draws=draws, seed=seed
        )
        if found is None or found[0].times[-1] < whole.times[0]:  # all before the last break
            continue
        known, drawn = found
        outcome = float(whole.low[n] + whole.high[n]) / 2
        yield {
            "series": whole.code, "as_of": as_of, "date": figure.day, "figures": len(known),
            "years": float(whole.times[n] - known.times[-1]), "outcome": outcome,
            **_scored(known, drawn, outcome, float(whole.times[n])),
        }  # fmt: skip


def _scored(known: Series, drawn: Floats, outcome: float, until: float) -> dict[str, object]:
    step = np.abs(np.diff(known.values)).sum() / (known.times[-1] - known.times[0])
    mean, deviation = random_walk(known.times, known.values, until)
    row: dict[str, object] = {
        "median": float(np.median(drawn)),
        "crps": min(crps(drawn, outcome) / step, MOST),
        "crps_walk": min(crps_normal(mean, deviation, outcome) / step, MOST),
    }
    for level, z in (("80", 1.2815515655446004), ("95", 1.959963984540054)):
        low, high = np.quantile(drawn, INSIDE[level])
        row |= {
            f"low_{level}": float(low), f"high_{level}": float(high),
            f"in_{level}": bool(low <= outcome <= high),
            f"in_{level}_walk": bool(abs(outcome - mean) <= z * deviation),
        }  # fmt: skip
    return row
