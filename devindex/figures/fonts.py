"""A font that has Chinese: found, or said to be missing; text checked against it and wrapped."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from devindex.errors import MethodError, listed, say

__all__ = ["check_glyphs", "chinese_font", "width", "wrap"]

_ON_MACHINES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)
_RUN = r"[!-~\u00a0-\u02ff\u2013\u2212]+"
_PIECE = re.compile(rf"\s*[（《「“]*(?:{_RUN}(?: %[!-~]*)?|.)[，。、；：）》」”！？…]*")
"""What is not broken: a word, a number with its per cent sign, a Chinese character."""


def _carried() -> Path | None:
    """File zhplot carries. Found, not imported: importing zhplot changes the caller's rcParams."""
    spec = find_spec("zhplot")
    folders = spec.submodule_search_locations if spec else None
    files = [Path(f) / "fonts" / "NotoSansSC-Regular.ttf" for f in folders or ()]
    return next((f for f in files if f.is_file()), None)


def chinese_font() -> tuple[str, Path]:
    """Name and file of a font that has Chinese, known to matplotlib from here on.

    The one zhplot carries comes first, so that a figure is the same on every machine; then one
    found on the machine.

    Raises
    ------
    MethodError
        If there is none: a figure with boxes for letters is never drawn.

    Examples
    --------
    >>> name, file = chinese_font()
    >>> file.is_file()
    True
    """
    from matplotlib.font_manager import fontManager

    carried = _carried()
    if carried is not None:
        if all(f.fname != str(carried) for f in fontManager.ttflist):
            fontManager.addfont(carried)
            # First in the list wins over a font of the same name on the machine.
            fontManager.ttflist.insert(0, fontManager.ttflist.pop())
        return next((f.name, carried) for f in fontManager.ttflist if f.fname == str(carried))
    known = {f.name: Path(f.fname) for f in reversed(fontManager.ttflist)}
    for name in _ON_MACHINES:
        if name in known:
            return name, known[name]
    raise MethodError(
        say(
            "no Chinese font found; pip install zhplot",
            "没有找到中文字体，请运行 pip install zhplot",
        )
    )


def check_glyphs(text: str) -> None:
    """Refuse text the font cannot show, instead of drawing boxes.

    Raises
    ------
    MethodError
        Naming each character without a glyph.

    Examples
    --------
    >>> check_glyphs("广东 72.3")
    """
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    name, file = chinese_font()
    known = set(FT2Font(str(file)).get_charmap()) | set(
        FT2Font(findfont("DejaVu Sans")).get_charmap()
    )
    missing = sorted({c for c in text if not c.isspace() and ord(c) not in known})
    if missing:
        letters = listed(
            say("{c!r} (U+{n:04X})", "{c!r}（U+{n:04X}）", c=c, n=ord(c)) for c in missing
        )
        raise MethodError(
            say(
                "the font {font} cannot show {letters}; write it another way",
                "字体 {font} 不能显示{letters}，请换一种写法",
                font=name,
                letters=letters,
            )
        )


def wrap(text: str, ems: float) -> list[str]:
    """Lines no wider than ``ems`` letters m; Chinese breaks anywhere but before punctuation.

    Examples
    --------
    >>> wrap("西藏的软件收入未公布，不作插补。", 8)
    ['西藏的软件收入未', '公布，不作插补。']
    >>> wrap("Inner Mongolia", 6.6), wrap("a chance of 69 %", 6)
    (['Inner', 'Mongolia'], ['a chance of', '69 %'])
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line and width(line + piece) > ems:
                lines.append(line)
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line)
    return lines


def width(text: str) -> float:
    """Width of a text in letters m, as the font gives it.

    Examples
    --------
    >>> width("广东")
    2.0
    """
    return sum(map(_width, text))


@cache
def _width(letter: str) -> float:
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(str(chinese_font()[1]))
    return float(font.load_char(ord(letter), LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM)
