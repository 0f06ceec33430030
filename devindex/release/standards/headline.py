"""``headline.csv``: sentences to quote, each made from a row of the release's own tables.

No sentence says that one province overtook another, or stands above it, unless their rank ranges
are apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from devindex.definitions.model import Text
from devindex.enterprise.synthetic.marks import SYNTHETIC
from devindex.release.rounding import round_half_even
from devindex.release.standards.files import rows_of

__all__ = ["COLUMNS", "Ranked", "headline", "leaders", "moves", "overtakings"]

COLUMNS = [
    "statement_id", "sentence_zh", "sentence_en", "number", "unit", "lower", "upper", "source_row",
]  # fmt: skip
LEADERS = 3
RANKING, RANGES = "journalist/ranking_latest.csv", "data/sensitivity.csv"

EXPERIMENT = Text(zh="【试算】", en="[Experiment]")
MADE_UP = Text(zh="【合成数据】", en="[Synthetic data]")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Ranked:
    """A province's rank in one year, with its range; ``low`` is the best rank."""

    code: str
    zh: str
    en: str
    year: int
    rank: int
    low: int
    high: int

    def above(self, other: Ranked) -> bool:
        """Whether its whole range is above the other's.

        Examples
        --------
        >>> first = Ranked("CN-BJ", "北京市", "Beijing", 2024, 1, 1, 2)
        >>> second = Ranked("CN-SH", "上海市", "Shanghai", 2024, 2, 2, 3)
        >>> third = Ranked("CN-ZJ", "浙江省", "Zhejiang", 2024, 3, 3, 4)
        >>> first.above(second), first.above(third)
        (False, True)
        """
        return self.high < other.low

    @property
    def range_zh(self) -> str:
        """Range in Chinese."""
        return f"{self.low}—{self.high}"

    @property
    def range_en(self) -> str:
        """Range in English."""
        return f"{self.low}–{self.high}"


def headline(folder: Path, about: Mapping[str, Any]) -> pd.DataFrame:
    """Every sentence of a release: leaders, moves, the nation, targets, coverage.

    Numbers are the cells of the tables, and ``source_row`` names table, row and column.
    """
    year = int(about["edition"])
    ranking = rows_of(folder, RANKING)
    ranked = _ranked(rows_of(folder, RANGES))
    now = [r for r in ranked if r.year == year]
    before = [r for r in ranked if r.year == year - 1 >= about["history"][0]]
    found = [
        *leaders(ranking, now),
        *moves(before, now),
        *overtakings(before, now),
        *_scores(ranking, year),
        *_nation(rows_of(folder, "data/observations.csv"), about),
        *_national_index(rows_of(folder, "data/national_index.csv")),
        *_targets(rows_of(folder, "journalist/targets.csv")),
        *_told_apart(rows_of(folder, "data/pairs.csv"), year),
        *_coverage(rows_of(folder, "data/coverage.csv") if _public(about) else []),
    ]
    out = pd.DataFrame(found, columns=COLUMNS)
    if (word := standing(about)) is not None:
        out["sentence_zh"] = word.zh + out["sentence_zh"]
        out["sentence_en"] = word.en + " " + out["sentence_en"]
    return out


def _public(about: Mapping[str, Any]) -> bool:
    """Whether a release is made of public figures that stand in for the framework."""
    return bool(about["framework"]["id"] == "regional-public")


def standing(about: Mapping[str, Any]) -> Text | None:
    """What every sentence of an experiment begins with; None for the official edition."""
    told = [d["en"] for d in about["departures"]]
    if not told:
        return None
    return MADE_UP if SYNTHETIC.en in told else EXPERIMENT


def _statement(
    id: str, text: Text, number: object, unit: str, source: str, lower: object = "",
    upper: object = "",
) -> dict[str, object]:  # fmt: skip
    return dict(
        zip(COLUMNS, (id, text.zh, text.en, number, unit, lower, upper, source), strict=True)
    )


def _source(table: str, column: str, **row: object) -> str:
    return " ".join([table, *(f"{k}={v}" for k, v in row.items()), column])


def _ranked(rows: Sequence[Row]) -> list[Ranked]:
    """Provinces by year, best first."""
    found = [
        Ranked(
            r["region_code"], r["region_zh"], r["region_en"], int(r["time_period"]),
            int(r["rank"]), int(r["rank_lower"]), int(r["rank_upper"]),
        )
        for r in rows
        if r["rank"] and r["rank_lower"] and r["rank_upper"]
    ]  # fmt: skip
    return sorted(found, key=lambda r: (r.year, r.rank))


