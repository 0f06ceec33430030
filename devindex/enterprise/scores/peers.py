"""Where a firm stands among the firms it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devindex.definitions.rules import Peers
from devindex.enterprise.scores.points import SLACK

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from devindex.enterprise.engine import Engine

__all__ = ["place", "placed", "standing"]

STEPS = "steps"
"""Column of the score in whole steps of :data:`SLACK`, so that equal scores are equal."""


def place(score: ir.FloatingValue) -> ir.IntegerValue:
    """A score as a whole number of steps. NULL stays NULL."""
    return (score / SLACK + 0.5).floor().cast("int64")


def placed(engine: Engine, kept: ir.Table, peers: Peers) -> ir.Table:
    r"""Percentile and size of the peer group of every firm that has both, as :func:`standing`.

    One sort of two whole numbers a firm. What it takes is kept by the engine.

    Parameters
    ----------
    kept
        The columns of ``peers.by``, ``score`` and ``row``, the number of the firm.

    Returns
    -------
    ``row``, ``percentile``, ``peers``.
    """
    import ibis

    known = kept.filter(kept["score"].notnull(), *[kept[c].notnull() for c in peers.by])
    groups = known.group_by(peers.by).agg(n=known.count())
    groups = groups.mutate(group=ibis.row_number().over(order_by=peers.by))
    groups = engine.keep(groups).rename({f"of {c}": c for c in peers.by})
    met = known.join(groups, [known[c] == groups[f"of {c}"] for c in peers.by])
    met = met.select("row", "n", group=met["group"].cast("int32"), steps=place(met["score"]))
    inside = {"group_by": "group", "order_by": "steps"}
    counts = met.mutate(
        below=ibis.rank().over(**inside),
        upto=met.count().over(ibis.window(**inside, range=(None, 0))),
    )
    share = (counts["below"] + (counts["upto"] - counts["below"]) / 2.0) / counts["n"] * 100.0
    return engine.keep(
        counts.select(
            "row",
            percentile=ibis.ifelse(counts["n"] >= peers.least, share, ibis.null("float64")),
            peers=counts["n"],
        )
    )


def standing(scored: ir.Table, peers: Peers) -> ir.Table:
    r"""Percentile and size of the peer group, for every score that occurs in it.

    .. math:: p = 100\,\frac{n_{<} + n_{=} / 2}{n}

    with the firms of the group that score lower, those that score the same (the firm itself among
    them) and all that have a score. Firms count once each, whatever their weight.

    Parameters
    ----------
    scored
        The columns of ``peers.by`` and ``score``; no more are needed.

    Returns
    -------
    One row for every group and score: ``peers.by``, ``steps``, ``percentile`` (NULL in groups
    with fewer firms than ``peers.least``) and ``peers``.
    """
    import ibis

    known = scored.filter(scored["score"].notnull(), *[scored[c].notnull() for c in peers.by])
    known = known.select(*peers.by, **{STEPS: place(known["score"])}).view()
    counts = known.group_by([*peers.by, STEPS]).agg(same=known.count())
    group = ibis.window(group_by=peers.by)
    upto = ibis.window(group_by=peers.by, order_by=STEPS, rows=(None, 0))
    sums = counts.mutate(n=counts["same"].sum().over(group), upto=counts["same"].sum().over(upto))
    sums = sums.view()
    share = (sums["upto"] - sums["same"] / 2.0) / sums["n"] * 100.0
    return sums.select(
        *peers.by, STEPS,
        percentile=ibis.ifelse(sums["n"] >= peers.least, share, ibis.null("float64")),
        peers=sums["n"],
    )  # fmt: skip
