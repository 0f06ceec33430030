"""Where it goes: series of announced figures, what comes of them, and the targets they meet."""

from devindex.forecast.predictive import predict

__all__ = ["predict"]
