"""Read a framework from its folder, all problems of the folder reported together."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from devindex import shipped
from devindex.definitions.check import references, scored_faults
from devindex.definitions.model import (
    Dimension,
    Entry,
    Framework,
    Indicator,
    Item,
    Theme,
    Value,
)
from devindex.errors import DefinitionError, did_you_mean, unknown

__all__ = ["framework_names", "load_framework", "schema", "series_used", "write_schema"]


def framework_names() -> list[str]:
    """Frameworks that come with the package.

    Examples
    --------
    >>> framework_names()
    ['enterprise', 'national', 'regional', 'regional-public']
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
    if str(name) in framework_names() and not isinstance(name, Path):
        return _read(shipped.indicators() / name)
    if isinstance(name, Path) or Path(name).is_dir():
        return _read(Path(name))
    raise DefinitionError(unknown("framework", str(name), framework_names()))


Found = list[tuple[str, dict[str, Any]]]
"""Entries of one kind as written, each with the file it stands in."""

HEAD = ("id", "version", "level", "title", "summary", "scoring")
"""What framework.toml says beside its dimensions and themes."""

KINDS: dict[str, type[Entry]] = {
    "dimension": Dimension,
    "theme": Theme,
    "item": Item,
    "indicator": Indicator,
}


def _read(folder: Path) -> Framework:
    if not (folder / "framework.toml").is_file():
        raise DefinitionError(f"{folder} holds no framework.toml, so it is not a framework")
    problems: list[str] = []
    head = _parse(folder / "framework.toml", problems)
    found: dict[str, Found] = {kind: [] for kind in KINDS}
    _collect("framework.toml", head, ("dimension", "theme"), found, problems)
    strange = [key for key in head if key not in HEAD]
    problems += [
        f"framework.toml: unknown field {key!r}.{did_you_mean(key, [*HEAD, 'dimension', 'theme'])}"
        for key in strange
    ]
    head = {key: value for key, value in head.items() if key in HEAD}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "framework.toml":
            content = _parse(path, problems)
            _collect(path.name, content, ("item", "indicator"), found, problems)
            problems += [
                f"{path.name}: unknown table {key!r}.{did_you_mean(key, ['item', 'indicator'])} "
                "Known: item, indicator"
                for key in content
            ]
    good = {kind: _entries(KINDS[kind], kind, rows, problems) for kind, rows in found.items()}
    if head:
        problems += references(found, str(head.get("level", "")))
        framework = _whole(folder, head, good, problems)
    if problems:
        raise DefinitionError(problems)
    return framework


def _whole(
    folder: Path, head: dict[str, Any], good: dict[str, list[Any]], problems: list[str]
) -> Framework:
    dimensions = {d.code: n for n, d in enumerate(good["dimension"])}
    themes = sorted(good["theme"], key=lambda t: dimensions.get(t.dimension, len(dimensions)))
    order = {t.code: n for n, t in enumerate(themes)}
    indicators = sorted(good["indicator"], key=lambda i: (order.get(i.theme, len(order)), i.code))
    try:
        framework = Framework(
            **head, dimensions=tuple(good["dimension"]), themes=tuple(good["theme"]),
            indicators=tuple(indicators), items=tuple(good["item"]), files=_files(folder),
        )  # fmt: skip
    except ValidationError as error:
        raise DefinitionError(problems + _sentences(error, Framework, "framework.toml")) from None
    problems += scored_faults(framework)
    return framework


def _collect(
    file: str, content: dict[str, Any], kinds: Iterable[str], found: dict[str, Found],
    problems: list[str],
) -> None:  # fmt: skip
    """Take the entries out of a file's content."""
    for kind in kinds:
        rows = content.pop(kind, [])
        if not isinstance(rows, list):
            problems.append(f"{file}: write [[{kind}]], with two brackets")
            continue
        found[kind] += [(file, row) for row in rows if isinstance(row, dict)]


def _files(folder: Path) -> tuple[tuple[str, str], ...]:
    paths = sorted(folder.glob("*.toml"))
    return tuple((p.name, p.read_text(encoding="utf-8", errors="replace")) for p in paths)


def _parse(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name}: not TOML: {error}")
    except UnicodeDecodeError:
        problems.append(f"{path.name}: not UTF-8 text; save it as UTF-8")
    return {}


def _entries(kind: type[Entry], what: str, rows: Found, problems: list[str]) -> list[Any]:
    good = []
    for n, (file, row) in enumerate(rows, start=1):
        try:
            good.append(kind.model_validate(row))
        except ValidationError as error:
            where = f"{file}, {what} {row.get('code', f'number {n}')}"
            problems += _sentences(error, kind, where)
    return good


def _sentences(error: ValidationError, kind: type[Value], where: str) -> list[str]:
    """Pydantic's findings as sentences of ours: place, what is wrong, what would be right."""
    out = []
    for fault in error.errors():
        field = ".".join(str(p) for p in fault["loc"])
        given = fault["input"]
        match fault["type"]:
            case "missing":
                out.append(f"{where}: {field} is missing")
            case "extra_forbidden":
                known = list(kind.model_fields)
                last = str(fault["loc"][-1])
                out.append(f"{where}: unknown field {field!r}.{did_you_mean(last, known)}")
            case "literal_error":
                known = _literals(kind, str(fault["loc"][0]))
                hint = did_you_mean(str(given), known)
                out.append(f"{where}: {field} is {given!r}, not one of {', '.join(known)}.{hint}")
            case _:
                message = fault["msg"].removeprefix("Value error, ")
                message = message[:1].lower() + message[1:]
                out.append(
                    f"{where}: {field} is {given!r}: {message}" if field else f"{where}: {message}"
                )
    return out


def _literals(kind: type[Value], field: str) -> list[str]:
    return [str(v) for v in get_args(kind.model_fields[field].annotation)]


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
    return {
        "framework.schema.json": head,
        "items.schema.json": listing("items.toml", item=Item),
        "indicators.schema.json": listing("one dimension's indicators", indicator=Indicator),
    }
