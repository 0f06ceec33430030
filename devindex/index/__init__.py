"""How it is computed: registry of methods, recipe, steps, index."""

from devindex.index import aggregate, denominate, impute, normalise, screen, treat, weigh
from devindex.index.aggregate.bod import BenefitOfTheDoubt, benefit_of_the_doubt
from devindex.index.comparison import Comparison, compare, differences
from devindex.index.influence import effective_weights
from devindex.index.own import catalogue, import_methods
from devindex.index.recipe import Choice, Recipe, load_recipe, recipe_names, simple_recipe
from devindex.index.registry import STEPS, Method, find, method, methods
from devindex.index.result import Index, Node
from devindex.index.steps import compute

__all__ = [
    "STEPS",
    "BenefitOfTheDoubt",
    "Choice",
    "Comparison",
    "Index",
    "Method",
    "Node",
    "Recipe",
    "aggregate",
    "benefit_of_the_doubt",
    "catalogue",
    "compare",
    "compute",
    "denominate",
    "differences",
    "effective_weights",
    "find",
    "import_methods",
    "impute",
    "load_recipe",
    "method",
    "methods",
    "normalise",
    "recipe_names",
    "screen",
    "simple_recipe",
    "treat",
    "weigh",
]
