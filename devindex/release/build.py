"""Make an edition, and write it as a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

import pandas as pd

from devindex import __version__
from devindex.analysis import uncertainty
from devindex.analysis.robustness import DRAWS
from devindex.definitions import NATION, Framework, framework_names, load_framework
from devindex.definitions.model import LANGUAGES, Language, Scoring, Text
from devindex.errors import ReleaseError, Sentence, say
from devindex.index import Index, Recipe, compute, load_recipe
from devindex.index.result import RANKED_FROM
from devindex.observations import load_observations, load_panel
from devindex.release import folder, journalist, tables
from devindex.release.history import write_history
from devindex.release.rounding import rounded
from devindex.release.sheets import write_edition_workbook
from devindex.release.standards import write as standards
from devindex.release.standards.issue import FINAL, Issue
from devindex.release.tables import Edition
from devindex.release.targets import Outlook, beside, look_ahead, national, projected

__all__ = ["editions", "fill", "prepare", "stood", "write"]

Progress = Callable[[Text], object]
LATER = Sentence("; figures of a later year come with --data", "；更晚年份的数据用 --data 给出")

OUTLOOK = "regional-public"
"""Framework whose latest edition carries the targets and the national index."""
COMPUTE = Text(zh="读取数据并计算指数", en="reading the figures, computing the index")
DRAW = Text(zh="重算位次区间", en="recomputing for the rank ranges")
AHEAD = Text(zh="评估目标并预测", en="assessing the targets, forecasting")
SPLIT = Text(zh="分析位次取决于哪些选择", en="splitting the movement of ranks by choice")
TABLES = Text(zh="写入数据表", en="writing the tables")
BOOK = Text(zh="写入工作簿", en="writing the workbook")
STANDARDS = Text(zh="检查并写入标准格式", en="checking, writing the standard formats")
MAPS = Text(zh="绘制地图", en="drawing the maps")


def editions(framework: Framework) -> list[int]:
    """Editions a framework can have: the years of its history from the base year on.

    The edition of a year ranks that year and uses data to that year, no later.

    Examples
    --------
    >>> editions(load_framework("regional-public"))
    [2020, 2021, 2022, 2023, 2024]
    """
    first, last = _scoring(framework).history
    return list(range(max(first, _scoring(framework).base_year), last + 1))


INSTEAD: Mapping[str, Sentence] = {
    "regional": Sentence(
        "ask for its figures with devindex template, gather them with devindex collect, and hand "
        "on the folder of figures; 'regional-public' is the framework with an index",
        "请用 devindex template 发问卷、devindex collect 汇总，并以所得的数据文件夹提供数据；"
        "有指数的是“regional-public”",
    ),
    "national": Sentence(
        "devindex index --framework shows its index by year, and 'regional-public' is released",
        "请用 devindex index --framework 查看其历年指数；有发布包的是“regional-public”",
    ),
    "enterprise": Sentence(
        "devindex enterprise scores firms, and 'regional-public' is released",
        "企业评分请用 devindex enterprise；有发布包的是“regional-public”",
    ),
}
"""What there is for a framework of a level without goalposts, weights and recipe of its own."""


def _scoring(framework: Framework) -> Scoring:
    if framework.scoring is None:
        raise ReleaseError(
            say(
                "framework {name!r} declares no goalposts and no recipe, so there is no score to "
                "release; {instead}",
                "框架{name!r}没有规定阈值和计算方案，没有可发布的得分；{instead}",
                name=framework.id, instead=INSTEAD[framework.level],
            )
        )  # fmt: skip
    return framework.scoring


@dataclass(frozen=True)
class Plan:
    """What to compute, checked before anything is computed."""

    framework: Framework
    recipe: Recipe
    year: int
    """Year that is ranked."""
    until: int
    """Last year of data."""
    data: Path | None = None
    draws: int = DRAWS
    departures: tuple[Text, ...] = ()
    """What differs from the official edition."""
    vintage: tuple[tuple[str, str], ...] = ()
    """Which vintage stands in for which series: figures as they stood."""
    released: str = ""
    """Day of publication."""
    issue: Issue = FINAL
    """Draft or final, embargo, calendar."""


def plan(
    framework: str = "regional-public",
    *,
    edition: int | None = None,
    year: int | None = None,
    recipe: str | None = None,
    data: Path | None = None,
    draws: int = DRAWS,
    extended: bool = False,
    vintage: Mapping[str, str] | None = None,
    released: str = "",
    issue: Issue = FINAL,
) -> Plan:
    """Check what is asked for: an edition (data to its year), or a year seen with all data.

    Figures of one's own (``data``) may reach beyond the framework's history, and so may their
    editions: goalposts are fixed, and a new year moves none before it.
    A year is one of the published history; with ``extended`` also one that is computed beside it,
    which tables over all years show. An edition made of figures as they stood (``vintage``, as
    for :func:`~devindex.load_panel`) is an official one: it is what was, or would have been,
    published then, and says so.

    Raises
    ------
    DevindexError
        If framework, recipe, edition or year do not exist.
    """
    chosen = load_framework(framework)
    scoring = _scoring(chosen)
    known = editions(chosen)
    if edition is not None and edition > known[-1] and data is not None:
        known += range(known[-1] + 1, int(load_observations(data).frame["year"].max()) + 1)
    if edition is not None and edition not in known:
        raise ReleaseError(
            say(
                "unknown edition {edition}; editions are {first} to {last}{later}",
                "没有{edition}年版；现有{first}至{last}年版{later}",
                later=LATER if data is None and edition > known[-1] else Sentence("", ""),
                edition=edition,
                first=known[0],
                last=known[-1],
            )
        )
    last = scoring.history[1]
    years = scoring.extended if extended else scoring.history
    if year is not None and not years[0] <= year <= years[1]:
        none = (
            ("no scores of {year}; those computed are {first} to {last}",
             "没有{year}年的得分；计算年份为{first}至{last}年")
            if extended
            else ("no ranking for {year}; the history is {first} to {last}",
                  "没有{year}年的排名；历史年份为{first}至{last}年")
        )  # fmt: skip
        raise ReleaseError(say(*none, year=year, first=years[0], last=years[1]))
    rules = load_recipe(recipe or scoring.recipe, chosen)
    departures = tuple(_departures(chosen, rules, data, draws))
    figures = tuple(sorted((vintage or {}).items()))
    return Plan(
        chosen, rules, edition or year or last, edition or last, data, draws, departures,
        figures, _day(released), issue,
    )  # fmt: skip


def stood(words: Sequence[str]) -> dict[str, str]:
    """Vintages as written on a command line, ``series=vintage``.

    Examples
    --------
    >>> stood(["eco_gdp=eco_gdp_v2023"])
    {'eco_gdp': 'eco_gdp_v2023'}
    """
    pairs = [word.partition("=") for word in words]
    wrong = [w for w, (a, _, b) in zip(words, pairs, strict=True) if not (a and b)]
    if wrong:
        raise ReleaseError(
            say(
                "{word!r} names no series and its vintage; write eco_gdp=eco_gdp_v2023",
                "{word!r}应写明序列及其版本，如 eco_gdp=eco_gdp_v2023",
                word=word,
            )
            for word in wrong
        )
    return {old.strip(): new.strip() for old, _, new in pairs}


def _day(text: str) -> str:
    """A day as YYYY-MM-DD, or nothing."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ReleaseError(
            say("{day!r} is not a day; write it as 2026-06-30",
                "{day!r}不是日期；写法如 2026-06-30", day=text)
        ) from None  # fmt: skip


