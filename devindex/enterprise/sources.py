"""What stands in files and databases, made ready for an engine: checked, or turned into Parquet."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from devindex.definitions import load_framework
from devindex.errors import EnterpriseError, Sentence, did_you_mean, listed, say

if TYPE_CHECKING:
    import ibis
    import pandas as pd

__all__ = [
    "TEXT_OF",
    "check_duckdb",
    "check_parquet",
    "exists",
    "form",
    "fresh",
    "from_csv",
    "from_elsewhere",
    "from_frame",
    "in_database",
    "is_view",
    "join",
    "without_password",
]

TEXT_OF = "text of {}"
"""Column with the text of cells that are no number, beside the column they stand in."""
BLOCK = 100_000
"""Rows written at once."""


def without_password(place: str | Path) -> str:
    """A place as it is said to others.

    Examples
    --------
    >>> without_password("postgres://office:secret@host/returns::firms")
    'postgres://office@host/returns::firms'
    """
    return re.sub(r"^(\w+://[^:@/]*):[^@/]*@", r"\1@", str(place))


def fresh(folder: Path) -> Path:
    """Name of a new Parquet file."""
    return folder / f"{uuid4().hex}.parquet"


def exists(path: Path) -> None:
    """Refuse a file that is not there."""
    if not path.exists():
        raise EnterpriseError(say("{path}: no such file", "{path}：文件不存在", path=path))


def form(path: Path) -> str:
    """Form of a file by its name: ``parquet`` or ``csv``."""
    exists(path)
    if path.is_dir() or path.suffix.lower() in (".parquet", ".pq"):
        return "parquet"
    if path.suffix.lower() == ".csv":
        return "csv"
    raise EnterpriseError(
        say(
            "{path}: unknown form of file; give .parquet, .csv, FILE.duckdb::TABLE or "
            "postgres://...::TABLE",
            "{path}：无法识别文件格式，可用 .parquet、.csv、文件.duckdb::表 或 postgres://...::表",
            path=path,
        )
    )


def check_duckdb(path: Path) -> None:
    """Refuse what is not a DuckDB file."""
    exists(path)
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise EnterpriseError(
                say("{path} is not a DuckDB file", "{path} 不是 DuckDB 文件", path=path)
            )


def check_parquet(path: Path, *, empty: bool = False) -> list[Path]:
    """Files of a table, each whole; refused if there is none, or (but for ``empty``) no row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    count = 0
    for file in files:
        try:
            count += pq.read_metadata(file).num_rows
        except (pa.ArrowException, OSError) as error:
            raise EnterpriseError(_parquet_fault(file, error)) from None
    if not files or (count == 0 and not empty):
        raise _no_rows(path)
    return files


def _parquet_fault(file: Path, error: Exception) -> Sentence:
    if isinstance(error, PermissionError):
        return say("{file}: no permission to read it", "{file}：没有读取权限", file=file)
    with file.open("rb") as opened:
        head = opened.read(4)
    if not head:
        return say("{file} is an empty file", "{file} 是空文件", file=file)
    if head == b"PAR1":
        return say(
            "{file} is cut off: the end of a Parquet file is missing; copy it anew",
            "{file} 不完整：缺少 Parquet 文件的结尾，请重新复制",
            file=file,
        )
    return say("{file} is not a Parquet file", "{file} 不是 Parquet 文件", file=file)


def _no_rows(place: object) -> EnterpriseError:
    return EnterpriseError(say("{place} has no rows", "{place} 没有数据行", place=place))


def from_frame(table: pd.DataFrame, folder: Path) -> Path:
    """Write a DataFrame; NaN as NULL, without its index."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    wrong = [str(c) for c in table.columns if not isinstance(c, str)]
    if wrong:
        raise EnterpriseError(
            say(
                "columns must have names of text; {names} are not",
                "列名应为文字，{names} 不是",
                names=listed(wrong),
            )
        )
    place = fresh(folder)
    try:
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), place)
    except pa.ArrowException as error:
        found = re.search(r"column (.+?) with type", str(error))
        raise EnterpriseError(
            say(
                "column {name}: values of several kinds; make them all text or all numbers",
                "列{name}：取值类型不一，应全为文字或全为数值",
                name=found[1] if found else "",
            )
        ) from None
    return place


def from_elsewhere(table: ibis.Table, folder: Path) -> Path:
    """Bring a table of another connection over, streamed."""
    place = fresh(folder)
    table.to_parquet(place)
    return place


def join(parts: Sequence[Path], place: Path, mark: Mapping[str, str]) -> None:
    """One Parquet file of several of the same columns, block by block."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(parts[0]).with_metadata(dict(mark) or None)
    with pq.ParquetWriter(place, schema, compression="zstd") as file:
        for part in parts:
            with pq.ParquetFile(part) as opened:
                for batch in opened.iter_batches(BLOCK):
                    file.write_batch(batch.replace_schema_metadata(schema.metadata))


