"""Regional development-index statistics of the industrial internet.

Five lines from official figures to an index::

    import devindex as dx

    panel = dx.load_panel()
    index = dx.compute(panel)
    index.ranks[2024].sort_values().head()

Names are imported when they are first used, so that ``import devindex`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devindex.analysis import (
        Audit,
        Change,
        Clubs,
        Clusters,
        Convergence,
        Coupling,
        Density,
        Disparity,
        Mobility,
        Profile,
        Sensitivity,
        Space,
        Spatial,
        Structure,
        Typology,
        Uncertainty,
        audit,
        clubs,
        clusters,
        convergence,
        coupling,
        density,
        disparity,
        explain_change,
        explanations,
        mobility,
        profile,
        sensitivity,
        spatial,
        spatial_weights,
        structure,
        typology,
        uncertainty,
    )
    from devindex.definitions import (
        Framework,
        Indicator,
        framework_names,
        load_framework,
        regions,
        sketch,
    )
    from devindex.errors import (
        DefinitionError,
        DevindexError,
        DevindexWarning,
        ForecastError,
        MethodError,
        ObservationError,
        ReleaseError,
    )
    from devindex.forecast import (
        Assessment,
        Forecast,
        NationalIndex,
        Series,
        clean_series,
        national_index,
        pace_for,
        project,
        province_probabilities,
        share_target,
        target_states,
    )
    from devindex.forecast.assess import assess, assessments, assessments_frame
    from devindex.forecast.backtest import Backtest, backtest
    from devindex.forecast.outlook import forecast
    from devindex.forecast.scenarios import scenarios
    from devindex.index import (
        BenefitOfTheDoubt,
        Choice,
        Comparison,
        Index,
        Recipe,
        benefit_of_the_doubt,
        compare,
        compute,
        effective_weights,
        load_recipe,
        method,
        methods,
        recipe_names,
        simple_recipe,
    )
    from devindex.index.transformers import Normalisation, Treatment
    from devindex.index.weigh.ahp import ahp
    from devindex.observations import Observations, Panel, load_observations, load_panel

__version__ = "0.1.0"

_ROOMS = {
    "analysis": (
        "Audit",
        "Change",
        "Clubs",
        "Clusters",
        "Convergence",
        "Coupling",
        "Density",
        "Disparity",
        "Mobility",
        "Profile",
        "Sensitivity",
        "Space",
        "Spatial",
        "Structure",
        "Typology",
        "Uncertainty",
        "audit",
        "clubs",
        "clusters",
        "convergence",
        "coupling",
        "density",
        "disparity",
        "explain_change",
        "explanations",
        "mobility",
        "profile",
        "sensitivity",
        "spatial",
        "spatial_weights",
        "structure",
        "typology",
        "uncertainty",
    ),
    "definitions": (
        "Framework",
        "Indicator",
        "framework_names",
        "load_framework",
        "regions",
        "sketch",
    ),
    "errors": (
        "DefinitionError",
        "DevindexError",
        "DevindexWarning",
        "ForecastError",
        "MethodError",
        "ObservationError",
        "ReleaseError",
    ),
    "forecast": (
        "Assessment",
        "Backtest",
        "Forecast",
        "NationalIndex",
        "Series",
        "assess",
        "assessments",
        "assessments_frame",
        "backtest",
        "clean_series",
        "national_index",
        "pace_for",
        "project",
        "province_probabilities",
        "scenarios",
        "share_target",
        "target_states",
    ),
    "index": (
        "BenefitOfTheDoubt",
        "Choice",
        "Comparison",
        "Index",
        "Recipe",
        "benefit_of_the_doubt",
        "compare",
        "compute",
        "effective_weights",
        "load_recipe",
        "method",
        "methods",
        "recipe_names",
        "simple_recipe",
    ),
    "index.weigh.ahp": ("ahp",),
    "index.transformers": ("Normalisation", "Treatment"),
    "observations": ("Observations", "Panel", "load_observations", "load_panel"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Assessment",
    "Audit",
    "Backtest",
    "BenefitOfTheDoubt",
    "Change",
    "Choice",
    "Clubs",
    "Clusters",
    "Comparison",
    "Convergence",
    "Coupling",
    "DefinitionError",
    "Density",
    "DevindexError",
    "DevindexWarning",
    "Disparity",
    "Forecast",
    "ForecastError",
    "Framework",
    "Index",
    "Indicator",
    "MethodError",
    "Mobility",
    "NationalIndex",
    "Normalisation",
    "ObservationError",
    "Observations",
    "Panel",
    "Profile",
    "Recipe",
    "ReleaseError",
    "Sensitivity",
    "Series",
    "Space",
    "Spatial",
    "Structure",
    "Treatment",
    "Typology",
    "Uncertainty",
    "__version__",
    "ahp",
    "assess",
    "assessments",
    "assessments_frame",
    "audit",
    "backtest",
    "benefit_of_the_doubt",
    "clean_series",
    "clubs",
    "clusters",
    "compare",
    "compute",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "effective_weights",
    "explain_change",
    "explanations",
    "forecast",
    "framework_names",
    "load_framework",
    "load_observations",
    "load_panel",
    "load_recipe",
    "method",
    "methods",
    "mobility",
    "national_index",
    "pace_for",
    "profile",
    "project",
    "province_probabilities",
    "recipe_names",
    "regions",
    "scenarios",
    "sensitivity",
    "share_target",
    "simple_recipe",
    "sketch",
    "spatial",
    "spatial_weights",
    "structure",
    "target_states",
    "typology",
    "uncertainty",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:  # a room called as its main function
        return import_module(f"devindex.{name}")
    if name not in _HOME:
        from devindex.errors import did_you_mean

        raise AttributeError(f"devindex has no {name!r}.{did_you_mean(name, __all__)}")
    value = getattr(import_module(f"devindex.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
