"""The published page of a release: one folder that opens from disk and asks no other host."""

from devindex.release.site.build import build_site, site

__all__ = ["build_site", "site"]
