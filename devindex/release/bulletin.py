"""The printable bulletin: made from the files of a release, and from nothing else."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from devindex.definitions.model import LANGUAGES, Language, Text
from devindex.errors import ReleaseError, say
from devindex.forecast.grades import GRADES

__all__ = ["bulletin", "what_it_is_not", "write_bulletins"]

WORDS = {
    "headline": Text(zh="要点", en="Headline"),
    "ranking": Text(zh="各省得分与位次", en="Scores and ranks"),
    "ranking_note": Text(
        zh="位次须与区间一起引用。横条为90%位次区间，竖块为位次；左端为第1位。",
        en="Quote a rank with its range. Bar: 90 % rank range; mark: rank; first place is at the "
        "left.",
    ),
    "map": Text(zh="方格地图", en="Tile map"),
    "targets": Text(zh="目标能否实现", en="Will the targets be met"),
    "targets_note": Text(
        zh="仍未到期的目标。概率由已公布数值推算，不是承诺，也不含尚未公布的政策。",
        en="Targets still open. Probabilities are computed from announced figures; they are no "
        "promise and know no policy still to come.",
    ),
    "method": Text(zh="方法简述", en="The method in brief"),
    "notes": Text(zh="说明", en="Notes"),
    "errata": Text(zh="勘误", en="Errata"),
    "no_errata": Text(zh="截至发布，没有勘误。", en="None at the time of release."),
}
COLUMNS = (
    Text(zh="位次", en="Rank"),
    Text(zh="地区", en="Region"),
    Text(zh="得分", en="Score"),
    Text(zh="发展指数", en="Index"),
    Text(zh="较上年", en="Change"),
    Text(zh="位次区间", en="Rank range"),
)
TARGET_COLUMNS = (
    Text(zh="目标", en="Target"),
    Text(zh="期限", en="Deadline"),
    Text(zh="概率", en="Probability"),
    Text(zh="判断", en="In words"),
    Text(zh="依据", en="Evidence"),
)
NO_VALUE = "–"
METHOD = (
    Text(
        zh="指标：{indicators}项强度指标，分{dimensions}个维度，均取自官方统计；原值、来源和状态见"
        "“data/published.csv”与“data/sources.csv”。",
        en="Indicators: {indicators} intensities in {dimensions} dimensions, all from official "
        "statistics; figures, sources and status are in data/published.csv and data/sources.csv.",
    ),
    Text(
        zh="得分：各指标按固定的上下限折算为0至100，维度内取算术平均，维度间取几何平均；"
        "方案“{recipe}”全文见“method/recipe.toml”。",
        en="Score: each indicator is placed between fixed goalposts on 0 to 100, averaged "
        "arithmetically inside a dimension and geometrically between dimensions; the recipe "
        "'{recipe}' is printed in method/recipe.toml.",
    ),
    Text(
        zh="发展指数：得分与全国{base}年得分之比，再乘以100。",
        en="Development index: the score over the nation's score in {base}, times 100.",
    ),
    Text(
        zh="位次区间：插补、处理、标准化、权重、汇总方式和剔除的指标同时变动，重算{draws}次，"
        "取其中{level}的位次。",
        en="Rank range: imputation, treatment, normalisation, weights, means and one omitted "
        "indicator vary at once in {draws} recomputations; the range holds {level} of the ranks.",
    ),
)
OWN = Text(
    zh="指数测量什么，见其框架（“method/framework”）；各数值的可靠程度见其状态。",
    en="What the index measures is said by its framework (method/framework), how reliable a "
    "figure is by its status.",
)
OWN_METHOD = Text(
    zh="本版不是正式版，按方案“{recipe}”计算，全文见“method/recipe.toml”。",
    en="This is not the official edition; it follows the recipe '{recipe}', printed in "
    "method/recipe.toml.",
)
NOTES = (
    Text(
        zh="得分和位次由未修约的数值算出，发布时按GB/T 8170一次修约；合计数与分项之和不等系数值"
        "修约所致，未作机械调整。",
        en="Scores and ranks are computed unrounded and rounded once at publication, half to even "
        "(GB/T 8170); totals may therefore differ from the sum of their parts.",
    ),
    Text(
        zh="未包括台湾省和香港、澳门特别行政区。方格大小和位置不代表面积和边界。",
        en="Taiwan, Hong Kong and Macao are not covered. Tiles show neither area nor borders.",
    ),
    Text(
        zh="引用：devindex，《{title}》，{edition}年版，{id}，{date}。许可：{licence}；原始数据"
        "按其来源的条款使用。",
        en="Cite: devindex, {title}, edition {edition}, {id}, {date}. Licence: {licence}; input "
        "figures keep the terms of their sources.",
    ),
    Text(
        zh="“–”表示没有数值。全部数据、方法与校验和见发布包。",
        en="A dash means that there is no figure. All data, the method and checksums are in the "
        "release.",
    ),
)


def write_bulletins(release: Path) -> list[Path]:
    """Write the bulletin of a release in each language, into its folder ``bulletin``.

    Parameters
    ----------
    release
        Folder of a release; its ``release.json`` and tables are read, nothing is computed.

    Returns
    -------
    The files written.

    Raises
    ------
    ReleaseError
        If a file of the release that the bulletin needs is missing.
    """
    place = release / "bulletin"
    place.mkdir(exist_ok=True)
    about = json.loads(_read(release, "release.json"))
    made = []
    for language in LANGUAGES:
        path = place / f"{about['id']}.{language}.pdf"
        path.write_bytes(bulletin(release, language))
        made.append(path)
    return made


def bulletin(release: Path, lang: Language = "zh") -> bytes:
    """The bulletin of a release as PDF, in one language.

    Raises
    ------
    ReleaseError
        If a file of the release that the bulletin needs is missing.
    """
    import typst

    from devindex.figures.fonts import chinese_font

    family, font = chinese_font()
    content = _content(release, lang) | {"fonts": [family, "DejaVu Sans Mono"]}
    template = files("devindex.release") / "templates" / "bulletin.typ"
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "bulletin.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        drawn = release / "figures" / f"map.{lang}.svg"
        content["map"] = drawn.name if drawn.is_file() else None
        if drawn.is_file():
            shutil.copyfile(drawn, room / drawn.name)
        text = json.dumps(content, ensure_ascii=False).replace(" %", "\u00a0%")
        (room / "content.json").write_text(text, encoding="utf-8")
        made = typst.compile(
            room / "bulletin.typ", root=room, font_paths=[font.parent], ignore_system_fonts=True
        )
    return bytes(made)


def _content(release: Path, lang: Language) -> dict[str, Any]:
    """Every word and number of the bulletin, read from the tables of the release."""
    about = json.loads(_read(release, "release.json"))
    title = about["title"][lang]
    departures = about["departures"]
    public = about["framework"]["id"] == "regional-public"
    targets = _table(release, "journalist/targets.csv", needed=False)
    ranked = _table(release, "journalist/ranking_latest.csv")
    return {
        "lang": lang,
        "title": title,
        "author": "devindex",
        "subtitle": _said(
            "Edition {edition}, data to {last} ({id}), read on {date}",
            "{edition}年版，数据截至{last}年（{id}），读取日期{date}",
            lang,
            edition=about["edition"],
            last=about["history"][1],
            id=about["id"],
            date=about["date"],
        ),
        "running": title,
        "standing_short": "" if about["status"] == "final" else about["status"],
        "standing": ("；" if lang == "zh" else "; ").join(d[lang] for d in departures),
        "foot": f"{about['id']} · {about['version']} · {about['licence']}",
        "what": what_it_is_not(release, lang) if public else OWN.say(lang),
        "words": {name: text.say(lang) for name, text in WORDS.items()},
        "columns": [*(c.say(lang) for c in COLUMNS), ""],
        "ranking": [_row(row, lang) for row in _records(ranked)],
        "headline": list(_headline(release, lang)),
        "targets": [_target(row, lang) for row in _records(targets)],
        "target_columns": [c.say(lang) for c in TARGET_COLUMNS],
        "target_sentences": [
            row[f"sentence_{lang}"] for row in _records(targets) if _given(row["probability"])
        ],
        "method": list(_method(release, about, lang)),
        "notes": list(_notes(about, lang)),
        "errata": [
            row[f"text_{lang}"]
            for row in _records(_table(release, "data/errata.csv", needed=False))
        ],
    }


def _read(release: Path, name: str) -> str:
    try:
        return (release / name).read_text(encoding="utf-8-sig")
    except OSError:
        raise ReleaseError(
            say(
                "{release} has no readable {name}; the bulletin is made from a whole release",
                "{release} 中没有可读的 {name}；公报须由完整的发布包生成",
                release=release, name=name,
            )
        ) from None  # fmt: skip


def _table(release: Path, name: str, *, needed: bool = True) -> pd.DataFrame:
    """A table of the release, as text."""
    if not needed and not (release / name).is_file():
        return pd.DataFrame()
    from io import StringIO

    return pd.read_csv(StringIO(_read(release, name)), dtype=str, keep_default_na=False)


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = table.to_dict("records")
    return rows


def _given(text: str) -> bool:
    return text != ""


def _whole(text: str) -> int | None:
    return int(float(text)) if _given(text) else None


def _row(row: Mapping[str, str], lang: Language) -> dict[str, Any]:
    low, high = _whole(row["rank_lower"]), _whole(row["rank_upper"])
    change = row["score_change"]
    sign = "+" if _given(change) and float(change) > 0 else ""
    return {
        "rank": _whole(row["rank"]),
        "rank_text": row["rank"] or NO_VALUE,
        "name": row[f"region_{lang}"],
        "score": row["score"] or NO_VALUE,
        "index": row["development_index"] or NO_VALUE,
        "change": f"{sign}{change}".replace("-", "−") if _given(change) else NO_VALUE,
        "range": f"{low}–{high}" if low is not None else NO_VALUE,
        "low": low,
        "high": high,
    }


def _target(row: Mapping[str, str], lang: Language) -> dict[str, str]:
    known = _given(row["probability"])
    return {
        "name": row[f"name_{lang}"],
        "deadline": row["deadline"][:4],
        "probability": f"{float(row['probability']):.0%}" if known else NO_VALUE,
        "words": row[f"words_{lang}"] or NO_VALUE,
        "grade": GRADES[row["grade"] if known else "none"].say(lang),
    }


def _said(en: str, zh: str, lang: Language, **values: object) -> str:
    return (zh if lang == "zh" else en).format(**values)


def what_it_is_not(release: Path, lang: Language) -> str:
    """What the index is not, with the coverage of the full framework."""
    covered = _table(release, "data/coverage.csv")["measured"]
    return _said(
        "Built from public proxies: the index does not measure the industrial internet itself. Of "
        "the {full} indicators of the full regional framework, public statistics touch {touched}, "
        "each by a proxy; {empty} are not covered at all.",
        "本指数由公开统计的代理指标计算，不直接测量工业互联网。完整的地方指标体系共{full}项指标，"
        "公开统计以代理方式涉及{touched}项，其余{empty}项完全没有。",
        lang, full=len(covered), touched=int((covered == "proxy").sum()),
        empty=int((covered == "none").sum()),
    )  # fmt: skip


def _headline(release: Path, lang: Language) -> Iterable[str]:
    table = _table(release, "data/headline.csv", needed=False)
    rows = [r for r in _records(table) if not r["statement_id"].startswith("target-")]
    return [row[f"sentence_{lang}"] for row in rows]  # targets have a page of their own


def _method(release: Path, about: Mapping[str, Any], lang: Language) -> Iterable[str]:
    known = _table(release, "data/indicators.csv")
    scored = known[known["scored"] == "true"]
    words = {
        "indicators": len(scored), "dimensions": scored["dimension"].nunique(),
        "recipe": about["recipe"], "base": about["base_year"],
        "draws": f"{about['rank_range']['draws']:,}",
        "level": f"{about['rank_range']['level']:.0%}",
    }  # fmt: skip
    own = [METHOD[0], OWN_METHOD, *METHOD[2:]] if about["departures"] else METHOD
    return [text.say(lang).format(**words) for text in own]


def _notes(about: Mapping[str, Any], lang: Language) -> Iterable[str]:
    words = {key: about[key] for key in ("edition", "id", "date", "licence")}
    return [text.say(lang).format(**words, title=about["title"][lang]) for text in NOTES]
