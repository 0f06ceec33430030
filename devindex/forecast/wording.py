"""Units, days, amounts and evidence in words, for lines, tables and pictures alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from devindex.definitions import Target, Text, load_links
from devindex.errors import Sentence, listed, say
from devindex.forecast.series import Series
from devindex.observations.dates import day_at

__all__ = [
    "amount",
    "chance",
    "day_text",
    "evidence",
    "publisher_of",
    "publishers",
    "scope",
    "standstill_text",
    "unit_text",
    "value_text",
]

_CHINESE = {
    "apps": "个", "areas": "个", "classes": "个", "index": "指数", "index points": "点",
    "industries": "个", "models": "个", "networks": "张", "platforms": "个", "provinces": "个",
    "score (0-100)": "分（0—100）", "trillion yuan": "万亿元",
}  # fmt: skip
"""Chinese of the units the table of series gives in English alone."""
_BOTH = re.compile(r"(.+?) \((.*[一-鿿].*)\)")
_OF_ALL = re.compile(r"classes \(of (\d+)\)")
_BASE = re.compile(r"index \((\d{4})=100\)")


def unit_text(unit: str, target: Target | None = None) -> Text:
    """A unit in both languages; that of the target where the figures are in the target's unit.

    Examples
    --------
    >>> unit_text("10,000 stations (万个)")
    Text(zh='万个', en='10,000 stations')
    >>> unit_text("classes (of 41)").zh, unit_text("index (2018=100)").zh, unit_text("%").zh
    ('个（共41个）', '指数（2018年=100）', '%')
    """
    if target is not None:
        return target.unit
    both, of_all, base = (p.fullmatch(unit) for p in (_BOTH, _OF_ALL, _BASE))
    if both:
        return Text(zh=both[2], en=both[1])
    if of_all:
        return Text(zh=f"个（共{of_all[1]}个）", en=unit)
    if base:
        return Text(zh=f"指数（{base[1]}年=100）", en=unit)
    return Text(zh=_CHINESE.get(unit, unit), en=unit)


def day_text(time: float) -> Text:
    """A decimal year as the end of a year, or a day.

    Examples
    --------
    >>> day_text(2028 + 365 / 366).zh, day_text(2030.5).en
    ('2028年底', '2030-07-02')
    """
    day = day_at(time)
    if day == date(day.year, 12, 31):
        return Text(zh=f"{day.year}年底", en=f"the end of {day.year}")
    return Text(zh=f"{day.year}年{day.month}月{day.day}日", en=day.isoformat())


def amount(value: float, digits: int = 4) -> str:
    """A number to some digits that count, never with an exponent.

    Examples
    --------
    >>> amount(129451024.0), amount(37.2649), amount(0.5)
    ('129,500,000', '37.26', '0.5')
    """
    return f"{float(f'{value:.{digits}g}'):,.12g}"


def chance(p: float) -> Sentence:
    """A probability in whole per cent; draws never make certain.

    Examples
    --------
    >>> str(chance(0.688)), chance(0.688).zh, chance(0.0004).zh, str(chance(0.9999))
    ('69 %', '69%', '不到1%', 'over 99 %')
    """
    if p < 0.005:
        return Sentence("under 1 %", "不到1%")
    if p > 0.995:
        return Sentence("over 99 %", "超过99%")
    return say("{p:.0f} %", "{p:.0f}%", p=100 * p)


def value_text(value: float, unit: Text | None) -> Sentence:
    """A figure with its unit; in Chinese by 万 and 亿.

    Examples
    --------
    >>> value_text(120_000_000, Text(zh="台", en="devices")).zh
    '1.2亿台'
    >>> value_text(15_300, Text(zh="亿元", en="CNY 100 million"))
    'CNY 1,530 billion'
    """
    if unit is not None and unit.en == "CNY 100 million":
        return Sentence(f"CNY {value / 10:,.12g} billion", value_text(value, None).zh + unit.zh)
    size, word = next(
        (s, w) for s, w in ((1e8, "亿"), (1e4, "万"), (1, "")) if value >= s or s == 1
    )
    en = "" if unit is None or unit.en == "count" else f" {unit.en}"
    zh = "" if unit is None else unit.zh
    return Sentence(f"{value:,.12g}{en}", f"{value / size:.10g}{word}{zh}")


_AN_INTERVAL = Sentence(" (an interval)", "（为区间）")


def evidence(series: Series, reference: Sequence[Series]) -> Sentence:
    """What a forecast rests on: how many figures, how much they say, whose growth is lent.

    Examples
    --------
    >>> str(evidence(Series.of([2024], [340], ["at_least"]), ()))
    '1 figure (an interval), which says nothing of growth: that is of the prior alone.'
    """
    n, wide = len(series), int((series.low != series.high).sum())
    if n == 1:
        head = say("1 figure{wide}", "1个数值{wide}", wide=_AN_INTERVAL if wide else "")
    else:
        some = say(" ({n} of them intervals)", "（其中{n}个为区间）", n=wide) if wide else ""
        head = say("{n} figures{some}", "{n}个数值{some}", n=n, some=some)
    if series.low[-1] == series.ceiling:
        return say(
            "{head}, at the ceiling: no more growth.", "{head}，已达上限，不再增长。", head=head
        )
    if n == 1:
        head = say(
            "{head}, which says nothing of growth: that is of the prior alone",
            "{head}，不能说明增长，增长全部取自先验", head=head,
        )  # fmt: skip
    elif n == 2:
        head = say("{head}, so still near the prior", "{head}，预测仍接近先验", head=head)
    if not reference:
        return say("{head}.", "{head}。", head=head)
    names = [Sentence(s.name.en, s.name.zh) for s in reference]
    return say(
        "{head}; the prior is sharpened by the growth of: {names}.",
        "{head}；先验已参照以下序列的增长：{names}。",
        head=head, names=Sentence("; ".join(names), "；".join(s.zh for s in names)),
    )  # fmt: skip


def scope(target: Target | None, series: Series) -> Sentence | None:
    """What a series is of where that is not quite what the target speaks of; else None.

    Examples
    --------
    >>> from devindex.forecast.series import target_series
    >>> from devindex.definitions import load_targets
    >>> target = load_targets()["app_industry_midclass_coverage_2030"]
    >>> str(scope(target, target_series(target)))[:34]
    'the figure covers projects of 5G +'
    """
    if target is None:
        return None
    entry = load_links().links[target.id]
    said = next((r.reason for r in entry.on_request if r.series == series.code), None)
    if series.code == entry.series and entry.measures != "same":
        said = entry.note
    return None if said is None else Sentence(said.en, said.zh)


CLEARLY = 0.05
"""How much lower the probability after a standstill has to be to be told."""


def standstill_text(probability: float, still: float | None, day: str | None) -> Sentence | None:
    """What a standstill would leave of a probability; None where that is not clearly lower.

    Examples
    --------
    >>> print(standstill_text(0.96, 0.47, "2026-06-29"))
    the latest figure was repeated until 2026-06-29; if that means a standstill, 47 %
    >>> standstill_text(0.69, 0.72, "2026-06-29") is None
    True
    """
    if still is None or still > probability - CLEARLY:
        return None
    return say(
        "the latest figure was repeated until {day}; if that means a standstill, {p}",
        "最新数值重复公布至{day}，如视为停滞，概率为{p}",
        day=day, p=chance(still),
    )  # fmt: skip


_PUBLISHERS = {
    "MIIT": "工业和信息化部", "NBS": "国家统计局", "CAC": "国家网信办",
    "CAICT": "中国信息通信研究院", "AII": "工业互联网产业联盟", "CAII": "中国工业互联网研究院",
    "CICS-CERT": "国家工业信息安全发展研究中心", "CCID": "赛迪",
    "CNNIC": "中国互联网络信息中心", "ISC": "中国互联网协会", "China Telecom": "中国电信",
    "China Unicom": "中国联通", "People's Daily": "人民日报", "Qiushi": "求是", "CCTV": "央视",
    "trade press": "行业媒体", "trade page": "行业网页",
}  # fmt: skip
_ENGLISH = {zh: en for en, zh in _PUBLISHERS.items()} | {
    "经济日报": "Economic Daily",
    "中国机器视觉网": "a trade site on machine vision",
    "智能制造成熟度评估": "assessment of smart-manufacturing maturity",
    "福建省经济信息中心": "Fujian Economic Information Centre",
    "人民网研究院": "Research Institute of People's Daily Online",
}


def publishers(series: Series) -> Sentence | None:
    """Who announced the figures of a series, and when it did last; None for figures of one's own.

    Examples
    --------
    >>> from devindex.forecast.series import clean_series
    >>> str(publishers(clean_series("priv5g_all_industries")))
    'announcements of MIIT, CNNIC, latest figure of 2025-08-27'
    """
    told = [publisher_of(c.figure.publisher) for c in series.kept if c.figure.publisher]
    if not told:
        return None
    names = dict.fromkeys(told)
    return say(
        "announcements of {names}, latest figure of {when}", "{names}公布的数值，最近一个为{when}",
        names=listed(names), when=series.kept[-1].figure.when,
    )  # fmt: skip


def publisher_of(name: str) -> Sentence:
    """Publisher without the person or the paper that passed it on.

    Examples
    --------
    >>> publisher_of("MIIT (王鹏, 国新办)").zh, publisher_of("MIIT via Xinhua")
    ('工业和信息化部', 'MIIT')
    """
    first = re.split(r"[(/]| via ", name)[0].strip()
    return Sentence(_ENGLISH.get(first, first), _PUBLISHERS.get(first, first))
