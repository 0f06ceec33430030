"""The mark of what is synthetic: in the file's name, its metadata and every firm's code."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from devindex.definitions.model import Text

__all__ = ["FIRST", "KEY", "MARK", "SYNTHETIC", "is_synthetic", "mark_of", "marked"]

KEY, MARK = "devindex", "synthetic"
"""Key and value in the metadata of a schema, or in ``attrs`` of a DataFrame."""

CODE = "credit_code"

FIRST = "X"
"""First character of every synthetic credit code.

The first character of a credit code (GB 32100-2015) is the category of the authority that
registers. 1 to 9, A, N and Y are assigned; X is in the alphabet but is assigned to none, so no
registered firm has such a code.
"""

SYNTHETIC = Text(
    zh="合成数据：由随机数生成的虚构企业，仅供测试和演示，不反映任何企业、行业或地区的情况。",
    en="Synthetic data: firms made up by random numbers, for tests and demonstrations only. They "
    "say nothing of any firm, industry or province.",
)
"""What every output made from synthetic firms says."""


def is_synthetic(given: Any) -> bool:
    """Whether firms, or what was made of them, carry the mark; see :func:`mark_of`."""
    return mark_of(given) is not None


def mark_of(given: Any) -> str | None:
    """``"synthetic"`` where the mark is found, else None.

    Parameters
    ----------
    given
        A path: its name, the metadata of a Parquet file, or its first firms. A pyarrow table or
        schema: its metadata. A DataFrame or an Ibis table: ``attrs``, or any firm whose
        ``credit_code`` begins as no registered one does (one pass over the column).

    Examples
    --------
    >>> mark_of("firms-synthetic.parquet"), mark_of(pd.DataFrame({"credit_code": ["91..."]}))
    ('synthetic', None)
    """
    if isinstance(given, str | Path):
        return _mark_of_file(Path(given))
    if isinstance(given, pa.Table):
        given = given.schema
    if isinstance(given, pa.Schema):
        return MARK if (given.metadata or {}).get(KEY.encode()) == MARK.encode() else None
    if isinstance(given, pd.DataFrame):
        if given.attrs.get(KEY) == MARK:
            return MARK
        codes = given.get(CODE)
        return MARK if codes is not None and codes.astype(str).str.startswith(FIRST).any() else None
    if CODE not in given.columns or not given[CODE].type().is_string():
        return None
    return MARK if given[CODE].startswith(FIRST).any().execute() else None


def marked(place: Path) -> Path:
    """The place of what is made of synthetic firms, with the mark in its name.

    Examples
    --------
    >>> marked(Path("out/scores.parquet")).name, marked(Path("synthetic.csv")).name
    ('scores-synthetic.parquet', 'synthetic.csv')
    """
    return place if MARK in place.name else place.with_name(f"{place.stem}-{MARK}{place.suffix}")


def _mark_of_file(path: Path) -> str | None:
    """Mark of a file; what cannot be read has none, and whoever reads it says why."""
    if MARK in path.name:
        return MARK
    if not path.is_file():
        return None
    with suppress(pa.ArrowException, OSError, ValueError):
        if path.suffix.lower() in (".parquet", ".pq"):
            file = pq.ParquetFile(path)
            names = [name for name in file.schema_arrow.names if name == CODE]
            firms = file.read_row_group(0, columns=names) if names and file.num_row_groups else None
            return mark_of(file.schema_arrow) or (mark_of(firms.to_pandas()) if firms else None)
        if path.suffix.lower() == ".csv":
            first = pd.read_csv(path, dtype=str, nrows=1000, usecols=lambda name: name == CODE)
            return mark_of(first)
    return None
