"""Where it goes: series of announced figures, the national index made of them, what comes of them, and the
targets they meet."""

from devindex.forecast.nation import NationalIndex, national_index
from devindex.forecast.predictive import predict

__all__ = ["NationalIndex", "national_index", "predict"]
