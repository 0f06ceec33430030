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
        Clubs,
        Clusters,
        Convergence,
        Coupling,
        Density,
        Disparity,
        Mobility,
        Spatial,
        Typology,
        Uncertainty,
        clubs,
        clusters,
        convergence,
        coupling,
        density,
        disparity,
        mobility,
        space,
        spatial_weights,
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
        MethodError,
        ObservationError,
        ReleaseError,
    )
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
        "Clubs",
        "Clusters",
        "Convergence",
        "Coupling",
        "Density",
        "Disparity",
        "Mobility",
        "Spatial",
        "Typology",
        "Uncertainty",
        "clubs",
        "clusters",
        "convergence",
        "coupling",
        "density",
        "disparity",
        "mobility",
        "space",
        "spatial_weights",
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
        "MethodError",
        "ObservationError",
        "ReleaseError",
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
    "BenefitOfTheDoubt",
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
    "Framework",
    "Index",
    "Indicator",
    "MethodError",
    "Mobility",
    "Normalisation",
    "ObservationError",
    "Observations",
    "Panel",
    "Recipe",
    "ReleaseError",
    "Spatial",
    "Treatment",
    "Typology",
    "Uncertainty",
    "__version__",
    "ahp",
    "benefit_of_the_doubt",
    "clubs",
    "clusters",
    "compare",
    "compute",
    "convergence",
    "coupling",
    "density",
    "disparity",
    "effective_weights",
    "framework_names",
    "load_framework",
    "load_observations",
    "load_panel",
    "load_recipe",
    "method",
    "methods",
    "mobility",
    "recipe_names",
    "regions",
    "simple_recipe",
    "sketch",
    "space",
    "spatial_weights",
    "typology",
    "uncertainty",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        from devindex.errors import did_you_mean

        raise AttributeError(f"devindex has no {name!r}.{did_you_mean(name, __all__)}")
    value = getattr(import_module(f"devindex.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
