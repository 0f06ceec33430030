"""Pictures of the structure: every correlation and eigenvalue, on the sheet."""

import matplotlib
import pytest
from matplotlib.text import Text

import devindex as dx
from devindex.figures import theme


@pytest.fixture(scope="module")
def found(index):
    return dx.structure(index, 2023)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["correlation", "scree"])
def test_everything_stays_on_the_sheet_with_its_source(found, kind, lang):
    figure = found.plot(kind=kind, lang=lang)
    with matplotlib.rc_context(theme()):
        figure.draw_without_rendering()
    box = figure.bbox
    for axes in figure.axes:
        for text in [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels(), axes.title]:
            own = text.get_window_extent()
            assert own.x0 >= box.x0 - 1, text.get_text()
            assert own.x1 <= box.x1 + 1, text.get_text()
            assert own.y0 >= box.y0 - 1, text.get_text()
    said = [t.get_text() for t in figure.findobj(Text)]
    assert any(w.startswith("资料来源：" if lang == "zh" else "Source: ") for w in said)


def test_heat_map_holds_each_pair_of_indicators_once_and_what_stands_above(found):
    (axes,) = found.plot().axes
    assert len(axes.texts) == 22 * 21 / 2 + 22 * 5
    negative = [p for p in axes.patches if p.get_hatch()]
    shown = found.frame[found.frame["a"].isin(found.loadings.loc["all"].index.unique("code"))]
    above = shown["b"].isin(["network", "platform", "innovation", "application", "index"])
    both = shown[above | shown["b"].isin(shown["a"])]
    assert len(negative) == (both["r"] < 0).sum()


def test_scree_has_a_panel_for_every_set_and_marks_those_over_one(found):
    figure = found.plot(kind="scree")
    panels = [a for a in figure.axes if a.patches]
    names = found.eigenvalues.index.unique("set")
    assert len(panels) == len(names)
    for axes, name in zip(panels, names, strict=True):
        assert len(axes.texts) == found.eigenvalues.loc[name, "kept"].sum()


def test_an_audit_is_drawn_as_its_structure(index):
    made = dx.audit(index, 2023)
    assert made.plot(lang="en").texts[0].get_text() == "Correlations of the indicators, 2023"


def test_another_kind_and_a_table_without_source_are_refused(found, index):
    with pytest.raises(dx.MethodError, match="unknown kind of picture 'pie'"):
        found.plot(kind="pie")
    table = index.normalised.xs(2023, level="year").drop("000000")
    with pytest.raises(dx.MethodError, match="no source"):
        dx.structure(table).plot()
    assert dx.structure(table).plot(source="office", lang="en").axes
