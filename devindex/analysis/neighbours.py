"""Who is near whom: spatial weights of regions by common border, distance or number."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from devindex import shipped
from devindex.analysis.subject import many
from devindex.errors import MethodError, listed, say, unknown
from devindex.index.arrays import Floats

__all__ = ["Kind", "spatial_weights", "subset"]

Kind: TypeAlias = Literal["contiguity", "distance", "nearest"]
KINDS = ("contiguity", "distance", "nearest")


def spatial_weights(
    codes: Sequence[str],
    kind: Kind = "contiguity",
    *,
    coordinates: pd.DataFrame | None = None,
    nearest: int = 4,
    within: float | None = None,
    power: float = 1.0,
) -> Any:
    """Spatial weights of some regions, as libpysal has them.

    Parameters
    ----------
    codes
        Regions, in the order the weights will have.
    kind
        ``contiguity``: 1 for a common land border (``data/regions/neighbours.csv``), with Hainan
        joined to Guangdong by convention, and Taiwan to Fujian where Taiwan is among the regions.
        ``distance``: one over the distance to a power, for regions within a distance of each
        other. ``nearest``: 1 for the nearest regions.
    coordinates
        Two columns by region, in a plane (project longitude and latitude first). The tile grid,
        which stands in for the map and is no map, if not given.
    nearest
        Number of nearest regions.
    within
        Largest distance that counts; the least that leaves no region alone if not given.
    power
        Power of the distance.

    Returns
    -------
    ``libpysal.weights.W``, its ids the codes in the order given, not standardised. A region may
    be without neighbours: the statistics refuse it.

    Raises
    ------
    MethodError
        For an unknown kind, fewer than three regions, a region without a place, or two at the
        same place.

    Examples
    --------
    >>> w = spatial_weights(["110000", "120000", "130000", "460000", "440000"])
    >>> w["120000"], w["460000"]
    ({'110000': 1.0, '130000': 1.0}, {'440000': 1.0})
    """
    from libpysal.weights import KNN, W

    names = [str(c) for c in codes]
    if kind not in KINDS:
        raise MethodError(unknown("weights", str(kind), KINDS))
    if len(set(names)) < 3:
        raise MethodError(
            say(
                "{regions} given; spatial weights need three",
                "只给出{n}个地区，空间权重至少需要三个",
                n=len(set(names)),
                regions=many(len(set(names)), "region is", "regions are"),
            )
        )
    if kind == "contiguity":
        return W(_contiguity(names), id_order=names, silence_warnings=True)
    place = _places(names, coordinates)
    if kind == "nearest":
        if not 1 <= nearest < len(names):
            raise MethodError(
                say(
                    "nearest is {k}; it must be 1 to {most}",
                    "nearest 为{k}，应为1至{most}",
                    k=nearest,
                    most=len(names) - 1,
                )
            )
        return KNN(place, k=nearest, ids=names, silence_warnings=True)
    apart = np.linalg.norm(place[:, None] - place, axis=2)
    np.fill_diagonal(apart, np.inf)
    reach = float(apart.min(axis=1).max() * (1 + 1e-9)) if within is None else float(within)
    near = {c: np.nonzero(row <= reach)[0] for c, row in zip(names, apart, strict=True)}
    return W(
        {c: [names[j] for j in found] for c, found in near.items()},
        {c: list(apart[i, near[c]] ** -power) for i, c in enumerate(names)},
        id_order=names,
        silence_warnings=True,
    )


def subset(w: Any, codes: Sequence[str], year: int) -> Any:
    """Weights among some of the regions; a copy, so that nobody's standardisation changes.

    Raises
    ------
    MethodError
        Naming regions the weights do not have, or that are left without a neighbour.
    """
    from libpysal.weights import w_subset

    known = set(w.id_order)
    lost = [c for c in codes if c not in known]
    if lost:
        raise MethodError(
            say(
                "the weights have no {codes}",
                "空间权重中没有 {codes}",
                codes=listed(lost[:10]),
            )
        )
    part = w_subset(w, list(codes), silence_warnings=True)
    if part.islands:
        raise MethodError(
            say(
                "{codes} have no neighbour with a value in {year}; leave them out, or use weights "
                "'nearest'",
                "{codes} 在{year}年没有有值的相邻地区；请将其剔除，或改用 'nearest' 权重",
                codes=listed(part.islands[:10]),
                year=year,
            )
        )
    return part


def _contiguity(names: Sequence[str]) -> dict[str, list[str]]:
    """Neighbours of each region among those given."""
    found: dict[str, list[str]] = {c: [] for c in names}
    path = shipped.data() / "regions" / "neighbours.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            a, b = row["region_a"], row["region_b"]
            if a in found and b in found:
                found[a].append(b)
                found[b].append(a)
    return found


def _places(names: Sequence[str], coordinates: pd.DataFrame | None) -> Floats:
    """Place of each region in a plane: (n, 2)."""
    if coordinates is None:
        table = pd.read_csv(shipped.data() / "regions" / "tile_grid.csv", dtype={"region": str})
        coordinates = table.set_index("region")[["col", "row"]]
    table = coordinates.copy()
    table.index = table.index.map(str)
    place = table.reindex(names).to_numpy(dtype=float)
    problems = []
    if place.shape[1] != 2:
        problems.append(
            say(
                "coordinates have {k} columns; two are needed",
                "坐标有{k}列，应为两列",
                k=place.shape[1],
            )
        )
    lost = [c for c, row in zip(names, place, strict=True) if not np.isfinite(row).all()]
    if lost:
        problems.append(
            say("{codes} have no coordinates", "{codes} 没有坐标", codes=listed(lost[:10]))
        )
    elif len(np.unique(place, axis=0)) < len(names):
        problems.append(say("two regions lie at the same place", "有两个地区位于同一位置"))
    if problems:
        raise MethodError(problems)
    return np.asarray(place)


def given_weights(w: Kind | Mapping[str, Sequence[str]] | Any, codes: Sequence[str]) -> Any:
    """Weights by name, as lists of neighbours, or as libpysal's own."""
    from libpysal.weights import W

    if isinstance(w, str):
        return spatial_weights(codes, w)  # type: ignore[arg-type]  # checked there
    if isinstance(w, Mapping):
        return W({str(k): list(map(str, v)) for k, v in w.items()}, silence_warnings=True)
    if not isinstance(w, W):
        raise MethodError(
            say(
                "{kind} are no weights; give 'contiguity', 'distance', 'nearest', lists of "
                "neighbours by region, or libpysal weights",
                "{kind} 不是空间权重；请给出 'contiguity'、'distance'、'nearest'，"
                "或各地区的相邻地区列表，或 libpysal 权重",
                kind=type(w).__name__,
            )
        )
    return w
