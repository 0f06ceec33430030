"""The whole index: nothing moves by itself."""

import dataclasses
import shutil

import numpy as np
import pandas as pd
import pytest

from devindex import (
    DefinitionError,
    MethodError,
    ObservationError,
    Observations,
    compute,
    load_framework,
    load_observations,
    load_panel,
    load_recipe,
    recipe_names,
    shipped,
)
from devindex.index.recipe import Choice


def same(a, b):
    """Equal to the last bit, NaN in the same places."""
    pd.testing.assert_frame_equal(a, b, check_exact=True)


def edited(panel, change):
    """A panel whose figures were changed on a copy."""
    values, status = panel.values.copy(), panel.status.copy()
    change(values, status)
    return dataclasses.replace(panel, values=values, status=status)


# ---------------------------------------------------------------------------------------------
# rows that come and go


def test_adding_2025_moves_no_other_score(index, tmp_path, write_facts):
    """A new file with next year's figures: every score to 2024 keeps its last bit."""
    frame = load_observations().frame
    new = frame[frame["year"] == 2024].assign(year="2025")
    lines = [
        f'{r.series},{r.region},{r.year},{r.value * 1.07!r},{r.unit},{r.status},"{r.flags}"'
        for r in new.itertuples()
        if (r.series, r.region) not in known_2025(frame)
    ]
    folder = write_facts(*lines, name="s99-2025")
    for file in (shipped.data() / "observations" / "regional").iterdir():
        shutil.copy(file, folder)
    longer = compute(load_panel(years=(2016, 2025), observations=load_observations(folder)))
    assert longer.panel.years[-1] == 2025
    assert longer.scores[2025].notna().all()
    assert not longer.scores[2025].equals(longer.scores[2024])
    years = index.panel.years
    same(longer.scores[years], index.scores)
    same(longer.ranks[years], index.ranks)
    same(longer.development[years], index.development)
    before = longer.normalised.index.get_level_values("year") <= 2024
    same(longer.contributions[before], index.contributions)


def known_2025(frame):
    own = frame[frame["year"] == 2025]
    return set(zip(own["series"], own["region"], strict=True))


def test_cutting_years_off_moves_no_other_score(index, panel):
    shorter = compute(panel.until(2020))
    same(shorter.scores, index.scores[shorter.panel.years])
    same(shorter.development, index.development[shorter.panel.years])
    alone = compute(load_panel(years=(2022, 2024)))
    same(alone.scores[[2023, 2024]], index.scores[[2023, 2024]])


@pytest.mark.parametrize("gone", [["北京"], ["西藏"], ["Shanghai", "CN-GD", "650000"]])
def test_removing_a_province_moves_no_other_score(index, panel, gone):
    fewer = compute(panel.drop(gone))
    assert len(fewer.scores) == len(index.scores) - len(gone)
    same(fewer.scores, index.scores.loc[fewer.scores.index])
    same(fewer.development, index.development.loc[fewer.scores.index])
    same(fewer.contributions, index.contributions.loc[fewer.contributions.index])


def test_a_province_that_never_reported_moves_no_other_province(index):
    """Left out before the nation is summed: the nation changes and is marked, no province does."""
    seen = load_observations()
    without = Observations(seen.frame[seen.frame["region"] != "310000"], seen.sources)
    fewer = compute(load_panel(observations=without))
    provinces = fewer.scores.index.drop("000000")
    same(fewer.scores.loc[provinces], index.scores.loc[provinces])
    assert fewer.status.loc[("000000", 2020), "broadband-ports"] == "E"


# ---------------------------------------------------------------------------------------------
# order


