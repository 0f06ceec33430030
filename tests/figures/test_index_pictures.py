"""Pictures of an index: what they show is what was computed; what cannot be shown is said."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import devindex as dx
from devindex.analysis.alike import runs_alike
from devindex.definitions import NATION
from devindex.figures import save
from devindex.figures.look import NAMED
from devindex.figures.quantities import quantity


@pytest.fixture(scope="module")
def sure(index):
    return dx.uncertainty(index, draws=300)


def words(figure):
    return [t.get_text() for t in figure.texts]


def small(table):
    """An index of regions of one's own: indicators x and y by region and year."""
    framework = dx.sketch({"whole": {"part": ["x", "y"]}}, goalposts={"x": (0, 10), "y": (0, 10)})
    recipe = dx.simple_recipe(normalise="goalposts", weigh="equal")
    return dx.compute(dx.Panel.of(framework, pd.DataFrame(table)), recipe)


def test_runs_alike_overlap_and_none_lies_inside_another():
    apart = np.ones((5, 5), dtype=bool)
    for a, b in ((0, 1), (1, 2), (2, 3), (1, 3)):
        apart[a, b] = apart[b, a] = False
    assert runs_alike(apart) == [(0, 1), (1, 3)]
    assert runs_alike(np.ones((3, 3), dtype=bool)) == []
    assert runs_alike(np.zeros((3, 3), dtype=bool)) == [(0, 2)]
    assert runs_alike(np.zeros((0, 0), dtype=bool)) == []


def test_no_two_of_a_group_are_told_apart_and_no_group_can_grow(sure):
    pairs = sure.pairs(2024).set_index(["region", "other"])[["above", "below"]].max(axis=1)
    order = list(sure.index.ranks[2024].dropna().sort_values(kind="stable").index)
    groups = sure.alike(2024)
    for group in groups:
        assert all(pairs[a, b] < 0.9 for n, a in enumerate(group) for b in group[n + 1 :])
        after = order.index(group[-1]) + 1
        if after < len(order):
            assert any(pairs[a, order[after]] >= 0.9 for a in group)
    doubtful = {frozenset(p) for p in pairs.index[pairs < 0.9]}
    beside = {frozenset(p) for p in pairwise(order)}
    joined = {frozenset((a, b)) for g in groups for a, b in pairwise(g)}
    assert doubtful & beside == joined


def test_a_ranking_shows_scores_ranks_ranges_and_groups(index, sure):
    figure = index.plot.ranking(2023, sure=sure, lang="en")
    left, right = figure.axes
    order = index.ranks[2023].sort_values().index
    assert [b.get_width() for b in left.patches] == list(index.scores.loc[order, 2023])
    ranges = sure.rank_ranges().xs(2023, level="year").loc[order]
    lines = [ln.get_xdata() for ln in right.lines if ln.get_linewidth() == 6]
    assert [list(x) for x in lines] == ranges[["rank_lower", "rank_upper"]].astype(
        int
    ).values.tolist()
    dots = [int(ln.get_xdata()[0]) for ln in right.lines if ln.get_marker() == "o"]
    assert dots == list(range(1, 32))
    bars = [ln for ln in right.lines if not ln.get_clip_on()]
    ends = [(order[round(b.get_ydata()[0])], order[round(b.get_ydata()[1])]) for b in bars]
    assert ends == [(g[0], g[-1]) for g in sure.alike(2023)]


def test_bars_of_groups_that_share_a_region_stand_side_by_side(index, sure):
    figure = index.plot(sure=sure)
    figure.draw_without_rendering()
    boxes = [ln.get_window_extent() for ln in figure.axes[1].lines if not ln.get_clip_on()]
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:k])


def test_calling_plot_draws_the_ranking_and_so_does_draw(index, sure, tmp_path):
    from devindex.figures import draw

    one, two, three = (
        save(figure, tmp_path / "a.svg").read_bytes()
        for figure in (index.plot(sure=sure), index.plot.ranking(sure=sure), draw(index, sure=sure))
    )
    assert one == two == three


