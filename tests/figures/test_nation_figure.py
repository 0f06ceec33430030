"""Picture of the national index: whole, range, coverage and dimensions, on the sheet."""

import re

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text

import devindex as dx
from devindex.definitions import series_used
from devindex.figures import theme
from devindex.forecast.series import Series


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["national", "platform", "five-g"])
def test_everything_stays_on_the_sheet_with_its_source(name, lang):
    figure = dx.national_index(name).plot(lang=lang)
    with matplotlib.rc_context(theme()):
        figure.draw_without_rendering()
    box = figure.bbox
    for axes in figure.axes:
        low, high = axes.get_ylim()
        drawn = [t for t in axes.get_yticklabels() if low <= t.get_position()[1] <= high]
        assert len(drawn) >= 3
        for text in [*axes.texts, *axes.get_xticklabels(), *drawn, axes.title]:
            own = text.get_window_extent()
            assert own.x0 >= box.x0 - 1, text.get_text()
            assert own.x1 <= box.x1 + 1, text.get_text()
            assert own.y0 >= box.y0 - 1, text.get_text()
    said = [t.get_text() for t in figure.findobj(Text)]
    assert any(w.startswith("资料来源：" if lang == "zh" else "Source: ") for w in said)
    assert any(("工业和信息化部" if lang == "zh" else "MIIT") in w for w in said)
    if lang == "en":
        assert not [w for w in said if re.search("[一-鿿]", w)]


def test_lines_are_the_index_bands_the_range_and_ticks_the_coverage():
    made = dx.national_index()
    left, right = made.plot().axes
    whole = made.frame.query("dimension == 'index'")
    assert np.array_equal(left.lines[0].get_ydata(), whole["middle"])
    corners = left.collections[0].get_paths()[0].vertices[:, 1]
    assert set(whole["low"]) | set(whole["high"]) <= set(corners)
    assert [t.get_text() for t in left.get_xticklabels()][-1] == "2025\n5/35"
    assert [t.get_text() for t in left.texts] == ["510"]
    assert [t.get_text().split()[0] for t in right.texts] == ["网络", "标识", "平台"]


def test_figures_of_ones_own_need_a_source_line():
    own = Series.of(["2020", "2021"], [10, 20])
    figures = dict.fromkeys(series_used(dx.load_framework("five-g")), own)
    made = dx.national_index("five-g", figures=figures)
    assert made.publishers == []
    with pytest.raises(dx.MethodError, match="no source"):
        made.plot()
    assert made.plot(source="own count", lang="en").axes
