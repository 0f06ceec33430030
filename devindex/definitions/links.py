"""Which announced series measures a target, and how the announced series are to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from devindex import shipped
from devindex.definitions.findings import sentences
from devindex.definitions.load import parse
from devindex.definitions.measures import Link, SeriesRules
from devindex.definitions.model import Value
from devindex.definitions.tables import series
from devindex.definitions.targets import Target, load_targets, stated_values
from devindex.errors import DefinitionError, Sentence, say, unknown
from devindex.kinds import admit

__all__ = [
    "Links",
    "load_links",
]


@dataclass(frozen=True)
class Links:
    """Links by target, rules by series, and the order of sources, best first."""

    links: Mapping[str, Link]
    rules: Mapping[str, SeriesRules]
    sources: tuple[tuple[str, ...], ...]

    def rules_of(self, code: str) -> SeriesRules:
        """Rules of a series; one not listed has no ceiling, may fall and has no break."""
        return self.rules.get(code) or SeriesRules(code=code)

    def threshold(self, target: Target) -> float:
        """Value the series has to reach, in the target's unit: its own, plus a stated base."""
        base = self.links[target.id].base
        return target.low + (stated_values()[base].value if base else 0.0)


def load_links(folder: str | Path | None = None) -> Links:
    """Read ``links.toml`` and ``series.toml``; the package's own if no folder is given.

    Raises
    ------
    DefinitionError
        One sentence for each mistake: a target without entry or with two, a name that is not
        known, a look-alike taken for the target.

    Examples
    --------
    >>> links = load_links()
    >>> links.links["plt_influential_platforms_2028"].series
    'platforms_influential'
    >>> links.rules_of("coverage_industry_major_41").ceiling
    41.0
    """
    admit(load_links, locals(), DefinitionError)
    return _read(Path(folder)) if folder is not None else _read_once(_own())


def _own() -> Path:
    return shipped.indicators() / "targets"


def _read(folder: Path) -> Links:
    missing = [n for n in ("links.toml", "series.toml") if not (folder / n).is_file()]
    if missing:
        raise DefinitionError(
            say("{folder} holds no {name}", "{folder} 中没有 {name}", folder=folder, name=name)
            for name in missing
        )
    problems: list[Sentence] = []
    head = parse(folder / "series.toml", problems)
    links = _entries(Link, "link", "target", "links.toml", parse(folder / "links.toml", problems),
                     problems)  # fmt: skip
    rules = _entries(SeriesRules, "series", "code", "series.toml", head, problems)
    if problems:
        raise DefinitionError(problems)
    problems += [*_name_faults(links, rules), *_join_faults(links)]
    if problems:
        raise DefinitionError(problems)
    return Links(
        MappingProxyType({link.target: link for link in links}),
        MappingProxyType({rule.code: rule for rule in rules}),
        tuple(tuple(names) for names in head.get("sources", ())),
    )


_read_once = cache(_read)
Kind = TypeVar("Kind", bound=Value)


def _entries(
    kind: type[Kind], what: str, key: str, file: str, content: Mapping[str, Any],
    problems: list[Sentence],
) -> list[Kind]:  # fmt: skip
    good = []
    for n, row in enumerate(content.get(what, ()), start=1):
        try:
            good.append(kind.model_validate(row))
        except ValidationError as error:
            name = row.get(key, say("number {n}", "第{n}项", n=n))
            where = say("{file}, {name}", "{file}，{name}", file=file, name=name)
            problems += sentences(error, kind, where)
    return good


def _name_faults(links: list[Link], rules: list[SeriesRules]) -> Iterator[Sentence]:
    """Names that point nowhere, come twice or are absent."""
    known = series("national")
    counts = Counter([*(link.target for link in links), *(rule.code for rule in rules)])
    for name, n in counts.items():
        if n > 1:
            yield say("{name} has {n} entries; keep one", "{name} 有{n}条，请只保留一条",
                      name=name, n=n)  # fmt: skip
    for target in load_targets():
        if target not in counts:
            yield say("links.toml: {name} has no entry", "links.toml：{name} 没有条目", name=target)
    for link in links:
        if link.target not in load_targets():
            yield _at(link, unknown("target", link.target, load_targets()))
        for name in filter(None, (link.base, link.stated)):
            if name not in stated_values():
                yield _at(link, unknown("stated value", name, stated_values()))
        for code in _series_of(link):
            if code not in known:
                yield _at(link, unknown("series", code, known))
    for rule in rules:
        if rule.code not in known:
            yield say("series.toml: {fault}", "series.toml：{fault}",
                      fault=unknown("series", rule.code, known))  # fmt: skip


def _join_faults(links: list[Link]) -> Iterator[Sentence]:
    """Look-alikes that would be taken for one another."""
    by_target = {link.target: link for link in links}
    for link in links:
        target = load_targets().get(link.target)
        if target is None:
            continue
        alike = {name.removeprefix("series:") for name in target.lookalikes}
        if link.series in alike:
            yield _at(
                link,
                say(
                    "{series} only looks like the target and must not measure it; make it a proxy "
                    "or on_request",
                    "{series} 只是与目标相似，不得用来测度目标，应列为 proxy 或 on_request",
                    series=link.series,
                ),
            )
        for proxy in link.proxies:
            if proxy.lookalike != (proxy.series in alike):
                yield _at(
                    link,
                    say(
                        "proxy {series} needs lookalike = {right}",
                        "替代序列 {series} 应写 lookalike = {right}",
                        series=proxy.series, right=str(proxy.series in alike).lower(),
                    ),
                )  # fmt: skip
        for other in alike & set(by_target):
            if link.series is not None and by_target[other].series == link.series:
                yield _at(
                    link,
                    say(
                        "{other} only looks like it, so both cannot be measured by {series}",
                        "{other} 只是与之相似，二者不能同用序列 {series}",
                        other=other, series=link.series,
                    ),
                )  # fmt: skip


def _series_of(link: Link) -> Iterable[str]:
    """Every series an entry names."""
    own = [link.series] if link.series else []
    return [*own, *(p.series for p in link.proxies), *(r.series for r in link.on_request)]


def _at(link: Link, fault: Sentence) -> Sentence:
    return say("links.toml, {target}: {fault}", "links.toml，{target}：{fault}",
               target=link.target, fault=fault)  # fmt: skip