def _departures(
    framework: Framework, recipe: Recipe, data: Path | None, draws: int
) -> Iterator[Text]:
    """What makes an edition an experiment, so that it never bears the official name."""
    official = framework.id in framework_names() and load_framework(framework.id) == framework
    if not official:
        yield Text(zh="使用自有框架", en="a framework of one's own")
    elif recipe != load_recipe(_scoring(framework).recipe, framework):
        yield Text(
            zh=f"使用方案“{recipe.id}”（{recipe.title.zh}）",
            en=f"recipe '{recipe.id}' ({recipe.title.en})",
        )
    if data is not None:
        yield Text(zh="使用自有数据", en="figures of one's own")
    if draws != DRAWS:
        yield Text(zh=f"位次区间只重算{draws}次", en=f"rank ranges from {draws} draws")


def prepare(what: Plan, progress: Progress = lambda _: None) -> Edition:
    """Compute the index, with rank ranges."""
    progress(COMPUTE)
    index = index_of(what)
    _enough_seen(index, what.year)
    progress(DRAW)
    ranges = uncertainty(index, draws=what.draws)
    return Edition(
        index, ranges, what.year, what.departures, what.issue, vintage=what.vintage,
        released=what.released,
    )  # fmt: skip


def _enough_seen(index: Index, year: int) -> None:
    """Refuse a year that rests on figures of the year before."""
    scores = index.scores.drop(index=NATION.code, errors="ignore")
    if scores[year].isna().all():
        raise ReleaseError(
            say(
                "no province has a score in {year} under recipe {recipe!r}; a method that places "
                'rows among others needs fit = "each" or "pooled" to place years outside the base '
                "window",
                "方案{recipe!r}下{year}年没有任何省份有得分；在地区之间排序的方法，须写"
                'fit = "each" 或 "pooled"，才能覆盖基期以外的年份',
                year=year, recipe=index.recipe.id,
            )
        )  # fmt: skip
    codes = list(index.normalised.columns)
    weight = index.weights["effective"].reindex(codes).to_numpy()
    seen = ~index.status[codes].isin(["E", "O"]).to_numpy()
    share = pd.Series((seen * weight).sum(axis=1), index=index.status.index)
    by_year = share.drop(index=NATION.code, level="region", errors="ignore").groupby("year").mean()
    if by_year[year] >= RANKED_FROM:
        return
    enough = [int(y) for y in by_year.index if by_year[y] >= RANKED_FROM]
    raise ReleaseError(
        say(
            "{year} has figures of its own for {share:.0%} of the weight, and two thirds are "
            "needed; the latest year with enough is {latest}",
            "{year}年自有数据只占权重的{share:.0%}，须达三分之二；数据充足的最近年份为{latest}",
            year=year,
            share=by_year[year],
            latest=enough[-1] if enough else "-",
        )
    )


