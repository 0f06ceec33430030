"""Pictures of changes and profiles: all that is told is there, inside the sheet."""

import matplotlib
import pandas as pd
import pytest
from matplotlib.text import Text

import devindex as dx
from devindex.analysis.names import named, shown
from devindex.figures import theme


@pytest.fixture(scope="module")
def change(index):
    return dx.explain_change(index, start=2022, end=2023)


@pytest.fixture(scope="module")
def profile(index):
    return dx.profile(index, 2023)


def laid_out(figure):
    with matplotlib.rc_context(theme()):
        figure.draw_without_rendering()
    return figure


def words(figure):
    return [t.get_text() for t in figure.findobj(Text) if t.get_text().strip()]


def inside(figure):
    """No text leaves the sheet; ticks beyond an axis are not drawn."""
    box = figure.bbox
    ticks = [(a, t) for axes in figure.axes for a in (axes.xaxis, axes.yaxis)
             for t in a.get_major_ticks()]  # fmt: skip
    views = [(t, sorted(a.get_view_interval())) for a, t in ticks]
    beyond = [t.label1 for t, (low, high) in views if not low <= t.get_loc() <= high]
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible() and text not in beyond:
            own = text.get_window_extent()
            assert own.x0 >= box.x0 - 1, text.get_text()
            assert own.x1 <= box.x1 + 1, text.get_text()
            assert own.y0 >= box.y0 - 1, text.get_text()
            assert own.y1 <= box.y1 + 1, text.get_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("region", [None, "110000", "540000"])
def test_everything_stays_on_the_sheet_with_title_and_source(change, profile, lang, region):
    for result in (change, profile):
        figure = laid_out(result.plot(region=region, lang=lang))
        inside(figure)
        said = words(figure)
        assert any(w.startswith("资料来源：" if lang == "zh" else "Source: ") for w in said)
        assert any("2023" in w for w in said)


def test_slopes_name_every_province_with_both_ranks(change):
    said = words(change.plot())
    for code, row in change.totals.drop("000000").iterrows():
        name = named(code).zh
        assert f"{name}  {row['rank_before']}" in said
        assert f"{row['rank_after']}  {name}" in said


def test_waterfall_goes_from_score_to_score(change):
    figure = change.plot(region="天津", lang="en")
    (axes,) = figure.axes
    bars = axes.patches
    assert bars[0].get_width() == pytest.approx(change.totals.loc["120000", "score_before"])
    assert bars[-1].get_width() == pytest.approx(change.totals.loc["120000", "score_after"])
    steps = sum(b.get_width() for b in bars[1:-1])
    assert steps == pytest.approx(change.totals.loc["120000", "score_change"], abs=1e-10)


def test_waterfall_names_causes_where_there_are_several(index):
    old = dx.compute(dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023)))
    figure = laid_out(dx.explain_change(old, index, start=2022, end=2023).plot(region="辽宁"))
    inside(figure)
    alone = dx.explain_change(old, index, start=2022, end=2022)
    for picture in (alone.plot(region="辽宁"), alone.plot()):
        assert {"2022年（变动前）", "2022年（变动后）"} <= set(words(picture))
    several = dx.explain_change(old, dx.compute(index.panel, "equal"), start=2022, end=2023)
    assert "方法变化" in words(several.plot(region="北京"))


def test_heat_map_shows_every_number_once_and_hatches_the_missing(profile):
    figure = profile.plot()
    (axes,) = figure.axes
    numbers = sorted(t.get_text() for t in axes.texts)
    points = profile.frame["points"]
    assert numbers == sorted(shown(v, 0) for v in points.dropna())
    assert len(axes.patches) == points.isna().sum() > 0


def test_strengths_are_marked_where_the_profile_marks_them(profile):
    (axes,) = profile.plot(region="广东").axes
    said = [t.get_text() for t in axes.texts]
    assert said.count("● 优势") == len(profile.strengths("广东"))
    assert said.count("○ 短板") == len(profile.weaknesses("广东"))


def test_slopes_need_two_ranked_regions(index, panel):
    few = panel.drop([r for r in panel.regions if r not in ("000000", "110000")])
    change = dx.explain_change(dx.compute(few), start=2022, end=2023)
    with pytest.raises(dx.MethodError, match="fewer than two regions") as caught:
        change.plot()
    assert "不足两个" in caught.value.problems[0].zh


def test_a_table_of_ones_own_is_drawn_only_with_its_source():
    framework = dx.sketch({"d": {"t": ["a", "b"]}}, goalposts={"a": (0, 10), "b": (0, 10)})
    grid = pd.MultiIndex.from_product([["p", "q", "s"], [1, 2]], names=["region", "year"])
    table = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6], "b": [6.0, 5, 4, 3, 2, 1]}, grid)
    index = dx.compute(dx.Panel.of(framework, table), dx.simple_recipe(normalise="goalposts"))
    with pytest.raises(dx.MethodError, match="the figure has no source"):
        dx.explain_change(index).plot(lang="en")
    assert "资料来源：office" in words(dx.profile(index).plot(source="office"))


def test_no_waterfall_of_a_score_that_is_not_split(index):
    copeland = dx.load_recipe().model_copy(
        update={"aggregate": dx.load_recipe().aggregate.model_copy(
            update={"dimension": dx.Choice(method="copeland", fit="each")})}
    )  # fmt: skip
    change = dx.explain_change(dx.compute(index.panel, copeland), start=2022, end=2023)
    assert change.split == ("none",)
    with pytest.raises(dx.MethodError, match="no waterfall") as caught:
        change.plot(region="440000")
    assert "瀑布图" in caught.value.problems[0].zh
