"""A release in the words of other systems: Data Package, SDMX, JSON-LD, citation, headlines."""
