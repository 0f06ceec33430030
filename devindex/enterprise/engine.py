"""The one place that connects to an engine: DuckDB in process, or Spark; both through Ibis.

A table is an ``ibis.Table``: nothing is computed before a result is fetched or saved, and the
same expression runs on either engine.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from devindex.enterprise import sources
from devindex.errors import EnterpriseError, os_fault, say
from devindex.kinds import admit, shown

if TYPE_CHECKING:
    import ibis
    import pandas as pd

__all__ = ["Engine", "engine"]

ROW = "row"
"""Column with the number of each row in its file."""
QUICK: Mapping[str, Any] = {"compression": "uncompressed", "dictionary_size_limit": 1000}
"""How what is read again soon is written: half the work of a small file."""
FILE = "file"
"""Column with the name of the part, where a table is read from a folder of several files."""


@dataclass(frozen=True, eq=False)
class Engine:
    """A connection, and a folder for what it cannot hold in memory.

    The folder goes when the engine is closed, or is no longer used.

    Attributes
    ----------
    connection
        The Ibis backend.
    name
        Name and version: ``duckdb 2.0.1``.
    scratch
        The folder.

    Examples
    --------
    >>> import pandas as pd
    >>> with engine() as duck:
    ...     firms = duck.read(pd.DataFrame({"weight": [1.5, float("nan")]}))
    ...     duck.frame(firms.aggregate(sum=firms.weight.sum(), n=firms.weight.count()))
       sum  n
    0  1.5  1
    """

    connection: Any
    name: str
    scratch: Path

    def __enter__(self) -> Engine:
        """Itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close."""
        self.close()

    def __repr__(self) -> str:
        """Name and version."""
        return f"Engine({self.name!r})"

    @property
    def spark(self) -> bool:
        """Whether this is Spark."""
        return bool(self.connection.name == "pyspark")

    def read(self, place: str | Path | pd.DataFrame | ibis.Table) -> ibis.Table:
        """Open a table, nothing of it computed yet.

        Parameters
        ----------
        place
            A Parquet file or a folder of them; a CSV file; ``firms.duckdb::table``;
            ``postgres://user@host/database::table``; a DataFrame; an Ibis table.

        Returns
        -------
        Numbers as float64, NULL for NaN and for an empty cell. ``row`` is beside them where it
        is not there already: in a Parquet file, a DuckDB table or a DataFrame the number of the
        data row, counted from 1; in CSV the line, the header being the first, as a spreadsheet
        counts (a line break inside quotes does not). A folder gives rows within each file, and
        its name as ``file``. A view, a PostgreSQL table and an Ibis table have no order, so no
        row.

        Raises
        ------
        EnterpriseError
            If there is no such file, or it is cut off, empty or of another kind.

        Notes
        -----
        DuckDB counts rows by ``file_row_number``, Spark by ``_metadata.row_index``. CSV, and on
        Spark a DuckDB file too, are first turned into Parquet in the scratch folder, streamed,
        by DuckDB in either case; so both engines see the same cells. In CSV every column is
        text (leading zeros stay) but ``weight``, ``firms`` and the items of the enterprise
        framework. A cell of these that is no number is NULL, and its text stands in a column
        ``text of CODE``, made only where there is one.
        """
        return self.named(plain(without_nan(self._opened(place))))

    def with_nan(self, place: str | Path | pd.DataFrame | ibis.Table) -> ibis.Table:
        """As :meth:`read`, but NaN is left as it stands.

        Taking it out costs about as much as reading, and the engine no longer knows the range of
        a column from the file.
        """
        return self.named(plain(self._opened(place)))

    def named(self, table: ibis.Table) -> ibis.Table:
        """Give a wide expression a name in the engine, so that it is put into words only once.

        A table in memory, which the engine may lose, one with a column of no kind, and one on
        Spark stay as they are.
        """
        import ibis.expr.operations as ops

        name_it = not (self.spark or isinstance(table.op(), ops.PhysicalTable))
        if not name_it or any(kind.is_null() for kind in table.schema().types):
            return table
        if table.op().find(ops.InMemoryTable):
            return table
        return self.connection.create_view(f"named_{uuid4().hex}", table)

    def _opened(self, place: str | Path | pd.DataFrame | ibis.Table) -> ibis.Table:
        import ibis
        import pandas as pd

        if isinstance(place, pd.DataFrame):
            return self._parquet(sources.from_frame(place, self.scratch))
        if isinstance(place, ibis.Table):
            return self._own(place)
        if not isinstance(place, str | Path):
            raise EnterpriseError(
                say(
                    "a table is {given}; a path, a DataFrame or an Ibis table is needed",
                    "表为{given}，应为路径、DataFrame 或 Ibis 表",
                    given=shown(place),
                )
            )
        with told(sources.without_password(place)):
            return self._at(str(place))

    def frame(self, table: ibis.Table) -> pd.DataFrame:
        """Fetch a small result. Text as ``str``, NULL in numbers as NaN."""
        with told():
            if self.spark:
                return self._spark_rows(table).toArrow().to_pandas()
            return self.connection.to_pyarrow(table).to_pandas()

    def save(
        self,
        table: ibis.Table,
        place: str | Path,
        mark: Mapping[str, str] | None = None,
        **layout: Any,
    ) -> None:
        """Write a table to one Parquet file, streamed; it is there whole or not at all.

        ``mark`` goes into the metadata of its schema; ``layout`` is for DuckDB's COPY, by default
        compression with zstd.

        Raises
        ------
        EnterpriseError
            If the name is not that of a Parquet file, or the file cannot be written.
        """
        place = Path(place)
        if place.suffix.lower() not in (".parquet", ".pq"):
            raise EnterpriseError(
                say(
                    "{place}: a table of firms is written as Parquet; end the name in .parquet",
                    "{place}：企业表以 Parquet 格式写出，文件名应以 .parquet 结尾",
                    place=place,
                )
            )
        half = place.with_name(f".{place.name}.half")
        try:
            with told(place):
                if self.spark:
                    self._spark_save(table, half, mark or {})
                else:
                    options: dict[str, Any] = {"compression": "zstd"}
                    if mark:
                        options["kv_metadata"] = dict(mark)
                    self.connection.to_parquet(table, half, **(options | layout))
                half.replace(place)
        finally:
            half.unlink(missing_ok=True)

    def keep(
        self, table: ibis.Table, place: Path | None = None, *, numbered: bool = False
    ) -> ibis.Table:
        """Compute a table once, into a file of the scratch folder, and open the result.

        ``numbered`` adds ``row`` if it is not there.
        """
        place = place or sources.fresh(self.scratch)
        self.save(table, place, **QUICK)
        return self.named(plain(without_nan(self._parquet(place, numbered=numbered, empty=True))))

    def close(self) -> None:
        """Take the scratch folder away. A Spark session stays: its process has only one."""
        if not self.spark:
            self.connection.disconnect()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _at(self, place: str) -> ibis.Table:
        database, several, name = place.rpartition("::")
        if several and re.match(r"postgres(ql)?://", database):
            with _postgres(database) as backend:
                table = sources.in_database(backend, database, name)
                half = sources.from_elsewhere(table, self.scratch)
            return self._parquet(half, numbered=False)
        if several:
            if self.spark:
                with engine() as duck:
                    duck.save(duck.read(place), half := sources.fresh(self.scratch))
                return self._parquet(half, numbered=False)
            return self._attached(Path(database), name)
        if self.spark and "://" in place:
            return self._spark_parquet(place)
        path = Path(place)
        if sources.form(path) == "csv":
            with engine() as duck:
                half = sources.from_csv(duck, path, self.scratch)
            return self._parquet(half, numbered=False)
        return self._parquet(path)

    def _attached(self, path: Path, name: str) -> ibis.Table:
        sources.check_duckdb(path)
        alias = f"file_{uuid4().hex}"
        self.connection.attach(str(path).replace("'", "''"), alias, read_only=True)
        table = sources.in_database(self.connection, str(path), name, catalog=alias)
        if ROW in table.columns or sources.is_view(self.connection, name, catalog=alias):
            return table
        return table.mutate(**{ROW: table.rowid() + 1})

    def _own(self, table: ibis.Table) -> ibis.Table:
        """A table of another connection is brought over by way of a file."""
        others, _ = table._find_backends()
        if not others or others[0] is self.connection:
            return table
        return self._parquet(sources.from_elsewhere(table, self.scratch), numbered=False)

    def _parquet(self, path: Path, *, numbered: bool = True, empty: bool = False) -> ibis.Table:
        files = sources.check_parquet(path, empty=empty)
        if self.spark:
            return self._spark_parquet(str(path), numbered=numbered, parts=path.is_dir())
        options = {"file_row_number": True} if numbered else {}
        if path.is_dir():
            options["filename"] = True
        table = self.connection.read_parquet([str(f) for f in files], **options)
        if numbered:
            if ROW not in table.columns:
                table = table.mutate(**{ROW: table["file_row_number"] + 1})
            table = table.drop("file_row_number")
        if path.is_dir():
            table = table.rename({FILE: "filename"})
            table = table.mutate(**{FILE: table[FILE].split("/")[-1]})
        return table

    def _spark_parquet(
        self, place: str, *, numbered: bool = True, parts: bool = True
    ) -> ibis.Table:
        from pyspark.sql import functions

        rows = self.connection._session.read.parquet(place)
        more = []
        if numbered and ROW not in rows.columns:
            more.append((functions.col("_metadata.row_index") + 1).alias(ROW))
        if parts:
            more.append(functions.col("_metadata.file_name").alias(FILE))
        name = f"read_{uuid4().hex}"
        rows.select("*", *more).createOrReplaceTempView(name)
        return self.connection.table(name)

    def _spark_rows(self, table: ibis.Table) -> Any:
        with _untested_pandas():
            self.connection._run_pre_execute_hooks(table)  # tables in memory that it names
        return self.connection._session.sql(self.connection.compile(table))

    def _spark_save(self, table: ibis.Table, place: Path, mark: Mapping[str, str]) -> None:
        """Spark writes a folder of parts; they are joined part by part."""
        folder = sources.fresh(self.scratch).with_suffix("")
        self._spark_rows(table).write.parquet(str(folder))
        sources.join(sorted(folder.glob("*.parquet")), place, mark)
        shutil.rmtree(folder)


def plain(table: ibis.Table) -> ibis.Table:
    """Every number float64, but the row; NULL where a column has no value at all."""
    import ibis

    out = {}
    for name, kind in table.schema().items():
        if kind.is_unknown() and 'kind="NULL"' in str(kind):
            out[name] = ibis.null()
        elif name != ROW and (kind.is_numeric() or kind.is_boolean()) and not kind.is_float64():
            out[name] = table[name].cast("float64")
    return table.mutate(**out) if out else table


def without_nan(table: ibis.Table, columns: Iterable[str] | None = None) -> ibis.Table:
    """NULL for NaN in some columns of floating numbers; by default in all.

    The range of a column that a Parquet file states leaves NaN out of account. From it DuckDB
    concludes that nothing equals NaN or is NaN, without looking; IS DISTINCT FROM it evaluates.
    """
    import ibis

    nan = float("nan")
    if columns is None:
        columns = [name for name, kind in table.schema().items() if kind.is_floating()]
    out = {
        name: (~table[name].identical_to(nan)).ifelse(table[name], ibis.null(table[name].type()))
        for name in columns
    }
    return table.mutate(**out) if out else table


def engine(
    where: str = "duckdb",
    *,
    memory: str | None = None,
    threads: int | None = None,
    progress: bool = False,
) -> Engine:
    """Start an engine.

    Parameters
    ----------
    where
        ``duckdb``: in this process. ``spark``: in this machine, with Java. ``spark://host:7077``:
        a cluster, whose machines must see the files that are read and the scratch folder.
    memory
        Most memory it takes, as ``2GB``: by default what DuckDB (80 % of the machine's) and
        Spark (1 GB) think right. More than it spills to the scratch folder. A Spark that runs
        already in this process keeps what it has.
    threads
        Cores it uses; by default all.
    progress
        Show how far a long query has come.

    Raises
    ------
    EnterpriseError
        If the engine is not known, not installed or not to be reached.
    """
    admit(engine, locals(), EnterpriseError)
    if memory is not None and not re.fullmatch(r"[1-9][0-9]*[MG]B", memory):
        raise EnterpriseError(
            say(
                "memory is {memory!r}; write a whole number of MB or GB, as '2GB'",
                "内存为{memory!r}，应写整数加 MB 或 GB，如“2GB”",
                memory=memory,
            )
        )
    if threads is not None and threads < 1:
        raise EnterpriseError(
            say("threads is {n}; at least 1 is needed", "线程数为{n}，至少应为1", n=threads)
        )
    if where == "duckdb":
        connect = _duckdb
    elif where == "spark" or re.fullmatch(r"spark://\S+:[0-9]+", where):
        connect = _spark
    else:
        raise EnterpriseError(
            say(
                "unknown engine {where!r}. Known: duckdb, spark, spark://HOST:PORT",
                "无法识别引擎{where!r}。可选：duckdb、spark、spark://主机:端口",
                where=where,
            )
        )
    scratch = Path(tempfile.mkdtemp(prefix="devindex-"))
    try:
        new = connect(where, scratch, memory, threads, progress)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    weakref.finalize(new, shutil.rmtree, scratch, ignore_errors=True)
    return new


def _duckdb(
    where: str, scratch: Path, memory: str | None, threads: int | None, progress: bool
) -> Engine:
    import ibis

    given = {"memory_limit": memory, "threads": threads, "temp_directory": str(scratch)}
    backend = ibis.duckdb.connect(**{k: v for k, v in given.items() if v is not None})
    backend.settings["enable_progress_bar"] = progress
    return Engine(backend, f"{where} {backend.version}", scratch)


def _spark(
    where: str, scratch: Path, memory: str | None, threads: int | None, progress: bool
) -> Engine:
    _need_spark(local=where == "spark")
    with _untested_pandas():
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        cores = threads or os.cpu_count() or 1
        options = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": str(progress).lower(),
            "spark.log.level": "ERROR",
            "spark.driver.memory": (memory or "1GB").removesuffix("B").lower(),
            "spark.sql.warehouse.dir": str(scratch),
        }
        if where == "spark":
            options["spark.driver.bindAddress"] = options["spark.driver.host"] = "127.0.0.1"
            options["spark.sql.shuffle.partitions"] = str(cores)
        elif threads:
            options["spark.cores.max"] = str(threads)
        builder = SparkSession.builder.master(f"local[{cores}]" if where == "spark" else where)
        try:
            with _muted(scratch / "spark.log"):
                session = builder.appName("devindex").config(map=options).getOrCreate()
        except PySparkException as error:
            raise EnterpriseError(
                say(
                    "Spark does not start: {fault}", "Spark 无法启动：{fault}",
                    fault=_first_line(error),
                )
            ) from None  # fmt: skip
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # told() says it
        # as in DuckDB, what cannot be divided or turned into a number is NULL
        session.conf.set("spark.sql.ansi.enabled", "false")
        backend = ibis.pyspark.connect(session)
    return Engine(backend, f"pyspark {backend.version}", scratch)


@contextmanager
def _untested_pandas() -> Iterator[None]:
    """Without the warning of pyspark 4 that it is not tested with pandas 3.

    What is used of it is SQL and Arrow; the tests compare its results with DuckDB's.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        yield


def _need_spark(*, local: bool) -> None:
    if find_spec("pyspark") is None:
        raise EnterpriseError(
            say(
                "Spark is not installed: pip install devindex[spark]",
                "尚未安装 Spark，请运行 pip install devindex[spark]",
            )
        )
    home = os.environ.get("JAVA_HOME")
    if local and shutil.which("java") is None and not (home and Path(home).is_dir()):
        raise EnterpriseError(
            say(
                "Spark needs Java, which is not found: install Java 17 or set JAVA_HOME",
                "Spark 需要 Java，但没有找到：请安装 Java 17，或设置 JAVA_HOME",
            )
        )


@contextmanager
def _muted(log: Path) -> Iterator[None]:
    """Java says much when it starts, to the error channel it inherits: lend it a file instead."""
    kept = os.dup(2)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def _postgres(url: str) -> Iterator[Any]:
    if find_spec("psycopg") is None:
        raise EnterpriseError(
            say(
                "reading PostgreSQL needs psycopg: pip install devindex[postgres]",
                "读取 PostgreSQL 需要 psycopg，请运行 pip install devindex[postgres]",
            )
        )
    import ibis
    import psycopg

    try:
        backend = ibis.connect(re.sub("^postgresql:", "postgres:", url))
    except psycopg.Error as error:
        raise EnterpriseError(
            say(
                "PostgreSQL does not let us in: {fault}", "无法连接 PostgreSQL：{fault}",
                fault=_first_line(error),
            )
        ) from None  # fmt: skip
    try:
        yield backend
    finally:
        backend.disconnect()


@contextmanager
def told(place: object = None) -> Iterator[None]:
    """Say in one sentence what an engine could not do."""
    try:
        yield
    except EnterpriseError:
        raise
    except OSError as error:
        where = error.filename if place is None else place
        raise EnterpriseError(
            say("{place}: {fault}", "{place}：{fault}", place=where, fault=os_fault(error))
        ) from None
    except _faults() as error:
        if "OutOfMemory" in f"{type(error).__name__} {error}":
            fault = say(
                "the engine ran out of memory; give it more, or fewer threads",
                "引擎内存不足，请增加内存或减少线程数",
            )
        else:
            fault = say(
                "the engine stopped: {fault}", "引擎停止：{fault}", fault=_first_line(error)
            )
        if place is not None:
            fault = say("{place}: {fault}", "{place}：{fault}", place=place, fault=fault)
        raise EnterpriseError(fault) from None


def _faults() -> tuple[type[BaseException], ...]:
    """What engines raise; asked for when something was raised, so nothing is loaded for it."""
    import duckdb
    import pyarrow as pa

    known: list[type[BaseException]] = [duckdb.Error, pa.ArrowException]
    if "pyspark" in sys.modules:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        known += [PySparkException, Py4JError]
    if "psycopg" in sys.modules:
        from psycopg import Error

        known.append(Error)
    return tuple(known)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
