"""Pictures of the structure of an index: correlations, scree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from devindex.analysis.audits import Audit
from devindex.analysis.names import part_name, shown
from devindex.analysis.structures import ALL, COLLINEAR, Structure
from devindex.errors import MethodError, Sentence, say, unknown
from devindex.figures.captions import Lang, fitted, in_words, source_of
from devindex.figures.draw import draw
from devindex.figures.look import DARK, LIGHT, LINE, MUTED, PAPER, readable, shades
from devindex.figures.sheet import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["audit", "structure"]

ROOM = 4.0
"""Left of the axes for labels, inches."""

Kind = Literal["correlation", "scree"]


@draw.register(Structure)
def structure(
    made: Structure, *, kind: Kind = "correlation", lang: Lang = "zh", source: str | None = None
) -> Figure:
    """Heat map of correlations, or with ``kind="scree"`` the eigenvalues of every set.

    Raises
    ------
    MethodError
        For another kind, or a table of one's own without a source.

    Examples
    --------
    >>> import devindex as dx
    >>> made = dx.structure(dx.compute(dx.load_panel()), 2023)
    >>> structure(made, kind="scree", lang="en").texts[0].get_text()
    'Eigenvalues of the principal components, 2023'
    """
    kinds = {"correlation": _matrix, "scree": _scree}
    if kind not in kinds:
        raise MethodError(unknown("kind of picture", kind, kinds))
    line = source or ("" if made.index is None else source_of(made.index, lang))
    return kinds[kind](made, lang, line)


@draw.register(Audit)
def audit(
    made: Audit, *, kind: Kind = "correlation", lang: Lang = "zh", source: str | None = None
) -> Figure:
    """The correlations or the scree behind an audit, see :func:`structure`."""
    return structure(made.structure, kind=kind, lang=lang, source=source)


def _name(made: Structure, code: str, lang: Lang) -> str:
    return code if made.index is None else in_words(part_name(made.index.framework, code), lang)


def _titled(title: Sentence, made: Structure, lang: Lang) -> str:
    if made.year is None:
        return in_words(title, lang)
    return in_words(say("{title}, {y}", "{title}（{y}年）", title=title, y=made.year), lang)


def _matrix(made: Structure, lang: Lang, source: str) -> Figure:
    own = [c for c in made.loadings.loc[ALL].index.unique("code") if c in made.parts]
    above = []
    if made.index is not None:
        own = [i.code for i in made.index.framework.scored if i.code in own]
        known = [d.code for d in made.index.framework.dimensions]
        above = [*(d for d in known if d in made.parts), "index"]
    r = made.frame.set_index(["a", "b"])["r"]
    both = pd.concat([r, r.swaplevel()])
    table = both[~both.index.duplicated()].unstack().reindex(index=own, columns=[*own, *above])
    size = (ROOM + 0.9 + 0.36 * (len(own) + len(above)), 3.2 + 0.34 * len(own))
    subtitle = Sentence(
        "Pearson's correlation of points over the regions; the darker, the higher",
        "各地区标准分的皮尔逊相关系数；颜色越深，相关越高",
    )
    note = say(
        "Hatched: negative. White frame: over {x}, collinear.",
        "斜线：负相关。白框：高于{x}，共线。",
        x=COLLINEAR,
    )  # fmt: skip
    with sheet(_titled(Sentence("Correlations of the indicators", "指标相关系数"), made, lang),
               subtitle=in_words(subtitle, lang), source=source, note=in_words(note, lang),
               lang=lang, size=size) as page:  # fmt: skip
        (axes,) = page.panels(left=ROOM, right=0.3, below=1.5 if above else 0.5)
        _cells(axes, table, len(own))
        names = [fitted(_name(made, c, lang), ROOM - 0.35, 9.5) for c in own]
        rows = [f"{name}  {n}" for n, name in enumerate(names, start=1)]
        axes.set_yticks(range(len(own)), rows, size=9.5)
        axes.set_xticks(
            [*range(len(own)), *(len(own) + 0.4 + k for k in range(len(above)))],
            [*map(str, range(1, len(own) + 1)), *(_name(made, c, lang) for c in above)], size=9.5,
        )  # fmt: skip
        for label in axes.get_xticklabels()[len(own) :]:
            label.set(rotation=60, ha="right", rotation_mode="anchor")
    return page.figure


def _cells(axes: Axes, table: pd.DataFrame, own: int) -> None:
    """Lower triangle of the indicators, and beside it what stands above them."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    scale = shades()
    for row, column in np.ndindex(*table.shape):
        r = float(table.iat[row, column])
        if (column < own and column >= row) or np.isnan(r):
            continue
        x = column - 0.5 + (0.4 if column >= own else 0.0)
        face = to_hex(scale(r)) if r >= 0 else PAPER
        axes.add_patch(Rectangle(
            (x, row - 0.5), 1, 1, facecolor=face, edgecolor=LINE if r < 0 else PAPER,
            hatch="////" if r < 0 else None, lw=0.4,
        ))  # fmt: skip
        if r > COLLINEAR:
            axes.add_patch(
                Rectangle((x + 0.06, row - 0.44), 0.88, 0.88, fill=False, edgecolor=PAPER, lw=1.4)
            )
        said = axes.text(x + 0.5, row, shown(r, 2).replace("-", "−").replace("0.", "."),
                         ha="center", va="center", size=8.5, color=readable(face))  # fmt: skip
        if r < 0:
            said.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})
    axes.set_xlim(-0.5, table.shape[1] - 0.5 + (0.4 if table.shape[1] > own else 0.0))
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _scree(made: Structure, lang: Lang, source: str) -> Figure:
    names = list(made.eigenvalues.index.unique("set"))
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    said = {
        ALL: Sentence("all indicators", "全部指标"),
        "index": Sentence("dimensions", "各维度得分"),
    }
    note = Sentence(
        "Dark: eigenvalue over one (Kaiser); figures: share of variance.",
        "深色：特征值大于1（凯泽准则）；数字为方差贡献率。",
    )
    title = Sentence("Eigenvalues of the principal components", "主成分特征值")
    subtitle = Sentence(
        "Correlation matrix of points over the regions; the first ten components at most\n",
        "各地区标准分的相关矩阵；至多显示前十个主成分\n",
    )
    size = (10.0, 2.3 + 2.5 * rows)
    with sheet(_titled(title, made, lang), subtitle=in_words(subtitle, lang), source=source,
               note=in_words(note, lang), lang=lang, size=size) as page:  # fmt: skip
        panels = page.panels(rows, columns, left=0.8, below=0.55, gap=(0.95, 0.55))
        for axes, name in zip(panels, names, strict=False):
            label = in_words(said[name], lang) if name in said else _name(made, name, lang)
            _bars(axes, made.eigenvalues.loc[name], label)
            axes.set_xlabel(in_words(Sentence("component", "主成分"), lang), size=9)
        for axes in panels[len(names) :]:
            axes.axis("off")
        panels[0].set_ylabel(in_words(Sentence("eigenvalue", "特征值"), lang), size=9)
    return page.figure


def _bars(axes: Axes, own: pd.DataFrame, title: str) -> None:
    own = own.head(10)
    faces = np.where(own["kept"], DARK, LIGHT)
    axes.bar(own.index, own["eigenvalue"], color=list(faces), width=0.7)
    axes.axhline(1.0, color=MUTED, lw=0.9, ls=(0, (4, 3)))
    for k, row in own[own["kept"]].iterrows():
        axes.annotate(f"{row['share']:.0%}", (k, row["eigenvalue"]), (0, 2), ha="center",
                      textcoords="offset points", size=9)  # fmt: skip
    axes.set_xticks(list(own.index))
    axes.tick_params(labelsize=9)
    axes.set_ylim(0, max(1.3, float(own["eigenvalue"].max()) * 1.18))
    axes.set_title(title, size=10, loc="left")
