"""A connection of Ibis alone, for tests of what asks little of an engine."""


class Local:
    """What tables ask of an engine, on a connection of Ibis alone."""

    def __init__(self, connection, folder):
        self.connection, self.folder, self.kept = connection, folder, 0

    def frame(self, table):
        return table.to_pyarrow().to_pandas()

    def keep(self, table):
        self.kept += 1
        return self.read(self.frame(table), f"kept-{self.kept}")

    def read(self, d, name="firms"):
        d.to_parquet(self.folder / f"{name}.parquet", index=False)
        return self.connection.read_parquet(str(self.folder / f"{name}.parquet"))
