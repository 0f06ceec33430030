"""Where it goes: clean series of announced figures, the nation's index of them, the targets.

The room bears the name of its main function and is called as it, so that ``dx.forecast(...)``
works whether or not something has imported the room before.
"""

import sys
from inspect import signature
from types import ModuleType

from devindex.forecast.assess import assess, assessments, assessments_frame
from devindex.forecast.assessment import Assessment, Reference
from devindex.forecast.backtest import Backtest, backtest
from devindex.forecast.nation import NationalIndex, national_index
from devindex.forecast.outlook import Forecast, forecast
from devindex.forecast.pace import next_figure, pace_for
from devindex.forecast.predictive import predict
from devindex.forecast.projection import project
from devindex.forecast.provinces import province_probabilities
from devindex.forecast.record import read_record, record, score_record
from devindex.forecast.scenarios import Scenario, scenarios
from devindex.forecast.series import Series, clean_series, target_series
from devindex.forecast.sharing import share_target
from devindex.forecast.states import TargetState, states_frame, target_state, target_states
from devindex.forecast.verdicts import Verdict

__all__ = [
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
]


class _Room(ModuleType):
    __call__ = staticmethod(forecast)


__signature__ = signature(forecast)
sys.modules[__name__].__class__ = _Room
