"""Make an edition, and write it as a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from devindex import __version__
from devindex.analysis import uncertainty
from devindex.definitions import NATION, Framework, load_framework
from devindex.definitions.model import LANGUAGES, Scoring, Text
from devindex.errors import ReleaseError
from devindex.index import Index, Recipe, compute, load_recipe
from devindex.observations import load_observations, load_panel
from devindex.release import folder, journalist, tables
from devindex.release.rounding import rounded
from devindex.release.sheets import write_edition_workbook
from devindex.release.tables import Edition

__all__ = ["editions", "prepare", "write"]

Progress = Callable[[Text], object]

COMPUTE = Text(zh="读取数据并计算指数", en="reading the figures, computing the index")
DRAW = Text(zh="重算位次区间", en="recomputing for the rank ranges")
TABLES = Text(zh="写入数据表", en="writing the tables")
BOOK = Text(zh="写入工作簿", en="writing the workbook")
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


def _scoring(framework: Framework) -> Scoring:
    if framework.scoring is None:
        raise ReleaseError(
            f"framework {framework.id!r} is answered by questionnaire and has no public edition; "
            "'regional-public' has"
        )
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
    draws: int = 2000


def plan(
    framework: str = "regional-public",
    *,
    edition: int | None = None,
    year: int | None = None,
    recipe: str | None = None,
    data: Path | None = None,
    draws: int = 2000,
) -> Plan:
    """Check what is asked for: an edition (data to its year), or a year seen with all data.

    Raises
    ------
    DevindexError
        If framework, recipe, edition or year do not exist.
    """
    chosen = load_framework(framework)
    scoring = _scoring(chosen)
    known = editions(chosen)
    if edition is not None and edition not in known:
        raise ReleaseError(f"unknown edition {edition}; editions are {known[0]} to {known[-1]}")
    first, last = scoring.history
    if year is not None and not first <= year <= last:
        raise ReleaseError(f"no ranking for {year}; the history is {first} to {last}")
    rules = load_recipe(recipe or scoring.recipe, chosen.id)
    return Plan(chosen, rules, edition or year or last, edition or last, data, draws)


def prepare(what: Plan, progress: Progress = lambda _: None) -> Edition:
    """Compute the index, with rank ranges."""
    progress(COMPUTE)
    index = index_of(what)
    progress(DRAW)
    return Edition(index, uncertainty(index, draws=what.draws), what.year)


def index_of(what: Plan) -> Index:
    """Compute the index of a plan."""
    seen = load_observations(what.data)
    return compute(load_panel(what.framework, observations=seen).until(what.until), what.recipe)


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
        progress(TABLES)
        _write_tables(edition, draft)
        _write_method(edition, draft)
        _write_about(edition, draft)
        progress(BOOK)
        write_edition_workbook(edition, draft / "tables" / f"{edition.id}.xlsx")
        progress(MAPS)
        _write_maps(edition, draft / "figures")
        folder.write_checksums(draft)
    return place


def _write_tables(edition: Edition, draft: Path) -> None:
    data = draft / "data"
    every = {
        "observations": tables.observations(edition),
        "inputs": tables.inputs(edition),
        "published": tables.published(edition),
        "contributions": tables.contributions(edition),
        "rank_ranges": tables.rank_ranges(edition),
        "indicators": tables.indicators(edition),
        "regions": tables.region_table(),
        "sources": tables.sources(edition),
        "codelists": tables.codelists(),
        "coverage": tables.coverage(edition.framework),
    }
    for name, frame in every.items():
        folder.write_csv(frame, data / f"{name}.csv")
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
        "id": edition.id, "year": edition.year, "first_year": edition.first_year,
        "date": edition.date, "version": __version__, "framework": framework.id,
        "framework_version": framework.version, "recipe": edition.index.recipe.id,
        "draws": f"{edition.ranges.draws:,}", "full": len(covered),
        "touched": int((covered == "proxy").sum()), "empty": int((covered == "none").sum()),
    }  # fmt: skip
    for language in LANGUAGES:
        template = files("devindex.release") / "templates" / f"README.{language}.md"
        text = Template(template.read_text(encoding="utf-8")).substitute(words)
        folder.write_text(text, draft / f"README.{language}.md")
    folder.write_json(
        {
            "id": edition.id, "edition": edition.year, "version": "1.0.0", "status": "final",
            "title": framework.title.model_dump(), "date": edition.date,
            "framework": {"id": framework.id, "version": framework.version},
            "recipe": edition.index.recipe.id, "base_year": edition.index.base_year,
            "history": [edition.first_year, edition.year], "years": edition.index.panel.years,
            "rank_range": {
                "level": tables.LEVEL, "draws": edition.ranges.draws, "seed": edition.ranges.seed,
            },
            "rounding": "half to even, once, GB/T 8170", "supersedes": None,
            "devindex": __version__, "licence": "CC-BY-4.0",
        },
        draft / "release.json",
    )  # fmt: skip


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
    place.mkdir(parents=True)
    for language in LANGUAGES:
        figure = tile_map(
            scores,
            title=edition.framework.title.say(language),
            subtitle=MAP_SUBTITLE.say(language).format(year=edition.year),
            unit=POINTS.say(language),
            source=journalist.source_line(edition).say(language),
            note=MAP_NOTE.say(language),
            lang=language,
            ranges=ranges,
        )
        for kind in ("svg", "png"):
            save(figure, place / f"map.{language}.{kind}")
