"""Synthetic firms for tests and demonstrations, marked so wherever they go."""

from devindex.enterprise.synthetic.generator import Simulated, simulate
from devindex.enterprise.synthetic.marks import SYNTHETIC, is_synthetic, mark_of

__all__ = ["SYNTHETIC", "Simulated", "is_synthetic", "mark_of", "simulate"]
