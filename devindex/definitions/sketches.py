"""A framework in a few lines, for exploring a table of one's own; not for publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devindex.definitions.check import scored_faults
from devindex.definitions.model import (
    Dimension,
    Framework,
    Indicator,
    Quantity,
    Scoring,
    Text,
    Theme,
)
from devindex.errors import DefinitionError, say, unknown
from devindex.kinds import admit

__all__ = ["sketch"]

Branches = Mapping[str, Mapping[str, Sequence[str]]]


def sketch(
    tree: Branches,
    *,
    id: str = "own",
    lower_better: Sequence[str] = (),
    denominators: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    goalposts: Mapping[str, tuple[float, float]] | None = None,
    logged: Sequence[str] = (),
    scoring: Scoring | None = None,
) -> Framework:
    """Make a framework from a tree of column names.

    Parameters
    ----------
    tree
        Dimensions, their themes, and the columns of each theme. Codes are letters, digits and
        hyphens, and each stands once in the tree.
    lower_better
        Columns in which less is better.
    denominators
        Column to divide a column by.
    weights
        Weight among siblings of any dimension, theme or column; 1 if not given.
    goalposts, logged
        Fixed bounds of a column, and columns to take the logarithm of.
    scoring
        Base window and base year; all years and the first if not given.

    Raises
    ------
    DefinitionError
        If a name is used that is not in the tree.

    Examples
    --------
    >>> own = sketch({"people": {"health": ["life", "deaths"]}}, lower_better=["deaths"])
    >>> [(i.code, i.direction) for i in own.scored]
    [('life', 'higher-better'), ('deaths', 'lower-better')]
    """
    admit(sketch, locals(), DefinitionError)
    columns = [c for themes in tree.values() for columns in themes.values() for c in columns]
    nodes = [*tree, *(t for themes in tree.values() for t in themes), *columns]
    used = [*lower_better, *(denominators or {}), *(weights or {}), *(goalposts or {}), *logged]
    problems = [unknown("column or node", name, nodes) for name in used if name not in nodes]
    problems += [
        say("{code!r} stands {n} times", "{code!r}出现{n}次", code=c, n=nodes.count(c))
        for c in sorted(set(nodes))
        if nodes.count(c) > 1
    ]
    if problems:
        raise DefinitionError(problems)
    weight = dict(weights or {})

    def said(code: str) -> Text:
        return Text(zh=code, en=code)

    def indicator(code: str, theme: str) -> Indicator:
        below = (denominators or {}).get(code)
        return Indicator(
            code=code, name=said(code), theme=theme, definition=said(code), rationale=said(code),
            unit=Text(zh="按表中单位", en="as in the table"),
            direction="lower-better" if code in lower_better else "higher-better",
            numerator=Quantity(series=code),
            denominator=Quantity(series=below) if below else None,
            function="cross-cutting", system="application", aspect="application-effect",
            document="own", basis="derived", transform="log" if code in logged else "none",
            scored=True, weight=weight.get(code, 1.0), goalposts=(goalposts or {}).get(code),
        )  # fmt: skip

    framework = Framework(
        id=id,
        version="0.0.0",
        level="regional",
        title=said(id),
        summary=Text(zh="自有数据试算框架。", en="A sketch for a table of one's own."),
        scoring=scoring,
        dimensions=tuple(Dimension(code=d, name=said(d), weight=weight.get(d, 1.0)) for d in tree),
        themes=tuple(
            Theme(code=t, dimension=d, name=said(t), weight=weight.get(t, 1.0))
            for d, themes in tree.items()
            for t in themes
        ),
        indicators=tuple(
            indicator(c, t) for themes in tree.values() for t, own in themes.items() for c in own
        ),
    )
    posts = [f for f in scored_faults(framework) if "logged" in f]
    if posts:
        raise DefinitionError(posts)
    return framework
