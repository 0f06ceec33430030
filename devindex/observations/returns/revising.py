"""A folder of figures made anew with revised ones; the old folder stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from devindex.errors import ObservationError, listed, say, unknown
from devindex.kinds import admit
from devindex.observations.panel import checked_vintage
from devindex.observations.returns.facts import Row, Table, csv_bytes, tables_of
from devindex.writing import check_new, write_folder

__all__ = ["Revised", "revise"]

LISTING = ("series", "region", "year", "old", "new")
MOST = 10
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Revised:
    """What was revised: the folder, and every figure that is not as it was.

    ``changes`` has ``series, region, year, old, new``, values as text, empty where there is none.
    """

    folder: Path
    changes: pd.DataFrame

    def counts(self) -> pd.DataFrame:
        """Figures changed, added and left out, by series."""
        old, new = (self.changes[c] != "" for c in ("old", "new"))
        kinds = {"changed": old & new, "added": ~old & new, "left_out": old & ~new}
        return pd.DataFrame(kinds).groupby(self.changes["series"]).sum()


def revise(
    figures: str | Path,
    folder: str | Path,
    *,
    revised: str | Path | Iterable[str | Path],
    codes: Iterable[str] = (),
    vintage: Mapping[str, str] | None = None,
) -> Revised:
    """Write a folder of figures in which revised ones take the place of those known before.

    Of a series in ``codes``, every figure of ``revised`` takes the place of the one of the same
    region and year, and the others stay. A series in ``vintage`` is taken whole, as it stood, for
    figures of two vintages are never mixed. No figure is later than the last year of ``figures``.
    Every table keeps its sidecar, which says what it was cut from; ``report/revised.csv`` has every
    figure that changed.

    Parameters
    ----------
    figures
        Folder of figures, or ``official``; it is only read.
    folder
        Must not exist yet.
    revised
        Folders the revised figures are taken from, or ``official``.
    codes
        Series that are revised.
    vintage
        Series taken as they stood: ``{"eco_gdp": "eco_gdp_v2023"}``.

    Raises
    ------
    ObservationError
        If a folder cannot be read, a series is unknown or has no revised figure, a figure comes
        twice, or nothing changes.
    DefinitionError
        If a vintage is none of its series.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     made = revise("official", f"{home}/stood", revised="official",
    ...                   vintage={"eco_gdp": "eco_gdp_v2023"})
    >>> {k: int(n) for k, n in made.counts().loc["eco_gdp"].items()}
    {'changed': 434, 'added': 0, 'left_out': 155}
    """
    wanted = [codes] if isinstance(codes, str) else list(codes)
    sources = [revised] if isinstance(revised, str | Path) else list(revised)
    given = {"figures": figures, "folder": folder, "revised": sources, "codes": wanted}
    admit(revise, given, ObservationError)
    place = check_new(Path(folder), ObservationError)
    stood = checked_vintage(vintage or {})
    names = {code: code for code in wanted} | {new: old for old, new in stood.items()}
    known = tables_of(figures)
    old = _values(known)
    last = max(int(year) for _, _, year in old)
    given_out = [t for one in sources for t in tables_of(one)]
    taken = [t.cut(partial(_taken, names=names, last=last), taken=_said(names)) for t in given_out]
    new = _values(taken)
    _check_taken(new, names, given_out)

    def stays(row: Row) -> Row | None:
        return None if row["series"] in stood or _key(row) in new else row

    kept = [t.cut(stays, revised=list(names.values())) for t in known]
    lost = [key for key in old if key[0] in stood and key not in new]
    changes = [(*key, old.get(key, ""), new.get(key, "")) for key in sorted({*new, *lost})]
    changes = [row for row in changes if _number(row[-2]) != _number(row[-1])]
    if not changes:
        raise ObservationError(
            say(
                "{codes} are the same in {figures}: there is nothing to revise",
                "{codes} 与 {figures} 中的相同，无须修订",
                codes=listed(names), figures=figures,
            )
        )  # fmt: skip
    files = _files([t for t in (*kept, *taken) if t is not None])
    files["report/revised.csv"] = csv_bytes(changes, LISTING)
    write_folder(place, files, ObservationError)
    return Revised(Path(folder), pd.DataFrame(changes, columns=list(LISTING)))


def _key(row: Row) -> Key:
    return row["series"], row["region"], row["year"]


def _values(tables: Iterable[Table | None]) -> dict[Key, str]:
    """Every figure as published.

    Raises
    ------
    ObservationError
        If one stands twice.
    """
    out: dict[Key, str] = {}
    twice = list[Key]()
    for row in (row for table in tables if table is not None for row in table.rows()):
        twice += [_key(row)] * (_key(row) in out)
        out[_key(row)] = row["value"]
    if twice:
        raise ObservationError(
            say(
                "({key}) stands in two of the tables the revised figures are from; keep one",
                "（{key}）同时出现在修订数据的两张表中，请只保留一处",
                key=listed(key),
            )
            for key in twice[:MOST]
        )
    return out


def _number(text: str) -> float | None:
    return float(text) if text else None


def _taken(row: Row, names: Mapping[str, str], last: int) -> Row | None:
    """A row of a series that is taken, under its name; None where it is not, or is too late."""
    if row["series"] not in names or int(row["year"]) > last:
        return None
    return row | {"series": names[row["series"]]}


def _said(names: Mapping[str, str]) -> list[str]:
    return [code if code == own else f"{own}={code}" for code, own in names.items()]


def _check_taken(new: Mapping[Key, str], names: Mapping[str, str], tables: Iterable[Table]) -> None:
    """Every series that is asked for has a revised figure."""
    held = sorted({row["series"] for table in tables for row in table.rows()})
    found = {series for series, _, _ in new}
    faults = [unknown("series", c, held) for c in names if c not in held]
    faults += [
        say("there are no revised figures of {code} up to the last year of the figures",
            "在数据的最后年份以前，没有 {code} 的修订数据", code=code)
        for code, own in names.items() if code in held and own not in found
    ]  # fmt: skip
    if not names:
        faults.append(say("name the series that is revised", "请指明所修订的序列"))
    if faults:
        raise ObservationError(faults)


def _files(tables: Iterable[Table]) -> dict[str, bytes | Path]:
    """Files of all tables; of two with one name the second is numbered."""
    files: dict[str, bytes | Path] = {}
    for table in tables:
        name, number = table.name, 1
        while f"{name}.csv" in files:
            number += 1
            name = f"{table.name}-{number}"
        files |= replace(table, name=name).files
    return files
