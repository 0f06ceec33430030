"""The sheet every figure is drawn on: title above, note and source below, panels between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devindex.errors import MethodError, Sentence, say, term, unknown
from devindex.figures.fonts import check_glyphs, wrap
from devindex.figures.look import INK, MUTED, PAPER, theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["DPI", "MARGIN", "Sheet", "footer", "header", "sheet", "unsourced"]

DPI = 160
MARGIN = 0.45
"""Left and right of title and footer, inches."""

_WORDS = {
    "zh": {"source": "资料来源：{}", "note": "注：{}"},
    "en": {"source": "Source: {}", "note": "Note: {}"},
}


@dataclass(frozen=True)
class Sheet:
    """A figure with its title and source on it; ``bottom`` to ``top`` is free, in inches."""

    figure: Figure
    bottom: float
    top: float
    lang: str

    def panels(
        self, rows: int = 1, columns: int = 1, *, left: float = 0.9, right: float = 0.45,
        below: float = 0.45, gap: tuple[float, float] = (0.55, 0.6), **shape: Any,
    ) -> list[Axes]:  # fmt: skip
        """Axes in rows and columns in the free part, row by row.

        ``left``, ``right`` and ``below`` leave room for tick labels, ``gap`` lies between rows and
        between columns, all in inches; ``shape`` goes to ``Figure.add_gridspec``.
        """
        width, height = self.figure.get_size_inches()
        high, wide = self.top - self.bottom - below, width - left - right
        grid = self.figure.add_gridspec(
            rows, columns, left=left / width, right=1 - right / width,
            bottom=(self.bottom + below) / height, top=self.top / height,
            hspace=gap[0] * rows / max(high - gap[0] * (rows - 1), 0.1),
            wspace=gap[1] * columns / max(wide - gap[1] * (columns - 1), 0.1), **shape,
        )  # fmt: skip
        every = [self.figure.add_subplot(grid[r, c]) for r in range(rows) for c in range(columns)]
        for axes in every:
            axes.spines[["top", "right"]].set_visible(False)
        return every


@contextmanager
def sheet(
    title: str, *, subtitle: str = "", source: str, note: str = "", lang: str = "zh",
    size: tuple[float, float] = (9.0, 6.5),
) -> Iterator[Sheet]:  # fmt: skip
    """Open a sheet of ``size`` inches; what is drawn inside the block has the house's look.

    Raises
    ------
    MethodError
        Without a title or a source, for another language than zh and en, or for a character the
        font cannot show, anywhere on the sheet.

    Examples
    --------
    >>> with sheet("得分", source="国家统计局") as page:
    ...     (axes,) = page.panels()
    >>> [text.get_text() for text in page.figure.texts]
    ['得分', '资料来源：国家统计局']
    """
    import matplotlib

    from devindex.figures.notebook import Picture

    problems = unsourced(title, source)
    if lang not in _WORDS:
        problems.append(unknown("language", lang, _WORDS))
    if problems:
        raise MethodError(problems)
    with matplotlib.rc_context(theme()):
        figure = Picture(figsize=size, dpi=DPI, facecolor=PAPER)
        top = header(figure, title, subtitle)
        yield Sheet(figure, footer(figure, source, note, lang), top, lang)
        check_glyphs("".join(_written(figure)))


def _written(figure: Figure) -> Iterator[str]:
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        yield text.get_text()


def unsourced(title: str, source: str) -> list[Sentence]:
    """What is missing of a title and a source line: nothing leaves without."""
    return [
        say(
            "the figure has no {what}: give {what}=..., nothing leaves without its {what}",
            "图缺少{name}，请给出 {what}=...；没有{name}的图不得发出",
            what=what,
            name=term(what),
        )
        for what, text in (("title", title), ("source", source))
        if not text.strip()
    ]


def header(figure: Figure, title: str, subtitle: str) -> float:
    """Write title and subtitle; return the height left below, inches."""
    top = _lines(figure, _even(title, _ems_across(figure, 18)),
                 figure.get_size_inches()[1] - 0.36, 18, INK)  # fmt: skip
    if subtitle:
        top = _lines(figure, _even(subtitle, _ems_across(figure, 11)), top - 0.04, 11, MUTED)
    return top - 0.14


def _even(text: str, ems: float) -> str:
    """A text in as few lines, of about one length, not a last one of a single word."""
    lines = wrap(text, ems)
    while len(lines) > 1 and len(closer := wrap(text, ems - 1)) == len(lines):
        lines, ems = closer, ems - 1
    return "\n".join(lines)


def footer(figure: Figure, source: str, note: str, lang: str) -> float:
    """Write note and source at the bottom; return the height they take, inches."""
    words = _WORDS[lang]
    text = words["source"].format(source)
    if note:
        text = words["note"].format(note) + "\n" + text
    height = 0.26 + len(wrap(text, _ems_across(figure, 8.5))) * _line(8.5)
    _lines(figure, text, height, 8.5, MUTED)
    return height + 0.16


def _line(size: float) -> float:
    """Height of a line of text of that size, inches."""
    return 1.45 * size / 72


def _ems_across(figure: Figure, size: float) -> float:
    return float((figure.get_size_inches()[0] - 2 * MARGIN) * 72 / size)


def _lines(figure: Figure, text: str, top: float, size: float, colour: str) -> float:
    """Write lines from ``top`` down, at the left margin; return where they end, inches."""
    width, height = figure.get_size_inches()
    for line in wrap(text, _ems_across(figure, size)):
        figure.text(
            MARGIN / width, top / height, line, size=size, color=colour, ha="left", va="top"
        )
        top -= _line(size)
    return top
