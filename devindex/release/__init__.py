"""What is published: editions, tables, workbook, folder."""

from devindex.release.build import editions, plan, prepare, write
from devindex.release.tables import Edition

__all__ = ["Edition", "editions", "plan", "prepare", "write"]
