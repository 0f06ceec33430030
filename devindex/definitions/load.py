"""Read a framework from its folder, all problems of the folder reported together."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from devindex import shipped
from devindex.definitions import tables
from devindex.definitions.model import Dimension, Framework, Indicator, Item, Theme, Value
from devindex.errors import DefinitionError, did_you_mean, unknown

__all__ = ["framework_names", "load_framework", "schema", "series_used"]

V = TypeVar("V", bound=Value)


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
    if isinstance(name, Path) or Path(name).is_dir():
        return _read(Path(name))
    if name not in framework_names():
        raise DefinitionError(unknown("framework", str(name), framework_names()))
    return _read(shipped.indicators() / name)


def _read(folder: Path) -> Framework:
    problems: list[str] = []
    if not (folder / "framework.toml").is_file():
        raise DefinitionError(f"{folder} holds no framework.toml, so it is not a framework")
    head = _parse(folder / "framework.toml", problems)
    dimensions = _entries(Dimension, head.pop("dimension", []), "framework.toml", problems)
    themes = _entries(Theme, head.pop("theme", []), "framework.toml", problems)
    items: list[Item] = []
    indicators: list[Indicator] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name == "framework.toml":
            continue
        content = _parse(path, problems)
        items += _entries(Item, content.pop("item", []), path.name, problems)
        indicators += _entries(Indicator, content.pop("indicator", []), path.name, problems)
        problems += [
            f"{path.name}: unknown table {key!r}.{did_you_mean(key, ['item', 'indicator'])} "
            "Known: item, indicator"
            for key in content
        ]
    order = {t.code: n for n, t in enumerate(_in_tree_order(dimensions, themes))}
    indicators.sort(key=lambda i: (order.get(i.theme, len(order)), i.code))
    known = tables.series(str(head.get("level", "")))
    problems += _references(dimensions, themes, items, indicators, known)
    try:
        framework = Framework(
            **head, dimensions=tuple(dimensions), themes=tuple(themes),
            indicators=tuple(indicators), items=tuple(items), files=_files(folder),
        )  # fmt: skip
    except ValidationError as error:
        problems += _sentences(error, Framework, "framework.toml")
        raise DefinitionError(problems) from None
    problems += _scored(framework)
    if problems:
        raise DefinitionError(problems)
    return framework


def _files(folder: Path) -> tuple[tuple[str, str], ...]:
    paths = sorted(folder.glob("*.toml"))
    return tuple((p.name, p.read_text(encoding="utf-8")) for p in paths)


def _parse(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name}: not TOML: {error}")
    except UnicodeDecodeError:
        problems.append(f"{path.name}: not UTF-8 text; save it as UTF-8")
    return {}


def _entries(kind: type[V], rows: object, file: str, problems: list[str]) -> list[V]:
    if not isinstance(rows, list):
        problems.append(f"{file}: write [[{kind.__name__.lower()}]], with two brackets")
        return []
    good = []
    for n, row in enumerate(rows, start=1):
        code = row.get("code", f"number {n}") if isinstance(row, dict) else f"number {n}"
        try:
            good.append(kind.model_validate(row))
        except ValidationError as error:
            problems += _sentences(error, kind, f"{file}, {kind.__name__.lower()} {code}")
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
                out.append(f"{where}: {field} is {given!r}: {message}" if field else f"{where}: {message}")
    return out


def _literals(kind: type[Value], field: str) -> list[str]:
    return [str(v) for v in get_args(kind.model_fields[field].annotation)]


def _in_tree_order(dimensions: Iterable[Dimension], themes: Iterable[Theme]) -> list[Theme]:
    order = {d.code: n for n, d in enumerate(dimensions)}
    return sorted(themes, key=lambda t: order.get(t.dimension, len(order)))


def _references(
    dimensions: list[Dimension], themes: list[Theme], items: list[Item],
    indicators: list[Indicator], known_series: dict[str, tables.Series],
) -> list[str]:  # fmt: skip
    """Codes that come twice, and names that point nowhere."""
    out = []
    for what, entries in (
        ("dimension", dimensions), ("theme", themes), ("item", items), ("indicator", indicators),
    ):  # fmt: skip
        counts = Counter(e.code for e in entries)
        out += [f"{what} {code} is defined {n} times" for code, n in counts.items() if n > 1]
    known_dimensions = [d.code for d in dimensions]
    known_themes = [t.code for t in themes]
    known_items = [i.code for i in items]
    for t in themes:
        if t.dimension not in known_dimensions:
            out.append(f"theme {t.code}: {unknown('dimension', t.dimension, known_dimensions)}")
    for i in indicators:
        here = f"indicator {i.code}"
        if i.theme not in known_themes:
            out.append(f"{here}: {unknown('theme', i.theme, known_themes)}")
        named = [q for q in (i.numerator, i.denominator, i.companion) if q]
        for q in named:
            if q.item is not None and q.item not in known_items:
                out.append(f"{here}: {unknown('item', q.item, known_items)}")
            if q.series is not None and q.series not in known_series:
                out.append(f"{here}: {unknown('series', q.series, known_series)}")
        if i.nation_weight and i.nation_weight not in known_series:
            out.append(f"{here}: {unknown('series', i.nation_weight, known_series)}")
        if i.document not in tables.documents():
            out.append(f"{here}: {unknown('document', i.document, tables.documents())}")
        for t_id in i.targets:
            if t_id not in tables.targets():
                out.append(f"{here}: {unknown('target', t_id, tables.targets())}")
    return out


def _scored(framework: Framework) -> list[str]:
    """What a scored indicator must have beyond the others."""
    out = []
    if framework.scored and framework.scoring is None:
        out.append("framework.toml: scored indicators need a [scoring] table")
    for i in framework.scored:
        if i.goalposts is None:
            out.append(f"indicator {i.code}: scored, so goalposts = [lower, upper] are needed")
        elif i.transform == "log" and i.goalposts[0] <= 0:
            out.append(f"indicator {i.code}: goalposts {list(i.goalposts)} cannot be logged")
        if i.numerator.series is not None:
            grade = tables.series(framework.level).get(i.numerator.series)
            if grade is not None and grade.grade[:1] in ("C", "D"):
                out.append(
                    f"indicator {i.code}: series {i.numerator.series} is graded {grade.grade}, "
                    "and only A and B may be scored"
                )
    return out


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
    own = ("id", "version", "level", "title", "summary", "scoring")
    head["properties"] = {k: whole["properties"][k] for k in own} | head["properties"]
    head["required"] = ["id", "version", "level", "title", "summary", "dimension", "theme"]
    head["$defs"] = {
        k: v for k, v in (whole["$defs"] | head["$defs"]).items() if k not in ("Indicator", "Item")
    }
    return {
        "framework.schema.json": head,
        "items.schema.json": listing("items.toml", item=Item),
        "indicators.schema.json": listing("one dimension's indicators", indicator=Indicator),
    }

