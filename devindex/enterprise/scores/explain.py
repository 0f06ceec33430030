"""Why one firm has its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from devindex.definitions.rules import ScoringRules
from devindex.definitions.scoring import load_rules
from devindex.enterprise.scores.score import columns_added, score
from devindex.errors import EnterpriseError, say
from devindex.kinds import require

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["explain_firm"]


def explain_firm(
    table: ir.Table, credit_code: str, rules: ScoringRules | None = None
) -> pd.DataFrame:
    r"""Indicator by indicator, what a firm's total is made of.

    An indicator contributes :math:`W_d w_i s_i / (\sum W \sum w)`: its points :math:`s_i`, its
    weight among the indicators of its dimension that have a value, and the weight of the dimension
    among those that have a score. Contributions add up to the total.

    Parameters
    ----------
    table
        Firms' answers, or firms that are scored already, with ``credit_code``.

    Returns
    -------
    One row an indicator, in the order of the framework: ``indicator``, ``dimension``, ``zh``,
    ``en``, ``value`` and the goalposts ``worse`` and ``better`` in its unit, ``score``, ``weight``
    (share of the total, 0 where it does not enter) and ``contribution`` in points. NaN where there
    is no value; all contributions are NaN where there is no total.

    Raises
    ------
    EnterpriseError
        If no firm, or more than one, has the code.

    Examples
    --------
    >>> import ibis
    >>> items = {item.code: [1.0] for item in load_rules().framework.items}
    >>> firm = {"credit_code": ["1"], "industry": ["26"], "size": ["large"]}
    >>> told = explain_firm(ibis.memtable(firm | items), "1").set_index("indicator")
    >>> told.loc[["E13", "E31"], ["value", "worse", "better", "score"]].round(1)
               value  worse  better  score
    indicator
    E13          1.0    0.0     3.0   33.3
    E31        100.0   10.0     0.0    0.0
    """
    import ibis.expr.types as ir

    require(table, ir.Table, "table", EnterpriseError)
    require(credit_code, str, "credit_code", EnterpriseError)
    rules = rules if rules is not None else load_rules()
    if "credit_code" not in table.columns:
        raise EnterpriseError(
            say(
                "the table of firms has no column 'credit_code'",
                "企业表中没有列“credit_code”",
            )
        )
    one = table.filter(table["credit_code"] == credit_code)
    if set(columns_added(rules, percentile=False)) - set(table.columns):
        one = score(one, rules, percentile=False)
    found = one.limit(2).to_pyarrow().to_pandas()
    if len(found) != 1:
        raise EnterpriseError(
            say(
                "{n} firms have the credit code {code!r}; one is needed",
                "统一社会信用代码为{code!r}的企业有{n}家，应为1家",
                n=len(found) if len(found) == 0 else say("several", "多"), code=credit_code,
            )
        )  # fmt: skip
    return _told(found.iloc[0], rules)


def _told(firm: pd.Series, rules: ScoringRules) -> pd.DataFrame:
    framework = rules.framework
    indicators = framework.indicators
    belongs = [framework.dimension_of(i).code for i in indicators]
    own = [rules.score_of[i.code] for i in indicators]
    posts = np.array([r.goalposts[:: i.sign] for i, r in zip(indicators, own, strict=True)])
    out = pd.DataFrame(
        {
            "indicator": [i.code for i in indicators],
            "dimension": belongs,
            "zh": [i.name.zh for i in indicators],
            "en": [i.name.en for i in indicators],
            "value": firm[[i.code for i in indicators]].to_numpy(float),
            "worse": posts[:, 0],
            "better": posts[:, 1],
            "score": firm[[f"score-{i.code}" for i in indicators]].to_numpy(float),
        }
    )
    within = np.array([r.weight for r in own]) * out["score"].notna()
    of_dimension = {d.code: d.weight for d in rules.dimensions if pd.notna(firm[f"score-{d.code}"])}
    between = out["dimension"].map(of_dimension).fillna(0.0) / (sum(of_dimension.values()) or 1.0)
    inside = within.groupby(out["dimension"]).transform("sum")
    out["weight"] = between * within / inside.where(inside > 0, 1.0)
    total_there = pd.notna(firm["score"])
    out["contribution"] = out["weight"] * out["score"] if total_there else np.nan
    return out
