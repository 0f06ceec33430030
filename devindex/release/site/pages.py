"""The pages, in both languages, filled in by templates that escape whatever they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from devindex import __version__
from devindex.definitions.model import LANGUAGES, Language
from devindex.forecast.grades import GRADES
from devindex.forecast.states import STATES
from devindex.release.bulletin import what_it_is_not
from devindex.release.site.data import COPIED, grid
from devindex.release.site.own import own_weights
from devindex.release.site.profile import Profiles
from devindex.release.site.prose import prose
from devindex.release.site.read import Place, Published
from devindex.release.site.show import FILTERS, TEMPLATES, percent, words_of
from devindex.release.site.trace import traced
from devindex.release.standards.files import day_of

__all__ = ["NAVIGATION", "Site"]

NAVIGATION = (
    "index", "map", "provinces", "compare", "targets", "weights", "computed", "data", "method",
    "revisions",
)  # fmt: skip
RULES = ("growth_ratio", "growth", "path", "probability")
AFTER = ("datapackage.json", "CHECKSUMS.sha256")
"""Files of a release that name those of the page."""
CLASSES = 5
"""Colours of the map."""


@dataclass(frozen=True, eq=False)
class Site:
    """All pages of one release."""

    release: Published

    def pages(self) -> Iterator[tuple[str, str]]:
        """Path in the site and text of every page."""
        for lang in LANGUAGES:
            for name in NAVIGATION:
                yield self._page(f"{name}.html", name, lang, getattr(self, f"_{name}")(lang))
            for place in self.release.provinces:
                path = f"province/{place.code}.html"
                yield self._page(path, "province", lang, self._province(place, lang))
            yield self._page("embed.html", "embed", lang, self._embed(lang))

    @cached_property
    def _profiles(self) -> Profiles:
        return Profiles(self.release)

    def _page(
        self, path: str, template: str, lang: Language, own: Mapping[str, Any]
    ) -> tuple[str, str]:  # fmt: skip
        place = path if lang == "zh" else f"en/{path}"
        up = "../" * (len(PurePosixPath(place).parts) - 1)
        home = "../" * (len(PurePosixPath(path).parts) - 1)
        other = path if lang == "en" else f"en/{path}"
        words = words_of(lang)
        title = own.get("title") or words(f"title_{template}", year=self.release.year)
        text = _environment(lang).get_template(f"{template}.html").render(
            lang=lang, other="en" if lang == "zh" else "zh", t=words, root=up, home=home,
            elsewhere=up + other, page=template, navigation=NAVIGATION, r=self.release,
            about=self.release.about, name=self.release.about["title"][lang],
            standing=self._standing(lang), foot=self._foot(lang),
            source=words("source" if self.release.public else "source_own", id=self.release.id),
            **{**own, "title": title},
        )  # fmt: skip
        return place, text

    def _standing(self, lang: Language) -> list[str]:
        """What stands above every page of a draft, an experiment or an edition under embargo."""
        words, about = words_of(lang), self.release.about
        lines = [words("draft")] if about["status"] == "draft" else []
        if about["departures"]:
            told = words("comma").join(d[lang] for d in about["departures"])
            lines.append(words("experimental", departures=told))
        if about.get("embargo_time"):
            lines.append(words("embargo", time=about["embargo_time"]))
        return lines

    def _foot(self, lang: Language) -> dict[str, str]:
        """What every page says below: what the index is not, edition, licence, citation, date."""
        words, about = words_of(lang), self.release.about
        what = (
            what_it_is_not(self.release.folder, lang) if self.release.public else words("what_own")
        )
        told = {
            "title": about["title"][lang], "edition": about["edition"], "id": about["id"],
            "version": about["version"], "day": day_of(about),
        }  # fmt: skip
        return {
            "what": what, "cite": words("cite_said", **told), "date": about["date"],
            "licence": words("licence_said", licence=about["licence"]),
            "made": words("made_with", version=__version__),
        }  # fmt: skip

    def _index(self, lang: Language) -> dict[str, Any]:
        about, places = self.release.about, self.release.places
        level = about["rank_range"]
        rows = [
            {
                **row, "place": places[row["region_code"]],
                "alike": [places[c] for c in self.release.alike[row["region_code"]]],
            }
            for row in self.release.ranking
        ]  # fmt: skip
        sentences = [
            r[f"sentence_{lang}"]
            for r in self.release.rows("data/headline.csv")
            if not r["statement_id"].startswith("target-")
        ]
        return {
            "rows": rows, "sentences": sentences, "n": len(rows), "base": about["base_year"],
            "draws": f"{level['draws']:,}", "level": percent(level["level"], lang=lang),
        }  # fmt: skip

    def _map(self, lang: Language) -> dict[str, Any]:
        release, squares = self.release, grid()
        seen = [
            v
            for p in release.provinces
            for y in release.years
            if (v := release.value("score", p.code, y)) is not None
        ]
        cuts = [sorted(seen)[len(seen) * k // CLASSES] for k in range(1, CLASSES)]
        covered = {p.code for p in release.provinces}
        tiles = []
        for place in release.places.values():
            if place.gb not in squares:
                continue
            value = release.value("score", place.code, release.year)
            tiles.append(
                {
                    "place": place, "col": squares[place.gb][0], "row": squares[place.gb][1],
                    "covered": place.code in covered, "value": value,
                    "shade": None if value is None else sum(value >= c for c in cuts),
                }
            )  # fmt: skip
        tiles.sort(key=lambda tile: (tile["row"], tile["col"]))
        levels = ("index", "dimension", "theme", "indicator")
        return {"tiles": tiles, "levels": [(x, release.of_level(x)) for x in levels]}

    def _provinces(self, lang: Language) -> dict[str, Any]:
        rows = {r["region_code"]: r for r in self.release.ranking}
        return {"rows": [(p, rows[p.code]) for p in self.release.provinces]}

    def _province(self, place: Place, lang: Language) -> dict[str, Any]:
        release, about = self.release, self._profiles
        row = next(r for r in release.ranking if r["region_code"] == place.code)
        moved = release.moves.get(place.code, {})
        order = release.provinces
        at = order.index(place)
        return {
            "title": words_of(lang)("title_province", name=place.full(lang)),
            "place": place, "row": row, "n": row["n_ranked"],
            "why": moved.get(f"sentence_{lang}", ""),
            "history": [
                {
                    "year": y, "score": release.value("score", place.code, y),
                    "index": release.value("development-index", place.code, y),
                    "rank": release.ranked.get((place.code, y), {}),
                }
                for y in release.years
            ],
            "parts_": about.parts(place, lang),
            "strengths": about.apart(place, lang, 1), "weaknesses": about.apart(place, lang, -1),
            "alike": [release.places[c] for c in release.alike[place.code]],
            "closest": [release.places[c] for c in about.closest(place)],
            "indicators": about.indicators(place, lang), "flags": about.flags(place, lang),
            "before": order[at - 1], "after": order[(at + 1) % len(order)],
        }  # fmt: skip

    def _embed(self, lang: Language) -> dict[str, Any]:
        words, id = words_of(lang), self.release.id
        own = words("source" if self.release.public else "source_own", id=id)
        said = {
            kind: {
                "title": words(f"chart_{kind}", name="{name}"), "note": words(f"note_{kind}"),
                "unit": "" if kind == "fan" else words(f"unit_{measure}"),
                "source": words("source_targets", id=id) if kind == "fan" else own,
            }
            for kind, measure in (("history", "score"), ("rank", "rank"), ("fan", ""))
        }  # fmt: skip
        targets = {
            r["target"]: {"name": r[f"name_{lang}"], "unit": r[f"unit_{lang}"]}
            for r in self.release.rows("data/assessments.csv")
            if r["state"] == "open"
        }
        return {
            "example": self.release.provinces[0].code, "said": {"charts": said, "targets": targets},
        }  # fmt: skip

    def _compare(self, lang: Language) -> dict[str, Any]:
        first = [r["region_code"] for r in self.release.ranking[:2]]
        return {"first": first, "provinces": self.release.provinces}

    def _targets(self, lang: Language) -> dict[str, Any]:
        release = self.release
        plans = {r["target"]: r for r in release.rows("data/targets.csv")}
        ahead: dict[str, list[dict[str, str]]] = {}
        for row in release.rows("data/trajectories.csv"):
            ahead.setdefault(row["target"], []).append(row)
        found = release.rows("data/assessments.csv")
        open_ = [
            {
                **row, "plan": plans[row["target"]], "ahead": ahead.get(row["target"], []),
                "verdicts": [(k, row[f"{k}_{lang}"]) for k in RULES if row[f"{k}_{lang}"]],
            }
            for row in found
            if row["state"] == "open"
        ]  # fmt: skip
        days = [row["as_of"] for rows in ahead.values() for row in rows]
        return {
            "open": open_, "others": [r for r in found if r["state"] != "open"],
            "day": max(days, default=release.about["date"]), "plans": plans,
            "grades": {k: v.say(lang) for k, v in GRADES.items()},
            "states": {k: v.say(lang) for k, v in STATES.items()},
            "past": release.rows("data/backtest.csv"),
            "names": {r["target"]: r[f"name_{lang}"] for r in found},
        }  # fmt: skip

    @cached_property
    def _own(self) -> dict[str, Any] | None:
        return own_weights(self.release)

    def _weights(self, lang: Language) -> dict[str, Any]:
        places = self.release.places
        rows = [(places[r["region_code"]], r) for r in self.release.ranking]
        return {"own": self._own, "rows": rows}

    @cached_property
    def traced(self) -> dict[str, Any]:
        """Every score down to its figures."""
        return traced(self.release)

    def _computed(self, lang: Language) -> dict[str, Any]:
        first = self.release.places[self.release.ranking[0]["region_code"]]
        return {
            "traced": self.traced, "first": first, "provinces": self.release.provinces,
            "official": not self.release.about["departures"],
        }  # fmt: skip

    def _data(self, lang: Language) -> dict[str, Any]:
        release = self.release
        whole = [
            (name, f"file_{name.partition('.')[0]}", size)
            for name, source in COPIED.items()
            if (size := _size(release, source))
        ]
        return {
            "whole": whole,
            "more": _beside(release),
            "regions": [p for p in release.places.values()
                        if p.code == "CN" or p in release.provinces],
            "told": {r["indicator_code"]: r for r in release.rows("data/indicators.csv")},
            "nodes": release.of_level("indicator"), "sources": release.rows("data/sources.csv"),
            "statuses": _used_statuses(release),
        }  # fmt: skip

    def _method(self, lang: Language) -> dict[str, Any]:
        path = self.release.folder / "method" / f"method.{lang}.md"
        text = path.read_text("utf-8") if path.is_file() else ""
        text = text.replace("(method.en.md)", "(en/method.html)")
        text = text.replace("(method.zh.md)", "(../method.html)")
        return {
            "text": prose(text, words_of(lang)) if text else "",
            "recipe": (self.release.folder / "method" / "recipe.toml").read_text("utf-8"),
            "coverage": self.release.rows("data/coverage.csv") if self.release.public else [],
        }  # fmt: skip

    def _revisions(self, lang: Language) -> dict[str, Any]:
        release = self.release
        return {
            "errata": release.rows("data/errata.csv"),
            "revised": len(release.rows("data/revisions.csv")),
            "vintages": len(release.rows("data/vintages.csv")), "day": day_of(release.about),
        }  # fmt: skip


def _beside(release: Published) -> int:
    """Files of the release that are not the page; those made after the page are left out."""
    found = (p.relative_to(release.folder) for p in release.folder.rglob("*") if p.is_file())
    return sum(p.parts[0] != "site" and p.as_posix() not in AFTER for p in found)


def _size(release: Published, source: str) -> int:
    path = release.folder / source
    return path.stat().st_size if path.is_file() else 0


def _used_statuses(release: Published) -> list[dict[str, str]]:
    used = {r["obs_status"] for r in release.observed.values()}
    return [r for code, r in release.statuses.items() if code in used]


@cache
def _environment(lang: Language) -> Environment:
    """Templates that show numbers as one language does, put into code once."""
    made = Environment(
        loader=FileSystemLoader(str(TEMPLATES)), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters |= {**FILTERS, "percent": partial(percent, lang=lang)}
    return made