def in_database(backend: Any, place: str, name: str, *, catalog: str | None = None) -> ibis.Table:
    """Table of a database, ``schema.name`` or ``name``."""
    kinds = _tables(backend, catalog)
    schema, table = _parts(backend, name)
    if (schema, table) not in kinds:
        known = [t if s == _parts(backend, t)[0] else f"{s}.{t}" for s, t in sorted(kinds)]
        raise EnterpriseError(
            say(
                "{place} has no table {name!r}.{hint} It has: {known}",
                "{place} 中没有表{name!r}。{hint}现有：{known}",
                place=without_password(place),
                name=name,
                hint=did_you_mean(name, known),
                known=listed(known[:12]) if known else Sentence("none", "无"),
            )
        )
    return backend.table(table, database=(catalog, schema) if catalog else schema)


def is_view(backend: Any, name: str, *, catalog: str) -> bool:
    """Whether a name is that of a view, whose rows have no numbers."""
    return _tables(backend, catalog)[_parts(backend, name)] == "VIEW"


def _parts(backend: Any, name: str) -> tuple[str, str]:
    schema, _, table = name.rpartition(".")
    return schema or ("public" if backend.name == "postgres" else "main"), table


def _tables(backend: Any, catalog: str | None) -> dict[tuple[str, str], str]:
    """Kind of each table of a database, by schema and name."""
    schema = "information_schema"
    table = backend.table("tables", database=("system", schema) if catalog else schema)
    if catalog:
        table = table.filter(table.table_catalog == catalog)
    table = table.filter(~table.table_schema.isin([schema, "pg_catalog"]))
    rows = table.select("table_schema", "table_name", "table_type").to_pyarrow().to_pylist()
    return {(r["table_schema"], r["table_name"]): r["table_type"] for r in rows}


@cache
def _numbers() -> frozenset[str]:
    """Columns of a CSV file that hold numbers."""
    items = (i.code for i in load_framework("enterprise").items)
    return frozenset({"weight", "firms", *items})


def from_csv(duck: Any, path: Path, folder: Path) -> Path:
    """Turn a CSV file into Parquet, with DuckDB, streamed."""
    import duckdb
    import ibis

    names = _header(path)
    texts = dict.fromkeys(names, "VARCHAR")
    plain = {"header": True, "delim": ",", "quote": '"', "escape": '"'}
    table = duck.connection.read_csv(str(path), columns=texts, **plain)
    try:
        numbers = [n for n in names if n in _numbers()]
        parsed = {n: _number(table[n]) for n in numbers}
        failed = {
            n: (parsed[n].isnull() & (table[n].strip() != "")).fill_null(False) for n in numbers
        }
        counts = {n: failed[n].sum() for n in numbers} | {" rows": table.count()}
        (found,) = duck.connection.to_pyarrow(table.aggregate(**counts)).to_pylist()
        if found[" rows"] == 0:
            raise _no_rows(path)
        texts = {
            TEXT_OF.format(n): ibis.ifelse(failed[n], table[n], None) for n in numbers if found[n]
        }
        numbered = {} if "row" in names else {"row": ibis.row_number() + 2}
        duck.save(table.mutate(**parsed, **texts, **numbered), place := fresh(folder))
    except duckdb.Error as error:
        raise EnterpriseError(_csv_fault(path, error)) from None
    return place


def _number(text: Any) -> Any:
    """A number in plain digits, or NULL: no ``1_000``, ``nan`` or ``inf``."""
    import ibis

    value = text.try_cast("float64")
    wrong = text.contains("_") | value.isnan() | value.isinf()
    return ibis.ifelse(wrong, None, value)


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except UnicodeDecodeError:
        raise EnterpriseError(_not_utf8(path)) from None
    if not names:
        raise EnterpriseError(say("{file} is an empty file", "{file} 是空文件", file=path))
    again = [n for n, count in Counter(names).items() if count > 1 or not n.strip()]
    if again:
        raise EnterpriseError(
            say(
                "{file}: columns {names} have no name or one that stands twice",
                "{file}：列 {names} 没有名称或名称重复",
                file=path,
                names=listed(again, quoted=True),
            )
        )
    return names


def _not_utf8(path: Path) -> Sentence:
    return say(
        "{file}: not UTF-8 text; save it as UTF-8", "{file}：不是 UTF-8 文本，请另存为 UTF-8",
        file=path,
    )  # fmt: skip


def _csv_fault(path: Path, error: Exception) -> Sentence:
    said = str(error)
    if "utf-8" in said.lower():
        return _not_utf8(path)
    line = re.search(r"Line: (\d+)", said)
    counted = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if line and counted:
        return say(
            "{file}, line {line}: {found} cells where the header has {expected}",
            "{file}，第{line}行：有{found}个单元格，而表头有{expected}列",
            file=path, line=line[1], found=counted[2], expected=counted[1],
        )  # fmt: skip
    return say(
        "{file}, line {line}: not a row of CSV (a quotation mark left open?)",
        "{file}，第{line}行：不是有效的 CSV 行（引号未闭合？）",
        file=path, line=line[1] if line else "?",
    )  # fmt: skip
