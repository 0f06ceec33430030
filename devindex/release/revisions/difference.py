"""What one release says otherwise than another, and which cause moved each value by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from devindex.analysis.causes import CAUSES, Causes
from devindex.analysis.change import Change, explain_change
from devindex.analysis.change_parts import By
from devindex.analysis.shares import coalitions, shapley
from devindex.definitions import Framework
from devindex.errors import ReleaseError, Sentence, listed, say
from devindex.index import differences
from devindex.index.arrays import Bools, Floats
from devindex.release.revisions.read import Published
from devindex.release.revisions.sides import DECIMALS, KEY, Side, quantities, side
from devindex.release.revisions.statistics import LEAST, revision_statistics
from devindex.release.rounding import rounded
from devindex.release.tables import Edition

__all__ = ["KINDS", "WHY", "Difference", "diff"]

SOFTWARE = "software"
WHY: Mapping[str, Sentence] = MappingProxyType(
    {**CAUSES, SOFTWARE: Sentence("computation", "计算程序变化")}
)
"""Why a published value changed: the causes of a change, and another computation of the same."""

KINDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "changed": Sentence("changed", "改动"),
        "withdrawn": Sentence("withdrawn", "撤下"),
        "new-period": Sentence("new period", "新时期"),
        "new-region": Sentence("new region", "新地区"),
        "new-indicator": Sentence("new indicator", "新指标"),
    }
)
NOTHING = 1e-12
"""Less than any published digit."""


@dataclass(frozen=True, eq=False, repr=False)
class Difference:
    """Difference of two releases.

    Attributes
    ----------
    values
        One row for each value that changed, was withdrawn or is new: ``indicator_code``, ``region``
        (GB code), ``year``, ``level``, ``kind`` (see :data:`KINDS`), ``old``, ``new``, ``change``;
        ``causes``, separated by semicolons; then one column for each cause that is there, with what
        it moved. These are Shapley values of the unrounded states in between: they sum to the
        unrounded change, and are NaN where a value is missing in one of the states.
    method
        What differs in recipe and framework: ``part``, ``item``, ``old``, ``new``.
    figures
        Published figures that differ: ``series``, ``region``, ``year``, ``kind`` (``revised``,
        ``new``, ``withdrawn``), ``old``, ``new``.
    """

    old: Side
    new: Side
    values: pd.DataFrame
    method: pd.DataFrame
    figures: pd.DataFrame

    def __repr__(self) -> str:
        return f"Difference({self.summary()!r})"

    @property
    def changed(self) -> pd.DataFrame:
        """Rows of values that had been published and are not the same any more."""
        return self.values[self.values["kind"].isin(["changed", "withdrawn"])]

    @property
    def causes(self) -> tuple[str, ...]:
        """Causes that changed any value, in the order of :data:`WHY`."""
        named = set(";".join(self.changed["causes"]).split(";"))
        return tuple(c for c in WHY if c in named)

    @cached_property
    def statistics(self) -> pd.DataFrame:
        """Statistics of the revisions of each indicator and node and of ranks, over what both have.

        The test of a zero mean is over all releases of the line, from eight on. See
        :func:`~devindex.release.revisions.statistics.revision_statistics`.
        """
        frames = [
            s.values["value"].reset_index().assign(release_id=f"{n} {s.id}")
            for n, s in enumerate((self.old, self.new))
        ]
        out = revision_statistics(pd.concat(frames, ignore_index=True)).set_index("indicator_code")
        chain = self.new.vintages
        if chain["release_id"].nunique() >= LEAST:
            whole = revision_statistics(chain).set_index("indicator_code").reindex(out.index)
            out = out.assign(vintages=whole["vintages"], t=whole["t"], p=whole["p"])
        return out.reset_index()

    def years(self) -> list[int]:
        """Years both releases have."""
        return sorted({*self.old.index.panel.years} & {*self.new.index.panel.years})

    def change(self, year: int, by: By = "indicator") -> Change:
        """Scores and ranks of one year, split by cause and indicator."""
        return explain_change(self.old.index, self.new.index, start=year, end=year, by=by)

    def summary(self, lang: str = "en") -> str:
        """One line: how many values changed, how many are new, and why."""
        count = self.values["kind"].value_counts()
        fresh = int(sum(count.get(k, 0) for k in KINDS if k.startswith("new")))
        why = listed([WHY[c] for c in self.causes]) if self.causes else Sentence("none", "无")
        said = say(
            "{old} to {new}: {changed} published values changed, {gone} withdrawn, {fresh} new; "
            "causes: {why}",
            "{old} 至 {new}：已公布数值改动{changed}个，撤下{gone}个，新增{fresh}个；原因：{why}",
            old=self.old.id, new=self.new.id, changed=int(count.get("changed", 0)),
            gone=int(count.get("withdrawn", 0)), fresh=fresh, why=why,
        )  # fmt: skip
        return said.zh if lang == "zh" else str(said)


def diff(
    old: Side | Published | Edition | Path | str, new: Side | Published | Edition | Path | str
) -> Difference:
    """Compare two releases value by value and split every change by its causes.

    Both are computed again from their own folders. Causes are those of
    :func:`~devindex.analysis.explain_change` (new data, revised data, method, membership), each
    switched on and off with the others on or off; and the computation itself, where the old
    release's inputs do not give its published value under this version of the package.

    Raises
    ------
    ReleaseError
        If a folder cannot be opened, the two are no releases of one index, or the new one does not
        hold.
    """
    before, after = side(old), side(new)
    ids = before.index.framework.id, after.index.framework.id
    if ids[0] != ids[1]:
        raise ReleaseError(
            say(
                "{old} is a release of {a} and {new} one of {b}: no difference can be taken",
                "{old} 是 {a} 的发布包，{new} 是 {b} 的发布包，不能比较",
                old=before.id, new=after.id, a=ids[0], b=ids[1],
            )
        )  # fmt: skip
    if len(wrong := after.unlike()):
        raise ReleaseError(
            say(
                "{n} values of {new} are not what its own figures give, first {key}; see devindex "
                "verify --full",
                "{new} 有{n}个数值与其自身数据的计算结果不符，第一个是 {key}；"
                "请用 devindex verify --full 核实",
                n=len(wrong), new=after.id, key=listed(wrong.index[0]),
            )
        )  # fmt: skip
    values = _with_causes(_compared(before, after), before, after)
    return Difference(before, after, values, _method(before, after), _figures(before, after))


def _compared(old: Side, new: Side) -> pd.DataFrame:
    """Every value that is not the same in both, and what kind of change it is."""
    both = _beside(old.values, new.values)
    known, now = (both.index.isin(s.values.index) for s in (old, new))
    a, b = both["value_old"], both["value_new"]
    same = (a == b) | (a.isna() & b.isna())
    both = both.assign(
        kind=_kinds(both.index, known, now, old), old=a, new=b,
        change=rounded(b - a, DECIMALS),
        level=both["level_new"].fillna(both["level_old"]),
    )  # fmt: skip
    out = both.loc[~same, ["level", "kind", "old", "new", "change"]]
    order = {
        c: n
        for n, c in enumerate(
            dict.fromkeys(
                [*new.values.index.get_level_values(0), *old.values.index.get_level_values(0)]
            )
        )
    }
    out = out.reset_index()
    out["_order"] = out["indicator_code"].map(order)
    out = out.sort_values(["_order", "region", "year"], kind="stable", ignore_index=True)
    return out.drop(columns="_order")


def _beside(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Every row of either, with the columns of both."""
    names = ("_old", "_new")
    return old.merge(new, how="outer", left_index=True, right_index=True, suffixes=names)


