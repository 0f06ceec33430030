"""Forecasts kept with a release, so that the next one can score them.

A record holds, for each open target with figures, one row a year end up to the deadline:
quantiles of the figure there, and the probability that the target is reached by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from devindex.definitions import Links, load_targets
from devindex.errors import ForecastError, listed, say, unknown
from devindex.forecast.assessing import assessments
from devindex.forecast.assessment import Assessment
from devindex.forecast.outlook import DRAWS
from devindex.forecast.own import day_of
from devindex.forecast.scoring import brier, log_score
from devindex.forecast.states import TargetState, target_state
from devindex.kinds import require, shown
from devindex.observations import Announcements
from devindex.observations.dates import decimal_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "QUANTILES", "read_record", "record", "score_record"]

QUANTILES = {
    "q025": 0.025, "q100": 0.1, "q250": 0.25, "q500": 0.5, "q750": 0.75, "q900": 0.9,
    "q975": 0.975,
}  # fmt: skip
COLUMNS = (
    "target", "as_of", "deadline", "date", "threshold", "unit", "grade", "figures", "series",
    "probability", *QUANTILES,
)  # fmt: skip
DIGITS = 6
"""Significant digits a record is kept to."""


def record(
    as_of: str | date | None = None, *, announcements: Announcements | None = None,
    links: Links | None = None, draws: int = DRAWS, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Forecasts of a day, to be kept: ``record().to_csv(file, index=False)``.

    Arguments as of :func:`devindex.assessments`. Days are text, ``date`` and ``as_of`` included.

    Examples
    --------
    >>> kept = record(draws=200)
    >>> kept["target"].nunique(), kept["date"].min()
    (6, '2022-12-31')
    """
    import pandas as pd

    found = assessments(as_of, announcements=announcements, links=links, draws=draws, seed=seed)
    return pd.DataFrame([row for a in found for row in _rows(a)], columns=list(COLUMNS))


def _rows(found: Assessment) -> Iterator[dict[str, Any]]:
    forecast, series, deadline = found.forecast, found.state.series, found.target.deadline
    if forecast is None or series is None:
        return
    cuts = np.quantile(forecast.draws, list(QUANTILES.values()), axis=0).T
    for when, levels in zip(forecast.dates, cuts, strict=True):
        yield {
            "target": found.target.id, "as_of": found.state.as_of.isoformat(),
            "deadline": str(deadline), "date": f"{int(when)}-12-31",
            "threshold": found.state.threshold, "unit": found.target.unit.en,
            "grade": found.grade, "figures": len(series), "series": series.code,
            "probability": _short(forecast.probability(by=float(when))),
            **dict(zip(QUANTILES, map(_short, levels), strict=True)),
        }  # fmt: skip


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def read_record(file: str | Path) -> pd.DataFrame:
    """A record from a CSV, checked.

    Raises
    ------
    ForecastError
        If there is no such file or it is no table, a column is missing, a target is not known, a
        day does not parse or a quantile is no number; all faults of the file together.
    """
    import pandas as pd

    require(file, str | Path, "file", ForecastError)
    path = Path(file)
    if not path.is_file():
        raise ForecastError(say("there is no file {file}", "没有文件 {file}", file=path))
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        raise ForecastError(
            say(
                "{file} is no table; a CSV that a release keeps as trajectories.csv is needed",
                "{file} 不是表格，应为发布包中的 trajectories.csv",
                file=path,
            )
        ) from None
    _require(frame)
    numbers = ["threshold", "figures", "probability", *QUANTILES]
    out = frame[list(COLUMNS)].copy()
    problems = [
        unknown("target", t, load_targets()) for t in set(out["target"]) - {*load_targets()}
    ]
    for column in numbers:
        made = pd.to_numeric(out[column], errors="coerce")
        bad = np.flatnonzero(~np.isfinite(made))
        problems += [
            say(
                "{file}, line {line}: {column} is {value}, which is not a number",
                "{file}，第{line}行：{column} 为{value}，不是数值",
                file=path.name, line=int(n) + 2, column=column, value=shown(out[column].iloc[n]),
            )
            for n in bad
        ]  # fmt: skip
        out[column] = made
    for column in ("as_of", "deadline", "date"):
        for text in dict.fromkeys(out[column]):
            try:
                day_of(text)
            except ForecastError as error:
                problems += error.problems
    if problems:
        raise ForecastError(problems)
    return out


