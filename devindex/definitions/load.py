"""Read a framework from its folder, all problems of the folder reported together."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from devindex import shipped
from devindex.definitions.check import beside_faults, references, scored_faults
from devindex.definitions.feeds import Feed
from devindex.definitions.findings import sentences
from devindex.definitions.measures import Link, SeriesRules
from devindex.definitions.model import (
    Dimension,
    Entry,
    Framework,
    Indicator,
    Item,
    Theme,
    Value,
)
from devindex.definitions.rules import ScoringRules
from devindex.errors import (
    DefinitionError,
    Sentence,
    did_you_mean,
    say,
    term,
    toml_fault,
    unknown,
)
from devindex.kinds import admit

__all__ = ["framework_names", "load_framework", "schema", "series_used", "write_schema"]


def framework_names() -> list[str]:
    """Frameworks that come with the package.

    Examples
    --------
    >>> framework_names()
    ['enterprise', 'five-g', 'national', 'platform', 'regional', 'regional-public']
    """
    return sorted(p.parent.name for p in shipped.indicators().glob("*/framework.toml"))


def load_framework(name: str | Path = "regional-public") -> Framework:
    """Read a framework by name, or from a folder of your own.

    Parameters
    ----------
    name
        One of :func:`framework_names`, or the path of a folder with ``framework.toml``.

    Raises
    ------
    DefinitionError
        With one sentence for every mistake in the folder, file by file.

    Examples
    --------
    >>> len(load_framework("regional").indicators)
    37
    """
    admit(load_framework, locals(), DefinitionError)
    if str(name) in framework_names() and not isinstance(name, Path):
        return _read(shipped.indicators() / name)
    if isinstance(name, Path) or Path(name).is_dir():
        return _read(Path(name))
    raise DefinitionError(unknown("framework", str(name), framework_names()))


Found = list[tuple[str, dict[str, Any]]]
"""Entries of one kind as written, each with the file it stands in."""

HEAD = ("id", "version", "level", "title", "summary", "scoring", "linking", "references")
"""What framework.toml says beside its dimensions and themes."""

RULES = "rules.toml"
"""How units are scored; it stands in the framework's folder and is read by itself."""
FEEDS = "feeds.toml"
"""What the returns fill of another framework; it stands in the folder and is read by itself."""

KINDS: dict[str, type[Entry]] = {
    "dimension": Dimension,
    "theme": Theme,
    "item": Item,
    "indicator": Indicator,
}


def _read(folder: Path) -> Framework:
    if not (folder / "framework.toml").is_file():
        raise DefinitionError(
            say(
                "{folder} holds no framework.toml, so it is not a framework",
                "{folder} 中没有 framework.toml，不是框架",
                folder=folder,
            )
        )
    problems: list[Sentence] = []
    head = parse(folder / "framework.toml", problems)
    readable = not problems
    found: dict[str, Found] = {kind: [] for kind in KINDS}
    _collect("framework.toml", head, ("dimension", "theme"), found, problems)
    problems += [
        say(
            "framework.toml: unknown field {key!r}.{hint}",
            "framework.toml：无法识别字段{key!r}。{hint}",
            key=key,
            hint=did_you_mean(key, [*HEAD, "dimension", "theme"]),
        )
        for key in head
        if key not in HEAD
    ]
    head = {key: value for key, value in head.items() if key in HEAD}
    for path in sorted(p for p in folder.glob("*.toml") if p.is_file()):
        if path.name not in ("framework.toml", RULES, FEEDS):
            content = parse(path, problems)
            _collect(path.name, content, ("item", "indicator"), found, problems)
            problems += [
                say(
                    "{file}: unknown table {key!r}.{hint} Known: item, indicator",
                    "{file}：无法识别表{key!r}。{hint}可选：item、indicator",
                    file=path.name,
                    key=key,
                    hint=did_you_mean(key, ["item", "indicator"]),
                )
                for key in content
            ]
    good = {kind: _entries(KINDS[kind], kind, rows, problems) for kind, rows in found.items()}
    if not readable:
        raise DefinitionError(problems)
    problems += references(found, str(head.get("level", "")))
    framework = _whole(folder, head, good, problems)
    if problems:
        raise DefinitionError(problems)
    return framework


def _whole(
    folder: Path, head: dict[str, Any], good: dict[str, list[Any]], problems: list[Sentence]
) -> Framework:
    dimensions = {d.code: n for n, d in enumerate(good["dimension"])}
    themes = sorted(good["theme"], key=lambda t: dimensions.get(t.dimension, len(dimensions)))
    order = {t.code: n for n, t in enumerate(themes)}
    indicators = sorted(good["indicator"], key=lambda i: (order.get(i.theme, len(order)), i.code))
    try:
        framework = Framework.model_validate(
            head | {
                "dimensions": tuple(good["dimension"]), "themes": tuple(good["theme"]),
                "indicators": tuple(indicators), "items": tuple(good["item"]),
                "files": _files(folder),
            }
        )  # fmt: skip
    except ValidationError as error:
        raise DefinitionError(problems + sentences(error, Framework, "framework.toml")) from None
    problems += [*scored_faults(framework), *beside_faults(framework, series_used(framework))]
    return framework