def _kinds(index: pd.MultiIndex, known: Bools, now: Bools, old: Side) -> np.ndarray:
    year, region = index.get_level_values("year"), index.get_level_values("region")
    fresh = np.where(
        ~year.isin(old.index.panel.years), "new-period",
        np.where(~region.isin(old.index.panel.regions), "new-region", "new-indicator"),
    )  # fmt: skip
    return np.where(known & now, "changed", np.where(known, "withdrawn", fresh))


def _with_causes(frame: pd.DataFrame, old: Side, new: Side) -> pd.DataFrame:
    """Name the causes of each change and give what each moved."""
    keys = pd.MultiIndex.from_frame(frame[KEY])
    common = sorted({*old.index.panel.years} & {*new.index.panel.years})
    if not common:
        return frame.assign(causes=_of_kind(frame, new))
    between = Causes.between(old.index, new.index, common[-1], common[-1])
    names, rows = between.names, coalitions(len(between.names))
    states = [frozenset(c for c, on in zip(names, row, strict=True) if on) for row in rows]
    grid = np.array([quantities(between.state(on)[0]).reindex(keys) for on in states], dtype=float)
    moved = shapley(grid) if names else np.empty((0, len(keys)))
    acts = {c: _acts(grid, rows, n) for n, c in enumerate(names)}
    unlike = keys.isin(old.unlike().index)
    acts[SOFTWARE] = unlike
    changed = (frame["kind"] == "changed").to_numpy()
    out = frame.copy()
    out["causes"] = [
        ";".join(c for c in WHY if c in acts and acts[c][n]) if changed[n] else ""
        for n in range(len(frame))
    ]
    out["causes"] = out["causes"].where(changed, _of_kind(frame, new))
    for n, cause in enumerate(names):
        out[cause] = np.where(changed, moved[n], np.nan)
    if unlike.any():
        drift = np.where(unlike, grid[0] - frame["old"], 0.0)
        out[SOFTWARE] = np.where(changed, drift, np.nan)
    return out


