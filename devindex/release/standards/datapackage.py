"""``datapackage.json``: the release as a Data Package v2, one entry for each file.

Source: Data Package standard 2.0 (datapackage.org), with Table Schema and Table Dialect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devindex.definitions.model import Text
from devindex.release.standards.dictionary import REFERENCES, Column, column, table
from devindex.release.standards.files import File, cells_of, files_of, rows_of

__all__ = ["NAME", "datapackage"]

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
"""Name of the standard; nothing is fetched from there."""
APART = (NAME, "CHECKSUMS.sha256")
"""Files no entry can name: the package itself, and the checksums made after it."""

Codes = Mapping[str, Sequence[str]]


def datapackage(folder: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a finished folder; ``about`` is the content of its ``release.json``.

    Every table has a schema: types, titles in both languages, code lists as ``enum``, required
    cells, primary key, and foreign keys to the tables of the same release.
    """
    found = files_of(folder, APART)
    codes = _codes(folder)
    there = {f.table for f in found if _is_table(f)}
    sources = rows_of(folder, "data/sources.csv")
    return {
        "$schema": PROFILE,
        "name": about["id"],
        "title": _both(Text(**about["title"])),
        "version": about["version"],
        "licenses": [{"name": about["licence"], "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "The devindex authors", "roles": ["author", "publisher"]}],
        "sources": [{"title": f"{s['title']} ({s['producer']})"} for s in sources],
        "resources": [_resource(folder, f, codes, there) for f in found],
    }


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _codes(folder: Path) -> dict[str, list[str]]:
    """Codes of every list of the release, and of its indicators."""
    lists: dict[str, list[str]] = {}
    for row in rows_of(folder, "data/codelists.csv"):
        lists.setdefault(row["list"], []).append(row["code"])
    lists["indicator"] = [r["indicator_code"] for r in rows_of(folder, "data/indicators.csv")]
    return lists | {"every_node": [*lists["indicator"], *lists.get("node", [])]}


def _is_table(file: File) -> bool:
    """Whether a file is a table of the release; the page's own CSV repeat cells of these."""
    return file.suffix == ".csv" and not file.path.startswith("site/")


def _resource(folder: Path, file: File, codes: Codes, there: set[str]) -> dict[str, Any]:
    is_table = _is_table(file)
    name = file.table if is_table else re.sub(r"[^a-z0-9._-]", "-", file.path.lower())
    entry: dict[str, Any] = {"name": name.lower(), "path": file.path}
    entry["type"] = "table" if is_table else "file"
    if is_table and (title := table(file.table).title):
        entry |= {"title": _both(title), "title_zh": title.zh, "title_en": title.en}
    entry["format"] = file.suffix[1:] or "txt"
    entry["mediatype"] = file.mediatype
    if file.is_text:
        entry["encoding"] = "utf-8"
    entry |= {"bytes": file.size, "hash": f"sha256:{file.sha256}"}
    if is_table:
        for_excel = file.path.startswith("journalist/")
        entry["dialect"] = {
            "delimiter": ",", "lineTerminator": "\r\n" if for_excel else "\n", "quoteChar": '"',
            "doubleQuote": True, "header": True,
        }  # fmt: skip
        entry["schema"] = _schema(folder, file, codes, there)
    return entry


def _schema(folder: Path, file: File, codes: Codes, there: set[str]) -> dict[str, Any]:
    header, *body = cells_of(folder / file.path)
    listed = [column(n, file.table, [r[k] for r in body]) for k, n in enumerate(header)]
    schema: dict[str, Any] = {
        "fields": [_field(c, codes) for c in listed],
        "missingValues": [""],
    }
    key = table(file.table).key
    if key and set(key) <= set(header):
        schema["primaryKey"] = list(key)
    foreign = [
        {"fields": c.name, "reference": {"resource": home, "fields": field}}
        for c in listed
        for home, field in [_home(c)]
        if home in there and (home, field) != (file.table, c.name)
    ]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _home(column: Column) -> tuple[str, str]:
    if column.allowed == "@indicator":
        return "indicators", "indicator_code"
    return REFERENCES.get(column.name, ("", ""))


def _field(column: Column, codes: Codes) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.title:
        field |= {"title": _both(column.title), "title_zh": column.title.zh}
        field["title_en"] = column.title.en
    rules: dict[str, Any] = {"required": True} if column.required else {}
    allowed = column.allowed
    if allowed.startswith("@"):
        known = codes.get(allowed[1:])
        if known and allowed != "@indicator":
            rules["enum"] = list(known)
    elif allowed == "6digits":
        rules["pattern"] = r"\d{6}"
    elif ".." in allowed:
        low, high = allowed.split("..")
        rules |= {"minimum": float(low), "maximum": float(high)}
    elif allowed:
        rules["enum"] = allowed.split("|")
    return field | ({"constraints": rules} if rules else {})
