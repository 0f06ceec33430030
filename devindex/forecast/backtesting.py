"""Plan targets of 2020 and 2023 forecast from what was known at the time, and scored.

Two days are tried for each target whose outcome is in the figures: the last day of the date its
document bears, and one year before its deadline. Only figures published by that day are read.
The outcomes that are known are few and all one way, so that the scores of the targets say little;
:mod:`devindex.forecast.rolling` tries every later figure of every series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from devindex.definitions import Links, Target, load_links
from devindex.definitions.tables import documents
from devindex.drawn import Drawn
from devindex.errors import ForecastError, Sentence, say
from devindex.forecast.assessing import assess
from devindex.forecast.outlook import DRAWS
from devindex.forecast.rolling import rolling, rolling_scores
from devindex.forecast.scoring import brier, carried_on, log_score
from devindex.forecast.states import target_states
from devindex.kinds import admit
from devindex.observations import Announcements, load_announcements
from devindex.observations.dates import decimal_year, last_day

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Backtest", "backtest", "plan_cases"]

ALL, OPEN = "all", "not yet reached"
METHODS = {
    "forecast": "probability",
    "always one half": "one_half",
    "growth carried on": "carried_on",
    "always met": "always_met",
}


@dataclass(frozen=True, eq=False)
class Backtest(Drawn):
    """Forecasts of the past, one row a target and day, and one row a later figure."""

    cases: pd.DataFrame = field(repr=False)
    """``probability`` and what plain forecasts said: ``carried_on`` is 1 where the growth of the
    first figure to the latest, carried on to the deadline, reaches the target, 0 where not, and
    one half where one figure gives no growth. NaN where no figure was known yet."""
    figures: pd.DataFrame = field(repr=False)
    """As :func:`devindex.forecast.rolling.rolling` gives it."""
    announcements: Announcements = field(repr=False)
    """The announced figures that were read."""

    def scores(self) -> pd.DataFrame:
        """Brier and log score of each method; lower is better.

        Over all forecasts, and over those of targets that no figure showed reached on their day.
        """
        import pandas as pd

        known = self.cases[self.cases["probability"].notna()]
        rows = []
        for name, part in ((ALL, known), (OPEN, known[~known["reached"].astype(bool)])):
            met = part["met"].to_numpy(dtype=bool)
            for method, column in METHODS.items():
                p = part[column].to_numpy(dtype=float)
                rows.append(
                    {
                        "forecasts": name, "method": method, "n": len(part),
                        "targets": part["target"].nunique(), "met": int(met.sum()),
                        "brier": brier(p, met).mean() if len(p) else np.nan,
                        "log_score": log_score(p, met).mean() if len(p) else np.nan,
                    }
                )  # fmt: skip
        return pd.DataFrame(rows).set_index(["forecasts", "method"])

    def figure_scores(self) -> pd.DataFrame:
        """Coverage and CRPS over all later figures, beside a random walk with drift."""
        return rolling_scores(self.figures)

    def summary(self) -> Sentence:
        """What was tried, with what result, and what it cannot show."""
        plans, steps = self.scores(), self.figure_scores()
        at = plans.loc[(OPEN, "forecast")]
        same = say("", "")
        if at["met"] in (0, at["n"]):
            same = say(
                " (all known outcomes are the same, so that always saying so would score best)",
                "（已知结果全部相同，一味作此判断得分反而最好）",
            )
        line = say(
            "{all} forecasts of {targets} plan targets, {n} of them before the target was reached: "
            "Brier of these {brier:.3f}, of one half 0.250, of growth carried on {plain:.3f}{same}",
            "{targets}个规划目标共{all}次预测，其中{n}次作于目标达到之前：后者的 Brier 得分为"
            "{brier:.3f}，恒为一半为0.250，按已有增速外推为{plain:.3f}{same}",
            all=int(plans.loc[(ALL, "forecast"), "n"]), n=int(at["n"]), brier=at["brier"],
            targets=int(plans.loc[(ALL, "forecast"), "targets"]),
            plain=plans.loc[(OPEN, "growth carried on"), "brier"], same=same,
        )  # fmt: skip
        own, walk = steps.iloc[0], steps.iloc[1]
        return say(
            "{line}. {n} later figures of {k} series: {a:.0%} inside the 80 % interval, {b:.0%} "
            "inside the 95 % interval (random walk {c:.0%}, {d:.0%}), CRPS {ratio:.2f} of the "
            "random walk's",
            "{line}。{k}个序列后来公布的{n}个数值：{a:.0%}在80%区间内，{b:.0%}在95%区间内"
            "（随机游走为{c:.0%}、{d:.0%}），CRPS 为随机游走的{ratio:.2f}倍",
            line=line, n=int(own["figures"]), k=int(own["series"]), a=own["in_80"],
            b=own["in_95"], c=walk["in_80"], d=walk["in_95"], ratio=own["ratio"],
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.summary())


def backtest(
    announcements: Announcements | None = None, *, links: Links | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> Backtest:  # fmt: skip
    """Forecast past targets and figures from what was known before them.

    Parameters
    ----------
    announcements, links
        Tables of one's own in place of the package's.
    draws, seed
        As of :func:`devindex.forecast`.
    """
    admit(backtest, locals(), ForecastError)
    return Backtest(
        plan_cases(announcements, links=links, draws=draws, seed=seed),
        rolling(announcements, links=links, draws=draws, seed=seed),
        announcements or load_announcements(),
    )


def plan_cases(
    announcements: Announcements | None = None, *, links: Links | None = None, draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Forecasts of the plan targets with a known outcome, on both days."""
    import pandas as pd

    read, links = announcements or load_announcements(), links or load_links()
    rows = []
    for state in target_states(announcements=read, links=links):
        if state.state in ("past-met", "past-missed"):
            met = state.state == "past-met"
            for name, day in _days(state.target):
                row: dict[str, object] = {
                    "target": state.target.id,
                    "deadline": state.target.deadline,
                    "day": name,
                }
                row |= _known(state.target, day, read, links, draws, seed)
                rows.append(row | {"one_half": 0.5, "always_met": 1.0, "met": met})
    return pd.DataFrame(rows)


def _days(target: Target) -> Iterator[tuple[str, date]]:
    """Days a target is forecast on."""
    issued = last_day(documents()[target.document]["date"])
    yield "document", issued
    if target.deadline is not None:
        before = date(target.deadline.year - 1, target.deadline.month, target.deadline.day)
        if before > issued:
            yield "a year before", before


def _known(
    target: Target, day: date, read: Announcements, links: Links, draws: int, seed: int
) -> dict[str, object]:
    """What was said on a day, from the figures published by then."""
    then = assess(target, day, announcements=read, links=links, draws=draws, seed=seed)
    series, deadline = then.state.series, target.deadline
    row: dict[str, object] = {
        "as_of": day, "figures": 0, "grade": then.grade, "reached": False, "probability": np.nan,
        "carried_on": np.nan,
    }  # fmt: skip
    if series is None or then.probability is None or deadline is None:
        return row
    plain = carried_on(series.times, series.values, decimal_year(deadline))
    says = 0.5 if np.isnan(plain) else float(plain >= then.state.threshold)
    reached = then.state.gap == 0
    return row | {
        "figures": len(series), "reached": reached, "probability": then.probability,
        "carried_on": 1.0 if reached else says,
    }  # fmt: skip