@pytest.mark.parametrize("recipe", recipe_names())
def test_the_order_of_rows_and_columns_moves_nothing(panel, recipe):
    straight = compute(panel, recipe)
    rng = np.random.default_rng(20)
    rows = rng.permutation(len(panel.values))
    columns = rng.permutation(panel.values.shape[1])
    shuffled = compute(
        dataclasses.replace(
            panel,
            values=panel.values.iloc[rows, columns],
            status=panel.status.iloc[rows, columns],
        ),
        recipe,
    )
    same(shuffled.scores, straight.scores)
    same(shuffled.ranks, straight.ranks)
    same(shuffled.development, straight.development)
    same(shuffled.contributions, straight.contributions)
    assert shuffled.nodes == straight.nodes
    last = straight.explain("广东")
    assert shuffled.explain("广东").attrs == last.attrs


def test_the_order_of_published_figures_moves_nothing(index):
    seen = load_observations()
    shuffled = seen.frame.sample(frac=1, random_state=np.random.default_rng(3))
    again = compute(load_panel(observations=Observations(shuffled, seen.sources)))
    same(again.scores, index.scores)
    same(again.status, index.status)


def test_the_order_of_definitions_and_of_their_files_moves_nothing(index, own_framework):
    folder = own_framework()
    blocks = []
    for file in sorted(folder.glob("*.toml")):
        if file.name != "framework.toml":
            blocks += file.read_text(encoding="utf-8").split("[[indicator]]")[1:]
            file.unlink()
    for n, block in enumerate(reversed(blocks)):
        with (folder / f"{'zyx'[n % 3]}.toml").open("a", encoding="utf-8") as out:
            out.write("[[indicator]]" + block.rstrip() + "\n")
    head = folder / "framework.toml"
    top, *rest = head.read_text(encoding="utf-8").replace("[[", "\0[[").split("\0")
    head.write_text(top + "\n".join(reversed(rest)), encoding="utf-8")
    chosen = load_framework(folder)
    assert [t.code for t in chosen.themes] != [t.code for t in index.framework.themes]
    again = compute(load_panel(chosen), load_recipe())
    same(again.scores, index.scores)
    same(again.ranks, index.ranks)
    same(again.development, index.development)
    same(again.contributions[index.contributions.columns], index.contributions)


def test_computing_twice_gives_the_same_and_changes_nothing(index, panel):
    before = panel.values.copy(), panel.status.copy()
    same(compute(panel).contributions, index.contributions)
    same(panel.values, before[0])
    same(panel.status, before[1])


# ---------------------------------------------------------------------------------------------
# what an index says


@pytest.mark.parametrize("recipe", recipe_names())
def test_contributions_sum_to_the_score(panel, recipe):
    index = compute(panel, recipe)
    total = index.contributions.sum(axis=1)
    score = index.scores_of_nodes["index"]
    np.testing.assert_allclose(total, score, rtol=0, atol=1e-12)
    assert score.notna().all()


@pytest.mark.parametrize("recipe", recipe_names())
def test_weights_of_siblings_sum_to_one(panel, recipe):
    weights = compute(panel, recipe).weights
    np.testing.assert_allclose(weights.groupby("parent")["weight"].sum(), 1, rtol=1e-12)
    leaves = weights[weights["level"] == "indicator"]
    assert leaves["effective"].sum() == pytest.approx(1, abs=1e-12)
    assert sorted(leaves.index) == sorted(i.code for i in panel.framework.scored)


@pytest.mark.parametrize("recipe", recipe_names())
def test_the_nation_in_the_base_year_is_exactly_100(panel, recipe):
    index = compute(panel, recipe)
    assert index.base_year == 2020
    assert index.development.loc["000000", 2020] == 100.0


def test_the_nation_is_exactly_100_in_whatever_base_year(panel, index):
    for year in panel.years:
        scoring = panel.framework.scoring.model_copy(update={"base_year": year})
        moved = panel.framework.model_copy(update={"scoring": scoring})
        other = dataclasses.replace(index, panel=dataclasses.replace(panel, framework=moved))
        assert other.development.loc["000000", year] == 100.0


def test_scores_lie_between_0_and_100(index):
    assert index.scores.to_numpy().min() >= 0
    assert index.scores.to_numpy().max() <= 100
    assert index.scores.shape == (32, 9)


