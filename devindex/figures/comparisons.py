"""Picture of two indices side by side: the rank of every region under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from devindex.analysis.subject import subject
from devindex.errors import Sentence, say
from devindex.figures.captions import Lang, source_of
from devindex.figures.changes import slopes
from devindex.figures.draw import draw
from devindex.index import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["comparison"]


@draw.register(Comparison)
def comparison(
    made: Comparison, *, year: int | None = None, lang: Lang = "zh", source: str | None = None
) -> Figure:
    """Lines from the rank under the first index to that under the second.

    Parameters
    ----------
    year
        Of a comparison of all years; the latest if not given.

    Raises
    ------
    MethodError
        For a year that is not compared.

    Examples
    --------
    >>> import devindex as dx
    >>> panel = dx.load_panel()
    >>> moved = dx.compare(dx.compute(panel), dx.compute(panel, "equal"), 2023)
    >>> moved.plot(lang="en").texts[0].get_text()
    'Ranks of 2023 by two recipes'
    """
    when, frame, summary = _of(made, year)
    totals = frame.rename(
        columns={"rank_a": "rank_before", "rank_b": "rank_after", "shift": "rank_change",
                 "score_a": "score_before", "score_b": "score_after"}
    )  # fmt: skip
    titles = [index.recipe.title for index in made.indices]
    sides = [t.say(lang if lang == "zh" else "en") for t in titles]
    note = say(
        "Spearman {rho:.3f}; a rank moves by {shift:.1f} places on average, by {most} at most.",
        "斯皮尔曼系数{rho:.3f}；位次平均变动{shift:.1f}位，最多{most}位。",
        rho=float(summary["spearman"]), shift=float(summary["mean_shift"]),
        most=int(summary["largest_shift"]),
    )  # fmt: skip
    title = say("Ranks of {year} by two recipes", "两种方案下的{year}年位次", year=when)
    if made.names[0] == made.names[1]:
        title = say("Ranks of {year} by two indices", "两个指数的{year}年位次", year=when)
    line = source or source_of(made.indices[0], lang)
    return slopes(totals, Sentence(title, title.zh), sides, note=note, lang=lang, source=line)


def _of(made: Comparison, year: int | None) -> tuple[int, pd.DataFrame, pd.Series]:
    """One year, its ranks and its summary."""
    if isinstance(made.summary, pd.DataFrame):
        when = subject(made.indices[0]).year(year)
        return when, made.frame.xs(when, level="year"), made.summary.loc[when]
    return int(str(made.summary.name)), made.frame, made.summary