def index_of(what: Plan) -> Index:
    """Compute the index of a plan."""
    seen = load_observations(what.data)
    first, last = _scoring(what.framework).extended
    panel = load_panel(
        what.framework, years=(first, max(last, what.until)), observations=seen,
        vintage=dict(what.vintage),
    )  # fmt: skip
    return compute(panel.until(what.until), what.recipe)


def write(
    edition: Edition, place: Path, *, force: bool = False, progress: Progress = lambda _: None
) -> Path:
    """Write a release beside its place and rename it into it; the whole of it, or nothing.

    Raises
    ------
    ReleaseError
        If the place is taken, or the disk refuses.
    """
    with folder.new_folder(place, force=force) as draft:
        official = edition.framework.id == OUTLOOK
        latest = official and edition.year == editions(edition.framework)[-1]
        fill(edition, draft, _outlook if latest else None, progress)
        folder.write_checksums(draft)
    return place


def _outlook(edition: Edition, draft: Path) -> None:
    _write_outlook(edition, look_ahead(), draft)


def fill(
    edition: Edition, draft: Path, outlook: Callable[[Edition, Path], None] | None = None,
    progress: Progress = lambda _: None,
) -> None:  # fmt: skip
    """Write every file of a release but its checksums; ``outlook`` writes what looks ahead."""
    progress(SPLIT)
    _ = edition.hangs
    progress(TABLES)
    _write_tables(edition, draft)
    if outlook is not None:
        progress(AHEAD)
        outlook(edition, draft)
    _write_method(edition, draft)
    _write_about(edition, draft)
    progress(BOOK)
    write_edition_workbook(edition, draft / "tables" / f"{edition.id}.xlsx")
    progress(MAPS)
    _write_maps(edition, draft / "figures")
    progress(STANDARDS)
    standards.write(edition, draft)


