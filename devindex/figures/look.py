"""One look for every figure: colours, settings no machine moves, the same bytes when saved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devindex.errors import ReleaseError, say
from devindex.figures.fonts import chinese_font

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

__all__ = ["drawn", "readable", "save", "shades", "steps", "theme"]

INK = "#1b1f24"
"""Colour of titles, axes and labels."""
MUTED = "#555d68"
"""Colour of what is read second: subtitle, note, source."""
FAINT = "#a9b1bb"
"""Colour of what stands in the background: regions nobody asked for, figures not used."""
LINE = "#c9ced6"
"""Colour of frames and of lines that only lead the eye."""
PAPER = "#ffffff"
NO_DATA, HATCH = "#f3f3f1", "#b4b4b0"
"""Face and hatch of what has no figure."""

_SHADES = ("#e9f1f9", "#b5d2ec", "#6ea8d8", "#2f74b5", "#124a87", "#082a54")
LIGHT, MIDDLE, STRONG, DARK = _SHADES[1:5]
"""Single steps of the scale, for what has an order."""
NAMED = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1b1f24")
"""Colours of what has a name and no order, told apart by colour-blind readers too (Okabe & Ito
2008, Color Universal Design, without the yellow, which is lost on white). Never alone: a mark, a
dash or a name goes with each."""
MARKS = ("o", "s", "^", "D", "v", "P", "X")
"""Marks that go with ``NAMED``."""

_OF_THE_SESSION = re.compile(
    r"backend|interactive|toolbar|timezone|webagg|tk\.|macosx|keymap|date\.epoch"
    r"|savefig\.directory|figure\.(max_open_warning|raise_window|hooks)"
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


def steps(wanted: Iterable[float]) -> list[str]:
    """Colours of the sequential scale at places from 0 (light) to 1 (dark).

    Examples
    --------
    >>> steps([0.0, 1.0])
    ['#e9f1f9', '#082a54']
    """
    from matplotlib.colors import to_hex

    scale = shades()
    return [to_hex(scale(float(place))) for place in wanted]


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
