"""What is published: editions, tables, workbook, folder."""

from devindex.release.build import editions, index_of, plan, prepare, write
from devindex.release.tables import Edition

__all__ = ["Edition", "editions", "index_of", "plan", "prepare", "write"]
