"""What a return is read by: names of its sheets and columns, its keys, its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from devindex.definitions import Framework, Text
from devindex.definitions.codelists import OBS_STATUS
from devindex.observations.returns.questions import Page

__all__ = [
    "ANSWER",
    "BEFORE",
    "COVER",
    "FORM_SHEET",
    "HEADS",
    "KEY",
    "LISTS",
    "MARKS",
    "NAME",
    "NOTE",
    "READ",
    "STATUS",
    "UNIT",
    "WITHOUT",
    "WITH_FIGURE",
    "YEAR",
    "checksum",
    "form_of",
    "status_label",
    "status_of",
]  # fmt: skip

COVER, LISTS, FORM_SHEET = "填报说明 Instructions", "代码表 Code lists", "_form"
KEY = "key"
"""First cell of a header: under it stand the keys."""
MARKS = ("framework", "version", "edition", "region", "checksum")
"""Lines of the hidden sheet."""
HEADS = {
    "number": Text(zh="序号", en="No."),
    "name": Text(zh="数据项", en="Figure"),
    "definition": Text(zh="说明", en="Definition"),
    "unit": Text(zh="单位", en="Unit"),
    "allowed": Text(zh="可填内容", en="Allowed"),
    "before": Text(zh="上次数据", en="Earlier figure"),
    "year": Text(zh="所属年份", en="of year"),
    "answer": Text(zh="答案", en="Answer"),
    "status": Text(zh="状态", en="Status"),
    "note": Text(zh="备注", en="Note"),
}
READ = NAME, UNIT, BEFORE, YEAR, ANSWER, STATUS, NOTE = tuple(
    f"{HEADS[x].zh} {HEADS[x].en}"
    for x in ("name", "unit", "before", "year", "answer", "status", "note")
)
"""Columns that are read."""
WITH_FIGURE = ("A", "P", "E", "B", "D", "S", "U", "V", "W")
"""Statuses an office may give a figure: those of its own work."""
WITHOUT = ("O", "L", "M", "K", "Q")
"""Statuses that say why there is no figure."""


def form_of(framework: Framework, edition: int, region: str) -> dict[str, str | int]:
    """What a form says it is."""
    return {
        "framework": framework.id, "version": framework.version, "edition": edition,
        "region": region,
    }  # fmt: skip


def checksum(
    form: dict[str, str | int], laid: tuple[Page, ...], before: Mapping[str, tuple[str, str]]
) -> str:
    """SHA-256 over what the form is, every label and every earlier figure with its year."""
    said = [[p.name, *([q.key, str(q.name.zh), q.name.en, q.unit] for q in p.questions)]
            for p in laid]  # fmt: skip
    text = json.dumps([form, said, sorted(before.items())], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def status_label(code: str) -> str:
    """What the drop-down list shows.

    Examples
    --------
    >>> status_label("P")
    'P 初步值 Provisional value'
    """
    return f"{code} {OBS_STATUS[code].zh} {OBS_STATUS[code].en}"


def status_of(answer: str) -> str | None:
    """Code of an answer in the status column: the code alone or its label; None if neither.

    Examples
    --------
    >>> status_of("P"), status_of("P 初步值 Provisional value"), status_of("F")
    ('P', 'P', None)
    """
    given = answer.strip()
    for code in (*WITH_FIGURE, *WITHOUT):
        if given in (code, status_label(code)):
            return code
    return None