def score_record(
    kept: pd.DataFrame, as_of: str | date | None = None, *,
    announcements: Announcements | None = None, links: Links | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Score a record by what has been announced since.

    A figure counts if it was published after the record's day and is dated between the first and
    the last date of the record; quantiles between two dates are taken from them in a straight
    line. Of an interval ("more than") the middle counts. A target counts once its deadline has
    passed and its outcome is known.

    Returns
    -------
    DataFrame
        ``kind`` "figure": ``outcome``, ``in_80``, ``in_95`` and ``quantile_score``, the mean over
        the quantiles of twice their pinball loss, over the target's threshold. ``kind`` "target":
        ``probability``, ``met``, ``brier`` and ``log_score``. Empty where nothing is known yet.

    Raises
    ------
    ForecastError
        For a frame that is no record, and a day that is not after the record's.
    """
    import pandas as pd

    require(kept, pd.DataFrame, "kept", ForecastError)
    require(as_of, str | date | None, "as_of", ForecastError)
    _require(kept)
    day = None if as_of is None else day_of(as_of)
    parts = {str(t): part.sort_values("date") for t, part in kept.groupby("target", sort=False)}
    rows: list[dict[str, Any]] = []
    for code, part in parts.items():
        made = day_of(str(part["as_of"].iloc[0]))
        now = target_state(code, day, announcements=announcements, links=links)
        if now.as_of <= made:
            raise ForecastError(
                say(
                    "{day} is not after {made}, when the record was made; give a later day",
                    "{day}不晚于记录形成之日{made}，请给出更晚的日期",
                    day=now.as_of, made=made,
                )
            )  # fmt: skip
        rows += _figures(code, part, made, now)
        if now.state in ("past-met", "past-missed"):
            p, met = float(part["probability"].iloc[-1]), now.state == "past-met"
            outcome = np.array([met])
            rows.append(
                {
                    "target": code, "kind": "target", "date": part["deadline"].iloc[0],
                    "probability": p, "met": met,
                    "brier": float(brier(np.array([p]), outcome)[0]),
                    "log_score": float(log_score(np.array([p]), outcome)[0]),
                }
            )  # fmt: skip
    columns = [
        "target", "kind", "date", "outcome", "in_80", "in_95", "quantile_score", "probability",
        "met", "brier", "log_score",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _figures(
    code: str, part: pd.DataFrame, made: date, now: TargetState
) -> Iterator[dict[str, Any]]:
    series = now.series
    if series is None:
        return
    dates = np.array([decimal_year(day_of(d)) for d in part["date"]])
    levels = np.array(list(QUANTILES.values()))
    for n, when in enumerate(series.times):
        published = series.kept[n].figure.published
        if published is None or published <= made or not dates[0] <= when <= dates[-1]:
            continue
        cuts = np.array([np.interp(when, dates, part[q].to_numpy(float)) for q in QUANTILES])
        outcome = float(series.low[n] + series.high[n]) / 2
        loss = np.maximum(levels * (outcome - cuts), (levels - 1) * (outcome - cuts))
        yield {
            "target": code, "kind": "figure", "date": series.kept[n].figure.when,
            "outcome": outcome, "in_80": bool(cuts[1] <= outcome <= cuts[-2]),
            "in_95": bool(cuts[0] <= outcome <= cuts[-1]),
            "quantile_score": 2 * float(loss.mean()) / now.threshold,
        }  # fmt: skip


def _require(frame: pd.DataFrame) -> None:
    missing = [c for c in COLUMNS if c not in frame]
    if missing:
        raise ForecastError(
            say(
                "the record has no column {names}", "记录缺少列：{names}", names=listed(missing)
            )
        )  # fmt: skip
