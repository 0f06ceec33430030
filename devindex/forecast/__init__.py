"""Where it goes: predictive distributions of short official series."""

from devindex.forecast.predictive import predict

__all__ = ["predict"]
