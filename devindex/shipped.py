"""Where definitions and facts lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

__all__ = ["data", "indicators"]

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
