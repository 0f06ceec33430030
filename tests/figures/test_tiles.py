"""Tile grid: every unit drawn once, readable, sourced, the same bytes each time."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import matplotlib
import pytest
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from devindex.definitions import NATION, regions
from devindex.errors import MethodError, ReleaseError
from devindex.figures import fonts, look, save, theme, tile_map, tiles

COVERED = [code for code, unit in regions().items() if unit.covered]
UNCOVERED = {"710000", "810000", "820000"}
VALUES = {code: 20.0 + 2.3 * k for k, code in enumerate(COVERED)}
RANGES = {code: (max(1, 29 - k), 31 - k) for k, code in enumerate(COVERED)}
LANGUAGES = ("zh", "en")


def drawn(lang="zh", values=VALUES, **more):
    words = {
        "title": "得分 Score",
        "source": "国家统计局 NBS",
        "unit": "分 points",
        "ranges": RANGES,
    }
    return tile_map(values, lang=lang, **(words | more))


def units(figure):
    """Patches of the provinces by code."""
    found = [(a.get_gid() or "", a) for a in figure.findobj(Patch)]
    return [(gid.removeprefix("region-"), a) for gid, a in found if gid.startswith("region-")]


def texts(figure):
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]


@pytest.fixture(params=LANGUAGES)
def rendered(request):
    """A map laid out as it is saved."""
    figure = drawn(request.param, VALUES | {NATION.code: 60.0}, subtitle="副题", note="注 note")
    with matplotlib.rc_context(theme()):
        figure.draw_without_rendering()
    return figure


def test_grid_has_all_34_units_once():
    assert sorted(tiles()["region"]) == sorted(regions())


def test_no_two_tiles_share_a_cell():
    grid = tiles()
    assert not grid.duplicated(["col", "row"]).any()
    overlaps = grid.sjoin(grid, predicate="overlaps")
    assert overlaps.empty


def test_north_is_up_and_east_is_right():
    middle = tiles().set_index("region").centroid
    assert middle["230000"].y > middle["460000"].y
    assert middle["310000"].x > middle["540000"].x


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_is_drawn_once(lang):
    assert Counter(code for code, _ in units(drawn(lang))) == Counter(list(regions()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_is_named(lang):
    written = "".join(t.get_text() for t in texts(drawn(lang))).replace(" ", "")
    for unit in regions().values():
        name = unit.short_zh if lang == "zh" else unit.name_en
        assert name.replace(" ", "") in written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_units_without_a_value_are_hatched_and_the_hatch_is_named(lang):
    figure = drawn(lang, VALUES | {"540000": math.nan})
    hatched = {code for code, patch in units(figure) if patch.get_hatch()}
    assert hatched == UNCOVERED | {"540000"}
    assert ("无数据" if lang == "zh" else "No data") in {t.get_text() for t in texts(figure)}


def test_hatch_is_not_named_when_every_unit_has_a_value():
    figure = drawn(values=dict.fromkeys(regions(), 1.0))
    assert not [code for code, patch in units(figure) if patch.get_hatch()]
    assert "无数据" not in {t.get_text() for t in texts(figure)}


def test_values_round_half_to_even_on_the_decimal_digits():
    figure = drawn(values={"110000": 0.25, "120000": 0.35, "130000": -0.04, "140000": 72.0})
    written = {t.get_text() for t in texts(figure)}
    assert {"0.2", "0.4", "0.0", "72.0"} <= written


def test_rank_range_of_one_rank_is_one_number():
    figure = drawn(ranges={"110000": (1, 1), "440000": (3, 5)})
    written = {t.get_text() for t in texts(figure)}
    assert {"1", "3–5"} <= written
    assert "1–1" not in written


def test_nation_is_marked_on_the_scale_and_is_no_tile():
    figure = drawn(values=VALUES | {NATION.code: 61.23})
    assert "全国 61.2" in {t.get_text() for t in texts(figure)}
    assert len(units(figure)) == 34


def test_order_of_values_does_not_matter(tmp_path):
    backwards = dict(reversed(VALUES.items()))
    one = save(drawn(), tmp_path / "a.svg").read_bytes()
    assert save(drawn(values=backwards), tmp_path / "b.svg").read_bytes() == one


def test_title_source_note_and_unit_are_inside_the_picture():
    figure = drawn(title="标题", subtitle="副题", source="某年鉴", note="某注", unit="分")
    written = {t.get_text() for t in texts(figure)}
    assert {"标题", "副题", "资料来源：某年鉴", "注：某注", "分"} <= written


def test_text_lies_inside_the_picture(rendered):
    for text in texts(rendered):
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= rendered.bbox.x1, text
        assert box.y1 <= rendered.bbox.y1, text


def test_every_label_fits_on_its_tile_and_no_other_text_meets_a_tile(rendered):
    boxes = [patch.get_window_extent() for _, patch in units(rendered)]
    axes = rendered.axes[0]
    for text in texts(rendered):
        own = text.get_window_extent()
        met = [box for box in boxes if box.overlaps(own)]
        if isinstance(text, Annotation) and text.axes is axes:
            assert len(met) == 1, text
            assert met[0].x0 < own.x0, text
            assert own.x1 < met[0].x1, text
        else:
            assert not met, text


def test_labels_of_a_tile_do_not_meet(rendered):
    labels = [t for t in texts(rendered) if isinstance(t, Annotation)]
    boxes = [t.get_tightbbox() for t in labels]
    for k, box in enumerate(boxes):
        assert not [t for t, other in zip(labels[:k], boxes, strict=False) if box.overlaps(other)]


def test_text_stands_out_on_every_shade():
    shades = look.shades()
    for k in range(256):
        face = matplotlib.colors.to_hex(shades(k))
        one, other = look._luminance(face), look._luminance(look.readable(face))
        assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.0


def test_shades_darken_from_least_to_most_also_in_grey():
    shades = look.shades()
    grey = [look._luminance(matplotlib.colors.to_hex(shades(k))) for k in range(256)]
    assert grey == sorted(grey, reverse=True)
    assert grey[0] - grey[-1] > 0.75


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_two_saves_give_the_same_bytes(tmp_path, lang, suffix):
    figure = drawn(lang)
    first = save(figure, tmp_path / f"a{suffix}").read_bytes()
    again = save(figure, tmp_path / f"b{suffix}").read_bytes()
    anew = save(drawn(lang), tmp_path / f"c{suffix}").read_bytes()
    assert first == again == anew
    assert matplotlib.__version__.encode() not in first


def test_settings_of_the_caller_stay_and_move_nothing(tmp_path):
    plain = save(drawn(), tmp_path / "plain.png").read_bytes()
    odd = {
        "font.size": 31.0,
        "axes.facecolor": "black",
        "savefig.bbox": "tight",
        "font.family": "x",
    }
    with matplotlib.rc_context(odd):
        before = dict(matplotlib.rcParams)
        assert save(drawn(), tmp_path / "odd.png").read_bytes() == plain
        assert dict(matplotlib.rcParams) == before


def test_the_chinese_font_is_added_once():
    names = [fonts.chinese_font() for _ in range(3)]
    files = [f.fname for f in matplotlib.font_manager.fontManager.ttflist]
    assert len(set(names)) == 1
    assert files.count(str(names[0][1])) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_font_has_every_sign_of_every_label(lang):
    figure = drawn(lang, VALUES | {NATION.code: 61.2, "540000": -3.0})
    name, file = fonts.chinese_font()
    assert findfont(theme()["font.family"][0], fallback_to_default=False) == str(file)
    known = FT2Font(str(file)).get_charmap()
    for text in texts(figure):
        assert text.get_fontfamily()[0] == name
        assert not [c for c in text.get_text() if not c.isspace() and ord(c) not in known]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_warning_of_a_missing_glyph(tmp_path, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save(drawn(lang, note="一、二（三）“四”—五"), tmp_path / "map.png")


def test_a_sign_the_font_lacks_is_an_error():
    with pytest.raises(MethodError, match=r"cannot show .*U\+1F9FF"):
        drawn(title="得分 \U0001f9ff")


def test_without_a_chinese_font_nothing_is_drawn(monkeypatch):
    monkeypatch.setattr(fonts, "_carried", lambda: None)
    monkeypatch.setattr(fonts, "_ON_MACHINES", ())
    with pytest.raises(MethodError, match="no Chinese font found; pip install zhplot"):
        drawn()


def test_dollar_signs_are_not_taken_for_formulas():
    assert "$1 与 $2" in {t.get_text() for t in texts(drawn(title="$1 与 $2"))}


@pytest.mark.parametrize("source", ["", "  "])
def test_missing_source_is_an_error(source):
    with pytest.raises(MethodError, match="no source"):
        drawn(source=source)


def test_all_faults_come_together():
    with pytest.raises(MethodError) as caught:
        tile_map(
            {"440001": 1.0, "440000": math.inf}, title="", source="", lang="fr",
            ranges={"110000": (5, 3)},
        )  # fmt: skip
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize("values", [{}, {"440000": math.nan}, {NATION.code: 60.0}])
def test_a_map_without_any_province_is_an_error(values):
    with pytest.raises(MethodError, match="nothing to draw"):
        drawn(values=values)


def test_one_value_and_a_constant_are_drawn():
    for values in ({"440000": 50.0}, dict.fromkeys(COVERED, 50.0)):
        faces = {p.get_facecolor() for _, p in units(drawn(values=values)) if not p.get_hatch()}
        assert len(faces) == 1


def test_no_input_is_changed():
    values, ranges, layer = dict(VALUES), dict(RANGES), tiles()
    drawn(values=values, ranges=ranges, layer=layer)
    assert values == VALUES
    assert ranges == RANGES
    assert layer.equals(tiles())


def test_another_suffix_is_an_error(tmp_path):
    with pytest.raises(ReleaseError, match=r"map.pdf ends in '.pdf'"):
        save(drawn(), tmp_path / "map.pdf")
    assert not list(tmp_path.iterdir())


def test_a_reviewed_layer_takes_the_place_of_the_tiles(tmp_path):
    layer = tiles()[["region", "geometry"]]
    # One unit with a hole, and a line that belongs to none.
    hole = layer.geometry.iloc[0].difference(layer.geometry.iloc[0].centroid.buffer(0.2))
    layer.loc[0, "geometry"] = hole
    layer.loc[len(layer)] = ["", layer.geometry.iloc[1].boundary]
    figure = drawn(layer=layer.set_crs(4326))
    assert Counter(code for code, _ in units(figure)) == Counter(list(regions()))
    assert len([a for a in figure.findobj() if a.get_gid() == "outline"]) == 1
    inside = dict(units(figure))[layer["region"].iloc[0]].get_path()
    assert len(inside.to_polygons()) == 2
    assert save(figure, tmp_path / "layer.svg").stat().st_size > 0


def test_a_layer_that_lacks_a_unit_is_an_error():
    with pytest.raises(MethodError, match="lacks 710000: a map shows all 34 units"):
        drawn(layer=tiles().query("region != '710000'"))


def test_a_layer_without_regions_is_an_error():
    with pytest.raises(MethodError, match="no column 'region'"):
        drawn(layer=tiles().drop(columns="region"))
