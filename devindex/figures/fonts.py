"""One look for every figure: a font that has Chinese, colours, settings no machine moves."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devindex.errors import MethodError, ReleaseError, listed, say

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

__all__ = ["check_glyphs", "chinese_font", "drawn", "readable", "save", "shades", "theme", "wrap"]

INK = "#1b1f24"
"""Colour of titles, axes and labels."""
MUTED = "#555d68"
"""Colour of what is read second: subtitle, note, source."""
PAPER = "#ffffff"

_SHADES = ("#e9f1f9", "#b5d2ec", "#6ea8d8", "#2f74b5", "#124a87", "#082a54")

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
_OF_THE_SESSION = re.compile(
    r"backend|interactive|toolbar|timezone|webagg|tk\.|macosx|keymap|date\.epoch"
    r"|savefig\.directory|figure\.(max_open_warning|raise_window|hooks)"
)
_PIECE = re.compile(r"\s*[（《「“]*(?:[!-~\u00a0-\u02ff\u2013\u2212]+|.)[，。、；：）》」”！？…]*")


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


def theme() -> dict[Any, Any]:
    """Settings of every figure, for ``matplotlib.rc_context``; never set globally.

    They start from matplotlib's own defaults, so that the caller's settings move no picture.

    Raises
    ------
    MethodError
        If no font that has Chinese is found.

    Examples
    --------
    >>> import matplotlib
    >>> with matplotlib.rc_context(theme()):
    ...     matplotlib.rcParams["svg.fonttype"]
    'path'
    """
    from matplotlib import rcParamsDefault

    name, _ = chinese_font()
    standard = {k: rcParamsDefault[k] for k in rcParamsDefault if not _OF_THE_SESSION.match(k)}
    return standard | {
        "font.family": [name, "DejaVu Sans"],
        "text.color": INK,
        "text.parse_math": False,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "hatch.linewidth": 0.7,
        "svg.fonttype": "path",
        "svg.hashsalt": "devindex",
    }


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
    >>> wrap("Inner Mongolia", 6.6)
    ['Inner', 'Mongolia']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line and _ems(line + piece) > ems:
                lines.append(line)
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line)
    return lines


def _ems(text: str) -> float:
    """Width of a text in letters m, as the font gives it."""
    return sum(map(_width, text))


@cache
def _width(letter: str) -> float:
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(str(chinese_font()[1]))
    return float(font.load_char(ord(letter), LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM)


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as SVG or PNG, by suffix; the same figure gives the same bytes.

    Raises
    ------
    ReleaseError
        For another suffix.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Figure(), Path(folder) / "map.png").name
    'map.png'
    """
    path = Path(path)
    path.write_bytes(drawn(figure, path))
    return path


def drawn(figure: Figure, path: str | Path) -> bytes:
    """The bytes of a figure in the format that the suffix of a path names.

    Raises
    ------
    ReleaseError
        For another suffix than .svg or .png.
    """
    import matplotlib

    path = Path(path)
    # A date or a version of the software would change the bytes and say nothing of the figure.
    unsaid: dict[str, dict[str, Any]] = {
        ".svg": {"Date": None, "Creator": None},
        ".png": {"Software": None},
    }
    kind = path.suffix.lower()
    if kind not in unsaid:
        raise ReleaseError(
            say(
                "{file} ends in {kind!r}; a figure is saved as .svg or .png",
                "{file} 的后缀为{kind!r}，图只能存为 .svg 或 .png",
                file=path.name,
                kind=kind,
            )
        )
    held = BytesIO()
    with matplotlib.rc_context(theme()):
        figure.savefig(held, format=kind[1:], dpi=figure.dpi, metadata=unsaid[kind])
    return held.getvalue()


def shades() -> Colormap:
    """One hue from light to dark: lightness keeps the order of the values, also in grey."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("devindex", _SHADES)


def readable(face: str) -> str:
    """White where it stands out 4 to 1 or more on ``face``, else black, then over 5 to 1.

    The ratio is the one of WCAG 2.2, of relative luminances.

    Examples
    --------
    >>> readable("#082a54"), readable("#e9f1f9")
    ('#ffffff', '#000000')
    """
    return PAPER if 1.05 / (_luminance(face) + 0.05) >= 4.0 else "#000000"


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
