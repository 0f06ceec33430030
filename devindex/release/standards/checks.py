"""``checks/validation.json``: what a release checks in its own tables before it goes out.

Each check reads the finished tables, so that it holds of what is published and not of what was
meant to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from devindex.definitions.model import Text
from devindex.errors import ReleaseError, Sentence, say
from devindex.release.standards.dictionary import table

__all__ = ["CHECKS", "Check", "Tables", "block_faults", "validation"]

Tables = Mapping[str, pd.DataFrame]
"""Every table in ``data/`` by name; codes as text."""
Severity = Literal["block", "ask", "inform"]
PLACE = ["region_code", "time_period"]
EMPTY = set("OLMHQ")
"""Statuses of a value that is not there."""


@dataclass(frozen=True)
class Check:
    """One check: what holds, and the rows in which it does not."""

    id: str
    severity: Severity
    holds: Text
    faults: Callable[[Tables], pd.DataFrame]
    needs: tuple[str, ...]


def validation(folder: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Run every check on a folder; ``result`` is ``pass`` or ``fail``, or ``waived`` by a person.

    A waiver names who, when and why; a release makes none by itself.
    """
    tables = {
        p.stem: pd.read_csv(p, dtype={"gb_code": str, "code": str}, low_memory=False)
        for p in sorted((folder / "data").glob("*.csv"))
        if p.stem != "sdmx"
    }
    return {
        "release": about["id"],
        "checks": [_entry(c, tables) for c in CHECKS if set(c.needs) <= set(tables)]
        + [_entry(_unique(name), tables) for name in tables if table(name).key],
    }


def block_faults(found: Mapping[str, Any]) -> None:
    """Refuse a release in which a check that blocks has failed.

    Raises
    ------
    ReleaseError
        One sentence for each.
    """
    failed = [c for c in found["checks"] if c["severity"] == "block" and c["result"] == "fail"]
    if failed:
        raise ReleaseError(
            say(
                "the release does not hold: {holds} {n} rows fail, first {first}",
                "发布包未通过检查：{holds}有{n}行不符，第一行为 {first}",
                holds=Sentence(c["holds"]["en"], c["holds"]["zh"]), n=c["failed"],
                first=c["first"],
            )
            for c in failed
        )  # fmt: skip


def _entry(check: Check, tables: Tables) -> dict[str, Any]:
    faults = check.faults(tables)
    first = faults.iloc[0].dropna().to_dict() if len(faults) else {}
    return {
        "check": check.id, "severity": check.severity, "holds": check.holds.model_dump(),
        "tables": list(check.needs), "result": "fail" if len(faults) else "pass",
        "failed": len(faults), "waiver": None,
        "first": " ".join(f"{k}={v}" for k, v in list(first.items())[:6]),
    }  # fmt: skip


def _unique(name: str) -> Check:
    key = list(table(name).key)

    def faults(tables: Tables) -> pd.DataFrame:
        return tables[name].loc[tables[name].duplicated(key), key]

    holds = Text(zh=f"{name} 的键不重复。", en=f"the key of {name} is unique.")
    return Check(f"key-{name}", "block", holds, faults, (name,))


# --- the checks -----------------------------------------------------------------------------


def _scores(tables: Tables) -> pd.DataFrame:
    frame = tables["observations"]
    return frame[frame["indicator_code"] == "score"]


def _sums(tables: Tables) -> pd.DataFrame:
    """Contributions against the score; six decimals each, four of the score."""
    total = tables["contributions"].groupby(PLACE)["contribution"].agg(["sum", "count"])
    both = _scores(tables).set_index(PLACE)["obs_value"].to_frame().join(total)
    both = both[both["obs_value"].notna()].reset_index()
    return both[(both["sum"] - both["obs_value"]).abs() > 5e-5 + both["count"] * 5e-7 + 1e-9]


def _order(tables: Tables) -> pd.DataFrame:
    """A higher published score has no worse a rank."""
    ranked = _scores(tables).dropna(subset=["rank"])
    ordered = ranked.sort_values(["time_period", "obs_value"], ascending=[True, False])
    before = ordered.groupby("time_period")[["obs_value", "rank"]].shift()
    return ordered[
        (ordered["rank"] < before["rank"]) & (ordered["obs_value"] < before["obs_value"])
    ]


def _ranges(tables: Tables) -> pd.DataFrame:
    frame = _scores(tables).dropna(subset=["rank_lower"])
    inside = frame["rank_lower"].between(1, frame["rank_upper"])
    return frame.loc[~(inside & (frame["rank_upper"] <= frame["n_ranked"])), [*PLACE, "rank"]]


