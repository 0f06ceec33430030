"""What the command line says, in both languages. Nothing heavy is imported here."""

from __future__ import annotations

import os
from collections.abc import Sequence

__all__ = ["LANGUAGES", "Words", "language_of"]

LANGUAGES = ("en", "zh")

_SAID: dict[str, tuple[str, str]] = {
    "about": (
        "Regional development-index statistics of the industrial internet.",
        "工业互联网地区发展指数统计。",
    ),
    "lang": ("Language of the command line: en or zh.", "命令行语言：en 或 zh。"),
    "version": ("Show the version and stop.", "显示版本后退出。"),
    "release": (
        "Compute the index and write the release of one edition.",
        "计算指数并写出一个年版的发布包。",
    ),
    "index": ("Compute the index and print one year's ranking.", "计算指数并显示某一年的排名。"),
    "indicators": (
        "List a framework's indicators and its function × system matrix.",
        "列出框架的指标和“功能×体系”矩阵。",
    ),
    "sources": ("List where the figures come from.", "列出数据来源。"),
    "explain": (
        "Show what a province's score is made of.",
        "显示一个省份的得分由什么构成。",
    ),
    "edition": (
        "Year to rank; the edition of a year uses data to that year. The latest if not given.",
        "排名年份；某年版使用截至该年的数据。缺省为最新。",
    ),
    "out": ("Folder to write; must not exist yet.", "写入的文件夹，须尚不存在。"),
    "force": ("Replace an earlier release in that folder.", "替换该文件夹中已有的发布包。"),
    "framework": (
        "Framework by name, or a folder of your own definitions.",
        "框架名称，或自有定义的文件夹。",
    ),
    "recipe": ("Recipe by name, or a TOML file of your own.", "方案名称，或自有的 TOML 文件。"),
    "data": (
        "Folder of observations (CSV with TOML sidecars) to use instead of the official figures.",
        "用来代替官方数据的观测文件夹（CSV 及同名 TOML 说明）。",
    ),
    "draws": ("Number of recomputations behind the rank ranges.", "位次区间的重算次数。"),
    "year": ("Year to show; the latest if not given.", "显示的年份，缺省为最新。"),
    "province": (
        "Code (440000, CN-GD) or name (广东, Guangdong).",
        "代码（440000、CN-GD）或名称（广东、Guangdong）。",
    ),
    "rank": ("Rank", "位次"),
    "region": ("Region", "地区"),
    "score": ("Score", "得分"),
    "development": ("Index", "发展指数"),
    "range": ("Rank range", "位次区间"),
    "score_change": ("Change", "得分变化"),
    "rank_change": ("Rank change", "位次变化"),
    "nation": ("Nation", "全国"),
    "code": ("Code", "代码"),
    "indicator": ("Indicator", "指标"),
    "unit": ("Unit", "单位"),
    "dimension": ("Dimension", "维度"),
    "scored": ("Scored", "计分"),
    "stands_for": ("Stands for", "替代"),
    "matrix": ("Indicators by function and system", "按功能与体系划分的指标数"),
    "empty_cells": ("Empty cells", "空白单元"),
    "none": ("none", "无"),
    "value": ("Value", "数值"),
    "points": ("Points", "标准分"),
    "weight": ("Weight", "权重"),
    "contribution": ("Contribution", "贡献"),
    "nation_points": ("Nation's points", "全国标准分"),
    "sum": ("Sum = score", "合计＝得分"),
    "source": ("Source", "来源"),
    "producer": ("Producer", "机构"),
    "title": ("Title", "名称"),
    "licence": ("Licence", "许可"),
    "read_on": ("Read on", "读取日期"),
    "reliability": ("Reliability", "可靠性"),
    "series": ("Series", "序列"),
    "written": ("Release written to", "发布包已写入"),
    "open_first": ("Open first", "可先打开"),
    "base": ("nation {year} = 100", "全国{year}年=100"),
    "ranking_title": ("{title}, {year}", "{title}（{year}年）"),
    "range_note": (
        "Rank range: 90 % of {draws:,} recomputations; provinces whose ranges overlap are not told "
        "apart. Scores 0-100.",
        "位次区间：{draws:,}次重算结果的90%；区间重叠的省份不作高下之分。得分0—100。",
    ),
    "coverage_note": (
        "Public proxies: {touched} of the {full} regional indicators are touched, none measured "
        "itself.",
        "公开统计代理指标：触及地方级{full}项指标中的{touched}项，均非直接测量。",
    ),
    "computed": ("With recipe {recipe}.", "方案：{recipe}。"),
    "fell": ("Estimated (E): last published figure carried forward.", "E：沿用上一年公布值。"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}


class Words:
    """The words of one language: ``words("rank")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """One phrase, filled in."""
        said = _SAID[key][self._column]
        return said.format(**values) if values else said


def language_of(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Language asked for anywhere on the line, or by DEVINDEX_LANG; and the line without it.

    Examples
    --------
    >>> language_of(["index", "--lang", "zh", "--year", "2023"])
    ('zh', ['index', '--year', '2023'])
    """
    language = os.environ.get("DEVINDEX_LANG", "en")
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            language = next(words, "")
        elif word.startswith("--lang="):
            language = word.removeprefix("--lang=")
        else:
            rest.append(word)
    return language, rest
