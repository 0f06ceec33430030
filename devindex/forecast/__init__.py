"""Where it goes: series of announced figures, what comes of them, and the targets they meet."""

from devindex.forecast.outlook import Forecast, forecast
from devindex.forecast.predictive import predict
from devindex.forecast.series import Series, clean_series, target_series
from devindex.forecast.states import (
    STATES,
    TargetState,
    states_frame,
    target_state,
    target_states,
    unmeasured,
)

__all__ = [
    "STATES",
    "Forecast",
    "Series",
    "TargetState",
    "clean_series",
    "forecast",
    "predict",
    "states_frame",
    "target_series",
    "target_state",
    "target_states",
    "unmeasured",
]
