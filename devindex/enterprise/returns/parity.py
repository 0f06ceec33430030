"""Whether two engines make the same of one file: the largest difference, told in a certificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from devindex.errors import EnterpriseError, listed, os_fault, say

__all__ = ["Parity", "parity"]

BLOCK = 1 << 20


@dataclass(frozen=True)
class Parity:
    """Two results of one file, compared.

    Attributes
    ----------
    engines
        Name and version of each.
    rows
        Rows compared.
    largest
        By column of numbers: largest relative difference. Infinite where one has a number and the
        other none.
    differing
        By column of words (statuses, say): rows that differ.
    file, sha256
        Name and checksum of the file both read; empty if it was not given.
    """

    engines: tuple[str, str]
    rows: int
    largest: Mapping[str, float]
    differing: Mapping[str, int]
    file: str = ""
    sha256: str = ""

    def holds(self, tolerance: float = 1e-9) -> bool:
        """Whether no number differs by more and no word at all."""
        worst = max(self.largest.values(), default=0.0)
        return worst <= tolerance and not any(self.differing.values())

    def certificate(self) -> dict[str, Any]:
        """Content of the certificate; a difference that is infinite is said in words."""
        return {
            "engines": list(self.engines),
            "file": self.file,
            "sha256": self.sha256,
            "rows": self.rows,
            "largest_relative_difference": {
                c: d if np.isfinite(d) else "missing in one" for c, d in self.largest.items()
            },
            "differing": dict(self.differing),
            "holds_at_1e-9": self.holds(),
        }

    def write(self, path: str | Path) -> None:
        """Write the certificate as JSON."""
        text = json.dumps(self.certificate(), ensure_ascii=False, indent=2) + "\n"
        try:
            Path(path).write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise _refused(path, error) from None


def parity(
    one: pd.DataFrame,
    other: pd.DataFrame,
    *,
    engines: tuple[str, str],
    by: Sequence[str] = (),
    file: str | Path | None = None,
) -> Parity:
    r"""Compare two results, column by column.

    The relative difference of two numbers is

    .. math:: \frac{|a - b|}{\max(|a|, |b|)}

    0 where both are equal, 0 or missing; infinite where one is missing.

    Parameters
    ----------
    one, other
        The same columns, and the same rows in whatever order.
    engines
        ``Engine.name`` of each.
    by
        Columns that name a row; by default rows are compared as they stand.
    file
        What both were made from: its checksum goes into the certificate.

    Raises
    ------
    EnterpriseError
        If columns or rows are not the same.

    Examples
    --------
    >>> a = pd.DataFrame({"region": ["110000", "440000"], "value": [2.0, 4.0]})
    >>> b = pd.DataFrame({"region": ["440000", "110000"], "value": [4.0, 2.0 + 2e-12]})
    >>> same = parity(a, b, engines=("duckdb", "pyspark"), by=["region"])
    >>> f"{same.largest['value']:.0e}", same.holds()
    ('1e-12', True)
    """
    names = {"first": "表一", "second": "表二"}
    for table, (en, zh) in zip((one, other), names.items(), strict=True):
        missing = [c for c in [*one.columns, *other.columns, *by] if c not in table.columns]
        if missing:
            raise EnterpriseError(
                say(
                    "the {name} table has no column {columns}; both need the same",
                    "{name}缺少列 {columns}，两表的列应相同",
                    name=say(en, zh),
                    columns=listed(dict.fromkeys(missing)),
                )
            )
    one, other = (_in_order(t, list(one.columns), by) for t in (one, other))
    if len(one) != len(other) or (by and not one[list(by)].equals(other[list(by)])):
        raise EnterpriseError(
            say(
                "the tables have {n} and {m} rows, or rows of other names; both need the same",
                "两表分别有{n}行和{m}行，或行名不同，应完全一致",
                n=len(one), m=len(other),
            )
        )  # fmt: skip
    rest = [c for c in one.columns if c not in by]
    numbers = [c for c in rest if _numeric(one[c]) and _numeric(other[c])]
    return Parity(
        engines=engines,
        rows=len(one),
        largest={c: _largest(one[c], other[c]) for c in numbers},
        differing={c: _differing(one[c], other[c]) for c in rest if c not in numbers},
        file="" if file is None else Path(file).name,
        sha256="" if file is None else _checksum(Path(file)),
    )


def _in_order(table: pd.DataFrame, columns: list[str], by: Sequence[str]) -> pd.DataFrame:
    table = table[columns]
    return table.sort_values(list(by), ignore_index=True) if by else table.reset_index(drop=True)


def _numeric(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _largest(one: pd.Series, other: pd.Series) -> float:
    a, b = (c.to_numpy(dtype=float, na_value=np.nan) for c in (one, other))
    size = np.maximum(np.abs(a), np.abs(b))
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.where(same, 0.0, np.abs(a - b) / size)
    return float(np.max(np.where(np.isnan(apart), np.inf, apart), initial=0.0))


def _differing(one: pd.Series, other: pd.Series) -> int:
    a, b = (c.astype(object).where(c.notna(), None).to_numpy() for c in (one, other))
    return int(sum(x != y for x, y in zip(a, b, strict=True)))


def _checksum(path: Path) -> str:
    """SHA-256 of the bytes of a file, or of the files of a folder in the order of their names."""
    found = hashlib.sha256()
    try:
        for part in sorted(path.rglob("*.parquet")) if path.is_dir() else [path]:
            with part.open("rb") as opened:
                while block := opened.read(BLOCK):
                    found.update(block)
    except OSError as error:
        raise _refused(path, error) from None
    return found.hexdigest()


def _refused(path: str | Path, error: OSError) -> EnterpriseError:
    return EnterpriseError(
        say("{path}: {fault}", "{path}：{fault}", path=path, fault=os_fault(error))
    )
