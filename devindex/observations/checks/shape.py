"""Checks of one answer by itself, or of the table's shape: codes, keys, gaps, ranges, parts."""

from __future__ import annotations

from collections.abc import Iterator

from devindex.definitions import NATION, Text, regions
from devindex.definitions.codelists import OBS_STATUS
from devindex.errors import Sentence, say
from devindex.kinds import shown
from devindex.observations.cells import units
from devindex.observations.checks.findings import Finding, found, plausibility, region_name
from devindex.observations.checks.subject import Subject

__all__: list[str] = []

READABLE = "readable"


@plausibility(READABLE, "block", zh="能否读取", en="Can be read")
def readable(what: Subject) -> Iterator[Finding]:
    """Faults of reading are found before there is anything to check; they come in under this id."""
    yield from ()


@plausibility("code-lists", "block", zh="代码均在代码表内", en="Codes are of the lists")
def code_lists(what: Subject) -> Iterator[Finding]:
    """Series, region, unit and status are known; a unit is that of its series."""
    known = units() | {key: q.unit for key, q in what.asked.items()}
    places = {*regions(), NATION.code}
    for row in what.frame.itertuples():
        wrong = [
            name
            for name, bad in (
                (row.series, row.series not in known),
                (row.region, row.region not in places),
                (row.status, row.status not in ("", *OBS_STATUS)),
                (row.unit, row.unit not in ("", known.get(row.series, row.unit))),
            )
            if bad
        ]
        for name in wrong:
            yield found(
                "code-lists",
                say(
                    "{name} is no code of the lists, or not the unit of {series}",
                    "{name}不在代码表内，或不是 {series} 的单位",
                    name=shown(name), series=row.series,
                ),
                row,
            )  # fmt: skip


@plausibility("key-unique", "block", zh="每个数据只出现一次", en="Each figure stands once")
def key_unique(what: Subject) -> Iterator[Finding]:
    """Series, region and year name one answer."""
    frame = what.frame
    for row in frame[frame.duplicated(["series", "region", "year"])].itertuples():
        yield found(
            "key-unique",
            say(
                "{name} of {region} in {year} stands a second time",
                "{region}{year}年{name}重复出现",
                name=what.name(row.series), region=region_name(row.region), year=row.year,
            ),
            row,
        )  # fmt: skip


@plausibility("region-absent", "ask", zh="每个地区都有填报", en="Every region handed in")
def region_absent(what: Subject) -> Iterator[Finding]:
    """Each covered region has at least one answer in the latest year, if several regions have."""
    year = int(what.frame["year"].max()) if len(what.frame) else 0
    seen = set(what.figures.loc[what.figures["year"] == year, "region"]) - {NATION.code}
    if len(seen) < 2:
        return
    for code, unit in regions().items():
        if unit.covered and code not in seen:
            yield found(
                "region-absent",
                say(
                    "no figure of {region} in {year}", "{region}{year}年没有任何数据",
                    region=region_name(code), year=year,
                ),
                region=code, year=year,
            )  # fmt: skip


@plausibility("unanswered", "ask", zh="未填答的数据项", en="Questions without an answer")
def unanswered(what: Subject) -> Iterator[Finding]:
    """A question of a form has neither a figure nor a reason."""
    frame = what.frame
    for row in frame[(frame["value"] == "") & (frame["status"] == "")].itertuples():
        yield found(
            "unanswered",
            say(
                "{name}: neither a figure nor a reason why there is none",
                "{name}：没有数据，也没有注明原因",
                name=what.name(row.series),
            ),
            row,
        )  # fmt: skip


@plausibility("gap", "ask", zh="上年有而本年缺的数据", en="Figures of last year that are gone")
def gap(what: Subject) -> Iterator[Finding]:
    """A region that answered has no row for a figure it had a year before."""
    frame, before = what.frame, what.before
    seen = set(frame[["series", "region", "year"]].itertuples(index=False, name=None))
    here = set(frame[["region", "year"]].itertuples(index=False, name=None))
    expected = before["series"].isin(set(what.asked)) & (before["year"] + 1).isin(frame["year"])
    for row in before[expected].itertuples():
        key = (row.series, row.region, row.year + 1)
        if (row.region, row.year + 1) in here and key not in seen:
            yield found(
                "gap",
                say(
                    "{name}: {region} had {last:g} in {before}, and has nothing in {year}",
                    "{name}：{region}{before}年为{last:g}，{year}年没有数据",
                    name=what.name(row.series), region=region_name(row.region), last=row.number,
                    before=row.year, year=row.year + 1,
                ),
                series=row.series, region=row.region, year=int(row.year + 1),
            )  # fmt: skip


@plausibility("range", "block", zh="数值在允许范围内", en="Figures are in range")
def in_range(what: Subject) -> Iterator[Finding]:
    """No negative figure, no share above 100, no fraction of what is counted."""
    for row in what.figures.itertuples():
        question = what.asked.get(row.series)
        least = question.least if question else 0.0
        most = question.most if question else None
        whole = bool(question and question.whole)
        low = least is not None and row.number < least
        high = most is not None and row.number > most
        if low or high or (whole and not float(row.number).is_integer()):
            allowed = question.allowed() if question else Text(zh="不小于0的数", en="0 or more")
            yield found(
                "range",
                say(
                    "{name} is {value}; allowed is: {allowed}", "{name}为{value}，应为{allowed}",
                    name=what.name(row.series), value=row.value,
                    allowed=Sentence(allowed.en, allowed.zh),
                ),
                row,
            )  # fmt: skip


@plausibility("part-above-whole", "block", zh="部分不大于总体", en="No part above its whole")
def part_above_whole(what: Subject) -> Iterator[Finding]:
    """A part of something is not more than all of it."""
    figures = what.figures
    parts = {key: q.part_of for key, q in what.asked.items() if q.part_of}
    wholes = figures[["series", "region", "year", "number", "value", "cell"]].rename(
        columns={"series": "whole", "number": "all", "value": "total", "cell": "beside"}
    )
    linked = figures.assign(whole=figures["series"].map(parts)).dropna(subset=["whole"])
    both = linked.merge(wholes, on=["whole", "region", "year"])
    for row in both[both["number"] > both["all"]].itertuples():
        yield found(
            "part-above-whole",
            say(
                "{part} is {value}, above {whole}, which is {total}{cell}",
                "{part}为{value}，大于{whole}（{total}{cell}）",
                part=what.name(row.series), value=row.value, whole=what.name(row.whole),
                total=row.total,
                cell=say(" in {cell}", "，{cell}", cell=row.beside) if row.beside else "",
            ),
            row,
        )  # fmt: skip


@plausibility("total-fell", "block", zh="累计数不减少", en="Running totals do not fall")
def total_fell(what: Subject) -> Iterator[Finding]:
    """A running total is not below last year's."""
    running = {key for key, q in what.asked.items() if q.cumulative}
    rows = what.figures[what.figures["series"].isin(running)]
    for row in rows[rows["number"] < rows["last"]].itertuples():
        yield found(
            "total-fell",
            say(
                "{name} is {value}, and was {last:g} a year before; a running total never falls",
                "{name}为{value}，上年为{last:g}；累计数不应减少",
                name=what.name(row.series), value=row.value, last=row.last,
            ),
            row,
        )  # fmt: skip
