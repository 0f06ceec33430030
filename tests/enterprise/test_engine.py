"""Reading and writing by either engine: the same cells, and one sentence for each mistake."""

import os
import subprocess
import sys
from importlib.util import find_spec

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from devindex import EnterpriseError
from devindex.enterprise.engine import engine

FIRMS = pd.DataFrame(
    {"credit_code": ["001", "002", None], "weight": [1.5, np.nan, 3.0], "employees": [7, 8, 9]}
)


def elsewhere():
    """The firms as a table of another DuckDB."""
    other = ibis.duckdb.connect()
    other.con.register("given", FIRMS)
    other.raw_sql("create table firms as select * from given").fetchall()
    return other.table("firms")


def duckdb_file(path):
    other = ibis.duckdb.connect(path)
    other.con.register("given", FIRMS)
    other.raw_sql("create table firms as select * from given").fetchall()
    other.raw_sql("create view seen as select * from firms").fetchall()
    other.disconnect()
    return path


@pytest.fixture(params=["duck", "spark"])
def either(request):
    return request.getfixturevalue(request.param)


def shown(engine, table):
    """Cells with None for NULL, in the order of credit codes, none last."""
    rows = engine.frame(table).astype(object)
    rows = rows.where(rows.notna(), None).sort_values("credit_code", na_position="last")
    return rows.to_dict("list")


CELLS = {
    "credit_code": ["001", "002", None], "weight": [1.5, None, 3.0], "employees": [7.0, 8.0, 9.0],
}  # fmt: skip


def test_every_kind_of_table_reads_alike(either, tmp_path):
    FIRMS.to_parquet(tmp_path / "firms.parquet")
    FIRMS.to_csv(tmp_path / "plain.csv", index=False)
    FIRMS.to_csv(tmp_path / "bom.csv", index=False, encoding="utf-8-sig")
    database = duckdb_file(tmp_path / "firms.duckdb")
    numbered = CELLS | {"row": [1, 2, 3]}
    lines = CELLS | {"row": [2, 3, 4]}
    for place, cells in [
        (tmp_path / "firms.parquet", numbered), (str(tmp_path / "firms.parquet"), numbered),
        (tmp_path / "plain.csv", lines), (tmp_path / "bom.csv", lines), (FIRMS, numbered),
        (f"{database}::firms", numbered), (f"{database}::main.firms", numbered),
        (f"{database}::seen", CELLS), (elsewhere(), CELLS), (ibis.memtable(FIRMS), CELLS),
    ]:  # fmt: skip
        assert shown(either, either.read(place)) == cells, place


@pytest.mark.parametrize(
    "given",
    [[0.0, 1.0, np.nan, 3.0], [2.0, np.nan, 2.0], [0.0, np.nan], [np.nan, np.inf, -np.inf, 1.0],
     [1.5, None, np.nan, -2.0], [np.nan, np.nan], [0.0, 1.0]],
)  # fmt: skip
def test_nan_is_null_whatever_range_the_file_states(either, tmp_path, given):
    """The writer leaves NaN out of the range of the column; an engine may trust in the range."""
    column = pa.array(given * 40, from_pandas=False)
    pq.write_table(pa.table({"x": column, "y": column.cast("float32")}), tmp_path / "f.parquet")
    table = either.read(tmp_path / "f.parquet")
    there = [x for x in given * 40 if x is not None and not np.isnan(x)]
    for x in (table["x"], table["y"]):
        one = either.frame(table.aggregate(n=x.count(), most=x.max())).iloc[0]
        assert one["n"] == len(there)
        assert one["most"] == max(there) if there else np.isnan(one["most"])


def test_a_folder_gives_rows_within_each_file(either, tmp_path):
    for name in ("one", "two"):
        FIRMS.to_parquet(tmp_path / f"{name}.parquet")
    rows = either.frame(either.read(tmp_path).order_by("file", "row"))
    assert rows["file"].tolist() == ["one.parquet"] * 3 + ["two.parquet"] * 3
    assert rows["row"].tolist() == [1, 2, 3] * 2