@pytest.mark.parametrize("node", [None, "network", "access", "it-services"])
def test_a_map_has_a_shade_for_each_value(index, node):
    figure = index.plot.map(node, 2023)
    values = quantity(index, node).values[2023].drop(NATION.code).dropna()
    shades = {
        p.get_gid().removeprefix("region-"): p.get_facecolor() for p in figure.axes[0].patches
    }
    hatched = {p.get_gid().removeprefix("region-") for p in figure.axes[0].patches if p.get_hatch()}
    assert hatched == set(shades) - set(values.index)
    order = values.sort_values().index
    light = [sum(shades[c][:3]) for c in order]
    assert light == sorted(light, reverse=True)


def test_a_map_names_what_is_imputed(index):
    status = index.status.drop(index=NATION.code, level="region")
    cells = (status == "E").stack()
    region, year, code = next(
        c for c in cells.index[cells] if cells.xs(c[1:], level=(1, 2)).sum() < 9
    )
    figure = index.plot.map(code, year, lang="en")
    assert dx.regions()[region].name_en in next(w for w in words(figure) if w.startswith("Note"))


def test_large_values_lose_their_decimals_and_small_ones_keep_two(index):
    texts = [t.get_text() for t in index.plot.map("domain-names", 2023).axes[0].texts]
    assert "2699" in texts
    texts = [t.get_text() for t in index.plot.map("science-budget", 2023).axes[0].texts]
    value = index.inputs.loc[("110000", 2023), "science-budget"]
    assert f"{value:.2f}" in texts


def test_lines_of_a_trend_are_the_scores(index):
    figure = index.plot.trend(["Guangdong", "贵州"], lang="en")
    (axes,) = figure.axes
    for code, colour in (("440000", NAMED[0]), ("520000", NAMED[1])):
        own = [
            ln for ln in axes.lines if to_hex(ln.get_color()) == colour and len(ln.get_xdata()) > 1
        ]
        assert list(own[0].get_ydata()) == list(index.scores.loc[code])
    assert len([ln for ln in axes.lines if ln.get_linewidth() == 0.7]) == 29


def test_a_profile_puts_the_region_where_its_points_are(index, sure):
    _, strips = index.plot.profile("广东", 2023, sure=sure).axes
    points = index.normalised.loc[("440000", 2023)]
    nodes = index.scores_of_nodes.loc[("440000", 2023)]
    marks = [ln for ln in strips.lines if ln.get_zorder() == 3]
    drawn = sorted(float(ln.get_xdata()[0]) for ln in marks)
    own = [d.code for d in index.framework.dimensions]
    assert drawn == pytest.approx(sorted([*points.dropna(), *nodes[["index", *own]]]))
    up = [ln for ln in marks if ln.get_marker() == "^"]
    assert len(up) == len(dx.profile(index, 2023).strengths("广东"))