def _acts(grid: Floats, rows: Bools, n: int) -> Bools:
    """Whether switching a cause on moves a value in any state of the others. (m,)."""
    off = np.flatnonzero(~rows[:, n])
    a, b = grid[off], grid[off + (1 << n)]
    moved = (np.isnan(a) != np.isnan(b)) | (np.abs(b - a) > NOTHING)
    return np.asarray(moved.any(axis=0))


def _of_kind(frame: pd.DataFrame, new: Side) -> pd.Series:
    """Cause of what only one release has."""
    causes = {"new-period": "data", "new-region": "membership", "new-indicator": "method"}
    gone = ~frame["region"].isin(new.index.panel.regions)
    withdrawn = gone.map({True: "membership", False: "method"})
    return frame["kind"].map(causes).fillna(withdrawn)


def _figures(old: Side, new: Side) -> pd.DataFrame:
    """Published figures that are not the same in both."""
    both = _beside(old.figures, new.figures)
    a, b = both["value_old"].astype(float), both["value_new"].astype(float)
    kind = np.where(a.isna(), "new", np.where(b.isna(), "withdrawn", "revised"))
    out = pd.DataFrame({"kind": kind, "old": both["as_published_old"],
                        "new": both["as_published_new"]}, index=both.index)  # fmt: skip
    return out[~(a == b)].reset_index()


def _method(old: Side, new: Side) -> pd.DataFrame:
    """What differs in recipe and framework."""
    rows = list[tuple[str, str, str, str]]()
    recipes = new.index.recipe, old.index.recipe
    now, then = (
        dict(line.split(": ", 1) for line in differences(a, b)) for a, b in (recipes, recipes[::-1])
    )
    rows += [("recipe", k, then.get(k, ""), now.get(k, "")) for k in {**then, **now}]
    one, other = old.index.framework, new.index.framework
    if one.version != other.version:
        rows.append(("framework", "version", one.version, other.version))
    for part in ("dimensions", "themes", "indicators"):
        rows += _entries(part, one, other)
    return pd.DataFrame(rows, columns=["part", "item", "old", "new"])


COUNTS = ("weight", "dimension", "theme", "goalposts", "direction", "transform", "factor",
          "numerator", "denominator", "scored", "nation", "nation_weight")  # fmt: skip
"""Fields of an entry that a score may hang on."""


def _entries(part: str, old: Framework, new: Framework) -> list[tuple[str, str, str, str]]:
    then, now = ({e.code: e for e in getattr(f, part)} for f in (old, new))
    rows = [(part, c, "yes", "") for c in then if c not in now]
    rows += [(part, c, "", "yes") for c in now if c not in then]
    for code in (c for c in then if c in now):
        for field in COUNTS:
            a, b = (getattr(e[code], field, None) for e in (then, now))
            if a != b:
                rows.append((part, f"{code}.{field}", _shown(a), _shown(b)))
    return rows


def _shown(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(str, value))
    return "" if value is None else str(getattr(value, "name", value))
