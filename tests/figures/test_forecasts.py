"""The fan chart: every figure with its bound, the bands, target, ceiling, source and note."""

import re

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text

from devindex import MethodError
from devindex.figures import theme
from devindex.forecast import Series, forecast

SHOWN = [
    "net_5g_private_networks_2030", "plt_penetration_rate_2028", "plt_connected_devices_2028",
    "coverage_industry_major_41", "app_industry_midclass_coverage_2030", "base_stations_5g",
    "plt_influential_platforms_2028", "core_va_caii",
]  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return {code: forecast(code, draws=1000) for code in SHOWN}


def texts(figure):
    return [t.get_text() for t in figure.findobj(Text)]


def line(axes, label):
    (only,) = (one for one in axes.lines if one.get_label() == label)
    return only


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", SHOWN)
def test_everything_stays_on_the_sheet_with_its_source(found, code, lang):
    figure = found[code].plot(lang=lang)
    with matplotlib.rc_context(theme()):
        figure.draw_without_rendering()
    box = figure.bbox
    (axes,) = figure.axes
    for text in [*figure.texts, *axes.texts, *axes.get_legend().get_texts(), axes.yaxis.label]:
        own = text.get_window_extent()
        assert own.x0 >= box.x0, text.get_text()
        assert own.x1 <= box.x1, text.get_text()
        assert own.y0 >= box.y0, text.get_text()
        assert own.y1 <= box.y1, text.get_text()
    said = texts(figure)
    assert any(w.startswith("资料来源：" if lang == "zh" else "Source: ") for w in said)
    top = axes.get_window_extent().y1
    assert axes.get_legend().get_window_extent().y1 < figure.texts[1].get_window_extent().y0
    assert axes.get_legend().get_window_extent().y0 >= top - 2
    if lang == "en":
        assert not [w for w in said if re.search("[一-鿿]", w)]


def test_each_announced_figure_has_its_mark_and_each_interval_its_bar(found):
    one = found["plt_connected_devices_2028"]
    (axes,) = one.plot(lang="en").axes
    million = 1e6
    kinds = [c.figure.bound for c in one.series.kept]
    for label, bound in (("announced", "exact"), ("announced: about", "about"),
                         ("announced: more than", "at_least")):  # fmt: skip
        mine = line(axes, label)
        assert len(mine.get_xdata()) == kinds.count(bound)
        assert mine.get_xdata() == pytest.approx(
            [t for t, k in zip(one.series.times, kinds, strict=True) if k == bound]
        )
    assert line(axes, "announced: more than").get_ydata()[-1] == pytest.approx(200)
    bars = np.concatenate(
        [c.get_segments() for c in axes.collections if hasattr(c, "get_segments")]
    )
    ends = sorted((low, high) for (_, low), (_, high) in bars)
    wanted = sorted(zip(one.series.low / million, one.series.high / million, strict=True))
    assert np.array(ends) == pytest.approx(np.array(wanted))
    assert len(line(axes, "read, not used").get_xdata()) == 25 - 9


def test_median_bands_target_and_deadline_stand_where_they_are(found):
    one = found["plt_penetration_rate_2028"]
    figure = one.plot(lang="en")
    (axes,) = figure.axes
    frame = one.to_frame()
    median = line(axes, "median")
    assert median.get_xdata() == pytest.approx([one.series.times[-1], *frame.index])
    assert median.get_ydata() == pytest.approx([17.5, *frame["median"]])
    diamond = next(one for one in axes.lines if one.get_marker() == "D")
    assert (diamond.get_xdata()[0], diamond.get_ydata()[0]) == (one.dates[-1], 55.0)
    said = texts(figure)
    assert {"target 55 %", "ceiling 100", "%"} <= set(said)
    p = f"probability of the target {100 * one.probability():.0f} %"
    assert any("By the end of 2028: median" in w and w.endswith(p) for w in said)
    note = " ".join(said)
    assert "2 figures, so still near the prior" in note
    assert "Numerical-control rate of key processes" in note


def test_a_fan_of_an_interval_opens_at_the_first_date(found):
    one = found["net_5g_private_networks_2030"]
    (axes,) = one.plot(lang="zh").axes
    assert line(axes, "中位数").get_xdata() == pytest.approx(one.dates)


def test_a_band_that_would_dwarf_the_rest_is_cut_and_the_note_says_so(found):
    one = found["net_5g_private_networks_2030"]
    figure = one.plot(lang="zh")
    top = figure.axes[0].get_ylim()[1] * 1e4
    last = one.to_frame().iloc[-1]
    assert last["high_80"] < top < last["high_95"]
    assert any("95%色带超出图幅" in w for w in texts(figure))
    assert {"万张", "目标 5万张"} <= set(texts(figure))
    assert not any("色带超出图幅" in w for w in texts(found["core_va_caii"].plot(lang="zh")))


def test_a_series_at_its_ceiling_is_a_line_along_it(found):
    figure = found["coverage_industry_major_41"].plot(lang="zh")
    (axes,) = figure.axes
    assert set(line(axes, "中位数").get_ydata()) == {41.0}
    assert any("已达上限，不再增长" in w for w in texts(figure))
    assert {"上限 41", "个（共41个）"} <= set(texts(figure))


def test_what_the_figures_are_of_is_said_where_it_is_not_quite_the_target(found):
    said = " ".join(texts(found["app_industry_midclass_coverage_2030"].plot(lang="en")))
    assert "Scope: the figure covers projects of 5G + industrial internet" in said
    assert "target 207 industrial mid-classes, the ceiling" in said


def test_figures_of_ones_own_need_a_source_and_may_fall():
    own = forecast(Series.of([2020, 2021, 2022], [30, 20, 16], [0, 3, 0], unit="t"), draws=500)
    with pytest.raises(MethodError, match="no source"):
        own.plot()
    (axes,) = own.plot(lang="en", source="an office").axes
    assert line(axes, "announced: at most").get_ydata()[0] == own.series.low[1]


def note(figure):
    return " ".join(t.get_text().replace("\n", " ") for t in figure.texts)


def test_what_a_standstill_would_leave_is_told_with_the_probability(found):
    for lang, said in (("en", "if that means a standstill"), ("zh", "如视为停滞")):
        shown = note(found["plt_influential_platforms_2028"].plot(lang=lang)).replace(" ", "")
        assert said.replace(" ", "") in shown
        other = note(found["plt_connected_devices_2028"].plot(lang=lang)).replace(" ", "")
        assert said.replace(" ", "") not in other  # not clearly lower


def test_the_end_of_a_band_that_is_cut_is_told_in_the_unit_of_the_axis(found):
    one = found["net_5g_private_networks_2030"]
    end = one.to_frame()["high_95"].iloc[-1]
    zh, en = (note(one.plot(lang=lang)).replace(" ", "") for lang in ("zh", "en"))
    assert f"期末上端为{end / 1e4:.4g}万张" in zh
    assert f"itreaches{float(f'{end:.4g}'):,.0f}networks" in en
    assert "只依据先验" not in zh
