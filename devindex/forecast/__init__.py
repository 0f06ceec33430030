"""Where it goes: clean series of announced figures, the nation's index of them, the targets."""

from devindex.forecast.nation import NationalIndex, national_index
from devindex.forecast.predictive import predict

__all__ = ["NationalIndex", "national_index", "predict"]
