"""Check a table of firms: count every fault in one pass, list each, keep what is good."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from devindex.definitions import Framework, load_framework
from devindex.enterprise import sources
from devindex.enterprise.engine import FILE, ROW, Engine, without_nan
from devindex.enterprise.returns import credit
from devindex.enterprise.returns.checked import Checked, counted, findings
from devindex.enterprise.returns.columns import IDENTITY, columns, refuse
from devindex.enterprise.returns.frames import StratumFinding, frame_findings, grouped, strata_of
from devindex.enterprise.returns.rules import (
    DIGITS,
    GROUPS,
    TIMES,
    Rule,
    answer_rules,
    identity_rules,
)
from devindex.enterprise.sources import TEXT_OF
from devindex.errors import EnterpriseError, say
from devindex.kinds import require

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    Place: TypeAlias = str | Path | pd.DataFrame | ibis.Table

__all__ = ["check"]

AHEAD = 1.5
"""How far ahead a common fault is looked for: times the rows in which so many are expected."""
COMMON = 0.02
"""Share of rows above which a fault is common."""


def check(
    engine: Engine,
    table: Place,
    frame: Place | None = None,
    framework: str | Framework = "enterprise",
    *,
    name: str | None = None,
    most: int = 1000,
    tolerance: float = 0.001,
) -> Checked:
    """Check the returns of firms.

    One pass finds the rules that are broken; two more go over the credit codes (for those that
    stand twice) and over the other columns of identity. Only if a rule is broken, rows that break
    one are taken out in one pass more, and counted and listed from there.

    Parameters
    ----------
    table
        One row a firm, with the identity columns and a column for every item of the framework; or
        where it stands, as :meth:`Engine.read` takes it.
    frame
        Number of ``firms`` of the population in each ``stratum``. Without it strata are not
        compared.
    framework
        Its items say which answers are allowed.
    name
        What findings call the table; by default the name of its file.
    most
        Findings of one kind (a rule and an item) that are listed, in the order of rows; the rest
        are counted.
    tolerance
        Share of its firms by which the weights of a stratum may miss the frame.

    Returns
    -------
    A firm whose identity is wrong is set aside whole; of two rows with one credit code both are,
    for which is right is not to be known. A wrong answer becomes NULL, of a part above its whole
    the part. The rest is in ``good``. The same whatever the order of rows, and on either engine.

    Raises
    ------
    EnterpriseError
        If the table cannot be read, has not the columns, or the frame has a stratum twice.
    """
    require(most, int, "most", EnterpriseError)
    require(tolerance, float, "tolerance", EnterpriseError)
    if most < 1 or tolerance < 0:
        raise EnterpriseError(
            say(
                "most is {most} and tolerance {tolerance}; at least 1 and at least 0 are needed",
                "most 为{most}、tolerance 为{tolerance}，应分别不小于1和0",
                most=most, tolerance=tolerance,
            )
        )  # fmt: skip
    framework = load_framework(framework) if isinstance(framework, str) else framework
    name = name or _name(table, say("table of firms", "企业表"))
    whole = engine.with_nan(table)
    wanted = columns(framework)
    refuse(whole, wanted, name)
    numbers = ("weight", *(i.code for i in framework.items))
    texts = [c for c in map(TEXT_OF.format, numbers) if c in whole.columns]
    beside = [c for c in (FILE, ROW) if c in whole.columns]
    firms = engine.named(_typed(whole.select(*beside, *wanted, *texts), wanted))

    groups = engine.keep(grouped(firms))
    strata = strata_of(engine, groups)
    outside: list[str] | None = None
    about_frame: list[StratumFinding] = []
    if frame is not None:
        outside, about_frame = frame_findings(
            engine.read(frame),
            engine,
            strata,
            _name(frame, say("frame", "抽样框")),
            name,
            tolerance,
        )
    twice = engine.keep(_twice(firms))
    repeated = not engine.frame(twice.limit(1)).empty
    if repeated:
        firms = firms.left_join(twice, firms["credit_code"] == twice["code"]).drop("code")
    rules = identity_rules(outside, repeated, texts) + answer_rules(framework, texts)
    total, counts = _count(engine, firms, groups, rules)
    if unsure := [c for r in rules if math.isnan(counts[r.key]) for c in (r.item, r.other) if c]:
        firms = engine.named(without_nan(firms, dict.fromkeys(unsure)))
        total, counts = _count(engine, firms, groups, rules)
    fired = [r for r in rules if counts[r.key]]
    found = listed = None
    if fired:
        place = sources.fresh(engine.scratch)
        found = engine.keep(_found(firms, fired, counts, total, most), place)
        listed, exact = _listed(place, fired, most)
        rare = [r for r in fired if not _common(r, firms, counts, total)]
        counts |= {r.key: exact[r.key] for r in rare}
        fired = [r for r in rules if counts[r.key]]
        late = [r for r in fired if min(counts[r.key], most) > (listed["key"] == r.key).sum()]
        if late:  # common, but not at the head of the file
            listed = _with_late(engine, firms, listed, late, fired, most)

    of_firms = [r for r in fired if r.action == "firm"]
    aside = None
    if found is not None and of_firms:
        aside = found.filter(_any(found, of_firms)).select(*beside, *IDENTITY)
    return Checked(
        engine=engine,
        name=name,
        findings=findings(rules, framework, name, listed, about_frame),
        counts=counted(rules, counts, listed, about_frame),
        firms=total,
        aside=aside,
        good=_good(engine, firms, [*beside, *wanted], fired, aside),
        ignored=tuple(c for c in whole.columns if c not in {*beside, *wanted, *texts}),
    )


def _name(place: object, other: str) -> str:
    return Path(place).name if isinstance(place, str | Path) else str(other)


def _typed(table: ibis.Table, wanted: dict[str, str]) -> ibis.Table:
    """Give columns without any value the kind they should have; no holding, no weight is NULL."""
    schema = table.schema()
    kinds = {"text": "string", "number": "float64"}
    cast = {c: table[c].cast(kinds[k]) for c, k in wanted.items() if schema[c].is_null()}
    cast["holding"] = cast.get("holding", table["holding"]).nullif("")
    return without_nan(table.mutate(**cast), ["weight"])


def _twice(firms: ibis.Table) -> ibis.Table:
    """Credit codes that stand more than once."""
    named = firms.filter(firms["credit_code"].notnull())
    times = named.group_by(code="credit_code").aggregate(**{TIMES: named.count().cast("float64")})
    return times.filter(times[TIMES] > 1)


def _count(
    engine: Engine, firms: ibis.Table, groups: ibis.Table, rules: Sequence[Rule]
) -> tuple[int, dict[str, float]]:
    """All rows, and by rule those that break it or, above 0, what makes it suspect: one pass.

    NaN where a column holds what is no number.
    """
    few, ready = groups, firms.mutate(**{DIGITS: credit.number(firms["credit_code"])})
    of_few, of_all = {"rows": few["firms"].sum()}, {}
    ends: dict[str, Any] = {}
    for n, rule in enumerate(rules):
        if rule.item in GROUPS:
            of_few[f"rule {n}"] = rule.fails(few).ifelse(few["firms"], 0.0).sum()
        elif rule.suspect or not rule.within:
            sums = rule.suspect(ready) if rule.suspect else rule.fails(ready).sum()
            of_all[f"rule {n}"] = sums.cast("float64").fill_null(0.0)
        if rule.within:
            column = firms[rule.item]
            ends |= {f"low {n}": column.min(), f"high {n}": column.max()}
    found: dict[str, float] = {}
    for table, aggregates in ((few, of_few), (ready, of_all), (firms, ends)):
        found |= engine.frame(table.aggregate(**aggregates)).astype(float).iloc[0].to_dict()
    counts = {}
    for n, rule in enumerate(rules):
        counts[rule.key] = max(found.get(f"rule {n}", 0.0), 0.0)  # of NaN and 0 it is NaN
        if rule.within and _leaves(rule.within, found[f"low {n}"], found[f"high {n}"]):
            counts[rule.key] += 1.0
    return int(found["rows"]), counts


def _leaves(within: tuple[float, float], low: float, high: float) -> bool:
    """Whether a range of values reaches beyond what is allowed; NaN and nothing do not."""
    return bool(low < within[0] or high > within[1])


def _any(table: ibis.Table, rules: Sequence[Rule]) -> Any:
    return reduce(or_, (rule.fails(table) for rule in rules))


def _found(
    firms: ibis.Table, fired: Sequence[Rule], counts: dict[str, float], total: int, most: int
) -> ibis.Table:
    """Rows with a fault in the order of the file, with a column for each rule that is broken.

    Of faults that many rows have only those at the head of the file. Every row that is to be set
    aside is among them.
    """
    common = [r for r in fired if _common(r, firms, counts, total)]
    rare = [r for r in fired if r not in common]
    needed = dict.fromkeys(
        c for c in (FILE, ROW, *IDENTITY, TIMES, *_columns(fired, firms)) if c in firms.columns
    )
    flags = {f"rule {n}": r.fails(firms).fill_null(False) for n, r in enumerate(fired)}
    rows = firms.select(*needed, **flags)
    if not common:
        rows = rows.filter(_any(rows, rare))
    else:
        head = math.ceil(AHEAD * most * total / min(counts[r.key] for r in common))
        if rare:
            rows = rows.filter(_any(rows, rare) | (rows[ROW] <= head))
        else:
            rows = rows.filter(rows[ROW] <= head)
            rows = rows if FILE in needed else rows.limit(head)  # so that no more is read
    return rows.order_by(*[c for c in (FILE, ROW, "credit_code") if c in needed])


def _common(rule: Rule, firms: ibis.Table, counts: dict[str, float], total: int) -> bool:
    """Whether many rows break a rule that changes nothing, so that not all need be looked at."""
    return rule.action == "none" and ROW in firms.columns and counts[rule.key] > COMMON * total


def _columns(rules: Sequence[Rule], firms: ibis.Table) -> list[str]:
    """Columns that rules look at."""
    if any(r.item == "" for r in rules):
        return list(firms.columns)
    return [c for r in rules for c in (r.item, r.other, r.shown) if c]


def _listed(place: Path, fired: Sequence[Rule], most: int) -> tuple[pd.DataFrame, dict[str, float]]:
    """The first rows of each finding, of each rule at most ``most``, and how many there are.

    The rows found are read block by block.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    counts = {r.key: 0.0 for r in fired}
    parts: list[list[pd.DataFrame]] = [[] for _ in fired]
    with pq.ParquetFile(place) as file:
        for batch in file.iter_batches():
            rows = batch.to_pandas()
            for n, rule in enumerate(fired):
                at = np.flatnonzero(rows[f"rule {n}"].to_numpy())
                room = max(0, most - int(counts[rule.key]))
                if room and len(at):
                    parts[n].append(_shown(rows.iloc[at[:room]], rule))
                counts[rule.key] += len(at)
    if not any(parts):  # suspected, and nothing wrong
        return pd.DataFrame(columns=["key", "firm", "text", "number", "other"]), counts
    return pd.concat([one for part in parts for one in part], ignore_index=True), counts


