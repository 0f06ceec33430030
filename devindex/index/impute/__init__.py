"""Fill holes: carried in time, means of groups, models."""

from devindex.index.impute import carry, models

__all__ = ["carry", "models"]
