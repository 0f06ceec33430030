"""How the targets and the back-test look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from rich.markup import escape

from devindex.cli.show import _console, _number, _say, _table
from devindex.cli.words import Words
from devindex.definitions import Text, load_targets
from devindex.errors import ForecastError, Sentence, listed, say
from devindex.forecast import STATES, Assessment, Backtest
from devindex.forecast.grades import GRADES
from devindex.forecast.units import amount, in_unit
from devindex.release.folder import new_file

__all__ = ["ASSESS", "PAST", "backtest", "record", "refuse_beside_record", "save", "targets"]

ASSESS = Text(zh="评估目标", en="assessing the targets")
PAST = Text(zh="用当时已知的数值预测过去", en="forecasting the past from what was known")


def targets(found: Iterable[Assessment], words: Words, *, every: bool) -> None:
    """Each target with its state and reason; of the open ones the sentence and the verdicts."""
    found = list(found)
    console = _console()
    if every:
        console.print(_states(found, words))
        console.print()
    ahead = [a for a in found if a.state.state == "open"]
    for a in ahead:
        console.print(f"[bold]{escape(a.target.id)}[/bold]", soft_wrap=True)
        console.print(escape(_in(a.sentence(), words)), soft_wrap=True)
        for v in a.verdicts:
            said = words("verdict_of", rule=words(v.rule), said=_say(v.words, words))
            console.print(escape(f"  {said}"), soft_wrap=True)
        if a.disagree:
            console.print(f"  {words('disagree')}", soft_wrap=True)
    counts = pd.Series([a.state.state for a in found]).value_counts()
    each = [f"{_say(text, words)} {counts.get(state, 0)}" for state, text in STATES.items()]
    console.print()
    if every:
        console.print(words("standstill"), soft_wrap=True)
    told = words("semicolon").join(each)
    console.print(words("targets_count", n=len(found), said=told, day=found[0].state.as_of))


def _states(found: list[Assessment], words: Words) -> object:
    table = _table(
        words("targets_title"), (words("target_id"), "l"), (words("deadline"), "r"),
        (words("target_value"), "r"), (words("state"), "l"), (words("chance_short"), "r"),
        (words("grade"), "l"), (words("reason"), "l"),
    )  # fmt: skip
    table.columns[0].no_wrap = True
    for a in found:
        t = a.target
        value = _in(in_unit(amount(t.low, 12), t.unit), words)
        likely = _likely(a, words)
        grade = "" if a.probability is None else _say(GRADES[a.grade], words)
        table.add_row(
            t.id, "-" if t.deadline is None else str(t.deadline.year), escape(value),
            _say(STATES[a.state.state], words), likely, grade,
            escape(_say(a.state.reason, words)),
        )  # fmt: skip
    return table


def _likely(found: Assessment, words: Words) -> str:
    """The probability, and in brackets what it would be if repeats meant a standstill."""
    if found.probability is None:
        return ""
    if found.state.reached:
        return words("reached")
    said = f"{_number(100 * found.probability, 0)} %"
    still = found.probability_if_standstill
    return said if still is None else f"{said} ({_number(100 * still, 0)} %)"


def backtest(made: Backtest, words: Words) -> None:
    """The score of past forecasts beside plain ones, and what each target was given."""
    console = _console()
    cases = _table(
        words("backtest_cases"), (words("target_id"), "l"), (words("forecast_on"), "l"),
        (words("figures_known"), "r"), (words("chance_short"), "r"), (words("outcome"), "l"),
    )  # fmt: skip
    for row in made.cases.itertuples():
        known = row.probability == row.probability
        cases.add_row(
            row.target, str(row.as_of), str(row.figures),
            f"{_number(100 * row.probability, 0)} %" if known else words("none_known"),
            words("met" if row.met else "missed"),
        )  # fmt: skip
    plans = _table(
        words("backtest_scores"), (words("over"), "l"), (words("method"), "l"),
        (words("forecasts_n"), "r"), ("Brier", "r"), (words("log_score"), "r"),
    )  # fmt: skip
    for (over, method), row in made.scores().iterrows():
        score = (_number(row["brier"], 3), _number(row["log_score"], 3))
        plans.add_row(words(over), _method(method, words), str(int(row["n"])), *score)
    steps = _table(
        words("backtest_figures"), (words("method"), "l"), (words("figures_n"), "r"),
        ("80 %", "r"), ("95 %", "r"), ("CRPS", "r"),
    )  # fmt: skip
    for method, row in made.figure_scores().iterrows():
        inside = (f"{_number(100 * row[c], 0)} %" for c in ("in_80", "in_95"))
        steps.add_row(
            _method(str(method), words), str(int(row["figures"])), *inside, _number(row["ratio"], 2)
        )
    for table in (cases, plans, steps):
        console.print(table)
        console.print()
    console.print(escape(_in(made.summary(), words)), soft_wrap=True)


def refuse_beside_record(context: typer.Context, names: Iterable[str]) -> None:
    """Refuse options that mean nothing for a record, which holds its forecasts already.

    Raises
    ------
    ForecastError
        Naming every option that was given.
    """
    wrong = [
        f"--{name}"
        for name in names
        if (source := context.get_parameter_source(name)) is not None
        and source.name == "COMMANDLINE"
    ]
    if wrong:
        raise ForecastError(
            say(
                "a record holds its forecasts already; leave out {names}",
                "记录中已有预测，请删去 {names}",
                names=listed(wrong),
            )
        )


def record(scored: pd.DataFrame, words: Words) -> None:
    """What came of the forecasts of a record, and their mean scores."""
    console = _console()
    if scored.empty:
        console.print(words("record_open"), soft_wrap=True)
        return
    figures, past = (scored[scored["kind"] == kind] for kind in ("figure", "target"))
    known = load_targets()
    yes_no = {True: words("yes"), False: words("no")}
    if len(figures):
        table = _table(
            words("record_figures"), (words("target_id"), "l"), (words("figure_date"), "r"),
            (words("value"), "r"), ("80 %", "l"), ("95 %", "l"), (words("quantile_score"), "r"),
        )  # fmt: skip
        for row in figures.itertuples():
            outcome = _in(in_unit(amount(row.outcome, 12), known[row.target].unit), words)
            table.add_row(
                row.target, str(row.date), escape(outcome), yes_no[bool(row.in_80)],
                yes_no[bool(row.in_95)], _number(row.quantile_score, 3),
            )  # fmt: skip
        console.print(table)
        console.print()
    if len(past):
        table = _table(
            words("record_targets"), (words("target_id"), "l"), (words("deadline"), "r"),
            (words("chance_short"), "r"), (words("outcome"), "l"), ("Brier", "r"),
            (words("log_score"), "r"),
        )  # fmt: skip
        for row in past.itertuples():
            table.add_row(
                row.target, str(row.date), f"{_number(100 * row.probability, 0)} %",
                words("met" if row.met else "missed"), _number(row.brier, 3),
                _number(row.log_score, 3),
            )  # fmt: skip
        console.print(table)
        console.print()
    said = words("record_count", figures=len(figures), past=len(past))
    if len(figures):
        inside = {c: f"{100 * figures[c].astype(bool).mean():.0f}" for c in ("in_80", "in_95")}
        said += words("record_inside", **inside)
    if len(past):
        said += words("record_brier", brier=f"{past['brier'].astype(float).mean():.3f}")
    console.print(escape(said), soft_wrap=True)


def _method(name: str, words: Words) -> str:
    return words("this_forecast" if name == "forecast" else name)


def save(
    rows: pd.DataFrame | list[dict[str, Any]], csv: Path | None, words: Words, *, force: bool
) -> None:
    """Save rows as CSV if asked for, and say where."""
    if csv is not None:
        text = pd.DataFrame(rows).to_csv(index=False, lineterminator="\r\n")
        new_file(text.encode("utf-8-sig"), csv, force=force)
        _console().print(escape(words("saved", file=csv)), soft_wrap=True)


def _in(said: Sentence | Text, words: Words) -> str:
    if isinstance(said, Text):
        return _say(said, words)
    return said.zh if words.language == "zh" else str(said)
