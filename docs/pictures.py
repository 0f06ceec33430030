"""Make every picture of the READMEs and the pages from the shipped data.

``python docs/pictures.py`` runs the blocks of Python of ``PAGES`` in order and saves the figure at
the end of each block that an image follows as that image. ``--check`` writes nothing, names the
pictures that are stale and ends with 1.

A picture is stale where its bytes differ. Other versions of the drawing libraries give other
bytes; there a picture is stale where what it says or draws differs, of which it carries a digest.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from scipy.spatial import cKDTree

from devindex.figures.look import NAMED, drawn

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/figures.md", "docs/figures.zh.md")
BLOCK = re.compile(
    r"^```python\n(.*?)^```\n(?:\n!\[[^\]]*\]\(([^)]+\.png)\))?", re.DOTALL | re.MULTILINE
)
PIXELS = 960
"""Width of a picture."""
COMMON, OTHERS = 64, 64


def made(page: str) -> Iterator[tuple[Path, bytes]]:
    """File and bytes of each picture of a page."""
    names: dict[str, Any] = {}
    path = ROOT / page
    for code, image in BLOCK.findall(path.read_text(encoding="utf-8")):
        figure = run(code, names)
        if image:
            yield path.parent / image, small(figure)


def run(code: str, names: dict[str, Any]) -> Any:
    """Run a block; the value of its last line where that is an expression."""
    body = ast.parse(code).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "page", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "page", "eval"), names)


def small(figure: Figure) -> bytes:
    """A picture for a page: ``PIXELS`` wide, few colours, its digest and the libraries inside."""
    picture = Image.open(io.BytesIO(drawn(figure, "page.png"))).convert("RGB")
    height = round(PIXELS * picture.height / picture.width)
    few = few_colours(picture.resize((PIXELS, height), Image.Resampling.LANCZOS))
    inside, held = PngInfo(), io.BytesIO()
    inside.add_text("Content", content(figure))
    inside.add_text("Software", software())
    few.save(held, "PNG", optimize=True, pnginfo=inside)
    return held.getvalue()


def few_colours(picture: Image.Image) -> Image.Image:
    """The commonest colours as they are, and those of names; of the rest, as many more.

    Cutting all alike would put shades of the scale out of order, or lose the colour of a line.
    """
    red, green, blue = np.moveaxis(np.asarray(picture, dtype=np.int64), 2, 0)
    found, where, count = np.unique(
        (red << 16 | green << 8 | blue).ravel(), return_inverse=True, return_counts=True
    )
    shades = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.uint8)
    order = np.argsort(-count, kind="stable")
    names = np.array([[int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in NAMED], dtype=np.uint8)
    kept, rest = np.vstack([names, shades[order[:COMMON]]]), shades[order[COMMON:]]
    if len(rest):
        cut = Image.fromarray(rest[None]).quantize(OTHERS, Image.Quantize.MEDIANCUT).getpalette()
        kept = np.vstack([kept, np.array(cut, dtype=np.uint8).reshape(-1, 3)[:OTHERS]])
    nearest = cKDTree(kept.astype(float)).query(shades.astype(float))[1]
    made = Image.fromarray(nearest[where].reshape(red.shape).astype(np.uint8), "P")
    made.putpalette(kept.tobytes())
    return made


def content(figure: Figure) -> str:
    """Digest of every text, and of every line and area in its own coordinates."""
    texts = [text.get_text() for text in figure.findobj(Text)]
    lines = [f"{x:.6g},{y:.6g}" for one in figure.findobj(Line2D) for x, y in one.get_xydata()]
    areas = [
        f"{x:.6g},{y:.6g}"
        for one in figure.findobj(Patch)
        for x, y in one.get_patch_transform().transform(one.get_path().vertices)
    ]
    return sha256("\n".join([*texts, *lines, *areas]).encode()).hexdigest()


def software() -> str:
    """The libraries that decide on the bytes."""
    return ", ".join(f"{name} {version(name)}" for name in ("matplotlib", "pillow", "zhplot"))


def same(old: bytes, new: bytes) -> bool:
    """Whether two files are one picture."""
    if old == new:
        return True
    before, after = (Image.open(io.BytesIO(held)).text for held in (old, new))  # type: ignore[attr-defined]
    return before.get("Software") != after["Software"] and before.get("Content") == after["Content"]


def stale() -> list[str]:
    """Pictures that are missing, or not what the data and the package draw."""
    return [
        str(file.relative_to(ROOT))
        for page in PAGES
        for file, new in made(page)
        if not file.is_file() or not same(file.read_bytes(), new)
    ]


def write() -> None:
    """Write every picture."""
    for page in PAGES:
        for file, new in made(page):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(new)


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"stale: {s}" for s in stale()) or 0)
    write()