def _outside(tables: Tables) -> pd.DataFrame:
    frame = _scores(tables).dropna(subset=["rank", "rank_lower"])
    inside = frame["rank"].between(frame["rank_lower"], frame["rank_upper"])
    return frame.loc[~inside, [*PLACE, "rank", "rank_lower", "rank_upper"]]


def _hundred(tables: Tables) -> pd.DataFrame:
    frame = tables["observations"]
    points = frame[(frame["unit_measure"] == "PT") & frame["obs_value"].notna()]
    return points.loc[~points["obs_value"].between(0, 100), ["indicator_code", *PLACE]]


def _empty(tables: Tables) -> pd.DataFrame:
    frame = tables["observations"]
    missing, said = frame["obs_value"].isna(), frame["obs_status"].isin(EMPTY)
    return frame.loc[missing != said, ["indicator_code", *PLACE, "obs_status"]]


def _grid(tables: Tables) -> pd.DataFrame:
    """Every node has every region and every year."""
    counts = tables["observations"].groupby("indicator_code").size()
    return counts[counts != counts.max()].rename("rows").reset_index()


def _weights(tables: Tables) -> pd.DataFrame:
    total = tables["indicators"]["weight"].sum()
    off = abs(total - 1) > 5e-7 * len(tables["indicators"]) + 1e-9
    return pd.DataFrame({"sum": [total]}) if off else pd.DataFrame()


def _sources(tables: Tables) -> pd.DataFrame:
    frame = tables["published"]
    return frame.loc[~frame["source"].isin(tables["sources"]["source"]), ["series", "source"]]


def _shares(tables: Tables) -> pd.DataFrame:
    """Shares of the draws in each rank, four decimals each."""
    frame = tables["sensitivity"]
    shares = frame[[c for c in frame if c.startswith("share_")]]
    off = (shares.sum(axis=1) - 1).abs() > 5e-5 * shares.shape[1] + 1e-9
    return frame.loc[off & frame["rank"].notna(), PLACE]


def _nation(tables: Tables) -> pd.DataFrame:
    """The nation's score between the lowest and the highest province."""
    frame = _scores(tables).dropna(subset=["obs_value"])
    nation = frame["region_code"] == "CN"
    of = frame[~nation].groupby("time_period")["obs_value"].agg(["min", "max"])
    both = frame[nation].join(of, on="time_period")
    return both.loc[~both["obs_value"].between(both["min"], both["max"]), [*PLACE, "obs_value"]]


def _checks() -> Iterator[Check]:
    whole: tuple[str, ...] = ("observations",)
    yield Check(
        "score-sum",
        "block",
        Text(
            zh="各指标的贡献分之和等于得分（修约误差以内）。",
            en="the contributions sum to the score, up to their rounding.",
        ),
        _sums,
        ("contributions", "observations"),
    )
    yield Check(
        "rank-order",
        "block",
        Text(zh="位次与得分的先后一致。", en="ranks are in the order of the scores."),
        _order,
        whole,
    )
    yield Check(
        "rank-range",
        "block",
        Text(
            zh="位次区间的两端在1与参与排名的地区数之间。",
            en="rank ranges lie between 1 and the number of regions ranked.",
        ),
        _ranges,
        whole,
    )
    yield Check(
        "rank-in-range",
        "inform",
        Text(zh="位次在其区间之内。", en="every rank lies in its range."),
        _outside,
        whole,
    )
    yield Check(
        "points",
        "block",
        Text(zh="各级得分在0与100之间。", en="scores of every level lie between 0 and 100."),
        _hundred,
        whole,
    )
    yield Check(
        "status-of-empty",
        "block",
        Text(
            zh="没有数值之处，状态说明原因；有数值之处，状态不为缺失。",
            en="an empty value has a status of missing, and no other has.",
        ),
        _empty,
        whole,
    )
    yield Check(
        "grid",
        "block",
        Text(zh="各级均有全部地区和全部年份。", en="every level has every region and year."),
        _grid,
        whole,
    )
    yield Check(
        "weights",
        "block",
        Text(zh="权重之和为1。", en="the weights sum to 1."),
        _weights,
        ("indicators",),
    )
    yield Check(
        "figures-have-sources",
        "block",
        Text(zh="每个公布数值都有来源。", en="every figure as published names a source."),
        _sources,
        ("published", "sources"),
    )
    yield Check(
        "shares",
        "block",
        Text(zh="各位次的重算比例之和为1。", en="the shares of ranks sum to 1."),
        _shares,
        ("sensitivity",),
    )
    yield Check("nation-between", "ask", Text(
        zh="全国得分在各省最低分与最高分之间。",
        en="the nation's score lies between the lowest and the highest province."),
        _nation, whole)  # fmt: skip


CHECKS = tuple(_checks())
"""Every check but those of keys, which follow from the tables."""
