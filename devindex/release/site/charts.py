"""Chart specifications of the page: Altair makes them, the page fills in the rows and draws them.

Colours are variables of the style sheet (``var(--...)``), so that one specification serves light
and dark pages and print. Each chart reads the data set named ``rows``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from devindex.definitions.model import LANGUAGES, Language, Text

__all__ = ["CHARTS", "bundle", "specifications"]

INK, MUTED, GRID = "var(--ink)", "var(--muted)", "var(--line)"
COLOURS = ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)"]
DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3]]
YEAR = Text(zh="年份", en="Year")
SCORE = Text(zh="得分（0—100）", en="Score (0–100)")
RANK = Text(zh="位次（1为最高）", en="Rank (1 is the highest)")
REGION = Text(zh="地区", en="Region")
RANGE = Text(zh="90%位次区间", en="90 % rank range")
INTERVAL = Text(zh="80%区间", en="80 % interval")
DATE = Text(zh="年末", en="Year end")
MEDIAN = Text(zh="中位数", en="Median")
HEIGHT = 260
FONT = "system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
LOOK = {
    "background": "transparent", "aria": False, "font": FONT, "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED, "titleColor": MUTED, "gridColor": GRID, "domainColor": GRID,
        "tickColor": GRID, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": INK, "labelFontSize": 13, "orient": "top", "title": None,
        "symbolStrokeWidth": 3, "symbolSize": 220, "symbolType": "stroke", "symbolOpacity": 1,
    },
}  # fmt: skip


@cache
def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that asks for nothing else."""
    import vl_convert

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


@cache
def specifications(regions: int) -> str:
    """Every chart by name and language, as JSON of plain Vega-Lite; ranks run to ``regions``."""
    made = {name: {x: _plain(make(x, regions)) for x in LANGUAGES} for name, make in CHARTS.items()}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(chart: Any) -> dict[str, Any]:
    """Specification with the look every chart shares."""
    made: dict[str, Any] = chart.properties(width="container", height=HEIGHT).to_dict()
    del made["$schema"]  # an address nobody needs to see
    return made | {"config": LOOK}


def _year(lang: Language) -> Any:
    import altair as alt

    axis = alt.Axis(format="d", grid=False, tickMinStep=1, labelOverlap=True, labelSeparation=8)
    scale = alt.Scale(nice=False, padding=12)
    return alt.X("year:Q", title=YEAR.say(lang), axis=axis, scale=scale)


def _colour() -> Any:
    import altair as alt

    return alt.Color("region:N", sort=None, scale=alt.Scale(range=COLOURS), title=None)


def _dash() -> Any:
    import altair as alt

    return alt.StrokeDash("region:N", sort=None, scale=alt.Scale(range=DASHES), legend=None)


def history(lang: Language, regions: int) -> Any:
    """Score by year: line to the edition, band and dotted line of the years to come."""
    import altair as alt

    score = alt.Y("score:Q", title=SCORE.say(lang), scale=alt.Scale(zero=False, padding=12))
    tips = [
        alt.Tooltip("region:N", title=REGION.say(lang)),
        alt.Tooltip("year:Q", title=YEAR.say(lang), format="d"),
        alt.Tooltip("score:Q", title=SCORE.say(lang), format=".1f"),
    ]
    base = alt.Chart(alt.NamedData("rows")).encode(x=_year(lang))
    band = base.transform_filter("isValid(datum.low)").mark_area(opacity=0.16).encode(
        y="low:Q", y2="high:Q", color=_colour(),
    )  # fmt: skip
    ahead = base.transform_filter("datum.ahead").mark_line(
        strokeDash=[2, 4], strokeWidth=2, opacity=0.8
    ).encode(y=score, color=_colour())  # fmt: skip
    seen = base.transform_filter("!datum.ahead").mark_line(strokeWidth=2.5).encode(
        y=score, color=_colour(), strokeDash=_dash(),
    )  # fmt: skip
    points = base.mark_point(filled=True, size=46, opacity=1).encode(
        y=score, color=_colour(), tooltip=tips
    )
    return alt.layer(band, ahead, seen, points)


def rank(lang: Language, regions: int) -> Any:
    """Rank by year with its range."""
    import altair as alt

    scale = alt.Scale(reverse=True, nice=False, domain=[0.5, regions + 0.5])
    base = alt.Chart(alt.NamedData("rows")).encode(x=_year(lang))
    tips = [
        alt.Tooltip("year:Q", title=YEAR.say(lang), format="d"),
        alt.Tooltip("rank:Q", title=RANK.say(lang), format="d"),
        alt.Tooltip("range:N", title=RANGE.say(lang)),
    ]
    axis = alt.Axis(format="d", tickMinStep=1)
    band = base.mark_area(opacity=0.18, color=COLOURS[0]).encode(
        y=alt.Y("low:Q", title=RANK.say(lang), scale=scale, axis=axis), y2="high:Q"
    )
    line = base.mark_line(color=COLOURS[0], strokeWidth=2.5).encode(y=alt.Y("rank:Q", scale=scale))
    points = base.mark_point(filled=True, size=46, color=COLOURS[0], opacity=1).encode(
        y=alt.Y("rank:Q", scale=scale), tooltip=tips
    )
    return alt.layer(band, line, points)


def fan(lang: Language, regions: int) -> Any:
    """Quantiles of a figure at each year end, the value the target asks for as a line."""
    import altair as alt

    base = alt.Chart(alt.NamedData("rows")).encode(x=_year(lang).title(DATE.say(lang)))
    bands = [
        base.mark_area(opacity=opacity, color=COLOURS[0]).encode(
            y=alt.Y(f"{low}:Q", title=None, axis=alt.Axis(format="~s")), y2=f"{high}:Q"
        )
        for low, high, opacity in (("q025", "q975", 0.12), ("q100", "q900", 0.2),
                                   ("q250", "q750", 0.3))
    ]  # fmt: skip
    tips = [
        alt.Tooltip("year:Q", title=DATE.say(lang), format="d"),
        alt.Tooltip("q500:Q", title=MEDIAN.say(lang), format=",.4~g"),
        alt.Tooltip("range:N", title=INTERVAL.say(lang)),
    ]
    median = base.mark_line(color=COLOURS[0], strokeWidth=2.5).encode(y="q500:Q")
    points = base.mark_point(filled=True, size=46, color=COLOURS[0], opacity=1).encode(
        y="q500:Q", tooltip=tips
    )
    wanted = base.mark_rule(color=COLOURS[1], strokeDash=[6, 4], strokeWidth=2).encode(
        y="mean(threshold):Q", x=alt.value(0), x2=alt.value("width")
    )
    return alt.layer(*bands, wanted, median, points)


CHARTS = {"history": history, "rank": rank, "fan": fan}
"""Charts by name; each takes a language and the number of regions ranked."""
