"""Make an edition the next release of a line: numbered, explained, its predecessor untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from devindex.errors import ReleaseError, Sentence, listed, say
from devindex.release import tables
from devindex.release.folder import CHECKSUMS
from devindex.release.history import VINTAGES, Before, History, Told, differing, vintage_lines
from devindex.release.revisions.difference import Difference, diff
from devindex.release.revisions.listing import text_of
from devindex.release.revisions.read import Published, open_release
from devindex.release.revisions.reasons import Reasons, read_reasons
from devindex.release.revisions.rebuilt import correction_of
from devindex.release.tables import Edition, unit

__all__ = ["corrected", "line_of", "next_version"]

SHOWN = 5
"""Uncovered values that a refusal names; the rest are counted."""


def corrected(
    edition: Edition, folder: Path | str, *, reasons: Path | None = None, follows: bool = False
) -> Edition:
    """The edition as the next release after the one in a folder, which is only read.

    Its short name is that of the edition with the number of the correction (``iidi-2022-r1``), its
    version the next by the rule of data packages, and it carries every value the releases before
    it published.

    Parameters
    ----------
    folder
        The release it supersedes; with ``follows`` that of an earlier year.
    reasons
        A file of reasons, see :func:`~devindex.release.revisions.read_reasons`. A new year needs
        none; a value that was published and is not the same any more does.

    Raises
    ------
    ReleaseError
        If the release before cannot be opened, is of the wrong year or later; if nothing changed,
        a changed value has no reason, or a reason covers nothing.
    """
    before = open_release(folder)
    _check_line(edition, before, follows)
    number = 0 if follows else correction_of(before.id) + 1
    numbered = replace(edition, history=History(number=number, follows=follows))
    earlier = _vintages(before)
    _never_used(numbered.id, earlier)
    found = diff(before, numbered)
    if not follows and not len(found.values):
        raise ReleaseError(
            say(
                "nothing differs from {old}: there is nothing to correct",
                "与 {old} 没有差别，无须更正",
                old=before.id,
            )
        )
    given = Reasons() if reasons is None else read_reasons(reasons, edition.framework)
    codes, told = _explained(found, given)
    sums = hashlib.sha256((before.folder / CHECKSUMS).read_bytes()).hexdigest()
    history = History(
        version=next_version(before.version, major=_meaning(before, numbered, found),
                             minor=follows),
        number=number,
        before=Before(before.id, before.version, before.date, sums),
        follows=follows,
        vintages=earlier,
        revised=differing(earlier, tables.observations(numbered)),
        revisions=_revisions(found, codes),
        told=told,
        reasons=given.text,
    )  # fmt: skip
    made = replace(numbered, history=history)
    errata = _errata(before, made, told)
    return replace(made, history=replace(history, errata=errata))


def line_of(
    supersedes: Path | None, after: Path | None, reasons: Path | None, place: Path | None
) -> tuple[Path | None, bool, int]:
    """Which release comes before, whether it is of an earlier year, number of the correction.

    Raises
    ------
    ReleaseError
        If both are given, reasons without either, or the place is the release before itself.
    """
    if supersedes is not None and after is not None:
        raise ReleaseError(
            say(
                "a release supersedes one of its own year, or comes after one of an earlier year; "
                "give --supersedes or --after",
                "发布包或取代同年的一版，或接续上一年的一版；--supersedes 与 --after 只能用一个",
            )
        )
    before = supersedes or after
    if before is None:
        if reasons is not None:
            raise ReleaseError(
                say(
                    "--reasons tell why published values change: name the release before with "
                    "--supersedes or --after",
                    "--reasons 说明已公布数值的变动原因，须用 --supersedes 或 --after 指明上一版",
                )
            )
        return None, False, 0
    old = open_release(before)
    if place is not None and place.resolve() == before.resolve():
        raise ReleaseError(
            say(
                "{place} holds {old}, which stays as it is; give another folder with --out",
                "{place} 中是 {old}，须保持原样；请用 --out 给出另一个文件夹",
                place=place, old=old.id,
            )
        )  # fmt: skip
    return before, after is not None, 0 if after is not None else correction_of(old.id) + 1


def next_version(version: str, *, major: bool = False, minor: bool = False) -> str:
    """Version after a change of columns or meaning, a new year, or a corrected value.

    Source: Data Package v2, recipe "data package version".

    Examples
    --------
    >>> next_version("1.0.3"), next_version("1.0.3", minor=True), next_version("1.0.3", major=True)
    ('1.0.4', '1.1.0', '2.0.0')
    """
    try:
        first, second, third = (int(p) for p in version.split("."))
    except ValueError:
        raise ReleaseError(
            say("{version!r} is not a version like 1.0.0", "{version!r}不是形如 1.0.0 的版本号",
                version=version)
        ) from None  # fmt: skip
    if major:
        return f"{first + 1}.0.0"
    return f"{first}.{second + 1}.0" if minor else f"{first}.{second}.{third + 1}"


def _check_line(edition: Edition, before: Published, follows: bool) -> None:
    """Refuse a predecessor of the wrong year, or of a later day."""
    if follows and before.year >= edition.year:
        raise ReleaseError(
            say(
                "{old} is the edition of {theirs}, and that of {ours} comes after an earlier one; "
                "to correct {old} use --supersedes",
                "{old} 是{theirs}年版，{ours}年版只能接续更早的年版；更正 {old} 请用 --supersedes",
                old=before.id, theirs=before.year, ours=edition.year,
            )
        )  # fmt: skip
    if not follows and before.year != edition.year:
        raise ReleaseError(
            say(
                "{old} is the edition of {theirs}, and only another of {theirs} can supersede it; "
                "the edition of {ours} comes --after it",
                "{old} 是{theirs}年版，只能由{theirs}年版取代；{ours}年版请用 --after",
                old=before.id, theirs=before.year, ours=edition.year,
            )
        )  # fmt: skip
    if edition.vintage_date < before.date:
        raise ReleaseError(
            say(
                "{old} is of {theirs}, later than this release of {ours}; give its day with --date",
                "{old} 的日期为{theirs}，晚于本版的{ours}；请用 --date 给出本版日期",
                old=before.id, theirs=before.date, ours=edition.vintage_date,
            )
        )  # fmt: skip


def _vintages(before: Published) -> str:
    """Every value published so far, as text; of an old release without the file its own values."""
    name = "data/vintages.csv"
    head = ",".join(VINTAGES) + "\n"
    if not before.has(name):
        return head + vintage_lines(before.observations, before.date, before.id)
    text = text_of(before.folder, name)
    if not text.startswith(head) or not text.endswith("\n"):
        raise ReleaseError(
            say(
                "{name} of {old} does not begin with {head} or does not end its last line",
                "{old} 的 {name} 首行应为 {head}，末行应以换行结尾",
                name=name, old=before.id, head=head.strip(),
            )
        )  # fmt: skip
    return text


def _never_used(release: str, vintages: str) -> None:
    if any(line.endswith(f",{release}") for line in vintages.splitlines()):
        raise ReleaseError(
            say(
                "{id} was published already; supersede the latest release of this edition",
                "{id} 已经发布过；请取代该年版最新的发布包",
                id=release,
            )
        )


def _meaning(before: Published, edition: Edition, found: Difference) -> bool:
    """Whether columns or meanings changed: those of observations, inputs, indicators, or method."""
    if len(found.method):
        return True
    made = {
        "data/observations.csv": tables.observations(edition),
        "data/inputs.csv": tables.inputs(edition),
        "data/published.csv": tables.published(edition),
        "data/indicators.csv": tables.indicators(edition),
    }
    return any(
        before.has(n) and list(before.table(n).columns) != list(f.columns) for n, f in made.items()
    )


def _explained(found: Difference, given: Reasons) -> tuple[pd.Series, tuple[Told, ...]]:
    """Codes of every changed value, and what is told of each reason.

    Raises
    ------
    ReleaseError
        If a changed value has no reason, or a reason covers none.
    """
    codes, bare, counts = given.codes(found.changed, found.new.index.framework)
    problems = list[Sentence]()
    if len(bare):
        shown = [
            say("{code} {region} {year}", "{code} {region} {year}", code=row.indicator_code,
                region=row.region, year=row.year)
            for row in bare.head(SHOWN).itertuples()
        ]  # fmt: skip
        problems.append(
            say(
                "{n} of {all} changed values have no reason, first {first} (causes: {causes}); "
                "write them into the file of reasons (devindex diff OLD NEW --reasons-template "
                "FILE begins one)",
                "{all}个改动的数值中有{n}个没有原因，前几个为 {first}（变动原因：{causes}）；"
                "请在原因文件中写明（可用 devindex diff OLD NEW --reasons-template FILE 生成模板）",
                n=len(bare), all=len(found.changed), first=listed(shown),
                causes=listed(sorted({c for t in bare["causes"] for c in t.split(";")})),
            )
        )  # fmt: skip
    problems += [
        say(
            "reason {n} ({code}) covers no changed value; take it out or widen it",
            "第{n}个原因（{code}）没有涉及任何改动的数值；请删去或扩大范围",
            n=n,
            code=reason.code,
        )
        for n, (reason, count) in enumerate(zip(given.entries, counts, strict=True), start=1)
        if not count
    ]
    if problems:
        raise ReleaseError(problems)
    told = tuple(
        Told(r.code, r.text, count, r.erratum, r.date.isoformat() if r.date else "")
        for r, count in zip(given.entries, counts, strict=True)
    )
    return codes, told


def _revisions(found: Difference, codes: pd.Series) -> pd.DataFrame:
    """``data/revisions.csv``: every published value that is not the same any more, and why."""
    rows = found.changed
    units = [unit(c) for c in rows["region"]]
    return pd.DataFrame(
        {
            "indicator_code": rows["indicator_code"].to_numpy(),
            "level": rows["level"].to_numpy(),
            "region_code": [u.iso for u in units],
            "gb_code": rows["region"].to_numpy(),
            "time_period": rows["year"].to_numpy(),
            "old_value": rows["old"].to_numpy(),
            "new_value": rows["new"].to_numpy(),
            "cause": rows["causes"].to_numpy(),
            "reason_code": codes.to_numpy(),
            "old_release_id": found.old.id,
            "new_release_id": found.new.id,
        }
    )


ERRATA = ["erratum_date", "release_id", "corrects", "n_values", "text_zh", "text_en"]


def _errata(before: Published, edition: Edition, told: Sequence[Told]) -> pd.DataFrame:
    """``data/errata.csv``: errata of the releases before, then of this one."""
    name = "data/errata.csv"
    held = before.table(name) if before.has(name) else pd.DataFrame(columns=ERRATA)
    own = [
        (t.date, edition.id, before.id, t.values, t.erratum.zh, t.erratum.en)
        for t in told
        if t.erratum is not None
    ]
    return pd.concat([held, pd.DataFrame(own, columns=ERRATA)], ignore_index=True)
