"""How a forecast looks on a terminal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.markup import escape

from devindex.cli.show import _console, _number, _table
from devindex.cli.words import Words
from devindex.definitions import Text
from devindex.errors import ForecastError, Sentence, listed, say
from devindex.forecast import STATES, Forecast, TargetState
from devindex.forecast.ceilings import as_ceiling, last_step_text
from devindex.forecast.growth import BOUNDED, FREE
from devindex.forecast.lines import reached_on
from devindex.forecast.outlook import LEVELS
from devindex.forecast.standstill import standstill
from devindex.forecast.units import amount, unit_text
from devindex.forecast.wording import chance, day_text, evidence, publishers, scope
from devindex.observations.dates import day_at
from devindex.release.folder import check_file, new_file

__all__ = [
    "choices",
    "files",
    "forecast",
    "refuse_options",
    "two_files",
    "unmeasured",
    "why",
]


def _in(said: Sentence | Text, words: Words) -> str:
    if isinstance(said, Text):
        return said.say("zh" if words.language == "zh" else "en")
    return said.zh if words.language == "zh" else str(said)


def forecast(made: Forecast, words: Words) -> None:
    """The line, then by date the median, both intervals and the probability; the evidence."""
    console = _console()
    console.print(escape(_in(made.summary(), words)), soft_wrap=True)
    levels = [f"{100 * level:.0f}" for level in LEVELS]
    columns = [
        (words("date"), "l"),
        (_with_unit("median", made, words), "r"),
        *((words("interval_of", level=level), "r") for level in levels),
    ]
    reached = None
    if made.threshold is not None:
        reached = made.reached()
        columns.append((words("chance", value=amount(made.threshold, 12)), "r"))
    table = _table(None, *columns)
    for when, row in made.to_frame().iterrows():
        ranges = (
            words("to", low=amount(row[f"low_{n}"]), high=amount(row[f"high_{n}"])) for n in levels
        )
        likely = [] if reached is None else [_likely(made, float(reached[when]), words)]
        table.add_row(_in(day_text(float(when)), words), amount(row["median"]), *ranges, *likely)
    console.print()
    console.print(table)
    console.print()
    said = (
        ("evidence", evidence(made.series, made.reference)),
        ("mind", standstill(made)),
        ("mind", _last_step(made)),
        ("scope", scope(made.target, made.series)),
        ("figures_from", publishers(made.series)),
    )
    for key, what in said:
        if what is not None:
            console.print(escape(words(key, said=_in(what, words))), soft_wrap=True)


def _last_step(made: Forecast) -> Sentence | None:
    if made.threshold is None:
        return None
    return last_step_text(made.series, made.threshold, as_ceiling(made))


def _likely(made: Forecast, probability: float, words: Words) -> str:
    return words("reached") if reached_on(made) else _in(chance(probability), words)


def _with_unit(column: str, made: Forecast, words: Words) -> str:
    unit = unit_text(made.series.unit, made.target)
    if unit is None:
        return words(column)
    return words("in_unit", what=words(column), unit=_in(unit, words))


def two_files(figure: Path | None, csv: Path | None) -> None:
    """Refuse one file for both the chart and the table.

    Raises
    ------
    ForecastError
        Naming the file.
    """
    if figure is not None and csv is not None and figure.resolve() == csv.resolve():
        raise ForecastError(
            say(
                "{file} is named for both --figure and --csv; name two files",
                "--figure 与 --csv 都指向 {file}，请给出两个文件",
                file=csv,
            )
        )


def refuse_options(target: str, **given: object) -> None:
    """Refuse options of a forecast for a target that none is made of.

    Raises
    ------
    ForecastError
        Naming every option that was given.
    """
    wrong = [f"--{name}" for name, value in given.items() if value]
    if wrong:
        raise ForecastError(
            say(
                "no series measures {target}, so that nothing is forecast; leave out {names}",
                "没有序列测度 {target}，不作预测，请删去 {names}",
                target=target, names=listed(wrong),
            )
        )  # fmt: skip


def files(
    made: Forecast, figure: Path | None, csv: Path | None, words: Words, *, force: bool
) -> None:
    """Save what is asked for, and say where."""
    if figure is not None:
        from devindex.figures.look import drawn

        check_file(figure, force=force)
        new_file(drawn(made.plot(lang=words.language), figure), figure, force=force)
    if csv is not None:
        frame = made.to_frame()
        if made.threshold is not None:
            frame["probability"] = made.reached()
        frame = frame.map(lambda x: float(f"{x:.6g}"))
        frame.index = [day_at(float(t)).isoformat() for t in frame.index]
        text = frame.to_csv(index_label="date", lineterminator="\r\n")
        new_file(text.encode("utf-8-sig"), csv, force=force)
    for file in (figure, csv):
        if file is not None:
            _console().print(escape(words("saved", file=file)), soft_wrap=True)


def unmeasured(state: TargetState, words: Words) -> None:
    """Why no probability can be given for a target."""
    target, console = state.target, _console()
    said = words(
        "unmeasured", name=_in(target.name, words), state=_in(STATES[state.state], words),
        reason=_in(state.reason, words),
    )  # fmt: skip
    console.print(escape(said), soft_wrap=True)
    if state.stated is not None:
        value = words(
            "stated", value=amount(state.stated.value, 12), unit=_in(state.stated.unit, words),
            when=state.stated.as_of,
        )  # fmt: skip
        console.print(escape(value), soft_wrap=True)


def why(made: Forecast, words: Words) -> None:
    """Weights of the settings before and after, and the forecast without each figure."""
    table = _table(
        words("why_title"), (words("part"), "l"), (words("setting"), "l"),
        (words("before"), "r"), (words("with_reference"), "r"), (words("after"), "r"),
    )  # fmt: skip
    part = None
    for (axis, setting), row in made.why().iterrows():
        table.add_row(
            words(axis) if axis != part else "",
            _setting(axis, setting, words),
            *(_number(100 * row[name]) for name in ("prior", "reference", "posterior")),
        )
        part = axis
    console = _console()
    console.print()
    console.print(table)
    if len(made.series) > 1:
        console.print()
        console.print(_effects(made, words))


def _effects(made: Forecast, words: Words) -> object:
    found = made.effects()
    asked = "probability_without" in found
    columns = [
        (words("figure_date"), "l"),
        (_with_unit("value", made, words), "r"),
        (words("median_without"), "r"),
    ]
    table = _table(
        words("effects_title"), *columns, *([(words("chance_without"), "r")] if asked else [])
    )
    for _, row in found.iterrows():
        likely = [_in(chance(row["probability_without"]), words)] if asked else []
        value = words(f"bound_{row['bound']}", value=amount(row["value"], 12))
        table.add_row(row["date"], value, amount(row["median_without"]), *likely)
    likely = [_in(chance(made.probability()), words)] if asked else []
    table.add_row(words("as_it_is"), "", amount(float(np.median(made.draws[:, -1]))), *likely)
    return table


def _setting(axis: str, setting: str, words: Words) -> str:
    """Name of a setting in the language asked for."""
    if axis == "family":
        family = next(f for f in (*BOUNDED, *FREE) if f.name == setting)
        return family.zh if words.language == "zh" else family.name
    if axis == "kind":
        return words(setting)
    if axis == "size":
        return setting
    return words("a_year", rate=setting.removesuffix(" a year").replace(" +- ", " ± "))


def choices(made: Forecast, words: Words) -> None:
    """Every figure read, used or not, and why."""
    console = _console()
    console.print()
    console.print(escape(made.series.say("zh" if words.language == "zh" else "en")), soft_wrap=True)