def _write_tables(edition: Edition, draft: Path) -> None:
    data = draft / "data"
    every = {
        "observations": tables.observations(edition),
        "inputs": tables.inputs(edition),
        "published": tables.published(edition),
        "contributions": tables.contributions(edition),
        "sensitivity": tables.sensitivity(edition),
        "pairs": tables.pairs(edition),
        "rank_choices": tables.rank_choices(edition),
        "single_choices": tables.single_choices(edition),
        "explanations": tables.moved(edition),
        "audit": tables.audited(edition),
        "indicators": tables.indicators(edition),
        "regions": tables.region_table(),
        "series": tables.series_table(edition),
        "sources": tables.sources(edition),
        "codelists": tables.codelists(edition),
        "coverage": tables.coverage(edition.framework),
    }
    for name, frame in every.items():
        if frame.empty:
            continue
        folder.write_csv(frame, data / f"{name}.csv")
    write_history(edition, every["observations"], draft)
    typed = every["observations"].convert_dtypes()
    typed.to_parquet(data / "observations.parquet", index=False, compression="zstd")
    flat = {
        "ranking_latest": journalist.ranking_latest(edition),
        "scores_wide": journalist.scores_wide(edition),
        "map_latest": journalist.map_latest(edition),
    }
    for name, frame in flat.items():
        folder.write_csv(frame, draft / "journalist" / f"{name}.csv", for_excel=True)
        folder.write_json(
            journalist.metadata(edition, name), draft / "journalist" / f"{name}.meta.json"
        )


def _write_outlook(edition: Edition, outlook: Outlook, draft: Path) -> None:
    """Targets, their assessment and fan charts; scores of the coming years.

    Only with the latest edition: an earlier one would be forecast with hindsight.
    """
    every = outlook.tables() | {
        "projections": projected(edition.index),
        "national_index": national(),
        "national_index_published": beside(),
    }
    for name, frame in every.items():
        folder.write_csv(frame, draft / "data" / f"{name}.csv")
    flat = draft / "journalist" / "targets.csv"
    folder.write_csv(outlook.sentences(), flat, for_excel=True)
    day = outlook.found[0].state.as_of
    told = journalist.target_metadata(edition, day)
    folder.write_json(told, flat.with_name("targets.meta.json"))
    from devindex.figures import save

    place = draft / "figures" / "targets"
    place.mkdir(parents=True)
    for found in outlook.ahead:
        if found.forecast is not None:
            for language in LANGUAGES:
                save(
                    found.forecast.plot(lang=language), place / f"{found.target.id}.{language}.svg"
                )


def _write_method(edition: Edition, draft: Path) -> None:
    folder.write_text(edition.index.recipe.to_toml(), draft / "method" / "recipe.toml")
    for name, text in edition.framework.files:
        folder.write_text(text, draft / "method" / "framework" / name)


def _write_about(edition: Edition, draft: Path) -> None:
    framework = edition.framework
    covered = tables.coverage(framework)["measured"]
    words = {
        "title_zh": framework.title.zh, "title_en": framework.title.en,
        "summary_zh": framework.summary.zh, "summary_en": framework.summary.en,
        "id": edition.id, "options": _options(edition), "year": edition.year,
        "first_year": edition.first_year,
        "date": edition.date, "version": __version__, "framework": framework.id,
        "framework_version": framework.version, "recipe": edition.index.recipe.id,
        "draws": f"{edition.ranges.draws:,}", "full": len(covered),
        "touched": int((covered == "proxy").sum()), "empty": int((covered == "none").sum()),
        "base_year": edition.index.base_year,
    }  # fmt: skip
    own = "experimental" if edition.departures else "official"
    issue = edition.issue
    calendar = Text(
        zh="`data/release_calendar.csv`" if issue.dates else "未设定",
        en="`data/release_calendar.csv`" if issue.dates else "not set",
    )
    for language in LANGUAGES:
        told = {"departures": "; ".join(d.say(language) for d in edition.departures)}
        standing = _template(f"{own}.{language}.md", words | told).strip()
        lines = [*(f"**{line.say(language)}**" for line in issue.lines()), standing]
        lines += [line.say(language) for line in _behind(edition)]
        caveats = "public" if edition.framework.id == OUTLOOK else "own"
        said = {
            "standing": "\n\n".join(lines),
            "calendar": calendar.say(language),
            "caveats": _template(f"{caveats}.{language}.md", words).strip(),
        }
        text = _template(f"README.{language}.md", words | said)
        folder.write_text(text, draft / f"README.{language}.md")
    folder.write_text(_template("LICENSE-DATA.txt", words), draft / "LICENSE-DATA")
    folder.write_json(
        {
            "id": edition.id, "edition": edition.year, "version": edition.history.version,
            "status": edition.status, "departures": [d.model_dump() for d in edition.departures],
            "title": framework.title.model_dump(), "date": edition.date,
            "released": edition.released or None, "vintage": dict(edition.vintage),
            "framework": {"id": framework.id, "version": framework.version},
            "recipe": edition.index.recipe.id, "base_year": edition.index.base_year,
            "history": [edition.first_year, edition.year], "years": edition.index.panel.years,
            "rank_range": {
                "level": tables.LEVEL, "draws": edition.ranges.draws, "seed": edition.ranges.seed,
            },
            "rounding": "half to even, once, GB/T 8170", **edition.history.about(),
            "embargo_time": issue.embargo_time, "next_release": issue.following(edition.id),
            "contact": issue.contact or None,
            "devindex": __version__, "licence": "CC-BY-4.0",
        },
        draft / "release.json",
    )  # fmt: skip


