r"""Three rules that say whether a target will be met; side by side, never averaged.

Growth-ratio rule: growth a year from the first figure to the latest, over the growth a year from
the first figure to the target at its deadline,

.. math:: R = \frac{(y_n / y_0)^{1 / (t_n - t_0)} - 1}{(y^* / y_0)^{1 / (t^* - t_0)} - 1}.

Path rule: the latest figure beside the straight path from a base figure to the target,

.. math:: y_0 + (y^* - y_0) \frac{t_n - t_0}{t^* - t_0}.

Probability rule: the probability in fixed words. ``SOURCES`` says whose rules these are, and what
is this package's own reading of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from devindex.definitions import Text
from devindex.forecast.series import Series

__all__ = [
    "BANDS", "GROWTH", "RATIO", "SOURCES", "Verdict", "band", "compound", "differ", "growth",
    "growth_ratio", "likelihood", "path",
]  # fmt: skip

SOURCES = MappingProxyType(
    {
        "growth-ratio": "Eurostat, Sustainable development in the European Union, indicators with "
        "a quantitative target; as Statistics Canada applies it (Open SDG, progress methodology)",
        "growth": "Eurostat, Sustainable development in the European Union, indicators without a "
        "quantitative target",
        "path": "Decision (EU) 2022/2481, Digital Decade: figures observed against a projected "
        "path to the target. The Commission draws lines or S-curves; the straight path from an "
        "announced figure is this package's choice",
        "probability": "Mastrandrea et al. 2010, guidance note for the fifth IPCC assessment "
        "report, table 1; where its bands overlap, the narrowest word is taken",
    }
)
"""Source of each rule, by its id."""

RATIO = (
    (0.95, Text(zh="进展显著", en="significant progress"), True),
    (0.60, Text(zh="进展中等", en="moderate progress"), False),
    (0.0, Text(zh="进展不足", en="insufficient progress"), False),
    (-np.inf, Text(zh="偏离目标", en="movement away"), False),
)
"""Lowest ratio of observed to required growth, the words, and whether they favour the target."""
GROWTH = (
    (0.01, Text(zh="显著向好", en="significant progress"), None),
    (0.0, Text(zh="略有向好", en="moderate progress"), None),
    (-0.01, Text(zh="略有变差", en="moderate movement away"), None),
    (-np.inf, Text(zh="显著变差", en="significant movement away"), None),
)
"""Lowest growth a year in the right direction, where no target is looked at."""
BANDS = (
    (0.99, Text(zh="几乎肯定", en="virtually certain"), True),
    (0.90, Text(zh="很可能", en="very likely"), True),
    (0.66, Text(zh="较可能", en="likely"), True),
    (0.33, Text(zh="可能性约为一半", en="about as likely as not"), None),
    (0.10, Text(zh="不大可能", en="unlikely"), False),
    (0.01, Text(zh="很不可能", en="very unlikely"), False),
    (0.0, Text(zh="几乎不可能", en="exceptionally unlikely"), False),
)
"""Lowest probability of each word."""
Scale = tuple[tuple[float, Text, bool | None], ...]

_REACHED = Text(zh="已达到目标", en="target reached")
_ONE = Text(zh="只有一个数值，不能判断增长", en="only one figure, so growth cannot be judged")
_FLAT = Text(zh="无法计算", en="cannot be computed")
_ON = Text(zh="达到或高于路径", en="on or above the path")
_OFF = Text(zh="低于路径", en="below the path")
_UNTOLD = Text(zh="数值只是下限，不能判断", en="the figure is only a bound and does not tell")


@dataclass(frozen=True)
class Verdict:
    """What one rule says, with the numbers it says it by."""

    rule: str
    words: Text
    favours: bool | None
    """Whether it speaks for the target being met; None where it does not say."""
    components: Mapping[str, float | str] = field(default_factory=dict)
    firm: bool = True
    """Whether the words stay the same at both ends of the announced intervals."""

    @property
    def source(self) -> str:
        """Whose rule it is."""
        return SOURCES[self.rule]


def compound(first: float, last: float, years: float) -> float:
    """Growth a year that leads from one figure to another; NaN from nothing or below.

    Examples
    --------
    >>> round(compound(100, 121, 2), 10)
    0.1
    """
    if not (first > 0 and last >= 0 and years > 0):
        return float("nan")
    return float((last / first) ** (1 / years) - 1)


def band(probability: float) -> Text:
    """The word for a probability.

    Examples
    --------
    >>> band(0.95).en, band(0.44).zh
    ('very likely', '可能性约为一半')
    """
    return _on(BANDS, probability)[0]


def differ(verdicts: Iterable[Verdict]) -> bool:
    """Whether one rule speaks for the target and another against it."""
    said = {v.favours for v in verdicts}
    return {True, False} <= said


def likelihood(probability: float, *, reached: bool = False) -> Verdict:
    """The probability rule; a target reached already needs none.

    Examples
    --------
    >>> likelihood(0.95).words.en, likelihood(1.0, reached=True).words.en
    ('very likely', 'target reached')
    """
    words, favours = (_REACHED, True) if reached else _on(BANDS, probability)
    return Verdict("probability", words, favours, {"probability": probability})


def growth_ratio(
    series: Series, threshold: float, end: float, *, at_most: bool = False, strict: bool = False
) -> Verdict:
    """The growth-ratio rule, for a threshold to be reached by the decimal year ``end``.

    Whether a figure proves it reached already is as :meth:`Series.reaches` has it.

    Examples
    --------
    >>> told = growth_ratio(Series.of([2020.0, 2022.0], [100, 121]), 259.374246, 2030.0)
    >>> told.words.en, round(told.components["ratio"], 3), told.favours
    ('significant progress', 1.0, True)
    """
    if len(series) < 2:
        return Verdict("growth-ratio", _ONE, None)
    span, whole = series.times[-1] - series.times[0], end - series.times[0]
    ends = [_ratio(a, b, threshold, span, whole, at_most) for a, b in _ends(series)]
    observed = compound(series.values[0], series.values[-1], span)
    required = compound(series.values[0], threshold, whole)
    parts: dict[str, float | str] = {
        "observed": observed, "required": required, "ratio": ends[0], "ratio_low": min(ends[1:]),
        "ratio_high": max(ends[1:]), "base_value": float(series.values[0]),
        "base_date": series.kept[0].figure.when,
    }  # fmt: skip
    if series.reaches(threshold, at_most=at_most, strict=strict).any():
        return Verdict("growth-ratio", _REACHED, True, parts)
    if not np.isfinite(ends).all():
        return Verdict("growth-ratio", _FLAT, None, parts)
    said = [_on(RATIO, r) for r in ends]
    return Verdict("growth-ratio", *said[0], parts, said[0] == said[1] == said[2])


def growth(series: Series, *, at_most: bool = False) -> Verdict:
    """Eurostat's rule for what has no target: growth a year alone."""
    if len(series) < 2:
        return Verdict("growth", _ONE, None)
    span = series.times[-1] - series.times[0]
    sign = -1 if at_most else 1
    ends = [sign * compound(a, b, span) for a, b in _ends(series)]
    if not np.isfinite(ends).all():
        return Verdict("growth", _FLAT, None)
    said = [_on(GROWTH, g) for g in ends]
    return Verdict(
        "growth", *said[0], {"observed": sign * ends[0]}, said[0] == said[1] == said[2]
    )  # fmt: skip


