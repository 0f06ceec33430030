"""Code lists of the identity columns, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from devindex.definitions import Text, regions

__all__ = ["code_of", "label", "lists"]

SIZES = {
    "large": Text(zh="大型", en="Large"),
    "medium": Text(zh="中型", en="Medium"),
    "small": Text(zh="小型", en="Small"),
    "micro": Text(zh="微型", en="Micro"),
}

INDUSTRIES = {
    "06": Text(zh="煤炭开采和洗选业", en="Coal mining and washing"),
    "07": Text(zh="石油和天然气开采业", en="Oil and gas extraction"),
    "08": Text(zh="黑色金属矿采选业", en="Ferrous ore mining"),
    "09": Text(zh="有色金属矿采选业", en="Non-ferrous ore mining"),
    "10": Text(zh="非金属矿采选业", en="Non-metal ore mining"),
    "11": Text(zh="开采专业及辅助性活动", en="Mining support services"),
    "12": Text(zh="其他采矿业", en="Other mining"),
    "13": Text(zh="农副食品加工业", en="Processing of farm products"),
    "14": Text(zh="食品制造业", en="Food"),
    "15": Text(zh="酒、饮料和精制茶制造业", en="Liquor, beverages and tea"),
    "16": Text(zh="烟草制品业", en="Tobacco"),
    "17": Text(zh="纺织业", en="Textiles"),
    "18": Text(zh="纺织服装、服饰业", en="Clothing"),
    "19": Text(zh="皮革、毛皮、羽毛及其制品和制鞋业", en="Leather, fur, down and shoes"),
    "20": Text(
        zh="木材加工和木、竹、藤、棕、草制品业", en="Wood, bamboo, rattan and straw products"
    ),
    "21": Text(zh="家具制造业", en="Furniture"),
    "22": Text(zh="造纸和纸制品业", en="Paper"),
    "23": Text(zh="印刷和记录媒介复制业", en="Printing and recorded media"),
    "24": Text(
        zh="文教、工美、体育和娱乐用品制造业", en="Culture, craft, sports and leisure goods"
    ),
    "25": Text(zh="石油、煤炭及其他燃料加工业", en="Petroleum, coal and other fuel processing"),
    "26": Text(zh="化学原料和化学制品制造业", en="Chemicals"),
    "27": Text(zh="医药制造业", en="Pharmaceuticals"),
    "28": Text(zh="化学纤维制造业", en="Chemical fibres"),
    "29": Text(zh="橡胶和塑料制品业", en="Rubber and plastics"),
    "30": Text(zh="非金属矿物制品业", en="Non-metal mineral products"),
    "31": Text(zh="黑色金属冶炼和压延加工业", en="Smelting and rolling of ferrous metals"),
    "32": Text(zh="有色金属冶炼和压延加工业", en="Smelting and rolling of non-ferrous metals"),
    "33": Text(zh="金属制品业", en="Metal products"),
    "34": Text(zh="通用设备制造业", en="General machinery"),
    "35": Text(zh="专用设备制造业", en="Special machinery"),
    "36": Text(zh="汽车制造业", en="Motor vehicles"),
    "37": Text(
        zh="铁路、船舶、航空航天和其他运输设备制造业",
        en="Railway, ship, aerospace and other transport equipment",
    ),
    "38": Text(zh="电气机械和器材制造业", en="Electrical machinery"),
    "39": Text(
        zh="计算机、通信和其他电子设备制造业", en="Computers, communication and other electronics"
    ),
    "40": Text(zh="仪器仪表制造业", en="Instruments and meters"),
    "41": Text(zh="其他制造业", en="Other manufacturing"),
    "42": Text(zh="废弃资源综合利用业", en="Recovery of waste resources"),
    "43": Text(
        zh="金属制品、机械和设备修理业", en="Repair of metal products, machinery and equipment"
    ),
    "44": Text(zh="电力、热力生产和供应业", en="Electricity and heat"),
    "45": Text(zh="燃气生产和供应业", en="Gas"),
    "46": Text(zh="水的生产和供应业", en="Water"),
}
"""Divisions of GB/T 4754-2017, sections B to D; the English is our own."""


@cache
def lists() -> Mapping[str, Mapping[str, Text]]:
    """Codes and names of every identity column that has a list.

    Examples
    --------
    >>> lists()["province"]["440000"].zh
    '广东省'
    """
    covered = {c: Text(zh=r.name_zh, en=r.name_en) for c, r in regions().items() if r.covered}
    return {"province": covered, "industry": INDUSTRIES, "size": SIZES}


def label(code: str, name: Text) -> str:
    """What a drop-down list shows: code, then both names.

    Examples
    --------
    >>> label("440000", lists()["province"]["440000"])
    '440000 广东省 Guangdong'
    """
    return f"{code} {name.zh} {name.en}"


def code_of(column: str, answer: str) -> str | None:
    """Code of an answer: the label of a list, the code, or either name; None if it is none.

    Examples
    --------
    >>> code_of("province", "440000 广东省 Guangdong"), code_of("size", "大型")
    ('440000', 'large')
    """
    for code, name in lists()[column].items():
        if answer.strip() in (code, name.zh, name.en, label(code, name)):
            return code
    return None