def _shown(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """What stands in rows that break a rule."""
    import pandas as pd

    value = rows[rule.shown or rule.item] if rule.item else None
    text = value is not None and not pd.api.types.is_numeric_dtype(value)
    return pd.DataFrame(
        {
            "key": rule.key,
            **{c: rows[c] for c in (FILE, ROW) if c in rows},
            "firm": rows["credit_code"],
            "text": value if text else None,
            "number": np.nan if text or value is None else value,
            "other": rows[rule.other] if rule.other else np.nan,
        }
    )


def _with_late(
    engine: Engine,
    firms: ibis.Table,
    listed: pd.DataFrame,
    late: Sequence[Rule],
    fired: Sequence[Rule],
    most: int,
) -> pd.DataFrame:
    """The list, with the first rows of some rules looked for in the whole table."""
    import pandas as pd

    parts = dict(list(listed.groupby("key")))
    for rule in late:
        rows = firms.filter(rule.fails(firms))
        place = [c for c in (FILE, ROW) if c in firms.columns]
        needed = [c for c in (rule.item, rule.other) if c]
        chosen = rows.order_by(*place, "credit_code").limit(most)
        chosen = chosen.select(*dict.fromkeys([*place, "credit_code", *needed]))
        parts[rule.key] = _shown(engine.frame(chosen), rule)
    return pd.concat([parts[r.key] for r in fired], ignore_index=True)


def _good(
    engine: Engine,
    firms: ibis.Table,
    names: Sequence[str],
    fired: Sequence[Rule],
    aside: ibis.Table | None,
) -> ibis.Table:
    """Firms that are not set aside, wrong answers NULL. Costs nothing where all is right."""
    import ibis

    wrong: dict[str, list[Rule]] = {}
    for rule in fired:
        if rule.action == "answer":
            wrong.setdefault(rule.item, []).append(rule)
    answers = {c: ibis.ifelse(_any(firms, rs), None, firms[c]) for c, rs in wrong.items()}
    good = firms.mutate(**answers) if answers else firms
    if aside is not None:
        codes = engine.keep(aside.select("credit_code").distinct())
        good = good.filter(good["credit_code"].notnull()).anti_join(codes, "credit_code")
    return good.select(*names)