def path(
    series: Series, threshold: float, end: float, issued: float, *, at_most: bool = False
) -> Verdict:
    """The path rule.

    The base is the last figure dated before the target was issued, where one has come since, else
    the first figure. A latest figure whose interval holds the path does not tell.

    Examples
    --------
    >>> told = path(Series.of([2020.0, 2022.0], [100, 121]), 300, 2030.0, 2020.5)
    >>> told.words.en, told.components["path"], told.components["base"]
    ('below the path', 140.0, 'since the target was set')
    """
    if len(series) < 2:
        return Verdict("path", _ONE, None)
    since = bool(series.times[0] < issued < series.times[-1])
    n = int(np.searchsorted(series.times, issued) - 1) if since else 0
    start, value = series.times[n], series.values[n]
    on_path = float(value + (threshold - value) * (series.times[-1] - start) / (end - start))
    parts: dict[str, float | str] = {
        "observed_low": float(series.low[-1]), "observed_high": float(series.high[-1]),
        "path": on_path, "base_value": float(value), "base_date": series.kept[n].figure.when,
        "base": "since the target was set" if since else "since the first figure",
    }  # fmt: skip
    low, high = float(series.low[-1]), float(series.high[-1])
    if at_most:
        low, high, on_path = -high, -low, -on_path
    if low >= on_path:
        return Verdict("path", _ON, True, parts)
    if high < on_path:
        return Verdict("path", _OFF, False, parts)
    return Verdict("path", _UNTOLD, None, parts, firm=False)


def _on(scale: Scale, value: float) -> tuple[Text, bool | None]:
    return next((words, favours) for lowest, words, favours in scale if value >= lowest)


def _ends(series: Series) -> tuple[tuple[float, float], ...]:
    """First and latest figure: as announced, growing least and growing most."""
    return (
        (series.values[0], series.values[-1]),
        (series.high[0], series.low[-1]),
        (series.low[0], series.high[-1]),
    )


def _ratio(
    first: float, last: float, threshold: float, span: float, whole: float, at_most: bool
) -> float:
    """Observed over required growth; the sign says whether it leads to the target."""
    required = compound(first, threshold, whole)
    if required == 0:
        return float("nan")
    return (-1 if at_most else 1) * compound(first, last, span) / abs(required)
