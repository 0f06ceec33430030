"""Returns of the offices: the questionnaire they fill in, its reading by key, their collection."""

from devindex.observations.returns.collecting import Collected, collect
from devindex.observations.returns.reading import read_return
from devindex.observations.returns.revising import Revised, revise
from devindex.observations.returns.template import template, templates

__all__ = ["Collected", "Revised", "collect", "read_return", "revise", "template", "templates"]
