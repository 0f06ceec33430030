"""Every picture in both languages: on the sheet, sourced, no boxes, the same bytes each time."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib
import pytest
from everything import PICTURES, drawing
from matplotlib.text import Text

import devindex as dx
from devindex.figures import Pictures, draw, fonts, theme
from devindex.figures.fonts import check_glyphs

HERE = Path(__file__).parent


@pytest.fixture(scope="module", params=[(n, lang) for n in PICTURES for lang in ("zh", "en")],
                ids=" ".join)  # fmt: skip
def made(request):
    """A picture laid out as it is saved, a warning being an error."""
    name, lang = request.param
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = drawing(name)(lang=lang)
        with matplotlib.rc_context(theme()):
            figure.draw_without_rendering()
    return figure, lang


def shown(figure):
    """Texts that are drawn; labels of ticks beyond the ends of an axis are not."""
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high:
                    beyond |= {tick.label1, tick.label2}
    written = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [t for t in written if t not in beyond]


def test_no_text_leaves_the_sheet(made):
    figure, _ = made
    for text in shown(figure):
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text


def test_no_text_covers_another(made):
    figure, _ = made
    upright = [t for t in shown(figure) if t.get_rotation() in (0.0, 90.0)]
    boxes = [t.get_window_extent() for t in upright]
    for k, one in enumerate(boxes):
        for n, other in enumerate(boxes[:k]):
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            high = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(wide, high) < 3, (upright[k], upright[n])  # pixels, of 160 to the inch


def test_no_text_is_smaller_than_can_be_read(made):
    figure, _ = made
    for text in shown(figure):
        assert text.get_size() >= 7.0, text


def test_title_note_and_source_stand_on_every_picture(made):
    figure, lang = made
    said = [t.get_text() for t in figure.texts]
    assert said[0]
    for word in ("注：", "资料来源：") if lang == "zh" else ("Note: ", "Source: "):
        assert any(text.startswith(word) for text in said), word


def test_a_picture_in_chinese_is_in_chinese_and_one_in_english_is_not(made):
    figure, lang = made
    chinese = [t.get_text() for t in shown(figure) if any("一" <= c <= "鿿" for c in t.get_text())]
    assert bool(chinese) == (lang == "zh"), chinese


def test_the_font_has_every_sign(made):
    figure, _ = made
    check_glyphs("".join(t.get_text() for t in figure.findobj(Text)))


def test_every_kind_of_result_that_can_be_drawn_is_among_them():
    plots = [getattr(plot, "func", plot) for plot in map(drawing, PICTURES)]
    drawn = {type(getattr(plot, "__self__", None)) for plot in plots}
    assert set(draw.registry) - {object, dx.Index} <= drawn
    assert Pictures in drawn  # of an index


def test_another_process_draws_the_same_bytes():
    env = os.environ | {"PYTHONPATH": str(HERE.parent.parent), "PYTHONUTF8": "1"}
    runs = [
        subprocess.Popen(
            [sys.executable, HERE / "everything.py"], stdout=subprocess.PIPE, text=True,
            encoding="utf-8", env=env | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "20260630")
    ]  # fmt: skip
    one, other = (run.communicate()[0].splitlines() for run in runs)
    assert one == other
    assert len(one) == 2 * len(PICTURES)


def test_without_a_chinese_font_one_sentence_says_so(told, monkeypatch):
    every = [drawing(name) for name in PICTURES]
    monkeypatch.setattr(fonts, "_carried", lambda: None)
    monkeypatch.setattr(fonts, "_ON_MACHINES", ())
    for plot in every:
        (problem,) = told(lambda plot=plot: plot(lang="en"))
        assert problem == "no Chinese font found; pip install zhplot"


def test_another_language_is_said_to_be_none():
    for name in PICTURES:
        with pytest.raises(dx.MethodError, match="unknown language 'fr'"):
            drawing(name)(lang="fr")


def test_a_notebook_shows_a_figure_pyplot_does_not_know():
    figure = drawing("trend")(lang="zh")
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert "matplotlib.pyplot" not in sys.modules or not matplotlib.pyplot.get_fignums()