def _collect(
    file: str, content: dict[str, Any], kinds: Iterable[str], found: dict[str, Found],
    problems: list[Sentence],
) -> None:  # fmt: skip
    """Take the entries out of a file's content."""
    for kind in kinds:
        rows = content.pop(kind, [])
        if not isinstance(rows, list):
            problems.append(
                say(
                    "{file}: write [[{kind}]], with two brackets",
                    "{file}：应写 [[{kind}]]，用双层方括号",
                    file=file,
                    kind=kind,
                )
            )
            continue
        found[kind] += [(file, row) for row in rows if isinstance(row, dict)]


def _files(folder: Path) -> tuple[tuple[str, str], ...]:
    """Name and text of every definition and recipe of a folder."""
    paths = [*folder.glob("*.toml"), *folder.glob("recipes/*.toml")]
    return tuple(
        (p.relative_to(folder).as_posix(), p.read_text(encoding="utf-8-sig", errors="replace"))
        for p in sorted(paths)
        if p.is_file()
    )


def parse(path: Path, problems: list[Sentence]) -> dict[str, Any]:
    """Content of a TOML file; where it cannot be read, a problem more and nothing."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(
            say(
                "{file}: not TOML: {fault}", "{file}：不是有效的 TOML，{fault}",
                file=path.name, fault=toml_fault(error, text),
            )
        )  # fmt: skip
    except UnicodeDecodeError:
        problems.append(
            say(
                "{file}: not UTF-8 text; save it as UTF-8",
                "{file}：不是 UTF-8 文本，请另存为 UTF-8",
                file=path.name,
            )
        )
    return {}


def _entries(kind: type[Entry], what: str, rows: Found, problems: list[Sentence]) -> list[Any]:
    good = []
    for n, (file, row) in enumerate(rows, start=1):
        try:
            good.append(kind.model_validate(row))
        except ValidationError as error:
            name = row.get("code", say("number {n}", "第{n}项", n=n))
            where = say(
                "{file}, {what} {name}", "{file}，{what} {name}",
                file=file, what=term(what), name=name,
            )  # fmt: skip
            problems += sentences(error, kind, where)
    return good


def series_used(framework: Framework) -> list[str]:
    """Every series the framework's indicators are made of, each once, in order."""
    out: dict[str, None] = {}
    for i in framework.indicators:
        for q in (i.numerator, i.denominator):
            if q is not None and q.series is not None:
                out[q.series] = None
        if i.nation_weight:
            out[i.nation_weight] = None
    return list(out)


def write_schema(folder: Path | None = None) -> None:
    """Write :func:`schema` out, into ``indicators/schema`` if no folder is given."""
    place = folder or shipped.indicators() / "schema"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in schema().items():
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (place / name).write_bytes(text.encode("utf-8"))


def schema() -> dict[str, dict[str, Any]]:
    """JSON Schema for each kind of file, so that editors complete and check the TOML."""

    def listing(title: str, **entries: type[Value]) -> dict[str, Any]:
        defs: dict[str, Any] = {}
        properties: dict[str, Any] = {}
        for key, kind in entries.items():
            one = kind.model_json_schema()
            defs |= one.pop("$defs", {})
            defs[kind.__name__] = one
            properties[key] = {"type": "array", "items": {"$ref": f"#/$defs/{kind.__name__}"}}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "$defs": defs,
        }

    head = listing("framework.toml", dimension=Dimension, theme=Theme)
    whole = Framework.model_json_schema()
    head["properties"] = {k: whole["properties"][k] for k in HEAD} | head["properties"]
    head["required"] = ["id", "version", "level", "title", "summary", "dimension", "theme"]
    head["$defs"] = {
        k: v for k, v in (whole["$defs"] | head["$defs"]).items() if k not in ("Indicator", "Item")
    }
    rules = listing("series.toml of the targets", series=SeriesRules)
    names = {"type": "array", "items": {"type": "string"}}
    rules["properties"]["sources"] = {
        "type": "array", "items": names, "description": "publishers, best first"
    }  # fmt: skip
    return {
        "feeds.schema.json": listing("feeds.toml", feed=Feed),
        "framework.schema.json": head,
        "items.schema.json": listing("items.toml", item=Item),
        "indicators.schema.json": listing("one dimension's indicators", indicator=Indicator),
        "links.schema.json": listing("links.toml of the targets", link=Link),
        "series.schema.json": rules,
        "rules.schema.json": _editable(ScoringRules.model_json_schema()),
    }


def _editable(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a file that is one value."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | shape
