"""Flat tables that open right in Chinese Excel and in charting tools."""

from __future__ import annotations

import pandas as pd

from devindex.definitions import NATION, regions
from devindex.definitions.model import Text
from devindex.release.rounding import rounded
from devindex.release.tables import Edition, keys

__all__ = [
    "map_latest",
    "metadata",
    "ranking_latest",
    "scores_wide",
    "source_line",
    "target_metadata",
]


def ranking_latest(edition: Edition) -> pd.DataFrame:
    """Best first: score, development index, rank, rank range as two columns, changes."""
    frame = edition.ranking.drop(index=NATION.code, errors="ignore")
    out = keys(frame.index).assign(year=edition.year)
    values = frame.reset_index(drop=True)
    for column in ("score", "development_index"):
        out[column] = rounded(values[column], 1)
    for column in ("rank", "rank_lower", "rank_upper"):
        out[column] = values[column]
    out["score_change"] = rounded(values["score_change"], 1)
    out["rank_change"] = values["rank_change"]
    out["comparable"] = values["comparable"]
    out["tied"] = values["tied"].map({True: "yes", False: "no"})
    out["n_ranked"] = int(values["rank"].notna().sum())
    return out


def scores_wide(edition: Edition) -> pd.DataFrame:
    """One row per province, one column per year of the published history.

    The code of digits tells a header from a row where years alone do not.
    """
    scores = edition.index.scores.drop(index=NATION.code, errors="ignore")
    years = [y for y in scores.columns if y >= edition.first_year]
    wide = pd.DataFrame({str(y): rounded(scores[y], 1) for y in years}).reset_index(drop=True)
    named = keys(scores.index)[["region_zh", "region_en", "region_code", "gb_code"]]
    return pd.concat([named, wide], axis=1)


def map_latest(edition: Edition) -> pd.DataFrame:
    """One row per province, keys first, then six values for a map and its tooltips."""
    frame = edition.ranking.drop(index=NATION.code, errors="ignore").sort_index()
    out = keys(frame.index)
    out.insert(3, "short_zh", [regions()[c].short_zh for c in frame.index])
    values = frame.reset_index(drop=True)
    out["score"] = rounded(values["score"], 1)
    out["development_index"] = rounded(values["development_index"], 1)
    for column in ("rank", "rank_lower", "rank_upper"):
        out[column] = values[column]
    out["score_change"] = rounded(values["score_change"], 1)
    return out


def source_line(edition: Edition) -> Text:
    """The source line every picture and table of a release carries."""
    return Text(
        zh=f"国家统计局等公开统计；devindex 计算，{edition.id}",
        en=f"NBS and other public statistics; computed by devindex, {edition.id}",
    )


def target_metadata(edition: Edition, day: object) -> dict[str, object]:
    """What must be said beside the table of targets, assessed on a day."""
    return {
        "title": {
            "zh": "政策目标按期实现的概率", "en": "Probability that policy targets are met in time",
        },
        "subtitle": {
            "zh": f"截至{day}，未到期目标", "en": f"targets still open on {day}",
        },
        "unit": {"zh": "概率（0—1）", "en": "probability, 0 to 1"},
        "source": {
            "zh": f"工业和信息化部等公布的数值；devindex 预测，{edition.id}",
            "en": f"figures announced by MIIT and others; forecast by devindex, {edition.id}",
        },
        "note": {
            "zh": "目标取自五份政策文件；每行注明依据", "en": "targets of five policy documents; "
            "each row says on what evidence",
        },
        "status": edition.status,
        "embargo_time": edition.issue.embargo_time,
        "licence": "CC BY 4.0",
        "date": str(day),
        "caveat": {
            "zh": "概率须与依据一起引用；只有一两个公布数值的目标，"
            "主要反映其他序列的一般增长规律。",
            "en": "Quote a probability with its evidence; on one or two announced figures it "
            "mostly reflects how other series usually grow.",
        },
    }  # fmt: skip


def metadata(edition: Edition, what: str) -> dict[str, object]:
    """What a chart made from one of these tables must say; fits a chart tool's fields."""
    title = edition.framework.title
    subtitle = {
        "ranking_latest": ("得分、位次与90%位次区间", "score, rank and 90 % rank range"),
        "scores_wide": ("历年得分", "scores by year"),
        "map_latest": ("地图用表", "one row per province, for maps"),
        "headline": (
            "可直接引用的语句，每句附数值及其出处",
            "sentences to quote, each with its number and where it stands",
        ),
    }[what]
    return {
        "title": {"zh": title.zh, "en": title.en},
        "subtitle": {
            "zh": f"{edition.year}年，{subtitle[0]}",
            "en": f"{edition.year}, {subtitle[1]}",
        },
        "unit": (
            {"zh": "见 unit 列", "en": "see the column unit"}
            if what == "headline"
            else {"zh": "分（0—100）", "en": "points, 0 to 100"}
        ),
        "source": source_line(edition).model_dump(),
        "note": {
            "zh": f"发展指数：全国{edition.index.base_year}年=100",
            "en": f"Development index: nation in {edition.index.base_year} = 100",
        },
        "status": edition.status,
        "embargo_time": edition.issue.embargo_time,
        "licence": "CC BY 4.0",
        "date": edition.date,
        "caveat": {
            "zh": "由公开统计代理指标计算，不直接测量工业互联网；位次应与区间一起引用。",
            "en": "Built from public proxies; it does not measure the industrial internet itself. "
            "Quote a rank with its range.",
        },
    }
