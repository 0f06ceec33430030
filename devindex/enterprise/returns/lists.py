"""Code lists of the identity of a firm: industry and size class; provinces are the regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from devindex import shipped
from devindex.definitions import Text, regions
from devindex.definitions.tables import rows

__all__ = ["Industry", "Size", "industries", "provinces", "sizes"]


@dataclass(frozen=True)
class Industry:
    """A division of GB/T 4754-2017: mining (B), manufacturing (C) or utilities (D)."""

    code: str
    section: str
    name: Text


@dataclass(frozen=True)
class Size:
    """A size class of industrial firms, and what a firm of it has at least of both."""

    code: str
    name: Text
    employees: float | None
    revenue: float | None
    """10,000 yuan."""


@cache
def industries() -> Mapping[str, Industry]:
    """The 41 divisions of industry by code.

    Examples
    --------
    >>> industries()["06"].name.zh, len(industries())
    ('煤炭开采和洗选业', 41)
    """
    table = rows(shipped.data() / "firms" / "industries.csv")
    return MappingProxyType(
        {
            r["industry"]: Industry(
                r["industry"], r["section"], Text(zh=r["name_zh"], en=r["name_en"])
            )
            for r in table
        }
    )


@cache
def sizes() -> Mapping[str, Size]:
    """Size classes by code, largest first.

    Examples
    --------
    >>> sizes()["large"].employees, list(sizes())
    (1000.0, ['large', 'medium', 'small', 'micro'])
    """
    table = rows(shipped.data() / "firms" / "sizes.csv")
    return MappingProxyType(
        {
            r["size"]: Size(
                r["size"],
                Text(zh=r["name_zh"], en=r["name_en"]),
                float(r["employees_least"]) if r["employees_least"] else None,
                float(r["revenue_least"]) if r["revenue_least"] else None,
            )
            for r in table
        }
    )


@cache
def provinces() -> tuple[str, ...]:
    """Codes of the 31 provinces the yearbooks tabulate.

    Examples
    --------
    >>> provinces()[0], len(provinces())
    ('110000', 31)
    """
    return tuple(code for code, unit in regions().items() if unit.covered)