@pytest.mark.parametrize(
    ("draw", "en"),
    [
        (lambda p: p.ranking(2031), "has no value in 2031; there are values of 2016 to 2024"),
        (lambda p: p.map(year=1999), "has no value in 1999"),
        (lambda p: p.map("platfrom"), "node or indicator 'platfrom'. Did you mean 'platform'?"),
        (lambda p: p.trend(node="x"), "unknown node or indicator 'x'"),
        (lambda p: p.trend(["Guangdnog"]), "unknown region 'Guangdnog'"),
        (lambda p: p.trend(["台湾"]), "the index does not have Taiwan; it has 31 regions"),
        (lambda p: p.trend(list(dx.regions())[:8]), "8 regions are asked for; at most 7"),
        (lambda p: p.profile("710000"), "the index does not have Taiwan"),
        (lambda p: p.profile("000000"), "a profile is of a region, and China is the nation"),
        (lambda p: p.profile("440000", 2031), "has no value in 2031"),
        (lambda p: p.map("network", sure=dx.uncertainty(p.index, draws=10)),
         "rank ranges are of the whole index, not of Network and identifiers"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_one_sentence(index, told, draw, en):
    (problem,) = told(lambda: draw(index.plot))
    assert en in problem


def test_draws_of_another_index_are_refused(index, told, panel):
    other = dx.compute(panel.drop("110000"))
    (problem,) = told(lambda: index.plot.ranking(sure=dx.uncertainty(other, draws=10)))
    assert problem == "the draws are of 30 regions and the index has 31; give those of this index"


ONE = {"region": ["a"], "year": [2020], "x": [3.0], "y": [4.0]}
HOLES = {
    "region": list("aabbccdd"), "year": [2020, 2021] * 4,
    "x": [1.0, 2.0, np.nan, 3.0, 4.0, np.nan, np.nan, np.nan],
    "y": [2.0, np.nan, 3.0, 4.0, np.nan, np.nan, 5.0, 6.0],
}  # fmt: skip


@pytest.mark.parametrize("table", [ONE, HOLES], ids=["one region and year", "holes"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_region_one_year_and_holes_are_drawn(table, lang, tmp_path):
    index = small(table)
    pictures = index.plot
    for n, figure in enumerate((
        pictures.ranking(source="office", lang=lang), pictures.trend(source="office", lang=lang),
        pictures.profile("a", source="office", lang=lang),
        pictures.trend("a", node="x", source="office", lang=lang),
    )):  # fmt: skip
        assert any("office" in w for w in words(figure))
        assert save(figure, tmp_path / f"{n}.png").stat().st_size > 0


def test_what_has_no_rank_or_no_score_is_said_to_have_none():
    index = small(HOLES)
    assert pd.isna(index.ranks.loc["b", 2020])
    figure = index.plot.profile("b", 2020, source="office", lang="en")
    assert words(figure)[0] == "b, 2020: score 30.0, not ranked"
    assert (
        words(index.plot.profile("c", 2021, source="office", lang="en"))[0] == "c, 2021: no score"
    )
    ranking = index.plot.ranking(2020, source="office", lang="en")
    assert "Ranking of 1 region, 2020" in words(ranking)
    assert [t.get_text() for t in ranking.axes[1].texts].count("–") == 3


def test_an_index_without_a_source_asks_for_one_and_regions_without_a_tile_have_no_map(told):
    index = small(HOLES)
    for draw in (index.plot.ranking, index.plot.trend, lambda: index.plot.profile("a")):
        (problem,) = told(draw)
        assert "no source" in problem
    (problem,) = told(lambda: index.plot.map(source="office"))
    assert "have no tile" in problem


def test_an_assessment_without_a_forecast_has_no_picture(told):
    from devindex.figures import targets

    without = [a for a in dx.assessments() if a.forecast is None]
    (problem,) = told(without[0].plot)
    assert "nothing is forecast for" in problem
    (problem,) = told(lambda: targets(without))
    assert "none of the targets is forecast" in problem


def test_targets_stand_by_probability(index):
    from devindex.figures import targets

    found = [a for a in dx.assessments() if a.forecast is not None]
    (axes,) = targets(found, lang="en").axes
    dots = [ln.get_xdata()[0] for ln in axes.lines if ln.get_markersize() == 9]
    assert dots == sorted((100 * a.probability for a in found), reverse=True)


def test_every_later_figure_stands_on_its_forecast():
    past = dx.backtest(draws=200)
    (axes,) = past.plot(lang="en").axes
    rows = past.figures.sort_values(["series", "date"], kind="stable")
    dots = [ln.get_xdata()[0] for ln in axes.lines if ln.get_marker() == "o"]
    assert dots == pytest.approx(list(rows["outcome"] / rows["median"]))
    filled = [ln.get_markerfacecolor() != "#ffffff" for ln in axes.lines if ln.get_marker() == "o"]
    assert filled == list(rows["in_80"])


def test_a_comparison_of_all_years_is_drawn_by_year(index, panel, told):
    whole = dx.compare(index, dx.compute(panel, "equal"))
    assert words(whole.plot(year=2020, lang="en"))[0] == "Ranks of 2020 by two recipes"
    assert words(whole.plot(lang="en"))[0] == "Ranks of 2024 by two recipes"
    (problem,) = told(lambda: whole.plot(year=2031))
    assert "no year 2031" in problem
    same = dx.compare(index, index, 2023).plot(lang="en")
    assert words(same)[0] == "Ranks of 2023 by two indices"