# --- ranks ----------------------------------------------------------------------------------


def leaders(ranking: Sequence[Row], now: Sequence[Ranked]) -> Iterator[dict[str, object]]:
    """The first ranks, each with its range and the provinces it cannot be told apart from."""
    scores = {r["region_code"]: r for r in ranking}
    for one in now[:LEADERS]:
        close = [o for o in now if o is not one and not one.above(o) and not o.above(one)]
        score = scores[one.code]["score"]
        text = Text(
            zh=f"{one.zh}{one.year}年得分{score}，位次{one.rank}（90%区间{one.range_zh}）"
            + (f"；区间与{'、'.join(o.zh for o in close)}重叠。" if close
               else "；区间不与任何省份重叠。"),
            en=f"{one.en} scores {score} in {one.year} and ranks {one.rank} "
            f"(90 % range {one.range_en}); its range "
            + (f"overlaps with {_list([o.en for o in close])}." if close
               else "overlaps with no other."),
        )  # fmt: skip
        source = _source(RANKING, "rank", region_code=one.code)
        yield _statement(
            f"rank-{one.code}", text, one.rank, "rank", source, one.low, one.high
        )  # fmt: skip


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def moves(before: Sequence[Ranked], now: Sequence[Ranked]) -> Iterator[dict[str, object]]:
    """Provinces whose rank ranges of two years are apart, the largest move first.

    A move inside the ranges is none that can be told from a choice of method. Where no province
    has moved so far, one sentence says so; none where there is no year before.
    """
    if not before:
        return
    then = {r.code: r for r in before}
    pairs = [(then[r.code], r) for r in now if r.code in then]
    apart = [(a, b) for a, b in pairs if a.above(b) or b.above(a)]
    year = now[0].year
    if not apart:
        text = Text(
            zh=f"{year}年没有任何省份的位次区间与上年完全分开，位次的升降都在区间之内。",
            en=f"In {year} no province's rank range is apart from its range of the year before: "
            "every rise and fall lies inside the ranges.",
        )
        yield _statement("moves", text, 0, "count", f"{RANGES} time_period={year} rank")
    for old, new in sorted(apart, key=lambda p: (-abs(p[0].rank - p[1].rank), p[1].rank)):
        up = new.above(old)
        text = Text(
            zh=f"{new.zh}位次由{old.rank}（{old.range_zh}）{'升' if up else '降'}至{new.rank}"
            f"（{new.range_zh}），两年的90%区间不重叠。",
            en=f"{new.en} {'rises' if up else 'falls'} from rank {old.rank} "
            f"({old.range_en}) to {new.rank} ({new.range_en}); the 90 % ranges of the two years "
            "are apart.",
        )
        source = _source(RANGES, "rank", region_code=new.code, time_period=new.year)
        yield _statement(
            f"move-{new.code}", text, new.rank, "rank", source, new.low, new.high
        )  # fmt: skip


def overtakings(before: Sequence[Ranked], now: Sequence[Ranked]) -> Iterator[dict[str, object]]:
    """Pairs in which one passed the other, with ranges apart in both years and turned round."""
    then = {r.code: r for r in before}
    for one in now:
        for other in now:
            if one.code not in then or other.code not in then:
                continue
            if one.above(other) and then[other.code].above(then[one.code]):
                text = Text(
                    zh=f"{one.zh}超过{other.zh}：{one.year}年位次分别为{one.rank}"
                    f"（{one.range_zh}）和{other.rank}（{other.range_zh}），"
                    "两年的90%区间都不重叠。",
                    en=f"{one.en} overtakes {other.en}: ranks {one.rank} ({one.range_en}) and "
                    f"{other.rank} ({other.range_en}) in {one.year}; the 90 % ranges are apart in "
                    "both years.",
                )
                source = _source(RANGES, "rank", region_code=one.code, time_period=one.year)
                yield _statement(
                    f"overtakes-{one.code}-{other.code}", text, one.rank, "rank", source,
                    one.low, one.high,
                )  # fmt: skip


# --- scores and the nation ------------------------------------------------------------------


