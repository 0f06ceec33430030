"""How firms came into a sample: weight, stratum, holding group, and groups in the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONELY", "Bools", "Calibration", "Design", "Floats", "Ints"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Bools = NDArray[np.bool_]

LONELY = ("adjust", "average", "certainty", "fail")
"""What a stratum with one sampled cluster adds to a variance: ``sample_design`` says it."""


@dataclass(frozen=True, eq=False)
class Calibration:
    r"""What weights were calibrated to, as the variance needs it.

    ``base`` (n,) are the weights before, ``x`` the auxiliary variables, sparse (n, q), and
    ``inverse`` (q, q) that of :math:`\sum_i d_i x_i x_i'`, generalised where margins overlap.
    """

    base: Floats
    x: Any
    inverse: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """A stratified sample of clusters.

    Made and checked once by :func:`~devindex.enterprise.surveys.sampling.sample_design`. Of n
    firms in C clusters (holding groups) in H strata.

    Attributes
    ----------
    weight
        Units of the frame one firm stands for, shape (n,).
    stratum, cluster
        Number of each firm's stratum and cluster, shape (n,).
    stratum_of
        Stratum of each cluster, shape (C,).
    sampled, population
        Clusters in the sample and in the frame by stratum, shape (H,); infinite without a
        correction.
    lonely
        Rule for strata with one sampled cluster.
    firms
        Names for messages, shape (n,).
    calibration
        None before :func:`~devindex.enterprise.surveys.calibration.calibrate`.
    """

    weight: Floats
    stratum: Ints
    cluster: Ints
    stratum_of: Ints
    sampled: Ints
    population: Floats
    lonely: str
    firms: NDArray[Any]
    calibration: Calibration | None = None

    def __len__(self) -> int:
        """Firms."""
        return len(self.weight)

    def __repr__(self) -> str:
        """Size in one line."""
        return (
            f"Design({len(self):,} firms, {len(self.stratum_of):,} clusters, "
            f"{len(self.sampled):,} strata)"
        )

    @property
    def whole(self) -> Bools:
        """Strata of which every cluster was taken: no sampling error. (H,)."""
        return np.asarray(self.sampled >= self.population)

    @property
    def single(self) -> Bools:
        """Lonely strata: one sampled cluster of several in the frame. (H,)."""
        return np.asarray((self.sampled == 1) & ~self.whole)

    @property
    def factor(self) -> Floats:
        r"""Factor on squared deviations of cluster totals, by stratum. (H,).

        .. math:: \Bigl(1 - \frac{n_h}{N_h}\Bigr) \frac{n_h}{n_h - 1}

        Zero where a stratum was taken whole or has one cluster.
        """
        n = self.sampled
        f = np.where(self.whole | (n < 2), 1.0, n / self.population)
        return np.asarray((1.0 - f) * n / np.maximum(n - 1, 1))

    @property
    def alone(self) -> Floats:
        """Factor on the squared distance of a lonely stratum from the mean of all. (H,)."""
        use = self.single & (self.lonely == "adjust")
        return np.where(use, 1.0 - 1.0 / self.population, 0.0)
