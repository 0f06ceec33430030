"""When and how a release goes out: draft or final, embargo, calendar."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, StringConstraints, ValidationError

from devindex.definitions.findings import sentences
from devindex.definitions.model import Text, Value
from devindex.errors import ReleaseError, Sentence, listed, os_fault, say, toml_fault

__all__ = ["FINAL", "STATUSES", "Issue", "calendar", "issue", "issue_of", "moment"]

STATUSES = ("draft", "final")


class Appointment(Value):
    """One release of the calendar."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    title: Text
    time: datetime
    status: Literal["provisional", "confirmed", "changed"]
    reason: Text | None = Field(None, description="why the time was changed")


def _no_zone(time: str) -> Sentence:
    return say(
        "{time} has no time zone; for Beijing time write {time}+08:00",
        "{time} 没有时区；北京时间写作 {time}+08:00",
        time=time,
    )


@dataclass(frozen=True)
class Issue:
    """How a release goes out."""

    status: str = "final"
    embargo: datetime | None = None
    """With its time zone; the values are for internal use until then."""
    dates: tuple[Appointment, ...] = ()
    """By time; empty where no calendar is set."""
    contact: str = ""

    @property
    def embargo_time(self) -> str | None:
        """End of the embargo in ISO 8601, None without one."""
        return self.embargo.isoformat() if self.embargo else None

    @property
    def conf_status(self) -> str:
        """Confidentiality of every value: ``E`` under embargo, else ``F``.

        Never ``N``: SDMX says that its embargo is then ignored.
        """
        return "E" if self.embargo else "F"

    def following(self, release: str) -> str | None:
        """Time of the first release of the calendar that is another one; None if none is set."""
        return next((d.time.isoformat() for d in self.dates if d.id != release), None)

    def table(self) -> pd.DataFrame:
        """The calendar as ``data/release_calendar.csv``."""
        return pd.DataFrame(
            {
                "release": d.id, "title_zh": d.title.zh, "title_en": d.title.en,
                "release_time": d.time.isoformat(), "status": d.status,
                "reason_zh": d.reason.zh if d.reason else "",
                "reason_en": d.reason.en if d.reason else "",
            }
            for d in self.dates
        )  # fmt: skip

    def lines(self) -> list[Text]:
        """What the cover and the pages say of it; nothing of a final release without embargo."""
        said = []
        if self.status == "draft":
            said.append(
                Text(
                    zh="本册为草稿，不得引用；数值可能改动。",
                    en="A draft, not to be quoted: its values may change.",
                )
            )
        if self.embargo:
            said.append(
                Text(
                    zh=f"{self.embargo_time}之前禁止发布；此前仅供内部使用。",
                    en=f"Under embargo until {self.embargo_time}; for internal use until then.",
                )
            )
        return said


FINAL = Issue()
"""Final, no embargo, no calendar."""


def issue(
    status: str = "final", embargo: str | None = None, calendar_file: Path | None = None
) -> Issue:
    """Read what is asked for.

    Raises
    ------
    ReleaseError
        For an unknown status, an embargo without day, time or time zone, or a faulty calendar.

    Examples
    --------
    >>> issue("draft", "2026-06-30T09:30:00+08:00").conf_status
    'E'
    """
    if status not in STATUSES:
        raise ReleaseError(
            say(
                "unknown status {status!r}: a release is {known}",
                "没有状态{status!r}；发布包的状态为 {known}",
                status=status,
                known=listed(STATUSES),
            )
        )
    until = None if embargo is None else moment(embargo)
    dates, contact = ((), "") if calendar_file is None else calendar(calendar_file)
    return Issue(status, until, dates, contact)