def _scores(ranking: Sequence[Row], year: int) -> Iterator[dict[str, object]]:
    """The largest rise and the largest fall of a score, in points, where years compare."""
    known = [r for r in ranking if r["score_change"] and r["comparable"] == "yes"]
    if not known:
        return
    for id, row in (
        ("score-rise", max(known, key=lambda r: float(r["score_change"]))),
        ("score-fall", min(known, key=lambda r: float(r["score_change"]))),
    ):
        change = float(row["score_change"])
        if (change > 0) != (id == "score-rise"):
            continue
        up = change > 0
        text = Text(
            zh=f"{year}年得分比上年{'提高' if up else '下降'}最多的是{row['region_zh']}，"
            f"{'提高' if up else '下降'}{abs(change)}分，为{row['score']}分。",
            en=f"In {year} the score of {row['region_en']} {'rises' if up else 'falls'} most, by "
            f"{abs(change)} points to {row['score']}.",
        )
        source = _source(RANKING, "score_change", region_code=row["region_code"])
        yield _statement(id, text, row["score_change"], "points", source)


def _short(cell: str) -> str:
    return f"{round_half_even(float(cell), 1):.1f}"


def _nation(rows: Sequence[Row], about: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """The nation's development index of the year."""
    year, base = str(about["edition"]), about["base_year"]
    for row in rows:
        asked = (row["indicator_code"], row["region_code"], row["time_period"])
        if asked == ("development-index", "CN", year) and row["obs_value"]:
            value = _short(row["obs_value"])
            text = Text(
                zh=f"{year}年全国发展指数为{value}（{base}年=100，由公开统计代理指标计算）。",
                en=f"The nation's development index is {value} in {year} ({base} = 100, from "
                "public proxies).",
            )
            source = _source(
                "data/observations.csv", "obs_value", indicator_code=asked[0],
                region_code=asked[1], time_period=year,
            )  # fmt: skip
            yield _statement("nation", text, row["obs_value"], "index", source)


def _national_index(rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """The national index of announced figures: its latest year, with the range they allow."""
    own = [
        r for r in rows
        if (r["framework"], r["declared"], r["dimension"]) == ("national", "1", "index")
        and r["middle"]
    ]  # fmt: skip
    if not own:
        return
    row = max(own, key=lambda r: r["time_period"])
    year, said = row["time_period"], {k: _short(row[k]) for k in ("low", "middle", "high")}
    base = next(r["time_period"] for r in own if float(r["middle"]) == 100)
    text = Text(
        zh=f"按公布数值计算，{year}年全国工业互联网指数为{said['middle']}（{base}年=100；"
        f"公布数值容许的范围{said['low']}—{said['high']}），{row['indicators']}项指标中有数值的"
        f"{row['measured']}项。",
        en=f"By the announced figures, the national industrial-internet index is {said['middle']} "
        f"in {year} ({base} = 100; the figures allow {said['low']}–{said['high']}); "
        f"{row['measured']} of {row['indicators']} indicators have a figure.",
    )
    source = _source(
        "data/national_index.csv", "middle", framework="national", method=row["method"],
        time_period=year, dimension="index",
    )  # fmt: skip
    yield _statement(
        "national-index", text, row["middle"], "index", source, row["low"], row["high"]
    )


# --- targets, pairs, coverage ---------------------------------------------------------------


def _targets(rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """Each open target that has a probability, in the words of the table of targets."""
    for row in rows:
        if row["probability"]:
            text = Text(zh=row["sentence_zh"], en=row["sentence_en"])
            source = _source("journalist/targets.csv", "probability", target=row["target"])
            yield _statement(
                f"target-{row['target']}", text, row["probability"], "probability", source
            )


def _told_apart(rows: Sequence[Row], year: int) -> Iterator[dict[str, object]]:
    """How many pairs of provinces can be told apart."""
    if not rows:
        return
    n = sum(r["told_apart"] == "yes" for r in rows)
    text = Text(
        zh=f"{year}年{len(rows)}对省份中，有{n}对能分出高下（在90%的重算中先后一致）。",
        en=f"Of {len(rows)} pairs of provinces, {n} can be told apart in {year} (one above the "
        "other in 90 % of the recomputations).",
    )
    yield _statement("pairs", text, n, "count", "data/pairs.csv told_apart=yes count")


def _coverage(rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """How little of the full framework public statistics touch."""
    if not rows:
        return
    n = sum(r["measured"] == "proxy" for r in rows)
    text = Text(
        zh=f"完整的地方级框架共{len(rows)}项指标，公开统计触及其中{n}项，且都是代理指标。",
        en=f"Public statistics touch {n} of the {len(rows)} indicators of the full regional "
        "framework, each by a proxy.",
    )
    yield _statement("coverage", text, n, "count", "data/coverage.csv measured=proxy count")
