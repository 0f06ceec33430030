"""What a check found, and what it leaves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devindex.definitions import Framework
from devindex.enterprise.engine import FILE, ROW
from devindex.enterprise.returns.rules import ACTIONS, SEVERITIES, Rule, phrases
from devindex.errors import EnterpriseError, Sentence, os_fault, say

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    from devindex.enterprise.engine import Engine
    from devindex.enterprise.returns.frames import StratumFinding

__all__ = ["Checked", "counted", "findings"]

INTERNAL = Sentence(
    "Internal: it names firms. Not to be published.", "内部资料：含企业信息，不得公开。"
)


@dataclass(frozen=True, eq=False)
class Checked:
    """A table of firms after its edit checks. It lives as long as its engine.

    Attributes
    ----------
    findings
        One row for each fault listed: ``severity, file, row, firm, item, rule, value``, and the
        sentence in ``en`` and ``zh``; in the order of rules, then of rows. ``row`` and ``firm``
        are empty for what is wrong with a stratum.
    counts
        One row for each rule and item that was broken: ``severity, action, rule, item, found,
        listed``.
    firms
        Rows of the table.
    aside
        Rows that are set aside whole, all of them, with their identity; None if there is none.
    good
        All others, wrong answers NULL; computed when it is used.
    ignored
        Columns of the table that nothing is made of.
    """

    engine: Engine
    name: str
    findings: pd.DataFrame
    counts: pd.DataFrame
    firms: int
    aside: ibis.Table | None
    good: ibis.Table
    ignored: tuple[str, ...]

    def __repr__(self) -> str:
        """Size in one line."""
        return (
            f"Checked({self.name!r}: {self.firms:,} firms, {self.set_aside:,} set aside, "
            f"{self.answers_left_out:,} answers left out)"
        )

    @cached_property
    def set_aside(self) -> int:
        """Number of rows set aside; the others, ``firms - set_aside``, are in ``good``."""
        return (
            0
            if self.aside is None
            else int(self.engine.frame(self.aside.count().as_table()).iloc[0, 0])
        )

    @property
    def answers_left_out(self) -> int:
        """Findings whose answer became NULL, those of firms set aside included."""
        return int(self.counts.loc[self.counts["action"] == "answer", "found"].sum())

    def summary(self) -> Sentence:
        """A page of what was found, in both languages."""
        head = say(
            "{name}: {firms:,} rows = {good:,} good + {aside:,} set aside; {answers:,} wrong "
            "answers left out",
            "{name}：共{firms:,}行，其中保留{good:,}行，整户剔除{aside:,}行；"
            "{answers:,}个错误答案作缺失处理",
            name=self.name, firms=self.firms, good=self.firms - self.set_aside,
            aside=self.set_aside, answers=self.answers_left_out,
        )  # fmt: skip
        said = [INTERNAL, head]
        for row in self.counts.itertuples():
            said.append(
                say(
                    "- {rule}, {item}: {found:,} ({severity}; {action}; {listed:,} listed)",
                    "- {rule}，{item}：{found:,}处（{severity}；{action}；列出{listed:,}处）",
                    rule=row.rule, item=row.item or Sentence("all items", "全部题项"),
                    found=row.found, listed=row.listed,
                    severity=SEVERITIES[row.severity], action=ACTIONS[row.action],
                )
            )  # fmt: skip
        if self.ignored:
            names = ", ".join(self.ignored)
            said.append(say("Columns not used: {names}", "未使用的列：{names}", names=names))
        return Sentence("\n".join(said), "\n".join(s.zh for s in said))

    def save(self, folder: str | Path) -> None:
        """Write findings.csv, counts.csv, set-aside.csv and summary.txt, for Excel with a BOM.

        They name firms and stay inside the office.
        """
        folder = Path(folder)
        tables = {"findings.csv": self.findings, "counts.csv": self.counts}
        if self.aside is not None:
            tables["set-aside.csv"] = self.engine.frame(
                self.aside.order_by(
                    *[c for c in (FILE, ROW) if c in self.aside.columns], "credit_code"
                )
            )
        summary = self.summary()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table in tables.items():
                table.to_csv(folder / name, index=False, encoding="utf-8-sig", lineterminator="\n")
            text = f"{summary.zh}\n\n{summary}\n"
            (folder / "summary.txt").write_bytes(text.encode("utf-8-sig"))
        except OSError as error:
            raise EnterpriseError(
                say("{folder}: {fault}", "{folder}：{fault}", folder=folder, fault=os_fault(error))
            ) from None


def findings(
    rules: Sequence[Rule],
    framework: Framework,
    name: str,
    listed: pd.DataFrame | None,
    strata: Sequence[StratumFinding],
) -> pd.DataFrame:
    """The list of faults, each with its sentence."""
    import pandas as pd

    items = {i.code: i for i in framework.items}
    by_key = {r.key: r for r in rules}
    out: list[tuple[object, ...]] = []
    for key, rows in [] if listed is None else listed.groupby("key", sort=False):
        rule = by_key[str(key)]
        said = phrases(rule, items.get(rule.item))
        given = [rows[c] if c in rows else [None] * len(rows) for c in _GIVEN]
        out += [_one(rule, said, name, *one) for one in zip(*given, strict=True)]
    out += [
        ("ask", name, None, "", "weight", s.rule, f"{s.value:.15g}", str(s.fault), s.fault.zh)
        for s in strata
    ]
    columns = ["severity", "file", "row", "firm", "item", "rule", "value", "en", "zh"]
    table = pd.DataFrame(out, columns=columns)
    return table.astype({"row": "Int64"} | {c: "str" for c in columns if c != "row"})


_GIVEN = (FILE, ROW, "firm", "text", "number", "other")


def _one(
    rule: Rule, said: Sentence, name: str, part: object, row: Any, code: object, text: object,
    number: Any, other: Any,
) -> tuple[object, ...]:  # fmt: skip
    """One finding: file, row, firm, item, fault."""
    value = text if isinstance(text, str) else "" if _missing(number) else f"{number:.15g}"
    quoted = isinstance(text, str)
    fill = "" if _missing(other) else f"{other:.15g}"
    en = said.format(
        value=(f"'{value}'" if quoted else value) or "(empty)", other=fill or "(empty)"
    )
    zh = said.zh.format(
        value=(f"“{value}”" if quoted else value) or "（空）", other=fill or "（空）"
    )
    file = name if part is None else f"{name}/{part}"
    number_of_row = None if _missing(row) else int(row)
    firm = code if isinstance(code, str) else ""
    at_en = "" if number_of_row is None else f", row {number_of_row}"
    at_zh = "" if number_of_row is None else f"，第{number_of_row}行"
    return (
        rule.severity, file, number_of_row, firm, rule.item, rule.id, value,
        f"{file}{at_en}, firm {firm or '(no code)'}: {en}",
        f"{file}{at_zh}，企业{firm or '（无代码）'}：{zh}",
    )  # fmt: skip


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def counted(
    rules: Sequence[Rule],
    counts: dict[str, float],
    listed: pd.DataFrame | None,
    strata: Sequence[StratumFinding],
) -> pd.DataFrame:
    """How often each rule was broken, and how many of that are listed."""
    import pandas as pd

    shown = {} if listed is None else listed["key"].value_counts().to_dict()
    out = [
        (r.severity, r.action, r.id, r.item, int(counts[r.key]), shown.get(r.key, 0))
        for r in rules
        if counts[r.key]
    ]
    for rule in dict.fromkeys(s.rule for s in strata):
        n = sum(s.rule == rule for s in strata)
        out.append(("ask", "none", rule, "weight", n, n))
    names = ["severity", "action", "rule", "item", "found", "listed"]
    return pd.DataFrame(out, columns=names)