def test_numbers_of_a_csv_file_are_plain_digits_only(duck, tmp_path):
    words = ["1", " 2 ", "1e3", "-4", "5.", ".5", "x", "1_000", "1,000", "nan", "inf", "0x10", ""]
    pd.DataFrame({"employees": words, "telephone": "007"}).to_csv(tmp_path / "f.csv", index=False)
    rows = duck.frame(duck.read(tmp_path / "f.csv"))
    assert rows["employees"].tolist()[:6] == [1, 2, 1000, -4, 5, 0.5]
    assert rows["employees"][6:].isna().all()
    assert rows["text of employees"].tolist()[6:-1] == words[6:-1]
    assert rows["text of employees"][[0, 1, 2, 3, 4, 5, 12]].isna().all()
    assert rows["telephone"].tolist() == ["007"] * len(words)


def test_a_table_is_saved_whole_with_its_mark(either, tmp_path):
    table = either.read(FIRMS)
    place = tmp_path / "out.parquet"
    place.write_text("what was there before")
    either.save(table, place, {"devindex": "synthetic"})
    assert pq.read_schema(place).metadata[b"devindex"] == b"synthetic"
    assert shown(either, either.read(place)) == CELLS | {"row": [1, 2, 3]}
    assert [p.name for p in tmp_path.iterdir()] == ["out.parquet"]
    with pytest.raises(EnterpriseError, match="nowhere"):
        either.save(table, tmp_path / "nowhere" / "out.parquet")


def test_what_is_kept_is_computed_once_and_may_be_empty(either):
    table = either.read(FIRMS)
    kept = either.keep(table.filter(table.weight > 100))
    assert either.frame(kept).empty
    assert list(kept.columns) == list(table.columns)


def written(tmp_path):
    """Files that are wrong, each with the words of its error."""
    FIRMS.to_parquet(tmp_path / "good.parquet")
    whole = (tmp_path / "good.parquet").read_bytes()
    FIRMS[:0].to_parquet(tmp_path / "none.parquet")
    for name, content in {
        "cut.parquet": whole[:-40], "not.parquet": b"hello world", "zero.parquet": b"",
        "zero.csv": b"", "head.csv": b"a,b\n", "twice.csv": b"a,b,a\n1,2,3\n",
        "wide.csv": b"a,b\n1,2\n1,2,3\n", "open.csv": b'a,b\n1,2\n"1,2\n',
        "gbk.csv": "a,b\n中,2\n".encode("gbk"), "gbkhead.csv": "企业,b\n1,2\n".encode("gbk"),
        "what.xlsx": b"PK", "not.duckdb": b"hello",
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    duckdb_file(tmp_path / "firms.duckdb")


WRONG = [
    ("missing.parquet", "no such file", "文件不存在"),
    ("missing.csv", "no such file", "文件不存在"),
    ("cut.parquet", "is cut off: the end of a Parquet file is missing", "不完整"),
    ("not.parquet", "is not a Parquet file", "不是 Parquet 文件"),
    ("zero.parquet", "is an empty file", "是空文件"),
    ("none.parquet", "has no rows", "没有数据行"),
    ("zero.csv", "is an empty file", "是空文件"),
    ("head.csv", "has no rows", "没有数据行"),
    ("twice.csv", "columns 'a' have no name or one that stands twice", "名称重复"),
    ("wide.csv", "line 3: 3 cells where the header has 2", "第3行：有3个单元格，而表头有2列"),
    ("open.csv", "line 3: not a row of CSV", "第3行：不是有效的 CSV 行"),
    ("gbk.csv", "not UTF-8 text", "不是 UTF-8 文本"),
    ("gbkhead.csv", "not UTF-8 text", "不是 UTF-8 文本"),
    ("what.xlsx", "unknown form of file", "无法识别文件格式"),
    ("missing.duckdb::firms", "no such file", "文件不存在"),
    ("not.duckdb::firms", "is not a DuckDB file", "不是 DuckDB 文件"),
    ("firms.duckdb::firm", "no table 'firm'. Did you mean 'firms'?", "没有表“firm”"),
]


@pytest.mark.parametrize(("name", "en", "zh"), WRONG)
def test_a_wrong_file_is_refused_in_one_sentence(duck, tmp_path, name, en, zh):
    written(tmp_path)
    with pytest.raises(EnterpriseError) as error:
        duck.read(f"{tmp_path}/{name}")
    (problem,) = error.value.problems
    assert en in problem
    assert zh in problem.zh
    assert name.partition("::")[0] in problem


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (3, "a table is 3; a path, a DataFrame or an Ibis table is needed"),
        (pd.DataFrame({"a": [1, "x"]}), "column a: values of several kinds"),
        (pd.DataFrame({3: [1]}), "columns must have names of text; 3 are not"),
        (FIRMS[:0], "has no rows"),
    ],
)
def test_what_is_no_table_is_refused(duck, table, fault):
    with pytest.raises(EnterpriseError, match=fault):
        duck.read(table)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"where": "dukdb"}, "unknown engine 'dukdb'"),
        ({"where": "spark://nowhere"}, "unknown engine"),
        ({"memory": "3"}, "memory is '3'; write a whole number of MB or GB"),
        ({"threads": 0}, "threads is 0; at least 1 is needed"),
        ({"threads": "2"}, "a whole number is needed"),
    ],
)
def test_an_engine_that_is_not_known_is_refused(given, fault):
    with pytest.raises(EnterpriseError, match=fault):
        engine(**given)


