"""The returns of all offices, read together and laid down as a folder of figures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from devindex.definitions import Framework, regions
from devindex.errors import ObservationError, say
from devindex.kinds import admit
from devindex.observations.read import load_observations
from devindex.observations.returns.answers import ANSWERS, Fault, Return, where
from devindex.observations.returns.facts import (
    csv_bytes,
    earlier_files,
    facts_files,
    originals,
)
from devindex.observations.returns.reading import read_return
from devindex.writing import check_new, write_folder

__all__ = ["Collected", "collect", "collisions", "files_of", "read_returns"]

KEY = ["series", "region", "year"]


@dataclass(frozen=True)
class Collected:
    """What was collected: the folder, the answers with their places, who is missing."""

    folder: Path
    answers: pd.DataFrame
    files: tuple[str, ...]

    @property
    def figures(self) -> int:
        """Answers that are figures."""
        return int((self.answers["value"] != "").sum())

    @property
    def unanswered(self) -> int:
        """Questions with neither a figure nor a reason."""
        return int(((self.answers["value"] == "") & (self.answers["status"] == "")).sum())

    @property
    def absent(self) -> tuple[str, ...]:
        """Codes of the covered regions that no return is of."""
        seen = set(self.answers["region"])
        return tuple(c for c, r in regions().items() if r.covered and c not in seen)


def collect(
    paths: str | Path | Iterable[str | Path],
    folder: str | Path,
    *,
    source: str | None = None,
    framework: str | Path | Framework | None = None,
    earlier: str | Path | None = None,
) -> Collected:
    """Read filled questionnaires, or tidy tables, and write a folder of figures.

    The folder holds a table of the figures with its sidecar, which names every return and its
    SHA-256; the returns themselves in ``originals/``, byte for byte; and in ``report/`` every
    answer with file, sheet and cell, also those without a figure. :func:`load_observations` and a
    release read it. It appears whole or not at all.

    Parameters
    ----------
    paths
        Files, or a folder of them.
    folder
        Must not exist yet.
    source
        Who gathered the returns, for the sidecar.
    framework
        Framework of your own that the questionnaires were made from.
    earlier
        Data folder whose figures of the years before are carried along, or ``official`` for those
        of the package; an index needs its history.

    Raises
    ------
    ObservationError
        Every fault of every file, with file, sheet and cell.
    """
    given = {"folder": folder, "source": source, "earlier": earlier}
    admit(collect, given, ObservationError)
    place = check_new(Path(folder), ObservationError)
    files = files_of(paths)
    read = read_returns(files, framework)
    faults = [f for one in read for f in one.faults]
    faults += collisions(read)
    problems = [fault.sentence for fault in faults]
    answers = pd.concat([one.answers for one in read], ignore_index=True)
    if not problems and not (answers["value"] != "").any():
        problems.append(say("no return holds a figure", "所有填报表都没有数据"))
    if problems:
        raise ObservationError(problems)
    edition = int(answers["year"].max())
    name = f"returns-{edition}"
    figures = answers[answers["value"] != ""]
    said = {
        "producer": source or "reporting offices",
        "title": f"returns of {edition}",
        "url": "returns of the reporting offices, kept in originals/",
        "licence": "not stated",
        "kind": "returns",
    }
    kept = originals(files)
    names = {path: own for own, path, _ in kept}
    listing = answers.assign(file=[_kept(f, files, names) for f in answers["file"]])
    content = facts_files(name, figures, said, kept)
    content[f"report/{name}.csv"] = csv_bytes(
        listing.sort_values(["file", "sheet", *KEY])[list(ANSWERS)].itertuples(
            index=False, name=None
        ),
        ANSWERS,
    )
    if earlier is not None:
        content = earlier_files(earlier, int(answers["year"].min())) | content
        _hold_together(content)
    write_folder(place, content, ObservationError)
    return Collected(Path(folder), answers, tuple(path.name for path in files))


def _kept(file: str, files: list[Path], names: Mapping[Path, str]) -> str:
    return next((names[path] for path in files if path.name == file), file)


def _hold_together(files: Mapping[str, bytes | Path]) -> None:
    """Refuse a folder in which a figure stands twice: it is read before it takes its place."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            if "/" not in name and isinstance(content, bytes):
                (Path(place) / name).write_bytes(content)
        load_observations(place)


def files_of(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """The files of returns: as named, or all workbooks and tables of a folder.

    Raises
    ------
    ObservationError
        If there is none, or one that is neither a workbook nor a CSV.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[Path] = []
    for path in map(Path, given):
        inside = (
            sorted(p for p in path.iterdir() if p.suffix.casefold() in (".xlsx", ".xlsm", ".csv"))
            if path.is_dir()
            else [path]
        )
        found += [p for p in inside if not p.name.startswith(("~$", "."))]
    if not found:
        raise ObservationError(
            say(
                "no return: name workbooks or tables, or a folder of them",
                "没有填报表：请给出工作簿、CSV 表或其所在文件夹",
            )
        )
    strange = [p for p in found if p.suffix.casefold() not in (".xlsx", ".xlsm", ".csv")]
    if strange:
        raise ObservationError(
            say(
                "{file} is neither a workbook (.xlsx) nor a table (.csv)",
                "{file} 既不是工作簿（.xlsx）也不是 CSV 表",
                file=p,
            )
            for p in strange
        )
    return found


def read_returns(
    files: Iterable[Path], framework: str | Path | Framework | None = None
) -> list[Return]:
    """Every return, with its faults."""
    return [read_return(path, framework) for path in files]


def collisions(read: list[Return]) -> list[Fault]:
    """What is wrong with returns taken together: two of a region, two forms, a figure twice."""
    faults: list[Fault] = []
    first: dict[str, str] = {}
    forms: dict[tuple[str, ...], str] = {}
    for one in read:
        if not one.form:
            continue
        region = str(one.form["region"])
        if region in first:
            faults.append(
                Fault(
                    one.file,
                    say(
                        "{other} is a return of {region} too; keep one",
                        "{other} 也是 {region} 的填报表，请只保留一份",
                        other=first[region], region=region,
                    ),
                    region=region,
                )
            )  # fmt: skip
        first.setdefault(region, one.file)
        kind = tuple(str(one.form[mark]) for mark in ("framework", "version", "edition"))
        forms.setdefault(kind, one.file)
    if len(forms) > 1:
        (ours, kept), *others = forms.items()
        faults += [
            Fault(
                file,
                say(
                    "is of {kind}, and {kept} is of {ours}; collect them apart",
                    "属于 {kind}，而 {kept} 属于 {ours}，请分别汇总",
                    kind=" ".join(kind), kept=kept, ours=" ".join(ours),
                ),
            )
            for kind, file in others
        ]  # fmt: skip
    if not faults:
        faults = list(_twice(pd.concat([one.answers for one in read], ignore_index=True)))
    return faults


def _twice(answers: pd.DataFrame) -> Iterable[Fault]:
    """A figure that stands in two places."""
    again = answers[answers.duplicated(KEY)]
    place = answers.drop_duplicates(KEY).set_index(KEY)
    for row in again.itertuples():
        other = place.loc[(row.series, row.region, row.year)]
        yield Fault(
            row.file,
            say(
                "{series} of {region} in {year} stands in {other} already",
                "{region} {year}年 {series} 已见于 {other}",
                series=row.series, region=row.region, year=row.year,
                other=where(other["file"], other["sheet"], other["cell"]),
            ),
            row.sheet, row.cell, row.series, row.region,
        )  # fmt: skip
