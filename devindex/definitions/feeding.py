"""Read ``feeds.toml``, all problems reported together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from devindex import shipped
from devindex.definitions.feeds import Feed, Feeds
from devindex.definitions.findings import sentences
from devindex.definitions.load import FEEDS, load_framework, parse
from devindex.errors import DefinitionError, Sentence, did_you_mean, say, unknown
from devindex.kinds import admit

__all__ = ["load_feeds"]


def load_feeds(file: str | Path | None = None) -> Feeds:
    """Read what the returns of firms fill of the framework ``regional``.

    Parameters
    ----------
    file
        A file of your own; the package's if not given.

    Raises
    ------
    DefinitionError
        One sentence for each mistake: a name that is not known, an item fed twice, a proxy without
        a reason.

    Examples
    --------
    >>> feeds = load_feeds()
    >>> [i.code for i in feeds.filled()][:3], feeds.by_item["enterprises-using-platform"].proxy
    (['R10', 'R15', 'R17'], False)
    """
    admit(load_feeds, locals(), DefinitionError)
    path = shipped.indicators() / "enterprise" / FEEDS if file is None else Path(file)
    if not path.is_file():
        raise DefinitionError(say("{path} is not a file", "{path} 不是文件", path=path))
    problems: list[Sentence] = []
    content = parse(path, problems)
    rows = content.pop("feed", [])
    problems += [
        say(
            "{file}: unknown table {key!r}.{hint}", "{file}：无法识别表{key!r}。{hint}",
            file=path.name, key=key, hint=did_you_mean(key, ["feed"]),
        )
        for key in content
    ]  # fmt: skip
    feeds = _entries(path.name, rows, problems)
    framework = load_framework("regional")
    known = {i.code for i in framework.items}, {i.code for i in load_framework("enterprise").items}
    problems += [
        say("{file}, {item}: {fault}", "{file}，{item}：{fault}",
            file=path.name, item=item, fault=fault)
        for item, fault in _faults(feeds, *known)
    ]  # fmt: skip
    if problems:
        raise DefinitionError(problems)
    return Feeds(MappingProxyType({f.item: f for f in feeds}), framework)


def _entries(file: str, rows: Any, problems: list[Sentence]) -> list[Feed]:
    good = []
    for n, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        try:
            good.append(Feed.model_validate(row))
        except ValidationError as error:
            given = row.get("item") if isinstance(row, dict) else None
            name = given or say("number {n}", "第{n}项", n=n)
            where = say("{file}, {name}", "{file}，{name}", file=file, name=name)
            problems += sentences(error, Feed, where)
    return good


def _faults(
    feeds: list[Feed], regional: set[str], enterprise: set[str]
) -> Iterator[tuple[str, Sentence]]:
    """Names that are not known, and items fed twice."""
    for item, n in Counter(f.item for f in feeds).items():
        if n > 1:
            yield item, say("fed {n} times; keep one", "有{n}条，请只保留一条", n=n)
        if item not in regional:
            yield item, unknown("item", item, regional)
    for feed in feeds:
        for name in feed.items:
            if name not in enterprise:
                yield feed.item, unknown("item", name, enterprise)
