"""``metadata.jsonld`` and ``CITATION.cff``: how a release is found and cited.

Sources: schema.org, type Dataset; Citation File Format 1.2.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devindex.release.standards.files import day_of, files_of, rows_of

__all__ = ["AUTHOR", "citation", "dataset"]

AUTHOR = "The devindex authors"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KEYWORDS = ("composite indicator", "index", "industrial internet", "China", "official statistics")
OPEN = ("data", "journalist", "tables")
"""Folders whose files are distributions of the data."""


def dataset(folder: Path, about: Mapping[str, Any], summary: Mapping[str, str]) -> dict[str, Any]:
    """Describe a folder as a schema.org ``Dataset`` in JSON-LD.

    The context is named and never fetched. Sources are named, not linked.
    """
    first, last = about["history"]
    files = [f for f in files_of(folder) if f.path.partition("/")[0] in OPEN]
    entry: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _both(about["title"]),
        "alternateName": about["id"],
        "identifier": about["id"],
        "description": _both(summary),
        "version": about["version"],
        "creativeWorkStatus": about["status"],
        "datePublished": day_of(about),
        "inLanguage": ["zh-CN", "en"],
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": AUTHOR},
        "keywords": list(KEYWORDS),
        "temporalCoverage": f"{first}/{last}",
        "spatialCoverage": _places(folder),
        "measurementTechnique": f"framework {about['framework']['id']} "
        f"{about['framework']['version']}, recipe {about['recipe']}",
        "variableMeasured": _variables(folder),
        "isBasedOn": [
            {
                "@type": "CreativeWork", "identifier": s["source"], "name": s["title"],
                "provider": {"@type": "Organization", "name": s["producer"]},
                "conditionsOfAccess": s["licence"],
            }
            for s in rows_of(folder, "data/sources.csv")
        ],
        "distribution": [
            {
                "@type": "DataDownload", "name": f.path, "contentUrl": f.path,
                "encodingFormat": f.mediatype, "contentSize": f"{f.size} B", "sha256": f.sha256,
            }
            for f in files
        ],
    }  # fmt: skip
    if about["embargo_time"]:
        entry["conditionsOfAccess"] = f"under embargo until {about['embargo_time']}"
    return entry


def _both(text: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": x, "@value": text[x]} for x in ("zh", "en")]


def _places(folder: Path) -> list[dict[str, Any]]:
    """The nation and every unit of the index."""
    return [
        {
            "@type": "Place", "identifier": r["region_code"],
            "name": _both({"zh": r["name_zh"], "en": r["name_en"]}),
        }
        for r in rows_of(folder, "data/regions.csv")
        if r["in_index"] == "true" or r["region_code"] == "CN"
    ]  # fmt: skip


def _variables(folder: Path) -> list[dict[str, Any]]:
    whole = [
        {
            "@type": "PropertyValue", "propertyID": r["code"],
            "name": _both({"zh": r["name_zh"], "en": r["name_en"]}),
        }
        for r in rows_of(folder, "data/codelists.csv")
        if r["list"] == "node"
    ]  # fmt: skip
    return whole + [
        {
            "@type": "PropertyValue", "propertyID": r["indicator_code"],
            "name": _both({"zh": r["name_zh"], "en": r["name_en"]}), "unitText": r["unit_en"],
        }
        for r in rows_of(folder, "data/indicators.csv")
    ]  # fmt: skip


def citation(about: Mapping[str, Any], summary: Mapping[str, str]) -> str:
    """Write ``CITATION.cff``; every text is quoted as JSON does, which YAML reads alike."""
    title = f"{about['title']['zh']} {about['title']['en']}"
    said = {
        "cff-version": "1.2.0", "type": "dataset",
        "message": "如使用本数据，请按以下内容引用。If you use these data, cite them as below.",
        "title": f"{title}, {about['edition']}", "abstract": f"{summary['zh']} {summary['en']}",
        "version": about["version"], "date-released": day_of(about), "license": about["licence"],
    }  # fmt: skip
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    lines += ["authors:", f"  - name: {json.dumps(AUTHOR)}"]
    lines += ["identifiers:", "  - type: other", f"    value: {json.dumps(about['id'])}"]
    lines += ["    description: Id of the release"]
    lines += ["keywords:", *(f"  - {json.dumps(word)}" for word in KEYWORDS)]
    return "\n".join(lines) + "\n"
