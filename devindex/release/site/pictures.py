"""A picture of each province to share: score, rank with its range, what the index is not."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from devindex.definitions.model import LANGUAGES
from devindex.release.site.read import Place, Published
from devindex.release.site.show import signed, words_of

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

__all__ = ["pictures"]

SIZE = (800, 420)
"""In the proportion of link previews; small, for the page carries one for each province."""
EDGE = 48
INK, MUTED, LINE, DEEP, LIGHT = "#1b1f24", "#555d68", "#d5dbe2", "#124a87", "#b5d2ec"
COLOURS = 8
SMALLEST = 10


def pictures(release: Published) -> dict[str, bytes]:
    """PNG of every province by file name; both languages on each."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    made = {}
    rows = {r["region_code"]: r for r in release.ranking}
    for place in release.provinces:
        image = Image.new("RGB", SIZE, "#ffffff")
        _draw(Draw(image), release, place, rows[place.code])
        out = BytesIO()
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        made[f"{place.code}.png"] = out.getvalue()
    return made


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL.ImageFont import truetype

    from devindex.figures.fonts import chinese_font

    return truetype(str(chinese_font()[1]), size)


def _draw(draw: ImageDraw, release: Published, place: Place, row: dict[str, str]) -> None:
    def write(x: float, y: float, text: str, size: int, colour: str = INK, at: str = "ls") -> None:
        room = SIZE[0] - EDGE - (x if at[0] == "l" else EDGE)
        size = min(size, max(SMALLEST, int(size * room / max(1, _font(size).getlength(text)))))
        draw.text((x, y), text, colour, _font(size), anchor=at)

    zh, en = (words_of(lang) for lang in LANGUAGES)
    draw.rectangle((0, 0, SIZE[0], 8), fill=DEEP)
    write(EDGE, 74, f"{place.zh} {place.en}", 40)
    write(EDGE, 106, release.about["title"]["zh"], 18, MUTED)
    write(EDGE, 130, release.about["title"]["en"], 15, MUTED)
    _fact(write, EDGE, f"{zh('score')} {en('score')} {release.year}", row["score"] or "–")
    _fact(write, 310, f"{zh('rank')} {en('rank')} ({release.year})", row["rank"] or "–")
    _fact(write, 545, f"{zh('change')} {en('change')}", signed(row["score_change"]))
    if row["rank_lower"] and row["rank"]:
        _range(draw, write, row, f"{zh('range')} {en('range')} 90%")
    write(EDGE, 380, zh("note_picture"), 14, MUTED)
    write(EDGE, 402, f"{en('note_picture')} {release.id}, {release.about['date']}", 13, MUTED)


def _fact(write: object, x: float, label: str, value: str) -> None:
    assert callable(write)
    write(x, 174, label, 16, MUTED)
    write(x, 232, value, 56, DEEP)


def _range(draw: ImageDraw, write: object, row: dict[str, str], label: str) -> None:
    """The range as a bar between first and last place, the rank as a mark."""
    assert callable(write)
    n = max(2, int(row["n_ranked"]))
    left, right, y = EDGE, SIZE[0] - EDGE, 314

    def at(rank: str) -> float:
        return left + (right - left) * (float(rank) - 1) / (n - 1)

    low, high = row["rank_lower"], row["rank_upper"]
    write(EDGE, 284, f"{label}: {low}–{high}", 16, MUTED)
    draw.rectangle((left, y - 2, right, y + 2), fill=LINE)
    draw.rounded_rectangle((at(low) - 6, y - 9, at(high) + 6, y + 9), 9, fill=LIGHT)
    draw.rectangle((at(row["rank"]) - 3, y - 15, at(row["rank"]) + 3, y + 15), fill=DEEP)
    write(left, y + 35, "1", 14, MUTED)
    write(right, y + 35, str(n), 14, MUTED, "rs")
