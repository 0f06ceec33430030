"""What is meant: frameworks, indicators, regions, series, targets."""

from devindex.definitions.feeding import load_feeds
from devindex.definitions.feeds import Feed, Feeds
from devindex.definitions.links import Links, load_links
from devindex.definitions.load import (
    framework_names,
    load_framework,
    schema,
    series_used,
    write_schema,
)
from devindex.definitions.measures import Break, Link, Proxy, SeriesRules
from devindex.definitions.model import Dimension, Framework, Indicator, Item, Text, Theme
from devindex.definitions.rules import ScoringRules
from devindex.definitions.scoring import load_rules
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
from devindex.definitions.targets import StatedValue, Target, load_targets, stated_values, target

__all__ = [
    "NATION",
    "Break",
    "Dimension",
    "Feed",
    "Feeds",
    "Framework",
    "Indicator",
    "Item",
    "Link",
    "Links",
    "Proxy",
    "Region",
    "ScoringRules",
    "Series",
    "SeriesRules",
    "StatedValue",
    "Target",
    "Text",
    "Theme",
    "check_vintages",
    "documents",
    "framework_names",
    "load_feeds",
    "load_framework",
    "load_links",
    "load_rules",
    "load_targets",
    "region",
    "regions",
    "schema",
    "series",
    "series_used",
    "sketch",
    "stated_values",
    "target",
    "targets",
    "write_schema",
]
