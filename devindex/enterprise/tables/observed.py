"""From estimates of provinces to observations, and to a panel that an index can be made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.definitions import NATION, Feed, Feeds, Framework, Indicator, load_feeds, regions
from devindex.enterprise.tables.crossings import TOTAL
from devindex.enterprise.tables.measures import Amount, Condition, Measure
from devindex.errors import EnterpriseError, Sentence, listed, say, unknown
from devindex.observations import Panel

__all__ = ["Fed", "feeding", "panel_of", "to_observations"]

WORST = ("A", "U", "O", "Q")
"""Statuses of estimates; the last goes before the others."""


def feeding(feeds: Feeds) -> tuple[Measure, ...]:
    """Measures that fill the regional framework.

    Returns
    -------
    The total of every item that is fed, named by the item; and every indicator that is a ratio of
    two such items, named by the indicator, in its unit: its standard error holds the covariance of
    the two.

    Examples
    --------
    >>> made = feeding(load_feeds())
    >>> next((m.kind, m.factor) for m in made if m.code == "R17")
    ('ratio', 100.0)
    """
    amounts = {item: _amount(feed) for item, feed in feeds.by_item.items()}
    made = [
        Measure(item, "total", amounts[item], factor=feed.factor)
        for item, feed in feeds.by_item.items()
    ]
    for i in _ratios(feeds):
        above, below = (feeds.by_item[name] for name in _items(i))
        factor = i.factor * above.factor / below.factor
        made.append(Measure(i.code, "ratio", amounts[above.item], amounts[below.item], factor))
    return tuple(made)


def _amount(feed: Feed) -> Amount:
    every, some = (
        tuple(Condition(t.item, t.least, t.most) for t in thresholds)
        for thresholds in (feed.every, feed.some)
    )
    return Amount(feed.sum, every, some)


def _items(i: Indicator) -> tuple[str, ...]:
    """Items of an indicator."""
    return tuple(q.name for q in (i.numerator, i.denominator) if q is not None)


def _ratios(feeds: Feeds) -> list[Indicator]:
    return [i for i in feeds.filled() if i.denominator is not None]


def to_observations(
    estimates: pd.DataFrame, feeds: Feeds, year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Bring estimates by province to the form of observations.

    A denominator is its estimated total :math:`\hat B`. A numerator is
    :math:`\hat A = \hat R \hat B / f`, with :math:`\hat R` the indicator as estimated from firms
    that answered both items: firms that did not answer are taken to be as the others, and the
    indicator made of the two observations is the one whose standard error is known.

    Parameters
    ----------
    estimates
        By province, of the measures of :func:`feeding`
        (:func:`~devindex.enterprise.tables.tabulate.tabulate`); rows of other columns than
        ``province`` must be totals. The total of all provinces, if there, is the nation.
    year
        Of the returns.

    Returns
    -------
    Observations: ``series`` (the item), ``region``, ``year``, ``value``, ``unit``, ``status`` (A,
    U low reliability, Q suppressed, O missing; with Q and O there is no value) and ``flags``
    (``proxy``). Standard errors: ``(region, year)`` by indicator, in its unit, NaN where not
    known.

    Raises
    ------
    EnterpriseError
        If a measure is not there, or a province is not known.
    """
    value, se, status = _by_region(estimates, [m.code for m in feeding(feeds)])
    own = {_items(i)[0]: i for i in _ratios(feeds)}
    units = {i.code: i.unit.en for i in feeds.framework.items}
    parts = []
    for item, feed in feeds.by_item.items():
        v, s = value[item], status[item]
        if (i := own.get(item)) is not None:
            below = _items(i)[1]
            v = value[i.code] * value[below] / i.factor
            s = pd.Series(np.maximum(status[i.code], status[below]), index=s.index)
        s = s.where(v.notna() | (s >= WORST.index("O")), WORST.index("O"))
        parts.append(
            pd.DataFrame(
                {
                    "series": item, "region": v.index, "year": year,
                    "value": v.where(s < WORST.index("O")).to_numpy(), "unit": units[item],
                    "status": np.array(WORST)[s.to_numpy(dtype=int)],
                    "flags": "proxy" if feed.proxy else "",
                }
            )
        )  # fmt: skip
    errors = se[[i.code for i in own.values()]].where(status[[i.code for i in own.values()]] < 2)
    errors.index = pd.MultiIndex.from_product([errors.index, [year]], names=["region", "year"])
    return pd.concat(parts, ignore_index=True), errors.rename_axis(columns=None)