def test_ranks_are_whole_numbers_and_the_nation_has_none(index):
    assert "000000" not in index.ranks.index
    for year in index.panel.years:
        assert sorted(index.ranks[year]) == list(range(1, 32))
    best = index.scores.drop(index="000000").idxmax()
    assert (index.ranks == 1).idxmax().equals(best)


def test_ties_take_the_smallest_rank(panel):
    """Zhejiang is given Beijing's figures: both are first, and nobody is second."""

    def twin(values, status):
        values.loc["330000"] = values.loc["110000"].to_numpy()
        status.loc["330000"] = status.loc["110000"].to_numpy()

    ranks = compute(edited(panel, twin)).ranks[2023]
    assert (ranks["110000"], ranks["330000"]) == (1, 1)
    assert sorted(ranks)[:3] == [1, 1, 3]


def test_a_province_that_reports_too_little_is_scored_and_not_ranked(index, panel):
    def silence(values, status):
        lost = values.columns[values.columns.str.startswith(("inn_", "net_", "pol_"))]
        values.loc["540000", lost] = np.nan
        status.loc["540000", lost] = "O"

    quiet = compute(edited(panel, silence))
    assert (quiet.coverage.loc["540000"] < 2 / 3).all()
    assert quiet.scores.loc["540000"].notna().all()
    assert quiet.ranks.loc["540000"].isna().all()
    assert quiet.ranks[2024].max() == 30
    same(quiet.scores.drop(index="540000"), index.scores.drop(index="540000"))


def test_imputed_cells_are_marked_estimated(index, panel):
    """The science budget of 2024 is not published: 2023 is carried forward, and shown as E."""
    now, before = index.inputs.xs(2024, level="year"), index.inputs.xs(2023, level="year")
    assert panel.values["pol_fiscal_sci"].xs(2024, level="year").isna().all()
    same(now[["science-budget"]], before[["science-budget"]])
    assert (index.status["science-budget"].xs(2024, level="year") == "E").all()
    assert (index.status["science-budget"].xs(2020, level="year") == "A").all()


def test_every_cell_has_a_status_that_says_whether_there_is_a_figure(index):
    assert (index.status == "O").equals(index.inputs.isna())
    provinces = index.status.drop(index="000000", level="region")
    estimated = provinces[index.normalised.columns].eq("E").sum().sum()
    assert estimated < 0.02 * provinces.size


def test_denominators_are_those_of_the_definition(index, panel):
    """Guangdong 2020: R&D of industry over its value added, broadband ports per 100 residents."""
    row = panel.values.loc[("440000", 2020)]
    own = index.inputs.loc[("440000", 2020)]
    assert own["industrial-rd"] == pytest.approx(100 * row["inn_rd_ind"] / row["eco_ind_va"])
    assert own["broadband-ports"] == pytest.approx(100 * row["net_bb_ports"] / row["eco_pop"])


def test_a_missing_theme_is_the_mean_of_what_exists(index):
    """Tibet publishes no software lines, and its weights go to the siblings."""
    row = index.normalised.loc[("540000", 2020)]
    assert np.isnan(row["it-services"])
    theme = index.scores_of_nodes.loc[("540000", 2020), "platform-service"]
    assert theme == pytest.approx(row["websites"], abs=1e-12)
    assert index.linear.loc[("540000", 2020), "it-services"] == 0
    assert index.coverage.loc["540000", 2020] < 1


def test_explain_tells_what_brings_the_score(index):
    table = index.explain("广东", 2023)
    assert table["contribution"].sum() == pytest.approx(table.attrs["score"], abs=1e-12)
    assert table["contribution"].is_monotonic_decreasing
    assert table.attrs["score"] == index.scores.loc["440000", 2023]
    assert set(table.index) == {i.code for i in index.framework.scored}


def test_to_frame_is_long_and_whole(index):
    frame = index.to_frame()
    assert len(frame) == 32 * 9
    assert frame.loc[frame["region"] == "000000", "rank"].isna().all()
    row = frame.query("region == '110000' and year == 2023").iloc[0]
    assert row["score"] == index.scores.loc["110000", 2023]
    assert row["rank"] == 1