def _options(edition: Edition) -> str:
    """What else the command line needs to make this edition again."""
    said = "".join(f" --vintage {old}={new}" for old, new in edition.vintage)
    said += f" --date {edition.released}" if edition.released else ""
    history = edition.history
    if history.before is not None:
        said += f" --{'after' if history.follows else 'supersedes'} {history.before.id}"
        said += " --reasons method/reasons.toml" if history.reasons else ""
    return said


def _behind(edition: Edition) -> list[Text]:
    """What the pages say of figures as they stood, and of the release before."""
    stood = [f"{old} ← {new}" for old, new in edition.vintage]
    said = Text(
        zh=f"使用当时的数据版本：{'、'.join(stood)}。",
        en=f"Made of figures as they stood: {', '.join(stood)}.",
    )
    return [said] * bool(edition.vintage) + edition.history.lines(edition.id)


def _template(name: str, words: Mapping[str, object]) -> str:
    template = files("devindex.release") / "templates" / name
    return Template(template.read_text(encoding="utf-8")).safe_substitute(words)


MAP_SUBTITLE = Text(
    zh="{year}年得分；小字为90%位次区间", en="Score {year}; small figures: 90 % rank range"
)
MAP_NOTE = Text(
    zh="由公开统计代理指标计算，不直接测量工业互联网。未包括台湾省和香港、澳门特别行政区。"
    "方格大小和位置不代表面积和边界。",
    en="Built from public proxies; it does not measure the industrial internet itself. Taiwan, "
    "Hong Kong and Macao are not covered. Tiles show neither area nor borders.",
)
POINTS = Text(zh="分", en="points")


def _write_maps(edition: Edition, place: Path) -> None:
    from devindex.figures import save, tile_map

    frame = edition.ranking.drop(index=NATION.code, errors="ignore")
    scores = {str(c): float(v) for c, v in rounded(frame["score"], 1).dropna().items()}
    both = frame[["rank_lower", "rank_upper"]].dropna()
    ranges = {str(c): (int(low), int(high)) for c, low, high in both.itertuples()}
    place.mkdir(parents=True, exist_ok=True)

    def standing(language: Language) -> str:
        told = [d.say(language) for d in edition.departures]
        word = Text(zh="；试算：", en="; experimental: ").say(language)
        return word + Text(zh="、", en=", ").say(language).join(told) if told else ""

    for language in LANGUAGES:
        figure = tile_map(
            scores,
            title=edition.framework.title.say(language),
            subtitle=MAP_SUBTITLE.say(language).format(year=edition.year) + standing(language),
            unit=POINTS.say(language),
            source=journalist.source_line(edition).say(language),
            note=MAP_NOTE.say(language),
            lang=language,
            ranges=ranges,
        )
        for kind in ("svg", "png"):
            save(figure, place / f"map.{language}.{kind}")
