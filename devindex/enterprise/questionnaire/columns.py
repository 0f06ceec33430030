"""Every column of a table of firms: what it is called, and what may stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from devindex.definitions import Framework, Item, Text, load_framework

__all__ = ["IDENTITY", "OFFICE", "allowed", "columns"]

IDENTITY: dict[str, tuple[Text, Text]] = {
    "credit_code": (
        Text(zh="统一社会信用代码", en="Unified social credit code"),
        Text(
            zh="18位，由数字和大写字母组成（GB 32100），末位为校验码。",
            en="18 digits and capital letters (GB 32100); the last one is a check character.",
        ),
    ),
    "province": (
        Text(zh="所在省（自治区、直辖市）", en="Province"),
        Text(zh="GB/T 2260 代码，从列表中选取。", en="GB/T 2260 code, chosen from the list."),
    ),
    "industry": (
        Text(zh="行业大类", en="Industry"),
        Text(
            zh="GB/T 4754—2017 大类代码，从列表中选取。",
            en="Division of GB/T 4754-2017, chosen from the list.",
        ),
    ),
    "size": (
        Text(zh="企业规模", en="Size class"),
        Text(zh="大型、中型、小型或微型，从列表中选取。", en="Chosen from the list."),
    ),
    "holding": (
        Text(zh="所属企业集团", en="Holding group"),
        Text(
            zh="集团名称或代码；不属于任何集团的留空。",
            en="Name or code of the group; empty where the firm stands alone.",
        ),
    ),
}
"""Columns a firm answers, with their names and what may stand in them."""

OFFICE: dict[str, tuple[Text, Text]] = {
    "stratum": (
        Text(zh="抽样层", en="Stratum"),
        Text(zh="与抽样框一致。", en="As in the sampling frame."),
    ),
    "weight": (
        Text(zh="权数", en="Weight"),
        Text(zh="大于0的数。", en="A number above 0."),
    ),
}
"""Columns the office adds; no form asks for them."""

_KINDS = {
    "whole": Text(zh="整数", en="whole number"),
    "number": Text(zh="数字", en="number"),
    "yes-no": Text(zh="是或否", en="yes or no"),
}


def allowed(item: Item, items: Mapping[str, Item]) -> Text:
    """What may be answered, in words.

    Examples
    --------
    >>> items = {item.code: item for item in load_framework("enterprise").items}
    >>> allowed(items["platform-use-level"], items).en
    'whole number, 0 to 3'
    >>> allowed(items["connected-production-devices"], items).zh
    '整数，不小于0，不大于“生产设备”'
    """
    kind = _KINDS[item.scale]
    zh, en = [kind.zh], [kind.en]
    if item.least is not None and item.most is not None:
        zh.append(f"{item.least:g}至{item.most:g}")
        en.append(f"{item.least:g} to {item.most:g}")
    elif item.least is not None:
        zh.append(f"不小于{item.least:g}")
        en.append(f"{item.least:g} or more")
    elif item.most is not None:
        zh.append(f"不大于{item.most:g}")
        en.append(f"{item.most:g} or less")
    if item.part_of:
        whole = items[item.part_of].name
        zh.append(f"不大于“{whole.zh}”")
        en.append(f"not above “{whole.en}”")
    return Text(zh="，".join(zh), en=", ".join(en))


def columns(framework: str | Path | Framework = "enterprise") -> pd.DataFrame:
    """Describe the columns of a table with one row per firm, in their order.

    Returns
    -------
    One row a column: ``column``, ``kind`` (text, number, whole, yes-no), ``least``, ``most`` (NaN
    where open), ``part_of``, then names, units and what is allowed in both languages. Yes is 1, no
    is 0, no answer is empty.

    Examples
    --------
    >>> columns().set_index("column").loc["security-grade", "allowed_en"]
    'whole number, 0 to 3'
    """
    meant = framework if isinstance(framework, Framework) else load_framework(framework)
    items = {item.code: item for item in meant.items}
    rows: list[dict[str, object]] = [
        {
            "column": code, "kind": "number" if code == "weight" else "text",
            "least": None, "most": None, "part_of": "", "name_zh": name.zh, "name_en": name.en,
            "unit_zh": "", "unit_en": "", "allowed_zh": what.zh, "allowed_en": what.en,
        }
        for code, (name, what) in (IDENTITY | OFFICE).items()
    ]  # fmt: skip
    for item in meant.items:
        what = allowed(item, items)
        rows.append(
            {
                "column": item.code, "kind": item.scale, "least": item.least, "most": item.most,
                "part_of": item.part_of or "", "name_zh": item.name.zh, "name_en": item.name.en,
                "unit_zh": item.unit.zh, "unit_en": item.unit.en,
                "allowed_zh": what.zh, "allowed_en": what.en,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).astype({"least": float, "most": float})