def test_an_index_without_the_nation_still_ranks_and_says_what_it_lacks(index, panel):
    alone = compute(panel.drop(["000000"]))
    same(alone.ranks, index.ranks)
    with pytest.raises(MethodError, match="nation"):
        _ = alone.development


# ---------------------------------------------------------------------------------------------
# what cannot be computed


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda i: compute(i.panel, "headlin"), MethodError, "Did you mean 'headline'?"),
        (lambda i: i.explain("Shaanxii"), DefinitionError, "unknown region 'Shaanxii'"),
        (lambda i: i.explain("台湾"), ObservationError, "no row for Taiwan in 2024"),
        (lambda i: i.explain("广东", 1999), ObservationError, "no row for Guangdong in 1999"),
    ],
)
def test_what_cannot_be_answered_is_said(index, ask, error, words):
    with pytest.raises(error) as caught:
        ask(index)
    assert words in str(caught.value)


def test_a_recipe_of_another_framework_is_refused(panel):
    other = load_recipe().model_copy(update={"framework": "regional"})
    with pytest.raises(MethodError, match="is for framework 'regional', not 'regional-public'"):
        compute(panel, other)


@pytest.mark.parametrize("wrong", [0.0, np.nan])
def test_a_denominator_that_is_zero_or_missing_names_the_cell(panel, wrong):
    def spoil(values, status):
        values.loc[("440000", 2020), "eco_pop"] = wrong

    with pytest.raises(MethodError) as caught:
        compute(edited(panel, spoil))
    assert "broadband-ports, 440000, 2020: the denominator is zero or missing" in str(caught.value)


def test_a_zero_that_would_be_logged_names_the_cell(panel):
    def spoil(values, status):
        values.loc[("440000", 2020), "sw_its_rev"] = 0.0

    with pytest.raises(MethodError, match="it-services, 440000, 2020: zero or less"):
        compute(edited(panel, spoil))


def test_a_geometric_mean_of_nothing_or_less_names_the_cell(panel):
    zero = load_recipe().model_copy(update={"normalise": Choice(method="zscore", fit="pooled")})
    with pytest.raises(MethodError, match="aggregate method 'geometric' needs scores above zero"):
        compute(panel, zero)


@pytest.mark.parametrize("fit", ["base", "pooled", "each"])
@pytest.mark.parametrize("name", ["minmax", "zscore", "rank", "percentile-rank", "goalposts"])
def test_every_scale_may_be_fitted_on_base_window_all_years_or_each(panel, index, name, fit):
    arithmetic = load_recipe("arithmetic")
    chosen = arithmetic.model_copy(update={"normalise": Choice(method=name, fit=fit)})
    other = compute(panel, chosen)
    assert other.scores.notna().all(axis=None)
    ranks = other.ranks[2023].astype(float)
    assert ranks.corr(index.ranks[2023].astype(float), method="spearman") > 0.9


def test_a_scale_fitted_on_each_year_does_not_look_at_other_years(panel):
    chosen = load_recipe("arithmetic").model_copy(
        update={"normalise": Choice(method="minmax", fit="each")}
    )
    whole, part = compute(panel, chosen), compute(panel.until(2020), chosen)
    same(part.scores, whole.scores[part.panel.years])


def test_a_scale_of_the_base_window_needs_its_years(panel):
    chosen = load_recipe("arithmetic").model_copy(
        update={"normalise": Choice(method="minmax", fit="base")}
    )
    with pytest.raises(MethodError, match="learns from 2018 to 2023"):
        compute(panel.until(2017), chosen)


def test_a_framework_without_scored_indicators_says_so(panel):
    bare = panel.framework.model_copy(
        update={
            "indicators": tuple(
                i.model_copy(update={"scored": False}) for i in panel.framework.indicators
            )
        }
    )
    with pytest.raises(MethodError, match="has no scored indicator"):
        compute(dataclasses.replace(panel, framework=bare))