def issue_of(about: Mapping[str, Any], rows: Iterable[Mapping[str, str]] = ()) -> Issue:
    """Read back how a release went out: its ``release.json``, the rows of its calendar."""
    dates = [
        Appointment.model_validate(
            {
                "id": r["release"], "title": {"zh": r["title_zh"], "en": r["title_en"]},
                "time": datetime.fromisoformat(r["release_time"]), "status": r["status"],
                "reason": {"zh": r["reason_zh"], "en": r["reason_en"]} if r["reason_zh"] else None,
            }
        )
        for r in rows
    ]  # fmt: skip
    status = "draft" if about["status"] == "draft" else "final"
    until = moment(about["embargo_time"]) if about.get("embargo_time") else None
    return Issue(status, until, tuple(dates), about.get("contact") or "")


def moment(text: str) -> datetime:
    """Read a day and time with its time zone.

    Raises
    ------
    ReleaseError
        If the text is no such time.

    Examples
    --------
    >>> moment("2026-06-30T09:30:00+08:00").utcoffset().seconds // 3600
    8
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) <= len("2026-06-30"):
        raise ReleaseError(
            say(
                "embargo {text!r} is no day and time; write it as 2026-06-30T09:30:00+08:00",
                "解禁时间{text!r}不是日期和时间；写法如 2026-06-30T09:30:00+08:00",
                text=text,
            )
        )
    if found.tzinfo is None:
        raise ReleaseError(say("embargo {it}", "解禁时间 {it}", it=_no_zone(text)))
    return found


def calendar(file: Path) -> tuple[tuple[Appointment, ...], str]:
    """Read the calendar an office keeps: the releases by time, and whom to ask.

    The file is TOML: ``contact``, and one ``[[release]]`` for each release with ``id``,
    ``title`` (zh, en), ``time`` with its time zone, ``status`` (provisional, confirmed, changed),
    and ``reason`` (zh, en) where the time was changed.

    Raises
    ------
    ReleaseError
        Every fault of the file, together.
    """
    text = ""
    try:
        text = file.read_text(encoding="utf-8")
        told = tomllib.loads(text)
    except OSError as error:
        raise ReleaseError(
            say("{file}: {fault}", "{file}：{fault}", file=file, fault=os_fault(error))
        ) from None
    except ValueError as error:
        raise ReleaseError(
            say("{file}: {fault}", "{file}：{fault}", file=file, fault=toml_fault(error, text))
        ) from None
    problems: list[Sentence] = []
    dates = list(_appointments(file.name, told, problems))
    if problems:
        raise ReleaseError(problems)
    return tuple(sorted(dates, key=lambda d: d.time)), told.get("contact", "")


def _appointments(
    file: str, told: Mapping[str, Any], problems: list[Sentence]
) -> Iterator[Appointment]:
    entries, contact = told.get("release"), told.get("contact", "")
    strange = [k for k in told if k not in ("release", "contact")]
    if not isinstance(entries, list) or not isinstance(contact, str) or strange:
        problems.append(
            say(
                "{file} holds contact (text) and one [[release]] or more, and nothing else",
                "{file} 只含 contact（文字）和一个以上的 [[release]]",
                file=file,
            )
        )
        return
    seen = Counter(str(e.get("id")) for e in entries if isinstance(e, dict))
    for n, entry in enumerate(entries, start=1):
        where = say("{file}, release {n}", "{file} 第{n}个发布", file=file, n=n)
        try:
            found = Appointment.model_validate(entry)
        except ValidationError as error:
            problems += sentences(error, Appointment, where)
            continue
        if found.time.tzinfo is None:
            problems.append(
                say("{where}: {fault}", "{where}：{fault}", where=where,
                    fault=_no_zone(found.time.isoformat()))
            )  # fmt: skip
        if found.status == "changed" and found.reason is None:
            problems.append(
                say(
                    "{where} is changed and gives no reason",
                    "{where}已改期，但没有说明原因 reason",
                    where=where,
                )
            )
        if seen[found.id] > 1:
            problems.append(
                say("{where}: id {id!r} comes more than once", "{where}：编号{id!r}重复",
                    where=where, id=found.id)
            )  # fmt: skip
        yield found