def test_spark_without_java_is_said_in_one_sentence(root):
    pytest.importorskip("pyspark")
    code = (
        "from devindex.enterprise.engine import engine\n"
        "try: engine('spark')\n"
        "except ValueError as error: print(error); print(error.problems[0].zh)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "JAVA_HOME"}
    environment |= {"PATH": "/nowhere", "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=environment,
    )  # fmt: skip
    assert run.stdout.startswith("Spark needs Java, which is not found")
    assert "Spark 需要 Java" in run.stdout


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="psycopg is installed")
def test_postgresql_without_psycopg_is_said_in_one_sentence(duck):
    with pytest.raises(EnterpriseError, match=r"pip install devindex\[postgres\]"):
        duck.read("postgres://nobody@localhost/nothing::firms")


def test_the_scratch_folder_goes_with_the_engine():
    with engine() as one:
        one.keep(one.read(FIRMS))
        assert any(one.scratch.iterdir())
    assert not one.scratch.exists()
    two = engine()
    scratch = two.scratch
    del two
    assert not scratch.exists()


def test_memory_and_threads_are_what_was_asked_for():
    with engine(memory="300MB", threads=1) as one:
        settings = one.connection.settings
        assert settings["threads"] == "1"
        assert settings["memory_limit"] == "286.1 MiB"  # 300 MB
        assert settings["temp_directory"] == str(one.scratch)


def test_what_an_engine_cannot_do_is_said_in_one_sentence(duck, tmp_path):
    FIRMS.to_parquet(tmp_path / "gone.parquet")
    table = duck.read(tmp_path / "gone.parquet")
    (tmp_path / "gone.parquet").unlink()
    with pytest.raises(EnterpriseError, match=r"the engine stopped: .*gone"):
        duck.frame(table)


def test_the_rooms_load_no_engine_before_one_is_started(root):
    code = (
        "import sys, devindex.enterprise, devindex.enterprise.returns\n"
        "print([m for m in ('ibis', 'duckdb', 'pyspark') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", "-c", code], capture_output=True, text=True,
        check=True, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""


def test_pandera_is_loaded_without_spark(root):
    code = (
        "import os, sys, devindex.observations.read\n"
        "print([m for m in sys.modules if m.startswith('pyspark')], os.getenv('SPARK_LOCAL_IP'))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "SPARK_LOCAL_IP"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=environment | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert run.stdout.strip() == "[] None"
    assert run.stderr == ""
