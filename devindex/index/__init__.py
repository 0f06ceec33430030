"""How it is computed: registry of methods, recipe, steps, index."""

from devindex.index import aggregate, denominate, impute, normalise, treat, weigh
from devindex.index.recipe import Recipe, load_recipe, recipe_names
from devindex.index.registry import STEPS, Method, find, method, methods
from devindex.index.result import Index, Node
from devindex.index.steps import compute

__all__ = [
    "STEPS",
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
    "treat",
    "weigh",
]
