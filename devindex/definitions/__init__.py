"""What is meant: frameworks, indicators, regions, series, targets."""

from devindex.definitions.load import (
    framework_names,
    load_framework,
    schema,
    series_used,
    write_schema,
)
from devindex.definitions.model import Dimension, Framework, Indicator, Item, Text, Theme
from devindex.definitions.sketches import sketch
from devindex.definitions.tables import (
    NATION,
    Region,
    Series,
    check_vintages,
    documents,
    region,
    regions,
    series,
    targets,
)

__all__ = [
    "NATION",
    "Dimension",
    "Framework",
    "Indicator",
    "Item",
    "Region",
    "Series",
    "Text",
    "Theme",
    "check_vintages",
    "documents",
    "framework_names",
    "load_framework",
    "region",
    "regions",
    "schema",
    "series",
    "series_used",
    "sketch",
    "targets",
    "write_schema",
]