def _by_region(
    estimates: pd.DataFrame, codes: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Values, standard errors and places of the statuses, region × measure."""
    wanted = ("province", "measure", "value", "se", "status")
    problems = [unknown("column", c, estimates.columns) for c in wanted if c not in estimates]
    if problems:
        raise EnterpriseError(problems)
    first = list(estimates.columns).index("measure")
    others = [c for c in estimates.columns[:first] if c != "province"]
    rows = estimates[(estimates[others] == TOTAL).all(axis=1)]
    known = [c for c, r in regions().items() if c != NATION.code] + [TOTAL]
    strange = sorted(set(rows["province"]) - set(known))
    lost = sorted(set(codes) - set(rows["measure"]))
    problems = [unknown("region", str(c), known) for c in strange]
    if lost:
        problems.append(
            say(
                "{n} measures are not in the estimates by province, first {one}; estimate those "
                "of feeding()",
                "分省估计值中缺少{n}个指标，首个为 {one}；应按 feeding() 给出的指标估计",
                n=len(lost), one=lost[0],
            )
        )  # fmt: skip
    if problems:
        raise EnterpriseError(problems)
    region = rows["province"].replace({TOTAL: NATION.code})
    rows = rows.assign(region=region, place=rows["status"].map({s: n for n, s in enumerate(WORST)}))
    rows = rows[rows["measure"].isin(codes)]
    if rows.duplicated(["region", "measure"]).any():
        raise EnterpriseError(say("a province comes twice in the estimates", "估计值中有省份重复"))
    wide = rows.pivot(index="region", columns="measure", values=["value", "se", "place"])
    return wide["value"].astype(float), wide["se"].astype(float), wide["place"].astype(int)


@dataclass(frozen=True, eq=False)
class Fed:
    """A panel of what estimates fill.

    Attributes
    ----------
    panel
        Items by region and year, of the framework ``regional`` cut down to the indicators that
        have figures, all of them scored.
    errors
        Standard errors of indicators, in the shape ``Space`` of the uncertainty analysis takes.
    proxies
        Codes of the indicators that are filled by something near.
    coverage
        How much of the framework there is, in words.
    """

    panel: Panel
    errors: pd.DataFrame
    proxies: tuple[str, ...]
    coverage: Sentence


def panel_of(
    estimates: Mapping[int, pd.DataFrame],
    feeds: Feeds | None = None,
    others: pd.DataFrame | None = None,
) -> Fed:
    """Lay estimates of some years on a panel that an index can be made of.

    The framework has no goalposts, so a recipe must normalise without them.

    Parameters
    ----------
    estimates
        By year; see :func:`to_observations`.
    feeds
        The package's own if not given.
    others
        Items that come by questionnaire of the province: one row a region and year, one column an
        item. An item that is fed is not taken from here.

    Raises
    ------
    EnterpriseError
        As :func:`to_observations`; no year; an item of ``others`` that is fed.
    """
    feeds = feeds or load_feeds()
    if not estimates:
        raise EnterpriseError(say("no year of estimates is given", "没有给出任何年份的估计值"))
    both = sorted(set(() if others is None else others.columns) & set(feeds.by_item))
    if both:
        raise EnterpriseError(
            say(
                "others has the items {items}, which estimates fill; leave them out",
                "others 中的题项 {items} 已由估计值填报，请删去",
                items=listed(both),
            )
        )
    done = [to_observations(frame, feeds, year) for year, frame in sorted(estimates.items())]
    seen = pd.concat([frame for frame, _ in done])
    wide = seen.pivot(index=["region", "year"], columns="series", values=["value", "status"])
    value, status = wide["value"].astype(float), wide["status"]
    if others is not None:
        keys = ["region", "year"]
        more = others if others.index.names == keys else others.set_index(keys)
        value = value.join(more)
        status = status.join(more.notna().replace({True: "A", False: "O"}))
    chosen = feeds.filled(frozenset(value.columns))
    framework = _reduced(feeds.framework, chosen)
    errors = pd.concat([e for _, e in done]).sort_index()
    proxies = tuple(i.code for i in chosen if feeds.proxy(i))
    coverage = say(
        "{n} of {all} indicators have figures, {k} of them of something near; the others come by "
        "questionnaire of the province",
        "{all}项指标中有{n}项有数据，其中{k}项为近似替代；其余由省级问卷填报",
        n=len(chosen), all=len(feeds.framework.indicators), k=len(proxies),
    )  # fmt: skip
    panel = Panel.of(framework, value.rename_axis(columns=None), status=status.fillna("O"))
    return Fed(panel, errors, proxies, coverage)


def _reduced(framework: Framework, chosen: Sequence[Indicator]) -> Framework:
    """The framework with some indicators alone, all scored, and the nodes above them."""
    scored = tuple(i.model_copy(update={"scored": True}) for i in chosen)
    themes = tuple(t for t in framework.themes if t.code in {i.theme for i in scored})
    above = {t.dimension for t in themes}
    return framework.model_copy(
        update={
            "indicators": scored, "themes": themes,
            "dimensions": tuple(d for d in framework.dimensions if d.code in above),
        }
    )  # fmt: skip
