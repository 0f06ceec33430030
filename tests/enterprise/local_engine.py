"""A connection of Ibis alone, for tests of what asks little of an engine."""

import shutil

import pytest


def local_spark():
    """Ibis on a local Spark, where there is one."""
    if shutil.which("java") is None:
        pytest.skip("no Java")
    sql = pytest.importorskip("pyspark.sql")
    import ibis

    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    return ibis.pyspark.connect(builder.config("spark.driver.memory", "1g").getOrCreate())


class Local:
    """What tables ask of an engine, on a connection of Ibis alone."""

    def __init__(self, connection, folder):
        self.connection, self.folder = connection, folder

    def frame(self, table):
        return table.to_pyarrow().to_pandas()

    def read(self, d, name="firms"):
        d.to_parquet(self.folder / f"{name}.parquet", index=False)
        return self.connection.read_parquet(str(self.folder / f"{name}.parquet"))
