"""Rows of a table: provinces, what lies within a province, totals and groups of provinces."""

from __future__ import annotations

import re
from typing import Literal

from devindex.definitions import region
from devindex.errors import DefinitionError
from devindex.observations.tables.numbers import plain

__all__ = ["Kind", "kind_of"]

Kind = Literal["province", "within", "total", "group", "note", "unknown"]

CORPS = ("新疆生产建设兵团", "新疆兵团", "生产建设兵团", "兵团")
CITIES = {"大连": "210000", "宁波": "330000", "厦门": "350000", "青岛": "370000", "深圳": "440000"}
"""The five cities with independent planning, and the province each lies in."""
TOTALS = ("全国", "合计", "总计", "全国合计", "全国总计", "全国总数", "总数", "全部", "total",
          "nationaltotal", "national", "china")  # fmt: skip
GROUPS = (
    "东部", "中部", "西部", "东北", "东部地区", "中部地区", "西部地区", "东北地区", "华北", "华东",
    "华中", "华南", "西南", "西北", "华北地区", "华东地区", "华中地区", "华南地区", "西南地区",
    "西北地区", "长江经济带", "京津冀", "长三角", "珠三角", "计划单列市",
)  # fmt: skip
NOTES = ("注", "资料来源", "数据来源", "说明", "单位", "note", "source")


def kind_of(text: str) -> tuple[Kind, str]:
    """What a row is of, and the code of the province it is or lies in.

    Spaces inside a name (北 京) and an English name after a Chinese one do not matter; a name that
    only looks like one is unknown.

    Examples
    --------
    >>> kind_of("北　京 Beijing"), kind_of("陕西"), kind_of("新疆生产建设兵团"), kind_of("大连市")
    (('province', '110000'), ('province', '610000'), ('within', '650000'), ('within', '210000'))
    >>> kind_of("全 国"), kind_of("东部地区"), kind_of("山酉")
    (('total', '000000'), ('group', ''), ('unknown', ''))
    """
    half = plain(text)
    if not half:
        return "note", ""
    if half.casefold().lstrip("*#").startswith(NOTES):
        return "note", ""
    bare = re.sub(r"\s+", "", half)
    chinese = re.search(r"[\u4e00-\u9fff]", bare) is not None
    if chinese:
        bare = re.sub(r"[A-Za-z'’().,]+$", "", bare)
    bare = re.sub(r"^(?:其中)?[:：#]*", "", bare)
    bare = re.sub(r"(?:[①-⑳¹²³⁰-⁹*※]|[0-9])+$", "", bare) if chinese else bare
    if bare.casefold() in TOTALS or (not chinese and half.casefold() in TOTALS):
        return "total", "000000"
    if bare in CORPS:
        return "within", "650000"
    city = bare.removesuffix("市")
    if city in CITIES:
        return "within", CITIES[city]
    if bare in GROUPS:
        return "group", ""
    try:
        unit = region(bare if chinese else half)
    except DefinitionError:
        return "unknown", ""
    return ("total", unit.code) if unit.code == "000000" else ("province", unit.code)
