"""How it is computed: registry of methods, recipe, steps, index."""

from devindex.index import aggregate, denominate, impute, normalise, screen, treat, weigh
from devindex.index.recipe import Choice, Recipe, load_recipe, recipe_names, simple_recipe
from devindex.index.registry import STEPS, Method, find, method, methods
from devindex.index.result import Index, Node
from devindex.index.steps import compute

__all__ = [
    "STEPS",
    "Choice",
    "Index",
    "Method",
    "Node",
    "Recipe",
    "aggregate",
    "compute",
    "denominate",
    "find",
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
