"""Weights of siblings: declared, said by experts, or read off the figures."""

from devindex.index.weigh import ahp, combine, expert, factors, outcome, spread

__all__ = ["ahp", "combine", "expert", "factors", "outcome", "spread"]
