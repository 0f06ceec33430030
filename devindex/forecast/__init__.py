"""Where it goes: series of announced figures, what comes of them, and the targets they meet.

``devindex.forecast`` is both this room and its first function: ``devindex.forecast("...")`` is
:func:`devindex.forecast.outlook.forecast`.
"""

import sys
from inspect import signature
from types import ModuleType

from devindex.forecast.assessing import assess, assessments, assessments_frame
from devindex.forecast.assessment import Assessment, Reference
from devindex.forecast.backtesting import Backtest, backtest
from devindex.forecast.nation import NationalIndex, national_index
from devindex.forecast.outlook import Forecast, forecast
from devindex.forecast.pace import next_figure, pace_for
from devindex.forecast.predicting import predict
from devindex.forecast.projection import project
from devindex.forecast.provinces import province_probabilities
from devindex.forecast.records import read_record, record, score_record
from devindex.forecast.series import Series, clean_series, target_series
from devindex.forecast.sharing import share_target
from devindex.forecast.states import (
    STATES,
    TargetState,
    states_frame,
    target_state,
    target_states,
    unmeasured,
)
from devindex.forecast.verdicts import Verdict
from devindex.forecast.whatif import Scenario, scenarios

__all__ = [
    "STATES",
    "Assessment",
    "Backtest",
    "Forecast",
    "NationalIndex",
    "Reference",
    "Scenario",
    "Series",
    "TargetState",
    "Verdict",
    "assess",
    "assessments",
    "assessments_frame",
    "backtest",
    "clean_series",
    "forecast",
    "national_index",
    "next_figure",
    "pace_for",
    "predict",
    "project",
    "province_probabilities",
    "read_record",
    "record",
    "scenarios",
    "score_record",
    "share_target",
    "states_frame",
    "target_series",
    "target_state",
    "target_states",
    "unmeasured",
]


class _Room(ModuleType):
    """The room, which can be called."""

    __call__ = staticmethod(forecast)


sys.modules[__name__].__class__ = _Room
__signature__ = signature(forecast)
