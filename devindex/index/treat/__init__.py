"""Treat skewness and outliers, by a declared transform or a rule."""

from devindex.index.treat import outliers, power

__all__ = ["outliers", "power"]
