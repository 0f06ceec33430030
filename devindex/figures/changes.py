"""Pictures of a change: the waterfall of a score, slopes of ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from devindex.analysis.causes import CAUSES
from devindex.analysis.change import Change
from devindex.analysis.names import named, part_name, shown
from devindex.definitions import NATION
from devindex.errors import MethodError, Sentence, say
from devindex.figures.captions import Lang, fitted, in_words, source_of
from devindex.figures.draw import draw
from devindex.figures.fonts import wrap
from devindex.figures.look import DARK, INK, LINE, MIDDLE, MUTED, STRONG
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["change", "slopes"]

UP, DOWN, STILL = DARK, MIDDLE, LINE
"""A rise, a fall (hatched or dashed too), and what stays: told apart in grey."""

MOST = 10
"""Indicators a waterfall shows one by one."""

ROOM = 3.6
"""Left of the axes for labels, inches."""


@draw.register(Change)
def change(
    made: Change, *, region: str | None = None, lang: Lang = "zh", source: str | None = None
) -> Figure:
    """Slopes of all ranks between the two years; with ``region`` the waterfall of its score.

    Examples
    --------
    >>> import devindex as dx
    >>> made = dx.explain_change(dx.compute(dx.load_panel()), start=2022, end=2023)
    >>> change(made, region="Anhui", lang="en").texts[0].get_text()
    'Anhui: what moved the score from 2022 to 2023'
    """
    line = source or source_of(made.after, lang)
    return _slopes(made, lang, line) if region is None else _waterfall(made, region, lang, line)


def _waterfall(change: Change, region: str, lang: Lang, source: str) -> Figure:
    rows = change.of(region)
    if rows.empty or "none" in change.split:
        raise MethodError(
            say(
                "the change of score is not split by indicator: there is no waterfall to draw",
                "得分变动未按指标分解，无法绘制瀑布图",
            )
        )
    code = str(rows["region"].iloc[0])
    total = change.totals.loc[code]
    steps = _steps(change, rows, lang)
    title = say(
        "{name}: what moved the score from {start} to {end}",
        "{name}：{start}年至{end}年得分变动的构成",
        name=named(code), start=change.start, end=change.end,
    )  # fmt: skip
    subtitle = say(
        "Points, 0 to 100; {change} in all",
        "单位：分（0—100）；合计{change}分",
        change=_signed(total["score_change"]),
    )
    note = say(
        "Parts sum to the change without a remainder ({split}).",
        "各项之和等于总变动（{split}），没有残差。",
        split=Sentence("logarithmic mean split", "对数平均分解")
        if change.split == ("lmdi",)
        else Sentence("differences of contributions", "贡献之差"),
    )
    size = (9.0, 2.6 + 0.36 * (len(steps) + 2))
    with sheet(in_words(title, lang), subtitle=in_words(subtitle, lang), source=source,
               note=in_words(note, lang), lang=lang, size=size) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=0.7)
        ends = [float(total["score_before"]), float(total["score_after"])]
        _bars(axes, steps, ends, _sides(change, lang), lang)
    return page.figure


def _sides(change: Change, lang: Lang) -> list[str]:
    """The two years; before and after where the year is the same."""
    if change.start != change.end:
        return [str(change.start), str(change.end)]
    sides = (
        say("{year}, before", "{year}年（变动前）", year=change.start),
        say("{year}, after", "{year}年（变动后）", year=change.end),
    )
    return [in_words(side, lang) for side in sides]


def _signed(x: float) -> str:
    return shown(x, sign=True).replace("-", "−")


def _steps(change: Change, rows: pd.DataFrame, lang: Lang) -> list[tuple[str, float]]:
    """Labels and points of the bars; the small ones together."""
    known = rows.dropna(subset=["score"])
    several = rows["cause"].nunique() > 1
    out = []
    for row in known.head(MOST).itertuples():
        cause = CAUSES[str(row.cause)]
        name = part_name(change.after.framework, str(row.code)) if row.code else cause
        label = say("{name} ({cause})", "{name}（{cause}）", name=name, cause=cause)
        whole = several and row.code and row.cause != "data"
        out.append((in_words(label if whole else name, lang), float(str(row.score))))
    rest = known["score"].iloc[MOST:]
    if len(rest):
        label = say("{n} others", "其余{n}项", n=len(rest))
        out.append((in_words(label, lang), float(rest.sum())))
    return out


def _bars(
    axes: Axes, steps: list[tuple[str, float]], ends: list[float], years: list[str], lang: Lang
) -> None:
    at = ends[0]
    labels = [years[0], *(label for label, _ in steps), years[1]]
    axes.barh(0, ends[0], color=MUTED, height=0.62)
    reach = [ends[0]]
    for n, (_, step) in enumerate(steps, start=1):
        hatch = None if step >= 0 else "////"
        axes.barh(
            n, step, left=at, color=UP if step >= 0 else DOWN, height=0.62, hatch=hatch,
            edgecolor=UP if step < 0 else "none", linewidth=0.6,
        )  # fmt: skip
        axes.plot([at + step] * 2, [n - 0.31, n + 1.31], color=MUTED, lw=0.7)
        axes.annotate(
            _signed(step), (max(at, at + step), n), (4, 0), textcoords="offset points",
            va="center", size=9,
        )  # fmt: skip
        at += step
        reach.append(at)
    last = len(steps) + 1
    axes.barh(last, ends[1], color=MUTED, height=0.62)
    for n, score in ((0, ends[0]), (last, ends[1])):
        axes.annotate(
            shown(score), (score, n), (4, 0), textcoords="offset points", va="center", size=9,
        )  # fmt: skip
    span = max(max(reach) - min(reach), 0.5)
    axes.set_xlim(max(0.0, min(reach) - 0.25 * span), max(reach) + 0.18 * span)
    axes.set_yticks(range(len(labels)), [fitted(x, ROOM, 9) for x in labels], size=9)
    axes.set_ylim(last + 0.6, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(in_words(Sentence("points (axis cut)", "分（横轴不自零开始）"), lang), size=9)


def _slopes(change: Change, lang: Lang, source: str) -> Figure:
    title = say(
        "Ranks in {start} and {end}", "{start}年与{end}年位次",
        start=change.start, end=change.end,
    )  # fmt: skip
    if change.start == change.end:
        title = say(
            "Ranks in {year}, before and after", "{year}年位次（变动前后）", year=change.end
        )
    totals = change.totals.drop(NATION.code, errors="ignore")
    note = Sentence(
        "Bare ranks; differences between neighbours may lie within the rank ranges.",
        "未附位次区间；相邻地区的差异可能在位次区间之内。",
    )
    return slopes(totals, title, _sides(change, lang), note=note, lang=lang, source=source)


def slopes(
    totals: pd.DataFrame, title: Sentence, sides: list[str], *, note: Sentence, lang: Lang,
    source: str,
) -> Figure:  # fmt: skip
    """Two ranks of every region, joined by a line.

    Parameters
    ----------
    totals
        By region: ``rank_before``, ``rank_after``, ``rank_change`` (places gained),
        ``score_before``, ``score_after``; regions without one of the ranks are left out.
    sides
        What stands above the two columns of names.

    Raises
    ------
    MethodError
        If fewer than two regions have both ranks.
    """
    totals = totals.dropna(subset=["rank_change"])
    if len(totals) < 2:
        raise MethodError(
            say(
                "fewer than two regions are ranked on both sides: there are no slopes to draw",
                "两侧均有位次的地区不足两个，无法绘制位次变化图",
            )
        )
    size = (7.6, 2.7 + 0.26 * len(totals))
    with sheet(in_words(title, lang), subtitle=_key(lang), source=source,
               note=in_words(note, lang), lang=lang, size=size) as page:  # fmt: skip
        (axes,) = page.panels(left=1.9, right=1.9, below=0.15)
        _lines(axes, totals, lang)
        for x, side in enumerate(sides):
            axes.text(x, -1.0, "\n".join(wrap(side, 22)), ha="center", va="bottom", size=11)
        axes.axis("off")
    return page.figure


def _key(lang: Lang) -> str:
    return in_words(
        Sentence(
            "Rank by score, 1 is best. Dark: up; dashed: down; grey: no change",
            "按得分排位，1为最高。深色线：上升；虚线：下降；灰色线：不变",
        ),
        lang,
    )


def _lines(axes: Axes, totals: pd.DataFrame, lang: Lang) -> None:
    """A line for each region; regions that tie stand one below the other with the same rank."""
    place = {}
    for side in ("before", "after"):
        order = totals.sort_values([f"rank_{side}", f"score_{side}"], ascending=[True, False])
        place[side] = {str(c): n for n, c in enumerate(order.index)}
    for code, row in totals.iterrows():
        moved = int(row["rank_change"])
        style: dict[str, Any] = {"color": STILL, "lw": 1.2, "zorder": 1}
        if moved:
            style = {"color": UP, "lw": 1.8, "zorder": 3}
            style |= {"color": STRONG, "ls": (0, (4, 2))} if moved < 0 else {}
        ends = [place["before"][str(code)], place["after"][str(code)]]
        axes.plot([0, 1], ends, marker="o", ms=3.5, clip_on=False, **style)
        name = in_words(named(str(code)), lang)
        ink = INK if moved else MUTED
        axes.text(-0.03, ends[0], f"{name}  {row['rank_before']}", ha="right", va="center",
                  size=8.5, color=ink)  # fmt: skip
        axes.text(1.03, ends[1], f"{row['rank_after']}  {name}", ha="left", va="center",
                  size=8.5, color=ink)  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(len(totals) - 0.3, -2.6)
