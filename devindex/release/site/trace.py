"""From a score down to each weight × points, and on to the published figures and their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devindex.release.site.read import Place, Published, number

__all__ = ["traced"]

Figures = Mapping[tuple[str, str], Mapping[int, Mapping[str, str]]]


def traced(release: Published) -> dict[str, Any]:
    """For each province every scored indicator, with the figures it is made of.

    An indicator's row holds value, status, points, weight, contribution (as published), then the
    figures of its numerator and denominator: value, year, number of the source. They are those of
    the year, or of the latest before it that has both, on which a value carried forward rests.
    """
    figures = _figures(release)
    sources = [r["source"] for r in release.rows("data/sources.csv")]
    stood = {str(k): str(v) for k, v in release.about.get("vintage", {}).items()}
    listed = [r for r in release.rows("data/indicators.csv") if r["scored"] == "true"]
    return {
        "year": release.year,
        "indicators": [
            {
                "code": r["indicator_code"], "zh": r["name_zh"], "en": r["name_en"],
                "unit_zh": r["unit_zh"], "unit_en": r["unit_en"], "low": number(r["goalpost_low"]),
                "high": number(r["goalpost_high"]), "log": r["transform"] == "log",
                "numerator": stood.get(r["numerator"], r["numerator"]),
                "denominator": stood.get(r["denominator"], r["denominator"]),
            }
            for r in listed
        ],
        "series": {
            r["series"]: {"zh": r["name_zh"], "en": r["name_en"], "unit": r["unit"]}
            for r in release.rows("data/series.csv")
        },
        "sources": sources,
        "scores": {
            p.code: release.value("score", p.code, release.year) for p in release.provinces
        },
        "regions": {
            p.code: [_row(release, r, p, figures, stood, sources) for r in listed]
            for p in release.provinces
        },
    }  # fmt: skip


def _figures(release: Published) -> Figures:
    found: dict[tuple[str, str], dict[int, Mapping[str, str]]] = {}
    for row in release.rows("data/published.csv"):
        found.setdefault((row["series"], row["gb_code"]), {})[int(row["year"])] = row
    return found


def _row(
    release: Published, told: Mapping[str, str], place: Place, figures: Figures,
    stood: Mapping[str, str], sources: Sequence[str],
) -> list[Any]:  # fmt: skip
    key = (told["indicator_code"], place.code, release.year)
    seen, part = release.observed.get(key, {}), release.contributed.get(key, {})
    made = [told[name] for name in ("numerator", "denominator") if told[name]]
    return [
        number(seen.get("obs_value", "")), seen.get("obs_status", ""),
        *(number(part.get(name, "")) for name in ("points", "weight", "contribution")),
        *_same_year(
            [figures.get((stood.get(s, s), place.gb), {}) for s in made], release.year, sources
        ),
    ]  # fmt: skip


def _same_year(
    made: Sequence[Mapping[int, Mapping[str, str]]], year: int, sources: Sequence[str]
) -> list[list[Any] | None]:
    """Figures of the latest year in which there are all; None for each where there is none."""
    common = set.intersection(*({y for y in of if y <= year and of[y]["value"]} for of in made))
    if not common:
        return [None, None]
    last = max(common)
    found = [
        [number(of[last]["value"]), last, sources.index(of[last]["source"])] for of in made
    ]  # fmt: skip
    return [*found, *[None] * (2 - len(found))]
