"""The data files of the page: for each province, each indicator and the whole, JSON and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from devindex import shipped
from devindex.release.site.read import Node, Place, Published, number

__all__ = ["COPIED", "data_files", "grid", "pairs", "shared"]

PARTS = ("points", "weight", "contribution")
RANKS = ("rank", "rank_lower", "rank_upper")
COPIED = {
    "ranking.csv": "journalist/ranking_latest.csv", "scores.csv": "journalist/scores_wide.csv",
    "map.csv": "journalist/map_latest.csv", "headline.csv": "journalist/headline.csv",
    "targets.csv": "journalist/targets.csv",
}  # fmt: skip
"""Tables of the release that the page carries as they are."""

Numbers = list[float | None]


def grid() -> dict[str, tuple[int, int]]:
    """Column and row of each region on the tile grid, by its code of six digits.

    Examples
    --------
    >>> grid()["110000"]
    (4, 1)
    """
    path = shipped.data() / "regions" / "tile_grid.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {r["region"]: (int(r["col"]), int(r["row"])) for r in csv.DictReader(file)}


def compact(content: Any) -> str:
    """JSON without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def tabulated(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV with LF; None is empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def shared(release: Published) -> dict[str, Any]:
    """What maps, comparisons and charts are drawn from: every value of every node and year."""
    squares = grid()
    covered = {p.code for p in release.provinces}
    return {
        "id": release.id,
        "year": release.year,
        "years": release.years,
        "regions": [
            {
                "code": p.code, "zh": p.short, "en": p.en, "covered": p.code in covered,
                "tile": squares.get(p.gb),
            }
            for p in release.places.values()
        ],
        "nodes": [
            {
                "code": n.code, "level": n.level, "parent": n.parent, "zh": n.zh, "en": n.en,
                "unit_zh": n.unit_zh, "unit_en": n.unit_en,
            }
            for n in release.nodes.values()
        ],
        "values": {
            n.code: {p.code: values(release, n, p) for p in _with_nation(release)}
            for n in release.nodes.values()
        },
        "ranks": {p.code: _ranks(release, p) for p in release.provinces},
        "ahead": _ahead(release),
        "fans": _fans(release),
    }  # fmt: skip


def _with_nation(release: Published) -> list[Place]:
    nation = release.places.get("CN")
    return [*([nation] if nation else []), *release.provinces]


def values(release: Published, node: Node, place: Place) -> Numbers:
    """Values of a node in a region, one a year of the history."""
    return [release.value(node.code, place.code, year) for year in release.years]


def _ranks(release: Published, place: Place) -> dict[str, Numbers]:
    rows = [release.ranked.get((place.code, year), {}) for year in release.years]
    return {name: [number(r.get(name, "")) for r in rows] for name in RANKS}


def _ahead(release: Published) -> dict[str, list[list[float | None]]]:
    """Projected scores by region: year, median, 80 % interval."""
    found: dict[str, list[list[float | None]]] = {}
    for row in release.rows("data/projections.csv"):
        if row["indicator_code"] == "score":
            cells = (row["time_period"], row["median"], row["low_80"], row["high_80"])
            found.setdefault(row["region_code"], []).append([number(c) for c in cells])
    return found


def pairs(release: Published) -> dict[str, list[Any]]:
    """Share of the recomputations in which the first of two ranks above; whether that tells."""
    return {
        f"{r['region_code']} {r['other_region_code']}": [number(r["above"]), r["told_apart"]]
        for r in release.rows("data/pairs.csv")
    }


def _fans(release: Published) -> dict[str, list[dict[str, float | None]]]:
    """Forecasts by target: quantiles at each year end, and the value asked for."""
    found: dict[str, list[dict[str, float | None]]] = {}
    for row in release.rows("data/trajectories.csv"):
        kept = {k: number(v) for k, v in row.items() if k == "threshold" or k[0] == "q"}
        found.setdefault(row["target"], []).append({"year": number(row["date"][:4]), **kept})
    return found


def data_files(release: Published) -> dict[str, bytes]:
    """Every file of the folder ``data`` of the page, by its path in that folder.

    The CSV of a region or an indicator has one row a node or region and one column a year,
    ``y2024``; its JSON also has statuses, points, weights and contributions.
    """
    years = [f"y{year}" for year in release.years]  # a bare number is no header to DuckDB
    made: dict[str, str] = {"all.json": compact(shared(release)) + "\n"}
    for place in _with_nation(release):
        made[f"region/{place.code}.json"] = compact(_of_place(release, place)) + "\n"
        made[f"region/{place.code}.csv"] = tabulated(
            ("indicator_code", "name_zh", "name_en", *years),
            ((n.code, n.zh, n.en, *values(release, n, place)) for n in release.nodes.values()),
        )
    for node in release.of_level("indicator"):
        made[f"indicator/{node.code}.json"] = compact(_of_node(release, node)) + "\n"
        made[f"indicator/{node.code}.csv"] = tabulated(
            ("region_code", "region_zh", "region_en", *years),
            ((p.code, p.zh, p.en, *values(release, node, p)) for p in _with_nation(release)),
        )
    out = {name: text.encode() for name, text in made.items()}
    for name, source in COPIED.items():
        if (release.folder / source).is_file():
            out[name] = (release.folder / source).read_bytes()
    return out


def _head(release: Published) -> dict[str, Any]:
    about = release.about
    return {
        "release": release.id, "version": about["version"], "status": about["status"],
        "date": about["date"], "licence": about["licence"], "years": release.years,
    }  # fmt: skip


def _of_place(release: Published, place: Place) -> dict[str, Any]:
    return {
        **_head(release),
        "region": {"code": place.code, "gb_code": place.gb, "zh": place.zh, "en": place.en},
        **_ranks(release, place),
        "series": {n.code: _series(release, n, place) for n in release.nodes.values()},
    }


def _of_node(release: Published, node: Node) -> dict[str, Any]:
    told = next(
        r for r in release.rows("data/indicators.csv") if r["indicator_code"] == node.code
    )  # fmt: skip
    return {
        **_head(release),
        "indicator": told,
        "series": {p.code: _series(release, node, p, ("points",)) for p in _with_nation(release)},
    }


def _series(
    release: Published, node: Node, place: Place, parts: Sequence[str] = PARTS
) -> dict[str, Any]:
    """Values and statuses by year; of a scored indicator also points, weight, contribution."""
    rows = [release.observed.get((node.code, place.code, y), {}) for y in release.years]
    out: dict[str, Any] = {
        "value": [number(r.get("obs_value", "")) for r in rows],
        "obs_status": "".join(r.get("obs_status", "") or " " for r in rows),
    }
    made = [release.contributed.get((node.code, place.code, y)) for y in release.years]
    if any(made):
        for name in parts:
            out[name] = [number((part or {}).get(name, "")) for part in made]
    return out
