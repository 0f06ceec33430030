"""What a province's page shows beside its numbers: its parts, strengths, peers and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from devindex.definitions.model import Language
from devindex.release.site.read import Node, Place, Published, number

__all__ = ["Profiles"]

SHOWN = 3
"""Strengths, weaknesses and peers that are named."""


@dataclass(frozen=True, eq=False)
class Profiles:
    """All provinces of the year side by side."""

    release: Published

    @cached_property
    def scored(self) -> list[Node]:
        """Indicators that enter the score."""
        return [n for n in self.release.of_level("indicator") if n.weight is not None]

    @cached_property
    def above(self) -> list[Node]:
        """Dimensions, each followed by its themes."""
        found = []
        for dimension in self.release.of_level("dimension"):
            found += [dimension, *self.release.of_level("theme", dimension.code)]
        return found

    def _points(self, node: Node, place: Place) -> float | None:
        if node.level != "indicator":
            return self.release.value(node.code, place.code, self.release.year)
        part = self.release.contributed.get((node.code, place.code, self.release.year))
        return number(part["points"]) if part else None

    @cached_property
    def points(self) -> dict[str, dict[str, float | None]]:
        """Scores of dimensions and themes, points of indicators, by node and province."""
        return {
            n.code: {p.code: self._points(n, p) for p in self.release.provinces}
            for n in (*self.above, *self.scored)
        }

    def median(self, code: str) -> float | None:
        """Of the provinces that have a figure."""
        known = [v for v in self.points[code].values() if v is not None]
        return float(np.median(known)) if known else None

    def place(self, code: str, region: str) -> int | None:
        """Place of a province by one score; equal ones share the better place."""
        own = self.points[code].get(region)
        if own is None:
            return None
        return 1 + sum(v is not None and v > own for v in self.points[code].values())

    def parts(self, place: Place, lang: Language) -> list[dict[str, Any]]:
        """Dimensions and themes with score, median and place."""
        return [
            {
                "name": n.name(lang), "level": n.level, "score": self.points[n.code][place.code],
                "median": self.median(n.code), "place": self.place(n.code, place.code),
            }
            for n in self.above
        ]  # fmt: skip

    def apart(self, place: Place, lang: Language, sign: int) -> list[dict[str, Any]]:
        """Indicators farthest above (``sign`` 1) or below (-1) the median province."""
        found = []
        for node in self.scored:
            own, middle = self.points[node.code][place.code], self.median(node.code)
            if own is not None and middle is not None and sign * (own - middle) > 0:
                found.append((sign * (own - middle), node.name(lang), own, middle))
        best = sorted(found, key=lambda f: -f[0])[:SHOWN]
        return [{"name": name, "points": own, "median": middle} for _, name, own, middle in best]

    def closest(self, place: Place) -> list[str]:
        """Provinces whose theme scores differ least, by the mean absolute difference."""
        themes = [n.code for n in self.above if n.level == "theme"]

        def profile(region: str) -> np.ndarray[Any, np.dtype[np.float64]]:
            return np.array([self.points[t][region] for t in themes], dtype=float)

        own = profile(place.code)
        gaps = []
        for other in self.release.provinces:
            both = np.abs(profile(other.code) - own)
            if other.code != place.code and not np.isnan(both).all():
                gaps.append((float(np.nanmean(both)), other.code))
        return [code for _, code in sorted(gaps)[:SHOWN]]

    def indicators(self, place: Place, lang: Language) -> list[dict[str, Any]]:
        """Every scored indicator: value, points, weight, contribution, place, status."""
        year, rows = self.release.year, []
        for node in self.scored:
            key = (node.code, place.code, year)
            seen: Mapping[str, str] = self.release.observed.get(key, {})
            part: Mapping[str, str] = self.release.contributed.get(key, {})
            rows.append(
                {
                    "code": node.code, "name": node.name(lang), "unit": node.unit(lang),
                    "value": seen.get("obs_value", ""), "status": seen.get("obs_status", ""),
                    "points": part.get("points", ""), "weight": part.get("weight", ""),
                    "contribution": part.get("contribution", ""),
                    "place": self.place(node.code, place.code),
                }
            )  # fmt: skip
        return rows

    def flags(self, place: Place, lang: Language) -> list[dict[str, Any]]:
        """Statuses other than normal, each with the indicators that bear it."""
        names = {code: r[f"name_{lang}"] for code, r in self.release.statuses.items()}
        found: dict[str, list[str]] = {}
        for row in self.indicators(place, lang):
            if row["status"] != "A":
                found.setdefault(row["status"], []).append(row["name"])
        return [
            {"code": code, "name": names.get(code, code), "indicators": those}
            for code, those in sorted(found.items())
        ]  # fmt: skip
