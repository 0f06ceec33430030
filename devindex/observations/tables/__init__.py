"""Tables as they were published, read with every change reported."""

from devindex.observations.tables.reading import Imported, import_table, read_table

__all__ = ["Imported", "import_table", "read_table"]
