"""Coupling coordination: the formula by hand, its bounds, its classes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import devindex as dx
from devindex.analysis.coordination import CLASSES, degree

units = arrays(float, (3, 4), elements=st.floats(0.01, 1))


def test_the_formula_by_hand():
    """u = 0.8, 0.2: C = 2 * sqrt(0.16) / 1 = 0.8, T = 0.5, D = sqrt(0.4) = 0.632.

    u = 0.1, 0.4, 0.8 with weights 1/2, 1/4, 1/4: C = 3 * 0.032^(1/3) / 1.3 = 0.7326, T = 0.35.
    """
    c, t, d = degree(np.array([[0.8, 0.2]]), np.array([0.5, 0.5]))
    assert (c[0], t[0], d[0]) == pytest.approx((0.8, 0.5, 0.4**0.5), abs=1e-12)
    c, t, d = degree(np.array([[0.1, 0.4, 0.8]]), np.array([0.5, 0.25, 0.25]))
    assert c[0] == pytest.approx(0.7326, abs=5e-5)
    assert t[0] == pytest.approx(0.35, abs=1e-12)
    assert d[0] == pytest.approx((0.7326 * 0.35) ** 0.5, abs=5e-5)


@given(u=units)
def test_coupling_is_one_for_equals_and_falls_as_they_part(u):
    even = np.full(4, 0.25)
    c, t, d = degree(u, even)
    assert (c <= 1).all()
    assert (d <= 1).all()
    assert (d**2 <= t + 1e-12).all()
    same = np.repeat(u[:, :1], 4, axis=1)
    assert degree(same, even)[0] == pytest.approx(1.0, abs=1e-12)
    assert degree(u * 0.5, even)[0] == pytest.approx(c, abs=1e-12)  # no unit in C


@given(u=units)
def test_two_subsystems_have_the_form_of_two_in_print(u):
    """2 sqrt(u1 u2) / (u1 + u2), the form of the literature with two subsystems."""
    c, _, _ = degree(u[:, :2], np.array([0.5, 0.5]))
    a, b = u[:, 0], u[:, 1]
    assert c == pytest.approx(2 * np.sqrt(a * b) / (a + b), abs=1e-12)


def test_every_tenth_opens_a_class():
    d = np.array([0.0, 0.05, 0.1, 0.3, 0.45, 0.59, 0.6, 0.7, 0.89, 0.9, 1.0])
    table = pd.DataFrame({2020: d**2}, [f"r{i:02}" for i in range(len(d))])  # C = 1, D = root of T
    made = dx.coupling({"a": table, "b": table})
    assert made.frame["class"].tolist() == [1, 1, 2, 4, 5, 6, 7, 8, 9, 10, 10]
    assert [t.zh for t in CLASSES][::9] == ["极度失调", "优质协调"]
    assert len(CLASSES) == 10


def test_nothing_at_all_is_coordinated_to_nought():
    table = pd.DataFrame({2020: [0.0, 0.5]}, ["a", "b"])
    frame = dx.coupling({"x": table, "y": table * 0}).frame
    assert frame[["coupling", "coordination"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert frame.loc[("b", 2020), "lagging"] == "y"


def test_the_index_is_coupled_by_its_dimensions(index):
    made = dx.coupling(index)
    assert list(made.names) == ["network", "platform", "innovation", "application"]
    u = index.scores_of_nodes.loc[("440000", 2024), list(made.names)].to_numpy() / 100
    c = 4 * np.prod(u) ** 0.25 / u.sum()
    assert made.frame.loc[("440000", 2024), "coupling"] == pytest.approx(c, abs=1e-12)
    assert "000000" not in made.degrees.index
    two = dx.coupling(index, ["network", "application"], weights={"network": 3, "application": 1})
    assert two.weights.tolist() == [0.75, 0.25]


def test_a_region_and_year_without_a_subsystem_is_left_out():
    table = pd.DataFrame({2020: [0.2, 0.5], 2021: [0.3, np.nan]}, ["a", "b"])
    made = dx.coupling({"x": table, "y": table.fillna(0.1)})
    assert list(made.frame.index) == [("a", 2020), ("a", 2021), ("b", 2020)]
    assert " over 1 region, most often " in made.summary()
    assert "；1个地区介于" in made.summary("zh")


def test_what_cannot_be_coupled_is_said_in_both_languages(index, small, refused):
    table = small / 10
    for mistake, en, zh in [
        (lambda: dx.coupling({"x": table}), "1 subsystem is given", "只给出1个子系统"),
        (lambda: dx.coupling({"x": small, "y": table}), "outside 0 to 1, first x of a", "x"),
        (lambda: dx.coupling({"x": small[:1], "y": table[:1]}), "values lie outside", "数值不在"),
        (lambda: dx.coupling({"x": small[[2020]][:1] + 2, "y": table[[2020]][:1]}),
         "1 value lies outside", "1个数值不在"),
        (lambda: dx.coupling(index, ["netwrok", "platform"]), "'network'", "“network”"),
        (lambda: dx.coupling({"x": table, "y": table}, weights={"x": 1}), "every sub", "每个子"),
        (lambda: dx.coupling(small), "neither an index nor tables", "既不是指数"),
        (lambda: dx.coupling({"x": table[:2], "y": table[2:]}), "no region and", "没有任何地区"),
    ]:  # fmt: skip
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_names_the_classes_that_occur(index, lang):
    made = dx.coupling(index)
    lines, grid = made.plot(lang=lang).axes
    now = made.frame.xs(2024, level="year")
    said = {t.get_text() for t in grid.get_legend().get_texts()}
    assert {f"{k} {CLASSES[k - 1].say(lang)}" for k in set(now["class"])} < said
    assert len(lines.lines) == 3
    assert made.summary(lang).count(f"{now['coordination'].mean():.3f}") == 1
