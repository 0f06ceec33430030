"""Days, chances, evidence and publishers in words, for lines, tables and pictures alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from devindex.definitions import Target, Text, load_links
from devindex.errors import Sentence, listed, say
from devindex.forecast.seen import lent
from devindex.forecast.series import Series
from devindex.observations.dates import day_at

__all__ = [
    "chance",
    "clearly_lower",
    "day_text",
    "evidence",
    "publisher_of",
    "publishers",
    "scope",
    "standstill_text",
]


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


def chance(p: float) -> Sentence:
    """A probability in whole per cent; draws never make certain.

    Examples
    --------
    >>> str(chance(0.688)), chance(0.688).zh, chance(0.0004).zh, str(chance(1.0))
    ('69 %', '69%', '不到1%', 'over 99 %')
    """
    if p < 0.005:
        return Sentence("under 1 %", "不到1%")
    if p > 0.995:
        return Sentence("over 99 %", "超过99%")
    return say("{p:.0f} %", "{p:.0f}%", p=100 * p)


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
    names = [Sentence(s.name.en, s.name.zh) for s in lent(series, reference)]
    if not names:
        return say("{head}.", "{head}。", head=head)
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


def clearly_lower(still: float, probability: float) -> bool:
    """Whether a standstill would leave clearly less of a probability; else it is not told.

    Examples
    --------
    >>> clearly_lower(0.47, 0.96), clearly_lower(0.72, 0.69)
    (True, False)
    """
    return still <= probability - CLEARLY


def standstill_text(probability: float, still: float | None, day: str | None) -> Sentence | None:
    """What a standstill would leave of a probability; None where that is not clearly lower.

    Examples
    --------
    >>> print(standstill_text(0.96, 0.47, "2026-06-29"))
    the latest figure was repeated until 2026-06-29; if that means a standstill, 47 %
    >>> standstill_text(0.69, 0.72, "2026-06-29") is None
    True
    """
    if still is None or not clearly_lower(still, probability):
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
