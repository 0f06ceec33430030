"""Bring indicators in many units to points on one scale."""

from devindex.index.normalise import distance, order, ratio, scale

__all__ = ["distance", "order", "ratio", "scale"]
