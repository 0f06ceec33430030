"""The workbook of an edition: which sheets, with which columns."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from devindex.definitions.model import Entry, Text
from devindex.release import journalist, tables
from devindex.release.rounding import rounded
from devindex.release.tables import Edition
from devindex.release.workbook import Sheet, write_workbook

__all__ = ["write_edition_workbook"]

REGION = {"gb_code": "代码 Code", "region_zh": "地区", "region_en": "Region"}
SUM_NOTE = Text(
    zh="合计数与分项之和不等系数值修约所致，未作机械调整。",
    en="Totals may differ from the sum of parts because of rounding.",
)
RANGE_NOTE = Text(
    zh="位次由未修约得分确定；位次区间为90%。区间重叠的两省，只有在90%的重算中先后一致，"
    "才能分出高下（见 data/pairs.csv）。",
    en="Ranks come from unrounded scores. Rank ranges hold 90 % of the recomputations. Where "
    "ranges overlap, two provinces are told apart only if one ranks above the other in 90 % of "
    "them (data/pairs.csv).",
)
FIXED_NOTE = Text(
    zh="无量纲化采用固定阈值，新年份不改动历史得分。",
    en="Goalposts are fixed: a new year does not move old scores.",
)
ESTIMATE_NOTE = Text(
    zh="状态为E的数值沿用上一年公布值（全国为已公布省份之和）；[x]表示未公布。",
    en="Status E carries last year's published figure forward (for the nation: sums the provinces "
    "that publish); [x] means not published.",
)


def write_edition_workbook(edition: Edition, path: Path) -> None:
    """Write the workbook: ranking, scores by year, dimensions, indicators, sources, coverage."""
    path.parent.mkdir(parents=True, exist_ok=True)
    framework = edition.framework
    write_workbook(
        path,
        Text(
            zh=f"{framework.title.zh} {edition.year}年版",
            en=f"{framework.title.en}, edition {edition.year}",
        ),
        [
            *_standing(edition),
            framework.summary,
            _numbers(edition),
            Text(
                zh=f"版本 {edition.id}，框架版本 {framework.version}，"
                f"数据读取日期 {edition.date}。",
                en=f"Release {edition.id}, framework version {framework.version}, "
                f"data read on {edition.date}.",
            ),
        ],
        [_ranking(edition), _history(edition), _dimensions(edition), _values(edition),
         _indicators(edition), _coverage(edition), _sources(edition)],
        created=datetime.fromisoformat(edition.date),
    )  # fmt: skip


def _standing(edition: Edition) -> list[Text]:
    """What a draft, an embargo or an experiment says of itself, before anything else."""
    said = edition.issue.lines()
    if not edition.departures:
        return said
    return [
        *said,
        Text(
            zh="本册为试算，不是正式年版：" + "；".join(d.zh for d in edition.departures) + "。",
            en="An experiment, not the official edition: "
            + "; ".join(d.en for d in edition.departures)
            + ".",
        ),
    ]


def _numbers(edition: Edition) -> Text:
    """What the two published numbers are."""
    year = edition.index.base_year
    return Text(
        zh=f"得分（0—100）用于省际和年际比较；发展指数为得分除以全国{year}年得分再乘以100。",
        en="The score (0 to 100) compares provinces and years; the development index is the score "
        f"over the nation's score in {year}, times 100.",
    )


def _named(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return frame[list(columns)].rename(columns=columns)


def _ranking(edition: Edition) -> Sheet:
    columns = {
        "rank": "位次 Rank", **REGION, "score": "得分 Score",
        "development_index": "发展指数 Development index",
        "rank_lower": "区间上限 Best rank", "rank_upper": "区间下限 Worst rank",
        "score_change": "得分变化 Change in score", "rank_change": "位次变化 Change in rank",
    }  # fmt: skip
    return Sheet(
        name="位次 Ranking",
        title=Text(
            zh=f"{edition.year}年得分、位次和位次区间",
            en=f"Score, rank and rank range, {edition.year}",
        ),
        notes=(RANGE_NOTE, _numbers(edition)),
        frame=_named(journalist.ranking_latest(edition), columns),
        decimals={columns[c]: 1 for c in ("score", "development_index", "score_change")},
        source=journalist.source_line(edition),
    )


def _history(edition: Edition) -> Sheet:
    frame = journalist.scores_wide(edition).drop(columns=["region_code", "gb_code"])
    frame = frame.rename(columns={"region_zh": "地区", "region_en": "Region"})
    years = [c for c in frame.columns if c.isdigit()]
    frame = frame.rename(columns={y: f"{y}年" for y in years})
    return Sheet(
        name="历年得分 Scores",
        title=Text(zh="历年得分", en="Scores by year"),
        notes=(FIXED_NOTE,) if edition.index.recipe.normalise.method == "goalposts" else (),
        frame=frame,
        decimals={f"{y}年": 1 for y in years},
        source=journalist.source_line(edition),
    )


def _dimensions(edition: Edition) -> Sheet:
    scores = edition.index.scores_of_nodes.xs(edition.year, level="year")
    frame = tables.keys(scores.index)[["gb_code", "region_zh", "region_en"]].rename(columns=REGION)
    nodes: list[Entry] = [*edition.framework.dimensions, *edition.framework.themes]
    heads = {n.code: f"{n.name.zh} {n.name.en}" for n in nodes if n.code in scores}
    for code, head in heads.items():
        frame[head] = rounded(scores[code], 1).to_numpy()
    return Sheet(
        name="分级得分 Dimensions",
        title=Text(
            zh=f"{edition.year}年各维度和主题得分",
            en=f"Scores of dimensions and themes, {edition.year}",
        ),
        notes=(SUM_NOTE,),
        frame=frame,
        decimals=dict.fromkeys(heads.values(), 1),
        source=journalist.source_line(edition),
    )


def _values(edition: Edition) -> Sheet:
    index = edition.index
    frame = tables.inputs(edition)
    frame = frame[frame["time_period"] == edition.year].reset_index(drop=True)
    meant = index.framework.by_code
    out = frame[["gb_code", "region_zh", "region_en"]].rename(columns=REGION)
    out["指标"] = [meant[c].name.zh for c in frame["indicator_code"]]
    out["Indicator"] = [meant[c].name.en for c in frame["indicator_code"]]
    out["数值 Value"] = rounded(frame["value"], 2)
    out["单位"] = [meant[c].unit.zh for c in frame["indicator_code"]]
    out["Unit"] = [meant[c].unit.en for c in frame["indicator_code"]]
    out["状态 Status"] = frame["status"]
    return Sheet(
        name="指标值 Values",
        title=Text(zh=f"{edition.year}年指标值", en=f"Indicator values, {edition.year}"),
        notes=(ESTIMATE_NOTE,),
        frame=out,
        decimals={"数值 Value": 2},
        source=journalist.source_line(edition),
    )


def _indicators(edition: Edition) -> Sheet:
    columns = {
        "indicator_code": "代码 Code", "name_zh": "指标", "name_en": "Indicator", "unit_zh": "单位",
        "unit_en": "Unit", "weight": "权重 Weight", "goalpost_low": "下阈值 Lower goalpost",
        "goalpost_high": "上阈值 Upper goalpost", "transform": "变换 Transform",
        "stands_for": "替代的框架指标 Stands for",
        "definition_zh": "定义", "definition_en": "Definition",
    }  # fmt: skip
    frame = _named(tables.indicators(edition), columns)
    for head in (columns["goalpost_low"], columns["goalpost_high"]):
        frame[head] = [f"{v:g}" if pd.notna(v) else "[z]" for v in frame[head].astype(float)]
    weight = columns["weight"]
    frame[weight] = [v if pd.notna(v) else "[z]" for v in frame[weight]]
    return Sheet(
        name="指标 Indicators",
        title=Text(zh="指标、权重和阈值", en="Indicators, weights and goalposts"),
        notes=(
            Text(
                zh="无权重的指标仅用于稳健性检验。",
                en="Indicators without a weight are robustness lines and not scored.",
            ),
        ),
        frame=frame,
        decimals={weight: 4},
        source=journalist.source_line(edition),
    )


def _coverage(edition: Edition) -> Sheet:
    columns = {
        "indicator": "代码 Code", "name_zh": "框架指标", "name_en": "Framework indicator",
        "function": "功能 Function", "system": "体系 System",
        "public_figures": "公开代理指标 Public proxies",
    }  # fmt: skip
    return Sheet(
        name="覆盖 Coverage",
        title=Text(zh="完整框架的覆盖情况", en="Coverage of the full framework"),
        notes=(Text(zh="空白表示没有公开数据。", en="Empty: no public figure exists."),),
        frame=_named(tables.coverage(edition.framework), columns),
        decimals={},
        source=journalist.source_line(edition),
    )


def _sources(edition: Edition) -> Sheet:
    columns = {
        "source": "编号 Id", "producer": "机构 Producer", "title": "名称 Title",
        "url": "地址 Address",
        "licence": "许可 Licence", "accessed": "读取日期 Read on",
        "reliability": "可靠性 Reliability",
    }  # fmt: skip
    return Sheet(
        name="来源 Sources",
        title=Text(zh="数据来源", en="Sources of the figures"),
        notes=(Text(zh="文字照录来源说明。", en="In the words of the sources."),),
        frame=_named(tables.sources(edition), columns),
        decimals={},
        source=journalist.source_line(edition),
    )
