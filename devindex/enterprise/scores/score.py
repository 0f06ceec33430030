"""From answers to scores, levels and grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from devindex.definitions.rules import Score, ScoringRules
from devindex.definitions.scoring import load_rules
from devindex.enterprise.returns.columns import IDENTITY
from devindex.enterprise.scores import grades, peers
from devindex.enterprise.scores.points import gained, mean, points, there, total_of, value
from devindex.errors import EnterpriseError, listed, say
from devindex.kinds import require

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from devindex.enterprise.engine import Engine

__all__ = ["columns_added", "items_needed", "score", "scored", "with_percentile"]


def score(
    table: ir.Table, rules: ScoringRules | None = None, *, percentile: bool = True
) -> ir.Table:
    """Add to each firm the values of its indicators, its scores, levels and grades.

    Nothing is run: the result is an expression. A missing answer never counts as 0; means are over
    what is there. The numbers below are NULL where too little is known:

    - ``E01`` and so on: value of the indicator, in its unit
    - ``score-E01``: its points; ``score-network``: weighted mean of a dimension; ``score``: total
    - ``answered``: number of indicators with a value
    - ``maturity``: level by the total; ``platform-grade``: 0 for a firm that uses no platform
    - ``security-class`` of the industry; ``security-type`` of the firm; ``security-grade-due`` by
      class, type and size; ``security-grade-reached``: the declared grade as far as the
      self-assessed score bears it out; ``security-met``: 1 where it comes up to the grade due, or 0
    - ``percentile`` of the score in the peer group and ``peers``, the scored firms of the group

    Parameters
    ----------
    table
        One row a firm: ``industry``, ``size`` and a float column for every item. A yes-no item
        that makes a firm of another type may be absent: then no firm is.
    rules
        By default those of the framework ``enterprise``.
    percentile
        Whether to add ``percentile`` and ``peers``, for which every firm has to be scored before
        the first is known: about twice the work.

    Raises
    ------
    EnterpriseError
        If columns are absent, or there already.

    Examples
    --------
    >>> import ibis
    >>> items = {item.code: [None, 1.0] for item in load_rules().framework.items}
    >>> answers = items | {"platform-use-level": [3.0, 1.0], "platform-in-use": [1.0, 1.0]}
    >>> firms = ibis.memtable({"industry": ["26", "13"], "size": ["large", "micro"]} | answers)
    >>> scored = score(firms).order_by("industry").to_pyarrow().to_pandas()
    >>> scored[["score-E13", "answered", "score", "maturity", "security-grade-due"]].round(1)
       score-E13  answered  score  maturity  security-grade-due
    0       33.3        36   83.5       5.0                   1
    1      100.0         1    NaN       NaN                   3
    """
    import ibis.expr.types as ir

    require(table, ir.Table, "table", EnterpriseError)
    rules = rules if rules is not None else load_rules()
    require(rules, ScoringRules, "rules", EnterpriseError)
    _check(table, rules)
    scored = _graded(table, rules, table.columns, list(rules.framework.by_code))
    added = columns_added(rules, percentile=False)
    if not percentile:
        return scored.select(*table.columns, *added)
    by = rules.peers.by
    # From the bare table anew, and narrow: no engine then keeps the wide one for both uses.
    narrow = table.select(*by, *[c for c in _answers(rules) if c in table.columns]).view()
    stand = peers.standing(_totalled(narrow, rules, by, ()), rules.peers)
    keys = [scored[c] == stand[c] for c in by]
    keys.append(peers.place(scored["score"]) == stand[peers.STEPS])
    joined = scored.left_join(stand, keys)
    return joined.select(*table.columns, *added, "percentile", "peers")


def scored(engine: Engine, table: ir.Table, rules: ScoringRules | None = None) -> ir.Table:
    """Score firms once and keep what estimates and lists of firms are made of.

    As :func:`score` without percentile, but computed here and now, and without the items, the
    values of indicators and their points. :func:`with_percentile` goes on from here.

    Parameters
    ----------
    engine
        Keeps the result as long as it is open.

    Returns
    -------
    One row a firm: ``row``, which numbers them, the columns of identity that the table has, scores
    of dimensions and total, ``answered``, levels and grades; all numbers but the row float64.

    Raises
    ------
    EnterpriseError
        As for :func:`score`.
    """
    rules = rules if rules is not None else load_rules()
    _check(table, rules)
    left_out = {c for code in rules.framework.by_code for c in (code, f"score-{code}")}
    names = [c for c in columns_added(rules, percentile=False) if c not in left_out]
    who = [c for c in dict.fromkeys([*IDENTITY, *rules.peers.by]) if c in table.columns]
    items, indicators = _graded_by(rules)
    carried = [c for c in dict.fromkeys([*who, *items]) if c in table.columns]
    firms = _graded(table, rules, carried, indicators)
    return engine.keep(firms.select(*who, *names), numbered=True)


def with_percentile(engine: Engine, firms: ir.Table, rules: ScoringRules | None = None) -> ir.Table:
    """Add ``percentile`` and ``peers`` to firms from :func:`scored`, none of them scored again.

    They are computed here and now; the join with the firms when the result is used.
    """
    rules = rules if rules is not None else load_rules()
    stand = peers.placed(engine, firms, rules.peers).rename(of="row")
    joined = firms.left_join(stand, firms["row"] == stand["of"])
    return joined.select(*firms.columns, "percentile", "peers")


def items_needed(rules: ScoringRules) -> tuple[str, ...]:
    """Codes of the items that scores and grades are made of, each once."""
    platform = [c.item for g in rules.platform_grades for c in g.conditions if c.item]
    return tuple(dict.fromkeys([*_answers(rules), *platform, rules.security.item]))


def columns_added(rules: ScoringRules, *, percentile: bool = True) -> tuple[str, ...]:
    """Names of the columns that :func:`score` adds, in their order."""
    codes = list(rules.framework.by_code)
    return (
        *codes,
        *(f"score-{c}" for c in [*codes, *(d.code for d in rules.framework.dimensions)]),
        "score", "answered", "maturity", "platform-grade", "security-class", "security-type",
        "security-grade-due", "security-grade-reached", "security-met",
        *(("percentile", "peers") if percentile else ()),
    )  # fmt: skip


def members(rules: ScoringRules) -> dict[str, list[Score]]:
    """Rules of the indicators of each dimension."""
    framework = rules.framework
    out: dict[str, list[Score]] = {d.code: [] for d in framework.dimensions}
    for rule in rules.scores:
        out[framework.dimension_of(framework.by_code[rule.indicator]).code].append(rule)
    return out


def _totalled(
    table: ir.Table, rules: ScoringRules, carried: Sequence[str], shown: Sequence[str]
) -> ir.Table:
    """Values, points, dimensions and total. Each stage is a view, or its text would double.

    The columns ``carried`` go along, and of the indicators ``shown`` values and points: putting a
    query into words costs by the column.
    """
    by_code, ends = rules.framework.by_code, rules.total
    table = table.select(*carried, **{c: value(table, i) for c, i in by_code.items()}).view()
    gains = {
        f"gained-{c}": gained(table[c], i, rules.score_of[c], ends) for c, i in by_code.items()
    }
    inside = {d: [table[rule.indicator] for rule in m] for d, m in members(rules).items()}
    counts = {f"answered-{d}": there(columns) for d, columns in inside.items()}
    table = table.select(*carried, *by_code, **gains, **counts).view()
    scores = {f"score-{c}": points(table[c], table[f"gained-{c}"], ends) for c in shown}
    for d in rules.dimensions:
        own = [rule.indicator for rule in members(rules)[d.code]]
        scores[f"score-{d.code}"] = ends.floor + mean(
            [table[f"gained-{c}"] for c in own], [table[c] for c in own],
            [rules.score_of[c].weight for c in own], table[f"answered-{d.code}"], d.needs,
        )  # fmt: skip
    table = table.select(*carried, *shown, *counts, **scores).view()
    columns = [table[f"score-{d.code}"] for d in rules.dimensions]
    weights = [d.weight for d in rules.dimensions]
    filled = [c.fill_null(0.0) for c in columns]
    whole = mean(filled, columns, weights, there(columns), ends.needs)
    return table.mutate(score=whole).view()


def _graded_by(rules: ScoringRules) -> tuple[list[str], list[str]]:
    """Items and indicators that grades look at."""
    security = rules.security
    conditions = [c for g in rules.platform_grades for c in g.conditions]
    items = [security.item, *(t.item for t in security.firm_types), *(c.item for c in conditions)]
    indicators = [security.indicator, *(c.indicator for c in conditions)]
    return [c for c in dict.fromkeys(items) if c], [c for c in dict.fromkeys(indicators) if c]


def _graded(
    table: ir.Table, rules: ScoringRules, carried: Sequence[str], shown: Sequence[str]
) -> ir.Table:
    """All that :func:`score` adds to one firm whatever the others are."""
    security = rules.security
    table = _totalled(table, rules, carried, shown)
    answered = total_of(table[f"answered-{d.code}"] for d in rules.dimensions)
    table = table.mutate(answered=answered.cast("int32"))
    table = grades.classed(table, security).view()
    table = table.mutate(
        **{
            "maturity": grades.maturity(table, rules),
            "platform-grade": grades.platform_grade(table, rules.platform_grades),
            "security-type": grades.security_type(table, security),
            "security-grade-due": grades.due(table, security),
            "security-grade-reached": grades.reached(table, security),
        }
    ).view()
    met = table["security-grade-reached"] >= table["security-grade-due"]
    return table.mutate(**{"security-met": met.cast("int32")}).view()


def _answers(rules: ScoringRules) -> tuple[str, ...]:
    """Items the indicators are made of."""
    both = [q for i in rules.framework.indicators for q in (i.numerator, i.denominator) if q]
    return tuple(dict.fromkeys(q.name for q in both))


def _check(table: ir.Table, rules: ScoringRules) -> None:
    absent = [
        c for c in (*rules.peers.by, "industry", "size", *items_needed(rules))
        if c not in table.columns
    ]  # fmt: skip
    problems = []
    if absent:
        problems.append(
            say(
                "the table of firms has no column {columns}", "企业表中没有列{columns}",
                columns=listed(dict.fromkeys(absent), quoted=True),
            )
        )  # fmt: skip
    twice = [c for c in columns_added(rules) if c in table.columns]
    if twice:
        problems.append(
            say(
                "the table of firms already has the columns {columns}; score it once",
                "企业表中已有列{columns}，只应计分一次",
                columns=listed(twice, quoted=True),
            )
        )
    if problems:
        raise EnterpriseError(problems)
