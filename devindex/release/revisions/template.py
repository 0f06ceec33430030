"""A file of reasons to fill in: what changed is written down, the reason is left open."""

from __future__ import annotations

import pandas as pd

from devindex.release.revisions.difference import Difference
from devindex.release.revisions.reasons import EXPLAINS, FIGURES, series_of

__all__ = ["reasons_template"]

HEAD = """\
# Reasons for published values that changed: {old} to {new}.
# 已公布数值的修订原因：{old} 至 {new}。
# code: {codes}
# Fill in code and text; narrow an entry with indicators, series, regions or years = [first, last].
# 请填写 code 和 text；可用 indicators、series、regions、years = [起, 止] 缩小范围。
# ERROR also needs / ERROR 还须写明: date = 2027-01-15, erratum = {{ zh = "", en = "" }}
"""


def reasons_template(difference: Difference) -> str:
    """One entry for each series that was revised, and for every other cause that moved a value."""
    changed = difference.changed
    head = HEAD.format(old=difference.old.id, new=difference.new.id, codes=", ".join(EXPLAINS))
    entries = [_entry(*found) for found in _series(difference)] if len(changed) else []
    for cause in difference.causes:
        if cause not in FIGURES or not entries:
            own = changed[changed["causes"].str.split(";").map(lambda c, w=cause: w in c)]
            entries.append(_entry(f"cause: {cause}", own, ""))
    return "\n".join([head, *entries])


def _series(difference: Difference) -> list[tuple[str, pd.DataFrame, str]]:
    figures = difference.figures
    years = difference.years()
    seen = figures[figures["year"].isin(years) & figures["series"].isin(_moved(difference))]
    return [
        (f"{len(own)} figures", own, f'series = ["{code}"]\n') for code, own in
        seen.groupby("series")
    ]  # fmt: skip


def _moved(difference: Difference) -> set[str]:
    """Series of the indicators whose values changed with their figures."""
    changed = difference.changed
    figures = changed["causes"].str.split(";").map(lambda own: bool(FIGURES & set(own)))
    moved = set(changed.loc[(changed["level"] == "indicator") & figures, "indicator_code"])
    made_of = series_of(difference.new.index.framework)
    return {s for code in moved for s in made_of.get(code, ())}


def _entry(what: str, rows: pd.DataFrame, scope: str) -> str:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    regions = rows["region"].nunique()
    return (
        f"[[reason]]  # {what}, {regions} regions\n"
        f'code = ""\n{scope}years = [{first}, {last}]\n'
        'text = { zh = "", en = "" }\n'
    )
