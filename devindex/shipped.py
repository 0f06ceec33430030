"""Where definitions, facts and pages lie: beside the package, or inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

__all__ = ["data", "indicators", "page"]

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def indicators() -> Path:
    """Folder of the frameworks, one sub-folder each."""
    return _folder("indicators")


def data() -> Path:
    """Folder of the facts: regions, observations, targets."""
    return _folder("data")


def page(name: str) -> Path:
    """A page that a release carries: ``docs/method.md``, ``docs/method.zh.md``, ``LICENSE``."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_file() else _PACKAGE.parent / name
